"""西工区, Luoyang."""

from govnews.spiders.base import GovNewsSpider


class XigongSpider(GovNewsSpider):
    name = "xigong"
    home = "http://www.xigong.gov.cn/"
    region = "410303"
    publisher = "洛阳市西工区人民政府"
