"""The search of MCMS (铭飞, field facts §1.5): ``…/esArticle/queryEsArticle.do``, JSON that states its pages, not by day."""

from __future__ import annotations

from govnews.reading.listing.answers import with_query
from govnews.reading.listing.paging import PageRequest
from govnews.reading.page.page import Page
from govnews.reading.search.interface import Interface, Query
from govnews.reading.search.places import address_of, addresses_with

_MARK = "/esArticle/queryEsArticle.do"


class McmsSearch(Interface):
    """``dateType`` chooses among a few spans up to today, none of them in the past: the whole is asked at once."""

    name = "mcms"

    def fields(self, query: Query, number: int) -> dict[str, str | int]:
        return {
            "pageNumber": number,
            "pageSize": self.size,
            "keyword": query.words,
            "dateType": "",
            "esType": "",
        }

    def turned(self, request: PageRequest, number: int) -> PageRequest:
        return request.at(with_query(request.url, {"pageNumber": number}))


def find_mcms(page: Page, home: str) -> McmsSearch | None:
    """The interface, where its address is named.

    >>> script = "<script>$.get('/ms-mcms/esArticle/queryEsArticle.do?pageNumber=' + n)</script>"
    >>> find_mcms(Page("http://www.example.gov.cn/s.html", script), "http://www.example.gov.cn/").url
    'http://www.example.gov.cn/ms-mcms/esArticle/queryEsArticle.do'
    >>> find_mcms(Page("http://www.example.gov.cn/", "<a href='/esArticle/1.html'>要闻</a>"), "http://www.example.gov.cn/")
    """
    for url in addresses_with(page, _MARK):
        address = address_of(url)
        return McmsSearch(url=address, home=home, referer=page.url, why=address)
    return None
