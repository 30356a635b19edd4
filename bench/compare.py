"""``python -m bench.compare A B``: what changed from run A to run B; exit code 1 where something became worse.

A run is disturbed by whatever else its machine does: what moved less than ``--noise`` is not told. Figures
that are ratios within one run carry over from machine to machine, the others only where the machine is the same.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.result import Metric, read_metrics
from bench.table import show


def change(before: Metric, after: Metric) -> float:
    """By what share the metric became worse (positive) or better (negative).

    >>> change(Metric(4.0, "ms", "lower"), Metric(5.0, "ms", "lower"))
    0.25
    >>> change(Metric(4.0, "1/s", "higher"), Metric(5.0, "1/s", "higher"))
    -0.2
    """
    small, large = (before, after) if after.better == "lower" else (after, before)
    return large.value / small.value - 1 if small.value else 0.0


def main() -> int:
    """1 where a metric became worse by more than the noise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--noise", type=float, default=0.15, metavar="SHARE", help="0.15: 15 %%")
    options = parser.parse_args()
    before, after = read_metrics(options.before), read_metrics(options.after)
    moved = {name: change(before[name], after[name]) for name in before.keys() & after.keys()}
    told = sorted((n for n, by in moved.items() if abs(by) > options.noise), key=lambda n: -moved[n])
    show(
        f"{options.before.name} → {options.after.name}",
        ["metric", "before", "after", "change"],
        [
            [name, f"{before[name].value:.4g} {before[name].unit}", f"{after[name].value:.4g}",
             f"{moved[name]:+.0%} {'worse' if moved[name] > 0 else 'better'}"]
            for name in told
        ],
    )  # fmt: skip
    return int(any(moved[name] > 0 for name in told))


if __name__ == "__main__":
    raise SystemExit(main())
