"""Official documents, whose head names the issuing organ before it says what the document is about."""

from __future__ import annotations

import pytest

from govnews.reading import Page, read_article
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
