"""The parts of a pager: its links, numbers and marks, and the element that holds them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Literal

from lxml.html import HtmlElement

from govnews.reading.listing import words
from govnews.reading.listing.page_numbers import Numbered, numbered, page_key, related
from govnews.reading.listing.paging import LastPageSign
from govnews.reading.listing.stated import stated_text
from govnews.reading.page.page import Page
from govnews.urls import same_site

Kind = Literal["next", "previous", "first", "last", "arrow", "back", "number"]

_WORDS: dict[str, Kind] = {
    **dict.fromkeys((*words.NEXT, *words.NEXT_IN_ENGLISH, *words.OLDER), "next"),
    **dict.fromkeys((*words.PREVIOUS, *words.PREVIOUS_IN_ENGLISH, *words.NEWER), "previous"),
    **dict.fromkeys((*words.FIRST, *words.FIRST_IN_ENGLISH), "first"),
    **dict.fromkeys((*words.LAST, *words.LAST_IN_ENGLISH), "last"),
    **dict.fromkeys(words.ARROWS, "arrow"),
    **dict.fromkeys(words.BACK_ARROWS, "back"),
    **dict.fromkeys(words.TRIANGLES, "arrow"),
    **dict.fromkeys(words.BACK_TRIANGLES, "back"),
}
_NUMBER = re.compile(r"[\[(（【]?\d{1,5}[\])）】]?")
_ORNAMENT = re.compile(r"[\s\[\]()（）【】|:：·<>«»‹›←→＜＞▶►◀◄]+")
_NEXT_CLASS = re.compile(r"(?:^|[\s_-])(?:next|nxt|nextpage)(?=$|[\s_-])", re.IGNORECASE)
_BACK_CLASS = re.compile(r"(?:^|[\s_-])(?:prev|pre|previous|prevpage)(?=$|[\s_-])", re.IGNORECASE)
_CURRENT_CLASS = re.compile(
    r"(?:^|[\s_-])(?:on|cur|curr|current|active|select|selected|thisclass|now|hover|sel|this)(?=$|[\s_-])",
    re.IGNORECASE,
)
_DISABLED_CLASS = re.compile(
    r"disable|(?:^|[\s_-])(?:next_d|no-?next|forbid\w*|invalid)(?=$|[\s_-])", re.IGNORECASE
)
_LINKS = ("a", "button", "input")
_ITEMS = (*_LINKS, "span", "b", "strong", "em", "font", "i", "li", "td", "div", "p", "img")
_LONGEST_LABEL = 24
_MOST_TRIANGLES = 2
# How much an item says that the elements around it are a pager; a link to a numbered page counts 4.
_WEIGHTS: dict[Kind, int] = {
    "next": 20,
    "previous": 12,
    "last": 12,
    "first": 0,
    "arrow": 2,
    "back": 0,
    "number": 0,
}
_LINKED_NUMBER = 4
_LEAST_WEIGHT = 8
# Levels from an item up to an element that may be the pager, and to the one that was found to be it.
_MAX_CLIMB = 5
_MAX_DEPTH = 6
# Elements of a pager, options of its <select> included; what is larger holds more than the pager.
_MOST_PARTS = 600


@dataclass(slots=True, eq=False)
class PagerItem:
    """One element that may be part of a pager."""

    element: HtmlElement
    kind: Kind
    label: str

    url: str | None
    """Where it leads, on the page's own host; None where it is no such link."""

    itself: bool = False
    """It leads to the page it stands on."""

    disabled: bool = False
    """It is marked as not to be clicked."""

    @property
    def leads_on(self) -> bool:
        """Whether a click on it loads another page."""
        return self.url is not None and not self.itself and not self.disabled

    @property
    def sends(self) -> bool:
        """Whether it is a button that sends the form around it."""
        element, pressed = self.element, (self.element.get("type") or "submit").lower()
        button = element.tag in ("button", "input") and pressed in ("submit", "image")
        return button and not self.disabled and next(element.iterancestors("form"), None) is not None

    @property
    def number(self) -> int:
        """The page number that the label of an item of kind ``number`` is."""
        return int(re.sub(r"\D", "", self.label))

    @property
    def is_total(self) -> bool:
        """Whether its title calls the number a total: EmpireCMS writes ``<a title="总数"><b>104</b></a>``."""
        return bool(re.search("总数|[Tt]otal", self.element.get("title") or ""))


@dataclass(frozen=True)
class PagerView:
    """What a listing page shows of its pager."""

    page: Page

    items: list[PagerItem]
    """Everything on the page that may be part of a pager."""

    box: HtmlElement | None
    """The element that holds the pager; None where none is found."""

    inside: list[PagerItem]
    """The items that stand in ``box``; all where there is none."""

    nexts: list[PagerItem]
    """Everything that is called 下一页, the pager's own first."""

    numbers: dict[int, str]
    """Addresses of the numbered pages, by number."""

    scripts: str
    """All inline scripts of the page."""

    current: int | None = None
    """Number of this page, 1 being the first; None where it is not known."""

    pages: int | None = None
    """How many pages there are; None where it is not known."""

    pages_sign: LastPageSign = LastPageSign.PAGE_COUNT_SHOWN
    """What tells ``pages``: the pager or a script."""

    options: tuple[str, ...] = ()
    """Addresses of all pages, where a ``<select>`` offers them."""

    @cached_property
    def text(self) -> str:
        """The text of the pager, one line for each piece of it; empty where there is none."""
        return stated_text(self.box) if self.box is not None else ""

    @cached_property
    def page_text(self) -> str:
        """The text of the whole page, one line for each piece of it."""
        return stated_text(self.page.root)


@lru_cache(maxsize=1)  # of one page after the other it is asked what follows, and what it states
def view_pager(page: Page) -> PagerView:
    """The parts of the pager of ``page``; its numbers of this page and of all pages are yet to be read."""
    items = _without_marks(list(_items(page)))
    box = _container(items)
    inside = [item for item in items if box is None or box in _ancestors(item.element, _MAX_DEPTH)]
    own = set(inside)
    nexts = sorted((item for item in items if item.kind == "next"), key=lambda item: item not in own)
    return PagerView(page, items, box, inside, nexts, _number_links(page, inside), script_text(page))


def script_text(page: Page) -> str:
    """All inline scripts of the page, in order."""
    return "\n".join(script.text for script in page.root.iter("script") if script.text)


def address_of(page: Page, href: str) -> str | None:
    """``href`` as an absolute address on the page's own host; None for any other, and for a dead link.

    >>> page = Page("http://example.gov.cn/xw/", "<html></html>")
    >>> address_of(page, "index_1.html#list"), address_of(page, "http://other.example.org/2.html")
    ('http://example.gov.cn/xw/index_1.html', None)
    """
    url = page.address(href)
    return url.partition("#")[0] if url is not None and same_site(url, page.url) else None


def _items(page: Page) -> Iterator[PagerItem]:
    for element in page.root.iter(*_ITEMS):
        linked = element.tag in _LINKS
        if not linked and len(element) > 0:
            continue
        label = _label(element)
        if len(label) > _LONGEST_LABEL:
            continue
        kind = _kind(element, label, linked or element.get("onclick") is not None)
        if kind is None or (not linked and _in_link(element)):
            continue
        url = address_of(page, (element.get("href") or "").strip()) if linked else None
        itself = url is not None and page_key(url) == page_key(page.url)
        yield PagerItem(element, kind, label, url, itself, _is_disabled(element))


def _without_marks(items: list[PagerItem]) -> list[PagerItem]:
    """``items`` without the triangles before rows and on films: a pager has one, or two where it stands twice."""
    shown = Counter(item.label for item in items)
    marks = {mark for mark in (*words.TRIANGLES, *words.BACK_TRIANGLES) if shown[mark] > _MOST_TRIANGLES}
    return [item for item in items if item.label not in marks]


def _label(element: HtmlElement) -> str:
    """What the element shows: its text, or what is written on an ``<input>`` that is a button."""
    if element.tag == "input":
        written = {"button": "value", "submit": "value", "image": "alt"}.get(
            (element.get("type") or "").lower()
        )
        return (element.get(written) or "").strip() if written else ""
    return "".join(islice(element.itertext(), 12)).strip()


def _kind(element: HtmlElement, label: str, clickable: bool) -> Kind | None:
    folded = re.sub(r"\s+", "", label).lower()
    if _NUMBER.fullmatch(folded):
        return "number"
    if folded in _WORDS:
        return _WORDS[folded]
    bare = _ORNAMENT.sub("", folded)
    if bare in _WORDS:
        return _WORDS[bare]
    return _pictured_kind(element) if clickable and not bare else None


def _pictured_kind(element: HtmlElement) -> Kind | None:
    """The kind of what is to be clicked and has no words: by its title and its pictures, else by class and names of files."""
    title = re.sub(r"\s+", "", element.get("title") or element.get("aria-label") or "").lower()
    pictures = list(islice(element.iter("img"), 3))
    for said in (title, *(re.sub(r"\s+", "", image.get("alt") or "") for image in pictures)):
        if _WORDS.get(said) in ("next", "previous", "last"):
            return _WORDS[said]
    files = ((image.get("src") or "").rpartition("/")[2].partition(".")[0] for image in pictures)
    drawn = (element.get("class") or "", *files)
    if any(_NEXT_CLASS.search(one) for one in drawn):
        return "arrow"
    return "back" if any(_BACK_CLASS.search(one) for one in drawn) else None


def _is_disabled(element: HtmlElement) -> bool:
    """Whether the element, or the ``<li>`` or ``<span>`` around it, is marked as disabled."""
    return element.get("disabled") is not None or any(
        _DISABLED_CLASS.search(each.get("class") or "") for each in (element, *_frame(element))
    )


def _frame(element: HtmlElement) -> tuple[HtmlElement, ...]:
    """The ``<li>`` or ``<span>`` right around an element, whose class is then that of the element."""
    parent = element.getparent()
    return (parent,) if parent is not None and parent.tag in ("li", "span") else ()


def _in_link(element: HtmlElement) -> bool:
    """Whether the element stands in a link, which is then the item."""
    return any(parent.tag in ("a", "button") for parent in _ancestors(element, 3))


def _ancestors(element: HtmlElement, levels: int) -> list[HtmlElement]:
    return list(islice(element.iterancestors(), levels))


def _container(items: list[PagerItem]) -> HtmlElement | None:
    """The lowest element that holds most of the pager's parts; None where there is no pager."""
    score: dict[HtmlElement, int] = {}
    for item in items:
        linked_number = item.kind == "number" and item.url is not None and numbered(item.url) is not None
        weight = _LINKED_NUMBER if linked_number else _WEIGHTS[item.kind]
        for ancestor in _ancestors(item.element, _MAX_CLIMB) if weight else ():
            if ancestor.tag not in ("body", "html"):
                score[ancestor] = score.get(ancestor, 0) + weight
    # The most parts first, of equals the lower one, which was counted first.
    small = (
        element
        for element, value in sorted(score.items(), key=lambda one: -one[1])[:30]
        if value >= _LEAST_WEIGHT and next(islice(element.iter(), _MOST_PARTS, None), None) is None
    )
    return next(small, None)


def _number_links(page: Page, items: list[PagerItem]) -> dict[int, str]:
    """Addresses of the numbered pages, where the number in the address goes along with the label."""
    links: dict[int, str] = {}
    shifts: Counter[int] = Counter()
    for item in items:
        if item.kind != "number" or item.url is None or not related(page.url, item.url):
            continue
        links.setdefault(item.number, item.url)
        place = numbered(item.url)
        if place is not None:
            shifts[place.number - item.number] += 1
    if not shifts or shifts.most_common(1)[0][0] not in (0, -1):
        return {}
    return links


def marked_number(view: PagerView) -> int | None:
    """The number of the pager that is marked as current: by its class, or by being the only one that is no link."""
    plain: list[int] = []
    for item in view.inside:
        if item.kind != "number":
            continue
        own = f"{item.element.get('class') or ''} {item.element.get('id') or ''}"
        around = (frame.get("class") or "" for frame in _frame(item.element))
        if any(_CURRENT_CLASS.search(one) for one in (own, *around)):
            return item.number
        if (
            item.url is None
            and item.element.tag not in ("a", "button", "td", "div", "p")
            and not _is_bound(item)
        ):
            plain.append(item.number)
    return plain[0] if len(plain) == 1 and len(view.inside) > 1 else None


def _is_bound(item: PagerItem) -> bool:
    """Whether a script turns to the number by a click: ``<li data-page="2">2</li>``, ``<span onclick="turn(2)">2</span>``."""
    told = (value for name, value in item.element.attrib.items() if name.startswith("data-"))
    return item.element.get("onclick") is not None or str(item.number) in told


def last_number(view: PagerView) -> int | None:
    """Number of pages by the address of the last one (尾页), corrected for addresses that count from 0.

    None where no link to a numbered page shows how these addresses count.
    """
    samples = [
        (label, place)
        for label, url in view.numbers.items()
        if label > 1 and (place := numbered(url)) is not None
    ]
    for item in view.inside:
        last = numbered(item.url) if item.kind == "last" and item.url else None
        for label, place in samples if last is not None else ():
            if last is not None and _file_form(place) == _file_form(last):
                return last.number - place.number + label
    return None


def _file_form(place: Numbered) -> str:
    """File name around the number, without the directory: one list may be linked by two paths."""
    return place.before.rpartition("/")[2] + place.after
