"""Pages into the archive as they come, before anything of them is read."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Response
from scrapy.utils.httpobj import urlparse_cached

from govnews import __version__
from govnews.archive import FOLDER, Archive, Capture, Exchange
from govnews.archive.digests import digest_of
from govnews.clock import now
from govnews.component import RunComponent
from govnews.crawl.arguments import Keep
from govnews.crawl.outcome import Problem
from govnews.crawl.visit import Visit
from govnews.downloader.rendering import DRAWN
from govnews.errors import OutputFailed
from govnews.ledger import PagePlace

logger = logging.getLogger(__name__)

ARCHIVED = "archived"
"""Key of a request's meta: where the archive keeps the answer (:class:`~govnews.ledger.PagePlace`)."""
# What has a page of an article, or leads to one.
_LAST_STATUS = 399
# What of a request is no page's matter and nobody else's either.
_SECRET = (b"Authorization", b"Proxy-Authorization")
# Settings that say how the pages were asked for.
_TOLD = ("ROBOTSTXT_OBEY", "DOWNLOAD_DELAY", "GOVNEWS_ARCHIVE", "GOVNEWS_RENDER", "GOVNEWS_INSECURE_HOSTS")


class PageArchive(RunComponent):
    """Keeps what is fetched in the run's WARC file; switched off where ``GOVNEWS_ARCHIVE`` says so."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        run = self.run
        if not run.archives:
            raise NotConfigured
        settings = crawler.settings
        self._archive = Archive(
            run.output / run.site / FOLDER / f"{run.label}.warc.gz",
            {
                "software": f"govnews/{__version__}",
                "format": "WARC File Format 1.1",
                "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
                "isPartOf": run.site,
                "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
                "http-header-user-agent": str(settings["USER_AGENT"]),
                **{name: str(settings[name]) for name in _TOLD},
            },
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured where nothing is kept."""
        archive = cls(crawler)
        crawler.signals.connect(archive.response_downloaded, signal=signals.response_downloaded)
        crawler.signals.connect(archive.spider_closed, signal=signals.spider_closed)
        return archive

    def response_downloaded(self, response: Response, request: Request) -> None:
        """Keep the answer, packed as it came, and note in the request where; what cannot be kept is told, and not noted."""
        visit: Visit | None = request.meta.get("visit")
        request.meta.pop(ARCHIVED, None)  # of an earlier attempt
        if self.run.settings.archive is Keep.ARTICLES and (visit is None or response.status > _LAST_STATUS):
            return
        try:
            place = self._keep(response, request, visit)
        except OutputFailed as error:
            self.run.problem(Problem.OUTPUT, str(self._archive.path), str(error))
        else:
            request.meta[ARCHIVED] = place

    def _keep(self, response: Response, request: Request, visit: Visit | None) -> PagePlace:
        if request.meta.get(DRAWN):
            content_type = (response.headers.get(b"Content-Type") or b"text/html").decode("latin-1")
            return self._archive.keep_drawn(response.url, now(), content_type, response.body)
        exchange = exchange_of(response, request)
        if visit is not None and visit.check is not None:
            for before in self.run.kept(visit.check.url):
                same = before.url == response.url and before.digest == exchange.digest
                if same or response.status == HTTPStatus.NOT_MODIFIED:
                    self._archive.keep_same(exchange, before)
                    return before
        return self._archive.keep(exchange)

    def copy(self, record: bytes, capture: Capture) -> PagePlace:
        """Keep the record by which another archive has a page; where. Raises :exc:`OutputFailed` where it cannot be kept."""
        digest = capture.digest or digest_of(record)
        return self._archive.keep_copy(record, capture.url, capture.captured_at, digest)

    def spider_closed(self) -> None:
        """Give the file its final name: every page that a feed's records were read from is in it."""
        try:
            self.run.archive = self._archive.publish()
        except OutputFailed as error:
            self.run.problem(Problem.OUTPUT, str(self._archive.path), str(error))


def exchange_of(response: Response, request: Request) -> Exchange:
    """Request and response as they went over the wire, as far as Scrapy tells: headers in its own order, no chunks."""
    parts = urlparse_cached(request)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    asked = Headers(request.headers)
    asked.setdefault(b"Host", parts.netloc)
    for name in _SECRET:
        asked.pop(name, None)
    return Exchange(
        url=response.url,
        fetched_at=now(),
        request=f"{request.method} {target} HTTP/1.1\r\n".encode() + _lines(asked) + b"\r\n" + request.body,
        head=f"HTTP/1.1 {response.status} {_reason(response.status)}\r\n".encode()
        + _lines(response.headers)
        + b"\r\n",
        body=response.body,
        # Behind a proxy it is the proxy's.
        address=str(response.ip_address) if response.ip_address and not request.meta.get("proxy") else None,
        whole="dataloss" not in response.flags,
    )


def _reason(status: int) -> str:
    """Scrapy does not keep what the server said there."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _lines(headers: Headers) -> bytes:
    return b"".join(name + b": " + value + b"\r\n" for name, values in headers.items() for value in values)
