"""Hubs: pages of several blocks, each the beginning of a list that stands elsewhere, behind its 更多."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from govnews.identity import canonical_url
from govnews.reading.listing.columns import mores_of
from govnews.reading.listing.lists import LinkList, real_lists
from govnews.reading.page.outline import Outline
from govnews.reading.page.page import Page

# Levels from the element that holds a block's rows up to the one that holds its heading and its 更多.
_MAX_CLIMB = 4
# Rows that a block has at least, and the share of the page's rows that stand in blocks.
_ROWS = 2
_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a hub."""

    heading: str
    """What the block is called; empty where no text says it."""

    url: str
    """Where its 更多 leads: the first page of its list."""


def blocks_of(page: Page) -> tuple[Block, ...]:
    """The blocks of a hub, in page order, each list once; empty where the page is one list, or no list.

    A list with blocks beside it (推荐, 热点) is no hub: most of its rows have to stand in blocks.

    >>> rows = "".join(f"<li><a href='/a/2026{n}.html'>全区第{n}场现场会召开</a> 2026-03-1{n}</li>" for n in range(4))
    >>> block = "<div><h3>{0}动态</h3><a href='/{1}/'>更多</a><ul>" + rows + "</ul></div>"
    >>> hub = block.format("政务", "zw") + block.format("民生", "ms").replace("/a/", "/b/")
    >>> [block.url for block in blocks_of(Page("http://example.gov.cn/xw/", f"<body>{hub}</body>"))]
    ['http://example.gov.cn/zw/', 'http://example.gov.cn/ms/']
    >>> blocks_of(Page("http://example.gov.cn/xw/", f"<body>{block.format('政务', 'zw')}</body>"))
    ()
    """
    here = canonical_url(page.url)
    mores = {
        element: Block(heading, url) for element, heading, url in mores_of(page) if canonical_url(url) != here
    }
    if len({block.url for block in mores.values()}) < 2:
        return ()
    outline = Outline(page.root)
    lists = real_lists(page, outline)
    block_of = _owners(outline, lists, mores)
    inside = sum(len(each.rows) for each in block_of)
    if inside < _SHARE * sum(len(each.rows) for each in lists):
        return ()
    blocks = {block.url: block for block in block_of.values()}
    return tuple(blocks.values()) if len(blocks) > 1 else ()


def _owners(
    outline: Outline, lists: list[LinkList], mores: dict[HtmlElement, Block]
) -> dict[LinkList, Block]:
    """The block that each list stands in; lists that stand in none are left out.

    A block is the lowest element around the list that holds a 更多. Of several 更多 the list's own is the last one
    before it, and none where a list beside it has a block of its own in there: then it is the page's main list.
    """
    place = {link.element: link.node for link in outline.links if link.element in mores}
    above: dict[HtmlElement, list[HtmlElement]] = defaultdict(list)
    for more in place:
        for ancestor in islice(more.iterancestors(), 2 * _MAX_CLIMB):
            above[ancestor].append(more)
    frames = {each: frame for each in lists if (frame := _frame(each, above)) is not None}
    nested = {ancestor for frame in frames.values() for ancestor in frame.iterancestors()}
    owners: dict[LinkList, Block] = {}
    for each, frame in frames.items():
        inside = above[frame]
        before = [more for more in inside if place[more] < each.rows[0].node]
        if frame not in nested and (before or len(inside) == 1) and len(each.rows) >= _ROWS:
            owners[each] = mores[before[-1] if before else inside[0]]
    return owners


def _frame(each: LinkList, above: dict[HtmlElement, list[HtmlElement]]) -> HtmlElement | None:
    """The lowest element around the list's rows that holds a 更多; None where none stands near."""
    first, last = each.rows[0].links[0].element, each.rows[-1].links[0].element
    around = set(last.iterancestors())
    shared = (ancestor for ancestor in first.iterancestors() if ancestor in around)
    near = islice(shared, _MAX_CLIMB + 1)
    return next((one for one in near if one in above and one.tag not in ("body", "html")), None)
