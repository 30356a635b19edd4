"""Parquet, for analysts: needs pyarrow, which is not installed by default (``pip install 'govnews[parquet]'``)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import IO, Any

from scrapy.exporters import BaseItemExporter

from govnews.errors import UsageError
from govnews.feeds.values import values_of
from govnews.items import Record

BATCH = 1000  # records in memory before they are written as a row group


class ParquetItemExporter(BaseItemExporter):
    """One row a record, in types: days are dates, moments have their time zone, lists are lists and the evidence is a map."""

    def __init__(self, file: IO[bytes], **options: Any) -> None:
        super().__init__(dont_fail=True, **options)
        try:
            import pyarrow  # noqa: PLC0415 - an optional dependency
            import pyarrow.parquet  # noqa: PLC0415
        except ImportError:
            raise UsageError("parquet needs pyarrow: pip install 'govnews[parquet]'") from None
        self._arrow = pyarrow
        self._schema = pyarrow.schema(
            [(name, _TYPES.get(name, _text)(pyarrow)) for name in Record.__dataclass_fields__]
        )
        self._writer = pyarrow.parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def export_item(self, item: Any) -> None:
        """Add a row; a full batch is written."""
        values = values_of(item)
        self._rows.append(
            values
            | {
                "published_on": _read(date.fromisoformat, values["published_on"]),
                "published_at": _read(datetime.fromisoformat, values["published_at"]),
                "fetched_at": _read(datetime.fromisoformat, values["fetched_at"]),
                "evidence": list(values["evidence"].items()),
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


def _read(how: Callable[[str], Any], text: str | None) -> Any:
    return None if text is None else how(text)


def _text(arrow: Any) -> Any:
    return arrow.string()


def _texts(arrow: Any) -> Any:
    return arrow.list_(arrow.string())


def _structs(arrow: Any, *names: str) -> Any:
    """A list of such as have these fields, texts all but ``size``."""
    return arrow.list_(
        arrow.struct([(name, arrow.int64() if name == "size" else arrow.string()) for name in names])
    )


def _evidence(arrow: Any) -> Any:
    one = [
        ("witness", arrow.string()), ("raw", arrow.string()), ("precision", arrow.string()), ("disagree", arrow.bool_()),
        ("witnesses", _structs(arrow, "kind", "name", "raw")),
    ]  # fmt: skip
    return arrow.map_(arrow.string(), arrow.struct(one))


# By the field's name; all others are texts.
_TYPES: dict[str, Callable[[Any], Any]] = {
    "schema_version": lambda arrow: arrow.int32(),
    "version": lambda arrow: arrow.int32(),
    "published_on": lambda arrow: arrow.date32(),
    "published_at": lambda arrow: arrow.timestamp("s", tz="+08:00"),
    "fetched_at": lambda arrow: arrow.timestamp("s", tz="UTC"),
    "images": _texts,
    "films": _texts,
    "attachments": lambda arrow: _structs(arrow, "url", "name", "text"),
    "files": lambda arrow: _structs(arrow, "url", "sha256", "size", "type", "missing", "unread"),
    "evidence": _evidence,
}
