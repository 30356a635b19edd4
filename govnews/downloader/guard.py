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

from govnews.downloader.browser import Part
from govnews.downloader.refusal import NotPublic, Outside, OverBound
from govnews.urls import DEFAULT_PORT, is_part_of, same_site

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase

PART = "part"
"""Key of a request's meta: what a page in the browser asks for by it, a :class:`Part`."""
FILE = "file"
"""Key of a request's meta: it asks for a file of an article, which may lie on any host of the site's domain."""
PAGE = "page"
"""Key of a request's meta: the address of that page."""

REPLAY = "replay"
"""Key of a request's meta: the address of the archive's server that its user named, which it stays inside of."""


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


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of a web address. Raises ValueError for a port that is none.

    >>> origin("http://WWW.example.gov.cn/a") == origin("http://www.example.gov.cn:80/")
    True
    >>> origin("https://www.example.gov.cn/"), origin("http://www.example.gov.cn:8080/")
    (('https', 'www.example.gov.cn', 443), ('http', 'www.example.gov.cn', 8080))
    """
    parts = urlsplit(url)
    default = DEFAULT_PORT.get(parts.scheme)
    port = parts.port if parts.port is not None else int(default[1:]) if default else None
    return parts.scheme, (parts.hostname or "").rstrip("."), port


def beside(url: str, part: Part, own: Iterable[str]) -> str | None:
    """Why a page in the browser is not given ``url``, which is no foreign address, in one line; None where it is.

    A page is run, not only read, and runs what it asks for: its scripts and data come from where it or the site itself
    stands, ``own``. A document may have moved to the other scheme, and to ``www.``, as those of plain requests.

    >>> own = ["http://www.example.gov.cn/xw/"]
    >>> beside("http://www.example.gov.cn/list.js", Part.SCRIPT, own) is None
    True
    >>> beside("http://m.example.gov.cn/list.js", Part.SCRIPT, own), beside("https://example.gov.cn/", Part.DOCUMENT, own)
    ('another origin: http://m.example.gov.cn', None)
    >>> beside("http://www.example.gov.cn:8080/", Part.DOCUMENT, own)
    'another origin: http://www.example.gov.cn:8080'
    """
    there, here = origin(url), {origin(one) for one in own}
    default = {("http", 80), ("https", 443)}
    ports = {port for _, _, port in here} | (
        {80, 443} if any((s, p) in default for s, _, p in here) else set()
    )
    if there in here or (part is Part.DOCUMENT and there[2] in ports):
        return None
    parts = urlsplit(url)
    return f"another origin: {parts.scheme}://{parts.netloc.rpartition('@')[2]}"


class InsideMiddleware:
    """Refuses requests that lead out of the site, before anything is asked for their sake: robots.txt of that host, too."""

    def __init__(self, crawler: Crawler) -> None:
        self.spider = crawler.spider
        self.home = _home(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises :exc:`Outside`."""
        if (why := self._why_not(request)) is not None:
            led = request.meta.get("redirect_times") or request.meta.get(PART) is Part.DOCUMENT
            raise Outside(f"leads to {why}" if led else why, request.url)

    def _why_not(self, request: Request) -> str | None:
        """Why the request leads out of the site; the hosts of columns on sub-domains that the user named belong to it."""
        replay: str | None = request.meta.get(REPLAY)
        own: list[str] = [replay] if replay else [self.home, *getattr(self.spider, "also_inside", ())]
        reasons = [outside(request.url, home) for home in own]
        if None not in reasons:
            domain = request.meta.get(FILE) and any(is_part_of(request.url, home) for home in own)
            return None if domain else reasons[0]
        part: Part | None = request.meta.get(PART)
        page: str | None = request.meta.get(PAGE)
        return None if part is None else beside(request.url, part, [*own, page] if page else own)


class PublicMiddleware:
    """Refuses requests to names that lead to a private network by their answer in DNS.

    Behind a proxy the name is not resolved here: the proxy's rules hold. The address that is checked is the
    one that is connected to, since the resolver keeps its answers (``DNSCACHE_ENABLED``).
    """

    def __init__(self, crawler: Crawler) -> None:
        _home(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises :exc:`NotPublic`."""
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


def _home(crawler: Crawler) -> str:
    """Home page of the crawl, or the page of the probe.

    Raises NotConfigured for scrapy fetch and shell, which ask for what their user names.
    """
    home: str | None = getattr(crawler.spider, "start_page", None)
    if home is None:
        raise NotConfigured
    return home


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
        most = request.meta.get("download_maxsize", self.max_size)
        if most and len(response.body) > most:
            raise OverBound("larger than DOWNLOAD_MAXSIZE")
        return response
