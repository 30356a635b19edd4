"""The way through a site's search, after its lists: ``-a backfill=search``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator

import scrapy
from scrapy.http import Response
from twisted.python.failure import Failure

from govnews.clock import BEIJING, now, utc_now
from govnews.crawl.outcome import EndKind, EntryOutcome, Exclusion, Problem
from govnews.crawl.past import Past, Slice, State
from govnews.crawl.periods import Period, Span
from govnews.crawl.walk import Walk
from govnews.errors import Interrupted, Unreadable
from govnews.items import Column, ListingEntry
from govnews.ledger import Beside, Searched
from govnews.reading.listing.paging import PageRequest
from govnews.reading.search import Interface, Query
from govnews.spiders.messages import NoList, describe, listing_request, page_of, read_listing
from govnews.spiders.search_finder import SAMPLE, Crawl, SearchFinder, told_of
from govnews.urls import directory, parts_of, site_host

GONE = [404, 410]
SILENT_YEARS = 5  # years in a row without a result, before which none is looked for


class SearchedPast:
    """Finds the interface, asks it for slice after slice, and keeps in the ledger of which all was seen.

    One slice is walked to its end, its articles included, before the next one is begun: a run that is killed or has asked
    often enough loses one slice at the most, and the next one goes on behind those that are kept.
    """

    def __init__(self, spider: Crawl) -> None:
        self.spider, self.run = spider, spider.run
        self.past = self.run.past = Past()
        self.finder = SearchFinder(spider, self.past.looked_at)
        self.folders: dict[str, str] = {}
        """Names of the news columns by the folders that their articles stand in; empty where addresses do not tell."""
        self.names: dict[str, str] = {}
        """Names of the news columns by the numbers that results name."""

    @property
    def interface(self) -> Interface | None:
        """The interface that is asked; None where none was found."""
        return self.finder.interface

    async def requests(self) -> AsyncIterator[scrapy.Request]:
        """All that is asked for the sake of the past."""
        async for request in self.finder.find():
            yield request
        if self.interface is None:
            return
        self.past.interface, self.past.family = self.interface.url, self.interface.name
        self.past.why = self.interface.why
        rows = self.run.ledger.searched(self.interface.url)
        self.past.known = {(row.column, row.period): row for row in rows}
        async for request in self._choose():
            yield request
        for whole in self.past.wholes:
            async for request in self._whole(whole):
                yield request
            if self._is_over(whole):
                return

    # What it is asked for

    async def _choose(self) -> AsyncIterator[scrapy.Request]:
        """A slice of all time for each news column, where the search can be asked for them; else for the whole site."""
        assert self.interface is not None
        columns = [walk.column for walk in self.run.walks]
        if self.interface.by_column:
            for column in columns:
                async for request in self.finder.learn(column):
                    yield request
        numbers, self.past.not_asked = self.finder.numbers, self.finder.not_asked
        self.names = {numbers[one.url]: one.name for one in columns if one.url in numbers}
        if numbers:
            async for request in self.finder.compare():
                yield request
            self.past.columns_ignored = self.finder.columns_ignored
        if self.past.columns_ignored:
            self._begin(None, None)
            return
        for column in columns:
            if column.url in numbers:
                self._begin(column, numbers[column.url])
        if numbers or self.past.not_asked:
            return
        if self.run.arguments.columns:
            can = self.interface.by_column and not columns
            error = (
                "the columns that were asked for were not found"
                if can
                else "the search cannot be asked for single columns"
            )
            self.run.problem(
                Problem.NO_SEARCH, self.interface.url, f"{error}: leave out -a columns=, or name others"
            )
        else:
            self.folders = dict(self._folders_of(columns))
            self._begin(None, None)

    def _folders_of(self, columns: Iterable[Column]) -> Iterator[tuple[str, str]]:
        """The folder of each column's list with its name, where all articles of all of them stand in theirs."""
        folders = [(_place(directory(column.url)), column) for column in columns]
        for folder, column in folders:
            articles = self.run.ledger.listed_by(column.url, limit=SAMPLE)
            inside = [one for one, _ in articles if self.spider.is_inside(one)]
            if not inside or not all(_place(one).startswith(folder) for one in inside):
                return
        yield from ((folder, column.name) for folder, column in folders)

    def _begin(self, column: Column | None, number: str | None) -> None:
        self.past.wholes.append(self._slice(Period.whole(self.run.arguments.since), column, number))

    def _slice(self, period: Period, column: Column | None, number: str | None) -> Slice:
        assert self.interface is not None
        asked = self.interface.asking(Query(period.first, period.last, number))
        name = column.name if column is not None else ""
        return Slice(
            period,
            self._way(Column(name, asked.url, "the site's search", 0), asked),
            column,
            number,
            divides=self.interface.dated and period.span in {Span.WHOLE, Span.YEAR},
            known=None if period.span is Span.DAY else self.past.known_of(column, period),
        )

    def _way(self, asked_for: Column, opening: PageRequest | None) -> Walk:
        """A walk over the answers to one question."""
        return Walk(
            asked_for, opening=opening, platform=self.interface, max_pages=self.run.settings.max_pages
        )

    # Slice after slice

    async def _whole(self, whole: Slice) -> AsyncIterator[scrapy.Request]:
        """All time: by years, whose totals are asked for first; as it is where the search does not look at days."""
        async for request in self._walk(whole):
            yield request
        if whole.state is State.DIVIDED:
            async for request in self._years(whole):
                yield request
            for year in whole.parts:
                if year.state is State.DIVIDED and not whole.dates_ignored and not self._is_over(whole):
                    async for request in self._parts(year):
                        yield request
        if whole.dates_ignored and not self._is_over(whole):
            whole.parts = []
            async for request in self._walk(whole):
                yield request
        self.keep()

    async def _years(self, whole: Slice) -> AsyncIterator[scrapy.Request]:
        """The totals of the years, until they add up to that of all time and one more has none."""
        silent = 0
        for period in whole.period.parts(now().astimezone(BEIJING).date()):
            year = self._slice(period, whole.column, whole.column_id)
            whole.parts.append(year)
            async for request in self._walk(year):
                yield request
            silent = 0 if year.total or year.total is None else silent + 1
            whole.compare()
            enough = whole.dates_ignored or (whole.covered and len(whole.parts) > 1)
            if self._is_over(year) or enough or (silent >= SILENT_YEARS and whole.parts_state_any):
                return

    async def _parts(self, slice_: Slice) -> AsyncIterator[scrapy.Request]:
        """The months of a year, or the days of a month, until they add up and one more has none; each to its end."""
        for period in slice_.period.parts(now().astimezone(BEIJING).date()):
            part = self._slice(period, slice_.column, slice_.column_id)
            slice_.parts.append(part)
            async for request in self._walk(part):
                yield request
            if part.falls_short and part.period.span is Span.MONTH and not self._is_over(part):
                async for request in self._parts(part):
                    yield request
            self.keep()
            if slice_.covered or self._is_over(part):
                return

    async def _walk(self, slice_: Slice) -> AsyncIterator[scrapy.Request]:
        """The first question, and the walk where it opens one; then all is read."""
        for request in self._listing_requests(slice_, slice_.walk.start()):
            yield request
        await self.spider.everything_is_read()
        slice_.walked()
        while slice_.is_to_be_walked_again and not self._is_over(slice_):
            slice_.again(self._way(slice_.walk.column, slice_.walk.opening))
            for request in self._listing_requests(slice_, slice_.walk.start()):
                yield request
            await self.spider.everything_is_read()
            slice_.walked()

    def _is_over(self, slice_: Slice) -> bool:
        """Whether nothing more is asked for: the run ends, or has its limit of articles."""
        return any(
            (one.state is State.UNANSWERED and one.walk.end is None)
            or (one.state is State.WALKED and (one.walk.end is None or one.walk.end.kind is EndKind.LIMIT))
            for one in slice_.each()
        )

    def _listing_requests(self, slice_: Slice, asked: PageRequest | None) -> Iterator[scrapy.Request]:
        if asked is not None:
            yield listing_request(
                asked,
                callback=self.parse_answer,
                errback=self.answer_failed,
                cb_kwargs={"slice_": slice_, "asked": asked},
                meta={"walk": slice_.walk, "slice": slice_, "handle_httpstatus_list": GONE},
            )

    def parse_answer(self, response: Response, slice_: Slice, asked: PageRequest) -> Iterator[scrapy.Request]:
        """The results' articles, then the next page of the answers."""
        if slice_.walk.end is None:
            fresh, named, following = self._read(response, slice_, asked)
            for entry in fresh:
                yield from self._follow(entry, slice_, named.get(entry.url))
            yield from self._listing_requests(slice_, following)

    def _read(
        self, response: Response, slice_: Slice, asked: PageRequest
    ) -> tuple[list[ListingEntry], dict[str, str], PageRequest | None]:
        """The results that the slice's walk has not met before, the numbers of the columns that they name, and what is to be
        asked for after them.
        """
        walk = slice_.walk
        assert self.interface is not None
        if response.status in GONE:
            return [], {}, walk.missing(response.status)
        try:
            with self.spider.budget.reading():
                page = page_of(response)
                shown = read_listing(page, self.interface, walk.page_asked, asked)
                named = {} if isinstance(shown, NoList) else self.interface.columns_named(page)
        except Interrupted:
            return [], {}, None
        except Unreadable as unread:
            kind, url, what = told_of(unread, response.url)
            self.run.problem(kind, url, what)
            return [], {}, walk.failed(what)
        if isinstance(shown, NoList):
            return [], {}, walk.unreadable("the answer says that the search failed, or is none")
        if not walk.pages and not slice_.opens(shown.claims, results=len(shown.entries)):
            return [], {}, None
        slice_.met(self.run.ledger.key(entry.url) for entry in shown.entries)
        fresh, following = walk.read(
            shown.entries, shown.following, shown.claims, settled=lambda _: False, closed=shown.closed
        )
        return fresh, named, following

    def answer_failed(self, failure: Failure) -> Iterator[scrapy.Request]:
        """A page of the answers could not be had, retries included."""
        slice_: Slice = failure.request.meta["slice"]  # type: ignore[attr-defined]
        kind, url, error = describe(failure)
        if kind is Problem.PAUSED:
            return
        self.run.problem(kind, url, error)
        if slice_.walk.end is None:
            yield from self._listing_requests(slice_, slice_.walk.failed(error))

    def _follow(self, entry: ListingEntry, slice_: Slice, named: str | None) -> Iterator[scrapy.Request]:
        """The request for a result's article, unless it needs none; the results of other columns are left out."""
        key = self.run.ledger.key(entry.url)
        slice_.keys.add(key)
        self.past.keys.add(key)
        column = self._column_of(entry, slice_, named)
        tells = (self.folders or (self.names and named)) and self.spider.is_inside(entry.url)
        if column is None and tells and not self.run.ledger.knows(entry.url):
            slice_.walk.settle(EntryOutcome.EXCLUDED, Exclusion.OTHER_COLUMN)
        else:
            yield from self.spider.follow(entry, slice_.walk, column)

    def _column_of(self, entry: ListingEntry, slice_: Slice, named: str | None) -> str | None:
        """The news column whose number the result names, else the one that was asked for, else the one whose folder it stands
        in; None: another one, or unknown.
        """
        if named in self.names:
            return self.names[named]
        if slice_.column is not None:
            return slice_.column.name
        place = _place(entry.url)
        return next((name for folder, name in self.folders.items() if place.startswith(folder)), None)

    # What is kept

    def keep(self, *, anew: bool = False) -> None:
        """Keep every slice of which all was seen and settled, with what lists and search each have alone; those that are kept
        already only ``anew``, when all that the search has is known.
        """
        if self.interface is None:
            return
        slices = [one for one in self.past.slices if anew or (one.settled and not one.kept)]
        for one in slices:
            one.beside = self._beside(one)
        kept = [one for one in slices if one.settled]
        rows = [row for one in kept for row in self._kept(one)]
        self.run.ledger.keep_searched(self.interface.url, rows, now=utc_now())
        for one in kept:
            one.kept = True

    def _beside(self, one: Slice) -> Beside:
        """What lists and search each have alone of what was walked; of days their month tells it.

        Where not all was seen nothing is known of what the search does not have.
        """
        if one.state is not State.WALKED or one.period.span is Span.DAY:
            return Beside()
        beside = self.run.ledger.beside(
            one.all_keys,
            elsewhere=self.past.keys,
            column=one.column.url if one.column else None,
            first=one.period.first,
            last=one.period.last,
        )
        return beside if one.complete else Beside(beside.found)

    def _kept(self, one: Slice) -> Iterator[Searched]:
        if one.state is State.UNCHANGED or one.period.span is Span.DAY:
            return
        span, column = one.period.span, one.column.url if one.column else ""
        yield Searched(
            column=column,
            period=str(one.period),
            month=one.period.month if span is Span.MONTH else None,
            total=one.total,
            found=one.found,
            found_alone=len(one.beside.found),
            listed_alone=len(one.beside.listed),
        )
        if span is Span.WHOLE and one.state is State.WALKED:
            for month, found in one.by_month().items():
                yield Searched(column, month or "..", month, None, found)


def _place(url: str) -> str:
    """An address without its scheme, ``www.`` and query, for comparing."""
    parts = parts_of(url)
    return site_host(parts.hostname) + parts.path
