"""Texts that stand in a page's scripts and hidden elements are read as the page's scripts show them."""

from __future__ import annotations

import json
import time
from urllib.parse import quote

import pytest

from govnews.items import Article
from govnews.reading import Kind, kind_of, normalise, open_page, read_article
from govnews.reading.article.embedded import drawn, embedded_article
from govnews.reading.page.page import Page

TITLE = "青石镇开展冬季果园管护观摩"
LINES = [
    "12月6日，青石镇组织六个村的技术员到示范果园观摩冬季管护，镇农技站负责人到场讲解。",
    "大家一致认为，越冬前浇足封冻水、做好树干涂白，是来年丰产的基础；各村要抓紧落实。",
    "镇里还为每个村建了果树管护群，群众有问题随时提问，技术员当天答复。",
]
HTML = "".join(f"<p>{line}</p>" for line in LINES)
PLAIN = "\n".join(LINES)
SINGLE = HTML.replace("<p>", "<p style=\\'text-indent:2em\\'>").replace("</p>", "<\\/p>")


def page_of(inside: str, behind: str = "", above: str = "") -> str:
    return (
        f"<html><head><meta charset=utf-8><title>{TITLE}_青石县人民政府</title>{above}</head><body><ul>"
        f"<li><a href='/'>首页</a></li><li><a href='/xw/'>要闻</a></li></ul><h1>{TITLE}</h1>"
        f"<p>发布时间：2025-12-06 10:20 来源：青石融媒</p>"
        f"<div class='content' id='zoom'>{inside}</div><p>责任编辑：李小四</p>"
        f"<div class='foot'><p>主办：青石县人民政府 网站标识码：9900000001</p></div>{behind}</body></html>"
    )


def read(html: str) -> Article:
    page = open_page(html.encode(), "http://www.example.gov.cn/xw/1.html")
    assert kind_of(page) is Kind.ARTICLE
    return normalise(read_article(page), fetched_at=None)


STATE = json.dumps(
    {"props": {"pageProps": {"detail": {"id": 5, "title": TITLE, "content": HTML, "clicks": 3}}}}
)
JSON_LD = json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": PLAIN}, ensure_ascii=False)


@pytest.mark.parametrize(
    "html",
    [
        page_of(f"<script>var html='{SINGLE}';document.getElementById('zoom').innerHTML=html;</script>"),
        page_of("", f"<script>var str = \"{HTML}\";\n$('#zoom').html(str);</script>"),
        page_of("", f"<script>const str = `\n{HTML}\n`;\ndocument.querySelector('.content').innerHTML = str;</script>"),
        page_of("<script>s = ''" + "".join(f";\ns += '<p>{line}</p>'" for line in LINES) + ";document.write(s)</script>"),
        page_of("<script>show('" + "' +\n  '".join(f"<p>{line}</p>" for line in LINES) + "');</script>"),
        page_of(f"<textarea name='neirong' style='display:none'>{HTML.replace('<', '&lt;')}</textarea>"),
        page_of("", f"<TEXTAREA id='txt' rows=1>{HTML}</TEXTAREA><script>$('#zoom').html($('#txt').val())</script>"),
        page_of(f"<script type='text/html' id='tpl'>{HTML}</script>"),
        page_of(f"<script id='t' type=\"text/x-template\">\n<div>{HTML}</div></script>"),
        page_of(f"<template>{HTML}</template>"),
        page_of(f"<noscript>{HTML}</noscript>"),
        page_of(f"<script id='__NEXT_DATA__' type='application/json'>{STATE}</script>"),
        page_of("", "", f"<script>window.__INITIAL_STATE__={STATE};$('#zoom').html(__INITIAL_STATE__.props)</script>"),
        page_of(f"<script type='application/ld+json'>{JSON_LD}</script>"),
        page_of(f"<script>document.write(decodeURIComponent('{quote(HTML)}'))</script>"),
        page_of(f"<script>window.__DATA__=JSON.parse({json.dumps(STATE)})</script>"),
        page_of(f"<script>document.write('{SINGLE}{'<!-- -->' * 600}')</script>"),
    ],
)  # fmt: skip
def test_the_head_of_the_markup_and_the_text_of_the_data(html: str) -> None:
    article = read(html)
    assert (article.title, article.published_at, article.source, article.editor) == (
        TITLE, "2025-12-06T10:20:00+08:00", "青石融媒", "李小四",
    )  # fmt: skip
    assert article.body == PLAIN


@pytest.mark.parametrize(
    "state",
    [
        {"title": TITLE, "content": HTML, "pubTime": "2025-12-06 10:20", "source": "青石融媒", "editor": "李小四"},
        {"a": [{"articleTitle": TITLE, "publishTime": "2025-12-06 10:20", "copyFrom": "青石融媒",
                "dutyEditor": "李小四", "contentHtml": HTML}]},
        {"news": {"headline": TITLE, "text": PLAIN, "publish_time": "2025-12-06 10:20", "mediaName": "青石融媒",
                  "editorName": "李小四"}},
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "shell",
    [
        "<html><head><title>青石县</title><script>window.__S=%s</script></head><body><div id=app></div></body></html>",
        "<html><body><div id=app></div><script>window.$DATA=%s;</script><p>主办：青石县人民政府</p></body></html>",
        "<html><body><script type='application/json'>%s</script></body></html>",
    ],
)
def test_a_shell_whose_data_are_all_there_is(shell: str, state: dict[str, object]) -> None:
    article = read(shell % json.dumps(state, ensure_ascii=False))
    assert (article.title, article.published_at, article.source, article.editor) == (
        TITLE, "2025-12-06T10:20:00+08:00", "青石融媒", "李小四",
    )  # fmt: skip
    assert article.body == PLAIN


@pytest.mark.parametrize(
    "script",
    [
        f"<script>var tip='<p>{LINES[0]}</p><p>{LINES[1]}</p>';layer.alert(tip)</script>",
        f"<textarea placeholder='留言'>{LINES[0]}</textarea>",
        "<script>var rows='" + "<li><a href=\\'/1.html\\'>青石镇开展冬季果园管护观摩</a></li>" * 20 + "'</script>",
    ],
)  # fmt: skip
def test_a_page_with_a_text_keeps_it(script: str) -> None:
    assert read(page_of(HTML * 3, script)).body == read(page_of(HTML * 3)).body


@pytest.mark.parametrize(
    "script",
    [
        "<script>var menu='" + "<p><a href=\\'/1/\\'>青石镇冬季果园管护</a></p>" * 20 + "。'</script>",
        "<script>var tip='<p>请输入验证码。</p>'</script>",
        "<textarea>请输入留言</textarea>",
        "<script>/* " + PLAIN + " */</script>",
    ],
)  # fmt: skip
def test_other_literals_are_no_text(script: str) -> None:
    page = Page("http://www.example.gov.cn/1.html", page_of(script))
    assert embedded_article(page) is None


@pytest.mark.parametrize(
    "piece",
    ["='\\", "=\"", "=`", "='a'+", "<textarea>", "<textarea>春", "content:'", "parse('",
     "<script type='text/html'>春", "$('#a').html(", "<a id='a'"],
)  # fmt: skip
def test_the_time_is_linear(piece: str) -> None:
    took = []
    for size in (200_000, 800_000):
        text = "<script>$('#a').html(x)" + piece * (size // len(piece)) + "</script>" + "春" * 40
        started = time.process_time()
        page = Page("http://www.example.gov.cn/1.html", text)
        if (embedded := embedded_article(page)) is not None:
            drawn(page, embedded)
        took.append(time.process_time() - started)
    assert took[1] < 8 * took[0] + 0.3
