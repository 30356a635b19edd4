"""Pages that would keep the parser busy: refused however the tag is dressed up, in time that is linear in the page."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnews.reading.bounds import MAX_PAGE, markup_over_bound
from govnews.reading.page.page import Page

MANY = "a tag of more than 1000 attributes"


def attributes(count: int, value: str = "", between: str = " ") -> str:
    return between.join(f"a{number:x}{value}" for number in range(count))


@pytest.mark.parametrize(
    "body",
    [
        "<p " + attributes(30_000) + ">",
        "<p z='>' " + attributes(30_000) + ">",
        "<p z='>' \" " + attributes(30_000) + ' ">',
        "<p " + attributes(30_000, '="<"') + ">",
        "<p " + attributes(30_000, "='>'") + ">",
        "<p " + attributes(30_000, "=<") + ">",
        "<p/" + attributes(30_000, between="/") + ">",
        "<p " + attributes(30_000),
        "<!-- <b title=' --><p " + attributes(30_000) + ">",
        "<textarea><script></textarea><p " + attributes(30_000) + ">",
        "<p " + attributes(2_000, "=''") + ">",
    ],
)
def test_a_tag_of_very_many_attributes_is_refused(body: str) -> None:
    assert markup_over_bound("<html><body><p>" + body) == MANY


@pytest.mark.parametrize(
    "body",
    [
        "<p>" + "a word and another " * 20_000,
        "<a title='" + "a word and another " * 20_000 + "'>",
        "<script>" + "for(i=0;i<n;i++){x = 1;}" * 10_000 + "</script>",
        "<script>s='<b '+" + "c+'>'+" * 40_000 + "''</script>",
        '<img src="data:image/png;base64,' + "iVBO+/=" * 40_000 + '">',
        "<svg><path d='" + "M5335.5 249.0 " * 20_000 + "'/></svg>",
    ],
)
def test_long_values_texts_and_scripts_are_none(body: str) -> None:
    assert markup_over_bound(body) is None


def test_what_is_let_through_is_parsed_at_once() -> None:
    body = "<html><body><p z='>' " + attributes(65_000 // 6) + ">text</p></body></html>"
    assert markup_over_bound(body) is None
    started = time.process_time()
    assert Page.from_bytes(body.encode(), "http://www.example.gov.cn/1.html").root is not None
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "piece",
    [
        "<p ",
        '<a ="',
        "<a ='x\"",
        "<p z='>' ",
        '<p a="<" \'',
        "=\"'",
        "<p",
        "< <a/a=",
        "<script <",
        "</script <",
    ],
)
def test_the_time_is_linear(piece: str) -> None:
    body = piece * (MAX_PAGE // len(piece))
    started = time.process_time()
    markup_over_bound(body)
    markup_over_bound(body.replace("<", "", body.count("<") - 90_000))
    assert time.process_time() - started < 2


@given(st.text(alphabet="<>\"'= /ap!-\n", max_size=60))
def test_small_pages_are_never_refused(text: str) -> None:
    assert markup_over_bound(text) is None
    assert markup_over_bound(text * 1_500) in {None, MANY, "more than 100000 tags"}
