"""UCAP: ``common_list_2.shtml`` by the six-argument call; a second column that comes as JSON."""

from __future__ import annotations

import json
import re
from datetime import datetime
from hashlib import md5

from govnews.demo.server import Reply, Request
from tests.replicas.model import Column, Replica, Story, esc, items, paragraphs, query

CHANNEL = md5(b"xzdt", usedforsecurity=False).hexdigest()


class UcapReplica(Replica):
    family = "ucap"
    host = "www.ucap-shili.example.com"
    columns = (
        Column("示例要闻", "/slx/c100101/common_list.shtml", 65),
        Column("乡镇动态", "/slx/c100102/list.shtml", 34),
        Column("通知公告", "/slx/c100201/common_list.shtml", 17, news=False),
    )

    def article_path(self, column: Column, number: int, moment: datetime) -> str:
        name = md5(str(number).encode(), usedforsecurity=False).hexdigest()
        return f"{column.path.rpartition('/')[0]}/{moment:%Y%m}/{name}.shtml"

    def listing(self, request: Request) -> Reply | str | None:
        if request.path == "/slinf/info/getInfoCommon/":
            return self.answer(query(request))
        found = re.fullmatch(r"(/slx/c\d+/(?:common_)?list)(?:_(\d+))?\.shtml", request.path)
        column = self.column_of(f"{found[1]}.shtml") if found else None
        if found is None or column is None:
            return None
        if column.path.endswith("/list.shtml"):
            return self.document(
                column.name,
                f"""<div class="list"><ul id="infolist"></ul><div id="page"></div></div>
<script>var channel = "{CHANNEL}";
function load(n) {{ $.ajax({{ url: "/slinf/info/getInfoCommon/?pagesize={self.rows}&currpage=1&channelid={CHANNEL}",
  dataType: "json", success: function (data) {{ draw(data.infolist); }} }}); }}
load(1);</script>""",
            )
        number = int(found[2] or 1)
        rows = self.page(column, number)
        if rows is None:
            return None
        call = (
            f"createPageHTML('page-div',{self.pages(column)}, {number},'common_list','shtml',{column.size});"
        )
        return self.document(
            column.name,
            f"""<div id="list-data"><ul class="list">{items(rows)}
<script>window.onload=function(){{{call}}}</script></ul><div id="page-div"></div></div>""",
            {"ColumnName": column.name},
            head='<script src="/slx/xhtml/js/page.js"></script>',
        )

    def answer(self, asked: dict[str, str]) -> Reply | None:
        if asked.get("channelid") != CHANNEL:
            return None
        column = self.columns[1]
        rows = self.page(column, int(asked["currpage"])) or []
        data = {
            "infolist": [
                {"title": story.title, "link": story.path, "pubtime": f"{story.moment:%Y-%m-%d %H:%M:%S}"}
                for story in rows
            ],
            "totalcount": column.size,
        }
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(data, ensure_ascii=False).encode())

    def article(self, story: Story) -> str:
        return self.document(
            story.title,
            f"""<h1><UCAPTITLE>{esc(story.title)}</UCAPTITLE></h1>
<p class="sub"><span>发布日期：{story.minute}</span><span>来源：{story.source}</span></p>
<div id="UCAP-CONTENT"><UCAPCONTENT>{paragraphs(story)}</UCAPCONTENT></div>""",
            self.article_metas(story),
        )
