"""Part ``ledger``: rates, bytes a key, memory and opening time at growing numbers of keys.

The keys are put in at random places, as hashes are, by a process of its own with a large cache; all that is
measured is measured by another one, through :func:`govnews.ledger.open_ledger` with its own settings. Addresses are
asked for whose hash is known already, as the walk's are that asks the ledger. With ``--server`` the same on PostgreSQL, side by
side; the server's own memory and CPU are not counted.
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
from collections.abc import Iterable, Iterator
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
LIST = 20  # rows of a list, which the walk asks for together
NOW = "2026-11-22T14:00:00Z"
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
    parser.add_argument(
        "--server",
        metavar="ADDRESS",
        help="an empty database, as postgresql://127.0.0.1/bench, to measure beside the file; its schema govnews is dropped",
    )


def run(options: argparse.Namespace, result: Result) -> None:
    """Every size in a ledger of its own."""
    rows = []
    for count in options.keys:
        with tempfile.TemporaryDirectory() as folder:
            for location in (str(Path(folder) / "govnews.db"), options.server):
                if location is not None:
                    got = _measured(location, count)
                    on = "postgresql" if location == options.server else "ledger"
                    _note(result, f"{on}/{count}", got, held=on == "ledger" and count == max(options.keys))
                    rows.append(["file" if on == "ledger" else "server", f"{count:,}", *_row(got)])
    show(
        "Ledger",
        "on|keys|keys/s|articles/s|together|look-ups/s|µs|p95|µs of 20|B a key|open ms|MB".split("|"),
        rows,
    )


def _measured(location: str, count: int) -> dict[str, float]:
    for step in ("fill", "measure"):
        done = subprocess.run(
            [sys.executable, "-m", "bench.ledger", step, location, str(count)],
            cwd=PROJECT, check=True, capture_output=True, text=True,
        )  # fmt: skip
    got: dict[str, float] = json.loads(done.stdout)
    return got


def _note(result: Result, prefix: str, got: dict[str, float], *, held: bool) -> None:
    """``held``: whether what was aimed at is asked of it."""
    for name, unit, better, target in (
        ("bytes a key", "B", "lower", 64.0),
        ("median look-up", "µs", "lower", 50.0),
        ("p95 look-up", "µs", "lower", None),
        ("look-ups", "1/s", "higher", None),
        ("list of 20", "µs", "lower", None),
        ("inserts of keys", "1/s", "higher", None),
        ("articles recorded", "1/s", "higher", None),
        ("articles recorded together", "1/s", "higher", None),
        ("opening", "ms", "lower", None),
        ("memory", "MB", "lower", None),
    ):
        result.metrics[f"{prefix}/{name}"] = Metric(got[name], unit, better, target if held else None)


def _row(got: dict[str, float]) -> list[str]:
    return [
        f"{got['inserts of keys']:,.0f}", f"{got['articles recorded']:,.0f}", f"{got['articles recorded together']:,.0f}",
        f"{got['look-ups']:,.0f}", f"{got['median look-up']:.1f}", f"{got['p95 look-up']:.1f}", f"{got['list of 20']:.0f}",
        f"{got['bytes a key']:.1f}", f"{got['opening']:.1f}", f"{got['memory']:.1f}",
    ]  # fmt: skip


def addresses(start: int, count: int) -> Iterator[str]:
    """Addresses of articles, all different."""
    return (f"http://www.example.gov.cn/{number}.html" for number in range(start, start + count))


def key(address: str) -> bytes:
    """The ledger's key of one of :func:`addresses`, without the time that folding it takes."""
    canonical = address.removeprefix("http://www.")
    return key_of(SITE, hashlib.sha256(canonical.encode()).hexdigest())


class File:
    """A ledger in a file, filled and looked at by what SQLite has for that."""

    def __init__(self, location: str) -> None:
        self._path = Path(location)

    def fill(self, keys: Iterable[tuple[bytes, int]]) -> None:
        """Put keys in, each with the number of its article."""
        with closing(self._connect("OFF")) as db:
            db.execute("PRAGMA cache_size = -1500000")  # KiB
            db.execute("BEGIN")
            db.executemany("INSERT INTO known (key, article) VALUES (?, ?)", keys)
            db.execute("COMMIT")

    def insert(self, batches: Iterable[list[bytes]]) -> None:
        """Put keys in, a batch a transaction, with the ledger's settings."""
        with closing(self._connect("NORMAL")) as db:
            for batch in batches:
                db.execute("BEGIN IMMEDIATE")
                db.executemany("INSERT INTO known (key, article) VALUES (?, 1)", ((one,) for one in batch))
                db.execute("COMMIT")

    def size(self) -> int:
        """Bytes of all keys."""
        return self._path.stat().st_size

    def _connect(self, synchronous: str) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, isolation_level=None)
        db.execute(f"PRAGMA synchronous = {synchronous}")
        return db


class OnServer:
    """The same for a ledger on PostgreSQL."""

    def __init__(self, location: str) -> None:
        self._location = location

    def drop(self) -> None:
        """Take an earlier measurement's ledger away."""
        with self._connect() as db:
            db.execute("DROP SCHEMA IF EXISTS govnews CASCADE")

    def fill(self, keys: Iterable[tuple[bytes, int]]) -> None:
        """Put keys in, each with the number of its article."""
        with self._connect() as db:
            with db.cursor().copy("COPY govnews.known (key, article) FROM STDIN") as copy:
                for one, article in keys:
                    copy.write_row((one.hex(), article))
            db.execute("VACUUM ANALYZE govnews.known")

    def insert(self, batches: Iterable[list[bytes]]) -> None:
        """Put keys in, a batch a transaction, with the ledger's settings."""
        with self._connect() as db:
            db.execute("SET synchronous_commit = off")
            for batch in batches:
                with db.transaction():
                    db.cursor().executemany(
                        "INSERT INTO govnews.known (key, article) VALUES (%s::uuid, 1)",
                        [(one.hex(),) for one in batch],
                    )

    def size(self) -> int:
        """Bytes of all keys, with their index."""
        with self._connect() as db:
            row = db.execute("SELECT pg_total_relation_size('govnews.known')").fetchone()
            assert row is not None
            return int(row[0])

    def _connect(self) -> Any:
        import psycopg  # an extra

        return psycopg.connect(self._location, autocommit=True)


def fill(location: str, count: int) -> None:
    """Put the keys in."""
    place = _place(location)
    if isinstance(place, OnServer):
        place.drop()
    with closing(open_ledger(location, SITE)) as ledger:
        assert ledger.key(next(addresses(0, 1))) == key(next(addresses(0, 1)))
    place.fill((key(address), number) for number, address in enumerate(addresses(0, count)))


def _place(location: str) -> File | OnServer:
    return OnServer(location) if "://" in location else File(location)


def measure(location: str, count: int) -> dict[str, float]:
    """Everything about a ledger that holds ``count`` keys."""
    place = _place(location)
    size = place.size()
    before = resident()
    started = time.perf_counter()
    ledger = open_ledger(location, SITE)
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
    lists = [asked[start : start + LIST] for start in range(0, LOOKUPS // 10, LIST)]
    together_asked = []
    for urls in lists:
        for address in urls:
            url_hash(address)
        at = time.perf_counter_ns()
        ledger.knew(urls, NOW)
        together_asked.append((time.perf_counter_ns() - at) / 1000)
    recorded = _rate(RECORDS, lambda: _record(ledger, start=0, group=1))
    together = _rate(RECORDS, lambda: _record(ledger, start=RECORDS, group=GROUP))
    fresh = [key(address) for address in addresses(3 * count, LOOKUPS)]
    inserted = _rate(
        LOOKUPS, lambda: place.insert(fresh[start : start + 1000] for start in range(0, LOOKUPS, 1000))
    )
    return {
        "bytes a key": size / count,
        "median look-up": median(times),
        "p95 look-up": quantiles(times, n=20)[-1],
        "look-ups": 1e6 * len(times) / sum(times),
        "list of 20": median(together_asked),
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
                    fetched_at=NOW,
                )
                ledger.record(article, now=NOW)


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
        fill(sys.argv[2], int(sys.argv[3]))
    else:
        print(json.dumps(measure(sys.argv[2], int(sys.argv[3]))))
