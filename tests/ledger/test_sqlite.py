"""What is SQLite's own: its errors in our words, its file, and what its size costs."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from statistics import median

import pytest

from govnews.errors import LedgerNotWritable, LedgerUnusable, OutputFailed, RecordRefused, UsageError
from govnews.identity import key_of, url_hash
from govnews.ledger import Ledger, migrations, open_ledger, open_reader, sqlite
from govnews.ledger.migrations import OLDEST_VERSION, SCHEMA_VERSION
from govnews.ledger.parts import SiteLedger
from tests.ledger.samples import NOW, article, record_at_once
from tests.places import PROJECT


@pytest.fixture
def path(tmp_path):
    return tmp_path / "govnews.db"


@pytest.fixture
def ledger(path):
    with closing(open_ledger(path, "test")) as ledger:
        yield ledger


def pending(ledger: Ledger) -> list[str]:
    """What another process sees recorded."""
    with closing(open_ledger(ledger.location, ledger.site)) as other:
        return [str(one.title) for one in other.pending()]


class _FailingCommit:
    """A connection whose first COMMIT fails and leaves the transaction open, as no SQLite should."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db, self.failed = db, False

    def __getattr__(self, name: str) -> object:
        return getattr(self.db, name)

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        if sql == "COMMIT" and not self.failed:
            self.failed = True
            raise sqlite3.OperationalError("disk I/O error")
        return self.db.execute(sql, *values)


# Errors


def test_a_commit_that_fails_leaves_no_transaction_open(ledger):
    ledger.database.connection = _FailingCommit(ledger.database.connection)
    with pytest.raises(LedgerNotWritable, match="disk I/O error"):
        ledger.record(article(1), now=NOW)
    ledger.record(article(2), now=NOW)
    assert pending(ledger) == ["新闻2"]


def test_a_record_that_fails_half_way_leaves_nothing(ledger):
    execute = ledger.database.connection.execute
    execute("CREATE TRIGGER full BEFORE INSERT ON version BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    with pytest.raises(RecordRefused):
        ledger.record(article(1), now=NOW)
    execute("DROP TRIGGER full")
    assert not ledger.knows(article(1).url)
    assert execute("SELECT count(*) FROM article").fetchone() == (0,)
    ledger.record(article(1), now=NOW)
    assert ledger.waiting() == 1


def commits(ledger: SiteLedger) -> list[str]:
    """The transactions of the ledger from now on."""
    said: list[str] = []
    ledger.database.connection.set_trace_callback(
        lambda sql: said.append(sql) if sql in ("COMMIT", "ROLLBACK") else None
    )
    return said


def test_articles_of_one_moment_share_a_transaction_and_one_that_fails_takes_no_other_one(ledger):
    said = commits(ledger)
    assert record_at_once(ledger, *map(article, range(10))) == [None] * 10
    assert said == ["COMMIT"]
    said.clear()
    first, failed, last = record_at_once(ledger, article(11), article(2), article(13))
    assert said == ["COMMIT"]
    assert (first, last) == (None, None)
    assert isinstance(failed, RecordRefused)


def test_where_nothing_can_be_written_each_is_told(ledger):
    ledger.database.connection.execute("PRAGMA query_only = ON")
    assert [type(said) for said in record_at_once(ledger, article(1), article(2))] == [LedgerNotWritable] * 2
    ledger.database.connection.execute("PRAGMA query_only = OFF")
    assert pending(ledger) == []


def test_a_locked_ledger_keeps_all_waiting_for_one_time_out(ledger):
    ledger.database.connection.execute("PRAGMA busy_timeout = 300")
    with closing(sqlite3.connect(ledger.location, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        failed = record_at_once(ledger, *map(article, range(10)))
    assert [str(one) for one in failed] == ["database is locked"] * 10
    assert {type(one) for one in failed} == {LedgerNotWritable}
    assert time.monotonic() - started < 1.5
    assert pending(ledger) == []


def test_damage_that_shows_while_the_ledger_is_open_is_said_of_the_ledger_and_tells_all(path):
    with closing(open_ledger(path, "test")) as ledger:
        for number in range(200):
            ledger.record(article(number), now=NOW)
    with closing(sqlite3.connect(path)) as db, path.open("r+b") as file:
        (size,) = db.execute("PRAGMA page_size").fetchone()
        for (page,) in db.execute("SELECT rootpage FROM sqlite_master WHERE name IN ('known', 'version')"):
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)
    with closing(open_ledger(path, "test")) as ledger:
        with pytest.raises(LedgerUnusable, match="is damaged: database disk image is malformed"):
            ledger.knows(article(1).url)
        failed = record_at_once(ledger, article(301), article(302))
        assert {type(one) for one in failed} == {LedgerUnusable}
        with pytest.raises(LedgerUnusable):
            list(ledger.pending())
    with closing(open_reader(path)) as reader, pytest.raises(UsageError):
        list(reader.current("test"))


def test_a_ledger_that_is_being_made_is_waited_for(path):
    """Of two first rounds at once, one reads what the other has only begun to make."""
    path.touch()
    making = threading.Timer(0.2, lambda: open_ledger(path, "test").close())
    making.start()
    with closing(open_reader(path)) as reader:
        assert reader.sites_with_runs() == []
    making.join()


# Files that are none of ours


def spoilt(path: Path, kind: str) -> None:
    if kind == "text":
        path.write_text("这不是数据库" * 200, "utf-8")
        return
    with closing(sqlite3.connect(path)) as db:
        if kind == "foreign":
            db.execute("CREATE TABLE customers (name TEXT)")
            db.execute("INSERT INTO customers VALUES ('张三')")
        else:
            db.execute("CREATE TABLE article (other TEXT)")
            db.execute(
                f"PRAGMA user_version = {SCHEMA_VERSION + 1 if kind == 'newer' else OLDEST_VERSION - 2:d}"
            )
        db.commit()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("newer", f"has schema version {SCHEMA_VERSION + 1}"),
        ("older", f"has schema version {OLDEST_VERSION - 2}"),
        ("foreign", "is the database of another program"),
        ("text", "file is not a database"),
    ],
)
def test_a_file_of_another_kind_is_refused_and_not_harmed(tmp_path, path, kind, words):
    spoilt(path, kind)
    before = path.read_bytes()
    with pytest.raises(LedgerUnusable, match=words) as refusal:
        open_ledger(path, "test")
    assert str(path) in str(refusal.value)
    with pytest.raises(UsageError):
        _read_all(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def _read_all(path: Path) -> None:
    with closing(open_reader(path)) as reader:
        reader.sites()


def test_a_damaged_ledger_is_refused_and_not_harmed(path):
    with closing(open_ledger(path, "test")) as ledger:
        for number in range(200):
            ledger.record(article(number), now=NOW)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2][:100] + b"\xff" * 4000 + whole[4100:])
    before = path.read_bytes()
    with pytest.raises(LedgerUnusable):
        open_ledger(path, "test")
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_a_failed_output(tmp_path):
    with pytest.raises(OutputFailed, match="cannot open the ledger"):
        open_ledger(tmp_path / "no such folder" / "govnews.db", "test")


def test_a_ledger_is_opened_again_as_it_was_left(tmp_path):
    for number in range(3):
        with closing(open_ledger(tmp_path / "govnews.db", "test")) as ledger:
            ledger.record(article(number), now=NOW)
            assert ledger.waiting() == number + 1
    assert [path.name for path in tmp_path.iterdir()] == ["govnews.db"], "one file, to be copied as it is"


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_ledger_that_another_process_makes_meanwhile_is_not_taken_for_another_programs(
    path, monkeypatch, moment
):
    """Between any two looks at the new file."""

    def version_of(connection: sqlite3.Connection) -> int:
        monkeypatch.undo()
        seen = migrations.version_of(connection) if moment == "after" else None
        open_ledger(path, "other").close()
        return migrations.version_of(connection) if seen is None else seen

    monkeypatch.setattr(sqlite, "version_of", version_of)
    with closing(open_ledger(path, "test")) as ledger:
        ledger.record(article(1), now=NOW)
        assert pending(ledger) == ["新闻1"]


# Size


def address(number: int) -> str:
    return f"http://www.example.gov.cn/a/{number}.html"


def fill(path: Path, count: int, *, site: str = "test") -> list[str]:
    """A ledger of ``count`` published articles, written in bulk; some of their addresses."""
    open_ledger(path, site).close()
    line = '{"url": "http://www.example.gov.cn/", "body": "' + "正文" * 40 + '"}'
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("INSERT INTO publication (site, path, done) VALUES (?, 'feed.jsonl', 1)", (site,))
        for number in range(count):
            identity = url_hash(address(number))
            db.execute("INSERT INTO known VALUES (?, ?, 1742778000)", (key_of(site, identity), number + 1))
            db.execute(
                "INSERT INTO article (id, site, url, url_hash, content_hash, version, event, published_at, seen_at)"
                " VALUES (?, ?, '', ?, ?, 1, 'new', '2025-03-24', ?)",
                (number + 1, site, identity, identity, NOW),
            )
            db.execute(
                "INSERT INTO version (id, site, article, version, record, publication) VALUES (?, ?, ?, 1, ?, 1)",
                (number + 1, site, number + 1, line),
            )
        db.commit()
    return [address(number) for number in range(0, count, max(1, count // 2000))]


MEMORY = """
import sys
from pathlib import Path
from govnews.ledger import open_ledger
from tests.ledger.test_sqlite import address
def resident():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
before = resident()
ledger = open_ledger(sys.argv[1], "test")
assert ledger.open_announcements() == [] and list(ledger.pending()) == [] and ledger.failures() == []
for number in range(0, int(sys.argv[2]), max(1, int(sys.argv[2]) // 20000)):
    assert ledger.knows(address(number))
    assert not ledger.knows(address(number + 10**9))
print(resident() - before)
"""


def lookup_time(path, urls):
    """The median CPU time of a look-up, in microseconds."""
    lookups = []
    with closing(open_ledger(path, "test")) as ledger:
        for url in urls:
            started = time.process_time_ns()
            assert ledger.knows(url)
            lookups.append(time.process_time_ns() - started)
    return median(lookups) / 1000


@pytest.mark.long
@pytest.mark.parametrize("count", [100_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_size_costs_neither_time_nor_memory(path, count):
    some = fill(path, count)
    took = []
    for _ in range(3):
        started = time.process_time()
        ledger = open_ledger(path, "test")
        assert ledger.open_announcements() == []
        assert ledger.waiting() == 0
        took.append(time.process_time() - started)
        ledger.close()
    opening = min(took)
    lookup, of_few = lookup_time(path, some), lookup_time(path.parent / "few", fill(path.parent / "few", 100))
    memory = subprocess.run(
        [sys.executable, "-c", MEMORY, str(path), str(count)],
        cwd=PROJECT, env=dict(os.environ), capture_output=True, text=True, check=True,
    )  # fmt: skip
    growth = int(memory.stdout)
    print(
        f"{count} keys: opening {opening * 1000:.1f} ms, lookup {lookup:.1f} µs, of few {of_few:.1f} µs, RSS +{growth} KB"
    )
    assert opening < 0.5
    assert lookup < 20 * of_few, "some pages more of a tree that is a thousand times as large"
    assert growth < 12_000, "kilobytes: SQLite's page cache, whatever the size"
