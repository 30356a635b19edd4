"""What every search interface can be asked, and what its answers have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar
from urllib.parse import urlencode

from govnews.errors import PageChanged
from govnews.reading.listing.answers import entries_of, pages_of, read_json, rows_of, total_of, with_query
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.paging import Claims, LastPageSign, Next, PageRequest
from govnews.reading.page.page import Page


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: everything, but for what is given."""

    first: date | None = None
    """The first day of publication, Beijing time; None: no bound."""
    last: date | None = None
    """The last one, itself included; None: no bound."""
    column: str | None = None
    """The interface's own id of a column; None: the whole site."""
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Interface:
    """A site's search, as one of its pages names it. A subclass a family, whose answers are JSON unless it says otherwise."""

    name = ""
    """Its family, as of a :class:`~govnews.reading.platforms.Platform`."""
    size: ClassVar[int] = 15
    """Results that are asked for a page."""
    by_column: ClassVar[bool] = False
    """Whether it can be asked for one column, and its results name theirs (:meth:`columns_named`)."""

    url: str
    """Its address, absolute, without what is asked."""
    home: str
    """Home page of the site: what a relative address of a result is relative to."""
    referer: str
    """The page that asks it, for people."""
    why: str
    """The evidence: what names it, one line."""
    given: dict[str, str] = field(default_factory=dict)
    """What each question says besides, e.g. the site's number."""
    dated: bool = False
    """Whether it can be asked for the results of some days."""

    # How it is asked

    def fields(self, query: Query, number: int) -> dict[str, str | int]:
        """What is sent to have page ``number`` (1 is the first) of the answers."""
        raise NotImplementedError

    def asking(self, query: Query, number: int = 1) -> PageRequest:
        """The request for a page of the answers."""
        fields = {**self.given, **self.fields(query, number)}
        return PageRequest.of_script(with_query(self.url, fields), self.referer)

    def turned(self, request: PageRequest, number: int) -> PageRequest:
        """The same question, for another page of its answers."""
        raise NotImplementedError

    # What it answers

    def recognise(self, page: Page) -> str | None:
        """None: an answer names nothing that it could be known by, it is asked for."""
        return None

    def read_list(self, page: Page) -> Listing:
        """The results on a page of the answers. Raises :exc:`PageChanged` where it says that it failed, or is none."""
        rows = rows_of(read_json(page))
        if rows is None:
            raise PageChanged(page.url, "results in the answer of the search")
        return entries_of(rows, self.home)

    def claims(self, page: Page) -> Claims:
        """How many results the answer says there are; its pages only where it does not say that."""
        data = read_json(page)
        total = total_of(data)
        return Claims(pages_of(data) if total is None else None, total)

    def columns_named(self, page: Page) -> dict[str, str]:
        """The interface's own id of the column of each result, by the result's address; empty where results name none."""
        return {}

    def next(self, page: Page, number: int | None = None, request: PageRequest | None = None) -> Next:
        """The next page of the answers."""
        assert number is not None
        assert request is not None
        data = read_json(page)
        return self.following(
            self.read_list(page).rows,
            pages_of(data),
            total_of(data),
            number,
            self.turned(request, number + 1),
        )

    def following(
        self, rows: int, pages: int | None, total: int | None, number: int, onward: PageRequest
    ) -> Next:
        """What comes after page ``number`` with so many rows; ``pages`` and ``total`` as the answer states them.

        A server that gives fewer rows than it is asked for has a page size of its own: then its number of pages tells, or
        an empty answer. A total of just the rows of a first answer may count no more than these: what comes after it is
        looked at.
        """
        if not rows:
            return Next.ended(LastPageSign.EMPTY_ANSWER, f"answer {number} holds no result")
        if pages and number >= pages:
            return Next.ended(LastPageSign.PAGE_COUNT_IN_ANSWER, f"page {number} of {pages} stated")
        met = total and not pages and (number - 1) * self.size + rows == total and rows <= self.size
        if met and (number > 1 or rows < _FEW):
            return Next.ended(LastPageSign.ENTRY_COUNT_REACHED, f"all {total} results stated")
        return Next((onward,))


# A first answer with fewer rows is no full page of any server's.
_FEW = 10


def form(fields: dict[str, str | int]) -> str:
    """A form's fields as they are sent.

    >>> form({"searchWord": "春耕", "pageNum": 2})
    'searchWord=%E6%98%A5%E8%80%95&pageNum=2'
    """
    return urlencode(fields, errors="replace")
