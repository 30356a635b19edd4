"""A site's past as its search has it: what it was asked for, what it stated, and whether all of that was seen.

The search is asked for a period at a time, a :class:`Slice`: the answers to it are one list, walked like a column's
(:class:`~govnews.crawl.walk.Walk`), and proven in the same way. What it states for the parts of a period has to add up to what it
states for the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from govnews.crawl.outcome import EndKind
from govnews.crawl.periods import Period, Span
from govnews.crawl.walk import Walk
from govnews.items import Column
from govnews.ledger import Beside, Searched
from govnews.reading.listing.paging import Claims

# A slice whose results come twice is walked until so many walks in a row are like the one before, and no more often than this.
_ALIKE = 2
_MOST_WALKS = 8


class State(Enum):
    """How far a slice was seen."""

    UNANSWERED = auto()
    """The search was not asked for it yet, or did not answer."""
    UNCHANGED = auto()
    """It states what it stated when an earlier run saw all of it: it is not walked again."""
    EMPTY = auto()
    """It states that there is nothing."""
    DIVIDED = auto()
    """Its parts are asked for in its place."""
    WALKED = auto()
    """It was walked; where that stopped short of what is stated its parts were, too."""


@dataclass(slots=True)
class Slice:
    """What the search has of one period, of one column or of the whole site."""

    period: Period
    walk: Walk
    """The way through its answers; of what is not walked it is the first question alone."""
    column: Column | None = None
    """None: the whole site."""
    column_id: str | None = None
    """The interface's own id of that column."""
    divides: bool = False
    """Whether its parts are asked for in its place, where it is stated how many results there are."""
    known: Searched | None = None
    """What an earlier run saw of it, which saw all of it."""

    state: State = State.UNANSWERED
    total: int | None = None
    """Results that the search states; None where it states none, or did not answer."""
    parts: list[Slice] = field(default_factory=list)
    keys: set[bytes] = field(default_factory=set)
    """The ledger's keys of the addresses of its results."""
    beside: Beside = field(default_factory=Beside)
    """What the lists and the search each have alone; nothing of what is divided."""
    kept: bool = False
    """Whether it is in the ledger that all of it was seen."""
    dates_ignored: bool = False
    """Whether the search does not look at the days that it is asked for; then it is walked whole, in no parts."""
    earlier: list[Walk] = field(default_factory=list)
    """Walks before ``walk``, where results came twice: they may stand in another order with every answer."""
    _rows: Counter[bytes] = field(default_factory=Counter)
    """How often the walk met each address."""
    _twice: frozenset[bytes] = frozenset()
    """Those that the walk before it met more than once."""
    _met: int = 0
    """Results that the walks before it brought, each address once."""
    _alike: int = 0
    """How many of the last walks brought nothing new, and the same addresses more than once."""

    def opens(self, claims: Claims, *, results: int) -> bool:
        """The first answer came, with so many results: whether it is to be walked."""
        self.total = claims.entries
        if self.total is not None and self.known is not None and self.known.total == self.total:
            self.state = State.UNCHANGED
        elif self.total == 0 and not results:
            self.state = State.EMPTY
        elif self.divides and self.total is not None and not self.dates_ignored:
            self.state = State.DIVIDED
        else:
            self.state = State.WALKED
        return self.state is State.WALKED

    @property
    def covered(self) -> bool:
        """Whether its parts have as many results as it, and the last one has none: those that were not asked have none.

        Where they state more than it, of that nothing is known: results at the border of two parts may be counted by both.
        """
        return self.total is not None and self._stated == self.total and not self.parts[-1].total

    @property
    def repeats(self) -> bool:
        """Whether results came twice in its walk, in the place of others it may be: fewer are known than are stated."""
        return bool(
            self.state is State.WALKED
            and self.walk.account.rows > self.walk.account.listed
            and (self.total is None or len(self.keys) < self.total)
        )

    @property
    def is_to_be_walked_again(self) -> bool:
        """Whether another walk may bring what the last ones did not.

        Where two in a row bring nothing new, and the same addresses twice, these stand in the index twice.
        """
        end = self.walk.end
        proven = end is not None and end.proven
        return self.repeats and proven and self._alike < _ALIKE and len(self.earlier) < _MOST_WALKS

    def again(self, walk: Walk) -> None:
        """It is walked once more."""
        self.earlier.append(self.walk)
        self.walk, self._met = walk, len(self.keys)
        self._twice, self._rows = self._repeated, Counter()

    def walked(self) -> None:
        """A walk over it came to its end."""
        if self.earlier:
            alike = len(self.keys) == self._met and self._repeated == self._twice
            self._alike = self._alike + 1 if alike else 0

    def met(self, rows: Iterable[bytes]) -> None:
        """A page of its answers came, with the results of these addresses' keys."""
        self._rows.update(rows)

    @property
    def _repeated(self) -> frozenset[bytes]:
        return frozenset(key for key, count in self._rows.items() if count > 1)

    def compare(self) -> None:
        """Note whether two of its parts state all that it has: the search does not look at the days."""
        self.dates_ignored = bool(self.total) and [part.total for part in self.parts].count(self.total) > 1

    @property
    def parts_state_any(self) -> bool:
        """Whether any of its parts has a result."""
        return self._stated > 0

    @property
    def _stated(self) -> int:
        return sum(part.total or 0 for part in self.parts)

    @property
    def falls_short(self) -> bool:
        """Whether the answers stopped before the stated total though the search did not fail: some stop at 1,000."""
        end = self.walk.end
        return bool(
            self.state is State.WALKED
            and self.total is not None
            and end is not None
            and end.kind not in {EndKind.LIMIT, EndKind.STOPPED}
            and not self.walk.proof.outage
            and 0 < self.walk.account.rows < self.total
        )

    @property
    def wished(self) -> bool:
        """Whether the run was asked for no more than was seen of it."""
        end = self.walk.end
        return bool(self.state is State.WALKED and end and end.wished) or any(p.wished for p in self.parts)

    @property
    def complete(self) -> bool:
        """Whether all that the search has of it was seen."""
        if self.parts:
            return self._adds_up and all(part.complete for part in self.parts)
        if self.repeats and self._alike < _ALIKE:
            return False
        if self.state is State.WALKED:
            end, account = self.walk.end, self.walk.account
            found = bool(account.listed or self.period.span is not Span.WHOLE)
            return end is not None and end.proven and found and not account.unaccounted
        return self.state is State.UNCHANGED or (
            self.state is State.EMPTY and self.period.span is not Span.WHOLE
        )

    @property
    def _adds_up(self) -> bool:
        """Whether its parts have what it has, no more and no less; what two parts have, once."""
        return self._stated == self.total or (
            self.total is not None and self._stated > self.total and len(self.all_keys) == self.total
        )

    @property
    def settled(self) -> bool:
        """Whether it is complete, and each of its entries came to its end: a later run need not see it again."""
        account = self.walk.account
        return (
            self.complete
            and not (account.unaccounted or account.left_out)
            and all(part.settled for part in self.parts)
        )

    @property
    def found(self) -> int:
        """Results, each address once."""
        if self.state is State.UNCHANGED and self.known is not None:
            return self.known.found
        if self.state is State.DIVIDED:
            return sum(part.found for part in self.parts)
        return len(self.all_keys)

    @property
    def all_keys(self) -> set[bytes]:
        """The keys of its results and of its parts'."""
        return self.keys.union(*(part.all_keys for part in self.parts))

    def each(self) -> Iterator[Slice]:
        """It and all its parts."""
        yield self
        for part in self.parts:
            yield from part.each()

    def lacks(self) -> Iterator[str]:
        """Why it is not complete, a line each; its parts' reasons with it. Nothing where it is."""
        if self.complete:
            return
        name = f"{self.column.name} " if self.column is not None else ""
        name += str(self.period) or "all time"
        if self.parts:
            if self.total is not None and not self._adds_up and all(p.total is not None for p in self.parts):
                yield f"{name}: {self.total} stated, its parts state {self._stated} in all"
            for part in self.parts:
                yield from part.lacks()
        elif self.state is State.EMPTY:
            yield f"{name}: the search states no result at all for a question without words"
        elif self.repeats and self.walk.end is not None and self.walk.end.proven:
            rows = f"{self.walk.account.rows} results" if self.total is None else f"{self.total} stated"
            yield f"{name}: {rows}, {len(self.keys)} found in {len(self.earlier) + 1} walks: results come twice"
        else:
            end = self.walk.end
            why = "; ".join(end.against) or end.how if end is not None else "not asked"
            yield f"{name}: {why}" + ("; the search does not look at days" if self.dates_ignored else "")

    def by_month(self) -> Counter[str]:
        """How many results there are by the month (``YYYY-MM``) of the row; empty string: without a date."""
        return Counter(day[:7] if day else "" for day in self.walk.account.seen.values())


@dataclass(slots=True)
class Past:
    """The search of one run: the interface, and a slice of all time for each column asked, or for the whole site."""

    interface: str | None = None
    """Its address; None where none was found."""
    family: str = ""
    why: str = ""
    looked_at: list[str] = field(default_factory=list)
    """Addresses of the pages that were looked at for it."""
    wholes: list[Slice] = field(default_factory=list)
    not_asked: dict[str, str] = field(default_factory=dict)
    """News columns that the search could not be asked for, by their names, each with what it does."""
    columns_ignored: bool = False
    """Whether the search does not look at the column that it is asked for; then it is asked for the whole site."""
    keys: set[bytes] = field(default_factory=set)
    """The ledger's keys of the addresses of all results of this run."""
    known: dict[tuple[str, str], Searched] = field(default_factory=dict)
    """What earlier runs saw whole, by the column's address (empty: the whole site) and the period."""

    def known_of(self, column: Column | None, period: Period) -> Searched | None:
        """What an earlier run saw whole of a period."""
        return self.known.get((column.url if column else "", str(period)))

    @property
    def slices(self) -> list[Slice]:
        """All slices, of whatever span."""
        return [one for whole in self.wholes for one in whole.each()]

    @property
    def walks(self) -> list[Walk]:
        """The walks of those that were walked."""
        return [one.walk for one in self.slices if one.state is State.WALKED]

    @property
    def complete(self) -> bool:
        """Whether all that the search has was seen."""
        return bool(self.wholes) and not self.not_asked and all(whole.complete for whole in self.wholes)

    @property
    def wished(self) -> bool:
        """Whether the run was asked for no more, by its limit."""
        return any(whole.wished for whole in self.wholes)
