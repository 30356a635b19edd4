"""A page's elements and pieces of text in document order, as numbers: cheap to climb, to cut and to compare."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from lxml import etree
from lxml.html import HtmlElement

from govnews.reading.page.links import is_page, opened_by
from govnews.text import fold

_UNSEEN = frozenset(["script", "style", "template", "select", "textarea", "head", "svg", "object", "iframe"])

# Elements that a script may open as a whole: <li onclick="location.href='1.html'">.
_ROWS = frozenset(["li", "tr", "dd", "div", "p", "article"])

# Elements whose attributes tell the day that their text calls 昨天 or 3月24日.
_STAMPED = frozenset(["time", "span", "em", "i"])

_DAY = r"(?:(?:19|20)?\d\d\s{0,9}[-/.年]\s{0,9})?\d{1,2}\s{0,9}[-/.月]\s{0,9}\d{1,2}\s{0,9}日?"
_CLOCK = r"(?:\s{0,9}T?\s{0,9}\d{1,2}\s{0,9}[:：时]\s{0,9}\d{1,2}(?:\s{0,9}[:：分]\s{0,9}\d{1,2}(?:\.\d+)?)?\s{0,9}[分秒]?)?"
_COMPACT = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"
# 2023-03-24, [2023/03/24], （03-24）, 发布时间：2023年3月24日 09:15, 2023-03-24 星期五
_ONLY_DATE = re.compile(
    rf"[\[【(（〔〖\s|·]*(?:[\u4e00-\u9fff]{{0,4}}(?:时间|日期)\s{{0,9}}[:：]?\s{{0,9}})?({_DAY}{_CLOCK}|{_COMPACT})"
    r"(?:\s{0,9}[(（]?星期[一二三四五六日天][)）]?)?[\])】）〕〗\s|·]*"
)
_HAS_DATE = re.compile(rf"(?<![\d/.-]){_DAY}(?![\d/-])")
_DIGIT = re.compile(r"\d")
# <b>24</b><i>2023-03</i>, <b>24日</b><i>3月</i>
_DAY_ALONE = re.compile(r"\s{0,20}[0-3]?\d\s?日?\s{0,20}")
_MONTH_ALONE = re.compile(
    r"\s{0,20}[/-]?\s?(?:(?:19|20)\d\d\s?[-/.年]\s?(?:0?[1-9]|1[0-2])\s?月?|(?:0?[1-9]|1[0-2])\s?月)\s{0,20}"
)


@dataclass(slots=True)
class Link:
    """One ``<a>`` that leads to a page of the web, or a row without any that a script opens."""

    node: int
    href: str
    element: HtmlElement


class Outline:
    """The elements of a tree as nodes 0, 1, 2 … in document order.

    ``texts[low[n]:high[n]]`` is the text inside node ``n``, and ``n … last[n]`` is its subtree. ``paths`` are
    equal for nodes under the same tags. Scripts and forms' choices are left out; white space alone is no text.
    """

    def __init__(self, root: HtmlElement) -> None:
        self.tags: list[str] = []
        self.parents: list[int] = []
        self.paths: list[int] = []
        self.last: list[int] = []
        self.low: list[int] = []
        self.high: list[int] = []
        self.texts: list[str] = []
        self.owners: list[int] = []
        """For each text the node that it stands in, itself or between its children."""
        self.stamps: list[tuple[int, str]] = []
        """Node and date of the elements that carry one as an attribute: ``<time datetime>``, ``<span title>``."""
        self.links: list[Link] = []
        self.dead: list[Link] = []
        """Each ``<a>`` that only a script opens, at an address that its markup does not tell: its ``href`` is empty."""
        self.link_of: list[int] = []
        """For each text the link that it stands in, as an index of ``links``; -1 for none."""
        self._read(root)

    def _read(self, root: HtmlElement) -> None:
        names: dict[tuple[int, str], int] = {}
        stack: list[int] = []
        link = -1
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                node = len(self.tags)
                tag, parent = element.tag, stack[-1] if stack else -1
                self.tags.append(tag)
                self.parents.append(parent)
                self.paths.append(names.setdefault((self.paths[parent] if stack else -1, tag), len(names)))
                self.last.append(node)
                self.low.append(len(self.texts))
                self.high.append(len(self.texts))
                stack.append(node)
                if tag in _UNSEEN:
                    walk.skip_subtree()
                    continue
                if tag == "a":
                    if href := _address(element):
                        link = len(self.links)
                        self.links.append(Link(node, href.strip(), element))
                    elif element.get("href") or element.get("onclick"):
                        self.dead.append(Link(node, "", element))
                elif link < 0 and tag in _ROWS and (href := _opened_by_row(element)):
                    link = len(self.links)
                    self.links.append(Link(node, href, element))
                elif tag in _STAMPED and (stamp := element.get("datetime") or element.get("title")):
                    self.stamps.append((node, stamp))
                text = element.text
            else:
                node = stack.pop()
                self.last[node] = len(self.tags) - 1
                self.high[node] = len(self.texts)
                if link >= 0 and self.links[link].node == node:
                    link = -1
                text = element.tail
                node = stack[-1] if stack else -1
            if text and not text.isspace():
                self.texts.append(text)
                self.owners.append(node)
                self.link_of.append(link)
        for node in stack:
            self.last[node] = len(self.tags) - 1
            self.high[node] = len(self.texts)

    @cached_property
    def dates(self) -> list[str | None]:
        """For each text the date in it, where the text is nothing else."""
        return [only_date(text) for text in self.texts]

    @cached_property
    def dates_before(self) -> list[int]:
        """How many of the first n texts are a date, or a short line outside of links that holds one.

        A day beside its month, each in an element of its own, is one, too.
        """
        counts, count = [0], 0
        for number, (text, only, link) in enumerate(zip(self.texts, self.dates, self.link_of, strict=True)):
            count += (
                only is not None
                or (link < 0 and holds_date(text))
                or (_DAY_ALONE.fullmatch(text) is not None and self._stands_beside_month(number))
            )
            counts.append(count)
        return counts

    @cached_property
    def undated(self) -> list[int]:
        """How many characters the first n texts have, dates left out."""
        lengths = zip(self.texts, self.dates, strict=True)
        return list(
            accumulate((len(text.strip()) if date is None else 0 for text, date in lengths), initial=0)
        )

    @cached_property
    def undated_outside(self) -> list[int]:
        """The same of those outside of links."""
        lengths = zip(self.texts, self.dates, self.link_of, strict=True)
        return list(
            accumulate(
                (len(text.strip()) if date is None and link < 0 else 0 for text, date, link in lengths),
                initial=0,
            )
        )

    def _stands_beside_month(self, number: int) -> bool:
        beside = (*self.texts[max(0, number - 1) : number], *self.texts[number + 1 : number + 2])
        return any(len(text) < 40 and _MONTH_ALONE.fullmatch(text) for text in beside)

    @cached_property
    def _link_nodes(self) -> list[int]:
        return [link.node for link in self.links]

    def links_in(self, node: int, most: int) -> list[Link]:
        """The links in the subtree of ``node``, the first ``most`` of them."""
        first = bisect_left(self._link_nodes, node)
        end = bisect_right(self._link_nodes, self.last[node])
        return self.links[first : min(end, first + most)]

    def ancestors(self, node: int) -> Iterator[int]:
        """Parent, its parent, …"""
        while (node := self.parents[node]) >= 0:
            yield node

    def children(self, node: int) -> Iterator[int]:
        """The child elements of ``node``."""
        child = node + 1
        while child <= self.last[node]:
            yield child
            child = self.last[child] + 1

    def text(self, node: int) -> str:
        """All text of ``node``, white space folded."""
        return fold("".join(self.texts[self.low[node] : self.high[node]]))

    def dates_in(self, node: int) -> int:
        """How many texts of ``node`` are or hold a date."""
        return self.dates_before[self.high[node]] - self.dates_before[self.low[node]]


def _address(link: HtmlElement) -> str | None:
    """Where the ``<a>`` leads: its ``href``, or what its ``onclick`` opens where that is no page's address."""
    href = link.get("href") or ""
    return href if is_page(href) else opened_by(link.get("onclick") or "")


def _opened_by_row(element: HtmlElement) -> str | None:
    """The address that a click on a row opens in which no link does."""
    href = opened_by(element.get("onclick") or "")
    return None if href is None or any(_address(link) for link in element.iter("a")) else href


def only_date(text: str) -> str | None:
    """The date as written, where ``text`` is a date and nothing but brackets and its label.

    >>> only_date(" [2023-03-24] "), only_date("发布时间：2023年3月24日 09:15"), only_date("(03-24)")
    ('2023-03-24', '2023年3月24日 09:15', '03-24')
    >>> only_date("2023-03-24 来源：青禾融媒"), only_date("第3-4页"), only_date("0233621J/2026-00150")
    (None, None, None)
    """
    text = text.strip()
    if len(text) > 40 or not _DIGIT.search(text):
        return None
    match = _ONLY_DATE.fullmatch(text)
    return match[1] if match else None


def holds_date(text: str) -> bool:
    """Whether a short line holds a date among other things.

    >>> holds_date("来源：青禾融媒 2023-03-24 浏览：12次"), holds_date("浏览：12次")
    (True, False)
    """
    return len(text) < 80 and bool(_DIGIT.search(text) and _HAS_DATE.search(text))
