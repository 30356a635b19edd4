"""龙讯: ``/content/column/N?pageIndex=2``, the pager drawn by ``Ls.pagination``."""

from __future__ import annotations

from datetime import datetime

from govnews.demo.server import Reply, Request
from tests.replicas.model import Column, Replica, Story, esc, items, paragraphs, query


class LongxunReplica(Replica):
    family = "longxun"
    host = "www.longxun-shili.example.com"
    columns = (
        Column("示例要闻", "/content/column/6789101", 64),
        Column("乡镇动态", "/content/column/6789102", 29),
        Column("通知公告", "/content/column/6789201", 14, news=False),
    )

    def article_path(self, column: Column, number: int, moment: datetime) -> str:
        return f"/content/article/{8000000 + number}"

    def listing(self, request: Request) -> Reply | str | None:
        column = self.column_of(request.path)
        if column is None:
            return None
        # Beyond its last page the list answers with the last page.
        number = min(int(query(request).get("pageIndex", "1")), self.pages(column))
        rows = self.page(column, number) or []
        name = column.path.rpartition("/")[2]
        return self.document(
            f"{column.name}_{self.site}",
            f"""<ul class="doc_list list-{name}">{items(rows)}</ul><div id="page_{name}" class="ls-page"></div>
<script>Ls.pagination("#page_{name}", function(pageIndex){{
 location.href='http://{self.host}{column.path}?pageIndex=' + pageIndex;}},
 {{currPage: ({number - 1}+1),pageCount:{self.pages(column)}}});</script>""",
            {"ColumnName": column.name},
        )

    def article(self, story: Story) -> str:
        return self.document(
            story.title,
            f"""<h1 class="newstitle">{esc(story.title)}</h1><div class="newsinfo">发布时间：{story.minute}　来源：{story.source}
<span class="zihao">字体：[大 中 小]</span></div>
<div class="j-fontContent newscontnet minh500">{paragraphs(story)}</div>""",
            self.article_metas(story),
        )
