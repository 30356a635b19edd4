"""When the next request may go out: pauses that a server asks for, its Crawl-delay, our hours, our own limit.

What has to outlive the run stands in the ledger's table ``host``: until when a host is left alone, and why.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, NoReturn, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.defer import _schedule_coro

from govnews.clock import now, utc
from govnews.component import RunComponent
from govnews.crawl.pacing import backoff, retry_after
from govnews.downloader.refusal import Blocked, NotNow, Paused, Refusal
from govnews.ledger import Host
from govnews.urls import host_of, same_site

if TYPE_CHECKING:
    from govnews.component import Crawling

logger = logging.getLogger(__name__)

TOO_MANY_REQUESTS = 429
UNAVAILABLE = 503
# Refusals in a row, with no answer between, after which a host is taken to mean it.
PATIENCE = 3
STEP = 0.5  # seconds; how long a stop of the run waits for a pause at most


class PolitenessMiddleware(RunComponent):
    """Holds requests back, and ends the run where nothing more may be asked for.

    A stopped run is no loss: columns that were not walked to their end are walked again by the next one.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self.settings = self.run.settings
        self.retries = settings.getint("RETRY_TIMES") if settings.getbool("RETRY_ENABLED") else 0
        self.sent = 0
        self.stopped: Refusal | None = None
        """Why the run ends; every request after it is refused with this."""
        self.resume: dict[str, float] = {}
        """When a host may be asked again, in seconds of the monotonic clock."""
        self.delay: dict[str, float] = {}
        """Crawl-delay by host, in seconds."""
        self.in_a_row: dict[str, int] = {}
        """Refusals of a host since its last page."""

    # Before a request

    def process_request(self, request: Request) -> None:
        """Raises :exc:`Paused`, :exc:`NotNow` or :exc:`Blocked` where nothing may be asked for any more."""
        self._refuse_if_stopped()
        host = host_of(request.url)
        known = self.run.ledger.host(host)
        if known.until is not None and known.until > utc(now()):
            kind = Blocked if known.refusals else NotNow
            self.stop(kind(f"{known.why}; {host} is left alone until {known.until}"), host)
        if self.settings.window is not None and not self.settings.window.holds(now()):
            self.stop(Paused(f"outside the hours {self.settings.window} (GOVNEWS_WINDOW, Beijing time)"))

    async def turn(self, request: Request) -> None:
        """Wait until ``request`` may be sent; the download handler asks just before it sends.

        Raises what ended the run, and :exc:`Paused` where ``GOVNEWS_MAX_REQUESTS`` were sent.
        """
        host = host_of(request.url)
        while (left := self.resume.get(host, 0.0) - monotonic()) > 0 and self.crawler.crawling:
            self._refuse_if_stopped()
            await asyncio.sleep(min(left, STEP))
        self._refuse_if_stopped()
        if self.settings.max_requests and self.sent >= self.settings.max_requests:
            self.stop(Paused(f"{self.settings.max_requests} requests were made (GOVNEWS_MAX_REQUESTS)"))
        self.sent += 1
        if delay := self.delay.get(host):
            self.resume[host] = monotonic() + delay

    def crawl_delay(self, host: str, seconds: float) -> None:
        """What robots.txt asks for: so much time between two requests. Raises :exc:`Blocked` where it is too much."""
        if seconds > self.settings.max_wait:
            self.stop(Blocked(f"robots.txt asks for {seconds:g} seconds between requests"), host)
        self.delay[host] = seconds

    # After an answer

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the pause that a 429 or 503 asks for. Raises :exc:`Blocked` for a 429 that stays one."""
        host = host_of(request.url)
        wait = retry_after((response.headers.get(b"Retry-After") or b"").decode("latin-1"), now())
        if response.status == TOO_MANY_REQUESTS and wait is None:
            wait = self.settings.pause * 2 ** self.in_a_row.get(host, 0)
        if response.status in {TOO_MANY_REQUESTS, UNAVAILABLE} and wait:
            if wait > self.settings.max_wait:
                self._leave_alone(host, timedelta(seconds=wait), response.status)
            self.resume[host] = max(self.resume.get(host, 0.0), monotonic() + wait)
            logger.info("%s answers %d: left alone for %d seconds", host, response.status, wait)
        if response.status == TOO_MANY_REQUESTS and request.meta.get("retry_times", 0) >= self.retries:
            error = Blocked("HTTP 429, too many requests")
            self.refused(host, error)
            raise error
        return response

    def _leave_alone(self, host: str, wait: timedelta, status: int) -> NoReturn:
        why = f"HTTP {status}, come back in {wait}"
        refusals = int(status == TOO_MANY_REQUESTS)
        self.run.ledger.leave_alone(host, until=utc(now() + wait), why=why, refusals=refusals)
        self.stop(Blocked(why) if refusals else NotNow(why), host)

    def answered(self, host: str) -> None:
        """A page came: the host does not refuse. One that was under way when the run was ended says nothing new."""
        if self.stopped is not None:
            return
        known = self.run.ledger.host(host)
        if self.in_a_row.pop(host, 0) or known.refusals or known.until:
            self.run.ledger.leave_alone(host, until=None, why=None, refusals=0)

    def refused(self, host: str, error: Blocked) -> None:
        """The host refused once more. Refusals in a row end the run, and the ledger keeps for how long."""
        self.in_a_row[host] = self.in_a_row.get(host, 0) + 1
        if self.in_a_row[host] < PATIENCE:
            return
        ledger = self.run.ledger
        known: Host = ledger.host(host)
        wait = backoff(known.refusals + 1, self.settings.backoff)
        ledger.leave_alone(host, until=utc(now() + wait), why=str(error), refusals=known.refusals + 1)
        logger.warning("%s refuses the crawler (%s): left alone for %s", host, error, wait)
        if self._has_pages(host):
            self._end(error)

    # The end of the run

    def stop(self, why: Refusal, host: str | None = None) -> NoReturn:
        """End the run, in-flight requests apart; not for a ``host`` that has nothing but files. Raises ``why``."""
        if host is None or self._has_pages(host):
            self._end(why)
        raise why

    def _has_pages(self, host: str) -> bool:
        """Whether the host is one that the crawl asks for pages, and not for files of articles alone."""
        spider = cast("Crawling", self.crawler.spider)
        own = (spider.start_page, *getattr(spider, "also_inside", ()))
        return any(same_site(f"http://{host}/", home) for home in own)

    def _refuse_if_stopped(self) -> None:
        if self.stopped is not None:
            raise type(self.stopped)(str(self.stopped))

    def _end(self, why: Refusal) -> None:
        if self.stopped is None:
            self.stopped = why
            self.run.problem(why.kind, cast("Crawling", self.crawler.spider).start_page, str(why))
            assert self.crawler.engine is not None
            _schedule_coro(self.crawler.engine.close_spider_async(reason=str(why)))
