"""The search of the Henan platform (field facts §1.5): ``…/open/api/external``, JSON, by day and by column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from govnews.reading.listing.answers import entries_of, read_json, rows_of, with_query
from govnews.reading.listing.paging import PageRequest
from govnews.reading.page.page import Page
from govnews.reading.search.interface import Interface, Query
from govnews.reading.search.places import address_of, addresses_with, asked_at, value_of

_MARK = "/open/api/external"
_PATH = re.compile(r"/open/api/external(?:-new)?$")
_NUMBER = r"[0-9]{6,20}"
# The platform's files stand below the site's number.
_ASSETS = re.compile(r"//file\.[\w.-]{1,80}/(\d{10})/")


class HenanSearch(Interface):
    """Empty words with a column's number list that column; ``searchRange`` -1000 is all time."""

    name = "henan"
    by_column: ClassVar[bool] = True

    def fields(self, query: Query, number: int) -> dict[str, str | int]:
        fields: dict[str, str | int] = {
            "keywords": query.words,
            "allKeyword": "",
            "anyKeyword": "",
            "noKeyword": "",
            "searchRange": -1000,
            "sortType": 150 if query.words else 200,
            "beginTime": query.first.isoformat() if query.first else "",
            "endTime": query.last.isoformat() if query.last else "",
            "pageNumber": number,
            "pageSize": self.size,
        }
        if query.column is not None:
            return {**fields, "fileType": 3, "channelMarkId": query.column}
        return {**fields, "fileType": 0, "docType": 0}

    def turned(self, request: PageRequest, number: int) -> PageRequest:
        return request.at(with_query(request.url, {"pageNumber": number}))

    def columns_named(self, page: Page) -> dict[str, str]:
        """By ``channelMarkId``."""
        named: dict[str, str] = {}
        for row in rows_of(read_json(page)) or []:
            number = _column(row)
            for entry in entries_of([row], self.home):
                if number:
                    named[entry.url] = number
        return named


def _column(row: dict[str, Any]) -> str:
    return next((str(value) for key, value in row.items() if key.lower() == "channelmarkid" and value), "")


def find_henan(page: Page, home: str) -> HenanSearch | None:
    """The interface, where an address of it and a number of the site are named.

    The number is had from the first of these that tells it: the address, a script, a form, the standard's metas, the folder of
    the site's files; what others say is told with it.

    >>> metas = '<meta name="SiteIDCode" content="4100000099">'
    >>> script = "<script>$.get('//search.example.gov.cn/open/api/external?keywords=' + word)</script>"
    >>> found = find_henan(Page("http://www.example.gov.cn/", metas + script), "http://www.example.gov.cn/")
    >>> found.given, found.why
    ({'siteId': '4100000099'}, 'http://search.example.gov.cn/open/api/external; siteId 4100000099 by SiteIDCode')
    >>> find_henan(Page("http://www.example.gov.cn/", script), "http://www.example.gov.cn/")
    """
    for url in addresses_with(page, _MARK):
        address = address_of(url)
        if not _PATH.search(address):
            continue
        witnesses = [(name, number) for name, number in _numbers(page, url) if number]
        if witnesses:
            site = witnesses[0][1]
            agree = "、".join(name for name, number in witnesses if number == site)
            others = ", ".join(f"{name} says {number}" for name, number in witnesses if number != site)
            why = f"{address}; siteId {site} by {agree}" + (f"; {others}" if others else "")
            return HenanSearch(
                url=address, home=home, referer=page.url, why=why, given={"siteId": site}, dated=True
            )
    return None


def _numbers(page: Page, url: str) -> Iterator[tuple[str, str | None]]:
    yield "the address", asked_at(url, "siteId")
    yield "siteId", value_of(page, "siteId", _NUMBER)
    code = page.metas.get("siteidcode", "").strip()
    yield "SiteIDCode", code if re.fullmatch(_NUMBER, code) else None
    assets = _ASSETS.search(page.text)
    yield "the site's files", assets[1] if assets else None
