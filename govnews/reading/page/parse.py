"""The one door to the parsers: markup and JSON from strangers, looked at for their bounds as the parser will see them.

A bound on the bytes that came is none: JSON and scripts hold markup behind escapes, charsets hold it behind anything.
Nothing else in :mod:`govnews.reading` calls lxml or json with a page's text; a test holds it to that.
"""

from __future__ import annotations

import json
import re
from typing import Any

import lxml.html
from lxml import etree

from govnews.errors import PageOverBound
from govnews.reading.bounds import MAX_BODY, data_over_bound, markup_over_bound

_CONTAINER = re.compile(
    r"</?(?!(?:html|head|body|meta|title|script|style|link|base|a|img|h[1-6]|p|br)\b)[a-z][^<>]*>", re.I
)
_ELEMENTS = etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)
_EMPTY = b"<html></html>"
_UNSAID = frozenset(["script", "style"])
# Digits of an integer that may be a number; longer ones are names, and Python takes none of more than 4,300 digits.
_LONGEST_INTEGER = 18


def parse_html(text: str) -> lxml.html.HtmlElement:
    """The tree of a page's or a fragment's markup; an empty ``<html>`` where there is nothing in it.

    A tree deeper than the parser goes (2,048) is read flat, its containers as line breaks, so that its text is not
    lost. Raises :exc:`PageOverBound`.

    >>> parse_html("<p>孟津").findtext(".//p"), parse_html("<!-- -->").tag
    ('孟津', 'html')
    >>> parse_html("<p " + " ".join(f"a{n}" for n in range(20_000)) + ">")
    Traceback (most recent call last):
    govnews.errors.PageOverBound: a tag of more than 1000 attributes
    """
    markup = text.encode("utf-8", "replace")
    if (what := markup_over_bound(markup)) is not None:
        raise PageOverBound(what)
    root, whole = _parse(markup)
    if not whole:
        root, _ = _parse(_CONTAINER.sub("<br>", text).encode("utf-8", "replace"))
    if len(text) > MAX_BODY and _said(root) > MAX_BODY:
        raise PageOverBound(f"more than {MAX_BODY} characters of text")
    return root


def _parse(markup: bytes) -> tuple[lxml.html.HtmlElement, bool]:
    """The tree of ``markup``, and whether the parser read it to its end."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    # One class for all elements: lxml's own choice by tag asks Python for each.
    parser.set_element_class_lookup(_ELEMENTS)
    root = etree.fromstring(markup or _EMPTY, parser)
    if root is None:  # nothing in it but comments or blanks
        root = etree.fromstring(_EMPTY, parser)
    fault = parser.error_log.last_error  # the parser stops at the depth it does not go beyond
    return root, fault is None or "depth" not in fault.message


def _said(root: lxml.html.HtmlElement) -> int:
    """Characters of the text and the attributes, scripts and pictures that are written into the page left out."""
    said = 0
    for element in root.iter():
        said += len(element.tail or "")
        if element.tag not in _UNSAID:
            said += len(element.text or "")
        said += sum(len(value) for value in element.values() if not value.startswith("data:"))
    return said


def parse_json(text: str) -> Any:
    """The value of a JSON text; line breaks may stand in its strings, and an integer beyond all counts is a text.

    Raises ValueError where it is no JSON, or goes deeper than Python does, and :exc:`PageOverBound`.

    >>> parse_json('{"total": 3, "id": 12345678901234567890}')
    {'total': 3, 'id': '12345678901234567890'}
    >>> parse_json('{"total": ')
    Traceback (most recent call last):
    json.decoder.JSONDecodeError: Expecting value: line 1 column 11 (char 10)
    """
    if (what := data_over_bound(text)) is not None:
        raise PageOverBound(what)
    try:
        return json.loads(text, strict=False, parse_int=_integer)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else digits
