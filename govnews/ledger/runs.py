"""Runs: when each began and ended, with its outcome and report, and when the next one is due."""

from __future__ import annotations

from datetime import timedelta

from govnews.ledger.database import SitePart
from govnews.ledger.model import Told


class Runs(SitePart):
    """The tables ``run`` and ``site``, and what people were told of the site's columns."""

    def begin_run(self, *, now: str) -> int:
        with self.database.transaction():
            return self.database.insert("INSERT INTO run (site, started_at) VALUES (?, ?)", (self.site, now))

    def last_run_at(self, *, now: str) -> str | None:
        row = self.database.row(
            "SELECT coalesce(finished_at, ?) FROM run WHERE site = ? ORDER BY id DESC LIMIT 1",
            (now, self.site),
        )
        return row[0] if row else None

    def count_runs(self) -> int:
        (count,) = self.database.row("SELECT count(*) FROM run WHERE site = ?", (self.site,)) or (0,)
        return int(count)

    def planned(self) -> timedelta | None:
        row = self.database.row("SELECT seconds FROM site WHERE site = ?", (self.site,))
        return timedelta(seconds=row[0]) if row else None

    def plan(self, *, interval: timedelta, due_at: str) -> None:
        with self.database.transaction():
            self.database.execute(
                "INSERT INTO site (site, seconds, due_at) VALUES (?,?,?) ON CONFLICT (site) DO UPDATE SET"
                " seconds = excluded.seconds, due_at = excluded.due_at",
                (self.site, round(interval.total_seconds()), due_at),
            )

    def tell(self, states: Told, *, now: str) -> None:
        with self.database.transaction():
            for (site, url), state in states.items():
                if url is None:
                    self.database.execute(
                        "UPDATE site SET told = ?, told_at = ? WHERE site = ?", (state, now, site)
                    )
                else:
                    self.database.execute(
                        "UPDATE column_ SET told = ? WHERE site = ? AND url = ?", (state, site, url)
                    )

    def end_run(self, number: int, *, now: str, outcome: str, report: str) -> None:
        with self.database.transaction():
            self.database.execute(
                "UPDATE run SET finished_at = ?, outcome = ?, report = ? WHERE id = ?",
                (now, outcome, report, number),
            )
