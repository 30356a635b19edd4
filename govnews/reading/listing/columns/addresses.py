"""Where a link of a home page leads, by its address alone: to a list, an article, a file, another host."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from lxml.html import HtmlElement

from govnews.reading.page.links import is_directory, is_document, opened_by
from govnews.reading.page.page import Page
from govnews.urls import is_part_of, parts_of, same_site

# Where the target of a tab stands that is no link.
_TARGETS = ("data-url", "data-href", "data-link", "data-src", "url")
_HANDLERS = ("onclick", "onmouseover", "onmousedown")
# A day in a folder or a name, and numbers below a word for articles: nothing but articles has such addresses.
_ARTICLE = re.compile(
    r"/(?:19|20)\d\d[-/_]?(?:0?[1-9]|1[0-2])(?:[-/_]?\d{1,2})?/[^/]*\d[^/]*$|/t(?:19|20)\d{6}_\d+"
    r"|/(?:post|art|article|content|detail|show|view|info|news)[-_][\d_]{4,}\.\w+$"
    r"|/(?:19|20)\d{6}/[^/]+$|/info/\d+/\d+\.\w+$|/art/(?:19|20)\d\d/",
    re.IGNORECASE,
)
_ARTICLE_QUERY = re.compile(
    r"(?:^|&)(?:\w{0,20}(?:news|info|article|content|doc)_?id=\w|(?:c|a|m|act|action|mod)=(?:show|detail|view|content)\b(?!.{0,200}list))",
    re.IGNORECASE,
)
_LIST_QUERY = re.compile(r"=(?:\w{0,30}list\w{0,30}|category|column|channel|cate)(?:&|$)", re.IGNORECASE)
_INDEX = frozenset(["", "index", "default", "list", "home", "main"])


class Leads(IntEnum):
    """What an address is of, the likeliest list first."""

    LIST = 0
    """Nothing in it says article."""
    UNSURE = 1
    """Articles have such addresses, and some lists, too: a long number, a folder called info."""
    ARTICLE = 2
    """It has a day or an article's number."""
    HOME = 3
    FILE = 4
    ELSEWHERE = 5
    """Another host."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a link leads."""

    url: str
    """Absolute, without its fragment."""
    leads: Leads
    sub_domain: bool = False
    """Whether its host is a part of the site's: rmt.example.gov.cn of www.example.gov.cn."""


def read_address(page: Page, href: str) -> Address | None:
    """Where ``href`` leads from ``page``; None where it leads to no page of the web.

    >>> home = Page("http://www.example.gov.cn/", "")
    >>> shapes = ("/ywdt/", "/newslist/20196271336128.html", "/2026/06-17/1.html", "/index.html", "/f/1.pdf", "//other.cn/")
    >>> [read_address(home, shape).leads.name for shape in shapes]
    ['LIST', 'UNSURE', 'ARTICLE', 'HOME', 'FILE', 'ELSEWHERE']
    >>> read_address(home, "http://rmt.example.gov.cn/yw/").sub_domain, read_address(home, "javascript:;")
    (True, None)
    """
    url = page.address(href)
    if url is None:
        return None
    url = url.partition("#")[0]
    if not same_site(url, page.url):
        part = is_part_of(url, page.url)
        return Address(url, _shape(url) if part else Leads.ELSEWHERE, part)
    return Address(url, Leads.HOME if is_home(url) else _shape(url))


def _shape(url: str) -> Leads:
    parts = parts_of(url)
    if is_document(parts.path):
        return Leads.FILE
    if _LIST_QUERY.search(parts.query):
        return Leads.LIST
    if _ARTICLE.search(parts.path) or _ARTICLE_QUERY.search(parts.query):
        return Leads.ARTICLE
    return Leads.LIST if is_directory(url) else Leads.UNSURE


def is_home(url: str) -> bool:
    """Whether the address is that of its host's first page."""
    return not parts_of(url).query and folder(url) == "/"


def folder(url: str) -> str:
    """The directory that a list page's articles and sub-columns stand in.

    >>> folder("http://a.cn/xwzx/index.html"), folder("http://a.cn/xwzx/"), folder("http://a.cn/xwzx.htm")
    ('/xwzx/', '/xwzx/', '/xwzx/')
    """
    path = parts_of(url).path
    if parts_of(url).query:
        return f"{url}/"
    above, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    return f"{above}/" if stem.lower() in _INDEX else f"{above}/{stem}/"


def href_of(element: HtmlElement) -> str | None:
    """The address that a click on ``element`` opens, as it is written; None where it opens none.

    That is its ``href``, what its script opens, or, of a tab that is no link, its ``data-url``.
    """
    href = (element.get("href") or "").strip() if element.tag in ("a", "area") else ""
    if href and href[0] != "#" and not href.lower().startswith("javascript:"):
        return href
    if address := opened_by(href):
        return address
    for name in _TARGETS:
        if "/" in (value := element.get(name) or ""):
            return str(value)
    for event in _HANDLERS:
        if address := opened_by(element.get(event) or ""):
            return address
    return None
