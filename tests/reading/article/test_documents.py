"""Official documents, whose head names the issuing organ before it says what the document is about."""

from __future__ import annotations

import pytest

from govnews.items import Article
from govnews.reading import Page, normalise, read_article
from govnews.reading.article.body import clean

TITLE = "青石县人民政府办公室关于印发《青石县防汛预案》的通知"
TEXT = [
    "各乡镇人民政府，县直各部门：",
    "《青石县防汛预案》已经县政府同意，现印发给你们，请认真执行。",
    "青石县人民政府办公室",
    "2024年5月6日",
]
HEAD = "<div class='red'>青石县人民政府办公室文件</div><div>青政办〔2024〕3号</div><hr>"
# The organ and what it says, in markup of every kind.
HEADLINES = {
    "two paragraphs": "<p align='center'>青石县人民政府办公室</p><p align='center'>关于印发《青石县防汛预案》的通知</p>",
    "three paragraphs": "<p><b>青石县人民政府办公室</b></p><p><b>关于印发《青石县防汛预案》</b></p><p><b>的通知</b></p>",
    "a break": "<div>青石县人民政府办公室<br>关于印发《青石县防汛预案》的通知</div>",
    "a heading": "<h1>青石县人民政府办公室<br>关于印发《青石县防汛预案》的通知</h1>",
    "two blocks": "<div><span>青石县人民政府办公室</span></div><div><div>关于印发《青石县防汛预案》的通知</div></div>",
    "rows of a table": "<table><tr><td>青石县人民政府办公室</td></tr><tr><td>关于印发《青石县防汛预案》的通知</td></tr></table>",
    "one line": f"<div>{TITLE}</div>",
}  # fmt: skip
# What <title> says: all of it, or less.
TITLES = {
    "whole": TITLE,
    "with the site": f"{TITLE}_政策文件_青石县人民政府",
    "without a word in the middle": "青石县人民政府办公室关于《青石县防汛预案》的通知",
    "with another word": "青石县人民政府办公室关于下发《青石县防汛预案》的通知",
}


def read(markup: str, title: str) -> tuple[str | None, list[str]]:
    """Title and paragraphs of a document whose head is followed by ``markup``."""
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    article = read_article(
        Page(
            "http://www.example.gov.cn/zc/1.html",
            f"<html><head><title>{title}</title></head><body><ul><li><a href='/'>首页</a></li></ul>"
            f"<div class='gw'>{HEAD}{markup}{text}</div><div>发布时间：2024-05-07 来源：县政府办</div></body></html>",
        )
    )
    return article.title, clean(article.body).split("\n")


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("headline", HEADLINES)
def test_the_headline_is_whole_and_the_text_begins_below_it(headline: str, title: str) -> None:
    assert read(HEADLINES[headline], TITLES[title]) == (TITLE, TEXT)


def test_what_a_witness_does_not_say_is_no_part_of_the_headline() -> None:
    title = "关于印发《青石县防汛预案》的通知"
    assert read(f"<p>{title}</p><p>（2024年修订）</p>", title) == (title, ["（2024年修订）", *TEXT])


def test_two_headlines_with_little_in_common_are_two() -> None:
    title, _ = read("<p>青石县人民政府办公室</p><p>关于开展秋粮收购的通知</p>", "青石县防汛预案公布")
    assert title == "青石县防汛预案公布"


RULES = "青石县城区犬只管理规定"
CHAPTERS = ["第一章 总则", "第一条 为了规范养犬行为，制定本规定。", "第二条 本规定自2024年6月1日起施行。"]
INDEXES = {
    "a table": "<table><tr><td>索引号</td><td>QS001/2024-9</td><td>发布机构</td><td>县政府办</td></tr>"
    "<tr><td>成文日期</td><td>2024-04-10</td><td>公开日期</td><td>2024-04-15</td></tr></table>",
    "another label first": "<table><tr><th>发布机构：</th><td>县政府办</td></tr><tr><th>索 引 号：</th><td>QS001</td></tr>"
    "<tr><th>生成日期：</th><td>2024年4月10日</td></tr><tr><th>发布日期：</th><td>2024年4月15日</td></tr></table>",
    "a definition list": "<dl><dt>索引号</dt><dd>QS001/2024-9</dd><dt>主题分类</dt><dd>城市管理</dd><dt>发布机构</dt>"
    "<dd>县政府办</dd><dt>成文日期</dt><dd>2024-04-10</dd><dt>发布日期</dt><dd>2024-04-15</dd></dl>",
    "lines": "<div><p>索引号：QS001/2024-9</p><p>发布机构：县政府办</p><p>成文日期：2024-04-10</p>"
    "<p>发布日期：2024-04-15</p></div>",
    "list items": "<ul><li><b>信息索引号：</b>QS001</li><li><b>主题分类：</b>城市管理</li><li><b>发布机构：</b>县政府办</li>"
    "<li><b>成文日期：</b>2024-04-10</li><li><b>发布日期：</b>2024-04-15</li></ul>",
    "one line": "<p>索引号：QS001 发布机构：县政府办 成文日期：2024-04-10 发布日期：2024-04-15</p>",
}  # fmt: skip


def read_rules(chapters: list[str], index: str) -> Article:
    text = "".join(f"<p>{line}</p>" for line in chapters)
    html = f"<html><head><title>{RULES}</title></head><body><div class='v'><h1>{RULES}</h1><div>{text}</div>{index}</div>"
    return normalise(read_article(Page("http://www.example.gov.cn/zc/2.html", html)), fetched_at=None)


@pytest.mark.parametrize("index", INDEXES)
def test_an_index_below_a_document_is_no_text_and_names_date_and_source(index: str) -> None:
    article = read_rules(CHAPTERS, INDEXES[index])
    assert article.body.split("\n") == CHAPTERS
    assert (article.published_on, article.source) == ("2024-04-15", "县政府办")


@pytest.mark.parametrize(
    "line",
    [
        "第三条 索引号由登记机构按年编写。",
        "索引号：由登记机构按年编写，一犬一号。",
        "第三条 登记表如下：</p><table><tr><td>名称</td><td>日期</td></tr>"
        "<tr><td>登记</td><td>6月1日</td></tr></table><p>特此规定。",
    ],
)
def test_a_document_may_speak_of_numbers_and_dates(line: str) -> None:
    first, _, rest = line.partition("</p>")
    said = [first, *(["名称\t日期", "登记\t6月1日", "特此规定。"] if rest else [])]
    assert read_rules([*CHAPTERS, line], "").body.split("\n") == [*CHAPTERS, *said]


NOTICE = "关于停水的通知"
SAID = "因主管道抢修，定于3月8日22时至次日6时对城南片区停水，请居民提前储水"
ENDINGS = {
    "an office and a date": ["青石县自来水公司", "二〇二四年三月五日"],
    "a date in figures": ["不便之处敬请谅解", "青石县自来水公司", "2024年3月5日"],
    "a date alone": ["2024年3月5日"],
    "two offices": ["青石县自来水公司", "青石县住建局", "二○二四年三月五日"],
    "a date with blanks": ["青石县自来水公司", "2024 年 3 月 5 日"],
}
HEADS = {
    "none": "",
    "a date": "<p>2024-03-05</p>",
    "a date and a source": "<p>2024年3月5日 来源：青石融媒</p>",
}
BELOW = {
    "nothing": "",
    "neighbours": "<p>上一篇：<a href='/2.html'>县里的另一件事情</a></p>",
    "neighbours and a foot with pictures": "<p>上一篇：<a href='/2.html'>县里的另一件事情</a></p>"
    "<div>网站标识码：4100000001 <img src='/ga.png'></div>",
    "a foot": "<div>主办：青石县人民政府 网站标识码：4100000001</div>",
}


def read_notice(markup: str, head: str = "", below: str = "") -> Article:
    html = f"<html><head><title>{NOTICE}</title></head><body><div><h1>{NOTICE}</h1>{head}{markup}</div>{below}</body></html>"
    return read_article(Page("http://www.example.gov.cn/tz/3.html", html))


@pytest.mark.parametrize("below", BELOW)
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_notice_without_a_full_stop_is_whole(ending: str, head: str, below: str) -> None:
    lines = [SAID, *ENDINGS[ending]]
    article = read_notice("".join(f"<p>{line}</p>" for line in lines), HEADS[head], BELOW[below])
    assert (article.title, clean(article.body).split("\n")) == (NOTICE, lines)


def test_a_date_above_a_picture_is_the_heads() -> None:
    article = read_notice("<p>加强供水管理，保障居民用水，</p><p>2024年3月5日</p><p><img src='/a/1.jpg'></p>")
    assert (article.body, len(article.images)) == ("", 1)
