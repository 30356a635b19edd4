"""The certificate of a site's past: what its search has, by month, against what was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import ConfigDict

from govnews.crawl.outcome import EntryOutcome
from govnews.crawl.past import Past, Slice, State
from govnews.crawl.periods import Span

MAX_SAMPLES = 10  # addresses that lists and search have alone
MAX_LINES = 200  # lines that say what is not complete

_FROM_DOCSTRINGS = ConfigDict(use_attribute_docstrings=True, extra="forbid")


@dataclass(slots=True, kw_only=True)
class Month:
    """What the search has of one month, and what was found of it."""

    __pydantic_config__ = _FROM_DOCSTRINGS

    month: str
    """``YYYY-MM``, Beijing time; empty: results without a date."""
    total: int | None
    """Results that the search states; null where it cannot be asked by month."""
    found: int
    """Results found, each address once."""
    complete: bool
    """Whether all that the search has of it was seen, by this run or an earlier one."""


@dataclass(slots=True, kw_only=True)
class PastCertificate:
    """The account of a walk over all that a site's search has."""

    __pydantic_config__ = _FROM_DOCSTRINGS

    interface: str | None
    """Address of the search interface; null where none was found."""
    family: str
    """Its family, as ``henan``."""
    why: str
    """What names it, and the site's number."""
    looked_at: list[str]
    """Addresses of the pages that were looked at for it."""
    columns: list[str]
    """The columns that it was asked for, one by one; empty: for the whole site."""
    not_asked: list[str]
    """News columns that it could not be asked for, since no article of theirs was found in it."""
    total: int | None
    """Results that the search states; null where it states none."""
    found: int
    """Results found, by this run and by earlier ones."""
    new: int
    """Of those of this run: recorded."""
    known: int
    """Those that needed no second look."""
    excluded: dict[str, int]
    """Those that are not asked for, by reason."""
    failed: int
    """Those that could not be had; the next run tries them again."""
    complete: bool
    """Whether all that the search has was seen, by this run or by earlier ones."""
    wished: bool
    """Whether the run was asked for no more, by its limit."""
    dates_ignored: bool
    """Whether the search does not look at the days that it is asked for: it was walked as far as it goes."""
    columns_ignored: bool
    """Whether the search does not look at the column that it is asked for: it was asked for the whole site, and each result has
    the column that it names."""
    months: list[Month]
    """By month, the newest first."""
    against: list[str]
    """What is not complete, and why, a line each."""
    found_alone: int
    """Articles that the search has and no list shows, as far as is known."""
    found_alone_samples: list[str] = field(default_factory=list)
    """Some of them, of this run."""
    listed_alone: int
    """Articles that lists show and the search does not have."""
    listed_alone_samples: list[str] = field(default_factory=list)
    """Some of them, of this run."""


def past_certificate(past: Past) -> PastCertificate:
    """The certificate of the search of a run, with what earlier runs saw of it."""
    wholes, accounts = past.wholes, [walk.account for walk in past.walks]
    repeated = [walk.account for one in past.slices for walk in one.earlier]
    totals = [whole.total for whole in wholes]
    against = [line for whole in wholes for line in whole.lacks()]
    against += [f"{name}: the search {why}" for name, why in past.not_asked.items()]
    excluded: defaultdict[str, int] = defaultdict(int)
    for account in accounts:
        for reason, count in account.excluded.items():
            excluded[reason] += count
    fresh = {
        (one.column.url if one.column else "", str(one.period))
        for one in past.slices
        if one.state is State.WALKED
    }
    earlier = [row for key, row in past.known.items() if key not in fresh]
    beside = [one.beside for one in past.slices]

    def came_to(outcome: EntryOutcome) -> int:
        return sum(account.outcomes[outcome] for account in accounts)

    # What an earlier walk over the same results recorded the last one knows.
    again = sum(account.outcomes[EntryOutcome.NEW] for account in repeated)
    return PastCertificate(
        interface=past.interface,
        family=past.family,
        why=past.why,
        looked_at=past.looked_at,
        columns=[whole.column.name for whole in wholes if whole.column is not None],
        not_asked=list(past.not_asked),
        total=sum(one for one in totals if one is not None) if totals and None not in totals else None,
        found=sum(whole.found for whole in wholes),
        new=came_to(EntryOutcome.NEW) + again,
        known=max(came_to(EntryOutcome.KNOWN) + came_to(EntryOutcome.ELSEWHERE) - again, 0),
        excluded=dict(excluded),
        failed=came_to(EntryOutcome.FAILED),
        complete=past.complete,
        wished=past.wished,
        dates_ignored=any(whole.dates_ignored for whole in wholes),
        columns_ignored=past.columns_ignored,
        months=_months(past),
        against=against[:MAX_LINES],
        found_alone=sum(len(one.found) for one in beside) + sum(row.found_alone for row in earlier),
        found_alone_samples=[url for one in beside for url in one.found][:MAX_SAMPLES],
        listed_alone=sum(len(one.listed) for one in beside) + sum(row.listed_alone for row in earlier),
        listed_alone_samples=[url for one in beside for url in one.listed][:MAX_SAMPLES],
    )


def _months(past: Past) -> list[Month]:
    """Every month that was seen, those of all columns together."""
    months: dict[str, Month] = {}
    for whole in past.wholes:
        for one in _each_month(past, whole):
            there = months.setdefault(one.month, Month(month=one.month, total=0, found=0, complete=True))
            there.total = None if one.total is None or there.total is None else there.total + one.total
            there.found += one.found
            there.complete = there.complete and one.complete
    return sorted(
        (one for one in months.values() if one.found or one.total or not one.complete),
        key=lambda one: one.month,
        reverse=True,
    )


def _each_month(past: Past, part: Slice) -> Iterator[Month]:
    if part.period.span is Span.MONTH:
        yield Month(month=part.period.month, total=part.total, found=part.found, complete=part.complete)
    elif part.state is State.DIVIDED:
        for one in part.parts:
            yield from _each_month(past, one)
    elif part.state is State.WALKED:
        for month, found in part.by_month().items():
            yield Month(month=month, total=None, found=found, complete=part.complete)
    elif part.state is State.UNCHANGED:
        column = part.column.url if part.column else ""
        for (of, _), row in past.known.items():
            if of == column and row.month is not None and part.period.holds_month(row.month, row.period):
                yield Month(month=row.month, total=row.total, found=row.found, complete=True)
