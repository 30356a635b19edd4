"""Searches: where a page names them, what they are asked, what they answer. Fixtures are invented by us."""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest

from govnews.errors import PageChanged
from govnews.reading.listing.answers import query_of
from govnews.reading.listing.paging import Claims, LastPageSign, PageRequest
from govnews.reading.page.page import Page
from govnews.reading.search import Interface, Query, find_search, places_to_look

HOME = "http://www.shili.example.com/"
MARCH = Query(date(2024, 3, 1), date(2024, 3, 31))
HENAN = """<meta name="SiteIDCode" content="4100000099"><script src="//file.shili.example.com/4100000099/js/a.js"></script>
<script>var url = "http://search.shili.example.com/open/api/external-new?siteId=4100000088&keywords=";</script>"""
JPAAS = """<script>var config = {serviceId: 'e3ef28ec652b47ce8f5b65a4f701066e', cateid: '071f5fdb0eeb4262b2b0faf48c0e62d0'};
$.get('/api-gateway/jpaas-jsearch-web-server/interface/search/info?websiteid=410600000000&q=' + q);</script>"""
UCAP = """<script>var param = {'siteCode':'4690050001','searchWord':w};
$.post('http://so.shili.example.com/search/s', param)</script>"""
MCMS = "<a href='/ms-mcms/esArticle/queryEsArticle.do?keyword='>x</a>"
WAS5 = """<form action="/was5/web/search" method="get"><input type="hidden" name="channelid" value="203937">
<input name="searchword"><input name="timestart"><input name="timeend"></form>"""


def interface(markup: str) -> Interface:
    found = find_search(Page(HOME, f"<html><head></head><body>{markup}</body></html>"), HOME)
    assert found is not None
    return found


def answered(found: Interface, data: object, number: int = 1) -> Page:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return Page(found.asking(MARCH, number).url, text)


def test_henans_number_has_several_witnesses_and_says_which_disagree() -> None:
    found = interface(HENAN)
    assert (found.name, found.url) == ("henan", "http://search.shili.example.com/open/api/external-new")
    assert found.given == {"siteId": "4100000088"}
    assert found.why.endswith(
        "siteId 4100000088 by the address、siteId; SiteIDCode says 4100000099, the site's files says 4100000099"
    )
    assert found.dated and found.by_column


@pytest.mark.parametrize(
    ("markup", "sent"),
    [
        (
            HENAN,
            {"beginTime": "2024-03-01", "endTime": "2024-03-31", "pageNumber": "2", "siteId": "4100000088"},
        ),
        (JPAAS, {"begin": "2024-03-01", "end": "2024-03-31", "p": "2", "websiteid": "410600000000"}),
        (MCMS, {"pageNumber": "2", "pageSize": "15", "keyword": "", "dateType": "", "esType": ""}),
        (WAS5, {"channelid": "203937", "timestart": "2024-03-01", "timeend": "2024-03-31", "page": "2"}),
    ],
    ids=["henan", "jpaas", "mcms", "was5"],
)
def test_what_is_asked(markup: str, sent: dict[str, str]) -> None:
    found = interface(markup)
    asked = found.asking(MARCH, 2)
    assert query_of(asked.url).items() >= sent.items()
    assert asked.headers == {"Referer": HOME}
    assert found.turned(found.asking(MARCH), 2) == asked


def test_ucap_is_asked_by_a_form() -> None:
    found = interface(UCAP)
    asked = found.asking(Query(words="春耕"), 3)
    fields = dict(parse_qsl(asked.body, keep_blank_values=True))
    assert (asked.method, asked.url) == ("POST", "http://so.shili.example.com/search/s")
    assert (fields["siteCode"], fields["searchWord"], fields["pageNum"]) == ("4690050001", "春耕", "3")
    assert found.turned(found.asking(Query(words="春耕")), 3) == asked
    assert not found.dated


def test_a_column_is_asked_for_by_its_number() -> None:
    asked = query_of(interface(HENAN).asking(Query(column="41000000990000000000000001")).url)
    assert (asked["channelMarkId"], asked["keywords"], asked["beginTime"]) == (
        "41000000990000000000000001",
        "",
        "",
    )


def test_results_of_henan() -> None:
    found = interface(HENAN)
    row = {
        "title": '全区<em style="color:red">春耕</em>现场会召开',
        "selfUrl": "http://www.shili.example.com/2024/03-24/1.html",
        "pubDate": 1711242900000,
        "channelMarkId": "41000000990000000000000001",
    }
    page = answered(found, {"code": 200, "data": {"totalRow": 31, "totalPage": 3, "datas": [row]}})
    (entry,) = found.read_list(page)
    assert (entry.title, entry.date) == ("全区春耕现场会召开", "2024-03-24T09:15:00+08:00")
    assert found.claims(page) == Claims(entries=31)
    assert found.columns_named(page) == {row["selfUrl"]: row["channelMarkId"]}
    following = found.next(page, 1, found.asking(MARCH))
    assert [query_of(one.url)["pageNumber"] for one in following.candidates] == ["2"]
    last = found.next(page, 3, found.asking(MARCH, 3))
    assert last.end is not None and last.end.sign is LastPageSign.PAGE_COUNT_IN_ANSWER


def test_results_of_jpaas_are_fragments_whose_links_may_lead_over_a_counter() -> None:
    found = interface(JPAAS)
    plain = """<div class="jcse-news-title">
<a class="textTitle" href="/art/2024/art_0a.html" data-title="全区&lt;em&gt;春耕&lt;/em&gt;现场会">全区<em>春耕</em>…</a></div>
<p>2023年3月1日会议</p><span>发布时间：2024-03-24</span>"""
    address = "http%3A%2F%2Fwww.shili.example.com%2Fart%2F2024%2Fart_0b.html"
    counted = f'<a href="/visit/link.do?url={address}&amp;q=">夏收</a><i>2024-03-02</i>'
    page = answered(
        found, {"success": True, "data": {"searchResult": {"total": 2, "result": [plain, counted]}}}
    )
    listed = found.read_list(page)
    assert [(one.url, one.title, one.date) for one in listed] == [
        ("http://www.shili.example.com/art/2024/art_0a.html", "全区春耕现场会", "2024-03-24"),
        ("http://www.shili.example.com/art/2024/art_0b.html", "夏收", "2024-03-02"),
    ]
    assert found.claims(page) == Claims(entries=2)
    following = found.next(page, 1, found.asking(MARCH))
    assert following.end is not None and following.end.sign is LastPageSign.ENTRY_COUNT_REACHED


def test_results_of_ucap() -> None:
    found = interface(UCAP)
    row = {
        "title": "<span>春耕</span>现场会",
        "url": "/a/c1/202403/0a.shtml",
        "pubDate": "2024-03-24 09:15:00",
    }
    page = answered(found, {"siteName": "示例", "searchResultAll": {"total": 16, "searchTotal": [row]}})
    (entry,) = found.read_list(page)
    assert (entry.url, entry.title) == (f"{HOME}a/c1/202403/0a.shtml", "春耕现场会")
    assert found.claims(page) == Claims(entries=16)
    (second,) = found.next(page, 1, found.asking(MARCH)).candidates
    assert dict(parse_qsl(second.body))["pageNum"] == "2"


def was5(rows: int, total: int) -> str:
    items = "".join(
        f"<li><a href='/xw/202403/t202403{n + 10}_{n}.html'>全区<font color='red'>春耕</font>第{n}场现场会召开</a>"
        f"<span>2024-03-{n + 10}</span></li>"
        for n in range(rows)
    )
    return f"<html><body><div>约有<b>{total}</b>项符合<span></span>的查询结果</div><ul>{items}</ul></body></html>"


def test_results_of_was5_are_a_page() -> None:
    found = interface(WAS5)
    page = answered(found, was5(15, 2125))
    listed = found.read_list(page)
    assert (len(listed), listed[0].title, listed[0].date) == (15, "全区春耕第0场现场会召开", "2024-03-10")
    assert found.claims(page) == Claims(entries=2125)
    assert [query_of(one.url)["page"] for one in found.next(page, 1, found.asking(MARCH)).candidates] == ["2"]
    end = found.next(answered(found, was5(5, 20), 2), 2, found.asking(MARCH, 2)).end
    assert end is not None and end.sign is LastPageSign.ENTRY_COUNT_REACHED
    nothing = answered(found, "<html><body><p>没有找到符合的结果</p></body></html>")
    assert (found.read_list(nothing), found.claims(nothing)) == ([], Claims())


@pytest.mark.parametrize("markup", [HENAN, JPAAS, MCMS, UCAP], ids=["henan", "jpaas", "mcms", "ucap"])
@pytest.mark.parametrize(
    "answer",
    [
        {"success": False, "data": None},
        {"code": "500", "msg": "系统异常"},
        {"code": 500, "data": {"datas": []}},
        "<html>502",
        "",
    ],
)
def test_an_answer_that_failed_is_no_empty_list(markup: str, answer: object) -> None:
    found = interface(markup)
    with pytest.raises(PageChanged):
        found.read_list(answered(found, answer))


@pytest.mark.parametrize(
    ("markup", "answer"),
    [
        (HENAN, {"code": 200, "data": {"totalRow": 0, "totalPage": 0, "datas": []}}),
        (JPAAS, {"success": True, "data": {"searchResult": {"total": 0, "result": []}}}),
        (UCAP, {"searchResultAll": {"total": 0, "searchTotal": []}}),
    ],
    ids=["henan", "jpaas", "ucap"],
)
def test_an_answer_without_results_is_an_end(markup: str, answer: object) -> None:
    found = interface(markup)
    page = answered(found, answer)
    assert (found.read_list(page), found.claims(page)) == ([], Claims(entries=0))
    end = found.next(page, 4, PageRequest(page.url, body=found.asking(MARCH).body)).end
    assert end is not None and end.sign is LastPageSign.EMPTY_ANSWER


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='/open/api/external'>接口</a>",  # no number of the site
        "<script>$.get('/open/api/externals?siteId=4100000099')</script>",
        "<script>var serviceId = 'e3ef28ec652b47ce8f5b65a4f701066e'; get('/jpaas-jsearch-web-server/')</script>",
        "<script>var param = {siteCode: code}; $.post('/search/s', param)</script>",
        "<form action='/was5/web/search'><input name='searchword'></form>",
        "<form action='/s'><input name='q'></form>",
    ],
)
def test_what_names_no_interface_that_can_be_asked(markup: str) -> None:
    assert find_search(Page(HOME, f"<html><body>{markup}</body></html>"), HOME) is None


def test_further_places_are_few_and_those_of_a_search() -> None:
    links = "".join(f"<a href='/so/{n}'>高级搜索</a>" for n in range(9))
    page = Page(
        HOME,
        f"<body><a href='/'>搜索</a><a href='/soil/'>土壤</a>{links}<script src='/xw/a.js'></script></body>",
    )
    places = places_to_look(page)
    assert [urlsplit(one).path for one in places] == ["/so/0", "/so/1", "/so/2", "/so/3"]
