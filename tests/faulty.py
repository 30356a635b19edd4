"""Spiders, pipelines, exporters and storages with a fault in them, for the tests of what becomes of a run then."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from scrapy.exporters import JsonLinesItemExporter, XmlItemExporter

from govnews.errors import LedgerNotWritable
from govnews.items import Record
from govnews.pipelines import RecordPipeline
from govnews.spiders.mengjin import MengjinSpider


class FaultyCallback(MengjinSpider):
    name = "faulty_callback"

    def parse_listing(self, response: Any, walk: Any, asked: Any) -> Any:
        if response.url.endswith("/bmdt/"):
            raise KeyError("a fault of ours")
        yield from super().parse_listing(response, walk, asked)


class FaultyStart(MengjinSpider):
    name = "faulty_start"

    async def start(self) -> AsyncIterator[Any]:
        raise KeyError("a fault of ours")
        yield


class FaultyPipeline:
    """Fails for every article of one column."""

    def process_item(self, item: Record) -> Record:
        if item.column == "镇街动态":
            raise KeyError("a fault of ours")
        return item


class FullLedger(RecordPipeline):
    """Fails as the ledger does where there is no room."""

    async def process_item(self, item: Record) -> Record:
        raise LedgerNotWritable("database or disk is full")


class FaultyJsonLines(JsonLinesItemExporter):
    """Fails before it writes anything of the article whose title has 坏 in it."""

    def export_item(self, item: Any) -> None:
        if "坏" in item.title:
            raise TypeError("this article cannot be written")
        super().export_item(item)


class FaultyXml(XmlItemExporter):
    """Fails when half of that article is written."""

    def _export_xml_field(self, name: str, serialized_value: Any, depth: int) -> None:
        if name == "body" and "坏" in serialized_value:
            raise TypeError("this article cannot be written")
        super()._export_xml_field(name, serialized_value, depth)


class FaultyFinish(JsonLinesItemExporter):
    """Fails when it is to close the file."""

    def finish_exporting(self) -> None:
        raise TypeError("the file cannot be closed")
