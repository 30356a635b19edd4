"""A box of links among the paragraphs of a text is none of it, and ends nothing, however little is said below it."""

from __future__ import annotations

import pytest

from govnews.reading import Page, read_article
from govnews.reading.article.body import clean

TITLE = "青石县夜市摊位公开抽签"
HEAD = "<div class='ly'>发布时间：2024-03-05 09:00 来源：青石融媒</div>"
LINK = "<a href='/yw/1.html'>夜市开街首日迎客八千余人次</a>"
MORE = "<a href='/yw/2.html'>城区三条主要道路夜间限行</a>"
BOXES = {
    "a heading above a list": f"<div class='tj'><h4>推荐阅读</h4><ul><li>{LINK}</li><li>{MORE}</li></ul></div>",
    "dated rows": f"<div><p>相关新闻</p><p>{LINK} <span>2024-03-01</span></p><p>{MORE} <span>2024-02-27</span></p></div>",
    "a table": f"<table align='right'><tr><td>相关链接</td></tr><tr><td>{LINK}</td></tr></table>",
    "with a button": f"<section><h3>热门推荐</h3>{LINK}<br>{MORE}<p>更多</p></section>",
    "an element of its own": f"<aside><strong>延伸阅读</strong><div>{LINK}</div></aside>",
    "two headings": f"<div><h4>相关阅读</h4><p>{LINK}</p><h4>往期回顾</h4><p>{MORE}</p></div>",
}
LONG = "3月4日，青石县夜市摊位公开抽签，一百二十名摊主到场，县公证处全程监督。"
# What stands above the box, and below it.
TEXTS = {
    "one sentence": ([LONG], ["现场秩序井然。"]),
    "a few": ([LONG], ["抽签分三轮进行，每轮四十个号。", "预祝各位生意兴隆！"]),
    "a signature": ([LONG, "抽中的摊主可于次日进场。"], ["青石县市场管理所", "2024年3月5日"]),
    "most of it": (["3月4日抽签。"], [LONG, "抽中的摊主可于次日进场，摊位费每月按季结算。"]),
}


def body(markup: str) -> list[str]:
    html = (
        f"<html><head><title>{TITLE}_青石县人民政府</title></head><body><ul><li><a href='/'>首页</a></li></ul>"
        f"<div class='zw'><h1>{TITLE}</h1>{HEAD}<div class='nr'>{markup}</div></div>"
        "<div>版权所有：青石县人民政府</div></body></html>"
    )
    return clean(read_article(Page("http://www.example.gov.cn/yw/3.html", html)).body).split("\n")


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_goes_on_below_a_box(text: str, box: str) -> None:
    above, below = TEXTS[text]
    assert body(paragraphs(above) + BOXES[box] + paragraphs(below)) == above + below


@pytest.mark.parametrize("box", BOXES)
def test_a_text_ends_above_a_box_that_stands_below_it(box: str) -> None:
    lines = [LONG, "抽中的摊主可于次日进场。"]
    assert body(paragraphs(lines) + BOXES[box]) == lines
    assert body(paragraphs(lines) + BOXES[box] + "<p>【打印】【关闭】</p>") == lines


def test_links_that_stand_in_no_box_end_a_text() -> None:
    lines = [LONG, "抽中的摊主可于次日进场。"]
    rows = f"<p>相关阅读</p><p>{LINK}</p><p>夜市迎客。</p><p>{MORE}</p><p>夜间限行。</p>"
    assert body(paragraphs(lines) + rows) == lines


WHOLE = [
    LONG,
    "抽中的摊主可于次日进场，摊位费每月按季结算，逾期不交的视为放弃，由候补者按顺序递补。",
    "县城管部门将在夜市出入口设服务点，每晚安排六名队员值守，负责疏导车辆和清运垃圾。",
    "现场秩序井然。",
]
BACKGROUND = "夜市于2021年起设在老码头，共有摊位一百二十个。"


@pytest.mark.parametrize(
    "heading",
    [
        "相关链接",
        "【相关链接】",
        "延伸阅读：",
        "■相关新闻",
        "<strong>相关报道</strong>",
        "<span>相关政策</span>：",
    ],
)
def test_what_is_said_of_the_background_is_text(heading: str) -> None:
    said = [
        heading.replace("<strong>", "").replace("</strong>", "").replace("<span>", "").replace("</span>", "")
    ]
    assert body(paragraphs([*WHOLE, heading, BACKGROUND])) == [*WHOLE, *said, BACKGROUND]


@pytest.mark.parametrize(
    "below",
    [
        f"<p>相关链接</p><p><a href='/yw/1.html'>{BACKGROUND}</a></p>",
        f"<p>相关新闻</p><p>{LINK}</p><p>{BACKGROUND[:-8]}…</p>",
        f"<p>相关新闻</p><p>{BACKGROUND[:-8]}...</p><p>{LINK}</p>",
        f"<p>网友评论</p><p>{BACKGROUND}</p>",
        f"<p>版权声明</p><p>{BACKGROUND}</p>",
    ],
)
def test_what_others_say_below_a_text_is_none_of_it(below: str) -> None:
    assert body(paragraphs(WHOLE) + below) == WHOLE
