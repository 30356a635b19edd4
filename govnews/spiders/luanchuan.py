"""栾川县, Luoyang."""

from govnews.spiders.base import GovNewsSpider


class LuanchuanSpider(GovNewsSpider):
    name = "luanchuan"
    home = "http://www.luanchuan.gov.cn/"
    region = "410324"
    publisher = "栾川县人民政府"
