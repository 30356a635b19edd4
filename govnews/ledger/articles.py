"""Articles: what is known by which address, recorded in which versions, due to be looked at when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from govnews.identity import key_of, url_hash
from govnews.items import RECORD, ListingEntry, Record
from govnews.ledger.database import Database
from govnews.ledger.files import Files
from govnews.ledger.model import DueCheck, KnownFile, PagePlace, Shares, Standing

_CHECK = (
    "SELECT article.id, url, url_hash, version, substr(published_at, 1, 10), seen_at, etag, last_modified, checks, gone,"
    " gone_at, event, list, listed_at, doubt FROM article"
)
SHARE_SAMPLE = 500  # articles that tell what a site's pages usually give


class Articles(Files):
    """The tables ``known``, ``article``, ``address`` and ``version``."""

    def knows(self, url: str) -> bool:
        return self.database.row("SELECT 1 FROM known WHERE key = ?", (self.key(url),)) is not None

    def recorded(self, url: str) -> bool:
        row = self.database.row("SELECT article FROM known WHERE key = ?", (self.key(url),))
        return row is not None and row[0] is not None

    def standing(self, urls: Sequence[str], *, now: str) -> list[Standing]:
        keys = [self.key(url) for url in urls]
        rows = self._rows_of(
            "SELECT known.key, event, listed_from FROM known LEFT JOIN article ON article.id = known.article"
            " LEFT JOIN excluded ON known.article IS NULL AND excluded.key = known.key WHERE known.key",
            keys,
        )
        found = {key: _standing(event, listed_from, now) for key, event, listed_from in rows}
        return [found.get(key, Standing.UNKNOWN) for key in keys]

    def knew(self, urls: Sequence[str], moment: str) -> set[str]:
        keys = [self.key(url) for url in urls]
        rows = self._rows_of("SELECT key, since FROM known WHERE key", keys)
        known = {key for key, since in rows if since is None or since <= _unix(moment)}
        return {url for url, key in zip(urls, keys, strict=True) if key in known}

    def _rows_of(self, query: str, keys: Sequence[bytes]) -> list[Any]:
        """The rows of these keys, in one query; ``query`` is it as far as the condition on the key."""
        return self.database.rows(f"{query} IN ({', '.join('?' * len(keys))})", keys) if keys else []

    def twin(self, article: Record) -> str | None:
        if not article.body:
            return None
        rows = self.database.rows(
            "SELECT url, substr(article.published_at, 1, 10) FROM article JOIN version ON version.article = article.id"
            " AND version.version = 1 WHERE article.site = ? AND content_hash = ? AND event != 'withdrawn'"
            " AND (article.version = 1 OR json_extract(record, '$.title') = ?)",
            (self.site, article.content_hash, article.title),
        )
        for url, day in rows:
            if not day or not article.published_on or day == article.published_on:
                return str(url)
        return None

    def copied_from(self, article: Record) -> str | None:
        if not article.body:
            return None
        row = self.database.row(
            "SELECT url FROM article WHERE site = ? AND content_hash = ? AND url_hash != ?",
            (self.site, article.content_hash, article.url_hash),
        )
        return row[0] if row else None

    def record(
        self,
        article: Record,
        *,
        now: str,
        addresses: Iterable[str] = (),
        check_at: str | None = None,
        archive: bool = False,
        answered: bool = True,
        etag: str | None = None,
        last_modified: str | None = None,
        pages: Sequence[PagePlace] = (),
        entry: ListingEntry | None = None,
        files: Sequence[KnownFile] | None = None,
    ) -> None:
        database, key = self.database, key_of(self.site, article.url_hash)
        published = _published(article)
        with database.transaction():
            found = database.row("SELECT article FROM known WHERE key = ? AND article IS NOT NULL", (key,))
            if found is None:
                number = database.insert(
                    "INSERT INTO article (site, url, url_hash, content_hash, version, event, published_at, seen_at,"
                    " etag, last_modified, check_at, archive, answered_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
                    (self.site, article.url, article.url_hash, article.content_hash, article.version, article.event,
                     published, now, etag, last_modified, check_at,
                     archive, now if answered else None),
                )  # fmt: skip
            else:
                (number,) = found
                if article.event != "withdrawn" and self._has_other_title(number, article.title):
                    self._forget_addresses(number)
                database.execute(
                    "UPDATE article SET content_hash=?, version=?, event=?, published_at=?, etag=?, last_modified=?,"
                    " check_at=?, archive=?, checks=checks + 1, gone=0, gone_at=NULL, doubt=NULL,"
                    " answered_at = CASE WHEN event = 'withdrawn' THEN answered_at ELSE ? END WHERE id=?",
                    (article.content_hash, article.version, article.event, published, etag, last_modified,
                     check_at, archive, now, number),
                )  # fmt: skip
            if article.event == "withdrawn":
                # What follows it in a list has moved up, maybe past a walk that was under way: look at all of it.
                self._walk_on()
            _know(database, key, number, now)
            for url in addresses:
                if url_hash(url) != article.url_hash:
                    _know_also(database, self.key(url), url, number, now)
            self._add_pages(self._add_version(number, article), pages, entry)
            if files is not None:
                self._put_files(number, files)

    def record_reread(self, article: Record, *, files: Sequence[KnownFile] | None = None) -> None:
        database = self.database
        with database.transaction():
            number, before = database.row(
                "SELECT article.id, version.id FROM article JOIN version ON version.article = article.id"
                " AND version.version = article.version WHERE article.site = ? AND url_hash = ?",
                (self.site, article.url_hash),
            )
            database.execute(
                "UPDATE article SET content_hash=?, version=?, event=?, published_at=? WHERE id=?",
                (article.content_hash, article.version, article.event, _published(article), number),
            )
            version = self._add_version(number, article)
            database.execute(
                "INSERT INTO page (version, number, file, place, digest, url, fetched_at, entry)"
                " SELECT ?, number, file, place, digest, url, fetched_at, entry FROM page WHERE version = ?",
                (version, before),
            )
            if files is not None:
                self._put_files(number, files)

    def _add_version(self, article: int, record: Record) -> int:
        return self.database.insert(
            "INSERT INTO version (site, article, version, record) VALUES (?,?,?,?)",
            (self.site, article, record.version, RECORD.dump_json(record).decode()),
        )

    def _add_pages(self, version: int, pages: Iterable[PagePlace], entry: ListingEntry | None) -> None:
        led = json.dumps(asdict(entry), ensure_ascii=False) if entry else None
        self.database.execute_each(
            "INSERT INTO page (version, number, file, place, digest, url, fetched_at, entry) VALUES (?,?,?,?,?,?,?,?)",
            (
                (version, at, page.file, page.place, page.digest, page.url, page.fetched_at, led)
                for at, page in enumerate(pages, 1)
            ),
        )

    def keep_pages(self, url: str, pages: Sequence[PagePlace]) -> None:
        with self.database.transaction():
            row = self.database.row(
                "SELECT version.id FROM known JOIN article ON article.id = known.article"
                " JOIN version ON version.article = article.id AND version.version = article.version WHERE key = ?",
                (self.key(url),),
            )
            if row is not None:
                self.database.execute("DELETE FROM page WHERE version = ?", row)
                self._add_pages(row[0], pages, None)

    def pages(self, url: str) -> list[PagePlace]:
        rows = self.database.rows(
            "SELECT file, place, digest, page.url, page.fetched_at FROM known JOIN article ON article.id = known.article"
            " JOIN version ON version.article = article.id AND version.version = article.version"
            " JOIN page ON page.version = version.id WHERE key = ? ORDER BY number",
            (self.key(url),),
        )
        return [PagePlace(*row) for row in rows]

    def _has_other_title(self, article: int, title: str) -> bool:
        row = self.database.row(
            "SELECT json_extract(record, '$.title') FROM version WHERE article = ? ORDER BY version DESC LIMIT 1",
            (article,),
        )
        return row is not None and row[0] != title

    def _forget_addresses(self, article: int) -> None:
        """The further addresses of the article are asked for again, wherever in a list they stand."""
        database = self.database
        urls = database.rows("SELECT url FROM address WHERE article = ?", (article,))
        if urls:
            database.execute_each("DELETE FROM known WHERE key = ?", ((self.key(url),) for (url,) in urls))
            database.execute("DELETE FROM address WHERE article = ?", (article,))
            self._walk_on()

    def _walk_on(self) -> None:
        """The next run walks every column to its end."""
        self.database.execute("UPDATE column_ SET whole_at = NULL WHERE site = ?", (self.site,))

    def add_address(self, url: str, *, of: str, now: str) -> None:
        database, key = self.database, self.key(url)
        with database.transaction():
            row = database.row("SELECT article FROM known WHERE key = ?", (self.key(of),))
            if row and row[0] is not None:
                _know_also(database, key, url, row[0], now)
            else:
                database.execute("DELETE FROM failure WHERE key = ?", (key,))

    def current(self, url: str) -> Record | None:
        row = self.database.row(
            "SELECT record, url_hash, content_hash FROM known JOIN version ON version.article = known.article"
            " JOIN article ON article.id = known.article WHERE key = ? ORDER BY version.version DESC LIMIT 1",
            (self.key(url),),
        )
        if row is None:
            return None
        record, identity, content = row
        # A record that an older govnews wrote says what these were then.
        return replace(RECORD.validate_json(record), site=self.site, url_hash=identity, content_hash=content)

    def field_shares(self, fields: Sequence[str], *, started_at: str) -> tuple[Shares, Shares]:
        def shares(seen: str) -> Shares:
            given = ", ".join(
                f"sum(CASE WHEN coalesce(json_extract(record, '$.{name}'), '') != '' THEN 1 ELSE 0 END)"
                for name in fields
            )
            count, *counts = self.database.row(
                f"SELECT count(*), {given} FROM (SELECT record FROM article JOIN version"  # noqa: S608 - our own names
                f" ON version.article = article.id AND version.version = 1"
                f" WHERE article.site = ? AND seen_at {seen} ? AND json_extract(record, '$.evidence.archived_at') IS NULL"
                f" ORDER BY article.id DESC LIMIT {SHARE_SAMPLE:d}) AS sample",
                (self.site, started_at),
            )
            shares = (number / count if number else 0.0 for number in counts)
            return Shares(count, dict(zip(fields, shares, strict=True)))

        return shares(">="), shares("<")

    def due_checks(self, *, now: str, limit: int, archive: bool = True) -> list[DueCheck]:
        rows = self.database.rows(
            f"{_CHECK} WHERE site = ? AND check_at <= ? AND archive <= ? ORDER BY archive, check_at LIMIT ?",
            (self.site, now, archive, limit),
        )
        return [DueCheck(*row) for row in rows]

    def check_of(self, url: str) -> DueCheck | None:
        row = self.database.row(
            f"{_CHECK} JOIN known ON known.article = article.id WHERE key = ?", (self.key(url),)
        )
        return DueCheck(*row) if row else None

    def checked(
        self,
        article: int,
        *,
        check_at: str | None,
        archive: bool = False,
        gone: int = 0,
        gone_at: str | None = None,
        doubt: str | None = None,
        answered_at: str | None = None,
    ) -> None:
        with self.database.transaction():
            self.database.execute(
                "UPDATE article SET checks = checks + 1, gone = ?, gone_at = ?, doubt = ?, check_at = ?, archive = ?,"
                " answered_at = coalesce(?, answered_at) WHERE id = ?",
                (gone, gone_at, doubt, check_at, archive, answered_at, article),
            )

    def doubted(self, content_hash: str) -> int:
        (count,) = self.database.row(
            "SELECT count(*) FROM article WHERE site = ? AND doubt = ?", (self.site, content_hash)
        )
        return int(count)

    def check_everything(self, *, now: str) -> None:
        with self.database.transaction():
            self.database.execute(
                "UPDATE article SET check_at = :now, archive = 0 WHERE site = :site AND (check_at IS NULL OR check_at > :now)"
                " AND NOT (answered_at IS NULL AND listed_at IS NULL AND EXISTS (SELECT 1 FROM version WHERE"
                " version.article = article.id AND version.version = article.version"
                " AND json_extract(record, '$.evidence.archived_at') IS NOT NULL))",
                {"now": now, "site": self.site},
            )

    def listed(self, column: str, keys: Iterable[bytes], *, started: str) -> None:
        with self.database.transaction():
            self.database.execute_each(
                "UPDATE article SET list = ?, listed_at = ? WHERE id = (SELECT article FROM known WHERE key = ?)",
                ((column, started, key) for key in keys),
            )

    def left(self, column: str, *, started: str, newer_than: str | None, now: str) -> int:
        with self.database.transaction():
            return self.database.execute(
                "UPDATE article SET list = NULL, archive = 0,"
                " check_at = CASE WHEN event = 'withdrawn' OR check_at <= :now THEN check_at ELSE :now END"
                " WHERE site = :site AND list = :column AND listed_at < :started"
                " AND (CAST(:newer AS TEXT) IS NULL OR substr(published_at, 1, 10) > :newer)",
                {"now": now, "site": self.site, "column": column, "started": started, "newer": newer_than},
            )


def _standing(event: str | None, listed_from: str | None, now: str) -> Standing:
    if event == "withdrawn":
        return Standing.WITHDRAWN
    return Standing.AGAIN if event is None and listed_from and listed_from <= now else Standing.KNOWN


def _unix(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())


def _published(article: Record) -> str | None:
    """As exactly as it is known."""
    return article.published_at or article.published_on


def _know(database: Database, key: bytes, article: int, now: str) -> None:
    """Know the key as one of the article's, no longer as a failure; what was known stays known since then."""
    database.execute(
        "INSERT INTO known VALUES (?,?,?) ON CONFLICT (key) DO UPDATE SET"
        " article = excluded.article, since = coalesce(known.since, excluded.since)",
        (key, article, _unix(now)),
    )
    database.execute("DELETE FROM failure WHERE key = ?", (key,))
    database.execute("DELETE FROM excluded WHERE key = ?", (key,))


def _know_also(database: Database, key: bytes, url: str, article: int, now: str) -> None:
    """The same of a further address, which is kept in words, too."""
    _know(database, key, article, now)
    database.execute("INSERT INTO address VALUES (?, ?) ON CONFLICT DO NOTHING", (article, url))
