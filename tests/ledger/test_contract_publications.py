"""Any ledger: what is published is what was announced and not withdrawn; files are tests/feeds/test_recovery.py's."""

from __future__ import annotations

from pathlib import Path

from tests.ledger.samples import NOW, article, pending_versions

FEED, PART = Path("/srv/feeds/feed.jsonl"), Path("/srv/feeds/.feed.jsonl.part")


def test_pending_records_come_in_order_however_many(ledger):
    for number in range(250):
        ledger.record(article(number), now=NOW)
    assert [one.title for one in ledger.pending()] == [f"新闻{n}" for n in range(250)]


def test_what_is_published_while_pending_is_read_costs_no_other_one(ledger):
    for number in range(250):
        ledger.record(article(number), now=NOW)
    titles = []
    for one in ledger.pending():
        titles.append(one.title)
        ledger.confirm(ledger.announce(FEED, PART, [ledger.pending_id(one)]))
    assert titles == [f"新闻{n}" for n in range(250)]
    assert ledger.waiting() == 0


def test_a_number_only_for_what_is_recorded_and_in_no_feed(ledger):
    ledger.record(article(1), now=NOW)
    number = ledger.pending_id(article(1))
    assert number is not None
    assert ledger.pending_id(article(1, version=2)) is None
    assert ledger.pending_id(article(2)) is None
    ledger.announce(FEED, PART, [number])
    assert ledger.pending_id(article(1)) is None


def test_an_announcement_is_open_until_it_is_confirmed(ledger, ledgers):
    for number in (1, 2):
        ledger.record(article(number), now=NOW)
    announced = ledger.announce(FEED, PART, pending_versions(ledger))
    next_run = ledgers.open()
    assert next_run.waiting() == 0
    (one,) = next_run.open_announcements()
    assert (one.number, one.path, one.part) == (announced, str(FEED), PART)
    next_run.confirm(one.number)
    assert next_run.open_announcements() == next_run.open_announcements_of(PART) == []
    assert next_run.waiting() == 0


def test_a_withdrawn_announcement_leaves_its_records_pending(ledger, ledgers):
    for number in (1, 2):
        ledger.record(article(number), now=NOW)
    before = list(ledger.pending())
    ledger.withdraw_announcement(ledger.announce(FEED, PART, pending_versions(ledger)))
    next_run = ledgers.open()
    assert next_run.open_announcements() == []
    assert list(next_run.pending()) == before


def test_an_upload_is_announced_without_a_file(ledger, ledgers):
    ledger.record(article(1), now=NOW)
    ledger.announce("s3://bucket/feed.jsonl", None, pending_versions(ledger))
    (one,) = ledgers.open().open_announcements()
    assert (one.path, one.part) == ("s3://bucket/feed.jsonl", None)


def test_open_announcements_are_the_own_sites_but_for_a_shared_file(ledger, ledgers):
    ledger.record(article(1), now=NOW)
    announced = ledger.announce(FEED, PART, pending_versions(ledger))
    other = ledgers.open("other")
    assert other.open_announcements() == []
    assert other.open_announcements_of(FEED) == []
    assert [one.number for one in other.open_announcements_of(PART)] == [announced]


def test_a_version_stands_in_the_first_publication_that_took_it(ledger):
    ledger.record(article(1), now=NOW)
    held = pending_versions(ledger)
    ledger.confirm(ledger.announce(FEED, PART, held))
    second = ledger.announce("/srv/feeds/second.jsonl", PART, held)
    ledger.withdraw_announcement(second)
    assert ledger.waiting() == 0
