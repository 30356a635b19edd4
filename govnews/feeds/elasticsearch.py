"""The bulk form of Elasticsearch and OpenSearch: for each record a line of what to do and a line of the record."""

from __future__ import annotations

from typing import IO, Any

from orjson import dumps
from scrapy.exporters import BaseItemExporter

from govnews.feeds.values import values_of
from govnews.text import utf8_line

INDEX = "govnews"


class BulkItemExporter(BaseItemExporter):
    """Each record is put under the key of its article, by its version: to load one twice, or in another order, changes nothing.

    In the end the highest version stands in the index; a withdrawn article stays there, with event ``withdrawn``.
    """

    def __init__(self, file: IO[bytes], *, index: str = INDEX, **options: Any) -> None:
        super().__init__(dont_fail=True, **options)
        self._file = file
        self._index = index

    def export_item(self, item: Any) -> None:
        """Two lines."""
        values = values_of(item)
        key = f"{values['site']}-{values['url_hash']}"
        action = {
            "index": {"_index": self._index, "_id": key, "version": values["version"], "version_type": "external_gte"}
        }  # fmt: skip
        self._file.write(dumps(action) + b"\n" + utf8_line(dumps(values)) + b"\n")
