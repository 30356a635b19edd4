"""龙讯 (Anhui, field facts §3.7): ``/content/column/N?pageIndex=2``; ``/site/label/8888`` fragments."""

from __future__ import annotations

import re

from govnews.errors import PageChanged
from govnews.reading.listing.answers import query_of, with_query
from govnews.reading.listing.entries import read_fragment
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.pager import read_pager
from govnews.reading.listing.paging import Claims, LastPageSign, Next, PageRequest
from govnews.reading.page.javascript import read_number
from govnews.reading.page.links import resolve
from govnews.reading.page.page import Page
from govnews.reading.platforms.fingerprints import links_like, mark_in
from govnews.reading.platforms.generic import Generic
from govnews.text import read_count

_MARKS = ("Ls.pagination", "/site/label/8888")
_MARK = re.compile(r"\bLs\.pagination\b|/site/label/8888\b")
_COLUMN = re.compile(r"/(?:content|public)/column/\d+(?:[?#]|$)")
_ARTICLE = re.compile(
    r"/(?:content/article|public/\d+|content/detail)/\d+(?:\.html)?(?:[?#]|$)|/News/show/\d+\.html"
)
_LABEL = "/site/label/8888"
_SOURCE = re.compile(
    r"""["']([^"'\s]{0,200}/site/label/8888\?[^"'\s]{0,800}pageIndex=1(?!\d)[^"'\s]{0,800})["']"""
)


class Longxun(Generic):
    """The pager is ``Ls.pagination(…)``, with the current page and the page count."""

    name = "longxun"

    def recognise(self, page: Page) -> str | None:
        if mark_in(page.text, *_MARKS) and (found := _MARK.search(page.text)):
            return found[0]
        if _COLUMN.search(page.url):
            return "address /content/column/"
        return links_like(page, _ARTICLE)

    def read_list(self, page: Page) -> Listing:
        """The rows of a fragment, or of the page's main list; none of a shell."""
        if _LABEL not in page.url:
            return super().read_list(page)
        entries = read_fragment(page.text, page.url)
        if not entries and "暂无" not in page.text:
            raise PageChanged(page.url, "rows in the fragment")
        return entries

    def source(self, page: Page) -> str | None:
        """The fragment that fills the list, as the page's script asks for it."""
        return _source(page)

    def next(self, page: Page, number: int | None = None, request: PageRequest | None = None) -> Next:
        """The page that the pager's script or link names; a fragment's next one by its ``pageIndex``."""
        fragment = _LABEL in page.url
        source = None if fragment else _source(page)
        if source and not super().read_list(page):
            return Next((PageRequest.of_script(source, page.url),))
        current = _number(page) or number or 1
        pages = read_number(page.text, "pageCount")
        if pages is not None and pages > 0 and current >= pages:
            return Next.ended(LastPageSign.PAGE_COUNT_IN_SCRIPT, f"page {current} of {pages} stated")
        if fragment and not read_fragment(page.text, page.url):
            return Next.ended(LastPageSign.EMPTY_ANSWER, f"fragment {current} holds no row")
        following = with_query(page.url, {"pageIndex": current + 1})
        if fragment:
            return Next(((request or PageRequest(page.url)).at(following),))
        shown = super().next(page, current, request)
        if shown.is_known or pages is None or not _COLUMN.search(page.url):
            return shown
        return shown.guessing(following)

    def claims(self, page: Page) -> Claims:
        pager = read_pager(page)
        return Claims(read_number(page.text, "pageCount") or pager.pages, pager.entries)


def _source(page: Page) -> str | None:
    """The fragment that fills the list, as the page's script asks for it; None where it asks for none."""
    found = _SOURCE.search(page.text)
    return resolve(page.url, found[1].replace("&amp;", "&")) if found else None


def _number(page: Page) -> int | None:
    """This page's number by its script, else by its address; None where neither says it."""
    current = read_number(page.text, "currPage")
    asked = query_of(page.url).get("pageIndex", "")
    return read_count(asked) if current is None else current
