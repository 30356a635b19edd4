"""The Henan platform: ``/YYYY/MM-DD/ID.html``, ``#pageDec``, a pager that another host's script would draw."""

from __future__ import annotations

import re
from datetime import datetime

from govnews.demo.server import Reply, Request
from tests.replicas.model import Column, Replica, Story, esc, items, paragraphs


class HenanReplica(Replica):
    """Page 2 is ``index_1``; ``pagecount`` counts pages."""

    family = "henan"
    host = "www.henan-shili.example.com"
    second = 1
    columns = (
        Column("示例要闻", "/ywdt/slyw/", 64),
        Column("部门动态", "/ywdt/bmdt/", 23),
        Column("公告公示", "/zwgk/gggs/", 18, news=False),
    )

    def article_path(self, column: Column, number: int, moment: datetime) -> str:
        return f"/{moment:%Y/%m-%d}/{1060000 + number * 37}.html"

    def stated(self, column: Column) -> int:
        return self.pages(column)

    def listing(self, request: Request) -> Reply | str | None:
        found = re.fullmatch(r"(/.*/)(?:index(?:_(\d+))?\.html)?", request.path)
        column = self.column_of(found[1]) if found else None
        if found is None or column is None:
            return None
        number = 1 if found[2] is None else int(found[2]) + 2 - self.second
        rows = self.page(column, number)
        if rows is None:
            return None
        return self.document(
            f"{column.name}_{self.site}",
            f'<div class="crumb"><p><a href="/">首页</a> &gt; <a href="{column.path}">{column.name}</a></p></div>'
            f'<div class="mt15 list-box"><ul>{items(rows)}</ul>'
            f'<div id="pageDec" pagesize="{self.rows}" pagecount="{self.stated(column)}"></div></div>'
            '<script src="//file.henan-shili.example.com/js/page.js"></script>',
            {"ColumnName": column.name, "ColumnType": "工作动态"},
        )

    def article(self, story: Story) -> str:
        return self.document(
            f"{story.title}_{story.column.name}_{self.site}门户网站",
            f"""<div class="mt15 details-box"><div class="details-main">
<h1 id="title">{esc(story.title)}</h1>
<h6 class="cl"><em class="fl con-box"><span>{self.site}</span><span>时间：<i id="pubDate">{story.minute}</i></span>
<span>来源：<i id="source">{story.source}</i></span></em></h6>
<div class="content" id="content">{paragraphs(story)}</div>
<span class="operator">责任编辑：<i id="issueName">苗青禾</i></span></div>
<div class="output">扫一扫在手机打开当前页<div id="QRcode"></div></div></div>""",
            {**self.article_metas(story), "EditorName": "苗青禾"},
        )


class HenanFromOneReplica(HenanReplica):
    """Page 2 is ``index_2``, ``index_1`` is page 1 again; ``pagecount`` counts entries."""

    host = "www.henan-erhao.example.com"
    second = 2

    def stated(self, column: Column) -> int:
        return column.size
