"""The picture at the top of README.md: ``python -m scripts.report_picture`` crawls the demo's replica on the morning after its
newest article, writes the pages of ``scrapy report``, and takes the replica's with a Chromium into docs/report.png.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from scrapy.settings import Settings

from govnews.commands.demo import UNPACED
from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer
from govnews.downloader.rendering import find_browser

PROJECT = Path(__file__).parents[1]
PICTURE = PROJECT / "docs" / "report.png"
SIZE = "1000,715"  # from the name of the site down to its columns


def scrapy_then(seconds: float, *arguments: str, environment: dict[str, str]) -> None:
    """Run ``scrapy`` so many seconds from now. Raises CalledProcessError where it does not end with 0."""
    # Everything takes the clock from govnews.clock when it is imported: it is moved before.
    program = (
        "import datetime, govnews.clock as clock; now = clock.now; "
        f"clock.now = lambda: now() + datetime.timedelta(seconds={seconds}); "
        "from scrapy.cmdline import execute; execute()"
    )
    command = [sys.executable, "-c", program, *arguments]
    subprocess.run(command, cwd=PROJECT, env=environment, check=True)  # noqa: S603 - our own command line


def main() -> None:
    """Write the picture. Exits with a line where there is no Chromium."""
    browser = find_browser(Settings())
    if browser is None:
        sys.exit("no Chromium found: install one (Debian: apt-get install chromium fonts-wqy-zenhei)")
    site = MengjinSite()
    morning = datetime.combine(site.newest, datetime.min.time(), UTC) + timedelta(days=1, hours=1)
    seconds = (morning - datetime.now(UTC)).total_seconds()
    with TemporaryDirectory() as folder, ReplicaServer({HOST: site}) as server:
        output = ["-L", "ERROR", "-s", f"GOVNEWS_OUTPUT={folder}"]
        paced = [word for setting, value in UNPACED.items() for word in ("-s", f"{setting}={value}")]
        environment = {**os.environ, "http_proxy": server.url, "no_proxy": ""}
        scrapy_then(seconds, "crawl", "mengjin", *output, *paced, environment=environment)
        scrapy_then(seconds + 60, "report", *output, environment=environment)
        taken = Path(folder, "report.png")
        subprocess.run(  # noqa: S603 - our own command line
            [
                browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                f"--window-size={SIZE}", f"--screenshot={taken}", Path(folder, "report", "mengjin.html").as_uri(),
            ],
            check=True,
            capture_output=True,
        )  # fmt: skip
        PICTURE.write_bytes(taken.read_bytes())


if __name__ == "__main__":
    main()
