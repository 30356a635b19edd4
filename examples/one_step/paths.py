"""孟津 with one step done otherwise: the column of an article is the whole path that its page shows, 要闻动态/孟津要闻."""

from collections.abc import Iterator

from scrapy import Request
from scrapy.http import Response

from govnews.crawl.visit import Visit
from govnews.items import Article, ListingEntry
from govnews.spiders.base import GovNewsSpider


class PathsSpider(GovNewsSpider):
    name = "paths"
    home = "http://www.mengjin.gov.cn/"
    region = "410308"

    def parse_article(
        self, response: Response, entry: ListingEntry, visit: Visit
    ) -> Iterator[Article | Request]:
        """As every article; before it is read, its visit is told another column."""
        _, *path = response.css(".crumb a::text").getall() or [""]  # without the home page
        visit.column = "/".join(path) or visit.column
        yield from super().parse_article(response, entry, visit)
