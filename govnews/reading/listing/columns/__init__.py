"""Columns (栏目): which lists a home page or site map offers, and which of them are news.

Every link is read once (:mod:`links <govnews.reading.listing.columns.links>`): what it is called and what kind of name
that is (``names``), under which heading it stands (``headings``), where it leads (``addresses``). Then the choice is made on
all of them together (``choice``), with a reason for what is left out. What the site's
selector picks goes before it (``picked``).
"""

from __future__ import annotations

from collections.abc import Sequence

from govnews.items import Column
from govnews.reading.listing.columns.choice import Choice, LeftOut, asked_for, choose
from govnews.reading.listing.columns.links import mores_of, read_links
from govnews.reading.listing.columns.picked import as_picked
from govnews.reading.page.page import Page
from govnews.reading.page.picked import Field

__all__ = ["Choice", "LeftOut", "choose_columns", "find_columns", "mores_of"]


def find_columns(page: Page, *, wanted: Sequence[str] | None = None) -> list[Column]:
    """The news columns that ``page`` (a home page, a site map, any page with a menu) links to.

    The best first, each URL once; an empty list where it links to none. Only links to the page's own host count.
    With ``wanted``, instead, the columns of these names, news or not, in this order: those called exactly so, else those
    whose name holds it; also those on a sub-domain of the site. A name that is not found is missing in the result.
    """
    return choose_columns(page).columns if wanted is None else asked_for(read_links(page), wanted)


def choose_columns(page: Page) -> Choice:
    """The news columns of ``page``, and what might have been taken for one and was not, with the reason.

    >>> body = "<a href='/yw/'>要闻</a><a href='/rx/'>新闻热线</a><a href='/ld/'>领导活动</a>"
    >>> choice = choose_columns(Page("http://example.gov.cn/", f"<body>{body}</body>"))
    >>> [column.name for column in choice.columns]
    ['要闻']
    >>> [(each.name, each.why) for each in choice.left_out]
    [('新闻热线', '热线 in its name'), ('领导活动', "leaders' activities: crawled when they are named")]
    """
    choice = choose(read_links(page))
    picked = page.picked.get(Field.COLUMNS)
    return (picked and as_picked(page, picked, choice)) or choice
