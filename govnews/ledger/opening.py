"""Which database a ledger's location means."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import ModuleType

from govnews.errors import UsageError
from govnews.ledger.database import Database, NewDatabase
from govnews.ledger.location import Location, Server
from govnews.ledger.sqlite import SqliteDatabase


def database_at(location: Location) -> Database:
    """The database at ``location`` for writing, made or migrated where it must be.

    Raises :exc:`LedgerUnusable` or :exc:`LedgerNotWritable`, and :exc:`UsageError` where what a server needs is not installed.
    """
    if isinstance(location, Server):
        return _postgresql().PostgresDatabase.open(location)  # type: ignore[no-any-return]
    return SqliteDatabase.open(location)


def database_for_reading(location: Location) -> Database:
    """The same for reading alone, while crawls go on; an empty one where there is no ledger yet."""
    return database_there(location) or SqliteDatabase.empty(location)


def database_there(location: Location) -> Database | None:
    """The same; None where there is no ledger yet."""
    if isinstance(location, Server):
        return _postgresql().PostgresDatabase.open_for_reading(location)  # type: ignore[no-any-return]
    return SqliteDatabase.open_for_reading(location) if location.exists() else None


def new_server_database(server: Server) -> AbstractContextManager[NewDatabase]:
    """An empty ledger on ``server``, which is there as the block leaves it, or not at all where an exception ends it.

    Raises :exc:`UsageError` where there is one already that has any row, :exc:`LockHeld` where another process makes it, and as
    :func:`database_at` does.
    """
    return _postgresql().PostgresDatabase.new(server)  # type: ignore[no-any-return]


def _postgresql() -> ModuleType:
    try:
        from govnews.ledger import postgresql  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError("a ledger at postgresql://… needs psycopg: pip install 'govnews[fleet]'") from None
    return postgresql
