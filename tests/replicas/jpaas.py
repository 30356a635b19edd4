"""Hanweb jpaas: one column as a bare shell, one with its first rows built in; a unit without Referer is a 403."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import md5

from govnews.demo.server import Reply, Request
from tests.replicas.model import Column, Replica, Story, esc, items, paragraphs, query

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"


class JpaasReplica(Replica):
    family = "jpaas"
    host = "www.jpaas-shili.example.com"
    columns = (
        Column("示例要闻", "/xwzx/slyw/index.html", 63),
        Column("部门动态", "/xwzx/bmdt/index.html", 30),
        Column("通知公告", "/xxgk/tzgg/index.html", 12, news=False),
    )

    def article_path(self, column: Column, number: int, moment: datetime) -> str:
        name = md5(str(number).encode(), usedforsecurity=False).hexdigest()
        return f"{column.path.rpartition('/')[0]}/art/{moment.year}/art_{name}.html"

    def listing(self, request: Request) -> Reply | str | None:
        if request.path == UNIT:
            return self.answer(request)
        column = self.column_of(request.path)
        if column is None:
            return None
        data = (
            f"{{'parseType':'bulidstatic','webId':'52','tplSetId':'MsPkwMwl','pageType':'column',"
            f"'tagId':'当前栏目_list','editType':'null','pageId':'{self.columns.index(column)}'}}"
        )
        built = (
            f"<ul>{items(self.stories[column][: self.rows])}</ul>"
            if column.path == "/xwzx/bmdt/index.html"
            else ""
        )
        return self.document(
            column.name,
            f"""<div id="当前栏目_list">{built}</div>
<script parseType="bulidstatic" url="{UNIT}" querydata="{data}"></script>""",
            {"ColumnName": column.name},
        )

    def answer(self, request: Request) -> Reply:
        asked = query(request)
        column = self.columns[int(asked["pageId"])]
        if not request.headers.get("referer", "").endswith(column.path):
            return Reply.html("<html><body>403 Forbidden</body></html>", status=403)
        place = json.loads(asked.get("paramJson", "{}"))
        size, number = int(place.get("pageSize", self.rows)), int(place.get("pageNo", 1))
        rows = self.stories[column][(number - 1) * size : number * size]
        fragment = (
            f'<ul class="list">{items(rows)}</ul><div class="page" count="{column.size}" rows="{size}" '
            f'pageNo="{number}"><a href="javascript:;">下一页</a></div>'
        )
        body = json.dumps({"success": True, "data": {"html": fragment}}, ensure_ascii=False)
        return Reply(200, {"Content-Type": "application/json;charset=UTF-8"}, body.encode())

    def article(self, story: Story) -> str:
        return self.document(
            story.title,
            f"""<div class="article"><h1 class="title">{esc(story.title)}</h1>
<p class="info"><span>发布时间：{story.minute}</span> <span>来源：{story.source}</span></p>
<div id="ccontent"><div id="con_con">{paragraphs(story)}</div></div></div>""",
            self.article_metas(story),
        )
