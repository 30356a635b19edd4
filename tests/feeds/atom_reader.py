"""An Atom feed as a reader of feeds sees it: what RFC 4287 demands is asserted, what the feed says is given back."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

# RFC 4287, 3.3: an RFC 3339 date-time, with an upper-case T, and a Z or an offset.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
ONCE = {"id", "title", "updated"}
AT_MOST_ONCE = {
    "feed": {"generator", "icon", "logo", "rights", "subtitle"},
    "entry": {"published", "summary", "content", "rights"},
}
OFTEN = {"author", "category", "contributor", "link"}
ATTRIBUTES = {"link": {"href", "rel"}, "category": {"term"}}


@dataclass(frozen=True)
class Element:
    """A feed, or an entry."""

    id: str
    title: str
    updated: datetime
    published: datetime | None
    authors: list[str]
    links: list[str]
    categories: list[str]
    summary: str | None
    raw: dict[str, str]


def read_atom(document: bytes) -> tuple[Element, list[Element]]:
    """The feed and its entries, in their order."""
    root = ET.fromstring(document)  # noqa: S314 - of our own making
    assert root.tag == name("feed")
    for element in root.iter():
        local = element.tag.removeprefix(name(""))
        assert element.tag == name(local), "no element of another namespace"
        assert set(element.attrib) <= ATTRIBUTES.get(local, set())
    entries = [read(one, "entry") for one in root.findall(name("entry"))]
    feed = read(root, "feed")
    # 4.1.1: an author of the feed, unless each entry has one.
    assert feed.authors or all(one.authors for one in entries)
    # 4.1.1: the same entry twice, at the same moment, is not allowed.
    assert len({(one.id, one.updated) for one in entries}) == len(entries)
    return feed, entries


def read(element: ET.Element, kind: str) -> Element:
    counts = Counter(child.tag.removeprefix(name("")) for child in element)
    assert all(counts[one] == 1 for one in ONCE), counts
    assert all(counts[one] <= 1 for one in AT_MOST_ONCE[kind]), counts
    assert set(counts) <= ONCE | AT_MOST_ONCE[kind] | OFTEN | ({"entry"} if kind == "feed" else set())
    raw = {child.tag.removeprefix(name("")): child.text or "" for child in element}
    # 4.2.6: an IRI; and here a URN.
    assert re.fullmatch(r"urn:[a-z0-9][a-z0-9-]{1,31}:[!-~]+", raw["id"]), raw["id"]
    links = element.findall(name("link"))
    assert all(link.get("href") and link.get("rel") == "alternate" for link in links)
    # 4.1.1 and 4.1.2: no two alternate links of one type; 4.1.2: an entry without content has one.
    assert len(links) == 1 or (kind == "feed" and not links)
    for author in element.findall(name("author")):
        assert [child.tag for child in author] == [name("name")]
    return Element(
        raw["id"],
        raw["title"],
        moment(raw["updated"]),
        moment(raw["published"]) if "published" in raw else None,
        [one.text or "" for one in element.findall(f"{name('author')}/{name('name')}")],
        [link.get("href", "") for link in links],
        [one.attrib["term"] for one in element.findall(name("category"))],
        raw.get("summary"),
        raw,
    )


def name(local: str) -> str:
    return f"{{http://www.w3.org/2005/Atom}}{local}"


def moment(text: str) -> datetime:
    assert MOMENT.fullmatch(text), text
    there = datetime.fromisoformat(text)
    assert there.tzinfo is not None
    return there
