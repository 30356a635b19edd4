"""What the pages show of a site, as figures read from the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from govnews.crawl.gaps import Calendar, calendars
from govnews.crawl.report import REPORT, Report
from govnews.crawl.status import SiteStatus
from govnews.items import Record
from govnews.ledger import Given, Missing, NewsDay, PastRun, Reader

YEAR = timedelta(days=365)
RUNS = 180
ARTICLES = 100
MOST_MISSING = 200
FIELDS = ("published_on", "published_at", "source", "author", "editor", "body", "images", "attachments")
# How late articles were seen: the last day of each class, None for all later ones.
DELAYS = (
    (0, "same day 当天"),
    (1, "1 day 隔天"),
    (7, "2–7 days 一周内"),
    (30, "8–30 days 一月内"),
    (None, "later 更晚"),
)


@dataclass(frozen=True, slots=True)
class ColumnFigures:
    """A column: how it is doing, and its articles by month over a year."""

    name: str
    url: str
    state: str
    reason: str
    newest: str | None
    by_month: list[int]
    """Of the last twelve months, the oldest first."""


@dataclass(frozen=True, slots=True)
class SiteFigures:
    """Everything that a site's page shows."""

    status: SiteStatus
    articles: int
    """All that are recorded."""
    by_day: dict[date, int]
    """Articles by day of publication."""
    columns: list[ColumnFigures]
    delays: list[tuple[str, int, float]]
    """Class of delay, articles, and their share of all."""
    given: list[Given]
    runs: list[PastRun]
    """The oldest first."""
    report: Report | None
    """Of the last run that ended; None where none did."""
    calendars: list[Calendar]
    """Articles by month of each column and of the site, with their gaps."""
    missing: list[Missing]
    latest: list[Record]


def figures_of(ledger: Reader, status: SiteStatus, today: date) -> SiteFigures:
    """The figures of a site as seen on ``today`` (Beijing)."""
    name, since = status.site, (today - YEAR).isoformat()
    published = ledger.published(name)
    runs = ledger.runs(name, last=RUNS)
    ended = next((run for run in runs if run.outcome), None)
    told = ledger.report(name, ended.number) if ended else None
    return SiteFigures(
        status=status,
        articles=ledger.count_articles(name),
        by_day=days_of(published),
        columns=[
            ColumnFigures(
                column.name,
                column.url,
                column.news.state,
                column.news.reason,
                column.news.newest,
                by_month([one for one in published if one.column == column.url], today),
            )
            for column in status.columns
        ],
        delays=_delays(ledger.delays(name, since=since)),
        given=ledger.given(name, FIELDS, since=since),
        runs=runs[::-1],
        report=REPORT.validate_json(told) if told else None,
        calendars=calendars(
            published, {one.url: one.name for one in status.columns}, today, ledger.searched_months(name)
        ),
        missing=ledger.missing(name)[:MOST_MISSING],
        latest=ledger.latest(name, last=ARTICLES),
    )


def days_of(published: Sequence[NewsDay]) -> dict[date, int]:
    """Articles by day, whatever their column."""
    counts: Counter[date] = Counter()
    for one in published:
        counts[date.fromisoformat(one.day)] += one.count
    return dict(counts)


def by_month(published: Sequence[NewsDay], today: date) -> list[int]:
    """Articles of the last twelve months, the oldest first.

    >>> one, two = NewsDay(None, "2026-11-02", 3), NewsDay(None, "2025-12-31", 1)
    >>> by_month([one, two, NewsDay(None, "2025-11-30", 9)], date(2026, 11, 27))
    [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3]
    """
    counts: Counter[int] = Counter()
    for one in published:
        year, month = int(one.day[:4]), int(one.day[5:7])
        counts[(today.year - year) * 12 + today.month - month] += one.count
    return [counts[ago] for ago in range(11, -1, -1)]


def last_days(counts: dict[date, int], today: date, days: int) -> list[int]:
    """Articles of each of the last days, ``today`` the last one."""
    return [counts.get(today - timedelta(days=ago), 0) for ago in range(days - 1, -1, -1)]


def _delays(counts: dict[int, int]) -> list[tuple[str, int, float]]:
    every = sum(counts.values())
    classes, beyond = [], -(10**9)
    for last, name in DELAYS:
        end = 10**9 if last is None else last
        count = sum(number for days, number in counts.items() if beyond < days <= end)
        classes.append((name, count, count / every if every else 0.0))
        beyond = end
    return classes
