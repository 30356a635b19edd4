"""A site of no family: a ``?page=`` list, a ``<select>``, a click (JEECMS) and an ASP.NET form."""

from __future__ import annotations

import re
from datetime import datetime

from govnews.demo.server import Reply, Request
from tests.replicas.model import Column, Replica, Story, esc, items, paragraphs, query


class GenericReplica(Replica):
    family = "generic"
    host = "www.ziyou-shili.example.com"
    columns = (
        Column("示例要闻", "/news/list?cid=3", 64),
        Column("部门动态", "/news/dept.html", 40),
        Column("乡镇动态", "/xzdt/index.jhtml", 36),
        Column("媒体新闻", "/media.aspx", 33),
        Column("通知公告", "/notice/list?cid=8", 14, news=False),
    )

    def article_path(self, column: Column, number: int, moment: datetime) -> str:
        return f"/news/detail/{moment:%Y%m%d}{number:04d}.html"

    def listing(self, request: Request) -> Reply | str | None:
        if request.path.endswith("/list"):
            return self.queried(request)
        if request.path == "/media.aspx":
            return self.posted(query(request))
        found = re.fullmatch(r"(/news/dept|/xzdt/index)(?:_(\d+))?(\.html|\.jhtml)", request.path)
        column = self.column_of(found[1] + found[3]) if found else None
        number = int((found and found[2]) or 1)
        rows = self.page(column, number) if column is not None else None
        if found is None or column is None or rows is None:
            return None
        pager = (
            self.selected(column, number)
            if column.path == "/news/dept.html"
            else self.clicked(column, number)
        )
        return self.document(column.name, f'<ul class="infoList">{items(rows)}</ul>{pager}')

    def queried(self, request: Request) -> str | None:
        """Arrows, no 下一页; ``下5页`` and the last page are traps."""
        column = next(
            (one for one in self.columns if one.path == f"{request.path}?cid={query(request)['cid']}"), None
        )
        number = int(query(request).get("page", "1"))
        rows = self.page(column, number) if column is not None else None
        if column is None or rows is None:
            return None
        pages = self.pages(column)
        numbers = "".join(
            f'<span class="on">{n}</span>'
            if n == number
            else f'<a href="{esc(column.path)}&amp;page={n}">{n}</a>'
            for n in range(1, pages + 1)
        )
        tail = (
            f'<a href="{esc(column.path)}&amp;page={number + 1}">&gt;</a>'
            f'<a href="{esc(column.path)}&amp;page={min(number + 5, pages)}">下5页</a>'
            f'<a href="{esc(column.path)}&amp;page={pages}">尾页</a>'
            if number < pages
            else ""
        )
        return self.document(
            column.name, f'<ul class="list">{items(rows)}</ul><div class="pg">{numbers}{tail}</div>'
        )

    def selected(self, column: Column, number: int) -> str:
        options = "".join(
            f'<option value="/news/dept{"" if n == 1 else f"_{n}"}.html"{" selected" if n == number else ""}>第{n}页</option>'
            for n in range(1, self.pages(column) + 1)
        )
        return f"<div class='jump'>共{column.size}条 <select onchange=\"location.href=this.value\">{options}</select></div>"

    def clicked(self, column: Column, number: int) -> str:
        pages = self.pages(column)
        dead = "disabled" if number == pages else ""
        return f"""<div class="pagination">共{column.size}条记录 {number}/{pages}页
<a href="javascript:void(0);" onclick="gotoPage({max(number - 1, 1)})">上一页</a>
<a href="javascript:void(0);" class="{dead}" onclick="gotoPage({min(number + 1, pages)})">下一页</a></div>
<script>function gotoPage(n) {{ if (n == 1) {{ location.href = "index.jhtml"; }}
 else {{ location.href = "index_" + n + ".jhtml"; }} }}</script>"""

    def posted(self, asked: dict[str, str]) -> str | None:
        """ASP.NET: the page number is the event's argument, and counts only with the state of the page before."""
        column = self.columns[3]
        number = int(asked.get("__EVENTARGUMENT") or 1)
        if number > 1 and asked.get("__VIEWSTATE") != f"state/{number - 1}=":
            return None
        rows = self.page(column, number)
        if rows is None:
            return None
        pages = self.pages(column)
        following = (
            f"<a href=\"javascript:__doPostBack('ctl00$Pager1','{number + 1}')\">下一页</a>"
            if number < pages
            else "<a disabled='disabled'>下一页</a>"
        )
        before = (
            f"<a href=\"javascript:__doPostBack('ctl00$Pager1','{number - 1}')\">上一页</a>"
            if number > 1
            else "<a disabled='disabled'>上一页</a>"
        )
        return self.document(
            column.name,
            f"""<form method="post" action="media.aspx" id="form1">
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="state/{number}=">
<ul class="list">{items(rows)}</ul><div id="Pager1">{before} {following} 第{number}页/共{pages}页</div></form>""",
        )

    def article(self, story: Story) -> str:
        return self.document(
            f"{story.title}_{self.site}",
            f"""<h1 class="title">{esc(story.title)}</h1>
<div class="property"><span>时间：{story.minute}</span><span>来源：{story.source}</span></div>
<div class="article">{paragraphs(story)}</div>""",
        )
