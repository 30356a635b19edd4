"""洛龙区, Luoyang."""

from govnews.spiders.base import GovNewsSpider


class LuolongSpider(GovNewsSpider):
    name = "luolong"
    home = "http://www.luolong.gov.cn/"
    region = "410311"
    publisher = "洛阳市洛龙区人民政府"
