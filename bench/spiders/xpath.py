"""The usual spider: a list, its next page, five XPaths an article. What a user would write by hand for the site."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy


class XPathSpider(scrapy.Spider):
    """Walks the columns of the home page ``-a home=``."""

    name = "xpath"

    async def start(self) -> AsyncIterator[Any]:
        """The home page."""
        yield scrapy.Request(self.home)

    def parse(self, response: Any) -> Iterator[Any]:
        """The columns."""
        yield from response.follow_all(xpath="//div[@class='box']//h2/a", callback=self.parse_list)

    def parse_list(self, response: Any) -> Iterator[Any]:
        """The articles, then the next page."""
        yield from response.follow_all(xpath="//ul[@class='list']/li/a", callback=self.parse_article)
        yield from response.follow_all(xpath="//a[@class='next']", callback=self.parse_list)

    def parse_article(self, response: Any) -> Iterator[Any]:
        """One record."""
        yield {
            "url": response.url,
            "title": response.xpath("//h1/text()").get(),
            "date": response.xpath("//span[@class='date']/text()").get(),
            "source": response.xpath("//span[@class='source']/text()").get(),
            "editor": response.xpath("//div[@class='duty']/text()").get(),
            "body": "\n".join(response.xpath("//div[@id='zoom']/p//text()").getall()),
        }
