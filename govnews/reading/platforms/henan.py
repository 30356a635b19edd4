"""The Henan provincial platform (field facts §1.2–1.4): ``/YYYY/MM-DD/ID.html``, the pager drawn by a script
from another host."""

from __future__ import annotations

import re

from govnews.reading.listing.page_numbers import numbered
from govnews.reading.listing.paging import Claims, LastPageSign, Next, PageRequest
from govnews.reading.page.page import Page
from govnews.reading.platforms.fingerprints import links_like, mark_in
from govnews.reading.platforms.generic import Generic
from govnews.urls import directory

_MARKS = ("_dhjs_self_appConfig", "data-cmd='dahe_", 'data-cmd="dahe_')
_ARTICLE = re.compile(r"^(?:https?://[^/]+)?/\d{4}/\d{2}-\d{2}/\d+\.html$")


class Henan(Generic):
    """Page 2 is ``index_1`` on some sites, ``index_2`` on others: both are candidates on the first page."""

    name = "henan"

    def recognise(self, page: Page) -> str | None:
        if _page_count(page) is not None:
            return "#pageDec with pagecount"
        if mark_in(page.text, *_MARKS):
            return "script of the platform's operator"
        return links_like(page, _ARTICLE)

    def next(self, page: Page, number: int | None = None, request: PageRequest | None = None) -> Next:
        """The page's own 下一页 where it has one; else the next ``index_n``.

        On the first page both numberings are possible. Later, the address and the number of the page
        tell them apart.
        """
        shown = super().next(page, number, request)
        if shown.is_known:
            return shown
        stated = _stated(page)
        place = numbered(page.url)
        if place is not None and not place.before.endswith("/index_"):
            return shown
        # pagecount counts pages or entries: there are no more pages than that. index_1, asked for as page 2, may be
        # page 1 again where the site counts from 1: then it is not the last one.
        here = number if number is not None else place.number if place is not None else 1
        repeated = place is not None and place.number == 1
        if stated is not None and here >= stated and not (repeated and stated > 1):
            return Next.ended(LastPageSign.PAGE_OR_ENTRY_COUNT_REACHED, f"page {here} of {stated} stated")
        if place is None:
            base = directory(page.url)
            return shown.guessing(f"{base}index_1.html", f"{base}index_2.html")
        return shown.guessing(place.at(place.number + 1))

    def claims(self, page: Page) -> Claims:
        """``pagecount``: pages on some sites, entries on others."""
        stated = _stated(page)
        return super().claims(page) if stated is None else Claims(either=stated)


def _stated(page: Page) -> int | None:
    """The ``pagecount`` of ``#pageDec``; None without, or where it is no number above 0."""
    count = (_page_count(page) or "").strip()
    return int(count) if re.fullmatch(r"\d{1,6}", count) and int(count) > 0 else None


def _page_count(page: Page) -> str | None:
    if "pageDec" not in page.text:
        return None
    counts = (one.get("pagecount") for one in page.root.iter() if one.get("id") == "pageDec")
    return next((count for count in counts if count is not None), None)
