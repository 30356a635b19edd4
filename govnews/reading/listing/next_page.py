"""The ways in which a listing page leads to the next one, each a function, in the order in which they are believed.

Each takes what the page shows of its pager, and returns None where the page does not lead on in this way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from lxml.html import HtmlElement

from govnews.reading.listing.forms import sent_by
from govnews.reading.listing.page_numbers import numbered, page_key, related
from govnews.reading.listing.pager_parts import PagerItem, PagerView, address_of
from govnews.reading.listing.paging import LastPageSign, Next, PageRequest
from govnews.reading.page.javascript import (
    Name,
    Part,
    Value,
    fill,
    fill_number,
    follow,
    read_anchors,
    read_locations,
    read_number,
    read_string,
    read_texts,
)
from govnews.reading.page.page import Page

Reader = Callable[[PagerView], Next | None]

# Options of one <select> that are looked at; a column has 5,000 pages at most.
# Items of a pager that lead on, for each of which the scripts are looked through.
_MOST_TURNS = 12
_MOST_OPTIONS = 5000


def first_known(readers: tuple[Reader, ...], view: PagerView) -> Next | None:
    """What the first of ``readers`` says that says anything; None where all are silent."""
    return next((found for reader in readers if (found := reader(view)) is not None), None)


def _link(url: str | None) -> Next | None:
    return Next((PageRequest(url),)) if url is not None else None


# --- links ---


def rel_next(view: PagerView) -> Next | None:
    """``<link rel="next">`` or ``<a rel="next">``; in blogs the latter may lead to the next article.

    It is the article's title that tells: a text of more than 8 characters is none of a pager.
    """
    for link in view.page.root.iter("link", "a"):
        href, rel = link.get("href"), link.get("rel")
        if href is None or rel is None or not (rel == "next" or (link.tag == "a" and "next" in rel.split())):
            continue
        url = address_of(view.page, href)
        titled = link.tag == "a" and len("".join(islice(link.itertext(), 12)).strip()) > 8
        if url and not titled and page_key(url) != page_key(view.page.url):
            return _link(url)
    return None


def worded_next(view: PagerView) -> Next | None:
    """``<a href="index_2.html">下一页</a>``, the word as text, title or name of a picture."""
    return _link(next((item.url for item in view.nexts if item.leads_on), None))


def arrow_next(view: PagerView) -> Next | None:
    """``<a href="index_2.html">&gt;</a>``, if that is a page of this list that comes after this one."""
    own = numbered(view.page.url)
    for item in view.inside:
        if item.kind != "arrow" or item.url is None or not item.leads_on:
            continue
        place = numbered(item.url)
        if place is None or not related(view.page.url, item.url):
            continue
        if view.current is not None and view.numbers.get(view.current + 1) not in (None, item.url):
            continue
        if own is not None and own.agrees(place) and place.number != own.number + 1:
            continue
        return _link(item.url)
    return None


def numbered_next(view: PagerView) -> Next | None:
    """``<b>1</b> <a href="index_2.html">2</a>``: the link that is called by the number after this page's."""
    current = view.current
    if current is None and view.numbers and not view.nexts:
        # This page's number is the one that is no link.
        current = next(n for n in range(1, len(view.numbers) + 2) if n not in view.numbers)
    return _link(view.numbers.get(current + 1)) if current is not None else None


def clicked_next(view: PagerView) -> Next | None:
    """``<a onclick="location.href='index_2.html'">下一页</a>``, or a call of a function that goes there."""
    for item in _turning(view):
        if item.url is None and (url := _opened(view.page, item.element, view.scripts)) is not None:
            return _link(url)
    return None


def _turning(view: PagerView) -> Iterator[PagerItem]:
    """下一页, then the number after this page's, where they are not disabled."""
    wanted = None if view.current is None else view.current + 1
    turns = (item for item in (*view.nexts, *view.inside) if _may_turn(item, wanted))
    return islice(turns, _MOST_TURNS)


def _may_turn(item: PagerItem, wanted: int | None) -> bool:
    return not item.disabled and (item.kind == "next" or (item.kind == "number" and item.number == wanted))


def _handlers(element: HtmlElement) -> list[str]:
    """What a click on ``element`` runs: its ``onclick``, its ``javascript:`` address."""
    href = (element.get("href") or "").strip()
    script = href[11:] if href.lower().startswith("javascript:") else ""
    return [handler for handler in (element.get("onclick") or "", script) if handler]


def _opened(page: Page, element: HtmlElement, scripts: str) -> str | None:
    """Where the click on ``element`` leads; None where that is no other page of this list."""
    for handler in _handlers(element):
        leads = follow(handler, scripts) or _named(page, handler)
        url = address_of(page, leads) if leads else None
        if url is not None and related(page.url, url) and page_key(url) != page_key(page.url):
            return url
    return None


def _named(page: Page, handler: str) -> str | None:
    """The first text in ``handler`` that is an address with a page number: ``load('/xw/index_2.html')``."""
    texts = re.findall(r"""["']([^"'\s]{1,300})["']""", handler)
    named = (text for text in texts if "/" in text or "." in text)
    return next((text for text in named if numbered(address_of(page, text) or "")), None)


# --- options, forms and scripts ---


def placed_by_options(view: PagerView, number: int | None) -> PagerView:
    """``view`` with the pages that a ``<select>`` offers, and this page's place among them.

    The place is that of the page's own address, else the selected option, else ``number``, else the first.
    Unchanged where no ``<select>`` has the list's pages as its options.
    """
    for select in view.page.root.iter("select"):
        options = list(islice(select.iter("option"), _MOST_OPTIONS))
        urls = _option_pages(view.page, select, options)
        if not urls:
            continue
        key = page_key(view.page.url)
        own = next((at for at, url in enumerate(urls) if page_key(url) == key), None)
        chosen = next((at for at, option in enumerate(options) if option.get("selected") is not None), None)
        here = own if own is not None else chosen if chosen is not None else number - 1 if number else 0
        return replace(
            view,
            current=here + 1,
            pages=len(urls),
            pages_sign=LastPageSign.PAGE_COUNT_SHOWN,
            options=tuple(urls),
        )
    return view


def _option_pages(page: Page, select: HtmlElement, options: list[HtmlElement]) -> list[str]:
    """The addresses of the list's pages that the options are; empty where they are anything else.

    All have to be such, all but one with a page number. Options that are bare numbers are addresses only
    where the ``<select>`` itself opens them.
    """
    urls = [address_of(page, (option.get("value") or "").strip()) for option in options]
    pages = [url for url in urls if url is not None and related(page.url, url)]
    plain = any(re.fullmatch(r"\d+", option.get("value") or "") for option in options[:5])
    if len(pages) < max(len(options), 2) or (plain and "location" not in (select.get("onchange") or "")):
        return []
    return pages if sum(numbered(url) is not None for url in pages) >= len(pages) - 1 else []


def option_next(view: PagerView) -> Next | None:
    """``<select><option value="list_2.html">``: the option after this page's."""
    after = view.current
    return _link(view.options[after]) if after is not None and after < len(view.options) else None


def sent_next(view: PagerView) -> Next | None:
    """A click on 下一页, or on the number after this page's, that sends a form (ASP.NET's ``__doPostBack``)."""
    for item in _turning(view):
        for handler in _handlers(item.element):
            if (request := sent_by(view.page, handler, view.scripts)) is not None:
                return Next((request,))
    return None


def written_next(view: PagerView) -> Next | None:
    """A script that writes the link: ``document.write('<a href=' + base + '_' + (n + 1) + '.html>下一页</a>')``.

    Asked only where the page as received has no 下一页.
    """
    if _number_for_scripts(view) is None:
        return None
    page = view.page
    for parts in read_anchors(view.scripts, "下一页"):
        address = fill(parts, _settings(parts, view.scripts))
        url = address_of(page, address) if address else None
        if url and numbered(url) and related(page.url, url) and page_key(url) != page_key(page.url):
            return _computed(view, url)
    return None


def located_next(view: PagerView) -> Next | None:
    """A script that opens pages by number: ``location.href = '/xw/index_' + n + '.html'``.

    Asked only where the page as received has no 下一页.
    """
    current = _number_for_scripts(view)
    if current is None:
        return None
    page, texts = view.page, read_texts(view.scripts)
    for parts in read_locations(view.scripts):
        address = fill_number(parts, current + 1, texts)
        url = address_of(page, address) if address else None
        place = numbered(url) if url else None
        if url is None or place is None or page_key(url) == page_key(page.url):
            continue
        if place.number in (current, current + 1) and related(page.url, url):
            return _computed(view, url)
    return None


def _computed(view: PagerView, url: str) -> Next:
    """The next page's address as a script would make it: a guess, unless the page states how many pages there are."""
    return Next((PageRequest(url),), guessed=view.pages is None)


def _number_for_scripts(view: PagerView) -> int | None:
    """This page's number, else the one in its address, else 1; None where there is a 下一页 or no page to come."""
    own = numbered(view.page.url)
    current = view.current or (own.number if own is not None else 1)
    return None if view.nexts or (view.pages is not None and current >= view.pages) else current


def _settings(parts: tuple[Part, ...], scripts: str) -> dict[str, Value]:
    """What the scripts set the names of a sum to."""
    settings: dict[str, Value] = {}
    for name in {part.name for part in parts if isinstance(part, Name)}:
        number = read_number(scripts, re.escape(name))
        value = number if number is not None else read_string(scripts, re.escape(name))
        if value is not None:
            settings[name] = value
    return settings


LINKED: tuple[Reader, ...] = (rel_next, worded_next, arrow_next, numbered_next, clicked_next)
"""The ways of a page that has links."""

UNLINKED: tuple[Reader, ...] = (option_next, sent_next, written_next, located_next)
"""The ways of a page whose links lead nowhere further; asked after :func:`placed_by_options`."""
