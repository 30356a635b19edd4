"""TRS WCM: ``/202603/t20260318_123.html``; one column with a commented call, one with ``Pager({…})``."""

from __future__ import annotations

import re
from datetime import datetime

from govnews.demo.server import Reply, Request
from tests.replicas.model import Column, Replica, Story, esc, paragraphs


class TrsReplica(Replica):
    """Rows link relatively, ``./202603/t…``, the date stands before the link."""

    family = "trs"
    host = "www.trs-shili.example.com"
    columns = (
        Column("示例要闻", "/xwdt/slyw/", 66),
        Column("乡镇动态", "/xwdt/xzdt/", 31),
        Column("通知公告", "/xxgk/tzgg/", 18, news=False),
    )

    def article_path(self, column: Column, number: int, moment: datetime) -> str:
        return f"{column.path}{moment:%Y%m}/t{moment:%Y%m%d}_{900000 + number}.html"

    def listing(self, request: Request) -> Reply | str | None:
        found = re.fullmatch(r"(/.*/)(?:index(?:_(\d+))?\.html)?", request.path)
        column = self.column_of(found[1]) if found else None
        if found is None or column is None:
            return None
        number = int(found[2] or 0) + 1
        rows = self.page(column, number) if found[2] != "0" else None
        if rows is None:
            return None
        lis = "\n".join(
            f'<li><span>{story.day}</span><a href=".{story.path.removeprefix(column.path[:-1])}" target="_blank">'
            f"{esc(story.title)}</a></li>"
            for story in rows
        )
        pages = self.pages(column)
        if column.path == "/xwdt/xzdt/":
            script = f"Pager({{size:{pages}, current:{number - 1}, prefix:'index',suffix:'html'}});"
        else:
            script = f"""
//createPageHTML({pages}, {number - 1}, "index", "html");
var currentPage = {number - 1};//所在页从0开始
var prevPage = currentPage-1;
var nextPage = currentPage+1;
var countPage = {pages}//共多少页
if(countPage>1&&currentPage!=0) document.write("<a href=\\"index" + "_" + prevPage + "." + "html\\">上一页</a>");"""
        return self.document(
            f"{column.name}-{self.site}",
            f'<ul class="list"> {lis}</ul><div class="page"><script>{script}</script></div>',
            {"ColumnName": column.name},
        )

    def article(self, story: Story) -> str:
        return self.document(
            f"{story.title}_{self.site}",
            f"""<h2 class="tit">{esc(story.title)}</h2>
<div class="info"><span>发布时间：{story.minute}</span><span>来源：{story.source}</span><span>【字体：大 中 小】</span></div>
<div id="zoom" class="con"><div class="view TRS_UEDITOR trs_paper_default">{paragraphs(story)}</div></div>
<div class="gn">【打印】【关闭】</div>""",
            self.article_metas(story),
        )
