"""Epoint: ``moreinfo.html``, then ``2.html`` …; the address stands in the pager's click handler."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from govnews.demo.server import Reply, Request
from tests.replicas.model import Column, Replica, Story, esc, paragraphs


class EpointReplica(Replica):
    family = "epoint"
    host = "www.epoint-shili.example.com"
    columns = (
        Column("示例要闻", "/xwdt/011001/xw_moreinfo.html", 64),
        Column("部门动态", "/xwdt/011002/xw_moreinfo.html", 20),
        Column("通知公告", "/tzgg/012001/xw_moreinfo.html", 14, news=False),
    )

    def article_path(self, column: Column, number: int, moment: datetime) -> str:
        return f"{column.path.rpartition('/')[0]}/{moment:%Y%m%d}/{UUID(int=number * 7919 << 64)}.html"

    def listing(self, request: Request) -> Reply | str | None:
        found = re.fullmatch(r"(/\w+/(\d+)/)(?:xw_moreinfo|(\d+))\.html", request.path)
        column = self.column_of(f"{found[1]}xw_moreinfo.html") if found else None
        number = int((found and found[3]) or 1)
        rows = self.page(column, number) if column is not None else None
        if found is None or column is None or rows is None:
            return None
        lis = "\n".join(
            f'<li class="list-item"><span class="date">{story.day}</span><a href="{story.path}" title="{esc(story.title)}">'
            f"{esc(story.title)}</a></li>"
            for story in rows
        )
        branch = f"""if(data.pageIndex==0){{ window.location.href="{column.path}"; }}
 else if(data.pageIndex<100){{ window.location.href="{found[1]}"+(data.pageIndex+1)+".html"; }}
 else {{ window.location.replace("{column.path}?categoryNum={found[2]}&pageIndex="+(data.pageIndex+1)); }}"""
        return self.document(
            column.name,
            f"""<ul class="infolist">{lis}</ul><div id="page" class="m-pagination"></div>
<script>var pageIndex= {number - 1};
$("#page").pagination({{ pageIndex:pageIndex, pageSize: {self.rows}, total: {column.size}, pageBtnCount:10, showJump: true }});
$("#page").on("pageClicked", function (event, data) {{ {branch} }});</script>""",
            head='<script src="/js/webBuilderCommon.js"></script>',
        )

    def article(self, story: Story) -> str:
        return self.document(
            story.title,
            f"""<div class="article-info"><h1>{esc(story.title)}</h1>
<p class="infotitle">【信息时间：{story.day}　来源：{story.source}】</p></div>
<div class="con article-content">{paragraphs(story)}</div>""",
            self.article_metas(story),
        )
