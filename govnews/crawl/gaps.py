"""A calendar of gaps: the months in which a column has clearly fewer articles than it should.

The months before and after tell what it should have: a stretch is a gap where so few articles in it are hardly chance, by the
lower of the rates before and after it. So a column that begins, ends or slows down has none, and a quiet one, which has an
article in two months, has none either: its empty months are usual. A month that the site's search was seen to the end of is
none: the site has no more of it.

Rates are by the working day, so that 春节 and the months of long holidays are no gaps.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from math import exp, inf, lgamma, log, log1p
from statistics import median

from govnews.crawl.workdays import is_workday
from govnews.ledger import NewsDay

NEIGHBOURS = 6
"""Months before and after a stretch that tell its rate."""
LONGEST = 6
"""Months of a stretch that is looked at as one: what is too little in all of them may be chance in each."""
RARE = 1e-3
"""A stretch is a gap where so few articles come by chance less often than this, by the months on either side."""
# Of what the neighbours let expect a single month has no more than this share where it is a gap, and several months next to
# nothing: seasons come and go, and a quiet summer is none.
LITTLE = 1 / 3
NEXT_TO_NOTHING = 0.1
# The median of the squares of a standard normal variable: what differences of neighbours are measured by.
_MEDIAN_SQUARE = 0.455
# Pairs of neighbouring months below which it is not known how much a column's rate varies, and what is taken for it then.
_FEWEST_PAIRS = 8
_UNKNOWN = 0.1


@dataclass(frozen=True, slots=True)
class Gap:
    """One month, or several in a row, with fewer articles than there should be."""

    first: str
    """``YYYY-MM``."""
    last: str
    """``YYYY-MM``; the same where it is one month."""
    count: int
    """Articles that are there."""
    expected: int
    """Articles that the months around let expect, by the lower of both rates."""

    def __contains__(self, month: str) -> bool:
        return self.first <= month <= self.last

    def __str__(self) -> str:
        """
        >>> print(Gap("2025-06", "2025-07", 0, 21))
        2025-06 to 2025-07: 0 articles, about 21 are to be expected by the months before and after
        """
        when = self.first if self.first == self.last else f"{self.first} to {self.last}"
        return f"{when}: {self.count} articles, about {self.expected} are to be expected by the months before and after"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The articles a month of a column, or of a whole site, and the gaps among them."""

    column: str | None
    """Name of the column; None: the site, whichever column its articles stand in, or none any more."""
    url: str | None
    """Address of the column; None of the site."""
    counts: dict[str, int]
    """By month (``YYYY-MM``), every month from the first with an article to the running one."""
    searched: Mapping[str, int]
    """Results that the site's search has of months that it was seen to the end of: no gaps, however few they are."""
    gaps: list[Gap]
    """The oldest first; of the site those that no column's calendar has."""

    def gap(self, month: str) -> Gap | None:
        """The gap that the month is part of; None where it is part of none."""
        return next((gap for gap in self.gaps if month in gap), None)


def calendars(
    published: Sequence[NewsDay],
    columns: Mapping[str, str],
    today: date,
    searched: Mapping[str | None, Mapping[str, int]] | None = None,
) -> list[Calendar]:
    """The calendar of each of ``columns`` (names by address) that has articles, then that of the site.

    ``published`` are the site's days with news; an article without a day counts on that on which it was seen. ``searched`` is
    what its search has of months that it was seen to the end of: those of a column by its address, those of the site by None.

    >>> days = [NewsDay("http://a.cn/xw/", f"{month}-08", 12) for month in span("2025-01", "2025-12") if month != "2025-06"]
    >>> column, site = calendars(days, {"http://a.cn/xw/": "要闻"}, date(2026, 1, 9))
    >>> column.gap("2025-06").expected, column.counts["2025-06"], site.gaps
    (11, 0, [])
    """
    searched = searched or {}
    running, of_site = f"{today:%Y-%m}", searched.get(None, {})

    def calendar(name: str | None, url: str | None) -> Calendar:
        own = [one for one in published if url in (None, one.column)]
        counts = months_of((one.day, one.count) for one in own if one.day[:7] <= running)
        every = span(min(counts), running) if counts else []
        seen = searched.get(url, {})
        gaps = find_gaps(counts, running, {*seen, *of_site})
        return Calendar(name, url, {month: counts.get(month, 0) for month in every}, seen, gaps)

    found = [calendar(name, url) for url, name in columns.items()]
    told = [gap for one in found for gap in one.gaps]
    site = calendar(None, None)
    others = [
        gap for gap in site.gaps if not any(gap.first <= one.last and one.first <= gap.last for one in told)
    ]
    return [one for one in (*found, replace(site, gaps=others)) if one.counts]


def months_of(days: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Articles by month from counts by day.

    >>> months_of([("2026-03-02", 2), ("2026-03-30", 1), ("2026-05-04", 1)])
    {'2026-03': 3, '2026-05': 1}
    """
    counts: dict[str, int] = {}
    for day, count in days:
        counts[day[:7]] = counts.get(day[:7], 0) + count
    return counts


def span(first: str, last: str) -> list[str]:
    """The months from one to another, both included.

    >>> span("2025-11", "2026-02")
    ['2025-11', '2025-12', '2026-01', '2026-02']
    """
    numbers = range(_number(first), _number(last) + 1)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]


def find_gaps(counts: Mapping[str, int], running: str, explained: Container[str] = ()) -> list[Gap]:
    """The gaps of a column, or of a site, by its articles a month, the oldest first.

    ``running`` is the month (``YYYY-MM``) that is not over: neither it nor what is dated later is a gap or tells of any, and
    the same holds for the first month with an article, of which the column may have had a part. ``explained`` are
    months of which it is known why they have so few.

    >>> year = dict.fromkeys(span("2025-01", "2025-12"), 12) | {"2025-06": 0, "2025-09": 9}
    >>> find_gaps(year, "2026-01")
    [Gap(first='2025-06', last='2025-06', count=0, expected=11)]
    >>> find_gaps(year, "2026-01", {"2025-06"})
    []
    >>> find_gaps({"2025-01": 1, "2025-03": 1, "2025-06": 2, "2025-10": 1, "2026-01": 1}, "2026-03")
    []
    """
    there = [month for month, count in counts.items() if count and month < running]
    if not there:
        return []
    months = span(min(there), max(there))[1:]  # behind the last article there is no month after
    series = [counts.get(month, 0) for month in months]
    judged = [month not in explained for month in months]
    return sorted(_by_neighbours(months, series, judged), key=lambda gap: gap.first)


def _by_neighbours(months: Sequence[str], counts: Sequence[int], judged: Sequence[bool]) -> list[Gap]:
    """The least likely stretches first, none over another one's months."""
    days = [_workdays(month) for month in months]
    rates = [count / day for count, day in zip(counts, days, strict=True)]
    varies = _variance(counts, days) if counts else 0.0
    found: list[tuple[float, int, int, int]] = []
    for start in range(1, len(months) - 1):
        for end in range(start + 1, min(start + LONGEST, len(months) - 1) + 1):
            if not judged[end - 1]:
                break
            before, after = (
                range(max(0, start - NEIGHBOURS), start),
                range(end, min(end + NEIGHBOURS, len(months))),
            )
            # Of a side its middle month counts, which neither a campaign nor another gap moves.
            rate = min(median(rates[at] for at in side) for side in (before, after))
            count, expected = sum(counts[start:end]), rate * sum(days[start:end])
            if count > expected * (LITTLE if end - start == 1 else NEXT_TO_NOTHING):
                continue
            told_by = rate * sum(days[at] for at in (*before, *after))
            chance = few(count, expected, varies / (end - start) + 1 / (told_by + 0.5))
            if chance < RARE:
                found.append((chance, start, end, int(expected)))
    gaps: list[Gap] = []
    taken: set[int] = set()
    for _, start, end, expected in sorted(found):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            gaps.append(Gap(months[start], months[end - 1], sum(counts[start:end]), expected))
    return gaps


def few(count: int, mean: float, unsure: float) -> float:
    """The chance of ``count`` articles or fewer where ``mean`` are expected, by a rate whose relative variance is ``unsure``.

    Articles come by chance at a rate that itself is one month this and the next month that (negative binomial).

    >>> round(few(0, 10, 0.01), 5), round(few(0, 0.5, 0.3), 2), round(few(10, 10, 0.01), 2)
    (7e-05, 0.63, 0.58)
    >>> few(0, 100, 0.25) < few(0, 12, 0.25)
    True
    """
    size = 1 / unsure
    share = log(mean / (mean + size)) if mean else -inf
    none = -size * log1p(mean / size)
    terms = (
        none + (k * share if k else 0) + lgamma(k + size) - lgamma(size) - lgamma(k + 1)
        for k in range(count + 1)
    )
    return min(1.0, sum(map(exp, terms)))


def _variance(counts: Sequence[int], days: Sequence[int]) -> float:
    """How much the rate varies from month to month beside chance: its relative variance, by the middle one of all differences.

    So neither a gap nor a campaign makes a column one that varies.
    """
    pairs = [(one, other) for one, other in pairwise(zip(counts, days, strict=True)) if one[0] + other[0]]
    if len(pairs) < _FEWEST_PAIRS:
        return _UNKNOWN
    squares = median(
        (one / early - other / late) ** 2 / ((one + other) / (early + late) * (1 / early + 1 / late))
        for (one, early), (other, late) in pairs
    )
    return max(0.0, squares / _MEDIAN_SQUARE - 1) / (sum(counts) / len(counts))


@lru_cache(4096)
def _workdays(month: str) -> int:
    first = date(int(month[:4]), int(month[5:]), 1)
    days = (first + timedelta(days=at) for at in range(31))
    return sum(is_workday(day) for day in days if day.month == first.month)


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1
