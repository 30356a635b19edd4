"""VSB (博达, field facts §3.4): ``xwdt.htm`` is page 1, the files behind it count down to ``xwdt/1.htm``."""

from __future__ import annotations

import re

from govnews.reading.listing.paging import Claims, LastPageSign, Next, PageRequest
from govnews.reading.page.javascript import read_calls
from govnews.reading.page.page import Page
from govnews.reading.platforms.fingerprints import links_like, mark_in
from govnews.reading.platforms.generic import Generic

_MARKS = (
    "_simple_list_gotopage_fun",
    "/system/resource/js/",
    "/system/resource/css/",
    "_vsb_content",
)
_ARTICLE = re.compile(r"(?:^|/)info/\d+/\d+\.htm$")
_FILE = re.compile(r"^([^?#]+)/(\d{1,5})\.htm$")


class Vsb(Generic):
    """下页 is mostly a link; without one the total names the file: page 2 of 31 is ``xwdt/30.htm``."""

    name = "vsb"

    def recognise(self, page: Page) -> str | None:
        if (mark := mark_in(page.text, *_MARKS)) is not None:
            return mark
        if "line_u" in page.text and any(
            row.get("id", "").startswith("line_u") for row in page.root.iter("li")
        ):
            return "rows with id line_u…"
        return links_like(page, _ARTICLE)

    def next(self, page: Page, number: int | None = None, request: PageRequest | None = None) -> Next:
        """下页, else the file below this one."""
        total = _total(page)
        file = _FILE.match(page.url) if total is not None else None
        if file and int(file[2]) == 1:
            return Next.ended(LastPageSign.FIRST_FILE, "the files count down to 1.htm")
        shown = super().next(page, number, request)
        if shown.is_known or total is None:
            return shown
        if file:
            return shown.guessing(f"{file[1]}/{int(file[2]) - 1}.htm")
        stem = re.match(r"([^?#]+)\.htm$", page.url)
        if total == 1:
            return Next.ended(LastPageSign.PAGE_COUNT_IN_SCRIPT, "1 page stated")
        return shown.guessing(f"{stem[1]}/{total - 1}.htm") if stem else shown

    def claims(self, page: Page) -> Claims:
        shown = super().claims(page)
        return Claims(_total(page) or shown.pages, shown.entries)


def _total(page: Page) -> int | None:
    """Pages, by the call that jumps to one: ``_simple_list_gotopage_fun(31,'u13_goto',2)``."""
    for arguments in read_calls(page.text.replace("&quot;", '"'), "_simple_list_gotopage_fun"):
        if arguments and isinstance(arguments[0], int):
            return arguments[0]
    return None
