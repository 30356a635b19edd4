"""How far down a list was read by runs that were stopped: a list deeper than a night's requests is read in several nights."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from govnews.reading.listing.paging import PageRequest

# Pages whose articles may still be on their way when the run is stopped; an article is asked for before the next page is.
RECENT = 10


@dataclass(frozen=True, slots=True)
class Reached:
    """A page down to which a list was read."""

    request: PageRequest
    page: int
    """Its number; 1 is the first."""

    def said(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        return {"page": self.page, **asdict(self.request)}

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """What :meth:`said` said.

        >>> place = Reached(PageRequest("http://example.gov.cn/xw/index_7.html"), 8)
        >>> Reached.read(place.said()) == place
        True
        """
        return cls(
            PageRequest(**{name: value for name, value in said.items() if name != "page"}), said["page"]
        )


@dataclass(slots=True)
class Depth:
    """How far down one walk got, and where the one before it was stopped."""

    before: Reached | None = None
    """Where the last walk was stopped: the articles of all pages above are known. None: it was not."""
    skipped: str | None = None
    """Which pages were left out to go on there, in words; None: none were."""
    _recent: deque[tuple[Reached, Collection[str]]] = field(default_factory=lambda: deque(maxlen=RECENT))

    def read(self, request: PageRequest, page: int, asked: Collection[str]) -> None:
        """A page was read, and these articles of it are asked for."""
        self._recent.append((Reached(request, page), asked))

    def go_on(self, page: int) -> PageRequest | None:
        """After page ``page``, on which all is known: the page at which the last walk was stopped; None where none is below."""
        if self.before is None or self.skipped is not None or self.before.page <= page + 1:
            return None
        pages = (
            f"page {page + 1} was"
            if self.before.page == page + 2
            else f"pages {page + 1} to {self.before.page - 1} were"
        )
        self.skipped = f"{pages} read by runs before this one, which were stopped"
        return self.before.request

    def reached(self, is_known: Callable[[str], bool]) -> Reached | None:
        """Where the next walk may go on: the first page that has an article that was asked for and did not come, else the last
        one. None at the top of the list.
        """
        if self.before is not None and self.skipped is None:
            return self.before  # it did not get there
        open_pages = (place for place, asked in self._recent if not all(map(is_known, asked)))
        place = next(open_pages, self._recent[-1][0] if self._recent else None)
        return place if place is not None and place.page > 2 else None
