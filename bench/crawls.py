"""The crawls that are compared, each a process that crawls the site at ``home`` to its end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench.processes import Usage, run_python
from bench.result import PROJECT

# The delays that protect a real site protect nobody here. As many requests at a time for all, and the same log:
# Scrapy's default, a line for each request and item, costs a spider a tenth of its speed.
SETTINGS = [
    part
    for setting in (
        "CONCURRENT_REQUESTS=16",
        "CONCURRENT_REQUESTS_PER_DOMAIN=16",
        "DOWNLOAD_DELAY=0",
        "AUTOTHROTTLE_ENABLED=False",
        "LOG_LEVEL=INFO",
    )
    for part in ("-s", setting)
]
SPIDERS = PROJECT / "bench" / "spiders"
Crawl = Callable[[str, list[str], Path], tuple[Usage, int]]
"""Home page, paths of the articles and an empty folder in; what was used and how many articles came out."""


def fetch(home: str, paths: list[str], folder: Path) -> tuple[Usage, int]:
    """Bare Scrapy: only fetches."""
    urls = folder / "urls"
    urls.write_text("\n".join(home.rstrip("/") + path for path in paths), encoding="utf-8")
    arguments = ["-m", "scrapy", "runspider", str(SPIDERS / "fetch.py"), "-a", f"urls={urls}", *SETTINGS]
    return run_python(arguments, cwd=folder, log=folder / "log"), len(paths)


def xpath(home: str, paths: list[str], folder: Path) -> tuple[Usage, int]:
    """The usual spider: five XPaths, a JSON Lines feed."""
    feed = folder / "feed.jsonl"
    arguments = [
        "-m",
        "scrapy",
        "runspider",
        str(SPIDERS / "xpath.py"),
        "-a",
        f"home={home}",
        "-O",
        str(feed),
    ]
    usage = run_python([*arguments, *SETTINGS], cwd=folder, log=folder / "log")
    return usage, len(feed.read_bytes().splitlines())


def govnews(home: str, paths: list[str], folder: Path) -> tuple[Usage, int]:
    """govnews with all it does."""
    usage = run_govnews(home, folder)
    return usage, json.loads(reports(folder)[-1].read_text(encoding="utf-8"))["records"]["new"]


def newsplease(home: str, paths: list[str], folder: Path) -> tuple[Usage, int]:
    """news-please's recursive crawler."""
    usage = run_python(
        ["-m", "bench.newsplease_crawl", home, str(folder / "data")],
        cwd=folder,
        log=folder / "log",
        path=PROJECT,
    )
    return usage, sum(1 for path in (folder / "data").rglob("*.json") if path.stem.startswith("c"))


def has_newsplease() -> bool:
    """Whether news-please is installed, with all it needs."""
    command = [sys.executable, "-c", "import newsplease.single_crawler"]
    return not subprocess.run(command, capture_output=True, check=False).returncode


def run_govnews(home: str, folder: Path) -> Usage:
    """One run into ``folder``, however many requests it takes. Raises RuntimeError where it is not ``ok``."""
    return run_python(["-m", *govnews_command(home, folder)], cwd=PROJECT, log=folder / "log")


def govnews_command(home: str, folder: Path) -> list[str]:
    """The command line of such a run."""
    unlimited = ["-s", "GOVNEWS_MAX_REQUESTS=0", "-s", f"GOVNEWS_OUTPUT={folder}"]
    return ["scrapy", "crawl", "site", "-a", f"home={home}", *SETTINGS, *unlimited]


def reports(folder: Path) -> list[Path]:
    """The run reports in an output folder, oldest first."""
    return sorted(folder.glob("*/*.report.json"))
