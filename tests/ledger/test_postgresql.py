"""What is PostgreSQL's own: its errors in our words, the lease, what becomes of a lost connection, the order of numbers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from govnews.errors import LedgerLost, LedgerNotWritable, LedgerUnusable, LockHeld, RecordRefused
from govnews.ledger import Ledger, open_ledger, open_reader
from govnews.ledger.migrations import SCHEMA_VERSION
from govnews.ledger.sqlite import SqliteDatabase
from tests.cable import laid_cable
from tests.ledger.samples import NOW, article
from tests.places import PROJECT
from tests.postgresql import Cluster, database_of, running_cluster

pytestmark = pytest.mark.postgresql


@pytest.fixture
def location(cluster: Cluster) -> str:
    return cluster.new_database()


@pytest.fixture
def ledger(location: str) -> Iterator[Ledger]:
    with closing(open_ledger(location, "test")) as ledger:
        yield ledger


def test_both_databases_have_the_same_tables(ledger: Ledger, location: str, cluster: Cluster) -> None:
    found = cluster.execute(
        "SELECT table_name || '.' || column_name || ' ' || is_nullable FROM information_schema.columns"
        " WHERE table_schema = 'govnews' ORDER BY 1",
        database_of(location),
    ).splitlines()
    database = SqliteDatabase.empty(ledger.location)
    keys = "SELECT name FROM pragma_table_info(:t) WHERE pk"
    wanted = {
        f"{table}.{column} {'NO' if required or (column,) in database.rows(keys, {'t': table}) else 'YES'}"
        for (table,) in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        for column, required in database.rows('SELECT name, "notnull" FROM pragma_table_info(?)', (table,))
    }
    assert set(found) - wanted == {
        "schema_version.version NO", "column_.rowid NO", "folder.one NO", "folder.identity NO",
    }  # fmt: skip
    assert wanted <= set(found)


def test_a_key_takes_sixteen_bytes(ledger: Ledger, location: str, cluster: Cluster) -> None:
    ledger.record(article(1), now=NOW)
    assert cluster.execute("SELECT pg_column_size(key) FROM govnews.known", database_of(location)) == "16"


# Errors


@pytest.mark.parametrize("etag", ["a\ud800b", "a\x00b"])
def test_what_postgresql_cannot_keep_is_refused_and_other_records_are_not(ledger: Ledger, etag: str) -> None:
    with pytest.raises(RecordRefused):
        ledger.record(article(1), now=NOW, etag=etag)
    assert not ledger.knows(article(1).url)
    ledger.record(article(2), now=NOW)
    assert ledger.knows(article(2).url)


def test_nul_characters_in_a_record_are_no_trouble_for_who_looks_into_it(
    ledger: Ledger, location: str
) -> None:
    one = article(1, title="春\x00耕 \\u0000", body="正文\x00\\")
    ledger.record(one, now=NOW)
    ledger.listed("/", [ledger.key(one.url)], started=NOW)
    assert ledger.current(one.url) == one
    assert ledger.listed_by("/", limit=1) == [(one.url, "春耕 \\u0000")]
    assert ledger.field_shares(["body"], started_at=NOW)[0].share == {"body": 1.0}
    with closing(open_reader(location)) as reader:
        (text,) = reader.texts(after=0, most=9)
    assert (text.title, text.body) == ("春耕 \\u0000", "正文\\")


def test_a_full_disk_and_a_standby_are_errors_of_now(ledger: Ledger, location: str, cluster: Cluster) -> None:
    database = database_of(location)
    cluster.execute(
        "CREATE FUNCTION full_() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;"
        " CREATE TRIGGER full_ BEFORE INSERT ON govnews.version EXECUTE FUNCTION full_()",
        database,
    )
    with pytest.raises(LedgerNotWritable, match="No space left on device"):
        ledger.record(article(1), now=NOW)
    cluster.execute("DROP TRIGGER full_ ON govnews.version", database)
    assert not ledger.knows(article(1).url)
    ledger.record(article(1), now=NOW)
    cluster.execute(f"ALTER DATABASE {database} SET default_transaction_read_only = on", database)
    with closing(open_ledger(location, "test")) as other, pytest.raises(LedgerNotWritable, match="read-only"):
        other.record(article(2), now=NOW)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ("UPDATE govnews.schema_version SET version = 999", LedgerUnusable, "has schema version 999, this govnews reads"),
        ("ALTER TABLE govnews.article DROP COLUMN etag", LedgerUnusable, "has other tables than this govnews makes"),
    ],
)  # fmt: skip
def test_other_tables_are_left_as_they_are(location, cluster, change, error, words):
    open_ledger(location, "test").close()
    cluster.execute(change, database_of(location))
    with pytest.raises(error, match=words), closing(open_ledger(location, "test")) as ledger:
        ledger.record(article(1), now=NOW)
    assert cluster.execute("SELECT count(*) FROM govnews.known", database_of(location)) == "0"


def test_where_no_server_or_database_is_that_is_a_line_without_the_password(location: str) -> None:
    for wrong in (
        "postgresql://me:secret@127.0.0.1:1/news",
        f"{location}x".replace("govnews@", "govnews:secret@"),
    ):
        for opened in (lambda at: open_ledger(at, "test"), open_reader):
            with pytest.raises(
                LedgerNotWritable, match=r"cannot (open|read) the ledger postgresql://127"
            ) as failed:
                opened(wrong)
            assert "secret" not in str(failed.value)
            assert "\n" not in str(failed.value)


def test_a_reader_finds_nothing_where_there_is_no_ledger_yet_and_makes_none(
    location: str, cluster: Cluster
) -> None:
    with closing(open_reader(location)) as reader:
        assert (reader.sites(), list(reader.recorded(after=0)), reader.mark(1)) == ([], [], None)
    assert cluster.execute("SELECT to_regnamespace('govnews') IS NULL", database_of(location)) == "t"


# The lease


def test_one_run_of_a_site_at_a_time_wherever_it_is(ledger: Ledger, location: str) -> None:
    ledger.lease()
    with closing(open_ledger(location, "test")) as second:
        with pytest.raises(LockHeld, match=r"test is being crawled already by a session from 127.0.0.1"):
            second.lease()
        with closing(open_ledger(location, "other")) as other:
            other.lease()
        with pytest.raises(KeyError), ledger.together():
            raise KeyError  # what is rolled back gives no lease back
        with pytest.raises(LockHeld):
            second.lease()
        ledger.close()
        until_leased(second)


def until_leased(ledger: Ledger, seconds: float = 5) -> float:
    """How long it takes until the site can be had."""
    begun = time.monotonic()
    while True:
        try:
            ledger.lease()
        except LockHeld:
            assert time.monotonic() - begun < seconds, "nobody gives the site back"
            time.sleep(0.01)
        else:
            return time.monotonic() - begun


HOLDER = """
import sys, time
from govnews.ledger import open_ledger
from tests.ledger.samples import NOW, article
ledger = open_ledger(sys.argv[1], "test")
ledger.lease()
print("held", flush=True)
for number in range(100_000):
    ledger.record(article(number), now=NOW)
    time.sleep(0.01)
"""


@contextmanager
def holding(location: str, command: Callable[..., list[str]]) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the site and records; ``command`` says how it is begun."""
    process = subprocess.Popen(
        command(sys.executable, "-c", HOLDER, location),
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def holder(location: str) -> Iterator[subprocess.Popen[str]]:
    with holding(location, lambda *words: [*words]) as process:
        yield process


def test_a_killed_holder_gives_the_site_back_at_once(ledger: Ledger, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(LockHeld):
        ledger.lease()
    holder.kill()
    assert until_leased(ledger) < 2
    known = ledger.waiting()
    assert [one.title for one in ledger.pending()] == [f"新闻{n}" for n in range(known)]


def test_a_frozen_holder_that_is_ended_writes_nothing_more_when_it_wakes(ledger, location, cluster, holder):
    os.kill(holder.pid, signal.SIGSTOP)
    with pytest.raises(LockHeld):
        ledger.lease()
    cluster.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted",
        database_of(location),
    )
    until_leased(ledger)
    before = ledger.waiting()
    os.kill(holder.pid, signal.SIGCONT)
    _, said = holder.communicate(timeout=30)
    assert "LedgerLost" in said
    assert ledger.waiting() == before


@pytest.mark.long
@pytest.mark.timeout(150)
def test_who_is_cut_off_fails_before_another_one_gets_the_site() -> None:
    """The cable is pulled: no packet arrives any more, and none says so. Then it is the time limits of both ends."""
    with laid_cable() as cable, running_cluster(cable.address) as cluster:
        database = database_of(cluster.new_database())
        with (
            closing(open_ledger(cluster.uri(database), "test")) as ledger,
            holding(f"postgresql://govnews@{cable.address}:{cluster.port}/{database}", cable.there) as holder,
        ):
            while not ledger.waiting():
                time.sleep(0.05)
            cable.pull()
            pulled = time.monotonic()
            failed: list[float] = []
            waiting = threading.Thread(target=lambda: failed.append(holder.wait() * 0 + time.monotonic()))
            waiting.start()
            until_leased(ledger, 40)
            had = time.monotonic()
            waiting.join(40)
            assert holder.stderr is not None
            assert "LedgerLost" in holder.stderr.read()
            assert 10 < failed[0] - pulled < had - pulled < 35, (failed[0] - pulled, had - pulled)
            known = ledger.waiting()
            assert [one.title for one in ledger.pending()] == [f"新闻{n}" for n in range(known)]


def test_a_connection_that_is_lost_is_never_made_anew(location: str) -> None:
    with running_cluster() as cluster:
        with closing(open_ledger(cluster.new_database(), "test")) as ledger:
            ledger.lease()
            ledger.record(article(1), now=NOW)
            cluster.stop()
            for _ in range(2):
                with pytest.raises(
                    LedgerLost, match=r"the connection to the ledger postgresql://127.* is lost"
                ):
                    ledger.record(article(2), now=NOW)
                with pytest.raises(LedgerLost):
                    ledger.check_in_place()
                cluster.start()
                cluster.stop()
        cluster.start()
        with closing(open_ledger(cluster.uri("test1"), "test")) as ledger:
            ledger.lease()
            assert not ledger.knows(article(2).url)


# The order of numbers


def test_who_reads_in_the_order_of_recording_misses_no_transaction_that_is_on(
    location: str, ledger: Ledger
) -> None:
    with closing(open_ledger(location, "slow")) as slow, closing(open_reader(location)) as reader:
        found: list[str] = []
        reading = threading.Thread(
            target=lambda: found.extend(site for _, site, _ in reader.recorded(after=0))
        )
        with slow.together():
            slow.record(article(1, site="slow"), now=NOW)
            ledger.record(article(2), now=NOW)  # has the higher number, and is committed first
            reading.start()
            reading.join(0.5)
            assert reading.is_alive(), "it waits for the lower number"
        reading.join(10)
    assert found == ["slow", "test"]


def test_rows_are_read_while_others_write_and_while_the_reader_asks_for_more(
    location: str, ledger: Ledger
) -> None:
    for number in range(1200):
        ledger.record(article(number), now=NOW)
    with closing(open_reader(location)) as reader:
        titles = []
        for number, line in enumerate(reader.current("test")):
            if number == 3:
                ledger.record(article(5000), now=NOW)
            titles.append(line)
        assert len(titles) == 1200
        assert reader.count_articles("test") == 1201
        next(iter(reader.current("test")))  # who reads no further leaves nothing open
        assert reader.count_articles("test") == 1201


def test_the_schema_is_that_of_this_version(location: str, cluster: Cluster) -> None:
    open_ledger(location, "test").close()
    open_ledger(location, "test").close()
    assert cluster.execute("SELECT version FROM govnews.schema_version", database_of(location)) == str(
        SCHEMA_VERSION
    )
