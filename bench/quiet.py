"""Part ``quiet``: what a run without news costs on a site of ten columns, as a process and as a child of a worker."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.crawls import govnews_command, run_govnews
from bench.processes import run_python
from bench.result import PROJECT, Metric, Result
from bench.site import serve, write_site
from bench.table import show
from govnews.fleet.children import ChildEnded, Children

COLUMNS = 10
# Runs of a worker at full tilt: so many at a time, so many each.
SLOTS, RUNS = 8, 8


def add_options(parser: argparse.ArgumentParser) -> None:
    """None of its own; ``--rounds`` counts here, too."""


def run(options: argparse.Namespace, result: Result) -> None:
    """Crawl once, then again and again with nothing new; every third run looks a page deeper."""
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
            forked = asyncio.run(_forked(server.url, output, folder, max(10, options.rounds)))
    beyond = median(one.cpu - other.cpu for one, other in zip(quiet, version, strict=True))
    outside = median(one.cpu - other.cpu for one, other in zip(quiet, bare, strict=True))
    wall = median(usage.wall for usage in quiet)
    cpu = median(usage.cpu for usage in quiet)
    result.metrics["quiet/requests"] = Metric(median(requests), "", "lower", COLUMNS + 1)
    result.metrics["quiet/CPU beyond scrapy version"] = Metric(beyond, "s", "lower", 1.0)
    result.metrics["quiet/CPU beyond scrapy version outside of the project"] = Metric(outside, "s", "lower")
    result.metrics["quiet/CPU"] = Metric(cpu, "s", "lower")
    result.metrics["quiet/wall"] = Metric(wall, "s", "lower")
    result.metrics["quiet/CPU of a child"] = Metric(forked.cpu, "s", "lower")
    result.metrics["quiet/CPU of a child, of a process"] = Metric(forked.cpu / cpu, "", "lower")
    result.metrics["quiet/memory of a child"] = Metric(forked.own, "MB", "lower")
    result.metrics["quiet/children a second"] = Metric(forked.rate, "1/s", "higher")
    show(
        f"A run without news, {COLUMNS} columns",
        ["", "requests", "wall s", "CPU s", "beyond scrapy version", "… outside of the project", "runs/s"],
        [
            [
                "a process",
                f"{median(requests):.0f} ({max(requests)})",
                f"{wall:.2f}",
                f"{cpu:.2f}",
                f"{beyond:.2f}",
                f"{outside:.2f}",
                "",
            ],
            ["a child", "", "", f"{forked.cpu:.2f}", "", "", f"{forked.rate:.1f}"],
        ],
    )


@dataclass(frozen=True, slots=True)
class Forked:
    """What runs cost that are children of a worker's fork server."""

    cpu: float
    """Seconds each, the median."""
    own: float
    """MB that one has written to, at most: what it does not share."""
    rate: float
    """How many end in a second, :data:`SLOTS` at a time, with the server that they ask on the same machine."""


async def _forked(home: str, output: Path, folder: Path, rounds: int) -> Forked:
    outputs = [folder / f"output{slot}" for slot in range(SLOTS)]
    for copy in outputs:
        shutil.copytree(output, copy)
    async with _children(folder) as children:

        async def crawl(into: Path) -> float:
            ended: ChildEnded = await children.run(govnews_command(home, into), {})
            assert ended.code == 0, ended
            return ended.cpu

        async def crawl_often(into: Path) -> None:
            for _ in range(RUNS):
                await crawl(into)

        cpu = [await crawl(output) for _ in range(rounds)]
        watching = asyncio.create_task(_most_written(children))
        await crawl(output)
        watching.cancel()
        begun = time.perf_counter()
        await asyncio.gather(*map(crawl_often, outputs))
        rate = SLOTS * RUNS / (time.perf_counter() - begun)
    return Forked(median(cpu), await watching, rate)


@asynccontextmanager
async def _children(folder: Path) -> AsyncIterator[Children]:
    children = Children("govnews.commands.crawl.Command", PROJECT, folder)
    try:
        await children.start()
        yield children
    finally:
        await children.close()


async def _most_written(children: Children) -> float:
    """MB of private memory that a child has written to, looked at until it is cancelled."""
    most = 0
    try:
        while True:
            for process in children.processes.values():
                with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
                    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                        if line.startswith("Private_Dirty:"):
                            most = max(most, int(line.split()[1]) * 1024)
            await asyncio.sleep(0.01)
    except asyncio.CancelledError:
        return most / 1e6
