"""The ledger on SQLite: a file for all sites, its transactions, and its errors as this project's own."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from govnews.errors import GovNewsError, LedgerNotWritable, LedgerUnusable, RecordRefused
from govnews.ledger.location import Location
from govnews.ledger.migrations import (
    SCHEMA_VERSION,
    check_version,
    create,
    migrate,
    version_of,
)

BUSY_SECONDS = 60  # how long one process waits for another to end its transaction
_MADE_WITHIN_SECONDS = 2  # and for the tables of a ledger whose file is new
# What a statement raises, a value that SQLite has no form for included: half a surrogate pair, a number of 64 bits and more.
UNTAKEN = (sqlite3.Error, UnicodeError, OverflowError)


class SqliteDatabase:
    """Keeps the promises of :class:`govnews.ledger.database.Database` on one file."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path, self.connection = path, connection
        self._file = path.stat() if path.exists() else None
        self._location: Location = path
        # SQLite has it since 3.43, PostgreSQL always: bytes of a text in UTF-8.
        connection.create_function("octet_length", 1, _octet_length, deterministic=True)

    @classmethod
    def empty(cls, location: Location) -> Self:
        """A ledger that has nothing, and takes nothing that would stay, in the place of one that is not there yet."""
        connection = sqlite3.connect(":memory:", isolation_level=None)
        create(connection)
        empty = cls(Path(":memory:"), connection)
        empty._location = location
        return empty

    @classmethod
    def open(cls, path: Path) -> Self:
        """The database at ``path``, made or migrated where it must be.

        Raises :exc:`LedgerUnusable` or :exc:`LedgerNotWritable`; the file is then as it was.
        """
        try:
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            try:
                _prepare(connection, path)
            except BaseException:
                connection.close()
                raise
        except sqlite3.Error as error:
            raise _cannot("open", path, error) from error
        return cls(path, connection)

    @classmethod
    def open_for_reading(cls, path: Path) -> Self:
        """The database at ``path`` for reading alone, while a crawl goes on; an empty one where there is no file.

        An old one is read as it is: what is read has been the same since :data:`OLDEST_VERSION`, but that an address
        whose identity has changed is found only after a crawl has migrated the ledger.
        Raises :exc:`LedgerUnusable` or :exc:`LedgerNotWritable` where it cannot be read.
        """
        try:
            if not path.exists():
                return cls.empty(path)
            connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=BUSY_SECONDS)
            try:
                version, tables = _content(connection)
                while version == tables == 0 and time.time() - path.stat().st_mtime < _MADE_WITHIN_SECONDS:
                    time.sleep(0.01)  # another process is about to make it
                    version, tables = _content(connection)
                check_version(version, path, tables=tables)
            except BaseException:
                connection.close()
                raise
        except sqlite3.Error as error:
            raise _cannot("read", path, error) from error
        return cls(path, connection)

    @property
    def location(self) -> Location:
        return self._location

    @property
    def version(self) -> int:
        return int(self.row("PRAGMA user_version")[0])

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def check_in_place(self) -> None:
        # What is written after the file was removed or replaced is lost with it, and SQLite says nothing.
        there = self.path.stat() if self.path.exists() else None
        if there is None or self._file is None or not os.path.samestat(there, self._file):
            raise LedgerUnusable(
                f"the ledger {self.path} was removed or replaced while it was in use; put back what was moved,"
                " or let the next run collect anew"
            )

    def lease(self, site: str) -> None:
        """Nothing: who uses this file runs on this machine, and holds the lock in the site's folder."""

    def claim_folder(self, folder: Path) -> bool:
        return True  # the ledger lies in it

    def close(self) -> None:
        """Flush and close; the file can be copied as one afterwards."""
        self.connection.close()

    def execute(self, sql: str, values: Any = ()) -> int:
        try:
            return self.connection.execute(sql, values).rowcount
        except UNTAKEN as error:
            raise in_our_words(error, self.path) from error

    def execute_each(self, sql: str, values: Iterable[Any]) -> None:
        try:
            self.connection.executemany(sql, values)
        except UNTAKEN as error:
            raise in_our_words(error, self.path) from error

    def insert(self, sql: str, values: Any = ()) -> int:
        try:
            number = self.connection.execute(sql, values).lastrowid
        except UNTAKEN as error:
            raise in_our_words(error, self.path) from error
        assert number is not None
        return number

    def row(self, sql: str, values: Any = ()) -> Any:
        try:
            return self.connection.execute(sql, values).fetchone()
        except UNTAKEN as error:
            raise in_our_words(error, self.path) from error

    def rows(self, sql: str, values: Any = ()) -> list[Any]:
        try:
            return self.connection.execute(sql, values).fetchall()
        except UNTAKEN as error:
            raise in_our_words(error, self.path) from error

    def each_row(self, sql: str, values: Any = ()) -> Iterator[Any]:
        try:
            for row in self.connection.execute(sql, values):  # noqa: UP028 - a generator closes what it yields from
                yield row
        except UNTAKEN as error:
            raise in_our_words(error, self.path) from error

    def last_whole(self, table: str) -> int:
        # One transaction at a time writes: rows come in the order of their numbers.
        return int(self.row(f"SELECT coalesce(max(id), 0) FROM {table}")[0])  # noqa: S608 - our own names

    @contextmanager
    def moment(self) -> Iterator[None]:
        self.execute("BEGIN")
        try:
            self.row("SELECT count(*) FROM sqlite_master")  # it begins with the first look
            yield
        finally:
            self.execute("ROLLBACK")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        connection = self.connection
        inside = connection.in_transaction
        self.execute("SAVEPOINT part" if inside else "BEGIN IMMEDIATE")
        try:
            yield
            self.execute("RELEASE part" if inside else "COMMIT")
        except BaseException:
            if connection.in_transaction:  # SQLite has rolled back by itself where the disk is full
                self.execute("ROLLBACK TO part" if inside else "ROLLBACK")
            raise

    @contextmanager
    def durably(self) -> Iterator[None]:
        self.execute("PRAGMA synchronous = FULL")
        try:
            with self.transaction():
                yield
        finally:
            self.execute("PRAGMA synchronous = NORMAL")


def _octet_length(text: str | None) -> int | None:
    return None if text is None else len(text.encode("utf-8", "surrogatepass"))


def in_our_words(error: Exception, path: Path) -> GovNewsError:
    """The error of ours that says the same of the ledger at ``path``.

    >>> in_our_words(sqlite3.OperationalError("database is locked"), Path("govnews.db"))
    LedgerNotWritable('database is locked')
    >>> in_our_words(sqlite3.IntegrityError("UNIQUE constraint failed"), Path("govnews.db"))
    RecordRefused('UNIQUE constraint failed')
    >>> in_our_words(OverflowError("Python int too large to convert to SQLite INTEGER"), Path("govnews.db"))
    RecordRefused('Python int too large to convert to SQLite INTEGER')
    >>> str(in_our_words(sqlite3.DatabaseError("database disk image is malformed"), Path("govnews.db")))
    'the ledger govnews.db is damaged: database disk image is malformed; `scrapy ledger` checks it and says what to do'
    """
    if is_damage(error):
        return LedgerUnusable(
            f"the ledger {path} is damaged: {error}; `scrapy ledger` checks it and says what to do"
        )
    if isinstance(error, sqlite3.OperationalError):
        return LedgerNotWritable(str(error))
    return RecordRefused(str(error))


def is_damage(error: Exception) -> bool:
    """Whether SQLite says that the file is none of its own, or not what it was: torn pages, a table that is missing."""
    # SQLITE_CORRUPT and SQLITE_NOTADB have no class of their own; of the operational ones SQLITE_ERROR is a statement
    # that does not fit the tables, and the statements are ours.
    code = getattr(error, "sqlite_errorcode", None)
    return type(error) is sqlite3.DatabaseError or code == sqlite3.SQLITE_ERROR


def _cannot(do: str, path: Path, error: sqlite3.Error) -> GovNewsError:
    """What is said of a ledger that cannot be opened at all."""
    if is_damage(error):
        return in_our_words(error, path)
    return LedgerNotWritable(
        f"cannot {do} the ledger {path}: {error}; check the folder, or name another by GOVNEWS_OUTPUT"
    )


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    # In this order: another process may make the ledger in between, its tables and its version at once.
    version, tables = _content(connection)
    if version or tables:
        check_version(version, path, tables=tables)
    _write_ahead(connection)
    # A commit survives a killed process; a power cut may lose the last ones, never the order. What a feed
    # file's name depends on is committed with FULL (durably).
    connection.execute("PRAGMA synchronous = NORMAL")
    if version == 0:
        create(connection)
    elif version < SCHEMA_VERSION:
        migrate(connection, path)


def _content(connection: sqlite3.Connection) -> tuple[int, int]:
    """The schema version, and how many tables and indexes there are: both 0 of a file that is empty, or not made yet."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return version_of(connection), tables


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Keep a log of writes beside the file, so that it can be read meanwhile; a new file is told so once."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # Of processes that make one ledger at once SQLite lets none wait for another here.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
