"""Feeds that are published whole or not at all, and that the ledger knows of.

A local feed is written under a working name beside its final one (``.NAME.part``). When the exporter is done
the file is flushed and synced, its content is announced to the ledger, and only then it gets its final name.
What a run recorded and did not publish, the next run publishes.

With several feeds a record counts as published when the first of them has it; an upload (S3, GCS, FTP) counts
when the storage says that it ended. An upload that is cut off by a killed process is done again: a remote
feed can hold a record twice, in two files, and never loses one.
"""

from __future__ import annotations

import os
import shutil
from array import array
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self, cast
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.extensions import feedexport
from scrapy.utils.defer import ensure_awaitable
from scrapy.utils.misc import build_from_crawler, load_object
from w3lib.url import file_uri_to_path

from govnews.items import Article
from govnews.ledger import sync_folder
from govnews.run import Run

if TYPE_CHECKING:
    from govnews.crawl import GovNewsSpider


class FeedExporter(feedexport.FeedExporter):
    """Scrapy's feed exporter; tells each feed's storage which records it holds."""

    def __init__(self, crawler: Crawler) -> None:
        if not hasattr(crawler.spider, "run"):
            raise NotConfigured  # scrapy fetch, shell, probe: nothing is collected
        super().__init__(crawler)

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Export the item, then note it in the feeds that really took it."""
        before = [(slot, slot.itemcount) for slot in self.slots]
        super().item_scraped(item, spider)
        if not isinstance(item, Article):
            return
        version = _run(spider).ledger.pending_id(item)
        for slot, count in before:
            holds = getattr(slot.storage, "holds", None)
            if version is not None and holds is not None and slot.itemcount > count:
                holds.append(version)


def _run(spider: Spider) -> Run:
    return cast("GovNewsSpider", spider).run


class FileStorage:
    """A feed in a local file, under its final name whole or not at all; ``-o`` appends to what is there."""

    def __init__(self, uri: str, *, feed_options: dict[str, Any] | None = None) -> None:
        self.path = Path(file_uri_to_path(uri)).absolute()
        self.part = self.path.with_name(f".{self.path.name}.part")
        self.overwrite = bool((feed_options or {}).get("overwrite", False))
        self.holds = array("q")
        """Numbers of the ledger's versions that the file holds; 8 bytes each however long the run."""
        self._spider: Spider | None = None

    def open(self, spider: Spider) -> IO[bytes]:
        """The working file, beginning with what the final one already holds unless it is to be overwritten."""
        self._spider = spider
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists() and not self.overwrite:
            shutil.copyfile(self.path, self.part)
            return cast("IO[bytes]", _Watched(self.part.open("ab")))
        return cast("IO[bytes]", _Watched(self.part.open("wb")))

    def store(self, file: IO[bytes]) -> None:
        """Sync the file, announce it, give it its final name. Raises OSError where it is not whole."""
        assert self._spider is not None
        watched = cast("_Watched", file)
        try:
            watched.finish()
        except OSError:
            self.part.unlink(missing_ok=True)
            raise
        sync_folder(self.part.parent)
        ledger = _run(self._spider).ledger
        publication = ledger.announce(self.path, self.part, self.holds)
        try:
            self.part.replace(self.path)
        except OSError:
            ledger.withdraw_announcement(publication)
            raise
        sync_folder(self.path.parent)
        ledger.confirm(publication)
        _run(self._spider).feeds.append(str(self.path))


class _Watched:
    """A binary file that remembers that a write failed: what was torn must not be published."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._error: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: bytes) -> int:
        if self._error is not None:
            raise self._error
        try:
            return self._file.write(data)
        except OSError as error:
            self._error = error
            raise

    def finish(self) -> None:
        """Flush, sync and close. Raises the OSError of any write before."""
        try:
            if self._error is not None:
                raise self._error
            self._file.flush()
            os.fsync(self._file.fileno())
        finally:
            self._file.close()


class UploadedFeed:
    """One of Scrapy's own storages that are no local file: what it holds is published when it says so."""

    def __init__(self, storage: feedexport.FeedStorageProtocol, uri: str) -> None:
        self.storage = storage
        self.uri = _without_credentials(uri)
        self.holds = array("q")
        self._spider: Spider | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None) -> Self:
        """The storage that Scrapy has for the URI's scheme."""
        own = load_object(crawler.settings["FEED_STORAGES_BASE"][urlsplit(uri).scheme])
        return cls(build_from_crawler(own, crawler, uri, feed_options=feed_options), uri)

    def open(self, spider: Spider) -> IO[bytes]:
        """What the storage opens."""
        self._spider = spider
        return self.storage.open(spider)

    async def store(self, file: IO[bytes]) -> None:
        """Announce the content, upload it, confirm. Raises what the storage raises."""
        assert self._spider is not None
        run = _run(self._spider)
        publication = run.ledger.announce(self.uri, None, self.holds)
        try:
            file.flush()
            await ensure_awaitable(self.storage.store(file))
        except BaseException:
            run.ledger.withdraw_announcement(publication)
            raise
        run.ledger.confirm(publication)
        run.feeds.append(self.uri)


def _without_credentials(uri: str) -> str:
    """The URI without user and password.

    >>> _without_credentials("ftp://user:secret@example.invalid/feed.jsonl")
    'ftp://example.invalid/feed.jsonl'
    """
    scheme, separator, rest = uri.partition("://")
    return scheme + separator + rest.rpartition("@")[2]
