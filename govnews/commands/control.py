"""``scrapy control``: keeps a fleet of workers going."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
from collections.abc import Mapping

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings
from scrapy.utils.log import configure_logging

from govnews.commands import in_one_line
from govnews.commands.sites import site_loader
from govnews.component import ledger_location, sites_file
from govnews.crawl.arguments import CrawlSettings
from govnews.crawl.sites import Site
from govnews.errors import GovNewsError, UsageError
from govnews.ledger import Server
from govnews.rounds.watchers import Watchers

_STOPS = (signal.SIGTERM, signal.SIGINT)
logger = logging.getLogger(__name__)


class Command(ScrapyCommand):
    """One leads, the others wait for it to be lost."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        return "Queue the sites that are due for the workers of a fleet, and watch over them"

    def long_desc(self) -> str:
        return (
            "For many machines whose ledger is on PostgreSQL (GOVNEWS_LEDGER): every ten seconds, put the sites of the list that "
            "are due into the queue of `scrapy worker`, and give the jobs of lost machines to others; every minute, send alerts "
            "(GOVNEWS_ALERTS) and write figures (GOVNEWS_METRICS), as `scrapy round` does at its end. Run two, on two machines: "
            "one leads, the other takes over when it is lost. The list is read anew when it changes. "
            "SIGTERM or Ctrl-C ends it, a second one at once."
        )

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Until it is told to end. Raises UsageError where there is no server."""
        assert self.settings is not None
        if args:
            raise UsageError("it takes no arguments")
        server = server_of(self.settings)
        from govnews.fleet.control import Watch, control  # noqa: PLC0415 - an extra
        from govnews.fleet.queue import say_nothing  # noqa: PLC0415

        CrawlSettings.read(self.settings)  # each crawl would end for what is wrong
        if not sites_file(self.settings).exists():
            raise UsageError(
                f"there is no list of sites {sites_file(self.settings)}; `scrapy sites add` begins it"
            )
        configure_logging(self.settings)
        say_nothing()
        watched = _Sites(self.settings, server)

        async def run() -> None:
            stop = asyncio.Event()
            loop = asyncio.get_running_loop()

            # Not asyncio's handlers: they are called by the loop, which stands still while the server is waited for.
            def told(*_: object) -> None:
                loop.call_soon_threadsafe(stop.set)
                for number in _STOPS:
                    signal.signal(number, signal.SIG_DFL)

            for number in _STOPS:
                signal.signal(number, told)
            await control(server, Watch(watched.read, watched.tell, watched.tell_lost), stop)

        asyncio.run(run())


class _Sites:
    """The list of sites, read again when its file has changed, and who watches over them."""

    def __init__(self, settings: BaseSettings, server: Server) -> None:
        self._settings, self._server = settings, server
        self._watchers = Watchers.read(settings)
        self._path = sites_file(settings)
        self._read_at: int | None = -1
        self._sites: Mapping[str, Site] = {}

    def read(self) -> Mapping[str, Site]:
        """The sites by name; those read last where the file cannot be read now, which is logged once."""
        changed_at = self._path.stat().st_mtime_ns if self._path.exists() else None
        if changed_at != self._read_at:
            self._read_at = changed_at
            if changed_at is None:
                logger.error("The list of sites %s is not there; what it said last holds", self._path)
                return self._sites
            try:
                listed = site_loader(self._settings).listed
            except UsageError as error:
                logger.error("%s; what the list said before holds", error)
            else:
                self._sites = listed.sites
                logger.info("%s lists %d sites", self._path, len(self._sites))
                for fault in listed.all_faults():
                    logger.warning("%s", fault)
        return self._sites

    def tell(self, new: int) -> None:
        """Tell whoever watches; what cannot be told is logged."""
        try:
            for line in self._watchers.tell(self._server, self._sites, new=new):
                logger.error("%s", line)
        except GovNewsError as error:
            logger.error("%s", error)

    def tell_lost(self, workers: list[str]) -> None:
        """Tell people which workers are gone."""
        text = "\n".join(
            f"the worker of {one} is gone without a word; its sites are others' now" for one in workers
        )
        for line in self._watchers.say(f"govnews: {len(workers)} of the fleet's workers gone", text):
            logger.error("%s", line)


def server_of(settings: BaseSettings) -> Server:
    """The server of the ledger. Raises :exc:`UsageError` where it is a file, and where what a fleet needs is not installed."""
    location = ledger_location(settings)
    if not isinstance(location, Server):
        raise UsageError(
            "a fleet's ledger is on a server: GOVNEWS_LEDGER=postgresql://…; on one machine `scrapy round` is enough"
        )
    try:
        import procrastinate  # noqa: F401, PLC0415 - an extra
    except ImportError:
        raise UsageError("a fleet needs procrastinate: pip install 'govnews[fleet]'") from None
    return location
