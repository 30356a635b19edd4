"""The spiders of a project: Scrapy's modules, and the sites of its user's list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader

from govnews.component import sites_file
from govnews.crawl.arguments import insecure_hosts
from govnews.crawl.sites import Site, SiteList, read_sites
from govnews.errors import UsageError
from govnews.identity import url_hash
from govnews.spiders.base import GovNewsSpider

# What the list and a spider's class both have, by the same names.
_TOLD = (
    *("home", "region", "publisher", "columns", "selectors"),
    *("include_columns", "exclude_columns", "include", "exclude"),
)


class SiteLoader(SpiderLoader):
    """Scrapy's loader, to which a site of the list is a spider, too. What is wrong with the list is said when one is loaded."""

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._settings = settings
        self.unread: str | None = None
        """Why the list cannot be read; None where it can, or is not there."""
        self.listed = SiteList(Path(str(settings["GOVNEWS_SITES"])))
        try:
            self.listed = read_sites(sites_file(settings))
        except UsageError as error:
            self.unread = str(error)
        for name, site in list(self.listed.sites.items()):
            known = getattr(self._spiders.get(name), "home", None)
            if site.home is None and known is not None:
                self.listed.sites[name] = replace(site, home=known)
            elif site.home is None:
                self.listed.refuse(name, "no home, and there is no spider of this name that has one")
        self._refuse_doubles()

    def _refuse_doubles(self) -> None:
        """No article is collected under two names: of sites with one home page each has columns of its own."""
        before = defaultdict[str, list[Site]](list)
        for name, site in list(self.listed.sites.items()):
            same = before[url_hash(site.home or name)]
            if (fault := _double(site, same)) is not None:
                self.listed.refuse(name, fault)
            else:
                same.append(site)

    def double_of(self, site: Site) -> str | None:
        """Why a new site is one that the list has already; None where it is none."""
        home = url_hash(site.home or site.name)
        others = (one for one in self.listed.sites.values() if one.name != site.name)
        same = (one for one in others if url_hash(one.home or one.name) == home)
        return _double(site, same)

    def load(self, spider_name: str) -> type[Spider]:
        """The spider's class. Raises KeyError where there is none, :exc:`UsageError` where the list says it wrong."""
        if self.unread is not None:
            raise UsageError(self.unread)
        for fault in self.listed.faults.get(spider_name, ()):
            raise UsageError(fault)
        site = self.listed.sites.get(spider_name)
        if site is None:
            return super().load(spider_name)
        return self._spider_of(site, self._spiders.get(spider_name, GovNewsSpider))

    def knows(self, name: str) -> bool:
        """Whether there is a spider of this name, or an entry of the list; what is wrong with that, :meth:`load` says."""
        return name in self.list() or name in self.listed.faults

    def list(self) -> list[str]:
        """The names of all spiders, those of the list last."""
        return [*super().list(), *(name for name in self.listed.sites if name not in self._spiders)]

    def _spider_of(self, site: Site, base: type[Spider]) -> type[Spider]:
        """``base`` with what the list says otherwise."""
        told = {key: getattr(site, key) for key in _TOLD}
        settings: dict[str, Any] = dict(base.custom_settings or {})
        if site.rhythm is not None:
            settings["GOVNEWS_RHYTHM"] = site.rhythm
        if site.insecure_hosts:
            everywhere = insecure_hosts(self._settings.get("GOVNEWS_INSECURE_HOSTS"))
            settings["GOVNEWS_INSECURE_HOSTS"] = sorted(site.insecure_hosts | everywhere)
        attributes = {key: value for key, value in told.items() if value}
        return type("ListedSpider", (base,), {"name": site.name, "custom_settings": settings, **attributes})


def _double(site: Site, same: Iterable[Site]) -> str | None:
    """Why a site is one of others that have its home page; None where each has columns of its own."""
    for other in same:
        if not (site.columns and other.columns) or {*site.columns} & {*other.columns}:
            return f"its home page is that of {other.name}: name the columns that each has alone"
    return None
