"""The way through one column's listing pages, and the account of what became of every entry.

A walk decides what is asked next and whether its end is a proof that the column was seen whole. It asks for
nothing itself and knows nothing of Scrapy: the crawl tells it what came back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from govnews.identity import url_hash
from govnews.items import Column, ListingEntry
from govnews.reading.platforms.base import Claims, Next, PageRequest, Platform

# County columns hold a few thousand articles, 15 to 25 a page; beyond this a pager is endless, not long.
MAX_PAGES = 5000
FIRST_PAGE_GONE = "the column's first page answers"
# How often a page that came empty or unreadable is asked for again before the walk goes past it.
ATTEMPTS = 2
# Pages in a row that cannot be read before a walk gives up: a site that is down is not asked 5,000 times.
MAX_GAPS = 2
OVER_LIMIT = "excluded: over the limit"


@dataclass(frozen=True, slots=True)
class End:
    """How a walk ended, and whether that proves that the column was seen whole."""

    how: str
    proven: bool
    wished: bool = False
    """The run was asked for no more than this."""

    def __str__(self) -> str:
        return self.how


@dataclass(slots=True)
class Walk:
    """One column's walk in one run.

    ``known_since`` (UTC) is when the column was last seen complete, after a walk over its whole list: such a walk
    stops after a page of entries that were all settled by then. None: it goes to the end.
    ``since`` (``YYYY-MM-DD``) ends the walk after a page of older entries. ``last_end`` is how
    the column's last whole walk ended: an end without proof that comes twice, a run apart, is taken as one.
    """

    column: Column
    known_since: str | None = None
    since: str | None = None
    last_end: str | None = None
    max_pages: int = MAX_PAGES

    platform: Platform | None = None
    """The CMS family, recognised on the first page."""
    render: bool = False
    """Whether the list is drawn by a script and has to be fetched with a browser."""
    number: int = 0
    """Pages read so far; the number of the last one."""
    end: End | None = None
    claims: Claims = field(default_factory=Claims)
    listed: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    """What became of the listed entries: ``new``, ``known``, ``failed: …`` and ``excluded: …``."""
    troubles: list[str] = field(default_factory=list)
    """What went wrong on the way, with URLs; empty for a clean walk."""

    whole: bool = True
    """Whether the walk was meant to reach the list's end, or did not stop before it."""
    gaps: int = 0
    """Pages that could not be read; one is enough to make the walk no proof."""

    _asked: list[PageRequest] = field(default_factory=list)
    _previous: PageRequest | None = None
    _attempt: int = 1
    _seen: set[int] = field(default_factory=set)
    _gaps_in_a_row: int = 0
    _passed: int = 0
    """Pages since the last one that was read."""
    _refusal: str | None = None
    """Why the page before the one asked for is taken for the end, while one page further is looked at."""
    _outage: bool = False
    """One of the gaps in a row was a failure of the site, no answer that it always gives."""
    _alone: bool = True
    """There was one way only to ask for the page."""
    _doubtful: bool = False
    """The second way to ask for a page was taken, or the first page ends otherwise than the others."""
    _disturbed: bool = False
    """The second way was taken because the first one failed."""
    _closed: bool | None = None
    """Whether the pages read so far end as whole pages do; None where none of them tells."""

    def start(self) -> PageRequest:
        """The request for the first page."""
        self._asked = [PageRequest(self.column.url)]
        return self._asked[0]

    def read(
        self,
        entries: Sequence[ListingEntry],
        following: Next,
        claims: Callable[[], Claims],
        *,
        settled: Callable[[ListingEntry], bool],
        closed: bool | None = None,
    ) -> tuple[list[ListingEntry], PageRequest | None]:
        """A listing page came: its entries not met before in this walk, and the request for the page after it.

        ``claims`` tells what the page states; the first one alone is asked. ``settled`` tells whether an entry was
        dealt with when the column was last seen complete; ``closed`` whether the page ends as a page does, where it
        tells (:func:`~govnews.reading.page.page.closes`). One that does not, in a list whose other pages do, broke off.
        """
        fresh = [entry for entry in entries if hash(url_hash(entry.url)) not in self._seen]
        if not entries and self._attempt < ATTEMPTS and (self.number or not following.candidates):
            return [], self.unreadable("it lists nothing")
        if self._closed and closed is False and self._attempt < ATTEMPTS:
            return [], self.unreadable("it breaks off")
        if not fresh and self.number:
            if following.end is not None:
                return [], self._stop(following.end, believable=True)
            if not entries:
                return [], self.unreadable("it lists nothing")
            return [], self._refused(f"page {self.number + 1} holds nothing that earlier pages do not")
        if self._refusal is not None:
            assert self._previous is not None
            self._pass_over(self._previous, self._refusal)
            self._refusal = None
        self.number += 1
        self._gaps_in_a_row = self._passed = 0
        self._outage = False
        if self._closed and closed is False:
            self.gaps += 1
            self.troubles.append(f"{self._asked[0].url}: it breaks off")
        elif closed is not None:
            self._doubtful = self._doubtful or (self._closed is False and closed)
            self._closed = closed
        self._seen.update(hash(url_hash(entry.url)) for entry in fresh)
        self.listed += len(fresh)
        if self.number == 1:
            self.claims = claims()
        if self.known_since and fresh and all(settled(entry) for entry in fresh):
            self.whole = False
            return fresh, self._stop(f"page {self.number} holds nothing new")
        if self.since and _all_older(fresh, self.since):
            return fresh, self._stop(
                f"page {self.number} is older than {self.since}", proven=False, wished=True
            )
        if following.end is not None:
            return fresh, self._stop(following.end, believable=True)
        candidates = following.candidates or (usual_second_pages(self.column.url) if self.number == 1 else ())
        if not candidates:
            return fresh, self._stop("the page shows no pager", proven=False, believable=bool(entries))
        if self.number >= self.max_pages:
            return fresh, self._stop(f"more than {self.max_pages} pages", proven=False)
        self._previous, self._asked, self._attempt = self._asked[0], list(candidates), 1
        self._alone = len(candidates) == 1
        return fresh, self._asked[0]

    def missing(self, status: int) -> PageRequest | None:
        """The page asked for does not exist (404, 410): the next way to ask for it, or the end."""
        if not self.number:
            self.troubles.append(f"{self.column.url}: HTTP {status}")
            return self._stop(f"{FIRST_PAGE_GONE} {status}", proven=False)
        return self._refused(f"page {self.number + 1} answers {status}")

    def unreadable(self, why: str) -> PageRequest | None:
        """The page asked for came empty or as something else: asked again, then passed over as a gap."""
        if self._attempt < ATTEMPTS:
            self._attempt += 1
            return self._asked[0]
        return self._lost(why)

    def failed(self, why: str) -> PageRequest | None:
        """The page asked for could not be had: the walk goes past it, and is no proof any more."""
        self._outage = True
        return self._lost(why)

    def _lost(self, why: str) -> PageRequest | None:
        """One way to ask for the page failed: the other one, or the page after it."""
        request = self._asked[0]
        if self._refusal is not None:
            return self._stop(self._refusal, proven=not self._outage, believable=not self._outage)
        if len(self._asked) > 1:
            self.troubles.append(f"{request.url}: {why}")
            self._doubtful, self._disturbed = True, self._disturbed or self._outage
            self._asked.pop(0)
            self._attempt = 1
            return self._asked[0]
        number = self.number + 1
        self._pass_over(request, why)
        beyond = page_beyond(self._previous, request) if self._previous else None
        if beyond is None or self._gaps_in_a_row >= MAX_GAPS:
            return self._stop(
                f"page {number} cannot be read: {why}",
                proven=False,
                believable=number > 1 and not self._outage,
            )
        self._previous, self._asked, self._attempt, self._alone = request, [beyond], 1, True
        return beyond

    def _pass_over(self, request: PageRequest, why: str) -> None:
        """Count a page that could not be had."""
        self.troubles.append(f"{request.url}: {why}")
        self.gaps += 1
        self._gaps_in_a_row += 1
        self.number += 1
        self._passed += 1

    def abandon(self, why: str, *, wished: bool = False) -> None:
        """The run ends before the walk does; ``wished``: because it was asked for no more."""
        if self.end is None:
            self.whole = False
            self._stop(why, proven=False, wished=wished)

    def settle(self, outcome: str) -> None:
        """One listed entry came to its end."""
        self.outcomes[outcome] += 1

    @property
    def asking(self) -> int:
        """Number of the page that is asked for."""
        return self.number + (1 if self._refusal is None else 2)

    @property
    def unaccounted(self) -> int:
        """Listed entries that came to no end: the run stopped before."""
        return self.listed - self.outcomes.total()

    @property
    def complete(self) -> bool:
        """Whether the walk ended proven and nothing was left out, by ``since`` or a limit neither."""
        assert self.end is not None
        return self.end.proven and not (self.since or self.unaccounted or self.outcomes[OVER_LIMIT])

    def certificate(self) -> dict[str, Any]:
        """The account of the column, as the run report holds it."""
        assert self.end is not None
        failed = sum(n for outcome, n in self.outcomes.items() if outcome.startswith("failed"))
        excluded = {
            outcome.partition(": ")[2]: n
            for outcome, n in self.outcomes.items()
            if outcome.startswith("excluded")
        }
        return {
            "column": self.column.name,
            "url": self.column.url,
            "pages": self.number,
            "listed": self.listed,
            "new": self.outcomes["new"],
            "known": self.outcomes["known"],
            "excluded": excluded,
            "failed": failed,
            "unaccounted": self.unaccounted,
            "end": self.end.how,
            "proven": self.end.proven,
            "wished": self.end.wished,
            "claimed_pages": self.claims.pages,
            "claimed_entries": self.claims.entries,
            "claims_agree": self.claims_agree(),
            "troubles": self.troubles,
        }

    def claims_agree(self) -> bool | None:
        """Whether a whole walk found what the site states; None where it states nothing or the walk was cut short."""
        claims = self.claims
        if not self.whole or self.since or claims == Claims():
            return None
        return (
            claims.pages in {None, self.number}
            and claims.entries in {None, self.listed}
            and claims.either in {None, self.number, self.listed}
        )

    def _refused(self, why: str) -> PageRequest | None:
        """One way to ask for the page led nowhere; without another one this is the list's end.

        Unless the page after it goes on: a page that is missing for a moment is no end.
        """
        last = self._asked.pop(0)
        self._attempt = 1
        if self._asked:
            return self._asked[0]
        self._asked = [last]
        beyond = page_beyond(self._previous, last) if self._previous and self._alone else None
        if beyond is None or self._refusal is not None:
            return self._stop(self._refusal or why, believable=not self._outage)
        self._refusal = why
        self._previous, self._asked = last, [beyond]
        return beyond

    def _stop(
        self, how: str, *, proven: bool = True, believable: bool = False, wished: bool = False
    ) -> PageRequest | None:
        """The end of the walk: nothing is asked for any more.

        A whole walk is a proof where it met what the site claims. Where it did not, or where nothing but an
        answer of the kind that never comes right (``believable``) says that this is the end, it is believed
        when a walk ended so a run ago, too.
        """
        sure = not self.gaps
        if self.whole:
            sure = sure and self._met_claims() and (not self._doubtful or self.claims_agree() is True)
            believable = (
                believable
                and how == self.last_end
                and not (self.since or self._disturbed)
                and self.gaps == self._gaps_in_a_row  # nothing came after what could not be read
                and (not self.gaps or self._met_claims())
            )
        else:
            sure, believable = sure and not self._disturbed, False
        self.end = End(how, believable or (proven and sure), wished and not self.gaps)
        self.number -= self._passed
        return None

    def _met_claims(self) -> bool:
        """Whether the walk came at least as far as the site says that the column goes."""
        claims = self.claims
        return (
            (claims.pages is None or self.number >= claims.pages)
            and (claims.entries is None or self.listed >= claims.entries)
            and (claims.either is None or self.number >= claims.either or self.listed >= claims.either)
        )


def _all_older(entries: Sequence[ListingEntry], since: str) -> bool:
    """Whether every entry, pinned ones aside, is dated before ``since``."""
    rows = [entry for entry in entries if not entry.pinned]
    return bool(rows) and all(entry.date is not None and entry.date[:10] < since for entry in rows)


def usual_second_pages(url: str) -> tuple[PageRequest, ...]:
    """Where page 2 of a list usually is, for a list whose HTML shows no pager (field facts §1.4, §3).

    >>> [request.url for request in usual_second_pages("http://example.gov.cn/xw/")]
    ['http://example.gov.cn/xw/index_1.html', 'http://example.gov.cn/xw/index_2.html']
    >>> usual_second_pages("http://example.gov.cn/list.jsp?id=3")
    ()
    """
    folder, _, name = url.rpartition("/")
    match = re.fullmatch(r"(index)?(\.s?html?)?", name)
    if match is None or folder.endswith(":/"):
        return ()
    return tuple(PageRequest(f"{folder}/index_{n}{match[2] or '.html'}") for n in (1, 2))


def page_beyond(previous: PageRequest, lost: PageRequest) -> PageRequest | None:
    """The request after ``lost``, by the step that led from ``previous`` to it; None where no step shows.

    >>> page_beyond(PageRequest("http://example.gov.cn/xw/"), PageRequest("http://example.gov.cn/xw/index_1.html")).url
    'http://example.gov.cn/xw/index_2.html'
    >>> page_beyond(PageRequest("http://example.gov.cn/31.htm"), PageRequest("http://example.gov.cn/30.htm")).url
    'http://example.gov.cn/29.htm'
    >>> page_beyond(PageRequest("http://example.gov.cn/a.htm"), PageRequest("http://example.gov.cn/b.htm")) is None
    True
    """
    if lost.method != "GET":
        return None
    here, there = re.split(r"(\d+)", previous.url), re.split(r"(\d+)", lost.url)
    if len(here) == len(there):
        moved = [i for i in range(1, len(there), 2) if here[i] != there[i]]
        if len(moved) != 1 or here[::2] != there[::2]:
            return None
        place, step = moved[0], int(there[moved[0]]) - int(here[moved[0]])
    else:
        place, step = len(there) - 2, 1
    if place < 1 or step not in {1, -1} or int(there[place]) + step < 1:
        return None
    width = len(there[place]) if there[place].startswith("0") else 0
    there[place] = str(int(there[place]) + step).zfill(width)
    return replace(lost, url="".join(there))
