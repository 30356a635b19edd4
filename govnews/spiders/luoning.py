"""洛宁县, Luoyang."""

from govnews.spiders.base import GovNewsSpider


class LuoningSpider(GovNewsSpider):
    name = "luoning"
    home = "http://www.luoning.gov.cn/"
    region = "410328"
    publisher = "洛宁县人民政府"
