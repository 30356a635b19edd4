"""Atom feeds with the newest articles, written anew by each run that published something."""

from __future__ import annotations

import logging
from contextlib import closing
from typing import Self
from urllib.parse import quote

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from govnews.clock import utc
from govnews.component import RunComponent, collects
from govnews.crawl.names import ATOM_NAME
from govnews.errors import GovNewsError, LedgerUnusable
from govnews.feeds.atom import Feed, atom
from govnews.files import wait_for_lock, write_whole
from govnews.ledger import open_reader

logger = logging.getLogger(__name__)

ENTRIES = 50
LOCK_SECONDS = 10  # that a run waits for another one's feeds, which are a matter of milliseconds


class AtomFeeds(RunComponent):
    """Writes ``feed.atom`` of the site and that of all sites; switched off by ``GOVNEWS_ATOM``."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        if not self.run.settings.atom:
            raise NotConfigured

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        feeds = cls(crawler)
        crawler.signals.connect(feeds.engine_stopped, signal=signals.engine_stopped)
        return feeds

    def engine_stopped(self) -> None:
        """Write both where something was published. What goes wrong is logged, and no trouble of the run: the next one
        writes them. That the ledger is damaged is.
        """
        if not self.run.feeds:
            return
        try:
            self._write()
        except LedgerUnusable as error:
            self.run.ledger_failed(error)
        except (OSError, GovNewsError) as error:
            logger.error("Cannot write the Atom feeds: %s", error)

    def _write(self) -> None:
        run, spider = self.run, self.crawler.spider
        assert collects(spider)
        begun = utc(run.started)
        of_site = Feed(
            f"urn:govnews:feed:{quote(run.site, safe='')}",
            spider.publisher or run.site,
            spider.start_page,
            begun,
        )
        of_all = Feed("urn:govnews:feed", "govnews", None, begun)
        # The ledger is read under the lock: of two runs that end at once, the last to write knows what both published.
        with (
            wait_for_lock(run.output / f".{ATOM_NAME}.lock", LOCK_SECONDS),
            closing(open_reader(run.ledger.location)) as ledger,
        ):
            write_whole(
                run.output / run.site / ATOM_NAME, atom(of_site, ledger.newest(run.site, most=ENTRIES))
            )
            write_whole(run.output / ATOM_NAME, atom(of_all, ledger.newest_of_all(most=ENTRIES)))
