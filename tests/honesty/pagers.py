"""The ways in which the invented site cuts a list into pages and leads from one to the next.

Each class is one style: the address of page k, and what stands below the rows. Styles from :class:`Static` to
:class:`BoldTotal` are healthy ones, which a crawler has to believe at the first run; the others hide, by scripts or by
missing links, that there is more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from govnews.demo.server import Reply, Request
from tests.honesty.site import NOT_FOUND, Column, Story, esc, rows_html, target

if TYPE_CHECKING:
    from tests.honesty.site import CountySite


class Pager:
    """Static files: ``/xw/``, ``/xw/index_1.html`` …; a subclass says what stands below the rows, or other addresses."""

    def address(self, column: Column, number: int) -> str:
        """Where page ``number`` is, from the root."""
        return column.path if number == 1 else f"{column.path}index_{number - 1}.html"

    def asked(self, column: Column, request: Request) -> int | None:
        """The number of the page that a request asks for; None where it asks for something else."""
        found = re.fullmatch(re.escape(column.path) + r"(?:index(?:_(\d+))?\.html)?", target(request))
        return int(found[1] or 0) + 1 if found and found[1] != "0" else None

    def page(self, site: CountySite, column: Column, number: int, rows: Sequence[Story]) -> Reply:
        """The whole page."""
        foot = self.foot(column, number, len(column.pages()))
        return Reply.html(
            site.document(
                f"{column.name} - 列表", f"<h2>{column.name}</h2>{rows_html(rows, marks=column.marks)}{foot}"
            )
        )

    def beyond(self, site: CountySite, column: Column) -> Reply:
        """What comes for a page that the list does not have."""
        return NOT_FOUND

    def shell(self, site: CountySite, column: Column) -> Reply:
        """Page 0, which only lists have that a script fills."""
        return NOT_FOUND

    def foot(self, column: Column, number: int, pages: int) -> str:
        """What stands below the rows."""
        return ""

    def link(self, column: Column, number: int, label: str) -> str:
        return f'<a href="{esc(self.address(column, number))}">{label}</a>'


def stated(column: Column) -> int:
    """How many entries the pager states."""
    return len(column.rows()) if column.stated is None else column.stated


# -- healthy


class Static(Pager):
    """All the numbers and a 下一页, which is dead on the last page."""

    def foot(self, column: Column, number: int, pages: int) -> str:
        numbers = "".join(
            f"<b>{n}</b>" if n == number else self.link(column, n, str(n)) for n in range(1, pages + 1)
        )
        after = self.link(column, number + 1, "下一页") if number < pages else "<span>下一页</span>"
        return f'<div class="turn">{numbers}{after}</div>'


class Queried(Pager):
    """``list.jsp?lm=2&page=3``; 共216条, 第3/22页; beyond the last page it lists nothing."""

    def address(self, column: Column, number: int) -> str:
        return column.path if number == 1 else f"{column.path}&page={number}"

    def asked(self, column: Column, request: Request) -> int | None:
        path, _, query = column.path.partition("?")
        given = parse_qs(request.query)
        same = request.path == path and all(
            given.get(name) == value for name, value in parse_qs(query).items()
        )
        number = given.get("page", ["1"])[0]
        return int(number) if same and number.isdecimal() else None

    def beyond(self, site: CountySite, column: Column) -> Reply:
        return self.page(site, column, len(column.pages()) + 1, [])

    def foot(self, column: Column, number: int, pages: int) -> str:
        before = self.link(column, number - 1, "上一页") if number > 1 else "<span>上一页</span>"
        after = self.link(column, number + 1, "下一页") if number < pages else "<span>下一页</span>"
        return (
            f'<div class="turn">共{stated(column)}条 第{number}/{pages}页 {self.link(column, 1, "首页")}'
            f"{before}{after}{self.link(column, pages, '尾页')}</div>"
        )


class Called(Pager):
    """The call that static sites draw their pager by: ``createPageHTML(12, 0, "index", "html")``."""

    def foot(self, column: Column, number: int, pages: int) -> str:
        return f'<div class="turn"><script>createPageHTML({pages}, {number - 1}, "index", "html");</script></div>'


class Whole(Pager):
    """One page that has every row, and no pager; the column's size has to be large enough."""


class Answers(Pager):
    """A shell that a script fills from JSON answers, which state the total. The shell is page 0, answers count from 1."""

    def channel(self, column: Column) -> str:
        return f"{sum(map(ord, column.path)):032x}"

    def asked(self, column: Column, request: Request) -> int | None:
        if target(request) == column.path:
            return 0
        given = parse_qs(request.query)
        ours = request.path == "/qsinf/info/getInfoCommon/" and given.get("channelid") == [
            self.channel(column)
        ]
        return int(given.get("currpage", ["1"])[0]) if ours else None

    def page(self, site: CountySite, column: Column, number: int, rows: Sequence[Story]) -> Reply:
        data = {
            "infolist": [
                {"title": story.title, "link": story.path, "pubtime": f"{story.day:%Y-%m-%d} 09:30:00"}
                for story in rows
            ],
            "totalcount": stated(column),
        }
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(data, ensure_ascii=False).encode())

    def beyond(self, site: CountySite, column: Column) -> Reply:
        """An answer without rows."""
        return self.page(site, column, 0, [])

    def shell(self, site: CountySite, column: Column) -> Reply:
        first = (
            f"/qsinf/info/getInfoCommon/?pagesize={column.size}&currpage=1&channelid={self.channel(column)}"
        )
        script = f"""$.ajax({{ url: "{first}", dataType: "json", success: function (data) {{ draw(data.infolist); }} }});"""
        return Reply.html(
            site.document(
                column.name,
                f"<h2>{column.name}</h2><ul id='rows'></ul><div id='turn'></div><script>{script}</script>",
            )
        )


class BackOnly(Pager):
    """下一页 on every page but the last, which has only a link back."""

    def foot(self, column: Column, number: int, pages: int) -> str:
        before = self.link(column, number - 1, "上一页") if number > 1 else ""
        after = self.link(column, number + 1, "下一页") if number < pages else ""
        return f'<div class="turn">{before}{after}</div>'


class LastHere(Pager):
    """On the last page 尾页 leads to the page itself, and 下一页 is a dead ``<span>``; no numbers, and no way back."""

    def foot(self, column: Column, number: int, pages: int) -> str:
        after = self.link(column, number + 1, "下一页") if number < pages else "<span>下一页</span>"
        return (
            f'<div class="turn">{self.link(column, 1, "首页")}{after}{self.link(column, pages, "尾页")}</div>'
        )


class BoldTotal(Queried):
    """共<b>216</b>篇文章, and a 下一页 where there is a next page."""

    def foot(self, column: Column, number: int, pages: int) -> str:
        after = self.link(column, number + 1, "下一页") if number < pages else ""
        before = self.link(column, number - 1, "上一页") if number > 1 else ""
        return f'<div class="turn">共<b>{stated(column)}</b>篇文章 {before}{after}</div>'


# -- there is more, and no link leads to it


class Hidden(Pager):
    """Pages at addresses that only the site's script knows: ``/xw/?offset=10``. ``below`` stands below the rows."""

    def __init__(self, below: str) -> None:
        self.below = below

    def address(self, column: Column, number: int) -> str:
        return column.path if number == 1 else f"{column.path}?offset={(number - 1) * column.size}"

    def asked(self, column: Column, request: Request) -> int | None:
        found = re.fullmatch(re.escape(column.path) + r"(?:\?offset=(\d+))?", target(request))
        return int(found[1] or 0) // column.size + 1 if found else None

    def foot(self, column: Column, number: int, pages: int) -> str:
        return f'<div class="turn">{self.below}</div><script src="/js/turn.js"></script>'


class LiveLink(Static):
    """A 下一页 that leads to pages which the server does not find."""

    def asked(self, column: Column, request: Request) -> int | None:
        number = super().asked(column, request)
        return number if number == 1 else None


class Blocks(Pager):
    """A channel: a block of the newest rows of each of its lists, each with its own 更多; no pager."""

    def __init__(self, *lists: Column) -> None:
        self.lists = lists

    def asked(self, column: Column, request: Request) -> int | None:
        return 1 if target(request) == column.path else None

    def page(self, site: CountySite, column: Column, number: int, rows: Sequence[Story]) -> Reply:
        blocks = "".join(
            f'<div class="block"><h3>{one.name}</h3><a href="{esc(one.path)}">更多</a>{rows_html(one.rows()[:5])}</div>'
            for one in self.lists
        )
        return Reply.html(site.document(column.name, blocks))
