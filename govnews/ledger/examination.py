"""Whether a ledger's file is whole: read from end to end, and nothing written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from govnews.errors import LedgerUnusable
from govnews.ledger.database import Database
from govnews.ledger.migrations import SCHEMA_VERSION, create

MOST_FAULTS = 20  # of one kind; what has more is beyond repair


@dataclass(frozen=True, slots=True)
class Condition:
    """What an examination found."""

    version: int
    """Of the schema."""
    size: int
    """Bytes of the file, without what is on its way into it."""
    faults: tuple[str, ...] = ()
    """What is wrong, a line each; empty where the ledger is whole."""
    articles: dict[str, int] = field(default_factory=dict)
    """How many articles each site has; empty where that cannot be read."""


def examine(path: Path) -> Condition:
    """The condition of the ledger at ``path``.

    Raises :exc:`~govnews.errors.LedgerUnusable` where it is no ledger at all, or one of a newer govnews, and
    :exc:`~govnews.errors.LedgerNotWritable` where the file cannot be opened.
    """
    with closing(Database.open_for_reading(path)) as database:
        faults, articles = dict[str, None](), dict[str, int]()
        for look in (_damage, _missing, _unreadable):
            with _noted(faults):
                faults |= dict.fromkeys(look(database))
        with _noted(faults):
            articles = dict(database.rows("SELECT site, count(*) FROM article GROUP BY site ORDER BY site"))
        return Condition(_version(database), path.stat().st_size, tuple(faults), articles)


@contextmanager
def _noted(faults: dict[str, None]) -> Iterator[None]:
    """A look that the damage cuts short is one more sign of it."""
    try:
        yield
    except LedgerUnusable as error:
        faults[str(error.__cause__ or error)] = None


def _version(database: Database) -> int:
    (version,) = database.row("PRAGMA user_version")
    return int(version)


def _damage(database: Database) -> list[str]:
    """What SQLite finds wrong with pages and indexes."""
    said = [
        line
        for (row,) in database.rows(f"PRAGMA integrity_check({MOST_FAULTS:d})")
        for line in row.split("\n")
    ]
    return [] if said == ["ok"] else [line for line in said if not line.startswith("***")]


def _missing(database: Database) -> list[str]:
    """Tables that a ledger of this version has; of older versions it is not known."""
    if _version(database) != SCHEMA_VERSION:
        return []
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        create(new)
        names = "SELECT name FROM sqlite_master WHERE type = 'table'"
        wanted = {name for (name,) in new.execute(names)} - {name for (name,) in database.rows(names)}
    return [f"table {name} is missing" for name in sorted(wanted)]


def _unreadable(database: Database) -> list[str]:
    """Records that are no JSON any more."""
    rows = database.rows(
        "SELECT site, id FROM version WHERE NOT json_valid(record) ORDER BY id LIMIT ?", (MOST_FAULTS,)
    )
    return [f"version {number} of {site} is no record" for site, number in rows]
