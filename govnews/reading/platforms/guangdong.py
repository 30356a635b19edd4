"""The Guangdong platform (南方网, field facts §3.6): ``content/post_N.html``; ``gkmlpt`` with JSON."""

from __future__ import annotations

import re

from govnews.errors import PageChanged
from govnews.reading.listing.answers import entries_of, query_of, read_json, rows_of, total_of, with_query
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.page_numbers import numbered
from govnews.reading.listing.pager import read_next, read_pager
from govnews.reading.listing.paging import Claims, LastPageSign, Next, PageRequest
from govnews.reading.page.page import Page
from govnews.reading.platforms.fingerprints import links_like
from govnews.reading.platforms.generic import Generic
from govnews.text import read_count
from govnews.urls import directory

_VARIABLE = re.compile(r"\bNFCMS_\w+")
_ARTICLE = re.compile(r"/content/m?post_\d+\.html?(?:[?#]|$)|/content/(?:\d+/){2}m?post_\d+\.html")
_SITE = re.compile(r"""\bSID["']?\s{0,5}[:=]\s{0,5}["']?(\d{1,12})""")


class Guangdong(Generic):
    """Static lists count from 1: ``index.html``, ``index_2.html``; a ``gkmlpt`` page has its list as JSON."""

    name = "guangdong"

    def recognise(self, page: Page) -> str | None:
        if "/gkmlpt/" in page.url:
            return "address with /gkmlpt/"
        if "NFCMS_" in page.text and _VARIABLE.search(page.text):
            return "variables NFCMS_…"
        return links_like(page, _ARTICLE)

    def read_list(self, page: Page) -> Listing:
        """The articles of a JSON answer, or of the page's main list; none of a ``gkmlpt`` page."""
        data = read_json(page)
        if data is None:
            return Listing() if _source(page) else super().read_list(page)
        rows = rows_of(data)
        if rows is None:
            raise PageChanged(page.url, "articles in the answer")
        return entries_of(rows, page.url)

    def next(self, page: Page, number: int | None = None, request: PageRequest | None = None) -> Next:
        """The answer's next page until one is empty; on static pages the pager's next, else ``index_N``."""
        data = read_json(page)
        if data is not None:
            return _next_answer(page, data, request or PageRequest(page.url))
        source = _source(page)
        if source:
            return Next((PageRequest.of_script(source, page.url),))
        shown = read_next(page, number)
        if shown.is_known:
            return shown
        pager = read_pager(page, number)
        if pager.dead or (pager.pages or 0) < 2:
            return shown
        place = numbered(page.url)
        following = place.at(place.number + 1) if place else f"{directory(page.url)}index_2.html"
        return shown.guessing(following)

    def claims(self, page: Page) -> Claims:
        data = read_json(page)
        return super().claims(page) if data is None else Claims(entries=total_of(data) or None)


def _next_answer(page: Page, data: object, request: PageRequest) -> Next:
    """The answer after this one; a first answer may hold all articles that it says there are."""
    rows, total = rows_of(data) or [], total_of(data)
    asked = read_count(query_of(page.url).get("page", "")) or 1
    if not rows:
        return Next.ended(LastPageSign.EMPTY_ANSWER, f"answer {asked} holds no article")
    if asked == 1 and total is not None and len(rows) >= total:
        return Next.ended(LastPageSign.ENTRY_COUNT_REACHED, f"all {total} articles stated")
    return Next((request.at(with_query(page.url, {"page": asked + 1})),))


def _source(page: Page) -> str | None:
    """Where a ``gkmlpt`` page has its list from: the column's number stands behind the ``#``, 0 is all."""
    shell = re.match(r"(.*/gkmlpt)/(?!api/|content/)", page.url)
    site = _SITE.search(page.text)
    if shell is None or site is None:
        return None
    column = re.search(r"#(\d{1,9})$|/gkmlpt/list/(\d{1,9})", page.url)
    return f"{shell[1]}/api/all/{(column[1] or column[2]) if column else 0}?page=1&sid={site[1]}"
