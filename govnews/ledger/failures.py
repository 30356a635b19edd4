"""Failures: entries whose article could not be had so far."""

from __future__ import annotations

import json
from dataclasses import asdict

from govnews.items import ListingEntry
from govnews.ledger.articles import Articles
from govnews.ledger.model import Failure


class Failures(Articles):
    """The table ``failure``; what is given up is excluded among the articles."""

    def fail(self, entry: ListingEntry, column: str, error: str, *, now: str) -> None:
        with self.database.transaction():
            self.database.execute(
                "INSERT INTO failure VALUES (:key,:site,:entry,:column,1,:error,:now,:now) ON CONFLICT (key) DO UPDATE SET"
                " count = count + 1, error = excluded.error, failed_at = excluded.failed_at",
                {
                    "key": self.key(entry.url),
                    "site": self.site,
                    "entry": json.dumps(asdict(entry), ensure_ascii=False),
                    "column": column,
                    "error": error,
                    "now": now,
                },
            )

    def failures(self) -> list[Failure]:
        rows = self.database.rows(
            "SELECT entry, column_name, count, error FROM failure WHERE site = ? ORDER BY failed_at",
            (self.site,),
        )
        return [Failure(ListingEntry(**json.loads(entry)), *rest) for entry, *rest in rows]

    def give_up(self, *, failures: int, meanwhile: int) -> list[str]:
        rows = self.database.rows(
            "SELECT entry, error FROM failure WHERE site = :site AND count >= :failures AND"
            " (SELECT count(*) FROM article WHERE site = :site AND seen_at > first_at) >= :meanwhile",
            {"site": self.site, "failures": failures, "meanwhile": meanwhile},
        )
        hopeless = [(json.loads(entry)["url"], error) for entry, error in rows]
        for url, error in hopeless:
            self.exclude(url, f"failed in {failures} runs: {error}")
        return [url for url, _ in hopeless]
