"""In which order a column lists its articles: only a list that is newest first may be read from the top alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from govnews.items import ListingEntry

# A row may be so many days newer than a row above it: editors date articles back by a day or two.
SLACK = 3  # days
# From this share of rows that are newer than one above them on, the list has another order. An article that is put in
# with an old date makes some rows of a long list newer than it.
DISORDERED_SHARE = 0.1


@dataclass(slots=True)
class Order:
    """The dates of a column's rows in their order, pinned rows aside."""

    dated: int = 0
    late: int = 0
    """Rows that are newer than one above them."""
    _oldest: date | None = None

    def see(self, entries: Iterable[ListingEntry]) -> None:
        """Take in the rows of the next page."""
        for entry in entries:
            if entry.pinned or not entry.date:
                continue
            day = date.fromisoformat(entry.date[:10])
            self.dated += 1
            self.late += self._oldest is not None and (day - self._oldest).days > SLACK
            self._oldest = min(day, self._oldest or day)

    @property
    def newest_first(self) -> bool | None:
        """Whether the list is newest first; None where fewer than two rows are dated.

        >>> def order(*days):
        ...     seen = Order()
        ...     seen.see(ListingEntry(f"http://example.gov.cn/{day}", "", f"2025-03-{day:02}") for day in days)
        ...     return seen.newest_first
        >>> order(24, 22, 23, 20), order(2, 9, 16, 23), order(24)
        (True, False, None)
        """
        return None if self.dated < 2 else self.late <= DISORDERED_SHARE * self.dated
