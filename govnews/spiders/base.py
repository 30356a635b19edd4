"""The one crawl that all spiders share: columns, their listing pages, the articles."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import timedelta
from typing import Any, ClassVar, Self

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from govnews import clock
from govnews.clock import utc, utc_now
from govnews.crawl.options import check_settings
from govnews.crawl.run import KnownAs, Run, Wishes, output_folder
from govnews.crawl.walk import FIRST_PAGE_GONE, OVER_LIMIT, Walk, closes
from govnews.downloader.refusal import explain
from govnews.downloader.rendering import ADVICE, find_browser, rendered
from govnews.errors import PageChanged, UsageError
from govnews.identity import url_hash
from govnews.items import Article, Column, Evidence, ListingEntry
from govnews.ledger import DueCheck, KnownColumn
from govnews.reading.article.article import page_type, read_article
from govnews.reading.bounds import MAX_ENTRIES
from govnews.reading.listing.columns import find_columns
from govnews.reading.mirror import restore_page
from govnews.reading.page.page import Page
from govnews.reading.platforms import recognise
from govnews.reading.platforms.base import PageRequest
from govnews.urls import same_site

# Answers that say that an address is gone; everything else that is no page is a failure.
GONE = [404, 410]
SHORT_TEXT = 60  # characters; a notice of the site's own in the place of an article has fewer
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

    def __init__(self, *, run: Run, name: str | None = None) -> None:
        super().__init__(name)
        self.run = run
        self.wishes = run.wishes
        self.start_page = run.wishes.home or self.home
        self.output, self.site, self.label = str(run.output), run.site, run.label  # for the feed's URI
        self.requested: set[bytes] = set()
        """Keys of the articles asked for in this run: an entry of two columns is fetched once."""
        self.retried: set[bytes] = set()
        """Keys of the articles that earlier runs could not have and this one asks for again."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider with its run opened. Raises :exc:`UsageError` for wrong arguments."""
        if args:
            raise UsageError("spider arguments have names: -a columns=…, -a since=…, -a limit=…, -a home=…")
        wishes = Wishes.read(kwargs)
        if not wishes.home and not getattr(cls, "home", None):
            raise UsageError(f"{cls.name} has no home page of its own: name it by -a home=http://…/")
        check_settings(crawler.settings)
        output = output_folder(crawler.settings["GOVNEWS_OUTPUT"])
        days = [float(age) for age in crawler.settings.getlist("GOVNEWS_RECHECK_DAYS")]
        run = Run.open(cls.site_of(wishes), output, wishes, recheck_days=days)
        spider = cls(run=run)
        spider._set_crawler(crawler)
        return spider

    @classmethod
    def site_of(cls, wishes: Wishes) -> str:
        """The name under which the site's records, files and part of the ledger stand."""
        return cls.name

    async def start(self) -> AsyncIterator[Any]:
        """What earlier runs left open, then the columns."""
        self.run.begun = True
        ledger = self.run.ledger
        for article in self.run.pending():
            yield article
        for failure in ledger.failures():
            self.retried.add(ledger.key(url_hash(failure.entry.url)))
            yield self._article_request(failure.entry, failure.column, walk=None)
        for check in ledger.due_checks(now=utc_now(), limit=self.settings.getint("GOVNEWS_RECHECKS_PER_RUN")):
            yield self._check_request(check)
        known = self._known_columns()
        oldest = utc(clock.now() - timedelta(days=self.settings.getfloat("GOVNEWS_COLUMNS_DAYS")))
        here = all(same_site(column.column.url, self.start_page) for column in known)
        if known and here and all(column.found_at >= oldest for column in known):
            for request in self._walk_columns(column.column for column in known):
                yield request
        else:
            yield scrapy.Request(self.start_page, callback=self.parse_home, errback=self.home_failed)

    def _known_columns(self) -> list[KnownColumn]:
        """The columns to crawl as the ledger knows them; none where one that was asked for by name is missing."""
        known, wanted = self.run.ledger.columns(), self.wishes.columns
        if not wanted:
            return [column for column in known if not column.by_name]
        if not all(any(name in column.column.name for column in known) for name in wanted):
            return []
        return [column for column in known if any(name in column.column.name for name in wanted)]

    # The home page

    def parse_home(self, response: Response) -> Iterator[scrapy.Request]:
        """The site's news columns, or those asked for."""
        page, _ = restore_page(Page.from_response(response))
        wanted = self.wishes.columns or self.columns
        columns = find_columns(page, wanted=wanted or None)
        for name in wanted:
            if not any(name in column.name for column in columns):
                there = "、".join(column.name for column in find_columns(page)) or "none"
                self.run.trouble(
                    "layout-changed",
                    response.url,
                    f"no column {name} on the home page; its news columns: {there}",
                )
        if not columns and not wanted:
            self.run.trouble("layout-changed", response.url, "no news column found on the home page")
        ledger, found = self.run.ledger, {column.url for column in columns}
        ledger.remember_columns(columns, by_name=bool(self.wishes.columns), now=utc_now())
        for known in ledger.columns() if found and not self.wishes.columns else ():
            if (
                known.column.url not in found
                and known.last_end
                and known.last_end.startswith(FIRST_PAGE_GONE)
            ):
                ledger.forget_column(known.column.url)
        yield from self._walk_columns(columns)

    def home_failed(self, failure: Failure) -> Iterator[scrapy.Request]:
        """Without its home page the site is crawled by the columns that are known."""
        kind, url, error = describe(failure)
        if kind != "paused":
            self.run.trouble(kind, url, error)
            yield from self._walk_columns(column.column for column in self._known_columns())

    def _walk_columns(self, columns: Iterable[Column]) -> Iterator[scrapy.Request]:
        known = {column.column.url: column for column in self.run.ledger.columns()}
        deep = utc(clock.now() - timedelta(days=self.settings.getfloat("GOVNEWS_DEEP_DAYS")))
        for column in columns:
            before = known.get(column.url)
            walk = Walk(
                column,
                known_since=before.complete_at
                if before and before.whole_at and before.whole_at >= deep
                else None,
                since=self.wishes.since,
                last_end=before.last_end if before else None,
                render=before is not None and before.render,
                max_pages=self.settings.getint("GOVNEWS_MAX_PAGES"),
            )
            self.run.walks.append(walk)
            yield self._listing_request(walk, walk.start())

    def _settled_before(self, walk: Walk, entry: ListingEntry) -> bool:
        """Whether the entry was dealt with when the column was last seen complete, or is retried by every run."""
        identity = url_hash(entry.url)
        return walk.known_since is not None and (
            self.run.ledger.knew(identity, walk.known_since)
            or self.run.ledger.key(identity) in self.retried
            or not same_site(entry.url, self.start_page)
        )

    # Listing pages

    def _listing_request(self, walk: Walk, asked: PageRequest) -> scrapy.Request:
        request = scrapy.Request(
            asked.url,
            method=asked.method,
            body=asked.body,
            headers={
                **({"Content-Type": "application/x-www-form-urlencoded"} if asked.method == "POST" else {}),
                **asked.headers,
            },
            callback=self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"walk": walk, "asked": asked},
            meta={"walk": walk, "handle_httpstatus_list": GONE},
        )
        mode = self.settings["GOVNEWS_RENDER"]
        return rendered(request) if mode == "always" or (walk.render and mode != "never") else request

    def _render(self, response: Response, walk: Walk) -> str | None:
        """Why a list without entries cannot be rendered; None where it is to be fetched again, with a browser."""
        drawn = walk.number == 0 and not walk.render and b"<script" in response.body.lower()
        if not drawn or self.settings["GOVNEWS_RENDER"] == "never":
            return "it lists nothing"
        if find_browser(self.settings) is None:
            return ADVICE
        return None

    def parse_listing(self, response: Response, walk: Walk, asked: PageRequest) -> Iterator[scrapy.Request]:
        """The page's entries, then the page after it."""
        if walk.end is not None:
            return
        if response.status in GONE:
            if not walk.number:
                self.run.ledger.distrust_columns()
            following = walk.missing(response.status)
        else:
            page, _ = restore_page(Page.from_response(response))
            platform = walk.platform = walk.platform or recognise(page).platform
            try:
                entries = platform.read_list(page)
            except PageChanged:
                if (why := self._render(response, walk)) is None:
                    walk.render = True
                    following = asked
                else:
                    following = walk.unreadable(why)
            else:
                if len(entries) > MAX_ENTRIES:
                    what = f"more than {MAX_ENTRIES} entries"
                    self.run.trouble("bounds", response.url, what)
                    following = walk.failed(what)
                else:
                    fresh, following = walk.read(
                        entries,
                        platform.next(page, walk.asking, asked),
                        lambda: platform.claims(page),
                        settled=lambda entry: self._settled_before(walk, entry),
                        closed=closes(page.text),
                    )
                    for entry in fresh:
                        yield from self._follow(entry, walk)
        if following is not None:
            yield self._listing_request(walk, following)

    def listing_failed(self, failure: Failure) -> Iterator[scrapy.Request]:
        """A listing page could not be fetched, retries included."""
        walk: Walk = failure.request.meta["walk"]  # type: ignore[attr-defined]
        kind, url, error = describe(failure)
        if kind == "paused":
            return
        self.run.trouble(kind, url, error)
        if walk.end is None and (following := walk.failed(error)) is not None:
            yield self._listing_request(walk, following)

    def _follow(self, entry: ListingEntry, walk: Walk) -> Iterator[scrapy.Request]:
        """The request for the entry's article, unless it needs none."""
        ledger, identity = self.run.ledger, url_hash(entry.url)
        key = ledger.key(identity)
        if not same_site(entry.url, self.start_page):
            walk.settle("excluded: other host")
        elif ledger.knows(identity) or key in self.requested or key in self.retried:
            walk.settle("known")
        elif self.wishes.since and entry.date and entry.date[:10] < self.wishes.since:
            walk.settle("excluded: before since")
        elif self.wishes.limit is not None and len(self.requested) >= self.wishes.limit:
            walk.settle(OVER_LIMIT)
            walk.abandon(f"the limit of {self.wishes.limit} articles is reached", wished=True)
        else:
            self.requested.add(key)
            yield self._article_request(entry, walk.column.name, walk)

    # Articles

    def _article_request(self, entry: ListingEntry, column: str, walk: Walk | None) -> scrapy.Request:
        return scrapy.Request(
            entry.url,
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"entry": entry, "column": column},
            meta={"walk": walk, "entry": entry, "column": column},
            priority=ARTICLE_PRIORITY,
        )

    def parse_article(self, response: Response, entry: ListingEntry, column: str) -> Iterator[Article]:
        """The article as its page says it; the pipelines do the rest."""
        try:
            article = self._read(response, entry, entry.title)
        except PageChanged as changed:
            self.run.entry_failed(response.meta, "unreadable", f"no {changed.missing} found")
            return
        article.column = column
        article.url_hash = url_hash(response.url)
        self.run.known_as[article.url_hash] = KnownAs((entry.url,), *validators(response))
        yield article

    def _read(self, response: Response, entry: ListingEntry | None, title: str | None) -> Article:
        """The page's article. Raises :exc:`PageChanged` for a list, and for a notice in the place of ``title``."""
        page, mirror = restore_page(Page.from_response(response))
        if page_type(page) == "listing":
            raise PageChanged(response.url, "article, it is a list")
        article = read_article(page, entry=entry)
        if title is not None and is_notice(article, title):
            raise PageChanged(response.url, "article, nor its title")
        if mirror.family is not None:
            article.evidence["mirror"] = Evidence(witness="heuristic", raw=mirror.describe())
        article.site, article.region, article.fetched_at = self.site, self.region, utc_now()
        return article

    def article_failed(self, failure: Failure) -> None:
        """The article could not be fetched, retries included; a later run tries again."""
        kind, _, error = describe(failure)
        if kind != "paused":
            self.run.entry_failed(failure.request.meta, kind, error)  # type: ignore[attr-defined]

    # Articles that are known

    def _check_request(self, check: DueCheck) -> scrapy.Request:
        conditions = {"If-None-Match": check.etag, "If-Modified-Since": check.last_modified}
        return scrapy.Request(
            check.url,
            headers={name: value for name, value in conditions.items() if value},
            callback=self.parse_check,
            errback=self.check_failed,
            cb_kwargs={"check": check},
            meta={"check": check, "handle_httpstatus_list": [304, *GONE]},
            priority=CHECK_PRIORITY,
        )

    def parse_check(self, response: Response, check: DueCheck) -> Iterator[Article]:
        """What became of a known article: as it was, edited, or gone twice in a row, a run apart."""
        if response.status in GONE and check.gone:
            article = self.run.ledger.current(check.url_hash)
            assert article is not None
            article.event, article.version, article.fetched_at = (
                "withdrawn",
                check.version + 1,
                utc_now(),
            )
        elif response.status in GONE:
            self.run.unchanged(check, gone=check.gone + 1)
            return
        elif response.status == 304:
            self.run.unchanged(check)
            return
        else:
            before = self.run.ledger.current(check.url_hash)
            try:
                article = self._read(response, None, before.title if before else None)
            except PageChanged as changed:
                self.run.trouble("again", check.url, f"no {changed.missing} found")
                self.run.unchanged(check)
                return
            article.column = before.column if before else None
            article.url, article.url_hash = check.url, check.url_hash
            article.event, article.version = "updated", check.version + 1
        self.run.known_as[check.url_hash] = KnownAs((), *validators(response), check)
        yield article

    def check_failed(self, failure: Failure) -> None:
        """A known article could not be looked at; it is due again at its next age."""
        kind, url, error = describe(failure)
        if kind == "paused":
            return
        self.run.trouble("again" if kind != "blocked" else kind, url, error)
        self.run.unchanged(failure.request.meta["check"])  # type: ignore[attr-defined]

    def closed(self, reason: str) -> None:
        """Walks that the end of the run cuts short are no proof of anything."""
        for walk in self.run.walks:
            walk.abandon(f"the run was stopped ({reason})")


def validators(response: Response) -> tuple[str | None, str | None]:
    """ETag and Last-Modified of a response, for a conditional request later; None where it has none."""
    etag, modified = (response.headers.get(name) for name in (b"ETag", b"Last-Modified"))
    return etag.decode("latin-1") if etag else None, modified.decode("latin-1") if modified else None


def is_notice(article: Article, title: str) -> bool:
    """Whether what came for the article ``title`` is a line of the site's own, as 系统繁忙，请稍后再试 with a 200.

    Such a page has hardly a text, no picture and no file, and bears the title nowhere.

    >>> from dataclasses import replace
    >>> from govnews.items import Witness
    >>> heard = {"title": Evidence("listing", "孟津春茶开采", witnesses=[Witness("title", "title", "系统提示")])}
    >>> busy = Article(url="http://example.gov.cn/1", title="孟津春茶开采", body="系统繁忙", evidence=heard)
    >>> is_notice(busy, "孟津春茶开采"), is_notice(replace(busy, body="孟津的春茶" * 20), "孟津春茶开采")
    (True, False)
    """
    if len(article.body) >= SHORT_TEXT or article.images or article.attachments:
        return False
    heard = article.evidence["title"].witnesses if "title" in article.evidence else []
    return all(
        witness.kind == "listing" or (witness.kind == "title" and title not in witness.raw)
        for witness in heard
    )


def describe(failure: Failure) -> tuple[str, str, str]:
    """What went wrong with a request: kind of trouble, URL, one line."""
    assert failure.value is not None
    kind, words = explain(failure.value)
    return kind, failure.request.url, words  # type: ignore[attr-defined]
