"""MCMS: ``/html/1//2/150/156/83872.html``, lists ``list-2.html``, 下一页 worked by a script from outside."""

from __future__ import annotations

import re
from datetime import datetime

from govnews.demo.server import Reply, Request
from tests.replicas.model import Column, Replica, Story, esc, paragraphs


class McmsReplica(Replica):
    family = "mcms"
    host = "www.mcms-shili.example.com"
    columns = (
        Column("示例要闻", "/html/1//2/150/156/index.html", 62),
        Column("乡镇动态", "/html/1//2/150/157/index.html", 16),
        Column("通知公告", "/html/1//2/151/160/index.html", 9, news=False),
    )

    def article_path(self, column: Column, number: int, moment: datetime) -> str:
        return f"{column.path.rpartition('/')[0]}/{83000 + number}.html"

    def listing(self, request: Request) -> Reply | str | None:
        found = re.fullmatch(r"(/html/.*/)(?:index|list-(\d+))\.html", request.path)
        column = self.column_of(f"{found[1]}index.html") if found else None
        if found is None or column is None:
            return None
        number = int(found[2] or 1)
        rows = self.page(column, number)
        if rows is None:
            return None
        lis = "\n".join(
            f'<li><p><a href="{story.path}">{esc(story.title)}</a></p><span>{story.day}</span></li>'
            for story in rows
        )
        last = number == self.pages(column)
        return self.document(
            column.name,
            f"""<ul class="list-unstyled headlines_today_list"><li>{column.name}</li>{lis}</ul>
<ul id="paging" class="pagination"><li class="prev_page"><a href="javascript:;">上一页</a></li>
<li class="active"><a href="javascript:;">{number}</a></li>
<li class="next_page{" disabled" if last else ""}"><a href="javascript:;">下一页</a></li></ul>""",
        )

    def article(self, story: Story) -> str:
        return self.document(
            story.title,
            f"""<div class="news_title"><h3>{esc(story.title)}</h3></div>
<ul class="list-inline"><li class="date">发布时间:{story.day} 来源:{story.source}</li></ul>
<ul><li class="wzxqnr">{paragraphs(story)}<p>()</p></li></ul><p>扫一扫在手机打开当前页</p><p>分享:</p>""",
        )
