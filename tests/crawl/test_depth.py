"""Where a walk goes on after one that was stopped, and that what it leaves out is no proof."""

from __future__ import annotations

from govnews.crawl.depth import Depth, Reached
from govnews.crawl.walk import Walk
from govnews.items import Column, ListingEntry
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.paging import Claims, LastPageSign, Next, PageRequest

BASE = "http://www.example.gov.cn/xw/"


def page(number: int) -> PageRequest:
    return PageRequest(BASE if number == 1 else f"{BASE}index_{number - 1}.html")


def read(walk: Walk, number: int, *, last: bool = False) -> PageRequest | None:
    """Page ``number`` of three rows came."""
    rows = [ListingEntry(f"{BASE}{number}/{n}.html", f"新闻{n}", "2025-03-24") for n in range(3)]
    end = Next.ended(LastPageSign.PAGE_COUNT_SHOWN, f"page {number} of {number} stated")
    following = end if last else Next((page(number + 1),))
    _, asked = walk.read(Listing(rows), following, Claims(pages=8), settled=lambda _: False)
    return asked


def test_a_walk_goes_on_where_the_one_before_was_stopped_and_proves_nothing() -> None:
    walk = Walk(Column("新闻", BASE, "测试", 1), depth=Depth(Reached(page(6), 6)))
    walk.start()
    assert walk.go_on_below(read(walk, 1)) == page(6)
    assert walk.page_asked == 6
    assert walk.go_on_below(read(walk, 6)) == page(7), "once is enough"
    read(walk, 7)
    assert read(walk, 8, last=True) is None
    assert walk.end is not None and not walk.end.proven
    assert walk.end.against[0] == "pages 2 to 5 were read by runs before this one, which were stopped"
    assert walk.claims_agree is None and not walk.complete


def test_there_is_nothing_to_leave_out_at_the_top_nor_behind_the_end() -> None:
    walk = Walk(Column("新闻", BASE, "测试", 1), depth=Depth(Reached(page(2), 2)))
    walk.start()
    assert walk.go_on_below(read(walk, 1)) == page(2)
    assert walk.depth.skipped is None
    ended = Walk(Column("新闻", BASE, "测试", 1), depth=Depth(Reached(page(6), 6)))
    ended.start()
    assert ended.go_on_below(read(ended, 1, last=True)) is None


def test_the_next_walk_goes_on_at_the_first_page_whose_articles_did_not_all_come() -> None:
    depth = Depth()
    for number in range(1, 6):
        depth.read(page(number), number, [f"{BASE}{number}.html"])
    assert depth.reached(lambda _: True) == Reached(page(5), 5)
    assert depth.reached(lambda url: "/3.html" not in url) == Reached(page(3), 3)
    assert depth.reached(lambda url: "/1.html" not in url) is None, "the top is where every walk begins"
    assert Depth().reached(lambda _: True) is None


def test_a_walk_that_did_not_get_there_keeps_where_it_was() -> None:
    depth = Depth(Reached(page(6), 6))
    depth.read(page(1), 1, [])
    assert depth.reached(lambda _: True) == Reached(page(6), 6)
