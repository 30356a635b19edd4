"""What a pager that a script draws is told: how many rows and pages there are, in settings, variables and attributes.

Nothing here is believed as a total of the list: it says no more than that further pages are to come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from govnews.reading.page.javascript import read_number

# What elements around a pager are called, and around the numbers and arrows of a slide show or a calendar.
PAGER_NAME = re.compile(r"page|pagi|fenye|pg\b|turn", re.IGNORECASE)
OTHER_NAME = re.compile(
    r"swiper|slid|slick|carousel|banner|focus|flash|lunbo|scroll|gundong|calendar|datepick|\btab",
    re.IGNORECASE,
)

_TOTAL = (
    r"(?:count|all_?count|total|total_?(?:counts?|nums?|records?|rows?|items?|size|data)"
    r"|(?:records?|datas?|rows?|items?|news)_?(?:counts?|total|nums?))"
)
_SIZE = r"(?:page_?size|limit|(?:items_?|rows_?|num_?)?per_?page|page_?(?:rows|limit)|show_?data|size)"
# {count: 61, limit: 15}, and pagination(61, {items_per_page: 15}); settings may hold others: new Vue({data: {…}})
_SETTINGS = re.compile(r"[(,=:]\s{0,9}(?:(\d{1,7})\s{0,9},\s{0,9})?\{(?=([^{}]{1,800}))")
# Variables that say clearly what they count.
_TOTAL_VARIABLE = r"(?:total_?(?:counts?|records?|items?)|records?_?count|row_?count)"
_SIZE_VARIABLE = r"(?:page_?size|per_?page)"
# Those that do not: var total may be anything (field facts §3.13), but beside a page size.
_BARE_TOTAL = re.compile(r"(?<![\w$.])total[\"']?\s{0,9}[=:]\s{0,9}[\"']?(\d{1,7})\b", re.IGNORECASE)
_BRACED, _BRACE = re.compile(r"\{[^{}]{0,120}\}"), re.compile(r"[{}]")
_BESIDE = 120
_MOST_TOTALS = 20

# Attributes that a script reads: data-total-pages, :page-size, v-bind:total.
_BOUND = re.compile(r"data-|v-bind:|:")
_ROWS = frozenset("total totalcount totalitems totalrecords totalrows totalnum recordcount".split())
_SIZES = frozenset("pagesize size limit perpage itemsperpage defaultpagesize".split())
_PAGES = frozenset("totalpages totalpage pagetotal pages".split())
_COUNT = re.compile(r"\d{1,7}")
# Rows a page of <el-pagination> and its like, where they are told no other number.
_USUAL_SIZE = 10


@dataclass(frozen=True, slots=True)
class Size:
    """What a pager is told of its list; None for what it is not told."""

    rows: int | None = None
    size: int | None = None
    """Rows a page."""
    pages: int | None = None

    def goes_on_after(self, page: int) -> bool:
        """Whether there is more than so many pages hold.

        >>> Size(35, 10).goes_on_after(3), Size(35, 10).goes_on_after(4), Size(35).goes_on_after(1)
        (True, False, False)
        >>> Size(pages=4).goes_on_after(3), Size(pages=4).goes_on_after(4)
        (True, False)
        """
        by_rows = bool(self.rows and self.size) and (self.rows or 0) > (self.size or 0) * page
        return by_rows or (self.pages or 0) > page


def sizes_in_scripts(scripts: str) -> Iterator[Size]:
    """The sizes that inline scripts hold: in settings, in variables, and beside each other.

    >>> list(sizes_in_scripts("$('#p').pagination(61, {items_per_page: 15})"))[0]
    Size(rows=61, size=15, pages=None)
    >>> list(sizes_in_scripts("new Vue({data() { return {rows: [{}], total: 35, pageSize: 10} }})"))[-1]
    Size(rows=35, size=10, pages=None)
    >>> list(sizes_in_scripts("var total = 35; chart({pageSize: 10})"))[-1]
    Size(rows=35, size=None, pages=None)
    """
    for settings in _SETTINGS.finditer(scripts):
        before, inside = settings.groups()
        rows = _setting(inside, _TOTAL) or (int(before) if before else None)
        yield Size(rows, _setting(inside, _SIZE))
    yield Size(_setting(scripts, _TOTAL_VARIABLE), _setting(scripts, _SIZE_VARIABLE))
    for total in islice(_BARE_TOTAL.finditer(scripts), _MOST_TOTALS):
        yield Size(int(total[1]), _setting(_beside(scripts, *total.span()), _SIZE_VARIABLE))


def _beside(scripts: str, start: int, end: int) -> str:
    """What stands right before and behind a part of ``scripts``, within the same braces.

    >>> _beside("f({a: 1}); g({b: 2, rows: [{}], total: 3, c: 4}); d = 5", 32, 40)
    'b: 2, rows: [], , c: 4'
    """
    before, behind = (
        _BRACE.split(_BRACED.sub("", part))
        for part in (scripts[max(0, start - _BESIDE) : start], scripts[end : end + _BESIDE])
    )
    return before[-1] + behind[0]


def _setting(text: str, name: str) -> int | None:
    return read_number(text, f"(?i:{name})")


def sizes_in_attributes(root: HtmlElement) -> Iterator[Size]:
    """The sizes that elements hold which call themselves pagers: ``<div class="pagination" data-total="35" data-size="10">``.

    >>> from lxml.html import fromstring
    >>> list(sizes_in_attributes(fromstring('<p><el-pagination :total="35"></el-pagination></p>')))
    [Size(rows=35, size=10, pages=None)]
    >>> list(sizes_in_attributes(fromstring('<p><b class="photos" data-total="35" data-size="10"></b></p>')))
    []
    """
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        own = tag.endswith("pagination")
        if not own and not (PAGER_NAME.search(name_of(element)) and not OTHER_NAME.search(name_of(element))):
            continue
        told = {
            re.sub(r"[-_]", "", name[bound.end() :] if bound else name).lower(): int(value)
            for name, value in element.attrib.items()
            if ((bound := _BOUND.match(name)) or own) and _COUNT.fullmatch(value)
        }
        if told:
            rows, size, pages = (
                next((told[name] for name in told if name in names), None)
                for names in (_ROWS, _SIZES, _PAGES)
            )
            yield Size(rows, size or (_USUAL_SIZE if own else None), pages)


def name_of(element: HtmlElement) -> str:
    """What an element is called: its class and its id."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"
