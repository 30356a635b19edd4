"""The columns that a site's selector picks on its home page."""

from __future__ import annotations

from govnews.identity import canonical_url
from govnews.items import Column
from govnews.reading.listing.columns.addresses import href_of
from govnews.reading.listing.columns.choice import Choice, LeftOut
from govnews.reading.listing.columns.headings import name_text
from govnews.reading.listing.columns.names import clean
from govnews.reading.page.page import Page
from govnews.reading.page.picked import Picked


def as_picked(page: Page, picked: Picked, choice: Choice) -> Choice | None:
    """The columns of the links that are picked, or that stand in what is, each address once, in page order.

    What the reader found besides (``choice``) is left out. None where no link with a name and an address is picked.
    """
    columns: dict[str, Column] = {}
    links = (link for element in picked.elements for link in element.iter("a", "area"))
    for link in links:
        url, name = page.address(href_of(link) or ""), clean(name_text(link))
        if url is not None and name:
            columns.setdefault(canonical_url(url), Column(name, url, f"selector {picked.selector}", 0))
    if not columns:
        return None
    others = [
        LeftOut(one.name, one.url, "the site's selector does not pick it")
        for one in choice.columns
        if canonical_url(one.url) not in columns
    ]
    return Choice(
        list(columns.values()),
        others + [one for one in choice.left_out if canonical_url(one.url) not in columns],
    )
