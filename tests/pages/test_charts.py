"""Charts: what they draw is what they were given, and nothing of a page's words becomes markup."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from govnews.crawl.gaps import calendars, span
from govnews.ledger import NewsDay
from govnews.pages.charts import WEEKS, bars, calendar, months, strip, years
from govnews.pages.figures import by_month, days_of, last_days

TODAY = date(2026, 11, 27)


@given(
    st.dictionaries(st.dates(date(2025, 1, 1), date(2027, 1, 1)), st.integers(1, 50), max_size=40),
    st.dates(date(2026, 1, 1)),
)
def test_the_calendar_has_each_day_of_a_year_once_with_its_count(counts, last):
    last = min(last, date(9999, 1, 1))
    drawn = etree.fromstring(calendar(counts, last))
    told = [(rect.get("class"), rect[0].text) for rect in drawn.iter("rect")]
    assert len(told) == 7 * (WEEKS - 1) + last.weekday() + 1
    first = last - timedelta(days=len(told) - 1)
    for number, (level, text) in enumerate(told):
        day = first + timedelta(days=number)
        assert text == f"{day}: {counts.get(day, 0)}"
        assert (level == "l0") == (day not in counts)
    places = {(rect.get("x"), rect.get("y")) for rect in drawn.iter("rect")}
    assert len(places) == len(told), "no cell stands on another"


@given(st.lists(st.integers(0, 10_000), max_size=60))
def test_bars_are_as_high_as_their_counts(counts):
    drawn = etree.fromstring(bars(counts, "days"))
    steps = (drawn[0].get("d") or "").split("M")[1:]
    heights = [int(step.partition("v-")[2]) for step in steps]
    assert len(heights) == sum(count > 0 for count in counts)
    by_count = sorted(zip(filter(None, counts), heights, strict=True))
    assert [height for _, height in by_count] == sorted(heights)


def test_a_stripe_says_its_run_whatever_its_words():
    drawn = etree.fromstring(strip([("ok", "1: ok"), ('"><script>', "<b>&")], "2 runs"))
    assert [rect[0].text for rect in drawn] == ["1: ok", "<b>&"]
    assert drawn[1].get("class") == 'o-"><script>'


def test_what_is_counted_by_day_and_month():
    published = [
        NewsDay("a", "2026-11-27", 2),
        NewsDay(None, "2026-11-27", 1),
        NewsDay("a", "2025-11-20", 4),
    ]
    days = days_of(published)
    assert days == {TODAY: 3, date(2025, 11, 20): 4}
    assert last_days(days, TODAY, 3) == [0, 0, 3]
    assert by_month(published, TODAY) == [0] * 11 + [3]


def test_a_month_of_a_gap_is_framed_and_says_so():
    every = span("2025-01", "2026-11")
    published = [NewsDay("a", f"{month}-08", 20) for month in every if month != "2025-06"]
    column, _ = calendars(published, {"a": "要闻<b>"}, TODAY)
    drawn = etree.fromstring(months(column, every))
    cells = [(cell.get("class"), cell[0].text) for cell in drawn.iter("rect")]
    assert cells[4:6] == [
        ("l2", "2025-05: 20"),
        ("l0 gap", "2025-06: 0 articles, about 19 are to be expected by the months before and after"),
    ]
    assert sum("gap" in kind for kind, _ in cells) == 1
    assert len(cells) == len(every)
    assert drawn.get("aria-label") == "要闻<b> by month"
    assert [text.text for text in etree.fromstring(years(every)).iter("text")] == ["2025", "2026"]
