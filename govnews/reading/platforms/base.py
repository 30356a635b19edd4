"""What every CMS family answers: is it mine, what comes after this page, how much does the site claim.

A column's first page is recognised once (``recognise``), and the family found then reads every further
answer of that column: its later pages may be JSON, XML or fragments that show no mark of their own.
"""

from __future__ import annotations

from typing import Protocol

from govnews.items import ListingEntry
from govnews.reading.listing.paging import Claims, Next, PageRequest
from govnews.reading.page.page import Page


class Platform(Protocol):
    """One CMS family. Stateless: everything is read from the page at hand and the request that brought it."""

    name: str

    def recognise(self, page: Page) -> str | None:
        """The mark by which ``page`` is known to be of this family; None where it is not."""
        ...

    def read_list(self, page: Page) -> list[ListingEntry]:
        """The entries of a listing page (or of the JSON, XML or fragment that stands for one).

        Empty where the page is a shell whose entries all come with what ``next`` names, and for an
        answer that says that nothing is left.
        Raises :exc:`govnews.errors.PageChanged` where nothing in the page can be taken for a list.
        """
        ...

    def next(self, page: Page, number: int | None = None, request: PageRequest | None = None) -> Next:
        """What follows listing page ``number`` (1 is the first), which is ``page``.

        With ``number`` None it is derived from the page's address and pager. ``request`` is what
        fetched ``page``: families whose lists are asked for by a form or with a Referer go on from it.
        """
        ...

    def claims(self, page: Page) -> Claims:
        """Pages and entries that the site states for the whole column."""
        ...
