"""The title of a home page: a spider that has nothing to do with govnews."""

from collections.abc import Iterator

import scrapy
from scrapy.http import Response


class TitlesSpider(scrapy.Spider):
    name = "titles"
    start_urls = ["http://www.mengjin.gov.cn/"]
    custom_settings = {"FEEDS": {"titles.json": {"format": "json", "overwrite": True}}}

    def parse(self, response: Response) -> Iterator[dict[str, str | None]]:
        yield {"url": response.url, "title": response.css("title::text").get()}
