"""Columns (栏目): which lists a home page or site map offers, and which of them are news."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from govnews.identity import canonical_url
from govnews.items import Column
from govnews.reading.listing import words
from govnews.reading.listing.words import any_of
from govnews.reading.page.links import is_directory, opened_by, resolve
from govnews.reading.page.page import Page
from govnews.urls import same_site

_NEWS = tuple(re.compile(any_of(*names)) for names in words.NEWS)
_MEDIA = re.compile(any_of(*words.MEDIA))
_NO_NEWS = re.compile(any_of(*words.NO_NEWS))
_LOOK_MORE = rf"(?:{any_of(*words.LOOK)})?{words.MORE}"
_MORE = re.compile(
    rf"[\[【(（<《\s]*(?:{_LOOK_MORE}(?:\w{{0,4}})?|{words.MORE_IN_ENGLISH}|详[情细]|进入)?[\])】）>》»›…+.\s]*",
    re.IGNORECASE,
)
_MORE_AT_END = re.compile(rf"(?:{_LOOK_MORE}|{words.MORE_IN_ENGLISH})?[\s>》»›+…·|]*$", re.IGNORECASE)
_AT_START = re.compile(r"^[\s·•▪■◆●|>»›\[【]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")
_BREADCRUMB = re.compile(r"(?:当前|现在|所在)(?:的)?位置|您(?:现在)?的?位置")
_LONGEST_NAME = 14
# Where the target of a tab stands that is no link.
_TARGETS = ("data-url", "data-href", "data-link", "data-src", "url")
# Levels between a 更多 and the block that its heading stands in.
_MAX_CLIMB = 5
# Links of a page that are looked at; a large site map has about 2,000.
MAX_LINKS = 20_000
# Links called 更多 whose heading is looked for, and elements of a block that are searched for it.
MAX_MORE = 200
_MAX_BLOCK = 1_000


def find_columns(page: Page, *, wanted: Sequence[str] | None = None) -> list[Column]:
    """The news columns that ``page`` (a home page, a site map, any page with a menu) links to.

    The best first, each URL once; an empty list where it links to none.
    With ``wanted``, instead, the columns of these names, news or not, in this order: those called exactly
    so, else those whose name holds it. A name that is not found is missing in the result. Only links to
    the page's own host count, and none that has the shape of an article's address. A parent whose news
    columns are listed too (新闻中心 of 孟津要闻 and 部门动态) is left out: its list is theirs.
    """
    offers = list(_offers(page))
    if wanted is not None:
        return _once(column for rank, name in enumerate(wanted) for column in _asked(offers, name, rank))
    return _news(offers)


@dataclass(frozen=True, slots=True)
class _Offer:
    """A named link to what may be a list."""

    name: str
    url: str
    why: str
    above: str | None = None
    """Address of the menu entry that it stands under."""


def _rank(name: str) -> int | None:
    """How sure a news column the name is, 0 the surest; None where it is none's.

    >>> [_rank(name) for name in ("孟津要闻", "新闻中心", "乡镇动态", "图片新闻")]
    [0, 1, 2, 11]
    >>> [_rank(name) for name in ("领导活动", "新闻发布会", "政策动态", "通知公告")]
    [None, None, None, None]
    """
    rank = next((rank for rank, word in enumerate(_NEWS) if word.search(name)), None)
    if rank is None or _NO_NEWS.search(name):
        return None
    return rank + (len(_NEWS) if _MEDIA.search(name) else 0)


def _news(offers: list[_Offer]) -> list[Column]:
    named = [(offer, rank) for offer in offers if (rank := _rank(offer.name)) is not None]
    hubs = {
        canonical_url(offer.above)
        for offer, _ in named
        if offer.above
        and not _MEDIA.search(offer.name)
        and canonical_url(offer.above) != canonical_url(offer.url)
    }
    columns = _once(Column(offer.name, offer.url, offer.why, rank) for offer, rank in named)
    columns = [column for column in columns if canonical_url(column.url) not in hubs]
    return sorted(_without_parents(columns), key=lambda column: column.rank)


def _asked(offers: list[_Offer], name: str, rank: int) -> list[Column]:
    name = _clean(name)
    exact = [offer for offer in offers if offer.name == name]
    found = exact or [offer for offer in offers if name and name in offer.name]
    return [Column(offer.name, offer.url, offer.why, rank) for offer in found]


def _once(columns: Iterable[Column]) -> list[Column]:
    """Each URL once, under its best name; of equal ones the first, which on a home page is the menu's."""
    best: dict[str, Column] = {}
    for column in columns:
        key = canonical_url(column.url)
        if key not in best or column.rank < best[key].rank:
            best[key] = column
    return list(best.values())


def _without_parents(columns: list[Column]) -> list[Column]:
    """Leave out every column under whose directory another one stands that is more than pictures."""
    occupied: set[str] = set()
    for column in columns:
        if not _MEDIA.search(column.name):
            names = _folder(column.url).split("/")[:-2]
            occupied.update("/".join(names[:depth]) + "/" for depth in range(2, len(names) + 1))
    return [column for column in columns if _folder(column.url) not in occupied]


def _folder(url: str) -> str:
    """The directory that a list page's articles and sub-columns stand in.

    >>> _folder("http://a.cn/xwzx/index.html"), _folder("http://a.cn/xwzx/"), _folder("http://a.cn/xwzx.htm")
    ('/xwzx/', '/xwzx/', '/xwzx/')
    """
    path = urlsplit(url).path
    if urlsplit(url).query:
        return f"{url}/"
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    return f"{folder}/" if stem.lower() in {"", "index", "default", "list"} else f"{folder}/{stem}/"


def _offers(page: Page) -> Iterator[_Offer]:
    """Every named link that may lead to a list of the same host, in page order."""
    if (name := page.metas.get("columnname")) and "articletitle" not in page.metas:
        yield from _offer(page, _clean(name), page.url, "ColumnName of the page itself")
    seen = more = 0
    for element in page.root.iter("a", "area", "li", "div", "span", "dt", "td", "h2", "h3"):
        href = element.get("href") if element.tag in {"a", "area"} else None
        if href and resolve(page.base_url, href):
            seen += 1
            if seen > MAX_LINKS:
                return
            name = _name(element)
            if not _MORE.fullmatch(name):
                why = f"breadcrumb {name}" if _in_breadcrumb(element) else f"link {name}"
                yield from _offer(page, name, href, why, _above(page, element))
            elif (more := more + 1) <= MAX_MORE and (heading := _heading_beside(page, element)):
                yield from _offer(page, heading, href, f"{name or 'link'} beside the heading {heading}")
        elif target := _target(element):
            yield from _offer(page, _name(element), target, "tab")


def mores_of(page: Page) -> Iterator[tuple[HtmlElement, str, str]]:
    """Every 更多 that leads to what may be a list of the same host: link, heading, address; in page order.

    The heading is the one that stands beside it, else what another link to the address is called; empty without.
    """
    links = list(islice(page.root.iter("a", "area"), MAX_LINKS))
    names = {link: _name(link) for link in links}
    for link in islice((link for link in links if _MORE.fullmatch(names[link])), MAX_MORE):
        href = link.get("href") or ""
        url = resolve(page.base_url, href)
        if url is None or not is_directory(href) or not same_site(url, page.url) or _is_home(url):
            continue
        same = (
            names[other] for other in links if other.get("href") == href and _names_something(names[other])
        )
        yield link, _heading_beside(page, link) or next(same, ""), url.partition("#")[0]


def _offer(page: Page, name: str, href: str, why: str, above: str | None = None) -> Iterator[_Offer]:
    url = resolve(page.base_url, href)
    if not (2 <= len(name) <= _LONGEST_NAME and url and _CHINESE.search(name) and is_directory(href)):
        return
    url = url.partition("#")[0]
    if same_site(url, page.url) and not _is_home(url):
        yield _Offer(name, url, why, above)


def _is_home(url: str) -> bool:
    return not urlsplit(url).query and _folder(url) == "/"


def _name(element: HtmlElement) -> str:
    """The text of a link or tab, else its ``@title``, else the ``@alt`` of a picture in it."""
    text = _clean(element.text_content()[:200])
    if _MORE.fullmatch(text):
        text = _clean(element.get("title") or "") or text
    if not text:
        text = next((alt for image in element.iter("img") if (alt := _clean(image.get("alt") or ""))), "")
    return text


def _clean(text: str) -> str:
    """A name without white space, bullets and 更多.

    >>> _clean(" 孟津 要闻 更多>>"), _clean("· 部门动态 ›"), _clean("查看更多>>")
    ('孟津要闻', '部门动态', '查看更多>>')
    """
    text = "".join(text.split())
    return _MORE_AT_END.sub("", _AT_START.sub("", text)) or text


def _target(element: HtmlElement) -> str | None:
    """Where a tab leads that is no link: its ``data-url``, or the address that its script opens."""
    for name in _TARGETS:
        if "/" in (value := element.get(name) or ""):
            return str(value)
    for event in ("onclick", "onmouseover"):
        if address := opened_by(element.get(event) or ""):
            return address
    return None


def _above(page: Page, element: HtmlElement) -> str | None:
    """The link of the menu entry under whose list ``element`` stands."""
    own = element.get("href")
    for level, item in enumerate(element.iterancestors("li", "dl")):
        if level == _MAX_CLIMB:
            break
        first = next(item.iter("a"), None)
        if first is not None and first is not element and (href := first.get("href")) and href != own:
            return resolve(page.base_url, href)
    return None


def _in_breadcrumb(element: HtmlElement) -> bool:
    for level, block in enumerate(element.iterancestors()):
        if level == 3:
            break
        if _BREADCRUMB.search(
            "".join(text for text, _ in zip(block.itertext(), range(6), strict=False))[:60]
        ):
            return True
    return False


def _heading_beside(page: Page, more: HtmlElement) -> str | None:
    """The heading that a 更多 belongs to, in the smallest block around it that holds a heading.

    None where a named link to a list stands before any heading: it is a heading itself and needs no 更多.
    """
    for block in islice(more.iterancestors(), _MAX_CLIMB):
        if block.tag == "body":
            break
        headings: list[str] = []
        mores: list[HtmlElement] = []
        before = 0
        for part in _headings_and_links(page, block):
            if isinstance(part, str):
                headings.append(part)
            elif _MORE.fullmatch(_name(part)):
                mores.append(part)
                before = len(headings) if part is more else before
            elif is_directory(part.get("href") or "") and not headings:
                return None
        if headings:
            return headings[_place_of(more, mores, len(headings), before)]
    return None


def _headings_and_links(page: Page, block: HtmlElement) -> Iterator[str | HtmlElement]:
    """What may be a heading in ``block``, by its text, and the links, in page order; nothing within a link."""
    link: HtmlElement | None = None
    for element in islice(block.iter(), _MAX_BLOCK):
        if link is not None and link in element.iterancestors("a"):
            continue
        href = element.get("href") if element.tag == "a" else None
        if href and resolve(page.base_url, href):
            link = element
            yield element
        elif isinstance(element.tag, str) and _names_something(name := _clean(element.text or "")):
            yield name


def _place_of(more: HtmlElement, mores: list[HtmlElement], headings: int, before: int) -> int:
    """Which of a block's headings a 更多 belongs to: of as many tabs as 更多 the one at its place, else the last before it."""
    # An <area>, or a link within a link, is not among the block's own 更多.
    paired = len(mores) == headings and more in mores
    return mores.index(more) if paired else max(before - 1, 0)


def _names_something(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and bool(_CHINESE.search(name)) and not _MORE.fullmatch(name)
