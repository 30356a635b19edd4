"""Where a feed goes: a local file that is there whole or not at all, or one of Scrapy's uploads.

A local feed is written under a working name beside its final one (``.NAME.part``). When the exporter is done
the file is flushed and synced, its content is announced to the ledger, and only then it gets its final name.
What a run recorded and did not publish, the next run publishes.

An upload counts as published when the storage says that it ended. Of one into a bucket that was cut off the bucket tells
what became of it (:mod:`govnews.feeds.objects`). One by FTP that is cut off by a killed process is done again: such a feed can
hold a record twice, in two files, and never loses one.
"""

from __future__ import annotations

import errno
import shutil
from array import array
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Self, cast
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.extensions import feedexport
from scrapy.settings import BaseSettings
from scrapy.utils.asyncio import run_in_thread
from scrapy.utils.defer import ensure_awaitable
from scrapy.utils.misc import build_from_crawler, load_object
from w3lib.url import file_uri_to_path

from govnews.component import collects
from govnews.errors import GovNewsError, OutputFailed, UsageError
from govnews.feeds.buckets import SERVICES, bucket_of
from govnews.feeds.objects import Bucket, NotStored, marked
from govnews.feeds.recovery import recover_part
from govnews.files import PartFile, part_of, sync_folder, take_lock

if TYPE_CHECKING:
    from govnews.component import Crawling
    from govnews.crawl.run import Run
    from govnews.ledger import Ledger

_LOCAL = {"", "file"}


class FileStorage:
    """A feed in a local file, under its final name whole or not at all; ``-o`` appends to what is there."""

    def __init__(self, uri: str, *, feed_options: dict[str, Any] | None = None) -> None:
        self.path = Path(file_uri_to_path(uri)).resolve()  # a link stays, and leads to the new file
        self.uri = str(self.path)
        self.part = part_of(self.path)
        self.overwrite = bool((feed_options or {}).get("overwrite", False))
        self.holds = array("q")
        """Numbers of the ledger's versions that the file holds; 8 bytes each however long the run."""
        self.published = False
        self._spider: Spider | None = None
        self._file: PartFile | None = None
        self._lock: IO[bytes] | None = None

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None
    ) -> feedexport.FeedStorageProtocol:
        """A storage of ours for a spider that has a run; Scrapy's own for another one of the project."""
        if not collects(crawler.spider):
            return _scrapys(crawler, uri, feed_options)
        return cast("feedexport.FeedStorageProtocol", cls(uri, feed_options=feed_options))

    def open(self, spider: Spider) -> IO[bytes]:
        """The working file, beginning with what the final one already holds unless it is to be overwritten.

        Raises OSError where it cannot be written, or a run of another site is writing the same feed.
        """
        self._spider = spider
        if self.path.exists() and not self.path.is_file():
            raise OSError(errno.EINVAL, "no regular file; name one, or - for standard output", str(self.path))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = _hold(self.part)
        if recover_part(_run(spider).ledger, self.part):
            self._lock.close()
            self._lock = _hold(self.part)
        if self.path.exists() and not self.overwrite:
            shutil.copyfile(self.path, self.part)
            self._file = PartFile(self.part.open("ab"))
        else:
            self._file = PartFile(self.part.open("wb"))
        return cast("IO[bytes]", self._file)

    def store(self, file: IO[bytes]) -> None:
        """Sync the file, announce it, give it its final name. Raises OSError where it is not whole."""
        assert self._spider is not None
        assert self._lock is not None
        watched = cast("PartFile", file)
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
        """Close what was not published. Its working file stays: it may be announced (:func:`recover`)."""
        assert self._file is not None
        assert self._lock is not None
        self._file.close()
        self._lock.close()


def _scrapys(crawler: Crawler, uri: str, options: dict[str, Any] | None) -> feedexport.FeedStorageProtocol:
    """The storage that Scrapy has for the URI's scheme."""
    own = load_object(crawler.settings["FEED_STORAGES_BASE"][urlsplit(uri).scheme])
    storage: feedexport.FeedStorageProtocol = build_from_crawler(own, crawler, uri, feed_options=options)
    return storage


def _run(spider: Spider) -> Run:
    """The run of the spider whose feed this is: a feed is opened by :class:`FeedExporter`, which has one."""
    return cast("Crawling", spider).run


def _hold(part: Path) -> IO[bytes]:
    """The lock on a working file. Raises OSError where another run has it."""
    try:
        return take_lock(part)
    except BlockingIOError:
        raise OSError(errno.EBUSY, "another run is writing this feed", str(part)) from None


class RemoteFeed:
    """A feed that is no local file: what it holds is published when its storage has it."""

    def __init__(self, uri: str) -> None:
        self.uri = without_credentials(uri)
        self.holds = array("q")
        self.published = False
        self.fault: str | None = None
        """What kept it from being published, in a line; None where nothing did, or only the log says what."""
        self._spider: Spider | None = None
        self._file: PartFile | None = None

    def open(self, spider: Spider) -> IO[bytes]:
        """A file to write into. Raises OSError."""
        self._spider = spider
        self._file = PartFile(self._opened(spider))
        return cast("IO[bytes]", self._file)

    def _opened(self, spider: Spider) -> IO[bytes]:
        raise NotImplementedError

    def give_up(self) -> None:
        """Close what was not uploaded."""
        assert self._file is not None
        self._file.close()


class UploadedFeed(RemoteFeed):
    """A feed in one of Scrapy's own storages."""

    def __init__(self, storage: feedexport.FeedStorageProtocol, uri: str) -> None:
        super().__init__(uri)
        self.storage = storage

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None
    ) -> Self | feedexport.FeedStorageProtocol:
        """The storage that Scrapy has for the URI's scheme; as it is for a spider that has no run."""
        storage = _scrapys(crawler, uri, feed_options)
        return cls(storage, uri) if collects(crawler.spider) or crawler.spider is None else storage

    def _opened(self, spider: Spider) -> IO[bytes]:
        return self.storage.open(spider)

    async def store(self, file: IO[bytes]) -> None:
        """Announce the content, upload it, confirm. Raises what the storage raises."""
        assert self._spider is not None
        run = _run(self._spider)
        publication = run.ledger.announce(self.uri, None, self.holds)
        try:
            await ensure_awaitable(self.storage.store(cast("PartFile", file).whole()))
        except BaseException:
            run.ledger.withdraw_announcement(publication)
            raise
        self.published = True
        run.ledger.confirm(publication)
        run.feeds.append(self.uri)


class ObjectFeed(RemoteFeed):
    """A feed in a bucket: each publication is an object of its own, and is there once."""

    def __init__(self, uri: str, bucket: Bucket) -> None:
        super().__init__(uri)
        self._bucket = bucket

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None
    ) -> Self | feedexport.FeedStorageProtocol:
        """A storage of ours for a spider that has a run; Scrapy's own for another one of the project."""
        if collects(crawler.spider) or crawler.spider is None:
            return cls(uri, bucket_of(uri, crawler.settings))
        return _scrapys(crawler, uri, feed_options)

    def _opened(self, spider: Spider) -> IO[bytes]:
        # It has no name: of a killed run nothing is left.
        return cast("IO[bytes]", TemporaryFile(dir=spider.crawler.settings["FEED_TEMPDIR"]))

    async def store(self, file: IO[bytes]) -> None:
        """Announce the content under a name of its own, upload it, confirm. Raises what keeps it from being there.

        Where that is not known the announcement stays, and the next run finds it out.
        """
        assert self._spider is not None
        run, uri = _run(self._spider), marked(self.uri)
        with cast("PartFile", file).whole() as content:
            publication = run.ledger.announce(uri, None, self.holds)
            try:
                await run_in_thread(self._bucket.upload, uri, content)
            except GovNewsError as error:
                self.fault = str(error).removeprefix(f"{uri}: ")
                if isinstance(error, NotStored):
                    run.ledger.withdraw_announcement(publication)
                raise
        self.published = True
        run.ledger.confirm(publication)
        run.feeds.append(uri)


def check_folder(settings: BaseSettings, ledger: Ledger, output: Path) -> None:
    """Raises :exc:`UsageError` where a feed is a file in ``output``, and those who share the ledger have another folder: what
    becomes of a file when its machine is lost, no other one could find out.
    """
    if not any(urlsplit(str(uri)).scheme in _LOCAL for uri in settings.getdict("FEEDS")):
        return
    try:
        shared = ledger.claim_folder(output)
    except OSError as error:
        raise OutputFailed(f"cannot write to the output folder {output}: {error.strerror}") from error
    if not shared:
        raise UsageError(
            f"the feeds are files in {output}, and other machines have written theirs elsewhere: let all have one folder, or "
            "feeds in a bucket, or none (-s FEEDS={}) and `scrapy export --follow`; docs/fleet.md says more"
        )


def check_feeds(crawler: Crawler) -> None:
    """Look at every feed before anything is asked for.

    Raises :exc:`UsageError` for one whose storage or form is not known, and for one whose storage needs a library that
    is not there. Scrapy switches off all feeds for the sake of one such.
    """
    settings = crawler.settings
    storages, forms = (
        {name for name, path in settings.getwithbase(setting).items() if path is not None}
        for setting in ("FEED_STORAGES", "FEED_EXPORTERS")
    )
    for uri, options in settings.getdict("FEEDS").items():
        named, scheme, form = without_credentials(str(uri)), urlsplit(str(uri)).scheme, options.get("format")
        if scheme not in storages:
            raise UsageError(f"the feed {named}: nothing stores to {scheme}://")
        if form not in forms:
            raise UsageError(f"the feed {named}: its format {form} is none of {', '.join(sorted(forms))}")
        if scheme not in _LOCAL:
            try:
                (ObjectFeed if scheme in SERVICES else UploadedFeed).from_crawler(crawler, str(uri))
            except (NotConfigured, ImportError, ValueError, AssertionError) as error:
                raise UsageError(f"the feed {named}: {error or 'no place to store to'}") from error


def without_credentials(uri: str) -> str:
    """The URI without user and password.

    >>> without_credentials("ftp://user:secret@example.invalid/feed.jsonl")
    'ftp://example.invalid/feed.jsonl'
    """
    scheme, separator, rest = uri.partition("://")
    return scheme + separator + rest.rpartition("@")[2]
