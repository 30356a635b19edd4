"""The pipelines before the ledger: what is on its way is known, and no article is in a feed before it is committed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from govnews.crawl.run import Run
from govnews.feeds.recovery import recover
from govnews.items import Article
from govnews.ledger import open_ledger
from govnews.pipelines import DedupePipeline, Known, RecordPipeline
from tests.crawling import crawler_of
from tests.ledger.samples import article


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    run = Run.open("test", tmp_path, recover=recover)
    yield run
    run.close()


def pending(run: Run) -> list[str]:
    """What another process sees recorded."""
    with closing(open_ledger(run.ledger.location, run.site)) as other:
        return [str(one.title) for one in other.pending()]


def record(run: Run, *articles: Article) -> list[BaseException | Article]:
    """What the pipeline gives for articles that come at the same time."""
    pipeline = RecordPipeline(crawler_of(run))

    async def all_at_once() -> list[BaseException | Article]:
        return await asyncio.gather(*map(pipeline.process_item, articles), return_exceptions=True)

    return asyncio.run(all_at_once())


def test_articles_of_one_moment_go_on_together(run: Run) -> None:
    ten = [article(number) for number in range(10)]
    assert record(run, *ten) == ten
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


@pytest.mark.parametrize(
    "other",
    [article(1, title="另一个题目"), article(2, title="新闻1", body="正文第1条。")],
    ids=["address", "words"],
)
def test_a_second_one_of_the_same_address_or_words_is_known_at_once(run: Run, other: Article) -> None:
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
