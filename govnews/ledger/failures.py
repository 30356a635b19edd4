"""Failures: entries whose article could not be had so far, and those that are left out for now."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from govnews.items import ListingEntry
from govnews.ledger.articles import Articles
from govnews.ledger.model import Failure

_FAILURE = "SELECT entry, column_name, count, error, first_at, failed_at, gone, gone_at FROM failure WHERE site = :site"


class Failures(Articles):
    """The tables ``failure`` and ``excluded``."""

    def fail(
        self, entry: ListingEntry, column: str, error: str, *, now: str, gone_since: str | None = None
    ) -> Failure:
        with self.database.transaction():
            self.database.execute(
                "INSERT INTO failure (key, site, entry, column_name, count, error, failed_at, first_at, gone, gone_at)"
                " VALUES (:key,:site,:entry,:column,1,:error,:now,:now,:gone,:since) ON CONFLICT (key) DO UPDATE SET"
                " count = failure.count + 1, error = excluded.error, failed_at = excluded.failed_at,"
                " gone = CASE WHEN :gone = 1 THEN failure.gone + 1 ELSE 0 END,"
                " gone_at = CASE WHEN :gone = 1 THEN coalesce(failure.gone_at, :since) END",
                {
                    "key": self.key(entry.url),
                    "site": self.site,
                    "entry": json.dumps(asdict(entry), ensure_ascii=False),
                    "column": column,
                    "error": error,
                    "now": now,
                    "gone": gone_since is not None,
                    "since": gone_since,
                },
            )
        row = self.database.row(f"{_FAILURE} AND key = :key", {"site": self.site, "key": self.key(entry.url)})
        return _failure(row)

    def failures(self) -> list[Failure]:
        rows = self.database.rows(f"{_FAILURE} ORDER BY failed_at", {"site": self.site})
        return [_failure(row) for row in rows]

    def hopeless(self, *, failures: int, meanwhile: int, since: str) -> list[Failure]:
        rows = self.database.rows(
            f"{_FAILURE} AND count >= :failures AND gone = 0 AND first_at <= :since AND"  # noqa: S608 - our own words
            " (SELECT count(*) FROM article WHERE site = :site AND seen_at > first_at) >= :meanwhile",
            {"site": self.site, "failures": failures, "meanwhile": meanwhile, "since": since},
        )
        return [_failure(row) for row in rows]

    def exclude(
        self, entry: ListingEntry, column: str, reason: str, *, kind: str, listed_from: str, again_at: str
    ) -> None:
        key = self.key(entry.url)
        with self.database.transaction():
            self.database.execute("INSERT INTO known VALUES (?, NULL, NULL) ON CONFLICT DO NOTHING", (key,))
            self.database.execute(
                "INSERT INTO excluded AS kept (key, site, url, reason, entry, column_name, kind, listed_from, again_at)"
                " VALUES (:key,:site,:url,:reason,:entry,:column,:kind,:listed_from,:again_at) ON CONFLICT (key) DO UPDATE SET"
                " reason = excluded.reason, entry = excluded.entry, column_name = excluded.column_name,"
                " kind = excluded.kind, tries = kept.tries + 1, listed_from = excluded.listed_from, again_at = excluded.again_at",
                {
                    "key": key,
                    "site": self.site,
                    "url": entry.url,
                    "reason": reason,
                    "entry": json.dumps(asdict(entry), ensure_ascii=False),
                    "column": column,
                    "kind": kind,
                    "listed_from": listed_from,
                    "again_at": again_at,
                },
            )
            self.database.execute("DELETE FROM failure WHERE key = ?", (key,))

    def tries(self, url: str) -> int | None:
        row = self.database.row("SELECT tries FROM excluded WHERE key = ?", (self.key(url),))
        return row[0] if row else None

    def excluded_for(self, url: str) -> str | None:
        row = self.database.row("SELECT kind FROM excluded WHERE key = ?", (self.key(url),))
        return row[0] if row else None

    def due_exclusions(self, *, now: str, limit: int) -> list[tuple[ListingEntry, str]]:
        rows = self.database.rows(
            "SELECT entry, column_name FROM excluded WHERE site = ? AND again_at <= ? AND entry IS NOT NULL"
            " ORDER BY again_at LIMIT ?",
            (self.site, now, limit),
        )
        return [(ListingEntry(**json.loads(entry)), column) for entry, column in rows]

    def answered(self, *, since: str) -> bool:
        row = self.database.row(
            "SELECT 1 FROM article WHERE site = ? AND answered_at >= ? LIMIT 1", (self.site, since)
        )
        return row is not None


def _failure(row: tuple[Any, ...]) -> Failure:
    entry, *rest = row
    return Failure(ListingEntry(**json.loads(entry)), *rest)
