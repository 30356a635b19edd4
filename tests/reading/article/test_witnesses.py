"""Dates and credits of whole pages: what the head shows, what the system says, what the text says of itself.

The pages are small and invented; each row stands for a kind that real sites show.
"""

from __future__ import annotations

import pytest

from govnews.items import Article, ListingEntry
from govnews.reading import Page, normalise, read_article

TITLE = "石桥乡启动村级水厂管网巡检行动"
TEXT = (
    "<p>连日来，石桥乡组织水利站和村组干部，对全乡十一座村级水厂的管网、闸阀和蓄水池开展巡检。</p>"
    "<p>巡检人员沿线查看管道埋深和接头情况，发现渗漏当场登记，能修的立即修好，不能修的限期整改。</p>"
    "<p>截至目前，已排查管线四十二公里，更换闸阀十九个，供水保证率明显提高，群众用上了放心水。</p>"
)
HOME = "http://www.shiqiao.example/xw/60318.html"


def page(head: str, *, text: str = TEXT, metas: str = "", url: str = HOME, row: str | None = None) -> Article:
    """The article of a page whose headline stands above ``head``; ``row`` is the date of its row in the list."""
    html = (
        f"<html><head><title>{TITLE}_石桥乡人民政府</title>{metas}</head><body>"
        "<ul><li><a href='/'>首页</a></li><li><a href='/xw/'>乡镇动态</a></li><li><a href='/gk/'>政务公开</a></li></ul>"
        f"<div class='x1'><h1>{TITLE}</h1>{head}<div class='x2'>{text}</div></div>"
        "<div class='x3'><p>主办：石桥乡人民政府 网站标识码：9900000001</p></div></body></html>"
    )
    entry = ListingEntry(url, TITLE, row, row) if row else None
    return normalise(read_article(Page(url, html), entry=entry), fetched_at=None)


def meta(name: str, content: str) -> str:
    return f"<meta name='{name}' content='{content}'>"


DAY, TIME = "2023-11-03", "2023-11-03T16:20:00+08:00"
FILED = "http://www.shiqiao.example/xw/202402/t20240219_60318.html"
DATED = "http://www.shiqiao.example/xw/202311/t20231103_60318.html"
MOVED = meta("PubDate", "2024-09-14 10:16:14")

SHOWN = {
    # an unlabelled date in the head, against a later date of the system
    "time in Chinese": (page, "<p>2023年11月3日 16时20分</p>", {"metas": MOVED}, TIME),
    "day alone": (page, "<div>2023-11-03</div>", {"metas": MOVED}, DAY),
    "day among credits": (page, "<p><i>2023.11.03</i><i>石桥乡党政办</i><i>字号：大 中 小</i></p>", {"metas": MOVED}, DAY),
    "day behind the source": (page, "<p>来源：石桥发布 2023/11/03</p>", {"metas": MOVED}, DAY),
    "day in an item": (page, "<ul><li>2023年11月03日</li><li>来源：石桥发布</li><li>【打印】</li></ul>", {"metas": MOVED}, DAY),
    "label against meta and address": (page, "<p>发布时间：2023-11-03 16:20</p>", {"metas": MOVED, "url": FILED}, TIME),
    "day against meta and address": (page, "<p>2023-11-03 来源：石桥发布</p>", {"metas": MOVED, "url": FILED}, DAY),
    "day against the address": (page, "<p>2023-11-03　点击：12</p>", {"url": FILED}, DAY),
    "row against meta": (page, "", {"metas": MOVED, "row": DAY}, DAY),
    "row and head against both": (page, "<p>2023-11-03</p>", {"metas": MOVED, "url": FILED, "row": DAY}, DAY),
    "same day, another time": (page, "<p>2023年11月03日 16时20分</p>", {"metas": meta("PubDate", "2023-11-03 17:02:11")}, TIME),
    "a copied template": (page, "<p>发布日期：2023-11-03</p>", {"metas": meta("PubDate", "2019-01-08"), "url": DATED}, DAY),
    "an event to come": (page, "<p>时间：2023-12-20 09:00</p>", {"metas": meta("PubDate", "2023-11-03"), "url": DATED}, DAY),
    "address alone": (page, "<p>来源：石桥发布</p>", {"url": DATED}, DAY),
    "row a few days before the address": (page, "", {"url": DATED, "row": "2023-11-01"}, DAY),
    # what the next element is glued to
    "a counter behind minutes": (page, "<p><i>石桥发布</i><i>2023-11-03 16:20</i><i>3.4万+</i></p>", {}, TIME),
    "a counter behind seconds": (page, "<p><i>2023-11-03 16:20:00</i><i>12次阅读</i></p>", {}, TIME),
    "a counter in Chinese": (page, "<p><b>2023年11月03日 16:20</b><b>1203</b></p>", {}, TIME),
    "a name that begins with digits": (page, "<p><i>2023/11/03 16:20</i><i>12345热线</i></p>", {}, TIME),
    "a day and a counter": (page, "<p><i>2023-11-03</i><i>1203</i></p>", {}, None),
    # two digits of the year
    "short between bars": (page, "<p> | 23-11-03 | 【大 中 小】【打印】</p>", {}, DAY),
    "short in brackets": (page, "<p>[23-11-03]　浏览：35</p>", {}, DAY),
    "short with slashes": (page, "<p>来源：石桥发布　23/11/03 16:20</p>", {}, TIME),
    "short with its label": (page, "<p>发布日期：23.11.3</p>", {}, DAY),
    "short and padded with dots": (page, "<p>23.11.03 来源：石桥发布</p>", {}, DAY),
    "short behind an apostrophe": (page, "<p>'23-11-03　阅读：7</p>", {}, DAY),
    "short with 年": (page, "<p>23年11月3日 来源：石桥发布</p>", {}, DAY),
    # a label of the text against the head
    "published in the text": (page, "<p>2023-11-03 16:20</p>", {"text": f"{TEXT}<p>发布日期：2015年4月2日</p>"}, TIME),
    "published at the top of the text": (page, "<p>2023-11-03</p>", {"text": "<p>公布时间：2015-04-02</p>" + TEXT}, DAY),
    "only the foot has it": (page, "", {"text": TEXT + "<p>发布时间：2023-11-03 16:20</p>"}, TIME),
    # spans of time
    "span with times": (page, "<p>报名时间：2023-11-03 09:00 ～ 2023-11-09 18:00</p>", {}, None),
    "span with 至": (page, "<p>公示期：2023年11月3日至2023年11月9日</p>", {}, None),
    "span with a dash": (page, "<p>公示时间：2023.11.3—2023.11.9</p>", {}, None),
    "span with 起 and 止": (page, "<p>公示时间：2023年11月3日起至2023年11月9日止</p>", {}, None),
    "span without a label": (page, "<p>2023-11-03 到 2023-11-09</p>", {}, None),
    "an end of a span": (page, "<p>报名截止时间 2023-11-09 18:00</p>", {}, None),
    "a span beside the date": (page, "<p>发布时间：2023-11-03 16:20 公示时间：2023-11-03至2023-11-09</p>", {}, TIME),
    "a span and the date": (page, "<p>报名时间：2023-11-05 至 2023-11-09　发布时间：2023-11-03</p>", {}, DAY),
    "an end alone": (page, "<p>有效期至：2023-11-09</p>", {}, None),
    # markup
    "time element": (page, "<p><time datetime='2023-11-03T08:20:00Z'>两周前</time></p>", {}, TIME),
    "time without text": (page, "<time datetime='2023-11-03 16:20'></time>", {}, TIME),
    "itemprop of a time": (page, "<p><time itemprop='datePublished' datetime='2023-11-03'>周五</time></p>", {}, DAY),
    "itemprop with text": (page, "<p><b itemprop='datePublished'>2023-11-03 16:20</b></p>", {}, TIME),
    "updated time element": (
        page,
        "<p><time class='updated' datetime='2024-02-01'>2月</time><time class='published' datetime='2023-11-03'>去年</time></p>",
        {},
        DAY,
    ),
    "dc issued": (page, "", {"metas": meta("DC.date.issued", DAY)}, DAY),
    "dcterms issued": (page, "", {"metas": meta("DCTERMS.issued", "2023-11-03T08:20:00+00:00")}, TIME),
    "dc with a colon": (page, "", {"metas": meta("dc:date", DAY)}, DAY),
    "citation": (page, "", {"metas": meta("citation_publication_date", "2023/11/03")}, DAY),
    "plain date meta": (page, "", {"metas": meta("date", "2023-11-03 16:20")}, TIME),
    "javascript meta": (page, "", {"metas": meta("pubdate", "Fri Nov 03 2023 16:20:00 GMT+0800 (CST)")}, TIME),
    "json-ld": (page, "<script type='application/ld+json'>{\"datePublished\":\"2023-11-03T16:20:00+08:00\"}</script>", {}, TIME),
    "epoch": (page, "<script>var publishTime = 1698999600000;</script>", {}, TIME),
    # English
    "updated": (page, "<p>Updated: Nov 3,2023</p>", {}, DAY),
    "updated, a day before the file": (page, "<p>Updated: November 2, 2023</p>", {"url": DATED}, "2023-11-02"),
    "date": (page, "<p>Date: 3 November 2023  Source: Shiqiao Today</p>", {}, DAY),
    "published on": (page, "<p>Published on Nov. 3rd, 2023 by Shiqiao Today</p>", {}, DAY),
    "numbers": (page, "<p>2023-11-03 Source: Shiqiao Today</p>", {}, DAY),
    "english clock": (page, "<p>Release time: Nov 3, 2023 4:20 PM</p>", {}, TIME),
    # without a year
    "the address has the year": (page, "<p>发布时间：11月3日 16:20</p>", {"url": DATED}, TIME),
    "the row has the year": (page, "<p>发布时间：11-03 16:20 来源：石桥发布</p>", {"row": DAY}, TIME),
    # clocks
    "an impossible clock": (page, "<p>发布时间：2023-11-03 25:80</p>", {}, DAY),
    "the page's clock": (page, "<p>今天是2024年5月6日 星期一</p>", {"url": DATED}, DAY),
}  # fmt: skip


@pytest.mark.parametrize(("head", "more", "expected"), [row[1:] for row in SHOWN.values()], ids=list(SHOWN))
def test_date_of_a_page(head: str, more: dict[str, str], expected: str | None) -> None:
    article = page(head, **more)  # type: ignore[arg-type]
    assert (article.published_at or article.published_on) == expected


SOURCE, AUTHOR = "石桥乡党政办", "石小川"
CREDITS = {
    # an outlet without a label
    "glued inline": ("<p><i>2023-11-03</i><i>石桥乡党政办</i><i>作者：石小川</i></p>", SOURCE, AUTHOR, None),
    "before the counter": ("<p>2023-11-03 16:20　石桥乡党政办　点击数：106　【打印】</p>", SOURCE, None, None),
    "before the date": ("<p>石桥乡党政办　2023-11-03　阅读：9</p>", SOURCE, None, None),
    "in its own item": ("<ul><li>2023-11-03</li><li>石桥县水利局</li><li>字号：大 小</li></ul>", "石桥县水利局", None, None),
    "a bar": ("<p>石桥县文化馆 | 2023-11-03 | 责任编辑：石小川</p>", "石桥县文化馆", None, "石小川"),
    "a column is none": ("<p>2023-11-03 乡镇动态 浏览：9</p>", None, None, None),
    "a button is none": ("<p>2023-11-03 返回首页 打印本页</p>", None, None, None),
    "a street is none": ("<p>2023-11-03 石桥路</p>", None, None, None),
    "in a cell of its own": (
        "<table><tr><td>2023-11-03</td><td>石桥县卫健委</td><td>浏览：3</td></tr></table>", "石桥县卫健委", None, None
    ),
    "behind a labelled author": ("<p>作者：石小川 2023-11-03 石桥县税务局</p>", "石桥县税务局", AUTHOR, None),
    "with a person": ("<p>石桥日报 石小川 2023-11-03</p>", "石桥日报", None, None),
    # two sources, and what is no source
    "two outlets": ("<p>来源：石桥日报 新华网 2023-11-03</p>", "石桥日报 新华网", None, None),
    "an outlet and a slogan": ("<p>2023-11-03 来源：石桥观察 有人在线咨询</p>", "石桥观察", None, None),
    "an office in two words": ("<p>来源：石桥县 融媒体中心 2023-11-03</p>", "石桥县融媒体中心", None, None),
    "an address": ("<p>2023-11-03 来源：www.shiqiao.example</p>", None, None, None),
    "an address with a scheme": ("<p>2023-11-03 来源：https://www.shiqiao.gov.cn/xw/1.html</p>", None, None, None),
    "an outlet and its address": ("<p>2023-11-03 来源：石桥日报（http://www.shiqiao.example）</p>", "石桥日报", None, None),
    "a document": ("<p>来源：石政发〔2023〕1号 2023-11-03</p>", None, None, None),
    "a document in other brackets": ("<p>来源：石水字[2023]第15号 2023-11-03</p>", None, None, None),
    "a person": ("<p>来源：石小川 2023-11-03</p>", None, AUTHOR, None),
    "glued to the first title": (
        "<p><i>2023-11-03</i> <i>来源：石桥日报</i><i>原标题：管网巡检忙</i></p>", "石桥日报", None, None
    ),
    "the first title and a reporter": ("<p>来源：石桥日报 原标题：巡检 作者：石小川 2023-11-03</p>", "石桥日报", AUTHOR, None),
    # an outlet that is called by its place: the site is that of 石桥乡
    "an account of the place": ("<p>掌上石桥　2023-11-03</p>", "掌上石桥", None, None),
    "police": ("<p><i>2023-11-03</i> <i>石桥公安</i></p>", "石桥公安", None, None),
    "a short account": ("<p>2023-11-03 | 微石桥 | 浏览：9</p>", "微石桥", None, None),
    "in quotes": ("<p>“石桥融媒”公众号 2023-11-03</p>", "“石桥融媒”公众号", None, None),
    "women": ("<p>石桥县妇联　2023-11-03 16:20</p>", "石桥县妇联", None, None),
    "known all over": ("<p>2023-11-03　学习强国</p>", "学习强国", None, None),
    "a column of short films": ("<p>2023-11-03 微视频</p>", None, None, None),
    "a column of services": ("<p>2023-11-03 掌上办事</p>", None, None, None),
    "a column of travel": ("<p>乡村文旅 2023-11-03</p>", None, None, None),
    "not beside the date": ("<p>2023-11-03</p><p>专题专栏</p><p>乡镇动态</p><p>石桥公安</p>", None, None, None),
    # further labels
    "taken from": ("<p>2023-11-03 摘自：石桥日报</p>", "石桥日报", None, None),
    "given by": ("<p>提供单位：石桥乡党政办　时间：2023-11-03</p>", SOURCE, None, None),
    "written by": ("<ul><li>2023-11-03</li><li>撰稿单位：石桥乡党政办</li></ul>", SOURCE, None, None),
    "the informant's office": ("<p>信息员单位：石桥乡党政办 信息员：石小川 2023-11-03</p>", SOURCE, None, "石小川"),
    "sent by, in cells": (
        "<table><tr><td>报送部门</td><td>石桥乡党政办</td><td>发布日期</td><td>2023-11-03</td></tr></table>", SOURCE, None, None
    ),
    "issued by, beside a source": ("<p>发文单位：石桥县水利局 来源：石桥发布 2023-11-03</p>", "石桥发布", None, None),
    "a reporter": ("<p>来源：记者 石小川 2023-11-03</p>", None, AUTHOR, None),
    "an account": ("<p>来源：admin 2023-11-03</p>", None, None, None),
    # accounts are nobody
    "administrator": ("<p>2023-11-03 作者：系统管理员 编辑：admin</p>", None, None, None),
    "of a site": ("<p>2023-11-03 作者：网站管理员 责任编辑：Administrator</p>", None, None, None),
    "initials": ("<p>2023-11-03 发布人：dgb 作者：SQX</p>", None, None, None),
    "letters and digits": ("<p>2023-11-03 编辑：sqxc01 审核：石小川</p>", None, None, "石小川"),
    "digits": ("<p>2023-11-03 作者：100234 录入：user7</p>", None, None, None),
    "an account beside a person": ("<p>2023-11-03 作者：石小川 编辑：webmaster</p>", None, AUTHOR, None),
    "a foreign name": ("<p>2023-11-03 作者：约翰·史密斯</p>", None, "约翰·史密斯", None),
    "a name in letters": ("<p>2023-11-03 Author: John Stone</p>", None, "John Stone", None),
    # roles of review
    "approval": ("<p>2023-11-03 编辑：石小川 审批：何大江</p>", None, None, "编辑：石小川 审批：何大江"),
    "release": ("<p>2023-11-03 初审：石小川 核发：何大江</p>", None, None, "初审：石小川 核发：何大江"),
    "signature": ("<p>2023-11-03 责编：石小川 签发：何大江</p>", None, None, "责编：石小川 签发：何大江"),
}  # fmt: skip


@pytest.mark.parametrize(("head", "source", "author", "editor"), CREDITS.values(), ids=list(CREDITS))
def test_credits_of_a_head(head: str, source: str | None, author: str | None, editor: str | None) -> None:
    article = page(head)
    assert (article.source, article.author, article.editor) == (source, author, editor)
    assert article.published_on == "2023-11-03"
    assert (article.published_at is not None) == ("16:20" in head)


FIRST, REST = TEXT.split("</p>", 1)
TOLD = {
    "reporters at the head": (TEXT.replace("<p>", "<p>本报讯（记者 石小川 何大江）", 1), "石小川 何大江"),
    "with a stringer": (TEXT.replace("<p>", "<p>本网讯 （通讯员 石小川）", 1), "石小川"),
    "both": (TEXT.replace("<p>", "<p>石桥网讯（记者石小川 通讯员何大江）", 1), "石小川 何大江"),
    "a line of their own": (f"<p>石桥日报记者 石小川 何大江</p>{TEXT}", "石小川 何大江"),
    "at the end": (TEXT.removesuffix("</p>") + "（石小川 何大江）</p>", "石小川 何大江"),
    "one at the end": (TEXT.removesuffix("</p>") + "（石小川）</p>", "石小川"),
    "reporters at the end": (
        TEXT.removesuffix("</p>") + "（记者 石小川 通讯员 何大江）</p>",
        "石小川 何大江",
    ),
    "behind the outlet": (f"{TEXT}<p>（石桥县融媒体中心 石小川）</p>", "石小川"),
    "a line at the end": (f"{TEXT}<p>石桥县融媒体中心记者 石小川</p>", "石小川"),
    "no name in the brackets": (TEXT.removesuffix("</p>") + "（石桥）</p>", None),
    "a person who is spoken of": (TEXT.removesuffix("。</p>") + "（石小川负责）。</p>", None),
    "another's words": (TEXT.replace("<p>", "<p>记者走进石桥，", 1), None),
}


@pytest.mark.parametrize(("text", "author"), TOLD.values(), ids=list(TOLD))
def test_authors_that_the_text_names(text: str, author: str | None) -> None:
    article = page("<p>发布时间：2023-11-03 来源：石桥发布</p>", text=text)
    assert (article.source, article.author) == ("石桥发布", author)


def test_the_row_counts_as_its_column_was_read() -> None:
    html = f"<html><title>石桥乡</title><div>{TITLE}</div><div>{TEXT}</div></html>"
    found = []
    for written, read in (("23-11-03", DAY), ("11-03", DAY), ("05-12-23", None)):
        entry = ListingEntry(HOME, TITLE, read, written)
        article = normalise(read_article(Page(HOME, html), entry=entry), fetched_at=None)
        found.append(article.published_at or article.published_on)
    assert found == [DAY, DAY, None]


ENTERED = {
    "added": ("<p>加入时间：2023-11-03 16:20　点击：3</p>", {}, TIME),
    "put up": ("<ul><li>张贴日期：2023年11月3日</li><li>阅读 9 次</li></ul>", {}, DAY),
    "went on line": ("<p><i>上线时间</i><i>2023/11/03</i></p>", {}, DAY),
    "sent in": ("<p>来源：石桥乡党政办 投稿日期：2023-11-03</p>", {}, DAY),
    "made": ("<p>[制作时间：2023-11-03 16:20]</p>", {}, TIME),
    "in a cell": ("<table><tr><td>入库时间</td><td>2023-11-03</td></tr></table>", {}, DAY),
    "published goes before": ("<p>加入时间：2023-10-01 发布时间：2023-11-03</p>", {}, DAY),
    "a meta goes before": ("<p>生成日期：2023-10-01</p>", {"metas": meta("PubDate", DAY)}, DAY),
    "the address goes before": ("<p>制作日期：2023-10-01</p>", {"url": DATED}, DAY),
    "updated afterwards": ("<p>更新时间：2023-12-01 加入时间：2023-11-03</p>", {}, DAY),
    "a line of the text": ("", {"text": f"{TEXT}<p>制作时间：2023-11-03</p>"}, None),
    "a longer word": ("<p>系统上线时间：2023-11-03</p>", {}, None),
    "an agreement": ("<p>加入公约时间：2023-11-03</p>", {}, None),
}  # fmt: skip


@pytest.mark.parametrize(("head", "more", "expected"), ENTERED.values(), ids=list(ENTERED))
def test_the_date_a_text_came_to_the_site(head: str, more: dict[str, str], expected: str | None) -> None:
    article = page(head, **more)
    assert (article.published_at or article.published_on) == expected


CELLS = {
    "written first": ("成文日期|2023-10-30\n发布日期|2023-11-03", DAY, None),
    "with a source": ("印发日期|2023-10-30\n发布日期：|2023-11-03\n来源|石桥发布", DAY, "石桥发布"),
    "four to a row": ("成文日期|2023-10-30|发布时间|2023-11-03 16:20\n发布机构|石桥乡党政办|有效性|有效", TIME, "石桥乡党政办"),
    "written alone": ("成文日期|2023-10-30", None, None),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "published", "source"), CELLS.values(), ids=list(CELLS))
def test_a_date_in_a_cell_is_that_of_its_label(rows: str, published: str | None, source: str | None) -> None:
    cells = (f"<tr><td>{row.replace('|', '</td><td>')}</td></tr>" for row in rows.split("\n"))
    article = page(f"<table>{''.join(cells)}</table>")
    assert (article.published_at or article.published_on, article.source) == (published, source)
    assert (article.body or "").split("\n") == TEXT.removeprefix("<p>").removesuffix("</p>").split("</p><p>")


EMPTY = ("分享到：", "作者：", "【字号】", "浏览量")


@pytest.mark.parametrize("label", EMPTY)
def test_an_empty_label_says_nothing_of_the_date_below_it(label: str) -> None:
    assert page(f"<p>{label}</p><p>2023-11-03 16:20</p>").published_at == TIME


BESIDE = (
    "<h3>近期要闻</h3><ul><li><a href='/xw/1.html'>全乡秋收过半</a><b>2023-11-09</b></li>"
    "<li><a href='/xw/2.html'>水渠清淤完工</a><b>2023-11-08</b></li></ul>"
)
BELOW_A_COLUMN = {
    "clock in words": (
        "<div>石桥县融媒体中心　2023年11月3日 16时20分　【大 中 小】</div>",
        TIME,
        "石桥县融媒体中心",
    ),
    "day alone": ("<p>石桥日报 2023-11-03</p>", DAY, "石桥日报"),
    "behind the date": ("<p><i>2023/11/03 16:20</i> <i>石桥乡政府</i></p>", TIME, "石桥乡政府"),
    "in brackets": ("<p>（2023-11-03 石桥县融媒体中心）</p>", DAY, "石桥县融媒体中心"),
    "in square brackets": ("<p>[石桥县水利局　2023-11-03]</p>", DAY, "石桥县水利局"),
    "one bracket each": ("<p>（石桥发布）（2023-11-03）</p>", DAY, "石桥发布"),
    "brackets of the name": ("<p>石桥（国际）传媒集团 2023-11-03</p>", DAY, "石桥（国际）传媒集团"),
    "no outlet in brackets": ("<p>（2023-11-03 乡镇动态）</p>", DAY, None),
}


@pytest.mark.parametrize(("head", "published", "source"), BELOW_A_COLUMN.values(), ids=list(BELOW_A_COLUMN))
def test_dated_rows_above_the_headline_are_no_head(head: str, published: str, source: str | None) -> None:
    html = (
        f"<html><head><title>{TITLE}-石桥县人民政府门户网站</title></head><body><div>{BESIDE}</div>"
        f"<div><div>您当前位置：首页 &gt;&gt; 乡镇动态</div><div>{TITLE}</div>{head}<div>{TEXT}</div></div></body></html>"
    )
    article = normalise(read_article(Page(HOME, html)), fetched_at=None)
    assert (article.published_at or article.published_on, article.source) == (published, source)
    assert (article.body or "").split("\n") == TEXT.removeprefix("<p>").removesuffix("</p>").split("</p><p>")


COMMENTS = {
    "a heading": ("<h3>评论</h3><p>网友A 2024-05-09 10:00 说得好</p>", None),
    "counted": (
        "<h4>网友留言（2）</h4><ul><li>小草 2024-05-09 10:00</li><li>小树 2024-05-10 11:00</li></ul>",
        None,
    ),
    "a colon": ("<div>全部评论：</div><div>2024-05-09 10:00:12</div><div>说得好</div>", None),
    "a button above the label": ("<div>评论</div><p>发布时间：2023-11-03 16:20</p>", TIME),
    "a date below the text": ("<p>2023-11-03 16:20</p><h3>评论</h3><p>小草 2024-05-09 10:00</p>", TIME),
    "a word of the line": ("<p>评论员供稿</p><p>2023-11-03 16:20</p>", TIME),
}


@pytest.mark.parametrize(("below", "published"), COMMENTS.values(), ids=list(COMMENTS))
def test_a_comment_dates_no_article(below: str, published: str | None) -> None:
    article = page("<p>来源：石桥发布</p>", text=f"{TEXT}</div></div><div><div>{below}")
    assert article.published_at == published
    assert published is not None or article.published_on is None


# What the foot of a page says, where neither <title> nor a meta names its site; whether it has the account's place.
KEEPERS = {
    "who runs it": ("<div><p>主办：石桥乡人民政府</p></div>", True),
    "who runs it, in a row": (
        "<table><tr><td>主办单位：石桥乡党政办　承办单位：石桥乡信息站</td></tr></table>",
        True,
    ),
    "whose it is": ("<footer>版权所有 石桥乡人民政府 示例ICP备1号</footer>", True),
    "above other lines": ("<p>承办：石桥乡信息站</p><p>地址：人民路1号</p><p>邮编：000000</p>", True),
    "Copyright and a name": ("<p>Copyright © 石桥乡人民政府 版权所有</p>", True),
    "another place": ("<p>主办：云溪区人民政府办公室</p>", False),
    "no keeper": ("<p>石桥乡的一切</p>", False),
}


@pytest.mark.parametrize("foot", KEEPERS)
def test_the_keeper_of_a_site_names_the_place_of_an_account(foot: str) -> None:
    markup, named = KEEPERS[foot]
    html = (
        f"<html><head><title>{TITLE}</title></head><body><div><h1>{TITLE}</h1><p>石桥公安 2023-11-03 10:00</p>"
        f"<div>{TEXT}</div></div>{markup}</body></html>"
    )
    article = normalise(read_article(Page(HOME, html)), fetched_at=None)
    assert article.source == ("石桥公安" if named else None)
