"""A ledger copied from a file to a server, or back: every row of every table, read back and compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from govnews.errors import LedgerUnusable, RecordRefused, UsageError
from govnews.files import part_of
from govnews.ledger.database import Database, NewDatabase
from govnews.ledger.examination import (
    NUMBERED_BY_A_SERVER,
    Condition,
    count_articles,
    examine,
    has_numbers_of_a_server,
    leaves_out_numbers,
)
from govnews.ledger.location import Location, Server
from govnews.ledger.migrations import SCHEMA_VERSION, create
from govnews.ledger.opening import database_there, new_server_database
from govnews.ledger.rebuild import refuse_another
from govnews.ledger.sqlite import SqliteDatabase
from govnews.ledger.tables import Table, tables
from govnews.ledger.working import whole_file

CACHE_KIB = 65_536  # of a file that is being made: keys come in whatever order
_LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=bytes.hex).encode


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy is like."""

    condition: Condition
    rows: int
    """Of all its tables."""
    written_meanwhile: bool
    """Whether runs wrote into the other one since the moment that was copied."""


@dataclass(slots=True)
class Tally:
    """Rows counted, and hashed so that their order does not matter.

    >>> one, other = Tally(), Tally()
    >>> one.add((1, "政务要闻", b"key")), one.add((2, None, b""))
    (None, None)
    >>> other.add((2, None, b"")), other.add((1, "政务要闻", b"key"))
    (None, None)
    >>> one == other
    True
    """

    rows: int = 0
    total: int = 0
    """The rows' SHA-256, each of its values as a line of JSON, added up modulo 2 to the power of 256."""

    def add(self, row: Sequence[Any]) -> None:
        """Count one more row."""
        digest = hashlib.sha256(_LINE(tuple(row)).encode("utf-8", "surrogatepass")).digest()
        self.rows += 1
        self.total = (self.total + int.from_bytes(digest, "big")) % 2**256


class _NewFile(SqliteDatabase):
    """A file that is being made. What keeps it from being written is said by who makes it."""

    @property
    def size(self) -> int:
        # What is not committed yet counts.
        return int(self.row("PRAGMA page_count")[0]) * int(self.row("PRAGMA page_size")[0])

    def fill(self, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        into = f"INSERT INTO {table.name} ({', '.join(table.columns)})"
        self.connection.executemany(f"{into} VALUES ({', '.join('?' * len(table.columns))})", rows)


def copy_ledger(source: Location, target: Location) -> Copied:
    """Write the ledger at ``source``, as it is at one moment, to ``target``, where there is none; what the copy is like.

    Its writers never wait. The copy is read back before it is kept: it is there whole, or not at all.

    Raises :exc:`UsageError` where there is no ledger at ``source`` or one at ``target``, where ``source`` is of an older version,
    and where a killed run left a feed open in it; :exc:`LedgerUnusable` where it is damaged, or has what ``target`` cannot
    keep; :exc:`LedgerNotWritable` where the copy cannot be written, and :exc:`LockHeld` where another process writes it.
    """
    with closing(_opened(source)) as database:
        _check_feeds(database, source)
        with _made(target, numbered_by_a_server=has_numbers_of_a_server(database)) as new:
            found = examine(source)
            if faults := found.faults:
                raise LedgerUnusable(
                    f"{source} is damaged and is not copied: {faults[0]}; `scrapy ledger check` says what to do"
                )
            with database.moment():
                mark = _mark(database)
                tallies = {table: _move(database, new, table, target) for table in tables()}
            for table, tally in tallies.items():
                _compare(table, tally, _tally(new, table), target)
            condition = Condition(SCHEMA_VERSION, new.size, (), count_articles(new), found.incomplete)
        return Copied(
            condition,
            sum(tally.rows for tally in tallies.values()),
            written_meanwhile=_mark(database) != mark,
        )


def _opened(source: Location) -> Database:
    if isinstance(source, Path) and source.is_dir():
        raise UsageError(f"{source} is a folder: name the ledger's file in it")
    database = database_there(source)
    if database is None:
        raise UsageError(f"there is no ledger at {source}: name the one to copy")
    if (version := database.version) != SCHEMA_VERSION:
        database.close()
        raise UsageError(
            f"the ledger {source} has schema version {version}, and {SCHEMA_VERSION} is copied: a crawl of any of its sites"
            " brings it up to date"
        )
    return database


def _check_feeds(database: Database, source: Location) -> None:
    """A file that a killed run announced is looked for by the next one, which has to see the folder that it lies in."""
    rows = database.rows(
        "SELECT DISTINCT site FROM publication WHERE done = 0 AND part IS NOT NULL ORDER BY site LIMIT 3"
    )
    if sites := ", ".join(site for (site,) in rows):
        raise UsageError(
            f"a run of {sites} was killed before its feed had its name: crawl it once more with {source}, then copy"
        )


@contextmanager
def _made(target: Location, *, numbered_by_a_server: bool) -> Iterator[NewDatabase]:
    if isinstance(target, Server):
        with new_server_database(target) as server:
            yield server
        return
    if not target.parent.is_dir():
        raise UsageError(f"the folder {target.parent} is not there: make it, or name another")
    with whole_file(target, partial(refuse_another, target)) as new:
        connection = new.connection
        connection.execute(f"PRAGMA cache_size = {-CACHE_KIB:d}")
        create(connection)
        connection.execute("BEGIN")
        file = _NewFile(part_of(target), connection)
        yield file
        if numbered_by_a_server and leaves_out_numbers(file):
            connection.execute(f"PRAGMA application_id = {NUMBERED_BY_A_SERVER:d}")
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")  # as crawls want it: they need not wait for a reader


def _move(database: Database, new: NewDatabase, table: Table, target: Location) -> Tally:
    """Copy a table; what was read of it."""
    tally, last = Tally(), list[Any]()

    def counted() -> Iterator[Sequence[Any]]:
        for row in _rows(database, table):
            last[:] = row
            tally.add(row)
            yield row

    try:
        new.fill(table, counted())
    except RecordRefused as error:
        key = ", ".join(
            f"{column} {value.hex() if isinstance(value, bytes) else value}"
            for column, value in zip(table.columns, last, strict=True)
            if column in table.key
        )
        raise LedgerUnusable(
            f"{target} does not take the row of table {table.name} with {key}: {error}; mend it where it is"
        ) from error
    return tally


def _tally(database: Database, table: Table) -> Tally:
    tally = Tally()
    for row in _rows(database, table):
        tally.add(row)
    return tally


def _rows(database: Database, table: Table) -> Iterator[Sequence[Any]]:
    return database.each_row(f"SELECT {', '.join(table.columns)} FROM {table.name}")  # noqa: S608 - our own names


def _compare(table: Table, read: Tally, kept: Tally, target: Location) -> None:
    if read != kept:
        how = "others" if read.rows == kept.rows else f"{kept.rows:,}"
        raise LedgerUnusable(
            f"of the {read.rows:,} rows of table {table.name} that were written {target} gave back {how}: nothing is kept;"
            " look at what its database does to rows, and at its disk"
        )


def _mark(database: Database) -> tuple[Any, ...]:
    """What is another one as soon as a run has begun, ended or recorded anything."""
    return tuple(database.row("SELECT max(id), count(finished_at), (SELECT max(id) FROM version) FROM run"))
