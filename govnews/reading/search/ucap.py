"""The search of UCAP (开普云, field facts §3.14): ``…/search/s``, a form, JSON with a total, not by day."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from govnews.reading.listing.paging import PageRequest
from govnews.reading.page.page import Page
from govnews.reading.search.interface import Interface, Query, form
from govnews.reading.search.places import address_of, addresses_with, value_of

_MARK = "/search/s"
_PATH = re.compile(r"/search/s$")
_NUMBER = r"[0-9]{6,20}"


class UcapSearch(Interface):
    """Asked by POST; ``searchResultAll`` has ``total`` and the results."""

    name = "ucap"

    def fields(self, query: Query, number: int) -> dict[str, str | int]:
        return {
            "searchWord": query.words,
            "column": "",
            "uc": 1,
            "left_right_index": "",
            "pageSize": self.size,
            "pageNum": number,
        }

    def asking(self, query: Query, number: int = 1) -> PageRequest:
        fields = {**self.given, **self.fields(query, number)}
        return PageRequest(self.url, "POST", form(fields), {"Referer": self.referer})

    def turned(self, request: PageRequest, number: int) -> PageRequest:
        fields = dict(parse_qsl(request.body, keep_blank_values=True))
        return PageRequest(request.url, "POST", form({**fields, "pageNum": number}), request.headers)


def find_ucap(page: Page, home: str) -> UcapSearch | None:
    """The interface, where its address and the site's number are named.

    >>> script = "<script>var param = {'siteCode':'4690050001','uc':1}; $.post('/search5/search/s', param);</script>"
    >>> found = find_ucap(Page("http://www.example.gov.cn/search5/", script), "http://www.example.gov.cn/")
    >>> found.url, found.given
    ('http://www.example.gov.cn/search5/search/s', {'siteCode': '4690050001'})
    >>> find_ucap(Page("http://www.example.gov.cn/", "<a href='/search/s'>搜索</a>"), "http://www.example.gov.cn/")
    """
    number = value_of(page, "siteCode", _NUMBER)
    if number is None:
        return None
    addresses = (address_of(url) for url in addresses_with(page, _MARK))
    address = next((one for one in addresses if _PATH.search(one)), None)
    if address is None:
        return None
    why = f"{address}; siteCode {number}"
    return UcapSearch(url=address, home=home, referer=page.url, why=why, given={"siteCode": number})
