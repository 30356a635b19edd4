"""Records of the first edition, as ledgers below version 6 and feeds of their time hold them, in today's form."""

from __future__ import annotations

import json
from typing import Any


def second_edition(line: str) -> str:
    """A record as JSON in the form of its second edition; one that has that form already as it is.

    ``published_at`` of the first edition was a day or a moment: it becomes ``published_on``, and ``published_at`` only where
    the page gave a clock time, as the evidence says, which moves to ``published_on``. ``region`` came from the site's
    data alone, and says so now. No films were read. ``content_hash`` covers what it covered: it stays.

    >>> line = '{"url": "http://example.gov.cn/1.html", "published_at": "2023-03-24", "attachments": []}'
    >>> second_edition(line)
    '{"schema_version":2,"url":"http://example.gov.cn/1.html","published_on":"2023-03-24","published_at":null,"films":[],"attachments":[]}'
    >>> second_edition(second_edition(line)) == second_edition(line)
    True
    """
    if line.startswith('{"schema_version":'):  # a record's first field, since there are editions
        return line
    said: dict[str, Any] = json.loads(line)
    record: dict[str, Any] = {"schema_version": 2}
    evidence = said.get("evidence", {})
    for name, value in said.items():
        if name == "published_at":
            only_day = evidence.get("published_at", {}).get("precision") == "day"
            record["published_on"] = value and value[:10]
            record["published_at"] = None if only_day or not value or "T" not in value else value
        elif name == "attachments":
            record["films"] = []
            record["attachments"] = value
        elif name == "evidence":
            record["evidence"] = _evidence(value, said.get("region"))
        else:
            record[name] = value
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _evidence(said: dict[str, Any], region: str | None) -> dict[str, Any]:
    evidence = {"published_on" if name == "published_at" else name: one for name, one in said.items()}
    if region is not None:
        evidence["region"] = {
            "witness": "site",
            "raw": region,
            "precision": None,
            "disagree": False,
            "witnesses": [{"kind": "site", "name": "region", "raw": region}],
        }
    return evidence
