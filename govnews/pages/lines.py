"""A page as its reader sees it: lines of text in order, each knowing the block that holds it."""

from __future__ import annotations

import re
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
    reader = _Reader()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            reader.leave(element, element.tag)
        elif not reader.enter(element, element.tag):
            walk.skip_subtree()
    reader.end_line()
    return reader.flow


class _Reader:
    """Takes elements as they begin and end, and puts their text into lines."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.text: list[str] = []
        self.linked = 0
        self.block = -1
        self.anchor: HtmlElement | None = None
        self.hidden: HtmlElement | None = None
        self.set: HtmlElement | None = None
        """The ``<pre>`` being read, whose line breaks count."""

    def end_line(self) -> None:
        """Close the line at hand."""
        if self.text:
            said = "".join(self.text)
            hidden = self.hidden is not None
            for part in said.split("\n") if self.set is not None else (said,):
                if line := fold(part):
                    self.flow.lines.append(Line(line, self.block, min(self.linked, len(line)), hidden))
            self.text.clear()
        self.linked = 0

    def enter(self, element: HtmlElement, tag: str) -> bool:
        """Whether what ``element`` holds is to be read."""
        if tag in UNSEEN:
            if tag == "script" and self.block >= 0 and element.text and (said := written(element.text)):
                self.text.append(said)
            return False
        names = element.keys()
        if "id" in names:
            self.flow.named.setdefault(element.get("id", "").strip().lower(), element)
        elif tag in NAMED:
            self.flow.named.setdefault(tag, element)
        if self.hidden is None and names and _is_hidden(element, names):
            if tag in INLINE:
                return False
            self.end_line()
            self.hidden = element
        if tag == "a":
            self.anchor = element
            self.flow.links.append((len(self.flow.lines), element))
        elif tag == "img":
            self.flow.pictures.append((len(self.flow.lines), element))
        elif tag == "br":
            self.end_line()
        elif tag not in INLINE:
            self._open(element, tag)
            if tag == "pre" and self.set is None:
                self.set = element
        if element.text:
            self._say(element.text)
        return True

    def leave(self, element: HtmlElement, tag: str) -> None:
        """``element`` ends: its block is closed, and the text behind it read."""
        if element is self.anchor:
            self.anchor = None
        if tag not in INLINE and tag not in UNSEEN and tag not in ("br", "img"):
            self.end_line()
            block = self.flow.blocks[self.block]
            block.last = len(self.flow.lines)
            self.block = block.parent
        if element is self.hidden:
            self.end_line()
            self.hidden = None
        if element is self.set:
            self.set = None
        if element.tail:
            self._say(element.tail)

    def _open(self, element: HtmlElement, tag: str) -> None:
        self.end_line()
        blocks = self.flow.blocks
        block = Block(element, self.block, len(self.flow.lines), hidden=self.hidden is not None)
        if self.block >= 0:
            block.cell, block.row = blocks[self.block].cell, blocks[self.block].row
        self.block = len(blocks)
        blocks.append(block)
        if tag in ("td", "th"):
            block.cell = self.block
        elif tag == "tr":
            block.row = self.block

    def _say(self, said: str) -> None:
        self.text.append(said)
        if self.anchor is not None:
            self.linked += len(said.strip())


def _is_hidden(element: HtmlElement, names: list[str]) -> bool:
    return "hidden" in names or ("style" in names and bool(_HIDDEN.search(element.get("style", ""))))
