"""Listing pages: the entries of a page's list, with their full titles and dates."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from lxml.html import HtmlElement

from govnews.errors import PageChanged
from govnews.items import ListingEntry, nowhere
from govnews.reading.dates import Moment, read_date, url_near
from govnews.reading.listing.listing import Listing, count_rows
from govnews.reading.listing.lists import (
    SHORTEST_TITLE,
    LinkList,
    Row,
    apart,
    link_lists,
    real_lists,
    rows_of,
    single_links,
)
from govnews.reading.listing.row_dates import row_dates, short_day, year_stands_first
from govnews.reading.listing.row_titles import is_furniture, is_pinned, row_titles
from govnews.reading.page.links import is_article
from govnews.reading.page.outline import Outline
from govnews.reading.page.page import Page
from govnews.urls import same_site

# Cards that a page of teasers has at least, lines of one teaser, and characters of a headline and a sentence.
_CARDS = 3
_LONG_LIST = 10
_TEASER = 2
_HEADLINE = 8
_SENTENCE = 20
_PUNCTUATION = re.compile("[，。；！？]")


def read_listing(page: Page, *, now: datetime | None = None) -> Listing:
    """The entries of ``page``'s list or parallel lists, in page order, each URL once, with the number of rows.

    A date is null where the row has none, or where it lacks the year and no witness (the URL's date, the
    heading of the rows, the next row that has one) gives one; ``date_raw`` keeps it as written. ``now`` is
    when the page was fetched: no date lies after it.

    Raises :exc:`PageChanged` when the page lists nothing at all.
    """
    outline = Outline(page.root)
    entries = _entries(page, outline, real_lists(page, outline), now)
    if not entries:
        raise PageChanged(page.url, "list entries")
    return entries


def read_rows(page: Page, rows: Sequence[HtmlElement]) -> Listing:
    """The entries of these elements of the page, one each: what its longest link leads to. Empty where none has a link.

    >>> html = "<p><b><a href='/1.html'>春耕</a></b> 2023-03-24</p><p><a href='/2.html'>夏收</a></p>"
    >>> page = Page("http://example.gov.cn/", html)
    >>> [(entry.title, entry.date) for entry in read_rows(page, list(page.root.iter("p")))]
    [('春耕', '2023-03-24'), ('夏收', None)]
    """
    part = page.part(rows)
    outline = Outline(part.root)
    body = outline.tags.index("body")
    each = rows_of(outline, body, outline.children(body))
    return _entries(part, outline, [each], None, is_entry=_is_titled) if each is not None else Listing()


def lists_teasers(page: Page) -> bool:
    """Whether the sentences of ``page`` are those of its list's rows: cards of picture, title, summary and date.

    An article has more of them elsewhere, whatever lists stand beside it. Where the address is no article's,
    a long list may have a headline with its teaser above it.
    """
    text = page.prose
    near = page.flow.lines if text.last - text.first <= _TEASER else page.flow.lines[text.first : text.last]
    if sum(line.linked >= _HEADLINE for line in near) < _CARDS:
        return False
    outline = Outline(page.root)
    lists = [each for each in real_lists(page, outline) if len(each.rows) >= _CARDS and each.dated >= 0.5]
    rows = [(outline.low[row.node], outline.high[row.node]) for each in lists for row in each.rows]
    inside = sum(sum(map(len, _sentences(outline, low, high))) for low, high in rows)
    everywhere = sum(map(len, _sentences(outline, 0, len(outline.texts))))
    return inside * 4 > everywhere * 3 or (len(rows) >= _LONG_LIST and not is_article(page.url))


def _sentences(outline: Outline, low: int, high: int) -> Iterator[str]:
    """The texts outside of links that read like sentences."""
    for text, link in zip(outline.texts[low:high], outline.link_of[low:high], strict=True):
        if link < 0 and len(text) >= _SENTENCE and _PUNCTUATION.search(text):
            yield text


def read_fragment(html: str, base_url: str) -> Listing:
    """The rows of a bare piece of HTML that stands for a list: jcms records, jpaas ``data.html``, ``<li>``s.

    All its links are entries but those of a pager; an empty list where it holds none.
    """
    page = Page(base_url, f"<html><body>{html}</body></html>")
    outline = Outline(page.root)
    lists = link_lists(outline)
    known = {row.href for each in lists for row in each.rows}
    lists += [each for each in single_links(outline) if each.rows[0].href not in known]
    return _entries(page, outline, apart(outline, [each for each in lists if each.reads_as_titles]), None)


def _is_titled(row: Row, entry: ListingEntry) -> bool:
    return bool(entry.title)


def _is_entry(row: Row, entry: ListingEntry) -> bool:
    """Whether a row found among a page's links is one of a list: a short title has a date or an article's address."""
    long, dated = len(entry.title) >= SHORTEST_TITLE, entry.date is not None
    opens, tells = entry.has_address or (dated and long), dated or long or is_article(row.href)
    return opens and tells and not is_furniture(entry.title)


def _entries(
    page: Page,
    outline: Outline,
    lists: list[LinkList],
    now: datetime | None,
    *,
    is_entry: Callable[[Row, ListingEntry], bool] = _is_entry,
) -> Listing:
    entries: dict[str, ListingEntry] = {}
    dead: dict[str, ListingEntry] = {}
    rows: list[list[str]] = []
    for each in lists:
        found = [entry for row, entry in _read(page, outline, each, now) if is_entry(row, entry)]
        _mark_pinned(found)
        rows.append([entry.url for entry in found])
        for entry in found:
            known = (entries if entry.has_address else dead).setdefault(entry.url, entry)
            if known.date is None and entry.date is not None:
                known.date, known.date_raw = entry.date, entry.date_raw
    return Listing(entries.values(), count_rows(rows), dead.values())


def _read(
    page: Page, outline: Outline, each: LinkList, now: datetime | None
) -> Iterator[tuple[Row, ListingEntry]]:
    dates = row_dates(outline, each.rows, each.gaps(outline))
    titles = row_titles(outline, each.rows, dates)
    urls = [page.address(row.href) for row in each.rows]
    moments = _moments(urls, [date.text for date in dates], now)
    for row, url, date, moment, title in zip(each.rows, urls, dates, moments, titles, strict=True):
        yield (
            row,
            ListingEntry(
                url=nowhere(title) if url is None else url,
                title=title,
                date=moment.isoformat() if moment else None,
                date_raw=date.raw,
                pinned=is_pinned(outline, row),
                foreign=url is not None and not same_site(url, page.url),
            ),
        )


def _moments(urls: list[str | None], texts: list[str | None], now: datetime | None) -> list[Moment | None]:
    """What the rows' dates say; what a date leaves open of its year its URL tells, or the row closest to it."""
    year_first = year_stands_first(texts)
    moments = [
        read_date(text, near=url_near(url or "") or (short_day(text) if year_first else None), now=now)
        if text
        else None
        for url, text in zip(urls, texts, strict=True)
    ]
    known = [place for place, moment in enumerate(moments) if moment]
    for place, text in enumerate(texts):
        if text and moments[place] is None and known:
            after = bisect_left(known, place)
            closest = min(known[max(after - 1, 0) : after + 1], key=lambda other: abs(other - place))
            witness = moments[closest]
            moments[place] = read_date(text, near=witness.day if witness else None, now=now)
    return moments


def _mark_pinned(entries: list[ListingEntry]) -> None:
    """Mark the rows that stand above the newest one, where the rest of the list goes back in time."""
    days = [entry.date[:10] if entry.date else None for entry in entries]
    known = [day for day in days if day]
    if len(known) < 3:
        return
    newest = days.index(max(known))
    rest = [day for day in days[newest:] if day]
    if 0 < newest <= len(days) / 2 and sum(a < b for a, b in pairwise(rest)) <= len(rest) / 10:
        for entry in entries[:newest]:
            entry.pinned = True
