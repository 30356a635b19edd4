"""A bare Scrapy spider that only fetches: the limit for any Scrapy project."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy


class FetchSpider(scrapy.Spider):
    """Asks for the addresses in the file ``-a urls=``."""

    name = "fetch"

    async def start(self) -> AsyncIterator[Any]:
        """A request a line."""
        for url in Path(self.urls).read_text(encoding="utf-8").split():
            yield scrapy.Request(url)

    def parse(self, response: Any) -> None:
        """The page is not looked at."""
