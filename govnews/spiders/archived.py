"""A site's past from a web archive: what a file that the user brings has of it, read as articles.

One address after the other is brought to its end. Its captures are looked at from the newest to older ones, until one is an
article. A page that lies in a file that is here is read there; any other is asked for from the site itself, and where that has
lost it, from the archive's server, if the user has named that.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Protocol

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Response

from govnews.archive import Capture, Captures, Damaged
from govnews.archive.cdx import timestamp_of
from govnews.clock import utc, utc_now
from govnews.crawl.captures import CaptureAccount
from govnews.crawl.outcome import EntryOutcome, Exclusion, LeftOut, Problem
from govnews.crawl.run import Run
from govnews.crawl.visit import Validators, Visit
from govnews.downloader.guard import REPLAY
from govnews.downloader.refusal import explain
from govnews.downloader.validators import validators
from govnews.errors import GovNewsError, Interrupted, OutputFailed, PageChanged, Unreadable
from govnews.extensions.archive import PageArchive
from govnews.identity import url_hash
from govnews.items import Article, Record
from govnews.ledger import PagePlace
from govnews.reading import Page, Pages, first_page, normalise, of_site, open_page, read_found
from govnews.spiders.messages import archived, content_type, page_of
from govnews.urls import parts_of

# Articles on their way through the pipelines, beyond which no further page is read.
ON_THE_WAY = 32
_WAIT = 0.01
_GONE = {404, 410}
_OK = 200


class NoArticle(GovNewsError):
    """What was found is no article; the message is the reason that the account counts."""


class Failed(GovNewsError):
    """What an address has could not be had, or not be read."""

    def __init__(self, kind: Problem, error: str) -> None:
        super().__init__(error)
        self.kind = kind


class Ended(GovNewsError):
    """The run is at its end: nothing more is asked for or read."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A page as it was had, from wherever."""

    page: Page
    archived_at: str | None
    """When an archive took it; None where the site itself gave it."""
    keep: Callable[[], list[PagePlace]]
    """Where it is kept; what lies in a file of the user's is copied for that. Raises :exc:`OutputFailed`."""


class OfSite(Protocol):
    """A spider that collects, as far as its site's past asks for it."""

    run: Run
    start_page: str
    crawler: Crawler

    @property
    def region(self) -> str | None:
        """What its site's data say."""

    def picked(self, page: Page) -> Page:
        """The page with what the site's selectors pick on it."""


class ArchivedPast:
    """What a web archive has of the site of ``spider``; it asks for pages and records articles by the spider's run."""

    def __init__(self, spider: OfSite, captures: Captures) -> None:
        self.spider, self.run, self.captures = spider, spider.run, captures
        self.account = CaptureAccount(
            source=str(captures.path),
            captures=captures.count,
            foreign=captures.foreign.total(),
            damaged=captures.damaged,
            addresses=len(captures.addresses),
        )
        self.run.captures = self.account
        self.parts: set[str] = set()
        """Hashes of the addresses that are further pages of articles."""
        self.joined: set[str] = set()
        """Those of them whose article this run has brought."""
        self.brought = 0
        self.replayed: dict[bytes, str] = {}
        """Hashes of the pages that the archive's server showed, each with the digest that its index names."""

    async def articles(self) -> AsyncIterator[Article]:
        """What earlier runs recorded and did not publish, then the articles of all addresses."""
        for record in self.run.pending():
            yield record
        for what in self.captures.damage:
            self.run.problem(Problem.UNREADABLE, "", what)
        # An article's first page has the shortest of its pages' addresses; it tells the others.
        for key, captures in sorted(
            self.captures.addresses.items(), key=lambda one: (len(one[1][0].url), one[1][0].url)
        ):
            visit = Visit(capture=captures[0], captures=self.account)
            if (reason := self._needs_none(key, captures)) is not None:
                self.run.settle(visit, *reason)
                continue
            try:
                article = await self._article(captures, visit)
            except Ended:
                break
            except NoArticle as none:
                self.run.settle(visit, EntryOutcome.EXCLUDED, str(none))
            except Failed as failed:
                self.run.visit_failed(visit, failed.kind, str(failed))
            else:
                assert article.url_hash is not None
                self.run.visits[article.url_hash] = self.run.released[article.url_hash] = visit
                self.joined |= set(map(url_hash, article.further_urls))
                self.brought += 1
                yield article
                await self._room()
        self.captures.close()

    def _needs_none(self, key: str, captures: list[Capture]) -> tuple[EntryOutcome, str] | None:
        """What becomes of an address without a look at its page; None where one is needed."""
        url, limit = captures[0].url, self.run.arguments.limit
        if key in self.joined or self.run.ledger.recorded(url):
            return EntryOutcome.KNOWN, ""
        if key in self.parts:
            return EntryOutcome.EXCLUDED, LeftOut.FURTHER
        path = parts_of(url).path
        if path == "/robots.txt":
            return EntryOutcome.EXCLUDED, LeftOut.ROBOTS
        if key == url_hash(self.spider.start_page):
            return EntryOutcome.EXCLUDED, LeftOut.HOME
        if not any(one.is_html for one in captures):
            return EntryOutcome.EXCLUDED, LeftOut.NO_HTML
        if not any(one.status in {_OK, None} for one in captures):
            return EntryOutcome.EXCLUDED, LeftOut.STATUS
        if limit is not None and self.brought >= limit:
            return EntryOutcome.EXCLUDED, Exclusion.LIMIT
        return None

    async def _article(self, captures: list[Capture], visit: Visit) -> Article:
        """The article of the newest capture that is one.

        Raises :exc:`NoArticle` or :exc:`Failed` for the newest one where none is, and :exc:`Ended`.
        """
        first: NoArticle | Failed | None = None
        for take in self._ways(captures):
            try:
                return await self._whole(take, visit)
            except Failed as failed:
                first = failed if first is None or isinstance(first, NoArticle) else first
            except NoArticle as none:
                first = first or none
        raise first or NoArticle(LeftOut.REVISIT)

    def _ways(self, captures: list[Capture]) -> Iterator[Way]:
        """The ways to have the address' page, each to be tried where those before brought no article."""
        pages = _different([one for one in captures if one.is_html and one.status in {_OK, None}])
        here = [one for one in pages if one.is_here]
        elsewhere = [one for one in pages if one.file is None]
        yield from (FromFile(self, one) for one in here)
        if elsewhere:
            yield FromSite(self, elsewhere[0])
            if self.run.arguments.replay is not None:
                yield from (FromReplay(self, one) for one in elsewhere)

    async def _whole(self, way: Way, visit: Visit) -> Article:
        """The article with the text of all its pages. Raises as :meth:`_article` does."""
        try:
            taken = [await way.page(way.capture.url, visit)]
            self.account.read += 1
            with self.run.budget.reading():
                pages = self._begun(taken[0])
            try:
                taken += [one async for one in self._further(pages, way, visit)]
            except PageChanged:
                raise NoArticle(LeftOut.NOT_WHOLE) from None
            with self.run.budget.reading():
                article = normalise(pages.article(), fetched_at=None)
                Record.of(article)
        except Interrupted:
            raise Ended from None
        except Unreadable as unread:
            raise Failed(explain(unread)[0], str(unread)) from None
        except PageChanged as changed:
            raise NoArticle(changed.stand_in or LeftOut.NO_ARTICLE) from None
        except ValueError:  # without a headline, or without a text
            raise NoArticle(LeftOut.NO_ARTICLE) from None
        visit.capture, visit.pages = way.capture, [place for one in taken for place in one.keep()]
        if article.further_urls:
            visit.validators = Validators()  # they speak of the first page alone
        return article

    async def _further(self, pages: Pages, way: Way, visit: Visit) -> AsyncIterator[Taken]:
        """The further pages of an article that belong to it, each joined to it as it comes.

        Raises :exc:`PageChanged` where one of them is not there, and as :meth:`_whole` does.
        """
        self.parts |= {url_hash(link.url) for link in pages.named.links}
        while (link := pages.following()) is not None:
            self.parts.add(url_hash(link.url))
            try:
                further = await way.page(link.url, visit)
            except NoArticle:
                raise PageChanged(link.url, "further page") from None
            self.account.read += 1
            with self.run.budget.reading():
                belongs = pages.read(further.page, link)
            if belongs:
                yield further

    def _begun(self, taken: Taken) -> Pages:
        """The article of a first page. Raises :exc:`PageChanged` where it is none."""
        if first_page(taken.page) is not None:
            raise NoArticle(LeftOut.FURTHER)
        article = read_found(taken.page)
        of_site(
            article,
            self.run.site,
            self.spider.region,
            fetched_at=utc_now(),
            archived_at=taken.archived_at,
        )
        article.url_hash = url_hash(article.url)
        return Pages.of(taken.page, article)

    async def _room(self) -> None:
        """Wait until some of what was read is recorded."""
        assert self.spider.crawler.engine is not None
        slot = self.spider.crawler.engine.scraper.slot
        await asyncio.sleep(0)  # a signal is heard between two pages
        while slot is not None and slot.itemproc_size >= ON_THE_WAY:
            await asyncio.sleep(_WAIT)

    async def ask(self, request: scrapy.Request) -> Response:
        """The answer to a request, which goes through all that requests of a crawl go through.

        Raises :exc:`Failed` and :exc:`Ended`.
        """
        engine = self.spider.crawler.engine
        assert engine is not None
        try:
            return await engine.download_async(request)
        except OutputFailed:
            raise
        except Exception as error:
            kind, words = explain(error)
            if kind is Problem.PAUSED:
                self.run.problem(kind, request.url, words)
                raise Ended from None
            raise Failed(kind, words) from None


class Way(Protocol):
    """A way to have the page of a capture, and the further pages of its article."""

    @property
    def capture(self) -> Capture:
        """The capture that it is about."""

    async def page(self, url: str, visit: Visit) -> Taken:
        """The page at ``url``. Raises :exc:`NoArticle` where it is not there, :exc:`Failed` and :exc:`Ended`."""


@dataclass(frozen=True, slots=True)
class FromFile:
    """From a WARC file that is here."""

    past: ArchivedPast
    capture: Capture

    async def page(self, url: str, visit: Visit) -> Taken:
        captures, run = self.past.captures, self.past.run
        capture = self.capture
        if url != capture.url:
            near = captures.near(url, capture.captured_at)
            if near is None:
                raise NoArticle(LeftOut.NOT_WHOLE)
            capture = near
        try:
            found = captures.page(capture)
        except Damaged as damaged:
            raise Failed(Problem.UNREADABLE, str(damaged)) from None
        with run.budget.reading():
            page = self.past.spider.picked(open_page(found.body, url, found.content_type))
        return Taken(page, capture.captured_at, lambda: self._copied(capture))

    def _copied(self, capture: Capture) -> list[PagePlace]:
        archive = self.past.spider.crawler.get_extension(PageArchive)
        return [archive.copy(self.past.captures.record(capture), capture)] if archive is not None else []


@dataclass(frozen=True, slots=True)
class FromSite:
    """From the site itself, as it is now."""

    past: ArchivedPast
    capture: Capture

    async def page(self, url: str, visit: Visit) -> Taken:
        try:
            response = await self.past.ask(scrapy.Request(url, meta={"visit": visit}))
        except Failed as failed:
            if failed.kind is Problem.OUTSIDE:  # it leads to another site
                raise NoArticle(LeftOut.LOST) from None
            if failed.kind is Problem.REFUSED:
                raise NoArticle(str(failed)) from None
            raise
        if response.status in _GONE or url_hash(response.url) != url_hash(url):
            raise NoArticle(LeftOut.LOST)
        _check_status(response)
        visit.validators = validators(response)
        with self.past.run.budget.reading():
            page = self.past.spider.picked(page_of(response))
        return Taken(page, None, lambda: archived(response))


@dataclass(frozen=True, slots=True)
class FromReplay:
    """From the server by which the archive shows its pages."""

    past: ArchivedPast
    capture: Capture

    async def page(self, url: str, visit: Visit) -> Taken:
        template = self.past.run.arguments.replay
        assert template is not None
        moment = timestamp_of(self.capture.captured_at)
        address = template.replace("{timestamp}", moment).replace("{url}", url)
        try:
            response = await self.past.ask(scrapy.Request(address, meta={"visit": visit, REPLAY: address}))
        except Failed as failed:
            if (
                failed.kind is Problem.OUTSIDE and self.capture.status != _OK
            ):  # it has a redirect of the site's
                raise NoArticle(LeftOut.NOT_ARCHIVED) from None
            if failed.kind is Problem.REFUSED:
                raise NoArticle(str(failed)) from None
            raise
        if response.status in _GONE:
            raise NoArticle(LeftOut.NOT_ARCHIVED)
        _check_status(response)
        self._check_is_the_capture(response)
        visit.validators = Validators()
        with self.past.run.budget.reading():
            page = self.past.spider.picked(open_page(response.body, url, content_type(response)))
        # Read again, its links are those of the site.
        kept = [replace(place, url=url) for place in archived(response)]
        return Taken(page, _moment_of(response) or self.capture.captured_at, lambda: kept)

    def _check_is_the_capture(self, response: Response) -> None:
        """Raises :exc:`Failed` where the same page came for one that the index tells from this one: a notice of the server's."""
        if self.capture.digest is None:
            return
        body = hashlib.sha256(response.body).digest()
        if self.past.replayed.setdefault(body, self.capture.digest) != self.capture.digest:
            words = "the archive's server answers the same for pages that its index tells apart"
            raise Failed(Problem.ERROR_PAGE, words)


def _check_status(response: Response) -> None:
    if response.status != _OK:
        raise Failed(Problem.HTTP, f"HTTP {response.status}")


def _moment_of(response: Response) -> str | None:
    """When the archive took what its server shows, as that says itself (RFC 7089): UTC, ISO 8601; None where it does not."""
    said = (response.headers.get(b"Memento-Datetime") or b"").decode("latin-1")
    try:
        return utc(parsedate_to_datetime(said))
    except ValueError:
        return None


def _different(captures: Sequence[Capture]) -> list[Capture]:
    """Those whose page no newer one has: what was no article there is none here."""
    seen: set[str] = set()
    different = []
    for one in captures:
        if one.digest is None or one.digest not in seen:
            different.append(one)
        seen |= {one.digest} if one.digest else set()
    return different
