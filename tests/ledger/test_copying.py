"""A copy of a ledger has every row of it, wherever it is; it is there whole, or nothing is."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from govnews.errors import GovNewsError, LedgerLost, LedgerUnusable, LockHeld, UsageError
from govnews.files import part_of
from govnews.items import Column, ListingEntry
from govnews.ledger import KnownFile, Ledger, PagePlace, Searched, Server, copying, examine, open_ledger
from govnews.ledger.copying import copy_ledger
from govnews.ledger.migrations import SCHEMA_VERSION
from tests.ledger.samples import LATER, NOW, article, leave_out, pending_versions
from tests.postgresql import Cluster, database_of

HOST = "www.example.gov.cn"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger with rows in every table, closed."""
    path = tmp_path / "govnews.db"
    with closing(open_ledger(path, "test")) as ledger:
        fill(ledger)
    return path


@pytest.fixture
def server(cluster: Cluster) -> Server:
    return Server(cluster.new_database())


def fill(ledger: Ledger) -> None:
    columns = [Column(f"栏目{n}", f"http://{HOST}/{n}/", "导航", 1) for n in (3, 1, 2)]
    run = ledger.begin_run(now=NOW)
    ledger.remember_columns([Column("旧", f"http://{HOST}/old/", "导航", 1)], by_name=False, now=NOW)
    ledger.forget_column(f"http://{HOST}/old/")
    ledger.remember_columns(columns, by_name=False, now=NOW)
    page = PagePlace("a.warc.gz", 5_000_000_000, "sha256:0", f"http://{HOST}/2025/1.html", NOW)
    file = KnownFile(
        f"http://{HOST}/f/1.pdf", "0" * 64, 9, "application/pdf", text='制表\t换行\n反斜\\N "引号"'
    )
    with ledger.together():
        for number in range(1, 201):
            ledger.record(article(number), now=NOW)
        changed = article(1, body="改\\.\n\r第二版 😀", event="updated", version=2)
        ledger.record(changed, now=LATER, etag='W/"5"', pages=[page], files=[file])
        ledger.add_address(f"http://{HOST}/new/1.html", of=article(1).url, now=LATER)
        ledger.fail(ListingEntry(f"http://{HOST}/f.html", "败"), "栏目1", "HTTP 500", now=NOW)
        leave_out(ledger, f"http://{HOST}/x.html", "leads out")
        ledger.leave_alone(HOST, until=LATER, why="HTTP 429", refusals=2)
        ledger.keep_searched(f"http://{HOST}/s", [Searched("", "2024", None, 12, 11)], now=NOW)
    ledger.confirm(ledger.announce(Path("/feeds/1.jsonl"), None, pending_versions(ledger)[:150]))
    ledger.plan(interval=timedelta(hours=2), due_at=LATER)
    ledger.end_run(run, now=LATER, outcome="ok", report="{}")


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that the file has, in the order that SQLite gives them without being asked for one."""
    with closing(sqlite3.connect(path)) as db:
        made = db.execute("SELECT name, sql LIKE '%WITHOUT ROWID' FROM sqlite_master WHERE type = 'table'")
        return {
            table: db.execute(f"SELECT {'' if without else 'rowid, '}* FROM {table}").fetchall()  # noqa: S608
            for table, without in made.fetchall()
        }


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(sql)


def assert_nothing_is_at(target: Server | Path, cluster: Cluster) -> None:
    if isinstance(target, Path):
        assert not [one for one in target.parent.iterdir() if target.name in one.name]
    else:
        assert cluster.execute("SELECT to_regnamespace('govnews') IS NULL", database_of(target.uri)) == "t"


def test_the_ledger_of_these_tests_has_rows_in_every_table(path: Path) -> None:
    assert [table for table, rows in contents(path).items() if not rows] == []


def test_there_and_back_it_is_the_same(path: Path, server: Server, tmp_path: Path) -> None:
    back = tmp_path / "back.db"
    there, here = copy_ledger(path, server), copy_ledger(server, back)
    before = contents(path)
    assert contents(back) == before
    with closing(sqlite3.connect(back)) as db:
        assert db.execute("PRAGMA application_id").fetchone() == (0,), "no number is left out"
    assert there.rows == here.rows == sum(map(len, before.values()))
    assert not there.written_meanwhile
    found, wanted = examine(back), examine(path)
    assert (found.faults, found.version, found.articles) == ((), wanted.version, wanted.articles)
    assert (there.condition.version, there.condition.articles) == (SCHEMA_VERSION, {"test": 200})
    assert there.condition.size > 0
    assert here.condition.size == back.stat().st_size


def test_a_server_goes_on_with_the_numbers_and_the_order_that_came(path: Path, server: Server) -> None:
    copy_ledger(path, server)
    with closing(open_ledger(server.uri, "test")) as ledger:
        assert [one.column.name for one in ledger.columns()] == ["栏目3", "栏目1", "栏目2"]
        assert ledger.begin_run(now=LATER) == 2
        ledger.record(article(1000), now=LATER)
        assert ledger.pending_id(article(1000)) == 202
        assert ledger.announce(Path("/feeds/2.jsonl"), None, [202]) == 2
        assert [ledger.knows(article(number).url) for number in (1, 200, 201)] == [True, True, False]
        assert ledger.current(article(1).url) == article(
            1, body="改\\.\n\r第二版 😀", event="updated", version=2
        )


def test_a_file_goes_on_with_them_too(path: Path, server: Server, tmp_path: Path) -> None:
    back = tmp_path / "back.db"
    copy_ledger(path, server)
    copy_ledger(server, back)
    with closing(open_ledger(back, "test")) as ledger:
        assert [one.column.name for one in ledger.columns()] == ["栏目3", "栏目1", "栏目2"]
        ledger.record(article(1000), now=LATER)
        assert ledger.pending_id(article(1000)) == 202
    assert examine(back).faults == ()


def test_from_file_to_file_and_from_server_to_server(path: Path, cluster: Cluster, tmp_path: Path) -> None:
    one, other, back = Server(cluster.new_database()), Server(cluster.new_database()), tmp_path / "back.db"
    copy_ledger(path, tmp_path / "copy.db")
    for source, target in ((tmp_path / "copy.db", one), (one, other), (other, back)):
        copy_ledger(source, target)
    assert contents(back) == contents(path)


def test_numbers_that_a_server_left_out_are_no_lost_versions(
    path: Path, server: Server, tmp_path: Path
) -> None:
    """Of a ledger, too, that was made from feeds without some version, and of further copies of it."""
    change(path, "DELETE FROM version WHERE article = 1 AND version = 1")
    change(path, "UPDATE version SET id = 1 WHERE id = 201")
    change(path, "DELETE FROM page")
    wanted = examine(path)
    assert (wanted.faults, wanted.incomplete) == ((), 1)
    copy_ledger(path, server)
    with closing(open_ledger(server.uri, "test")) as ledger:
        with pytest.raises(KeyError), ledger.together():
            ledger.record(article(999), now=NOW)
            raise KeyError  # the number is used up
        ledger.record(article(1000), now=NOW)
    assert examine(server).incomplete == 1
    back, again = tmp_path / "back.db", tmp_path / "again.db"
    copy_ledger(server, back)
    copy_ledger(back, again)
    for one in (back, again):
        assert (examine(one).faults, examine(one).incomplete) == ((), 1)
    change(again, "DELETE FROM version WHERE article = 1")
    assert examine(again).faults


# Where it goes


def test_what_is_there_stays(path: Path, server: Server, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(b"something")
    copy_ledger(path, server)
    for source, target, words in (
        (path, other, "a ledger is there; move it away first: mkdir "),
        (path, path, "a ledger is there"),
        (path, server, r"the ledger postgresql://127\S+ is not empty \(table address\)"),
        (server, server, "is not empty"),
        (server, path, "a ledger is there"),
        (path, tmp_path / "no" / "copy.db", "is not there: make it, or name another"),
    ):
        before = {one: one.read_bytes() for one in tmp_path.iterdir() if one.is_file()}
        with pytest.raises(UsageError, match=words):
            copy_ledger(source, target)
        assert {one: one.read_bytes() for one in tmp_path.iterdir() if one.is_file()} == before
    assert examine(server).articles == {"test": 200}


def test_a_ledger_of_a_server_that_has_no_row_is_filled(path: Path, server: Server) -> None:
    open_ledger(server.uri, "test").close()
    assert copy_ledger(path, server).condition.articles == {"test": 200}


def test_a_run_that_begins_there_meanwhile_waits_and_finds_the_copy(
    path: Path, server: Server, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: list[bool] = []

    def begin() -> None:
        with closing(open_ledger(server.uri, "test")) as ledger:
            known.append(ledger.knows(article(1).url))

    run = threading.Thread(target=begin)
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"

    def meanwhile() -> None:
        run.start()
        while cluster.execute(waiting, database_of(server.uri)) == "0":
            assert run.is_alive(), "it did not wait"
        with pytest.raises(LockHeld, match="another process is making the ledger postgresql://127"):
            copy_ledger(path, server)

    _once_while_copying(monkeypatch, meanwhile)
    copy_ledger(path, server)
    run.join(20)
    assert known == [True]


def _once_while_copying(patch: pytest.MonkeyPatch, then: Callable[[], object]) -> None:
    """Have something happen before the second table is copied."""
    move, calls = copying._move, list[str]()

    def moved(*arguments: Any) -> Any:
        calls.append("")
        if len(calls) == 2:
            then()
        return move(*arguments)

    patch.setattr(copying, "_move", moved)


# Where it comes from


def test_where_there_is_no_ledger_nothing_is_made(cluster: Cluster, server: Server, tmp_path: Path) -> None:
    target, empty = tmp_path / "copy.db", Server(cluster.new_database())
    for source, words in (
        (tmp_path / "none.db", "there is no ledger at /.*none.db: name the one to copy"),
        (tmp_path, "is a folder: name the ledger's file in it"),
        (empty, "there is no ledger at postgresql://127"),
    ):
        for place in (target, server):
            with pytest.raises(UsageError, match=words):
                copy_ledger(source, place)
            assert_nothing_is_at(place, cluster)
    assert_nothing_is_at(empty, cluster)


def test_a_feed_that_a_killed_run_left_open_is_settled_before(
    path: Path, server: Server, cluster: Cluster
) -> None:
    """Who settles it elsewhere sees no file, and would take it for one that was published and moved away."""
    with closing(open_ledger(path, "test")) as ledger:
        announced = ledger.announce(
            Path("/feeds/2.jsonl"), Path("/feeds/.2.jsonl.part"), pending_versions(ledger)
        )
        with pytest.raises(
            UsageError, match="a run of test was killed before its feed had its name: crawl it once more"
        ):
            copy_ledger(path, server)
        assert cluster.execute("SELECT to_regnamespace('govnews') IS NULL", database_of(server.uri)) == "t"
        ledger.confirm(announced)
    copy_ledger(path, server)


def test_an_older_ledger_is_brought_up_to_date_first(path: Path, server: Server, cluster: Cluster) -> None:
    change(path, "PRAGMA user_version = 11")
    with pytest.raises(
        UsageError, match=r"has schema version 11, and 1. is copied: a crawl of any of its sites"
    ):
        copy_ledger(path, server)
    assert_nothing_is_at(server, cluster)


@pytest.mark.parametrize("from_server", [False, True], ids=["file", "server"])
def test_a_damaged_ledger_is_not_copied(
    path: Path, server: Server, cluster: Cluster, tmp_path: Path, from_server: bool
) -> None:
    source: Path | Server = path
    target: Path | Server = server
    if from_server:
        copy_ledger(path, server)
        source, target = server, tmp_path / "back.db"
        cluster.execute("UPDATE govnews.version SET record = '{' WHERE id = 7", database_of(server.uri))
    else:
        change(path, "UPDATE version SET record = '{' WHERE id = 7")
    with pytest.raises(LedgerUnusable, match="is damaged and is not copied: version 7 of test is no record"):
        copy_ledger(source, target)
    assert_nothing_is_at(target, cluster)


@pytest.mark.parametrize("from_server", [False, True], ids=["file", "server"])
def test_it_is_of_one_moment_and_tells_of_writers(
    path: Path, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, from_server: bool
) -> None:
    source: Path | Server = path
    if from_server:
        source = Server(cluster.new_database())
        copy_ledger(path, source)

    def record() -> None:
        with closing(open_ledger(source if isinstance(source, Path) else source.uri, "test")) as ledger:
            ledger.record(article(1000), now=LATER)

    _once_while_copying(monkeypatch, record)
    before, copy = contents(path), tmp_path / "copy.db"
    made = copy_ledger(source, copy)
    assert made.written_meanwhile
    assert contents(copy) == before
    assert examine(source).articles == {"test": 201}


# What comes of it where it fails


def test_a_row_that_the_server_cannot_keep_is_named(path: Path, server: Server, cluster: Cluster) -> None:
    change(path, "UPDATE article SET etag = 'a' || char(0) WHERE id = 5")
    with pytest.raises(LedgerUnusable, match=r"does not take the row of table article with id 5: .*NUL"):
        copy_ledger(path, server)
    assert_nothing_is_at(server, cluster)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("NEW.event := 'x'; RETURN NEW", "of the 200 rows of table article .* gave back others"),
        ("RETURN CASE WHEN NEW.id = 7 THEN NULL ELSE NEW END", "of the 200 rows .* gave back 199"),
    ],
    ids=["altered", "left out"],
)
def test_what_does_not_come_back_as_it_was_is_not_kept(
    path: Path, server: Server, cluster: Cluster, body: str, words: str
) -> None:
    open_ledger(server.uri, "test").close()
    cluster.execute(
        f"CREATE FUNCTION odd() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; END $$;"
        " CREATE TRIGGER odd BEFORE INSERT ON govnews.article FOR EACH ROW EXECUTE FUNCTION odd()",
        database_of(server.uri),
    )
    with pytest.raises(LedgerUnusable, match=words):
        copy_ledger(path, server)
    for table in ("article", "known", "version"):
        assert cluster.execute(f"SELECT * FROM govnews.{table}", database_of(server.uri)) == ""  # noqa: S608


@pytest.mark.parametrize("to_server", [True, False], ids=["to it", "from it"])
def test_a_connection_that_is_lost_leaves_nothing(
    path: Path,
    server: Server,
    cluster: Cluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    to_server: bool,
) -> None:
    source: Path | Server = path
    target: Path | Server = server
    if not to_server:
        copy_ledger(path, server)
        source, target = server, tmp_path / "back.db"
    ended = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid != pg_backend_pid()"
    )
    _once_while_copying(monkeypatch, lambda: cluster.execute(ended, database_of(server.uri)))
    with pytest.raises(LedgerLost, match="is lost"):
        copy_ledger(source, target)
    monkeypatch.undo()
    assert_nothing_is_at(target, cluster)
    assert copy_ledger(source, target).condition.articles == {"test": 200}


def test_what_a_killed_one_left_is_written_over(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    part_of(copy).write_bytes(b"torn" * 5000)
    copy_ledger(path, copy)
    assert contents(copy) == contents(path)
    assert not part_of(copy).exists()


# Whether a server's ledger is whole


DAMAGE = {
    "DELETE FROM govnews.version WHERE article = 7": f"article 7 has no version: {article(7).url}",
    "DELETE FROM govnews.version WHERE article = 1 AND version = 2": f"article 1 has 1 of its 2 versions: {article(1).url}",
    "DELETE FROM govnews.article WHERE id = 9": "version 9 of test is of no article",
    "INSERT INTO govnews.known VALUES ('00ff0000-0000-0000-0000-000000000001', 999, 0)":
        "the known key 00ff0000000000000000000000000001 is of no article",
    "UPDATE govnews.address SET article = 999": f"the address http://{HOST}/new/1.html is of no article",
    "UPDATE govnews.version SET publication = 5 WHERE id = 3": "version 3 of test stands in a feed that is not known",
    "UPDATE govnews.version SET record = substr(record, 1, 40) WHERE id = 7": "version 7 of test is no record",
    "UPDATE govnews.failure SET entry = ''": "failure of test has no entry",
    "UPDATE govnews.excluded SET entry = '{'": "what is left out of test has no entry",
    "DROP TABLE govnews.searched": 'table searched is not that of schema version 12: relation "searched" does not exist',
    "ALTER TABLE govnews.host DROP COLUMN why": 'table host is not that of schema version 12: column "why" does not exist',
}  # fmt: skip


def test_a_server_s_ledger_is_whole_or_what_is_wrong_is_named(
    path: Path, server: Server, cluster: Cluster
) -> None:
    copy_ledger(path, server)
    found = examine(server)
    assert (found.faults, found.version, found.articles) == ((), SCHEMA_VERSION, {"test": 200})
    assert found.size > 100_000
    for change, words in DAMAGE.items():
        name = f"{database_of(server.uri)}_damaged"
        cluster.execute(f"CREATE DATABASE {name} TEMPLATE {database_of(server.uri)}")
        cluster.execute(change, name)
        assert words.replace("12", str(SCHEMA_VERSION)) in examine(Server(cluster.uri(name))).faults
        cluster.execute(f"DROP DATABASE {name}")


def test_a_server_that_cannot_be_asked_has_no_damage_to_tell(server: Server, cluster: Cluster) -> None:
    open_ledger(server.uri, "test").close()
    cluster.execute(
        "REVOKE ALL ON SCHEMA public FROM PUBLIC; CREATE ROLE reader LOGIN", database_of(server.uri)
    )
    cluster.execute("GRANT USAGE ON SCHEMA govnews TO reader; GRANT SELECT ON govnews.schema_version TO reader",
                    database_of(server.uri))  # fmt: skip
    with pytest.raises(GovNewsError, match="permission denied"):
        examine(Server(server.uri.replace("govnews@", "reader@")))
