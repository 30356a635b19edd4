"""Bounds hold for what a parser gets, however it came; and only charsets of the web are charsets."""

from __future__ import annotations

import ast
import encodings.aliases
import json
import pkgutil
import time
from contextlib import suppress
from html import escape
from pathlib import Path

import pytest

import govnews.reading
from govnews.errors import PageChanged, PageOverBound
from govnews.reading import Page, open_page, read_article, read_entries, recognise
from govnews.reading.page.charset import decode
from govnews.reading.page.encodings import codec_of, declared
from govnews.reading.page.parse import parse_json
from govnews.reading.page.written import with_written
from govnews.reading.platforms.jcms import Jcms
from govnews.reading.platforms.jpaas import Jpaas
from tests.memory import growth

URL = "http://www.example.gov.cn/xw/1.html"
ATTRIBUTES = " ".join(f"a{number}" for number in range(160_000))
TAG = f"<p {ATTRIBUTES}>x</p>"
TAGS = "<b>" * 400_000
SENTENCE = "县长到青石镇调研春耕生产，强调要不误农时。"


def escaped(text: str) -> str:
    """As a script holds it: nothing that a look at the bytes takes for markup."""
    return json.dumps(text).replace("<", r"\u003c").replace(">", r"\u003e")


@pytest.mark.parametrize("markup", [TAG, TAGS], ids=["attributes", "tags"])
@pytest.mark.parametrize(
    ("open_it", "url"),
    [
        (lambda markup: Jpaas().read_list(Page(URL, f'{{"data": {{"html": {escaped(markup)}}}}}')), URL),
        (
            lambda markup: Jcms().read_list(
                Page(URL, f"<datastore><recordset><record>{escape(markup)}</record></recordset></datastore>")
            ),
            URL,
        ),
        (
            lambda markup: read_article(
                Page(URL, f"<script>var a = {{content: {escaped(SENTENCE * 9 + markup)}}}</script>")
            ),
            URL,
        ),
        (lambda markup: Page.from_bytes(markup.encode("utf-16"), URL).root, URL),
        (lambda markup: Page.from_bytes(markup.encode("utf-16-be"), URL).root, URL),
        (lambda markup: open_page(f"<html>{markup}".encode("gb18030"), URL).root, URL),
    ],
    ids=["jpaas", "jcms", "script", "utf-16", "utf-16-be", "html"],
)
def test_markup_behind_escapes_and_charsets_is_refused_before_it_is_parsed(open_it, url, markup):
    started = time.process_time()
    with pytest.raises(PageOverBound):
        open_it(markup)
    assert time.process_time() - started < 3


def multiplied(held: str) -> str:
    """A page that has ``held`` once, and two hundred scripts that put it into as many elements."""
    return f"<html><body><textarea id=kept>{escape(held)}</textarea>" + "".join(
        f"<i id=a{number}></i><script>$('#a{number}').html($('#kept').val())</script>"
        for number in range(200)
    )


@pytest.mark.parametrize(
    "page",
    [
        multiplied(SENTENCE * 10_000),
        multiplied(f"<p>{SENTENCE}" * 10_000),
        "<html><body>" + f"<script>a='{SENTENCE}';{'a+=a;' * 7}document.write(a)</script>" * 10_000,
        "<html><body>" + f"<script>a='<b>x';{'a+=a;' * 9}document.write(a)</script>" * 10_000,
    ],
    ids=["text", "markup", "written", "written markup"],
)
def test_scripts_make_no_large_page_of_a_small_one(page):
    started = time.process_time()
    with growth() as grown:
        with pytest.raises(PageOverBound):
            _ = open_page(page.encode(), URL).root
        assert grown() < 40
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    "body",
    [
        "ab " * 2_700_000,
        "\U0001f33e" + "ab " * 2_600_000,
        "<h1>" + "ab " * 2_700_000,
        "<a href=/1.html title='" + "ab " * 2_700_000 + "'>x</a>",
        "<p title=x>" + "县 " * 1_900_000,
        "<pre>" + "a\n" * 900_000,
    ],
    ids=["words", "wide", "headline", "attribute", "two letters", "lines"],
)
def test_no_page_says_more_than_an_article_can(body):
    page = f"<html><title>{SENTENCE}</title><body>{body}".encode()
    started = time.process_time()
    with growth() as grown:
        with pytest.raises(PageOverBound):
            read_article(open_page(page, URL))
        assert grown() < 110
    assert time.process_time() - started < 3


def test_pictures_and_scripts_that_stand_in_a_page_are_none_of_its_text():
    picture = f'<img src="data:image/png;base64,{"iVBO" * 600_000}">'
    page = f"<html><script>var a='{'ab ' * 900_000}'</script><style>{' ' * 100}</style><p>{SENTENCE}{picture}"
    assert SENTENCE in open_page(page.encode(), URL).root.text_content()


def test_a_long_text_that_a_field_keeps_is_put_in_its_place():
    kept = f"<p>{SENTENCE}</p>" * 4_000
    page = f"<html><body><textarea id=kept>{escape(kept)}</textarea><i id=zw></i><script>$('#zw').html($('#kept').val())</script>"
    said = "".join(open_page(page.encode(), URL).root.itertext("i", "p"))
    assert said.count(SENTENCE) == 4_000


@pytest.mark.parametrize(
    "name", ["unicode_escape", "raw_unicode_escape", "cp037", "utf-7", "punycode", "cp500"]
)
def test_no_codec_of_pythons_makes_markup_of_what_is_none(name):
    text = '<p class="zoom">' + SENTENCE
    body = text.encode(name, "replace") if name != "utf-7" else b"+ADw-p+AD4-"
    _, read = decode(b"\xff" + body, f"text/html; charset={name}")
    assert "<p" not in read or b"<p" in body


def codecs_of_python() -> list[str]:
    modules = [module.name for module in pkgutil.iter_modules(encodings.__path__)]
    return sorted(
        {*modules, *encodings.aliases.aliases, "zip", "base64", "hex", "undefined", "", "é", "a" * 5000}
    )


@pytest.mark.parametrize("where", ["header", "meta", "xml", "both"])
def test_whatever_is_declared_as_a_charset_is_none_or_one_of_the_web(where):
    for name in codecs_of_python():
        header = f"text/html; charset={name}" if where in ("header", "both") else None
        said = {
            "header": "",
            "meta": f"<meta charset='{name}'>",
            "xml": f"<?xml version='1.0' encoding='{name}'?>",
            "both": f"<meta http-equiv=content-type content='text/html; charset={name}'>",
        }[where]
        body = said.encode() + f"<p>{SENTENCE}</p>".encode() + "与".encode("gbk")
        codec, text = decode(body, header)
        assert codec in {"utf-8", "gb18030", "big5hkscs"} or codec_of(name) == codec, name
        assert isinstance(text, str)
        assert declared(body, header) in (None, codec_of(name))


@pytest.mark.parametrize(
    "declaration", ["text/html;charset=gbk", 'text/html; charset="GBK"', "TEXT/HTML; Charset = 'gbk'"]
)
def test_a_header_may_be_written_in_many_ways(declaration):
    assert declared(b"", declaration) == "gb18030"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        '{"a":' * 200_000,
        "[" + "9" * 5000 + "]",
        '{"total": ' + "9" * 100_000 + "}",
        "[" + "[]," * 600_000,
        '{"a": "\\ud83d", "\\udf3e": 1}',
        "[" + '["\\ud83d",' * 900 + "1" + "]" * 901,
        "[1e999999, -1e99, NaN, Infinity]",
    ],
)
def test_json_is_read_or_refused_and_nothing_else(text):
    for url in ("http://a.gov.cn/list.json", "http://a.gov.cn/gkmlpt/api/all/0?page=²"):
        page = Page(url, text)
        with suppress(PageOverBound, PageChanged):
            Jpaas().read_list(page)
        with suppress(PageOverBound, PageChanged):
            recognise(page).platform.next(page)
    with suppress(ValueError, PageOverBound):
        parse_json(text)


def test_a_row_with_an_absurd_number_is_read():
    row = '{"title": "县长调研春耕生产工作", "url": "/xw/1.html", "id": %s}' % ("1" * 5000)
    page = Page(
        "http://a.gov.cn/gkmlpt/api/all/0?page=1&sid=1", f'{{"articles": [{row}], "total": {"9" * 5000}}}'
    )
    assert [entry.title for entry in read_entries(page)] == ["县长调研春耕生产工作"]


@pytest.mark.parametrize(
    "script",
    [
        "var a='xx';" + "a+=a;" * 300 + "document.write(a)",
        "var a='xx';" + "a=a+a;" * 300 + "document.write(a)",
        "var a='" + "x" * 900 + "';document.write(" + "+".join("a" * 400) + ")",
        "var a='" + "x" * 900 + "';" + "document.write(a);" * 50,
    ],
)
def test_what_a_script_writes_is_no_longer_than_scripts_are(script):
    body = f"<body><script>{script}</script>"
    assert len(with_written(body)) < 3 * len(body)


PARSERS = frozenset(
    "fromstring document_fromstring fragment_fromstring loads HTMLParser XMLParser XML HTML feed".split()
)


def test_nothing_but_the_door_calls_a_parser():
    folder = Path(govnews.reading.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        named = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        named |= {
            alias.name
            for node in nodes
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"lxml", "json"}
            for alias in node.names
        }
        assert path == folder / "page" / "parse.py" or not named & PARSERS, path
