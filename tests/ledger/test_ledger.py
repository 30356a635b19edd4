"""The ledger by itself: transactions, recovery after a crash at any point, other schemas, two processes, size."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest

from govnews.errors import OutputFailed, UsageError
from govnews.identity import content_hash, key_of, url_hash
from govnews.items import Column, ListingEntry, Record
from govnews.ledger import SCHEMA_VERSION, Ledger, read_versions
from tests.places import PROJECT

NOW = "2025-03-24T01:00:00Z"
LATER = "2025-03-25T01:00:00Z"


def article(number: int, **more: object) -> Record:
    url = f"http://www.example.gov.cn/2025/{number}.html"
    one = Record(
        url=url, url_hash=url_hash(url), site="test", title=f"新闻{number}", body=f"正文第{number}条。",
        published_at="2025-03-24", fetched_at=NOW, content_hash="",
    )  # fmt: skip
    one = replace(one, **more)
    return replace(one, content_hash=content_hash(one.title, one.body))


@pytest.fixture
def ledger(tmp_path):
    with closing(Ledger(tmp_path / "govnews.db", "test")) as ledger:
        yield ledger


def again(ledger: Ledger) -> Ledger:
    """The ledger as the next process sees it, this one being killed: nothing is closed."""
    return Ledger(ledger.path, ledger.site)


def versions(ledger: Ledger) -> list[int]:
    numbers = []
    for one in ledger.pending():
        number = ledger.pending_id(one)
        assert number is not None
        numbers.append(number)
    return numbers


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


# Recording


def test_a_commit_that_fails_leaves_no_transaction_open(ledger):
    ledger._db = _FailingCommit(ledger._db)
    with pytest.raises(sqlite3.OperationalError):
        ledger.record(article(1), now=NOW)
    ledger.record(article(2), now=NOW)
    with closing(again(ledger)) as other:
        assert [one.title for one in other.pending()] == ["新闻2"]


def test_an_article_is_known_and_pending_from_the_same_transaction_on(ledger):
    one = article(1)
    assert not ledger.knows(one.url_hash)
    ledger.record(one, now=NOW)
    with closing(again(ledger)) as other:
        assert other.knows(one.url_hash)
        assert list(other.pending()) == [one]
        assert other.waiting() == 1


def test_a_record_that_fails_half_way_leaves_nothing(ledger):
    ledger._db.execute(
        "CREATE TRIGGER full BEFORE INSERT ON version BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    )
    with pytest.raises(sqlite3.IntegrityError):
        ledger.record(article(1), now=NOW)
    ledger._db.execute("DROP TRIGGER full")
    assert not ledger.knows(article(1).url_hash)
    assert ledger._db.execute("SELECT count(*) FROM article").fetchone() == (0,)
    ledger.record(article(1), now=NOW)
    assert ledger.waiting() == 1


def test_the_same_version_twice_is_refused(ledger):
    ledger.record(article(1), now=NOW)
    with pytest.raises(sqlite3.IntegrityError):
        ledger.record(article(1), now=NOW)
    assert ledger.waiting() == 1


def test_a_new_version_is_a_further_record_of_the_same_article(ledger):
    ledger.record(article(1), now=NOW)
    edited = article(1, title="更正", event="updated", version=2)
    ledger.record(edited, now=LATER)
    assert [one.version for one in ledger.pending()] == [1, 2]
    assert ledger.current(edited.url_hash) == edited
    assert [one.title for one in read_versions(ledger.path, edited.url)] == ["新闻1", "更正"]


def test_pending_records_come_in_order_however_many(ledger):
    for number in range(250):
        ledger.record(article(number), now=NOW)
    assert [one.title for one in ledger.pending()] == [f"新闻{n}" for n in range(250)]


def test_sites_share_the_file_and_nothing_else(ledger):
    ledger.record(article(1), now=NOW)
    with closing(Ledger(ledger.path, "other")) as other:
        assert not other.knows(article(1).url_hash)
        assert other.waiting() == 0
        assert other.twin(article(2, title="新闻1", body="正文第1条。")) is None
        other.record(article(1, site="other"), now=NOW)
        assert other.waiting() == 1
    assert ledger.waiting() == 1


# What was known when


def test_what_was_known_at_a_moment(ledger):
    ledger.record(article(1), now=LATER)
    assert ledger.knew(article(1).url_hash, LATER)
    assert not ledger.knew(article(1).url_hash, NOW)
    assert not ledger.knew(article(2).url_hash, LATER)
    ledger.record(article(1, title="更正", event="updated", version=2), now="2025-03-26T01:00:00Z")
    assert ledger.knew(article(1).url_hash, LATER), "an edit does not make it new"


def test_another_address_of_an_old_article_is_known_since_it_was_met(ledger):
    """Else a site that moves hides what is new behind a page of its old articles' new addresses."""
    ledger.record(article(1), now=NOW)
    moved = "http://www.example.gov.cn/new/1.html"
    ledger.add_address(moved, url_hash(moved), of=article(1).url_hash, now=LATER)
    assert ledger.knows(url_hash(moved))
    assert not ledger.knew(url_hash(moved), NOW)
    assert ledger.knew(url_hash(moved), LATER)


def test_an_excluded_address_is_known_for_good(ledger):
    ledger.exclude("http://www.example.gov.cn/x", url_hash("http://www.example.gov.cn/x"), "other site")
    assert ledger.knew(url_hash("http://www.example.gov.cn/x"), NOW)


def test_the_address_before_a_redirect_is_known_with_the_article(ledger):
    entry = url_hash("http://www.example.gov.cn/go?id=1")
    ledger.fail(
        ListingEntry("http://www.example.gov.cn/go?id=1", "新闻1"), entry, "新闻", "HTTP 500", now=NOW
    )
    ledger.record(article(1), now=NOW, addresses=[entry])
    assert ledger.knows(entry)
    assert ledger.failures() == []


# Twins


@pytest.mark.parametrize(
    ("other", "is_twin"),
    [
        ({}, True),
        ({"body": "正文　第1条。 "}, True),  # white space and width are no difference
        ({"published_at": "2025-03-24T09:15:00+08:00"}, True),
        ({"published_at": None}, True),
        ({"published_at": "2025-03-23"}, False),  # the weekly notice with the same words
        ({"title": "另一条"}, False),
        ({"body": "另一条"}, False),
    ],
)
def test_twins_have_the_same_words_and_day(ledger, other, is_twin):
    ledger.record(article(1), now=NOW)
    one = article(2, **{"title": "新闻1", "body": "正文第1条。", **other})
    assert ledger.twin(one) == (article(1).url if is_twin else None)


def test_a_title_alone_makes_no_twin_and_neither_does_what_was_withdrawn(ledger):
    ledger.record(article(1, body=""), now=NOW)
    assert ledger.twin(article(2, title="新闻1", body="")) is None
    ledger.record(article(3), now=NOW)
    ledger.record(article(3, event="withdrawn", version=2), now=NOW)
    assert ledger.twin(article(4, title="新闻3", body="正文第3条。")) is None


# Failures


def test_failures_are_counted_kept_and_forgotten_when_the_article_comes(ledger):
    entry = ListingEntry(article(1).url, "新闻1", "2025-03-24", "2025-03-24", pinned=True)
    other = ListingEntry(article(2).url, "新闻2")
    ledger.fail(entry, url_hash(entry.url), "新闻", "HTTP 500", now=NOW)
    ledger.fail(other, url_hash(other.url), "新闻", "no answer in time", now=NOW)
    ledger.fail(entry, url_hash(entry.url), "新闻", "HTTP 502", now=LATER)
    with closing(again(ledger)) as next_run:
        first, second = next_run.failures()
        assert (first.entry, first.count) == (other, 1)
        assert (second.entry, second.count, second.error, second.column) == (entry, 2, "HTTP 502", "新闻")
    ledger.record(article(1), now=NOW)
    ledger.add_address(other.url, url_hash(other.url), of=article(1).url_hash, now=NOW)
    assert ledger.failures() == []


def test_a_dead_link_is_given_up_only_while_others_can_be_read(ledger):
    dead, young = ListingEntry(article(90).url, "新闻90"), ListingEntry(article(91).url, "新闻91")
    for _ in range(3):
        ledger.fail(dead, url_hash(dead.url), "新闻", "HTTP 404", now=NOW)
    ledger.fail(young, url_hash(young.url), "新闻", "HTTP 404", now=NOW)
    assert ledger.give_up(failures=3, meanwhile=2) == []
    ledger.record(article(1), now=LATER)
    assert ledger.give_up(failures=3, meanwhile=2) == []
    ledger.record(article(2), now=LATER)
    assert ledger.give_up(failures=3, meanwhile=2) == [dead.url]
    assert ledger.knows(url_hash(dead.url))
    assert [failure.entry for failure in ledger.failures()] == [young]


def test_after_a_withdrawal_the_columns_are_walked_to_their_ends_again(ledger):
    ledger.record(article(1), now=NOW)
    ledger.remember_columns(
        [Column("新闻", "http://www.example.gov.cn/xw/", "test", 0)], by_name=False, now=NOW
    )
    ledger.column_walked(
        "http://www.example.gov.cn/xw/", whole=True, end="page 1 of 1 stated", proven_at=NOW, render=False
    )
    assert ledger.columns()[0].whole_at == NOW
    ledger.record(article(1, event="withdrawn", version=2), now=LATER)
    assert ledger.columns()[0].whole_at is None


# Publishing, and a crash at every point of it


@pytest.fixture
def feed(ledger, tmp_path):
    """Two recorded articles, and the complete file that holds them, under its working name."""
    for number in (1, 2):
        ledger.record(article(number), now=NOW)
    path = tmp_path / "feeds" / "feed.jsonl"
    path.parent.mkdir()
    part = path.with_name(".feed.jsonl.part")
    part.write_text("一\n二\n", "utf-8")
    return path, part


def test_killed_before_the_announcement_everything_is_pending(ledger, feed):
    path, _ = feed
    with closing(again(ledger)) as next_run:
        next_run.recover()
        assert next_run.waiting() == 2
    assert not path.exists()


def test_killed_between_announcement_and_name_the_next_run_names_it(ledger, feed):
    path, part = feed
    ledger.announce(path, part, versions(ledger))
    with closing(again(ledger)) as next_run:
        assert next_run.waiting() == 0
        next_run.recover()
        assert path.read_text("utf-8") == "一\n二\n"
        assert not part.exists()
        next_run.recover()
        assert next_run.waiting() == 0
        assert path.exists()


def test_killed_between_name_and_confirmation_nothing_is_written_again(ledger, feed):
    path, part = feed
    ledger.announce(path, part, versions(ledger))
    part.replace(path)
    with closing(again(ledger)) as next_run:
        next_run.recover()
        assert next_run.waiting() == 0
        assert path.read_text("utf-8") == "一\n二\n"


def test_a_feed_that_its_consumer_took_at_once_is_not_written_again(ledger, feed):
    path, part = feed
    ledger.announce(path, part, versions(ledger))
    part.replace(path)
    path.unlink()
    with closing(again(ledger)) as next_run:
        next_run.recover()
        assert next_run.waiting() == 0
        assert not path.exists()


def test_killed_after_the_confirmation_a_moved_feed_is_left_alone(ledger, feed):
    path, part = feed
    number = ledger.announce(path, part, versions(ledger))
    part.replace(path)
    ledger.confirm(number)
    path.unlink()
    part.write_text("the next run's", "utf-8")
    with closing(again(ledger)) as next_run:
        next_run.recover()
    assert part.read_text("utf-8") == "the next run's"
    assert not path.exists()


def test_a_folder_that_is_not_mounted_is_waited_for(ledger, feed):
    path, part = feed
    ledger.announce(path, part, versions(ledger))
    away = path.parent.with_name("away")
    path.parent.rename(away)
    with closing(again(ledger)) as next_run:
        next_run.recover()
        away.rename(path.parent)
        next_run.recover()
        assert path.read_text("utf-8") == "一\n二\n"


def test_a_failed_publication_is_taken_back(ledger, feed):
    path, part = feed
    number = ledger.announce(path, part, versions(ledger))
    ledger.withdraw_announcement(number)
    assert ledger.waiting() == 2
    with closing(again(ledger)) as next_run:
        next_run.recover()
        assert next_run.waiting() == 2
    assert not path.exists()


def test_an_upload_that_was_cut_off_is_done_again(ledger):
    ledger.record(article(1), now=NOW)
    ledger.announce("s3://bucket/feed.jsonl", None, versions(ledger))
    assert ledger.waiting() == 0
    with closing(again(ledger)) as next_run:
        next_run.recover()
        assert next_run.waiting() == 1


def test_only_the_own_sites_announcements_are_recovered_but_for_a_shared_feed(ledger, feed):
    path, part = feed
    ledger.announce(path, part, versions(ledger))
    with closing(Ledger(ledger.path, "other")) as other:
        other.recover()
        assert not path.exists()
        assert not other.recover_part(path)
        assert other.recover_part(part)
        assert path.exists()


def test_a_version_stands_in_the_first_publication_that_took_it(ledger, feed, tmp_path):
    path, part = feed
    held = versions(ledger)
    ledger.confirm(ledger.announce(path, part, held))
    second = ledger.announce(tmp_path / "second.jsonl", part, held)
    ledger.withdraw_announcement(second)
    assert ledger.waiting() == 0


# Columns and runs


def test_a_column_keeps_when_it_was_seen_whole_and_complete(ledger):
    column = Column("新闻", "http://www.example.gov.cn/xw/", "导航", 1)
    ledger.remember_columns([column], by_name=False, now=NOW)
    assert [(one.column, one.whole_at, one.complete_at) for one in ledger.columns()] == [(column, None, None)]
    ledger.column_walked(column.url, whole=True, end="page 5 answers 404", proven_at=None, render=False)
    (known,) = ledger.columns()
    assert (known.whole_at, known.complete_at, known.last_end) == (None, None, "page 5 answers 404")
    ledger.column_walked(column.url, whole=True, end="page 5 answers 404", proven_at=NOW, render=False)
    ledger.column_walked(
        column.url, whole=False, end="page 1 holds nothing new", proven_at=LATER, render=False
    )
    (known,) = ledger.columns()
    assert (known.whole_at, known.complete_at, known.last_end) == (NOW, LATER, "page 5 answers 404")
    ledger.column_walked(column.url, whole=True, end="page 3 cannot be read", proven_at=None, render=False)
    (known,) = ledger.columns()
    assert (known.whole_at, known.complete_at) == (NOW, LATER), "a bad run takes nothing back"


def test_a_column_found_by_itself_stays_so_when_it_is_asked_for_by_name(ledger):
    column = Column("新闻", "http://www.example.gov.cn/xw/", "导航", 1)
    for by_name in (True, False, True):
        ledger.remember_columns([column], by_name=by_name, now=NOW)
    assert [one.by_name for one in ledger.columns()] == [False]


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
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + (1 if kind == 'newer' else -2):d}")
        db.commit()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("newer", f"has schema version {SCHEMA_VERSION + 1}"),
        ("older", f"has schema version {SCHEMA_VERSION - 2}"),
        ("foreign", "is the database of another program"),
        ("text", "file is not a database"),
    ],
)
def test_a_file_of_another_kind_is_refused_and_not_harmed(tmp_path, kind, words):
    path = tmp_path / "govnews.db"
    spoilt(path, kind)
    before = path.read_bytes()
    with pytest.raises(UsageError, match=words) as refusal:
        Ledger(path, "test")
    assert str(path) in str(refusal.value)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_damaged_ledger_is_refused_and_not_harmed(tmp_path):
    path = tmp_path / "govnews.db"
    with closing(Ledger(path, "test")) as ledger:
        for number in range(200):
            ledger.record(article(number), now=NOW)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2][:100] + b"\xff" * 4000 + whole[4100:])
    before = path.read_bytes()
    with pytest.raises(UsageError):
        Ledger(path, "test")
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_a_failed_output(tmp_path):
    with pytest.raises(OutputFailed, match="cannot open the ledger"):
        Ledger(tmp_path / "no such folder" / "govnews.db", "test")


def test_a_ledger_is_opened_again_as_it_was_left(tmp_path):
    for number in range(3):
        with closing(Ledger(tmp_path / "govnews.db", "test")) as ledger:
            ledger.record(article(number), now=NOW)
            assert ledger.waiting() == number + 1
    assert [path.name for path in tmp_path.iterdir()] == ["govnews.db"], "one file, to be copied as it is"


# Two processes

WRITER = """
import sys
from contextlib import closing
from pathlib import Path
from govnews.ledger import Ledger
from tests.ledger.test_ledger import NOW, article
site = sys.argv[2]
with closing(Ledger(Path(sys.argv[1]), site)) as ledger:
    for number in range(300):
        ledger.record(article(number, site=site), now=NOW)
"""


def test_two_processes_make_and_write_one_ledger(tmp_path):
    path = tmp_path / "govnews.db"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), site], cwd=PROJECT, stderr=subprocess.PIPE)
        for site in ("one", "two")
    ]
    errors = [writer.communicate(timeout=60)[1].decode() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], errors
    for site in ("one", "two"):
        with closing(Ledger(path, site)) as ledger:
            assert ledger.waiting() == 300


def test_a_killed_writer_leaves_whole_records(tmp_path):
    path = tmp_path / "govnews.db"
    Ledger(path, "one").close()
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path), "one"], cwd=PROJECT)
    try:
        with closing(Ledger(path, "one")) as ledger:
            until = time.monotonic() + 60
            while ledger.waiting() < 50:
                assert time.monotonic() < until, "the writer writes nothing"
                time.sleep(0.005)
    finally:
        writer.kill()
        writer.wait()
    with closing(Ledger(path, "one")) as ledger:
        found = list(ledger.pending())
        assert [one.title for one in found] == [f"新闻{n}" for n in range(len(found))]
        assert ledger._db.execute("SELECT count(*) FROM article").fetchone() == (len(found),)
        assert all(ledger.knows(one.url_hash) for one in found)
        assert ledger._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# Size


def fill(path: Path, count: int, *, site: str = "test") -> list[str]:
    """A ledger of ``count`` published articles, written in bulk; some of their hashes."""
    Ledger(path, site).close()
    hashes = (f"{number:064x}" for number in range(count))
    line = json.dumps({"url": "http://www.example.gov.cn/", "body": "正文" * 40})
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("INSERT INTO publication (site, path, done) VALUES (?, 'feed.jsonl', 1)", (site,))
        for number, identity in enumerate(hashes, start=1):
            db.execute("INSERT INTO known VALUES (?, ?, 1742778000)", (key_of(site, identity), number))
            db.execute(
                "INSERT INTO article (id, site, url, url_hash, content_hash, version, event, published_at, seen_at)"
                " VALUES (?, ?, '', ?, ?, 1, 'new', '2025-03-24', ?)",
                (number, site, identity, identity, NOW),
            )
            db.execute(
                "INSERT INTO version (id, site, article, version, record, publication) VALUES (?, ?, ?, 1, ?, 1)",
                (number, site, number, line),
            )
        db.commit()
    return [f"{number:064x}" for number in range(0, count, max(1, count // 2000))]


MEMORY = """
import resource, sys
from pathlib import Path
from govnews.ledger import Ledger
from govnews.identity import url_hash
def resident():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
before = resident()
ledger = Ledger(Path(sys.argv[1]), "test")
ledger.recover()
assert list(ledger.pending()) == [] and ledger.failures() == []
for number in range(0, int(sys.argv[2]), max(1, int(sys.argv[2]) // 20000)):
    assert ledger.knows(f"{number:064x}")
    assert not ledger.knows(f"{number + 10**9:064x}")
print(resident() - before)
"""


@pytest.mark.parametrize("count", [100_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_size_costs_neither_time_nor_memory(tmp_path, count):
    path = tmp_path / "govnews.db"
    some = fill(path, count)
    took = []
    for _ in range(3):
        started = time.process_time()
        ledger = Ledger(path, "test")
        ledger.recover()
        assert ledger.waiting() == 0
        took.append(time.process_time() - started)
        ledger.close()
    opening = min(took)
    with closing(Ledger(path, "test")) as ledger:
        lookups = []
        for identity in some:
            started = time.process_time_ns()
            assert ledger.knows(identity)
            lookups.append(time.process_time_ns() - started)
    memory = subprocess.run(
        [sys.executable, "-c", MEMORY, str(path), str(count)],
        cwd=PROJECT, env=dict(os.environ), capture_output=True, text=True, check=True,
    )  # fmt: skip
    growth = int(memory.stdout)
    print(
        f"{count} keys: opening {opening * 1000:.1f} ms, lookup {median(lookups) / 1e6:.4f} ms, RSS +{growth} KB"
    )
    assert opening < 0.5
    assert median(lookups) / 1e6 < 0.1
    assert growth < 12_000, "kilobytes: SQLite's page cache, whatever the size"
