"""A record is one line of a feed, to readers of every language."""

from __future__ import annotations

import io
import json

import pytest

from govnews.feeds.jsonl import JsonLinesItemExporter
from govnews.items import Article, Record

RECORD = Record.of(
    Article(
        url="http://www.example.gov.cn/1.html",
        url_hash="0" * 64,
        site="example",
        title="青石镇\u2028冬季果园管护",
        body="第一行\u2029第二行\x85第三行\n第四行",
        fetched_at="2025-12-06T01:15:00Z",
    )
)


@pytest.mark.parametrize("options", [{}, {"fields_to_export": ["title", "body"]}, {"encoding": "gb18030"}])
def test_no_text_ends_the_line(options: dict[str, object]) -> None:
    file = io.BytesIO()
    exporter = JsonLinesItemExporter(file, **{"encoding": "utf-8", **options})
    exporter.export_item(RECORD)
    (line,) = file.getvalue().decode(str(options.get("encoding", "utf-8"))).splitlines()
    assert (json.loads(line)["title"], json.loads(line)["body"]) == (RECORD.title, RECORD.body)
