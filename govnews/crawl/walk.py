"""The way through one column's listing pages.

A walk decides what is asked next. It asks for nothing itself and knows nothing of Scrapy: the crawl tells it what
came back. Its parts are what is asked for (:class:`Asking`), what was seen for and against its end (:class:`Proof`)
and what became of every listed entry (:class:`Account`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from govnews.crawl.account import Account, row_key
from govnews.crawl.asking import Asking
from govnews.crawl.depth import Depth
from govnews.crawl.head import Head
from govnews.crawl.order import Order
from govnews.crawl.outcome import EndKind, EntryOutcome
from govnews.crawl.proof import CUT_SHORT, FULL_SHARE, MAX_GAPS, WISHED, End, Proof, usual_size
from govnews.identity import url_hash
from govnews.items import Column, ListingEntry
from govnews.reading.listing.guesses import usual_second_pages
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.paging import Claims, Next, PageRequest
from govnews.reading.platforms.base import Platform

# County columns hold a few thousand articles, 15 to 25 a page; beyond this a pager is endless, not long.
MAX_PAGES = 5000
# The entries of so many such pages: what the account of one takes is about 600 bytes.
MAX_LISTED = 100_000


@dataclass(slots=True)
class Walk:
    """One column's walk in one run."""

    column: Column
    opening: PageRequest | None = None
    """How its first page is asked for; None: by the column's address."""
    known_since: str | None = None
    """When the column was last seen complete (UTC), after a walk over its whole list: such a walk stops after a page
    of entries that were all settled by then. None: it goes to the end."""
    newest_first: bool | None = None
    """Whether the list was seen to be newest first by the last whole walk; None where that is not known."""
    head: Head = field(default_factory=Head)
    """The list as it was last seen complete; nothing is known of it where that was too long ago."""
    deeper: bool = False
    """Whether it does not stop at its first page, whatever that holds, if that page leads to another one."""
    since: str | None = None
    """``YYYY-MM-DD``: the walk ends after a page of older entries."""
    last_end: EndKind | None = None
    """How the column's last whole walk ended."""
    max_pages: int = MAX_PAGES

    platform: Platform | None = None
    """The CMS family, recognised on the first page."""
    render: bool = False
    """Whether the list is drawn by a script and has to be fetched with a browser."""
    pages: int = 0
    """Pages read so far; those that were passed over on the way, or left out to go on below, count, too."""
    end: End | None = None
    problems: list[str] = field(default_factory=list)
    """What went wrong on the way, with URLs; empty for a clean walk."""

    account: Account = field(default_factory=Account)
    asking: Asking = field(default_factory=Asking)
    proof: Proof = field(default_factory=Proof)
    order: Order = field(default_factory=Order)
    depth: Depth = field(default_factory=Depth)

    _missing: tuple[EndKind, str] | None = None
    """The end that the page before the one asked for shows, while one page further is looked at."""
    _guessed: bool = True
    """Whether the page asked for is named by no page of the site."""
    _first: tuple[PageRequest, list[ListingEntry]] | None = None
    """The first page that lists anything: how it was asked for, and its rows."""
    _reordered: bool = False
    """Whether a page of known entries came that does not lead into the list as it was, or an old one on top of it."""
    _news_at_foot: bool = False
    """Whether one of the pages before this one ended with an entry that is new: what follows it may be new, too."""
    _closing: tuple[EndKind, str] | None = None
    """The end that was found, while the first page is looked at once more."""

    def __post_init__(self) -> None:
        self.proof.last_end, self.proof.head = self.last_end, self.head

    def start(self) -> PageRequest:
        """The request for the first page."""
        return self.asking.turn_to([self.opening or PageRequest(self.column.url)])

    @property
    def page_asked(self) -> int:
        """Number of the page that is asked for."""
        return self.pages + (1 if self._missing is None else 2)

    # What came back

    def read(
        self,
        entries: Listing,
        following: Next,
        claims: Claims,
        *,
        settled: Callable[[ListingEntry], bool],
        closed: bool | None = None,
    ) -> tuple[list[ListingEntry], PageRequest | None]:
        """A listing page came: its rows not met before in this walk, and the request for the page after it.

        ``claims`` is what the page states of the column's size. ``settled`` tells whether an entry was dealt with
        when the column was last seen complete; ``closed`` whether the page ends as a page does, where it tells
        (:func:`~govnews.reading.page.page.closes`). One that does not, in a list whose other pages do, broke off.
        """
        self.account.state(claims)
        if self._closing is not None:
            return self._compare(entries)
        if self.asking.may_try_again and (why := self._spoilt(entries, following, closed)):
            return [], self.unreadable(why)
        fresh = self.account.new_in(entries)
        if not fresh and self.pages:
            return [], self._nothing_fresh(entries, following)
        if self._missing is not None:
            assert self.asking.previous is not None
            self._pass_over(self.asking.previous, self._missing[1])
            self._missing = None
        self.pages += 1
        if not self.proof.page_read(rows=entries.rows, closed=closed, more=following.more):
            self.problems.append(f"{self.asking.request.url}: {BREAKS_OFF}")
        dead = self.account.enter(entries, fresh)
        self.order.see(entries)
        if entries and self._first is None:
            self._first = self.asking.request, list(entries)
        return [*fresh, *dead], self._go_on(entries, following, settled)

    def go_on_below(self, following: PageRequest | None) -> PageRequest | None:
        """The page came and all of it is known: the request for the page at which the walk of a run before was stopped,
        in place of the ``following`` one, where there is one further down. What is left out between keeps the end from
        being a proof.
        """
        place = self.depth.go_on(self.pages) if following is not None and self._closing is None else None
        if place is None or self.depth.before is None:
            return following
        self.proof.skipped = self.depth.skipped
        self.pages, self._guessed, self._missing = self.depth.before.page - 1, True, None
        return self.asking.turn_to([place])

    def missing(self, status: int) -> PageRequest | None:
        """The page asked for does not exist (404, 410): the next way to ask for it, or the end."""
        if self._closing is not None:
            return self._end(*self._closing)
        if not self.pages:
            self.problems.append(f"{self.column.url}: HTTP {status}")
            return self._stop(EndKind.FIRST_PAGE_GONE, f"the column's first page answers {status}")
        if not (self._guessed or (self.pages > 1 and self.proof.is_short(self.proof.last_rows))):
            self.proof.led_nowhere = (
                f"page {self.pages} has a link to a page {self.pages + 1}, which answers {status}"
            )
        return self._not_there(EndKind.MISSING_PAGE, f"page {self.pages + 1} answers {status}")

    def unreadable(self, why: str) -> PageRequest | None:
        """The page asked for came empty or as something else: asked for again, then passed over as a gap."""
        if self._closing is not None:
            return self._end(*self._closing)
        return self.asking.again() if self.asking.may_try_again else self._lost(why)

    def leads_to(self, other: str) -> PageRequest | None:
        """The request for a page led to the list of the column ``other``."""
        if self.pages or self._closing is not None:
            return self.unreadable(f"it leads to the list of {other}")
        return self._end(EndKind.ELSEWHERE, f"leads to the list of {other}")

    def failed(self, why: str) -> PageRequest | None:
        """The page asked for could not be had: the walk goes past it, and is no proof any more."""
        if self._closing is not None:
            return self._end(*self._closing)
        self.proof.outage = True
        return self._lost(why)

    def abandon(self, kind: EndKind, why: str) -> None:
        """The run ends before the walk does."""
        if self.end is None:
            self._end(kind, why)

    # What to do next

    def _spoilt(self, entries: Sequence[ListingEntry], following: Next, closed: bool | None) -> str | None:
        """Why the page may be another one when it is asked for again."""
        if not entries and (self.pages or not following.candidates):
            return NO_ENTRY
        if self.proof.breaks_off(closed):
            return BREAKS_OFF
        if self.pages and not self._guessed and self._shows_earlier_page(entries, following):
            return "it shows an earlier page"
        if following.candidates and not following.guessed and self.proof.is_short(len(entries)):
            return "it has fewer rows than the pages before it"
        return None

    def _shows_earlier_page(self, entries: Sequence[ListingEntry], following: Next) -> bool:
        if self.account.repeats_a_page(entries):
            return True
        return bool(entries) and following.end is None and not self.account.new_in(entries)

    def _nothing_fresh(self, entries: Sequence[ListingEntry], following: Next) -> PageRequest | None:
        """The page holds nothing that earlier pages do not."""
        if following.end is not None and not self.account.repeats_a_page(entries):
            return self._stop(EndKind.LAST_PAGE, str(following.end))
        if not entries:
            return self._lost(NO_ENTRY)
        beyond_last = len(self.proof.rows) > 1 and self.account.repeats_last_page(entries)
        if not (self._guessed or beyond_last):
            self.proof.led_nowhere = f"the link to page {self.pages + 1} leads to a page that was read before"
        return self._not_there(
            EndKind.REPEATS, f"page {self.pages + 1} holds nothing that earlier pages do not"
        )

    def _go_on(
        self, entries: Sequence[ListingEntry], following: Next, settled: Callable[[ListingEntry], bool]
    ) -> PageRequest | None:
        """The page was read: the request for the one after it, or the end."""
        known = [settled(entry) for entry in entries]
        self.proof.met_known |= any(known)
        continued = self.head.is_continued_by(self.account.seen)
        raised = self._was_raised(entries, known)
        if all(known) and continued and not raised and self._may_stop_at(entries, following):
            return self._stop(EndKind.NOTHING_NEW, f"page {self.pages} holds nothing new")
        if entries:  # a shell lists nothing itself: the rows come with the page after it
            old = (
                old for entry, old in zip(reversed(entries), reversed(known), strict=True) if not entry.pinned
            )
            self._news_at_foot |= not next(old, False)
            self._reordered |= all(known) and not continued
        self._reordered |= raised
        if self.since and _all_older(entries, self.since):
            return self._stop(EndKind.OLDER, f"page {self.pages} is older than {self.since}")
        if following.end is not None:
            return self._stop(EndKind.LAST_PAGE, str(following.end))
        ways, self._guessed = following.candidates, following.guessed
        if not ways and self.pages == 1:
            ways, self._guessed = usual_second_pages(self.column.url), True
        if not ways:
            return self._stop(EndKind.NO_PAGER, "the page shows no pager")
        if self.pages >= self.max_pages:
            return self._stop(EndKind.OVER_BOUND, f"more than {self.max_pages} pages")
        if self.account.listed >= MAX_LISTED:
            return self._stop(EndKind.OVER_BOUND, f"more than {MAX_LISTED} entries")
        return self.asking.turn_to(ways, previous=self.asking.request)

    def _was_raised(self, entries: Sequence[ListingEntry], known: Sequence[bool]) -> bool:
        """Whether an entry that is known, or an old one, was put on top of the list since it was last seen."""
        before = self.head.rows
        newest = max((entry.date[:10] for entry in entries if entry.date), default="")
        return bool(before) and any(
            entry.pinned and row_key(entry) not in before and (old or (entry.date or newest)[:10] < newest)
            for entry, old in zip(entries, known, strict=True)
        )

    def _may_stop_at(self, entries: Sequence[ListingEntry], following: Next) -> bool:
        """Whether nothing new can stand behind a page of known entries: the list is as it was when it was last seen
        complete, newest first, and this page is a whole one.
        """
        deeper = self.deeper and self._is_at_first and following.candidates
        in_order = self.newest_first is not False and self.order.newest_first is not False
        return bool(
            self.known_since
            and in_order
            and not deeper
            and not (following.candidates and self._is_cut_short)
            and not self._reordered
            and _is_newest_part(entries, _unpinned(entries) if self._is_at_first else entries)
            and all(self.head.goes_back_from(row_key(entry)) for entry in _unpinned(entries)[-1:])
        )

    @property
    def _is_at_first(self) -> bool:
        """Whether the page that came is the first one that lists anything: a shell before it does not."""
        return self._first is not None and self._first[0] == self.asking.request

    @property
    def _is_cut_short(self) -> bool:
        """Whether the first page, which is the only one so far, has clearly fewer rows than it had."""
        size = self.head.page_size
        return self._is_at_first and size is not None and self.proof.last_rows < FULL_SHARE * size

    def _not_there(self, kind: EndKind, why: str) -> PageRequest | None:
        """One way to ask for the page led nowhere; without another one this is the list's end.

        Unless the page after it goes on: a page that is missing for a moment is no end.
        """
        if (other := self.asking.other_way()) is not None:
            return other
        self.asking.attempt = 1
        beyond = self.asking.beyond() if self.asking.only_way else None
        if beyond is None or self._missing is not None:
            return self._stop(*(self._missing or (kind, why)))
        self._missing = (kind, why)
        return self.asking.turn_to([beyond], previous=self.asking.request)

    def _lost(self, why: str) -> PageRequest | None:
        """One way to ask for the page failed: the other one, or the page after it."""
        request = self.asking.request
        if self._missing is not None:
            return self._stop(*self._missing)
        if (other := self.asking.other_way()) is not None:
            self.problems.append(f"{request.url}: {why}")
            self.proof.way_lost()
            return other
        number = self.pages + 1
        self._pass_over(request, why)
        beyond = self.asking.beyond()
        if beyond is None or self.proof.gaps_in_a_row >= MAX_GAPS:
            return self._stop(EndKind.UNREADABLE, f"page {number} cannot be read: {why}")
        return self.asking.turn_to([beyond], previous=request)

    def _pass_over(self, request: PageRequest, why: str) -> None:
        """Count a page that could not be had."""
        self.problems.append(f"{request.url}: {why}")
        self.proof.page_lost()
        self.pages += 1

    def _stop(self, kind: EndKind, how: str) -> PageRequest | None:
        """The end of the list, or as far as is asked for.

        Of a list of several pages the first one is looked at once more, where all else proves that it was seen
        whole: rows that were taken out meanwhile have moved others up, past the page that was read. Of one that was
        read down to what is known, where what moved up may be new.
        """
        proven, _ = self._judge(kind)
        nothing_moved = kind is EndKind.NOTHING_NEW and not self._news_at_foot
        in_doubt = not (proven or self.account.grew)
        if nothing_moved or self.pages < 2 or self.account.total_met or in_doubt or self._first is None:
            return self._end(kind, how)
        self._closing = kind, how
        return self.asking.turn_to([self._first[0]])

    def _compare(self, entries: Sequence[ListingEntry]) -> tuple[list[ListingEntry], PageRequest | None]:
        """The first page came once more: what is new on it, and the end."""
        assert self._closing is not None
        assert self._first is not None
        fresh = self.account.new_in(entries)
        before, now = (
            {url_hash(entry.url) for entry in page if not entry.pinned} for page in (self._first[1], entries)
        )
        if entries and len(before - now) > len(fresh):
            self.proof.moved = "rows were taken out of the first page while the list was read"
        elif self.account.overlaps > len(fresh):
            self.proof.moved = "pages show rows of the page before, and nothing was put on top meanwhile"
        self.account.add(fresh)
        return fresh, self._end(*self._closing)

    def _judge(self, kind: EndKind) -> tuple[bool, tuple[str, ...]]:
        return self.proof.judge(kind, account=self.account, pages=self.pages, filtered=self.since is not None)

    def _end(self, kind: EndKind, how: str) -> PageRequest | None:
        """Nothing is asked for any more."""
        proven, against = self._judge(kind)
        self.end = End(kind, how, proven, kind in WISHED and not self.proof.gaps, against)
        self.pages -= self.proof.gaps_in_a_row
        return None

    # What it came to

    def settle(self, outcome: EntryOutcome, reason: str = "") -> None:
        """One listed entry came to its end."""
        self.account.settle(outcome, reason)

    @property
    def whole(self) -> bool:
        """Whether the walk was meant to reach the list's end, and did not stop before it."""
        return self.end is None or self.end.kind not in CUT_SHORT

    @property
    def complete(self) -> bool:
        """Whether the walk ended proven and nothing was left out, by ``since`` or a limit neither."""
        assert self.end is not None
        return self.end.proven and not (self.since or self.account.unaccounted or self.account.left_out)

    @property
    def head_now(self) -> Head:
        """The list as this walk saw it, for the next one."""
        sizes = self.proof.rows[:-1]
        return self.head.renewed(
            self.account.seen, usual_size(sizes) if sizes else None, beyond=not self.whole
        )

    @property
    def claims_agree(self) -> bool | None:
        """Whether a whole walk found what the site states; None where it states nothing or the walk was cut short."""
        meant = self.whole and not self.since and self.proof.skipped is None
        return self.account.agrees_with_claims(self.pages) if meant else None


NO_ENTRY = "it lists nothing"
BREAKS_OFF = "it breaks off"


def _unpinned(entries: Sequence[ListingEntry]) -> list[ListingEntry]:
    return [entry for entry in entries if not entry.pinned]


def _is_newest_part(entries: Sequence[ListingEntry], in_order: Sequence[ListingEntry]) -> bool:
    """Whether a page tells by its rows that nothing newer stands behind it: those of them that have to be ``in_order``
    are dated newest first. Undated rows are taken for newest first; a page of nothing but pinned rows tells nothing.

    Of the first page pinned rows have a place of their own. Further on an old row above a newer one is out of order,
    though it looks like a pinned one.
    """
    dates = [entry.date[:10] for entry in in_order if entry.date]
    return bool(_unpinned(entries)) and dates == sorted(dates, reverse=True)


def _all_older(entries: Sequence[ListingEntry], since: str) -> bool:
    """Whether every entry, pinned ones aside, is dated before ``since``."""
    rows = _unpinned(entries)
    return bool(rows) and all(entry.date is not None and entry.date[:10] < since for entry in rows)
