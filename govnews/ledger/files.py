"""Files of articles: what the last look at each found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple

from govnews.ledger.database import Database, SitePart
from govnews.ledger.model import KnownFile

_COLUMNS = "url, sha256, size, type, missing, etag, last_modified, gone_at, tries, text, unread"


def files_of(database: Database, article: int) -> list[KnownFile]:
    """What is known of the files of the article with this number."""
    rows = database.rows(f"SELECT {_COLUMNS} FROM file WHERE article = ?", (article,))  # noqa: S608 - our own names
    return [KnownFile(*row) for row in rows]


class Files(SitePart):
    """The table ``file``."""

    def files(self, url: str) -> list[KnownFile]:
        row = self.database.row("SELECT article FROM known WHERE key = ?", (self.key(url),))
        return files_of(self.database, row[0]) if row is not None and row[0] is not None else []

    def keep_files(self, url: str, files: Sequence[KnownFile]) -> None:
        with self.database.transaction():
            row = self.database.row("SELECT article FROM known WHERE key = ?", (self.key(url),))
            if row is not None and row[0] is not None:
                self._put_files(row[0], files)

    def _put_files(self, article: int, files: Sequence[KnownFile]) -> None:
        self.database.execute("DELETE FROM file WHERE article = ?", (article,))
        self.database.execute_each(
            f"INSERT INTO file (article, {_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",  # noqa: S608 - our own names
            ((article, *astuple(one)) for one in files),
        )
