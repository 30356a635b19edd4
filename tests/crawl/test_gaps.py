"""The calendar of gaps: what it must find, what it must never say, and how it does on sites that are made up."""

from __future__ import annotations

from datetime import date
from math import exp, sin, tau
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnews.crawl.gaps import calendars, find_gaps, span
from govnews.ledger import NewsDay

MONTHS = span("2022-03", "2025-03")
RUNNING = MONTHS[-1]
counts = st.lists(st.integers(0, 60), min_size=1, max_size=30).map(
    lambda values: dict(zip(span("2022-03", "2024-12"), values, strict=False))
)


def busy(**other: int) -> dict[str, int]:
    """Twenty articles a month, but for others: ``m2024_05=0``."""
    return dict.fromkeys(MONTHS, 20) | {name[1:].replace("_", "-"): count for name, count in other.items()}


@given(counts)
def test_a_gap_lies_between_months_with_news_and_has_far_less(by_month: dict[str, int]) -> None:
    there = [month for month, count in by_month.items() if count]
    found = find_gaps(by_month, RUNNING)
    for gap in found:
        inside = span(gap.first, gap.last)
        assert there[0] < gap.first <= gap.last < there[-1]
        assert gap.count == sum(by_month.get(month, 0) for month in inside)
        assert gap.count <= (gap.expected + 1) / 3
    every = [month for gap in found for month in span(gap.first, gap.last)]
    assert every == sorted(set(every)), "in order, none twice"


@given(counts, st.integers(0, 12), st.integers(0, 12))
def test_empty_months_before_and_after_a_column_change_nothing(
    by_month: dict[str, int], before: int, after: int
) -> None:
    padded = (
        dict.fromkeys([*span("2020-01", f"2020-{before + 1:02}")[1:], *span("2025-01", "2026-12")[:after]], 0)
        | by_month
    )
    assert find_gaps(padded, "2027-01") == find_gaps(by_month, "2027-01")


@given(counts)
def test_more_articles_in_a_gap_make_it_none(by_month: dict[str, int]) -> None:
    for gap in find_gaps(by_month, RUNNING):
        filled = by_month | dict.fromkeys(span(gap.first, gap.last), gap.expected + 1)
        assert not any(
            month in other for other in find_gaps(filled, RUNNING) for month in span(gap.first, gap.last)
        )


@given(counts, st.sets(st.sampled_from(span("2022-03", "2024-12")), max_size=6))
def test_a_month_that_is_explained_is_no_gap(by_month: dict[str, int], explained: set[str]) -> None:
    found = find_gaps(by_month, RUNNING, explained)
    assert not any(month in gap for gap in found for month in explained)


def test_the_first_month_and_the_running_one_are_none() -> None:
    assert find_gaps(busy(m2022_03=1, m2025_03=0), RUNNING) == []
    assert find_gaps(busy(m2025_03=1) | {"2025-04": 20}, RUNNING) == [], "what is dated later tells nothing"


def test_a_column_that_begins_slows_down_or_ends_has_none() -> None:
    slow = {month: 20 if month < "2023-09" else 3 for month in MONTHS}
    assert find_gaps(slow, RUNNING) == []
    assert find_gaps({month: count for month, count in busy().items() if month < "2024-06"}, RUNNING) == []


def test_a_stretch_of_empty_months_is_one_gap() -> None:
    (gap,) = find_gaps(busy(m2023_05=0, m2023_06=0, m2023_07=0), RUNNING)
    assert (gap.first, gap.last, gap.count) == ("2023-05", "2023-07", 0)
    quiet = dict.fromkeys(MONTHS, 4) | dict.fromkeys(span("2023-05", "2023-08"), 0)
    (gap,) = find_gaps(quiet, RUNNING)
    assert (gap.first, gap.last) == ("2023-05", "2023-08")


def test_spring_festival_is_no_gap() -> None:
    festive = {month: 9 if month.endswith("-02") else 20 for month in MONTHS}
    assert find_gaps(festive, RUNNING) == []


def test_the_site_tells_what_its_columns_do_not() -> None:
    def days(column: str, count: int, *without: str) -> list[NewsDay]:
        return [NewsDay(column, f"{month}-08", count) for month in MONTHS if month not in without]

    published = [
        *days("a", 15, "2023-05", "2024-02"),
        *(one for name in "bcdef" for one in days(name, 2, "2023-10")),
    ]
    published += days("a", 3, *(month for month in MONTHS if month != "2023-10"))
    named = {name: f"栏目{name}" for name in "abcdef"}
    told = {one.column: one.gaps for one in calendars(published, named, date(2025, 3, 9))}
    assert [gap.first for gap in told["栏目a"]] == ["2023-05", "2024-02"]
    assert all(told[f"栏目{name}"] == [] for name in "bcdef")
    assert [month for gap in told[None] for month in span(gap.first, gap.last)] == []
    of_column, of_site = {"a": {"2023-05": 0}}, {None: {"2023-05": 1}}
    for searched in (of_column, of_site):
        told = {one.column: one.gaps for one in calendars(published, named, date(2025, 3, 9), searched)}
        assert [gap.first for gap in told["栏目a"]] == ["2024-02"], (
            "its search was seen to the end of 2023-05"
        )


def chance(random: Random, mean: float) -> int:
    """By Poisson."""
    least, count, product = exp(-mean), 0, random.random()
    while product > least:
        count, product = count + 1, product * random.random()
    return count


def made_up(random: Random, rate: float, kind: str) -> dict[str, int]:
    """Three years of a column with this many articles a month."""
    found = {}
    for at, month in enumerate(MONTHS):
        mean = rate
        if kind == "seasons":
            mean *= 1 + 0.4 * sin(at / 12 * tau)
        elif kind == "grows":
            mean *= 0.5 + at / len(MONTHS)
        elif kind == "slows" and at > len(MONTHS) // 2:
            mean *= 0.25
        elif kind == "campaigns" and random.random() < 0.1:
            mean *= 4
        elif kind == "varies":
            mean *= random.gammavariate(4, 0.25)
        found[month] = chance(random, mean)
    return found


KINDS = ("steady", "seasons", "grows", "slows", "campaigns", "varies")


def false_gaps(rate: float, kind: str, columns: int) -> float:
    """Of so many columns without a gap: those that are told, a year of a column."""
    random = Random(f"{kind} {rate}")
    return sum(len(find_gaps(made_up(random, rate, kind), RUNNING)) for _ in range(columns)) / columns / 3


def found(rate: float, lost: int, columns: int, kind: str = "steady") -> float:
    """The share of columns, each without its articles of so many months in a row, of which a gap there is told."""
    random, hits = Random(f"{rate} {lost}"), 0
    for _ in range(columns):
        at = random.randrange(7, len(MONTHS) - 9)
        column = made_up(random, rate, kind) | dict.fromkeys(MONTHS[at : at + lost], 0)
        hits += any(MONTHS[at] in gap for gap in find_gaps(column, RUNNING))
    return hits / columns


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rate", [0.5, 2, 8, 30])
def test_on_sites_that_are_made_up_hardly_a_gap_is_false(kind: str, rate: float) -> None:
    assert false_gaps(rate, kind, 60) <= 0.05, "one in twenty years of a column"


@pytest.mark.parametrize(("rate", "lost", "share"), [(30, 1, 0.95), (12, 1, 0.6), (8, 2, 0.8), (4, 3, 0.4)])
def test_on_sites_that_are_made_up_what_is_lost_is_found(rate: float, lost: int, share: float) -> None:
    assert found(rate, lost, 60) >= share


if __name__ == "__main__":  # the table of docs/operations.md
    COLUMNS = 300
    for rate in (0.5, 2, 4, 8, 12, 20, 40):
        false = {kind: false_gaps(rate, kind, COLUMNS) for kind in KINDS}
        worst = max(false, key=lambda kind: false[kind])
        shares = " | ".join(f"{found(rate, lost, COLUMNS):.0%}" for lost in (1, 2, 3))
        print(f"| {rate} | {false['steady']:.3f} | {false[worst]:.3f} ({worst}) | {shares} |", flush=True)
