"""What gives a page's CMS family away, for any family: links to addresses of its shape."""

from __future__ import annotations

import re

from govnews.reading.page.links import resolve
from govnews.reading.page.page import Page
from govnews.urls import same_site

# One such address may be a link to another site's article that was moved here; three are a habit.
_FEW = 3


def links_like(page: Page, shape: re.Pattern[str]) -> str | None:
    """How many of the page's links to its own host have an address of ``shape``; None for less than three."""
    links = (
        resolve(page.base_url, href) for href in page.root.xpath("//a/@href") if shape.search(href.strip())
    )
    found = {url for url in links if url is not None and same_site(url, page.url)}
    return f"{len(found)} links like {min(found)}" if len(found) >= _FEW else None
