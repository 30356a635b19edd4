"""The pager that a listing page shows: what comes after the page, where we are, how much there is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from govnews.reading.listing import words
from govnews.reading.listing.last_page import SIGNS
from govnews.reading.listing.more import sign_of_more
from govnews.reading.listing.next_page import LINKED, UNLINKED, first_known, placed_by_options
from govnews.reading.listing.pager_parts import PagerView, last_number, marked_number, view_pager
from govnews.reading.listing.paging import LastPageSign, Next
from govnews.reading.listing.stated import (
    entries_in_page,
    entries_in_pager,
    position_in_page,
    position_in_pager,
)
from govnews.reading.listing.words import any_of
from govnews.reading.page.javascript import read_number
from govnews.reading.page.page import Page

_SCRIPT_PAGES = rf"(?:{any_of(*words.PAGE_COUNTS)})"


@dataclass(frozen=True, slots=True)
class Pager:
    """What a page's pager says. Each number is None where it does not say."""

    following: Next
    """How 下一页, or the number after this page's, asks for the next page; or that there is none."""

    current: int | None = None
    """Number of this page, 1 being the first."""

    pages: int | None = None
    entries: int | None = None

    dead: bool = False
    """There is a 下一页, but nothing that tells where it leads."""


def read_next(page: Page, number: int | None = None) -> Next:
    """What follows ``page`` by its pager; where that names nothing, with what shows that there is more.

    >>> read_next(Page("http://example.gov.cn/xw/", "<p><a href='javascript:;'>下一页</a></p>")).more
    '下一页 is worked by a script'
    >>> read_next(Page("http://example.gov.cn/xw/", "<p>共8条 <a href='javascript:;'>下一页</a></p>")).more is None
    True
    """
    view = view_pager(page)
    pager, view = _read(view, number)
    following = pager.following
    settled = following.is_known and not following.guessed
    return following if settled else replace(following, more=sign_of_more(view))


def read_pager(page: Page, number: int | None = None) -> Pager:
    """The pager of ``page``; all unknown where it shows none. ``number`` is the page's, if it is known.

    >>> pager = read_pager(Page("http://example.gov.cn/xw/", "<p>第1/3页 <a href='index_1.html'>下一页</a></p>"))
    >>> pager.following.candidates[0].url, pager.current, pager.pages
    ('http://example.gov.cn/xw/index_1.html', 1, 3)
    >>> read_pager(Page("http://example.gov.cn/xw/", "<p><a href='t1.html'>下一篇</a></p>")).following.is_known
    False
    """
    pager, _ = _read(view_pager(page), number)
    return pager


def _read(view: PagerView, number: int | None) -> tuple[Pager, PagerView]:
    """The pager, and its parts with the numbers that were read from them."""
    entries = entries_in_pager(view.text) or _titled_entries(view) or entries_in_page(view.page_text)
    view = _placed(view, number)
    following = first_known(LINKED, view)
    if following is None:
        view = placed_by_options(view, number)
        following = first_known(UNLINKED, view) or first_known(SIGNS, view) or Next()
    dead = bool(view.nexts) and not following.candidates
    return Pager(following, view.current, view.pages, entries, dead), view


def _placed(view: PagerView, number: int | None) -> PagerView:
    """``view`` with the number of this page and of all pages: as stated, else as marked and linked, else known."""
    sign = LastPageSign.PAGE_COUNT_SHOWN
    current, pages = position_in_pager(view.text)
    if pages is None:
        current, pages = position_in_page(view.page_text)
    if current is None:
        current = marked_number(view)
    if pages is None:
        pages = last_number(view) or None
    if pages is None:
        sign, pages = LastPageSign.PAGE_COUNT_IN_SCRIPT, _scripted_pages(view)
    return replace(view, current=number if current is None else current, pages=pages, pages_sign=sign)


def _titled_entries(view: PagerView) -> int | None:
    """How many entries there are, by a number of the pager that its title calls the total; None without."""
    totals = (item.number for item in view.inside if item.kind == "number" and item.is_total)
    return next(totals, None) or None


def _scripted_pages(view: PagerView) -> int | None:
    """Page count in a script or a hidden input; 1 is what such variables hold before they are set."""
    pages = read_number(view.scripts, _SCRIPT_PAGES)
    for field in view.page.root.iter("input"):
        name = f"{field.get('id') or ''} {field.get('name') or ''}"
        value = (field.get("value") or "").strip()
        if pages is None and re.search(rf"\b{_SCRIPT_PAGES}\b", name) and re.fullmatch(r"\d{1,6}", value):
            pages = int(value)
    return pages if pages and pages > 1 else None
