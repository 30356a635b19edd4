"""Which heading of a home page a 更多 belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import groupby, islice

from lxml import etree
from lxml.html import HtmlElement

from govnews.reading.listing.columns.addresses import Leads, href_of, read_address
from govnews.reading.listing.columns.names import LONGEST_NAME, NameKind, clean, names_something, read_name
from govnews.reading.page.outline import holds_date
from govnews.reading.page.page import Page

# Levels between a 更多 and the block that its heading stands in.
MAX_CLIMB = 6
# Elements of a block that are searched for its heading.
_MAX_BLOCK = 600
_UNSEEN = frozenset(["script", "style", "select", "textarea", "noscript", "template", "form"])
_INLINE = frozenset(
    ["span", "b", "em", "i", "font", "strong", "small", "u", "br", "label", "big", "s", "sub", "sup"]
)
_HEADING_TAGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "dt", "legend", "caption"])
_ITEM_FRAMES = ("li", "dd", "tr")
# A piece that is no name by itself: 新闻 in <b>新闻</b>动态.
_PIECE = 3
_PIECES = 4
_LONGEST_OF_PIECES = 8
# A longer name of no news is a headline, whatever its address.
LONGEST_OF_ITEM_ROW = 9
_SELECTED = ("on", "active", "cur", "current", "hover", "selected", "this", "actived")


class _Part(Enum):
    HEADING = "heading"
    """A text that may be a heading, and leads nowhere."""
    NAMED = "named"
    """A link with a name, which is a heading itself."""
    ITEM = "item"
    """A link to an article, or one with a date, a headline."""
    MORE = "more"


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    part: _Part
    element: HtmlElement
    name: str = ""

    @property
    def is_label(self) -> bool:
        """Whether it names what stands below it."""
        return self.part in (_Part.HEADING, _Part.NAMED)

    @property
    def is_marked_up(self) -> bool:
        """Whether its element is a heading's."""
        return self.element.tag in _HEADING_TAGS or any(
            above.tag in _HEADING_TAGS for above in islice(self.element.iterancestors(), 2)
        )

    @property
    def is_selected(self) -> bool:
        """Whether it is the tab that is open."""
        near = (self.element, *islice(self.element.iterancestors("li", "td", "span", "div"), 1))
        return any(set((each.get("class") or "").lower().split()) & set(_SELECTED) for each in near)


class Headings:
    """The headings of one page, each link of it classified once."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._links: dict[HtmlElement, list[_Piece]] = {}

    def of(self, more: HtmlElement) -> str | None:
        """The heading that the link ``more`` belongs to, in the smallest block around it that holds one.

        None where a named link is the heading, which is a column itself, and where there is no heading. Of tabs it is
        the one at the place of the pane, or of the 更多; of texts the last one before it, a marked up one first; else
        the one right behind it. A heading with items of its own in another block is that block's.

        >>> body = "<div><p>要闻</p><ul><li>…</li></ul></div><div><i></i>部门动态<a href='/bm/'>更多</a></div>"
        >>> page = Page("http://example.gov.cn/", f"<body>{body}</body>")
        >>> Headings(page).of(page.root.find(".//a"))
        '部门动态'
        """
        around = list(more.iterancestors())
        for block in around[:MAX_CLIMB]:
            if block.tag == "html":
                break
            pieces = self._pieces(block, more, set(around))
            if not any(piece.is_label for piece in pieces):
                continue
            chosen = _tab_of(block, pieces, more)
            if block.tag == "body":
                return chosen.name if chosen is not None else None
            chosen = chosen or _nearest(block, pieces, more)
            if chosen is not None or any(piece.part is _Part.NAMED for piece in pieces):
                return chosen.name if chosen is not None and chosen.part is _Part.HEADING else None
        return None

    def _pieces(self, block: HtmlElement, more: HtmlElement, around: set[HtmlElement]) -> list[_Piece]:
        """Headings, named links, items and 更多 of a block in page order; not the texts that stand in an item's row."""
        found = list(islice(self._walk(block, more, around), _MAX_BLOCK))
        rows = {
            frame
            for piece in found
            if piece.part is _Part.ITEM and (frame := _row(piece.element, block)) is not None
        }
        rows -= {
            frame
            for piece in found
            if piece.part is _Part.MORE
            for frame in islice(piece.element.iterancestors(*_ITEM_FRAMES), MAX_CLIMB)
        }
        return [
            piece
            for piece in found
            if piece.part is not _Part.HEADING
            or not any(frame in rows for frame in islice(piece.element.iterancestors(*_ITEM_FRAMES), 2))
        ]

    def _walk(self, block: HtmlElement, more: HtmlElement, around: set[HtmlElement]) -> Iterator[_Piece]:
        walk = etree.iterwalk(block, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                if element is not block and (name := _heading(element.tail)):
                    yield _Piece(_Part.HEADING, element.getparent(), name)
                continue
            whole = [_Piece(_Part.MORE, more)] if element is more else None
            if whole is None and element not in around:
                whole = self._whole(element)
            if whole is not None or element.tag in _UNSEEN:
                walk.skip_subtree()
                yield from whole or ()
            elif name := _heading(element.text):
                yield _Piece(_Part.HEADING, element, name)

    def _whole(self, element: HtmlElement) -> list[_Piece] | None:
        """What an element is as a whole; None where its children are to be looked at one by one."""
        if element.tag in ("a", "area") or href_of(element):
            if element not in self._links:
                self._links[element] = _link(self.page, element)
            return self._links[element]
        if element.tag == "img":
            name = _heading(element.get("alt") or element.get("title"))
            return [_Piece(_Part.HEADING, element, name)] if name else []
        if len(element) and all(child.tag in _INLINE for child in islice(element.iterdescendants(), 12)):
            texts = [text for text in islice(element.itertext(), 12) if not text.isspace()]
            name = _heading("".join(texts)) if 1 < len(texts) <= _PIECES else None
            if name and len(name) <= _LONGEST_OF_PIECES and min(len(clean(text)) for text in texts) <= _PIECE:
                return [_Piece(_Part.HEADING, element, name)]
        return None


# --- the pieces of a block ---


def _row(element: HtmlElement, block: HtmlElement) -> HtmlElement | None:
    frame = next(element.iterancestors(*_ITEM_FRAMES), None)
    return frame if frame is not None and frame is not block and block in frame.iterancestors() else None


def _link(page: Page, link: HtmlElement) -> list[_Piece]:
    href = href_of(link)
    address = read_address(page, href) if href else None
    name = read_name(name_text(link))
    if address is None or address.leads is Leads.HOME:
        named = name.kind not in (NameKind.MORE, NameKind.NONE)
        return [_Piece(_Part.HEADING, link, name.text)] if named else []
    if name.kind is NameKind.MORE:
        return [_Piece(_Part.MORE, link)]
    if name.kind is NameKind.NONE or is_item(link) or address.leads >= Leads.ARTICLE:
        return [_Piece(_Part.ITEM, link)]
    if name.kind is NameKind.OTHER and (
        address.leads is Leads.UNSURE or len(name.text) > LONGEST_OF_ITEM_ROW
    ):
        return [_Piece(_Part.ITEM, link)]
    return [_Piece(_Part.NAMED, link, name.text)]


def _heading(text: str | None) -> str | None:
    if not text or len(text) > 200 or text.isspace():
        return None
    name = clean(text)
    return name if names_something(name) and len(name) <= LONGEST_NAME else None


def name_text(element: HtmlElement) -> str:
    """What a link or tab is called: its text, else its ``@title``, else the ``@alt`` of a picture in it."""
    text = "".join(islice(element.itertext(), 40)).strip()
    title = (element.get("title") or "").strip()
    if title and (not text or read_name(text).kind is NameKind.MORE) and names_something(clean(title)):
        return title
    if text or title:
        return text or title
    alts = (
        element.get("alt"),
        *(image.get("alt") or image.get("title") for image in islice(element.iter("img"), 4)),
    )
    return next((alt.strip() for alt in alts if alt and alt.strip()), "")


def is_item(link: HtmlElement) -> bool:
    """Whether the row that a link stands in has a date: then it is an article's, however short its text."""
    row = next(link.iterancestors("li", "dd", "tr", "p"), None)
    if row is None or sum(1 for _ in islice(row.iter("a"), 5)) > 4:
        return False
    return any(holds_date(text) for text in islice(row.itertext(), 16))


# --- the choice ---


def _tab_of(block: HtmlElement, pieces: list[_Piece], more: HtmlElement) -> _Piece | None:
    """The tab whose pane ``more`` stands in, where a run of tabs has as many panes, or as many 更多."""
    panes = {above.get("id") for above in islice(more.iterancestors(), MAX_CLIMB)} - {None}
    for piece in pieces:
        if piece.part is _Part.HEADING and _opens(piece.element) in panes:
            return piece
    mores = [piece.element for piece in pieces if piece.part is _Part.MORE]
    for run in _runs(pieces):
        place = _pane(block, more, len(run), {id(piece.element) for piece in run})
        if place is None and len(mores) == len(run) and more in mores:
            place = mores.index(more)
        if place is not None:
            return run[place]
    return None


def _opens(tab: HtmlElement) -> str | None:
    """The id of the pane that a tab opens, where it names one: ``<a href="#pane2">``, ``<li data-target="#pane2">``."""
    for each in (tab, *islice(tab.iterancestors(), 1)):
        for name in ("href", "data-target", "data-href", "aria-controls", "data-id", "rel"):
            value = (each.get(name) or "").strip()
            if value.startswith("#") or name == "aria-controls":
                return value.lstrip("#") or None
    return None


def _runs(pieces: list[_Piece]) -> list[list[_Piece]]:
    """The headings that stand side by side and are built alike: tabs; the last ones first."""
    runs = []
    for is_heading, group in groupby(pieces, key=lambda piece: piece.part is _Part.HEADING):
        if is_heading:
            alike = groupby(group, key=lambda piece: _build(piece.element))
            runs += [run for _, each in alike if len(run := list(each)) > 1]
    return runs[::-1]


def _build(element: HtmlElement) -> tuple[object, ...]:
    return (element.tag, *(above.tag for above in islice(element.iterancestors(), 2)))


def _pane(block: HtmlElement, more: HtmlElement, tabs: int, own: set[int]) -> int | None:
    """The place of the pane that holds ``more`` among as many panes as there are tabs; None where there are not."""
    pane = more
    for above in more.iterancestors():
        panes = [
            each
            for each in islice(above.iterchildren(pane.tag), 60)
            if each is pane or next(each.iter("a"), None) is not None
        ]
        panes = [each for each in panes if not any(id(inner) in own for inner in islice(each.iter(), 40))]
        if len(panes) == tabs and pane in panes:
            return panes.index(pane)
        if above is block:
            return None
        pane = above
    return None


def _nearest(block: HtmlElement, pieces: list[_Piece], more: HtmlElement) -> _Piece | None:
    """The heading between the 更多 before this one and this one; where there is none, the one right behind it."""
    place = next((i for i, piece in enumerate(pieces) if piece.element is more), None)
    if place is None:  # a link within a link
        return next((piece for piece in pieces if piece.is_label), None)
    mores = [i for i, piece in enumerate(pieces) if piece.part is _Part.MORE]
    labels = [i for i, piece in enumerate(pieces) if piece.is_label]
    if len(mores) == len(labels) and mores[0] < labels[0]:  # each stands before its heading
        return pieces[labels[mores.index(place)]]
    start = max((i for i in mores if i < place), default=-1)
    before = [
        i for i in labels if start < i < place and not _has_own_items(block, pieces, pieces[i].element, more)
    ]
    if before:
        return _best([pieces[i] for i in before], pieces[before[-1] : place])
    end = next(
        (i for i in range(place + 1, len(pieces)) if pieces[i].part in (_Part.MORE, _Part.ITEM)), len(pieces)
    )
    return next((pieces[i] for i in labels if place < i < end), None)


def _best(labels: list[_Piece], rest: list[_Piece]) -> _Piece:
    """Of several headings before a 更多 the last, but of marked up ones and others the last marked up, of tabs the open one."""
    if any(label.part is _Part.NAMED for label in labels):
        return labels[-1]
    marked = [label for label in labels if label.is_marked_up] or labels
    last = marked[-1]
    beside = [label for label in marked if _build(label.element) == _build(last.element)]
    parents = {label.element.getparent() for label in beside}
    apart_ = any(piece.part is _Part.ITEM for piece in rest)
    if len(beside) > 1 and (len(parents) == 1 or last.element.tag in ("a", "span")):
        return next((label for label in beside if label.is_selected), last if apart_ else beside[0])
    return last


def _has_own_items(block: HtmlElement, pieces: list[_Piece], heading: HtmlElement, more: HtmlElement) -> bool:
    """Whether a heading stands in another child of the block than ``more``, and both have items of their own."""
    one, other = _child(block, heading), _child(block, more)
    if one is other:
        return False
    holders = {_child(block, piece.element) for piece in pieces if piece.part is _Part.ITEM}
    return one in holders and other in holders


def _child(block: HtmlElement, element: HtmlElement) -> HtmlElement:
    child = element
    for above in element.iterancestors():
        if above is block:
            return child
        child = above
    return child
