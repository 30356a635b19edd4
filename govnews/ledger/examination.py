"""Whether a ledger is whole: read from end to end, and nothing written.

SQLite knows its pages and indexes. What it does not know is looked at here: that the tables are those of the schema
version, that what refers to an article finds one, that no version of an article is lost, and that records are JSON.
Each look is one pass over a table, with one step in a B-tree a row. A server's pages are its own matter.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from govnews.errors import LedgerLost, LedgerUnusable, UsageError
from govnews.ledger.database import Database
from govnews.ledger.location import Location, Server
from govnews.ledger.migrations import bring_up, create
from govnews.ledger.opening import database_there
from govnews.ledger.sqlite import SqliteDatabase
from govnews.ledger.tables import tables

D = TypeVar("D", bound=Database)
MOST_FAULTS = 20  # of one kind; what has more is beyond repair


@dataclass(frozen=True, slots=True)
class Condition:
    """What an examination found."""

    version: int | None
    """Of the schema; None where that cannot be read."""
    size: int
    """Bytes of the file, without what is on its way into it."""
    faults: tuple[str, ...] = ()
    """What is wrong, a line each; empty where the ledger is whole."""
    articles: dict[str, int] = field(default_factory=dict)
    """How many articles each site has; empty where that cannot be read."""
    incomplete: int = 0
    """Articles that lack a version between others because the feeds that the ledger was made from did. No damage."""


NUMBERED_BY_A_SERVER = 0x676F766E
"""The ``application_id`` of a file whose rows have numbers of a server's, which leaves some out."""


def examine(location: Location) -> Condition:
    """The condition of the ledger at ``location``.

    Raises :exc:`~govnews.errors.UsageError` where there is none, :exc:`~govnews.errors.LedgerUnusable` where it is an empty file,
    another program's or of another version than is read, and :exc:`~govnews.errors.LedgerNotWritable` where it cannot be opened.
    """
    if isinstance(location, Server):
        with closing(_opened(location)) as database:
            return _condition(database, database.size, _altered)
    size = location.stat().st_size
    try:
        database = SqliteDatabase.open_for_reading(location)
    except LedgerUnusable as error:
        if error.__cause__ is None:
            raise
        return Condition(None, size, (str(error.__cause__),))
    with closing(database):
        return _condition(database, size, _damage, _missing)


def _opened(server: Server) -> Database:
    database = database_there(server)
    if database is None:
        raise UsageError(f"there is no ledger at {server}; `scrapy crawl` makes it")
    return database


def _condition(database: D, size: int, *looks: Callable[[D], Iterator[str]]) -> Condition:
    """What ``looks`` find, which are its kind's own, and those at any ledger."""
    faults, articles, incomplete = dict[str, None](), dict[str, int](), 0
    for look in (*looks, _unreadable, _unrelated):
        with _noted(faults):
            for fault in look(database):
                faults[fault] = None
    with _noted(faults):
        gaps = _gaps(database)
        if _lost_rows(database):
            faults |= dict.fromkeys(gaps[:MOST_FAULTS])
        else:
            incomplete = len(gaps)
    with _noted(faults):
        articles = count_articles(database)
    return Condition(database.version, size, tuple(faults), articles, incomplete)


def count_articles(database: Database) -> dict[str, int]:
    """How many articles each site has."""
    return dict(database.rows("SELECT site, count(*) FROM article GROUP BY site ORDER BY site"))


@contextmanager
def _noted(faults: dict[str, None]) -> Iterator[None]:
    """A look that the damage cuts short is one more sign of it; no server is found to be damaged that cannot be asked."""
    try:
        yield
    except LedgerLost:
        raise
    except LedgerUnusable as error:
        faults[_first_line(error)] = None


def _first_line(error: LedgerUnusable) -> str:
    return str(error.__cause__ or error).partition("\n")[0]


def _altered(database: Database) -> Iterator[str]:
    """Which tables of a server lack a column, or are not there."""
    for table in tables():
        try:
            database.rows(f"SELECT {', '.join(table.columns)} FROM {table.name} LIMIT 0")  # noqa: S608 - our own names
        except LedgerLost:
            raise
        except LedgerUnusable as error:
            yield f"table {table.name} is not that of schema version {database.version}: {_first_line(error)}"


def _damage(database: SqliteDatabase) -> Iterator[str]:
    """What SQLite finds wrong with pages and indexes."""
    for (row,) in database.rows(f"PRAGMA integrity_check({MOST_FAULTS:d})"):
        yield from (line for line in row.split("\n") if line != "ok" and not line.startswith("***"))


def _missing(database: SqliteDatabase) -> Iterator[str]:
    """What its tables lack that those of its version have: an older one is led to this one, without what is in it."""
    version = database.version
    with (
        closing(sqlite3.connect(":memory:", isolation_level=None)) as found,
        closing(sqlite3.connect(":memory:", isolation_level=None)) as wanted,
    ):
        create(wanted)
        made_by = (
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        try:
            for (sql,) in database.rows(made_by):
                found.execute(sql)
            bring_up(found, version)
        except sqlite3.Error as error:
            yield f"its tables are not those of schema version {version}: {error}"
            return
        lacking = sorted(_columns(wanted) - _columns(found))
    tables = {table for table, column in lacking if not column}
    yield from (f"table {table} is missing" for table in sorted(tables))
    yield from (f"table {table} has no column {column}" for table, column in lacking if table not in tables)


def _columns(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Every table with each of its columns, and once with no name of a column."""
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    columns = {
        (table, column)
        for table in tables
        for (column,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
    }
    return columns | {(table, "") for table in tables}


_RECORDS = (
    ("version {} of {} is no record", "SELECT id, site FROM version WHERE NOT json_valid(record)"),
    ("failure of {} has no entry", "SELECT site FROM failure WHERE NOT json_valid(entry)"),
    ("what is left out of {} has no entry", "SELECT site FROM excluded WHERE NOT json_valid(coalesce(entry, '{}'))"),
)  # fmt: skip
_RELATIONS = (
    (
        "article {} has no version: {}",
        "SELECT id, url FROM article WHERE NOT EXISTS (SELECT 1 FROM version WHERE version.article = article.id)",
    ),
    (
        "version {} of {} is of no article",
        "SELECT id, site FROM version WHERE NOT EXISTS (SELECT 1 FROM article WHERE article.id = version.article)",
    ),
    (
        "version {} of {} stands in a feed that is not known",
        "SELECT id, site FROM version WHERE publication IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM publication WHERE publication.id = version.publication)",
    ),
    (
        "the known key {} is of no article",
        "SELECT key FROM known WHERE article IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM article WHERE article.id = known.article)",
    ),
    (
        "the address {} is of no article",
        "SELECT url FROM address WHERE NOT EXISTS (SELECT 1 FROM article WHERE article.id = address.article)",
    ),
)


def _unreadable(database: Database) -> Iterator[str]:
    """Records and entries that are no JSON any more."""
    return _told(database, _RECORDS)


def _unrelated(database: Database) -> Iterator[str]:
    """What belongs to nothing. A feed's file may be anywhere, or nowhere any more: that is no damage."""
    return _told(database, _RELATIONS)


def _told(database: Database, looks: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for sentence, query in looks:
        for row in database.rows(f"{query} LIMIT {MOST_FAULTS:d}"):
            yield sentence.format(*(one.hex() if isinstance(one, bytes) else one for one in row))


def _gaps(database: Database) -> list[str]:
    """The articles that have versions, and not each from 1 to the last one, a line each."""
    rows = database.each_row(
        "SELECT article.id, article.version, count(*), url FROM article JOIN version ON version.article = article.id"
        " GROUP BY article.id HAVING count(*) != article.version OR max(version.version) != article.version"
    )
    return [
        f"article {number} has {count} of its {wanted} versions: {url}" for number, wanted, count, url in rows
    ]


def _lost_rows(database: Database) -> bool:
    """Whether rows of ``version`` are gone, which govnews never removes.

    In a file they are numbered from 1 as they come. One that is gone leaves a number that no row has, or, if it was the last
    one, its article's last version is not there. A version that the feeds lacked of which a ledger was made never had a
    number. A server leaves a number out with each transaction that it rolls back, which then tells nothing.
    """
    (lost,) = database.row(
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM article WHERE NOT EXISTS (SELECT 1 FROM version"
        " WHERE version.article = article.id AND version.version = article.version)) THEN 1 ELSE 0 END"
    )
    return bool(lost) or (leaves_out_numbers(database) and not has_numbers_of_a_server(database))


def leaves_out_numbers(database: Database) -> bool:
    """Whether the rows of ``version`` are not numbered from 1 without a gap."""
    return bool(database.row("SELECT coalesce(max(id), 0) - count(*) FROM version")[0])


def has_numbers_of_a_server(database: Database) -> bool:
    """Whether the rows were numbered by a server, be it before they were copied into this file."""
    if isinstance(database, SqliteDatabase):
        return bool(database.row("PRAGMA application_id")[0] == NUMBERED_BY_A_SERVER)
    return True
