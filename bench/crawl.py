"""Part ``crawl``: pages per second and CPU on a loopback site, the crawls alternated, medians of the rounds."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median

from bench import crawls
from bench.processes import Usage
from bench.result import Metric, Result
from bench.site import serve, write_site
from bench.table import show

NAMES = {"fetch": crawls.fetch, "XPath": crawls.xpath, "govnews": crawls.govnews}


def add_options(parser: argparse.ArgumentParser) -> None:
    """The part's options."""
    parser.add_argument(
        "--rounds", type=int, default=3, metavar="N", help="crawls of each kind (crawl, quiet)"
    )
    parser.add_argument("--articles", type=int, default=2000, metavar="N", help="of the site (crawl)")
    parser.add_argument(
        "--peer-articles",
        type=int,
        default=400,
        metavar="N",
        help="of the site for news-please, which is slow (crawl)",
    )


def run(options: argparse.Namespace, result: Result) -> None:
    """Measure the plain spiders on one site, news-please beside govnews on a smaller one."""
    used = _alternate(NAMES, options.articles, options.rounds)
    part = f"crawl of {options.articles}"  # the size is a part of the name: other sizes are no regression
    rows = _rows(used, options.articles, part, result)
    ratio = median(x.wall / g.wall for x, g in zip(used["XPath"], used["govnews"], strict=True))
    cpu = median(x.cpu / g.cpu for x, g in zip(used["XPath"], used["govnews"], strict=True))
    result.metrics[f"{part}/govnews to XPath, pages per second"] = Metric(ratio, "times", "higher", 0.75)
    result.metrics[f"{part}/govnews to XPath, pages per CPU second"] = Metric(cpu, "times", "higher", 0.75)
    result.metrics[f"{part}/govnews/peak memory"] = Metric(
        max(usage.peak for usage in used["govnews"]), "MB", "lower", 160.0
    )
    show(f"Crawl: {options.articles} articles of 40 KB, whole processes", HEADS, rows)
    if not crawls.has_newsplease():
        result.skipped.append("crawl: news-please is not installed")
        return
    kinds = {"govnews": crawls.govnews, "news-please": crawls.newsplease}
    used = _alternate(kinds, options.peer_articles, options.rounds)
    part = f"crawl of {options.peer_articles}, beside news-please"
    rows = _rows(used, options.peer_articles, part, result)
    ratio = median(n.wall / g.wall for n, g in zip(used["news-please"], used["govnews"], strict=True))
    result.metrics[f"{part}/govnews to news-please, pages per second"] = Metric(ratio, "times", "higher", 4.0)
    show(f"Crawl: {options.peer_articles} articles of 40 KB, whole processes", HEADS, rows)


HEADS = ["crawl", "articles/s", "CPU s/1,000", "peak MB"]


def _rows(used: dict[str, list[Usage]], articles: int, part: str, result: Result) -> list[list[str]]:
    rows = []
    for name, usages in used.items():
        rate = median(articles / usage.wall for usage in usages)
        cpu = median(1000 * usage.cpu / articles for usage in usages)
        result.metrics[f"{part}/{name}/articles per second"] = Metric(rate, "1/s", "higher")
        result.metrics[f"{part}/{name}/CPU of 1,000 articles"] = Metric(cpu, "s", "lower")
        rows.append([name, f"{rate:.1f}", f"{cpu:.2f}", f"{max(usage.peak for usage in usages):.0f}"])
    return rows


def _alternate(kinds: dict[str, crawls.Crawl], articles: int, rounds: int) -> dict[str, list[Usage]]:
    used: dict[str, list[Usage]] = {name: [] for name in kinds}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        paths = write_site(folder / "site", articles=articles)
        with serve(folder / "site", folder / "server") as server:
            for number in range(rounds):
                for name, crawl in kinds.items():
                    out = folder / f"{name} {number}"
                    out.mkdir()
                    usage, count = crawl(server.url, paths, out)
                    if count != articles:
                        raise RuntimeError(f"{name} brought {count} of {articles} articles, see {out}")
                    used[name].append(usage)
    return used
