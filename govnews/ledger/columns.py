"""Columns: which ones the home page offered, and how far each was walked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from govnews.items import Column
from govnews.ledger.database import SitePart
from govnews.ledger.model import KnownColumn


class Columns(SitePart):
    """The table ``column_``."""

    def columns(self) -> list[KnownColumn]:
        rows = self.database.rows(
            "SELECT name, url, why, rank, by_name, render, found_at, whole_at, complete_at, last_end, last_end_kind,"
            " newest_first, head, page_size, absent, reached FROM column_ WHERE site = ? ORDER BY rank, rowid",
            (self.site,),
        )
        return [
            KnownColumn(
                column=Column(row[0], row[1], row[2], row[3]),
                by_name=bool(row[4]),
                render=bool(row[5]),
                found_at=row[6],
                whole_at=row[7],
                complete_at=row[8],
                last_end=row[9],
                last_end_kind=row[10],
                newest_first=None if row[11] is None else bool(row[11]),
                head=json.loads(row[12] or "{}"),
                page_size=row[13],
                absent=row[14],
                reached=json.loads(row[15]) if row[15] else None,
            )
            for row in rows
        ]

    def remember_columns(self, columns: Iterable[Column], *, by_name: bool, now: str) -> None:
        with self.database.transaction():
            self.database.execute_each(
                "INSERT INTO column_ (site, url, name, why, rank, by_name, found_at) VALUES (?,?,?,?,?,?,?)"
                " ON CONFLICT (site, url) DO UPDATE SET name = excluded.name, why = excluded.why, rank = excluded.rank,"
                " by_name = column_.by_name * excluded.by_name, found_at = excluded.found_at, absent = 0",
                (
                    (self.site, column.url, column.name, column.why, column.rank, by_name, now)
                    for column in columns
                ),
            )

    def distrust_columns(self) -> None:
        with self.database.transaction():
            self.database.execute("UPDATE column_ SET found_at = '' WHERE site = ?", (self.site,))

    def column_absent(self, url: str, *, now: str) -> None:
        with self.database.transaction():
            self.database.execute(
                "UPDATE column_ SET absent = absent + 1, found_at = ? WHERE site = ? AND url = ?",
                (now, self.site, url),
            )

    def forget_column(self, url: str) -> None:
        with self.database.transaction():
            self.database.execute("DELETE FROM column_ WHERE site = ? AND url = ?", (self.site, url))

    def column_walked(
        self,
        url: str,
        *,
        whole: bool,
        end: str,
        end_kind: str | None,
        newest_first: bool | None,
        proven_at: str | None,
        render: bool,
        head: Mapping[str, str | None] | None = None,
        page_size: int | None = None,
        reached: Mapping[str, Any] | None = None,
    ) -> None:
        with self.database.transaction():
            self.database.execute(
                "UPDATE column_ SET complete_at = coalesce(:at, complete_at),"
                " whole_at = CASE WHEN :whole = 1 THEN coalesce(:at, whole_at) ELSE whole_at END,"
                " last_end = CASE WHEN :whole = 1 THEN :end ELSE last_end END,"
                " last_end_kind = CASE WHEN :whole = 1 THEN :end_kind ELSE last_end_kind END,"
                " newest_first = CASE WHEN :whole = 1 THEN :newest_first ELSE newest_first END,"
                " head = CASE WHEN CAST(:at AS TEXT) IS NULL OR CAST(:head AS TEXT) IS NULL THEN head ELSE :head END,"
                " page_size = CASE WHEN CAST(:at AS TEXT) IS NULL OR CAST(:head AS TEXT) IS NULL THEN page_size"
                " ELSE :page_size END,"
                " reached = :reached, render = :render WHERE site = :site AND url = :url",
                {
                    "at": proven_at,
                    "whole": whole,
                    "end": end,
                    "end_kind": end_kind,
                    "newest_first": newest_first,
                    "render": render,
                    "head": json.dumps(dict(head)) if head else None,
                    "page_size": page_size,
                    "reached": json.dumps(dict(reached)) if reached else None,
                    "site": self.site,
                    "url": url,
                },
            )
