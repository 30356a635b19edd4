"""CSV, which people open in a spreadsheet: no cell runs there, and each holds text, a number or JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scrapy import Field, exporters
from scrapy.utils.serialize import ScrapyJSONEncoder

from govnews.feeds.values import values_of
from govnews.text import json_line

# What a spreadsheet takes for a formula (OWASP, CSV injection), the wide forms that some of them fold included.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_JSON = ScrapyJSONEncoder(ensure_ascii=False)


class CsvItemExporter(exporters.CsvItemExporter):
    """Scrapy's own, with :func:`cell` for every value of an article as its schema writes it."""

    def export_item(self, item: Any) -> None:
        """One row."""
        super().export_item(values_of(item))

    def serialize_field(self, field: Mapping[str, Any] | Field, name: str, value: Any) -> Any:
        """The cell of one field, unless the field has a serializer of its own."""
        return field["serializer"](value) if "serializer" in field else cell(value)


def cell(value: object) -> object:
    """The cell that holds ``value``: a list, a witness or a file as JSON in one line, null as an empty cell.

    A text that begins as a formula does has an apostrophe before it; one that has apostrophes before such a beginning
    has one more, so that whoever takes one away reads the text as it was.

    >>> cell('=HYPERLINK("http://example.org")'), cell("-5℃以下"), cell("'=1"), cell("孟津要闻"), cell(2)
    ('\\'=HYPERLINK("http://example.org")', "'-5℃以下", "''=1", '孟津要闻', 2)
    >>> cell(["http://example.gov.cn/1.jpg"]), cell([]), cell(None)
    ('["http://example.gov.cn/1.jpg"]', '[]', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    if not isinstance(value, str):
        return json_line(_JSON.encode(value))
    return f"'{value}" if _FORMULA.match(value) else value
