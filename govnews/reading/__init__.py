"""Reading: the bytes and the address of a page in, values with their evidence out. This module is the one door.

::

    open_page(body, url, content_type)     the page, decoded, what a degraded mirror did to it undone   → Page
    kind_of(page)                          article, listing or other                                  → Kind
    find_columns(page)                     the lists that a home page or a menu offers                → list[Column]
    choose_columns(page)                   the same, with what was left out and why                   → Choice
    read_notice(page)                      what stands in the place of a home page or a list        → Notice | None
    is_no_list(page)                       whether what a menu calls a column is an article           → bool
    recognise(page)                        the CMS family, and the mark that gave it away             → Recognition
    read_entries(page)                     the rows of a listing page, by its family                  → list[ListingEntry]
    read_list_page(page)                   the same, and the link to the next page                    → ListPage
    read_article(page)                     the article as the page says it, with its witnesses        → Article
    read_expected(page, title=…)           the same, where a list or an earlier look tells its title  → Article
    Pages.of(page, article)                the pages of an article of several, as one after the other is read
    bears_title(page, title)               whether the page itself says that it is that article       → bool
    read_found(page)                       the same, where nothing tells that the page is an article  → Article
    first_page(page)                       where the article begins of which the page is a further one   → str | None
    of_site(article, site, region, …)      the same, of a site and of a moment                        → Article
    normalise(article, fetched_at=…)       date, credits and text decided from the witnesses          → Article

``recognise(page).platform`` also tells what comes after a listing page (``next``) and how large the site says that
the column is (``claims``); a column's first page is recognised once, and its family reads every further one.

Nothing is requested or logged here, and nothing is known of Scrapy, runs and ledgers. A page that is silent gives
None; one that is not what it was taken for raises :exc:`govnews.errors.PageChanged`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from govnews.errors import PageChanged, StandIn
from govnews.items import ARCHIVED_AT, Article, Evidence, ListingEntry, Witness
from govnews.reading.article.article import first_page, is_stand_in, read_article
from govnews.reading.article.normalise import normalise, settle_date
from govnews.reading.kind import Kind, is_no_list, is_plain_list, kind_of
from govnews.reading.listing.columns import choose_columns, find_columns
from govnews.reading.mirror import restore_page
from govnews.reading.page.page import Page
from govnews.reading.platforms import Recognition, recognise
from govnews.reading.states.notices import Notice, read_notice
from govnews.reading.states.stand_in import bears_title, holds_state, is_another, stand_in
from govnews.reading.whole import Pages

__all__ = [
    "Kind",
    "ListPage",
    "Notice",
    "Page",
    "Pages",
    "Recognition",
    "bears_title",
    "choose_columns",
    "find_columns",
    "first_page",
    "is_no_list",
    "kind_of",
    "normalise",
    "of_site",
    "open_page",
    "read_article",
    "read_entries",
    "read_expected",
    "read_found",
    "read_list_page",
    "read_notice",
    "recognise",
    "restore_page",
]


def open_page(body: bytes, url: str, content_type: str | None = None) -> Page:
    """The page that ``body`` holds; ``url`` is where it came from, ``content_type`` the HTTP header, if there was one.

    What a degraded mirror did to the text is undone; ``Page.mirror`` says what. ``Page.from_bytes`` is the page as
    it stands.

    >>> open_page("<title>孟津要闻</title>".encode("gb18030"), "http://example.gov.cn/", "text/html; charset=gbk").title
    '孟津要闻'
    """
    page, _ = restore_page(Page.from_bytes(body, url, content_type))
    return page


def read_entries(page: Page) -> list[ListingEntry]:
    """The rows of a listing page whose family is not known yet.

    Empty where the page is a shell whose entries come with the page after it. Raises :exc:`PageChanged` where it
    lists nothing.
    """
    return recognise(page).platform.read_list(page)


@dataclass(frozen=True, slots=True)
class ListPage:
    """A listing page that is read by itself."""

    entries: list[ListingEntry]
    """Its rows, in its order."""
    next: str | None
    """Absolute URL of the next page, where a link leads there; None where there is none, or a script turns the page."""


def read_list_page(page: Page) -> ListPage:
    """The rows of a listing page and what comes after it. Raises as :func:`read_entries` does."""
    platform = recognise(page).platform
    entries = platform.read_list(page)
    first = next(iter(platform.next(page).candidates), None)
    return ListPage(entries, first.url if first is not None and first.is_link else None)


def read_expected(
    page: Page, *, title: str | None, entry: ListingEntry | None = None, before: Article | None = None
) -> Article:
    """The article that ``page`` is expected to be, since a list's row (``entry``) or an earlier look led to it.

    ``title`` is the headline known from there, None where none is; ``before`` is the article as an earlier look found
    it. Raises :exc:`PageChanged`, with what came instead as ``stand_in``, for a list, an error page or a notice of
    the site in the place of the article, and for another article than ``before``; and as :func:`read_article` does.
    """
    came = stand_in(page, title)
    if came is not None:
        raise PageChanged(page.url, f"article, nor its title ({came})", came)
    if is_plain_list(page):
        raise PageChanged(page.url, "article, it is a list", StandIn.LIST)
    article = read_article(page, entry=entry)
    if title is not None and (came := holds_state(article, page, title)) is not None:
        raise PageChanged(page.url, f"text below the title ({came})", came)
    if title is not None and is_stand_in(article, title):
        raise PageChanged(page.url, "article, nor its title", StandIn.NOTICE)
    if before is not None and is_another(
        settle_date(replace(article, evidence={**article.evidence})), before
    ):
        raise PageChanged(page.url, "trace of the article, another stands here", StandIn.OTHER_ARTICLE)
    return article


def read_found(page: Page) -> Article:
    """The article that ``page`` is, to which no list led: its address stands in a web archive, among all that a site had.

    It has to say itself that it is one: by its metas, its address, or the date of its publication. Raises :exc:`PageChanged`
    for a list, a home page, an error page, a notice of the site and whatever else is no article, and as
    :func:`read_article` does.
    """
    came = stand_in(page, None)
    if came is not None:
        raise PageChanged(page.url, f"article ({came})", came)
    if (kind := kind_of(page)) is not Kind.ARTICLE:
        notice = read_notice(page)
        told = StandIn.LIST if kind is Kind.LISTING else notice.state if notice else None
        raise PageChanged(page.url, f"article ({told or kind})", told)
    article = read_article(page)
    came = holds_state(article, page, article.title or "")
    if came is not None:
        raise PageChanged(page.url, f"text ({came})", came)
    if "published_on" not in article.evidence and not is_no_list(page):
        raise PageChanged(page.url, "article, it has no date")
    return article


def of_site(
    article: Article, site: str, region: str | None, *, fetched_at: str, archived_at: str | None = None
) -> Article:
    """The same article, of this site, received at this moment (UTC); ``region`` is a witness where the site's data name one.

    ``archived_at`` is when a web archive took its page (UTC), where it was had from there.
    """
    article.site, article.fetched_at = site, fetched_at
    if archived_at is not None:
        article.evidence[ARCHIVED_AT] = Evidence(raw=archived_at)
    if region is not None:
        told = article.evidence.setdefault("region", Evidence())
        told.witnesses.insert(0, Witness("site", "region", region))
    return article
