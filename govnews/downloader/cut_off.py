"""Answers that may be half a page: they end with their connection, or what they are packed in has no end."""

from __future__ import annotations

import zlib
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response

from govnews.downloader.refusal import OverBound

MOST_LAYERS = 3
"""Encodings that an answer may be packed in, one in another; servers use one."""
# The usual head of gzip data (RFC 1952), without a file's name and the like, and its length.
_PLAIN, _PLAIN_HEADER = b"\x1f\x8b\x08\x00", 10
# Bytes of a packed page that are looked at for its end; what is larger is beyond bounds anyway.
_LARGEST = 16 * 1024 * 1024


def _has_end(page: bytes) -> bool:
    end = page[-2048:].lower()
    return b"</html" in end or b"</body" in end


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
        if _has_end(body) or request.meta.get("cut_off_at") == len(body):
            return response
        assert self.crawler.spider is not None
        again = get_retry_request(request, spider=self.crawler.spider, reason="cut off")
        if again is None:
            raise ResponseDataLossError("the answer breaks off")
        again.meta["cut_off_at"] = len(body)
        return again


def breaks_off(packed: bytes) -> bool:
    """Whether gzip data has no end, and the page in it neither; False for what is no gzip data.

    What lacks nothing but the check sum at its end is whole.

    >>> import gzip
    >>> page, rows = gzip.compress(b"<html><p>" + bytes(range(256)) + b"</html>"), gzip.compress(bytes(range(256)))
    >>> breaks_off(page), breaks_off(page[:120]), breaks_off(rows), breaks_off(rows[:-8]), breaks_off(rows[:120])
    (False, True, False, False, True)
    >>> breaks_off(b"<html>")
    False
    """
    if packed[:4] == _PLAIN:
        unpacker, packed = zlib.decompressobj(wbits=-zlib.MAX_WBITS), packed[_PLAIN_HEADER:]
    else:
        unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        text = unpacker.decompress(packed, _LARGEST)
    except zlib.error:
        return False
    return not (unpacker.eof or unpacker.unconsumed_tail or _has_end(text))


class PackedMiddleware:
    """Refuses what is packed over and over, each layer within bounds, and asks again for what breaks off in its package.

    Scrapy takes the part that came for the whole where the length is the one that was announced.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The response, or a further request. Raises :exc:`OverBound`, and ResponseDataLossError where it stays so."""
        named = b",".join(response.headers.getlist(b"Content-Encoding")).lower().split(b",")
        layers = [name for each in named if (name := each.strip())]
        if len(layers) > MOST_LAYERS:
            raise OverBound(f"packed {len(layers)} times")
        if not (layers in ([b"gzip"], [b"x-gzip"]) and breaks_off(response.body)):
            return response
        assert self.crawler.spider is not None
        again = get_retry_request(request, spider=self.crawler.spider, reason="cut off")
        if again is None:
            raise ResponseDataLossError("the answer breaks off")
        return again
