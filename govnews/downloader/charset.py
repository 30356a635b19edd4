"""No charset that a stranger names is looked up by Scrapy: it would take every codec of Python's for one."""

from __future__ import annotations

from scrapy import Request
from scrapy.http import Response, TextResponse

from govnews.reading.page.encodings import declared

# A page's own declaration stands within so many bytes.
_HEAD = 4096


class CharsetMiddleware:
    """Tells Scrapy what to read a response's text as: the charset that it declares, if that is a page's, else UTF-8.

    Scrapy looks at the text for a refresh tag and a base address; readers decode the bytes themselves
    (:func:`govnews.reading.page.charset.decode`).
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """The same response, its encoding set."""
        if not isinstance(response, TextResponse):
            return response
        content_type = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
        return response.replace(encoding=declared(response.body[:_HEAD], content_type) or "utf-8")
