"""Pages that a script draws, fetched with a real Chromium by scrapy-playwright: launched only when one is needed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings

from govnews.downloader.guard import outside
from govnews.downloader.handler import DownloadHandler
from govnews.urls import site_host

if TYPE_CHECKING:
    from playwright.async_api import Request as BrowserRequest
    from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# What a list does not need: each such file is a request that the site is spared.
UNWANTED = {"image", "font", "media"}
LIST_TIMEOUT = 15_000  # milliseconds from the page's load to a quiet network
ADVICE = "it is drawn by a script and needs a browser: install chromium (Debian: apt-get install chromium)"


def find_browser(settings: BaseSettings) -> str | None:
    """Path of the Chromium to use: ``GOVNEWS_CHROMIUM``, else the first on the PATH; None where there is none."""
    named = settings["GOVNEWS_CHROMIUM"]
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


def rendered(request: Request) -> Request:
    """The same request, to be answered by the page as its scripts leave it."""
    from scrapy_playwright.page import PageMethod  # noqa: PLC0415 - costs 0.3 s; few crawls need it

    methods = [PageMethod("wait_for_load_state", "networkidle", timeout=LIST_TIMEOUT)]
    return request.replace(meta={**request.meta, "playwright": True, "playwright_page_methods": methods})


class RenderingHandler(DownloadHandler):
    """The handler of old servers for all requests but those with ``meta["playwright"]``."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._owner = crawler
        self._browser: ScrapyPlaywrightDownloadHandler | None = None

    async def download_request(self, request: Request) -> Response:
        """From the browser where the request wants it. Raises what either handler raises."""
        if not request.meta.get("playwright"):
            return await super().download_request(request)
        if self._browser is None:
            self._browser = await self._launch(urlsplit(request.url).hostname or "")
        await self.turn(request)
        if (urlsplit(request.url).hostname or "") in self.tls.insecure:
            request.meta["playwright_context"] = "insecure"
            request.meta["playwright_context_kwargs"] = {"ignore_https_errors": True}
        self._browser.abort_request = lambda asked: is_unwanted(asked, request.url)
        response: Response = await self._browser.download_request(request)
        return response

    async def close(self) -> None:
        """Close both."""
        await super().close()
        if self._browser is not None:
            await self._browser.close()

    async def _launch(self, host: str) -> ScrapyPlaywrightDownloadHandler:
        from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler  # noqa: PLC0415

        handler = ScrapyPlaywrightDownloadHandler.from_crawler(self._owner)
        options: dict[str, Any] = {
            "executable_path": find_browser(self._owner.settings),
            "headless": True,
            "args": [
                "--disable-gpu",
                "--disable-dev-shm-usage",
                f"--host-resolver-rules={resolver_rules(host)}",
                *self._owner.settings.getlist("GOVNEWS_CHROMIUM_ARGS"),
            ],
        }
        if proxy := getproxies().get("http"):
            options["proxy"] = {"server": proxy}
        handler.config.launch_options = options
        # The handler launches on engine_started, which is long past when the first such page turns up.
        await handler._maybe_launch_in_thread()
        return handler


def resolver_rules(host: str) -> str:
    """Chromium's rules by which no name but the site's leads anywhere: a redirect asks nobody who it may follow.

    Behind a proxy they concern the proxy's own name only, and the proxy's rules hold for the rest.

    >>> resolver_rules("www.example.gov.cn")
    'MAP * ~NOTFOUND, EXCLUDE example.gov.cn, EXCLUDE *.example.gov.cn'
    """
    proxy = urlsplit(getproxies().get("http", "")).hostname
    names = [site_host(host), f"*.{site_host(host)}", *([proxy] if proxy else [])]
    return ", ".join(["MAP * ~NOTFOUND", *(f"EXCLUDE {name}" for name in names)])


def is_unwanted(asked: BrowserRequest, page_url: str) -> bool:
    """Whether the browser's request is for an image, a font, a film, or for another host than the page's."""
    return asked.resource_type in UNWANTED or outside(asked.url, page_url) is not None
