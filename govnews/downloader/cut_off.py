"""Answers that end with their connection and may be half a page."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response


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
