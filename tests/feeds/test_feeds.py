"""The feed exporter and its storages, driven by hand: what is published, what is not, and what the ledger knows."""

from __future__ import annotations

import asyncio
import csv
import errno
import gzip
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest
from scrapy import Spider
from scrapy.utils.test import get_crawler

from govnews.crawl.outcome import Problem
from govnews.crawl.run import Run, Sample
from govnews.feeds.exporter import FeedExporter, FileStorage
from govnews.feeds.recovery import recover
from govnews.items import Record
from tests.ledger.samples import NOW, article

STORAGES = {"": "govnews.feeds.exporter.FileStorage", "file": "govnews.feeds.exporter.FileStorage"}


@dataclass
class Feeding:
    """A run of one site with feeds, from the first article to the last."""

    output: Path
    feeds: dict[str, dict[str, Any]]
    settings: dict[str, Any] = field(default_factory=dict)
    site: str = "test"

    @contextmanager
    def running(self) -> Iterator[tuple[Run, FeedExporter, Any]]:
        run = Run.open(self.site, self.output, recover=recover)
        feeds = {
            uri: {"format": "jsonlines", "store_empty": False} | options
            for uri, options in self.feeds.items()
        }
        settings = {
            "FEEDS": feeds,
            "FEED_STORAGES": STORAGES,
            "FEED_EXPORT_ENCODING": "utf-8",
            "TWISTED_REACTOR_ENABLED": False,
            **self.settings,
        }
        try:
            crawler = get_crawler(Spider, settings)
            spider = Spider(self.site)
            spider.run = run  # type: ignore[attr-defined]
            crawler.spider = spider
            exporter = FeedExporter.from_crawler(crawler)
            exporter.open_spider(spider)
            yield run, exporter, spider
        finally:
            run.close()

    def publish(self, *articles: Record) -> Run:
        """A run that records and exports what is pending and these articles, and ends."""

        async def go(exporter: FeedExporter, spider: Any, run: Run) -> None:
            for one in [*run.ledger.pending(), *articles]:
                if run.ledger.pending_id(one) is None:
                    run.ledger.record(one, now=NOW)
                try:
                    exporter.item_scraped(one, spider)
                except TypeError:
                    continue  # as Scrapy's signals do, which log it
            await exporter.close_spider(spider)

        with self.running() as (run, exporter, spider):
            asyncio.run(go(exporter, spider, run))
            self.waiting = run.ledger.waiting()
        return run


def lines(path: Path) -> list[str]:
    return [json.loads(line)["title"] for line in path.read_text("utf-8").splitlines()]


def titles(*numbers: int) -> list[str]:
    return [f"新闻{n}" for n in numbers]


def test_a_feed_appears_whole_under_its_final_name(tmp_path):
    target = tmp_path / "feeds" / "feed.jsonl"
    feeding = Feeding(tmp_path / "output", {str(target): {}})
    with feeding.running() as (run, exporter, spider):

        async def go() -> None:
            run.ledger.record(article(1), now=NOW)
            exporter.item_scraped(article(1), spider)
            assert not target.exists()
            assert target.with_name(".feed.jsonl.part").exists()
            await exporter.close_spider(spider)

        asyncio.run(go())
        assert (run.feeds, run.problems, run.ledger.waiting()) == ([str(target)], {}, 0)
    assert lines(target) == titles(1)
    assert [path.name for path in target.parent.iterdir()] == ["feed.jsonl"]


def test_a_run_without_articles_makes_no_file(tmp_path):
    target = tmp_path / "feeds" / "feed.jsonl"
    Feeding(tmp_path / "output", {str(target): {}}).publish()
    assert not target.parent.exists()


def test_a_feed_is_appended_to_or_overwritten(tmp_path):
    target = tmp_path / "feed.jsonl"
    feeding = Feeding(tmp_path / "output", {str(target): {}})
    feeding.publish(article(1), article(2))
    feeding.publish(article(3))
    assert lines(target) == titles(1, 2, 3)
    Feeding(tmp_path / "output", {str(target): {"overwrite": True}}).publish(article(4))
    assert lines(target) == titles(4)


@pytest.mark.long
@pytest.mark.parametrize("step", ["open", "announce", "rename"])
def test_a_run_that_ends_in_the_middle_leaves_the_old_feed_and_the_next_one_completes_it(
    tmp_path, step, monkeypatch
):
    target = tmp_path / "feed.jsonl"
    feeding = Feeding(tmp_path / "output", {str(target): {}})
    feeding.publish(article(1))

    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    with feeding.running() as (run, exporter, spider):
        run.ledger.record(article(2), now=NOW)
        exporter.item_scraped(article(2), spider)
        (slot,) = exporter.slots
        if step != "open":
            slot.finish_exporting()
            monkeypatch.setattr(
                *{"announce": (run.ledger, "announce"), "rename": (Path, "replace")}[step], die
            )
            with pytest.raises(Killed):
                slot.storage.store(slot.file)
            monkeypatch.undo()
        slot.file.close()
        slot.storage._lock.close()
    assert lines(target) == titles(1), "nobody sees half a feed"
    feeding.publish(article(3))
    assert lines(target) == titles(1, 2, 3)
    assert feeding.waiting == 0


@pytest.mark.long
def test_a_write_error_publishes_nothing_and_the_next_run_everything(tmp_path):
    target = tmp_path / "feed.jsonl"
    feeding = Feeding(tmp_path / "output", {str(target): {}})
    feeding.publish(article(1))

    class Full(io.RawIOBase):
        """A disk that is full after so many bytes; what comes before is written, as by a real one."""

        def __init__(self, below: IO[bytes], room: int) -> None:
            self.below, self.room = below, room

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            taken = bytes(data)[: self.room]
            self.room -= len(taken)
            if not taken:
                raise OSError(errno.ENOSPC, "No space left on device")
            self.below.write(taken)
            return len(taken)

    full: list[Any] = []
    with feeding.running() as (run, exporter, spider):

        async def go() -> None:
            for number in range(2, 40):
                run.ledger.record(article(number), now=NOW)
                exporter.item_scraped(article(number), spider)
                if number == 2:
                    (slot,) = exporter.slots
                    slot.file._file = io.BufferedWriter(Full(slot.file._file, 5000))
                    full.append(slot.file._file.raw.below)
            await exporter.close_spider(spider)

        asyncio.run(go())
        full.pop().close()
        assert run.problems[Problem.OUTPUT] == 2
        assert run.samples[0].error == "No space left on device"
        assert run.ledger.waiting() == 38
    assert lines(target) == titles(1)
    assert not target.with_name(".feed.jsonl.part").exists()
    feeding.publish()
    assert lines(target) == titles(*range(1, 40))


def test_an_article_that_cannot_be_written_costs_no_other_one(tmp_path):
    target = tmp_path / "feed.jsonl"
    broken = {"FEED_EXPORTERS": {"jsonlines": "tests.faulty.FaultyJsonLines"}}
    feeding = Feeding(tmp_path / "output", {str(target): {}}, broken)
    run = feeding.publish(article(1), article(2, title="坏"), article(3))
    assert lines(target) == titles(1, 3)
    assert run.problems[Problem.OUTPUT] == 1
    assert run.samples == [
        Sample(Problem.OUTPUT, article(2).url, "TypeError: this article cannot be written")
    ]
    assert feeding.waiting == 1
    feeding.settings = {}
    feeding.publish()
    assert lines(target) == ["新闻1", "新闻3", "坏"]


def test_an_article_that_was_half_written_spoils_its_feed(tmp_path):
    target = tmp_path / "feed.xml"
    broken = {"FEED_EXPORTERS": {"xml": "tests.faulty.FaultyXml"}}
    feeding = Feeding(tmp_path / "output", {str(target): {"format": "xml"}}, broken)
    run = feeding.publish(article(1), article(2, body="坏"), article(3))
    assert not target.exists()
    assert run.problems[Problem.OUTPUT]
    assert feeding.waiting == 3


def test_a_feed_that_cannot_be_closed_is_said(tmp_path):
    """Scrapy itself says nothing: the error stays in a task that nobody asks."""
    target = tmp_path / "feed.jsonl"
    broken = {"FEED_EXPORTERS": {"jsonlines": "tests.faulty.FaultyFinish"}}
    feeding = Feeding(tmp_path / "output", {str(target): {}}, broken)
    run = feeding.publish(article(1))
    assert not target.exists()
    assert run.problems[Problem.OUTPUT] == 1
    assert feeding.waiting == 1


@pytest.mark.parametrize("plugin", ["GzipPlugin", "Bz2Plugin", "LZMAPlugin"])
def test_a_compressed_feed_is_whole_and_can_be_appended_to(tmp_path, plugin):
    import bz2
    import lzma

    unpack = {"GzipPlugin": gzip.decompress, "Bz2Plugin": bz2.decompress, "LZMAPlugin": lzma.decompress}[
        plugin
    ]
    target = tmp_path / "feed.jsonl.z"
    feeding = Feeding(
        tmp_path / "output",
        {str(target): {"postprocessing": [f"scrapy.extensions.postprocessing.{plugin}"]}},
    )
    feeding.publish(article(1), article(2))
    feeding.publish(article(3))
    found = [json.loads(line)["title"] for line in unpack(target.read_bytes()).decode().splitlines()]
    assert found == titles(1, 2, 3)
    assert feeding.waiting == 0


def test_batches_are_published_each_for_itself_and_nothing_stays_behind(tmp_path):
    feeding = Feeding(
        tmp_path / "output", {str(tmp_path / "feed-%(batch_id)d.jsonl"): {"batch_item_count": 2}}
    )
    run = feeding.publish(*(article(number) for number in range(1, 6)))
    assert {path.name: lines(path) for path in tmp_path.glob("*.jsonl")} == {
        "feed-1.jsonl": titles(1, 2),
        "feed-2.jsonl": titles(3, 4),
        "feed-3.jsonl": titles(5),
    }
    assert feeding.waiting == 0
    assert len(run.feeds) == 3


def test_csv_and_json_are_whole(tmp_path):
    as_csv, as_json = tmp_path / "feed.csv", tmp_path / "feed.json"
    feeding = Feeding(
        tmp_path / "output",
        {str(as_csv): {"format": "csv", "fields": ["title", "url"]}, str(as_json): {"format": "json"}},
    )
    feeding.publish(article(1), article(2, title="一,二\n三"))
    with as_csv.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["title", "url"],
            ["新闻1", article(1).url],
            ["一,二\n三", article(2).url],
        ]
    assert [one["title"] for one in json.loads(as_json.read_text("utf-8"))] == ["新闻1", "一,二\n三"]
    assert feeding.waiting == 0


def test_of_two_feeds_one_that_fails_takes_nothing_from_the_other(tmp_path):
    (tmp_path / "file").write_text("in the way")
    good, bad = tmp_path / "good.jsonl", tmp_path / "file" / "bad.jsonl"
    feeding = Feeding(tmp_path / "output", {str(good): {}, str(bad): {}})
    run = feeding.publish(article(1), article(2))
    assert lines(good) == titles(1, 2)
    assert run.problems[Problem.OUTPUT] == 1
    assert feeding.waiting == 0, "published is what stands in one of them"


def test_a_filter_leaves_articles_out_for_good(tmp_path):
    target = tmp_path / "feed.jsonl"
    feeding = Feeding(tmp_path / "output", {str(target): {"item_filter": OnlyOdd}})
    run = feeding.publish(article(1), article(2), article(3))
    assert lines(target) == titles(1, 3)
    assert (feeding.waiting, run.problems) == (0, {})


class OnlyOdd:
    def __init__(self, feed_options: dict[str, Any] | None) -> None:
        pass

    def accepts(self, item: Record) -> bool:
        return int(item.title[2:]) % 2 == 1


# Other processes


def test_two_sites_do_not_overwrite_each_other_in_one_feed(tmp_path):
    target = tmp_path / "feed.jsonl"
    one = Feeding(tmp_path / "output", {str(target): {}}, site="one")
    two = Feeding(tmp_path / "output", {str(target): {}}, site="two")
    with one.running() as (run, exporter, spider):
        run.ledger.record(article(1), now=NOW)
        exporter.item_scraped(article(1), spider)
        other = two.publish(article(2))
        assert other.samples == [
            Sample(
                Problem.OUTPUT,
                str(target.with_name(".feed.jsonl.part")),
                "another run is writing this feed",
            )
        ]
        assert two.waiting == 1
        asyncio.run(exporter.close_spider(spider))
    assert lines(target) == titles(1)
    two.publish()
    assert lines(target) == titles(1, 2)


def test_a_shared_feed_that_a_killed_run_of_another_site_completed_is_published_first(tmp_path, monkeypatch):
    target = tmp_path / "feed.jsonl"
    one = Feeding(tmp_path / "output", {str(target): {}}, site="one")
    two = Feeding(tmp_path / "output", {str(target): {}}, site="two")
    with one.running() as (run, exporter, spider):
        run.ledger.record(article(1), now=NOW)
        exporter.item_scraped(article(1), spider)
        (slot,) = exporter.slots
        slot.finish_exporting()
        slot.file.finish()
        run.ledger.announce(target, slot.storage.part, slot.storage.holds)
        slot.storage._lock.close()  # killed
    two.publish(article(2))
    assert lines(target) == titles(1, 2)
    one.publish()
    assert lines(target) == titles(1, 2)


def test_working_files_of_killed_runs_are_cleared_away(tmp_path):
    feeding = Feeding(tmp_path / "output", {str(tmp_path / "output" / "test" / "b.jsonl"): {}})
    feeding.publish(article(1))
    left = tmp_path / "output" / "test" / ".a.jsonl.part"
    left.write_text('{"title": "新')
    feeding.publish(article(2))
    assert not left.exists()


# Uploads


class Bucket:
    """A storage elsewhere, that takes what it is given or fails."""

    fails = False
    stored: list[bytes] = []  # noqa: RUF012 - reset by each test

    def __init__(self, uri: str, *, feed_options: dict[str, Any] | None = None) -> None:
        pass

    def open(self, spider: Spider) -> IO[bytes]:
        return io.BytesIO()

    async def store(self, file: IO[bytes]) -> None:
        if self.fails:
            raise ConnectionError("the bucket does not answer")
        file.seek(0)
        self.stored.append(file.read())


@pytest.fixture
def uploading(tmp_path, monkeypatch):
    monkeypatch.setattr(Bucket, "stored", [])
    settings = {
        "FEED_STORAGES": {"s3": "govnews.feeds.storages.UploadedFeed"},
        "FEED_STORAGES_BASE": {"s3": Bucket, **STORAGES},
    }
    return Feeding(tmp_path / "output", {"s3://key:secret@bucket/feed.jsonl": {}}, settings)


def test_an_upload_counts_when_the_storage_says_so(uploading):
    run = uploading.publish(article(1))
    assert [json.loads(line)["title"] for line in Bucket.stored[0].splitlines()] == titles(1)
    assert uploading.waiting == 0
    assert run.feeds == ["s3://bucket/feed.jsonl"], "no credentials in the report"


def test_an_upload_that_fails_is_done_again(uploading, monkeypatch):
    monkeypatch.setattr(Bucket, "fails", True)
    run = uploading.publish(article(1))
    assert (run.problems[Problem.OUTPUT], uploading.waiting) == (1, 1)
    assert "secret" not in str(run.samples)
    monkeypatch.undo()
    monkeypatch.setattr(Bucket, "stored", [])
    uploading.publish(article(2))
    assert len(Bucket.stored[0].splitlines()) == 2
    assert uploading.waiting == 0


def test_a_local_path_in_every_form_is_the_same_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    target = tmp_path / "新闻 1.jsonl"
    for uri in (str(target), target.as_uri(), f"./{target.name}"):
        assert FileStorage(uri).path == target
