"""Which database a ledger's location means."""

from __future__ import annotations

from types import ModuleType

from govnews.errors import UsageError
from govnews.ledger.database import Database
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
    if isinstance(location, Server):
        database: Database | None = _postgresql().PostgresDatabase.open_for_reading(location)
        return database or SqliteDatabase.empty(location)
    return SqliteDatabase.open_for_reading(location)


def _postgresql() -> ModuleType:
    try:
        from govnews.ledger import postgresql  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError(
            "GOVNEWS_LEDGER=postgresql://… needs psycopg: pip install 'govnews[fleet]'"
        ) from None
    return postgresql
