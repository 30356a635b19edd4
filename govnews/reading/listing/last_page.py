"""The signs by which a pager shows that its page is the last one, each a function, the surest first.

Each takes what the page shows of its pager, and returns None where the pager does not show this sign.
"""

from __future__ import annotations

import re

from govnews.reading.listing.next_page import Reader
from govnews.reading.listing.page_numbers import Numbered, numbered, related
from govnews.reading.listing.pager_parts import PagerItem, PagerView, address_of
from govnews.reading.listing.paging import LastPageSign, Next


def page_count_reached(view: PagerView) -> Next | None:
    """第5页/共5页: the number of this page is the number of pages; of one page it need not be known."""
    current, pages = view.current, view.pages
    if pages == 1 and current in (None, 1):
        return Next.ended(view.pages_sign, "1 page stated")
    if pages is not None and pages > 1 and current is not None and current >= pages:
        return Next.ended(view.pages_sign, f"page {current} of {pages} stated")
    return None


def higher_number_shown(view: PagerView) -> Next | None:
    """A number above this page's: more is to come, whatever 下一页 looks like, and nothing says how to ask for it."""
    current = view.current
    return Next() if current is not None and any(label > current for label in _labels(view)) else None


def highest_number(view: PagerView) -> Next | None:
    """``<a href="index_4.html">4</a> <b>5</b>``, and no 下一页 or a dead one: this page's is the highest number."""
    if (
        any(item.url is not None or _clickable(item) for item in view.nexts)
        or not (view.numbers or _lower_number_is_link(view))
        or view.current not in _labels(view)
    ):
        return None
    return Next.ended(LastPageSign.NO_HIGHER_NUMBER, f"no number after {view.current}")


def next_is_this_page(view: PagerView) -> Next | None:
    """下一页 on ``index_5.html`` that leads to ``index_5.html``, and no script that works it."""
    if not any(item.itself and not _clickable(item) for item in view.nexts):
        return None
    return Next.ended(LastPageSign.NEXT_IS_THIS_PAGE, f"{view.nexts[0].label} leads to this page itself")


def next_is_no_link(view: PagerView) -> Next | None:
    """``<a href="index_4.html">上一页</a> <span>下一页</span>``: 上一页 is a link, 下一页 is none."""
    dead = all(item.url is None and not _clickable(item) for item in view.nexts)
    if not view.nexts or not dead or not _previous_is_link(view) or _last_is_higher(view):
        return None
    return Next.ended(LastPageSign.NEXT_IS_NO_LINK, f"{view.nexts[0].label} leads nowhere")


def last_is_this_page(view: PagerView) -> Next | None:
    """``<span>下一页</span> <a href="index_5.html">尾页</a>`` on ``index_5.html``: 尾页 leads here, 下一页 nowhere."""
    last = next((item for item in view.inside if item.kind == "last" and item.itself), None)
    if last is None or any(item.url is not None or _clickable(item) for item in view.nexts):
        return None
    return Next.ended(LastPageSign.LAST_IS_THIS_PAGE, f"{last.label} leads to this page itself")


def only_back(view: PagerView) -> Next | None:
    """``<a href="./">&lt;&lt;</a>`` on ``index2.htm``, a lone 上一页: the pager leads back and has no way on.

    Only on a page that is not the first, and where no link leads to a page of a higher number, 尾页 neither.
    """
    own = numbered(view.page.url)
    if view.nexts or (own is None and (view.current or 1) < 2):
        return None
    backs = [item for item in view.items if item.kind in ("previous", "back") and item.leads_on]
    led = [item for item in backs if item.url is not None and _comes_before(view, item.url, own)]
    if not led or _leads_further(view, own):
        return None
    return Next.ended(LastPageSign.ONLY_BACK, f"{led[0].label or '«'} leads back, and nothing on")


def _comes_before(view: PagerView, url: str, own: Numbered | None) -> bool:
    """Whether ``url`` is a page of this list that comes before this one, or its first page, which has no number."""
    place = numbered(url)
    if not related(view.page.url, url):
        return False
    return place is None or own is None or place.number < own.number


def _leads_further(view: PagerView, own: Numbered | None) -> bool:
    """Whether 尾页, an arrow, or any link with an address like this page's leads to what may be a later page."""
    ways = (item for item in view.inside if item.kind in ("last", "arrow"))
    if any(item.leads_on or (item.url is None and not item.disabled and _clickable(item)) for item in ways):
        return True
    urls = (address_of(view.page, href) for href in view.page.hrefs)
    places = (numbered(url) for url in urls if url is not None)
    return own is not None and any(
        place is not None and place.agrees(own) and place.number > own.number for place in places
    )


def next_is_disabled(view: PagerView) -> Next | None:
    """``<a class="disabled">下一页</a>`` in a pager that works: 上一页 or numbers are links."""
    if not view.nexts or not all(item.disabled for item in view.nexts):
        return None
    if not view.numbers and not _previous_is_link(view):
        return None
    return Next.ended(LastPageSign.NEXT_IS_DISABLED, f"{view.nexts[0].label} is disabled")


def _labels(view: PagerView) -> set[int]:
    """The page numbers of the pager, linked or not."""
    return {item.number for item in view.inside if item.kind == "number" and not item.is_total}


def _lower_number_is_link(view: PagerView) -> bool:
    """Whether a lower number leads to a page before this one: on page 2 that of the first page, which has none."""
    own = numbered(view.page.url)
    lower = (item for item in view.inside if item.kind == "number" and item.number < (view.current or 0))
    return any(
        item.url is not None and not item.itself and _comes_before(view, item.url, own) for item in lower
    )


def _last_is_higher(view: PagerView) -> bool:
    """Whether 尾页 leads to a page like this one with a higher number."""
    own = numbered(view.page.url)
    urls = (item.url for item in view.inside if item.kind == "last" and item.url is not None)
    places = (numbered(url) for url in urls)
    return own is not None and any(
        place is not None and place.agrees(own) and place.number > own.number for place in places
    )


def _previous_is_link(view: PagerView) -> bool:
    return any(item.kind == "previous" and item.url and not item.itself for item in view.items)


def _clickable(item: PagerItem) -> bool:
    """Whether a script may work the dead link, or a form is sent by it."""
    href = (item.element.get("href") or "").strip().lower()
    scripted = href.startswith("javascript:") and not re.fullmatch(r"javascript:\s*(?:;|void\(0\);?)?", href)
    return bool(item.element.get("onclick")) or scripted or item.sends


SIGNS: tuple[Reader, ...] = (
    page_count_reached,
    higher_number_shown,
    highest_number,
    next_is_this_page,
    next_is_no_link,
    last_is_this_page,
    only_back,
    next_is_disabled,
)
