"""Between Scrapy and reading: how a listing page is asked for, the page that an answer holds, where a site has moved to."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.http import Response
from twisted.python.failure import Failure

from govnews.crawl.outcome import Problem
from govnews.downloader.guard import is_private_host
from govnews.downloader.refusal import Outside, explain
from govnews.errors import OutputFailed, PageChanged, PageOverBound
from govnews.extensions.archive import ARCHIVED
from govnews.ledger import PagePlace
from govnews.reading import Kind, Notice, Page, find_columns, kind_of, open_page, read_list_page, read_notice
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


def archived(response: Response) -> list[PagePlace]:
    """Where the archive keeps the response; empty where it keeps none, or could not."""
    return [response.meta[ARCHIVED]] if ARCHIVED in response.meta else []


@dataclass(frozen=True, slots=True)
class ListingPage:
    """What a listing page says."""

    entries: Listing
    following: Next
    claims: Claims
    closed: bool | None
    """Whether it ends as a page does, where it tells (:func:`~govnews.reading.page.page.closes`)."""


@dataclass(frozen=True, slots=True)
class NoList:
    """What a page is that lists nothing."""

    is_article: bool = False
    notice: Notice | None = None


def read_listing(page: Page, platform: Platform, number: int, asked: PageRequest) -> ListingPage | NoList:
    """A listing page as its column's family reads it; ``number`` is the page's, ``asked`` how it was asked for.

    Raises :exc:`PageOverBound` where it lists far too much.
    """
    try:
        entries = platform.read_list(page)
    except PageChanged:
        return NoList(notice=read_notice(page))
    if len(entries) > MAX_ENTRIES:
        raise PageOverBound(f"more than {MAX_ENTRIES} entries")
    return ListingPage(entries, platform.next(page, number, asked), platform.claims(page), closes(page.text))


def links_of(page: Page) -> list[str]:
    """Addresses that a page leads to, each once: columns of a home page, articles of a list; empty for an article.

    >>> links_of(Page("http://example.gov.cn/", '<ul><a href="/xw/">青石要闻</a><a href="/bszn/">办事指南</a></ul>'))
    ['http://example.gov.cn/xw/']
    """
    kind = kind_of(page)
    if kind is Kind.ARTICLE:
        return []
    led = read_list_page(page).entries if kind is Kind.LISTING else find_columns(page)
    return list(dict.fromkeys(one.url for one in led))


def moved_to(failure: Failure) -> str | None:
    """The address on another host that a request was led to; None where it failed otherwise.

    One of a private network is none to which anybody is to be sent.
    """
    request: scrapy.Request = failure.request  # type: ignore[attr-defined]
    led = isinstance(failure.value, Outside) and request.meta.get("redirect_times")
    return request.url if led and not is_private_host(urlsplit(request.url).hostname or "") else None


def moving(address: str) -> str:
    """What to do about a site that leads to ``address``, for a shell.

    >>> moving("http://www.example.gov.cn/qx/")
    'if the site is there now: -a home=http://www.example.gov.cn/qx/'
    >>> moving("http://www.example.gov.cn/?a=1&b=$(rm)")
    "if the site is there now: -a home='http://www.example.gov.cn/?a=1&b=$(rm)'"
    """
    return f"if the site is there now: -a home={shlex.quote(address)}"


def told(notice: Notice) -> str:
    """What a notice says, and what to do about it where it names another address."""
    return f"{notice}; {moving(notice.address)}" if notice.address else str(notice)


def describe(failure: Failure) -> tuple[Problem, str, str]:
    """What went wrong with a request: kind of problem, URL, one line.

    Raises :exc:`OutputFailed` where it was the ledger, which is no matter of the request.
    """
    assert failure.value is not None
    if isinstance(failure.value, OutputFailed):
        raise OutputFailed(str(failure.value)) from failure.value
    kind, words = explain(failure.value)
    return kind, failure.request.url, words  # type: ignore[attr-defined]
