"""孟津区, Luoyang."""

from govnews.spiders.base import GovNewsSpider


class MengjinSpider(GovNewsSpider):
    name = "mengjin"
    home = "http://www.mengjin.gov.cn/"
    region = "410308"
    publisher = "洛阳市孟津区人民政府"
