"""How a request is sent: in its turn, and once more as old servers need it where the TLS handshake fails."""

from __future__ import annotations

import logging
from typing import cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Response
from twisted.web.iweb import IPolicyForHTTPS

from govnews.component import collects
from govnews.crawl.arguments import insecure_hosts
from govnews.downloader.politeness import PolitenessMiddleware
from govnews.downloader.protocol import BoundedFactory
from govnews.downloader.refusal import NO_CONNECTION, BadCertificate
from govnews.downloader.tls import ServerTLS, failed_in_tls
from govnews.urls import host_of

logger = logging.getLogger(__name__)


class DownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler; each request waits for its turn, and a failed TLS handshake is tried once as of old."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = BoundedFactory
        trusted = insecure_hosts(crawler.settings.get("GOVNEWS_INSECURE_HOSTS"))
        if trusted:
            logger.warning(
                "Certificates are not checked of %s (GOVNEWS_INSECURE_HOSTS)", ", ".join(sorted(trusted))
            )
        self.tls = ServerTLS(trusted, self._contextFactory)  # Scrapy's own verifies none
        self._contextFactory = cast(
            "IPolicyForHTTPS", self.tls
        )  # in place of one for all hosts alike, which the setting would name

    async def download_request(self, request: Request) -> Response:
        """The answer. Raises what the first attempt raised where a second one does not help."""
        await self.turn(request)
        spider = self._crawler.spider
        if not collects(spider):  # scrapy fetch, shell, probe: nothing is remembered
            return await self._send(request)
        ledger = spider.run.ledger
        parts, host = urlsplit(request.url), host_of(request.url)
        name = parts.hostname or ""
        if parts.scheme == "https" and ledger.host(host).legacy_tls:
            self.tls.old.add(name)
        try:
            return await self._send(request)
        except DownloadFailedError as error:
            if parts.scheme != "https" or name in self.tls.old or not failed_in_tls(error):
                raise
            self.tls.old.add(name)
            await self.turn(request)
            try:
                response = await self._send(request)
            except BadCertificate:
                self.tls.old.discard(name)
                raise
            except NO_CONNECTION:
                self.tls.old.discard(name)
                raise error from None
        logger.info("%s needs legacy TLS", host)
        ledger.remember_server(host, legacy_tls=True, scheme=ledger.host(host).scheme)
        return response

    async def _send(self, request: Request) -> Response:
        """Scrapy's download. Raises :exc:`BadCertificate` where that is why it fails."""
        try:
            return await super().download_request(request)
        except DownloadFailedError as error:
            name = urlsplit(request.url).hostname or ""
            if (fault := self.tls.fault(name, error)) is None:
                raise
            told = f"the certificate of {name} {fault}; who trusts it all the same: GOVNEWS_INSECURE_HOSTS={name}"
            raise BadCertificate(told) from error

    async def turn(self, request: Request) -> None:
        """Wait for the request's turn, where there is somebody who keeps the order."""
        politeness = self._crawler.get_downloader_middleware(PolitenessMiddleware)
        if politeness is not None:
            await politeness.turn(request)
