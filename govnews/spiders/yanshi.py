"""偃师区, Luoyang."""

from govnews.spiders.base import GovNewsSpider


class YanshiSpider(GovNewsSpider):
    name = "yanshi"
    home = "http://www.yanshi.gov.cn/"
    region = "410307"
    publisher = "洛阳市偃师区人民政府"
