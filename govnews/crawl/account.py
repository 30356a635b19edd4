"""The account of one column in one run: what its pages list, and what became of each entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from govnews.crawl.outcome import EntryOutcome, Exclusion
from govnews.identity import url_hash
from govnews.items import ListingEntry
from govnews.reading.listing.paging import Claims


@dataclass(slots=True)
class Account:
    """Every listed entry once, with its outcome, beside what the site states of the column's size."""

    claims: Claims = field(default_factory=Claims)
    """What the site states, by its first page."""
    listed: int = 0
    """Entries met, each address once."""
    outcomes: Counter[EntryOutcome] = field(default_factory=Counter)
    excluded: Counter[str] = field(default_factory=Counter)
    """Excluded entries by reason."""

    _seen: set[int] = field(default_factory=set)

    def new_in(self, entries: Sequence[ListingEntry]) -> list[ListingEntry]:
        """The entries that no earlier page of this walk holds."""
        return [entry for entry in entries if hash(url_hash(entry.url)) not in self._seen]

    def enter(self, fresh: Sequence[ListingEntry]) -> None:
        """Put down entries that :meth:`new_in` found."""
        self._seen.update(hash(url_hash(entry.url)) for entry in fresh)
        self.listed += len(fresh)

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

    def meets_claims(self, pages: int) -> bool:
        """Whether ``pages`` pages and these entries are at least as many as the site states."""
        claims = self.claims
        return (
            (claims.pages is None or pages >= claims.pages)
            and (claims.entries is None or self.listed >= claims.entries)
            and (claims.either is None or pages >= claims.either or self.listed >= claims.either)
        )

    def agrees_with_claims(self, pages: int) -> bool | None:
        """Whether they are just as many as the site states; None where it states nothing."""
        claims = self.claims
        if claims == Claims():
            return None
        return (
            claims.pages in {None, pages}
            and claims.entries in {None, self.listed}
            and claims.either in {None, pages, self.listed}
        )
