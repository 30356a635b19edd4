"""How far the run is: one live line on a terminal, a plain log line a minute elsewhere."""

from __future__ import annotations

import logging
import sys
from time import monotonic
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call

from govnews.component import RunComponent
from govnews.crawl.outcome import EntryOutcome
from govnews.crawl.run import Run

if TYPE_CHECKING:
    from rich.status import Status
    from twisted.internet.task import LoopingCall


logger = logging.getLogger(__name__)

LIVE_INTERVAL = 0.5  # seconds


class Progress(RunComponent):
    """Shows the run's counts while it is on. ``LOGSTATS_INTERVAL`` (seconds, 0: never) paces the log lines."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.started = monotonic()
        self.status: Status | None = None
        self.loop: AsyncioLoopingCall | LoopingCall | None = None
        terminal = sys.stderr.isatty() and not crawler.settings["LOG_FILE"]
        self.interval = LIVE_INTERVAL if terminal else crawler.settings.getfloat("LOGSTATS_INTERVAL")
        if not self.interval:
            raise NotConfigured
        if terminal:
            from rich.console import Console  # noqa: PLC0415 - a run from cron shows nothing

            self.status = Console(stderr=True).status("")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        progress = cls(crawler)
        crawler.signals.connect(progress.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(progress.spider_closed, signal=signals.spider_closed)
        return progress

    def spider_opened(self) -> None:
        """Begin to show."""
        if self.status is not None:
            self.status.start()
        self.loop = create_looping_call(self.show)
        self.loop.start(self.interval, now=self.status is not None)

    def show(self) -> None:
        """Show the counts as they are now."""
        line = progress_line(self.run, monotonic() - self.started)
        if self.status is not None:
            self.status.update(line)
        else:
            logger.info("%s: %s", self.run.site, line)

    def spider_closed(self) -> None:
        """Leave the terminal as it was."""
        if self.loop is not None and self.loop.running:
            self.loop.stop()
        if self.status is not None:
            self.status.stop()


def progress_line(run: Run, seconds: float) -> str:
    """The counts of a run after so many seconds, on one line."""
    if (account := run.captures) is not None:
        ended = account.addresses - account.unaccounted
        return (
            f"addresses {ended}/{account.addresses} · articles {account.new} new, {account.known} known, "
            f"{account.failed} failed · {60 * account.new / seconds if seconds else 0.0:.0f}/min"
        )
    ended = sum(walk.end is not None for walk in run.walks)
    pages = sum(walk.pages for walk in run.all_walks)
    new, known, failed = (
        sum(walk.account.outcomes[outcome] for walk in run.all_walks)
        for outcome in (EntryOutcome.NEW, EntryOutcome.KNOWN, EntryOutcome.FAILED)
    )
    rate = 60 * new / seconds if seconds else 0.0
    return (
        f"columns {ended}/{len(run.walks)} · list pages {pages} · articles {new} new, "
        f"{known} known, {failed} failed · {rate:.0f}/min"
    )
