"""How a site is doing, in a word: whether it still publishes, and whether it can still be read.

Two witnesses tell it. The runs: what the last two came to. The articles: how long the site, or a column of it, has been
without a new one, against how long it usually is. Days are working days, so that a weekend or 春节 alarms nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import ceil, log, sqrt

from pydantic import ConfigDict

from govnews.crawl.outcome import Outcome
from govnews.crawl.workdays import workdays_between
from govnews.ledger import PastRun

HISTORY = timedelta(days=400)
"""How far back from the newest one the days of publication tell what is usual: not from today, or what is usual would change
while nothing comes, and who is silent would be told of as well again."""
# Days with news below which nothing is usual yet.
_FEWEST_DAYS = 8
# The share of its gaps that a site's usual one is not below.
_USUAL = 0.9
# Silent: for longer than so many times the usual gap, than so many working days, and than but one gap of a hundred thousand is:
# hundreds of sites have some ten thousand in a year, and none of them is to alarm by chance.
_TIMES, _LEAST = 3, 5
_RARE = 1e-5
# Standard deviations that a share is taken for larger than few gaps tell it.
_SURE = 1.5
# A site that was too quiet to have a usual gap is silent after so many working days, a quarter of a year.
_EVEN_IF_RARE = 60
# A site whose server answers nothing for so long is closed.
CLOSED_AFTER = timedelta(days=30)


class State(StrEnum):
    """What is to be said of a site, or of a column of it."""

    FRESH = "fresh"
    """News within the usual time."""
    QUIET = "quiet"
    """None for longer than usual, or too little is known to tell."""
    SILENT = "silent"
    """None for so long as never before: is the list still the right one?"""
    MOVED = "moved"
    """It leads to another host."""
    BLOCKED = "blocked"
    """It refuses the crawler."""
    BROKEN = "broken"
    """It cannot be read: redesigned, not answering, or the machine is at fault."""
    CLOSED = "closed"
    """Its server has not answered for a month."""

    @property
    def needs_a_person(self) -> bool:
        """Whether it does not mend by itself."""
        return self not in {State.FRESH, State.QUIET}


_BY_OUTCOME = {
    Outcome.MOVED.word: State.MOVED,
    Outcome.BLOCKED.word: State.BLOCKED,
    **dict.fromkeys(
        (
            Outcome.LAYOUT_CHANGED.word,
            Outcome.UNREACHABLE.word,
            Outcome.NO_BROWSER.word,
            Outcome.ERROR.word,
            Outcome.OUTPUT_FAILED.word,
        ),
        State.BROKEN,
    ),
}


@dataclass(frozen=True, slots=True)
class Freshness:
    """A state with its reason, and what it was read from."""

    __pydantic_config__ = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    state: State
    """In a word: ``fresh``, ``quiet``, ``silent`` …"""
    reason: str
    """One line."""
    newest: str | None
    """Day of the newest article, ``YYYY-MM-DD``; None where there is none."""
    silent_for: int | None
    """Working days since then; None where there is no article."""
    usual: int | None
    """Working days that hardly ever pass between two days with news; None where too little is known."""


def freshness_of(days: Iterable[str], today: date) -> Freshness:
    """How a site, or a column, is doing by the days (``YYYY-MM-DD``) on which it published, as seen on ``today``.

    What is dated in the future tells nothing.

    >>> weekly = [str(date(2026, 3, 2) + timedelta(weeks=week)) for week in range(12)]
    >>> freshness_of(weekly, date(2026, 5, 22)).state.value, freshness_of(weekly, date(2026, 6, 30)).state.value
    ('fresh', 'silent')
    """
    dates = sorted({day for text in days if (day := date.fromisoformat(text)) <= today})
    if not dates:
        return Freshness(State.QUIET, "no article yet", None, None, None)
    dates = [day for day in dates if day >= dates[-1] - HISTORY]
    silent_for = workdays_between(dates[-1], today)
    if len(dates) < _FEWEST_DAYS:
        reason = f"newest article {dates[-1]}; too few to tell what is usual"
        return Freshness(State.QUIET, reason, dates[-1].isoformat(), silent_for, None)
    gaps = sorted(workdays_between(one, other) for one, other in pairwise(dates))
    usual = max(1, _share_below(gaps, _USUAL))
    longest = max(_LEAST, _TIMES * usual, _hardly_ever(gaps))
    reason = f"newest article {dates[-1]}, {silent_for} working days ago; usual are up to {usual}"
    state = State.FRESH if silent_for <= usual else State.QUIET if silent_for <= longest else State.SILENT
    return Freshness(state, reason, dates[-1].isoformat(), silent_for, usual)


def _hardly_ever(gaps: Sequence[int]) -> int:
    """How long a gap may be and be by chance: longer ones are rarer than :data:`_RARE`, as the longer half of ``gaps`` thins out.

    ``gaps`` rise. A site that publishes by the calendar has none that are much longer than half of them; of one that publishes
    by chance the share that goes on for another day is the same after any day (a geometric distribution). Few gaps tell that
    share badly: it is not taken for less than all of them together may have it, which are more. The longest gap, of hundreds
    the longest hundredth, may have been an exception: it counts for nothing.

    >>> _hardly_ever([5] * 40), _hardly_ever([1] * 24 + [2] * 14 + [3] * 8 + [4] * 5 + [6] * 5 + [90])
    (5, 26)
    """
    gaps = gaps[: -max(1, len(gaps) // 100)]
    middle = _share_below(gaps, 0.5)
    beyond = [gap - middle for gap in gaps if gap > middle]
    if not beyond:
        return middle
    of_all = 1 - (len(gaps) - _SURE * sqrt(len(gaps))) / sum(gaps)
    goes_on = max(1 - len(beyond) / sum(beyond), of_all, 1 / (len(gaps) + 1))
    return middle + ceil(log(_RARE * len(gaps) / len(beyond)) / log(goes_on))


def _share_below(gaps: Sequence[int], share: float) -> int:
    """The gap that this share of all ``gaps``, which rise, is not above."""
    return gaps[ceil(len(gaps) * share) - 1]


def state_of(news: Freshness, runs: Sequence[PastRun], since: str | None, now: datetime) -> Freshness:
    """How a site is doing by its news and by its ``runs``, the newest first; ``since``: from when on they came to the same.

    One bad run is nothing: only what the last two agree on is the site's state. A run of a machine that was
    at fault says nothing of the site's news, and neither does one that could not read it: so trouble comes before silence.
    """
    # The newest one may be on. Another one without an end was killed: once is an accident, again and again is a fault.
    ended = [run for at, run in enumerate(runs) if run.outcome or at][:2]
    states = [_BY_OUTCOME.get(run.outcome or Outcome.ERROR.word) for run in ended]
    if len(states) < 2 or states[0] is None or states[1] is None:
        rare = news.usual is None and news.silent_for is not None and news.silent_for > _EVEN_IF_RARE
        return replace(news, state=State.SILENT) if rare else news
    outcome = ended[0].outcome
    told = (
        f"{outcome} since {(since or ended[0].started_at)[:10]}"
        if outcome
        else "its runs are killed before they end"
    )
    state = states[0]
    if outcome == Outcome.UNREACHABLE.word and since and now - datetime.fromisoformat(since) >= CLOSED_AFTER:
        state = State.CLOSED
    return replace(news, state=state, reason=f"{told}; {news.reason}")
