"""Any government site, by the address of its home page."""

from govnews.crawl.arguments import Arguments
from govnews.crawl.names import site_name
from govnews.spiders.base import GovNewsSpider


class SiteSpider(GovNewsSpider):
    name = "site"

    @classmethod
    def site_of(cls, arguments: Arguments) -> str:
        """The host stands for the site: each has its own folder, lock and part of the ledger."""
        return site_name(arguments.home or "")
