"""Scrapy's feed exporter, for feeds that the ledger knows of (:mod:`govnews.feeds.storages`).

With several feeds a record counts as published when the first of them has it.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.extensions import feedexport

from govnews.component import RunComponent
from govnews.crawl.outcome import Problem
from govnews.feeds.storages import FileStorage, UploadedFeed
from govnews.files import PartFile
from govnews.items import Article

if TYPE_CHECKING:
    pass


class FeedExporter(feedexport.FeedExporter, RunComponent):
    """Scrapy's feed exporter; tells each feed's storage which records it holds, and the run what failed."""

    def __init__(self, crawler: Crawler) -> None:
        RunComponent.__init__(self, crawler)
        feedexport.FeedExporter.__init__(self, crawler)
        self._said: set[tuple[str, str]] = set()
        self._opened: list[FileStorage | UploadedFeed] = []
        self._unwanted = array("q")
        """Versions that no feed's ``item_filter`` lets through."""

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Export the item to each feed, whatever the others do, then note it in those that really took it."""
        run, slots = self.run, self.slots
        following: list[feedexport.FeedSlot] = []
        took: list[feedexport.FeedSlot] = []
        failed, fault = False, None
        for slot in slots:
            # Alone: Scrapy's loop ends at the first feed that fails, and starves those behind it.
            self.slots = [slot]
            count, written = slot.itemcount, _written(slot.file)
            try:
                super().item_scraped(item, spider)
            except OSError as error:
                # One line in the report, not a traceback for each article of a full disk.
                failed = True
                said = (error.filename or "", error.strerror or str(error))
                if said not in self._said:
                    self._said.add(said)
                    run.problem(Problem.OUTPUT, *said)
            except Exception as error:
                failed, fault = True, error
                run.problem(Problem.OUTPUT, getattr(item, "url", ""), f"{type(error).__name__}: {error}")
            following += self.slots
            if slot.itemcount == count:
                if _written(slot.file) > written and (file := _watched(slot.file)) is not None:
                    file.spoil("an article was written in part")
            else:
                took.append(slot)
        self.slots = following
        version = run.ledger.pending_id(item) if isinstance(item, Article) else None
        for storage in (slot.storage for slot in took):
            if version is not None and isinstance(storage, FileStorage | UploadedFeed):
                storage.holds.append(version)
                if storage not in self._opened:
                    self._opened.append(storage)
        if version is not None and not took and not failed:
            self._unwanted.append(version)
        if fault is not None:
            raise fault

    async def close_spider(self, spider: Spider) -> None:
        """Publish the feeds; what was not is named in the report."""
        if self._said:
            for slot in self.slots:
                slot.store_empty = False  # an empty feed that could not be opened is not opened once more
        await super().close_spider(spider)
        run = self.run
        for storage in self._opened:
            if not storage.published:
                run.problem(Problem.OUTPUT, storage.uri, "the feed could not be published; the log says why")
                storage.give_up()
        if self._unwanted and self.slots:
            run.ledger.confirm(run.ledger.announce("", None, self._unwanted))


def _watched(file: Any) -> PartFile | None:
    """The file that an exporter writes, below what compresses it; None where it is not open or not ours."""
    while file is not None and not isinstance(file, PartFile):
        file = getattr(file, "file", None)
    return file


def _written(file: Any) -> int:
    watched = _watched(file)
    return watched.written if watched is not None else 0
