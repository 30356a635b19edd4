"""The files of articles: asked for by the rules of every other request, kept, and read."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from govnews.archive.kept_files import carry_over, give_files, read_kept
from govnews.clock import now
from govnews.component import RunComponent
from govnews.crawl.file_looks import (
    STORM_LASTS,
    Barred,
    Failed,
    Gone,
    Had,
    Look,
    Same,
    Waiting,
    after,
    is_to_be_read,
)
from govnews.crawl.outcome import Problem
from govnews.crawl.visit import Visit
from govnews.documents import FOLDER, Kind, Store, kind_of
from govnews.downloader.guard import FILE
from govnews.downloader.refusal import NETWORK_ERRORS, explain
from govnews.downloader.validators import conditions, validators
from govnews.errors import OutputFailed
from govnews.items import Record
from govnews.ledger import KnownFile

NOT_MODIFIED = 304
NOT_THERE = (404, 410)
# What will be as it is at the next look, too: it is asked for again only where its article is.
_BARRED = {Problem.REFUSED, Problem.OUTSIDE, Problem.BOUNDS}
# What every server says in the place of a file is a file only where it is called so.
_NAMED = {Kind.TEXT: (".txt", ".csv", ".xml", ".json"), Kind.HTML: (".htm", ".html", ".shtml")}
SILENCES = 3
"""After so many requests in a row that came to nothing, a host of files is left alone for the run: each may take minutes."""


@dataclass(slots=True)
class _Host:
    """A host of files, as far as this run knows it."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while it is asked: what it did the last time is known before it is asked again."""
    silences: int = 0
    """Requests in a row that no answer came to."""
    gives: bool = False
    """Whether it gave a file, or said that one is as it was."""


class FilesPipeline(RunComponent):
    """Asks for the files of what is about to be recorded, and gives the record what is known of them and what they say.

    Files that are there are kept once by content under ``output/<site>/files/``. What one of them comes to never keeps an
    article from being recorded: that it is missing or unread stands in the record, and it is asked for again.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.store = Store(self.run.output / self.run.site / FOLDER)
        self._looks: dict[tuple[str, str | None], asyncio.Task[Look]] = {}
        """By address, and by what is kept of it: what two articles offer is asked for once a run."""
        self._hosts: defaultdict[str | None, _Host] = defaultdict(_Host)
        self._reading = asyncio.Lock()
        """Held while files are read: the reader of pictures alone takes half a gigabyte."""

    async def process_item(self, item: Record) -> Record:
        """The record with its files. Raises :exc:`OutputFailed` where a file cannot be kept."""
        run = self.run
        if item.event in {"withdrawn", "reread"} or run.republishes(item):
            return item
        visit = run.visits.setdefault(item.url_hash, Visit())
        before = run.ledger.current(item.url) if visit.check is not None else None
        if before is not None:
            carry_over(before, item)
        wanted = run.settings.files.of(item)
        if not wanted:
            return item
        known = {one.url: one for one in run.ledger.files(item.url)} if before is not None else {}
        files = []
        for url in item.file_urls:
            if url in wanted:
                look = await self._once(url, known.get(url), item.url)
                files.append(after(known.get(url), url, look, now=now()))
                run.file_looked_at(url, look, visit)
            elif url in known:  # it was wanted once
                files.append(known[url])
        visit.files = await self._read(files, known)
        give_files(item, visit.files)
        return item

    # Asking

    async def _once(self, url: str, known: KnownFile | None, article: str) -> Look:
        kept = known is not None and known.sha256 is not None and self.store.find(known.sha256) is not None
        key = url, known.sha256 if kept and known is not None else None
        if key not in self._looks:
            self._looks[key] = asyncio.ensure_future(self._look(url, known if kept else None, article))
        return await asyncio.shield(self._looks[key])

    async def _look(self, url: str, known: KnownFile | None, article: str) -> Look:
        """What comes of asking for the file, where it is not as it is ``known``; ``article``: the page that offers it."""
        host = self._hosts[urlsplit(url).hostname]
        async with host.turn:
            if host.silences >= SILENCES:
                return Failed(f"its host did not answer {SILENCES} times in a row")
            try:
                response = await self._response(url, known, article)
            except OutputFailed:
                raise
            except Exception as error:
                host.silences += isinstance(error, NETWORK_ERRORS)
                return self._why_not(error)
            host.silences = 0
        unchanged = response.status == NOT_MODIFIED and known is not None
        look = Same() if unchanged else self._found(response, url)
        if isinstance(look, Gone) and not host.gives:
            return replace(look, believed_after=STORM_LASTS)
        host.gives = host.gives or isinstance(look, Had | Same)
        return look

    async def _response(self, url: str, known: KnownFile | None, article: str) -> Response:
        asked = conditions(known.etag, known.last_modified) if known is not None else {}
        request = Request(
            url,
            headers={"Referer": article, **asked},
            meta={
                FILE: True,
                "handle_httpstatus_list": [NOT_MODIFIED, *NOT_THERE],
                "download_maxsize": self.run.settings.files_maxsize,
                "download_warnsize": 0,
            },
        )
        assert self.crawler.engine is not None
        return await self.crawler.engine.download_async(request)

    def _why_not(self, error: Exception) -> Look:
        kind, why = explain(error)
        if kind is Problem.PAUSED:
            return Waiting(why)
        if kind is Problem.BOUNDS:
            why = f"larger than {self.run.settings.files_maxsize:,} bytes (GOVNEWS_FILES_MAXSIZE)"
        return Barred(why) if kind in _BARRED else Failed(why)

    def _found(self, response: Response, url: str) -> Look:
        """What an answer to the request for a file at ``url`` is; a file is kept. Raises :exc:`OutputFailed`."""
        if response.status in NOT_THERE:
            return Gone(f"HTTP {response.status}")
        if response.status != 200:
            return Failed(f"HTTP {response.status}")
        if not response.body:
            return Failed("it is empty")
        kind = kind_of(response.body)
        if kind in _NAMED and not _is_called(_NAMED[kind], response, url):
            return Failed("a page stands in its place")
        sha256 = self.store.put(response.body, kind)
        return Had(sha256, len(response.body), kind, validators(response))

    # Reading

    async def _read(self, files: list[KnownFile], known: dict[str, KnownFile]) -> list[KnownFile]:
        """The files with what stands in them."""
        unread = [one for one in files if is_to_be_read(known.get(one.url), one)]
        if not unread:
            return files
        budget = self.run.budget
        async with self._reading:
            read = await asyncio.to_thread(read_kept, unread, self.store, stopped=lambda: budget.ended)
        return [read.get(one.url, one) for one in files]


def _is_called(endings: tuple[str, ...], response: Response, url: str) -> bool:
    """Whether a file is called as a file of its kind is, by the address that the article gives or by the name it is sent under.

    Where a redirect led is no name: it may have led to a notice.
    """
    sent_as = (response.headers.get(b"Content-Disposition") or b"").decode("latin-1").strip(' ";').lower()
    return urlsplit(url).path.lower().endswith(endings) or sent_as.endswith(endings)
