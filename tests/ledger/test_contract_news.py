"""Any ledger: on which days a site, and each of its columns, has news."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

from govnews.ledger import Ledger, Searched, open_reader
from tests.ledger.samples import NOW, article

BACK = timedelta(days=400)


def test_a_column_that_is_long_silent_has_the_days_that_tell_what_was_usual(ledger: Ledger) -> None:
    days = {
        "/old/": ["2019-01-01", "2020-12-31", "2021-12-30"],
        "/new/": ["2024-03-20", "2099-01-01"],
        "/odd/": ["2099-01-02"],
    }
    numbers = iter(range(1, 10))
    for column, each in days.items():
        for day in each:
            one = replace(article(next(numbers)), published_on=day, published_at=None)
            ledger.record(one, now=NOW)
            ledger.listed(column, [ledger.key(one.url)], started=NOW)
    with closing(open_reader(ledger.location)) as reader:
        found = reader.last_published(ledger.site, today="2025-03-24", back=BACK)
    assert [(one.column, one.day, one.count) for one in found] == [
        ("/old/", "2020-12-31", 1), ("/old/", "2021-12-30", 1), ("/new/", "2024-03-20", 1), ("/new/", "2099-01-01", 1),
    ]  # fmt: skip


def test_months_that_a_search_was_seen_to_the_end_of(ledger: Ledger) -> None:
    rows = [
        Searched("", "2024-03", "2024-03", 31, 30), Searched("", "2024", None, 300, 300), Searched("", "", None, 400, 400),
        Searched("/xw/", "2024-04", "2024-04", None, 3), Searched("/xw/", "", "", None, 2),
    ]  # fmt: skip
    ledger.keep_searched("http://search.example.gov.cn/", rows, now=NOW)
    with closing(open_reader(ledger.location)) as reader:
        assert reader.searched_months(ledger.site) == {None: {"2024-03": 30}, "/xw/": {"2024-04": 3}}
        assert reader.searched_months("other") == {}
