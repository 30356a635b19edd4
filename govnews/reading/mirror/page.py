"""The restoration of a page: the verdict on all its visible text, then the HTML source made whole.

The source and not the tree is restored, since the damage was done to the source: a slip can eat the ``<`` of
a tag, after which the tree is wrong. Markup stays as it is but for the attributes that hold text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from govnews.reading.mirror.restoration import Document, Restoration
from govnews.reading.mirror.slips import EATEN_AND, EATEN_LESS
from govnews.reading.mirror.verdict import is_suspect, judge
from govnews.reading.page.page import Page

_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_RAW_START = re.compile(r"<(script|style)\b", re.IGNORECASE)
_RAW_END = re.compile(r"</(?:script|style)", re.IGNORECASE)
_TEXT_ATTRIBUTE = re.compile(r"""(\s(?:content|title|alt|value)\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE)
# Mirrors write titles and keywords as &#x56fd; or &#22269;: those of CJK characters and marks.
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{4,5})|(\d{5,6}));")
_MANY_REFERENCES = 20


def restore_page(page: Page) -> tuple[Page, Restoration]:
    """``page`` as it was before the mirror, and what was done; the same object where it is no mirror.

    ``Restoration.text`` is the text of the page that is returned, its HTML.
    """
    html = page.text
    if html.count("&#") > _MANY_REFERENCES:
        html = _REFERENCE.sub(_character, html)
    if not is_suspect(html):
        return page, Restoration(page.text)
    pieces = list(_pieces(_REFERENCE.sub(_character, html)))
    visible = "\n".join(piece for kind, piece in pieces if kind == "text" and not piece.isspace())
    verdict = judge(visible)
    if verdict is None:
        return page, Restoration(page.text)
    document = Document.of(visible, verdict)
    whole = Restoration("", verdict.family)
    done: list[str] = []
    for kind, piece in pieces:
        if piece.isascii():
            done.append(piece)
        elif kind == "text":
            done.append(_restore_text(document, piece, whole))
        elif kind == "tag":
            done.append(_restore_attributes(document, piece, whole))
        else:
            done.append(document.restore_words(piece))
    whole.text = "".join(done)
    return Page(page.url, whole.text, page.encoding, whole.describe()), whole


def _pieces(html: str) -> Iterator[tuple[str, str]]:
    """``html`` cut into pieces of kind text, tag, and raw (script and style)."""
    position = 0
    while tag := _TAG.search(html, position):
        if tag.start() > position:
            yield "text", html[position : tag.start()]
        yield "tag", tag[0]
        position = tag.end()
        if _RAW_START.match(tag[0]):
            end = _RAW_END.search(html, position)
            stop = end.start() if end else len(html)
            yield "raw", html[position:stop]
            position = stop
    yield "text", html[position:]


def _restore_text(document: Document, piece: str, whole: Restoration) -> str:
    part = document.restore_part(piece)
    whole.slips += part.slips
    whole.guessed += part.guessed
    whole.unrestored += part.unrestored
    whole.noise += [layer for layer in part.noise if layer not in whole.noise]
    return part.text.replace(EATEN_LESS, "<").replace(EATEN_AND, "&")


def _restore_attributes(document: Document, tag: str, whole: Restoration) -> str:
    return _TEXT_ATTRIBUTE.sub(
        lambda found: found[1] + found[2][0] + _restore_text(document, found[2][1:-1], whole) + found[2][-1],
        tag,
    )


def _character(reference: re.Match[str]) -> str:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return chr(code) if 0x2E80 <= code <= 0x2FFFF else reference[0]
