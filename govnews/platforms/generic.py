"""Any site: the pager that the page itself shows."""

from __future__ import annotations

from urllib.parse import urlencode

from govnews.items import ListingEntry
from govnews.pages.listing import read_listing
from govnews.pages.page import Page
from govnews.platforms.base import Claims, Next, PageRequest
from govnews.platforms.pager import read_pager


class Generic:
    """Lists with a pager of links, options, clicks or stated numbers, whoever made the site.

    Every other family is this one with what it knows better.
    """

    name = "generic"

    def recognise(self, page: Page) -> str | None:
        """Never None: what no family claims is read by its pager."""
        return "no mark of a known family" if page is not None else None

    def read_list(self, page: Page) -> list[ListingEntry]:
        """The entries of the page's main list."""
        return read_listing(page)

    def next(
        self,
        page: Page,
        number: int | None = None,
        request: PageRequest | None = None,
    ) -> Next:
        """Where the pager's 下一页 leads, or the number after the current one; never 下5页, … or 尾页."""
        pager = read_pager(page, number)
        if pager.next is not None:
            return Next((PageRequest(pager.next),))
        if pager.event is not None:
            return Next((_raised(page, pager.event),))
        return Next(end=pager.end)

    def claims(self, page: Page) -> Claims:
        """What the pager states: 共12页, 共230条, 1/12."""
        pager = read_pager(page)
        return Claims(pager.pages, pager.entries)


def _raised(page: Page, event: tuple[str, str]) -> PageRequest:
    """The page's ASP.NET form sent with ``event``, as its ``__doPostBack`` would."""
    target, argument = event
    form = next(iter(page.root.xpath("//form[.//input[@name='__VIEWSTATE']]")), page.root)
    hidden = {
        field.get("name"): field.get("value") or "" for field in form.xpath(".//input[@type='hidden'][@name]")
    }
    body = urlencode({**hidden, "__EVENTTARGET": target, "__EVENTARGUMENT": argument})
    return PageRequest(page.link(form.get("action") or page.url), "POST", body)
