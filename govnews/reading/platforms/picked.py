"""Lists whose rows or next page the site's selectors pick; all else is the family's."""

from __future__ import annotations

from dataclasses import dataclass, field

from govnews.reading.listing.entries import read_rows
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.paging import Claims, LastPageSign, Next, PageRequest
from govnews.reading.page.links import resolve
from govnews.reading.page.page import Page
from govnews.reading.page.picked import Field
from govnews.reading.platforms.base import Platform


@dataclass(slots=True)
class PickedLists:
    """A family, before which the selectors are asked on every page."""

    family: Platform
    name: str = field(init=False)
    """That of the family."""

    def __post_init__(self) -> None:
        self.name = self.family.name

    def recognise(self, page: Page) -> str | None:
        """As the family does."""
        return self.family.recognise(page)

    def read_list(self, page: Page) -> Listing:
        """The rows that are picked, where any of them has a link and a title; else as the family reads the page."""
        rows = page.picked.get(Field.ROWS)
        return (rows and read_rows(page, rows.elements)) or self.family.read_list(page)

    def next(self, page: Page, number: int | None = None, request: PageRequest | None = None) -> Next:
        """Where the link that is picked leads, or the address that is; else as the family says.

        A further page with rows on which nothing is picked, and on which the family finds no next page either, is the last one.
        """
        picked = page.picked.get(Field.NEXT)
        if picked is None:
            return self.family.next(page, number, request)
        said = [element.get("href") for element in picked.elements] if picked.elements else picked.texts
        for address in filter(None, said):
            if (url := resolve(page.base_url, address)) is not None:
                return Next((PageRequest(url),))
        following = self.family.next(page, number, request)
        if (
            following.end is None
            and not following.candidates
            and number is not None
            and number > 1
            and self._has_rows(page)
        ):
            return Next.ended(LastPageSign.NOTHING_PICKED, f"page {number} has no {picked.selector}")
        return following

    def _has_rows(self, page: Page) -> bool:
        rows = page.picked.get(Field.ROWS)
        return rows is None or bool(rows.elements)

    def claims(self, page: Page) -> Claims:
        """As the family reads them."""
        return self.family.claims(page)
