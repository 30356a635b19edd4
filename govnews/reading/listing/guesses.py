"""Where a listing page probably is that no page names: the second one, and the one after a lost one."""

from __future__ import annotations

import re
from dataclasses import replace

from govnews.reading.listing.paging import PageRequest
from govnews.text import read_count


def usual_second_pages(url: str) -> tuple[PageRequest, ...]:
    """Where page 2 of a list usually is, for a list whose HTML shows no pager (field facts §1.4, §3).

    >>> [request.url for request in usual_second_pages("http://example.gov.cn/xw/")]
    ['http://example.gov.cn/xw/index_1.html', 'http://example.gov.cn/xw/index_2.html']
    >>> usual_second_pages("http://example.gov.cn/list.jsp?id=3")
    ()
    """
    folder, _, name = url.rpartition("/")
    match = re.fullmatch(r"(index)?(\.s?html?)?", name)
    if match is None or folder.endswith(":/"):
        return ()
    return tuple(PageRequest(f"{folder}/index_{n}{match[2] or '.html'}") for n in (1, 2))


def page_beyond(previous: PageRequest, lost: PageRequest) -> PageRequest | None:
    """The request after ``lost``, by the step that led from ``previous`` to it; None where no step shows.

    >>> page_beyond(PageRequest("http://example.gov.cn/xw/"), PageRequest("http://example.gov.cn/xw/index_1.html")).url
    'http://example.gov.cn/xw/index_2.html'
    >>> page_beyond(PageRequest("http://example.gov.cn/31.htm"), PageRequest("http://example.gov.cn/30.htm")).url
    'http://example.gov.cn/29.htm'
    >>> page_beyond(PageRequest("http://example.gov.cn/a.htm"), PageRequest("http://example.gov.cn/b.htm")) is None
    True
    """
    if lost.method != "GET":
        return None
    here, there = re.split(r"(\d+)", previous.url), re.split(r"(\d+)", lost.url)
    if len(here) == len(there):
        moved = [i for i in range(1, len(there), 2) if here[i] != there[i]]
        if len(moved) != 1 or here[::2] != there[::2]:
            return None
        place, before = moved[0], read_count(here[moved[0]])
    else:
        place, before = len(there) - 2, -1
    number = read_count(there[place]) if place >= 1 else None
    if number is None or before is None:
        return None
    step = 1 if before < 0 else number - before
    if step not in {1, -1} or number + step < 1:
        return None
    width = len(there[place]) if there[place].startswith("0") else 0
    there[place] = str(number + step).zfill(width)
    return replace(lost, url="".join(there))
