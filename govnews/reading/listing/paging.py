"""What is known of a column's pages: how one is asked for, what comes after it, how many the site states."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class PageRequest:
    """How to ask for one listing page."""

    url: str
    """Absolute URL."""

    method: Literal["GET", "POST"] = "GET"

    body: str = ""
    """An ``application/x-www-form-urlencoded`` form, where ``method`` is POST."""

    headers: dict[str, str] = field(default_factory=dict)
    """What this request needs beyond the crawler's own headers, e.g. ``Referer``."""

    @property
    def is_link(self) -> bool:
        """Whether the URL alone asks for the page, as a link does; not so for forms and for a script's data."""
        return self.method == "GET" and not self.headers


@dataclass(frozen=True, slots=True)
class Next:
    """What comes after a listing page.

    ``candidates`` are ways to ask for it, the likeliest first: where families number their pages
    differently (``index_1`` or ``index_2`` for page 2) the walk tries them in turn and takes the first
    that answers with an entry it has not seen in this walk. ``end`` says, in the page's own terms, why
    this page is the last one; None where the page does not say so. With ``end`` there are no candidates.
    Without candidates and without ``end`` the page shows no pager at all, or one that only a script can
    work: the walk is then not proven to have ended.
    """

    candidates: tuple[PageRequest, ...] = ()
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """What the site itself states of the column's size; None where it states nothing."""

    pages: int | None = None
    """Pages, as stated. Static pages may be fewer than a stated total demands (field facts §3.1)."""

    entries: int | None = None
    """Entries of the whole column."""

    either: int | None = None
    """A count of which the site does not say whether it means pages or entries (``#pageDec`` of the
    Henan platform, field facts §1.4): it agrees with a walk that counted as many of either."""
