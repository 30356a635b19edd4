"""What shows that a list goes on, that it ends, and how large it is, where no link leads on. All words are invented."""

from __future__ import annotations

import json
from time import process_time

import pytest

from govnews.reading import recognise
from govnews.reading.listing.hub import blocks_of
from govnews.reading.listing.paging import Claims, LastPageSign, Next, PageRequest
from govnews.reading.page.page import Page
from govnews.reading.platforms import PLATFORMS, Platform

BASE = "http://www.qinghe.example.gov.cn/dt/"


def rows(count: int = 8, folder: str = BASE, start: int = 1) -> str:
    return "".join(
        f'<li><a href="{folder}202604/t202604{n:02}_{7000 + n}.html">青禾区第{n}处河堤加固工程通过验收</a>'
        f"<i>2026-04-{n:02}</i></li>"
        for n in range(start + count - 1, start - 1, -1)
    )


def page(body: str, name: str = "", *, list_of: int = 8) -> Page:
    return Page(
        BASE + name,
        f"<html><head><title>区内动态</title></head><body><div id='menu'><a href='/'>首页</a><a href='/zw/'>政务</a></div>"
        f"<ul class='rows'>{rows(list_of)}</ul>{body}</body></html>",
    )


def ask(body: str, name: str = "", number: int | None = None, *, list_of: int = 8) -> Next:
    asked = page(body, name, list_of=list_of)
    return recognise(asked).platform.next(asked, number)


def claimed(body: str) -> Claims:
    asked = page(body)
    return recognise(asked).platform.claims(asked)


@pytest.mark.parametrize(
    ("pager", "more"),
    [
        # numbers above this page's
        ("<div class='fenye'><em>1</em><a href='javascript:turn(2)'>2</a></div>", "the pager has page 2"),
        ("<ul class='pagination'><li class='active'><a href='#'>1</a></li><li><a href='#'>2</a></li></ul>",
         "the pager has page 2"),
        ("<p><b>1</b> <a>2</a> <a>3</a> <span>下一页</span></p>", "the pager has page 2"),
        ("<div class='m-page'><span class='on'>1</span><span onclick='show(2)'>2</span></div>", "the pager has page 2"),
        ("<ol id='pager'><li class='cur'>1</li><li>2</li><li>3</li></ol>", "the pager has page 2"),
        # 下一页, arrows and 尾页 that only a script works
        ("<div><a href='#'>上一页</a><a href='#'>下一页</a></div>", "下一页 is worked by a script"),
        ("<div><a href='javascript:void(0)'>下页</a></div>", "下页 is worked by a script"),
        ("<div><button>下一页</button></div>", "下一页 is worked by a script"),
        ("<div><span onclick='turn(\"dt\", 2)'>后一页</span></div>", "后一页 is worked by a script, and leads to page 2"),
        ("<div>共30条 <a href='javascript:turn(2)'>下一页</a></div>", "下一页 is worked by a script, and leads to page 2"),
        ("<div class='page-nav'><a href='javascript:;'>&raquo;</a></div>", "» is worked by a script"),
        ("<div class='pages'><a href='#' onclick='more_rows()'>&gt;&gt;</a></div>", ">> is worked by a script"),
        ("<p><a href='javascript:turn(1)'>首页</a> <a href='javascript:turn(6)'>最后一页</a></p>", "最后一页 leads to page 6"),
        ("<p><a href='list_6.html'>尾页</a></p>", "尾页 leads to page 6"),
        # counts and settings of scripts
        ("<div>第1页/共18页 <a href='javascript:;'>上一页</a></div>", "page 1 of 18 stated"),
        ("<script>var pageCount = 12;</script>", "page 1 of 12 stated"),
        ("<script>$('#p').Paging({pagesize:10,count:1000});</script>", "a script draws a pager of 1000 rows, 10 a page"),
        ("<script>laypage.render({elem: 'p', count: 500, limit: 20, jump: function (o) { go(o.curr) }});</script>",
         "a script draws a pager of 500 rows, 20 a page"),
        ("<script>var turning = {\"totalRecord\": \"61\", \"perPage\": \"15\"};</script>",
         "a script draws a pager of 61 rows, 15 a page"),
        # lists that grow
        ("<div onclick='loadMore()'>点击加载更多</div>", "点击加载更多 makes the list longer"),
        ("<button>查看更多</button><script>$('button').click(getMore)</script>", "查看更多 makes the list longer"),
        ("<button id='load-more'>查看更多</button>", "查看更多 makes the list longer"),
        ("<a href='javascript:;' onclick='nextPage()'>更多新闻 &gt;</a>", "更多新闻 makes the list longer"),
        ("<div class='load-more'>加载中...</div>", "加载中 makes the list longer"),
        ("<a class='btn-more' href='#' onclick='next()'>&nbsp;</a>", "a button makes the list longer"),
        ("<a id='pullUp' href='#' onclick='next()'></a><script>var all = 90; if (all < 20) { $('#pullUp').hide(); }</script>",
         "a button makes the list longer"),
        ("<script>function loadMore() { $.get('/rows', {p: ++p}, add) }</script>", "a script makes the list longer (loadMore)"),
        ("<script>function add() { loadJS('x', 'datas_31_2.json') }</script>",
         "a script makes the list longer (datas_31_2.json)"),
        ("<script>$(window).scroll(function () { if ($(window).scrollTop() + h >= $(document).height()) $.ajax(o) })</script>",
         "a script makes the list longer (scrollTop() + h >= $(document)"),
        ("<div id='pullUp'><span class='pullUpLabel'>上拉加载更多...</span></div>", "上拉加载更多 makes the list longer"),
        ("<p class='tip'>向上滑动加载更多动态</p>", "向上滑动加载更多动态 makes the list longer"),
        ("<p><a href='javascript:;'>查看更多</a></p><p><a href='/about.html'>关于我们</a></p>", "查看更多 makes the list longer"),
        ("<span onclick='append_rows()'>更多动态 ↓</span>", "更多动态 makes the list longer"),
        ("<script>var url = '/dt/datas_31_2.json';</script>", "a script makes the list longer (datas_31_2.json)"),
        ("<script>$('#m').click(function () { curPage++; $.getJSON('/rows?p=' + curPage, add) })</script>",
         "a script makes the list longer (curPage++)"),
        ("<script>$('#p').pagination(61, {items_per_page: 15, callback: turn});</script>",
         "a script draws a pager of 61 rows, 15 a page"),
        ("<script>var recordCount = 90; var pageSize = '20';</script>", "a script draws a pager of 90 rows, 20 a page"),
        ("<div class='turnpage'><span class='on'>1</span> <span>2</span> <span>3</span></div>", "the pager has page 2"),
        # forms, pictures and arrows
        ("<form method='post'><input type='hidden' name='p' value='2'><input type='submit' value='下一页'></form>",
         "下一页 sends a form"),
        ("<form method='post'><span>1</span> <input type='submit' value='下一页'><input type='submit' value='尾页'></form>",
         "下一页 sends a form"),
        ("<form method='post'><button name='p' value='2'>下一页</button></form>", "下一页 sends a form"),
        ("<form><input type='image' src='/i/r.gif' alt='下一页'></form>", "下一页 sends a form"),
        ("<img src='/i/r.gif' alt='下一页' onclick='go(2)'>", "» is worked by a script, and leads to page 2"),
        ("<div class='pages'><img src='/i/next.gif' onclick='go(2)'></div>", "» is worked by a script, and leads to page 2"),
        ("<div class='pages'><a href='javascript:;'>▶</a></div>", "▶ is worked by a script"),
        ("<p><a href='javascript:turn(2)'>往后翻</a></p>", "往后翻 is worked by a script, and leads to page 2"),
        ("<div class='pages'><li data-page='2'>2</li></div>", "the pager has page 2"),
        # what pagers are told
        ("<el-pagination :total='35' :page-size='10'></el-pagination>", "a script draws a pager of 35 rows, 10 a page"),
        ("<a-pagination v-bind:total='35'></a-pagination>", "a script draws a pager of 35 rows, 10 a page"),
        ("<div class='pagination' data-total='35' data-size='10'></div>", "a script draws a pager of 35 rows, 10 a page"),
        ("<div id='pagination' data-total-pages='4'></div>", "a script draws a pager of 4 pages"),
        ("<script>new Vue({el: '#p', data: {list: [], total: 35, pageSize: 10, pageNo: 1}})</script>",
         "a script draws a pager of 35 rows, 10 a page"),
        ("<script>new Vue({data() { return {pageSize: 10, list: [{}], total: 35} }})</script>",
         "a script draws a pager of 35 rows, 10 a page"),
        ("<script>var total = 35; var pageSize = 10;</script>", "a script draws a pager of 35 rows, 10 a page"),
        ("跳转到<select><option>第1页</option><option>第2页</option><option>第3页</option></select>",
         "page 2 can be chosen from a list"),
        ("<p>转到 <select onchange='turn(this.value)'><option>1</option><option>2</option></select> 页</p>",
         "page 2 can be chosen from a list"),
        ("<p class='pages'><select onchange='location=this.value'><option>1</option><option value='2'>2</option></select></p>",
         "page 2 can be chosen from a list"),
        ("<select class='page-turn'><option>1/2</option><option>2/2</option></select>", "page 2 can be chosen from a list"),
        # nothing of the kind
        ("<form method='post'><input type='submit' value='下一页' disabled></form>", None),
        ("<form method='post'>共8条 <input type='submit' value='下一页'></form>", None),
        ("<form method='post'><button disabled>下一页</button></form>", None),
        ("<input type='submit' value='搜索'><form><input type='submit' value='查询'></form>", None),
        ("<img src='/i/r.gif' alt='下一页'>", None),
        ("<img src='/i/film.jpg' alt='青禾区河堤' onclick='play(2)'>", None),
        ("<div class='pages'><span>▶</span></div>", None),
        ("<ul class='page-list'>" + "<li><a href='javascript:;'>▶</a> 片段</li>" * 3 + "</ul>", None),
        ("<p><a href='javascript:play(2)'>▶</a></p>", None),
        ("<div class='pages'><li data-page='1'>1</li></div>", None),
        ("<el-pagination :total='8' :page-size='10'></el-pagination>", None),
        ("<el-pagination :total='total' :page-size='10'></el-pagination>", None),
        ("<div class='pagination' data-total='8' data-size='10'></div><p class='page' data-total-pages='1'></p>", None),
        ("<div class='gallery' data-total='35' data-size='10'></div>", None),
        ("<div class='swiper-pagination' data-total='35' data-size='10'></div>", None),
        ("<div class='pagination' data-total='35'></div>", None),
        ("<script>new Vue({data: {list: [], total: 8, pageSize: 10, pageNo: 1}})</script>", None),
        ("<script>var total = 8; var pageSize = 20;</script><script>var count = 90; cart(count)</script>", None),
        (f"<script>var total = 90; {'add(total); ' * 12} page({{pageSize: 20}})</script>", None),
        ("<p>跳转到<select><option>第1页</option></select></p>", None),
        ("<p>每页<select><option>10</option><option>20</option></select>条</p>", None),
        ("<p>月份 <select><option>1</option><option>2</option><option>3</option></select></p>", None),
        ("<p class='page'><select name='month'><option>1</option><option>2</option></select></p>", None),
        ("<select class='page'><option>1</option><option selected>2</option></select>", None),
        ("", None),
        ("<p>上一页 下一页</p>", None),
        ("<p><span>上一页</span> <span>下一页</span></p>", None),
        ("<p>共8条 <a>上一页</a> <a href='javascript:;'>下一页</a></p>", None),
        ("<p><a href='javascript:;'>上一页</a> <a class='on'>1</a> <a href='javascript:;'>下一页</a></p>", None),
        ("<p><a href='javascript:turn(1)'>下一页</a><a href='javascript:turn(1)'>尾页</a></p>", None),
        ("<p><a class='disabled' href='javascript:;'>下一页</a></p>", None),
        ("<div class='swiper-pagination'><a href='#'>1</a><a href='#'>2</a><a href='#'>3</a></div>", None),
        ("<div class='focus'><a class='next' href='javascript:;'></a><ul class='pages'><li>1</li><li>2</li></ul></div>", None),
        ("<table class='calendar'><tr><td>上一页</td><td><a href='#'>1</a></td><td><a href='#'>2</a></td></tr></table>", None),
        ("<ul><li>1</li><li>2</li><li>3</li></ul>", None),
        ("<script>var pageCount = 1;</script><script>$('#p').Paging({pagesize: 20, count: 8});</script>", None),
        ("<script>chart({count: 1000, colour: 3}); show({pageSize: 15, count: 0});</script>", None),
        (f"<h3>公示 <a href='javascript:;'>更多</a></h3><ul>{rows(2, '/gs/')}</ul>", None),
        (f"<h3>公示 <a href='javascript:;'>查看更多</a></h3><ul>{rows(2, '/gs/')}</ul>", None),
        ("<div style='display: none'><a href='#'>加载更多</a></div>", None),
        ("<p onclick=\"location.href='/dt/zt/'\">查看更多</p>", None),
        ("<p>已加载全部</p><p>数据加载中...</p>", None),
        ("<div class='page'>共<span>2</span>条 <span>上一页</span></div>", None),
        ("<div class='load-more'>加载更多评论</div>", None),
        ("<p>没有更多了</p><div class='loading'>加载中</div>", None),
        ("<a href='/dt/zt/'>查看更多</a>", None),
        ("<a id='pullUp' href='#' onclick='next()'></a><script>var all = 8; if (all <= 20) { $('#pullUp').hide(); }</script>",
         None),
        ("<script>function loadMore() { return list.slice(0, 20) }</script>", None),
        ("<script>$.get('/visits'); $('#top').click(function () { window.scrollTop = 0 })</script>", None),
    ],
)  # fmt: skip
def test_what_shows_that_a_list_goes_on(pager: str, more: str | None) -> None:
    following = ask(pager)
    assert not following.candidates
    if more is None:
        assert following.more is None
    else:
        assert following.end is None
        assert following.more is not None
        assert following.more.startswith(more)


@pytest.mark.parametrize(
    "pager",
    [
        "<el-pagination :total='35' :page-size='10'></el-pagination>",
        "<div class='pagination' data-total='35' data-size='10'></div><p id='pagination' data-total-pages='4'></p>",
        "<script>var total = 35; var pageSize = 10; new Vue({data: {total: 35, pageSize: 10, pageNo: 4}})</script>",
        "跳转到<select><option>第1页</option><option>第2页</option><option>第3页</option><option>第4页</option></select>",
        "<form method='post'><input type='submit' value='上一页'><input type='submit' value='下一页' disabled></form>",
        "<div class='pages'><li data-page='3'>3</li><li class='on' data-page='4'>4</li></div>",
    ],
)
def test_the_last_page_of_such_a_pager_shows_no_sign_of_more(pager: str) -> None:
    assert ask(pager, "index_3.html", 4).more is None
    assert ask(pager, "list_4.html").more is None


@pytest.mark.parametrize(
    "pager",
    [
        "<p><b>1</b> <a href='#' onclick=\"location.href='list_2.htm'\">2</a></p>",
        "<p><span onclick=\"window.open('list_2.htm')\">下一页</span></p>",
        "<p><a href=\"javascript:location='list_2.htm'\">下一页</a></p>",
        "<p class='pages'><a class='next' href='list_2.htm'>&gt;&gt;</a></p>",
    ],
)
def test_an_address_that_a_click_names_is_no_guess(pager: str) -> None:
    assert ask(pager) == Next((PageRequest(BASE + "list_2.htm"),))


@pytest.mark.parametrize(
    ("name", "body", "guesses", "more"),
    [
        ("index.html", "<div id='pageDec' pagesize='8' pagecount='40'></div>", ["index_1.html", "index_2.html"], None),
        ("index_3.html", "<div id='pageDec' pagesize='8' pagecount='40'></div>", ["index_4.html"], None),
        ("index.html", "<ul id='paging'><li class='next_page'><a href='javascript:;'>下一页</a></li></ul>",
         ["list-2.html", "list2.html", "index_2.html"], "下一页 is worked by a script"),
        ("dt.htm", "<script>_simple_list_gotopage_fun(9,'u5_goto',2)</script>", ["dt/8.htm"], None),
        ("dt/6.htm", "<script>_simple_list_gotopage_fun(9,'u5_goto',2)</script>", ["dt/5.htm"], None),
        ("", "<script>function go(n) { location.href = 'list_' + n + '.html' }</script>", ["list_2.html"], None),
        ("list_4.html", "<script>var n = 4; document.write(\"<a href='list_\" + (n + 1) + \".html'>下一页</a>\")</script>",
         ["list_5.html"], None),
        ("", "<script>var NFCMS_DOMAIN = ''; var page_count = 4;</script>", ["index_2.html"], "page 1 of 4 stated"),
    ],
)  # fmt: skip
def test_what_no_link_names_is_guessed(name: str, body: str, guesses: list[str], more: str | None) -> None:
    following = ask(body, name)
    assert [one.url for one in following.candidates] == [BASE + guess for guess in guesses]
    assert (following.guessed, following.more) == (True, more)


@pytest.mark.parametrize(
    ("name", "pager", "sign"),
    [
        ("index2.htm", "<div><a class='prev' href='./'>&lt;&lt;</a></div>", LastPageSign.ONLY_BACK),
        ("list_4.html", "<p><a href='list_3.html'>&laquo;</a></p>", LastPageSign.ONLY_BACK),
        ("index_3.html", "<p><a href='index.html'>首页</a> | <a href='index_2.html'>上一页</a></p>", LastPageSign.ONLY_BACK),
        ("index_3.html", "<p><a href='index_2.html'>上页</a> 下页 末页</p>", LastPageSign.ONLY_BACK),
        ("list_3.html", "<p><a href='list_2.html'><img src='/i/prev.gif'></a></p>", LastPageSign.ONLY_BACK),
        ("index_3.html", "<p><span>下一页</span> <a href='index_3.html'>尾页</a></p>", LastPageSign.LAST_IS_THIS_PAGE),
        ("", "<p>首页 <span>上一页</span> <span>下一页</span> <a href='index.html'>末页</a></p>", LastPageSign.LAST_IS_THIS_PAGE),
        ("index_3.html", "<p><a href='index_2.html'>上一页</a> <a href='javascript:;'>下一页</a></p>",
         LastPageSign.NEXT_IS_NO_LINK),
        ("index_1.html", "<p><a href='./'>1</a> <b>2</b> <span>下一页</span></p>", LastPageSign.NO_HIGHER_NUMBER),
        # more is to come, or may be
        ("index_1.html", "<p><a href='./'>1</a> <b>2</b> <a href='javascript:turn(3)'>下一页</a></p>", None),
        ("index_1.html", "<p><a href='./'>1</a> <b>2</b> <i>3</i> <span>下一页</span></p>", None),
        ("list_3.html", "<p><a href='list_2.html'>&lt;&lt;</a> <a href='list_4.html'><img src='/i/r.gif'></a></p>", None),
        ("list_3.html", "<p><a href='list_2.html'>上一页</a> <a href='list_9.html'>尾页</a></p>", None),
        ("index_3.html", "<p><a href='index_2.html'>上一页</a> <a href='javascript:turn(4)'>下一页</a></p>", None),
        ("index_3.html", "<p><a href='index_2.html'>上页</a> <a href='#'>下页</a> <a href='index_8.html'>尾页</a></p>", None),
        ("index_3.html", "<p><a onclick='turn()'>下一页</a> <a href='index_3.html'>尾页</a></p>", None),
        ("", "<p><a href='/zw/'>&lt;&lt;</a></p>", None),
        ("index_3.html", "<p><a href='/zw/'>&lt;&lt; 返回</a></p>", None),
    ],
)  # fmt: skip
def test_true_ends(name: str, pager: str, sign: LastPageSign | None) -> None:
    end = ask(pager, name).end
    assert (end.sign if end else None) == sign


@pytest.mark.parametrize(
    ("body", "claims"),
    [
        ("<div>共<b>26</b>篇文章 下一页|尾页</div>", Claims(entries=26)),
        ("<div>共<b>12</b>篇文章 首页 | 上一页 | <a>下一页</a> | <a>尾页</a></div>", Claims(entries=12)),
        ("<div>共 <font>216</font> 条记录，每页 20 条</div>", Claims(entries=216)),
        ("<p>会议提出共3条措施，下一步逐条落实。</p><p>共3条建议</p>", Claims()),
        ("<div>共<b>0</b>条 <a>下一页</a></div>", Claims()),
        ("<div>共{{total}}条 共__页</div>", Claims()),
    ],
)
def test_totals_in_pieces(body: str, claims: Claims) -> None:
    assert claimed(body) == claims


@pytest.mark.parametrize(
    "pager",
    ["共<b>8</b>篇文章 下一页|尾页", "共<b>8</b>篇文章 首页 | 上一页 | <a>下一页</a> | <a>尾页</a>"],
)
def test_a_dead_next_is_no_sign_of_more_where_the_total_is_stated(pager: str) -> None:
    assert ask(f"<div>{pager}</div>") == Next()
    assert claimed(f"<div>{pager}</div>").entries == 8


@pytest.mark.parametrize("total", [50, 0])
def test_every_answer_states_its_total(total: int) -> None:
    row = {
        "title": "青禾区第3处河堤加固工程通过验收",
        "url": "/dt/content/post_7003.html",
        "date": "2026-04-03",
    }
    answers = {
        "ucap": ({"data": {"total": total, "rows": [row]}}, "c1/getInfoCommon?currpage=2"),
        "guangdong": ({"articles": [row], "total": total}, "gkmlpt/api/all/9?page=2"),
        "jpaas": (
            {"data": {"html": f"<ul>{rows()}</ul><div count='{total}' rows='8'></div>"}},
            "page/build/unit?x=1",
        ),
    }
    for platform in map(family, answers):
        data, name = answers[platform.name]
        asked = Page(BASE + name, json.dumps(data, ensure_ascii=False))
        assert platform.claims(asked) == Claims(entries=total or None), platform.name
    record = f"<recordset><record><![CDATA[{rows(1)}]]></record></recordset>"
    xml = f"<datastore><totalrecord>{total}</totalrecord>{record}</datastore>"
    jcms = family("jcms")
    assert jcms.claims(Page(BASE + "dataproxy.jsp?startrecord=16", xml)) == Claims(entries=total or None)


def test_a_unit_of_jpaas_states_its_total_in_words() -> None:
    data = {
        "data": {
            "html": f"<ul>{rows()}</ul><div class='p'>共<b>63</b>条 <a href='javascript:;'>下一页</a></div>"
        }
    }
    asked = Page(BASE + "page/build/unit?x=1", json.dumps(data, ensure_ascii=False))
    assert family("jpaas").claims(asked) == Claims(entries=63)


def family(name: str) -> Platform:
    return next(one for one in PLATFORMS if one.name == name)


# --- hubs ---


def block(
    heading: str, folder: str, *, more: str = "更多&gt;&gt;", count: int = 5, frame: str = "div"
) -> str:
    head = f"<div class='head'><span>{heading}</span><a href='/{folder}/'>{more}</a></div>" if more else ""
    return f"<{frame} class='b'>{head}<ul class='l'>{rows(count, f'/{folder}/')}</ul></{frame}>"


@pytest.mark.parametrize(
    ("body", "headings"),
    [
        (block("镇村", "zc") + block("校园", "xy", more="+更多"), ["镇村", "校园"]),
        ("".join(block(name, name[0], frame="section") for name in ("镇村", "校园", "企业")),
         ["镇村", "校园", "企业"]),
        # everything in one element
        ("<div>" + "".join(f"<h4>{name}</h4><a href='/{folder}/'>更多</a><ul>{rows(4, f'/{folder}/')}</ul>"
                           for name, folder in (("镇村", "zc"), ("校园", "xy"))) + "</div>", ["镇村", "校园"]),
        # a list with blocks beside it, blocks without lists of their own, one block
        (f"<div><ul class='l'>{rows(20, start=1)}</ul></div>" + block("镇村", "zc", count=3) + block("校园", "xy", count=3), []),
        (f"<div><div class='main'><ul class='l'>{rows(20)}</ul></div>"
         f"{block('镇村', 'zc', count=3)}{block('校园', 'xy', count=3)}</div>",
         []),
        (block("镇村", "zc", more="") + block("校园", "xy", more=""), []),
        (block("镇村", "zc") + block("校园", "zc"), []),
        (block("镇村", "zc"), []),
        ("".join(block("镇村", "zc").replace("/zc/'", f"/zc/content/post_{n}66123.html'", 1) for n in (3, 4)), []),
        # headings that are links, and ones that no text names
        ("".join(f"<div><h3><a href='/{folder}/'>{name}</a></h3><a class='m' href='/{folder}/'>MORE+</a>"
                 f"<ul>{rows(4, f'/{folder}/')}</ul></div>" for name, folder in (("镇村", "zc"), ("校园", "xy"))),
         ["镇村", "校园"]),
        ("".join(f"<div><img src='/{folder}.png'><ul>{rows(4, f'/{folder}/')}</ul><a href='/{folder}/'>更多</a></div>"
                 for folder in ("zc", "xy")), ["", ""]),
    ],
)  # fmt: skip
def test_hubs(body: str, headings: list[str]) -> None:
    hub = Page(BASE, f"<html><body><div id='menu'><a href='/'>首页</a></div>{body}</body></html>")
    assert [one.heading for one in blocks_of(hub)] == headings
    more = recognise(hub).platform.next(hub).more
    assert more == (f"{len(headings)} blocks, each with its own list behind 更多" if headings else None)


# --- rows ---


def test_rows_are_counted_as_the_site_counts_them() -> None:
    pinned = rows(1, start=3)
    twice = Page(BASE, f"<html><body><ul>{pinned}{rows(9)}</ul></body></html>")
    copied = Page(
        BASE, f"<html><body><ul class='pc'>{rows(9)}</ul><ul class='m'>{rows(9)}</ul></body></html>"
    )
    read = [recognise(one).platform.read_list(one) for one in (twice, copied)]
    assert [(len(one), one.rows) for one in read] == [(9, 10), (9, 9)]


def test_records_and_answers_count_their_repeated_rows() -> None:
    record = "<record><![CDATA[{}]]></record>"
    bold = rows(1, start=2).replace("<a ", "<b><a ").replace("</a>", "</a></b>")
    records = record.format(bold) + "".join(record.format(rows(1, start=n)) for n in (4, 3, 2, 1))
    store = f"<datastore><totalrecord>5</totalrecord><recordset>{records}</recordset></datastore>"
    jcms, guangdong = (family(name) for name in ("jcms", "guangdong"))
    listing = jcms.read_list(Page(BASE + "dataproxy.jsp?startrecord=1&endrecord=15", store))
    assert (len(listing), listing.rows) == (4, 5)
    articles = [{"title": f"青禾区第{n}处河堤加固", "url": f"/dt/content/post_{n}.html"} for n in (2, 3, 2)]
    listing = guangdong.read_list(Page(BASE + "api", json.dumps({"articles": articles, "total": 3})))
    assert (len(listing), listing.rows) == (2, 3)


# --- cost ---


@pytest.mark.long
@pytest.mark.parametrize(
    "body",
    [
        "<div class='page'>" + "<a href='javascript:;'>7</a>" * 20_000 + "</div>",
        "<a href='#' class='more'>更多</a>" * 20_000,
        "".join(f"<h3>栏目</h3><a href='/{n}/'>更多</a>" for n in range(10_000)),
        "<script>" + "{count: 1, " * 50_000 + "</script>",
        "<script>" + "scrollTop " * 50_000 + "$.ajax(</script>",
        "<a id='more' href='#'>加载更多</a><script>" + "if (a <= 3) { " * 20_000 + "</script>",
    ],
    ids=["numbers", "buttons", "blocks", "settings", "scrolls", "conditions"],
)
def test_hostile_pages_are_read_in_linear_time(body: str) -> None:
    asked = page(body)
    start = process_time()
    recognise(asked).platform.next(asked)
    assert process_time() - start < 6
