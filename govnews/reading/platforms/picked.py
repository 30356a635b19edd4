"""Lists whose rows or next page the site's selectors pick; all else is the family's."""

from __future__ import annotations

from dataclasses import dataclass, field

from govnews.reading.listing.entries import read_rows
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.page_numbers import numbered, page_key, related
from govnews.reading.listing.paging import Claims, LastPageSign, Next, PageRequest
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

        Where the family finds a next page, too, a pick that cannot be it is not followed (:func:`_may_follow`): the way home,
        to page 1, to the last page. A further page with rows on which nothing is picked, and on which the family finds no
        next page either, is the last one.
        """
        following = self.family.next(page, number, request)
        picked = page.picked.get(Field.NEXT)
        if picked is None:
            return following
        sure = following.candidates[0].url if following.candidates and not following.guessed else None
        said = [element.get("href") for element in picked.elements] if picked.elements else picked.texts
        for address in filter(None, said):
            url = page.address(address)
            if url is not None and (sure is None or _may_follow(page.url, url, sure)):
                return Next((PageRequest(url),))
        shows_none = following.end is None and not following.candidates
        if shows_none and number is not None and number > 1 and self._has_rows(page):
            return Next.ended(LastPageSign.NOTHING_PICKED, f"page {number} has no {picked.selector}")
        return following

    def _has_rows(self, page: Page) -> bool:
        rows = page.picked.get(Field.ROWS)
        return rows is None or bool(rows.elements)

    def claims(self, page: Page) -> Claims:
        """As the family reads them."""
        return self.family.claims(page)


def _may_follow(url: str, picked: str, found: str) -> bool:
    """Whether the page at ``picked`` may come after the one at ``url``, where a pager leads to ``found``.

    It is not that page itself, it is of the same list where ``found`` is, and no other number of the same pager.

    >>> at = "http://example.gov.cn/xw/"
    >>> [_may_follow(at, at + picked, at + "index_2.html") for picked in ("index_2.html", "?p=2", "index.html", "index_9.html")]
    [True, True, False, False]
    >>> _may_follow(at, "http://example.gov.cn/", at + "index_2.html")
    False
    """
    if page_key(picked) == page_key(url) or (related(url, found) and not related(url, picked)):
        return False
    ours, theirs = numbered(picked), numbered(found)
    return ours is None or theirs is None or not ours.agrees(theirs) or ours.number == theirs.number
