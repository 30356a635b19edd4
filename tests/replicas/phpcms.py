"""Plain paging: a column of EmpireCMS, one of PHPCMS (its last 下一页 leads to itself), one of DedeCMS."""

from __future__ import annotations

import re
from datetime import datetime

from govnews.demo.server import Reply, Request
from tests.replicas.model import Column, Replica, Story, esc, items, paragraphs, query


class PhpcmsReplica(Replica):
    family = "phpcms"
    host = "www.php-shili.example.com"
    columns = (
        Column("示例要闻", "/xw/yw/", 64),
        Column("部门动态", "/index.php?m=content&c=index&a=lists&catid=9", 40),
        Column("镇村新闻", "/xw/zc/", 33),
        Column("通知公告", "/gg/", 14, news=False),
    )

    def article_path(self, column: Column, number: int, moment: datetime) -> str:
        if column.path.startswith("/index.php"):
            return f"/index.php?m=content&c=index&a=show&catid=9&id={number}"
        return f"{column.path}{moment:%Y-%m-%d}/{number}.html"

    def listing(self, request: Request) -> Reply | str | None:
        if request.path == "/index.php":
            return self.dynamic(int(query(request).get("page", "1")))
        found = re.fullmatch(r"(/.*/)(?:index(?:_(\d+))?\.html|list_3_(\d+)\.html)?", request.path)
        column = self.column_of(found[1]) if found else None
        number = int((found and (found[2] or found[3])) or 1)
        rows = self.page(column, number) if column is not None else None
        if found is None or column is None or rows is None:
            return None
        pager = self.dede(column, number) if column.path == "/xw/zc/" else self.empire(column, number)
        return self.document(column.name, f'<ul class="newslist">{items(rows)}</ul>{pager}')

    def empire(self, column: Column, number: int) -> str:
        pages = self.pages(column)

        def to(page: int, text: str) -> str:
            return f'<a href="{column.path}{"" if page == 1 else f"index_{page}.html"}">{text}</a>&nbsp;'

        numbers = "".join(f"<b>{n}</b>&nbsp;" if n == number else to(n, str(n)) for n in range(1, pages + 1))
        head = to(1, "首页") + to(number - 1, "上一页") if number > 1 else ""
        tail = to(number + 1, "下一页") + to(pages, "尾页") if number < pages else ""
        return f'<div class="pages"><a title="总数">&nbsp;<b>{column.size}</b> </a>&nbsp;{head}{numbers}{tail}</div>'

    def dede(self, column: Column, number: int) -> str:
        pages = self.pages(column)
        numbers = "".join(
            f'<li class="thisclass">{n}</li>'
            if n == number
            else f"<li><a href='list_3_{n}.html'>{n}</a></li>"
            for n in range(1, pages + 1)
        )
        tail = f"<li><a href='list_3_{number + 1}.html'>下一页</a></li><li><a href='list_3_{pages}.html'>末页</a></li>"
        return (
            f'<div class="dede_pages"><ul class="pagelist">{numbers}{tail if number < pages else ""}'
            f'<li><span class="pageinfo">共 <strong>{pages}</strong>页<strong>{column.size}</strong>条</span></li></ul></div>'
        )

    def dynamic(self, number: int) -> str | None:
        column = self.columns[1]
        pages = self.pages(column)
        rows = self.page(column, min(number, pages)) or []

        def link(page: int) -> str:
            return esc(column.path + (f"&page={page}" if page > 1 else ""))

        numbers = " ".join(
            f"<span>{n}</span>" if n == number else f'<a href="{link(n)}">{n}</a>'
            for n in range(1, pages + 1)
        )
        pager = (
            f'<div id="pages" class="text-c"><a class="a1">{column.size}条</a> '
            f'<a href="{link(max(number - 1, 1))}" class="a1">上一页</a> {numbers} '
            f'<a href="{link(min(number + 1, pages))}" class="a1">下一页</a></div>'
        )
        return self.document(column.name, f'<ul class="list lh24 f14">{items(rows)}</ul>{pager}')

    def article(self, story: Story) -> str:
        return self.document(
            f"{story.title} - {self.site}",
            f"""<div id="Article"><h1>{esc(story.title)}<br>
<span>{story.moment:%Y-%m-%d %H:%M:%S}&nbsp;&nbsp;&nbsp;来源：{story.source}&nbsp;&nbsp;点击：</span></h1>
<div class="content">{paragraphs(story)}</div></div>""",
            {"generator": "EmpireCMS"},
        )

    def document(
        self, title: str, content: str, metas: dict[str, str] | None = None, *, head: str = ""
    ) -> str:
        return super().document(title, content, {"generator": "EmpireCMS", **(metas or {})}, head=head)
