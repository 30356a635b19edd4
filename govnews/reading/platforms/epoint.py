"""Epoint (新点): ``pagination({total: 281, pageSize: 15})``, and a click that goes to ``/2.html``."""

from __future__ import annotations

import re

from govnews.reading.listing.answers import query_of
from govnews.reading.listing.page_numbers import page_key
from govnews.reading.listing.pager_parts import script_text
from govnews.reading.listing.paging import Claims, LastPageSign, Next, PageRequest
from govnews.reading.page.javascript import Name, fill_number, read_locations, read_number
from govnews.reading.page.links import resolve
from govnews.reading.page.page import Page
from govnews.reading.platforms.fingerprints import mark_in
from govnews.reading.platforms.generic import Generic
from govnews.text import read_count

_MARKS = (
    *("webBuilderCommon.js", "webBuilderCommon.css", "webBuilderCommonGray.js", "webBuilderCommonGray.css"),
    "_moreinfo.html",
)
_PLUGIN = re.compile(r"\.pagination\s{0,9}\(\s{0,9}\{([^{}]{0,1500})")


class Epoint(Generic):
    """Static files up to a limit that the script names (``pageIndex < 100``), one dynamic page beyond it."""

    name = "epoint"

    def recognise(self, page: Page) -> str | None:
        scripts = script_text(page)
        if _PLUGIN.search(scripts) and re.search(r"\.on\s{0,9}\(\s{0,9}[\"']pageClicked", scripts):
            return "pagination(…) with pageClicked"
        return mark_in(page.text, *_MARKS)

    def next(self, page: Page, number: int | None = None, request: PageRequest | None = None) -> Next:
        """Where the script goes for the next page's number."""
        scripts = script_text(page)
        plugin = _PLUGIN.search(scripts)
        if plugin is None:
            return super().next(page, number, request)
        current = number or _number(page)
        pages = _pages(plugin[1])
        if pages is not None and current >= pages:
            return Next.ended(LastPageSign.PAGE_COUNT_IN_SCRIPT, f"page {current} of {pages} stated")
        limit = re.search(r"\bpageIndex\s{0,9}<\s{0,9}(\d{1,6})", scripts)
        beyond = limit is not None and current >= int(limit[1])
        ways = _addresses(page, scripts, current + 1)
        dynamic = [way for way in ways if "?" in way]
        static = [way for way in ways if "?" not in way]
        chosen = (dynamic or static) if beyond else (static or dynamic)
        shown = super().next(page, number, request) if pages is None or not chosen else Next()
        if not chosen:
            return shown
        return Next((PageRequest(chosen[0]),), more=shown.more, guessed=pages is None)

    def claims(self, page: Page) -> Claims:
        plugin = _PLUGIN.search(script_text(page))
        if plugin is None:
            return super().claims(page)
        return Claims(_pages(plugin[1]), read_number(plugin[1], "total") or None)


def _addresses(page: Page, scripts: str, number: int) -> list[str]:
    """The addresses of page ``number`` that the scripts make, each once, but for this page's own."""
    sums = (parts for parts in read_locations(scripts) if any(isinstance(part, Name) for part in parts))
    filled = (address for parts in sums if (address := fill_number(parts, number)))
    urls = dict.fromkeys(url for address in filled if (url := resolve(page.url, address)))
    return [url for url in urls if page_key(url) != page_key(page.url)]


def _number(page: Page) -> int:
    """This page's number by its address: ``/2.html`` or ``?pageIndex=2``; 1 for any other."""
    asked = query_of(page.url).get("pageIndex", "")
    file = re.search(r"/(\d{1,5})\.html?$", page.url)
    number = read_count(asked)
    return number if number is not None else int(file[1]) if file else 1


def _pages(settings: str) -> int | None:
    """Pages by total and rows a page; None where the script gives no literal numbers."""
    total, rows = read_number(settings, "total"), read_number(settings, "pageSize")
    return -(-total // rows) if total and rows else None
