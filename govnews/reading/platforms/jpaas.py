"""Hanweb jpaas (field facts §3.3): a list is a shell, its rows come as HTML in JSON from ``build/unit``."""

from __future__ import annotations

import json
import re

from govnews.errors import PageChanged
from govnews.reading.listing.answers import query_of, read_json, says_failed, with_query
from govnews.reading.listing.entries import read_fragment
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.paging import Claims, LastPageSign, Next, PageRequest
from govnews.reading.listing.stated import entries_in_page
from govnews.reading.page.links import resolve
from govnews.reading.page.page import Page
from govnews.reading.page.parse import parse_json
from govnews.reading.platforms.fingerprints import links_like
from govnews.reading.platforms.generic import Generic
from govnews.text import read_count

_UNIT = "page/build/unit"
_ARTICLE = re.compile(r"/art/\d{4}/art_[0-9a-f]{32}\.html")
_TAG = re.compile(r"<[^<>]*>")
# Rows a page, where the shell has none of its own to go by.
_ROWS = 15


class Jpaas(Generic):
    """Units are asked for by ``paramJson={"pageNo":2,"pageSize":15}``, with the column page as Referer."""

    name = "jpaas"

    def recognise(self, page: Page) -> str | None:
        if "jpaas-publish-server" in page.text:
            return "jpaas-publish-server"
        return links_like(page, _ARTICLE)

    def read_list(self, page: Page) -> Listing:
        """The rows of the unit, or of the column page where they are built in; none of a shell."""
        data = read_json(page)
        if data is None:
            return super().read_list(page)
        fragment = _fragment(data)
        if fragment is None:
            raise PageChanged(page.url, "data.html in the answer")
        return read_fragment(fragment, page.url)

    def source(self, page: Page) -> str | None:
        """The unit that fills the list: of several the one that calls itself a list or pager."""
        return _unit(page)

    def next(self, page: Page, number: int | None = None, request: PageRequest | None = None) -> Next:
        """The unit's next page; its first one after a shell without rows."""
        data = read_json(page)
        if data is not None:
            return _next_unit(page, _fragment(data) or "", request or PageRequest(page.url))
        shown = super().next(page, number, request)
        unit = None if shown.candidates else _unit(page)
        if unit is None:
            return shown
        rows = len(super().read_list(page))
        first = {"pageNo": 2 if rows else 1, "pageSize": rows or _ROWS}
        return Next((PageRequest.of_script(_asking(unit, first), page.url),))

    def claims(self, page: Page) -> Claims:
        data = read_json(page)
        if data is None:
            return super().claims(page)
        fragment = _fragment(data) or ""
        return Claims(entries=_stated(fragment)[0] or entries_in_page(_TAG.sub("\n", fragment)))


def _next_unit(page: Page, fragment: str, request: PageRequest) -> Next:
    """The page after this one of a unit, whose rows are ``fragment``."""
    place = _place(page.url)
    at, rows = place.get("pageNo", 1), place.get("pageSize", _ROWS)
    shown = read_fragment(fragment, page.url).rows
    if not shown:
        return Next.ended(LastPageSign.EMPTY_ANSWER, f"unit page {at} holds no row")
    total, stated_rows = _stated(fragment)
    size = stated_rows or rows
    # A total below what is there is none; one of just this many may be the number of this answer's rows.
    doubtful = total is not None and (total < shown or (at == 1 and total == shown == size))
    if total is not None and not doubtful and at * size >= total:
        return Next.ended(LastPageSign.ENTRY_COUNT_REACHED, f"all {total} entries stated")
    return Next((request.at(_asking(page.url, place | {"pageNo": at + 1})),))


def _asking(unit: str, place: dict[str, int]) -> str:
    """The address of a unit with what ``paramJson`` asks for."""
    return with_query(unit, {"paramJson": json.dumps(place, separators=(",", ":"))})


def _unit(page: Page) -> str | None:
    """Address of the unit that fills the list: of several the one that calls itself a list or pager."""
    units = []
    for script in page.root.iter("script") if "querydata" in page.text.lower() else ():
        if script.get("querydata") is None or _UNIT not in script.get("url", ""):
            continue
        query = dict(
            re.findall(r"""["'](\w{1,40})["']\s{0,9}:\s{0,9}["']([^"']*)["']""", script.get("querydata"))
        )
        if unit := resolve(page.url, script.get("url")):
            units.append(with_query(unit, query))
    named = [unit for unit in units if re.search("list|列表|分页|内容|信息", query_of(unit).get("tagId", ""))]
    return next(iter(named or units), None)


def _fragment(data: object) -> str | None:
    """The HTML of the rows in an answer; None where it has none."""
    inner = data.get("data") if isinstance(data, dict) and not says_failed(data) else None
    fragment = inner.get("html") if isinstance(inner, dict) else None
    return fragment if isinstance(fragment, str) else None


def _place(url: str) -> dict[str, int]:
    """What ``paramJson`` asks for."""
    try:
        place = parse_json(query_of(url).get("paramJson") or "{}")
    except ValueError:
        return {}
    pairs = place.items() if isinstance(place, dict) else ()
    return {name: number for name, value in pairs if (number := read_count(str(value))) is not None}


def _stated(fragment: str) -> tuple[int | None, int | None]:
    """(entries, rows a page) as the unit's pager states them: ``count="312" rows="15"``."""
    count = re.search(r"""\b(?:count|total)["']?\s{0,5}[:=]\s{0,5}["']?(\d{1,8})""", fragment)
    rows = re.search(r"""\b(?:rows|pageSize)["']?\s{0,5}[:=]\s{0,5}["']?(\d{1,4})""", fragment)
    return (int(count[1]) if count else None), (int(rows[1]) if rows else None)
