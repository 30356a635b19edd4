"""Articles as an Atom feed (RFC 4287), for whatever reads news feeds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote
from xml.etree import ElementTree as ET

from govnews.items import Record
from govnews.ledger import Recent

_SUMMARY = 200  # characters
# What XML 1.0 has no form for, whichever way it is escaped.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself."""

    id: str
    """A URN that is this feed's for ever."""
    title: str
    """Also the author of articles that name no source."""
    home: str | None
    """Address of the pages that it is of; None where there is no such page."""
    begun: str
    """When it was made, UTC, which is when it was last changed where it is empty."""


def atom(feed: Feed, articles: Sequence[Recent]) -> str:
    """The feed with these articles in their order, as an XML document. The same articles give the same document.

    It has no link to itself: where it is served is not known.
    """
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom"})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", max((one.record.fetched_at for one in articles), default=feed.begun))
    _add(ET.SubElement(root, "author"), "name", feed.title)
    if feed.home is not None:
        _link(root, feed.home)
    for article in articles:
        _entry(root, article)
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _entry(root: ET.Element, article: Recent) -> None:
    record, entry = article.record, ET.SubElement(root, "entry")
    _add(entry, "id", entry_id(record.site, article.first_url))
    _add(entry, "title", record.title)
    _link(entry, record.url)
    if (published := _published(record)) is not None:
        _add(entry, "published", published)
    _add(entry, "updated", record.fetched_at)
    if record.source:
        _add(ET.SubElement(entry, "author"), "name", record.source)
    if record.column:
        ET.SubElement(entry, "category", {"term": legal(record.column)})
    if record.body:
        _add(entry, "summary", summary(record.body))


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = legal(text)


def _link(parent: ET.Element, url: str) -> None:
    ET.SubElement(parent, "link", {"rel": "alternate", "href": legal(url)})


def entry_id(site: str, first_url: str) -> str:
    """The URN of the article that was first recorded at this address; it stays when the address changes.

    >>> entry_id("mengjin", "http://www.example.gov.cn/1.html")
    'urn:govnews:article:mengjin:f25f41cbe72dd10e9d1b9b34313bbe2f'
    >>> entry_id("mengjin", "http://www.example.gov.cn/2.html") == entry_id("ly", "http://www.example.gov.cn/2.html")
    False
    """
    digest = hashlib.sha256(first_url.encode("utf-8", "surrogatepass")).hexdigest()
    return f"urn:govnews:article:{quote(site, safe='')}:{digest[:32]}"


def _published(record: Record) -> str | None:
    """The moment; of a day without one its midnight in Beijing. None where the day is not known."""
    if record.published_at is None and record.published_on is not None:
        return f"{record.published_on}T00:00:00+08:00"
    return record.published_at


def summary(body: str) -> str:
    """The beginning of a text, on one line.

    >>> summary("春茶开采。\\n茶农忙碌。"), len(summary("春" * 200)), len(summary("春" * 201))
    ('春茶开采。 茶农忙碌。', 200, 201)
    """
    return body[:_SUMMARY].replace("\n", " ") + ("…" if len(body) > _SUMMARY else "")


def legal(text: str) -> str:
    r"""``text`` without what XML cannot hold.

    >>> legal("春\x00耕\ufffe\ud800"), legal("春\t耕\U0001f33e") == "春\t耕\U0001f33e"
    ('春耕', True)
    """
    return _ILLEGAL.sub("", text)
