"""Feeds that are published whole or not at all, and that the ledger knows of.

A local feed is written under a working name beside its final one (``.NAME.part``). When the exporter is done
the file is flushed and synced, its content is announced to the ledger, and only then it gets its final name.
What a run recorded and did not publish, the next run publishes.

With several feeds a record counts as published when the first of them has it; an upload (S3, GCS, FTP) counts
when the storage says that it ended. An upload that is cut off by a killed process is done again: a remote
feed can hold a record twice, in two files, and never loses one.
"""

from __future__ import annotations

import codecs
import errno
import fcntl
import os
import shutil
from array import array
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self, cast
from urllib.parse import urlsplit

from scrapy import Spider, exporters
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.extensions import feedexport
from scrapy.utils.defer import ensure_awaitable
from scrapy.utils.misc import build_from_crawler, load_object
from w3lib.url import file_uri_to_path

from govnews.crawl.run import Run
from govnews.items import ARTICLE, Article
from govnews.ledger import sync_folder

if TYPE_CHECKING:
    from io import BytesIO

    from govnews.component import Crawling


class FeedExporter(feedexport.FeedExporter):
    """Scrapy's feed exporter; tells each feed's storage which records it holds, and the run what failed."""

    def __init__(self, crawler: Crawler) -> None:
        if not hasattr(crawler.spider, "run"):
            raise NotConfigured  # scrapy fetch, shell, probe: nothing is collected
        super().__init__(crawler)
        self._said: set[tuple[str, str]] = set()
        self._opened: list[FileStorage | UploadedFeed] = []
        self._unwanted = array("q")
        """Versions that no feed's ``item_filter`` lets through."""

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Export the item to each feed, whatever the others do, then note it in those that really took it."""
        run, slots = _run(spider), self.slots
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
                    run.trouble("output", *said)
            except Exception as error:
                failed, fault = True, error
                run.trouble("output", getattr(item, "url", ""), f"{type(error).__name__}: {error}")
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
        run = _run(spider)
        for storage in self._opened:
            if not storage.published:
                run.trouble("output", storage.uri, "the feed could not be published; the log says why")
                storage.give_up()
        if self._unwanted and self.slots:
            run.ledger.confirm(run.ledger.announce("", None, self._unwanted))


def _watched(file: Any) -> _Watched | None:
    """The file that an exporter writes, below what compresses it; None where it is not open or not ours."""
    while file is not None and not isinstance(file, _Watched):
        file = getattr(file, "file", None)
    return file


def _written(file: Any) -> int:
    watched = _watched(file)
    return watched.written if watched is not None else 0


def _run(spider: Spider) -> Run:
    return cast("Crawling", spider).run


class JsonLinesItemExporter(exporters.JsonLinesItemExporter):
    """Scrapy's own, but that an article is written by its schema: 10 µs in place of 360."""

    def __init__(self, file: IO[bytes], **options: Any) -> None:
        super().__init__(cast("BytesIO", file), **options)
        # Fields chosen by FEED_EXPORT_FIELDS and other encodings are Scrapy's business.
        self._whole = self.fields_to_export is None and (
            self.encoding is not None and codecs.lookup(self.encoding).name == "utf-8"
        )

    def export_item(self, item: Any) -> None:
        """One line."""
        if self._whole and isinstance(item, Article):
            self.file.write(ARTICLE.dump_json(item) + b"\n")
        else:
            super().export_item(item)


class FileStorage:
    """A feed in a local file, under its final name whole or not at all; ``-o`` appends to what is there."""

    def __init__(self, uri: str, *, feed_options: dict[str, Any] | None = None) -> None:
        self.path = Path(file_uri_to_path(uri)).resolve()  # a link stays, and leads to the new file
        self.uri = str(self.path)
        self.part = self.path.with_name(f".{self.path.name}.part")
        self.overwrite = bool((feed_options or {}).get("overwrite", False))
        self.holds = array("q")
        """Numbers of the ledger's versions that the file holds; 8 bytes each however long the run."""
        self.published = False
        self._spider: Spider | None = None
        self._file: _Watched | None = None
        self._lock: IO[bytes] | None = None

    def open(self, spider: Spider) -> IO[bytes]:
        """The working file, beginning with what the final one already holds unless it is to be overwritten.

        Raises OSError where it cannot be written, or a run of another site is writing the same feed.
        """
        self._spider = spider
        if self.path.exists() and not self.path.is_file():
            raise OSError(errno.EINVAL, "no regular file; name one, or - for standard output", str(self.path))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = _hold(self.part)
        if _run(spider).ledger.recover_part(self.part):
            self._lock.close()
            self._lock = _hold(self.part)
        if self.path.exists() and not self.overwrite:
            shutil.copyfile(self.path, self.part)
            self._file = _Watched(self.part.open("ab"))
        else:
            self._file = _Watched(self.part.open("wb"))
        return cast("IO[bytes]", self._file)

    def store(self, file: IO[bytes]) -> None:
        """Sync the file, announce it, give it its final name. Raises OSError where it is not whole."""
        assert self._spider is not None
        assert self._lock is not None
        watched = cast("_Watched", file)
        with self._lock:
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
            self.published = True
            sync_folder(self.path.parent)
            ledger.confirm(publication)
        _run(self._spider).feeds.append(str(self.path))

    def give_up(self) -> None:
        """Close what was not published. Its working file stays: it may be announced (:meth:`Ledger.recover`)."""
        assert self._file is not None
        assert self._lock is not None
        self._file.close()
        self._lock.close()


def _hold(part: Path) -> IO[bytes]:
    """A lock on the working file that dies with its process. Raises OSError where another one has it."""
    while True:
        lock = part.open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if part.exists() and os.path.samestat(part.stat(), os.fstat(lock.fileno())):
                return lock
        except BlockingIOError:
            lock.close()
            raise OSError(errno.EBUSY, "another run is writing this feed", str(part)) from None
        lock.close()  # its holder has just published it


class _Watched:
    """A binary file that remembers that a write failed: what was torn must not be published."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._error: OSError | None = None
        self.written = 0
        """Bytes so far."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: bytes) -> int:
        if self._error is not None:
            raise self._error
        try:
            self.written += len(data)
            return self._file.write(data)
        except OSError as error:
            self._error = error
            raise

    def spoil(self, why: str) -> None:
        """From now on the file is torn, whatever the operating system says."""
        self._error = self._error or OSError(why)

    def whole(self) -> IO[bytes]:
        """The file below, flushed. Raises the OSError of any write before."""
        if self._error is not None:
            raise self._error
        self._file.flush()
        return self._file

    def finish(self) -> None:
        """Flush, sync and close. Raises the OSError of any write before."""
        try:
            os.fsync(self.whole().fileno())
        finally:
            self.close()

    def close(self) -> None:
        """Close the file, whatever was buffered."""
        with suppress(OSError):  # it cannot be written: whole() said so, or nobody asked for it
            self._file.close()


class UploadedFeed:
    """One of Scrapy's own storages that are no local file: what it holds is published when it says so."""

    def __init__(self, storage: feedexport.FeedStorageProtocol, uri: str) -> None:
        self.storage = storage
        self.uri = _without_credentials(uri)
        self.holds = array("q")
        self.published = False
        self._spider: Spider | None = None
        self._file: _Watched | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None) -> Self:
        """The storage that Scrapy has for the URI's scheme."""
        own = load_object(crawler.settings["FEED_STORAGES_BASE"][urlsplit(uri).scheme])
        return cls(build_from_crawler(own, crawler, uri, feed_options=feed_options), uri)

    def open(self, spider: Spider) -> IO[bytes]:
        """What the storage opens."""
        self._spider = spider
        self._file = _Watched(self.storage.open(spider))
        return cast("IO[bytes]", self._file)

    async def store(self, file: IO[bytes]) -> None:
        """Announce the content, upload it, confirm. Raises what the storage raises."""
        assert self._spider is not None
        run = _run(self._spider)
        publication = run.ledger.announce(self.uri, None, self.holds)
        try:
            await ensure_awaitable(self.storage.store(cast("_Watched", file).whole()))
        except BaseException:
            run.ledger.withdraw_announcement(publication)
            raise
        self.published = True
        run.ledger.confirm(publication)
        run.feeds.append(self.uri)

    def give_up(self) -> None:
        """Close what was not uploaded."""
        assert self._file is not None
        self._file.close()


def _without_credentials(uri: str) -> str:
    """The URI without user and password.

    >>> _without_credentials("ftp://user:secret@example.invalid/feed.jsonl")
    'ftp://example.invalid/feed.jsonl'
    """
    scheme, separator, rest = uri.partition("://")
    return scheme + separator + rest.rpartition("@")[2]
