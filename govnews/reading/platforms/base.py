"""The four questions that each CMS family answers: whether a page is of it, which entries the page lists, what the next
page is, and how large the site says that the column is.

The family is recognised on a column's first page, and then reads all further pages of the column: these may be JSON,
XML or fragments of HTML that no family can be recognised by.
"""

from __future__ import annotations

from typing import Protocol

from govnews.reading.listing.listing import Listing
from govnews.reading.listing.paging import Claims, Next, PageRequest
from govnews.reading.page.page import Page


class Platform(Protocol):
    """One CMS family. Stateless: it reads the page and the request that fetched it, nothing else."""

    name: str

    def recognise(self, page: Page) -> str | None:
        """What shows that ``page`` is of this family, in words; None where nothing does."""
        ...

    def read_list(self, page: Page) -> Listing:
        """The entries of a listing page (or of the JSON, XML or fragment that stands for one), and how many rows they are.

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
