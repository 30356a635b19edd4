"""What a search states of a period and of its parts, and when all of it was seen."""

from __future__ import annotations

from datetime import date

from govnews.crawl.outcome import EndKind, EntryOutcome
from govnews.crawl.past import Past, Slice, State
from govnews.crawl.periods import Period, Span
from govnews.crawl.walk import Walk
from govnews.items import Column, ListingEntry
from govnews.ledger import Searched
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.paging import Claims, LastPageSign, Next

WHOLE = Period.whole(None)
YEAR = Period(Span.YEAR, date(2024, 1, 1), date(2024, 12, 31))
MARCH = Period(Span.MONTH, date(2024, 3, 1), date(2024, 3, 31))


def slice_of(period: Period, **more: object) -> Slice:
    return Slice(period, Walk(Column("", "http://example.gov.cn/s?page=1", "test", 0)), **more)  # type: ignore[arg-type]


def answered(total: int | None, results: int = 0, period: Period = MARCH, **more: object) -> Slice:
    """A slice whose first answer came; walked to its end where it opens, with so many results, all settled."""
    one = slice_of(period, **more)
    one.walk.start()
    claims = Claims(entries=total)
    if one.opens(claims, results=results):
        rows = [
            ListingEntry(f"http://example.gov.cn/{n}.html", f"新闻{n}", "2024-03-24") for n in range(results)
        ]
        end = Next.ended(LastPageSign.EMPTY_ANSWER, "answer 2 holds no result")
        one.walk.read(Listing(rows), end, claims, settled=lambda _: False)
        for _ in rows:
            one.walk.settle(EntryOutcome.NEW)
    return one


def test_a_total_that_is_met_is_complete_and_one_that_is_missed_is_not() -> None:
    assert answered(3, 3).complete
    short = answered(5, 3)
    assert not short.complete and short.falls_short
    assert list(short.lacks()) == ["2024-03: the site states 5 entries, 3 were listed"]


def test_a_month_is_complete_by_its_days_where_it_falls_short() -> None:
    month = answered(5, 3)
    month.parts = [answered(3, 3), answered(2, 2)]
    assert month.complete and month.settled
    assert not month.covered, "the next one may state results that one of these has counted, too"
    month.parts.append(answered(0))
    assert month.complete and month.covered
    month.parts = [answered(3, 3), answered(1, 1)]
    assert list(month.lacks()) == ["2024-03: 5 stated, its parts state 4 in all"]


def test_a_slice_with_an_entry_that_came_to_no_end_is_not_kept() -> None:
    one = answered(3, 3)
    one.walk.account.outcomes[EntryOutcome.NEW] -= 1
    assert not one.settled and not one.complete


def test_what_an_earlier_run_saw_whole_is_walked_again_only_where_its_total_changed() -> None:
    known = Searched("", "2024-03", "2024-03", 3, 3)
    assert answered(3, known=known).state is State.UNCHANGED
    assert answered(4, 4, known=known).state is State.WALKED
    assert answered(None, 2, known=Searched("", "2024-03", "2024-03", None, 2)).state is State.WALKED


def test_two_years_that_state_all_there_is_show_that_days_are_ignored() -> None:
    whole = answered(9, period=WHOLE, divides=True)
    assert whole.state is State.DIVIDED
    whole.parts = [answered(9, divides=True)]
    whole.compare()
    assert not whole.dates_ignored
    whole.parts.append(answered(9, divides=True))
    whole.compare()
    assert whole.dates_ignored
    assert whole.opens(Claims(entries=9), results=9), "it is walked as it is"


def test_a_search_that_states_nothing_at_all_proves_nothing() -> None:
    assert answered(0).complete
    nothing = answered(0, period=WHOLE)
    assert not nothing.complete
    assert list(nothing.lacks()) == [
        "all time: the search states no result at all for a question without words"
    ]
    assert not Past().complete


def test_a_failure_is_no_cap() -> None:
    one = answered(5, 3)
    one.walk.proof.outage = True
    assert not one.falls_short
    stopped = slice_of(MARCH)
    stopped.walk.abandon(EndKind.STOPPED, "the run was stopped")
    assert not stopped.falls_short
    assert list(stopped.lacks()) == ["2024-03: the run was stopped"]


def test_totals_that_are_too_high_do_not_end_the_past_early() -> None:
    whole = answered(9, period=WHOLE, divides=True)
    whole.parts = [answered(6, divides=True), answered(5, divides=True), answered(0)]
    assert not whole.covered, "what stands before it is looked at, until years have none"
    whole.parts = [answered(6, divides=True), answered(3, divides=True), answered(0)]
    assert whole.covered


def test_what_two_parts_have_counts_once() -> None:
    """A search that takes the last day for more than one finds what lies at the border of two months in both."""
    year = answered(5, period=YEAR, divides=True)
    year.parts = [answered(3, 3), answered(3, 3)]
    year.parts[0].keys, year.parts[1].keys = {b"1", b"2", b"3"}, {b"3", b"4", b"5"}
    assert year.complete
    year.parts[1].keys = {b"2", b"3", b"4"}
    assert list(year.lacks()) == ["2024: 5 stated, its parts state 6 in all"]


def test_results_that_come_twice_are_walked_until_nothing_new_comes() -> None:
    one = answered(4, 4)
    account = one.walk.account
    account.listed, one.keys = 3, {b"1", b"2", b"3"}
    account.outcomes[EntryOutcome.NEW] = 3
    one.met([b"1", b"2", b"3", b"1"])
    assert one.is_to_be_walked_again and not one.complete
    assert list(one.lacks()) == ["2024-03: 4 stated, 3 found in 1 walks: results come twice"]
    for rows in ([b"1", b"2", b"3", b"2"], [b"3", b"2", b"1", b"2"]):
        one.again(one.walk)
        one.met(rows)
        one.walked()
        assert one.is_to_be_walked_again, "another one came twice: one that never came may come yet"
    one.again(one.walk)
    one.met([b"1", b"2", b"2", b"3"])
    one.walked()
    assert not one.is_to_be_walked_again and one.complete, "two of its results are one article"


def test_what_comes_with_a_later_walk_makes_it_complete() -> None:
    one = answered(4, 4)
    account = one.walk.account
    account.listed, one.keys = 3, {b"1", b"2", b"3"}
    account.outcomes[EntryOutcome.NEW] = 3
    one.again(one.walk)
    one.keys.add(b"4")
    one.walked()
    assert one.complete and not one.repeats and not one.is_to_be_walked_again
