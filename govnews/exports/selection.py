"""Which of the ledger's records are exported, and in which form of their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from orjson import loads

from govnews.crawl.arguments import EvidenceForm
from govnews.errors import LedgerUnusable
from govnews.items import FURTHER, PAGES

Values = dict[str, Any]
"""A record as its schema writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a record must be to be exported."""

    since: str | None = None
    """The first day of publication, ``YYYY-MM-DD``; None: any. A record without a day is left out where a day is asked for."""
    until: str | None = None
    """The last one."""
    columns: frozenset[str] = frozenset()
    """Names of 栏目; empty: all."""
    events: frozenset[str] = frozenset()
    """Empty: all."""
    evidence: EvidenceForm = EvidenceForm.BRIEF

    def of(self, lines: Iterable[str]) -> Iterator[Values]:
        """Such of the records, given as JSON, as are asked for.

        >>> lines = ['{"published_on": "2026-03-24", "event": "new"}', '{"published_on": null, "event": "new"}']
        >>> list(Selection(since="2026-03-24").of(lines))
        [{'published_on': '2026-03-24', 'event': 'new'}]
        """
        for line in lines:
            try:
                values = loads(line)
                taken = self._takes(values)
            except (ValueError, KeyError, TypeError):
                raise LedgerUnusable(
                    "the ledger is damaged: it has something that is no record; `scrapy ledger` says where and what to do"
                ) from None
            if taken:
                if self.evidence is EvidenceForm.BRIEF:
                    _shorten(values.get("evidence", {}))
                yield values

    def _takes(self, values: Values) -> bool:
        day = values["published_on"]
        if (self.since or self.until) and not (day and (self.since or day) <= day <= (self.until or day)):
            return False
        return (not self.columns or values["column"] in self.columns) and (
            not self.events or values["event"] in self.events
        )


def _shorten(evidence: dict[str, Values]) -> None:
    """:meth:`govnews.items.Record.in_brief` of values."""
    for key, one in evidence.items():
        if key not in (PAGES, FURTHER):
            one.pop("witnesses", None)
