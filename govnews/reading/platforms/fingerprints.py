"""What gives a page's CMS family away, for any family: links to addresses of its shape, a class."""

from __future__ import annotations

import re

from govnews.reading.page.page import Page
from govnews.urls import same_site

# One such address may be a link to another site's article that was moved here; three are a habit.
_FEW = 3


def links_like(page: Page, shape: re.Pattern[str]) -> str | None:
    """How many of the page's links to its own host have an address of ``shape``; None for less than three."""
    links = (page.address(href) for href in page.hrefs if shape.search(href.strip()))
    found = {url for url in links if url is not None and same_site(url, page.url)}
    return f"{len(found)} links like {min(found)}" if len(found) >= _FEW else None


def mark_in(text: str, *marks: str) -> str | None:
    """The first of ``marks`` that stands in ``text``, None where none does: a pattern of them takes a hundred times as long.

    >>> mark_in("<script src='/system/resource/js/base.js'>", "_vsb_content", "/system/resource/js/")
    '/system/resource/js/'
    >>> mark_in("<script src='/System/Resource/js/base.js'>", "_vsb_content", "/system/resource/js/")
    """
    return next((mark for mark in marks if mark in text), None)


def has_class(page: Page, *names: str) -> bool:
    """Whether an element of the page has one of ``names`` in its class, alone or as a part of a word.

    >>> page = Page("http://example.gov.cn/", "<div class='view TRS_Editor'></div>")
    >>> has_class(page, "TRS_Editor"), has_class(page, "dede_pages")
    (True, False)
    """
    looked_for = [name for name in names if name in page.text]
    return bool(looked_for) and any(
        name in each.get("class", "") for each in page.root.iter() for name in looked_for
    )
