"""Any ledger: what could not be had is tried again, until it comes or is given up."""

from __future__ import annotations

from dataclasses import replace

from govnews.items import ListingEntry
from govnews.ledger import Standing
from tests.ledger.samples import LATER, NOW, article, leave_out

MUCH_LATER = "2025-04-24T01:00:00Z"


def test_failures_are_counted_kept_and_forgotten_when_the_article_comes(ledger, ledgers):
    entry = ListingEntry(article(1).url, "新闻1", "2025-03-24", "2025-03-24", pinned=True)
    other = ListingEntry(article(2).url, "新闻2")
    ledger.fail(entry, "新闻", "HTTP 500", now=NOW)
    ledger.fail(other, "新闻", "no answer in time", now=NOW)
    ledger.fail(entry, "新闻", "HTTP 502", now=LATER)
    first, second = ledgers.open().failures()
    assert (first.entry, first.count) == (other, 1)
    assert (second.entry, second.count, second.error, second.column) == (entry, 2, "HTTP 502", "新闻")
    ledger.record(article(1), now=NOW)
    ledger.add_address(other.url, of=article(1).url, now=NOW)
    assert ledger.failures() == []


def test_a_failure_is_forgotten_with_an_address_of_nothing_and_with_an_exclusion(ledger):
    for number in (1, 2, 3):
        ledger.fail(ListingEntry(article(number).url, "新闻"), "新闻", "HTTP 500", now=NOW)
    ledger.add_address(article(1).url, of=article(9).url, now=NOW)
    leave_out(ledger, article(2).url, "leads to another host")
    assert [failure.entry.url for failure in ledger.failures()] == [article(3).url]


def test_failures_are_the_sites_own(ledger, ledgers):
    ledger.fail(ListingEntry(article(1).url, "新闻1"), "新闻", "HTTP 500", now=NOW)
    other = ledgers.open("other")
    assert other.failures() == []
    other.record(article(1), now=NOW)
    assert len(ledger.failures()) == 1


def test_what_fails_is_hopeless_only_while_others_can_be_read_and_after_some_time(ledger):
    broken, young = ListingEntry(article(90).url, "新闻90"), ListingEntry(article(91).url, "新闻91")
    for _ in range(3):
        ledger.fail(broken, "新闻", "HTTP 500", now=NOW)
    ledger.fail(young, "新闻", "HTTP 500", now=NOW)

    def hopeless(since):
        return [one.entry for one in ledger.hopeless(failures=3, meanwhile=2, since=since)]

    assert hopeless(NOW) == []
    ledger.record(article(1), now=LATER)
    assert hopeless(NOW) == []
    ledger.record(article(2), now=LATER)
    assert hopeless("2025-03-23T00:00:00Z") == []
    assert hopeless(NOW) == [broken]


def test_what_is_gone_is_counted_by_itself_and_is_not_hopeless(ledger):
    entry = ListingEntry(article(90).url, "新闻90")
    ledger.fail(entry, "新闻", "HTTP 404", now=NOW, gone_since=NOW)
    failure = ledger.fail(entry, "新闻", "HTTP 404", now=LATER, gone_since=LATER)
    assert (failure.gone, failure.gone_at, failure.failed_at) == (2, NOW, LATER)
    assert ledger.hopeless(failures=1, meanwhile=0, since=LATER) == []
    failure = ledger.fail(entry, "新闻", "HTTP 500", now=LATER)
    assert (failure.count, failure.gone, failure.gone_at) == (3, 0, None)


def test_what_is_excluded_is_asked_for_again_from_its_date_on(ledger):
    url = article(1).url
    leave_out(ledger, url, "leads to another host")
    assert (ledger.standing([url], now=NOW)[0], ledger.tries(url)) == (Standing.KNOWN, 0)
    assert ledger.excluded_for(url) == "outside"
    assert ledger.due_exclusions(now=NOW, limit=9) == []
    assert ledger.standing([url], now=LATER)[0] is Standing.AGAIN
    ((entry, column),) = ledger.due_exclusions(now=LATER, limit=9)
    assert (entry.url, column) == (url, "新闻")
    ledger.exclude(
        replace(entry, title="另一条"),
        "通知",
        "HTTP 500",
        kind="again",
        listed_from=MUCH_LATER,
        again_at=MUCH_LATER,
    )
    assert (ledger.tries(url), ledger.excluded_for(url)) == (1, "again")
    assert ledger.standing([url], now=LATER)[0] is Standing.KNOWN, "the last word counts"
    assert ledger.due_exclusions(now=LATER, limit=9) == []
    ((entry, column),) = ledger.due_exclusions(now=MUCH_LATER, limit=9)
    assert (entry.title, column) == ("另一条", "通知")
    ledger.record(article(1), now=LATER)
    assert (ledger.standing([url], now=LATER)[0], ledger.tries(url)) == (Standing.KNOWN, None)


def test_whether_pages_of_the_site_answer(ledger):
    ledger.record(article(1), now=NOW)
    assert ledger.answered(since=NOW)
    assert not ledger.answered(since=LATER)
    (check,) = [ledger.check_of(article(1).url)]
    ledger.checked(check.article, check_at=None, gone=1, gone_at=LATER)
    assert not ledger.answered(since=LATER)
    ledger.checked(check.article, check_at=None, answered_at=LATER)
    assert ledger.answered(since=LATER)
