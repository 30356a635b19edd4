"""Redirects that a page makes: by its markup, or by a script that is all of it."""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.downloadermiddlewares import redirect
from scrapy.http import HtmlResponse, Response

from govnews.downloader.refusal import Outside
from govnews.downloader.rendering import DRAWN
from govnews.reading.page.charset import decode
from govnews.reading.page.links import resolve
from govnews.reading.states.scripts import script_page

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


class ScriptRedirectMiddleware(redirect.BaseRedirectMiddleware):
    """A page that is nothing but a script which leads to a written address, followed as a refresh tag is."""

    enabled_setting = "METAREFRESH_ENABLED"

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The response, or a request for the page that it leads to."""
        small = isinstance(response, HtmlResponse) and len(response.body) <= _HEAD
        if not small or response.status >= 400 or b"location" not in response.body.lower():
            return response
        _, text = decode(response.body, None)
        page = script_page(text)
        if page is None or page.leads_to is None or request.meta.get(DRAWN):
            return response
        address = resolve(response.url, page.leads_to)
        if address is None or address == request.url:
            return response
        return self._redirect(self._redirect_request_using_get(request, response, address), request, "script")
