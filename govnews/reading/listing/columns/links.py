"""Every link of a home page, read once: what it is called, what it stands under and in, where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from lxml.html import HtmlElement

from govnews.identity import canonical_url
from govnews.reading.listing.columns.addresses import Address, Leads, href_of, read_address
from govnews.reading.listing.columns.headings import Headings, is_item, name_text
from govnews.reading.listing.columns.names import Name, NameKind, clean, more_of_what, read_name
from govnews.reading.page.page import Page

# Links of a page that are looked at; a large site map has about 2,000.
MAX_LINKS = 20_000
# Links called 更多 whose heading is looked for.
MAX_MORE = 200
_MAX_CLIMB = 5
# Links of one group that are compared, and the mean length of their texts above which they are headlines.
_MAX_GROUP = 60
_HEADLINES = 10
_BREADCRUMB = re.compile(r"(?:当前|现在|所在)(?:的)?位置|您(?:现在)?的?位置")
_CRUMBS = re.compile(r"crumb|position|location|weizhi|dqwz|curpos|bread", re.IGNORECASE)
# What a 更多 without words is called by its class or its picture's file.
_MORE_MARK = re.compile(
    r"(?:^|[\W_\d])(?:more|gengduo|gd)(?:$|[\W_\d])|more\d{0,2}\.(?:gif|png|jpe?g)", re.IGNORECASE
)
# What may open an address by a script where it is no link, too.
_TAGS = (
    *("a", "area", "li", "div", "span", "dt", "dd", "td", "p", "h2", "h3", "h4"),
    *("i", "em", "b", "strong", "font", "label", "button", "img"),
)


class Place(StrEnum):
    """Where on the page a link stands."""

    MENU = "menu"
    """Among links of names: a menu, tabs, a row of headings, or alone."""
    BLOCK = "block"
    """It is the 更多 of a block, named by the block's heading."""
    ITEM = "item"
    """Among headlines or beside a date: it may be an article's."""
    BREADCRUMB = "breadcrumb"
    TAB = "tab"
    """No link, but a script opens an address."""
    PAGE = "page"
    """The page itself, by its ColumnName."""


@dataclass(frozen=True, slots=True, eq=False)
class HomeLink:
    """One link of a home page, with all that is known of it before its page is fetched."""

    name: Name
    address: Address
    place: Place
    why: str
    """Where the name was read, in a few words."""
    above: str | None = None
    """Canonical address of the menu entry that it stands under; None where that leads nowhere, or there is none."""
    under: str = ""
    """What that menu entry is called."""
    group: int = 0
    """Equal for the links that stand side by side and are built alike; 0 for one that stands alone."""

    @property
    def key(self) -> str:
        """The canonical form of its address, for comparing."""
        return canonical_url(self.address.url)


def read_links(page: Page) -> list[HomeLink]:
    """Every link of ``page`` that has a name of its own, or the one of the heading beside it, in page order.

    Left out are those to no page of the web, to the page itself, and a 更多 without a heading.

    >>> body = "<ul><li><a href='/xw/yw/'>要闻</a></li></ul><div><h3>部门动态</h3><a href='/bm/'>更多</a></div>"
    >>> for link in read_links(Page("http://example.gov.cn/", f"<body>{body}</body>")):
    ...     print(link.name.text, link.address.url, link.place, link.why, sep=" | ")
    要闻 | http://example.gov.cn/xw/yw/ | menu | link 要闻
    部门动态 | http://example.gov.cn/bm/ | block | 更多 beside the heading 部门动态
    """
    return list(_Reader(page).links())


def mores_of(page: Page) -> Iterator[tuple[HtmlElement, str, str]]:
    """Every 更多 that leads to what may be a list of the same host: link, heading, address; in page order.

    The heading is the one that stands beside it, else what another link to the address is called; empty without.
    """
    links = list(islice(page.root.iter("a", "area"), MAX_LINKS))
    names = {link: read_name(name_text(link)) for link in links}
    mores = (link for link in links if _is_more(link, names[link]))
    headings = Headings(page)
    for link in islice(mores, MAX_MORE):
        href = href_of(link)
        address = read_address(page, href) if href else None
        if address is None or address.leads not in (Leads.LIST, Leads.UNSURE) or address.sub_domain:
            continue
        same = (
            names[other].text
            for other in links
            if other.get("href") == href and names[other].kind not in (NameKind.MORE, NameKind.NONE)
        )
        yield link, headings.of(link) or next(same, ""), address.url


class _Reader:
    """Reads the links of one page in one pass."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.headings = Headings(page)
        self._groups: dict[tuple[HtmlElement, tuple[str, ...]], tuple[int, bool]] = {}

    def links(self) -> Iterator[HomeLink]:
        yield from self._itself()
        seen = more = 0
        for element in self.page.root.iter(*_TAGS):
            href = href_of(element)
            address = read_address(self.page, href) if href else None
            if address is None:
                continue
            seen += 1
            if seen > MAX_LINKS:
                return
            is_link = element.tag in ("a", "area")
            name = read_name(name_text(element))
            if _is_more(element, name):
                more += 1
                if more <= MAX_MORE and (found := self._block(element, address)) is not None:
                    yield found
            elif name.kind not in (NameKind.NONE, NameKind.MORE):
                yield self._named(element, name, address, is_link=is_link)

    def _itself(self) -> Iterator[HomeLink]:
        metas = self.page.metas
        name = read_name(metas.get("columnname", ""))
        address = read_address(self.page, self.page.url)
        if (
            address is not None
            and "articletitle" not in metas
            and name.kind not in (NameKind.NONE, NameKind.MORE)
        ):
            yield HomeLink(name, address, Place.PAGE, "ColumnName of the page itself")

    def _block(self, element: HtmlElement, address: Address) -> HomeLink | None:
        text = clean(name_text(element)) or "link"
        heading = self.headings.of(element)
        if heading is not None:
            return HomeLink(read_name(heading), address, Place.BLOCK, f"{text} beside the heading {heading}")
        if (what := more_of_what(text)) is not None:
            return HomeLink(read_name(what), address, Place.BLOCK, f"link {text}")
        return None

    def _named(self, element: HtmlElement, name: Name, address: Address, *, is_link: bool) -> HomeLink:
        if not is_link:
            return HomeLink(name, address, Place.TAB, "tab")
        if _in_breadcrumb(element):
            return HomeLink(name, address, Place.BREADCRUMB, f"breadcrumb {name.text}")
        group, headlines = self._group(element)
        place = Place.ITEM if headlines or is_item(element) else Place.MENU
        under, above = self._above(element)
        return HomeLink(name, address, place, f"link {name.text}", above, under, group)

    def _group(self, element: HtmlElement) -> tuple[int, bool]:
        """The number of the group that a link stands in, and whether the group's texts are headlines."""
        path: list[str] = []
        for level, above in enumerate(element.iterancestors()):
            path.append(above.tag)
            if level == _MAX_CLIMB or above.tag == "body":
                break
            key = (above, tuple(path))
            if key not in self._groups:
                alike = [link for link in islice(above.iter("a"), _MAX_GROUP) if _path(link, above) == path]
                texts = [text for link in alike if (text := "".join(islice(link.itertext(), 20)).strip())]
                mean = sum(map(len, texts)) / max(len(texts), 1)
                self._groups[key] = (len(self._groups) + 1 if len(alike) > 1 else 0, mean > _HEADLINES)
            if self._groups[key][0]:
                return self._groups[key]
        return 0, False

    def _above(self, element: HtmlElement) -> tuple[str, str | None]:
        """The name and the address of the menu entry under whose list ``element`` stands; "" and None without.

        It stands outside of that list: where the two are built alike they are siblings.
        """
        for item in islice(element.iterancestors("li", "dl"), _MAX_CLIMB):
            first = next(item.iter("a"), None)
            if first is None or first is element or _path(first, item) == _path(element, item):
                continue
            address = read_address(self.page, href) if (href := href_of(first)) else None
            if address is not None and address.leads is Leads.HOME:
                continue
            return clean(name_text(first)), canonical_url(address.url) if address is not None else None
        return "", None


def _path(element: HtmlElement, above: HtmlElement) -> list[str]:
    path: list[str] = []
    for each in islice(element.iterancestors(), 2 * _MAX_CLIMB):
        path.append(each.tag)
        if each is above:
            break
    return path


def _is_more(element: HtmlElement, name: Name) -> bool:
    """Whether a link is a 更多 by its words, or, where it has none, by its class or its picture's file name."""
    if name.kind is NameKind.MORE:
        return True
    if name.text or next((text for text in islice(element.itertext(), 8) if not text.isspace()), None):
        return False
    images = list(islice(element.iter("img"), 2))
    marks = [element.get("class"), element.get("id")]
    marks += [image.get(name) for image in images for name in ("src", "class")]
    return any(_MORE_MARK.search((mark or "").rpartition("/")[2]) for mark in marks)


def _in_breadcrumb(element: HtmlElement) -> bool:
    for block in islice(element.iterancestors(), 3):
        if _CRUMBS.search(f"{block.get('class') or ''} {block.get('id') or ''}"):
            return True
        if _BREADCRUMB.search("".join(islice(block.itertext(), 6))[:60]):
            return True
    return False
