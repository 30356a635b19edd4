"""Scrapy's feed exporter, for feeds that the ledger knows of (:mod:`govnews.feeds.storages`).

With several feeds a record counts as published when the first of them has it.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self, cast

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.extensions import feedexport

from govnews.component import RunComponent, collects
from govnews.crawl.arguments import EvidenceForm
from govnews.crawl.outcome import Problem
from govnews.errors import OutputFailed
from govnews.feeds.storages import FileStorage, RemoteFeed
from govnews.files import PartFile
from govnews.items import Record


@dataclass(frozen=True, slots=True)
class _Export:
    """What became of one item in one feed."""

    took: bool
    """Whether the feed holds it."""
    error: Exception | None


class FeedExporter(feedexport.FeedExporter, RunComponent):
    """Scrapy's feed exporter; tells each feed's storage which records it holds, and the run what failed."""

    def __init__(self, crawler: Crawler) -> None:
        RunComponent.__init__(self, crawler)
        feedexport.FeedExporter.__init__(self, crawler)
        self._said: set[tuple[str, str]] = set()
        self._opened: list[FileStorage | RemoteFeed] = []
        self._unwanted = array("q")
        """Versions that no feed's ``item_filter`` lets through."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For a spider that has no run Scrapy's own, with the feeds that do not take their names from one.

        Raises NotConfigured where it has none.
        """
        if collects(crawler.spider):
            if not crawler.settings.getdict("FEEDS"):
                return cast("Self", NoFeeds.from_crawler(crawler))
            return super().from_crawler(crawler)
        feeds = {
            uri: one for uri, one in crawler.settings.getdict("FEEDS").items() if "%(output)s" not in str(uri)
        }
        if not feeds:
            raise NotConfigured
        crawler.settings.set("FEEDS", feeds, priority="cmdline")
        return cast("Self", feedexport.FeedExporter.from_crawler(crawler))

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Export the item to each feed, whatever the others do, then note it in those that really took it."""
        slots, following = self.slots, list[feedexport.FeedSlot]()
        exports = []
        brief = isinstance(item, Record) and self.run.settings.evidence is EvidenceForm.BRIEF
        told = item.in_brief() if brief else item
        for slot in slots:
            exports.append(self._export_to(slot, told, spider))
            following += self.slots
        self.slots = following
        if isinstance(item, Record):
            took = [slot for slot, export in zip(slots, exports, strict=True) if export.took]
            self._note(item, took, failed=any(export.error for export in exports))
        for export in exports:
            if export.error is not None and not isinstance(export.error, OSError):
                raise export.error

    def _export_to(self, slot: feedexport.FeedSlot, item: Any, spider: Spider) -> _Export:
        """Export the item to one feed; ``self.slots`` is then what follows it: the same slot, or a new batch's.

        Alone: Scrapy's loop over all feeds ends at the first one that fails, and starves those behind it.
        """
        self.slots = [slot]
        count, written = slot.itemcount, _written(slot.file)
        error: Exception | None = None
        try:
            super().item_scraped(item, spider)
        except Exception as raised:
            error = raised
            self._say(raised, item)
        took = slot.itemcount != count
        if not took and _written(slot.file) > written and (file := _part_file(slot.file)) is not None:
            file.spoil("an article was written in part")
        return _Export(took, error)

    def _say(self, error: Exception, item: Any) -> None:
        """Put into the report what kept an item from a feed."""
        if isinstance(error, OutputFailed):
            self.run.ledger_failed(error)  # it says the same of every article
            return
        if not isinstance(error, OSError):
            self.run.problem(Problem.OUTPUT, getattr(item, "url", ""), f"{type(error).__name__}: {error}")
            return
        # Once: a full disk says the same of every article.
        said = (error.filename or "", error.strerror or str(error))
        if said not in self._said:
            self._said.add(said)
            self.run.problem(Problem.OUTPUT, *said)

    def _note(self, item: Record, took: Sequence[feedexport.FeedSlot], *, failed: bool) -> None:
        """Note which storages hold the ledger's version, or that no feed's filter lets it through."""
        try:
            version = self.run.ledger.pending_id(item)
        except OutputFailed as error:
            self.run.ledger_failed(error)
            for slot in took:
                if (file := _part_file(slot.file)) is not None:
                    file.spoil("the ledger cannot tell which article this is")  # it would come once more
            return
        if version is None:
            return
        for storage in (slot.storage for slot in took):
            if isinstance(storage, FileStorage | RemoteFeed):
                storage.holds.append(version)
                if storage not in self._opened:
                    self._opened.append(storage)
        if not took and not failed:
            self._unwanted.append(version)

    async def close_spider(self, spider: Spider) -> None:
        """Publish the feeds; what was not is named in the report."""
        if self._said:
            for slot in self.slots:
                slot.store_empty = False  # an empty feed that could not be opened is not opened once more
        await super().close_spider(spider)
        run = self.run
        for storage in self._opened:
            if not storage.published:
                fault = storage.fault if isinstance(storage, RemoteFeed) else None
                why = fault or "the feed could not be published; the log says why"
                run.problem(Problem.OUTPUT, storage.uri, why)
                storage.give_up()
        if self._unwanted and self.slots:
            run.ledger.confirm(run.ledger.announce("", None, self._unwanted))


class NoFeeds(RunComponent):
    """Takes the place of the exporter where ``FEEDS`` names no feed: who reads the ledger itself (``scrapy export --follow``)
    wants none, and what is recorded counts as published.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._recorded = array("q")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        without = cls(crawler)
        crawler.signals.connect(without.item_scraped, signal=signals.item_scraped)
        crawler.signals.connect(without.spider_closed, signal=signals.spider_closed)
        return without

    def item_scraped(self, item: Any) -> None:
        """Note the version that was recorded."""
        if isinstance(item, Record) and (version := self.run.ledger.pending_id(item)) is not None:
            self._recorded.append(version)

    def spider_closed(self) -> None:
        """Let the versions be published, in nothing; one that is not is so by the next run."""
        try:
            if self._recorded:
                self.run.ledger.confirm(self.run.ledger.announce("", None, self._recorded))
        except OutputFailed as error:
            self.run.ledger_failed(error)


def _part_file(file: Any) -> PartFile | None:
    """The file that an exporter writes, below what compresses it; None where it is not open or not ours."""
    while file is not None and not isinstance(file, PartFile):
        file = getattr(file, "file", None)
    return file


def _written(file: Any) -> int:
    part = _part_file(file)
    return part.written if part is not None else 0
