"""The search of TRS WAS (拓尔思, field facts §3.14): a form to ``/was5/web/search``, pages of HTML."""

from __future__ import annotations

import re

from govnews.errors import PageChanged
from govnews.reading.listing.answers import with_query
from govnews.reading.listing.entries import read_listing
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.pager import read_pager
from govnews.reading.listing.paging import Claims, Next, PageRequest
from govnews.reading.page.page import Page
from govnews.reading.search.interface import Interface, Query
from govnews.reading.search.places import address_of, addresses_with, asked_at
from govnews.text import fold, read_count

_MARK = "/was5/web/search"
_TOTAL = re.compile(r"(?:共|约|找到|命中)\D{0,12}?(\d{1,8})\s{0,3}(?:项|条|个|篇)")
_NOTHING = re.compile(r"(?:没有|未)(?:找到|检索到|查询到|搜索到|符合)")
_TAG = re.compile(r"<[^<>]{0,500}>")
_DAYS = ("timestart", "timeend")
# Characters of a page in which its total is looked for.
_LONGEST = 200_000


class Was5Search(Interface):
    """The form's own fields with an empty word; by day only where it has fields for that."""

    name = "was5"

    def fields(self, query: Query, number: int) -> dict[str, str | int]:
        days = dict(zip(_DAYS, (query.first, query.last), strict=True)) if self.dated else {}
        return {
            "searchword": query.words,
            "page": number,
            "perpage": self.size,
            **{name: day.isoformat() if day else "" for name, day in days.items()},
        }

    def turned(self, request: PageRequest, number: int) -> PageRequest:
        return request.at(with_query(request.url, {"page": number}))

    def read_list(self, page: Page) -> Listing:
        try:
            return read_listing(page)
        except PageChanged:
            if self.claims(page).entries == 0 or _NOTHING.search(page.text[:_LONGEST]):
                return Listing()
            raise

    def claims(self, page: Page) -> Claims:
        found = _TOTAL.search(fold(_TAG.sub("", page.text[:_LONGEST])))
        total = read_count(found[1]) if found else None
        shown = read_pager(page)
        return Claims(shown.pages if total is None else None, shown.entries if total is None else total)

    def next(self, page: Page, number: int | None = None, request: PageRequest | None = None) -> Next:
        assert number is not None
        assert request is not None
        claims = self.claims(page)
        return self.following(
            self.read_list(page).rows, claims.pages, claims.entries, number, self.turned(request, number + 1)
        )


def find_was5(page: Page, home: str) -> Was5Search | None:
    """The interface, where a form or a link leads to it with a ``channelid``.

    >>> fields = '<input type="hidden" name="channelid" value="203937"><input name="searchword">'
    >>> body = f'<body><form action="/was5/web/search">{fields}</form></body>'
    >>> found = find_was5(Page("http://www.example.gov.cn/", body), "http://www.example.gov.cn/")
    >>> found.url, found.given, found.dated
    ('http://www.example.gov.cn/was5/web/search', {'channelid': '203937'}, False)
    >>> find_was5(Page("http://www.example.gov.cn/", "<form action='/s'><input name='q'></form>"), "http://www.example.gov.cn/")
    """
    if _MARK not in page.text:
        return None
    for form in page.root.iter("form"):
        url = page.address(form.get("action") or "")
        if url is None or _MARK not in url:
            continue
        names = {one.get("name") or "": one.get("value") or "" for one in form.iter("input", "select")}
        if channel := names.get("channelid") or asked_at(url, "channelid"):
            return _found(page, home, url, channel, dated=all(name in names for name in _DAYS))
    for url in addresses_with(page, _MARK):
        if channel := asked_at(url, "channelid"):
            return _found(page, home, url, channel)
    return None


def _found(page: Page, home: str, url: str, channel: str, *, dated: bool = False) -> Was5Search:
    address = address_of(url)
    return Was5Search(
        url=address,
        home=home,
        referer=page.url,
        why=f"{address}; channelid {channel}",
        given={"channelid": channel},
        dated=dated,
    )
