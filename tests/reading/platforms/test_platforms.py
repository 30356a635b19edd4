"""The CMS families: recognised by their marks, paged to a proven end on replicas served over HTTP."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnews.demo.server import ReplicaServer
from govnews.errors import PageChanged
from govnews.reading.listing.paging import LastPage, Next, PageRequest
from govnews.reading.listing.paging import LastPageSign as Sign
from govnews.reading.page.page import Page
from govnews.reading.platforms import PLATFORMS, Platform, longxun, recognise, ucap
from govnews.reading.platforms.fingerprints import mark_in
from tests.places import SHARED
from tests.replicas.epoint import EpointReplica
from tests.replicas.generic import GenericReplica
from tests.replicas.guangdong import GuangdongReplica
from tests.replicas.henan import HenanFromOneReplica, HenanReplica
from tests.replicas.jcms import JcmsReplica
from tests.replicas.jpaas import JpaasReplica
from tests.replicas.longxun import LongxunReplica
from tests.replicas.mcms import McmsReplica
from tests.replicas.model import Column, Replica
from tests.replicas.phpcms import PhpcmsReplica
from tests.replicas.scripted import ScriptedReplica
from tests.replicas.trs import TrsReplica
from tests.replicas.ucap import UcapReplica
from tests.replicas.vsb import VsbReplica

REPLICAS: list[type[Replica]] = [
    HenanReplica,
    HenanFromOneReplica,
    McmsReplica,
    TrsReplica,
    UcapReplica,
    JcmsReplica,
    JpaasReplica,
    VsbReplica,
    GuangdongReplica,
    LongxunReplica,
    EpointReplica,
    PhpcmsReplica,
    GenericReplica,
]


# --- walks over the replicas ---


def fetch(proxy: str, asked: PageRequest) -> Page | int:
    """The page, or the status that stands for none."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy}))
    data = asked.body.encode() if asked.method == "POST" else None
    assert asked.url.startswith("http://")
    request = urllib.request.Request(asked.url, data=data, headers=asked.headers, method=asked.method)  # noqa: S310
    try:
        with opener.open(request, timeout=10) as answer:
            return Page.from_bytes(answer.read(), answer.url, answer.headers.get("Content-Type"))
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def walk(proxy: str, start: str) -> tuple[Platform, Counter[str], str]:
    """The family, how often each article was listed, and the proof of the end."""
    listed: Counter[str] = Counter()
    asked, candidates = PageRequest(start), list[PageRequest]()
    platform: Platform | None = None
    number = 0
    for _ in range(60):
        page = fetch(proxy, asked)
        following, fresh = Next(), list[str]()
        if isinstance(page, Page):
            platform = platform or recognise(page).platform
            urls = [entry.url for entry in platform.read_list(page) if not entry.foreign]
            assert len(urls) == len(set(urls))
            fresh = [url for url in urls if url not in listed]
            following = platform.next(page, number + 1, asked)
        if fresh or not number:
            number += 1
            listed.update(fresh)
            assert platform is not None
            assert not (following.end and following.candidates)
            if following.end:
                return platform, listed, str(following.end)
            candidates = list(following.candidates)
            assert candidates, f"no way on from {asked}"
        elif not candidates:
            assert platform is not None
            if isinstance(page, Page):
                return platform, listed, str(following.end or "nothing new")
            return platform, listed, f"HTTP {page}"
        asked = candidates.pop(0)
    raise AssertionError("no end after 60 pages")


def news_columns() -> list[tuple[type[Replica], Column]]:
    return [(replica, column) for replica in REPLICAS for column in replica.columns if column.news]


@pytest.mark.parametrize(
    ("replica", "column"),
    news_columns(),
    ids=lambda value: value.name if isinstance(value, Column) else value.__name__,
)
def test_every_article_of_a_column_is_listed_once_and_the_end_is_proven(
    replica: type[Replica], column: Column
) -> None:
    site = replica()
    with ReplicaServer({site.host: site}) as server:
        platform, listed, end = walk(server.url, f"http://{site.host}{column.path}")
        asked = len(server.requests)
    assert platform.name == site.family
    assert set(listed) == {site.url(story) for story in site.stories[column]}
    assert set(listed.values()) == {1}
    assert end
    assert asked <= site.pages(column) + 3


# --- single pages ---


def html(body: str, head: str = "") -> str:
    rows = "".join(
        f'<li><a href="./202603/t20260318_{9000 + n}.html">全区第{n}场春耕生产现场会召开</a><span>2026-03-{28 - n}</span></li>'
        for n in range(10)
    )
    head = f"<head><title>示例要闻</title>{head}</head>"
    return f"<!DOCTYPE html><html>{head}<body><ul class='list'>{rows}</ul>{body}</body></html>"


def ask(url: str, body: str, number: int | None = None) -> Next:
    page = Page(url, html(body))
    return recognise(page).platform.next(page, number)


BASE = "http://www.shili.example.com/xw/yw/"
FUNCTION = """function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt) {
 for (var i = 0; i < _nPageCount; i++) { document.write("<a href='" + _sPageName + "_" + i + "." + _sPageExt + "'>"); } }"""


@pytest.mark.parametrize(
    ("url", "script", "following"),
    [
        ("list_dst.html", "createPageHTML('paging',29, 1,'list_dst','html',289);", "list_dst_2.html"),
        ("list_dst_2.html", "createPageHTML('paging',29, 2,'list_dst','html',289);", "list_dst_3.html"),
        ("list_dst_29.html", "createPageHTML('paging',29, 29,'list_dst','html',289);", None),
        (
            "common_list.shtml",
            "createPageHTML('page-div',34, 1,'common_list','shtml',500)",
            "common_list_2.shtml",
        ),
        ("", 'createPageHTML(4, 0, "index", "html")', "index_1.html"),
        ("index.shtml", f'{FUNCTION}\ncreatePageHTML(287,0,"index","shtml");', "index_1.shtml"),
        ("index_24.shtml", f'{FUNCTION}\ncreatePageHTML(287,24,"index","shtml");', "index_25.shtml"),
        ("index.shtml", f'createPageHTML(55,0, "index","shtml","1089");{FUNCTION}', "index_1.shtml"),
        (
            "index.shtml",
            '//createPageHTML(31, 0, "index", "shtml");\nvar countPage = 31//共多少页',
            "index_1.shtml",
        ),
        ("index.html", '<!-- createPageHTML(9, 0, "index", "html"); //-->', "index_1.html"),
        ("index.html", 'createPageHTML(9, 1, "index", "html")', "index_2.html"),
        (
            "index.html",
            "var currentPage = 0; var countPage = 125//共多少页; var total = 8//总条数",
            "index_1.html",
        ),
        ("index_3.html", "var currentPage = 3; var countPage = 125", "index_4.html"),
        ("index_8.html", 'createPageHTML(9, 8, "index", "html")', None),
        ("index.html", 'createPageHTML(1, 0, "index", "html")', None),
        ("", 'createPageHTML(17, 0,"index", "shtml", "black2", 250);', "index_1.shtml"),
        ("index.html", '$(".pagination").pagination("setPage",1,322);', "index_2.html"),
        ("index_120.html", '$(".pagination").pagination("setPage",120,322);', "index_121.html"),
        ("index.htm", "Pager({size:34, current:0, prefix:'index',suffix:'htm'});", "index_1.htm"),
        ("index_33.htm", "Pager({size:34, current:33, prefix:'index',suffix:'htm'});", None),
    ],
)
def test_script_pagers(url: str, script: str, following: str | None) -> None:
    answer = ask(BASE + url, f"<div class='page'><script>{script}</script></div>")
    assert [one.url for one in answer.candidates] == ([BASE + following] if following else [])
    assert (answer.end is None) == (following is not None)


@pytest.mark.parametrize(
    ("url", "pager", "following"),
    [
        # a static TRS pager: > has the id of page 1 again, 下5页 would skip four pages
        (
            "",
            "<span id='pagenav_0' class=on>1</span><a id=pagenav_1 href='index_1.html'>2</a><a href='index_2.html'>3</a>"
            "<a id=pagenav_1 href='index_1.html'>&gt;</a><a id=pagenav_nextgroup href='index_9.html'>下5页</a>"
            "<a href='index_25.html'>尾页</a>",
            "index_1.html",
        ),
        # page 1 has two addresses, the last page's is in another directory
        (
            "",
            "<a href='/xw/yw/index_1.html' class='select'>1</a><a href='/xw/yw/index_2.html'>2</a>"
            "<a href='/xw/yw/index_6.html'>...</a><a class='pb_next_page' href='/xw/yw/index_2.html'>下一页</a>"
            "<a href='/cms/www/xw/yw/index_36.html'>尾页</a>",
            "index_2.html",
        ),
        ("list.html?page=3", "<a rel='next' href='?page=4'>&rsaquo;</a>", "list.html?page=4"),
        ("index.jhtml", "<a href='javascript:;' onclick=\"location.href='index_2.jhtml'\">下一页</a>", "index_2.jhtml"),
        (
            "index.html",
            "<a href='javascript:go(2)'>下页</a>"
            "<script>function go(n){ window.location = 'index_' + n + '.html' }</script>",
            "index_2.html",
        ),
        (
            "list_2.html",
            "<select onchange='window.location=this.value'><option value='list.html'>1</option>"
            "<option value='list_2.html' selected>2</option><option value='list_3.html'>3</option></select>",
            "list_3.html",
        ),
        ("index_14.html", "<a href='index_4.html'>上一页</a><span>2</span><a href='index_24.html'>下一页</a>", "index_24.html"),
        ("", "<a class='prev disabled'>上一页</a><b>1</b><a href='?p=2'>2</a><a href='?p=3'>3</a>", "?p=2"),
        ("", "<a href='index_2.html'><img src='n.gif' alt='下一页'></a>", "index_2.html"),
        ("", "<div>共5页 当前第1页</div><a href='index_2.html'>[下一页]</a>", "index_2.html"),
        ("", "<a href='/author/'>小编</a><a href='?page=2'>较早文章</a><a href='?page=1'>较新文章</a>", "?page=2"),
        ("3.html", "<b>1</b><a href='3/p/2.html'>2</a><a class='next' href='3/p/2.html'>&gt;&gt;</a>", "3/p/2.html"),
        ("", "<input type='button' value='下一页' onclick=\"location.href='index_2.html'\">", "index_2.html"),
        (
            "index_2.html",
            "<script>var n = 2, base = 'index'; document.write(\"<a href='\" + base + '_' + (n - 1) + \".html'>上页</a>\");"
            "document.write(\"<a href='\" + base + \"_\" + (n + 1) + \".html'>下一页</a>\");</script>",
            "index_3.html",
        ),
        # nothing that a crawler could follow
        ("", "<a href='javascript:;'>1</a><a href='javascript:;'>2</a><a href='javascript:;'>下一页</a>", None),
        ("", "<a href='http://other.example.org/xw/yw/index_2.html'>下一页</a>", None),
        ("", "<a href='mailto:a@b.c'>下一页</a><a href='file:///c:/2.html'>下一页</a>", None),
        ("", "<a href='/xw/yw/t1.html'>下一篇</a><a href='index_5.html'>下5页</a><a href='index_9.html'>尾页</a>", None),
        ("", "<a onclick=\"load(2)\">下一页</a><script>function load(n){ $.post('/rows', {n: n}) }</script>", None),
        ("", "<script>function find(){ location.href = '/search?q=' + word; }</script>", None),
        ("", "<script>function go(url){ window.location.href = url; window.open(url) }</script>", None),
        ("", "<div class='calendar'><a href='/2026-03/01/1.html'>1</a><a href='/2026-03/02/2.html'>2</a></div>", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_pagers_of_links_and_clicks(url: str, pager: str, following: str | None) -> None:
    page = Page(BASE + url, html(f"<div class='pages'>{pager}</div>"))
    answer = recognise(page).platform.next(page)
    assert [one.url for one in answer.candidates] == ([BASE + following] if following else [])
    assert answer.end is None


@pytest.mark.parametrize(
    ("method", "request_line", "body"),
    [
        ("post", BASE + "list.jsp", "key=&pageNo=3"),
        ("get", BASE + "list.jsp?key=&pageNo=3", ""),
    ],
)
def test_a_pager_that_sends_a_form(method: str, request_line: str, body: str) -> None:
    form = (
        f"<form id='f' action='list.jsp' method='{method}'><input type='hidden' name='key' value=''>"
        "<input type='hidden' id='pageNo' name='pageNo' value='2'><input type='submit' name='go' value='跳转'></form>"
        "<a href='javascript:turn(1)'>上一页</a><a href='javascript:turn(3)'>下一页</a>"
        "<script>function turn(n) { document.getElementById('pageNo').value = n; document.forms[0].submit(); }</script>"
    )
    (asked,) = ask(BASE + "list.jsp", form).candidates
    assert (asked.url, asked.method, asked.body) == (request_line, method.upper(), body)
    elsewhere = form.replace("action='list.jsp'", "action='http://search.example.org/'")
    assert ask(BASE + "list.jsp", elsewhere) == Next(more="下一页 is worked by a script, and leads to page 3")


@pytest.mark.parametrize(
    ("url", "pager", "end"),
    [
        ("index_5.html", "<a href='index_4.html'>上一页</a><span>5</span>",
         LastPage(Sign.NO_HIGHER_NUMBER, "no number after 5")),
        ("index_5.html", "<a href='index_4.html'>上一页</a><span class='disabled'>下一页</span>",
         LastPage(Sign.NEXT_IS_NO_LINK, "下一页 leads nowhere")),
        ("index_5.html", "<a href='index_4.html'>上一页</a><a class='disabled' href='index_6.html'>下一页</a>",
         LastPage(Sign.NEXT_IS_DISABLED, "下一页 is disabled")),
        ("index_5.html", "<a href='index_4.html'>上页</a><a href='index_5.html'>下页</a>",
         LastPage(Sign.NEXT_IS_THIS_PAGE, "下页 leads to this page itself")),
        ("index_5.html", "<a href='index_4.html'>上一页</a> 第5页/共5页", LastPage(Sign.PAGE_COUNT_SHOWN, "page 5 of 5 stated")),
        ("index_4.html", "<script>createPageHTML(5, 4, 'index', 'html')</script>",
         LastPage(Sign.PAGE_COUNT_IN_SCRIPT, "page 5 of 5 stated")),
        ("1.htm", "<script>_simple_list_gotopage_fun(31,'u13_goto',2)</script>",
         LastPage(Sign.FIRST_FILE, "the files count down to 1.htm")),
        ("", "共1页 <a>下一页</a>", LastPage(Sign.PAGE_COUNT_SHOWN, "1 page stated")),
        # no sign: the words wait for a script, or say that more is to come
        ("", "共0页 <a href='javascript:;'>下一页</a>", None),
        ("", "<a href='javascript:;'>上页</a><span>1</span><a href='javascript:;'>2</a><a href='javascript:;'>下页</a>", None),
        ("", "页次1/4 <b>1</b> <a href='javascript:;'>2</a> <a href='javascript:;'>下一页</a>", None),
    ],
)  # fmt: skip
def test_the_end_is_claimed_only_where_the_pager_says_so(url: str, pager: str, end: LastPage | None) -> None:
    numbers = "<a href='index.html'>1</a><a href='index_2.html'>2</a>" if "<span>5" in pager else ""
    page = Page(BASE + url, html(f"<div class='pages'>{numbers}{pager}</div>"))
    answer = recognise(page).platform.next(page)
    assert answer.end == end
    assert not answer.candidates


def stated(body: str) -> tuple[int | None, int | None, int | None]:
    page = Page(BASE, html(body))
    claims = recognise(page).platform.claims(page)
    return claims.pages, claims.entries, claims.either


@pytest.mark.parametrize(
    ("body", "claims"),
    [
        ("<script>createPageHTML('paging',29, 1,'list','html',289);</script>", (29, 289, None)),
        ('<script>createPageHTML(55,0, "index","shtml","1089");</script>', (55, 1089, None)),
        ('<script>createPageHTML(17, 0,"index", "shtml", "black2", 250);</script>', (17, 250, None)),
        ("<script>var countPage = 125; var total = 8//总条数</script>", (125, None, None)),
        ("<div id='pageDec' pagesize='24' pagecount='51'></div>", (None, None, 51)),
        ("<div>共<b>12</b>页 <a href='index_1.html'>下一页</a></div>", (12, None, None)),
        ("<div>[1/7页&nbsp;共99条] <a href='index_1.html'>下一页</a></div>", (7, 99, None)),
        ("<div><a title='总数'>&nbsp;<b>104</b> </a><b>1</b> <a href='index_2.html'>2</a> <a href='index_7.html'>尾页</a></div>",
         (7, 104, None)),
        ("<div><b>1</b><a href='index_1.html'>2</a><a href='index_1.html'>下一页</a><a href='index_25.html'>尾页</a></div>",
         (26, None, None)),
        ("<p>会议通过共3条措施，报告共12页。</p>", (None, None, None)),
    ],
)  # fmt: skip
def test_claims(body: str, claims: tuple[int | None, int | None, int | None]) -> None:
    assert stated(body) == claims


def test_henan_names_both_numberings_and_then_follows_the_one_that_is_there() -> None:
    pager = "<div id='pageDec' pagesize='15' pagecount='5'></div>"
    both = [BASE + "index_1.html", BASE + "index_2.html"]
    assert [one.url for one in ask(BASE, pager).candidates] == both
    assert [one.url for one in ask(BASE + "index.html", pager, 1).candidates] == both
    assert [one.url for one in ask(BASE + "index_1.html", pager, 2).candidates] == [BASE + "index_2.html"]
    assert [one.url for one in ask(BASE + "index_2.html", pager, 2).candidates] == [BASE + "index_3.html"]
    assert ask(BASE + "index_4.html", pager, 5).end == LastPage(
        Sign.PAGE_OR_ENTRY_COUNT_REACHED, "page 5 of 5 stated"
    )
    assert ask(BASE + "index_5.html", pager, 5).end == LastPage(
        Sign.PAGE_OR_ENTRY_COUNT_REACHED, "page 5 of 5 stated"
    )


def test_henan_does_not_take_a_repeated_first_page_for_the_last_of_two() -> None:
    """On a site that counts from 1, ``index_1`` is page 1 again: asked for as page 2 of 2, it proves nothing."""
    pager = "<div id='pageDec' pagesize='15' pagecount='2'></div>"
    assert ask(BASE + "index_1.html", pager, 2) == Next((PageRequest(BASE + "index_2.html"),), guessed=True)
    assert ask(BASE + "index_2.html", pager, 2).end == LastPage(
        Sign.PAGE_OR_ENTRY_COUNT_REACHED, "page 2 of 2 stated"
    )


def test_unreadable_answers_are_changes_not_empty_lists() -> None:
    refused = Page("http://www.shili.example.com/gkmlpt/api/all/153?page=2&sid=7", '{"error": "denied"}')
    platforms = {platform.name: platform for platform in PLATFORMS}
    with pytest.raises(PageChanged):
        platforms["guangdong"].read_list(refused)
    unit = Page(
        "http://www.shili.example.com/api-gateway/jpaas-publish-server/front/page/build/unit", '{"code": 500}'
    )
    with pytest.raises(PageChanged):
        platforms["jpaas"].read_list(unit)


def test_jcms_goes_on_as_it_was_asked() -> None:
    jcms = {platform.name: platform for platform in PLATFORMS}["jcms"]
    url = "http://www.shili.example.com/module/jslib/jquery/jpage/dataproxy.jsp?startrecord=46&endrecord=90&perpage=15"
    row = "<li><a href='/art/2026/3/18/art_7_{n}.html' title='全区第{n}场春耕现场会召开'>全区…</a><span>2026-03-18</span></li>"
    rows = [row.format(n=n) for n in range(46, 91)]
    answer = Page(url, f"var dataStore = {json.dumps(rows, ensure_ascii=False)};var totalRecord = 130;")
    assert [entry.title for entry in jcms.read_list(answer)][:2] == [
        "全区第46场春耕现场会召开",
        "全区第47场春耕现场会召开",
    ]
    (asked,) = jcms.next(
        answer, 2, PageRequest(url, "POST", "columnid=7&unitid=9", {"Referer": BASE})
    ).candidates
    assert (asked.method, asked.body, asked.headers) == ("POST", "columnid=7&unitid=9", {"Referer": BASE})
    assert "startrecord=91&endrecord=135&perpage=15" in asked.url
    last = Page(asked.url, answer.text)
    assert jcms.next(last, 3, asked).end == LastPage(Sign.ENTRY_COUNT_REACHED, "all 130 records stated")


@pytest.mark.parametrize(
    ("head", "body", "source", "family"),
    [
        ("<meta name='channelid' content='0123456789abcdef0123456789abcdef'>",
         "<script>$.get('/searchList/' + channelId + query, draw)</script>",
         "http://www.shili.example.com/searchList/0123456789abcdef0123456789abcdef"
         "?_isAgg=true&_isJson=true&_pageSize=18&_template=index&page=1", "ucap"),
        ("", "<script>var NFCMS_SITE_ID='755001';</script><script>_CONFIG = { SID: '755001' }</script>", None, "guangdong"),
        ("", "<script>Ls.ajax('/site/label/8888?labelName=publicInfoList&pageSize=15&pageIndex=1&catId=7')</script>",
         "http://www.shili.example.com/site/label/8888?labelName=publicInfoList&pageSize=15&pageIndex=1&catId=7", "longxun"),
    ],
)  # fmt: skip
def test_shells_name_the_source_of_their_rows(head: str, body: str, source: str | None, family: str) -> None:
    shell = Page(
        BASE, f"<html><head><title>示例要闻</title>{head}</head><body><ul id='list'></ul>{body}</body></html>"
    )
    platform = recognise(shell).platform
    assert platform.name == family
    if source is None:
        with pytest.raises(PageChanged):
            platform.read_list(shell)
        return
    assert platform.read_list(shell) == []
    (asked,) = platform.next(shell).candidates
    assert (asked.url, asked.headers) == (source, {"Referer": BASE})


def test_fragments_and_answers_end_when_they_hold_nothing() -> None:
    platforms = {platform.name: platform for platform in PLATFORMS}
    label = "http://www.shili.example.com/site/label/8888?labelName=publicInfoList&pageSize=15&pageIndex=2"
    full = Page(
        label,
        "<ul>"
        + "".join(f"<li><a href='/public/7/{n}.html'>第{n}期政务要情</a></li>" for n in range(3))
        + "</ul>",
    )
    assert [one.url for one in platforms["longxun"].next(full).candidates] == [
        label.replace("Index=2", "Index=3")
    ]
    assert platforms["longxun"].next(Page(label, "<ul>暂无相关信息</ul>")).end == LastPage(
        Sign.EMPTY_ANSWER, "fragment 2 holds no row"
    )
    api = "http://www.shili.example.com/gkmlpt/api/all/153?page=3&sid=7"
    assert platforms["guangdong"].next(Page(api, '{"articles": [], "total": 200}')).end == LastPage(
        Sign.EMPTY_ANSWER, "answer 3 holds no article"
    )
    assert platforms["guangdong"].read_list(Page(api, '{"articles": [], "total": 200}')) == []


def test_json_rows_are_entries_with_beijing_dates() -> None:
    ucap = {platform.name: platform for platform in PLATFORMS}["ucap"]
    data = {"data": {"rows": [
        {"title": "<em>春耕</em>全面展开", "url": "../202603/1.html", "publishedTime": 1773824400000},
        {"title": "外单位来访", "url": "http://other.example.org/2.html", "pubtime": "2026-03-18 09:15:00"},
        {"title": "没有地址", "url": ""},
    ]}}  # fmt: skip
    page = Page("http://www.shili.example.com/xw/rows.json", json.dumps(data, ensure_ascii=False))
    first, second = ucap.read_list(page)
    assert (first.url, first.title) == ("http://www.shili.example.com/202603/1.html", "春耕全面展开")
    assert first.date == "2026-03-18T17:00:00+08:00"
    assert (second.date, second.foreign) == ("2026-03-18T09:15:00+08:00", True)
    assert ucap.next(page).end == LastPage(Sign.WHOLE_ANSWER, "one answer without pages")


def test_a_list_that_a_script_fills_is_a_changed_page_without_a_way_on() -> None:
    site = ScriptedReplica()
    with ReplicaServer({site.host: site}) as server:
        page = fetch(server.url, PageRequest(f"http://{site.host}/xw/yw/"))
    assert isinstance(page, Page)
    platform = recognise(page).platform
    with pytest.raises(PageChanged):
        platform.read_list(page)
    assert platform.next(page) == Next()


@pytest.mark.parametrize(
    "body",
    [
        "<a href='index_2.html'>" * 10_000,
        "<div class='pages'>" * 3_000 + "<a href='index_2.html'>2</a>" * 3_000,
        "<script>" + "createPageHTML(" * 10_000 + "</script>",
        "<script>" + "location.href='a'+" * 10_000 + "</script>",
        "<script>" + "var countPage " * 10_000 + "</script>",
        "<p>" + "共 " * 20_000 + "</p>",
        "<p>第1页 / " * 10_000,
        "<select>" + "<option value='index_2.html'>2</option>" * 10_000 + "</select>",
        "<script type='text/xml'>" + "<datastore><record>" * 5_000 + "</script>",
        "<a href='//[::'>下一页</a>" * 2_000,
    ],
    ids=lambda body: body[:24],
)
def test_hostile_pages_are_read_in_linear_time(body: str) -> None:
    """Seconds at most for all families; what is quadratic takes minutes."""
    page = Page(BASE, html(body))
    assert page.root is not None
    start = time.process_time()
    for platform in PLATFORMS:
        platform.recognise(page)
    for platform in (recognise(page).platform, *(one for one in PLATFORMS if one.name in ("jcms", "epoint"))):
        platform.next(page)
    assert time.process_time() - start < 6


@given(st.data())
@pytest.mark.parametrize(("family", "folded"), [(longxun, str), (ucap, str.lower)], ids=["longxun", "ucap"])
def test_no_mark_is_passed_over_by_the_first_look(family, folded, data):
    """The words that are looked for first stand in whatever the pattern of the marks finds."""
    text = data.draw(st.from_regex(family._MARK, alphabet=st.characters(codec="ascii")))
    assert mark_in(folded(text), *family._MARKS)


# --- the measured pages ---


def test_next_page_of_the_corpus() -> None:
    gold = SHARED / "corpus" / "dev-gold.jsonl"
    if not gold.exists():
        pytest.skip("../shared/corpus is not there")
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    wrong = []
    listings = [row for row in rows if row["kind"] == "listing"]
    for row in listings:
        page = Page.from_bytes((gold.parent / "dev" / row["file"]).read_bytes(), row["url"])
        candidates = recognise(page).platform.next(page).candidates
        if (candidates[0].url if candidates else None) != row["next"]:
            wrong.append(row["file"])
    assert len(wrong) <= 0.05 * len(listings), wrong
