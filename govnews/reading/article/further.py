"""The further pages of an article: those that its page names, and how they are reached.

No witness decides alone. A link leads to a further page where its words say so (2, 第2页, 下一页, 余下全文), where it stands in
the text or right below it, and where its address is that of the first page and a number more. What a link is called by itself
(第2页), or an address that counts on from the first page's own number, does for one of the others: such a page has to bear the
article's headline (:mod:`govnews.reading.article.joining`). 下一篇 is another article, whatever its address; the pager of
comments or of a box of links stands below their heading.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from lxml.html import HtmlElement

from govnews.reading.article.extent import Extent
from govnews.reading.article.line_kinds import is_heading_of_comments
from govnews.reading.article.lines import LineKind, PageLines
from govnews.reading.article.page_addresses import PageAddress, is_same_document, page_address
from govnews.reading.listing import words
from govnews.reading.listing.pager_parts import address_of
from govnews.reading.listing.script_pager import next_by_script, read_script_pager
from govnews.reading.listing.stated import position_in_pager
from govnews.reading.listing.words import any_of
from govnews.reading.page.links import opened_by
from govnews.reading.page.page import Page
from govnews.text import fold

# Lines below the text in which its pager may stand, credits, notices and share boxes among them.
_BELOW = 12
# What no pager of the text stands below.
_OTHERS = frozenset(
    [LineKind.SENTENCE, LineKind.RELATED, LineKind.NEIGHBOUR, LineKind.INDEX, LineKind.FOOTER]
)
_DRESS = r"[\s\[\]()（）【】|·>›»→＞<‹«←＜…]{0,6}"
# What may stand behind the name of a page: what it is about (第2页：会议要求).
_ABOUT = r"(?:[:：\s].{0,60})?"
_TURN = rf"(?:{any_of(*words.NEXT)})"
_DIGITS = re.compile(rf"{_DRESS}(\d{{1,3}}){_DRESS}")
_NAMED = re.compile(rf"{_DRESS}第\s?(\d{{1,3}}|[一二三四五六七八九十])\s?页{_DRESS}{_ABOUT}")
# What leads back to a page before.
_BACK = re.compile(r"[<«]{0,2}(?:上一?页|前一?页|首页|第一页)")
_NEXT = re.compile(rf"{_DRESS}{_TURN}{_DRESS}{_ABOUT}")
_WHOLE = re.compile(
    rf"{_DRESS}(?:(?:点击|点此|请)?(?:阅读|查看|浏览|显示|展开|余下|剩余)?全文(?:阅读|浏览|显示)?|(?:余下|剩余)内容){_DRESS}"
)
_PAGE_WORDS = re.compile(rf"第\s?\d{{1,3}}\s?页|{_TURN}|全文")
# Of the scripts that draw pagers, those that may be given the name of an article's file.
_PAGER_CALLS = ("createPageHTML", "Pager", "countPage")
_NUMERALS = "〇一二三四五六七八九十"
_LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class PageLink:
    """What leads to a further page."""

    url: str
    """Absolute address, as the page gives it."""

    label: str
    """The words of the link; of a pager that a script draws, its call in short."""

    kind: Literal["element", "script"] = "element"

    is_sure: bool = True
    """Whether its address shows that it is a page of this article. Else it has to bear the article's headline."""


@dataclass(frozen=True, slots=True)
class FurtherPages:
    """What one page of an article says of the others."""

    numbered: Mapping[int, PageLink] = field(default_factory=dict)
    """Pages by the number that the link is called by; the first page is left out."""

    following: PageLink | None = None
    """The page after this one, or the whole text; None where nothing is called so."""

    count: int = 1
    """How many pages there are, as far as the page tells."""

    def __bool__(self) -> bool:
        return bool(self.numbered) or self.following is not None

    @property
    def links(self) -> list[PageLink]:
        """All of them, in page order, each address once."""
        named = [self.numbered[number] for number in sorted(self.numbered)]
        shown = {link.url for link in named}
        return [*named, *([self.following] if self.following and self.following.url not in shown else [])]


def find_further(page: Page, lines: PageLines, extent: Extent, first: str) -> FurtherPages:
    """The further pages that ``page`` names, whose text is ``extent`` of its ``lines``; ``first`` is the first page's address.

    That may be the page itself. A page that names no other one, or only such as are there by scripts without an address,
    has none: scripts mostly show by and by what the page holds already.
    """
    turns = list(_turns(page, lines, extent))
    own = page_address(first, page.url) if turns else None
    here = own.number if own is not None and own.number is not None else 0
    numbered: dict[int, PageLink] = {}
    following: PageLink | None = None
    whole: PageLink | None = None
    stated = 1
    for line, label, url in turns:
        there, number = page_address(first, url), _page_number(label)
        if number is not None and number > 1 and (found := _numbered(label, number, url, there)) is not None:
            numbered.setdefault(number, found)
        elif _NEXT.fullmatch(label) and there is not None and (there.number or 0) > here:
            following = following or PageLink(url, label, is_sure=there.is_added)
        elif _WHOLE.fullmatch(label) and (there is not None or is_same_document(first, url)):
            whole = whole or PageLink(url, label, is_sure=there is not None and there.is_added)
        else:
            continue
        if line < len(lines) and lines.kind(line) is not LineKind.SENTENCE:
            stated = max(stated, position_in_pager(lines[line])[1] or 1)
    if not (numbered or following):
        return _by_script(page, first) or FurtherPages({}, whole)
    return FurtherPages(numbered, following, max(stated, *numbered, 1))


def find_first(page: Page, lines: PageLines, extent: Extent) -> str | None:
    """The address of the first page of the article of which ``page`` is a further one by its pager; None where none shows it."""
    for _, element in _placed(lines, extent):
        label = _label(element)
        if _page_number(label) == 1 or _BACK.fullmatch(label):
            url = address_of(page, element.get("href") or "")
            there = page_address(url, page.url) if url is not None else None
            if there is not None and there.is_added:
                return url
    return None


def _turns(page: Page, lines: PageLines, extent: Extent) -> Iterator[tuple[int, str, str]]:
    """The line, the words and the address of each link in the text or right below it that is called as a further page is."""
    for line, element in _placed(lines, extent):
        label = _label(element)
        if not 0 < len(label) <= _LONGEST_LABEL or not _leads_further(label):
            continue
        url = address_of(page, element.get("href") or "") or _clicked(page, element)
        if url is not None:
            yield line, label, url


def _leads_further(label: str) -> bool:
    return _page_number(label) is not None or bool(_NEXT.fullmatch(label) or _WHOLE.fullmatch(label))


def _numbered(label: str, number: int, url: str, there: PageAddress | None) -> PageLink | None:
    """The link that is called by a page's number; None where its address counts otherwise, or says nothing of a bare number."""
    if there is not None and there.number in (number - 1, number):
        return PageLink(url, label, is_sure=there.is_added)
    return PageLink(url, label, is_sure=False) if there is None and _NAMED.fullmatch(label) else None


def is_page_name(line: str) -> bool:
    """Whether a line is the name of a page, as it stands in a pager: 第2页, 第2页：会议要求.

    >>> is_page_name("第2页：会议要求"), is_page_name("第2页的内容作了修改。")
    (True, False)
    """
    return len(line) <= _LONGEST_LABEL and bool(_NAMED.fullmatch(line))


def _page_number(label: str) -> int | None:
    """The number of the page that a link is called by; None where it is called otherwise.

    >>> [_page_number(label) for label in ("2", "[3]", "第4页", "第五页：会议要求", "2月", "第2期", "2023")]
    [2, 3, 4, 5, None, None, None]
    """
    found = _DIGITS.fullmatch(label) or _NAMED.fullmatch(label)
    if found is None:
        return None
    return _NUMERALS.index(found[1]) if found[1] in _NUMERALS else int(found[1])


def _placed(lines: PageLines, extent: Extent) -> Iterator[tuple[int, HtmlElement]]:
    """The links that stand in the text or right below it, with the numbers of their lines."""
    links = lines.flow.links
    stop = _foot(lines, extent)
    for number, element in islice(links, bisect_left(links, extent.start, key=lambda link: link[0]), None):
        if number > stop:
            return
        # A link without words stands before the line whose number it has.
        if number < stop or not any(text.strip() for text in element.itertext()):
            yield number, element


def _foot(lines: PageLines, extent: Extent) -> int:
    """The first line below the text where something else begins: other articles, comments, the site's foot."""
    last = min(extent.end + _BELOW, len(lines))
    for number in range(extent.end, last):
        kind, said = lines.kind(number), lines[number]
        if kind in _OTHERS or is_heading_of_comments(said):
            return number
        if kind is LineKind.LINK and not _PAGE_WORDS.search(said):
            return number
    return last


def _label(element: HtmlElement) -> str:
    """What a link is called: its words, else its title or that of its picture."""
    said = fold("".join(islice(element.itertext(), 12)))
    pictures = (image.get("alt") or "" for image in islice(element.iter("img"), 2))
    return said or fold(element.get("title") or next(filter(None, pictures), ""))


def _clicked(page: Page, element: HtmlElement) -> str | None:
    """The address that a click on a link opens; None where it opens none."""
    opened = opened_by(element.get("onclick") or "")
    return address_of(page, opened) if opened else None


def _by_script(page: Page, first: str) -> FurtherPages | None:
    """The same of a pager that a script draws: ``createPageHTML(3, 0, "t20250324_1", "html")``, by the article's own name."""
    pager = read_script_pager(page) if any(word in page.text for word in _PAGER_CALLS) else None
    if pager is None:
        return None
    candidates = next_by_script(page, pager, None).candidates
    there = page_address(first, candidates[0].url) if candidates else None
    if there is None or not there.is_added:
        return None
    return FurtherPages({}, PageLink(candidates[0].url, pager.mark, "script"), pager.pages)
