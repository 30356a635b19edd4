"""Play schedules by chance and print which of them brought a lie.

::

    python -m tests.honesty --schedules 300 --seed 1

Exit code 1 where a run lied, or where a healthy end was not ``ok`` and complete.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from tests.honesty.launch import Launcher
from tests.honesty.schedules import Played, Schedule


def play_all(seeds: Iterable[int], *, jobs: int = 2) -> Iterator[Played]:
    """Each schedule as it ends, ``jobs`` at a time, in the order of the seeds."""
    with (
        ExitStack() as stack,
        TemporaryDirectory(prefix="honesty-") as folder,
        ThreadPoolExecutor(jobs) as pool,
    ):
        launchers: SimpleQueue[Launcher] = SimpleQueue()
        for _ in range(jobs):
            launchers.put(stack.enter_context(closing(Launcher())))

        def play(seed: int) -> Played:
            launcher = launchers.get()
            try:
                return Schedule(seed).play(Path(folder) / str(seed), launcher)
            finally:
                launchers.put(launcher)

        yield from pool.map(play, seeds)


def main() -> int:
    """Play them, print a line for each bad one and a table of all."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.honesty", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--schedules", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1, help="of the first schedule; the others follow")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("-v", "--verbose", action="store_true", help="the whole story of each bad one")
    options = parser.parse_args()
    started = time.monotonic()
    played = []
    for one in play_all(range(options.seed, options.seed + options.schedules), jobs=options.jobs):
        played.append(one)
        if one.kinds:
            print(one.story if options.verbose else f"seed {one.seed}: {', '.join(one.kinds)}", flush=True)
    kinds = Counter(kind for one in played for kind in one.kinds)
    print(
        f"{len(played)} schedules, {sum(one.runs for one in played)} runs, {sum(one.ok for one in played)} ok"
    )
    print(f"{sum(bool(one.lies) for one in played):5} with a lie")
    for kind, count in kinds.most_common():
        print(f"{count:5} {kind}")
    print(f"{time.monotonic() - started:.0f} s")
    return int(bool(kinds))


if __name__ == "__main__":
    sys.exit(main())
