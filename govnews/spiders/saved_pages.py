"""Saved pages of a site with what they say: written by ``scrapy probe --save``, held against the reader by ``scrapy check``.

A case is a folder of three files:

``page.*``
    the bytes as received, whatever their encoding.
``meta.json``
    ``url``, ``content_type`` (null where the server names none), ``fetched_at``, ``reads`` and ``why`` the page is
    kept. An article that a list led to has its row as ``entry``.
``expected.json``
    by what the page is read as (``reads``): of an ``article`` the fields of its record, all or some; of a ``listing`` its
    entries; of a home page its news ``columns``, name and address; of an ``other`` page, null.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from govnews.errors import GovNewsError, UsageError
from govnews.items import ListingEntry
from govnews.reading import Page, find_columns, normalise, open_page, read_article, read_entries
from govnews.reading.selectors import Selectors

FOLDER = Path("tests", "fixtures")
"""Where a project has its saved pages, in a folder a spider; from the folder of scrapy.cfg."""
# Characters of a value that are shown of two that differ.
_SHOWN = 200


@dataclass(slots=True)
class Sample:
    """A page as received, with what it was read as."""

    case: str
    body: bytes
    meta: dict[str, Any]
    expected: Any


def files_of(samples: Iterable[Sample], folder: Path) -> dict[Path, bytes]:
    """What is to be written into ``folder``, that of a spider's cases."""
    return {
        folder / sample.case / name: content
        for sample in samples
        for name, content in (
            ("page.html", sample.body),
            ("meta.json", _json(sample.meta)),
            ("expected.json", _json(sample.expected)),
        )
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def cases_of(name: str, project: Path) -> list[Path]:
    """The folders of the cases of the spider ``name``, in order; empty where it has none."""
    return sorted(path.parent for path in (project / FOLDER / name).glob("*/meta.json"))


@dataclass(frozen=True, slots=True)
class Case:
    """A saved page, read."""

    page: Page
    meta: dict[str, Any]
    expected: Any

    @classmethod
    def read(cls, folder: Path, selectors: Selectors) -> Case:
        """The case in ``folder``. Raises :exc:`UsageError` where a file of it is missing, or none of its form."""
        try:
            (file,) = folder.glob("page.*")
            meta, expected = (
                json.loads((folder / f"{name}.json").read_text("utf-8")) for name in ("meta", "expected")
            )
            page = open_page(file.read_bytes(), meta["url"], meta["content_type"])
            if meta["reads"] not in _READ:
                raise ValueError(f"reads: {meta['reads']}")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(
                f"{folder}: no saved page with its meta.json and expected.json: {error}"
            ) from None
        return cls(selectors.pick(page), meta, expected)

    @property
    def found(self) -> Any:
        """What the page says, as the crawl reads it, in the form of ``expected.json``; of an article the fields that are there.

        Raises :exc:`PageChanged` and :exc:`Unreadable` as the reader does.
        """
        found = json.loads(json.dumps(_READ[self.meta["reads"]](self.page, self.meta)))
        if self.meta["reads"] == "article":
            return {name: found.get(name) for name in self.expected}
        return found

    def differences(self) -> Iterator[str]:
        """What the page is read as otherwise than expected, a line each."""
        try:
            found = self.found
        except GovNewsError as error:
            yield str(error)
            return
        if isinstance(found, dict):
            pairs = [(name, self.expected[name], found[name]) for name in found]
        elif isinstance(found, list) and len(found) == len(self.expected):
            pairs = [(f"{n}.", *pair) for n, pair in enumerate(zip(self.expected, found, strict=True), 1)]
        elif isinstance(found, list):
            pairs = [("how many", len(self.expected), len(found)), ("all", self.expected, found)]
        else:
            pairs = [("", self.expected, found)]
        for name, expected, said in pairs:
            if expected != said:
                yield f"{name} expected {_short(expected)}, found {_short(said)}".strip()


def _short(value: Any) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"


def _article(page: Page, meta: dict[str, Any]) -> Any:
    entry = ListingEntry(**meta["entry"]) if "entry" in meta else None
    fetched_at = datetime.fromisoformat(meta["fetched_at"])
    return asdict(normalise(read_article(page, entry=entry), fetched_at=fetched_at))


_READ: dict[str, Callable[[Page, dict[str, Any]], Any]] = {
    "article": _article,
    "listing": lambda page, _: [asdict(entry) for entry in read_entries(page)],
    "columns": lambda page, _: [{"name": one.name, "url": one.url} for one in find_columns(page)],
    "other": lambda _page, _: None,
}
