"""Servers that answer under one scheme alone, http or https, whichever their links name."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from govnews.component import RunComponent
from govnews.downloader.refusal import NO_CONNECTION, BadCertificate
from govnews.downloader.robots import ROBOTS_TXT
from govnews.urls import DEFAULT_PORT, host_of

logger = logging.getLogger(__name__)

_OTHER = {"http": "https", "https": "http"}


def other_scheme(url: str) -> str:
    """The same address under http for https and the other way round; a port that is named stays.

    >>> other_scheme("http://www.example.gov.cn:80/a?b=1"), other_scheme("https://127.0.0.1:8000/")
    ('https://www.example.gov.cn/a?b=1', 'http://127.0.0.1:8000/')
    """
    parts = urlsplit(url)
    netloc = parts.netloc.removesuffix(DEFAULT_PORT[parts.scheme])
    return urlunsplit(parts._replace(scheme=_OTHER[parts.scheme], netloc=netloc))


class OtherSchemeMiddleware(RunComponent):
    """Where a host never answered under the scheme that is asked for, its other scheme is tried once.

    Stands nearer to the engine than Scrapy's retries: they have been made when an error comes here.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.settled: set[str] = set()
        """Hosts that answered, or for which the other scheme was tried."""

    def process_request(self, request: Request) -> Request | None:
        """The request under the scheme that is known to work."""
        known = self.run.ledger.host(host_of(request.url)).scheme
        if known is None or request.meta.get("other_scheme") or request.url.startswith(f"{known}://"):
            return None
        return request.replace(url=other_scheme(request.url))

    def process_response(self, request: Request, response: Response) -> Response:
        """Remember which scheme answered, if it is not the one that was asked for.

        400 is what servers of https say to http, and a redirect may lead back. Raises :exc:`BadCertificate` where the
        certificate was refused and the other scheme has no page either: that is what is wrong with the site.
        """
        host, refused = host_of(request.url), request.meta.get("certificate")
        self.settled.add(host)
        if not request.meta.get("other_scheme") or 300 <= response.status < 400:
            return response
        if refused and urlsplit(request.url).path == ROBOTS_TXT:
            return response  # that there are no rules says nothing of the pages
        if refused and response.status >= 400:
            raise BadCertificate(f"{refused} (by http: HTTP {response.status})")
        if response.status != 400:
            scheme = urlsplit(request.url).scheme
            if refused:
                logger.warning("%s is asked by %s, since %s", host, scheme, refused)
            logger.info("%s answers by %s only", host, scheme)
            self.run.ledger.remember_server(
                host, legacy_tls=self.run.ledger.host(host).legacy_tls, scheme=scheme
            )
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """The same request under the other scheme, once a run and host; once a request where a certificate is refused.

        Raises :exc:`BadCertificate` where that is why the other scheme was tried, and it does not answer.
        """
        host, refused = host_of(request.url), request.meta.get("certificate")
        if refused and isinstance(exception, NO_CONNECTION):
            raise BadCertificate(refused) from exception
        if isinstance(exception, BadCertificate):
            if request.meta.get("other_scheme"):
                return None
            return self._by_other_scheme(request, certificate=str(exception))
        if not isinstance(exception, NO_CONNECTION) or host in self.settled:
            return None
        self.settled.add(host)
        return self._by_other_scheme(request)

    def _by_other_scheme(self, request: Request, **more: str) -> Request:
        return request.replace(
            url=other_scheme(request.url),
            meta={**request.meta, **more, "other_scheme": True, "dont_retry": True},
        )
