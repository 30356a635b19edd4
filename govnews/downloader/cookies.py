"""Cookies of the site, kept for one run and given back to the host that set them.

Scrapy's own middleware asks the public-suffix list which names belong to everybody (``gov.cn``), and fetches it from
two other hosts when the first cookie comes. Here no list is needed: a cookie goes to its host and to what lies below
it, never to what lies above or beside it, whatever its ``Domain`` says.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from http.cookiejar import Cookie
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from govnews.urls import site_host

# What RFC 6265 §6.1 asks a browser for: so many a host, each of so many bytes. A site that sets more sends them in vain.
MAX_COOKIES = 50
MAX_COOKIE = 4096  # attributes included


def reaches_too_far(domain: str, host: str) -> bool:
    """Whether the ``Domain`` of a cookie is a name above the site of the host that sets it.

    >>> reaches_too_far(".example.gov.cn", "www.example.gov.cn"), reaches_too_far(".gov.cn", "www.example.gov.cn")
    (False, True)
    >>> reaches_too_far("news.example.gov.cn", "news.example.gov.cn"), reaches_too_far("ample.gov.cn", "example.gov.cn")
    (False, False)
    """
    return site_host(host).endswith(f".{domain.lower().lstrip('.')}")


class CookiesMiddleware:
    """One jar a run; in the place of Scrapy's, with its setting ``COOKIES_ENABLED``."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("COOKIES_ENABLED"):
            raise NotConfigured("COOKIES_ENABLED is off")
        self.jar = CookieJar()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured where cookies are switched off."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Give the host its cookies back; those that the request had before a redirect or a retry are renewed."""
        if not request.meta.get("dont_merge_cookies"):
            request.headers.pop("Cookie", None)
            self.jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep what the host sets, as far as there is room for it."""
        if request.meta.get("dont_merge_cookies") or b"Set-Cookie" not in response.headers:
            return response
        host = urlsplit(request.url).hostname or ""
        for cookie in self._set_by(response, request):
            if cookie.domain_specified and reaches_too_far(cookie.domain, host):
                cookie.domain, cookie.domain_specified, cookie.domain_initial_dot = host, False, False
            if len(self.jar) < MAX_COOKIES or _place(cookie) in map(_place, self.jar):
                self.jar.set_cookie_if_ok(cookie, request)
        return response

    def _set_by(self, response: Response, request: Request) -> Sequence[Cookie]:
        lines = [line for line in response.headers.getlist("Set-Cookie") if len(line) <= MAX_COOKIE]
        with warnings.catch_warnings():
            # Of a Max-Age beyond all numbers the library says that it has a bug, with a traceback, and sets nothing.
            warnings.simplefilter("ignore")
            return self.jar.make_cookies(Response(request.url, headers={"Set-Cookie": lines}), request)


def _place(cookie: Cookie) -> tuple[str, str, str]:
    """What one cookie is replaced by another one for."""
    return cookie.domain, cookie.path, cookie.name
