"""A refusal that comes as a page, or as a redirect: told apart, kept as a sample, never passed on as a page."""

from __future__ import annotations

import logging
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from w3lib.url import safe_url_string

from govnews.component import RunComponent
from govnews.crawl.visit import Visit
from govnews.documents import Kind, kind_of
from govnews.downloader.guard import FILE, PART
from govnews.downloader.politeness import PolitenessMiddleware
from govnews.downloader.refusal import Blocked, Outside
from govnews.downloader.robots import ROBOTS_TXT
from govnews.reading.states.walls import block_reason
from govnews.urls import host_of

logger = logging.getLogger(__name__)

SAMPLES_A_RUN = 3
SAMPLES_KEPT = 12  # files in the folder: years of blocked nights do not fill a disk
FORBIDDEN = 403


class BlockMiddleware(RunComponent):
    """Raises :exc:`Blocked` for a block page, and keeps the first ones under ``output/<site>/blocked/``."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.samples = 0

    def process_response(self, request: Request, response: Response) -> Response:
        """The response, if it is no block page. Raises :exc:`Blocked`, :exc:`~govnews.errors.TookTooLong`."""
        headers = {
            name.decode("latin-1").lower(): values[-1].decode("latin-1")
            for name, values in response.headers.items()
            if values
        }
        robots = urlsplit(request.url).path == ROBOTS_TXT
        visit: Visit | None = request.meta.get("visit")
        title = visit.entry.title if visit is not None and visit.entry is not None else None
        part = PART in request.meta  # what the browser makes of it is looked at when it has
        file = FILE in request.meta
        # Of files only a page in the place of one can say anything.
        body = b"" if robots or part or (file and kind_of(response.body) is not Kind.HTML) else response.body
        with self.run.budget.reading():
            reason = block_reason(response.status, headers, body, title)
        if reason is None and response.status == FORBIDDEN and not (robots or part or file):
            reason = "HTTP 403"
        politeness = self.crawler.get_downloader_middleware(PolitenessMiddleware)
        assert politeness is not None
        host = host_of(request.url)
        if reason is not None:
            error = Blocked(reason)
            self._keep(response)
            politeness.refused(host, error)
            raise error
        if response.status < 400 and not robots:
            politeness.answered(host)
        return response

    def _keep(self, response: Response) -> None:
        """Save the page as it came; the names are the run's, nothing of them is the page's."""
        self.samples += 1
        if self.samples > SAMPLES_A_RUN:
            return
        folder = self.run.output / self.run.site / "blocked"
        try:
            folder.mkdir(exist_ok=True)
            (folder / f"{self.run.label}-{self.samples}.html").write_bytes(response.body)
            for old in sorted(folder.glob("*.html"))[:-SAMPLES_KEPT]:
                old.unlink()
        except OSError as error:
            logger.error("Cannot keep a block page in %s: %s", folder, error)


class CookieWallMiddleware(RunComponent):
    """A redirect to an address that has been asked for, with a cookie to come back with: a wall for who has none.

    One such turn is made, since the cookie may be all that was wanted; a second one is a refusal.
    Stands nearer to the server than Scrapy's redirects.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """The response. Raises :exc:`Blocked` at the second turn of such a circle, :exc:`Outside` for no address."""
        location = response.headers.get(b"Location")
        if location is None or not 300 <= response.status < 400:
            return response
        try:
            target = urljoin(response.url, location.decode("latin-1"))
            safe_url_string(target)
        except ValueError as broken:
            raise Outside("leads to no web address") from broken
        before = [*request.meta.get("redirect_urls", []), request.url]
        turns, cookie = before.count(target), b"Set-Cookie" in response.headers
        if (cookie and turns >= 2) or (not cookie and target == request.url):
            error = Blocked("it redirects in a circle, as to a client without cookies")
            politeness = self.crawler.get_downloader_middleware(PolitenessMiddleware)
            assert politeness is not None
            politeness.refused(host_of(request.url), error)
            raise error
        return response
