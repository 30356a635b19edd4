"""A file of SQLite: one table, a row a record."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from scrapy.exporters import BaseItemExporter

from govnews.feeds.values import values_of
from govnews.items import Record

_NUMBERS = frozenset(["schema_version", "version"])


class SqliteItemExporter(BaseItemExporter):
    """The table ``article``: a column a field; lists and the evidence are JSON, for SQLite's own functions.

    The database is made in a temporary file, since SQLite writes where it likes, and copied when it is whole.
    """

    def __init__(self, file: IO[bytes], **options: Any) -> None:
        super().__init__(dont_fail=True, **options)
        self._file = file
        self._fields = list(Record.__dataclass_fields__)
        self._made = NamedTemporaryFile(suffix=".db")  # noqa: SIM115 - close() does
        self._database = sqlite3.connect(self._made.name)

    def start_exporting(self) -> None:
        """The table, empty."""
        columns = ", ".join(f"{name} {'INTEGER' if name in _NUMBERS else 'TEXT'}" for name in self._fields)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(f"CREATE TABLE article ({columns}, PRIMARY KEY (site, url_hash, version))")

    def export_item(self, item: Any) -> None:
        """A row."""
        values = values_of(item)
        cells = (values[name] for name in self._fields)
        row = [
            json.dumps(cell, ensure_ascii=False) if isinstance(cell, list | dict) else cell for cell in cells
        ]
        marks = ", ".join("?" * len(row))
        self._database.execute(f"INSERT INTO article VALUES ({marks})", row)  # noqa: S608 - question marks

    def finish_exporting(self) -> None:
        """The index by day, and all of it into the file."""
        self._database.execute("CREATE INDEX article_day ON article (published_on)")
        self._database.commit()
        self._database.close()
        with closing(Path(self._made.name).open("rb")) as whole:
            shutil.copyfileobj(whole, self._file)

    def close(self) -> None:
        """Remove what is left of the making."""
        self._database.close()
        self._made.close()
