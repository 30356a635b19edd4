"""Hanweb jcms (大汉版通, field facts §3.2): the first records are part of the page, the rest come as XML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import parse_qsl, urlencode

from govnews.errors import PageChanged
from govnews.reading.listing.answers import query_of, with_query
from govnews.reading.listing.entries import read_fragment
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.paging import Claims, LastPageSign, Next, PageRequest
from govnews.reading.page.javascript import literal_end, read_number, read_string
from govnews.reading.page.links import resolve
from govnews.reading.page.page import Page
from govnews.reading.platforms.fingerprints import links_like
from govnews.reading.platforms.generic import Generic
from govnews.text import read_count
from govnews.urls import parts_of

_SCRIPT_STORE = re.compile(r"\bdataStore\s{0,9}=\s{0,9}\[")
_QUOTE = re.compile("[\"']")
_ARTICLE = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html")
_DATA_PROXY = re.compile(r"/module/[\w/]{0,60}jpage/[\w/]{0,60}dataproxy\.jsp")
_HREF = re.compile(r"""\bhref\s{0,9}=\s{0,9}["']?([^"'\s>]{1,500})""", re.IGNORECASE)
# Lists of a page that are looked at; a home page has up to twenty.
_MOST_STORES = 50
_PROXY = "/module/web/jpage/dataproxy.jsp"
# What the page itself asks for at once: three of its visible pages.
_GROUP = 3


@dataclass(frozen=True, slots=True)
class _Store:
    """One list's records in a page or answer, and how the list's script asks for more."""

    records: list[str]
    total: int | None
    per_page: int = 15
    proxy: str = _PROXY
    form: dict[str, str] = field(default_factory=dict)

    def ends_with(self, last: int, *, first: int = 1) -> bool:
        """Whether record number ``last`` is the last one, as the stated total says.

        The records begin with number ``first``. A total that these go beyond is none.
        """
        least = len(self.records) if first == 1 else first
        return self.total is not None and least <= self.total <= last

    @property
    def may_count_itself(self) -> bool:
        """Whether the stated total is the number of these records, and these fill pages: it may be said of them alone."""
        return self.total == len(self.records) and not self.total % max(self.per_page, 1)

    def span(self, last: int, count: int) -> dict[str, int]:
        """The query for ``count`` records after number ``last``."""
        return {"startrecord": last + 1, "endrecord": last + count, "perpage": self.per_page}


class Jcms(Generic):
    """Further records are asked for by number, ``startrecord`` to ``endrecord``, as the script does."""

    name = "jcms"

    def recognise(self, page: Page) -> str | None:
        if _between(page.text, "datastore"):
            return "inline <datastore>"
        if "大汉版通" in page.text:
            return "大汉版通"
        if "dataproxy.jsp" in page.text and (found := _DATA_PROXY.search(page.text)):
            return found[0]
        return links_like(page, _ARTICLE)

    def read_list(self, page: Page) -> Listing:
        """The records, each a piece of HTML that is parsed again."""
        store = _store(page)
        if store is None:
            return super().read_list(page)
        if not store.records:
            return Listing()
        entries = read_fragment("\n".join(store.records), page.url)
        if not entries:
            raise PageChanged(page.url, "links in the records")
        return Listing(entries, len(entries) + _repeated(store.records))

    def next(self, page: Page, number: int | None = None, request: PageRequest | None = None) -> Next:
        """The records after the last one that was asked for; the end where the stated total is reached."""
        store = _store(page)
        if store is None:
            return super().next(page, number, request)
        if "startrecord" in query_of(page.url):
            return _after_answer(page, store, request or PageRequest(page.url))
        return _after_first(page, store) or super().next(page, number, request)

    def claims(self, page: Page) -> Claims:
        store = _store(page)
        if store is None:
            return super().claims(page)
        return Claims(entries=store.total if store.total and store.total >= len(store.records) else None)


def _repeated(records: list[str]) -> int:
    """How many records lead where another one does: the site counts each, a pinned article twice."""
    links = [found[1] for record in records if (found := _HREF.search(record))]
    return len(links) - len(set(links))


def _after_answer(page: Page, store: _Store, request: PageRequest) -> Next:
    """As many records as were asked for, from the one after them on."""
    asked = query_of(page.url)
    first = read_count(asked["startrecord"]) or 1
    last = read_count(asked.get("endrecord", "")) or first + len(store.records) - 1
    if not store.records:
        return Next.ended(LastPageSign.EMPTY_ANSWER, f"no record from {first} on")
    if store.ends_with(last, first=first):
        return Next.ended(LastPageSign.ENTRY_COUNT_REACHED, f"all {store.total} records stated")
    span = store.span(last, max(last - first + 1, 1))
    return Next((request.at(with_query(page.url, span)),))


def _after_first(page: Page, store: _Store) -> Next | None:
    """What follows the records in the page itself; None where neither script nor store says how to ask."""
    if store.ends_with(len(store.records)) and not (store.form and store.may_count_itself):
        return Next.ended(LastPageSign.ENTRY_COUNT_REACHED, f"all {store.total} records stated")
    if not store.form:
        return None
    proxy = resolve(page.url, store.proxy) or page.url
    span = store.span(len(store.records), store.per_page * _GROUP)
    return Next(
        (
            PageRequest(
                with_query(proxy, span),
                "POST",
                urlencode(store.form, errors="replace"),
                {"Referer": page.url},
            ),
            PageRequest(with_query(proxy, {**store.form, **span})),
        )
    )


def _store(page: Page) -> _Store | None:
    """The list's store: of several on a page the one with most records to come; None where there is none."""
    text = page.text
    calls = [at.end() for at in islice(re.finditer(r"\.jpage\s{0,9}\(", text), _MOST_STORES)]
    stores = []
    for index, inner in enumerate(_between(text, "datastore")[:_MOST_STORES]):
        records = [_content(record) for record in _between(inner, "record")]
        stated = re.search(r"<totalrecord>\s{0,9}(\d{1,8})", inner, re.IGNORECASE)
        call = text[calls[index] : calls[index] + 4000] if index < len(calls) else ""
        group = "".join(_between(inner, "nextgroup")[:1])
        stores.append(_described(records, int(stated[1]) if stated else None, call, group))
    if not stores and (script := _SCRIPT_STORE.search(text)):
        records = [re.sub(r"\\(.)", r"\1", one) for one in _quoted(text, script.end(), text.rfind("]"))]
        stores.append(_Store(records, read_number(text, "totalRecord")))
    return max(stores, key=lambda store: (store.total or 0, len(store.records)), default=None)


def _quoted(text: str, at: int, end: int) -> Iterator[str]:
    """What the string literals of a piece of script hold, their escapes as they are."""
    while (quote := _QUOTE.search(text, at, end)) is not None:
        closed = literal_end(text, quote.start(), end)
        if closed is not None:
            yield text[quote.end() : closed - 1]
        at = closed or quote.end()


def _between(text: str, tag: str) -> list[str]:
    """What stands between each ``<tag>`` and its ``</tag>``, in any case of letters."""
    parts = re.split(rf"<{tag}>", text, flags=re.IGNORECASE)[1:]
    ends = [re.search(rf"</{tag}>", part, re.IGNORECASE) for part in parts]
    return [part[: end.start()] for part, end in zip(parts, ends, strict=True) if end]


def _content(record: str) -> str:
    """A record's HTML: its CDATA, or escaped text where it has none."""
    bare = record.strip()
    if bare.startswith("<![CDATA[") and bare.endswith("]]>"):
        return bare[9:-3]
    return html.unescape(bare)


def _described(records: list[str], total: int | None, call: str, group: str) -> _Store:
    """The store with what the list's script (``call``) and the store's own link say of asking for more."""
    form: dict[str, str] = {}
    link = re.search(r"""href\s{0,9}=\s{0,9}["']([^"']{1,800})""", html.unescape(group))
    proxy = None
    if link:
        parts = parts_of(link[1])
        proxy = parts.path or None
        form = {
            name: value for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "page"
        }
    settings = re.search(r"ajaxParam[\"']?\s{0,9}:\s{0,9}\{([^{}]{0,1500})\}", call)
    if settings:
        pairs = re.findall(
            r"""["']?(\w{1,40})["']?\s{0,9}:\s{0,9}(?:'([^']*)'|"([^"]*)"|([^\s,'"}]+))""", settings[1]
        )
        form |= {name: one or two or three for name, one, two, three in pairs}
    return _Store(
        records,
        total if total is not None else read_number(call, "totalRecord"),
        read_number(call, "per[Pp]age") or 15,
        (read_string(call, "proxyUrl") or proxy or _PROXY).partition("?")[0],
        form,
    )
