"""Records on their way into the ledger: those of one moment share a transaction, and one that fails fails alone."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

from govnews.clock import utc_now
from govnews.crawl.run import Run, Wishes
from govnews.items import Record
from govnews.ledger import Ledger
from govnews.pipelines import DedupePipeline, Known, RecordPipeline
from tests.crawling import crawler_of
from tests.ledger.test_ledger import article


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    run = Run.open("test", tmp_path, Wishes())
    yield run
    run.close()


def commits(run: Run) -> list[str]:
    """The transactions of the run's ledger from now on."""
    said: list[str] = []
    run.ledger._db.set_trace_callback(lambda sql: said.append(sql) if sql in ("COMMIT", "ROLLBACK") else None)
    return said


def pending(run: Run) -> list[str]:
    """What another process sees recorded."""
    with closing(Ledger(run.ledger.path, run.site)) as other:
        return [str(one.title) for one in other.pending()]


def record(run: Run, *articles: Record) -> list[BaseException | Record]:
    """What the pipeline gives for articles that come at the same time."""
    pipeline = RecordPipeline(crawler_of(run))

    async def all_at_once() -> list[BaseException | Record]:
        return await asyncio.gather(*map(pipeline.process_item, articles), return_exceptions=True)

    return asyncio.run(all_at_once())


def test_articles_of_one_moment_share_a_transaction(run: Run) -> None:
    said = commits(run)
    ten = [article(number) for number in range(10)]
    assert record(run, *ten) == ten
    assert said == ["COMMIT"]
    assert pending(run) == [one.title for one in ten]


def test_an_article_goes_on_to_the_feeds_when_it_is_committed_and_not_before(run: Run) -> None:
    async def look() -> None:
        going = asyncio.create_task(RecordPipeline(crawler_of(run)).process_item(article(1)))
        await asyncio.sleep(0)
        assert not going.done()
        assert pending(run) == []
        await going
        assert pending(run) == ["新闻1"]

    asyncio.run(look())


def test_one_that_cannot_be_written_fails_alone(run: Run) -> None:
    run.ledger.record(article(2), now=utc_now())
    again = replace(article(2), title="新闻2")  # the same version of the same address
    said = commits(run)
    first, failed, last = record(run, article(1), again, article(3))
    assert said == ["COMMIT"]
    assert (first, last) == (article(1), article(3))
    assert isinstance(failed, sqlite3.IntegrityError)
    assert pending(run) == ["新闻2", "新闻1", "新闻3"]


def test_where_nothing_can_be_written_each_is_told(run: Run) -> None:
    run.ledger._db.execute("PRAGMA query_only = ON")
    assert [type(said) for said in record(run, article(1), article(2))] == [sqlite3.OperationalError] * 2
    run.ledger._db.execute("PRAGMA query_only = OFF")
    assert pending(run) == []


@pytest.mark.parametrize(
    "other",
    [article(1, title="另一个题目"), article(2, title="新闻1", body="正文第1条。")],
    ids=["address", "words"],
)
def test_a_second_one_of_the_same_address_or_words_is_known_at_once(run: Run, other: Record) -> None:
    async def look() -> None:
        going = asyncio.create_task(RecordPipeline(crawler_of(run)).process_item(article(1)))
        await asyncio.sleep(0)
        with pytest.raises(Known):
            DedupePipeline(crawler_of(run)).process_item(other)
        await going

    asyncio.run(look())
    assert pending(run) == ["新闻1"]


def test_a_stopped_run_loses_nothing_that_it_wrote(run: Run) -> None:
    async def stop() -> None:
        going, beside = (
            asyncio.create_task(RecordPipeline(crawler_of(run)).process_item(article(n))) for n in (1, 2)
        )
        await asyncio.sleep(0)
        going.cancel()
        await asyncio.wait_for(beside, 5)

    asyncio.run(stop())
    assert pending(run) == ["新闻1", "新闻2"], "the first is in no feed: the next run publishes it"


def test_a_locked_ledger_keeps_all_waiting_for_one_time_out(run: Run) -> None:
    run.ledger._db.execute("PRAGMA busy_timeout = 300")
    with closing(sqlite3.connect(run.ledger.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        started = monotonic()
        failed = record(run, *map(article, range(10)))
    assert [str(one) for one in failed] == ["database is locked"] * 10
    assert monotonic() - started < 1.5
    assert pending(run) == []


def test_what_is_written_together_is_kept_as_a_whole_or_not_at_all(run: Run) -> None:
    with pytest.raises(KeyError), run.ledger.together():
        run.ledger.record(article(1), now=utc_now())
        raise KeyError
    assert pending(run) == []
