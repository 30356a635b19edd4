"""洛宁县, Luoyang."""

from govnews.crawl import GovNewsSpider


class LuoningSpider(GovNewsSpider):
    name = "luoning"
    home = "http://www.luoning.gov.cn/"
    region = "410328"
    publisher = "洛宁县人民政府"
