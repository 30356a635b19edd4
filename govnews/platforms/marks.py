"""Marks that give a family away."""

from __future__ import annotations

import re
from collections import Counter

from govnews.pages.page import Page
from govnews.platforms.numbering import host

# One such address may be a link to another site's article that was moved here; three are a habit.
_FEW = 3


def links_like(page: Page, shape: re.Pattern[str]) -> str | None:
    """How many of the page's links to its own host have an address of ``shape``; None for less than three."""
    found = Counter[str]()
    for href in page.root.xpath("//a/@href"):
        if not shape.search(href.strip()):
            continue
        try:
            url = page.link(href)
        except ValueError:  # no address at all, e.g. a broken IPv6 host
            continue
        if host(url) == host(page.url):
            found[url] += 1
    return f"{len(found)} links like {min(found)}" if len(found) >= _FEW else None
