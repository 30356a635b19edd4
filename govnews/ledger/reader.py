"""What commands read of the ledger, of all sites, while crawls go on."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from govnews.errors import LedgerUnusable
from govnews.identity import key_of, url_hash
from govnews.items import RECORD, ListingEntry, Record
from govnews.ledger.database import Database
from govnews.ledger.editions import of_today
from govnews.ledger.files import files_of
from govnews.ledger.model import (
    Exclusion,
    Given,
    Kept,
    Missing,
    NewsDay,
    PagePlace,
    PastRun,
    Planned,
    Recent,
    Text,
    Told,
)

_NEWS_DAYS = (
    "WITH days AS (SELECT list, substr(coalesce(published_at, seen_at), 1, 10) AS day, count(*) AS number"
    " FROM article WHERE site = :site GROUP BY list, day)"
)


class LedgerReader:
    """Keeps the promises of :class:`govnews.ledger.Reader` on a connection that cannot write."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def close(self) -> None:
        self.database.close()

    def sites(self) -> list[str]:
        return self._sites("article")

    def versions(self, url: str) -> list[Record]:
        return [
            _record(record)
            for article in self._articles(url)
            for (record,) in self.database.rows(
                "SELECT record FROM version WHERE article = ? ORDER BY version", (article,)
            )
        ]

    def addresses(self, url: str) -> list[str]:
        return [
            address
            for article in self._articles(url)
            for (address,) in self.database.rows(
                "SELECT url FROM address WHERE article = ? ORDER BY url", (article,)
            )
        ]

    def exclusions(self, url: str) -> list[Exclusion]:
        keys = self._keys(url, "excluded")
        found = (self.database.row("SELECT site, reason FROM excluded WHERE key = ?", (key,)) for key in keys)
        return [Exclusion(*row) for row in found if row is not None]

    def missing(self, site: str) -> list[Missing]:
        if self.database.version < _KEEPS_ENTRIES:
            raise LedgerUnusable(
                f"{self.database.location} is of an older govnews, which kept no more than addresses; a crawl renews it"
            )
        failed = self.database.rows(
            "SELECT CASE WHEN gone > 0 THEN 'gone' ELSE 'failed' END, entry, column_name, error, count, failed_at, NULL"
            " FROM failure WHERE site = ?",
            (site,),
        )
        left_out = self.database.rows(
            "SELECT 'left out', entry, coalesce(column_name, ''), reason, tries + 1, NULL, again_at, url FROM excluded"
            " WHERE site = ?",
            (site,),
        )
        found = [_missing(row) for row in failed]
        # An older ledger kept no more than the address of what it left out.
        found += [
            _missing([state, entry or json.dumps({"url": url, "title": ""}), *rest])
            for state, entry, *rest, url in left_out
        ]
        found.sort(key=lambda one: one.date or "", reverse=True)
        return sorted(found, key=lambda one: _STATES.index(one.state))

    def current(self, site: str, *, since: str | None = None, until: str | None = None) -> Iterator[str]:
        # The records in a step of their own: SQLite would sort them with all that they hold.
        rows = self.database.each_row(
            "SELECT id, version FROM article WHERE site = ? AND (CAST(? AS TEXT) IS NULL OR published_at >= ?)"
            " AND (CAST(? AS TEXT) IS NULL OR substr(published_at, 1, 10) <= ?)"
            " ORDER BY published_at NULLS FIRST, id",
            (site, since, since, until, until),
        )
        record = "SELECT record FROM version WHERE article = ? AND version = ?"
        for row in rows:
            yield _line(self.database.row(record, row)[0])

    def recorded(self, *, after: int) -> Iterator[tuple[int, str, str]]:
        last = self.database.last_whole("version")
        rows = self.database.each_row(
            "SELECT id, site, record FROM version WHERE id > ? AND id <= ? ORDER BY id", (after, last)
        )
        for version, site, record in rows:
            yield version, site, _line(record)

    def count_unkept(self, site: str, *, since: str | None = None) -> int:
        knows = self.database.version >= _KNOWS_ARCHIVE
        kept = "AND NOT EXISTS (SELECT 1 FROM page WHERE version = version.id)" if knows else ""
        (count,) = self.database.row(
            "SELECT count(*) FROM article JOIN version ON version.article = article.id"  # noqa: S608 - our own words
            " AND version.version = article.version WHERE article.site = ? AND event != 'withdrawn'"
            f" AND coalesce(published_at, seen_at) >= ? {kept}",
            (site, since or ""),
        )
        return int(count)

    def kept(self, site: str, *, since: str | None = None) -> Iterator[Kept]:
        if self.database.version < _KNOWS_ARCHIVE:
            return
        files = self.database.version >= _KNOWS_FILES
        rows = self.database.each_row(
            "SELECT version.id, article.id, record FROM article JOIN version ON version.article = article.id"
            " AND version.version = article.version WHERE article.site = ? AND event != 'withdrawn'"
            " AND coalesce(published_at, seen_at) >= ? AND EXISTS (SELECT 1 FROM page WHERE version = version.id)"
            " ORDER BY article.id",
            (site, since or ""),
        )
        for version, article, record in rows:
            pages = self.database.rows(
                "SELECT file, place, digest, url, fetched_at, entry FROM page WHERE version = ? ORDER BY number",
                (version,),
            )
            entry = json.loads(pages[0][-1]) if pages[0][-1] else None
            yield Kept(
                _record(record),
                [PagePlace(*place) for *place, _ in pages],
                ListingEntry(**entry) if entry else None,
                files_of(self.database, article) if files else [],
            )

    def newest(self, site: str, *, most: int) -> list[Recent]:
        return self._newest("site = ?", site, most)

    def newest_of_all(self, *, most: int) -> list[Recent]:
        # No index has the days of all sites; what was recorded last lies together at the table's end.
        return self._newest("id > (SELECT max(id) FROM article) - ?", _LATEST, most)

    def _newest(self, which: str, value: str | int, most: int) -> list[Recent]:
        # The records in a step of their own: SQLite would read all of them to sort them.
        rows = self.database.rows(
            f"SELECT url, id, version FROM article WHERE {which} AND event != 'withdrawn'"  # noqa: S608 - our own words
            " ORDER BY published_at DESC NULLS LAST, seen_at DESC, id DESC LIMIT ?",
            (value, most),
        )
        record = "SELECT record FROM version WHERE article = ? AND version = ?"
        return [Recent(url, _record(self.database.row(record, version)[0])) for url, *version in rows]

    def texts(self, *, after: int, most: int) -> list[Text]:
        last = self.database.last_whole("version")
        rows = self.database.rows(
            "SELECT version.id, article.id, article.site, published_at, json_extract(record, '$.title'),"
            " json_extract(record, '$.body') FROM version JOIN article ON article.id = version.article"
            " AND article.version = version.version WHERE version.id > ? AND version.id <= ? ORDER BY version.id LIMIT ?",
            (after, last, most),
        )
        return [Text(*row) for row in rows]

    def mark(self, version: int) -> str | None:
        row = self.database.row("SELECT site, record FROM version WHERE id = ?", (version,))
        return hashlib.sha256("\n".join(row).encode("utf-8", "surrogatepass")).hexdigest() if row else None

    def records(self, versions: Sequence[int]) -> list[Record]:
        found = (self.database.row("SELECT record FROM version WHERE id = ?", (one,)) for one in versions)
        return [_record(row[0]) for row in found if row is not None]

    def sites_with_runs(self) -> list[str]:
        return self._sites("run")

    def runs(self, site: str, *, last: int) -> list[PastRun]:
        rows = self.database.rows(
            "SELECT id, started_at, finished_at, outcome FROM run WHERE site = ? ORDER BY id DESC LIMIT ?",
            (site, last),
        )
        return [PastRun(*row) for row in rows]

    def schedule(self) -> dict[str, Planned]:
        if self.database.version < _PLANS_RUNS:
            return {}
        rows = self.database.rows("SELECT site, due_at, seconds FROM site")
        return {site: Planned(due_at, timedelta(seconds=seconds)) for site, due_at, seconds in rows}

    def told(self) -> Told:
        version = self.database.version
        sites = "SELECT site, NULL, told FROM site WHERE told IS NOT NULL" if version >= _PLANS_RUNS else ""
        columns = (
            "SELECT site, url, told FROM column_ WHERE told IS NOT NULL"
            if version >= _TELLS_OF_COLUMNS
            else ""
        )
        return {
            (site, url): state
            for query in filter(None, (sites, columns))
            for site, url, state in self.database.rows(query)
        }

    def outcome_since(self, site: str) -> str | None:
        row = self.database.row(
            "SELECT min(started_at) FROM run WHERE site = :site AND finished_at IS NOT NULL AND id > coalesce((SELECT max(id)"
            " FROM run WHERE site = :site AND outcome != (SELECT outcome FROM run WHERE site = :site"
            " AND finished_at IS NOT NULL ORDER BY id DESC LIMIT 1)), 0)",
            {"site": site},
        )
        return row[0] if row else None

    def published(self, site: str) -> list[NewsDay]:
        rows = self.database.rows(
            f"{_NEWS_DAYS} SELECT list, day, number FROM days ORDER BY day",  # noqa: S608 - our own words
            {"site": site},
        )
        return [NewsDay(*row) for row in rows]

    def searched_months(self, site: str) -> dict[str | None, dict[str, int]]:
        if self.database.version < _KNOWS_SEARCH:
            return {}
        found: dict[str | None, dict[str, int]] = {}
        rows = self.database.rows(
            "SELECT column_url, month, max(found) FROM searched WHERE site = ? AND length(month) = 7"
            " AND period IN (month, '') GROUP BY column_url, month",
            (site,),
        )
        for column, month, count in rows:
            found.setdefault(column or None, {})[month] = count
        return found

    def last_published(self, site: str, *, today: str, back: timedelta) -> list[NewsDay]:
        rows = self.database.rows(
            f"{_NEWS_DAYS} SELECT days.list, day, number FROM days JOIN (SELECT list, max(day) AS newest FROM days"  # noqa: S608
            " WHERE day <= :today GROUP BY list) AS last ON coalesce(days.list, '') = coalesce(last.list, '')"
            " WHERE day >= date(newest, :back) ORDER BY day",
            {"site": site, "today": today, "back": f"-{back.days} days"},
        )
        return [NewsDay(*row) for row in rows]

    def delays(self, site: str, *, since: str) -> dict[int, int]:
        (begun,) = self.database.row(
            "SELECT date(min(started_at), '+8 hours') FROM run WHERE site = ?", (site,)
        )
        rows = self.database.rows(
            "SELECT date(seen_at, '+8 hours') AS seen, substr(published_at, 1, 10) AS published, count(*) FROM article"
            " WHERE site = ? AND published_at >= ? GROUP BY 1, 2",
            (site, max(since, begun or "")),
        )
        found = Counter[int]()
        for seen, published, count in rows:
            found[(date.fromisoformat(seen) - date.fromisoformat(published)).days] += count
        return dict(sorted(found.items()))

    def given(self, site: str, fields: Sequence[str], *, since: str) -> list[Given]:
        shares = ", ".join(
            f"sum(CASE WHEN coalesce(json_extract(record, '$.{name}'), '') NOT IN ('', '[]') THEN 1 ELSE 0 END)"
            for name in fields
        )
        rows = self.database.rows(
            f"SELECT substr(seen_at, 1, 7) AS month, count(*), {shares} FROM article"  # noqa: S608 - our own names
            " JOIN version ON version.article = article.id AND version.version = 1"
            " WHERE article.site = ? AND seen_at >= ? GROUP BY month ORDER BY month",
            (site, since[:7]),
        )
        return [
            Given(month, count, {name: number / count for name, number in zip(fields, numbers, strict=True)})
            for month, count, *numbers in rows
        ]

    def latest(self, site: str, *, last: int) -> list[Record]:
        rows = self.database.rows(
            "SELECT record FROM article JOIN version ON version.article = article.id"
            " AND version.version = article.version WHERE article.site = ?"
            " ORDER BY coalesce(published_at, substr(seen_at, 1, 10)) DESC, article.id DESC LIMIT ?",
            (site, last),
        )
        return [_record(record) for (record,) in rows]

    def count_articles(self, site: str) -> int:
        (count,) = self.database.row("SELECT count(*) FROM article WHERE site = ?", (site,))
        return int(count)

    def failing(self, site: str) -> int:
        counts_gone = self.database.version >= _KEEPS_ENTRIES
        still = "AND gone = 0" if counts_gone else ""
        (count,) = self.database.row(f"SELECT count(*) FROM failure WHERE site = ? {still}", (site,))  # noqa: S608 - our own words
        return int(count)

    def columns(self, site: str) -> dict[str, str]:
        rows = self.database.rows(
            "SELECT url, name FROM column_ WHERE site = ? AND by_name = 0 ORDER BY rank, rowid", (site,)
        )
        return dict(rows)

    def has_run_since(self, site: str, moment: str) -> bool:
        row = self.database.row(
            "SELECT 1 FROM run WHERE site = ? AND started_at >= ? LIMIT 1", (site, moment)
        )
        return row is not None

    def report(self, site: str, number: int) -> str | None:
        row = self.database.row("SELECT report FROM run WHERE site = ? AND id = ?", (site, number))
        return row[0] if row is not None else None

    def feeds(self) -> Iterator[str]:
        for (path,) in self.database.each_row("SELECT path FROM publication"):
            yield path

    def _articles(self, url: str) -> list[int]:
        """The articles at ``url``, one a site at most."""
        keys = self._keys(url, "article")
        found = (self.database.row("SELECT article FROM known WHERE key = ?", (key,)) for key in keys)
        return [row[0] for row in found if row is not None and row[0] is not None]

    def _keys(self, url: str, table: str) -> list[bytes]:
        """The keys of the address in the sites that have rows in the table."""
        identity = url_hash(url)
        return [key_of(site, identity) for site in self._sites(table)]

    def _sites(self, table: str) -> list[str]:
        """The sites that have rows in the table: one step in its index a site, however many rows there are."""
        rows = self.database.rows(
            f"WITH RECURSIVE one (site) AS (SELECT min(site) FROM {table} UNION ALL SELECT (SELECT min(site) FROM {table}"  # noqa: S608
            " WHERE site > one.site) FROM one WHERE one.site IS NOT NULL) SELECT site FROM one WHERE site IS NOT NULL"
        )
        return [site for (site,) in rows]


_KEEPS_ENTRIES = 4  # the schema version from which on a ledger has the entries that it left out
_PLANS_RUNS = 7  # that from which on it has the table site
_TELLS_OF_COLUMNS = 8  # that from which on it has what people were told of columns
_KNOWS_ARCHIVE = 9  # that from which on it knows where pages lie in the archive
_KNOWS_FILES = 11  # that from which on it has the table file
_KNOWS_SEARCH = 12  # that from which on it has the table searched
_LATEST = 10_000  # articles, among which the newest of all sites are looked for
_STATES = ("failed", "gone", "left out")


def _missing(row: Sequence[Any]) -> Missing:
    state, entry, column, reason, tries, last_at, next_at = row
    told = json.loads(entry)
    return Missing(
        state, told["url"], told["title"], told.get("date"), column, reason, tries, last_at, next_at
    )


_NO_RECORD = "the ledger is damaged: what it has of an article is no record; `scrapy ledger` says which one and what to do"


def _record(line: str) -> Record:
    """The record that a ledger keeps, which may be one that no crawl has migrated yet. Raises LedgerUnusable for none."""
    try:
        return RECORD.validate_json(of_today(line))
    except ValueError:
        raise LedgerUnusable(_NO_RECORD) from None


def _line(line: str) -> str:
    """The same as JSON, as far as its beginning tells. Raises LedgerUnusable."""
    try:
        return of_today(line)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise LedgerUnusable(_NO_RECORD) from None
