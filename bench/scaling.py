"""Part ``scaling``: time and peak memory of a crawl as the site grows; linear the one, flat the other."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench import crawls
from bench.result import Metric, Result
from bench.site import serve, write_site
from bench.table import show


def add_options(parser: argparse.ArgumentParser) -> None:
    """The part's options."""
    parser.add_argument(
        "--sizes",
        type=_sizes,
        default=[500, 2000],
        metavar="N,N,…",
        help="articles (scaling): 500,2000,8000,32000",
    )


def _sizes(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


def run(options: argparse.Namespace, result: Result) -> None:
    """One crawl of each size."""
    rows = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            paths = write_site(folder / "site", articles=size)
            output = folder / "output"
            output.mkdir()
            with serve(folder / "site", folder / "server") as server:
                usage, count = crawls.govnews(server.url, paths, output)
            if count != size:
                raise RuntimeError(f"govnews brought {count} of {size} articles")
        each = 1000 * usage.cpu / size
        result.metrics[f"scaling/{size}/CPU an article"] = Metric(each, "ms", "lower")
        result.metrics[f"scaling/{size}/peak memory"] = Metric(usage.peak, "MB", "lower", 160.0)
        rows.append(
            [f"{size:,}", f"{usage.wall:.1f}", f"{usage.cpu:.1f}", f"{each:.2f}", f"{usage.peak:.0f}"]
        )
    show("Scaling", ["articles", "wall s", "CPU s", "CPU ms an article", "peak MB"], rows)
