"""The spans of time that a site's past is cut into: the whole, years, months, days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

# The first sites of the field went on line in these years.
OLDEST_YEAR = 1995


class Span(Enum):
    """How long a period is."""

    WHOLE = auto()
    YEAR = auto()
    MONTH = auto()
    DAY = auto()


@dataclass(frozen=True, slots=True)
class Period:
    """Some days of publication, Beijing time, the first and the last one included; None: no bound on that side."""

    span: Span
    first: date | None = None
    last: date | None = None

    @classmethod
    def whole(cls, since: str | None) -> Period:
        """All the past, from the day ``since`` (``YYYY-MM-DD``) on where there is one."""
        return cls(Span.WHOLE, date.fromisoformat(since) if since else None)

    def parts(self, today: date) -> Iterator[Period]:
        """The periods that make it up, the newest first; what is to come after ``today`` last. None of a day.

        >>> [str(year) for year in Period.whole("2025-03-24").parts(date(2026, 3, 18))]
        ['2026', '2025-03-24..2025-12-31']
        >>> [str(month) for month in Period(Span.YEAR, date(2026, 1, 1), date(2026, 4, 30)).parts(date(2026, 3, 18))]
        ['2026-03', '2026-02', '2026-01', '2026-04']
        >>> len(list(Period(Span.MONTH, date(2024, 2, 1), date(2024, 2, 29)).parts(date(2026, 3, 18))))
        29
        """
        found = [part for part in self._cut(today) if part is not None]
        yield from sorted(
            found, key=lambda part: (_begins_after(part, today), -(part.first or today).toordinal())
        )

    def _cut(self, today: date) -> Iterator[Period | None]:
        if self.span is Span.WHOLE:
            for year in range(self.first.year if self.first else OLDEST_YEAR, today.year + 1):
                yield self._inside(Span.YEAR, date(year, 1, 1), date(year, 12, 31))
            return
        if self.first is None or self.last is None:
            return
        if self.span is Span.YEAR:
            for month in range(1, 13):
                days = monthrange(self.first.year, month)[1]
                yield self._inside(
                    Span.MONTH, date(self.first.year, month, 1), date(self.first.year, month, days)
                )
        elif self.span is Span.MONTH:
            for number in range((self.last - self.first).days + 1):
                day = self.first + timedelta(days=number)
                yield Period(Span.DAY, day, day)

    def _inside(self, span: Span, first: date, last: date) -> Period | None:
        """The part of it that lies between the two days; None where none does."""
        first, last = max(first, self.first or first), min(last, self.last or last)
        return Period(span, first, last) if first <= last else None

    def __str__(self) -> str:
        """As the ledger and reports name it; empty: the whole.

        >>> str(Period(Span.MONTH, date(2024, 2, 1), date(2024, 2, 29))), str(Period.whole(None)), str(Period.whole("2024-02-03"))
        ('2024-02', '', '2024-02-03..')
        """
        if self.first is None and self.last is None:
            return ""
        if self.first is not None and self.last is not None:
            full = {
                Span.YEAR: (date(self.first.year, 1, 1), date(self.first.year, 12, 31)),
                Span.DAY: (self.first, self.first),
                Span.MONTH: (
                    self.first.replace(day=1),
                    self.first.replace(day=monthrange(self.first.year, self.first.month)[1]),
                ),
            }
            if full.get(self.span) == (self.first, self.last):
                return self.first.isoformat()[: {Span.YEAR: 4, Span.MONTH: 7}.get(self.span, 10)]
        return f"{self.first or ''}..{self.last or ''}"

    def holds_month(self, month: str, named: str) -> bool:
        """Whether a month that is ``named`` so, or the part of it, is one of its parts.

        >>> year = Period(Span.YEAR, date(2025, 3, 24), date(2025, 12, 31))
        >>> year.holds_month("2025-04", "2025-04"), year.holds_month("2025-03", "2025-03")
        (True, False)
        >>> year.holds_month("2025-03", "2025-03-24..2025-03-31"), Period.whole(None).holds_month("", "..")
        (True, True)
        """
        if not month:
            return self.first is None
        first = self.first.isoformat() if self.first else ""
        last = self.last.isoformat() if self.last else "9"
        begins = named[:10] if len(named) > len("2025-03") else f"{named}-01"
        return first <= begins and month <= last and (len(named) <= len("2025-03") or begins == first)

    @property
    def month(self) -> str:
        """``YYYY-MM`` of its first day; empty where it has none."""
        return self.first.isoformat()[:7] if self.first else ""


def _begins_after(period: Period, today: date) -> bool:
    return period.first is not None and period.first > today
