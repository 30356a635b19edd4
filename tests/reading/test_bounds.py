"""Pages that would keep the parser busy: refused however the tag is dressed up, in time that is linear in the page."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from govnews.reading.bounds import MAX_PAGE, attributes_of, markup_over_bound, number_of
from govnews.reading.page.page import Page
from tests.memory import growth

MANY = "a tag of more than 1000 attributes"
MANY_IN_ALL = "more than 200000 attributes"


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
        "<p " + attributes(2_000, "=''") + ">" + "word " * 10_000,
    ],
)
def test_a_tag_of_very_many_attributes_is_refused(body: str) -> None:
    assert markup_over_bound(f"<html><body><p>{body}".encode()) == MANY


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
    assert markup_over_bound(body.encode()) is None


@pytest.mark.parametrize(
    ("tag", "ending"),
    [
        ("<br " + attributes(25) + ">", ""),
        ("<br " + attributes(25, "='>'", "") + "/>", ""),
        ("<p/" + attributes(1_000, between="/") + "></p>", ""),
        ("<!-- <a href='--><br " + attributes(25) + "><!-- '> -->", ""),
        ("<!DOCTYPE '><br " + attributes(25) + "><i title=x'>", ""),
        ("</p a='<!--'><br " + attributes(25) + ">", "-->"),
        ("<style/><br " + attributes(25) + ">", "</style>"),
    ],
)
def test_very_many_attributes_in_many_tags_are_refused(tag: str, ending: str) -> None:
    number = tag.count("a")
    assert markup_over_bound(f"<html><body>{tag * (300_000 // number)}{ending}".encode()) == MANY_IN_ALL
    assert markup_over_bound(f"<html><body>{tag * (100_000 // number)}{ending}".encode()) is None


@pytest.mark.parametrize(
    "tag",
    [
        "<br " + attributes(24, "=1") + ">",
        "<p z='>' " + attributes(999) + ">",
        # Pages that can hold so few attributes are not looked at: about this many in one tag are the most that get through.
        "<p " + attributes(9_990) + ">" + attributes(90_100, between=""),
    ],
)
def test_what_is_let_through_is_parsed_in_little_time_and_memory(tag: str) -> None:
    body = f"<html><body>{tag * (190_000 // tag.count('a'))}text</body></html>".encode()
    assert markup_over_bound(body) is None
    started = time.process_time()
    with growth() as grown:
        page = Page.from_bytes(body, "http://www.example.gov.cn/1.html")
        assert page.root is not None
        assert grown() < 80
    assert time.process_time() - started < 2


class Counter:
    """Counts attributes as the parser reports them."""

    def __init__(self) -> None:
        self.attributes = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.attributes += len(attributes)

    def close(self) -> None:
        pass


def parsed(text: str) -> int:
    """Attributes that lxml finds in a text."""
    counter = Counter()
    etree.fromstring(text.encode(), etree.HTMLParser(encoding="utf-8", huge_tree=True, target=counter))  # type: ignore[arg-type]
    return counter.attributes


MARKUP = (
    *("<b", "<p", "</b", "</", "<", ">", "/", "=", '"', "'", " ", "\n", "-", "!", "é"),
    *("<script", "</script", "scriptx", "<style", "</style", "<textarea", "</textarea", "<title", "</title", "<xmp", "</xmp"),
    *("<iframe", "</iframe", "<noscript", "<![CDATA[", "]]>", "<!DOCTYPE", "&lt;", "&quot;"),
)  # fmt: skip


@pytest.mark.long
@given(st.lists(st.sampled_from((*MARKUP, None, None, None)), max_size=30))
@settings(max_examples=1500)
def test_no_attribute_that_the_parser_finds_is_overlooked(pieces: list[str | None]) -> None:
    text = "<p>" + "".join(f"a{number}" if piece is None else piece for number, piece in enumerate(pieces))
    found = sum(map(number_of, attributes_of(text.encode())))
    assert found >= parsed(text)
    assert found <= text.count("<") + sum(map(text.count, " \t\n\f\r/\"'"))


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
    body = (piece * (MAX_PAGE // len(piece))).encode()
    started = time.process_time()
    markup_over_bound(body)
    markup_over_bound(body.replace(b"<", b"", body.count(b"<") - 90_000))
    assert time.process_time() - started < 2


@given(st.text(alphabet="<>\"'= /ap!-\n", max_size=60))
def test_small_pages_are_never_refused(text: str) -> None:
    assert markup_over_bound(text.encode()) is None
    assert markup_over_bound(text.encode() * 1_500) in {None, MANY, "more than 100000 tags"}
