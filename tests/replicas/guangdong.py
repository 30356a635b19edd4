"""The Guangdong platform: ``content/post_N.html``, ``index_2.html``, disclosure lists as ``gkmlpt`` JSON."""

from __future__ import annotations

import json
import re
from datetime import datetime

from govnews.demo.server import Reply, Request
from tests.replicas.model import Column, Replica, Story, esc, items, paragraphs, query

SID = "755001"


class GuangdongReplica(Replica):
    """The first column has links, the second is a ``gkmlpt`` list."""

    family = "guangdong"
    host = "www.gd-shili.example.com"
    columns = (
        Column("示例要闻", "/zwgk/zwdt/slyw/index.html", 64),
        Column("部门动态", "/gkmlpt/list/153", 230),
        Column("通知公告", "/zwgk/tzgg/index.html", 16, news=False),
    )
    packet = 100
    """Articles of one JSON answer."""

    def article_path(self, column: Column, number: int, moment: datetime) -> str:
        if column.path.startswith("/gkmlpt"):
            return f"/gkmlpt/content/2/{2498 + number}/post_{2498000 + number}.html"
        return f"{column.path.rpartition('/')[0]}/content/post_{5780000 + number}.html"

    def listing(self, request: Request) -> Reply | str | None:
        if request.path == "/gkmlpt/api/all/153":
            return self.answer(query(request))
        if request.path == "/gkmlpt/list/153":
            return self.document(
                "政府信息公开",
                f"<div id='app'></div><script>window._CONFIG = {{SID: '{SID}', TREE: []}};</script>",
            )
        found = re.fullmatch(r"(/.*/)index(?:_(\d+))?\.html", request.path)
        column = self.column_of(f"{found[1]}index.html") if found else None
        number = int((found and found[2]) or 1)
        rows = self.page(column, number) if column is not None else None
        if found is None or column is None or rows is None:
            return None
        pages, base = self.pages(column), f"http://{self.host}{found[1]}"

        def link(page: int) -> str:
            return base + ("index.html" if page == 1 else f"index_{page}.html")

        numbers = "".join(
            f'<a class="{"current" if n == number else "normal"}" href="{link(n)}">{n}</a>'
            for n in range(1, pages + 1)
        )
        pager = f'<a class="first" href="{link(1)}">第一页</a>{numbers}'
        if number < pages:
            pager += f'<a class="next" href="{link(number + 1)}">下一页</a><a class="last" href="{link(pages)}">最后一页</a>'
        return self.document(
            column.name,
            f'<ul class="news_list">{items(rows, cut=24)}</ul><div class="page">{pager}</div>'
            "<script>var NFCMS_SITE_ID = '755001';</script>",
            {"ColumnName": column.name},
        )

    def answer(self, asked: dict[str, str]) -> Reply | None:
        if asked.get("sid") != SID:
            return None
        column, start = self.columns[1], (int(asked["page"]) - 1) * self.packet
        data = {
            "articles": [
                {
                    "id": story.number,
                    "title": story.title,
                    "url": f"http://{self.host}{story.path}",
                    "create_time": int(story.moment.timestamp()),
                    "display_publish_time": int(story.moment.timestamp()),
                }
                for story in self.stories[column][start : start + self.packet]
            ],
            "total": column.size,
        }
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(data, ensure_ascii=False).encode())

    def article(self, story: Story) -> str:
        return self.document(
            story.title,
            f"""<h1 class="content_title">{esc(story.title)}</h1>
<p class="meta"><span>来源：{story.source}</span><span>发布时间：{story.minute}</span></p>
<div class="article-content">{paragraphs(story)}</div><script>var NFCMS_POST_ID = '{story.number}';</script>""",
            self.article_metas(story),
        )
