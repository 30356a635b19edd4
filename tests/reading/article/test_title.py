"""A headline is what an article is called, without what a template puts beside it."""

from __future__ import annotations

import pytest

from govnews.reading import Page, read_article

TITLE = "青石县推进水库除险加固"
TEXT = "<p>3月5日，青石县召开水库除险加固推进会，县直有关单位负责同志参加。</p><p>会议要求，汛前完成主体工程。</p>"


def title(heading: str, told: str = f"{TITLE}_要闻_青石县人民政府") -> str | None:
    html = (
        f"<html><head><title>{told}</title></head><body><div>{heading}"
        f"<p>发布时间：2024-03-06 来源：青石融媒</p><div>{TEXT}</div></div></body></html>"
    )
    return read_article(Page("http://www.example.gov.cn/yw/1.html", html)).title


@pytest.mark.parametrize(
    "heading",
    [
        f"<h1><span class='cat'>[要闻]</span>{TITLE}</h1>",
        f"<h1><a href='/yw/'>【图文】</a> {TITLE}</h1>",
        f"<h1><em class='hot'>热</em>{TITLE}</h1>",
        f"<h2><i>置顶</i>{TITLE}</h2>",
        f"<h1>{TITLE}<span>阅读 1203</span></h1>",
        f"<h1>{TITLE} <small>浏览次数：12次</small></h1>",
        f"<h1>{TITLE}<a href='#'>分享</a></h1>",
        f"<p>标题：{TITLE}</p>",
        f"<div class='title'>题 目：{TITLE}</div>",
    ],
)
def test_a_badge_is_no_part_of_a_headline(heading: str) -> None:
    assert title(heading) == TITLE


@pytest.mark.parametrize(
    "said",
    [
        f"【要闻】{TITLE}",
        f"热{TITLE}",
        f"{TITLE}（图）",
        f"河东办事处助{TITLE}",
        f"{TITLE}阅读",
    ],
)
def test_what_a_witness_says_too_is_the_headlines(said: str) -> None:
    assert title(f"<h1>{said}</h1>", f"{said}_青石县人民政府") == said


@pytest.mark.parametrize("said", [f"{TITLE}（续）", f"副{TITLE}", f"{TITLE}——汛前工程一线见闻"])
def test_words_beyond_a_witness_are_the_headlines(said: str) -> None:
    assert title(f"<h1>{said}</h1>") == said


LETTER = "反映老街路灯夜间不亮"
ASKED = "老街东段的六盏路灯已有一周不亮，老人出行不便，请有关部门尽快检修。"
LETTERS = {
    "a table": f"<table><tr><th>信件标题</th><td>{LETTER}</td></tr><tr><th>信件编号</th><td>20240305001</td></tr>"
    f"<tr><th>来信时间</th><td>2024-03-05 20:18</td></tr><tr><th>来信内容</th><td>{ASKED}</td></tr></table>",
    "with colons": f"<table><tr><td>标 题：</td><td>{LETTER}</td></tr><tr><td>时间：</td><td>2024-03-05</td></tr>"
    f"<tr><td>内容：</td><td>{ASKED}</td></tr></table>",
    "a definition list": f"<dl><dt>留言标题</dt><dd>{LETTER}</dd><dt>留言编号</dt><dd>1024</dd>"
    f"<dt>留言内容</dt><dd>{ASKED}</dd></dl>",
    "blocks": f"<div><b>咨询标题：</b><div>{LETTER}</div></div><div><b>咨询内容：</b><div>{ASKED}</div></div>",
    "list items": f"<ul><li><p>【主题】</p><p>{LETTER}</p></li><li><p>【编号】</p><p>77</p></li>"
    f"<li><p>{ASKED}</p></li></ul>",
}  # fmt: skip


@pytest.mark.parametrize("letter", LETTERS)
def test_the_title_of_a_letter_stands_behind_its_label(letter: str) -> None:
    html = f"<html><head><title>县长信箱-青石县人民政府</title></head><body><p>互动交流</p>{LETTERS[letter]}</body></html>"
    assert read_article(Page("http://www.example.gov.cn/xx/1.html", html)).title == LETTER


def test_a_name_in_the_head_is_no_title_where_a_witness_names_one() -> None:
    table = "<table><tr><td>名称</td><td>青石县水库一览表（第一批）</td></tr></table>"
    assert title(f"{table}<h1>{TITLE}</h1>") == TITLE
    assert title(f"<h1>{TITLE}</h1>{table}") == TITLE


def test_a_number_is_no_title() -> None:
    assert title(f"<div>{TITLE}</div><div>20240305001</div>", "") == TITLE


CALL = "关于《青石县养犬管理办法（草案）》征求意见的公告"
HEADINGS = [
    f"<h1>{CALL}</h1>",
    f"<div class='top'><h2>{CALL}</h2></div>",
    f"<h1>青石县人民政府门户网站</h1><h2>{CALL}</h2>",
]


def undated(heading: str, told: str) -> str | None:
    html = (
        f"<html><head><title>{told}</title></head><body><ul><li><a href='/'>首页</a></li></ul>{heading}"
        f"<table><tr><td>征集时间：3月6日至4月6日</td><td>状态：征集中</td></tr></table><div>{TEXT}</div></body></html>"
    )
    return read_article(Page("http://www.example.gov.cn/zj/1.html", html)).title


@pytest.mark.parametrize("told", ["意见征集", "政民互动", "青石县人民政府", "详情", ""])
@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_says_more_than_a_name(heading: str, told: str) -> None:
    assert undated(heading, told) == CALL


@pytest.mark.parametrize(
    "heading",
    ["<h1>青石县人民政府门户网站群</h1>", "<h3>青石县水库除险加固推进情况一览</h3>", "<h2>意见征集</h2>", ""],
)
def test_what_is_no_headline_says_no_more_than_a_name(heading: str) -> None:
    assert undated(heading, "意见征集") == "意见征集"


def test_a_heading_beside_the_article_says_no_more_than_its_title() -> None:
    assert undated("<h2>青石县水库除险加固推进情况一览</h2>", f"{CALL}_青石县人民政府") == CALL
