"""Part ``ledger``: rates, bytes a key, memory and opening time at growing numbers of keys.

The keys are put in at random places, as hashes are, by a process of its own with a large cache; all that is
measured is measured by another one, through :func:`govnews.ledger.open_ledger` with its own settings. Addresses are
asked for whose hash is known already, as the walk's are that asks the ledger.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.result import PROJECT, Metric, Result
from bench.table import show
from govnews.identity import key_of, url_hash
from govnews.items import Record
from govnews.ledger import Ledger, open_ledger

SITE = "bench"
LOOKUPS = 20_000
RECORDS = 500
GROUP = 20
PAGE = 100  # addresses whose hashes the walk has made when the ledger is asked
BODY = "为进一步做好河道治理工作，北原镇开展专项行动，出动工作人员。" * 40


def add_options(parser: argparse.ArgumentParser) -> None:
    """The part's options."""
    parser.add_argument(
        "--keys",
        type=lambda text: [int(count) for count in text.split(",")],
        default=[10_000, 100_000, 1_000_000],
        metavar="N,N,…",
        help="in the ledger: 10000,100000,1000000,10000000",
    )


def run(options: argparse.Namespace, result: Result) -> None:
    """Every size in a file of its own."""
    rows = []
    for count in options.keys:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "govnews.db"
            for step in ("fill", "measure"):
                done = subprocess.run(
                    [sys.executable, "-m", "bench.ledger", step, str(path), str(count)],
                    cwd=PROJECT, check=True, capture_output=True, text=True,
                )  # fmt: skip
        got: dict[str, float] = json.loads(done.stdout)
        largest = count == max(options.keys)
        for name, unit, better, target in (
            ("bytes a key", "B", "lower", 64.0),
            ("median look-up", "µs", "lower", 50.0),
            ("p95 look-up", "µs", "lower", None),
            ("look-ups", "1/s", "higher", None),
            ("inserts of keys", "1/s", "higher", None),
            ("articles recorded", "1/s", "higher", None),
            ("articles recorded together", "1/s", "higher", None),
            ("opening", "ms", "lower", None),
            ("memory", "MB", "lower", None),
        ):
            held = target if largest else None
            result.metrics[f"ledger/{count}/{name}"] = Metric(got[name], unit, better, held)
        rows.append(
            [
                f"{count:,}", f"{got['inserts of keys']:,.0f}", f"{got['articles recorded']:,.0f}",
                f"{got['articles recorded together']:,.0f}", f"{got['look-ups']:,.0f}", f"{got['median look-up']:.1f}",
                f"{got['p95 look-up']:.1f}", f"{got['bytes a key']:.1f}", f"{got['opening']:.1f}", f"{got['memory']:.1f}",
            ]
        )  # fmt: skip
    show(
        "Ledger",
        "keys|keys/s|articles/s|together|look-ups/s|µs|p95 µs|B a key|opening ms|memory MB".split("|"),
        rows,
    )


def addresses(start: int, count: int) -> Iterator[str]:
    """Addresses of articles, all different."""
    return (f"http://www.example.gov.cn/{number}.html" for number in range(start, start + count))


def key(address: str) -> bytes:
    """The ledger's key of one of :func:`addresses`, without the time that folding it takes."""
    canonical = address.removeprefix("http://www.")
    return key_of(SITE, hashlib.sha256(canonical.encode()).hexdigest())


def fill(path: Path, count: int) -> None:
    """Put the keys in."""
    with closing(open_ledger(path, SITE)) as ledger:
        assert ledger.key(next(addresses(0, 1))) == key(next(addresses(0, 1)))
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -1500000")  # KiB
    keys = ((key(address), number) for number, address in enumerate(addresses(0, count)))
    db.execute("BEGIN")
    db.executemany("INSERT INTO known (key, article) VALUES (?, ?)", keys)
    db.execute("COMMIT")
    db.close()


def measure(path: Path, count: int) -> dict[str, float]:
    """Everything about a ledger that holds ``count`` keys."""
    size = path.stat().st_size
    before = resident()
    started = time.perf_counter()
    ledger = open_ledger(path, SITE)
    opening = time.perf_counter() - started
    chosen = random.Random(count)  # noqa: S311 - any keys will do
    asked = [
        next(addresses(chosen.randrange(2 * count), 1)) for _ in range(LOOKUPS)
    ]  # half of them are known
    times = []
    waiting = iter(asked)
    while page := list(islice(waiting, PAGE)):
        for address in page:
            url_hash(address)
        for address in page:
            at = time.perf_counter_ns()
            ledger.knows(address)
            times.append((time.perf_counter_ns() - at) / 1000)
    memory = resident() - before
    recorded = _rate(RECORDS, lambda: _record(ledger, start=0, group=1))
    together = _rate(RECORDS, lambda: _record(ledger, start=RECORDS, group=GROUP))
    inserted = _rate(LOOKUPS, lambda: _insert(path, count))
    return {
        "bytes a key": size / count,
        "median look-up": median(times),
        "p95 look-up": quantiles(times, n=20)[-1],
        "look-ups": 1e6 * len(times) / sum(times),
        "inserts of keys": inserted,
        "articles recorded": recorded,
        "articles recorded together": together,
        "opening": 1000 * opening,
        "memory": memory,
    }


def _record(ledger: Ledger, *, start: int, group: int) -> None:
    """As a crawl does, ``group`` articles a transaction: one of a polite crawl, a dozen or two of a fast one."""
    numbers = iter(range(start, start + RECORDS))
    while batch := list(islice(numbers, group)):
        with ledger.together():
            for number in batch:
                url = f"http://www.example.gov.cn/a/{number}.html"
                identity = url_hash(url)
                article = Record(
                    url=url,
                    url_hash=identity,
                    site=SITE,
                    title=f"第{number}篇",
                    body=BODY,
                    content_hash=identity,
                    fetched_at="2026-11-22T14:00:00Z",
                )
                ledger.record(article, now="2026-11-22T14:00:00Z")


def _insert(path: Path, count: int) -> None:
    """Keys alone, a thousand a transaction, with the ledger's settings."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous = NORMAL")
    fresh = addresses(3 * count, LOOKUPS)
    while batch := list(islice(fresh, 1000)):
        db.execute("BEGIN IMMEDIATE")
        db.executemany(
            "INSERT INTO known (key, article) VALUES (?, 1)",
            ((key(address),) for address in batch),
        )
        db.execute("COMMIT")
    db.close()


def _rate(count: int, work: Any) -> float:
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def resident() -> float:
    """Resident memory of this process now, in MB; its peak where the system does not tell."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        print(json.dumps(measure(Path(sys.argv[2]), int(sys.argv[3]))))
