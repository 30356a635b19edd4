"""What a page is: an article, a list of articles, or neither. Decided here and nowhere else.

Two questions are asked. :func:`kind_of` is for a page of which nothing is known. :func:`is_plain_list` is for the
page that a list's row leads to, where an article is to be expected: it looks at text and rows alone. The difference
is needed: an article of pictures, with some links beside them, has entries that a family's reader finds, and it
would be taken for a list and lost.
"""

from __future__ import annotations

import re
from contextlib import suppress
from enum import StrEnum

from govnews.errors import PageChanged
from govnews.reading.article.embedded import embedded_article
from govnews.reading.article.extent import find_extent, has_head
from govnews.reading.article.lines import PageLines, lines_of
from govnews.reading.article.title import find_title
from govnews.reading.credits import find_credits
from govnews.reading.listing.entries import lists_teasers
from govnews.reading.page.lines import Flow
from govnews.reading.page.links import is_article
from govnews.reading.page.main_text import LEAST
from govnews.reading.page.page import Page
from govnews.reading.page.picked import Field
from govnews.reading.platforms import recognise

# Rows that make a list, whatever text stands beside them, and those of a short one.
_ROWS = 5
_FEW_ROWS = 3
# Linked headlines that make a list where no row has a date.
_HEADLINES = 10
# Entries that make a list of a page that shows neither a text nor rows with dates.
_ENTRIES = 5
_ROW_DATE = re.compile(r"(?<!\d)(?:(?:19|20)?\d\d\s?[-/.年]\s?)?[01]?\d\s?[-/.月]\s?[0-3]?\d(?!\d)")
_DIGIT = re.compile(r"\d")


class Kind(StrEnum):
    """What a page is."""

    ARTICLE = "article"
    LISTING = "listing"
    OTHER = "other"


def kind_of(page: Page) -> Kind:
    """What ``page`` is, by itself.

    Beside what text and rows tell, a page is a list where the teasers of its rows pass for a text, and where only
    its family's reader finds the entries (in a script, in XML).

    >>> rows = "".join(f"<li><a href='/xw/{n}.html'>区长到第{n}个镇调研</a> 2023-03-24</li>" for n in range(5))
    >>> str(kind_of(Page("http://example.gov.cn/xw/", f"<ul>{rows}</ul>")))
    'listing'
    >>> str(kind_of(Page("http://example.gov.cn/so/", "<form><input name='q'></form>")))
    'other'
    """
    if (picked := _by_selectors(page)) is not None:
        return picked
    kind = _by_text_and_rows(page)
    if kind is Kind.ARTICLE and lists_teasers(page):
        return Kind.LISTING
    if kind is Kind.OTHER:
        with suppress(PageChanged):
            if len(recognise(page).platform.read_list(page)) >= _ENTRIES:
                return Kind.LISTING
    return kind


def is_no_list(page: Page) -> bool:
    """Whether ``page``, which a home page calls a column, is an article, and says so itself or by its address.

    >>> text = "<p>全区教育工作会议召开，会议总结了去年的工作，对今年的任务作了部署，各镇街和学校的负责人参加了会议。</p>" * 3
    >>> body = f"<h1>全区教育工作会议召开</h1>{text}"
    >>> is_no_list(Page("http://example.gov.cn/xw/202303/t20230324_1.html", f"<body>{body}</body>"))
    True
    >>> is_no_list(Page("http://example.gov.cn/xw/", f"<body>{body}</body>"))
    False
    """
    return ("articletitle" in page.metas or is_article(page.url)) and kind_of(page) is Kind.ARTICLE


def is_plain_list(page: Page) -> bool:
    """Whether ``page``, to which the row of a list led, is no article but a list itself."""
    return (_by_selectors(page) or _by_text_and_rows(page)) is Kind.LISTING


def _by_selectors(page: Page) -> Kind | None:
    """What the site's selectors tell by what they pick; None where that is nothing."""
    told = {Field.BODY: Kind.ARTICLE, Field.ROWS: Kind.LISTING}
    found = [kind for field, kind in told.items() if (picked := page.picked.get(field)) and picked.elements]
    return found[0] if len(found) == 1 else None


def _by_text_and_rows(page: Page) -> Kind:
    """An article has a text, a list has rows (links, most with a date) and hardly a sentence but teasers.

    ArticleTitle marks an article by the government standard (field facts §2); most pages need the former.
    """
    flow, text = page.flow, page.prose
    rows = _rows(flow)
    lines = lines_of(page)
    teasers = _are_teasers(lines, rows)
    few = len(rows) < _ROWS
    if text.weight >= (LEAST if few else 2 * LEAST) and not teasers:
        return Kind.ARTICLE
    if few and (embedded_article(page) or "articletitle" in page.metas or "ucaptitle" in flow.named):
        return Kind.ARTICLE
    if not teasers and has_head(lines, find_title(page, lines, None)):
        return Kind.ARTICLE
    if len(rows) >= _FEW_ROWS:
        return Kind.LISTING
    if sum(line.linked >= 12 and line.is_link for line in flow.lines) >= _HEADLINES:
        return Kind.LISTING
    head = any(_row_date(line.text) and find_credits(line.text) for line in flow.lines if not line.linked)
    return Kind.ARTICLE if head else Kind.OTHER


def _are_teasers(lines: PageLines, rows: list[int]) -> bool:
    """Whether what looks like the text of a page are the teasers of its rows."""
    text = lines.text
    inside = [number for number in rows if text.first <= number < text.last]
    if len(inside) < _FEW_ROWS:
        return False
    extent = find_extent(lines, None)
    among = sum(extent.start <= number < extent.end for number in inside)
    sentences = sum(weight >= 12 for weight in text.weights[extent.start : extent.end])
    return among >= _FEW_ROWS and among * 4 >= sentences * 3


def _rows(flow: Flow) -> list[int]:
    """The lines that are rows of a list: a linked headline with a date in the line or in one beside it."""
    lines = flow.lines
    rows = []
    for number, line in enumerate(lines):
        if line.linked >= 8 and not line.hidden and len(line.text) <= 200:
            beside = lines[max(0, number - 1) : number + 2]
            if any(_row_date(other.text) for other in beside if other is line or len(other.text) <= 24):
                rows.append(number)
    return rows


def _row_date(text: str) -> bool:
    """Whether a line holds a date as rows of lists have it, with or without its year."""
    # Most lines have no digit, and looking for one costs a tenth of looking for a date.
    return bool(_DIGIT.search(text) and _ROW_DATE.search(text))
