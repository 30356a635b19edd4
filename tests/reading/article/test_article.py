"""Articles are read from pages of every shape that the field knows, and hostile pages break nothing."""

from __future__ import annotations

import json
import random
import re
import resource
import time
from pathlib import Path
from typing import Any

import pytest

from govnews.errors import PageChanged, PageOverBound
from govnews.items import Article, ListingEntry
from govnews.reading import Page, kind_of, normalise, read_article
from govnews.reading.page.charset import decode
from tests.hostile.mutations import mutated
from tests.places import FIXTURES, SHARED

ARTICLES = FIXTURES / "articles"
CASES = sorted(folder for folder in ARTICLES.iterdir() if folder.is_dir())
ARTICLES = [case for case in CASES if json.loads((case / "meta.json").read_text())["reads"] == "article"]
FIELDS = (
    "title", "published_on", "published_at", "source", "author", "editor", "body", "images", "films", "attachments",
)  # fmt: skip

TEXT = (
    "<p>8月11日，区长陈某某到青石镇调研粮食收储工作，区直有关单位负责同志参加。</p>"
    "<p>他强调，要确保农民粮食卖得出、卖得好，把惠农政策落到实处；要守住安全底线。</p>"
)
BODY = "\n".join(re.findall("<p>(.*?)</p>", TEXT))
TITLE = "区长陈某某到青石镇调研粮食收储工作"


def load(case: Path) -> tuple[Page, dict[str, Any]]:
    meta = json.loads((case / "meta.json").read_text(encoding="utf-8"))
    return Page.from_bytes((case / "page.html").read_bytes(), meta["url"], meta.get("content_type")), meta


def read(html: str, url: str = "http://www.x.gov.cn/xw/1.html", entry: ListingEntry | None = None) -> Article:
    return normalise(read_article(Page(url, html), entry=entry), fetched_at=None)


def framed(head: str, text: str = TEXT, title: str = TITLE) -> str:
    """An article in a page with menu and footer; ``head`` stands between headline and text."""
    menu = "".join(f"<li><a href='/{name}/'>{name}</a></li>" for name in ("首页", "政务公开", "新闻中心"))
    return (
        f"<html><head><title>{title}_要闻_青石区人民政府</title></head><body><ul>{menu}</ul>"
        f"<h1>{title}</h1>{head}<div class='con'>{text}</div>"
        "<div class='footer'><p>主办：青石区人民政府办公室 网站标识码：4100000001</p></div></body></html>"
    )


@pytest.mark.parametrize("case", ARTICLES, ids=lambda case: case.name)
def test_normalising_twice_changes_nothing(case: Path) -> None:
    page, _ = load(case)
    once = normalise(read_article(page), fetched_at=None)
    values = {name: getattr(once, name) for name in FIELDS}
    raw = {name: evidence.raw for name, evidence in once.evidence.items()}
    twice = normalise(once, fetched_at=None)
    assert {name: getattr(twice, name) for name in FIELDS} == values
    assert {name: evidence.raw for name, evidence in twice.evidence.items()} == raw


@pytest.mark.parametrize(
    ("head", "date", "source", "author", "editor"),
    [
        ("<p>发布时间：2025-08-11 来源：青石融媒</p>", "2025-08-11", "青石融媒", None, None),
        ("<p>来源:青石融媒 时间:2025-08-11</p>", "2025-08-11", "青石融媒", None, None),
        ("<p>来源 : 青石融媒     发布日期:2025-08-11     点击次数:347</p>", "2025-08-11", "青石融媒", None, None),
        ("<p>2025-08-11 01:51:51信息来源:浏览次数:字体:[ ]</p>", "2025-08-11T01:51:51", None, None, None),
        ("<p>【来源：青石融媒】【发布时间：2025-08-11】【字体：大 中 小】</p>", "2025-08-11", "青石融媒", None, None),
        ("<p>稿件来源：青石融媒 | 发布时间：2025-08-11 | 阅读：123次</p>", "2025-08-11", "青石融媒", None, None),
        ("<p>来源 | 青石融媒　　2025-08-11</p>", "2025-08-11", "青石融媒", None, None),
        ("<p>来源 青石融媒 发布时间 2025-08-11</p>", "2025-08-11", "青石融媒", None, None),
        ("<p>文章来源：<a href='http://y.cn'>青石融媒</a> 2025-08-11</p>", "2025-08-11", "青石融媒", None, None),
        ("<p><span>来源：<span><b>青石融媒</b></span></span> <em>2025-08-11</em></p>", "2025-08-11", "青石融媒", None, None),
        ("<ul><li>发布日期：2025-08-11</li><li>来源：青石融媒</li></ul>", "2025-08-11", "青石融媒", None, None),
        ("<dl><dt>来源：</dt><dd>青石融媒</dd><dt>发布日期：</dt><dd>2025-08-11</dd></dl>", "2025-08-11", "青石融媒", None, None),
        ("<p>來源：青石融媒 發布時間：2025-08-11 責任編輯：王五</p>", "2025-08-11", "青石融媒", None, "王五"),
        ("<p>來(lái)源:青石融媒 發(fā)布時(shí)間:2025-08-11</p>", "2025-08-11", "青石融媒", None, None),
        ("<p>来源：青石镇 李小四 发布时间：2025-08-11</p>", "2025-08-11", "青石镇", "李小四", None),
        ("<p>来 源：青石融媒&nbsp;作 者：李小四&nbsp;2025-08-11</p>", "2025-08-11", "青石融媒", "李小四", None),
        ("<p>2025-08-11 10:10:1039青石网</p>", "2025-08-11T10:10:10", None, None, None),
        ("<div>2025</div><div>08/11</div><div>19:02</div>", "2025-08-11T19:02:00", None, None, None),
        ("<p>2025年08月11日 20:30　来源：青石融媒　<a>参与互动</a></p>", "2025-08-11T20:30:00", "青石融媒", None, None),
        ("<p>发布时间：2025-08-11 更新时间：2025-09-01 来源：本网</p>", "2025-08-11", "本网", None, None),
        ("<p>成文日期：2025-08-01 发布日期：2025-08-11 发布机构：青石区政府办</p>", "2025-08-11", "青石区政府办", None, None),
        ("<p>今天是2026年11月22日 星期日</p><p>发布日期：2025-08-11</p>", "2025-08-11", None, None, None),
        ("<p>2025-08-11 星期一 09:36　来源：青石融媒</p>", "2025-08-11T09:36:00", "青石融媒", None, None),
        ("<p>日期：[2025-08-11]　来源：[青石融媒]　阅读：[102]</p>", "2025-08-11", "青石融媒", None, None),
        ("<p>青石日报 | 2025-08-11</p>", "2025-08-11", "青石日报", None, None),
        ("<p>2025-08-11 <span>青石路</span></p>", "2025-08-11", None, None, None),
        ("<li><b>时间</b>2025-08-11</li><li><b>来源</b>青石融媒</li>", "2025-08-11", "青石融媒", None, None),
        ("<p>2025-08-11</p><p>本报记者 李小四 通讯员 王小五</p>", "2025-08-11", None, "李小四 王小五", None),
        ("<p>Updated: 2025-08-11 10:21 Source: China Daily</p>", "2025-08-11T10:21:00", "China Daily", None, None),
        ("<p>2025-08-11|发布者: 青石网|查看: 33|来自: 青石晚报</p>", "2025-08-11", "青石晚报", None, "青石网"),
        ("<p>发布日期：2025-08-11 作者：{{author}} 浏览量:{{pv}}</p>", "2025-08-11", None, None, None),
    ],
)  # fmt: skip
def test_line_below_the_headline(
    head: str, date: str, source: str | None, author: str | None, editor: str | None
) -> None:
    article = read(framed(head))
    assert (article.published_at or article.published_on or "").removesuffix("+08:00") == date
    assert (article.published_on or "") == date[:10]
    assert (article.source, article.author, article.editor) == (source, author, editor)
    assert (article.title, article.body) == (TITLE, BODY)


@pytest.mark.parametrize(
    ("tail", "source", "author", "editor"),
    [
        ("<p>（来源：青石融媒 李小四）</p>", "青石融媒", "李小四", None),
        ("<p>(责编：张三、李四)</p>", None, None, "张三 李四"),
        ("<p>记者：张三　通讯员：李小四</p>", None, "张三 李小四", None),
        ("<p>一审：张三 二审：李四 三审：王五</p>", None, None, "一审：张三 二审：李四 三审：王五"),
        ("<p align='right'>编　辑:刘　豪</p>", None, None, "刘豪"),
        (
            "<p>编辑：王五</p><p>校对：赵六</p><p>长按识别二维码关注我们</p>",
            None,
            None,
            "编辑：王五 校对：赵六",
        ),
        ("<p>上一篇：没有了</p><p>下一篇：<a>全区防汛会议召开</a></p>", None, None, None),
        ("<p>相关阅读：</p><p><a href='/1'>全区秋粮收购会议召开，部署近期工作</a></p>", None, None, None),
        ("<p>分享到：</p><p>扫一扫在手机打开当前页</p><p>【打印】【关闭】</p>", None, None, None),
        ("<p>版权声明：本网转载的文章均注明出处，如有侵权请联系我们，我们将及时处理。</p>", None, None, None),
        ("<p>()</p><p>微信图片_20220623120125.jpg</p>", None, None, None),
    ],
)
def test_lines_below_the_text(tail: str, source: str | None, author: str | None, editor: str | None) -> None:
    article = read(framed("<p>2025-08-11</p>", TEXT + tail))
    assert (article.source, article.author, article.editor) == (source, author, editor)
    assert article.body == BODY


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (f"<p>{TITLE}</p>{TEXT}", f"{TITLE}\n{BODY}"),
        (f"<p>报名时间：2025年8月20日至25日</p>{TEXT}", f"报名时间：2025年8月20日至25日\n{BODY}"),
        (f"<p>原标题：粮食收储见成效</p>{TEXT}", f"原标题：粮食收储见成效\n{BODY}"),
        (f"{TEXT}<p>青石区人民政府</p><p>2025年8月11日</p>", f"{BODY}\n青石区人民政府\n2025年8月11日"),
        (f"{TEXT}<p>主办单位：青石区农业农村局</p>", f"{BODY}\n主办单位：青石区农业农村局"),
        (f"{TEXT}<p>图为调研现场。李小四 摄</p>", f"{BODY}\n图为调研现场。李小四 摄"),
        (f"<p>第<b>1</b>次观摩共<span>9</span>个项目。</p>{TEXT}", f"第1次观摩共9个项目。\n{BODY}"),
        (f"<div>{TEXT}</div><title>旧标题</title><div>又到9月。</div>", f"{BODY}\n又到9月。"),
        (f"{TEXT}\x00<p>又到9月。</p>", f"{BODY}\n又到9月。"),
        (f"{TEXT}<table><tr><th>单位</th><th>金额</th></tr><tr><td>甲镇</td><td>20万元</td></tr></table>",
         f"{BODY}\n单位\t金额\n甲镇\t20万元"),
    ],
)  # fmt: skip
def test_what_belongs_to_the_text(text: str, body: str) -> None:
    assert read(framed("<p>发布时间：2025-08-11</p>", text)).body == body


def test_text_of_absurd_depth_is_not_lost() -> None:
    assert read(framed("<p>发布时间：2025-08-11</p>", "<div>" * 10_000 + TEXT)).body == BODY


def test_headline_that_is_cut() -> None:
    html = framed("<p>发布时间：2025-08-11</p>").replace(f"<h1>{TITLE}</h1>", f"<h1>{TITLE[:12]}...</h1>")
    assert read(html).title == TITLE


def test_listing_entry_is_a_witness_of_title_and_date() -> None:
    entry = ListingEntry("http://www.x.gov.cn/xw/1.html", TITLE, "2025-08-11", "2025-08-11")
    article = read(
        f"<html><title>青石区人民政府</title><div>{TITLE}</div><div>{TEXT}</div></html>", entry=entry
    )
    assert (article.title, article.published_on, article.published_at) == (TITLE, "2025-08-11", None)
    assert [witness.kind for witness in article.evidence["published_on"].witnesses] == ["listing"]


def test_evidence_names_every_witness() -> None:
    article = read(
        framed("<p>发布时间：2025-08-11 来源：青石融媒</p>").replace(
            "<head>",
            "<head><meta name='PubDate' content='2025-08-11 09:10'><meta name='ContentSource' content='青石网'>",
        )
    )
    assert (article.published_on, article.published_at) == ("2025-08-11", "2025-08-11T09:10:00+08:00")
    source = article.evidence["source"]
    assert (source.witness, source.raw, source.disagree) == ("label", "青石融媒", True)
    assert [(one.kind, one.name, one.raw) for one in source.witnesses] == [
        ("label", "来源", "青石融媒"),
        ("meta", "contentsource", "青石网"),
    ]


@pytest.mark.parametrize("html", ["", "<html></html>", "<p>404</p>", "<script>location='/'</script>"])
def test_no_article(html: str) -> None:
    with pytest.raises(PageChanged):
        read(html)


def test_decoding() -> None:
    text = "<html><p>孟津要闻：瀍河、喆</p></html>"
    labelled = text.replace("<html>", "<html><meta charset=gb2312>")
    assert decode(text.encode("gb18030")) == ("gb18030", text)
    assert decode(text.encode("gb18030"), "text/html; charset=utf-8") == ("gb18030", text)
    assert decode(text.encode(), "text/html; charset=gbk") == ("utf-8", text)
    assert decode(text.encode("utf-8-sig")) == ("utf-8", text)
    assert decode(labelled.encode("utf-16")) == ("utf-16-le", labelled)
    assert decode(labelled.encode("utf-16-be")) == ("utf-16-be", labelled)
    assert decode(labelled.encode("gb18030")) == ("gb18030", labelled)
    broken = text.replace("孟津", "孟津" * 20).encode().replace("：".encode(), b"\xff")
    assert decode(broken) == ("utf-8", text.replace("孟津", "孟津" * 20).replace("：", "\ufffd"))
    assert decode("<p>臺灣</p>".encode("big5"), "text/html; charset=big5")[1] == "<p>臺灣</p>"


# --- hostile pages ----------------------------------------------------------------------------------------


def read_mutated(pages: int, seed: int) -> None:
    dice = random.Random(seed)
    bodies = [(case / "page.html").read_bytes() for case in CASES]
    shared = SHARED / "corpus" / "dev"
    bodies += [file.read_bytes() for file in sorted(shared.glob("*.html"))]
    peak = 0
    for number in range(pages):
        body = mutated(dice.choice(bodies), dice)
        if dice.random() < 0.3:
            body = mutated(body, dice)
        start = time.process_time()
        page = Page.from_bytes(body, "http://www.x.gov.cn/1.html")
        try:
            kind_of(page)
            article = normalise(read_article(page), fetched_at=None)
        except (PageChanged, PageOverBound):
            article = None
        assert time.process_time() - start < 1, f"page {number} of seed {seed} is slow"
        if article is not None:
            before = [getattr(article, name) for name in FIELDS]
            assert [getattr(normalise(article, fetched_at=None), name) for name in FIELDS] == before
        if number == pages // 4:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    assert grown < 64 * 1024, f"{grown} kB more after {pages} pages"


def test_mutated_pages() -> None:
    read_mutated(150, seed=20230324)


@pytest.mark.slow
@pytest.mark.timeout(6 * 3600)
def test_a_hundred_thousand_mutated_pages() -> None:
    read_mutated(100_000, seed=1)


@pytest.mark.parametrize(
    ("head", "title", "expected"),
    [
        ("<h1>青石县召开春季生产<br>暨农田建设会</h1>", "青石县政府", "青石县召开春季生产暨农田建设会"),
        ("<div class=bt>青石县政府<br>关于防火的通知</div>", "青石县政府关于防火的通知_青石县", "青石县政府关于防火的通知"),
        ("<h2>青石县政府办公室<br>关于防火的通知</h2>", "青石县政府", "青石县政府办公室关于防火的通知"),
        ("<h1>区长陈某某<br>调研粮食收储</h1>", "区长陈某某调研粮食收储_要闻", "区长陈某某调研粮食收储"),
        ("<h1>春风又绿青石岗<br>走进示范村</h1>", "青石县政府", "春风又绿青石岗 走进示范村"),
        ("<h1>春风又绿青石岗<br>走进示范村</h1>", "春风又绿青石岗 走进示范村_青石县", "春风又绿青石岗 走进示范村"),
    ],
)  # fmt: skip
def test_a_headline_of_two_lines_is_whole(head: str, title: str, expected: str) -> None:
    html = (
        f"<html><head><title>{title}</title></head><body>{head}<p>来源：青石融媒 2025-08-11 10:00</p>"
        f"<div>{TEXT}</div></body></html>"
    )
    assert read(html).title == expected
