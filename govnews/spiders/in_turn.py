"""The articles of a limited run: one of each column in turn, so that no column takes what others have."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import scrapy

from govnews.crawl.walk import Walk
from govnews.items import ListingEntry
from govnews.reading.listing.paging import PageRequest


class Crawl(Protocol):
    """The crawl that it is a part of, as far as it needs it."""

    @property
    def has_its_limit(self) -> bool:
        """Whether as many articles are asked for as the run may bring."""

    def follow(self, entry: ListingEntry, walk: Walk) -> Iterator[scrapy.Request]:
        """The request for the entry's article, unless it needs none; none for a new one beyond the limit."""

    def end_at_limit(self, walk: Walk) -> None:
        """Nothing more is asked for of the walk's list."""

    async def everything_is_read(self) -> None:
        """Wait until nothing is being asked for or read."""


@dataclass(slots=True)
class Line:
    """What a column's list has shown and nobody has asked for yet."""

    walk: Walk
    waiting: deque[ListingEntry] = field(default_factory=deque)
    """Entries of the page read last, in the order of the list."""
    following: PageRequest | None = None
    """The page after it."""
    all_known: bool = False
    """Whether the page listed something, and nothing of it had to be asked for so far."""
    open: set[str] = field(default_factory=set)
    """Addresses of its articles that wait or were asked for, as the walk's :class:`~govnews.crawl.depth.Depth` has them."""

    @property
    def goes_on(self) -> bool:
        """Whether the column may have more."""
        return bool(self.waiting) or self.following is not None


class InTurn:
    """Deals out ``-a limit``: every column gives its next new article, from the top of its list, then every column the one
    after it, until the run has its limit. A column that has no more leaves its turns to the others.

    A further page is asked for when the column's turn comes and the pages before have no more to give.
    """

    def __init__(
        self, spider: Crawl, page: Callable[[Walk, PageRequest | None], Iterator[scrapy.Request]]
    ) -> None:
        self.spider, self.page = spider, page
        self.lines: dict[str, Line] = {}
        """By the address of the column's list."""

    def put(
        self, walk: Walk, asked: PageRequest, fresh: Sequence[ListingEntry], following: PageRequest | None
    ) -> None:
        """A page was read, by the request ``asked``: what is ``fresh`` on it waits for its turn, and the page after it, too."""
        line = self.lines.setdefault(walk.column.url, Line(walk))
        line.waiting.extend(fresh)
        line.following, line.all_known = following, bool(fresh)
        line.open = {entry.url for entry in fresh}
        walk.depth.read(asked, walk.pages, line.open)

    async def requests(self, walks: Sequence[Walk]) -> AsyncIterator[scrapy.Request]:
        """All that is asked for once the first pages are read, the columns in the order of ``walks``."""
        lines = [self.lines[walk.column.url] for walk in walks if walk.column.url in self.lines]
        while lines := [line for line in lines if line.goes_on]:
            for line in lines:
                async for request in self._turn(line):
                    yield request

    async def _turn(self, line: Line) -> AsyncIterator[scrapy.Request]:
        """The column's next article, and the pages that have to be read for it; where the limit is reached, its end."""
        while line.goes_on:
            while line.waiting:
                entry = line.waiting.popleft()
                if requests := list(self.spider.follow(entry, line.walk)):
                    line.all_known = False
                    for request in requests:
                        yield request
                    return
                line.open.discard(entry.url)
            following, line.following = line.following, None
            if self.spider.has_its_limit:
                self.spider.end_at_limit(line.walk)
                return
            if line.all_known:
                following = line.walk.go_on_below(following)
            for request in self.page(line.walk, following):
                yield request
            await self.spider.everything_is_read()
