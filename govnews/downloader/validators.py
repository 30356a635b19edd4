"""What an answer gives for a conditional request later, and such a request."""

from __future__ import annotations

from scrapy.http import Response

from govnews.crawl.visit import Validators


def validators(response: Response) -> Validators:
    """What a response gives for a conditional request later."""
    etag, modified = (response.headers.get(name) for name in (b"ETag", b"Last-Modified"))
    return Validators(
        etag.decode("latin-1") if etag else None, modified.decode("latin-1") if modified else None
    )


def conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers that ask for a page only where it is another one than that with these validators.

    >>> conditions('"5f"', None)
    {'If-None-Match': '"5f"'}
    """
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in headers.items() if value}
