"""How a site is doing, in a word: weekends and long holidays alarm nobody, silence is told, and trouble by two runs."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnews.crawl.freshness import Freshness, State, freshness_of, state_of
from govnews.crawl.workdays import is_workday, workdays_between
from govnews.ledger import PastRun

NOW = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
FRESH = Freshness(State.FRESH, "newest article 2026-11-26", "2026-11-26", 1, 2)


def every(count: int, *, until: date, since: date = date(2025, 9, 1)) -> list[str]:
    """Days of publication: every ``count``-th working day."""
    days = (since + timedelta(days=at) for at in range((until - since).days + 1))
    return [day.isoformat() for day in [day for day in days if is_workday(day)][::count]]


def state(days: list[str], today: date) -> State:
    return freshness_of(days, today).state


@pytest.mark.parametrize("count", [1, 2, 5, 10])
@pytest.mark.parametrize(
    "until",
    [date(2026, 2, 13), date(2026, 4, 30), date(2026, 9, 30), date(2026, 11, 20)],
    ids=["春节", "五一", "国庆", "weekend"],
)
def test_what_publishes_on_working_days_is_never_silent_over_holidays(count, until):
    days = every(count, until=until)
    back = until + timedelta(days=1)
    while not is_workday(back):
        assert state(days, back) is State.FRESH
        back += timedelta(days=1)
    assert state(days, back) is not State.SILENT


@pytest.mark.parametrize(("count", "within"), [(1, 6), (2, 7), (5, 16), (10, 31)])
def test_silence_is_told_within_a_few_of_the_usual_gaps(count, within):
    days = every(count, until=date(2026, 5, 29))
    newest = date.fromisoformat(days[-1])
    told = next(day for at in range(400) if state(days, day := newest + timedelta(days=at)) is State.SILENT)
    assert workdays_between(newest, told) == within


@pytest.mark.long
@pytest.mark.parametrize("mean", [1, 3, 8])
def test_irregular_sites_are_not_silent_by_chance(mean):
    """Ten sites that publish by chance, a year each: at every day's look the state is told as it is."""
    silent = 0
    for seed in range(10):
        chance = random.Random(seed)
        workdays = [day for at in range(800) if is_workday(day := date(2024, 9, 1) + timedelta(days=at))]
        published = [day.isoformat() for day in workdays if chance.random() < 1 / mean]
        for today in workdays[280:]:
            seen = [
                day
                for day in published
                if (today - timedelta(days=400)).isoformat() <= day <= today.isoformat()
            ]
            silent += state(seen, today) is State.SILENT
    assert silent == 0


def test_one_long_gap_does_not_make_deaf():
    """It was away for half a year once; now it is silent for a month."""
    days = every(1, until=date(2026, 1, 30), since=date(2025, 10, 20))
    days += every(1, until=date(2026, 11, 2), since=date(2026, 7, 1))
    assert state(days, date(2026, 11, 27)) is State.SILENT


def test_too_little_is_no_silence_of_a_column_but_of_a_site():
    few = freshness_of(["2026-01-05", "2026-02-05", "2026-03-05"], NOW.date())
    assert (few.state, few.usual) == (State.QUIET, None)
    assert state_of(few, [], None, NOW).state is State.SILENT
    newer = freshness_of(["2026-09-30"], NOW.date())
    assert state_of(newer, [], None, NOW).state is State.QUIET
    assert freshness_of([], NOW.date()) == Freshness(State.QUIET, "no article yet", None, None, None)


def test_a_date_in_the_future_hides_no_silence():
    days = every(1, until=date(2026, 5, 29))
    assert freshness_of([*days, "2027-01-01"], date(2026, 6, 30)) == freshness_of(days, date(2026, 6, 30))


def runs(*outcomes: str | None) -> list[PastRun]:
    """Runs, the newest first; None: killed, or on."""
    return [
        PastRun(len(outcomes) - at, "2026-11-26T01:00:00Z", one and "2026-11-26T01:09:00Z", one)
        for at, one in enumerate(outcomes)
    ]


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        (["ok", "ok"], State.FRESH),
        ([], State.FRESH),
        (["blocked"], State.FRESH),  # one bad run is nothing
        (["blocked", "ok"], State.FRESH),
        (["ok", "blocked", "blocked"], State.FRESH),  # well again
        (["blocked", "blocked"], State.BLOCKED),
        ([None, "blocked", "blocked"], State.BLOCKED),  # the newest one is on
        ([None, None, "ok"], State.FRESH),  # killed once
        ([None, None, None], State.BROKEN),  # killed twice
        (["moved", "moved"], State.MOVED),
        (["layout-changed", "layout-changed"], State.BROKEN),
        (["layout-changed", "unreachable"], State.BROKEN),
        (["unreachable", "unreachable"], State.BROKEN),
        (["partial", "partial"], State.FRESH),
        (["incomplete", "incomplete"], State.FRESH),
    ],
)
def test_trouble_is_what_the_last_two_runs_agree_on(outcomes, expected):
    told = state_of(FRESH, runs(*outcomes), "2026-11-20T01:00:00Z", NOW)
    assert told.state is expected
    assert (told is FRESH) == (expected is State.FRESH)
    if told is not FRESH:
        word = next(filter(None, outcomes), None)
        why = f"{word} since 2026-11-20" if word else "its runs are killed before they end"
        assert told.reason == f"{why}; newest article 2026-11-26"


@pytest.mark.parametrize(("since", "expected"), [("2026-10-29", State.BROKEN), ("2026-10-27", State.CLOSED)])
def test_a_server_that_does_not_answer_for_a_month_is_closed(since, expected):
    told = state_of(FRESH, runs("unreachable", "unreachable"), f"{since}T01:00:00Z", NOW)
    assert told.state is expected


@given(
    st.lists(st.dates(date(2025, 1, 1), date(2027, 1, 1)), max_size=60),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
def test_more_silence_is_never_a_better_state(days, today):
    ranking = [State.FRESH, State.QUIET, State.SILENT]
    seen = [day.isoformat() for day in days if day <= today]
    states = [ranking.index(state(seen, today + timedelta(days=at))) for at in range(0, 90, 7)]
    assert states == sorted(states)


@given(
    gaps=st.lists(st.integers(1, 12), min_size=20, max_size=120),
    asked=st.lists(st.integers(1, 1500), min_size=2, max_size=20),
)
def test_who_is_silent_stays_so_while_nothing_comes(gaps, asked):
    days = [date(2024, 1, 1)]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    texts = [day.isoformat() for day in days]
    states = [freshness_of(texts, days[-1] + timedelta(days=after)).state for after in sorted(asked)]
    order = [State.FRESH, State.QUIET, State.SILENT]
    assert [order.index(state) for state in states] == sorted(order.index(state) for state in states)
