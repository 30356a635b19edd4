"""洛阳市."""

from govnews.spiders.base import GovNewsSpider


class LySpider(GovNewsSpider):
    name = "ly"
    home = "http://www.ly.gov.cn/"
    region = "410300"
    publisher = "洛阳市人民政府"
