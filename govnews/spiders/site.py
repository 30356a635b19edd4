"""Any government site, by the address of its home page."""

import re
from urllib.parse import urlsplit

from govnews.crawl.arguments import Arguments
from govnews.spiders.base import GovNewsSpider
from govnews.urls import site_host


class SiteSpider(GovNewsSpider):
    name = "site"

    @classmethod
    def site_of(cls, arguments: Arguments) -> str:
        """The host stands for the site: each has its own folder, lock and part of the ledger.

        >>> SiteSpider.site_of(Arguments(home="http://www.example.gov.cn:8080/"))
        'example.gov.cn-8080'
        """
        parts = urlsplit(arguments.home or "")
        host = site_host(parts.hostname) + (f"-{parts.port}" if parts.port else "")
        return re.sub(r"[^a-z0-9.-]", "-", host).strip(".")
