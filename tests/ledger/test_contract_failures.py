"""Any ledger: what could not be had is tried again, until it comes or is given up."""

from __future__ import annotations

from govnews.items import ListingEntry
from tests.ledger.samples import LATER, NOW, article


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
    ledger.exclude(article(2).url, "leads to another host")
    assert [failure.entry.url for failure in ledger.failures()] == [article(3).url]


def test_failures_are_the_sites_own(ledger, ledgers):
    ledger.fail(ListingEntry(article(1).url, "新闻1"), "新闻", "HTTP 500", now=NOW)
    other = ledgers.open("other")
    assert other.failures() == []
    other.record(article(1), now=NOW)
    assert len(ledger.failures()) == 1


def test_a_dead_link_is_given_up_only_while_others_can_be_read(ledger):
    dead, young = ListingEntry(article(90).url, "新闻90"), ListingEntry(article(91).url, "新闻91")
    for _ in range(3):
        ledger.fail(dead, "新闻", "HTTP 404", now=NOW)
    ledger.fail(young, "新闻", "HTTP 404", now=NOW)
    assert ledger.give_up(failures=3, meanwhile=2) == []
    ledger.record(article(1), now=LATER)
    assert ledger.give_up(failures=3, meanwhile=2) == []
    ledger.record(article(2), now=LATER)
    assert ledger.give_up(failures=3, meanwhile=2) == [dead.url]
    assert ledger.knows(dead.url)
    assert [failure.entry for failure in ledger.failures()] == [young]
