"""A signal to end, whatever is being done: neither a page that is being read nor an answer that drips in holds it up."""

from __future__ import annotations

import asyncio
import signal
from types import FrameType
from typing import TYPE_CHECKING, Self, cast

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from govnews.downloader.refusal import Paused
from govnews.downloader.rendering import RenderingHandler
from govnews.reading.budget import Budget

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase

GRACE = 3.0
"""Seconds in which a download that is on may come to its end after the signal."""
LOOK = 0.25
"""Seconds between two looks whether the end is waited for in vain."""
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Ending:
    """Shortens the reading that is on when SIGTERM or SIGINT comes, makes no further request, and cuts off those that are on.

    Scrapy's handler leaves a note to the event loop, which is not looked at while a page is being read; and the engine
    waits for every answer that it has asked for. So another handler stands before Scrapy's, from the moment when the
    engine has started: the reactor has set Scrapy's by then. At the first signal Scrapy sets one for the second, which
    ends the process at once, as ever.
    """

    def __init__(self, crawler: Crawler, budget: Budget) -> None:
        self.crawler = crawler
        self.budget = budget
        self.downloads: set[asyncio.Task[object]] = set()
        """The tasks that wait for an answer, or for their turn to ask."""
        self.over = False
        self._looking: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured where nothing is read: scrapy fetch, shell."""
        budget = getattr(crawler.spider, "budget", None)
        if budget is None:
            raise NotConfigured
        ending = cls(crawler, budget)
        crawler.signals.connect(ending.engine_started, signal=signals.engine_started)
        crawler.signals.connect(ending.engine_stopped, signal=signals.engine_stopped)
        return ending

    def engine_started(self) -> None:
        """Stand before the handlers that are set."""
        for number in _SIGNALS:
            handler = signal.getsignal(number)
            if not callable(handler):
                continue

            def end(signum: int, frame: FrameType | None, then: signal._HANDLER = handler) -> None:
                self._end()
                assert callable(then)
                then(signum, frame)

            signal.signal(number, end)
        self._looking = asyncio.get_running_loop().create_task(self._let_go())

    def engine_stopped(self) -> None:
        """There is nothing to look at any more."""
        if self._looking is not None:
            self._looking.cancel()

    async def _let_go(self) -> None:
        """Let the engine close where all is done.

        Scrapy looks whether all items are through when a response was read. Of those that come from ``start()``, which has
        none, the last one may be on its way when the engine is told to close: then nobody looks again.
        """
        assert self.crawler.engine is not None
        scraper = self.crawler.engine.scraper
        while True:
            await asyncio.sleep(LOOK)
            slot = scraper.slot
            if slot is not None and slot.closing is not None and not slot.closing.called:
                scraper._check_if_closing()  # does nothing while something is on its way

    def _end(self) -> None:
        """Within a signal handler: the event loop is somewhere in its work, and takes on nothing but notes."""
        from twisted.internet import reactor  # noqa: PLC0415 - it must not be installed by an import

        self.budget.end()
        loop = cast("ReactorBase", reactor)
        loop.callFromThread(self.ask_no_more)
        loop.callFromThread(loop.callLater, GRACE, self.cut_off)

    def ask_no_more(self) -> None:
        """No request goes out from here.

        Those that wait in Scrapy's slots, each for the delay of a slow server, are let through to the handler, which makes
        none of them: the engine waits for them all.
        """
        self.over = True
        downloader = self.crawler.engine.downloader
        for slot in downloader.slots.values():
            slot.delay = 0
            slot.close()
            downloader._process_queue(slot)  # nothing public looks at a queue again

    def cut_off(self) -> None:
        """No download goes on from here."""
        for task in self.downloads:
            task.cancel()


class EndingHandler(RenderingHandler):
    """The handler of all requests; each of them ends when the run is to end, as one that was not made."""

    async def download_request(self, request: Request) -> Response:
        """The answer. Raises :exc:`Paused` where the run ends first, and what the other handlers raise."""
        ending, task = self._crawler.get_extension(Ending), asyncio.current_task()
        if ending is None or task is None:
            return await super().download_request(request)
        if ending.over:
            raise Paused("the run ends")
        ending.downloads.add(task)
        try:
            return await super().download_request(request)
        except asyncio.CancelledError:
            if not ending.over:
                raise
            raise Paused("the run ends") from None
        finally:
            ending.downloads.discard(task)
