"""The one crawl that all spiders share: columns, their listing pages, the articles."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Self

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from govnews.addon import bring_settings
from govnews.archive import FOLDER as ARCHIVE
from govnews.archive import Captures, salvage
from govnews.clock import now, utc, utc_now
from govnews.component import output_folder
from govnews.crawl.arguments import Arguments, Backfill, CrawlSettings, Render
from govnews.crawl.depth import Reached
from govnews.crawl.edits import bears_title
from govnews.crawl.head import Head
from govnews.crawl.outcome import EndKind, EntryOutcome, Exclusion, Problem
from govnews.crawl.patterns import Wanted
from govnews.crawl.revisit import is_due
from govnews.crawl.run import Run
from govnews.crawl.selector_use import ARTICLE, lost
from govnews.crawl.visit import Validators, Visit
from govnews.crawl.walk import NO_ENTRY, Walk
from govnews.documents import FOLDER as FILES
from govnews.documents import Store
from govnews.downloader.refusal import explain
from govnews.downloader.rendering import ADVICE, DRAWN, find_browser, rendered
from govnews.downloader.validators import conditions, validators
from govnews.errors import Interrupted, OutputFailed, PageChanged, StandIn, Unreadable, UsageError
from govnews.feeds.buckets import Uploads
from govnews.feeds.recovery import Settle
from govnews.feeds.recovery import recover as recover_feeds
from govnews.feeds.storages import check_feeds, check_folder
from govnews.identity import url_hash
from govnews.items import Article, Column, ListingEntry
from govnews.ledger import DueCheck, KnownColumn, Ledger, Standing
from govnews.ledger import Failure as KnownFailure
from govnews.pipelines import check_pipelines
from govnews.reading import Pages, find_columns, is_no_list, of_site, read_expected, read_notice, recognise
from govnews.reading.article.further import PageLink
from govnews.reading.listing.paging import PageRequest
from govnews.reading.page.picked import Field
from govnews.reading.selectors import Selectors
from govnews.reading.states.scripts import script_page
from govnews.spiders.archived import ArchivedPast
from govnews.spiders.in_turn import InTurn
from govnews.spiders.messages import (
    NoList,
    archived,
    describe,
    links_of,
    listing_request,
    moved_to,
    moving,
    page_of,
    read_listing,
    told,
)
from govnews.spiders.searched import SearchedPast
from govnews.urls import is_part_of, same_site

# What a notice in the place of the home page or of a list is counted as.
NOTICES = {
    StandIn.MAINTENANCE: Problem.MAINTENANCE,
    StandIn.ERROR_PAGE: Problem.ERROR_PAGE,
    StandIn.GONE: Problem.ERROR_PAGE,
    StandIn.MOVED: Problem.MOVED,
}
# Answers that say that an address is gone; everything else that is no page is a failure.
GONE = [404, 410]
ABSENT_LOOKS = 3  # looks at the home page in a row without a column, after which it is none
LOOK_INTERVAL = 0.05  # seconds between two looks whether everything is read, where Scrapy says nothing
CHECK_PRIORITY = -10  # what is known is looked at when nothing new waits
ARTICLE_PRIORITY = 10  # articles before the next listing page: few requests wait, whatever the column's size


class GovNewsSpider(scrapy.Spider):
    """A site, as data. A subclass names itself and the home page; all else is found."""

    home: ClassVar[str]
    """Address of the home page: scheme and host as the site is cited."""

    region: ClassVar[str | None] = None
    """Administrative division code (GB/T 2260), e.g. ``410308``."""

    publisher: ClassVar[str | None] = None
    """What the site calls itself, for people; a record's 来源 comes from its page alone."""

    columns: ClassVar[tuple[str, ...]] = ()
    """Names of the columns to crawl; empty: every news column found on the home page."""

    include_columns: ClassVar[Sequence[str]] = ()
    exclude_columns: ClassVar[Sequence[str]] = ()
    """Regular expressions, looked for in the name and the address of a column: of those found such are crawled as have one of the
    first and none of the second."""

    include: ClassVar[Sequence[str]] = ()
    exclude: ClassVar[Sequence[str]] = ()
    """The same for articles, looked for in their addresses."""

    selectors: ClassVar[Mapping[str, str]] = {}
    """CSS or XPath by field, where the reader does not find it by itself: see :mod:`govnews.reading.selectors`."""

    def __init__(self, *, run: Run, name: str | None = None) -> None:
        super().__init__(name)
        self.run, self.budget = run, run.budget
        self.start_page = run.arguments.home or self.home
        self.output, self.site, self.label = str(run.output), run.site, run.label  # for the feed's URI
        self.requested: set[bytes] = set()
        """Keys of the articles asked for in this run: an entry of two columns is fetched once."""
        self.retried: set[bytes] = set()
        """Keys of the articles that earlier runs could not have, or left out, and this one has in hand again."""
        self.also_inside = {
            known.column.url
            for known in run.ledger.columns()
            if is_part_of(known.column.url, self.start_page)
        }
        """Columns on sub-domains of the site that were asked for by name: their hosts belong to the crawl."""
        self.below: list[tuple[Walk, PageRequest]] = []
        """Walks that have read their first page, with the request for the one after it."""
        self.in_turn = InTurn(self, self._listing_requests) if run.arguments.limit is not None else None
        """What waits for its column's turn, where the run may bring only so many articles."""
        self.dead: dict[bytes, KnownFailure] = {}
        """What is known to be gone: asked for where a list shows it, once a day at most."""
        self.put_off: list[tuple[ListingEntry, str]] = []
        """What took too long to read when it was tried last, with the column that listed it: tried after all others."""
        self.picked = Selectors.read(self.selectors).pick
        """Gives a page what the site's selectors pick on it."""
        self.wanted = Wanted.by(self)
        self.past: ArchivedPast | None = None
        """What a web archive has of the site, where the run was asked for that in place of a crawl."""

    open_run = Run.open
    """How a run is opened."""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """The crawl has the settings of govnews, whatever project it runs in."""
        super().update_settings(settings)
        # The ledger and the walks decide what is asked for once, whatever custom_settings say. Scrapy's filter would drop a
        # redirect to the same address (a cookie wall), and a second look at a page, without a word.
        settings.set("DUPEFILTER_CLASS", "scrapy.dupefilters.BaseDupeFilter", priority="spider")
        bring_settings(settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider with its run opened. Raises :exc:`UsageError` for wrong arguments."""
        if args:
            raise UsageError(
                "spider arguments have names: -a columns=…, -a since=…, -a limit=…, -a home=…, -a recheck=all, -a backfill=…"
            )
        arguments = Arguments.read(kwargs)
        if not arguments.home and not getattr(cls, "home", None):
            raise UsageError(f"{cls.name} has no home page of its own: name it by -a home=http://…/")
        cls.check_data()
        settings = CrawlSettings.read(crawler.settings)
        check_feeds(crawler)
        check_pipelines(crawler.settings)
        output = output_folder(crawler.settings)
        # What an archive has of the site says nothing of how that is doing now, and moves no time of its runs.
        open_run = Run.prepare if arguments.backfill is Backfill.ARCHIVE else cls.open_run
        recover = partial(recover_all, settle=Uploads(crawler.settings))
        spider = cls(run=open_run(cls.site_of(arguments), output, arguments, settings, recover=recover))
        spider._set_crawler(crawler)
        try:
            check_folder(crawler.settings, spider.run.ledger, output)
            if arguments.source is not None:
                spider.past = ArchivedPast(spider, Captures.of(arguments.source, spider.is_inside))
        except UsageError:
            spider.run.close()
            raise
        return spider

    @classmethod
    def check_data(cls) -> None:
        """Raises :exc:`UsageError` for a selector or a pattern that is none."""
        try:
            Selectors.read(cls.selectors)
            Wanted.by(cls)
        except ValueError as error:
            raise UsageError(f"{cls.name}: {error}") from None

    @classmethod
    def site_of(cls, arguments: Arguments) -> str:
        """The name under which the site's records, files and part of the ledger stand."""
        return cls.name

    async def start(self) -> AsyncIterator[Any]:
        """All that the run asks for and records of itself; it ends where the ledger cannot be used."""
        self.run.begun = True
        try:
            async for one in self.past.articles() if self.past is not None else self._everything():
                yield one
            # Where an item is the last thing, Scrapy sees that all is done with its next look, up to five seconds later.
            await self.everything_is_read()
        except OutputFailed as error:
            self.run.ledger_failed(error)

    async def _everything(self) -> AsyncIterator[Any]:
        """What earlier runs left open, then the columns."""
        if self.run.arguments.recheck:
            self.run.ledger.check_everything(now=utc_now())  # before there are any that this run has seen
        for article in self.run.pending():
            yield article
        for entry, column in self._open_entries():
            for request in self._article_requests(entry, Visit(entry, column)):
                yield request
        for request in self._columns():
            yield request
        await self.everything_is_read()
        turns = self.in_turn
        async for request in turns.requests(self.run.walks) if turns else self._one_after_the_other():
            yield request
        for entry, column in self.put_off:
            for request in self._article_requests(entry, Visit(entry, column)):
                yield request
        await self.everything_is_read()
        for held in self.run.release():
            yield held
        self.run.settle_strays()
        self.run.compare_lists()
        if self.run.arguments.backfill is Backfill.SEARCH:
            async for one in self._past():
                yield one
        for check in self.run.due_checks():
            yield self._check_request(check)
        await self.everything_is_read()
        self.run.keep_out()
        for article in self.run.withdrawals():
            yield article

    async def _one_after_the_other(self) -> AsyncIterator[scrapy.Request]:
        """The pages behind the first ones, a column at a time: so of several deep lists one is seen whole where the run is
        stopped before all are. Lists that were read to their end, and are only not proven yet, come last.
        """
        known = {one.column.url: one for one in self.run.ledger.columns()}

        def only_unproven(walk: Walk) -> bool:
            before = known.get(walk.column.url)
            return before is not None and before.last_end is not None and walk.depth.before is None

        below, self.below = sorted(self.below, key=lambda one: only_unproven(one[0])), []
        for walk, asked in below:
            for request in self._listing_requests(walk, asked):
                yield request
            await self.everything_is_read()

    async def _past(self) -> AsyncIterator[Any]:
        """What the site's search has, after its lists."""
        backfill = SearchedPast(self)
        async for request in backfill.requests():
            yield request
        for held in self.run.release():
            yield held
        await self.everything_is_read()
        self.run.settle_strays()
        backfill.keep(anew=True)

    def _open_entries(self) -> Iterator[tuple[ListingEntry, str]]:
        """What earlier runs could not have, and what they left out a while ago, with the columns that listed it."""
        ledger, moment = self.run.ledger, utc_now()
        for failure in ledger.failures():
            key = ledger.key(failure.entry.url)
            self.retried.add(key)
            if self.run.is_dead(failure):
                self.dead[key] = failure
            else:
                yield failure.entry, failure.column
        for entry, column in ledger.due_exclusions(now=moment, limit=self.run.settings.rechecks):
            self.retried.add(ledger.key(entry.url))
            if self.run.was_given_up(entry.url):
                self.put_off.append((entry, column))
            else:
                yield entry, column

    async def everything_is_read(self) -> None:
        """Wait until nothing is being asked for or read; then all lists have come to their end."""
        engine = self.crawler.engine
        assert engine is not None
        assert engine._slot is not None
        assert engine.scraper.slot is not None
        # Scrapy has no signal for this while start() goes on: its spider_idle comes after it. It says when nothing waits to
        # be asked for, as it does behind the last answer; of items that start() itself gave it says nothing.
        emptied = asyncio.Event()
        self.crawler.signals.connect(emptied.set, signals.scheduler_empty)
        try:
            while (
                engine._slot.scheduler.has_pending_requests()
                or engine.downloader.active
                or not engine.scraper.slot.is_idle()
            ):
                emptied.clear()
                # Not wait_for, which before Python 3.12 may take no notice of being cancelled, as it is when the run is stopped.
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_INTERVAL):
                        await emptied.wait()
        finally:
            self.crawler.signals.disconnect(emptied.set, signals.scheduler_empty)

    def _columns(self) -> Iterator[scrapy.Request]:
        """The first pages of the columns that are known, or the home page, which names them."""
        known = self._known_columns()
        oldest = utc(now() - self.run.settings.columns_age)
        here = all(self.is_inside(column.column.url) for column in known)
        if known and here and all(column.found_at >= oldest for column in known):
            yield from self._walk_columns(column.column for column in known)
        else:
            yield scrapy.Request(self.start_page, callback=self.parse_home, errback=self.home_failed)

    def _known_columns(self) -> list[KnownColumn]:
        """The columns to crawl as the ledger knows them; none where one that was asked for by name is missing."""
        known, wanted = self.run.ledger.columns(), self.run.arguments.columns
        if not wanted:
            return [one for one in known if not one.by_name and self._wants(one.column)]
        if not all(any(name in column.column.name for column in known) for name in wanted):
            return []
        return [column for column in known if any(name in column.column.name for name in wanted)]

    def _wants(self, column: Column) -> bool:
        return self.wanted.columns.admits(column.name, column.url)

    def parse(self, response: Response) -> Iterator[Article | scrapy.Request]:
        """A page of which nobody says what it is, as ``scrapy parse`` asks: its article, or requests for what it leads to.

        Raises :exc:`PageChanged` where it is neither an article, a list nor a home page, and :exc:`Unreadable`.
        """
        with self.budget.reading():
            led = links_of(self.picked(page_of(response)))
        if led:
            yield from (scrapy.Request(url) for url in led)
            return
        pages = self._read(response, None, None)
        pages.first.url_hash = url_hash(response.url)
        yield from self._turn(pages, Visit(validators=validators(response), pages=archived(response)))

    # The home page

    def parse_home(self, response: Response) -> Iterator[scrapy.Request]:
        """The site's news columns, or those asked for."""
        wanted = self.run.arguments.columns or self.columns
        try:
            with self.budget.reading():
                page = self.picked(page_of(response))
                columns = find_columns(page, wanted=wanted or None)
                notice = None if columns else read_notice(page)
                missing = [name for name in wanted if not any(name in column.name for column in columns)]
                there = "、".join(column.name for column in find_columns(page)) if missing else ""
        except Unreadable as unread:
            yield from self._without_home(*explain(unread), response.url)
            return
        if notice is not None:
            what = f"no news column found on the home page; {told(notice)}"
            yield from self._without_home(NOTICES[notice.state], what, response.url)
            return
        if not columns and self._is_shell(response):
            if find_browser(self.settings) is not None and response.request is not None:
                yield rendered(response.request)
                return
            self.run.problem(Problem.NO_BROWSER, response.url, ADVICE)
        for name in missing:
            error = f"no column {name} on the home page; its news columns: {there or 'none'}"
            self.run.problem(Problem.LAYOUT_CHANGED, response.url, error)
        if not columns and not wanted:
            self.run.problem(Problem.LAYOUT_CHANGED, response.url, "no news column found on the home page")
        self.run.selector_use.count(page, [Field.COLUMNS])
        if not self.run.arguments.columns:
            left = [column for column in columns if self._wants(column)]
            if columns and not left:
                error = f"the site's patterns leave out every column that was found: {'、'.join(c.name for c in columns)}"
                self.run.problem(Problem.LAYOUT_CHANGED, response.url, error)
            columns = left
        self.run.ledger.remember_columns(columns, by_name=bool(self.run.arguments.columns), now=utc_now())
        absent = [] if self.run.arguments.columns or not columns else list(self._absent(columns))
        self.also_inside |= {column.url for column in columns if is_part_of(column.url, response.url)}
        yield from self._walk_columns([*columns, *absent])

    def _absent(self, found: Sequence[Column]) -> Iterator[Column]:
        """The known columns that the home page does not show, and that are walked all the same.

        One is forgotten where its list is gone, too, or after some looks at the home page.
        """
        ledger, urls = self.run.ledger, {column.url for column in found}
        for known in ledger.columns():
            column = known.column
            if known.by_name or column.url in urls:
                continue
            if not self._wants(column) or known.last_end_kind == EndKind.FIRST_PAGE_GONE:
                ledger.forget_column(column.url)
            elif known.absent + 1 >= ABSENT_LOOKS:
                ledger.forget_column(column.url)
                what = f"the home page does not show {column.name} any more: it is no column now"
                self.run.problem(Problem.COLUMN_LEFT_HOME, column.url, what)
            else:
                ledger.column_absent(column.url, now=utc_now())
                what = f"the home page does not show {column.name}; it is walked all the same"
                self.run.problem(Problem.COLUMN_LEFT_HOME, column.url, what)
                yield column

    def home_failed(self, failure: Failure) -> Iterator[scrapy.Request]:
        """Without its home page the site is crawled by the columns that are known."""
        kind, url, error = describe(failure)
        if (address := moved_to(failure)) is not None:
            yield from self._without_home(Problem.MOVED, f"{error}; {moving(address)}", self.start_page)
        elif kind is not Problem.PAUSED:
            yield from self._without_home(kind, error, url)

    def _without_home(self, kind: Problem, error: str, url: str) -> Iterator[scrapy.Request]:
        self.run.problem(kind, url, error)
        yield from self._walk_columns(column.column for column in self._known_columns())

    def _walk_columns(self, columns: Iterable[Column]) -> Iterator[scrapy.Request]:
        known = {column.column.url: column for column in self.run.ledger.columns()}
        deep, every = utc(now() - self.run.settings.deep_age), self.run.settings.deeper_runs
        deeper = bool(every) and self.run.ledger.count_runs() % every == 0
        for column in columns:
            before = known.get(column.url)
            walk = Walk(
                column,
                known_since=before.complete_since(deep, utc_now()) if before else None,
                newest_first=before.newest_first if before else None,
                deeper=deeper,
                since=self.run.arguments.since,
                head=_head_of(before, oldest=deep) if before else Head(),
                last_end=EndKind(before.last_end_kind) if before and before.last_end_kind else None,
                render=before is not None and before.render,
                max_pages=self.run.settings.max_pages,
            )
            if before is not None and before.reached is not None and not walk.since:
                walk.depth.before = Reached.read(before.reached)
            self.run.walks.append(walk)
            yield from self._listing_requests(walk, walk.start())

    def is_inside(self, url: str) -> bool:
        """Whether an address is on a host of this crawl: the home page's, or one of a column that was asked for."""
        return any(same_site(url, home) for home in (self.start_page, *self.also_inside))

    def _settled_before(self, walk: Walk, entries: Sequence[ListingEntry]) -> set[str]:
        """Addresses of the entries that were dealt with when the column was last seen complete, or are retried by every run."""
        if walk.known_since is None:
            return set()
        urls, ledger = [entry.url for entry in entries], self.run.ledger
        known = ledger.knew(urls, walk.known_since)
        return known | {url for url in urls if ledger.key(url) in self.retried or not self.is_inside(url)}

    def _is_shell(self, response: Response) -> bool:
        """Whether a page is to be filled by its scripts, and a browser may be asked to."""
        if response.meta.get(DRAWN) or self.run.settings.render is Render.NEVER:
            return False
        scripts = script_page(page_of(response).text)
        return scripts is not None and scripts.is_shell

    # Listing pages

    def _listing_requests(self, walk: Walk, asked: PageRequest | None) -> Iterator[scrapy.Request]:
        """The request for a listing page, where there is one; a way to ask for it that is no address has failed."""
        while asked is not None:
            try:
                request = self._listing_request(walk, asked)
            except ValueError as error:
                asked = walk.failed(f"no web address: {error}")
            else:
                yield request
                return

    def _listing_request(self, walk: Walk, asked: PageRequest) -> scrapy.Request:
        request = listing_request(
            asked,
            callback=self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"walk": walk, "asked": asked},
            meta={"walk": walk, "handle_httpstatus_list": GONE},
        )
        mode = self.run.settings.render
        drawn = mode is Render.ALWAYS or (walk.render and mode is not Render.NEVER)
        return rendered(request) if drawn else request

    def _not_rendered(self, response: Response, walk: Walk) -> str | None:
        """Why a list without entries cannot be rendered; None where it is to be fetched again, with a browser."""
        drawn = walk.pages == 0 and not walk.render and b"<script" in response.body.lower()
        if not drawn or self.run.settings.render is Render.NEVER:
            return NO_ENTRY
        if find_browser(self.settings) is None:
            self.run.problem(Problem.NO_BROWSER, response.url, ADVICE)
            return ADVICE
        return None

    def parse_listing(self, response: Response, walk: Walk, asked: PageRequest) -> Iterator[scrapy.Request]:
        """The page's articles, then the page after it."""
        if walk.end is not None:
            return
        asks_deeper = walk.pages > 0
        fresh, following = self._read_listing(response, walk, asked)
        if self.in_turn is not None:
            self.in_turn.put(walk, asked, fresh, following)
            return
        standing = self.run.ledger.standing([entry.url for entry in fresh], now=utc_now())
        requests = [
            request
            for entry, one in zip(fresh, standing, strict=True)
            for request in self.follow(entry, walk, standing=one)
        ]
        walk.depth.read(asked, walk.pages, [request.url for request in requests])
        yield from requests
        if fresh and not requests:
            following = walk.go_on_below(following)
        if following is not None and walk.pages and not asks_deeper:
            self.below.append((walk, following))
        else:
            yield from self._listing_requests(walk, following)

    def _read_listing(
        self, response: Response, walk: Walk, asked: PageRequest
    ) -> tuple[list[ListingEntry], PageRequest | None]:
        """The page's entries that this walk has not met before, and what is to be asked for after it."""
        if response.status in GONE:
            if not walk.pages:
                self.run.ledger.distrust_columns()
            return [], walk.missing(response.status)
        if (other := self._other_column_at(response, asked)) is not None:
            return [], walk.leads_to(other)
        try:
            with self.budget.reading():
                page = self.picked(page_of(response))
                if walk.pages or not is_no_list(page):
                    walk.platform = walk.platform or recognise(page).platform
                    shown = read_listing(page, walk.platform, walk.page_asked, asked)
                else:
                    shown = NoList(is_article=True)
        except Interrupted:
            return [], None
        except Unreadable as unread:
            kind, what = explain(unread)
            self.run.problem(kind, response.url, what)
            return [], walk.failed(what)
        self.run.selector_use.count(page, [Field.ROWS])
        if isinstance(shown, NoList):
            return [], self._lists_nothing(response, walk, asked, shown)
        self.run.selector_use.count(page, [Field.NEXT] if shown.following.candidates else [])
        settled = self._settled_before(walk, shown.entries)
        return walk.read(
            shown.entries,
            shown.following,
            shown.claims,
            settled=lambda entry: entry.url in settled,
            closed=shown.closed,
        )

    def _lists_nothing(
        self, response: Response, walk: Walk, asked: PageRequest, shown: NoList
    ) -> PageRequest | None:
        """What is to be asked for after a page that lists nothing."""
        if shown.is_article:
            return walk.unreadable("no column: its page is an article")
        if (notice := shown.notice) is not None:
            if not (walk.pages or walk.asking.may_try_again):
                self.run.odd_page(NOTICES[notice.state], response.url, told(notice))
            return walk.unreadable(f"{NO_ENTRY}; {notice}")
        if (why := self._not_rendered(response, walk)) is not None:
            return walk.unreadable(why)
        walk.render = True
        return asked

    def _other_column_at(self, response: Response, asked: PageRequest) -> str | None:
        """Name of the column whose list the request was led to; None where it leads to its own, or to no column's."""
        landing = url_hash(response.url)
        if landing == url_hash(asked.url):
            return None
        columns = (known.column for known in self.run.ledger.columns())
        return next((column.name for column in columns if url_hash(column.url) == landing), None)

    def listing_failed(self, failure: Failure) -> Iterator[scrapy.Request]:
        """A listing page could not be fetched, retries included."""
        walk: Walk = failure.request.meta["walk"]  # type: ignore[attr-defined]
        kind, url, error = describe(failure)
        if kind is Problem.PAUSED:
            return
        if (address := moved_to(failure)) is not None:
            self.run.odd_page(Problem.MOVED, walk.column.url, f"{error}; {moving(address)}")
        else:
            self.run.problem(kind, url, error)
        if walk.end is None:
            yield from self._listing_requests(walk, walk.failed(error))

    def follow(
        self,
        entry: ListingEntry,
        walk: Walk,
        column: str | None = None,
        *,
        standing: Standing | None = None,
    ) -> Iterator[scrapy.Request]:
        """The request for the entry's article, unless it needs none; ``column`` is its 栏目 where that is not the walk's,
        ``standing`` what the ledger says of its address, where it was asked.
        """
        column = column or walk.column.name
        ledger = self.run.ledger
        elsewhere = self.run.saw(entry, walk.column.url)
        key = ledger.key(entry.url)
        if standing is None:
            (standing,) = ledger.standing([entry.url], now=utc_now())
        if entry.has_address and not self.is_inside(entry.url):
            walk.settle(EntryOutcome.EXCLUDED, Exclusion.OTHER_HOST)
        elif (failure := self.dead.get(key)) is not None:
            yield from self._look_at_dead(failure, walk)
        elif standing is Standing.KNOWN or key in self.requested or key in self.retried:
            walk.settle(EntryOutcome.ELSEWHERE if elsewhere else EntryOutcome.KNOWN)
        elif standing is Standing.WITHDRAWN and (check := ledger.check_of(entry.url)) is not None:
            self.requested.add(key)
            yield self._check_request(check, Visit(entry, column, walk, check))
        elif not self.wanted.articles.admits(entry.url):
            walk.settle(EntryOutcome.EXCLUDED, Exclusion.PATTERN)
        elif self.run.arguments.since and entry.date and entry.date[:10] < self.run.arguments.since:
            walk.settle(EntryOutcome.EXCLUDED, Exclusion.SINCE)
        elif self.has_its_limit:
            walk.settle(EntryOutcome.EXCLUDED, Exclusion.LIMIT)
            self.end_at_limit(walk)
        else:
            self.requested.add(key)
            yield from self._article_requests(entry, Visit(entry, column, walk))

    @property
    def has_its_limit(self) -> bool:
        """Whether as many articles are asked for as the run may bring."""
        limit = self.run.arguments.limit
        return limit is not None and len(self.requested) >= limit

    def end_at_limit(self, walk: Walk) -> None:
        """Nothing more is asked for of the walk's list, where it goes on."""
        walk.abandon(EndKind.LIMIT, f"the limit of {self.run.arguments.limit} articles is reached")

    def _look_at_dead(self, failure: KnownFailure, walk: Walk) -> Iterator[scrapy.Request]:
        """The request for a listed page that was gone so far, if it was not asked for today."""
        key = self.run.ledger.key(failure.entry.url)
        if key in self.requested or not is_due(failure.failed_at, now=now()):
            walk.settle(EntryOutcome.GONE)
        else:
            self.requested.add(key)
            yield from self._article_requests(failure.entry, Visit(failure.entry, walk.column.name, walk))

    # Articles

    def _article_requests(self, entry: ListingEntry, visit: Visit) -> Iterator[scrapy.Request]:
        """The request for an entry's article, unless its row leads to no address."""
        if not entry.has_address:
            self.run.visit_failed(visit, Problem.NO_ADDRESS, "its row in the list leads to no address")
            return
        try:
            request = scrapy.Request(
                entry.url,
                callback=self.parse_article,
                errback=self.article_failed,
                cb_kwargs={"entry": entry, "visit": visit},
                meta={"visit": visit},
                priority=ARTICLE_PRIORITY,
            )
        except ValueError as error:
            self.run.visit_failed(visit, Problem.NO_ADDRESS, f"no web address: {error}")
        else:
            yield request

    def parse_article(
        self, response: Response, entry: ListingEntry, visit: Visit
    ) -> Iterator[Article | scrapy.Request]:
        """The article as its pages say it; the pipelines do the rest. Of a shell, the page as a browser draws it."""
        try:
            pages = self._read(response, entry, entry.title)
        except Unreadable as unread:
            self.run.unread(visit, unread)
            return
        except PageChanged as changed:
            if changed.stand_in is None and self._is_shell(response):
                yield from self._drawn(response, visit)
                return
            deleted = changed.stand_in is StandIn.GONE
            kind = Problem.DELETED if deleted else Problem.UNREADABLE
            self.run.visit_failed(visit, kind, f"no {changed.missing} found")
            return
        article = pages.first
        article.column = visit.column or None
        article.url_hash = url_hash(response.url)
        visit.validators, visit.pages = validators(response), archived(response)
        if not _is_titled(article, visit) and article.url_hash != url_hash(entry.url):
            error = f"leads to {response.url}, which is another page: {article.title}"
            self.run.visit_failed(visit, Problem.UNREADABLE, error)
        else:
            yield from self._turn(pages, visit)

    def _drawn(self, response: Response, visit: Visit) -> Iterator[scrapy.Request]:
        """The request for a listed article's page as a browser draws it, where there is one."""
        if find_browser(self.settings) is None:
            self.run.visit_failed(visit, Problem.NO_BROWSER, ADVICE)
        elif response.request is not None:
            yield rendered(response.request)

    def _read(
        self,
        response: Response,
        entry: ListingEntry | None,
        title: str | None,
        before: Article | None = None,
    ) -> Pages:
        """The page's article, and what it names of its further pages.

        Raises :exc:`PageChanged` for whatever stands in its place, :exc:`Unreadable`.
        """
        with self.budget.reading():
            page = self.picked(page_of(response))
            article = read_expected(page, title=title, entry=entry, before=before)
            self.run.selector_use.count(page, ARTICLE)
            if before is not None and (what := lost(page, before)) is not None:
                raise PageChanged(page.url, what)
            return Pages.of(page, of_site(article, self.site, self.region, fetched_at=utc_now()))

    def _turn(self, pages: Pages, visit: Visit) -> Iterator[Article | scrapy.Request]:
        """The request for the article's next page; the article, where all of its pages are read."""
        try:
            link = pages.following()
        except Unreadable as unread:
            self.run.unread(visit, unread)
            return
        except PageChanged as changed:
            self._not_whole(visit, Problem.UNREADABLE, changed.url, f"no {changed.missing} found")
            return
        if link is not None:
            yield scrapy.Request(
                link.url,
                callback=self.parse_further,
                errback=self.further_failed,
                cb_kwargs={"pages": pages, "link": link, "visit": visit},
                meta={"visit": visit},
                priority=(ARTICLE_PRIORITY if visit.check is None else CHECK_PRIORITY) + 1,
            )
            return
        article = pages.article()
        assert article.url_hash is not None
        if article.further_urls:
            visit.validators = Validators()  # they speak of the first page alone
        if visit.check is not None or _is_titled(article, visit) or not self.run.hold(article, visit):
            self.run.visits[article.url_hash] = visit
            yield article

    def parse_further(
        self, response: Response, pages: Pages, link: PageLink, visit: Visit
    ) -> Iterator[Article | scrapy.Request]:
        """A further page of an article, then the page after it."""
        try:
            with self.budget.reading():
                belongs = pages.read(self.picked(page_of(response)), link)
        except Unreadable as unread:
            self.run.unread(visit, unread)
        except PageChanged as changed:
            if visit.check is None and changed.stand_in is None and self._is_shell(response):
                yield from self._drawn(response, visit)
            else:
                self._not_whole(visit, Problem.UNREADABLE, link.url, f"no {changed.missing} found")
        else:
            visit.pages += archived(response) if belongs else []
            yield from self._turn(pages, visit)

    def further_failed(self, failure: Failure) -> None:
        """A further page could not be fetched, retries included."""
        kind, url, error = describe(failure)
        visit: Visit = failure.request.meta["visit"]  # type: ignore[attr-defined]
        if isinstance(failure.value, Unreadable):
            self.run.unread(visit, failure.value)
        elif kind is not Problem.PAUSED:
            # Where it leads to another host, that is no reason to leave the article out.
            self._not_whole(visit, Problem.UNREADABLE if kind is Problem.OUTSIDE else kind, url, error)

    def _not_whole(self, visit: Visit, kind: Problem, url: str, error: str) -> None:
        """A further page cannot be had: a later run asks for all of the article; a known one stays as it is."""
        # A refusal is a reason, which the certificate counts, and no two pages have one address.
        error = f"a further page: {error}" if kind is Problem.REFUSED else f"its further page {url}: {error}"
        if visit.check is None:
            self.run.visit_failed(visit, kind, error)
        else:
            told = kind if kind is Problem.BLOCKED else Problem.AGAIN
            self.run.look_failed(visit, told, visit.check.url, error)

    def article_failed(self, failure: Failure) -> None:
        """The article could not be fetched, retries included; a later run tries again."""
        kind, url, error = describe(failure)
        if isinstance(failure.value, Unreadable):
            self.run.unread(failure.request.meta["visit"], failure.value)  # type: ignore[attr-defined]
            return
        if kind is Problem.OUTSIDE:
            self.run.strayed(failure.request.meta["visit"], url, error)  # type: ignore[attr-defined]
            return
        if isinstance(failure.value, HttpError) and failure.value.response.status in GONE:
            kind = Problem.GONE
        if kind is not Problem.PAUSED:
            self.run.visit_failed(failure.request.meta["visit"], kind, error)  # type: ignore[attr-defined]

    # Articles that are known

    def _check_request(self, check: DueCheck, visit: Visit | None = None) -> scrapy.Request:
        """The request for a known article's page; ``visit``: a list shows it, though it was gone."""
        headers = conditions(check.etag, check.last_modified)
        if check.event == "withdrawn" or (self.run.archives and not self.run.kept(check.url)):
            headers = {}  # its page is wanted: where it is there again, and where the archive has none
        return scrapy.Request(
            check.url,
            headers=headers,
            callback=self.parse_check,
            errback=self.check_failed,
            cb_kwargs={"check": check},
            meta={"visit": visit or Visit(check=check), "handle_httpstatus_list": [304, *GONE]},
            priority=CHECK_PRIORITY,
        )

    def parse_check(self, response: Response, check: DueCheck) -> Iterator[Article | scrapy.Request]:
        """What became of a known article: as it was, edited, gone, or there again."""
        visit: Visit = response.meta["visit"]
        if response.status in GONE:
            self.run.looked_at(check, gone=True)
            self.run.settle(visit, EntryOutcome.KNOWN)
            return
        if response.status == 304:
            self.run.looked_at(check)
            yield from self._same_page(check, visit)
            return
        before = self.run.ledger.current(check.url)
        try:
            pages = self._read(response, None, before.title if before else None, before)
        except Unreadable as unread:
            self.run.unread(visit, unread)
            return
        except PageChanged as changed:
            deleted = changed.stand_in is StandIn.GONE
            self.run.looked_at(check, gone=deleted)
            if deleted:
                self.run.settle(visit, EntryOutcome.KNOWN)
            else:
                self.run.look_failed(visit, Problem.AGAIN, check.url, f"no {changed.missing} found")
            return
        self.run.looked_at(check)
        article = pages.first
        article.column = before.column if before else None
        article.url, article.url_hash = check.url, check.url_hash
        article.event = "restored" if check.event == "withdrawn" else "updated"
        article.version = check.version + 1
        visit.validators, visit.pages = validators(response), archived(response)
        yield from self._turn(pages, visit)

    def _same_page(self, check: DueCheck, visit: Visit) -> Iterator[Article]:
        """The article as it is known, whose page is as it was, where its files are still to be looked at."""
        before = self.run.ledger.current(check.url)
        if before is None or not self.run.settings.files.of(before):
            self.run.unchanged(check)
            return
        before.event, before.version, before.fetched_at = "updated", check.version + 1, utc_now()
        visit.validators, visit.pages = Validators(check.etag, check.last_modified), self.run.kept(check.url)
        self.run.visits[before.url_hash] = visit
        yield before

    def check_failed(self, failure: Failure) -> None:
        """A known article could not be looked at; it is due again at its next age."""
        kind, url, error = describe(failure)
        if kind is Problem.PAUSED:
            return
        if kind is Problem.OUTSIDE:
            self.run.known_strayed(url)
        visit: Visit = failure.request.meta["visit"]  # type: ignore[attr-defined]
        self.run.look_failed(visit, kind if kind is Problem.BLOCKED else Problem.AGAIN, url, error)

    def closed(self, reason: str) -> None:
        """Walks that the end of the run cuts short are no proof of anything."""
        try:
            self.run.settle_strays()
            self.run.keep_out()
        except OutputFailed as error:
            self.run.ledger_failed(error)
        self.run.stopped = reason != "finished"
        for walk in self.run.walks + [one.walk for one in (self.run.past.slices if self.run.past else ())]:
            walk.abandon(EndKind.STOPPED, f"the run was stopped ({reason})")


def recover_all(ledger: Ledger, folder: Path, settle: Settle) -> None:
    """End what killed runs left open, the pages before the articles that were read from them. Raises as
    :func:`govnews.feeds.recovery.recover` does.
    """
    salvage(folder / ARCHIVE)
    Store(folder / FILES).tidy()
    recover_feeds(ledger, folder, settle)


def _head_of(known: KnownColumn, *, oldest: str) -> Head:
    """The list as it was last seen complete; nothing where that was before ``oldest``."""
    recent = known.complete_at is not None and oldest <= known.complete_at <= utc_now()
    return Head(known.head, known.page_size) if recent else Head()


def _is_titled(article: Article, visit: Visit) -> bool:
    """Whether the article's page says itself that it is what the row of the visit calls it, where that has a headline."""
    entry = visit.entry
    return entry is None or not entry.title or bool(bears_title(article, entry.title))
