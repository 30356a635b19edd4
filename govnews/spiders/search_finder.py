"""The site's search, as a crawl looks for it: the page or script that names it, the numbers that it gives the news columns."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import scrapy
from scrapy.http import Response
from twisted.python.failure import Failure

from govnews.crawl.outcome import Problem
from govnews.crawl.run import Run
from govnews.crawl.walk import Walk
from govnews.downloader.guard import is_private_host
from govnews.downloader.refusal import explain
from govnews.errors import PageChanged, Unreadable
from govnews.identity import url_hash
from govnews.items import Column, ListingEntry
from govnews.reading.budget import Budget
from govnews.reading.search import Interface, Query, find_search, places_to_look
from govnews.spiders.messages import describe, listing_request, page_of
from govnews.urls import is_part_of, same_site

MOST_PLACES = 8  # pages and scripts that are looked at for the search, the home page included
LOOKED_FOR = (0.5, 0.0, 0.99)  # places of those whose titles are looked for, as shares of the sample
NOT_IN_IT = "has none of its articles that were looked for"
SAMPLE = 50  # articles of a column by which is seen what its number is, and whether addresses tell the column


class Crawl(Protocol):
    """The crawl that it is a part of, as far as it needs it."""

    run: Run
    budget: Budget
    start_page: str
    also_inside: set[str]

    def is_inside(self, url: str) -> bool:
        """Whether an address is on a host of this crawl."""

    def follow(self, entry: ListingEntry, walk: Walk, column: str | None = None) -> Iterator[scrapy.Request]:
        """The request for the entry's article, unless it needs none."""

    async def everything_is_read(self) -> None:
        """Wait until nothing is being asked for or read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The first answer to a question that names a column."""

    asked: str | None
    """The column's number; None: the whole site was asked for."""
    total: int | None
    urls: frozenset[str]
    named: frozenset[str]
    """Numbers of columns that its results name."""

    def is_that_to(self, other: Answer) -> bool:
        """Whether the other question had the same results: as many, of which one is in both or names the other's column."""
        shared = self.urls & other.urls or other.asked in self.named or self.asked in other.named
        return self.total == other.total and bool(shared)


class SearchFinder:
    """Looks for the interface, and learns how it can be asked for the news columns."""

    def __init__(self, spider: Crawl, looked_at: list[str]) -> None:
        self.spider, self.run = spider, spider.run
        self.interface: Interface | None = None
        """The interface, once it is found."""
        self.looked_at = looked_at
        """Addresses of the pages and scripts that were looked at."""
        self.numbers: dict[str, str] = {}
        """The interface's numbers of the news columns, by their addresses."""
        self.not_asked: dict[str, str] = {}
        """Names of those whose number is not known, each with what the search does."""
        self._answers: list[Answer] = []
        self._places: list[str] = [spider.start_page]
        self._ids: dict[str, str] = {}
        """Numbers of columns by the addresses of the results that name them."""
        self._paused = False
        """Whether the run ended while it was looked for."""
        self._silent = False
        """Whether it failed to answer when the number at hand was looked for: then nothing is known of how it can be asked."""

    async def find(self) -> AsyncIterator[scrapy.Request]:
        """The home page, then the pages and scripts that may name the search, until one does."""
        looked = self.looked_at
        while not (self.interface or self._paused) and self._places and len(looked) < MOST_PLACES:
            place = self._places.pop(0)
            looked.append(place)
            yield scrapy.Request(place, callback=self.parse_place, errback=self.place_failed)
            await self.spider.everything_is_read()
            if len(looked) == 1:
                self._places += [walk.column.url for walk in self.run.walks[:1]]
        if self.interface is None and not self._paused:
            error = (
                f"no search interface that is known was found; looked at: {', '.join(looked)}. If the site has one, see "
                "docs/add-a-platform.md; its lists are crawled all the same"
            )
            self.run.problem(Problem.NO_SEARCH, self.spider.start_page, error)

    def parse_place(self, response: Response) -> None:
        """The interface that a page names, or further places to look at."""
        try:
            with self.spider.budget.reading():
                page = page_of(response)
                found = find_search(page, self.spider.start_page)
                places = () if found else places_to_look(page)
        except Unreadable as unread:
            self.run.problem(*told_of(unread, response.url))
            return
        if found is not None and self._may_ask(found.url):
            self.interface = found
            self.spider.also_inside.add(found.url)
            return
        if found is not None:
            error = f"its search is at {found.url}, which is no address of the site's own"
            self.run.problem(Problem.NO_SEARCH, response.url, error)
        known = {url_hash(one) for one in (*self.looked_at, *self._places)}
        self._places += [one for one in places if url_hash(one) not in known and self._may_ask(one)]

    def place_failed(self, failure: Failure) -> None:
        """A page could not be had; others may name the search."""
        kind, url, error = describe(failure)
        if kind is Problem.PAUSED:
            self._paused = True
        else:
            self.run.problem(kind, url, error)

    def _may_ask(self, url: str) -> bool:
        """Whether an address that the site names is its own, or that of another public host of the government: platforms
        search for all of their sites on one host.
        """
        home, host = self.spider.start_page, urlsplit(url).hostname or ""
        if same_site(url, home):
            return True
        both = all((urlsplit(one).hostname or "").endswith(".gov.cn") for one in (url, home))
        return not is_private_host(host) and (is_part_of(url, home) or both)

    async def learn(self, column: Column) -> AsyncIterator[scrapy.Request]:
        """A few titles of the column are looked for, until a result is one of its articles and names the column's number.

        Searches learn of what is new a day later: one from the middle is looked for first.
        """
        self._silent = False
        articles = self.run.ledger.listed_by(column.url, limit=SAMPLE)
        for place in dict.fromkeys(int(share * len(articles)) for share in LOOKED_FOR if articles):
            url, title = articles[place]
            yield self._asking_for(title)
            await self.spider.everything_is_read()
            named = {url_hash(one): number for one, number in self._ids.items()}
            if (number := named.get(url_hash(url))) is not None:
                self.numbers[column.url] = number
                return
        if articles and (self._ids or self._silent):
            why = "did not answer when its number was looked for" if self._silent else NOT_IN_IT
            self.not_asked[column.name] = why

    async def compare(self) -> AsyncIterator[scrapy.Request]:
        """Two questions that differ by the column alone: two columns, or the only one and the whole site."""
        assert self.interface is not None
        numbers: list[str | None] = [*dict.fromkeys(self.numbers.values()), None]
        for number in numbers[:2]:
            yield listing_request(
                self.interface.asking(Query(column=number)),
                callback=self.parse_compared,
                errback=self.naming_failed,
                cb_kwargs={"number": number},
            )
        await self.spider.everything_is_read()

    def parse_compared(self, response: Response, number: str | None) -> None:
        """An answer to be held against another. One that cannot be read says nothing; asked again, it is told."""
        assert self.interface is not None
        with suppress(Unreadable), self.spider.budget.reading():
            page = page_of(response)
            urls = frozenset(entry.url for entry in self.interface.read_list(page))
            named = frozenset(self.interface.columns_named(page).values())
            self._answers.append(Answer(number, self.interface.claims(page).entries, urls, named))

    @property
    def columns_ignored(self) -> bool:
        """Whether the search answers for one column what it answers for another, or for the whole site."""
        return len(self._answers) == 2 and self._answers[0].is_that_to(self._answers[1])

    def _asking_for(self, title: str) -> scrapy.Request:
        """The request that looks for a title, to learn the number of the article's column."""
        assert self.interface is not None
        asked = self.interface.asking(Query(words=title))
        return listing_request(asked, callback=self.parse_named, errback=self.naming_failed)

    def parse_named(self, response: Response) -> None:
        """The numbers of the columns that results name."""
        assert self.interface is not None
        try:
            with self.spider.budget.reading():
                page = page_of(response)
                if self.interface.read_list(page):
                    self._ids |= self.interface.columns_named(page)
        except PageChanged:
            self._silent = True
        except Unreadable as unread:
            self._silent = True
            self.run.problem(*told_of(unread, response.url))

    def naming_failed(self, failure: Failure) -> None:
        """A title could not be looked for, retries included."""
        self._silent = True
        self.place_failed(failure)


def told_of(unread: Unreadable, url: str) -> tuple[Problem, str, str]:
    kind, what = explain(unread)
    return kind, url, what
