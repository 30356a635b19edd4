"""What Scrapy's components see of the spider that they serve, and the base of those that work for a run."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, Self, TypeGuard

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings
from scrapy.utils.conf import closest_scrapy_cfg

from govnews.crawl.run import Run
from govnews.errors import UsageError
from govnews.ledger import Location, location_of
from govnews.text import is_whole


class Crawling(Protocol):
    """A spider that collects."""

    run: Run
    start_page: str
    """Address of the home page that the crawl starts from; no request leads out of its site."""
    publisher: str | None
    """What the site calls itself; None where nobody said so."""


def collects(spider: object) -> TypeGuard[Crawling]:
    """Whether the spider has a run: scrapy fetch, shell and probe have none, they collect nothing."""
    return hasattr(spider, "run")


def output_folder(settings: BaseSettings) -> Path:
    """The folder that ``GOVNEWS_OUTPUT`` names: absolute, from the home folder, or from that of scrapy.cfg.

    Raises :exc:`UsageError` where it names none.
    """
    named = str(settings["GOVNEWS_OUTPUT"] or "").strip()
    if not named:
        raise UsageError("GOVNEWS_OUTPUT is empty: name a folder")
    if not is_whole(named):
        raise UsageError(f"GOVNEWS_OUTPUT={named}: a name that is no UTF-8")
    return (Path(closest_scrapy_cfg()).parent / Path(named).expanduser()).absolute()


def ledger_location(settings: BaseSettings) -> Location:
    """Where the ledger is: what ``GOVNEWS_LEDGER`` names, or the file in the output folder.

    Raises :exc:`UsageError` where either setting names nothing that can be.
    """
    return location_of(str(settings["GOVNEWS_LEDGER"] or ""), output_folder(settings))


def sites_file(settings: BaseSettings) -> Path:
    """The list of sites that ``GOVNEWS_SITES`` names, which need not be there: absolute, from home or from scrapy.cfg's folder.

    Raises :exc:`UsageError` where it names none.
    """
    named = str(settings["GOVNEWS_SITES"] or "").strip()
    if not named or not is_whole(named):
        raise UsageError("GOVNEWS_SITES names no file")
    return (Path(closest_scrapy_cfg()).parent / Path(named).expanduser()).absolute()


class RunComponent:
    """A component of Scrapy's that works for the run that is on; switched off where nothing is collected.

    Without a word, as what is switched off below it: of a reason Scrapy makes a warning for each component, and a project's
    spiders that are none of ours have done nothing to be warned of.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not collects(crawler.spider):
            raise NotConfigured
        self.crawler = crawler
        self.run = crawler.spider.run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured where nothing is collected."""
        return cls(crawler)
