"""Pages that would keep the parser busy: refused however the tag is dressed up, in time that is linear in the page."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnews.reading.bounds import MAX_PAGE, page_over_bound
from govnews.reading.page.page import Page

MANY = "a tag of more than 1000 attributes"


def attributes(count: int, value: str = "", between: str = " ") -> bytes:
    return between.join(f"a{number:x}{value}" for number in range(count)).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"<p " + attributes(30_000) + b">",
        b"<p z='>' " + attributes(30_000) + b">",
        b"<p z='>' \" " + attributes(30_000) + b' ">',
        b"<p " + attributes(30_000, '="<"') + b">",
        b"<p " + attributes(30_000, "='>'") + b">",
        b"<p " + attributes(30_000, "=<") + b">",
        b"<p/" + attributes(30_000, between="/") + b">",
        b"<p " + attributes(30_000),
        b"<!-- <b title=' --><p " + attributes(30_000) + b">",
        b"<textarea><script></textarea><p " + attributes(30_000) + b">",
        b"<p " + attributes(2_000, "=''") + b">",
    ],
)
def test_a_tag_of_very_many_attributes_is_refused(body: bytes) -> None:
    assert page_over_bound(b"<html><body><p>" + body) == MANY


@pytest.mark.parametrize(
    "body",
    [
        b"<p>" + b"a word and another " * 20_000,
        b"<a title='" + b"a word and another " * 20_000 + b"'>",
        b"<script>" + b"for(i=0;i<n;i++){x = 1;}" * 10_000 + b"</script>",
        b"<script>s='<b '+" + b"c+'>'+" * 40_000 + b"''</script>",
        b'<img src="data:image/png;base64,' + b"iVBO+/=" * 40_000 + b'">',
        b"<svg><path d='" + b"M5335.5 249.0 " * 20_000 + b"'/></svg>",
    ],
)
def test_long_values_texts_and_scripts_are_none(body: bytes) -> None:
    assert page_over_bound(body) is None


def test_what_is_let_through_is_parsed_at_once() -> None:
    body = b"<html><body><p z='>' " + attributes(65_000 // 6) + b">text</p></body></html>"
    assert page_over_bound(body) is None
    started = time.process_time()
    assert Page.from_bytes(body, "http://www.example.gov.cn/1.html").root is not None
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "piece",
    [
        b"<p ",
        b'<a ="',
        b"<a ='x\"",
        b"<p z='>' ",
        b'<p a="<" \'',
        b"=\"'",
        b"<p",
        b"< <a/a=b",
        b"<script <b",
        b"</script <b",
    ],
)
def test_the_time_is_linear(piece: bytes) -> None:
    body = piece * (MAX_PAGE // len(piece))
    started = time.process_time()
    page_over_bound(body)
    page_over_bound(body.replace(b"<", b"", body.count(b"<") - 90_000))
    assert time.process_time() - started < 2


@given(st.text(alphabet="<>\"'= /ap!-\n", max_size=60))
def test_small_pages_are_never_refused(text: str) -> None:
    assert page_over_bound(text.encode()) is None
    assert page_over_bound(text.encode() * 1_500) in {None, MANY, "more than 100000 tags"}
