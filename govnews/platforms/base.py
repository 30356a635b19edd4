"""What every CMS family answers: is it mine, what comes after this page, how much does the site claim."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from govnews.items import ListingEntry
from govnews.pages.page import Page


@dataclass(frozen=True, slots=True)
class PageRequest:
    """How to ask for one listing page."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Next:
    """What comes after a listing page.

    ``candidates`` are ways to ask for it, the likeliest first: where families number their pages
    differently (``index_1`` or ``index_2`` for page 2) the walk tries them in turn and sees.
    ``end`` says, in the page's own terms, why this page is the last one; None where the page does
    not say so. Without candidates and without ``end`` the page shows no pager at all.
    """

    candidates: tuple[PageRequest, ...] = ()
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """What the site itself states of the column's size; None where it states nothing."""

    pages: int | None = None
    entries: int | None = None


class Platform(Protocol):
    """One CMS family. Stateless: everything is read from the page at hand."""

    name: str

    def recognise(self, page: Page) -> str | None:
        """The mark by which ``page`` is known to be of this family; None where it is not."""
        ...

    def read_list(self, page: Page) -> list[ListingEntry]:
        """The entries of a listing page (or of the JSON, XML or fragment that stands for one).

        Raises :exc:`govnews.errors.PageChanged` where nothing in the page can be taken for a list.
        """
        ...

    def next(self, page: Page, number: int) -> Next:
        """What follows listing page ``number`` (1 is the first), which is ``page``."""
        ...

    def claims(self, page: Page) -> Claims:
        """Pages and entries that the site states for the whole column."""
        ...
