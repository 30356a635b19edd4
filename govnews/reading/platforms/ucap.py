"""UCAP (开普云, field facts §3.5, §3.13): ``common_list_2.shtml`` by a script pager, or lists from JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping

from govnews.errors import PageChanged
from govnews.reading.listing.answers import (
    entries_of,
    pages_of,
    query_of,
    read_json,
    rows_of,
    total_of,
    with_query,
)
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.paging import Claims, LastPageSign, Next, PageRequest
from govnews.reading.listing.script_pager import next_by_script, read_script_pager
from govnews.reading.page.links import resolve
from govnews.reading.page.page import Page
from govnews.reading.platforms.fingerprints import links_like, mark_in
from govnews.reading.platforms.generic import Generic
from govnews.text import read_count

# Rows that a full page has at least, where nothing says how many it has.
_FEWEST_OF_FULL = 10
# The widget of kaipuyun alone is no mark: TRS sites carry it, too (field facts §3.13).
_MARKS = ("ucap", "/xhtml/js/page.js", "getinfocommon", "/searchlist/")
_MARK = re.compile(r"(?i)ucap-?content\b|<ucaptitle|/xhtml/js/page\.js|getInfoCommon|/searchList/")
_ARTICLE = re.compile(r"/c\d+/\d{6}/[0-9a-f]{32}\.shtml|/\d{6}/[0-9a-f]{32}\.shtml")
_SOURCE = re.compile(r"""["']([^"'\s]{0,200}(?:getInfoCommon|searchList/)[^"'\s]{0,300})["']""")
_SIZE_NAMES = ("pagesize", "pageSize", "_pageSize", "size", "rows")
_PAGE_NAMES = ("currpage", "page", "pageNo", "pageIndex", "pageNumber", "pageNum")


class Ucap(Generic):
    """Script pagers count from 1; a list without rows in its HTML is asked for as JSON, page by page."""

    name = "ucap"

    def recognise(self, page: Page) -> str | None:
        if mark_in(page.text.lower(), *_MARKS) and (found := _MARK.search(page.text)):
            return found[0]
        pager = read_script_pager(page)
        if pager is not None and pager.from_one:
            return "createPageHTML with an element's id"
        return links_like(page, _ARTICLE)

    def read_list(self, page: Page) -> Listing:
        """The rows of a JSON answer, or of the page's main list; none of a shell."""
        data = read_json(page)
        if data is None:
            return super().read_list(page)
        rows = rows_of(data)
        if rows is None:
            raise PageChanged(page.url, "rows in the answer")
        return entries_of(rows, page.url)

    def source(self, page: Page) -> str | None:
        """The JSON that fills the list, as the page's script asks for it."""
        return _source(page)

    def next(self, page: Page, number: int | None = None, request: PageRequest | None = None) -> Next:
        """The answer's next page; on HTML pages the script pager, then links, then the list's JSON."""
        data = read_json(page)
        if data is not None:
            return _next_answer(page, data, request or PageRequest(page.url))
        pager = read_script_pager(page)
        if pager is not None:
            return next_by_script(page, pager, number)
        shown = super().next(page, number, request)
        source = None if shown.is_known else _source(page)
        if source is None or super().read_list(page):
            return shown
        return Next((PageRequest.of_script(source, page.url),))

    def claims(self, page: Page) -> Claims:
        data = read_json(page)
        if data is not None:
            total = (
                total_of(data) or None
            )  # pages are those of the answers, to which the shell does not belong
            return Claims(None if total else pages_of(data) or None, total)
        pager = read_script_pager(page)
        return super().claims(page) if pager is None else Claims(pager.pages, pager.total)


def _next_answer(page: Page, data: object, request: PageRequest) -> Next:
    """The answer after this one, where its address has a page number."""
    query = query_of(page.url)
    name, at = _number_of(query, _PAGE_NAMES)
    rows = rows_of(data) or []
    if name is None:
        return Next.ended(LastPageSign.WHOLE_ANSWER, "one answer without pages")
    pages, total = pages_of(data) or None, total_of(data)
    if not rows:
        return Next.ended(LastPageSign.EMPTY_ANSWER, f"answer {at} holds no row")
    if pages is not None and at >= pages:
        return Next.ended(LastPageSign.PAGE_COUNT_IN_ANSWER, f"page {at} of {pages} stated")
    asked_size, size = _number_of(query, _SIZE_NAMES)
    if asked_size is None:
        size = len(rows) if at == 1 else 0
    # A server that gives fewer rows than it is asked for has its own size: then only an empty answer ends. What is called a
    # total may be the number of this answer's rows: of a full one the next is asked for, too.
    full = at == 1 and len(rows) == size and size >= _FEWEST_OF_FULL
    if total is not None and not full and len(rows) == total - (at - 1) * size and len(rows) <= size:
        return Next.ended(LastPageSign.ENTRY_COUNT_REACHED, f"all {total} entries stated")
    return Next((request.at(with_query(page.url, {name: at + 1})),))


def _number_of(query: Mapping[str, str], names: tuple[str, ...]) -> tuple[str | None, int]:
    """The first of ``names`` that a query has a number for, and the number; (None, 0) where it has none."""
    found = ((name, read_count(query.get(name, ""))) for name in names)
    return next(((name, number) for name, number in found if number is not None), (None, 0))


def _source(page: Page) -> str | None:
    """Where the list's rows come from, as its script says; None where it does not."""
    channel = page.metas.get("channelid", "")
    for found in _SOURCE.finditer(page.text):
        address = found[1].replace("&amp;", "&")
        if address.endswith("searchList/") and channel:
            address = f"{address}{channel}?_isAgg=true&_isJson=true&_pageSize=18&_template=index"
        if (address := resolve(page.url, address) or "") == "":
            continue
        name = next((one for one in _PAGE_NAMES if re.search(rf"[?&]{one}=", address)), None)
        if name is None:
            name = "currpage" if "getInfoCommon" in address else "page"
        nearby = page.text[max(found.start() - 600, 0) : found.end() + 600]
        extra = dict(
            re.findall(r"""\b(channelid|pagesize)["']?\s{0,9}[:=]\s{0,9}["']?([0-9a-f]{1,40})\b""", nearby)
        )
        known = query_of(address)
        added = {
            key: value for key, value in extra.items() if not known.get(key) and "getInfoCommon" in address
        }
        return with_query(address, {**added, name: 1})
    return None
