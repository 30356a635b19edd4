"""Hanweb jcms: 45 records in the page's ``<datastore>``, the rest from ``dataproxy.jsp`` by POST."""

from __future__ import annotations

import re
from datetime import datetime

from govnews.demo.server import Reply, Request
from tests.replicas.model import Column, Replica, Story, esc, paragraphs, query


class JcmsReplica(Replica):
    family = "jcms"
    host = "www.jcms-shili.example.com"
    columns = (
        Column("示例要闻", "/col/col701/index.html", 128),
        Column("部门动态", "/col/col702/index.html", 37),
        Column("通知公告", "/col/col801/index.html", 18, news=False),
    )

    def article_path(self, column: Column, number: int, moment: datetime) -> str:
        return f"/art/{moment.year}/{moment.month}/{moment.day}/art_{self.id(column)}_{222000 + number}.html"

    @staticmethod
    def id(column: Column) -> str:
        return re.sub(r"\D", "", column.path)

    def records(self, column: Column, first: int, last: int) -> str:
        return "\n".join(
            f'<record><![CDATA[<li><a href="{story.path}" title="{esc(story.title)}" target="_blank">{esc(story.title)}'
            f"</a><span>{story.day}</span></li>]]></record>"
            for story in self.stories[column][first - 1 : last]
        )

    def listing(self, request: Request) -> Reply | str | None:
        if request.path == "/module/web/jpage/dataproxy.jsp":
            return self.answer(request)
        column = self.column_of(request.path)
        if column is None:
            return None
        unit = f"5{self.id(column)}0"
        link = (
            f"/module/web/jpage/dataproxy.jsp?page=1&appid=1&appid=1&webid=3&path=/&columnid={self.id(column)}"
            f"&unitid={unit}&webname='{self.site}'&permissiontype=0"
        )
        return self.document(
            f"{self.site} {column.name}",
            f"""<div id="{unit}"><script type="text/xml"><datastore>
<nextgroup><![CDATA[<a href="{link}"></a>]]></nextgroup>
<recordset>
{self.records(column, 1, 45)}
</recordset></datastore></script></div>
<script>$(function(){{ $('#{unit}').jpage({{themeName:'default', groupSize:3, perPage:15, totalRecord:{column.size},
barPosition:'bottom', proxyUrl:'/module/web/jpage/dataproxy.jsp', openCookies:false,
ajaxParam:{{col:1,appid:1,webid:3,path:'/',columnid:{self.id(column)},sourceContentType:1,unitid:'{unit}',
webname:'{self.site}',permissiontype:0}} }}); }});</script>""",
            {"ColumnName": column.name},
        )

    def answer(self, request: Request) -> Reply | None:
        asked = query(request)
        column = next((one for one in self.columns if self.id(one) == asked.get("columnid")), None)
        if column is None or request.method != "POST" or "startrecord" not in request.query:
            return None
        first, last = int(asked["startrecord"]), int(asked["endrecord"])
        text = (
            f"<datastore>\n<totalrecord>{column.size}</totalrecord><totalpage>{self.pages(column)}</totalpage>"
            f"<recordset>\n{self.records(column, first, last)}\n</recordset></datastore>"
        )
        return Reply(200, {"Content-Type": "text/xml;charset=UTF-8"}, text.encode())

    def article(self, story: Story) -> str:
        return self.document(
            f"{self.site} {story.column.name} {story.title}",
            f"""<table id="article"><tr><td class="title">{esc(story.title)}</td></tr>
<tr><td>发布日期：<publishtime>{story.minute}</publishtime>　来源：{story.source}　浏览次数：<script>hits()</script></td></tr>
<tr><td><div id="zoom">{paragraphs(story)}</div></td></tr></table>
<div>Produced By 大汉网络 大汉版通发布系统</div>""",
            self.article_metas(story),
        )
