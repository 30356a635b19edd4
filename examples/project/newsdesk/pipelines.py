"""One pipeline before those of govnews, which can leave out an article, and one after them, which sees what was recorded."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from scrapy.exceptions import DropItem

from govnews.items import Article, Record


class NoForecasts:
    """Leaves out forecasts of the weather; the run's report counts them as excluded, for this reason."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article) and item.event == "new" and "天气预报" in (item.title or ""):
            raise DropItem("a forecast")
        return item


class Digest:
    """Appends day, site and headline of everything new to ``digest.txt``."""

    file: IO[str]

    def open_spider(self) -> None:
        self.file = Path("digest.txt").open("a", encoding="utf-8")

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Record) and item.event == "new":
            self.file.write(f"{item.published_on or '?'} {item.site} {item.title}\n")
        return item

    def close_spider(self) -> None:
        self.file.close()
