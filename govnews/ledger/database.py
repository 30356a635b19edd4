"""What the ledger asks of a database: statements in an SQL that SQLite and PostgreSQL both know, and transactions.

What may stand in a statement: ``?`` for each value of a sequence or ``:name`` for one of a mapping; bytes are keys of 16 bytes;
truth is 0 or 1, in columns and values alike, so that it is compared (``gone > 0``). A value that is only asked whether it is
null is cast (``CAST(:day AS TEXT) IS NULL``), what is null has its place in an order (``NULLS FIRST``), and in ``ON CONFLICT``
each column has its table's name. ``json_extract(record, '$.title')`` and ``date(day, '-3 days')`` are SQLite's own, and made
for PostgreSQL where its tables are; ``octet_length(text)`` is PostgreSQL's, and made for SQLite.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from govnews.identity import key_of, url_hash
from govnews.ledger.location import Location
from govnews.ledger.tables import Table


class Database(Protocol):
    """One connection. Every method raises errors of ours, those that :mod:`govnews.ledger.protocol` names."""

    @property
    def location(self) -> Location:
        """Where the ledger is."""

    @property
    def version(self) -> int:
        """Of the schema, as the ledger has it."""

    @property
    def size(self) -> int:
        """Bytes that the ledger takes, without what is on its way into it."""

    def check_in_place(self) -> None:
        """Raise :exc:`LedgerUnusable` where the ledger is not there any more, or is another one."""

    def lease(self, site: str) -> None:
        """Hold the site until the connection ends; raise :exc:`LockHeld` where another one holds it."""

    def claim_folder(self, folder: Path) -> bool:
        """Whether all who share the ledger have their files in this output folder: the first one that asks is it."""

    def close(self) -> None:
        """Flush and close."""

    def execute(self, sql: str, values: Any = ()) -> int:
        """Execute one statement; how many rows it changed."""

    def execute_each(self, sql: str, values: Iterable[Any]) -> None:
        """Execute one statement with each of ``values``."""

    def insert(self, sql: str, values: Any = ()) -> int:
        """Insert one row; its number, which is its column ``id``."""

    def row(self, sql: str, values: Any = ()) -> Any:
        """The first row; None where there is none."""

    def rows(self, sql: str, values: Any = ()) -> list[Any]:
        """All rows."""

    def each_row(self, sql: str, values: Any = ()) -> Iterator[Any]:
        """The rows one after the other, for more than fit into memory."""

    def last_whole(self, table: str) -> int:
        """The highest ``id`` of the table such that no row comes any more that has a lower one; 0 of an empty one."""

    def moment(self) -> AbstractContextManager[None]:
        """What is read inside is of one moment, whatever others write, and however long it takes; nothing is written."""

    def transaction(self) -> AbstractContextManager[None]:
        """What is written inside is kept as a whole, or not at all where an exception leaves it.

        Inside of another one it is a part of that, undone alone.
        """

    def durably(self) -> AbstractContextManager[None]:
        """A transaction that survives a power cut as soon as it is committed; not inside of another one."""


class NewDatabase(Database, Protocol):
    """One that is being made, and has no row yet."""

    def fill(self, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        """Put rows into a table, as they are: values in the order of its columns.

        Raises :exc:`RecordRefused` where one of them has what the database cannot keep.
        """


class SitePart:
    """What the parts of a site's ledger have in common: the database, the site, and the keys of its addresses."""

    def __init__(self, database: Database, site: str) -> None:
        self.database, self._site = database, site

    @property
    def location(self) -> Location:
        return self.database.location

    @property
    def site(self) -> str:
        return self._site

    def check_in_place(self) -> None:
        self.database.check_in_place()

    def lease(self) -> None:
        self.database.lease(self._site)

    def claim_folder(self, folder: Path) -> bool:
        return self.database.claim_folder(folder)

    def close(self) -> None:
        self.database.close()

    def key(self, url: str) -> bytes:
        # Of a hash over site and address: sites never share an entry, and a look-up is one step in one B-tree of
        # about 28 bytes a key.
        return key_of(self._site, url_hash(url))

    def together(self) -> AbstractContextManager[None]:
        return self.database.transaction()
