"""Every saved page under ``fixtures/<site or kind>/<case>/`` says what ``expected.json`` says it does.

A case is a folder of three files, which ``scrapy probe URL --save NAME`` writes for a new site:

``page.*``
    the bytes as received, whatever their encoding.
``meta.json``
    ``url``, ``content_type`` (null where the server names none), ``fetched_at``, ``reads`` and ``why`` the page is
    kept. An article that a list led to has its row as ``entry``; ``page_type`` is there where the page alone is
    taken for something else than it is read as.
``expected.json``
    by what the page is read as: of an ``article`` the fields of its record, all or some, the ten that are read
    from the page among them; of a ``listing`` its entries; of a home page its news ``columns``, name and address;
    of an ``other`` page, null.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from govnews.items import ListingEntry
from govnews.reading import Page, find_columns, kind_of, normalise, open_page, read_article, read_entries
from tests.places import FIXTURES

CASES = sorted(FIXTURES.glob("*/*"))
READ_FROM_THE_PAGE = {
    "title", "published_on", "published_at", "source", "author", "editor", "body", "images", "films", "attachments",
}  # fmt: skip


def found(page: Page, meta: dict[str, Any]) -> Any:
    """What the page says, as the crawl reads it, in the form of ``expected.json``."""
    match meta["reads"]:
        case "article":
            entry = ListingEntry(**meta["entry"]) if "entry" in meta else None
            fetched_at = datetime.fromisoformat(meta["fetched_at"])
            return asdict(normalise(read_article(page, entry=entry), fetched_at=fetched_at))
        case "listing":
            return [asdict(entry) for entry in read_entries(page)]
        case "columns":
            return [{"name": column.name, "url": column.url} for column in find_columns(page)]
        case "other":
            return None
    raise ValueError(f"reads: {meta['reads']}")


def check(case: Path) -> None:
    """Read the case's page and compare; an AssertionError shows what differs."""
    (file,) = case.glob("page.*")
    meta = json.loads((case / "meta.json").read_text("utf-8"))
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    assert meta["why"]
    page = open_page(file.read_bytes(), meta["url"], meta["content_type"])
    read = json.loads(json.dumps(found(page, meta)))
    if meta["reads"] == "article":
        assert set(expected) >= READ_FROM_THE_PAGE
        read = {name: read[name] for name in expected}
    assert read == expected
    if meta["reads"] != "columns":
        assert kind_of(page) == meta.get("page_type", meta["reads"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_page_says_what_is_expected_of_it(case: Path) -> None:
    check(case)
