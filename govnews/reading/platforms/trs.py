"""TRS WCM (拓尔思, field facts §3.1): ``index.html``, ``index_1.html`` …, the pager drawn by a script."""

from __future__ import annotations

import re

from govnews.reading.listing.paging import Claims, Next, PageRequest
from govnews.reading.listing.script_pager import next_by_script, read_script_pager
from govnews.reading.page.page import Page
from govnews.reading.platforms.fingerprints import has_class, links_like
from govnews.reading.platforms.generic import Generic

_ARTICLE = re.compile(r"/20\d{4}/t20\d{6}_\d+\.s?html?|/t\d{8}\.s?html?")


class Trs(Generic):
    """Page 2 is ``index_1``; the number of pages stands in a script, even where the call is commented out."""

    name = "trs"

    def recognise(self, page: Page) -> str | None:
        pager = read_script_pager(page)
        if pager is not None:
            return f"script {pager.mark} with {pager.pages} pages"
        if has_class(page, "TRS_Editor", "trs_editor"):
            return "class TRS_Editor"
        return links_like(page, _ARTICLE)

    def next(self, page: Page, number: int | None = None, request: PageRequest | None = None) -> Next:
        """As the script names it; without one, as a static pager shows it."""
        pager = read_script_pager(page)
        if pager is None:
            return super().next(page, number, request)
        if pager.mark == "countPage":
            # A count alone may be any site's variable: a link that is there goes before the name it would make.
            shown = super().next(page, number, request)
            links = {page.address(href) for href in page.hrefs}
            if any(one.url in links for one in shown.candidates):
                return shown
        return next_by_script(page, pager, number)

    def claims(self, page: Page) -> Claims:
        """The pages that the script states, and the total where it is one of its arguments.

        ``var total`` is none: it counts the rows of the page (field facts §3.13).
        """
        pager = read_script_pager(page)
        return super().claims(page) if pager is None else Claims(pager.pages, pager.total)
