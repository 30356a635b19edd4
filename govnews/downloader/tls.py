"""Old and odd servers: TLS of the last decade, one scheme out of two, answers cut off without a word.

What a server was found to need is kept in the ledger's table ``host``.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import urlsplit, urlunsplit

from OpenSSL import SSL
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import (
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    NotConfigured,
    ResponseDataLossError,
)
from scrapy.http import Response
from service_identity import VerificationError
from twisted.internet.interfaces import IAcceptableCiphers, ICipher, IOpenSSLClientConnectionCreator
from twisted.internet.ssl import optionsForClientTLS
from twisted.web.client import BrowserLikePolicyForHTTPS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from govnews.downloader.politeness import DEFAULT_PORT, PolitenessMiddleware, host_of

if TYPE_CHECKING:
    from twisted.protocols.tls import TLSMemoryBIOProtocol

    from govnews.component import Crawling
    from govnews.ledger import Ledger

logger = logging.getLogger(__name__)

# OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT: servers that know nothing of RFC 5746 (secure renegotiation).
LEGACY_SERVER_CONNECT = 0x4
# Keys and hashes of 80 bits of security (1,024-bit RSA and DH): OpenSSL's own default until 2021.
LEGACY_CIPHERS = "DEFAULT:@SECLEVEL=1"
NO_CONNECTION = (DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError)
_OTHER = {"http": "https", "https": "http"}


@implementer(ICipher)
class _LegacyCipher:
    fullName = LEGACY_CIPHERS


@implementer(IAcceptableCiphers)
class _LegacyCiphers:
    def selectCiphers(self, availableCiphers: Any) -> tuple[_LegacyCipher]:
        return (_LegacyCipher(),)


@implementer(IOpenSSLClientConnectionCreator)
class _LegacyConnections:
    """Connections that old servers can make; the certificate is verified as ever."""

    def __init__(self, hostname: str) -> None:
        self._verified = optionsForClientTLS(
            hostname, extraCertificateOptions={"acceptableCiphers": _LegacyCiphers()}
        )

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        connection = self._verified.clientConnectionForTLS(tlsProtocol)  # type: ignore[call-arg, misc]
        connection.set_options(LEGACY_SERVER_CONNECT)
        return connection


@implementer(IPolicyForHTTPS)
class ServerTLS(BrowserLikePolicyForHTTPS):
    """TLS as it should be, but for the hosts that are known to be old; certificates are always verified."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.old: set[str] = set()
        """Host names, without port."""

    def creatorForNetloc(self, hostname: bytes, port: int) -> IOpenSSLClientConnectionCreator:
        name = hostname.decode("ascii")
        return cast(
            "IOpenSSLClientConnectionCreator",
            _LegacyConnections(name) if name in self.old else optionsForClientTLS(name),
        )


class DownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler; each request waits for its turn, and a failed TLS handshake is tried once as of old."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.tls = ServerTLS()
        self._contextFactory = cast(
            "IPolicyForHTTPS", self.tls
        )  # in place of one for all hosts alike, which the setting would name

    async def download_request(self, request: Request) -> Response:
        """The answer. Raises what the first attempt raised where a second one does not help."""
        await self.turn(request)
        ledger: Ledger | None = getattr(getattr(self._crawler.spider, "run", None), "ledger", None)
        if ledger is None:  # scrapy fetch, shell, probe: nothing is remembered
            return await super().download_request(request)
        parts, host = urlsplit(request.url), host_of(request.url)
        name = parts.hostname or ""
        if parts.scheme == "https" and ledger.host(host).legacy_tls:
            self.tls.old.add(name)
        try:
            return await super().download_request(request)
        except DownloadFailedError as error:
            if parts.scheme != "https" or name in self.tls.old or not failed_in_tls(error):
                raise
            self.tls.old.add(name)
            await self.turn(request)
            try:
                response = await super().download_request(request)
            except NO_CONNECTION:
                self.tls.old.discard(name)
                raise error from None
        logger.info("%s needs legacy TLS", host)
        ledger.remember_server(host, legacy_tls=True, scheme=ledger.host(host).scheme)
        return response

    async def turn(self, request: Request) -> None:
        """Wait for the request's turn, where there is somebody who keeps the order."""
        politeness = self._crawler.get_downloader_middleware(PolitenessMiddleware)
        if politeness is not None:
            await politeness.turn(request)


def failed_in_tls(error: BaseException) -> bool:
    """Whether a failed download failed in the handshake or in the check of the certificate."""
    reasons = getattr(error.__cause__, "reasons", ())
    return any(reason.check(SSL.Error, VerificationError) for reason in reasons)


def other_scheme(url: str) -> str:
    """The same address under http for https and the other way round; a port that is named stays.

    >>> other_scheme("http://www.example.gov.cn:80/a?b=1"), other_scheme("https://127.0.0.1:8000/")
    ('https://www.example.gov.cn/a?b=1', 'http://127.0.0.1:8000/')
    """
    parts = urlsplit(url)
    netloc = parts.netloc.removesuffix(DEFAULT_PORT[parts.scheme])
    return urlunsplit(parts._replace(scheme=_OTHER[parts.scheme], netloc=netloc))


class OtherSchemeMiddleware:
    """Where a host never answered under the scheme that is asked for, its other scheme is tried once.

    Stands nearer to the engine than Scrapy's retries: they have been made when an error comes here.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not hasattr(crawler.spider, "run"):
            raise NotConfigured
        self.crawler = crawler
        self.settled: set[str] = set()
        """Hosts that answered, or for which the other scheme was tried."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def _ledger(self) -> Ledger:
        return cast("Crawling", self.crawler.spider).run.ledger

    def process_request(self, request: Request) -> Request | None:
        """The request under the scheme that is known to work."""
        known = self._ledger.host(host_of(request.url)).scheme
        if known is None or request.meta.get("other_scheme") or request.url.startswith(f"{known}://"):
            return None
        return request.replace(url=other_scheme(request.url))

    def process_response(self, request: Request, response: Response) -> Response:
        """Remember which scheme answered, if it is not the one that was asked for.

        400 is what servers of https say to http, and a redirect may lead back.
        """
        host = host_of(request.url)
        self.settled.add(host)
        if request.meta.get("other_scheme") and not 300 <= response.status <= 400:
            scheme = urlsplit(request.url).scheme
            logger.info("%s answers by %s only", host, scheme)
            self._ledger.remember_server(host, legacy_tls=self._ledger.host(host).legacy_tls, scheme=scheme)
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """The same request under the other scheme, once a run and host."""
        host = host_of(request.url)
        if not isinstance(exception, NO_CONNECTION) or host in self.settled:
            return None
        self.settled.add(host)
        return request.replace(
            url=other_scheme(request.url),
            meta={**request.meta, "other_scheme": True, "dont_retry": True},
        )


class CutOffMiddleware:
    """An HTML page that ends with its connection, without a length and without an end tag, may be half a page.

    It is asked for again until it comes twice in the same length: then it is how the server writes.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The response, or a further request. Raises ResponseDataLossError where no two answers agree."""
        body = response.body
        if "partial" not in response.flags or b"<html" not in body[:4096].lower():
            return response
        end = body[-2048:].lower()
        if b"</html" in end or b"</body" in end or request.meta.get("cut_off_at") == len(body):
            return response
        assert self.crawler.spider is not None
        again = get_retry_request(request, spider=self.crawler.spider, reason="cut off")
        if again is None:
            raise ResponseDataLossError("the answer breaks off")
        again.meta["cut_off_at"] = len(body)
        return again
