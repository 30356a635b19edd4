"""嵩县, Luoyang."""

from govnews.spiders.base import GovNewsSpider


class SongxianSpider(GovNewsSpider):
    name = "songxian"
    home = "http://www.hnsongxian.gov.cn/"
    region = "410325"
    publisher = "嵩县人民政府"
