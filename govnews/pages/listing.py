"""Listing pages: which of a page's links are the column's entries, with their full titles and dates.

How a list is found, without any name of a class or a host (shapes: field facts §3.13):

1. Links that stand at the same path of tags are *rows* of the lowest element that holds two of them with
   different targets. Further links of a row to the same target (picture, 详情) belong to it; links at another
   path (popups, labels) do not.
2. A list is worth what its rows are worth: a long title, an address shaped like an article's, a date.
3. Lists built like the best one are real too: tabs, hidden panels, rows cut into groups. On a page without a
   pager whose best list holds but a part of the dated rows (a hub), so are the other dated lists.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import pairwise

from lxml import etree
from lxml.html import HtmlElement

from govnews.dates import find_dates, read_date, url_date
from govnews.errors import PageChanged
from govnews.items import ListingEntry
from govnews.pages.links import is_article, is_page, resolve
from govnews.pages.page import Page
from govnews.urls import same_site

# Elements of a page that are looked at, in document order. A real list page has 200 to 5,000.
MAX_ELEMENTS = 200_000
# Levels between a link and its row; the deepest row seen has 7.
MAX_CLIMB = 12

# Lists of one page that are read; a hub has a few dozen.
MAX_LISTS = 200

_UNSEEN = frozenset(["script", "style", "template", "select", "textarea", "head", "svg", "object", "iframe"])
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "dd",
        "div",
        "dl",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ol",
        "p",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])

_YEAR_DAY = r"(?:19|20)?\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?"
_MONTH_DAY = r"\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?"
_CLOCK = r"\d{1,2}\s*[:：时]\s*\d{1,2}(?:\s*[:：分]\s*\d{1,2}(?:\.\d+)?)?\s*[分秒]?"
_DATE = rf"(?:{_YEAR_DAY}|{_MONTH_DAY})(?:\s*(?:T\s*)?{_CLOCK})?"
_HAS_DATE = re.compile(rf"(?<![\d/.-]){_DATE}(?![\d/-])")
# Nothing but a date: 2023-03-24, [2023/03/24], （03-24）, 发布时间：2023年3月24日 09:15
_ONLY_DATE = re.compile(
    rf"[\[【(（〔\s|·-]*(?:[\u4e00-\u9fff]{{0,6}}(?:时间|日期)\s*[:：]?\s*)?({_DATE})[\])】）〕\s|·]*"
)
# A date at an end of a title, set off by a bracket or a space.
_DATE_AT_END = re.compile(
    rf"(?:\s+|[\[【(（]\s*)((?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:\s*{_CLOCK})?)[\])】）]?\s*$"
)
_DATE_AT_START = re.compile(
    rf"^[\[【(（]?\s*((?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:\s*{_CLOCK})?)\s*[\])】）\s]\s*"
)
_PIECE = re.compile(r"[\d\s年月日./\[\]()-]{1,12}")
_SPLIT = [
    re.compile(pattern)
    for pattern in (
        r"(?P<d>\d{1,2})日? (?P<y>(?:19|20)\d\d)[-./年](?P<m>\d{1,2})月?",
        r"(?P<y>(?:19|20)\d\d)[-./年](?P<m>\d{1,2})月? (?P<d>\d{1,2})日?",
        r"(?P<m>\d{1,2})[-./月](?P<d>\d{1,2})日? (?P<y>(?:19|20)\d\d)年?",
        r"(?P<y>(?:19|20)\d\d)年? (?P<m>\d{1,2})[-./月](?P<d>\d{1,2})日?",
        r"(?P<y>(?:19|20)\d\d)年? (?P<m>\d{1,2})月? (?P<d>\d{1,2})日?",
        r"(?P<d>\d{1,2})日? (?P<m>\d{1,2})月? (?P<y>(?:19|20)\d\d)年?",
        r"(?P<m>\d{1,2})月 (?P<d>\d{1,2})日?",
        r"(?P<d>\d{1,2})日? (?P<m>\d{1,2})月",
    )
]
_PAGER = re.compile(
    r"createPage|countPage|pageCount|totalPage|pageDec|下一?页|尾页|末页|共\s*\d+\s*页|[pP]agination|goPage"
)
# Texts of links that are no titles.
_FURNITURE = re.compile(
    r"[\[【(（<《\s]*(?:更多|more|详情|详细|查看|查看更多|查看详情|查看全文|阅读全文|全文|首页|上一?页|下一?页|尾页|末页"
    r"|返回\w{0,4}|下载|打印|关闭|收藏|\d+|[<>«»‹›…. ]+)[\])】）>》+\s]*",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[·•・▪■□◆◇●○▶►»›>＞※★☆\s]+")
_PINNED = re.compile(r"[\[【(（]?\s*置\s*顶\s*[\])】）]?")
_LABELLED_TITLE = re.compile(r"^\s*(?:文章)?标\s*题\s*[:：]\s*")
# What a class says of a state or a number, not of the build: on, active, hide, tab-2.
_STATE = re.compile(
    r"on|off|cur|current|active|selected|hide|hidden|show|none|block|first|last|[-_]?\d+", re.I
)
_CUT = re.compile(r"(?:\.{2,}|…+)$")


def read_listing(page: Page, *, now: datetime | None = None) -> list[ListingEntry]:
    """The entries of ``page``'s list or parallel lists, in page order, each URL once.

    A date is null where the row has none, or where it lacks the year and no witness (the URL's date) gives
    one; ``date_raw`` keeps it as written. ``now`` is the time of fetching, for dates that need one.

    Raises :exc:`PageChanged` when the page lists nothing at all.
    """
    outline = _Outline(page.root)
    entries = _entries(page, _chosen(page, outline), outline, now)
    if not entries:
        raise PageChanged(page.url, "list entries")
    return entries


def read_fragment(html: str, base_url: str) -> list[ListingEntry]:
    """The rows of a bare piece of HTML that stands for a list: jcms records, jpaas ``data.html``, ``<li>``s.

    All its links are entries but those of a pager; an empty list where it holds none.
    """
    page = Page(base_url, f"<html><body>{html}</body></html>")
    outline = _Outline(page.root)
    lists = _lists(outline)
    known = {href for each in lists for href in each.hrefs}
    lists += [each for each in _singles(outline) if not known.issuperset(each.hrefs)]
    return _entries(page, _outermost(outline, [each for each in lists if each.titles]), outline, None)


@dataclass(slots=True)
class _Link:
    """One ``<a>`` that leads to a page."""

    node: int
    href: str
    element: HtmlElement


class _Outline:
    """A page's elements and pieces of text in document order, as numbers: cheap to climb, cut and compare.

    ``texts[low[n]:high[n]]`` is the text of element ``n``; its subtree is ``n`` to ``last[n]``.
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
        self.links: list[_Link] = []
        self.link_of: list[int] = []
        self._read(root)

    def _read(self, root: HtmlElement) -> None:
        names: dict[tuple[int, str], int] = {}
        stack: list[int] = []
        open_link = -1
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                tag = element.tag
                parent = stack[-1] if stack else -1
                node = len(self.tags)
                if node == MAX_ELEMENTS:
                    break
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
                    href = (element.get("href") or "").strip()
                    if is_page(href):
                        open_link = len(self.links)
                        self.links.append(_Link(node, href, element))
                text = element.text
            else:
                node = stack.pop()
                self.last[node] = len(self.tags) - 1
                self.high[node] = len(self.texts)
                if open_link >= 0 and self.links[open_link].node == node:
                    open_link = -1
                text = element.tail
                node = stack[-1] if stack else -1
            if text and not text.isspace():
                self.texts.append(text)
                self.owners.append(node)
                self.link_of.append(open_link)
        for node in stack:
            self.last[node] = len(self.tags) - 1
            self.high[node] = len(self.texts)

    @cached_property
    def dates(self) -> list[str | None]:
        """For each text: the date, where the text is nothing else."""
        return [_only_date(text) for text in self.texts]

    @cached_property
    def dates_before(self) -> list[int]:
        """For each text: how many before it are a date, or hold one outside of any link."""
        counts, count = [0], 0
        for text, only, link in zip(self.texts, self.dates, self.link_of, strict=True):
            count += only is not None or (link < 0 and len(text) < 80 and bool(_HAS_DATE.search(text)))
            counts.append(count)
        return counts

    @cached_property
    def link_nodes(self) -> list[int]:
        return [link.node for link in self.links]

    def ancestors(self, node: int) -> Iterator[int]:
        """Parent, its parent, …"""
        while (node := self.parents[node]) >= 0:
            yield node


def _only_date(text: str) -> str | None:
    text = text.strip()
    if len(text) > 40 or not any(map(str.isdigit, text)):
        return None
    match = _ONLY_DATE.fullmatch(text)
    return match[1] if match else None


@dataclass(slots=True)
class _Row:
    """One row: an element, the target it is about, and the links to it."""

    node: int
    href: str
    links: list[_Link]


@dataclass(slots=True)
class _List:
    """Rows that stand at one path under one element."""

    container: int
    path: int
    rows: list[_Row] = field(default_factory=list)
    dated: float = 0.0
    """Share of rows with a date."""
    articles: float = 0.0
    """Share of rows whose address has an article's shape."""
    title: float = 0.0
    """Mean length of the titles."""

    @property
    def hrefs(self) -> set[str]:
        return {row.href for row in self.rows}

    @property
    def titles(self) -> bool:
        """Whether its links read as titles: those of a menu or a pager are shorter."""
        return self.title >= 5 and (self.dated >= 0.5 or self.articles >= 0.5)

    @property
    def worth(self) -> float:
        return len(self.rows) * min(self.title, 30) * (0.3 + 0.7 * self.articles) * (1 + 2 * self.dated)


def _lists(outline: _Outline) -> list[_List]:
    """Everything that is built like a list, menus and pagers too."""
    several = _branchings(outline)
    rows: dict[tuple[int, int], dict[int, list[_Link]]] = defaultdict(lambda: defaultdict(list))
    for link in outline.links:
        path = outline.paths[link.node]
        row = link.node
        for level, container in enumerate(outline.ancestors(link.node)):
            if level == MAX_CLIMB:
                break
            if (path, container) in several:
                rows[container, path][row].append(link)
                break
            row = container
    _lift_labelled_rows(outline, rows)
    lists = []
    for (container, path), links in rows.items():
        lists.append(_measured(outline, container, path, links))
    return lists


def _branchings(outline: _Outline) -> set[tuple[int, int]]:
    """Path of a link and element, for all elements that hold two such links with different targets."""
    first: dict[tuple[int, int], str] = {}
    several: set[tuple[int, int]] = set()
    for link in outline.links:
        path = outline.paths[link.node]
        for level, node in enumerate(outline.ancestors(link.node)):
            if level == MAX_CLIMB or (path, node) in several:
                break
            if first.setdefault((path, node), link.href) != link.href:
                several.add((path, node))
                break
    return several


def _lift_labelled_rows(outline: _Outline, rows: dict[tuple[int, int], dict[int, list[_Link]]]) -> None:
    """Take ``<li><a>[社会]</a> <a>title</a> date</li>`` as one row, not as a list of two.

    Known by one date to each of several siblings that hold two to four links; the link that has the longest
    text over all of them, counted from the end, is the title.
    """
    siblings: dict[tuple[int, int], list[int]] = defaultdict(list)
    for (container, path), found in rows.items():
        if len(found) <= 4:
            siblings[outline.parents[container], path].append(container)
    for (parent, path), containers in siblings.items():
        dates = [
            outline.dates_before[outline.high[c]] - outline.dates_before[outline.low[c]] for c in containers
        ]
        if len(containers) < 2 or max(dates) > 1 or sum(dates) < 0.6 * len(containers):
            continue
        links_of = {c: [link for links in rows.pop((c, path)).values() for link in links] for c in containers}
        lengths: Counter[int] = Counter()
        for links in links_of.values():
            for place, link in enumerate(reversed(links)):
                lengths[place] += len(_text(outline, link.node))
        title = lengths.most_common(1)[0][0]
        for container, links in links_of.items():
            rows[parent, path][container].append(links[max(len(links) - 1 - title, 0)])


def _measured(outline: _Outline, container: int, path: int, links_of: dict[int, list[_Link]]) -> _List:
    rows = []
    for node, links in links_of.items():
        href = links[0].href
        first = bisect_left(outline.link_nodes, node)
        end = bisect_right(outline.link_nodes, outline.last[node])
        rows.append(_Row(node, href, [link for link in outline.links[first:end] if link.href == href]))
    rows.sort(key=lambda row: row.node)
    each = _List(container, path, rows)
    each.articles = sum(is_article(row.href) for row in rows) / len(rows)
    each.title = sum(max(_length(outline, link) for link in row.links) for row in rows) / len(rows)
    counts = outline.dates_before
    each.dated = sum(counts[outline.high[row.node]] > counts[outline.low[row.node]] for row in rows) / len(
        rows
    )
    if each.dated < 0.5:
        gaps = [counts[high] > counts[low] for low, high in _gaps(outline, each)]
        each.dated = max(each.dated, sum(gaps[1:]) / len(rows), sum(gaps[:-1]) / len(rows))
    return each


def _gaps(outline: _Outline, each: _List) -> list[tuple[int, int]]:
    """The texts before the first row, between the rows, and after the last one, as ranges."""
    starts = [outline.low[row.node] for row in each.rows]
    ends = [outline.high[row.node] for row in each.rows]
    return list(
        zip([outline.low[each.container], *ends], [*starts, outline.high[each.container]], strict=True)
    )


def _text(outline: _Outline, node: int) -> str:
    return " ".join("".join(outline.texts[outline.low[node] : outline.high[node]]).split())


def _length(outline: _Outline, link: _Link) -> int:
    texts = range(outline.low[link.node], outline.high[link.node])
    text = sum(len(outline.texts[i].strip()) for i in texts if outline.dates[i] is None)
    return max(text, len((link.element.get("title") or "").strip()))


def _singles(outline: _Outline) -> list[_List]:
    """Lists of one row: links that stand alone in an item, a table row or a block."""
    lists = []
    for link in outline.links:
        row = link.node
        for node in outline.ancestors(link.node):
            first = bisect_left(outline.link_nodes, node)
            end = bisect_right(outline.link_nodes, outline.last[node])
            if any(other.href != link.href for other in outline.links[first : min(end, first + 8)]):
                break
            if end - first > 8:
                break
            row = node
        lists.append(_measured(outline, outline.parents[row], outline.paths[link.node], {row: [link]}))
    return lists


def _chosen(page: Page, outline: _Outline) -> list[_List]:
    """The main list and the lists that are as real as it."""
    lists = [each for each in _lists(outline) if each.titles]
    if not lists:
        lists = [each for each in _singles(outline) if each.titles and each.articles and each.dated]
    if not lists:
        return []
    best = max(lists, key=lambda each: each.worth)
    family = [each for each in lists if _alike(outline, each, best)]
    dated = [each for each in lists if each.dated >= 0.5 and each.articles >= 0.5]
    rows = sum(len(each.rows) for each in dated)
    hub = best.dated >= 0.5 and not _PAGER.search(page.text)
    if hub and (len(family) > 2 or sum(len(each.rows) for each in family) < 0.6 * rows):
        family = [each for each in lists if each in family or each in dated]
    return _outermost(outline, family)


def _alike(outline: _Outline, each: _List, best: _List) -> bool:
    """Whether a list is built like the best one: same path of tags, same frame, dates or none."""
    if each is best:
        return True
    if each.path != best.path or (each.dated >= 0.5) != (best.dated >= 0.5):
        return False
    if outline.paths[each.container] != outline.paths[best.container]:
        return False
    return outline.parents[each.container] == outline.parents[best.container] or (
        _frame(outline, each) == _frame(outline, best)
    )


def _frame(outline: _Outline, each: _List) -> list[frozenset[str]]:
    """Classes of the container and its parent, but for those that say which tab is open or number it."""
    link = each.rows[0].links[0]
    element, node = link.element, link.node
    while node != each.container:
        element, node = element.getparent(), outline.parents[node]
    classes = [
        element.get("class"),
        (element.getparent().get("class") if element.getparent() is not None else None),
    ]
    return [frozenset(_STATE.sub("", name) for name in (value or "").split()) - {""} for value in classes]


def _outermost(outline: _Outline, lists: list[_List]) -> list[_List]:
    """The worthiest lists that do not overlap, in page order: no popup in a row, no row read twice."""
    taken: list[_List] = []
    for each in sorted(lists, key=lambda each: each.worth, reverse=True)[:MAX_LISTS]:
        if not any(_overlap(outline, each, other) for other in taken):
            taken.append(each)
    return sorted(taken, key=lambda each: each.rows[0].node)


def _overlap(outline: _Outline, one: _List, other: _List) -> bool:
    def inside(node: int, outer: int) -> bool:
        return outer <= node <= outline.last[outer]

    return (
        any(inside(one.container, row.node) for row in other.rows)
        or any(inside(other.container, row.node) for row in one.rows)
        or (
            one.container == other.container
            and not {r.node for r in one.rows}.isdisjoint(r.node for r in other.rows)
        )
    )


def _entries(page: Page, lists: list[_List], outline: _Outline, now: datetime | None) -> list[ListingEntry]:
    entries: dict[str, ListingEntry] = {}
    for each in lists:
        found = list(_read_rows(page, outline, each, now))
        _mark_pinned(found)
        for entry in found:
            known = entries.setdefault(entry.url, entry)
            if known.date is None and entry.date is not None:
                known.date, known.date_raw = entry.date, entry.date_raw
    return list(entries.values())


def _read_rows(page: Page, outline: _Outline, each: _List, now: datetime | None) -> Iterator[ListingEntry]:
    dates = _row_dates(outline, each)
    stated = Counter((row.links[0].element.get("title") or "").strip() for row in each.rows)
    for row, (beside, used) in zip(each.rows, dates, strict=True):
        url = resolve(page.base_url, row.href)
        if url is None:
            continue
        title = _title(outline, row, used, stated)
        pinned = bool(_PINNED.search(_text(outline, row.node)))
        title, in_title = _without_date(_PINNED.sub("", title))
        raw = beside or in_title
        title = _BULLET.sub("", title).strip()
        witness = url_date(url)
        moment = read_date(raw, near=witness.day if witness else None, now=now) if raw else None
        if not title or _FURNITURE.fullmatch(title):
            continue
        if moment is None and len(title) < 5 and not is_article(row.href):
            continue
        yield ListingEntry(
            url=url,
            title=title,
            date=moment.isoformat() if moment else None,
            date_raw=raw,
            pinned=pinned,
            foreign=not same_site(url, page.url),
        )


def _row_dates(outline: _Outline, each: _List) -> list[tuple[str | None, set[int]]]:
    """For each row its date as written, and the texts it was taken from.

    A date that is a text of its own stands at the same place in most rows: that place is asked first.
    """
    found: list[dict[tuple[int, int], tuple[str, int]]] = []
    count: Counter[tuple[int, int]] = Counter()
    for row in each.rows:
        own = {link.node for link in row.links}
        places: dict[tuple[int, int], tuple[str, int]] = {}
        for i in range(outline.low[row.node], outline.high[row.node]):
            raw = outline.dates[i]
            link = outline.link_of[i]
            if raw is not None and (link < 0 or outline.links[link].node in own):
                path, ordinal = outline.paths[outline.owners[i]], 0
                while (path, ordinal) in places:
                    ordinal += 1
                places[path, ordinal] = raw, i
        found.append(places)
        count.update(places.keys())
    order = [place for place, _ in count.most_common()]
    dates: list[tuple[str | None, set[int]]] = []
    for row, places in zip(each.rows, found, strict=True):
        if places:
            raw, _ = places[min(places, key=order.index)]
            dates.append((raw, {i for _, i in places.values()}))
            continue
        dates.append(_split_date(outline, row) or _spoken_date(outline, row) or (None, set()))
    if sum(raw is not None for raw, _ in dates) < 0.5 * len(dates):
        between = [_date_between(outline, low, high) for low, high in _gaps(outline, each)]
        after, before = between[1:], between[:-1]
        side = after if sum(map(bool, after)) >= sum(map(bool, before)) else before
        dates = [(own[0] or raw, own[1]) for own, raw in zip(dates, side, strict=True)]
    return dates


def _date_between(outline: _Outline, low: int, high: int) -> str | None:
    for i in range(low, min(high, low + 20)):
        if outline.dates[i]:
            return outline.dates[i]
        if outline.link_of[i] < 0 and (dated := find_dates(outline.texts[i][:80])):
            return outline.texts[i][dated[0].start : dated[0].end]
    return None


def _split_date(outline: _Outline, row: _Row) -> tuple[str, set[int]] | None:
    """Day and month in blocks of their own: ``<b>24</b><i>2023-03</i>``."""
    run: list[int] = []
    for i in range(outline.low[row.node], outline.high[row.node] + 1):
        text = outline.texts[i].strip() if i < outline.high[row.node] else ""
        if text and _PIECE.fullmatch(text):
            run.append(i)
            continue
        for size in range(len(run), 1, -1):
            for first in range(len(run) - size + 1):
                pieces = run[first : first + size]
                texts = [outline.texts[p].strip(" \t\r\n[]()/-") for p in pieces]
                raw = " ".join(" ".join(texts).split())
                if (only := _only_date("".join(texts))) and re.search(r"\D", only):
                    return only, set(pieces)
                for pattern in _SPLIT:
                    if match := pattern.fullmatch(raw):
                        part = match.groupdict()
                        year = f"{part['y']}-" if part.get("y") else ""
                        return f"{year}{int(part['m']):02d}-{int(part['d']):02d}", set(pieces)
        run = []
    return None


def _spoken_date(outline: _Outline, row: _Row) -> tuple[str, set[int]] | None:
    """A date inside a short text beside the title: 来源：… 2023-03-24 浏览：12."""
    for i in range(outline.low[row.node], outline.high[row.node]):
        text = outline.texts[i].strip()
        if len(text) > 80 or not _HAS_DATE.search(text):
            continue
        if outline.link_of[i] < 0 and (dated := find_dates(text)):
            return text[dated[0].start : dated[0].end], set()
    return None


def _without_date(title: str) -> tuple[str, str | None]:
    """A title and the date at its end or start, if brackets or a space set it off.

    >>> _without_date("示范区召开工作会议 2023-03-24")
    ('示范区召开工作会议', '2023-03-24')
    >>> _without_date("[2023-03-24]示范区召开工作会议")
    ('示范区召开工作会议', '2023-03-24')
    >>> _without_date("关于2023年3月24日停水的通知（2023年）")
    ('关于2023年3月24日停水的通知（2023年）', None)
    """
    for pattern in (_DATE_AT_END, _DATE_AT_START):
        if (match := pattern.search(title)) and (
            rest := title[: match.start()] + title[match.end() :]
        ).strip():
            return rest.strip(), match[1]
    return title, None


def _title(outline: _Outline, row: _Row, used: set[int], stated: Counter[str]) -> str:
    """The row's full title: its links' longest text or ``@title``; beside the links, if they say 详情."""
    candidates = []
    for link in row.links:
        text = _headline(outline, link.node, used)
        heading = outline.tags[link.node - 1] in _HEADINGS or any(
            outline.tags[node] in _HEADINGS for node in outline.ancestors(link.node) if row.node <= node
        )
        title = _stated(link.element, stated)
        candidates.append((heading, _fuller(text, title)))
    good = [(heading, text) for heading, text in candidates if text and not _FURNITURE.fullmatch(text)]
    if not good:
        alts = [img.get("alt") or "" for link in row.links for img in link.element.iter("img")]
        return max([_headline(outline, row.node, used), *alts], key=len) if row.links else ""
    return max(good, key=lambda each: (each[0], len(each[1]) <= 80 and each[1][-1:] != "。", len(each[1])))[1]


def _headline(outline: _Outline, node: int, used: set[int]) -> str:
    """The text of a link: of the heading in it, else of its first block that is long enough for a title."""
    for inner in range(node, outline.last[node] + 1):
        if outline.tags[inner] in _HEADINGS and (text := _text(outline, inner)):
            return text
    blocks: dict[int, list[str]] = defaultdict(list)
    for i in range(outline.low[node], outline.high[node]):
        if i in used:
            continue
        owner = outline.owners[i]
        while owner > node and outline.tags[owner] not in _BLOCKS:
            owner = outline.parents[owner]
        blocks[owner].append(outline.texts[i])
    texts = [" ".join("".join(parts).split()) for parts in blocks.values()]
    return next((text for text in texts if len(text) >= 6), max(texts, key=len, default=""))


def _stated(element: HtmlElement, stated: Counter[str]) -> str:
    """``@title`` in one line, without label; empty where many rows state the same."""
    title = (element.get("title") or "").strip()
    if stated[title] > 2:
        return ""
    lines = [line for line in title.splitlines() if line.strip()] or [""]
    return " ".join(_LABELLED_TITLE.sub("", lines[0]).split())


def _fuller(text: str, title: str) -> str:
    """The longer of a link's text and its ``@title``; a cut text never wins.

    >>> _fuller("县领导调研春季…", "县领导调研春季农业生产")
    '县领导调研春季农业生产'
    >>> _fuller("县领导调研春季农业生产", "")
    '县领导调研春季农业生产'
    """
    if title and _CUT.search(text) and not _CUT.search(title):
        return title
    return max(text, _without_date(title)[0], key=len)


def _mark_pinned(entries: list[ListingEntry]) -> None:
    """Mark the rows that stand above the newest one, where the rest of the list goes back in time."""
    days = [entry.date[:10] if entry.date else None for entry in entries]
    known = [day for day in days if day]
    if len(known) < 3:
        return
    newest = days.index(max(known))
    rest = [day for day in days[newest:] if day]
    if 0 < newest <= len(days) / 2 and sum(a < b for a, b in pairwise(rest)) <= len(rest) / 10:
        for entry in entries[:newest]:
            entry.pinned = True
