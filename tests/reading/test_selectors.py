"""What a site's selectors pick goes before what the reader finds, and what they do not pick is the reader's."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnews.errors import PageChanged
from govnews.items import Article
from govnews.reading import (
    Kind,
    Page,
    choose_columns,
    find_columns,
    is_no_list,
    kind_of,
    normalise,
    read_article,
    recognise,
)
from govnews.reading.page.picked import Field
from govnews.reading.selectors import MOST_CHILDREN, MOST_ELEMENTS, Selectors

URL = "http://www.example.gov.cn/xw/1001.html"
TEXT = "<p>3月24日，青石区的春茶开采，茶农在茶园里采摘，当天就有三百公斤鲜叶送到加工厂。</p>"


def page(html: str, **selectors: str) -> Page:
    return Selectors.read(selectors).pick(Page(URL, f"<html><body>{html}</body></html>"))


def article(html: str, **selectors: str) -> Article:
    return normalise(read_article(page(html, **selectors)), fetched_at=None)


HEAD = "<h1>青石春茶开采</h1><p>发布时间：2023-03-24 09:15　来源：青石融媒</p>"


def test_a_title_that_is_picked_is_believed_and_the_other_one_noted() -> None:
    found = article(f"<div class='k'>茶香  满\n山</div>{HEAD}{TEXT}", title="div.k")
    assert found.title == "茶香 满 山"
    said = found.evidence["title"]
    assert (said.witness, said.raw, said.disagree) == ("selector", "茶香 满 山", True)
    assert "青石春茶开采" in [one.raw for one in said.witnesses]
    assert not article(HEAD + TEXT, title="h1").evidence["title"].disagree


@pytest.mark.parametrize(
    ("html", "selector", "moment"),
    [
        ("<i class='d'>2022年11月3日 08:05:09</i>", ".d", "2022-11-03T08:05:09+08:00"),
        ("<i class='d'>2022-11-03</i><i class='d'>08:05</i>", ".d", "2022-11-03T08:05:00+08:00"),
        (
            "<i class='d' data-at='2022-11-03 08:05'>昨天</i>",
            ".d::attr(data-at)",
            "2022-11-03T08:05:00+08:00",
        ),
        ("<i class='d'>更新时间：2022-11-03 08:05</i>", "//i[@class='d']", "2022-11-03T08:05:00+08:00"),
        ("<i class='d'>昨天</i>", ".d", "2023-03-24T09:15:00+08:00"),
        ("", ".d", "2023-03-24T09:15:00+08:00"),
    ],
)
def test_a_date_that_is_picked_goes_before_labels(html: str, selector: str, moment: str) -> None:
    assert article(HEAD + html + TEXT, published_on=selector).published_at == moment


def test_credits_are_picked_with_or_without_their_labels() -> None:
    html = (
        HEAD
        + "<em id='a'>来源：青石日报</em><em id='b'>李四 王五</em><em id='c'>审核：赵六</em>"
        + TEXT
        + "<p>责任编辑：钱七</p>"
    )
    found = article(html, source="#a", author="#b::text", editor="#c")
    assert (found.source, found.author, found.editor) == ("青石日报", "李四 王五", "赵六")
    assert {found.evidence[name].witness for name in ("source", "author", "editor")} == {"selector"}
    silent = article(html, source="#x", author="#x", editor="#x")
    assert (silent.source, silent.editor) == ("青石融媒", "审核：赵六 责任编辑：钱七")


@pytest.mark.parametrize(
    "html",
    [
        "<div class='z'>一、鲜叶<br>二、青芽<img src='/a.jpg'><p><a href='/f.pdf'>附表</a></p></div>",
        "<div class='z'><h1>青石春茶开采</h1>一、鲜叶<br>二、青芽<img src='/a.jpg'><p><a href='/f.pdf'>附表</a></p></div>",
        "<table><tr><td class='z'><p>一、鲜叶</p><p class='z'>二、青芽</p>"
        "<img src='/a.jpg'><p><a href='/f.pdf'>附表</a></p></td></tr></table>",
        "<div class='z'>一、鲜叶</div><div class='z'>二、青芽<img src='/a.jpg'><p><a href='/f.pdf'>附表</a></p></div>",
        "<div class='z'><script>var x = '三、';</script>一、鲜叶<p>二、青芽</p>"
        "<img src='/a.jpg'></div><div class='z'><a href='/f.pdf'>附表</a></div>",
    ],
)
def test_a_text_is_all_of_what_is_picked_and_no_more(html: str) -> None:
    found = article(f"<h1>青石春茶开采</h1>{html}<div>{TEXT * 9}</div>", title="h1", body=".z")
    assert found.body == "一、鲜叶\n二、青芽"
    assert (found.images, [one.url for one in found.attachments]) == (
        ["http://www.example.gov.cn/a.jpg"],
        ["http://www.example.gov.cn/f.pdf"],
    )
    assert found.evidence["body"].witness == "selector"


@pytest.mark.parametrize("html", ["<div class='z'></div>", "<div class='z'> <br></div>", ""])
def test_an_empty_pick_leaves_the_text_to_the_reader(html: str) -> None:
    found = article(HEAD + html + TEXT, body=".z")
    assert found.body.startswith("3月24日，青石区的春茶开采")
    assert found.evidence["body"].witness != "selector"


def test_addresses_in_a_text_that_is_picked_are_relative_to_the_page() -> None:
    marked = Selectors.read({"body": ".z"}).pick(
        Page(
            URL,
            f"<html><head><base href='http://img.example.gov.cn/b/'></head>{HEAD}<div class='z'>鲜叶<img src='a.jpg'></div>",
        )
    )
    assert read_article(marked).images == ["http://img.example.gov.cn/b/a.jpg"]


ROWS = "".join(f"<div class='r'><a href='/x?{n}'>题{n}</a></div>" for n in range(3))
BESIDE = "".join(
    f"<li><a href='/tz/t2023030{n}_1.html'>关于第{n}号窗口调整时间的告知书</a> 2023-03-0{n}</li>"
    for n in range(1, 9)
)


@pytest.mark.parametrize("selector", ["div.r", "div.r a", "//div[@class='r']", "div:has(> a[href^='/x'])"])
def test_rows_that_are_picked_are_the_list(selector: str) -> None:
    marked = page(f"<ul>{BESIDE}</ul>{ROWS}", rows=selector)
    platform = recognise(marked).platform
    assert [(one.url, one.title) for one in platform.read_list(marked)] == [
        (f"http://www.example.gov.cn/x?{n}", f"题{n}") for n in range(3)
    ]
    assert platform.name == "generic" and not is_no_list(marked)
    assert kind_of(marked) is Kind.LISTING


@pytest.mark.parametrize("rows", ["div.s", "h6"])
def test_rows_without_a_link_leave_the_list_to_the_reader(rows: str) -> None:
    marked = page(f"<ul>{BESIDE}</ul><div class='s'>无</div>", rows=rows)
    assert len(recognise(marked).platform.read_list(marked)) == 8


@pytest.mark.parametrize(
    ("html", "selector", "url"),
    [
        ("<a class='n' href='?p=2'>▸</a>", "a.n", "http://www.example.gov.cn/xw/1001.html?p=2"),
        ("<a class='n' href='?p=2'>▸</a>", "a.n::attr(href)", "http://www.example.gov.cn/xw/1001.html?p=2"),
        ("<b class='n' data-u='/l/2'>▸</b>", "//b/@data-u", "http://www.example.gov.cn/l/2"),
        (
            "<a class='n' href='javascript:go(2)'>▸</a><a href='1002_2.html'>下一页</a>",
            "a.n",
            "http://www.example.gov.cn/xw/1002_2.html",
        ),
    ],
)
def test_the_next_page_is_where_the_pick_leads(html: str, selector: str, url: str) -> None:
    marked = page(f"<ul>{BESIDE}</ul>{html}", next=selector)
    assert [one.url for one in recognise(marked).platform.next(marked, 1).candidates] == [url]


@pytest.mark.parametrize("wrong", ["/", "/xw/", "/xw/index.html", "/xw/index_4.html"])
def test_a_pick_that_cannot_be_the_next_page_is_not_followed(wrong: str) -> None:
    pager = f"<a href='/xw/index_2.html'>2</a> <a href='/xw/index_2.html'>下一页</a> <a class='n' href='{wrong}'>尾页</a>"
    marked = Selectors.read({"next": "a.n"}).pick(
        Page("http://www.example.gov.cn/xw/", f"<ul>{BESIDE}</ul>{pager}")
    )
    following = recognise(marked).platform.next(marked, 1)
    assert [one.url for one in following.candidates] == ["http://www.example.gov.cn/xw/index_2.html"]


def test_a_further_page_without_the_pick_is_the_last_one_where_its_rows_are_there() -> None:
    last = page(ROWS, rows=".r", next="a.n")
    platform = recognise(last).platform
    assert str(platform.next(last, 3).end) == "page 3 has no a.n"
    assert platform.next(last, 1).end is None, "a first page may have lost its pager"
    empty = page("<p>系统维护</p>", rows=".r", next="a.n")
    assert platform.next(empty, 3).end is None


def test_columns_that_are_picked_are_all_there_are() -> None:
    html = "<a href='/yw/'>青石要闻</a><p class='l'><a href='/cs/'>茶山 纪事</a></p>"
    html += "<p class='l'><a href='/sq/'>石桥旧话</a><a href='/cs/'>更多</a></p>"
    choice = choose_columns(page(html, columns="p.l"))
    assert [(one.name, one.url) for one in choice.columns] == [
        ("茶山纪事", "http://www.example.gov.cn/cs/"),
        ("石桥旧话", "http://www.example.gov.cn/sq/"),
    ]
    assert [(one.name, one.why) for one in choice.left_out] == [
        ("青石要闻", "the site's selector does not pick it")
    ]
    assert [one.name for one in find_columns(page(html, columns="p.l"), wanted=["青石要闻"])] == ["青石要闻"]
    assert [one.name for one in find_columns(page(html, columns="p.none"))] == ["青石要闻"]


@pytest.mark.parametrize(
    ("field", "selector", "said"),
    [
        ("title", "", "title = : not a text of one line"),
        ("title", "h1\nh2", "title = h1\nh2: not a text of one line"),
        ("title", "h1::texts", "title = h1::texts: no CSS: "),
        ("title", "//h1[", "title = //h1[: no XPath: "),
        ("title", "//h1[$x]", "title = //h1[$x]: no XPath: there is no $x"),
        (
            "title",
            "//h1/following::p",
            "title = //h1/following::p: no XPath that a page is read by: following:: and ",
        ),
        ("body", "//div/text()", "body = //div/text(): it picks texts; elements are wanted"),
        ("columns", "a::attr(href)", "columns = a::attr(href): it picks texts; elements are wanted"),
    ],
)
def test_what_is_no_selector_is_said(field: str, selector: str, said: str) -> None:
    with pytest.raises(ValueError) as error:
        Selectors.read({field: selector})
    assert str(error.value).startswith(said)


def test_what_only_a_page_shows_to_be_wrong_picks_nothing() -> None:
    assert page("<h1>春</h1>", title="//h1[re:test(., '(')]").picked[Field.TITLE].texts == ()


def test_a_page_of_too_many_elements_is_read_without_them_and_in_time() -> None:
    begun = time.process_time()
    for rows in (MOST_ELEMENTS, MOST_CHILDREN + 1):
        html = "<ul>" + "<li><a href=1>x</a>" * rows + "</ul>" + HEAD + TEXT
        for selector in ("li ~ li a", "//li[not(preceding-sibling::li)]", "li + li"):
            assert page(html, title=selector).picked[Field.TITLE].texts == ()
    assert time.process_time() - begun < 2
    few = "<dl><dt>来源<dd>青石融媒</dl>" + HEAD + TEXT
    assert page(few, source="//dt[.='来源']/following-sibling::dd[1]").picked[Field.SOURCE].texts == [
        "青石融媒"
    ]


def test_a_pick_of_a_picture_alone_takes_no_text_away() -> None:
    found = article(HEAD + f"<div class='z'><img src='/a.jpg'>{TEXT}</div>", body=".z img")
    assert found.body.startswith("3月24日") and found.evidence["body"].witness != "selector"


@given(
    st.text("<>/ab=\"' 春茶div", max_size=120), st.sampled_from(["div", "//a/@href", "div *", "a::text", "*"])
)
def test_no_markup_breaks_the_reading_of_a_page_with_selectors(html: str, selector: str) -> None:
    fields = {"title": selector, "published_on": selector, "source": selector, "next": selector}
    whole = (
        {}
        if "@" in selector or "::" in selector
        else {"body": selector, "rows": selector, "columns": selector}
    )
    marked = Selectors.read(fields | whole).pick(Page(URL, html))
    choose_columns(marked)
    for read in (read_article, recognise(marked).platform.read_list, recognise(marked).platform.next):
        try:
            read(marked)
        except PageChanged:
            assert read is not recognise(marked).platform.next
