"""Page numbers in addresses of listing pages: ``index_2.html``, ``list-2.html``, ``2.html``, ``?page=2``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govnews.urls import directory, parts_of, same_site, site_host

# Query names that hold a page number, as seen in the wild (field facts §3.12 and pagers of known CMS).
PAGE_NAMES = (
    r"(?:page|pageindex|page_?no|page_?num|page_?id|currpage|cur_?page|current_?page|paging|pn|p|a\d+p|[a-z]+_page"
    r"|pager?\.offset)"
)
_QUERY = re.compile(rf"(?P<before>[?&]{PAGE_NAMES}=)(?P<number>\d{{1,6}})(?=&|$)", re.IGNORECASE)
# index_2.html, list_1_2.html, column-index-2.shtml, list-2.html, page/2: the last number of the last segment.
_NAMED = re.compile(r"(?P<before>/[^/]*?[a-z\d][_-])(?P<number>\d{1,5})(?P<after>\.\w{2,5})?$", re.IGNORECASE)
_GLUED = re.compile(
    r"(?P<before>/(?:index|list|page|default|more|p))(?P<number>\d{1,5})(?P<after>\.\w{2,5})$", re.I
)
_BARE = re.compile(r"(?P<before>/)(?P<number>\d{1,4})(?P<after>\.\w{2,5}|/)?$")
_INDEX = re.compile(r"/(?:index|default)\.[a-z]{3,5}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Numbered:
    """An address that carries a page number: ``before`` + ``number`` + ``after``."""

    before: str
    number: int
    after: str

    def at(self, number: int) -> str:
        """The address with another number."""
        return f"{self.before}{number}{self.after}"

    def agrees(self, other: Numbered) -> bool:
        """Whether both differ in nothing but the number."""
        return (self.before, self.after) == (other.before, other.after)


def numbered(url: str) -> Numbered | None:
    """``url`` with its page number found; None where it carries none.

    >>> numbered("http://www.example.gov.cn/ywdt/index_2.html")
    Numbered(before='http://www.example.gov.cn/ywdt/index_', number=2, after='.html')
    >>> numbered("http://www.example.gov.cn/ywdt/list.aspx?page=3&id=7").at(4)
    'http://www.example.gov.cn/ywdt/list.aspx?page=4&id=7'
    >>> numbered("http://www.example.gov.cn/ywdt/content/post_5782990.html")
    >>> numbered("http://www.example.gov.cn/ywdt/")
    """
    url = url.partition("#")[0]
    address, mark, query = url.partition("?")
    found = _QUERY.search(mark + query)
    if found:
        return Numbered(
            address + (mark + query)[: found.start("number")],
            int(found["number"]),
            (mark + query)[found.end("number") :],
        )
    start = address.find("/", address.find("://") + 3)
    if start < 0:
        return None
    path = address[start:]
    for form in (_NAMED, _GLUED, _BARE):
        found = form.search(path)
        if found:
            return Numbered(
                address[: start + found.start("number")],
                int(found["number"]),
                path[found.end("number") :] + mark + query,
            )
    return None


def page_key(url: str) -> str:
    """What two addresses of one page have in common: host without ``www.`` or a mobile prefix, path without index file, query.

    >>> page_key("https://www.example.gov.cn/ywdt/index.html") == page_key("http://example.gov.cn/ywdt/")
    True
    >>> page_key("http://example.gov.cn/ywdt/index_1.html") == page_key("http://example.gov.cn/ywdt/")
    False
    """
    parts = parts_of(url)
    path = _INDEX.sub("/", parts.path) or "/"
    return f"{site_host(parts.hostname)}{path}?{parts.query}".rstrip("?")


def related(url: str, other: str) -> bool:
    """Whether ``other`` may be a further page of the list at ``url``: the same host, and the same directory
    or one of the two directories below the other by one level (``xwdt.htm`` and ``xwdt/30.htm``).

    >>> related("http://www.example.gov.cn/ywdt/index.html", "http://www.example.gov.cn/ywdt/index_1.html")
    True
    >>> related("http://www.example.gov.cn/ywdt/index.html", "http://www.example.gov.cn/tzgg/index_1.html")
    False
    """
    if not same_site(other, url):
        return False
    here, there = (site_host(parts_of(one).hostname) + parts_of(directory(one)).path for one in (url, other))
    if here == there:
        return True
    # /news/cid/3.html and /news/cid/3/p/2.html
    stem = re.sub(r"\.\w{2,5}$", "", re.split(r"[?#]", url, maxsplit=1)[0]).rstrip("/")
    address = re.split(r"[?#]", other, maxsplit=1)[0]
    if stem.count("/") > 2 and re.fullmatch(
        r"/p(?:age)?[/_-]\d{1,5}(?:\.\w{2,5}|/)?", address.removeprefix(stem)
    ):
        return True
    shorter, longer = sorted((here, there), key=len)
    return longer.startswith(shorter) and longer[len(shorter) :].count("/") == 1 and shorter.count("/") > 1
