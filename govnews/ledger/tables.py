"""The tables of a ledger as its schema has them, for what concerns all of them alike."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache

from govnews.ledger.migrations import create


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and what both databases call its columns."""

    name: str
    columns: tuple[str, ...]
    """All of them; ``rowid`` among them where the order of the rows is kept, which SQLite does without naming it."""
    key: tuple[str, ...]
    """Those of its primary key."""
    number: str | None
    """The column whose value the database gives, one more than the highest; None: it has none."""


@cache
def tables() -> tuple[Table, ...]:
    """Every table of a ledger of this version.

    >>> next(table for table in tables() if table.name == "address")
    Table(name='address', columns=('article', 'url'), key=('article', 'url'), number=None)
    >>> {table.name: table.number for table in tables() if table.number}
    {'article': 'id', 'column_': 'rowid', 'publication': 'id', 'run': 'id', 'version': 'id'}
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        create(connection)
        made = connection.execute(
            "SELECT name, sql NOT LIKE '%WITHOUT ROWID' FROM sqlite_master WHERE type = 'table' ORDER BY name"
        )
        return tuple(_table(connection, name, numbered=bool(numbered)) for name, numbered in made.fetchall())


def _table(connection: sqlite3.Connection, name: str, *, numbered: bool) -> Table:
    rows = connection.execute("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", (name,)).fetchall()
    columns = tuple(column for column, _ in rows)
    key = tuple(column for column, place in sorted(rows, key=lambda row: row[1]) if place)
    number = ("id" if "id" in columns else "rowid") if numbered else None
    return Table(name, (*columns, "rowid") if number == "rowid" else columns, key, number)
