"""Part ``quiet``: what a run without news costs on a site of ten columns, beside ``scrapy version``."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median

from bench.crawls import run_govnews
from bench.processes import run_python
from bench.result import PROJECT, Metric, Result
from bench.site import serve, write_site
from bench.table import show

COLUMNS = 10


def add_options(parser: argparse.ArgumentParser) -> None:
    """None of its own; ``--rounds`` counts here, too."""


def run(options: argparse.Namespace, result: Result) -> None:
    """Crawl once, then again and again with nothing new."""
    requests, quiet, version, bare = [], [], [], []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_site(folder / "site", articles=60 * COLUMNS, columns=COLUMNS)
        output = folder / "output"
        output.mkdir()
        with serve(folder / "site", folder / "server") as server:
            run_govnews(server.url, output)
            server.requests()
            for _ in range(max(3, options.rounds)):
                quiet.append(run_govnews(server.url, output))
                requests.append(server.requests())
                version.append(run_python(["-m", "scrapy", "version"], cwd=PROJECT, log=folder / "log"))
                bare.append(run_python(["-m", "scrapy", "version"], cwd=folder, log=folder / "log"))
    beyond = median(one.cpu - other.cpu for one, other in zip(quiet, version, strict=True))
    outside = median(one.cpu - other.cpu for one, other in zip(quiet, bare, strict=True))
    wall = median(usage.wall for usage in quiet)
    cpu = median(usage.cpu for usage in quiet)
    result.metrics["quiet/requests"] = Metric(max(requests), "", "lower", COLUMNS + 1)
    result.metrics["quiet/CPU beyond scrapy version"] = Metric(beyond, "s", "lower", 1.0)
    result.metrics["quiet/CPU beyond scrapy version outside of the project"] = Metric(outside, "s", "lower")
    result.metrics["quiet/CPU"] = Metric(cpu, "s", "lower")
    result.metrics["quiet/wall"] = Metric(wall, "s", "lower")
    show(
        f"A run without news, {COLUMNS} columns",
        ["", "requests", "wall s", "CPU s", "beyond scrapy version", "… outside of the project"],
        [["govnews", str(max(requests)), f"{wall:.2f}", f"{cpu:.2f}", f"{beyond:.2f}", f"{outside:.2f}"]],
    )
