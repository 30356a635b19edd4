"""Which listing page is asked for next, in which of several ways, and how often it was tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from govnews.reading.listing.guesses import page_beyond
from govnews.reading.listing.paging import PageRequest

# How often a page that came empty or unreadable is asked for before the walk goes past it.
ATTEMPTS = 2


@dataclass(slots=True)
class Asking:
    """The page at hand: the ways to ask for it that are left, the first of them being tried."""

    ways: list[PageRequest] = field(default_factory=list)
    previous: PageRequest | None = None
    """The request that brought the page before."""
    only_way: bool = True
    """Whether there was one way only: of several, which one is right is not known before one answers."""
    attempt: int = 1

    @property
    def request(self) -> PageRequest:
        """The request that is tried."""
        return self.ways[0]

    @property
    def may_try_again(self) -> bool:
        """Whether the same request may be made once more."""
        return self.attempt < ATTEMPTS

    def turn_to(self, ways: Sequence[PageRequest], *, previous: PageRequest | None = None) -> PageRequest:
        """Go on to another page: its first way."""
        self.previous, self.ways, self.attempt = previous, list(ways), 1
        self.only_way = len(self.ways) == 1
        return self.request

    def again(self) -> PageRequest:
        """The same request once more."""
        self.attempt += 1
        return self.request

    def other_way(self) -> PageRequest | None:
        """The next way to ask for the same page; None where none is left, and the last one stays."""
        if len(self.ways) == 1:
            return None
        self.ways.pop(0)
        self.attempt = 1
        return self.request

    def beyond(self) -> PageRequest | None:
        """The request for the page after this one, by the step that led here; None where no step shows."""
        return page_beyond(self.previous, self.request) if self.previous else None
