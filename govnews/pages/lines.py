"""A page as its reader sees it: lines of text in order, each knowing the block that holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from govnews.pages.written import written

# Elements whose text is no text of the page.
UNSEEN = frozenset(
    "script style noscript template head title select option button input textarea iframe object embed svg "
    "canvas audio video map datalist math".split()
)
# Elements that stand in a line of text; all others (and unknown ones that hold none) begin a line of their own.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark nobr o:p q s samp small span "
    "strike strong sub sup time tt u var wbr ruby rb rt rp st1 publishtime ucaptitle founder-date "
    "founder-title".split()
)
# Elements that name their content (Hanweb, UCAP).
NAMED = frozenset("publishtime ucaptitle ucapcontent founder-content".split())
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


@dataclass(slots=True)
class Block:
    """One block element and the lines it holds: ``lines[first:last]``."""

    element: HtmlElement
    parent: int
    first: int
    last: int = 0
    hidden: bool = False
    cell: int = -1
    """The table cell that holds it (or that it is), as a number of ``Flow.blocks``; -1 outside of tables."""
    row: int = -1
    """The same for the table row."""


@dataclass(slots=True)
class Line:
    """One line of text, white space folded."""

    text: str
    block: int
    linked: int
    """Characters that stand in links."""
    hidden: bool
    """Whether a style hides it from the reader."""


@dataclass(slots=True)
class Flow:
    """The lines of a page, the blocks that hold them, and the pictures and links between them.

    ``pictures`` and ``links`` carry the number of the line they stand in or before.
    """

    lines: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    pictures: list[tuple[int, HtmlElement]] = field(default_factory=list)
    links: list[tuple[int, HtmlElement]] = field(default_factory=list)
    named: dict[str, HtmlElement] = field(default_factory=dict)
    """Elements by lower-case id, and the elements that publishing systems invented by their tag."""

    def ancestors(self, block: int) -> Iterator[int]:
        """``block`` itself and the blocks around it, the innermost first."""
        while block >= 0:
            yield block
            block = self.blocks[block].parent


def fold(text: str) -> str:
    """``text`` in one line: each run of white space (U+00A0, U+2002, U+3000 …) one blank, zero-width marks gone.

    >>> fold(" 编\\u3000辑:\\xa0刘\\u200b豪\\n")
    '编 辑: 刘豪'
    """
    text = " ".join(text.split())
    if not text.isascii():
        for mark in _ZERO_WIDTH:
            if mark in text:
                text = text.replace(mark, "").strip()
    return text


def read_flow(root: HtmlElement) -> Flow:
    """The lines of a document in one walk of its tree, however deep it is."""
    flow = Flow()
    lines, blocks = flow.lines, flow.blocks
    text: list[str] = []
    linked = 0
    inside = -1
    anchor: HtmlElement | None = None
    hidden: HtmlElement | None = None

    def end_line() -> None:
        nonlocal linked
        if text:
            line = fold("".join(text))
            if line:
                lines.append(Line(line, inside, min(linked, len(line)), hidden is not None))
            text.clear()
        linked = 0

    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in UNSEEN:
                walk.skip_subtree()
                if tag == "script" and inside >= 0 and element.text and (said := written(element.text)):
                    text.append(said)
                continue
            marks = element.attrib
            if "id" in marks:
                flow.named.setdefault(marks["id"].strip().lower(), element)
            elif tag in NAMED:
                flow.named.setdefault(tag, element)
            if hidden is None and ("hidden" in marks or ("style" in marks and _HIDDEN.search(marks["style"]))):
                if tag in INLINE:
                    walk.skip_subtree()
                    continue
                end_line()
                hidden = element
            if tag == "a":
                anchor = element
                flow.links.append((len(lines), element))
            elif tag == "img":
                flow.pictures.append((len(lines), element))
            elif tag == "br":
                end_line()
            elif tag not in INLINE:
                end_line()
                block = Block(element, inside, len(lines), hidden=hidden is not None)
                if inside >= 0:
                    block.cell, block.row = blocks[inside].cell, blocks[inside].row
                inside = len(blocks)
                blocks.append(block)
                if tag in ("td", "th"):
                    block.cell = inside
                elif tag == "tr":
                    block.row = inside
            said = element.text
            if said:
                text.append(said)
                if anchor is not None:
                    linked += len(said.strip())
        else:
            if element is anchor:
                anchor = None
            if tag not in INLINE and tag not in UNSEEN and tag not in ("br", "img"):
                end_line()
                blocks[inside].last = len(lines)
                inside = blocks[inside].parent
            if element is hidden:
                end_line()
                hidden = None
            said = element.tail
            if said:
                text.append(said)
                if anchor is not None:
                    linked += len(said.strip())
    end_line()
    return flow
