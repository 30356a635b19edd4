"""When the next request may go out: pauses that a server asks for, its Crawl-delay, our hours, our own limit.

What has to outlive the run stands in the ledger's table ``host``: until when a host is left alone, and why.
"""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING, NoReturn, Self, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.defer import _schedule_coro

from govnews import clock
from govnews.clock import BEIJING, utc
from govnews.component import RunComponent
from govnews.downloader.refusal import Blocked, NotNow, Paused, Refusal
from govnews.errors import UsageError
from govnews.ledger import Host
from govnews.urls import host_of

if TYPE_CHECKING:
    from govnews.component import Crawling

logger = logging.getLogger(__name__)

TOO_MANY_REQUESTS = 429
UNAVAILABLE = 503
# Refusals in a row, with no answer between, after which a host is taken to mean it.
PATIENCE = 3
# The longest back-off: a site is looked at again within two days, whatever it answered.
LONGEST = timedelta(hours=48)
# A server that names a longer time than this is broken, not busy.
LONGEST_RETRY_AFTER = 7 * 86400  # seconds
STEP = 0.5  # seconds; how long a stop of the run waits for a pause at most


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds that a ``Retry-After`` header asks to wait (RFC 9110 §10.2.3); None where it cannot be read.

    >>> now = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
    >>> retry_after("120", now), retry_after("Sun, 22 Nov 2026 14:05:00 GMT", now), retry_after("soon", now)
    (120.0, 300.0, None)
    >>> retry_after("Sun, 22 Nov 2020 14:05:00 GMT", now), retry_after("9" * 99, now)
    (0.0, 604800.0)
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value[:9]), LONGEST_RETRY_AFTER))
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_RETRY_AFTER)


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of the day, Beijing time, in which requests may be made; ``end`` before ``start`` is the next day's."""

    start: time
    end: time

    @classmethod
    def read(cls, text: str) -> Self:
        """The window written as ``22:00-06:00``. Raises :exc:`UsageError` for anything else.

        >>> Window.read("22:00-06:00").start
        datetime.time(22, 0)
        """
        if re.fullmatch(r"\d\d:\d\d-\d\d:\d\d", text):
            try:
                return cls(*(time.fromisoformat(one) for one in text.split("-")))
            except ValueError:
                pass  # 25:00
        raise UsageError(f"GOVNEWS_WINDOW={text}: no hours; write them as 22:00-06:00, Beijing time")

    def holds(self, moment: datetime) -> bool:
        """Whether ``moment`` lies in the window, its end excluded.

        >>> night = Window.read("22:00-06:00")
        >>> [night.holds(datetime(2026, 11, 22, hour, tzinfo=BEIJING)) for hour in (21, 22, 5, 6)]
        [False, True, True, False]
        """
        now = moment.astimezone(BEIJING).time()
        if self.start <= self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def backoff(times: int, first: timedelta) -> timedelta:
    """How long a host that refused is left alone: ``first``, doubled for each time it did so again.

    >>> [backoff(n, timedelta(hours=4)).total_seconds() / 3600 for n in (1, 2, 3, 9)]
    [4.0, 8.0, 16.0, 48.0]
    """
    return min(first * float(2 ** min(times - 1, 16)), LONGEST)


class PolitenessMiddleware(RunComponent):
    """Holds requests back, and ends the run where nothing more may be asked for.

    A stopped run is no loss: columns that were not walked to their end are walked again by the next one.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self.window = Window.read(settings["GOVNEWS_WINDOW"]) if settings["GOVNEWS_WINDOW"] else None
        self.max_requests = settings.getint("GOVNEWS_MAX_REQUESTS")
        self.longest_wait = settings.getfloat("GOVNEWS_MAX_WAIT")
        self.first_pause = settings.getfloat("GOVNEWS_PAUSE")
        self.first_backoff = timedelta(hours=settings.getfloat("GOVNEWS_BACKOFF_HOURS"))
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
        if known.until is not None and known.until > utc(clock.now()):
            kind = Blocked if known.refusals else NotNow
            self.stop(kind(f"{known.why}; {host} is left alone until {known.until}"))
        if self.window is not None and not self.window.holds(clock.now()):
            self.stop(Paused(f"outside the hours {self.window} (GOVNEWS_WINDOW, Beijing time)"))

    async def turn(self, request: Request) -> None:
        """Wait until ``request`` may be sent; the download handler asks just before it sends.

        Raises what ended the run, and :exc:`Paused` where ``GOVNEWS_MAX_REQUESTS`` were sent.
        """
        host = host_of(request.url)
        while (left := self.resume.get(host, 0.0) - monotonic()) > 0 and self.crawler.crawling:
            self._refuse_if_stopped()
            await asyncio.sleep(min(left, STEP))
        self._refuse_if_stopped()
        if self.max_requests and self.sent >= self.max_requests:
            self.stop(Paused(f"{self.max_requests} requests were made (GOVNEWS_MAX_REQUESTS)"))
        self.sent += 1
        if delay := self.delay.get(host):
            self.resume[host] = monotonic() + delay

    def crawl_delay(self, host: str, seconds: float) -> None:
        """What robots.txt asks for: so much time between two requests. Raises :exc:`Blocked` where it is too much."""
        if seconds > self.longest_wait:
            self.stop(Blocked(f"robots.txt asks for {seconds:g} seconds between requests"))
        self.delay[host] = seconds

    # After an answer

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the pause that a 429 or 503 asks for. Raises :exc:`Blocked` for a 429 that stays one."""
        host = host_of(request.url)
        wait = retry_after((response.headers.get(b"Retry-After") or b"").decode("latin-1"), clock.now())
        if response.status == TOO_MANY_REQUESTS and wait is None:
            wait = self.first_pause * 2 ** self.in_a_row.get(host, 0)
        if response.status in {TOO_MANY_REQUESTS, UNAVAILABLE} and wait:
            if wait > self.longest_wait:
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
        self.run.ledger.leave_alone(host, until=utc(clock.now() + wait), why=why, refusals=refusals)
        self.stop(Blocked(why) if refusals else NotNow(why))

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
        wait = backoff(known.refusals + 1, self.first_backoff)
        ledger.leave_alone(
            host, until=utc(clock.now() + wait), why=str(error), refusals=known.refusals + 1
        )
        logger.warning("%s refuses the crawler (%s): left alone for %s", host, error, wait)
        self._end(error)

    # The end of the run

    def stop(self, why: Refusal) -> NoReturn:
        """End the run, in-flight requests apart. Raises ``why``."""
        self._end(why)
        raise why

    def _refuse_if_stopped(self) -> None:
        if self.stopped is not None:
            raise type(self.stopped)(str(self.stopped))

    def _end(self, why: Refusal) -> None:
        if self.stopped is None:
            self.stopped = why
            self.run.trouble(why.kind, cast("Crawling", self.crawler.spider).start_page, str(why))
            assert self.crawler.engine is not None
            _schedule_coro(self.crawler.engine.close_spider_async(reason=str(why)))
