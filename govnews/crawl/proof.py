"""When is the end of a walk a proof that the column was seen whole? ``docs/proof.md`` has the rules for people.

1. The site's own total wins: as many rows as it states that the column has, without a gap.
2. What speaks against an end (:meth:`Proof.objections`) is never outlived: it comes again in the next run, and the
   end is no proof then either.
3. An end that shows itself (:data:`PROVES`) is a proof where nothing speaks against it, unless a doubt was left on
   the way.
4. Any other end, and one with a doubt, is believed where nothing speaks against it and the walk of an earlier run
   ended in the same way, by its :class:`~govnews.crawl.outcome.EndKind`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from govnews.crawl.account import Account
from govnews.crawl.head import Head
from govnews.crawl.outcome import EndKind

# Pages in a row that cannot be read before a walk gives up: a site that is down is not asked 5,000 times.
MAX_GAPS = 2
# A page with fewer rows than this share of what the list's pages usually have came cut short: some lists leave out a
# row here and there, none half a page.
FULL_SHARE = 0.8
# From this share of short pages on (and at least two) a list has no page size: its pages are as long as they are.
RAGGED_SHARE = 0.2
# Ends that show themselves.
PROVES = frozenset({EndKind.LAST_PAGE, EndKind.MISSING_PAGE, EndKind.REPEATS, EndKind.NOTHING_NEW})
# Ends that are the site's own way to end, if it ends so again.
BELIEVABLE = PROVES | {EndKind.NO_PAGER, EndKind.UNREADABLE, EndKind.ELSEWHERE}
# Ends that the user asked for.
WISHED = frozenset({EndKind.OLDER, EndKind.LIMIT})
# Walks that were not meant to reach the list's end, or did not.
CUT_SHORT = frozenset({EndKind.NOTHING_NEW, EndKind.LIMIT, EndKind.STOPPED})


@dataclass(frozen=True, slots=True)
class End:
    """How a walk ended, and whether that proves that the column was seen whole."""

    kind: EndKind
    how: str
    """One line for people."""
    proven: bool
    wished: bool = False
    """The run was asked for no more than this."""
    against: tuple[str, ...] = ()
    """What speaks against it, a line each."""

    def __str__(self) -> str:
        return self.how


@dataclass(slots=True)
class Proof:
    """What was seen on the way that speaks for or against the end that is to come."""

    last_end: EndKind | None = None
    """How the column's last whole walk ended; None for the first one."""
    head: Head = field(default_factory=Head)
    """The list as it was last seen complete."""
    met_known: bool = False
    """Whether it listed something that was dealt with before."""
    gaps: int = 0
    """Pages that could not be read."""
    gaps_in_a_row: int = 0
    """Those since the last page that was read."""
    outage: bool = False
    """One of them was a failure of the site, no answer that it always gives."""
    doubtful: bool = False
    """The second way to ask for a page was taken, or the first page ends otherwise than the others."""
    disturbed: bool = False
    """The second way was taken because the first one failed."""
    closed: bool | None = None
    """Whether the pages read so far end as whole pages do; None where none of them tells."""
    rows: list[int] = field(default_factory=list)
    """Rows of each page that was read; the shell whose rows come with the page after it is left out."""
    skipped: str | None = None
    """Which pages were left out, since a run before this one had read them, in words."""
    more: str | None = None
    """The sign of the last page that was read that the list goes on, where nothing says how to ask for it."""
    led_nowhere: str | None = None
    """That a link of the last page that was read led to no further page, in words."""
    moved: str | None = None
    """That rows were taken out of the list while it was read, in words: others moved up, past the page at hand."""

    def page_read(self, *, rows: int, closed: bool | None, more: str | None) -> bool:
        """A page with so many rows came. False, and a gap, where it breaks off while the others do not.

        ``closed`` as of :func:`~govnews.reading.page.page.closes`; ``more`` as of
        :class:`~govnews.reading.listing.paging.Next`.
        """
        self.gaps_in_a_row, self.outage, self.led_nowhere, self.more = 0, False, None, more
        if rows or self.rows:  # a shell has none: the first rows come with the page after it
            self.rows.append(rows)
        if self.breaks_off(closed):
            self.gaps += 1
            return False
        if closed is not None:
            self.doubtful = self.doubtful or (self.closed is False and closed)
            self.closed = closed
        return True

    def breaks_off(self, closed: bool | None) -> bool:
        """Whether a page without its closing tag stands in a list whose other pages have theirs."""
        return bool(self.closed) and closed is False

    def page_lost(self) -> None:
        """A page could not be had."""
        self.gaps += 1
        self.gaps_in_a_row += 1

    def way_lost(self) -> None:
        """One way to ask for a page failed, and another one is tried."""
        self.doubtful, self.disturbed = True, self.disturbed or self.outage

    def missed_on_the_way(self, account: Account) -> Iterator[str]:
        """What speaks against any walk, also one that stops at what is known: a line for each."""
        if self.skipped is not None:
            yield self.skipped
        if self.gaps > self.gaps_in_a_row:
            yield f"{self.gaps - self.gaps_in_a_row} pages in the middle could not be read"
        if self.outage or self.disturbed:
            yield "the site failed while its end was looked for"
        if account.total_met:
            return
        if account.shrank:
            yield "the site states fewer entries than when the walk began"
        if self.moved is not None:
            yield self.moved
        if (short := short_pages(self.rows, self.head.page_size)) is not None:
            yield f"page {short} has fewer rows than the others"

    def objections(self, account: Account, pages: int) -> Iterator[str]:
        """What speaks against the end of a walk over so many pages, one line each."""
        yield from self.missed_on_the_way(account)
        if self.met_known and self.head.is_gone(account.seen):
            yield "it lists what other columns list, and nothing of what it listed before"
        if account.total_met:
            return
        if (missed := account.missed_claim(pages)) is not None:
            yield missed
        if self.more is not None:
            yield self.more
        if self.led_nowhere is not None:
            yield self.led_nowhere

    @property
    def last_rows(self) -> int:
        """Rows of the last page that was read; 0 where only a shell was."""
        return self.rows[-1] if self.rows else 0

    def is_short(self, rows: int) -> bool:
        """Whether a page with so many rows has clearly fewer than those before it, the first one than it had."""
        size = usual_size(self.rows) if self.rows else self.head.page_size
        first_of_shell = not rows and not self.rows
        return size is not None and rows < FULL_SHARE * size and not first_of_shell

    def judge(
        self, kind: EndKind, *, account: Account, pages: int, filtered: bool
    ) -> tuple[bool, tuple[str, ...]]:
        """Whether the walk over so many pages saw the column whole, or up to what is known; what speaks against it.

        ``filtered``: what is too old was left out, as ``-a since`` asks.
        """
        if kind in CUT_SHORT:
            missed = tuple(self.missed_on_the_way(account)) if kind in PROVES else ()
            return kind in PROVES and not missed, missed
        if kind is EndKind.ELSEWHERE:
            own = ("it listed articles of its own before",) if self.head.rows else ()
            return not own and kind is self.last_end, own
        against = tuple(self.objections(account, pages))
        if against:
            return False, against
        doubt = self.doubtful and account.agrees_with_claims(pages) is not True and not account.total_met
        if kind in PROVES and not self.gaps and not doubt:
            return True, ()
        believed = kind in BELIEVABLE and not filtered and account.listed > 0
        return believed and (account.total_met or kind is self.last_end), ()


def usual_size(rows: Sequence[int]) -> int:
    """How many rows most of the pages have; of several such numbers the largest.

    >>> usual_size([12, 10, 10, 10, 4]), usual_size([12, 10])
    (10, 12)
    """
    counts = Counter(rows)
    return max(counts, key=lambda size: (counts[size], size))


def short_pages(rows: Sequence[int], before: int | None = None) -> int | None:
    """The number of a page in the middle that came cut short; None where none did, or where many are short.

    Of two pages the first one is held against the size that the list's pages had ``before``.

    >>> short_pages([10, 2, 10, 10, 7]), short_pages([10, 9, 10, 10, 7]), short_pages([12, 10, 4])
    (2, None, None)
    >>> short_pages([10, 3, 8, 2, 5, 10])
    >>> short_pages([2, 1]), short_pages([2, 1], 10), short_pages([5, 5], 10)
    (None, 1, None)
    """
    middle = rows[:-1]
    if not middle:
        return None
    if len(middle) == 1:
        return 1 if before and middle[0] < FULL_SHARE * before and middle[0] != rows[-1] else None
    size = usual_size(middle)
    short = [number for number, count in enumerate(middle, 1) if count < FULL_SHARE * size]
    return short[0] if short and len(short) < max(2, RAGGED_SHARE * len(rows)) else None
