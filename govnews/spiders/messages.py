"""Between Scrapy and reading: how a listing page is asked for, and the page that an answer holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import scrapy
from scrapy.http import Response

from govnews.errors import PageOverBound
from govnews.reading import Page, open_page
from govnews.reading.bounds import MAX_ENTRIES
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.paging import Claims, Next, PageRequest
from govnews.reading.page.page import closes
from govnews.reading.platforms import Platform


def listing_request(asked: PageRequest, **more: Any) -> scrapy.Request:
    """Scrapy's request for a listing page; ``more`` are its further arguments: callback, meta.

    A form goes with the Content-Type of one: without it a server sees no fields.

    >>> form = listing_request(PageRequest("http://example.gov.cn/list.aspx", "POST", "page=2"))
    >>> form.headers["Content-Type"], form.body
    (b'application/x-www-form-urlencoded', b'page=2')
    >>> listing_request(PageRequest("http://example.gov.cn/index_2.html")).headers
    {}
    """
    form = {"Content-Type": "application/x-www-form-urlencoded"} if asked.method == "POST" else {}
    return scrapy.Request(
        asked.url, method=asked.method, body=asked.body, headers={**form, **asked.headers}, **more
    )


def content_type(response: Response) -> str | None:
    """The Content-Type header as sent; None where there is none."""
    return (response.headers.get(b"Content-Type") or b"").decode("latin-1") or None


def page_of(response: Response) -> Page:
    """The page of a response, whatever Scrapy takes it for."""
    return open_page(response.body, response.url, content_type(response))


@dataclass(frozen=True, slots=True)
class ListingPage:
    """What a listing page says."""

    entries: Listing
    following: Next
    claims: Claims
    closed: bool | None
    """Whether it ends as a page does, where it tells (:func:`~govnews.reading.page.page.closes`)."""


def read_listing(page: Page, platform: Platform, number: int, asked: PageRequest) -> ListingPage:
    """A listing page as its column's family reads it; ``number`` is the page's, ``asked`` how it was asked for.

    Raises :exc:`PageChanged` where it lists nothing, :exc:`PageOverBound` where it lists far too much.
    """
    entries = platform.read_list(page)
    if len(entries) > MAX_ENTRIES:
        raise PageOverBound(f"more than {MAX_ENTRIES} entries")
    return ListingPage(entries, platform.next(page, number, asked), platform.claims(page), closes(page.text))
