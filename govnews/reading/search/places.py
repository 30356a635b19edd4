"""Where a page of a site names its search: addresses in scripts, links and forms; where else to look."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import islice

from govnews.identity import canonical_url
from govnews.reading.listing.answers import query_of
from govnews.reading.page.links import resolve
from govnews.reading.page.page import Page
from govnews.urls import parts_of

# What an address in a script, an attribute or a style ends at, and how much of it is looked at on either side.
_EDGE = re.compile(r"[\"'`\s<>()]")
_BEFORE, _AFTER = 300, 600
# Places of one mark in a page that are looked at, and further places that are named.
_MOST = 50
MAX_PLACES = 4
# Names of links and fields, and of files and folders of a search.
_CALLED = re.compile(r"(?:站内|全站|高级|智能|全文)?(?:搜索|检索|搜一搜|搜)")
_NAMED = re.compile(
    r"(?i)(?:^|[/._-])(?:search\w{0,20}|jsearch\w{0,20}|so|ss|sousuo|jiansuo|was5)(?:$|[/._?-])"
)
_FIELD = re.compile(r"(?i)(?:search|key)_?words?|keywords?|qt?|kw|sw|searchword")


def addresses_with(page: Page, mark: str) -> Iterator[str]:
    """The addresses in a page that have ``mark`` in them, absolute: of links, forms and scripts, as they stand there.

    >>> script = "<script>get('/search-api/open/api/external?siteId=41&amp;keywords=' + word)</script>"
    >>> page = Page("http://example.gov.cn/xw/", script)
    >>> list(addresses_with(page, "/open/api/external"))
    ['http://example.gov.cn/search-api/open/api/external?siteId=41&keywords=']
    >>> list(addresses_with(page, "/was5/web/search"))
    []
    """
    for found in islice(re.finditer(re.escape(mark), page.text), _MOST):
        before = _EDGE.split(page.text[max(found.start() - _BEFORE, 0) : found.start()])[-1]
        after = _EDGE.split(page.text[found.start() : found.start() + _AFTER], maxsplit=1)[0]
        address = resolve(page.url, html.unescape(before + after).replace("\\/", "/"))
        if address is not None:
            yield address


def address_of(url: str) -> str:
    """An address without its query and fragment."""
    return re.split(r"[?#]", url, maxsplit=1)[0]


def value_of(page: Page, name: str, form: str) -> str | None:
    """What a page gives a parameter by the name of ``name``, which has the form of the pattern ``form``: in a query, as a
    variable or key of a script, in a field; None where it gives it nothing.

    >>> value_of(Page("http://a.cn/", "var param = {'siteCode':'4100000099'}"), "siteCode", r"[0-9]{6,20}")
    '4100000099'
    >>> value_of(Page("http://a.cn/", '<input type="hidden" name="siteId" value="410">'), "siteId", r"[0-9]{1,20}")
    '410'
    >>> value_of(Page("http://a.cn/", "siteCode: code"), "siteCode", r"[0-9]{6,20}")
    """
    pattern = rf"""(?i)\b{name}(?:["']\s{{0,3}}value=)?["']?\s{{0,5}}[:=]\s{{0,5}}["']?({form})(?![\w-])"""
    if found := re.search(pattern, page.text):
        return found[1]
    if name.lower() not in page.text.lower():
        return None
    fields = (
        one
        for one in page.root.iter("input")
        if (one.get("name") or one.get("id") or "").lower() == name.lower()
    )
    return next((value for one in fields if re.fullmatch(form, value := one.get("value") or "")), None)


def places_to_look(page: Page) -> tuple[str, ...]:
    """Where the search may be named when ``page`` does not: pages that its links and forms of a search lead to, scripts of
    that name; a few, the likeliest first.

    >>> scripts = '<script src="/js/search.js"></script><script src="/js/jquery.js"></script>'
    >>> body = '<a href="/so/">站内搜索</a><a href="/xw/">要闻</a>' + scripts
    >>> places_to_look(Page("http://example.gov.cn/", f"<body>{body}</body>"))
    ('http://example.gov.cn/so/', 'http://example.gov.cn/js/search.js')
    """
    here = canonical_url(page.url)
    places: dict[str, str] = {}
    for url in islice(_places(page), _MOST):
        if (key := canonical_url(url)) != here:
            places.setdefault(key, url)
    return tuple(islice(places.values(), MAX_PLACES))


def _places(page: Page) -> Iterator[str]:
    for form in page.root.iter("form"):
        names = [one.get("name") or "" for one in form.iter("input")]
        url = page.address(form.get("action") or "")
        if url and (any(map(_FIELD.fullmatch, names)) or _is_named(url)):
            yield url
    for link in page.root.iter("a"):
        text = "".join("".join(islice(link.itertext(), 6)).split()) or (link.get("title") or "").strip()
        url = page.address(link.get("href") or "")
        if url and (_CALLED.fullmatch(text) or (len(text) < 10 and _is_named(url))):
            yield url
    for script in page.root.iter("script"):
        url = page.address(script.get("src") or "")
        if url and _is_named(url):
            yield url


def _is_named(url: str) -> bool:
    return _NAMED.search(parts_of(url).path) is not None


def asked_at(url: str, name: str) -> str | None:
    """What an address asks for by a parameter, whichever case its name has; None where it has none or it is empty.

    >>> asked_at("http://a.cn/s?siteId=41", "siteid"), asked_at("http://a.cn/s?siteId=", "siteId")
    ('41', None)
    """
    return next(
        (value for key, value in query_of(url).items() if key.lower() == name.lower() and value), None
    )
