"""Redirects that a page's markup makes."""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.downloadermiddlewares import redirect
from scrapy.http import Response

from govnews.downloader.refusal import Outside

# Scrapy reads the first 4,096 characters, of four bytes at most.
_HEAD = 4 * 4096


class MetaRefreshMiddleware(redirect.MetaRefreshMiddleware):
    """Scrapy's, which decodes each page to look for a refresh tag: of most pages the bytes tell that there is none."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """The response, or a request for the page that it leads to. Raises :exc:`Outside` where that is no address."""
        head = response.body[:_HEAD].lower()
        if b"refresh" not in head and b"\x00" not in head:  # with NULs it is UTF-16
            return response
        try:
            return super().process_response(request, response)
        except ValueError as broken:
            raise Outside("leads to no web address") from broken
