"""The search of Hanweb's jpaas (field facts §3.14): ``…/interface/search/info``, JSON whose results are fragments of HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from govnews.errors import PageChanged
from govnews.items import ListingEntry
from govnews.reading.dates import find_dates
from govnews.reading.listing.answers import query_of, read_json, says_failed, with_query
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.paging import PageRequest
from govnews.reading.page.links import resolve
from govnews.reading.page.page import Page
from govnews.reading.search.interface import Interface, Query
from govnews.reading.search.places import address_of, addresses_with, asked_at, value_of
from govnews.text import fold
from govnews.urls import same_site

_MARK = "jpaas-jsearch-web-server"
_PATH = "/interface/search/info"
_ID = r"[0-9A-Za-z]{16,40}"


class JpaasSearch(Interface):
    """A result's link may lead over a counter that has its address in ``url``."""

    name = "jpaas"

    def fields(self, query: Query, number: int) -> dict[str, str | int]:
        days = {"begin": query.first, "end": query.last}
        return {
            "q": query.words,
            "pg": self.size,
            "p": number,
            **{name: day.isoformat() for name, day in days.items() if day},
        }

    def turned(self, request: PageRequest, number: int) -> PageRequest:
        return request.at(with_query(request.url, {"p": number}))

    def read_list(self, page: Page) -> Listing:
        results = _results(read_json(page))
        if results is None:
            raise PageChanged(page.url, "results in the answer of the search")
        entries = [entry for one in results if (entry := self._entry(one)) is not None]
        return Listing({entry.url: entry for entry in entries}.values(), len(entries))

    def _entry(self, fragment: str) -> ListingEntry | None:
        root = Page(self.home, f"<html><body>{fragment}</body></html>").root
        links = ((link, url) for link in root.iter("a") if (url := self._address(link)) is not None)
        link, url = next(links, (None, None))
        if link is None or url is None:
            return None
        title = link.get("data-title") or link.get("title") or "".join(link.itertext())
        said = fold(" ".join(root.itertext()))
        dates = find_dates(said)  # the last one: those of a summary stand before the result's own
        return ListingEntry(
            url=url,
            title=fold(re.sub(r"<[^<>]{0,200}>", "", html.unescape(title))),
            date=dates[-1].moment.isoformat() if dates else None,
            date_raw=said[dates[-1].start : dates[-1].end] if dates else None,
            foreign=not same_site(url, self.home),
        )

    def _address(self, link: HtmlElement) -> str | None:
        url = resolve(self.home, link.get("href") or "")
        behind = query_of(url).get("url", "") if url else ""
        return resolve(self.home, behind) if behind else url


def _results(data: Any) -> list[str] | None:
    """The fragments of an answer; None where it is none."""
    inner = data.get("data") if isinstance(data, dict) and not says_failed(data) else None
    found = inner.get("searchResult") if isinstance(inner, dict) else None
    results = found.get("result") if isinstance(found, dict) else None
    return [one for one in results if isinstance(one, str)] if isinstance(results, list) else None


def find_jpaas(page: Page, home: str) -> JpaasSearch | None:
    """The interface, where its server is named with the ids of a service and of a kind of results.

    >>> script = '''<script>var serviceId = "e3ef28ec652b47ce8f5b65a4f701066e", cateid = "071f5fdb0eeb4262b2b0faf48c0e62d0";
    ... var base = "/api-gateway/jpaas-jsearch-web-server/";</script>'''
    >>> found = find_jpaas(Page("http://www.example.gov.cn/s.html", script), "http://www.example.gov.cn/")
    >>> found.url
    'http://www.example.gov.cn/api-gateway/jpaas-jsearch-web-server/interface/search/info'
    >>> find_jpaas(Page("http://www.example.gov.cn/s.html", script.replace("cateid", "cate")), "http://www.example.gov.cn/")
    """
    for url in addresses_with(page, _MARK):
        ids = dict(_ids(page, url))
        if "serviceId" in ids and "cateid" in ids:
            server = address_of(url).partition(_MARK)[0] + _MARK
            given = {"websiteid": asked_at(url, "websiteid") or "", **ids}
            return JpaasSearch(
                url=server + _PATH, home=home, referer=page.url, why=server, given=given, dated=True
            )
    return None


def _ids(page: Page, url: str) -> Iterator[tuple[str, str]]:
    for name in ("serviceId", "cateid"):
        if found := asked_at(url, name) or value_of(page, name, _ID):
            yield name, found
