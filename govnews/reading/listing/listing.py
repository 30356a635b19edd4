"""What a listing page lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from govnews.items import ListingEntry


class Listing(list[ListingEntry]):
    """The entries of a listing page in page order, each address once.

    A list, so that who wants the entries need not know of more.

    >>> listing = Listing([ListingEntry("http://a.cn/1.html", "春耕"), ListingEntry("http://a.cn/2.html", "夏收")], 3)
    >>> len(listing), listing.rows, Listing(listing[:1]).rows
    (2, 3, 1)
    """

    dead: list[ListingEntry]
    """Rows built like the entries that lead to no address, each title once: a script alone opens them, or what their
    link says is none. They are listed, and cannot be asked for."""

    rows: int
    """Rows as the site counts them in its totals: an article that one list holds twice (once pinned, once in its
    place) takes two. Copies of a whole list (tabs, a second one for mobiles) do not count."""

    def __init__(
        self,
        entries: Iterable[ListingEntry] = (),
        rows: int | None = None,
        dead: Iterable[ListingEntry] = (),
    ) -> None:
        super().__init__(entries)
        self.dead = list(dead)
        self.rows = len(self) if rows is None else rows


def count_rows(lists: Iterable[Iterable[str]]) -> int:
    """The rows of all lists, given by their addresses: what one list repeats counts, what another list repeats does not.

    >>> count_rows([["/1", "/2", "/1"]]), count_rows([["/1", "/2"], ["/1", "/2"]])
    (3, 2)
    """
    most: Counter[str] = Counter()
    for urls in lists:
        most |= Counter(urls)
    return most.total()
