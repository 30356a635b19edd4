"""MCMS (铭飞, field facts §1.1, §1.6), the Luoyang sites' older system: ``/html/1//2/150/156/83.html``."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from govnews.reading.listing.page_numbers import numbered
from govnews.reading.listing.paging import LastPageSign, Next, PageRequest
from govnews.reading.page.page import Page
from govnews.reading.platforms.fingerprints import links_like
from govnews.reading.platforms.generic import Generic
from govnews.urls import directory

# The double slash is real; m/ is the mobile form.
_ADDRESS = re.compile(r"(?:^|[^/])/html/\d+/(?:m/|web/)?/?\d+(?:/\d+)*/(?:\d+|index|list-?\d+)\.html$")


class Mcms(Generic):
    """Lists are static files ``list-N.html`` beside ``index.html``; 下一页 is often worked by a script."""

    name = "mcms"

    def recognise(self, page: Page) -> str | None:
        if _click(page) is not None:
            return "#paging with .next_page"
        return links_like(page, _ADDRESS)

    def next(self, page: Page, number: int | None = None, request: PageRequest | None = None) -> Next:
        """Where 下一页 leads; where it is there and only a script works it, the next static file."""
        shown = super().next(page, number, request)
        click = _click(page)
        if shown.is_known or click is None:
            return shown
        if "disabled" in click.get("class", ""):
            return Next.ended(LastPageSign.NEXT_IS_DISABLED, "下一页 is disabled")
        place = numbered(page.url)
        if place is not None:
            return shown.guessing(place.at(place.number + 1))
        base = directory(page.url)
        return shown.guessing(f"{base}list-2.html", f"{base}list2.html", f"{base}index_2.html")


def _click(page: Page) -> HtmlElement | None:
    """下一页 of the pager's list; None where there is none."""
    for pager in page.root.iter("ul") if "next_page" in page.text else ():
        if pager.get("id") == "paging":
            return next((one for one in pager.iter("li") if "next_page" in one.get("class", "")), None)
    return None
