"""``python -m bench [PART…]``: run the parts, print their tables, keep the figures in ``bench/results/``."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from bench import crawl, extraction, ledger, quiet, scaling
from bench.result import RESULTS, Result, machine
from bench.table import show

PARTS = {
    "extraction": extraction,
    "crawl": crawl,
    "quiet": quiet,
    "ledger": ledger,
    "scaling": scaling,
}


def main() -> None:
    """All parts, or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Benchmarks of govnews.")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=", ".join(PARTS))
    parser.add_argument("-o", "--output", type=Path, help="where the figures go, as JSON")
    for part in PARTS.values():
        part.add_options(parser)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the servers end with their blocks
    before, result = machine(), Result()
    for name in options.parts or PARTS:
        try:
            PARTS[name].run(options, result)
        except RuntimeError as error:  # of a process that was run: the other parts' figures are not lost
            result.skipped.append(f"{name}: {error}")
    for line in result.skipped:
        print(f"skipped: {line}")
    held = {name: metric for name, metric in result.metrics.items() if metric.target is not None}
    show(
        "Targets",
        ["", "measured", "target", ""],
        [
            [name, f"{metric.value:.3g} {metric.unit}",
             f"{'≤' if metric.better == 'lower' else '≥'} {metric.target:g}", "met" if metric.met else "not met"]
            for name, metric in held.items()
        ],
    )  # fmt: skip
    print(
        f"{before['processor']}, {before['cores']} cores, Python {before['python']}; load {before['load']} at start"
    )
    path = options.output or RESULTS / f"{str(before['at']).replace(':', '-')}.json"
    result.write(path)
    print(f"figures: {path}")


if __name__ == "__main__":
    main()
