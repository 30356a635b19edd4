"""Records of earlier editions, as older ledgers and feeds of their time hold them, in today's form."""

from __future__ import annotations

import json
from typing import Any

from govnews.items import SCHEMA_VERSION


def of_today(line: str) -> str:
    """A record as JSON in today's form, whichever its edition; one that has that form already as it is.

    >>> line = '{"url": "http://example.gov.cn/1.html", "published_at": "2023-03-24", "attachments": []}'
    >>> of_today(line) == third_edition(second_edition(line)) == of_today(of_today(line))
    True
    """
    return third_edition(second_edition(line))


def is_of_today(line: str | bytes) -> bool:
    """Whether a record as JSON has today's form.

    >>> is_of_today('{"schema_version":3,"url":'), is_of_today('{"schema_version":2,"url":')
    (True, False)
    """
    begin = f'{{"schema_version":{SCHEMA_VERSION},'
    return line.startswith(begin) if isinstance(line, str) else line.startswith(begin.encode())


def third_edition(line: str) -> str:
    """A record of the second edition as JSON in the form of the third; one that has that form already as it is.

    What ``text`` of an attachment was, the link's text, is ``name``; no file was asked for.

    >>> line = '{"schema_version":2,"attachments":[{"url":"http://example.gov.cn/1.pdf","text":"附件"}],"event":"new"}'
    >>> third_edition(line)[:111]
    '{"schema_version":3,"attachments":[{"url":"http://example.gov.cn/1.pdf","name":"附件","text":null}],"images_text"'
    """
    if is_of_today(line):
        return line
    record: dict[str, Any] = {}
    for name, value in json.loads(line).items():
        if name == "attachments":
            files = ({"url": one["url"], "name": one["text"], "text": None} for one in value)
            record |= {"attachments": list(files), "images_text": None, "files": []}
        else:
            record[name] = value
    return json.dumps(record | {"schema_version": 3}, ensure_ascii=False, separators=(",", ":"))


def second_edition(line: str) -> str:
    """A record of the first edition as JSON in the form of the second; one of a later edition as it is.

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
