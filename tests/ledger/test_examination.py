"""What is wrong with a ledger is found and named, and what is only unusual is not taken for it."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from govnews.errors import LedgerUnusable
from govnews.items import ListingEntry
from govnews.ledger import examine, open_ledger
from govnews.ledger.migrations import SCHEMA_VERSION
from tests.ledger.samples import LATER, NOW, article, leave_out

PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger with something of everything, closed: 200 articles, the first of them in three versions."""
    path = tmp_path / "govnews.db"
    with closing(open_ledger(path, "test")) as ledger, ledger.together():
        for number in range(1, 201):
            ledger.record(article(number), now=NOW)
        for version in (2, 3):
            ledger.record(article(1, body=f"改{version}", event="updated", version=version), now=LATER)
        ledger.add_address("http://www.example.gov.cn/new/1.html", of=article(1).url, now=LATER)
        ledger.fail(ListingEntry("http://www.example.gov.cn/f.html", "败"), "要闻", "HTTP 500", now=NOW)
        leave_out(ledger, "http://www.example.gov.cn/x.html", "leads out")
    return path


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(sql)


def overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def root_of(path: Path, name: str) -> int:
    """Where in the file the first page of a table or an index begins."""
    with closing(sqlite3.connect(path)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return (int(page) - 1) * PAGE


def flip_a_byte_of_an_index(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        (value,) = db.execute("SELECT content_hash FROM article WHERE id = 100").fetchone()
        pages = {
            page
            for (page,) in db.execute(
                "SELECT pageno FROM dbstat WHERE name = 'article_content' AND pagetype = 'leaf'"
            )
        }
    data = path.read_bytes()
    at = next(at for page in pages if (at := data.find(value.encode(), (page - 1) * PAGE, page * PAGE)) >= 0)
    overwrite(path, at, bytes([data[at] ^ 1]))


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "first page overwritten": (lambda path: overwrite(path, 100, b"\xff" * 3000), "malformed"),
    "header overwritten": (lambda path: overwrite(path, 0, b"\0" * 100), "file is not a database"),
    "page zeroed": (lambda path: overwrite(path, root_of(path, "version"), b"\0" * PAGE), "malformed"),
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 3]), "malformed"),
    "byte of an index": (flip_a_byte_of_an_index, "missing from index article_content"),
    "article without versions": (
        lambda path: change(path, "DELETE FROM version WHERE article = 7"),
        f"article 7 has no version: {article(7).url}",
    ),
    "version lost between": (
        lambda path: change(path, "DELETE FROM version WHERE article = 1 AND version = 2"),
        f"article 1 has 2 of its 3 versions: {article(1).url}",
    ),
    "first version lost": (
        lambda path: change(path, "DELETE FROM version WHERE article = 1 AND version = 1"),
        f"article 1 has 2 of its 3 versions: {article(1).url}",
    ),
    "last version lost": (
        lambda path: change(path, "DELETE FROM version WHERE article = 1 AND version = 3"),
        f"article 1 has 2 of its 3 versions: {article(1).url}",
    ),
    "version of no article": (
        lambda path: change(path, "DELETE FROM article WHERE id = 9"), "version 9 of test is of no article",
    ),
    "key of no article": (
        lambda path: change(path, "INSERT INTO known VALUES (x'00ff', 999, 0)"),
        "the known key 00ff is of no article",
    ),
    "address of no article": (
        lambda path: change(path, "UPDATE address SET article = 999"),
        "the address http://www.example.gov.cn/new/1.html is of no article",
    ),
    "version of no feed": (
        lambda path: change(path, "UPDATE version SET publication = 5 WHERE id = 3"),
        "version 3 of test stands in a feed that is not known",
    ),
    "record cut": (
        lambda path: change(path, "UPDATE version SET record = substr(record, 1, 40) WHERE id = 7"),
        "version 7 of test is no record",
    ),
    "failure cut": (
        lambda path: change(path, "UPDATE failure SET entry = substr(entry, 1, 9)"),
        "failure of test has no entry",
    ),
    "exclusion cut": (
        lambda path: change(path, "UPDATE excluded SET entry = '{'"),
        "what is left out of test has no entry",
    ),
    "older version than its tables": (
        lambda path: change(path, "PRAGMA user_version = 2"),
        "its tables are not those of schema version 2: duplicate column name",
    ),
    "table missing": (lambda path: change(path, "DROP TABLE address"), "table address is missing"),
    "column missing": (
        lambda path: change(path, "ALTER TABLE article DROP COLUMN doubt"), "table article has no column doubt",
    ),
    "text": (lambda path: path.write_text("没有数据库" * 500, "utf-8"), "file is not a database"),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAMAGE)
def test_what_is_damaged_is_named(path: Path, kind: str) -> None:
    damage, words = DAMAGE[kind]
    damage(path)
    before = path.read_bytes()
    faults = examine(path).faults
    assert any(words in fault for fault in faults), faults
    assert not [fault for fault in faults if "\n" in fault]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("kind", "damage", "words"),
    [
        ("newer", lambda path: change(path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}"), "use the govnews that"),
        ("foreign", lambda path: (path.unlink(), change(path, "CREATE TABLE customers (n)")), "of another program"),
        ("empty", lambda path: (path.write_bytes(b""), os.utime(path, (0, 0))), "is empty: put a backup in its place"),
    ],
)  # fmt: skip
def test_what_is_no_ledger_of_ours_is_refused_with_what_to_do(
    path: Path, kind: str, damage: Callable[[Path], object], words: str
) -> None:
    damage(path)
    with pytest.raises(LedgerUnusable, match=words):
        examine(path)


def test_what_is_only_unusual_is_no_damage(path: Path) -> None:
    change(path, "INSERT INTO publication (id, site, path, done) VALUES (1, 'test', '/moved/away.jsonl', 1)")
    change(path, "UPDATE version SET publication = 1")
    change(path, "INSERT INTO known VALUES (x'01', NULL, NULL)")  # of an exclusion by an older identity
    change(path, "UPDATE excluded SET entry = NULL")  # of an older ledger
    found = examine(path)
    assert (found.faults, found.articles, found.incomplete) == ((), {"test": 200}, 0)


def test_of_many_faults_of_a_kind_some_are_named(path: Path) -> None:
    change(path, "UPDATE version SET record = ''")
    assert len(examine(path).faults) == 20


@pytest.mark.long
def test_twice_the_articles_take_hardly_more_than_twice_the_time(tmp_path: Path) -> None:
    def seconds(count: int) -> float:
        path = tmp_path / f"{count}.db"
        with closing(open_ledger(path, "test")) as ledger, ledger.together():
            for number in range(count):
                ledger.record(article(number), now=NOW)
                if number % 3 == 0:
                    ledger.add_address(
                        f"http://www.example.gov.cn/n/{number}", of=article(number).url, now=NOW
                    )
        took = []
        for _ in range(3):
            started = time.process_time()
            assert examine(path).faults == ()
            took.append(time.process_time() - started)
        return min(took)

    assert seconds(8000) < 6 * seconds(2000)
