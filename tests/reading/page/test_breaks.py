"""Texts whose paragraphs are line breaks of the source, and sources that break their lines for no reader."""

from __future__ import annotations

import pytest

from govnews.reading import Page, read_article
from govnews.reading.article.body import clean

ONE = "3月5日，青石县农机站组织技术员到各乡镇检修拖拉机和播种机，共检修机具一百二十台。"
TWO = "检修中发现的十二处隐患当场排除；其余三台机具送县里的修理厂。"
THREE = "春播前，各乡镇还将办两期培训班。"
LINES = [ONE, TWO, THREE]
INDENT = "\u3000\u3000"


def indented(*lines: str, by: str = INDENT) -> str:
    return "\n" + "".join(f"{by}{line}\n" for line in lines)


def wrapped(*lines: str, by: str = "    ", width: int = 24) -> str:
    """The lines as an old system stored them: broken at ``width`` characters."""
    return "\n".join(
        "\n".join(f"{by}{line}"[at : at + width] for at in range(0, len(by + line), width)) for line in lines
    )


def body(markup: str) -> list[str]:
    html = (
        "<html><head><title>青石县检修农机</title></head><body><h1>青石县检修农机</h1>"
        f"<div>发布时间：2024-03-06 来源：青石县农机站</div>{markup}</body></html>"
    )
    return clean(read_article(Page("http://www.example.gov.cn/1.html", html)).body).split("\n")


TEXTS = {
    "a style": f"<div style='white-space:pre-wrap'>{indented(*LINES)}</div>",
    "a style among others": f"<div style='font-size:16px; WHITE-SPACE : Pre-Line'>{indented(*LINES, by='')}</div>",
    "a paragraph": f"<div><p style='white-space: break-spaces'>{indented(*LINES, by='')}</p></div>",
    "pre": f"<pre>{indented(*LINES, by='')}</pre>",
    "pre, wrapped": f"<pre>{wrapped(*LINES)}</pre>",
    "pre, wrapped, with wide blanks": f"<table><tr><td><pre>{wrapped(*LINES, by=INDENT, width=30)}</pre></td></tr></table>",
    "no style": f"<div>{indented(*LINES)}</div>",
    "no style, and a tab": f"<td><div>\t{indented(*LINES, by=' ' + chr(9) + INDENT)}</div></td>",
    "no style, with markup": f"<div>{INDENT}{ONE}\n{INDENT}<b>{TWO[:6]}</b>{TWO[6:]}\r\n{INDENT}{THREE}</div>",
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_each_paragraph_is_a_line(text: str) -> None:
    assert body(TEXTS[text]) == LINES


@pytest.mark.parametrize(
    "markup",
    [
        f"<div><p>{ONE[:20]}\n      {ONE[20:]}</p><p>{TWO}</p></div>",
        f"<div style='white-space: normal'><p>\n{INDENT}{ONE[:20]}\n{ONE[20:]}\n</p><p>\n{INDENT}{TWO}\n</p></div>",
    ],
)
def test_a_source_that_an_editor_wrapped_breaks_no_line(markup: str) -> None:
    assert ["".join(line.split()) for line in body(markup)] == [ONE, TWO]


def test_short_lines_of_what_is_preformatted_stay_apart() -> None:
    rows = ["项目 台数", "拖拉机 80", "播种机 40"]
    assert body(f"<div><p>{ONE}</p><pre>  {rows[0]}\n{rows[1]}\n{rows[2]}</pre></div>") == [ONE, *rows]
