"""Articles that a page carries as data for its scripts to draw: window state, JSON-LD, text areas.

Media portals send the text as a JSON string among others and hardly any markup. The values are found by the
names of their keys, without a parser for the language around them: states are seldom plain JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from itertools import chain
from urllib.parse import unquote

from govnews.items import Witness
from govnews.reading.page.javascript import literal_end, script_spans, string_value
from govnews.reading.page.main_text import LEAST
from govnews.reading.page.page import Page
from govnews.reading.vocabulary import CONFIGURATION_KEYS, DATA_KEYS, spaced
from govnews.text import fold

_FIELD = {key: field for field, keys in DATA_KEYS.items() for key in keys}
_NAMES = "|".join(sorted(_FIELD, key=len, reverse=True))
# A known key and what opens its value: the literal itself is read on from there.
_PAIR = re.compile(
    rf"""\b({_NAMES})["']?\s{{0,20}}[:=]\s{{0,20}}(?:\w{{1,40}}\()?(?:(\d{{10,13}})\b|(?=["']))""",
    re.IGNORECASE,
)
# A pattern for each field that a script's configuration can name, and what its keys have in common.
_VALUE = r"""["']?\s*[:=]\s*(?:\w+\()?("[^"\\\n]{2,80}"|'[^'\\\n]{2,80}'|\d{10,13}\b)"""
_CONFIGURED = {
    field: (
        re.compile(hint),
        re.compile(rf"\b({spaced(CONFIGURATION_KEYS[field], gap='')}){_VALUE}", re.IGNORECASE),
    )
    for field, hint in (("published_on", "[pP]ub|PUB"), ("source", "[sS]ource"))
}
# A text area that is not for the reader's writing: its class, id or name says what it holds.
_AREA = re.compile(
    rf"""<textarea\b[^<>]*?\b(?:class|id|name)=["']({_NAMES})["'][^<>]*>([^<]*)</textarea""", re.IGNORECASE
)
# Elements whose text is not seen, and scripts that are templates: a script of the page puts what they hold into it.
_HOLDERS = ("textarea", "template", "noscript", "xmp")
_TEMPLATE = re.compile(
    r"""\btype\s*=\s*["']?(?:text|application)/(?:x-)?(?:html|template|plain|tmpl|handlebars)""",
    re.IGNORECASE,
)
# A text that is handed to a function or kept in a variable, whatever that is called.
_LITERAL = re.compile(r"""[=(:,+\[]\s{0,200}(?=["'`])""")
_PARSED = re.compile(r"""\bparse\(\s{0,20}(?=["'])""")
# What stands between two parts of one text: a + b, or a; text += b.
_JOINED = re.compile(r"\s*(?:;\s*[\w$.]{1,60}\s*\+)?")
_MARKUP = re.compile(r"<(?:p|br|div|span)\b|&lt;p\b|%3Cp", re.IGNORECASE)
_SENTENCE = re.compile("[。；！？]|%E3%80%82", re.IGNORECASE)
# Where a script puts a text: $("#zoom").html(text), document.getElementById("zoom").innerHTML = text.
_TARGET = re.compile(
    r"""(?:getElementById|querySelector|\$|jQuery)\(\s*["']([#.]?[\w-]{1,60})["']\s*\)\s*\.\s*(?:innerHTML|html|append|prepend)\b"""
)
_BODY = re.compile(r"<body\b|</head\b", re.IGNORECASE)
_CHINESE = re.compile("[\u4e00-\u9fff]")
# Fewer Chinese characters are a teaser, or a text of the page's programs where nothing tells what they are.
_LEAST = 40
_LEAST_UNNAMED = 80
# How often a text that the data hold outweighs what stands in the page.
_TIMES = 3


@dataclass(frozen=True, slots=True)
class _Found:
    """A text among a page's data."""

    characters: int
    at: int
    """Where the text itself stands in the page's HTML."""
    start: int
    end: int
    """Where what carries it stands in the page's HTML: an element, or the place behind a script."""
    html: str
    named: bool
    """Whether its key or its element is called so."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """What the data says of the article."""

    title: str
    """The headline that stands closest to the text; empty where none does."""
    body: str
    """The text as HTML."""
    start: int
    end: int
    """Where in the page's HTML the element that holds it begins and ends; equal, behind the script, for a script's."""
    witnesses: tuple[tuple[str, Witness], ...]
    """Field and witness of everything else, those that stand closest to the text first."""

    @property
    def html(self) -> str:
        """Title and text as a page would show them."""
        heading = f"<h1 class='title'>{escape(self.title)}</h1>" if self.title else ""
        return f"{heading}<div>{self.body}</div>"


def read_configuration(text: str, field: str) -> list[Witness]:
    """What the scripts of a page's HTML are configured with for ``published_on`` or ``source``, in page order.

    Only keys that can mean nothing else count (newsSource, not origin).

    >>> page = "<script>app({pubTime: stamp('2022-08-11 14:21'), origin: 'http://x.cn'})</script>"
    >>> read_configuration(page, "published_on"), read_configuration(page, "source")
    ([Witness(kind='script', name='pubTime', raw='2022-08-11 14:21')], [])
    """
    hint, pattern = _CONFIGURED[field]
    return [
        Witness("script", key, said)
        for start, end in script_spans(text)
        if hint.search(text, start, end)
        for key, value in pattern.findall(text, start, end)
        if 2 <= len(said := string_value(value).strip()) <= 40
    ]


def embedded_article(page: Page) -> Embedded | None:
    """The article that ``page`` carries as data; None where its markup holds a text, or no data does."""
    weight = page.prose.weight
    if weight >= _TIMES * LEAST:
        return None
    found = find_embedded(page.text)
    if found is None or (weight >= LEAST and len(_CHINESE.findall(found.body)) < _TIMES * weight):
        return None
    return found


def drawn(page: Page, embedded: Embedded) -> Page:
    """The page as its scripts draw it.

    Where its markup has the headline, the text stands in the element that a script names or, without one, where its data
    stand. Else the page is a shell, and headline and text are all of it.

    >>> text = "<p>区长到青石镇调研春耕生产，" + "强调要不误农时，" * 12 + "。</p>"
    >>> script = f"<script>var app={{content:'{text}'}};$('#zoom').html(app.content)</script>"
    >>> page = Page("http://example.gov.cn/", f"<h1>区长调研</h1><div id=zoom></div>{script}")
    >>> drawn(page, embedded_article(page)).text[:43]
    '<h1>区长调研</h1><div id=zoom><p>区长到青石镇调研春耕生产，强'
    """
    told = fold(embedded.title)
    shown = not told or any(told in line.text and not line.linked for line in page.flow.lines)
    if not shown:
        return Page(page.url, embedded.html, page.encoding, page.mirror)
    text = page.text
    place = _target(page)
    if place is None:
        body = _BODY.search(text)
        if body is not None and embedded.start < body.start():
            return Page(page.url, embedded.html, page.encoding, page.mirror)
        place = embedded.start, embedded.end
    return Page(page.url, f"{text[: place[0]]}{embedded.body}{text[place[1] :]}", page.encoding, page.mirror)


def _target(page: Page) -> tuple[int, int] | None:
    """The place behind the opening tag of the empty element that a script of the page fills; None where none does."""
    for name in list(dict.fromkeys(_TARGET.findall(page.text)))[:5]:
        attribute, value = ("class", name[1:]) if name[0] == "." else ("id", name.lstrip("#"))
        opening = re.search(rf"""<\w+\b[^<>]*\b{attribute}\s*=\s*["']?{value}["'\s>][^<>]*""", page.text)
        element = page.flow.named.get(value.lower())
        empty = (
            element is None or len(fold("".join(element.itertext("p", "div", "span", element.tag)))) < _LEAST
        )
        if opening and empty and (end := page.text.find(">", opening.end() - 1) + 1):
            return end, end
    return None


def find_embedded(text: str) -> Embedded | None:
    r"""The article in the scripts and hidden elements of a page's HTML; None where no text in them has some length.

    >>> page = '<script>window.__S={"title":"县长调研春耕","content":"<p>%s<\\/p>"}</script>' % ("春耕生产" * 20)
    >>> find_embedded(page).html[:38]
    "<h1 class='title'>县长调研春耕</h1><div><p>春"
    >>> find_embedded('<script>var a={"content":"width=device-width"}</script>') is None
    True
    """
    scripts = list(script_spans(text))
    held = _held(text, scripts)
    telling = [span for span in scripts if _count(text[slice(*span)]) >= _LEAST]
    if not held and not telling:  # most pages without a text, and the patterns are slow to say so
        return None
    named = [
        (raw, at, end)
        for span in telling
        for field, _, raw, at, end in _pairs(text, span)
        if field == "content"
    ]
    bodies = [
        _Found(count, at, end, end, raw, named=True)
        for raw, at, end in named
        if (count := _count(raw)) >= _LEAST
    ]
    bodies += held
    if not bodies:
        bodies = [found for span in telling for found in _unnamed(text, span)]
    best = max(bodies, key=lambda found: found.characters, default=None)
    if best is None:
        return None
    body = _as_html(best.html)
    if not best.named and Page("http://localhost/", body).prose.weight < LEAST:
        return None
    said = [
        (abs(place - best.at), field, Witness("script", key, string_value(value).strip()))
        for field, key, value, place, _ in chain(_areas(text), *(_pairs(text, span) for span in scripts))
        if field != "content" and len(value) < 400
    ]
    said.sort(key=lambda one: one[0])
    title = next(
        (witness.raw for _, field, witness in said if field == "title" and _CHINESE.search(witness.raw)), ""
    )
    told = tuple((field, witness) for _, field, witness in said if field != "title" and witness.raw)
    return Embedded(title, body, best.start, best.end, told)


def _pairs(text: str, span: tuple[int, int]) -> Iterator[tuple[str, str, str, int, int]]:
    """Field, key, literal, its place, and the place behind the script, of each pair of a known key and a value."""
    behind = _behind(text, span)
    for opening, value in _read_on(_PAIR, text, *span):
        yield _FIELD[opening[1].lower()], opening[1], value, opening.start(), behind
    for parsed, literal in _read_on(_PARSED, text, *span):
        inner = string_value(literal)
        for opening, value in _read_on(_PAIR, inner, 0, len(inner)):
            yield _FIELD[opening[1].lower()], opening[1], value, parsed.start(), behind


def _read_on(opening: re.Pattern[str], text: str, at: int, end: int) -> Iterator[tuple[re.Match[str], str]]:
    """Each place where ``opening`` matches, with the number that it holds or the literal that stands behind it."""
    while (found := opening.search(text, at, end)) is not None:
        at = found.end()
        if found.lastindex is not None and found.lastindex > 1:
            yield found, found[2]
        elif (closed := literal_end(text, at, end)) is not None:
            yield found, text[at:closed]
            at = closed


def _areas(text: str) -> Iterator[tuple[str, str, str, int, int]]:
    """The same of text areas that are called so by their class, id or name."""
    for match in _AREA.finditer(text):
        yield _FIELD[match[1].lower()], match[1], json.dumps(unescape(match[2])), match.start(), match.end()


def _behind(text: str, span: tuple[int, int]) -> int:
    return (text.find(">", span[1]) + 1) or len(text)


def _held(text: str, scripts: list[tuple[int, int]]) -> list[_Found]:
    """The texts of elements that are not seen."""
    found = []
    for tag in (*_HOLDERS, *map(str.upper, _HOLDERS)):
        at = 0
        while (start := text.find(f"<{tag}", at)) >= 0 and (end := text.find(f"</{tag}", start)) >= 0:
            inner = text[text.find(">", start) + 1 : end]
            at = text.find(">", end) + 1 or len(text)
            if (count := _count(inner)) >= _LEAST:
                found.append(_Found(count, start, start, at, json.dumps(unescape(inner)), named=True))
    for span in scripts:
        inner, behind = text[slice(*span)], _behind(text, span)
        if (
            _TEMPLATE.search(text[text.rfind("<", 0, span[0]) : span[0]])
            and (count := _count(inner)) >= _LEAST
        ):
            found.append(_Found(count, span[0], behind, behind, json.dumps(inner), named=True))
    return found


def _unnamed(text: str, span: tuple[int, int]) -> list[_Found]:
    """The texts with markup and sentences among a script's literals, those that it joins as one."""
    joined: list[str] = []
    last = -1
    found = []
    for opening, literal in _read_on(_LITERAL, text, *span):
        if not (
            0 <= last <= opening.start()
            and opening.start() - last < 100
            and _JOINED.fullmatch(text, last, opening.start())
        ):
            found.append("".join(joined))
            joined = []
        joined.append(string_value(literal))
        last = opening.end() + len(literal)
    found.append("".join(joined))
    behind = _behind(text, span)
    return [
        _Found(count, span[0], behind, behind, json.dumps(one), named=False)
        for one in found
        if (count := _count(one)) >= _LEAST_UNNAMED and _MARKUP.search(one) and _SENTENCE.search(one)
    ]


def _count(raw: str) -> int:
    """About how many Chinese characters a text has, however they are escaped."""
    escaped = raw.count("\\u") // 2 + raw.count("%E")
    return escaped if raw.isascii() else escaped + len(_CHINESE.findall(raw))


def _as_html(raw: str) -> str:
    """The HTML that a literal stands for; lines of plain text are paragraphs."""
    body = string_value(raw)
    if body.lstrip()[:3].upper() == "%3C":
        body = unquote(body)
    if "&lt;" in body and "<p" not in body:
        body = unescape(body)
    if "<" not in body:
        body = "".join(f"<p>{escape(line)}</p>" for line in body.split("\n"))
    return body
