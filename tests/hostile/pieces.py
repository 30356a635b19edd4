"""Texts of every class over and over, in every place of a page, for every reader of pages and of what they hold."""

# ruff: noqa: E501 - rows of pieces

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from html import escape

from govnews.crawl import edits
from govnews.errors import PageChanged, Unreadable
from govnews.identity import canonical_url, content_hash, file_identity, holds_title, title_key
from govnews.items import Article, ListingEntry
from govnews.reading import (
    Page,
    choose_columns,
    is_no_list,
    kind_of,
    normalise,
    open_page,
    read_article,
    read_expected,
    read_notice,
    recognise,
)
from govnews.reading.article.article import further_pages
from govnews.reading.article.embedded import find_embedded
from govnews.reading.article.further import is_page_name
from govnews.reading.article.page_addresses import is_same_document, page_address
from govnews.reading.credits import find_credits, first_byline, last_byline
from govnews.reading.dates import find_dates, read_date
from govnews.reading.dates.address import url_date, url_near
from govnews.reading.listing.answers import entries_of, read_json, rows_of
from govnews.reading.listing.page_numbers import numbered, page_key, related
from govnews.reading.listing.pager import read_next
from govnews.reading.listing.paging import PageRequest
from govnews.reading.page.charset import decode
from govnews.reading.page.javascript import follow, read_locations, read_texts, string_value
from govnews.reading.page.links import as_browsers_read, is_article, is_directory, is_page, opened_by, resolve
from govnews.reading.page.written import with_written
from govnews.reading.platforms import PLATFORMS
from govnews.reading.states.walls import block_reason
from govnews.text import fold, printable, whole_characters

URL = "http://www.example.gov.cn/xw/2023/0324/1.html"

PIECES = {
    "digits": ("1", "12:", "1-", "1,", "9 ", "2023", "2023-", "2023年", "3月", "24日", "09:15 ", "20230324 "),
    "spaces": (" ", "\u3000", "\xa0", "\n", "\t ", " \n", "&nbsp;"),
    "brackets": ("(", ")", "（", "【", "】", "[", "[[", "{", "{}", "《", "(（[【"),
    "labels": (
        *("来源：", "原标题：", "发布时间：", "责任编辑：", "作者：", "编辑：张三 ", "来源 ", "时间", "附件：", "附件1："),
        *("（记者 张三）", "文/图 ", "主办：", "您当前的位置：", "上一篇：", "浏览次数：1次 ", "摄影：", "发布日期：2023-01-02 "),
    ),
    "numerals": ("一", "二〇", "十", "第一", "一、", "〇二三年", "三月"),
    "quotes": ('"', "'", "“", "”", "`", "''", '"\''),
    "backslashes": ("\\", '\\"', "\\'", "\\u4e00", "\\n", "\\\\u"),
    "marks": ("。", "，", "！", "-", "--", "_", "|", "｜", ".", "..", "…", "·", "?", "/", "//", "@", "a@", "#", "&", "%", "%E4", "=", "+", ":", "：", ";"),
    "letters": ("a", "A", "a ", "县", "县 ", "县长", "w", "www.", "http://", "http://a.cn/", "a.b", "/a", "a-"),
    "markup": (
        *("<", "<p", "<p>", "</p>", "<a href=", "<a href='", "<a>", "<div>", "<div class=", "<script>", "<script", "</script>"),
        *("<!--", "-->", "<li>", "<td>", "<table><tr><td>", "<b>", "<img src=", "<style>", "<textarea>", "<title>", "<br>"),
        *("<li><a href=/xw/1.html>县长调研春耕生产</a>2023-01-02</li>", "<a href=/xw/>要闻</a>", "<p>县长调研。</p>", "<option value=2>2"),
        *("<p>县长到青石镇调研春耕生产，强调要不误农时。</p>", "县长到青石镇调研春耕生产，强调要不误农时。<br>"),
        *("<a href='javascript:go(2)'>下一页</a>", "<a onclick='more()'>更多</a>", "<h2>要闻</h2>", "<iframe src=a.mp4>", "<datastore><record>"),
        *("<span>1</span>", "<font>来源：</font>", "<input type=hidden name=a value=1>", "&#x4e00;", "&lt;p&gt;", "<textarea class='content'>"),
        *("<template>", "<object>", "<svg>", "<meta name=a content=b>", "<p hidden>县", "<p style='display:none'>", "<em>2023</em>-<em>1</em>"),
    ),
    "scripts": (
        *("location=a+", "location=", "location.href='a'+b;", "var a='", "a='b';", "a=1;", "function go(n){location='a'+n}", "go(", "go(2);"),
        *("document.write('", "document.write(a);", "content:'", "content:\"", '"content":"县', "title='", "createPageHTML(", "createPageHTML(a,b,c,d);"),
        *("parse('", "parse(\"{", "href='+a+'", "if(n<=9){$('#more').hide()}", "Pager({", "pagination({", "pageCount:", "/*", "//", "eval(", "alert('", "{count:1,"),
        *('{"title":"县长","url":"/a"},', "[", '{"a":', "[1,", "dataStore=['", ".jpage(", "_simple_list_gotopage_fun(1,", "pubDate:'2023", "getElementById('a')"),
    ),
    "mirrors": ("縣(xiàn)", "縣(xiàn)長(zhǎng)", "鈥", "?", "??", "日?qǐng)?bào)", "(xiàn)", "會(huì)議,。", "锟斤拷", "&#22269;"),
    "pagers": ("第1页", "共1页", "共1条", "1/2", "下一页", "尾页", "<b>1</b><a href=2.html>2</a>", "页次", "更多", "加载更多", "上一页 "),
}  # fmt: skip


def page(body: str, head: str = "") -> str:
    return (
        f"<html><head><title>县长调研春耕_某县政府</title>{head}</head><body><h1>县长调研春耕</h1>"
        f"<div>发布时间：2023-03-24 来源：某县融媒</div>{body}</body></html>"
    )


def quoted(text: str) -> str:
    return escape(text, quote=True)


TEXT = "<p>3月24日，县长到青石镇调研春耕生产工作，强调要不误农时。</p>"
PLACES: dict[str, Callable[[str], str]] = {
    "whole": lambda text: text,
    "body": lambda text: page(f"<div id=zoom>{TEXT}{text}{TEXT}</div>"),
    "paragraph": lambda text: page(f"<div id=zoom>{TEXT}<p>{quoted(text)}</p></div>"),
    "lines": lambda text: page(f"<div id=zoom>{TEXT}{'<br>'.join(map(quoted, cut(text, 40)))}</div>"),
    "head": lambda text: page(TEXT).replace("来源：某县融媒", quoted(text)),
    "source": lambda text: page(TEXT).replace("某县融媒", quoted(text)),
    "title": lambda text: page(TEXT).replace("县长调研春耕", quoted(text)),
    "metas": lambda text: page(
        TEXT,
        "".join(
            f'<meta name={name} content="{quoted(text)}">'
            for name in ("ContentSource", "PubDate", "Keywords", "Author", "Url")
        ),
    ),
    "script": lambda text: page(f"{TEXT}<script>{text}</script>"),
    "shell": lambda text: f"<html><title>要闻</title><div id=app></div><script>{text}</script></html>",
    "handler": lambda text: page(f'<a href="#" onclick="{quoted(text)}">下一页</a>'),
    "address": lambda text: page(f'<a href="{quoted(text)}">下一页</a><img src="{quoted(text)}">{TEXT}'),
    "rows": lambda text: page(
        "<ul>"
        + "".join(f"<li><a href='/xw/1{i}.html'>{one}</a></li>" for i, one in enumerate(map(quoted, cut(text, 30))))
        + "</ul>"
    ),
    "row": lambda text: page(
        f"<ul><li><a href=/1.html title='{quoted(text)}'>{quoted(text)}</a><span>{quoted(text)}</span></li></ul>"
    ),
    "menu": lambda text: page(
        "<div class=nav>" + "".join(f"<a href=/c{i}/>{one}</a>" for i, one in enumerate(map(quoted, cut(text, 6)))) + "</div>"
    ),
    "pager": lambda text: page(f"<ul><li><a href=/xw/1.html>县长调研</a></li></ul><div class=page>{text}</div>"),
    "class": lambda text: page(f'<div class="{quoted(text)}" id="{quoted(text)}">{TEXT}</div>'),
    "json": lambda text: f'{{"data": {{"html": {text}, "total": "{text}"}}, "rows": [{text}]}}',
}  # fmt: skip


def cut(text: str, length: int) -> list[str]:
    return [text[at : at + length] for at in range(0, len(text), length)]


def _quietly(read: Callable[[], object]) -> None:
    with suppress(PageChanged, Unreadable):
        read()


def _on_page(read: Callable[[Page], object]) -> Callable[[str], None]:
    return lambda text: _quietly(lambda: read(Page(URL, text)))


def _list_as(platform_name: str) -> Callable[[str], None]:
    platform = next(one for one in PLATFORMS if one.name == platform_name)
    url = "http://www.example.gov.cn/xw/list.html?startrecord=1&endrecord=9&page=1&pageIndex=1"

    def read(text: str) -> None:
        page = Page(url, text)
        _quietly(lambda: platform.recognise(page))
        _quietly(lambda: platform.read_list(page))
        _quietly(lambda: platform.next(page, 1, PageRequest(url)))
        _quietly(lambda: platform.claims(page))

    return read


def _article(page: Page) -> None:
    article = normalise(read_article(page), fetched_at=None)
    edits.fingerprint(article)
    edits.bears_title(article, "县长调研春耕")


def _expected(page: Page) -> None:
    entry = ListingEntry(URL, "县长调研春耕")
    read_expected(
        page, title=entry.title, entry=entry, before=Article(url=URL, title="县长调研", body="县长调研。")
    )


PAGE_READERS: dict[str, Callable[[str], None]] = {
    "article": _on_page(_article),
    "expected article": _on_page(_expected),
    "further pages": _on_page(lambda page: further_pages(page, URL)),
    "kind": _on_page(lambda page: (kind_of(page), is_no_list(page))),
    "columns": _on_page(choose_columns),
    "pager": _on_page(read_next),
    "notice": _on_page(read_notice),
    "family": _on_page(recognise),
    "wall": lambda text: block_reason(200, {}, text.encode("utf-8", "replace"), "县长调研春耕") and None,
    "mirror": lambda text: _quietly(lambda: open_page(text.encode("utf-8", "replace"), URL).root),
    **{f"list of {platform.name}": _list_as(platform.name) for platform in PLATFORMS},
}
"""Readers of whole pages."""


def _entries(text: str) -> None:
    rows = rows_of(read_json(Page(URL, text)))
    entries_of(rows or [], URL)


TEXT_READERS: dict[str, Callable[[str], object]] = {
    "dates": find_dates,
    "date": read_date,
    "credits": find_credits,
    "bylines": lambda text: (first_byline(text), last_byline(text)),
    "fold": lambda text: (fold(text), printable(text), whole_characters(text)),
    "titles": lambda text: (holds_title(text, text[1:] + "x"), title_key(text)),
    "edit": edits._uncounted,
    "hash": lambda text: content_hash(text, text, [text]),
    "identity": lambda text: (canonical_url("http://a.cn/" + text), file_identity("http://a.cn/?" + text)),
    "links": lambda text: (
        *(is_article(text), is_directory(text), is_page(text), opened_by(text)),
        *(resolve(URL, text), resolve(text, "a"), as_browsers_read(text, "gb18030")),
    ),
    "numbers": lambda text: (numbered("http://a.cn/" + text), page_key(text), related("http://a.cn/" + text, URL)),
    "further": lambda text: (
        *(is_page_name(text), page_address(URL, URL[:-5] + text), page_address("http://a.cn/" + text, "http://a.cn/" + text + "_2")),
        is_same_document("http://a.cn/" + text, "http://a.cn/a/" + text),
    ),
    "address": lambda text: (url_date("http://a.cn/" + text), url_near("http://a.cn/" + text)),
    "script": lambda text: (read_locations(text), read_texts(text), follow(text, text)),
    "literal": lambda text: string_value('"' + text + '"'),
    "written": lambda text: with_written(f"<body><script>document.write('a');{text}</script>"),
    "embedded": lambda text: find_embedded(f"<script>var a = {{{text}}}</script>"),
    "json": _entries,
    "charset": lambda text: decode(text.encode("gb18030", "replace") + b"\xff", None),
}  # fmt: skip
"""Readers of pieces of a page."""


@dataclass(frozen=True, slots=True)
class Case:
    """One reader, one place of a page, one piece over and over."""

    reader: str
    place: str
    piece: str

    @property
    def run(self) -> Callable[[str], object]:
        return TEXT_READERS[self.reader] if self.place == "alone" else PAGE_READERS[self.reader]

    def text(self, size: int) -> str:
        text = self.piece * max(1, size // len(self.piece))
        return text if self.place == "alone" else PLACES[self.place](text)


def cases() -> list[Case]:
    """Every reader with every piece in every place."""
    pieces = [piece for group in PIECES.values() for piece in group]
    return [
        *(Case(reader, place, piece) for reader in PAGE_READERS for place in PLACES for piece in pieces),
        *(Case(reader, "alone", piece) for reader in TEXT_READERS for piece in pieces),
    ]
