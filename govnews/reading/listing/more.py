"""The signs by which a page shows that its list goes on although nothing says how to ask for more.

They are asked where a page names neither a further page nor an end. Each is a function, the plainest first; it takes
what the page shows of its pager, and says in one line for people what it saw, or None.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice

from lxml.html import HtmlElement

from govnews.reading.listing import words
from govnews.reading.listing.hub import blocks_of
from govnews.reading.listing.page_numbers import numbered
from govnews.reading.listing.pager_parts import PagerItem, PagerView
from govnews.reading.listing.sizes import (
    OTHER_NAME,
    PAGER_NAME,
    name_of,
    sizes_in_attributes,
    sizes_in_scripts,
)
from govnews.reading.listing.stated import entries_in_page, entries_in_pager
from govnews.reading.listing.words import any_of
from govnews.reading.page.javascript import read_number
from govnews.reading.page.links import is_article, is_page, opened_by

Sign = Callable[[PagerView], str | None]

_INLINE = ("li", "span", "b", "strong", "em", "i", "font")
# Levels from an item up to what may call itself a slide show, and to what may call itself a pager.
_MAX_CLIMB = 5
_NEAR = 2

# A call in a handler: its arguments tell the page that it turns to. this and event tell nothing.
_HANDLER_NUMBER = re.compile(r"\(\s{0,5}(?:[^()]{0,80},\s{0,5})?[\"']?(\d{1,5})[\"']?\s{0,5}[,)]")

# 第3页, 3页, and 3 or 3/18 where the list of options says that it turns pages.
_PAGE_OPTION = re.compile(r"第?\s{0,3}(\d{1,5})\s{0,3}页")
_BARE_OPTION = re.compile(r"(\d{1,5})(?:\s{0,3}/\s{0,3}\d{1,5})?")
_EITHER_OPTION = re.compile(f"{_PAGE_OPTION.pattern}|{_BARE_OPTION.pattern}")
_TURNS = re.compile(r"页|跳转|转到")
_MOST_OPTIONS = 5000

# 加载更多, 点击加载, 加载下一页, 上拉加载: nothing else is called so, but the button below comments.
_LOADS = re.compile(
    rf"(?!.*(?:评论|留言))(?:点击|点此|向?[上下](?:拉|滑动?)|滑动)?(?:可以)?(?:加载|载入)(?:{words.MORE}|{any_of(*words.NEXT)})?\w{{0,4}}"
    r"|(?!.*(?:评论|留言))[上下](?:拉|滑动?)\w{0,2}(?:查看|显示|获取)?更多\w{0,4}|load(?:ing)?more"
)
_LOADING = re.compile(
    r"(?:正在|数据|努力){0,2}(?:加载|载入)(?:中|完|完毕|完成|失败)?|(?:已|全部)\w{0,4}加载\w{0,4}|加载(?:中|完)\w{0,3}"
)
# 查看更多, 更多新闻, 更多: so are the links of headings, too, which stand before their lists.
_LOOK = any_of(*words.LOOK, "点此", "显示", "获取", "展开")
_MAY_LOAD = re.compile(rf"(?:{_LOOK}){{0,2}}{words.MORE}\w{{0,4}}|(?:show|view|see)?{words.MORE_IN_ENGLISH}")
_LOAD_NAME = re.compile(
    r"(?:^|[\s_-])(?:pull-?_?up\w{0,6}|(?:re|load|get|show|click|see)?-?_?more-?_?btn|btn-?_?(?:load)?-?_?more|load-?_?more\w{0,6}|get-?_?more)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLANK = re.compile(r"[\s\u200b\xa0>»›+…·.↓∨]+")
_LONGEST_LABEL = 14
_UNSEEN = re.compile(r"display\s{0,5}:\s{0,5}none", re.IGNORECASE)
# A call that does something: void(0) does not.
_CALL = re.compile(r"(?<![\w$])(?!void\b|return\b)[A-Za-z_$][\w$.]{0,60}\s{0,5}\(")

# What inline scripts are that put further rows below the ones that are there, when they also ask the server.
_LENGTHENS = re.compile(
    r"load_?more|pull_?up|scroll_?bottom|reach_?bottom|infinite_?scroll|drop_?load|mescroll|flow\.load|IntersectionObserver"
    r"|get_?more\w{0,12}\s{0,5}\(|\+\+\s{0,3}(?:cur_?)?page\w{0,8}|(?<![\w.])(?:cur_?)?page\w{0,8}\s{0,3}\+(?:\+|=\s{0,3}1\b)"
    r"|scroll_?top[^\n]{0,200}(?:scroll_?height|\(document\)\.height)",
    re.IGNORECASE,
)
_ROWS_FILE = re.compile(r"\bdatas_\d{1,9}_\d{1,6}\.json")
_ASKS = re.compile(
    r"\$\.(?:ajax|get|post|getJSON)\s{0,5}\(|\bfetch\s{0,5}\(|XMLHttpRequest|\baxios\b|\bajax\s{0,5}\(|load_?JS(?:ON)?\s{0,5}\(",
    re.IGNORECASE,
)
_MOST_SCRIPT = 200_000
# Hidden buttons, and the scripts' words about each, for which the scripts are looked through.
_MOST_HIDDEN = 10


def sign_of_more(view: PagerView) -> str | None:
    """The first sign that the list goes on after this page; None where the page shows none."""
    return next((seen for sign in MORE_SIGNS if (seen := sign(view)) is not None), None)


# --- pagers that a script works ---


def number_worked_by_script(view: PagerView) -> str | None:
    """``<b>1</b> <a href="javascript:go(2)">2</a>``: a page number above this page's, among others or in a pager."""
    here = _here(view)
    for group in _groups(view):
        ahead = [
            item for item in group if item.kind == "number" and item.number == here + 1 and _may_turn(item)
        ]
        if ahead:
            return f"the pager has page {ahead[0].label}, which nothing but a script leads to"
    return None


def next_worked_by_script(view: PagerView) -> str | None:
    """``<a href="javascript:;">下一页</a>``, ``<a onclick="turn(2)">»</a>``: a click that only a script answers.

    Not where the click names this page or an earlier one; and, where it names none, not where the page states how
    many entries there are, or has page numbers of which none is above this page's: these tell the end. Numbers do not
    for what sends a form, which does something wherever it stands.
    """
    here = _here(view)
    stated, at_end = _states_entries(view), _numbers_end_here(view, here)
    for item in _turns(view, "next", "arrow"):
        target = _named_page(item)
        if target is None and not stated and (item.sends or not at_end):
            return f"{item.label or '»'} {'sends a form' if item.sends else 'is worked by a script'}"
        if target is not None and target > here:
            return f"{item.label or '»'} is worked by a script, and leads to page {target}"
    return None


def last_page_elsewhere(view: PagerView) -> str | None:
    """尾页 leads to another page than this one: by a script (``go(9)``), or by a link that no other link explains."""
    here = _here(view)
    for item in view.items:
        if item.kind != "last" or item.disabled or item.itself:
            continue
        place = numbered(item.url) if item.url is not None else None
        target = place.number if place is not None else _named_page(item) if item.url is None else None
        if target is not None and target > here:
            return f"{item.label} leads to page {target}"
    return None


def further_page_stated(view: PagerView) -> str | None:
    """第1页/共18页, ``var pageCount = 12``: more pages are stated than this one's number."""
    here = _here(view)
    return f"page {here} of {view.pages} stated" if view.pages is not None and view.pages > here else None


def option_of_further_page(view: PagerView) -> str | None:
    """``<select><option>第1页</option><option>第2页</option></select>``: pages to be chosen above this one's.

    Bare numbers are pages where the ``<select>`` calls itself a pager, 页 stands beside it, or a pager holds it and a
    script waits for the choice: else they may be days.
    """
    for select in view.page.root.iter("select"):
        options = list(islice(select.iter("option"), _MOST_OPTIONS))
        form = _EITHER_OPTION if _chooses_pages(select) else _PAGE_OPTION
        found = [form.fullmatch("".join(option.itertext()).strip()) for option in options]
        numbers = [int(one[one.lastindex or 0]) for one in found if one is not None]
        # 10, 20 and 50 are rows a page
        if len(numbers) < len(options) or numbers != list(range(1, len(numbers) + 1)):
            continue
        chosen = [at for at, option in enumerate(options, 1) if option.get("selected") is not None]
        here = max(_here(view), *chosen) if chosen else _here(view)
        if len(numbers) > here:
            return f"page {here + 1} can be chosen from a list"
    return None


def _chooses_pages(select: HtmlElement) -> bool:
    parent = select.getparent()
    held = parent is not None and bool(PAGER_NAME.search(name_of(parent))) and bool(select.get("onchange"))
    return held or bool(PAGER_NAME.search(name_of(select)) or _TURNS.search(_text_beside(select)))


def _text_beside(element: HtmlElement) -> str:
    """The text right before and behind an element."""
    before, parent = element.getprevious(), element.getparent()
    text = before.tail if before is not None else parent.text if parent is not None else ""
    return f"{text or ''}{element.tail or ''}"


def total_in_settings(view: PagerView) -> str | None:
    """``Paging({pagesize: 10, count: 1000})``: a script draws a pager for more rows than fit on the pages so far."""
    here = _here(view)
    for size in sizes_in_scripts(view.scripts):
        if size.goes_on_after(here):
            return f"a script draws a pager of {size.rows} rows, {size.size} a page"
    return None


def total_in_attributes(view: PagerView) -> str | None:
    """``<el-pagination :total="35" :page-size="10">``, ``data-total-pages="4"``: the same, told by attributes."""
    here = _here(view)
    for size in sizes_in_attributes(view.page.root):
        if size.goes_on_after(here):
            told = f"{size.pages} pages" if size.pages else f"{size.rows} rows, {size.size} a page"
            return f"a script draws a pager of {told}"
    return None


# --- lists that grow ---


def load_more_button(view: PagerView) -> str | None:
    """``<div onclick="loadMore()">加载更多</div>``: a button without an address that makes the list longer.

    Not where links turn the pages, nor where a script hides the button from so few rows.
    """
    if _turned_by_links(view):
        return None
    before, pending, hidden = "", "", 0
    for element in view.page.root.iter("a", "button", "input", "div", "span", "p", "li"):
        href = element.get("href") or ""
        if element.tag == "a" and is_page(href):
            if pending and not is_article(href):
                break
            before, pending = href, ""
        elif (label := _button_label(element)) is not None:
            if hidden < _MOST_HIDDEN and _loads_more(element, label):
                if not _is_hidden(element, view.scripts):
                    return f"{label or 'a button'} makes the list longer"
                hidden += 1
            if href and is_article(before) and _MAY_LOAD.fullmatch(label.lower()) and _stands_alone(element):
                pending = label  # if no row comes after it, it stands at the end of the list
    return f"{pending} makes the list longer" if pending else None


def load_more_script(view: PagerView) -> str | None:
    """A script that asks for further rows when the reader has scrolled down, or has pulled up the list."""
    if _turned_by_links(view):
        return None
    for script in view.page.root.iter("script"):
        text = (script.text or "")[:_MOST_SCRIPT]
        found = _ROWS_FILE.search(text) or (_LENGTHENS.search(text) if _ASKS.search(text) else None)
        if found:
            return f"a script makes the list longer ({found[0][:30]})"
    return None


def hub_of_blocks(view: PagerView) -> str | None:
    """A page of several blocks, each with a heading and the beginning of a list that stands behind its 更多."""
    blocks = blocks_of(view.page)
    return f"{len(blocks)} blocks, each with its own list behind {words.MORE}" if blocks else None


MORE_SIGNS: tuple[Sign, ...] = (
    number_worked_by_script,
    next_worked_by_script,
    last_page_elsewhere,
    further_page_stated,
    option_of_further_page,
    total_in_settings,
    total_in_attributes,
    load_more_button,
    load_more_script,
    hub_of_blocks,
)


# --- what they look at ---


def _here(view: PagerView) -> int:
    """This page's number, else the one in its address, else 1."""
    place = numbered(view.page.url)
    return view.current or (place.number if place is not None else 0) or 1


def _groups(view: PagerView) -> Iterator[list[PagerItem]]:
    """The items of each pager on the page: those that stand in one element with page words, or that calls itself so."""
    beside: dict[HtmlElement, list[PagerItem]] = defaultdict(list)
    for item in view.items:
        beside[_holder(item.element)].append(item)
    for holder, group in beside.items():
        around = [holder, *islice(holder.iterancestors(), _MAX_CLIMB)]
        if any(OTHER_NAME.search(name_of(each)) for each in around):
            continue
        worded = any(item.kind in ("next", "previous", "last") for item in group)
        if worded or any(PAGER_NAME.search(name_of(each)) for each in around[: _NEAR + 1]):
            yield group


def _holder(element: HtmlElement) -> HtmlElement:
    """The element around an item that holds its neighbours, too."""
    holder = element
    for parent in islice(element.iterancestors(), _MAX_CLIMB):
        holder = parent
        if parent.tag not in _INLINE:
            break
    return holder


def _turns(view: PagerView, *kinds: str) -> Iterator[PagerItem]:
    """The items of ``kinds`` that a script may work: words anywhere but in a slide show, arrows in a pager."""
    for group in _groups(view):
        for item in group:
            if item.kind in kinds and item.url is None and _is_worked(item):
                yield item


def _is_worked(item: PagerItem) -> bool:
    """Whether a click on the item, which has no address, may do something."""
    if item.disabled:
        return False
    href = (item.element.get("href") or "").strip()
    dead_link = item.element.tag == "a" and href and not is_page(href)
    return bool(dead_link or item.element.tag in ("button", "input") or _handler(item.element))


def _may_turn(item: PagerItem) -> bool:
    """Whether a page number is to be clicked: a link, a button, a bare ``<a>`` or ``<li>`` that a script is bound to.

    Any other element is, where it comes right after its like with the number before: the 2 of 共2条 does not.
    """
    if item.disabled:
        return False
    element = item.element
    if element.tag in ("a", "button", "li") or _handler(element):
        return True
    before = element.getprevious()
    if before is None or before.tag != element.tag or re.search(r"\w", before.tail or ""):
        return False
    return "".join(islice(before.itertext(), 4)).strip() == str(item.number - 1)


def _handler(element: HtmlElement) -> str:
    """What a click runs: the element's ``onclick``, that of the ``<li>`` around it, its ``javascript:`` address."""
    parent = element.getparent()
    around = parent.get("onclick") if parent is not None and parent.tag in ("li", "span") else None
    href = (element.get("href") or "").strip()
    script = href[11:] if href.lower().startswith("javascript:") else ""
    return element.get("onclick") or script or around or ""


def _named_page(item: PagerItem) -> int | None:
    """The page that the click's call names: 2 of ``go(2)``; None where it names none."""
    found = _HANDLER_NUMBER.search(_handler(item.element))
    # javascript:void(0) is no page
    return int(found[1]) or None if found else None


def _states_entries(view: PagerView) -> bool:
    return (entries_in_pager(view.text) or entries_in_page(view.page_text)) is not None


def _numbers_end_here(view: PagerView, here: int) -> bool:
    """Whether a pager has page numbers, this page's among them, and none above it."""
    numbers = ({item.number for item in group if item.kind == "number"} for group in _groups(view))
    return any(here in each and max(each) <= here for each in numbers)


def _turned_by_links(view: PagerView) -> bool:
    """Whether the pager's links lead to other pages of the list: then its rows are not loaded below the others."""
    return any(item.kind in ("previous", "next", "last") and item.leads_on for item in view.items)


def _button_label(element: HtmlElement) -> str | None:
    """What a small element says, without white space and ornament; None for what holds more or leads to a page."""
    if is_page(element.get("href") or "") or next(islice(element.iter(), 6, None), None) is not None:
        return None
    text = element.get("value") or "" if element.tag == "input" else "".join(islice(element.itertext(), 8))
    label = _BLANK.sub("", text[:60])
    return label if len(label) <= _LONGEST_LABEL else None


def _loads_more(element: HtmlElement, label: str) -> bool:
    """Whether a button with ``label`` makes a list longer, by its word, its name or what it calls.

    A dead link that is called 查看更多 may be that of a heading.
    """
    folded = label.lower()
    named = bool(_LOAD_NAME.search(element.get("class") or "") or _LOAD_NAME.search(element.get("id") or ""))
    if _LOADING.fullmatch(folded):
        return named
    if _LOADS.fullmatch(folded):
        return True
    handler = _handler(element)
    acts = bool(_CALL.search(handler)) and opened_by(handler) is None
    if not label:
        return named and acts
    clickable = element.tag in ("a", "button", "input") or acts
    return bool(_MAY_LOAD.fullmatch(folded)) and (
        element.tag in ("button", "input") or acts or (named and clickable)
    )


def _stands_alone(element: HtmlElement) -> bool:
    """Whether the element around it holds no further text, as the teaser does that ends with 更多."""
    parent = element.getparent()
    around = islice(parent.itertext(), 8) if parent is not None else ()
    return sum(not text.isspace() for text in around) == sum(
        not text.isspace() for text in element.itertext()
    )


def _is_hidden(element: HtmlElement, scripts: str) -> bool:
    """Whether the reader of the page does not see the button, by its style or by a script (:func:`_hidden`)."""
    around = (element, *islice(element.iterancestors(), 1))
    if any(_UNSEEN.search(each.get("style") or "") for each in around):
        return True
    return _hidden(element, scripts)


def _hidden(element: HtmlElement, scripts: str) -> bool:
    """Whether a script takes the button away from a list of so few rows: ``if (num <= 10) { $("#more").hide(); }``."""
    name = element.get("id")
    if not name:
        return False
    hides = re.finditer(
        rf"if\s{{0,5}}\(\s{{0,5}}(\w{{1,40}})\s{{0,5}}(<=?)\s{{0,5}}(\d{{1,6}})\s{{0,5}}\)\s{{0,9}}\{{?[^{{}}]{{0,200}}?"
        rf"[\"']#?{re.escape(name)}[\"']\s{{0,5}}\)\s{{0,5}}\.(?:hide|remove|style\.display\s{{0,5}}=\s{{0,5}}[\"']none)",
        scripts,
    )
    for found in islice(hides, _MOST_HIDDEN):
        rows = read_number(scripts, re.escape(found[1]))
        if rows is not None and rows < int(found[3]) + (found[2] == "<="):
            return True
    return False
