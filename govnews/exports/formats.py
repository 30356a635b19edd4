"""The forms that records are exported in, each by one of Scrapy's exporters."""

from __future__ import annotations

from enum import StrEnum
from typing import IO

from scrapy.exporters import BaseItemExporter

from govnews.feeds.elasticsearch import BulkItemExporter
from govnews.feeds.jsonl import JsonLinesItemExporter
from govnews.feeds.parquet import ParquetItemExporter
from govnews.feeds.spreadsheet import CsvItemExporter
from govnews.feeds.sqlite import SqliteItemExporter
from govnews.items import Record


class Format(StrEnum):
    """What is written; its value is the name that a call gives it."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    SQLITE = "sqlite"
    ELASTICSEARCH = "elasticsearch"

    @property
    def is_text(self) -> bool:
        """Whether a terminal can show it."""
        return self not in (Format.PARQUET, Format.SQLITE)

    @property
    def suffix(self) -> str:
        """What the names of its files end with."""
        return {Format.ELASTICSEARCH: ".ndjson", Format.SQLITE: ".db"}.get(self, f".{self}")

    def exporter(self, file: IO[bytes], *, bom: bool = False) -> BaseItemExporter:
        """What writes records into ``file``; ``bom``: with the mark by which spreadsheets know UTF-8 (CSV)."""
        fields = list(Record.__dataclass_fields__)
        match self:
            case Format.JSONL:
                return JsonLinesItemExporter(file, encoding="utf-8")
            case Format.CSV:
                encoding = "utf-8-sig" if bom else "utf-8"
                return CsvItemExporter(file, fields_to_export=fields, encoding=encoding)  # type: ignore[arg-type]
            case Format.PARQUET:
                return ParquetItemExporter(file)
            case Format.SQLITE:
                return SqliteItemExporter(file)
            case Format.ELASTICSEARCH:
                return BulkItemExporter(file)
