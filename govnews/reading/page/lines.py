"""A page as its reader sees it: lines of text in order, each knowing the block that holds it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from govnews.errors import PageOverBound
from govnews.reading.bounds import MAX_LINES
from govnews.reading.page.breaks import flowing, keeps_breaks, preformatted
from govnews.reading.page.embeds import CARRIERS, EMBEDS
from govnews.text import fold, fold_wide

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
# Elements that make no block of lines.
_WITHOUT_BLOCK = INLINE | UNSEEN | {"br", "img"}
# Elements that name their content (Hanweb, UCAP).
NAMED = frozenset("publishtime ucaptitle ucapcontent founder-content".split())
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# Attributes that tell more of an element than how it looks and where it leads; most elements have none.
_TELLING = CARRIERS | {"id", "style", "hidden"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")


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
    is_link: bool
    """Whether more than half of it stands in links."""


@dataclass(slots=True)
class Flow:
    """The lines of a page, the blocks that hold them, and the pictures and links between them.

    ``pictures``, ``links`` and ``embeds`` (players, viewers, scripts) carry the number of the line they stand in or before.
    """

    lines: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    pictures: list[tuple[int, HtmlElement]] = field(default_factory=list)
    links: list[tuple[int, HtmlElement]] = field(default_factory=list)
    embeds: list[tuple[int, HtmlElement]] = field(default_factory=list)
    named: dict[str, HtmlElement] = field(default_factory=dict)
    """Elements by lower-case id, and the elements that publishing systems invented by their tag."""
    wide: dict[int, str] = field(default_factory=dict)
    """Lines with the U+3000 that part their words, by number; indents are none."""


def read_flow(root: HtmlElement) -> Flow:  # noqa: PLR0912, PLR0915 - one loop: a call for each element costs a fifth more
    """The lines of a document in one walk of its tree, however deep it is. Raises :exc:`PageOverBound`."""
    flow = Flow()
    lines, blocks, named = flow.lines, flow.blocks, flow.named
    said: list[str] = []  # the text of the line at hand
    linked = 0  # characters of it that stand in links
    holder = -1  # number of the block being read
    anchor: HtmlElement | None = None  # the link being read
    hidden: HtmlElement | None = None  # the outermost element being read that a style hides
    shown: HtmlElement | None = None  # the outermost element being read whose line breaks are shown: <pre>

    def end_line() -> None:
        nonlocal linked
        whole = "".join(said)
        for part in flowing(whole) if shown is None else preformatted(whole):
            if line := fold(part):
                if "\u3000" in part:
                    flow.wide[len(lines)] = fold_wide(part)
                length = len(line)
                lines.append(Line(line, holder, min(linked, length), hidden is not None, linked * 2 > length))
                if len(lines) > MAX_LINES:
                    raise PageOverBound(f"more than {MAX_LINES} lines")
        said.clear()
        linked = 0

    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in UNSEEN:
                walk.skip_subtree()
                if tag in EMBEDS:
                    flow.embeds.append((len(lines), element))
                elif tag == "noscript":  # a picture that a script would load
                    flow.pictures.extend((len(lines), image) for image in element.iter("img"))
                continue
            names = element.keys()
            if tag in NAMED and "id" not in names:
                named.setdefault(tag, element)
            if names and not _TELLING.isdisjoint(names):
                if "id" in names:
                    named.setdefault(element.get("id", "").strip().lower(), element)
                if not CARRIERS.isdisjoint(names):
                    flow.embeds.append((len(lines), element))
                if hidden is None and _is_hidden(element, names):
                    if tag in INLINE:
                        walk.skip_subtree()
                        continue
                    if said:
                        end_line()
                    hidden = element
            if tag not in _WITHOUT_BLOCK:
                if said:
                    end_line()
                cell, row = (blocks[holder].cell, blocks[holder].row) if holder >= 0 else (-1, -1)
                block = Block(element, holder, len(lines), 0, hidden is not None, cell, row)
                holder = len(blocks)
                blocks.append(block)
                if tag in ("td", "th"):
                    block.cell = holder
                elif tag == "tr":
                    block.row = holder
                if shown is None and (
                    tag == "pre" or ("style" in names and keeps_breaks(element.get("style", "")))
                ):
                    shown = element
            elif tag == "a" and ("href" in names or "onclick" in names):  # <a name> marks a place: no link
                anchor = element
                flow.links.append((len(lines), element))
            elif tag == "img":
                flow.pictures.append((len(lines), element))
            elif tag == "br" and said:
                end_line()
            text = element.text
        else:
            if tag not in _WITHOUT_BLOCK:
                if said:
                    end_line()
                block = blocks[holder]
                block.last = len(lines)
                holder = block.parent
            elif element is anchor:
                anchor = None
            if element is hidden:
                if said:
                    end_line()
                hidden = None
            if element is shown:
                shown = None
            text = element.tail
        # White space before the first word of a line is none of the line's.
        if text and (said or not text.isspace()):
            said.append(text)
            if anchor is not None:
                linked += len(text.strip())
    if said:
        end_line()
    return flow


def is_called_title(element: HtmlElement) -> bool:
    """Whether the element's id or class calls it a title: ``tit``, ``news_title``, ``bt-title``."""
    return "tit" in f"{element.get('id') or ''} {element.get('class') or ''}".lower()


def _is_hidden(element: HtmlElement, names: list[str]) -> bool:
    if "hidden" in names:
        return True
    style = element.get("style", "").lower() if "style" in names else ""
    return ("none" in style or "hidden" in style) and bool(_HIDDEN.search(style))
