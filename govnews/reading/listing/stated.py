"""What a pager states in words: the number of this page, how many pages and entries there are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from govnews.reading.listing import words
from govnews.reading.listing.words import any_of

_UNSEEN = frozenset(["script", "style", "option", "textarea", "title"])
_GAP = r"[\s:：]{0,9}"
_N = r"(\d{1,6})"
_CURRENT_OF_PAGES = [
    # 第1/31页, 1/7页, 第1页/共31页; then 页次1/26; then 第2页 共31页
    re.compile(rf"第?{_GAP}{_N}{_GAP}页?{_GAP}/{_GAP}[共第]?{_GAP}{_N}{_GAP}页"),
    re.compile(rf"(?:页次|页码|当前页?|当前第){_GAP}{_N}{_GAP}页?{_GAP}/{_GAP}共?{_GAP}{_N}"),
    re.compile(rf"第{_GAP}{_N}{_GAP}页[\s,，、|]{{0,9}}共{_GAP}{_N}{_GAP}页"),
]
# 共31页 第2页
_PAGES_AND_CURRENT = re.compile(rf"共{_GAP}{_N}{_GAP}页[\s,，、|]{{0,9}}(?:当前)?[是为]?第{_GAP}{_N}{_GAP}页")
# 2/31, in a pager only
_BARE_FRACTION = re.compile(r"(?:^|\n)\s{0,9}(\d{1,5})\s{0,9}/\s{0,9}(\d{1,5})\s{0,9}(?=\n|$)")
_PAGES = [
    re.compile(rf"(?:^|\n|[\s\[(（,，;；条篇|])[总共][共计有]{{0,2}}{_GAP}{_N}{_GAP}页"),  # 共31页
    re.compile(rf"总页数{_GAP}{_N}"),
    re.compile(rf"(?:^|\n)\s{{0,9}}/{_GAP}{_N}{_GAP}页"),  # Discuz: / 12 页
]
_ENTRIES = [
    re.compile(rf"(?:^|\n|[\s\[(（,，;；页|])[总共][共计有]{{0,2}}{_GAP}{_N}{_GAP}[条篇]"),  # 共99条
    re.compile(rf"(?:总数|总记录数?|总条数|记录总数){_GAP}{_N}"),
    re.compile(rf"(?:^|\n)\s{{0,9}}{_N}\s{{0,9}}条\s{{0,9}}(?=\n|$)"),  # PHPCMS: 312条
]
_BESIDE = any_of(*words.FIRST, *words.PREVIOUS, *words.NEXT, *words.LAST, "每页", "当前", "页次")
# Outside a pager the words have to stand alone, or among those of a pager: 共99条 is no number of comments or of measures.
_ENTRIES_ALONE = [
    re.compile(
        rf"(?:^|\n)\s{{0,9}}[总共]{{1,2}}[计有]?{_GAP}{_N}{_GAP}[条篇](?:记录|信息|数据|新闻|文章)?"
        rf"[\s|,，;；、。)）\]】]{{0,9}}(?=\n|$|第\s?\d|共\s?\d|{_BESIDE})"
    )
]
# Characters of a page that are read.
_MOST_TEXT = 2_000_000


def stated_text(element: HtmlElement) -> str:
    """The text of an element, one line for each piece of it."""
    return "\n".join(filter(None, map(str.strip, _pieces(element))))[:_MOST_TEXT]


def _pieces(element: HtmlElement) -> Iterator[str]:
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        text = each.text if event == "start" else each.tail
        unseen = event == "start" and each.tag in _UNSEEN
        if text and not unseen and (event == "start" or each is not element):
            yield text


def position_in_page(text: str) -> tuple[int | None, int | None]:
    """(number of this page, number of pages) as the text of a whole page states them; None for what it does not say.

    >>> position_in_page("第2页 共31页"), position_in_page("共31页"), position_in_page("2/31")
    ((2, 31), (None, 31), (None, None))
    """
    return _position(text) or (None, _first(_PAGES, text))


def position_in_pager(text: str) -> tuple[int | None, int | None]:
    """The same of a pager's text, where a bare 2/31 says it, too.

    >>> position_in_pager("2/31"), position_in_pager("31/2")
    ((2, 31), (None, None))
    """
    return _position(text) or _bare_position(text) or (None, _first(_PAGES, text))


def _position(text: str) -> tuple[int, int] | None:
    for form in _CURRENT_OF_PAGES:
        if (found := form.search(text)) and 1 <= int(found[1]) <= int(found[2]):
            return int(found[1]), int(found[2])
    if (found := _PAGES_AND_CURRENT.search(text)) and 1 <= int(found[2]) <= int(found[1]):
        return int(found[2]), int(found[1])
    return None


def _bare_position(text: str) -> tuple[int, int] | None:
    found = _BARE_FRACTION.search(text)
    return (int(found[1]), int(found[2])) if found and 1 <= int(found[1]) <= int(found[2]) else None


def entries_in_pager(text: str) -> int | None:
    """How many entries the column has, as the text of its pager states it; None where it does not.

    >>> entries_in_pager("共99条"), entries_in_pager("共0条")
    (99, None)
    """
    return _first(_ENTRIES, text)


def entries_in_page(text: str) -> int | None:
    """The same of a whole page's text, where the words have to stand alone in their line.

    >>> entries_in_page("共99条"), entries_in_page("共\\n26\\n篇文章 下一页|尾页"), entries_in_page("共3条措施")
    (99, 26, None)
    """
    return _first(_ENTRIES_ALONE, text)


def _first(forms: list[re.Pattern[str]], text: str) -> int | None:
    """The first number that one of ``forms`` finds; 0 is a template that waits for its script."""
    for form in forms:
        found = form.search(text)
        if found and int(found[1]) > 0:
            return int(found[1])
    return None
