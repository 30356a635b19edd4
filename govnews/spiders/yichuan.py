"""伊川县, Luoyang."""

from govnews.spiders.base import GovNewsSpider


class YichuanSpider(GovNewsSpider):
    name = "yichuan"
    home = "http://www.yichuan.gov.cn/"
    region = "410329"
    publisher = "伊川县人民政府"
