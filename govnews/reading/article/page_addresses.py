"""What the address of an article's further page has in common with that of its first one: the same, and a number more."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govnews.identity import canonical_url
from govnews.reading.listing.page_numbers import PAGE_NAMES, numbered

_NUMBER = r"(?:(?P<number>\d{1,3})|all|full|whole|quanwen)"
# 6200_2.html, 6200-p2.html, 6200/2.html, 6200/page/2: what stands behind the name of 6200.html.
_BEHIND = re.compile(rf"[_/-](?:p(?:age)?[_/-]?)?{_NUMBER}(?:\.\w{{2,5}}|/)?", re.IGNORECASE)
_IN_QUERY = re.compile(rf"{PAGE_NAMES}={_NUMBER}", re.IGNORECASE)
_EXTENSION = re.compile(r"\.\w{2,5}$")
_DIGIT = re.compile(r"\d")
# What parts a number from the name before it: that of 1.html is the name itself.
_PARTING = ("_", "-", "=")
# What the first of several pages may be called.
_FIRST = (0, 1)


@dataclass(frozen=True, slots=True)
class PageAddress:
    """What the address of a further page says beside that of the first one."""

    number: int | None
    """As the address has it: page 2 may be 1 or 2. None for a word that means the whole text: ``all``."""

    is_added: bool
    """Whether it was added to the first page's address. Else it stands in the place of a number of that one's own
    (``show-45-1.html`` and ``show-45-2.html``), and may as well be another article's."""


def page_address(first: str, other: str) -> PageAddress | None:
    """What ``other`` says as a further page of the article at ``first``; None where it may be none by its address.

    >>> page_address("http://a.gov.cn/xw/6200.html", "http://www.a.gov.cn/xw/6200_2.html")
    PageAddress(number=2, is_added=True)
    >>> page_address("http://a.gov.cn/show.asp?id=5", "http://a.gov.cn/show.asp?id=5&page=2")
    PageAddress(number=2, is_added=True)
    >>> page_address("http://a.gov.cn/show-45-1.html", "http://a.gov.cn/show-45-2.html")
    PageAddress(number=2, is_added=False)
    >>> page_address("http://a.gov.cn/xw/6200.html", "http://a.gov.cn/xw/6200_all.html")
    PageAddress(number=None, is_added=True)
    >>> near = ("/xw/6201.html", "/xw/62001.html", "/xw/6200.html#top", "/xw/6200_20240102.html", "/xw/")
    >>> [page_address("http://a.gov.cn/xw/6200.html", f"http://a.gov.cn{path}") for path in near]
    [None, None, None, None, None]
    """
    own, there = canonical_url(first), canonical_url(other)
    if own == there or "#" in own + there:
        return None
    found = _added(own, there)
    if found is not None:
        return PageAddress(int(found["number"]) if found["number"] else None, True)
    one, two = numbered(f"http://{own}"), numbered(f"http://{there}")
    counts = (
        one is not None
        and two is not None
        and one.agrees(two)
        and one.before.endswith(_PARTING)
        and one.number in _FIRST
        and two.number > one.number
    )
    return PageAddress(two.number, False) if counts and two is not None else None


def is_same_document(first: str, other: str) -> bool:
    """Whether two addresses name one document at two places: ``/xw/6200.html`` and ``/xw/all/6200.html``, or by its ``id``.

    >>> is_same_document("http://a.gov.cn/show.asp?id=5", "http://a.gov.cn/full.asp?id=5")
    True
    >>> is_same_document("http://a.gov.cn/xw/6200.html", "http://a.gov.cn/xw/6201.html")
    False
    """
    (path, pairs), (other_path, others) = _parts(canonical_url(first)), _parts(canonical_url(other))
    if path == other_path:
        return False
    if pairs or others:
        return bool(pairs) and pairs <= others
    name = path.rpartition("/")[2]
    return name == other_path.rpartition("/")[2] and bool(_DIGIT.search(name))


def _added(own: str, there: str) -> re.Match[str] | None:
    """What ``there`` has more than ``own``, if that is a page's number or a word for the whole text."""
    (path, pairs), (other_path, others) = _parts(own), _parts(there)
    more = others - pairs
    if path == other_path:
        return _IN_QUERY.fullmatch(next(iter(more))) if pairs <= others and len(more) == 1 else None
    stem = f"{path}index" if path.endswith("/") else _EXTENSION.sub("", path)
    if pairs != others or not other_path.startswith(stem):
        return None
    return _BEHIND.fullmatch(other_path[len(stem) :])


def _parts(canonical: str) -> tuple[str, set[str]]:
    """The path of a canonical address, host included, and the pairs of its query."""
    path, _, query = canonical.partition("?")
    return path, set(filter(None, query.split("&")))
