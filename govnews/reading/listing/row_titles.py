"""The full title that each row of a list gives to its link."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from lxml.html import HtmlElement

from govnews.reading.listing import words
from govnews.reading.listing.lists import PINNED, Row
from govnews.reading.listing.row_dates import RowDate
from govnews.reading.listing.words import any_of
from govnews.reading.page.links import is_article
from govnews.reading.page.outline import Outline
from govnews.text import fold

_BLOCKS = frozenset(
    ["address", "article", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p"]
).union(["section", "table", "td", "th", "tr", "ul"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])

_FULL_DAY = r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}"
_ANY_DAY = r"(?:(?:19|20)?\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?"
_CLOCK = r"(?:\s{0,9}\d{1,2}:\d{1,2}(?::\d{1,2})?)?"
# A full date that a bracket or a space sets off from the title.
_SET_OFF = (
    re.compile(rf"(?:\s{{1,9}}|[\[【(（]\s{{0,9}})({_FULL_DAY}{_CLOCK})\s{{0,9}}[\])】）]?\s{{0,9}}$"),
    re.compile(rf"^\s{{0,9}}[\[【(（]?\s{{0,9}}({_FULL_DAY}{_CLOCK})\s{{0,9}}[\])】）\s]\s{{0,9}}"),
)
# Any date glued to the title: taken only where the rows of a list agree on it.
_GLUED = (
    re.compile(rf"[\[【(（]?\s{{0,9}}((?<!\d){_ANY_DAY}{_CLOCK})\s{{0,9}}[\])】）]?\s{{0,9}}$"),
    re.compile(rf"^\s{{0,9}}[\[【(（]?\s{{0,9}}({_ANY_DAY}{_CLOCK})(?!\d)\s{{0,9}}[\])】）]?\s{{0,9}}"),
)

_NUMBER = re.compile(r"\d{1,8}")
_CLOCK_AT_END = re.compile(r"\d{1,2}[:：时].*")

# Texts of links that are no titles: 更多, 详情, numbers of pages.
_MORE = rf"(?:{any_of(*words.LOOK)})?(?:{words.MORE}|{words.MORE_IN_ENGLISH}|详情|详细|查看|全文|原文)(?:内容|信息|新闻)?"
_PAGER = any_of(*words.FIRST, *words.PREVIOUS, *words.NEXT, *words.LAST)
_FURNITURE = re.compile(
    rf"[\[【(（<《«‹\s]*+(?:{_MORE}|{_PAGER}|返回\w{{0,4}}|下载|打印|关闭|收藏|\d+|[<>«»‹›…. |]*+)[\])】）>》»›+.…\s]*",
    re.IGNORECASE,
)
# What a page's foot links to on every page.
_FOOT = re.compile(
    r"\w{0,9}(?:ICP[备证]|网安备)\S*|网站(?:地图|使用声明|声明)\w{0,12}|隐私\w{0,8}|关于我们|联系我们"
)
_BULLET = re.compile(r"^[·•・▪■□◆◇●○▶►»›>＞※★☆\s]+")
# What stands before or after a title in an element of its own. A lone 新 may be the title's first character.
_BADGE = re.compile(
    r"置\s*顶|专题|视频|图片|图文|组图|图解|直播|独家|原创|音频|热点|推荐|(?:new|hot|top|vr|h5)[!！]?|[\[【(（](?:顶|新|热|荐)[\])）】]",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]{0,200}>")
_LABELLED_TITLE = re.compile(r"^\s{0,9}(?:文章)?标\s{0,9}题\s{0,9}[:：]\s{0,9}")
# What old systems add to @title, and what follows it.
_TITLE_ENDS = re.compile(
    r"\s{0,9}(?:点击[次]?数|浏览[次]?数|发[表布]时间|发[表布]日期|更新时间|更新日期|作\s{0,9}者)\s{0,9}[:：]"
)
_CUT = re.compile(r"(?:\.{2,9}|…{1,9}|\. \. \.)\s{0,9}$")


def row_titles(outline: Outline, rows: Sequence[Row], dates: Sequence[RowDate]) -> list[str]:
    """The full title of each row, empty where it has none; dates at its ends go into ``dates``."""
    stated = Counter(title for row in rows for link in row.links if (title := _attribute(link.element)))
    titles = [_title(outline, row, date, stated) for row, date in zip(rows, dates, strict=True)]
    return _without_dates(titles, dates)


def is_furniture(title: str) -> bool:
    """Whether a link's text is that of a pager, a 更多 or a page's foot, no title.

    >>> [is_furniture(text) for text in ("更多>>", "[详情]", "下一页", "12", ">", "", "豫ICP备12003456号-1")]
    [True, True, True, True, True, True, True]
    >>> is_furniture("更多群众用上放心水")
    False
    """
    return bool(_FURNITURE.fullmatch(title) or _FOOT.fullmatch(title))


def is_pinned(outline: Outline, row: Row) -> bool:
    """Whether the row says 置顶."""
    return bool(PINNED.search(outline.text(row.node)))


def _title(outline: Outline, row: Row, date: RowDate, stated: Counter[str]) -> str:
    """The longest of the links' texts and ``@title``s; what stands beside the links, if they say 详情."""
    candidates = []
    for link in row.links:
        text = _headline(outline, link.node, date.used)
        heading = any(outline.tags[node] in _HEADINGS for node in _up_to(outline, link.node, row.node))
        attribute = _attribute(link.element)
        title = _fuller(text, attribute if stated[attribute] <= max(2, len(row.links)) else "")
        if not _FURNITURE.fullmatch(title):
            summary = len(title) > 80 or title.endswith("。")
            candidates.append((heading, not summary, len(title), title))
    if candidates:
        title = max(candidates, key=lambda each: each[:3])[3]
    elif date.raw is None and not is_article(row.href):
        return ""
    else:
        alts = [fold(image.get("alt") or "") for link in row.links for image in link.element.iter("img")]
        title = max([_headline(outline, row.node, date.used), *alts], key=len)
    return _BULLET.sub("", PINNED.sub("", title)).strip()


def _up_to(outline: Outline, node: int, top: int) -> list[int]:
    """``node`` and its ancestors inside ``top``."""
    nodes = [node]
    for above in outline.ancestors(node):
        if above < top:
            break
        nodes.append(above)
    return nodes


def _headline(outline: Outline, node: int, used: set[int]) -> str:
    """The text of the heading in ``node``, else of its first block that is long enough for a title.

    Where a date is one of its elements and no text stands beside them, title and source are elements too:
    ``<a><span>title</span><i>source</i><em>date</em></a>``.
    """
    for inner in range(node, min(outline.last[node], node + 100) + 1):
        if outline.tags[inner] in _HEADINGS and (text := outline.text(inner)):
            return text
    texts = range(outline.low[node], outline.high[node])
    apart = not used.isdisjoint(texts) and all(outline.owners[i] != node for i in texts)
    parts: dict[int, list[str]] = defaultdict(list)
    for i in texts:
        owner = outline.owners[i]
        if i in used or (owner > node and _BADGE.fullmatch(outline.texts[i].strip())):
            continue
        while owner > node and outline.tags[owner] not in _BLOCKS:
            if apart and outline.parents[owner] == node:
                break
            owner = outline.parents[owner]
        parts[owner].append(outline.texts[i])
    lines = [fold("".join(part)) for part in parts.values()]
    return next((line for line in lines if len(line) >= 6), max(lines, key=len, default=""))


def _attribute(element: HtmlElement) -> str:
    """``@title`` in one line, without markup, label, and what old systems add to it."""
    title = element.get("title") or ""
    if not title or title.isspace():
        return ""
    first = next(line for line in _TAG.sub("", title).strip().splitlines() or [""])
    return fold(_TITLE_ENDS.split(_LABELLED_TITLE.sub("", first), maxsplit=1)[0])


def _fuller(text: str, attribute: str) -> str:
    """The longer one of a link's text and its ``@title``, if they are the same title.

    >>> _fuller("县领导调研春季…", "县领导调研春季农业生产")
    '县领导调研春季农业生产'
    >>> _fuller("县领导调研春季农业生产", ""), _fuller("[详情]", "县领导调研春季农业生产")
    ('县领导调研春季农业生产', '县领导调研春季农业生产')
    >>> _fuller("县领导调研春季农业生产", "近日，我县组织力量深入一线，对各乡镇的生产情况作了全面了解。")
    '县领导调研春季农业生产'
    """
    if not attribute or is_furniture(text):
        return attribute or text
    if _CUT.search(text):
        return attribute if not _CUT.search(attribute) else max(text, attribute, key=len)
    same = "".join(text.split())[:4] in "".join(attribute.split())
    return max(text, attribute, key=len) if same else text


def _without_dates(titles: list[str], dates: Sequence[RowDate]) -> list[str]:
    """The titles without the dates at their ends, which become the dates of rows that have no other.

    A full date that is set off is one in any row; another one where four fifths of the rows have one there. Where it
    is all that tells the rows apart (青禾新闻2024年3月11日) it belongs to the title.
    """
    for pattern in _GLUED:
        found = [pattern.search(title) for title in titles]
        if len(titles) >= 3 and sum(map(bool, found)) >= 0.8 * len(titles):
            rests = {pattern.sub("", title) for title in titles}
            if len(rests) * 2 <= len(set(titles)) and "" not in rests:
                return titles
            return [_cut_out(*each) for each in zip(titles, found, dates, strict=True)]
    return [
        _cut_out(title, next(filter(None, (pattern.search(title) for pattern in _SET_OFF)), None), date)
        for title, date in zip(titles, dates, strict=True)
    ]


def _same_day(one: str, other: str) -> bool:
    """Whether two dates name one day, as far as both go: 2024-06-08 09:15 and 6月8日 do.

    >>> _same_day("2024-06-08 09:15", "6月8日"), _same_day("2024年6月18日", "2024-06-19")
    (True, False)
    """
    days = [[int(number) for number in _NUMBER.findall(_CLOCK_AT_END.sub("", text))] for text in (one, other)]
    size = min(map(len, days))
    return days[0][-size:] == days[1][-size:]


def _cut_out(title: str, match: re.Match[str] | None, date: RowDate) -> str:
    if match is None or (date.raw is not None and not _same_day(match[1], date.raw)):
        return title
    rest = (title[: match.start()] + title[match.end() :]).strip()
    if not rest:
        return title
    if date.raw is None:
        date.raw = date.text = match[1]
    return rest
