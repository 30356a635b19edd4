"""A Chromium that has no network: whatever its page asks for is asked of the crawler, which fetches it or does not.

Flags that forbid one way out after the other are never complete: pages have WebSockets, workers, popups, prefetching and
WebRTC, and Chromium has requests of its own (updates, accounts, variations). So it gets a proxy whose name leads nowhere
and a resolver in which no name and no address is found: none of these can reach anything. What is needed of the site comes in
by interception (Playwright's ``route``), as an answer that the crawler's own downloader has fetched.

scrapy-playwright starts Chromium, starts it anew where it has gone, makes each page in a context of its own, and ends all.
Only where a page goes is not its matter: its pages are taken over before they have gone anywhere.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from govnews.downloader.stillness import Stillness
from govnews.urls import route_of

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page, Route
    from playwright.async_api import Request as BrowserRequest
    from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

logger = logging.getLogger(__name__)

NO_NETWORK = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",  # WebRTC's UDP asks neither resolver nor proxy
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # its name in older ones
    "--dns-prefetch-disable",
    "--no-pings",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
NOWHERE = "http://nowhere.invalid:9"  # RFC 2606: no such name is ever given to anybody
SMALL = ("--disable-gpu", "--disable-dev-shm-usage", "--js-flags=--max-old-space-size=256")
# No window beside the page's own, and no WebRTC at all.
BEFORE_SCRIPTS = (
    "window.open = () => null; delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection;"
)

LOOK = 0.25  # seconds between two looks at a page
LOOKS = 8  # at a page that is about to be another one when it is taken
PATIENCE = 5.0  # seconds for an answer of Chromium itself; a script that runs longer is ended
MAX_PARTS = 60
"""Scripts and data of one page that are asked for; a page that asks for more is drawn without."""
MAX_DOCUMENTS = 5
"""Documents that one page may lead on to by itself."""

# What the page looks like, in a few bytes, digits apart: a clock on it is no news.
_MARK = r"""(() => {
    const text = document.body ? document.body.textContent : "";
    const size = text.length > 1000000 ? text.length : text.replace(/[\d\s]+/g, "").length;
    return [document.readyState, document.links.length, size].join(" ");
})()"""
_HTML = """(() => {
    const html = document.documentElement ? document.documentElement.outerHTML : "";
    return html.length > %d ? false : html;
})()"""
# Answers pass on their headers but those that tell of the transfer, or send the browser where it cannot go.
_NOT_PASSED = frozenset(
    "connection content-encoding content-length keep-alive transfer-encoding clear-site-data link nel report-to"
    " content-security-policy content-security-policy-report-only reporting-endpoints strict-transport-security".split()
)


class BrowserFailed(Exception):
    """Chromium does not start or has gone; one line."""


class NotDrawn(Exception):
    """A page cannot be had of Chromium: it is too large, or its scripts leave nothing of it; one line."""


class Part(Enum):
    """What a page in the browser asks for; nothing else is ever fetched for it."""

    DOCUMENT = "document"
    SCRIPT = "script"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of the page."""

    part: Part
    url: str
    method: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be given to the page. ``url`` is where it was found, redirects followed."""

    url: str
    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Drawn:
    """The page as its scripts left it."""

    url: str
    status: int
    html: str


Fetch = Callable[[Asked], Awaitable[Answer | None]]
"""Gives the answer, or None where the page goes without. What it raises is the end of the page."""


class Browser:
    """One Chromium, which draws one page after the other, each with storage of its own."""

    def __init__(self, handler: ScrapyPlaywrightDownloadHandler, user_agent: str) -> None:
        self._handler = handler
        self._context = {"user_agent": user_agent, "service_workers": "block", "accept_downloads": False}
        self._numbers = count(1)

    @classmethod
    async def start(cls, crawler: Crawler, path: str, arguments: Sequence[str], user_agent: str) -> Self:
        """All but Chromium itself, which starts when the first page is drawn."""
        from scrapy_playwright.handler import (  # noqa: PLC0415 - costs 0.3 s; few crawls need it
            Config,
            ScrapyPlaywrightDownloadHandler,
        )
        from scrapy_playwright.provider import PlaywrightBrowserProvider  # noqa: PLC0415

        options = {
            "executable_path": path,
            "headless": True,
            "args": [*arguments, *SMALL, *NO_NETWORK],
            "ignore_default_args": ["--disable-popup-blocking"],
            "proxy": {"server": NOWHERE},
            "env": {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
        }
        settings = {
            "PLAYWRIGHT_LAUNCH_OPTIONS": options,
            "PLAYWRIGHT_DOWNLOAD_TIMEOUT": 0,  # where a page goes nowhere it waits for a download that long
        }
        handler = ScrapyPlaywrightDownloadHandler.from_crawler(crawler)
        # By no settings of the crawl: those might name a browser elsewhere, which has a network.
        handler.config = Config.from_settings(Settings(settings))
        # It starts this on engine_started by itself, which is long past when the first such page turns up.
        handler.browser_provider = PlaywrightBrowserProvider(handler.config)
        await handler.browser_provider.start()
        return cls(handler, user_agent)

    async def draw(
        self, document: Answer, fetch: Fetch, *, max_size: int, going_on: Callable[[], bool]
    ) -> Drawn:
        """The page that ``document`` becomes. ``going_on`` says whether anybody still waits for it.

        Raises :exc:`BrowserFailed`, :exc:`NotDrawn`, and what ``fetch`` raises.
        """
        from playwright.async_api import Error  # noqa: PLC0415

        page = await self._new_page()
        drawing = _Drawing(fetch, max_size)
        try:
            return await drawing.draw(page, document, going_on)
        except (Error, TimeoutError) as error:
            raise NotDrawn(f"the browser does not draw it: {_line(error)}") from error
        finally:
            drawing.over = True
            with suppress(Error, TimeoutError):
                await asyncio.wait_for(page.context.close(), PATIENCE)

    async def _new_page(self) -> Page:
        """An empty one, in a context of its own, which has gone nowhere yet. Raises :exc:`BrowserFailed`."""
        from playwright.async_api import Error  # noqa: PLC0415

        meta = {
            "playwright": True,
            "playwright_include_page": True,
            "playwright_context": f"page {next(self._numbers)}",
            "playwright_context_kwargs": self._context,
            "playwright_page_init_callback": _stay,
        }
        request = Request(NOWHERE, meta=meta)
        try:
            await self._handler.download_request(request)
        except Error as error:  # it did not go there; the page is handed over all the same, as to an errback
            if "playwright_page" not in request.meta:
                raise BrowserFailed(_line(error)) from error
        page: Page = request.meta["playwright_page"]
        return page

    async def close(self) -> None:
        """End Chromium, and what drives it even where Chromium does not end."""
        from playwright.async_api import Error  # noqa: PLC0415

        for close in (self._handler.close, self._handler.browser_provider.close):
            with suppress(Error, TimeoutError):
                await asyncio.wait_for(close(), PATIENCE)


class _Drawing:
    """One page, from its document to what its scripts made of it."""

    page: Page
    session: CDPSession

    def __init__(self, fetch: Fetch, max_size: int) -> None:
        self.fetch = fetch
        self.max_size = max_size
        self.over = False
        self.failure: Exception | None = None
        """Why there will be no page."""
        self.waiting: Counter[Part] = Counter()
        self.asked: Counter[Part] = Counter()
        self.answers = 0
        self.turn = (
            asyncio.Lock()
        )  # one request at a time: each waits for the site's delay, and none is asked in vain

    async def draw(self, page: Page, document: Answer, going_on: Callable[[], bool]) -> Drawn:
        from playwright.async_api import Error  # noqa: PLC0415

        self.document = document
        """The last one that the page was led to."""
        self.next: Answer | None = document
        """One that is there before the page asks for it."""
        self.page, context = page, page.context
        await page.route("**/*", self._route)  # of several routes Playwright asks the one that was set last
        await context.add_init_script(BEFORE_SCRIPTS)
        context.on("page", lambda other: asyncio.ensure_future(_close(other)))
        page.on("crash", lambda _: self._fail(NotDrawn("the browser gives it up: it takes too much")))
        self.session = await context.new_cdp_session(page)
        try:
            await page.goto(document.url, wait_until="commit", timeout=1000 * PATIENCE)
        except Error:  # it leads on at once; or it is no page, which shows at the next look
            logger.debug("%s: not opened at once", document.url, exc_info=True)
        await self._until_still(going_on)
        html = None
        for _ in range(LOOKS):
            if (html := await self._evaluate(_HTML % self.max_size)) is not None:
                break
            await asyncio.sleep(LOOK)
        if not isinstance(html, str):
            raise NotDrawn(
                "it is led on and on" if html is None else "larger than DOWNLOAD_MAXSIZE when drawn"
            )
        url = page.url.partition("#")[0] + route_of(page.url)
        at = url if url.startswith(("http://", "https://")) else self.document.url
        return Drawn(at, self.document.status, html)

    async def _until_still(self, going_on: Callable[[], bool]) -> None:
        still = Stillness(begun=monotonic())
        while self.failure is None and going_on():
            mark = await self._evaluate(_MARK)
            loading = self.waiting[Part.DOCUMENT] + self.waiting[Part.SCRIPT] > 0
            asking = self.waiting[Part.DATA] > 0
            said = mark if isinstance(mark, str) else None
            if still.look(monotonic(), said, loading=loading, asking=asking, answers=self.answers):
                break
            await asyncio.sleep(LOOK)
        if self.failure is not None:
            raise self.failure

    async def _evaluate(self, expression: str) -> Any:
        """What the page says, in a world of ours in which its scripts have changed nothing; None where it says nothing.

        A script of the page's that runs on and on is ended: it has had its time, and what it drew so far is there.
        """
        from playwright.async_api import Error  # noqa: PLC0415

        asking = asyncio.ensure_future(self._evaluate_in_our_world(expression))
        done, _ = await asyncio.wait([asking], timeout=PATIENCE)
        if not done:
            with suppress(Error, TimeoutError):
                await asyncio.wait_for(self.session.send("Runtime.terminateExecution"), PATIENCE)
            done, _ = await asyncio.wait([asking], timeout=PATIENCE)
        if not done:
            asking.cancel()
            raise TimeoutError("it does not answer any more")
        try:
            return asking.result()
        except Error:  # it is being led on
            return None

    async def _evaluate_in_our_world(self, expression: str) -> Any:
        frames = await self.session.send("Page.getFrameTree")
        world = {"frameId": frames["frameTree"]["frame"]["id"], "worldName": "govnews"}
        context = await self.session.send("Page.createIsolatedWorld", world)
        told = await self.session.send(
            "Runtime.evaluate",
            {"expression": expression, "contextId": context["executionContextId"], "returnByValue": True},
        )
        return told["result"].get("value")

    def _fail(self, error: Exception) -> None:
        self.failure = self.failure or error

    # What the page asks for

    async def _route(self, route: Route) -> None:
        from playwright.async_api import Error  # noqa: PLC0415

        with suppress(Error):  # the page has gone meanwhile
            asked = route.request
            leads_on = asked.is_navigation_request() and asked.frame == self.page.main_frame
            part = Part.DOCUMENT if leads_on else _part(asked)
            answer = await self._answer(part, asked) if part is not None else None
            if answer is None:
                # Of a document this leaves the page that is there in its place.
                await route.abort("aborted" if leads_on else "blockedbyclient")
            else:
                await route.fulfill(status=answer.status, headers=_headers(answer), body=answer.body)

    async def _answer(self, part: Part, asked: BrowserRequest) -> Answer | None:
        if part is Part.DOCUMENT and self.next is not None:
            self.document, self.next = self.next, None
            return self.document
        most = MAX_DOCUMENTS if part is Part.DOCUMENT else MAX_PARTS
        self.asked[part] += 1
        if self.over or self.asked[part] > most:
            return None
        self.waiting[part] += 1
        try:
            async with self.turn:
                if self.over or self.failure is not None:
                    return None
                answer = await self.fetch(
                    Asked(part, asked.url, asked.method, asked.headers, asked.post_data_buffer or b"")
                )
        except Exception as error:  # raised where the page is taken
            self._fail(error)
            return None
        finally:
            self.waiting[part] -= 1
            self.answers += part is Part.DATA
        if answer is None or part is not Part.DOCUMENT:
            return None if answer is None or _strays(asked, answer) else answer
        if answer.url == asked.url.partition("#")[0]:
            self.document = answer
            return answer
        # A redirect cannot be given to Chromium, which would follow it by itself: the page is led there, and finds it.
        self.next = answer
        there = json.dumps(answer.url).replace("<", "\\u003c")
        html = f"<script>location.replace({there})</script>".encode()
        return Answer(asked.url, 200, [("content-type", "text/html")], html)


def _part(asked: BrowserRequest) -> Part | None:
    """What a request that is not the page's own document is for; None where a list does without."""
    if asked.resource_type == "script":
        return Part.SCRIPT
    # A frame's document is data of the page: old sites fetch so what later ones fetch by script.
    return Part.DATA if asked.resource_type in {"xhr", "fetch", "document"} else None


def _strays(asked: BrowserRequest, answer: Answer) -> bool:
    """Whether it is a frame's document that was found elsewhere: its own links would lead nowhere."""
    return asked.is_navigation_request() and answer.url != asked.url.partition("#")[0]


def _headers(answer: Answer) -> dict[str, str]:
    """As Playwright wants them: of several of one name, one line each."""
    headers: dict[str, str] = {}
    for name, value in answer.headers:
        if (key := name.lower()) not in _NOT_PASSED:
            headers[key] = f"{headers[key]}\n{value}" if key in headers else value
    return headers


async def _stay(page: Page, _: Request) -> None:
    """Let a new page not go where the request leads that made it."""
    await page.route("**/*", lambda route: route.abort("aborted"))


async def _close(page: Page) -> None:
    from playwright.async_api import Error  # noqa: PLC0415

    with suppress(Error):
        await page.close()


def _line(error: BaseException) -> str:
    """An error's first line; Playwright adds its whole log to it."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
