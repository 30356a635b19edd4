"""A fleet that is harmed by chance: is every article in the feeds exactly once, and does nothing run twice at a time?

::

    python -m tests.fleet --hosts 225 --minutes 20 --seed 7

Workers, controls, crawls and the PostgreSQL server are killed, stopped and frozen, and started again as a service manager does;
connections to the server are cut, and the network falls silent.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fleet.fleet import play
from tests.postgresql import running_cluster


def main() -> int:
    """Play, and print the figures; 1 where anything is not as promised."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--hosts", type=int, default=225, help="every third has two sites")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--every", type=float, default=15, help="seconds between two harms, about")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--slots", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a folder for logs and feeds, which stays")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="fleet-") as folder, running_cluster() as cluster:
        place = options.keep or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        result = play(
            cluster, place, hosts=options.hosts, minutes=options.minutes, every=options.every, seed=options.seed,
            workers=options.workers, slots=options.slots,
        )  # fmt: skip
    print(result)
    return int(not result.good)


if __name__ == "__main__":
    sys.exit(main())
