"""Inside its site: what may be asked for at all, and what of an answer is taken on.

Every request passes here, whoever makes it: spider, redirect, meta refresh, robots.txt.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, NotConfigured
from scrapy.http import Response
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.error import DNSLookupError

from govnews.downloader.refusal import NotPublic, Outside, OverBound
from govnews.urls import same_site

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not private, loopback, link-local, reserved, multicast.

    >>> is_public("8.8.8.8"), is_public("2400:3200::1")
    (True, True)
    >>> [is_public(a) for a in ("127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "::ffff:127.0.0.1", "0.0.0.0")]
    [False, False, False, False, False, False]
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast


def is_private_host(host: str) -> bool:
    """Whether a host says by itself that it is no public one: an address of that kind, or ``localhost`` (RFC 6761).

    >>> is_private_host("127.0.0.1"), is_private_host("localhost"), is_private_host("www.example.gov.cn")
    (True, True, False)
    """
    try:
        return not is_public(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def outside(url: str, home: str) -> str | None:
    """Why ``url`` is no address of the site at ``home``, in one line; None where it is one.

    On a host of a private network another port is another service: it is not the site's either.

    >>> outside("http://www.example.gov.cn/a.html", "https://example.gov.cn/") is None
    True
    >>> outside("http://169.254.169.254/latest/", "http://www.example.gov.cn/")
    'another host: 169.254.169.254'
    >>> outside("file:///etc/hostname", "http://www.example.gov.cn/")
    'no web address: file:'
    >>> outside("http://127.0.0.1:22/", "http://127.0.0.1:8000/")
    'another port: 127.0.0.1:22'
    """
    try:
        there, here = urlsplit(url), urlsplit(home)
        port = there.port
    except ValueError:
        return "no web address"
    if there.scheme not in {"http", "https"}:
        return f"no web address: {there.scheme}:"
    if not same_site(url, home):
        return f"another host: {there.hostname}"
    if is_private_host(there.hostname or "") and port != here.port:
        return f"another port: {there.netloc.rpartition('@')[2]}"
    return None


class GuardMiddleware:
    """Refuses requests that lead out of the site; the name's answer in DNS counts, too.

    Behind a proxy the name is not resolved here: the proxy's rules hold. The address that is checked is the
    one that is connected to, since the resolver keeps its answers (``DNSCACHE_ENABLED``).
    """

    def __init__(self, crawler: Crawler) -> None:
        self.spider = crawler.spider
        self.home: str | None = getattr(crawler.spider, "start_page", None)
        """Home page of the crawl, or the page of the probe."""
        if self.home is None:
            raise NotConfigured("scrapy fetch and shell ask for what their user names")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def _is_asked_for(self, url: str) -> bool:
        """Whether it is on the host of a column on a sub-domain that the user named."""
        named: Iterable[str] = getattr(self.spider, "also_inside", ())
        return any(outside(url, home) is None for home in named)

    async def process_request(self, request: Request) -> None:
        """Raises :exc:`Outside` or :exc:`NotPublic`."""
        why = outside(request.url, self.home or "")
        if why is not None and not self._is_asked_for(request.url):
            raise Outside(f"leads to {why}" if request.meta.get("redirect_times") else why)
        host = urlsplit(request.url).hostname or ""
        if request.meta.get("proxy") or is_private_host(host):
            return
        from twisted.internet import reactor  # noqa: PLC0415 - it must not be installed by an import

        try:
            address = await maybe_deferred_to_future(cast("ReactorBase", reactor).resolve(host))
        except DNSLookupError as error:
            raise CannotResolveHostError(str(error)) from error
        if not is_public(address):
            raise NotPublic(f"{host} is {address} by DNS, which is no public address")


class BoundsMiddleware:
    """Refuses pages that a browser has made larger than ``DOWNLOAD_MAXSIZE``, which Scrapy's own bound does not see.

    What a page holds is looked at where it is parsed (:mod:`govnews.reading.page.parse`).
    """

    def __init__(self, crawler: Crawler) -> None:
        self.max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Raises :exc:`OverBound`."""
        if self.max_size and len(response.body) > self.max_size:
            raise OverBound("larger than DOWNLOAD_MAXSIZE")
        return response
