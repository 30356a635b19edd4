"""The account of one column in one run: what its pages list, and what became of each entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from govnews.crawl.outcome import EntryOutcome, Exclusion
from govnews.identity import url_hash
from govnews.items import ListingEntry
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.paging import Claims


@dataclass(slots=True)
class Account:
    """Every listed entry once, with its outcome, beside what the site states of the column's size."""

    claims: Claims = field(default_factory=Claims)
    """What the site states, by its first page that states anything, or by a later one that states more entries."""
    grew: bool = False
    """Whether a later page states more entries: some were put in while the list was read."""
    shrank: bool = False
    """Whether a later page states fewer entries: some were taken out while the list was read."""
    listed: int = 0
    """Entries met, each address once."""
    rows: int = 0
    """Rows met, as a site counts them: an article that is pinned on page 1 and stands on page 3, too, is two of them."""
    overlaps: int = 0
    """Rows at the top of a page that were at the foot of the page before: so many were put on top of the list meanwhile."""
    outcomes: Counter[EntryOutcome] = field(default_factory=Counter)
    excluded: Counter[str] = field(default_factory=Counter)
    """Excluded entries by reason."""

    seen: dict[str, str | None] = field(default_factory=dict)
    """Keys (:func:`row_key`) of the entries met, in the order of the list, with their days; None: undated."""

    _dead: set[str] = field(default_factory=set)
    """Keys of the rows met that lead to no address."""
    _last_page: tuple[str, ...] = ()
    _pages: set[tuple[str, ...]] = field(default_factory=set)

    def new_in(self, entries: Sequence[ListingEntry]) -> list[ListingEntry]:
        """The entries that no earlier page of this walk holds."""
        return [entry for entry in entries if row_key(entry) not in self.seen]

    def repeats_last_page(self, entries: Sequence[ListingEntry]) -> bool:
        """Whether a page holds nothing but rows of the page before it."""
        return {row_key(entry) for entry in entries} <= set(self._last_page)

    def repeats_a_page(self, entries: Sequence[ListingEntry]) -> bool:
        """Whether a page is, row by row, one that was read before: what its pager says is said of that one."""
        return bool(entries) and tuple(map(row_key, entries)) in self._pages

    def enter(self, page: Listing, fresh: Sequence[ListingEntry]) -> list[ListingEntry]:
        """Put down a page: all its rows, and those of its entries that :meth:`new_in` found.

        Returns the rows met for the first time that lead to no address.
        """
        keys = tuple(map(row_key, page))
        overlap = _overlap(self._last_page, keys)
        self.rows += page.rows - overlap
        self.overlaps += overlap
        self.listed += len(fresh)
        self.seen |= _days(fresh)
        self._last_page = keys
        self._pages.add(keys)
        dead = [row for row in page.dead if row_key(row) not in self._dead]
        self._dead.update(map(row_key, dead))
        self.listed += len(dead)
        return dead

    def add(self, fresh: Sequence[ListingEntry]) -> None:
        """Put down entries that came to the top of the list while it was read."""
        self.rows += len(fresh)
        self.listed += len(fresh)
        self.seen = _days(fresh) | self.seen

    def state(self, claims: Claims) -> None:
        """Put down what a page states of the column's size."""
        if self.claims == Claims():
            self.claims = claims
        elif claims.entries is not None and self.claims.entries is not None:
            self.shrank = self.shrank or claims.entries < self.claims.entries
            if claims.entries > self.claims.entries:
                self.grew, self.claims = True, claims

    def settle(self, outcome: EntryOutcome, reason: str = "") -> None:
        """One listed entry came to its end."""
        self.outcomes[outcome] += 1
        if outcome is EntryOutcome.EXCLUDED:
            self.excluded[reason] += 1

    @property
    def unaccounted(self) -> int:
        """Listed entries that came to no end: the run stopped before."""
        return self.listed - self.outcomes.total()

    @property
    def left_out(self) -> bool:
        """Whether the limit of the run kept an entry from being asked for."""
        return bool(self.excluded[Exclusion.LIMIT])

    @property
    def total_met(self) -> bool:
        """Whether the rows are as many as the site states that the column has, and the articles no more than that: a
        number that the list itself goes beyond is no total.
        """
        entries = self.claims.entries
        return entries is not None and self.listed <= entries <= self.rows

    def missed_claim(self, pages: int) -> str | None:
        """Which stated size ``pages`` pages and these rows do not reach, in words; None where they reach all."""
        claims, rows = self.claims, self.rows
        if claims.entries is not None and rows < claims.entries:
            return f"the site states {claims.entries} entries, {rows} were listed"
        if claims.pages is not None and pages < claims.pages and not self.total_met:
            return f"the site states {claims.pages} pages, {pages} were read"
        if claims.either is not None and max(pages, rows) < claims.either:
            return f"the site states {claims.either} pages or entries, {pages} pages and {rows} entries were read"
        return None

    def agrees_with_claims(self, pages: int) -> bool | None:
        """Whether they are just as many as the site states; None where it states nothing."""
        claims = self.claims
        if claims == Claims():
            return None
        return (
            claims.pages in {None, pages}
            and claims.entries in {None, self.listed, self.rows}
            and claims.either in {None, pages, self.listed, self.rows}
        )


def row_key(entry: ListingEntry) -> str:
    """What tells the row's article from others: the same in every run, and short, for lists are long."""
    return url_hash(entry.url)[:16]


def _days(entries: Iterable[ListingEntry]) -> dict[str, str | None]:
    return {row_key(entry): entry.date[:10] if entry.date else None for entry in entries}


def _overlap(before: Sequence[str], after: Sequence[str]) -> int:
    """How many rows at the top of a page are those at the foot of the page before: the list has moved down by so many.

    >>> _overlap("abcd", "cdef"), _overlap("abc", "def"), _overlap("abc", "ad")
    (2, 0, 0)
    """
    return next(
        (n for n in range(min(len(before), len(after)), 0, -1) if before[-n:] == after[:n]),
        0,
    )
