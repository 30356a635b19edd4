"""Lists of links in a page: everything that is built like one, and which of them are the page's own.

How a list is found, without any name of a class or a host (shapes: field facts §3.13):

1. Links that stand under the same path of tags are *rows* of the lowest element that holds two of them with
   different targets. Further links of a row to the same target (picture, 详情) belong to it; links at another
   path (popups, labels) do not.
2. A list is worth what its rows are worth: a long title, an address shaped like an article's, a date.
3. A short list under a heading of a side box (热点排行, 推荐阅读) that leads elsewhere is none of the page's own, even
   where the page has no other.
4. Lists built like the best one are real too: tabs, hidden panels, rows cut into groups. On a page without a
   pager where the best ones hold but a part of the dated rows (a hub), so are the other dated lists.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from govnews.reading.listing import words
from govnews.reading.listing.page_numbers import numbered
from govnews.reading.listing.words import any_of
from govnews.reading.page.links import is_article
from govnews.reading.page.outline import Link, Outline
from govnews.reading.page.page import Page
from govnews.text import fold
from govnews.urls import directory, same_site

# Levels between a link and its row; the deepest row seen has 7.
MAX_CLIMB = 12
# Lists of one page that are read; a hub has a few dozen.
MAX_LISTS = 200
# Links of a row that are looked at; rows with popups have up to 10.
MAX_LINKS_OF_ROW = 50

# Characters that a title has at least, on the average of a list.
SHORTEST_TITLE = 5
# The same where every row has a date and an article's address.
_SHORT_TITLE = 2

# Elements of a row that are looked at for a picture.
_NODES_OF_ROW = 100

# How much more a dated row is worth that leads into the page's own directory.
_AT_HOME = 10
# How much more a list is worth that the pager follows, within as many texts.
_PAGED = 2
_PAGER_WITHIN = 20
# Rows that a side box has at most, characters and pieces of its heading, and levels that these stand below it.
_SIDE_ROWS = 12
_SIDE_HEADING = 10
_SIDE_PIECES = 4
# Characters of the heading with the blanks around it.
_LONGEST_HEADING = 200
_SIDE_CLIMB = 4
# Characters of a page's number with the blanks around it.
_LONGEST_NUMBER = 40

# A pager, drawn by a script or static.
_PAGER_SCRIPT = re.compile(
    rf"createPage\w{{0,40}}\s{{0,9}}\(\s{{0,9}}['\"\d]|(?:{any_of(*words.PAGE_COUNTS)})['\"]?\s{{0,9}}[=:]\s{{0,9}}['\"]?\d|共\s{{0,9}}\d{{1,6}}\s{{0,9}}页"
)
_PAGER_TEXT = re.compile(rf"[\[【(（<\s]*(?:{any_of(*words.NEXT, *words.LAST)})[\])】）>\s]*")
# What a row says that stands above the others whatever its date, before its title or in it.
# Blanks are bounded: from each of a long run of them the search would begin anew.
PINNED = re.compile(r"(?:[\[【(（]\s{0,4})?置\s{0,4}顶\s{0,4}[\])】）]?\s{0,4}[:：]?\s{0,4}")
_SIDE_BOX = re.compile(any_of(*words.SIDE_BOXES))
# What a class says of a state or a number, not of the build: on, active, hide, tab-2.
_STATE = re.compile(
    r"on|off|cur|current|active|selected|hide|hidden|show|none|block|first|last|[-_]?\d+", re.IGNORECASE
)


@dataclass(slots=True)
class Row:
    """One row: an element, the target it is about, and the links to it."""

    node: int
    href: str
    links: list[Link]


@dataclass(slots=True, eq=False)
class LinkList:
    """Rows whose links stand under one path in one element."""

    container: int
    path: int
    rows: list[Row]
    """In page order; no row stands in another."""
    dated: float
    """Share of rows with a date."""
    articles: float
    """Share of rows whose address has an article's shape."""
    title: float
    """Mean length of the titles."""

    @property
    def reads_as_titles(self) -> bool:
        """Whether its links are titles of articles; those of a menu or a pager are shorter, or lead to lists."""
        return self.title >= SHORTEST_TITLE and (self.dated >= 0.5 or self.articles >= 0.5)

    @property
    def worth(self) -> float:
        """The sum of what its rows are worth; a date counts for more than any length of a menu."""
        return len(self.rows) * min(self.title, 30) * (0.3 + 0.7 * self.articles) * (1 + 4 * self.dated)

    def gaps(self, outline: Outline) -> list[tuple[int, int]]:
        """The texts before the first row, between the rows, and after the last one, as ranges."""
        starts = [outline.low[row.node] for row in self.rows]
        ends = [outline.high[row.node] for row in self.rows]
        return list(
            zip([outline.low[self.container], *ends], [*starts, outline.high[self.container]], strict=True)
        )

    def has_in_row(self, outline: Outline, node: int) -> bool:
        """Whether ``node`` stands in one of the rows."""
        place = bisect_right(self.rows, node, key=lambda row: row.node) - 1
        return place >= 0 and node <= outline.last[self.rows[place].node]


def link_lists(outline: Outline) -> list[LinkList]:
    """All groups of links that are built alike, menus and pagers too."""
    several = _branchings(outline)
    groups: dict[tuple[int, int], dict[int, list[Link]]] = defaultdict(lambda: defaultdict(list))
    for link in outline.links:
        path, row = outline.paths[link.node], link.node
        for level, container in enumerate(outline.ancestors(link.node)):
            if level == MAX_CLIMB:
                break
            if (path, container) in several:
                groups[container, path][row].append(link)
                break
            row = container
    _lift_labelled_rows(outline, groups)
    return [
        _measured(outline, container, path, {node: links[0] for node, links in rows.items()})
        for (container, path), rows in groups.items()
    ]


def _branchings(outline: Outline) -> set[tuple[int, int]]:
    """Path and element, for all elements that hold two links under that path with different targets."""
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


def _lift_labelled_rows(outline: Outline, groups: dict[tuple[int, int], dict[int, list[Link]]]) -> None:
    """Take ``<li><a>[社会]</a> <a>title</a> date</li>`` as one row, not as a list of two.

    Known by one date, or one article, to each of several siblings that hold two to four links; the link that
    has the longest text over all of them, counted from the end, is the title.
    """
    siblings: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for (container, path), rows in groups.items():
        if len(rows) <= 4:
            row = _alone(outline, container)
            siblings[outline.parents[row], path][row] = container
    for (parent, path), containers in siblings.items():
        dates = [outline.dates_in(row) for row in containers]
        if len(containers) < 2 or max(dates) > 1:
            continue
        links_of = {
            row: [link for links in groups[container, path].values() for link in links]
            for row, container in containers.items()
        }
        articles = [sum(is_article(link.href) for link in links) for links in links_of.values()]
        if sum(dates) < 0.6 * len(containers) and set(articles) != {1}:
            continue
        for container in containers.values():
            del groups[container, path]
        lengths: Counter[int] = Counter()
        for links in links_of.values():
            for place, link in enumerate(reversed(links)):
                lengths[place] += len(outline.text(link.node))
        title = lengths.most_common(1)[0][0]
        for row, links in links_of.items():
            groups[parent, path][row] = [links[max(len(links) - 1 - title, 0)]]


def _alone(outline: Outline, node: int) -> int:
    """``node``, or the highest element around it that holds no further link: the cell's ``<tr>``."""
    links = len(outline.links_in(node, MAX_LINKS_OF_ROW))
    for level, above in enumerate(outline.ancestors(node)):
        if level == MAX_CLIMB or len(outline.links_in(above, links + 1)) > links:
            break
        node = above
    return node


def single_links(outline: Outline) -> list[LinkList]:
    """Lists of one row: links that stand alone in an item, a table row or a block."""
    lists = []
    for link in outline.links:
        row = link.node
        for level, node in enumerate(outline.ancestors(link.node)):
            if level == MAX_CLIMB or any(other.href != link.href for other in outline.links_in(node, 8)):
                break
            if outline.parents[node] < 0:  # the page itself is no row of a list
                break
            row = node
        lists.append(_measured(outline, outline.parents[row], outline.paths[link.node], {row: link}))
    return lists


def rows_of(outline: Outline, container: int, nodes: Iterable[int]) -> LinkList | None:
    """The list of these children of ``container``, each about its longest link; None where none of them has a link."""
    links_of = {node: outline.links_in(node, MAX_LINKS_OF_ROW) for node in nodes}
    main_of = {
        node: max(links, key=lambda link: _length(outline, link)) for node, links in links_of.items() if links
    }
    return _measured(outline, container, 0, main_of) if main_of else None


def _measured(outline: Outline, container: int, path: int, main_of: dict[int, Link]) -> LinkList:
    rows = []
    for node, main in sorted(main_of.items()):
        others = (link for link in outline.links_in(node, MAX_LINKS_OF_ROW) if link.href == main.href)
        rows.append(Row(node, main.href, [main, *(link for link in others if link is not main)]))
    count = len(rows)
    measured = LinkList(
        container,
        path,
        rows,
        dated=sum(outline.dates_in(row.node) > 0 for row in rows) / count,
        articles=sum(is_article(row.href) for row in rows) / count,
        title=sum(_title_length(outline, row) for row in rows) / count,
    )
    if measured.dated < 0.5:
        before = outline.dates_before
        dated = [before[high] > before[low] for low, high in measured.gaps(outline)]
        measured.dated = max(measured.dated, sum(dated[1:]) / count, sum(dated[:-1]) / count)
    return measured


def _title_length(outline: Outline, row: Row) -> int:
    """Length of the longest text of the row's links; of the text beside them, if they say no more than 详情.

    A link that says as little beside a longer one is a label: the outlet's, a tag.
    """
    longest = max(_length(outline, link) for link in row.links)
    if longest >= SHORTEST_TITLE or not is_article(row.href):
        return longest
    others = (link for link in outline.links_in(row.node, MAX_LINKS_OF_ROW) if link.href != row.href)
    if any(_length(outline, link) >= SHORTEST_TITLE for link in others):
        return longest
    beside = outline.undated_outside[outline.high[row.node]] - outline.undated_outside[outline.low[row.node]]
    return max(longest, beside)


def _length(outline: Outline, link: Link) -> int:
    inside = outline.undated[outline.high[link.node]] - outline.undated[outline.low[link.node]]
    return max(inside, len((link.element.get("title") or "").strip()))


def real_lists(page: Page, outline: Outline) -> list[LinkList]:
    """The main list, and the lists that are as real as it."""
    lists = _candidates(page, outline)
    if not lists:
        return []
    families = defaultdict(list)
    for each in lists:
        families[_build(outline, each)].append(each)
    paged = _before_pager(outline, lists)
    family = max(
        families.values(),
        key=lambda lists: sum(_worth_here(page, each) * (_PAGED if each is paged else 1) for each in lists),
    )
    family += _last_rows(outline, family, lists)
    if family[0].dated < 0.5 or _has_pager(page, outline):
        family = _of_one_directory(page, family, family)
    else:
        family += _rest_of_hub(page, outline, family, lists)
    real = apart(outline, family + _pinned_rows(outline, family))
    whole = [_with_strays(outline, each) if len(each.rows) > 1 else each for each in real]
    return apart(outline, [_with_dead(outline, each) for each in whole])


def _pinned_rows(outline: Outline, family: list[LinkList]) -> list[LinkList]:
    """Rows that say 置顶 and stand apart from the list, in a table or block of their own."""
    listed = {row.href for each in family for row in each.rows}
    places = [i for i, text in enumerate(outline.texts) if "置" in text and PINNED.search(text)]
    if not places:
        return []
    alone = (each for each in single_links(outline) if each.rows[0].href not in listed)
    return [
        each
        for each in alone
        if each.title >= SHORTEST_TITLE
        and (each.dated or each.articles)
        and any(outline.low[row.node] <= i < outline.high[row.node] for row in each.rows for i in places)
    ]


def _candidates(page: Page, outline: Outline) -> list[LinkList]:
    """Lists of titles; where there are none single dated titles, else dated articles of short titles (公告, 讣告),

    else any long titles of the page's host, else the row that is left for a last page. Short titles of the page's own
    directory go before undated ones that all lead elsewhere. Side boxes are no candidates.
    """
    lists = link_lists(outline)
    boxes = _side_boxes(page, outline, lists)
    lists = [each for each in lists if each not in boxes]
    titles = [each for each in lists if each.reads_as_titles]
    if any(each.dated >= 0.5 or _share_below(page, each) > 0 for each in titles):
        return titles
    if own := [each for each in lists if _is_own_of_short_titles(page, outline, each)]:
        return own
    if titles:
        return titles
    beside = {row.href for each in boxes for row in each.rows}
    single = [each for each in single_links(outline) if each.reads_as_titles and each.articles and each.dated]
    if single := [each for each in single if each.rows[0].href not in beside]:
        return single
    if short := [each for each in lists if each.dated == each.articles == 1 and each.title >= _SHORT_TITLE]:
        return short
    long = [each for each in lists if len(each.rows) > 2 and each.title >= 2 * SHORTEST_TITLE]
    if own := [each for each in long if all(same_site(url, page.url) for url in _urls(page, each))]:
        return own
    left = _last_row(page, outline, beside)
    return [] if left is None else [left]


def _last_row(page: Page, outline: Outline, beside: set[str]) -> LinkList | None:
    """The one undated row that is left for the last page of a list; None where there is none, or this is page 1.

    It is an article of the site, and stands right above the pager.
    """
    if numbered(page.url) is None:
        return None
    alone = [
        each
        for each in single_links(outline)
        if each.reads_as_titles and each.articles and each.rows[0].href not in beside
    ]
    last = _before_pager(outline, alone)
    return last if last is not None and same_site(_urls(page, last)[0], page.url) else None


def _is_own_of_short_titles(page: Page, outline: Outline, each: LinkList) -> bool:
    """Whether all rows are articles of the page's directory, each with a date or a picture: a picture wall."""
    return (
        len(each.rows) > 2
        and each.articles == 1
        and each.title >= _SHORT_TITLE
        and page.url.count("/") > 3
        and _share_below(page, each) == 1
        and (each.dated == 1 or all(_has_picture(outline, row.node) for row in each.rows))
    )


def _has_picture(outline: Outline, node: int) -> bool:
    return "img" in outline.tags[node : min(outline.last[node], node + _NODES_OF_ROW) + 1]


def _side_boxes(page: Page, outline: Outline, lists: list[LinkList]) -> list[LinkList]:
    """Short lists under a heading of a side box of which no row leads into the directory of the page.

    None is one that the pager follows, nor one whose heading the page says elsewhere, too, as of a column: in its
    title, its menu, its breadcrumb. Home pages, which have no directory, have no side boxes.
    """
    if page.url.count("/") <= 3:
        return []
    short = [(each, _heading(outline, each)) for each in lists if len(each.rows) <= _SIDE_ROWS]
    headed = [(each, heading) for each, heading in short if _SIDE_BOX.search(heading)]
    if not headed:
        return []
    said = Counter(fold(text) for text in outline.texts)
    named = fold(page.title + page.metas.get("columnname", ""))
    paged = _before_pager(outline, lists)
    return [
        each
        for each, heading in headed
        if said[heading] < 2 and heading not in named and each is not paged and _share_below(page, each) == 0
    ]


def _heading(outline: Outline, each: LinkList) -> str:
    """The short line right above the rows that leads nowhere; empty where there is none.

    A line that holds a 更多 is none: it heads the block of a hub.
    """
    first = outline.low[each.rows[0].node]
    if first == 0:
        return ""
    node = outline.owners[first - 1]
    # The words of one heading may stand in several elements: <h3>热点<em>排行</em></h3>.
    for _, above in zip(range(_SIDE_CLIMB), outline.ancestors(node), strict=False):
        if outline.high[above] > first or first - outline.low[above] > _SIDE_PIECES:
            break
        node = above
    low = outline.low[node] if outline.high[node] == first else first - 1
    if first - low > _SIDE_PIECES or any(link >= 0 for link in outline.link_of[low:first]):
        return ""
    written = "".join(outline.texts[low:first])
    text = fold(written[:_LONGEST_HEADING])
    return text if len(text) <= _SIDE_HEADING and words.MORE not in text else ""


def _build(outline: Outline, each: LinkList) -> tuple[object, ...]:
    """What lists that are built alike have in common: tags, the classes of their frame, dates or none."""
    element, node = each.rows[0].links[0].element, each.rows[0].links[0].node
    while node != each.container:
        element, node = element.getparent(), outline.parents[node]
    parent = element.getparent()
    frame = [element.get("class"), parent.get("class") if parent is not None else None]
    classes = (frozenset(_STATE.sub("", name) for name in (value or "").split()) - {""} for value in frame)
    return each.path, outline.paths[each.container], each.dated >= 0.5, *classes


def _last_rows(outline: Outline, family: list[LinkList], lists: list[LinkList]) -> list[LinkList]:
    """Rows of a grid that hold one link, and so belong to the element around their neighbours'."""
    around = {outline.parents[each.container] for each in family}
    like = family[0]
    return [
        each
        for each in lists
        if each.path == like.path and each.container in around and (each.dated >= 0.5) == (like.dated >= 0.5)
    ]


def _with_strays(outline: Outline, each: LinkList) -> LinkList:
    """The list with those rows whose link stands under other tags: ``<li><b><a>`` among ``<li><a>``."""
    tags = {outline.tags[row.node] for row in each.rows} - {"a"}
    main_of = {row.node: row.links[0] for row in each.rows}
    widest = max(_targets(outline, row.node) for row in each.rows)
    for child in outline.children(each.container):
        if child in main_of or outline.tags[child] not in tags or _targets(outline, child) > widest:
            continue
        dated = outline.dates_in(child) > 0
        links = [link for link in outline.links_in(child, MAX_LINKS_OF_ROW) if dated or is_article(link.href)]
        if links and dated == (each.dated >= 0.5):
            main_of[child] = max(links, key=lambda link: _length(outline, link))
    if len(main_of) == len(each.rows):
        return each
    return _measured(outline, each.container, each.path, main_of)


def _with_dead(outline: Outline, each: LinkList) -> LinkList:
    """The dated list with those rows that are built and dated like the others, and that a script alone opens."""
    if len(each.rows) < 2 or each.dated < 0.5:
        return each
    main_of = {row.node: row.links[0] for row in each.rows}
    tags = {outline.tags[node] for node in main_of}
    first = bisect_right(outline.dead, each.container, key=lambda dead: dead.node)
    end = bisect_right(outline.dead, outline.last[each.container], key=lambda dead: dead.node)
    for dead in outline.dead[first:end]:
        if outline.paths[dead.node] != each.path:
            continue
        row = dead.node
        for level, above in enumerate(outline.ancestors(dead.node)):
            if above == each.container or level == MAX_CLIMB:
                break
            row = above
        whole = outline.parents[row] == each.container and row not in main_of
        if whole and outline.tags[row] in tags and outline.dates_in(row):
            main_of[row] = dead
    return each if len(main_of) == len(each.rows) else _measured(outline, each.container, each.path, main_of)


def _targets(outline: Outline, node: int) -> int:
    return len({link.href for link in outline.links_in(node, MAX_LINKS_OF_ROW)})


def _rest_of_hub(
    page: Page, outline: Outline, family: list[LinkList], lists: list[LinkList]
) -> list[LinkList]:
    """The dated lists that are built otherwise, if the page is a hub: if the best ones do not outweigh them."""
    others = [
        each
        for each in lists
        if each.dated >= 0.5
        and each.articles >= 0.5
        and not any(_overlap(outline, each, own) for own in family)
    ]
    own = sum(len(each.rows) for each in family)
    if len(family) < 3 and own >= 0.6 * (own + sum(len(each.rows) for each in others)):
        return []
    return _of_one_directory(page, family, others)


def _has_pager(page: Page, outline: Outline) -> bool:
    return _pager(outline) is not None or bool(_PAGER_SCRIPT.search(page.text))


def _pager(outline: Outline) -> int | None:
    """The number of the first text that is a pager's: a word, or the link 2 behind a 1; None where there is none."""
    before = ""
    for number, text in enumerate(outline.texts):
        if _PAGER_TEXT.fullmatch(text):
            return number
        said = text.strip() if len(text) < _LONGEST_NUMBER else ""
        if said == "2" and before == "1" and outline.link_of[number] >= 0:
            return number
        before = said
    return None


def _of_one_directory(page: Page, family: list[LinkList], lists: list[LinkList]) -> list[LinkList]:
    """Those of ``lists`` that lead into the page's directory, if one of the family does.

    A column's articles stand in its directory, those of a side list in others.
    """
    if max(_share_below(page, each) for each in family) < 0.8:
        return lists
    return [each for each in lists if _share_below(page, each) >= 0.5]


def _before_pager(outline: Outline, lists: list[LinkList]) -> LinkList | None:
    """The list that the first pager follows; None where none stands close before it."""
    place = _pager(outline)
    if place is None:
        return None
    ends = [(outline.high[each.rows[-1].node], each) for each in lists]
    near = [(end, each) for end, each in ends if place - _PAGER_WITHIN <= end <= place]
    return max(near, key=lambda one: (one[0], one[1].worth), default=(0, None))[1]


def _worth_here(page: Page, each: LinkList) -> float:
    """The list's worth, raised where its rows lead into the page's directory.

    So the two rows on a column's last page count for more than the ten of a side list.
    """
    at_home = page.url.count("/") > 3 and each.dated >= 0.5 and _share_below(page, each) >= 0.8
    return each.worth * (_AT_HOME if at_home else 1)


def _share_below(page: Page, each: LinkList) -> float:
    """Share of the rows that lead into the directory of the page, over http or https."""
    folder = directory(page.url).partition(":")[2]
    return sum(url.partition(":")[2].startswith(folder) for url in _urls(page, each)) / len(each.rows)


def _urls(page: Page, each: LinkList) -> list[str]:
    return [page.address(row.href) or "" for row in each.rows]


def apart(outline: Outline, lists: list[LinkList]) -> list[LinkList]:
    """The worthiest lists that do not overlap, in page order: no popup in a row, no row read twice."""
    taken: list[LinkList] = []
    for each in sorted(lists, key=lambda each: each.worth, reverse=True)[:MAX_LISTS]:
        if not any(_overlap(outline, each, other) for other in taken):
            taken.append(each)
    return sorted(taken, key=lambda each: each.rows[0].node)


def _overlap(outline: Outline, one: LinkList, other: LinkList) -> bool:
    return (
        other.has_in_row(outline, one.container)
        or one.has_in_row(outline, other.container)
        or (one.container == other.container and any(one.has_in_row(outline, row.node) for row in other.rows))
    )
