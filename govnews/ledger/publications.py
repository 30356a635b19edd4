"""Publications: which record stands in which feed, and which feeds were announced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from govnews.identity import key_of
from govnews.items import RECORD, Record
from govnews.ledger.database import SitePart
from govnews.ledger.model import Announcement


class Publications(SitePart):
    """The table ``publication``, and the column of ``version`` that leads to it."""

    def pending(self) -> Iterator[Record]:
        last = 0
        while rows := self.database.rows(
            "SELECT id, record FROM version WHERE site = ? AND publication IS NULL AND id > ? ORDER BY id LIMIT 100",
            (self.site, last),
        ):
            for last, record in rows:  # noqa: B007 - the last id is where the next batch goes on
                yield RECORD.validate_json(record)

    def waiting(self) -> int:
        (count,) = self.database.row(
            "SELECT count(*) FROM version WHERE site = ? AND publication IS NULL", (self.site,)
        )
        return int(count)

    def pending_id(self, article: Record) -> int | None:
        row = self.database.row(
            "SELECT version.id FROM known JOIN version ON version.article = known.article"
            " WHERE known.key = ? AND version.version = ? AND publication IS NULL",
            (key_of(self.site, article.url_hash), article.version),
        )
        return row[0] if row else None

    def announce(self, path: Path | str, part: Path | None, versions: Sequence[int]) -> int:
        with self.database.durably():
            number = self.database.insert(
                "INSERT INTO publication (site, path, part) VALUES (?,?,?)",
                (self.site, str(path), None if part is None else str(part)),
            )
            self.database.execute_each(
                "UPDATE version SET publication = ? WHERE id = ? AND publication IS NULL",
                ((number, version) for version in versions),
            )
        return number

    def confirm(self, publication: int) -> None:
        with self.database.transaction():
            self.database.execute("UPDATE publication SET done = 1, part = NULL WHERE id = ?", (publication,))

    def withdraw_announcement(self, publication: int) -> None:
        with self.database.transaction():
            self.database.execute(
                "UPDATE version SET publication = NULL WHERE publication = ?", (publication,)
            )
            self.database.execute("DELETE FROM publication WHERE id = ?", (publication,))

    def open_announcements(self) -> list[Announcement]:
        rows = self.database.rows(
            "SELECT id, path, part FROM publication WHERE site = ? AND done = 0 ORDER BY id", (self.site,)
        )
        return [_announcement(*row) for row in rows]

    def open_announcements_of(self, part: Path) -> list[Announcement]:
        rows = self.database.rows(
            "SELECT id, path, part FROM publication WHERE part = ? AND done = 0 ORDER BY id", (str(part),)
        )
        return [_announcement(*row) for row in rows]


def _announcement(number: int, path: str, part: str | None) -> Announcement:
    return Announcement(number, path, None if part is None else Path(part))
