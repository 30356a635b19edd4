"""When is the end of a walk a proof that the column was seen whole?

The rules, in the order in which they win:

1. What speaks against it is never outlived: a page in the middle that could not be read, an outage while the end was
   looked for, a size that the site states and the walk did not meet.
2. An end that shows itself (the page says that it is the last, the page after it is missing or repeats what came
   before) is a proof, unless a doubt was left on the way.
3. Any other end, and one with a doubt, is believed when the walk of an earlier run ended in the same way
   (:class:`~govnews.crawl.outcome.EndKind`), as long as nothing speaks against it.
"""

from __future__ import annotations

from dataclasses import dataclass

from govnews.crawl.account import Account
from govnews.crawl.outcome import EndKind

# Pages in a row that cannot be read before a walk gives up: a site that is down is not asked 5,000 times.
MAX_GAPS = 2
# Ends that show themselves.
PROVES = frozenset({EndKind.LAST_PAGE, EndKind.MISSING_PAGE, EndKind.REPEATS, EndKind.NOTHING_NEW})
# Ends that are the site's own way to end, if it ends so again.
BELIEVABLE = PROVES | {EndKind.NO_PAGER, EndKind.UNREADABLE}
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

    def __str__(self) -> str:
        return self.how


@dataclass(slots=True)
class Proof:
    """What was seen on the way that speaks for or against the end that is to come."""

    last_end: EndKind | None = None
    """How the column's last whole walk ended; None for the first one."""
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

    def page_read(self, *, closed: bool | None) -> bool:
        """A page came that could be read. False, and a gap, where it breaks off while the others do not.

        ``closed`` as of :func:`~govnews.crawl.walk.closes`.
        """
        self.gaps_in_a_row, self.outage = 0, False
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

    def judge(self, kind: EndKind, *, account: Account, pages: int, filtered: bool) -> bool:
        """Whether the walk over so many pages saw the column whole, or up to what is known where it stopped there.

        ``filtered``: what is too old was left out, as ``-a since`` asks.
        """
        if kind in CUT_SHORT:
            return kind in PROVES and not (self.gaps or self.disturbed)
        if not account.meets_claims(pages):
            return False
        doubt = self.doubtful and account.agrees_with_claims(pages) is not True
        if kind in PROVES and not (self.gaps or doubt or (self.outage and kind is not EndKind.LAST_PAGE)):
            return True
        against = filtered or self.disturbed or self.outage or self.gaps > self.gaps_in_a_row
        return kind in BELIEVABLE and kind is self.last_end and not against and account.listed > 0
