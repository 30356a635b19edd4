"""Parquet, for analysts: needs pyarrow, which is not installed by default (``pip install govnews[parquet]``)."""

from __future__ import annotations

import json
from typing import IO, Any

from itemadapter import ItemAdapter
from scrapy.exporters import BaseItemExporter

from govnews.errors import UsageError
from govnews.items import RECORD, Record

NUMBERS = {"schema_version", "version"}
BATCH = 1000  # records in memory before they are written as a row group


class ParquetExporter(BaseItemExporter):
    """One row a record; lists and the evidence as JSON text, all else as it is."""

    def __init__(self, file: IO[bytes], **options: Any) -> None:
        super().__init__(dont_fail=True, **options)
        try:
            import pyarrow  # noqa: PLC0415 - an optional dependency
            import pyarrow.parquet  # noqa: PLC0415
        except ImportError:
            raise UsageError("parquet needs pyarrow: pip install 'govnews[parquet]'") from None
        names = options["fields_to_export"]
        self._arrow = pyarrow
        self._schema = pyarrow.schema(
            [(name, pyarrow.int32() if name in NUMBERS else pyarrow.string()) for name in names]
        )
        self._writer = pyarrow.parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def export_item(self, item: Any) -> None:
        """Add a row; a full batch is written."""
        row = RECORD.dump_python(item) if isinstance(item, Record) else ItemAdapter(item).asdict()
        self._rows.append(
            {
                name: json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
                for name, value in row.items()
            }
        )
        if len(self._rows) >= BATCH:
            self._write()

    def finish_exporting(self) -> None:
        """Write what is left, and the file's end."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        self._writer.write_table(self._arrow.Table.from_pylist(self._rows, schema=self._schema))
        self._rows.clear()
