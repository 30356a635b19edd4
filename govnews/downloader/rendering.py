"""Pages that a script draws: their documents, scripts and data go the way of every request, and Chromium draws them.

Chromium itself has no network (:mod:`govnews.downloader.browser`). So what holds for every request holds for these, too:
robots.txt, the delay, one at a time, the run's budget, the site's bounds, TLS, the proxy, the user agent.
"""

from __future__ import annotations

import asyncio
import logging
import re
import shutil
from collections import OrderedDict
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import BaseSettings

from govnews.downloader.browser import (
    Answer,
    Asked,
    Browser,
    BrowserFailed,
    Drawn,
    NotDrawn,
    Part,
)
from govnews.downloader.guard import PAGE, PART
from govnews.downloader.handler import DownloadHandler
from govnews.downloader.refusal import Blocked, NoBrowser, NotNow, OverBound, Paused, explain
from govnews.urls import route_of

logger = logging.getLogger(__name__)

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ADVICE = "it is drawn by a script and needs a browser: install chromium (Debian: apt-get install chromium)"
MAX_PART = 4 * 1024 * 1024
"""Bytes of a script or of data; the largest libraries have one million."""
MAX_KEPT = 8 * 1024 * 1024
"""Bytes of scripts that are kept for the next page of the run."""

DRAWN = "drawn"
"""Key of a request's meta: whether the browser answers it."""
# A slot of its own: the page holds it while its parts take their turns in the site's.
_SLOT = "browser"
# Scripts that count visitors and draw nothing.
_COUNTER = re.compile(
    r"(?:matomo|piwik|analytics|gtag|ga|hm|beacon|tongji|stat|stats|counter|count)\.(?:js|php)"
)
# Not the page's to say: cookies and user agent are the crawler's, the rest is that of the connection.
_NOT_SENT = re.compile(
    r"cookie|user-agent|host|connection|content-length|accept-encoding|upgrade-insecure-requests"
    r"|(?:sec|proxy)-.*",
    re.IGNORECASE,
)


def find_browser(settings: BaseSettings) -> str | None:
    """Path of the Chromium to use: ``GOVNEWS_CHROMIUM``, else the first on the PATH; None where there is none."""
    named = settings["GOVNEWS_CHROMIUM"]
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


def rendered(request: Request) -> Request:
    """The same request, to be answered by the page as its scripts leave it."""
    more: dict[str, Any] = {
        DRAWN: True,
        "download_slot": _SLOT,
        "autothrottle_dont_adjust_delay": True,
        "dont_retry": True,  # its parts are tried again
    }
    return request.replace(meta={**request.meta, **more})


def is_counter(url: str) -> bool:
    """Whether a script counts visitors, by the name of its file.

    >>> is_counter("http://www.example.gov.cn/js/matomo.js?v=1"), is_counter("http://www.example.gov.cn/js/list.js")
    (True, False)
    """
    return _COUNTER.fullmatch(urlsplit(url).path.rpartition("/")[2]) is not None


class RenderingHandler(DownloadHandler):
    """Answers requests that :func:`rendered` has made with the page that the browser draws."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._scripts: OrderedDict[str, Answer] = OrderedDict()
        """Scripts of the site, by address: a list of a hundred pages asks for them once."""
        self._one_script = asyncio.Lock()
        self._browser: Browser | None = None

    async def download_request(self, request: Request) -> Response:
        """From the browser where the request wants it.

        Raises what the downloader raises, and :exc:`NoBrowser` and :exc:`OverBound` for what the browser cannot do.
        """
        if not request.meta.get(DRAWN):
            return await super().download_request(request)
        document = await self._ask(
            Request(
                request.url,
                method=request.method,
                headers=request.headers,
                body=request.body,
                meta={PART: Part.DOCUMENT},
                callback=NO_CALLBACK,
            )
        )
        if document.status != 200 or not isinstance(document, HtmlResponse):
            return document.replace(request=None)
        # The script of a site of one page is told by the route what to draw; servers are not told of it.
        drawn = await self._draw(document.replace(url=document.url + route_of(request.url)))
        body = drawn.html.encode("utf-8", "replace")
        headers = {"Content-Type": "text/html; charset=utf-8"}
        return HtmlResponse(drawn.url, status=drawn.status, headers=headers, body=body, encoding="utf-8")

    async def close(self) -> None:
        """Close both."""
        await super().close()
        if self._browser is not None:
            await self._browser.close()

    async def _draw(self, document: Response) -> Drawn:
        page = document.url

        async def fetch(asked: Asked) -> Answer | None:
            return await self._fetch(asked, page)

        try:
            browser = await self._started()
            drawn = await browser.draw(
                _answer(document), fetch, max_size=self._max_size, going_on=lambda: self._crawler.crawling
            )
        except BrowserFailed as error:
            raise NoBrowser(f"Chromium does not start: {error}") from error
        except NotDrawn as error:
            raise OverBound(str(error)) from error
        if not self._crawler.crawling:
            raise Paused("the run was stopped while a page was drawn")
        return drawn

    async def _started(self) -> Browser:
        if self._browser is None:
            settings = self._crawler.settings
            path = find_browser(settings)
            if path is None:
                raise NoBrowser(ADVICE)
            arguments = settings.getlist("GOVNEWS_CHROMIUM_ARGS")
            self._browser = await Browser.start(self._crawler, path, arguments, settings["USER_AGENT"])
        return self._browser

    async def _fetch(self, asked: Asked, page: str) -> Answer | None:
        """What the page in the browser asks for; None where it goes without. Raises what ends the page."""
        if not asked.url.startswith(("http://", "https://")) or (
            asked.part is Part.SCRIPT and is_counter(asked.url)
        ):
            return None
        if asked.part is not Part.SCRIPT:
            return await self._fetch_anew(asked, page)
        async with self._one_script:  # two pages may ask for the same one at once
            answer = self._scripts.get(asked.url)
            if answer is None:
                answer = await self._fetch_anew(asked, page)
                if answer is not None and answer.status == 200:
                    self._keep(asked.url, answer)
            return answer

    async def _fetch_anew(self, asked: Asked, page: str) -> Answer | None:
        headers = {name: value for name, value in asked.headers.items() if not _NOT_SENT.fullmatch(name)}
        meta: dict[str, Any] = {PART: asked.part, PAGE: page}
        if asked.part is not Part.DOCUMENT:
            meta["download_maxsize"] = MAX_PART
        try:
            response = await self._ask(
                Request(
                    asked.url,
                    method=asked.method,
                    headers=headers,
                    body=asked.body,
                    meta=meta,
                    callback=NO_CALLBACK,
                )
            )
        except (
            Blocked,
            NotNow,
            Paused,
        ):  # nothing more may be asked for: what would be drawn is not the page
            raise
        except Exception as error:
            if asked.part is Part.DOCUMENT:
                raise
            logger.debug("%s goes without %s: %s", page, asked.url, explain(error)[1])
            return None
        return _answer(response)

    def _keep(self, url: str, script: Answer) -> None:
        self._scripts[url] = script
        while sum(len(kept.body) for kept in self._scripts.values()) > MAX_KEPT:
            self._scripts.popitem(last=False)

    async def _ask(self, request: Request) -> Response:
        assert self._crawler.engine is not None
        return await self._crawler.engine.download_async(request)


def _answer(response: Response) -> Answer:
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values or ()
    ]
    return Answer(response.url, response.status, headers, response.body)
