"""Any ledger: articles of one moment share a transaction, one that fails fails alone, and nothing is too early."""

from __future__ import annotations

import asyncio

import pytest

from govnews.errors import RecordRefused
from govnews.items import Article
from govnews.ledger.batch import Recording
from tests.ledger.samples import NOW, article, record_at_once


def pending(ledgers) -> list[str]:
    """What another process sees recorded."""
    return [str(one.title) for one in ledgers.open().pending()]


def test_articles_of_one_moment_are_recorded_in_their_order(ledger, ledgers):
    ten = [article(number) for number in range(10)]
    assert record_at_once(ledger, *ten) == [None] * 10
    assert pending(ledgers) == [one.title for one in ten]


def test_whoever_records_waits_until_it_is_committed(ledger, ledgers):
    async def look() -> None:
        going = asyncio.create_task(Recording(ledger).record(article(1), now=NOW))
        await asyncio.sleep(0)
        assert not going.done()
        assert pending(ledgers) == []
        await going
        assert pending(ledgers) == ["新闻1"]

    asyncio.run(look())


def test_one_that_cannot_be_written_fails_alone(ledger, ledgers):
    ledger.record(article(2), now=NOW)  # so that this version of this address comes again
    first, failed, last = record_at_once(ledger, article(1), article(2), article(3))
    assert (first, last) == (None, None)
    assert isinstance(failed, RecordRefused)
    assert pending(ledgers) == ["新闻2", "新闻1", "新闻3"]


@pytest.mark.parametrize(
    ("other", "at_once"),
    [
        (article(1, title="另一个题目"), True),
        (article(2, title="新闻1", body="正文第1条。"), True),
        (article(2), False),
    ],
    ids=["address", "words", "neither"],
)
def test_what_has_the_same_address_or_words_is_committed_at_once(ledger, ledgers, other: Article, at_once):
    async def look() -> None:
        recording = Recording(ledger)
        going = asyncio.create_task(recording.record(article(1), now=NOW))
        await asyncio.sleep(0)
        recording.catch_up(other)
        assert pending(ledgers) == (["新闻1"] if at_once else [])
        await going

    asyncio.run(look())


def test_who_stops_waiting_loses_nothing(ledger, ledgers):
    async def stop() -> None:
        recording = Recording(ledger)
        going, beside = (asyncio.create_task(recording.record(article(n), now=NOW)) for n in (1, 2))
        await asyncio.sleep(0)
        going.cancel()
        await asyncio.wait_for(beside, 5)

    asyncio.run(stop())
    assert pending(ledgers) == ["新闻1", "新闻2"], "the first is in no feed: the next run publishes it"
