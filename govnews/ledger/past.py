"""The past: what a site's search was seen to have, and what it and the lists each have alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from govnews.ledger.database import SitePart
from govnews.ledger.model import Beside, Searched


class PastPart(SitePart):
    """The table ``searched``."""

    def searched(self, interface: str) -> list[Searched]:
        rows = self.database.rows(
            "SELECT column_url, period, month, total, found, found_alone, listed_alone FROM searched"
            " WHERE site = ? AND interface = ?",
            (self.site, interface),
        )
        return [Searched(*row) for row in rows]

    def keep_searched(self, interface: str, rows: Iterable[Searched], *, now: str) -> None:
        with self.database.transaction():
            self.database.execute_each(
                "INSERT INTO searched VALUES (?,?,?,?,?,?,?,?,?,?)"
                " ON CONFLICT (site, interface, column_url, period) DO UPDATE SET month = excluded.month,"
                " total = excluded.total, found = excluded.found,"
                " found_alone = excluded.found_alone, listed_alone = excluded.listed_alone, seen_at = excluded.seen_at",
                (
                    (
                        *(self.site, interface, row.column, row.period, row.month),
                        *(row.total, row.found, row.found_alone, row.listed_alone, now),
                    )
                    for row in rows
                ),
            )

    def listed_by(self, column: str, *, limit: int) -> list[tuple[str, str]]:
        return self.database.rows(
            "SELECT article.url, json_extract(record, '$.title') FROM article JOIN version ON version.article = article.id"
            " AND version.version = article.version WHERE article.site = ? AND list = ? AND event != 'withdrawn'"
            " AND json_extract(record, '$.title') IS NOT NULL ORDER BY published_at DESC NULLS LAST LIMIT ?",
            (self.site, column, limit),
        )

    def beside(
        self,
        keys: Iterable[bytes],
        *,
        elsewhere: Collection[bytes] = (),
        column: str | None = None,
        first: date | None = None,
        last: date | None = None,
    ) -> Beside:
        found = self._articles(keys)
        listed = self.database.rows(
            "SELECT id, url FROM article WHERE site = :site AND list IS NOT NULL AND event != 'withdrawn'"
            " AND (CAST(:column AS TEXT) IS NULL OR list = :column)"
            " AND (CAST(:first AS TEXT) IS NULL OR substr(published_at, 1, 10) >= :first)"
            " AND (CAST(:last AS TEXT) IS NULL OR substr(published_at, 1, 10) <= :last) ORDER BY published_at DESC NULLS LAST",
            {
                "site": self.site,
                "column": column,
                "first": first.isoformat() if first else None,
                "last": last.isoformat() if last else None,
            },
        )
        return Beside(
            tuple(url for url, shown in found.values() if shown is None),
            tuple(
                url
                for article, url in listed
                if article not in found and not any(key in elsewhere for key in self._keys_of(article, url))
            ),
        )

    def _keys_of(self, article: int, url: str) -> Iterator[bytes]:
        """The keys of an article's addresses."""
        yield self.key(url)
        for (other,) in self.database.rows("SELECT url FROM address WHERE article = ?", (article,)):
            yield self.key(other)

    def _articles(self, keys: Iterable[bytes]) -> dict[int, tuple[str, str | None]]:
        """The recorded articles at these keys, with their address and the list that shows them."""
        query = "SELECT id, url, list FROM known JOIN article ON article.id = known.article WHERE key = ?"
        rows = (self.database.row(query, (key,)) for key in keys)
        return {row[0]: (row[1], row[2]) for row in rows if row is not None}
