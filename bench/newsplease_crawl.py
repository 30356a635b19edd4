"""``python -m bench.newsplease_crawl URL FOLDER``: news-please's own recursive crawler over one site.

With its default extractors and JSON files in FOLDER, as many requests at a time as the other crawls, and no
saved HTML. Its article test (og:type, linked headlines) is the default one.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import newsplease
from newsplease.single_crawler import SingleCrawler

CONCURRENCY = 16


def main(url: str, folder: Path) -> None:
    """Crawl to the end."""
    config = (Path(newsplease.__file__).parent / "config" / "config.cfg").read_text(encoding="utf-8")
    for option, value in (
        ("working_path", str(folder)),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", str(CONCURRENCY)),
        ("CONCURRENT_REQUESTS", str(CONCURRENCY)),
    ):
        config = re.sub(rf"(?m)^{option}\s*=.*$", f"{option} = {value}", config)
    config = config.replace("'newsplease.pipeline.pipelines.HtmlFileStorage':200,", "")
    # Its allowed domain keeps the port, under which no address is its own.
    offsite = "'scrapy.downloadermiddlewares.offsite.OffsiteMiddleware': None"
    config = config.replace("[Scrapy]", f"[Scrapy]\nDOWNLOADER_MIDDLEWARES = {{{offsite}}}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.cfg").write_text(config, encoding="utf-8")
    sites = {"base_urls": [{"url": url, "crawler": "RecursiveCrawler"}]}
    (folder / "sitelist.hjson").write_text(json.dumps(sites), encoding="utf-8")
    SingleCrawler(str(folder / "config.cfg"), str(folder / "sitelist.hjson"), 0, False, False)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
