"""The pager that a listing page shows: the link to the next page, where we are, how much there is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from lxml.html import HtmlElement

from govnews.reading.listing.forms import sent_by
from govnews.reading.listing.page_numbers import Numbered, numbered, page_key, related
from govnews.reading.listing.paging import LastPage, LastPageSign, PageRequest
from govnews.reading.listing.stated import stated_entries, stated_position, stated_text
from govnews.reading.page.javascript import (
    Name,
    Part,
    Value,
    fill,
    fill_number,
    follow,
    read_anchors,
    read_locations,
    read_number,
    read_string,
)
from govnews.reading.page.links import resolve
from govnews.reading.page.page import Page
from govnews.urls import same_site

Kind = Literal["next", "previous", "first", "last", "arrow", "number"]

# 下5页, 下一组 and … skip pages: they are no kind at all (field facts §3.13 D).
_WORDS: dict[str, Kind] = {
    **dict.fromkeys(["下一页", "下页", "下一頁", "下頁", "后页", "后一页", "next", "nextpage"], "next"),
    # Blogs call what comes after a page the older entries.
    **dict.fromkeys(
        ["较早文章", "较旧文章", "早期文章", "旧文章", "更早的文章", "更早文章", "olderposts"], "next"
    ),
    **dict.fromkeys(["较新文章", "新文章", "更新的文章", "newerposts"], "previous"),
    **dict.fromkeys(
        ["上一页", "上页", "上一頁", "上頁", "前页", "前一页", "prev", "previous", "prevpage"], "previous"
    ),
    **dict.fromkeys(["第一页", "首页", "firstpage"], "first"),
    **dict.fromkeys(
        ["尾页", "末页", "最后一页", "最末页", "最后页", "尾頁", "末頁", "last", "lastpage"], "last"
    ),
    **dict.fromkeys([">", "›", "»", ">>", "→", "＞"], "arrow"),
}
_ORNAMENT = re.compile(r"[\s\[\]()（）【】|:：·<>«»‹›←→＜＞]+")
_NEXT_CLASS = re.compile(r"(?:^|[\s_-])(?:next|nxt|nextpage)(?=$|[\s_-])", re.IGNORECASE)
_CURRENT_CLASS = re.compile(
    r"(?:^|[\s_-])(?:on|cur|curr|current|active|select|selected|thisclass|now|hover|sel|this)(?=$|[\s_-])",
    re.IGNORECASE,
)
_DISABLED_CLASS = re.compile(
    r"disable|(?:^|[\s_-])(?:next_d|no-?next|forbid\w*|invalid)(?=$|[\s_-])", re.IGNORECASE
)
_ITEMS = ("a", "input", "span", "b", "strong", "em", "font", "i", "li", "button", "td", "div", "p")
_SCRIPT_PAGES = (
    r"(?:m_nPageCount|totalPages?|total_pages?|page_?[cC]ount|countPage|pagecount|totalpage|pageTotal)"
)
# Elements of a pager, options of its <select> included; what is larger holds more than the pager.
_MOST_PARTS = 600


@dataclass(frozen=True, slots=True)
class Pager:
    """What a page's pager says. Each value is None where it does not say."""

    next: PageRequest | None = None
    """How 下一页, or the number after this page's, asks for the next page."""

    current: int | None = None
    """Number of this page, 1 being the first."""

    pages: int | None = None
    entries: int | None = None

    end: LastPage | None = None
    """What shows this page to be the last; None where nothing does."""

    dead: bool = False
    """There is a 下一页, but nothing that tells where it leads."""


@dataclass(slots=True, eq=False)
class _Item:
    """One element that may be part of a pager."""

    element: HtmlElement
    kind: Kind
    label: str
    url: str | None
    """Where it leads; None for a dead one."""

    itself: bool = False
    """It leads to the page it stands on."""

    disabled: bool = False


@dataclass(slots=True)
class _View:
    """What the page shows, as far as it is read."""

    page: Page
    items: list[_Item]
    inside: list[_Item]
    """The items that stand in the pager itself."""

    numbers: dict[int, str]
    scripts: str
    current: int | None = None
    pages: int | None = None

    def worded(self) -> list[_Item]:
        """Everything that is called 下一页, the pager's own first."""
        own = set(self.inside)
        return sorted((item for item in self.items if item.kind == "next"), key=lambda one: one not in own)


def read_pager(page: Page, number: int | None = None) -> Pager:
    """The pager of ``page``; all None where it shows none. ``number`` is the page's, if it is known."""
    items = _items(page)
    box = _container(items)
    inside = [item for item in items if box is None or box in _ancestors(item.element, 6)]
    view = _View(page, items, inside, _number_links(page, inside), script_text(page))
    text, all_text = stated_text(box) if box is not None else "", stated_text(page.root)
    view.current, view.pages = stated_position(text, inside=True)
    if view.pages is None:
        said, view.pages = stated_position(all_text, inside=False)
        view.current = said if view.current is None else view.current
    if view.current is None:
        view.current = _marked_number(view)
    if view.current is None:
        view.current = number
    if view.pages is None:
        view.pages = _last_number(view) or _scripted_pages(view)
    entries = (
        stated_entries(text, inside=True) or _titled_entries(inside) or stated_entries(all_text, inside=False)
    )
    words = view.worded()
    following = (
        _rel_next(view)
        or _worded_next(view)
        or _arrow_next(view)
        or _numbered_next(view)
        or _clicked_next(view)
    )
    if following is None and (select := _read_select(page, number)) is not None:
        here, urls = select
        following = urls[here + 1] if here + 1 < len(urls) else None
        view.current, view.pages = here + 1, len(urls)
    request = PageRequest(following) if following else _sent_next(view)
    dead = request is None and bool(words)
    if request is None and not words and (address := _script_next(view)):
        request = PageRequest(address)
    end = None if request else _end(view)
    return Pager(request, view.current, view.pages, entries, end, dead)


# --- the parts of a pager ---


def _items(page: Page) -> list[_Item]:
    found: list[_Item] = []
    for element in page.root.iter(*_ITEMS):
        linked = element.tag in ("a", "button", "input")
        if not linked and len(element) > 0:
            continue
        label = _label(element)
        if len(label) > 24:
            continue
        kind = _kind(element, label, linked)
        if kind is None or (not linked and _linked(element)):
            continue
        href = (element.get("href") or "").strip()
        url = _address(page, href) if linked else None
        disabled = (
            bool(_DISABLED_CLASS.search(element.get("class") or "")) or element.get("disabled") is not None
        )
        parent = element.getparent()
        if parent is not None and parent.tag in ("li", "span"):
            disabled = disabled or bool(_DISABLED_CLASS.search(parent.get("class") or ""))
        item = _Item(element, kind, label, url, disabled=disabled)
        if url is not None and page_key(url) == page_key(page.url):
            item.itself = True
        found.append(item)
    return found


def _label(element: HtmlElement) -> str:
    """What the element shows: its text, or the value of an ``<input type=button>``."""
    if element.tag == "input":
        pressed = (element.get("type") or "").lower() in ("button", "submit")
        return (element.get("value") or "").strip() if pressed else ""
    return "".join(islice(element.itertext(), 12)).strip()


def _kind(element: HtmlElement, label: str, linked: bool) -> Kind | None:
    folded = re.sub(r"\s+", "", label).lower()
    if re.fullmatch(r"[\[(（【]?\d{1,5}[\])）】]?", folded):
        return "number"
    if folded in _WORDS:
        return _WORDS[folded]
    bare = _ORNAMENT.sub("", folded)
    if bare in _WORDS:
        return _WORDS[bare]
    if not linked or bare:
        return None
    title = re.sub(r"\s+", "", element.get("title") or element.get("aria-label") or "").lower()
    pictures = list(islice(element.iter("img"), 3))
    images = [re.sub(r"\s+", "", image.get("alt") or "") for image in pictures]
    for said in (title, *images):
        if _WORDS.get(said) in ("next", "previous", "last"):
            return _WORDS[said]
    drawn = [
        element.get("class") or "",
        *(re.sub(r".*/|\.\w+$", "", image.get("src") or "") for image in pictures),
    ]
    return "arrow" if any(_NEXT_CLASS.search(one) for one in drawn) else None


def _labelled(item: _Item) -> int:
    return int(re.sub(r"\D", "", item.label))


def _linked(element: HtmlElement) -> bool:
    """Whether the element stands in a link, which is then the item."""
    return any(parent.tag in ("a", "button") for parent in _ancestors(element, 3))


def _ancestors(element: HtmlElement, levels: int) -> list[HtmlElement]:
    return list(islice(element.iterancestors(), levels))


def _address(page: Page, href: str) -> str | None:
    """``href`` as an absolute address on the page's own host; None for any other, and for a dead link."""
    url = resolve(page.base_url, href)
    return url.partition("#")[0] if url is not None and same_site(url, page.url) else None


def _container(items: list[_Item]) -> HtmlElement | None:
    """The lowest element that holds most of the pager's parts; None where there is no pager."""
    weights = {"next": 20, "previous": 12, "last": 12, "first": 0, "arrow": 2, "number": 0}
    score: dict[HtmlElement, int] = {}
    for item in items:
        live_number = item.url is not None and numbered(item.url) is not None
        weight = 4 if item.kind == "number" and live_number else weights[item.kind]
        for ancestor in _ancestors(item.element, 5) if weight else ():
            if ancestor.tag not in ("body", "html"):
                score[ancestor] = score.get(ancestor, 0) + weight
    # The most parts first, of equals the lower one, which was counted first.
    small = (
        element
        for element, value in sorted(score.items(), key=lambda one: -one[1])[:30]
        if value >= 8 and next(islice(element.iter(), _MOST_PARTS, None), None) is None
    )
    return next(small, None)


def _number_links(page: Page, items: list[_Item]) -> dict[int, str]:
    """Addresses of the numbered pages, where the number in the address goes along with the label."""
    links: dict[int, str] = {}
    shifts: Counter[int] = Counter()
    for item in items:
        if item.kind != "number" or item.url is None or not related(page.url, item.url):
            continue
        label = _labelled(item)
        links.setdefault(label, item.url)
        place = numbered(item.url)
        if place is not None:
            shifts[place.number - label] += 1
    if not shifts or shifts.most_common(1)[0][0] not in (0, -1):
        return {}
    return links


def _marked_number(view: _View) -> int | None:
    """The number of the pager that is marked as current: by its class, or by not being a link."""
    plain: list[int] = []
    for item in view.inside:
        if item.kind != "number":
            continue
        label = _labelled(item)
        own = f"{item.element.get('class') or ''} {item.element.get('id') or ''}"
        parent = item.element.getparent()
        around = (parent.get("class") or "") if parent is not None and parent.tag in ("li", "span") else ""
        if _CURRENT_CLASS.search(own) or _CURRENT_CLASS.search(around):
            return label
        if item.url is None and item.element.tag not in ("a", "button", "td", "div", "p"):
            plain.append(label)
    return plain[0] if len(plain) == 1 and len(view.inside) > 1 else None


def _last_number(view: _View) -> int | None:
    """Number of pages by the link to the last one (尾页), corrected for addresses that count from 0."""
    for item in view.inside:
        place = numbered(item.url) if item.kind == "last" and item.url else None
        if place is None:
            continue
        samples = {
            label: one
            for label, url in view.numbers.items()
            if (one := numbered(url)) is not None and label > 1
        }
        for label, one in samples.items():
            if _file_form(one) == _file_form(place):
                return place.number - one.number + label
    return None


def _file_form(place: Numbered) -> str:
    """File name around the number, without the directory: one list may be linked by two paths."""
    return re.sub(r".*/", "", place.before) + place.after


# --- how much there is ---


def _titled_entries(items: list[_Item]) -> int | None:
    """EmpireCMS: ``<a title="总数"><b>104</b></a>`` is the number of entries."""
    return (
        next((_labelled(item) for item in items if item.kind == "number" and _is_total(item)), None) or None
    )


def _is_total(item: _Item) -> bool:
    return bool(re.search("总数|[Tt]otal", item.element.get("title") or ""))


def _scripted_pages(view: _View) -> int | None:
    """Page count in a script or a hidden input; 1 is what such variables hold before they are set."""
    pages = read_number(view.scripts, _SCRIPT_PAGES)
    for field in view.page.root.iter("input"):
        name = f"{field.get('id') or ''} {field.get('name') or ''}"
        value = (field.get("value") or "").strip()
        if pages is None and re.search(rf"\b{_SCRIPT_PAGES}\b", name) and re.fullmatch(r"\d{1,6}", value):
            pages = int(value)
    return pages if pages and pages > 1 else None


# --- where the next page is ---


def script_text(page: Page) -> str:
    """All inline scripts of the page, in order."""
    return "\n".join(script.text for script in page.root.iter("script") if script.text)


def _rel_next(view: _View) -> str | None:
    """``rel=next``; in blogs it leads to the next article, whose title then is the link's text."""
    for link in view.page.root.xpath(
        "//link[@rel='next'][@href] | //a[@href][contains(concat(' ', @rel, ' '), ' next ')]"
    ):
        url = _address(view.page, link.get("href"))
        titled = link.tag == "a" and len("".join(islice(link.itertext(), 12)).strip()) > 8
        if url and not titled and page_key(url) != page_key(view.page.url):
            return url
    return None


def _worded_next(view: _View) -> str | None:
    """Where a live 下一页 leads."""
    live = (item.url for item in view.worded() if item.url and not item.itself and not item.disabled)
    return next(live, None)


def _arrow_next(view: _View) -> str | None:
    """Where ``>`` leads, if that is a page of this list that comes after this one."""
    own = numbered(view.page.url)
    for item in view.inside:
        if item.kind != "arrow" or item.url is None or item.itself or item.disabled:
            continue
        place = numbered(item.url)
        if place is None or not related(view.page.url, item.url):
            continue
        if view.current is not None and view.numbers.get(view.current + 1) not in (None, item.url):
            continue
        if own is not None and own.agrees(place) and place.number != own.number + 1:
            continue
        return item.url
    return None


def _numbered_next(view: _View) -> str | None:
    """The link that is called by the number after this page's."""
    current = view.current
    if current is None and view.numbers and not view.worded():
        # This page's number is the one that is no link.
        current = next(n for n in range(1, len(view.numbers) + 2) if n not in view.numbers)
    return view.numbers.get(current + 1) if current is not None else None


def _clicked_next(view: _View) -> str | None:
    """Where the click on 下一页, or on the next number, leads."""
    wanted = None if view.current is None else view.current + 1
    for item in (*view.worded(), *view.inside):
        if item.url is not None or item.disabled:
            continue
        if item.kind == "next" or (item.kind == "number" and _labelled(item) == wanted):
            url = _handled(view.page, item.element, view.scripts)
            if url is not None:
                return url
    return None


def _sent_next(view: _View) -> PageRequest | None:
    """The form that 下一页, or the number after this page's, sends."""
    wanted = None if view.current is None else view.current + 1
    for item in (*view.worded(), *view.inside):
        if item.disabled or (item.kind != "next" and (item.kind != "number" or _labelled(item) != wanted)):
            continue
        for handler in _handlers(item.element):
            request = sent_by(view.page, handler, view.scripts)
            if request is not None:
                return request
    return None


def _handlers(element: HtmlElement) -> list[str]:
    """What a click on ``element`` runs: its ``onclick``, its ``javascript:`` address."""
    href = (element.get("href") or "").strip()
    script = href[11:] if href.lower().startswith("javascript:") else ""
    return [handler for handler in (element.get("onclick") or "", script) if handler]


def _handled(page: Page, element: HtmlElement, scripts: str) -> str | None:
    """Where the click on ``element`` leads by its ``onclick`` or ``javascript:`` address."""
    for handler in _handlers(element):
        leads = follow(handler, scripts)
        if leads is None:
            texts = re.findall(r"""["']([^"'\s]{1,300})["']""", handler)
            named = (text for text in texts if "/" in text or "." in text)
            leads = next((text for text in named if numbered(_address(page, text) or "")), None)
        url = _address(page, leads) if leads else None
        if url is not None and related(page.url, url) and page_key(url) != page_key(page.url):
            return url
    return None


def _read_select(page: Page, number: int | None) -> tuple[int, list[str]] | None:
    """Place of this page and the addresses of all, by a ``<select>`` whose options are the list's pages."""
    for select in page.root.iter("select"):
        options = list(islice(select.iter("option"), 5000))
        urls = [_address(page, (option.get("value") or "").strip()) for option in options]
        pages = [url for url in urls if url is not None and related(page.url, url)]
        plain = any(re.fullmatch(r"\d+", option.get("value") or "") for option in options[:5])
        if len(pages) < max(len(options), 2) or (plain and "location" not in (select.get("onchange") or "")):
            continue
        if sum(numbered(url) is not None for url in pages) < len(pages) - 1:
            continue
        own = next((at for at, url in enumerate(pages) if page_key(url) == page_key(page.url)), None)
        chosen = next((at for at, option in enumerate(options) if option.get("selected") is not None), None)
        here = own if own is not None else chosen if chosen is not None else number - 1 if number else 0
        return here, pages
    return None


def _script_next(view: _View) -> str | None:
    """The next page as the pager's script would name it: a ``location`` made of texts and one number."""
    page, own = view.page, numbered(view.page.url)
    current = view.current or (own.number if own is not None else 1)
    if view.pages is not None and current >= view.pages:
        return None
    for parts in read_anchors(view.scripts, "下一页"):
        address = fill(parts, _settings(parts, view.scripts))
        url = _address(page, address) if address else None
        if url and numbered(url) and related(page.url, url) and page_key(url) != page_key(page.url):
            return url
    for parts in read_locations(view.scripts):
        address = fill_number(parts, current + 1, view.scripts)
        url = _address(page, address) if address else None
        place = numbered(url) if url else None
        if url is None or place is None or page_key(url) == page_key(page.url):
            continue
        if place.number in (current, current + 1) and related(page.url, url):
            return url
    return None


def _settings(parts: tuple[Part, ...], scripts: str) -> dict[str, Value]:
    """What the scripts set the names of a sum to."""
    names = [part.name for part in parts if isinstance(part, Name)]
    said = {name: read_number(scripts, re.escape(name)) for name in names}
    texts = {name: read_string(scripts, re.escape(name)) for name in names}
    return {
        name: value
        for name in names
        if (value := said[name] if said[name] is not None else texts[name]) is not None
    }


def _end(view: _View) -> LastPage | None:
    """Why this page is the last; None where the pager does not say so."""
    words, current, pages = view.worded(), view.current, view.pages
    if pages == 1 and current in (None, 1):
        return LastPage(LastPageSign.PAGE_COUNT_SHOWN, "1 page stated")
    if pages is not None and pages > 1 and current is not None and current >= pages:
        return LastPage(LastPageSign.PAGE_COUNT_SHOWN, f"page {current} of {pages} stated")
    labels = {_labelled(item) for item in view.inside if item.kind == "number" and not _is_total(item)}
    if current is not None and any(label > current for label in labels):
        return None
    if not words:
        if view.numbers and current in labels:
            return LastPage(LastPageSign.NO_HIGHER_NUMBER, f"no number after {current}")
        return None
    if any(item.itself and not _clickable(item) for item in words):
        return LastPage(LastPageSign.NEXT_IS_THIS_PAGE, f"{words[0].label} leads to this page itself")
    live_previous = any(item.kind == "previous" and item.url and not item.itself for item in view.items)
    if live_previous and all(item.url is None and not _clickable(item) for item in words):
        return LastPage(LastPageSign.NEXT_IS_NO_LINK, f"{words[0].label} leads nowhere")
    if all(item.disabled for item in words) and (live_previous or view.numbers):
        return LastPage(LastPageSign.NEXT_IS_DISABLED, f"{words[0].label} is disabled")
    return None


def _clickable(item: _Item) -> bool:
    """Whether a script may work the dead link."""
    href = (item.element.get("href") or "").strip().lower()
    scripted = href.startswith("javascript:") and not re.fullmatch(r"javascript:\s*(?:;|void\(0\);?)?", href)
    return bool(item.element.get("onclick")) or scripted
