"""Articles that a page carries as data for its scripts to draw: window state, JSON-LD, text areas.

Media portals send the text as a JSON string among others and hardly any markup. The values are found by the
names of their keys, without a parser for the language around them: states are seldom plain JSON.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape, unescape

from govnews.items import Witness
from govnews.reading.page.javascript import script_spans, string_value
from govnews.reading.page.main_text import LEAST
from govnews.reading.page.page import Page
from govnews.reading.vocabulary import CONFIGURATION_KEYS, DATA_KEYS, spaced

_FIELD = {key: field for field, keys in DATA_KEYS.items() for key in keys}
_NAMES = "|".join(sorted(_FIELD, key=len, reverse=True))
_PAIR = re.compile(
    rf"""["']?\b({_NAMES})["']?\s*[:=]\s*(?:\w+\()?"""
    r"""("(?>(?:[^"\\\n]|\\.)*)"|'(?>(?:[^'\\\n]|\\.)*)'|\d{10,13}\b)""",
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
    rf"""<textarea\b[^<>]*?\b(?:class|id|name)=["']({_NAMES})["'][^<>]*>(.*?)</textarea""",
    re.IGNORECASE | re.DOTALL,
)
_CHINESE = re.compile("[\u4e00-\u9fff]")
# Fewer Chinese characters are a teaser.
_LEAST = 40


@dataclass(frozen=True, slots=True)
class Embedded:
    """What the data says of the article."""

    html: str
    """Title and text as a page would show them."""
    witnesses: tuple[tuple[str, Witness], ...]
    """Field and witness of everything else, those that stand closest to the text first."""


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
    return find_embedded(page.text) if page.prose.weight < LEAST else None


def find_embedded(text: str) -> Embedded | None:
    """The article in the scripts of a page's HTML; None where no string in them is a text of some length.

    >>> page = '<script>window.__S={"title":"县长调研春耕","content":"<p>%s<\\\\/p>"}</script>' % ("春耕生产" * 20)
    >>> find_embedded(page).html[:38]
    "<h1 class='title'>县长调研春耕</h1><div><p>春"
    >>> find_embedded('<script>var a={"content":"width=device-width"}</script>') is None
    True
    """
    pairs = [
        (_FIELD[match[1].lower()], match[1], match[2], match.start())
        for script in script_spans(text)
        for match in _PAIR.finditer(text, *script)
    ]
    pairs += [
        (_FIELD[match[1].lower()], match[1], json.dumps(unescape(match[2])), match.start())
        for match in _AREA.finditer(text)
    ]
    bodies = [
        (len(_CHINESE.findall(raw)) + raw.count("\\u") // 2, at, raw)
        for field, _, raw, at in pairs
        if field == "content"
    ]
    most, at, raw = max(bodies, default=(0, 0, ""))
    if most < _LEAST:
        return None
    body = string_value(raw)
    if "&lt;" in body and "<p" not in body:
        body = unescape(body)
    if "<" not in body:
        body = "".join(f"<p>{escape(line)}</p>" for line in body.split("\n"))
    said = [
        (abs(place - at), field, Witness("script", key, string_value(value).strip()))
        for field, key, value, place in pairs
        if field != "content" and len(value) < 400
    ]
    said.sort(key=lambda one: one[0])
    title = next(
        (witness.raw for _, field, witness in said if field == "title" and _CHINESE.search(witness.raw)), ""
    )
    heading = f"<h1 class='title'>{escape(title)}</h1>" if title else ""
    told = tuple((field, witness) for _, field, witness in said if field != "title" and witness.raw)
    return Embedded(f"{heading}<div>{body}</div>", told)
