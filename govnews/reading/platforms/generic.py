"""Any site: the pager that the page itself shows."""

from __future__ import annotations

from govnews.errors import PageChanged
from govnews.reading.listing.entries import read_listing
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.pager import read_next, read_pager
from govnews.reading.listing.paging import Claims, Next, PageRequest
from govnews.reading.page.page import Page


class Generic:
    """Lists with a pager of links, options, clicks or stated numbers, whoever made the site.

    Every other family extends this one.
    """

    name = "generic"

    def recognise(self, page: Page) -> str | None:
        """Never None: what no family claims is read by its pager."""
        return "no mark of a known family"

    def read_list(self, page: Page) -> Listing:
        """The entries of the page's main list; none of a shell that a script fills from :meth:`source`."""
        try:
            return read_listing(page)
        except PageChanged:
            if self.source(page) is None:
                raise
            return Listing()

    def source(self, page: Page) -> str | None:
        """Where a script of ``page`` has the list's rows from, as far as the family knows such scripts."""
        return None

    def next(
        self,
        page: Page,
        number: int | None = None,
        request: PageRequest | None = None,
    ) -> Next:
        """Where the pager's 下一页 leads, or the number after the current one; never 下5页, … or 尾页."""
        return read_next(page, number)

    def claims(self, page: Page) -> Claims:
        """What the pager states: 共12页, 共230条, 1/12."""
        pager = read_pager(page)
        return Claims(pager.pages, pager.entries)
