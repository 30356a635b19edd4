"""Headlines and lines that scripts write, and what is written is what a reader sees."""

from __future__ import annotations

import random
import time

import pytest

from govnews.reading import Page, normalise, open_page, read_article
from govnews.reading.page.written import LONGEST, filled_by, with_written, written_by

TITLE = "青石镇开展冬季果园管护观摩"
TEXT = (
    "<p>12月6日，青石镇组织六个村的技术员到示范果园观摩冬季管护，镇农技站负责人到场讲解。</p>"
    "<p>大家一致认为，越冬前浇足封冻水、做好树干涂白，是来年丰产的基础；各村要抓紧落实。</p>"
)


def page_of(head: str, title: str = TITLE) -> Page:
    return open_page(
        f"<html><head><meta charset=utf-8><title>{title}_青石县人民政府</title></head><body><ul><li><a href='/'>首页</a></li>"
        f"<li><a href='/xw/'>要闻</a></li></ul><div class='bt'>{head}</div><p>发布时间：2025-12-06 来源：青石融媒</p>"
        f"<div id='zoom'>{TEXT}</div><p>主办：青石县人民政府 网站标识码：9900000001</p></body></html>".encode(),
        "http://www.example.gov.cn/xw/1.html",
    )


@pytest.mark.parametrize(
    "script",
    [
        'var t="%s";document.write("<h1>"+t+"</h1>");',
        "var lead='观摩', t='%s', sub='';\nif (sub == '') document.write('<h1>' + t + '</h1>')\n"
        "else document.write('<h2>' + lead + sub + '</h2>')",
        "var t='%s';if(t.length>40){document.write('<h1 class=\"small\">'+t+'</h1>')}else{document.write('<h1>'+t+'</h1>')}",
        "<!--\nvar bt = '%s';\nvar fbt = '六个村的技术员参加';"
        "\ndocument.write('<h1>' + bt + '</h1>');\ndocument.write('<h3>——' + fbt + '</h3>');\n//-->",
        "var ybt='', t='%s';if(ybt!=''&&ybt!=t){document.write('<p>'+ybt+'</p>');}if(!ybt||t){document.write('<h1>'+t+'</h1>');}",
        "/* 标题 */ let t = '%s'; let html = '<h1>'; html += t; html += '</h1>'; document.writeln(html)",
        "var t='%s';document.write(t==''?'<h1>无标题</h1>':'<h1>'+t+'</h1>');",
        "var t='%s'; if(t.indexOf('<br>')>0){document.write('<h1>'+t+'</h1>')}else{document.write('<h1>'+t+'</h1><i></i>')}",
        "var t=\"%s\"; if (t.trim() !== \"\") { if (t != '无标题') { document.write(\"<h1>\" + t + \"</h1>\") } "
        "else { document.write(\"<h1>公告</h1>\") } }",
    ],
)  # fmt: skip
def test_headlines_that_a_script_writes(script: str) -> None:
    article = normalise(read_article(page_of(f"<script>{script % TITLE}</script>")), fetched_at=None)
    assert (article.title, (article.published_at or article.published_on), article.source) == (
        TITLE,
        "2025-12-06",
        "青石融媒",
    )
    assert article.body.count("\n") == 1


@pytest.mark.parametrize(
    ("script", "html"),
    [
        ("var t='a<br>b';t=t.replace('<br>','');document.write(t)", "ab"),
        ("var t='ab';t=t.replace(/a/g,'');document.write(t)", ""),
        ("function f(){document.write('a')}", ""),
        ("for(var i=0;i<3;i++){document.write('a')}document.write('b')", "b"),
        ("while(x)document.write('a');document.write('b')", "b"),
        ("var n=now();document.write(n);document.write('时间：'+n)", ""),
        ("document.write('a'+1+2)", "a12"),
        ("if(1<2){document.write('a')}else if(x){document.write('b')}else{document.write('c')}", "a"),
        ("if(1>2)document.write('a');else if(2>1)document.write('b');else document.write('c')", "b"),
        ("var o={a:'x',b:['}',')']};document.write('b')", "b"),
        ("window.x='}';document.write('\\u9752石')", "青石"),
        ("}}document.write('a')", "a"),
        ("document.write('a'", ""),
        ("document.write(" + "(" * 500, ""),
        ("if(" * 100 + "document.write('a')", ""),
        ("var a=1" + ",a=1" * 450 + ";document.write(a)", "1"),
        ("document.write('a')" + " " * LONGEST, ""),
    ],
)
def test_what_is_written(script: str, html: str) -> None:
    assert written_by(script) == html


def test_scripts_of_the_head_and_of_further_scripts_write_nothing() -> None:
    for text in (
        "<head><script>document.write('<p>a')</script></head><body>",
        "<body><script>document.write('<scr'+'ipt src=a.js><\\/scr'+'ipt>')</script>",
        "<body><SCRIPT>document.write('<link href=a.css>')</SCRIPT>",
    ):
        assert with_written(text) == text
    text = "<BODY><SCRIPT>document.write('<a href=2.html>下一页</a>')</SCRIPT>"
    assert with_written(text) == f"{text}下一页"


def test_no_script_breaks_the_reading() -> None:
    chance = random.Random(14)
    pieces = "var if else document.write ( ) { } [ ] ; , + += = == != ! && || ? : . 'a' \"b\" a b length 1 \n // /* */ for".split(
        " "
    )
    for _ in range(3_000):
        written_by("".join(chance.choices([*pieces, " "], k=60)) + "document.write(a)")


@pytest.mark.parametrize(
    "piece",
    ["<script>document.write('a')</script>", "<script>document.write(", "<script>/*document.write", "'"],
)
def test_the_time_is_linear(piece: str) -> None:
    started = time.process_time()
    with_written("<body>document.write" + piece * (2_000_000 // len(piece)))
    assert time.process_time() - started < 4


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("&amp;ldquo;十四五&amp;rdquo;水利规划印发实施", "“十四五”水利规划印发实施"),
        ("青石镇&amp;mdash;&amp;mdash;一个古镇的新生活", "青石镇——一个古镇的新生活"),
        ("青石镇&amp;middot;冬日果园里的忙碌身影", "青石镇·冬日果园里的忙碌身影"),
        ("青石镇&amp;#8220;冬训&amp;#8221;走进田间地头", "青石镇“冬训”走进田间地头"),
        ("青石镇&amp;nbsp;冬季果园管护全面铺开", "青石镇 冬季果园管护全面铺开"),
        ("果园管护怎么做&amp;hellip;&amp;hellip;青石镇这样说", "果园管护怎么做……青石镇这样说"),
        ("青石镇A&amp;B两个果园的冬季管护", "青石镇A&B两个果园的冬季管护"),
    ],
)
def test_references_that_were_escaped_twice(written: str, seen: str) -> None:
    page = page_of(f"<h1>{written}</h1>", title=written)
    assert read_article(page).title == seen
    assert page.title == f"{seen}_青石县人民政府"


def test_markup_that_a_text_is_about_stays_text() -> None:
    page = page_of(
        f"<h1>{TITLE}</h1><p>写作&amp;lt;p&amp;gt;，见<a href='/a?x=1&amp;copy=2&amp;times=3'>说明</a></p>"
    )
    assert any("写作&lt;p&gt;" in line.text for line in page.flow.lines)
    assert page.root.xpath("//a/@href")[-1] == "/a?x=1&copy=2&times=3"


@pytest.mark.parametrize(
    ("script", "filled"),
    [
        ("document.getElementById('bt').innerHTML='孟津'+'<br>'+'春茶'", [("bt", "孟津<br>春茶")]),
        ("var t='春茶'; document.getElementById(\"bt\").innerText = t;", [("bt", "春茶")]),
        ("$(function () { $('#bt').text('1<2'); });", [("bt", "1&lt;2")]),
        ("jQuery(document).ready(function(){ $('#bt').html('春茶') })", [("bt", "春茶")]),
        ("if ('a' == 'b') { $('#bt').html('甲') } else { $('#bt').html('乙') }", [("bt", "乙")]),
        ("$('#bt').html($('#kept').val())", [("bt", "<p>茶园</p>")]),
        ("$('#bt').html($('#lost').val())", []),
        ("$('.bt').html('春茶')", []),
        ("$('#bt').html()", []),
        ("function f(){ $('#bt').html('春茶') }", []),
        ("$('#hits').html(count(1))", []),
        ("$('#bt'", []),
        ("$(function(){", []),
    ],
)
def test_filled_by(script: str, filled: list[tuple[str, str]]) -> None:
    assert filled_by(script, {"kept": "<p>茶园</p>"}.get) == filled


def test_a_page_has_what_its_scripts_fill_in_where_it_is_empty() -> None:
    text = (
        "<body><h1 id='bt'></h1><div id='zw'></div><p id='own'>自己的话</p>"
        "<input type='hidden' id='kept' value='&lt;p&gt;茶园&lt;/p&gt;&lt;p&gt;春茶&lt;/p&gt;'>"
        "<script>$('#bt').text('孟津春茶'); $('#zw').html($('#kept').val()); $('#own').html('别的')</script></body>"
    )
    page = Page("http://example.gov.cn/1.html", text)
    assert [line.text for line in page.flow.lines] == ["孟津春茶", "茶园", "春茶", "自己的话"]
