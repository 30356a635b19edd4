"""Running ``scrapy crawl`` as a user's shell would, against replicas on loopback."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from govnews.crawl.run import Run
from tests.places import PROJECT
from tests.processes import start

# The delays that protect a real site protect nobody here.
UNPACED = ["-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False"]


def scrapy(
    *arguments: str, proxy: str | None = None, timeout: float = 100
) -> subprocess.CompletedProcess[str]:
    """The finished ``scrapy`` process, with what it printed."""
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = start(list(arguments), environment(proxy), PROJECT, out=out, err=err)
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(
                arguments, timeout, out.read_text("utf-8"), err.read_text("utf-8")
            )
        return subprocess.CompletedProcess(
            arguments, process.exitcode, out.read_text("utf-8"), err.read_text("utf-8")
        )


def environment(proxy: str | None) -> dict[str, str]:
    """The environment of a shell that has a proxy, or none."""
    clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return clean | ({"http_proxy": proxy, "no_proxy": ""} if proxy else {})


def crawl(
    spider: str, output: Path, *arguments: str, proxy: str | None = None, timeout: float = 100
) -> subprocess.CompletedProcess[str]:
    """``scrapy crawl`` into ``output``, without delays."""
    return scrapy(
        "crawl", spider, "-s", f"GOVNEWS_OUTPUT={output}", *UNPACED, *arguments, proxy=proxy, timeout=timeout
    )


def feeds(output: Path, site: str = "mengjin") -> list[Path]:
    """The published feed files of a site, oldest first."""
    return sorted((output / site).glob("*.jsonl"))


def records(output: Path, site: str = "mengjin") -> list[dict[str, Any]]:
    """Every line of every published feed file of a site; a torn line is an error."""
    return [json.loads(line) for feed in feeds(output, site) for line in feed.read_text("utf-8").splitlines()]


def last_report(output: Path, site: str = "mengjin") -> dict[str, Any]:
    """The newest run report of a site."""
    report: dict[str, Any] = json.loads(max((output / site).glob("*.report.json")).read_text("utf-8"))
    return report


def crawler_of(run: Run) -> Any:
    """A crawler as far as a component looks at it: its spider has the run."""
    return SimpleNamespace(spider=SimpleNamespace(run=run))
