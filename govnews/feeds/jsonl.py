"""JSON Lines, an article written by its schema."""

from __future__ import annotations

import codecs
from typing import IO, TYPE_CHECKING, Any, cast

from orjson import dumps
from scrapy import exporters
from scrapy.utils.serialize import ScrapyJSONEncoder

from govnews.feeds.values import values_of
from govnews.items import RECORD, Record
from govnews.text import json_line, utf8_line

if TYPE_CHECKING:
    from io import BytesIO


class _LineEncoder(ScrapyJSONEncoder):
    def encode(self, o: Any) -> str:
        return json_line(super().encode(o))


class JsonLinesItemExporter(exporters.JsonLinesItemExporter):
    """Scrapy's own, but that an article is written by its schema: 10 µs in place of 360."""

    def __init__(self, file: IO[bytes], **options: Any) -> None:
        super().__init__(cast("BytesIO", file), **options)
        self.encoder = _LineEncoder(ensure_ascii=not self.encoding)
        # Fields chosen by FEED_EXPORT_FIELDS and other encodings are Scrapy's business.
        self._whole = self.fields_to_export is None and (
            self.encoding is not None and codecs.lookup(self.encoding).name == "utf-8"
        )

    def export_item(self, item: Any) -> None:
        """One line."""
        if not self._whole or not isinstance(item, Record | dict):
            super().export_item(values_of(item))
            return
        line = RECORD.dump_json(item) if isinstance(item, Record) else dumps(item)
        self.file.write(utf8_line(line) + b"\n")
