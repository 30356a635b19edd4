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
