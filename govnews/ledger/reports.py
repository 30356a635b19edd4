"""The reports of past runs in the ledger: text that is as long as an article, a dozen times a day and site."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from govnews.ledger.location import Location
from govnews.ledger.opening import database_at, database_for_reading

# Of the reports of a site that ended before a moment all but the last one, and but that of the last run that was not ok.
_OLD = (
    "SELECT run.id FROM run JOIN (SELECT site AS of, max(id) AS last, max(CASE WHEN outcome != 'ok' THEN id END) AS bad"
    " FROM run WHERE report IS NOT NULL GROUP BY site) AS newest ON of = site"
    " WHERE report IS NOT NULL AND finished_at < ? AND run.id != last AND (bad IS NULL OR run.id != bad)"
)
RUNS_A_STEP = 500  # as many as a moment is enough for, in which crawls wait


@dataclass(frozen=True, slots=True)
class OldReports:
    """Reports of runs that ended before a moment."""

    count: int
    size: int
    """Bytes of their text."""


def old_reports(location: Location, *, before: str) -> OldReports:
    """The reports in the ledger at ``location`` that :func:`forget_reports` would forget.

    Raises :exc:`LedgerUnusable` or :exc:`LedgerNotWritable` where it cannot be read.
    """
    with closing(database_for_reading(location)) as database:
        count, size = database.row(
            f"SELECT count(*), coalesce(sum(octet_length(report)), 0) FROM run WHERE id IN ({_OLD})",  # noqa: S608
            (before,),
        )
    return OldReports(count, size)


def forget_reports(location: Location, *, before: str) -> OldReports:
    """Remove the text of old reports from the ledger at ``location``, and nothing else: what was removed.

    Kept is the last report of each site, and that of its last run that was not ok. A crawl may be on: it waits for a
    moment at most. The file does not become smaller, its room is used again.
    Raises :exc:`LedgerUnusable` or :exc:`LedgerNotWritable`; what was removed until then is.
    """
    old = old_reports(location, before=before)
    if old.count:
        with closing(database_at(location)) as database:
            numbers = database.rows(_OLD, (before,))
            for first in range(0, len(numbers), RUNS_A_STEP):
                with database.transaction():
                    database.execute_each(
                        "UPDATE run SET report = NULL WHERE id = ?", numbers[first : first + RUNS_A_STEP]
                    )
    return old
