"""A list that only a script fills: no entry, no address of data in the HTML (a browser is needed)."""

from __future__ import annotations

import json
from datetime import datetime

from govnews.demo.server import Reply, Request
from tests.replicas.model import Column, Replica, Story, esc, paragraphs, query

_SCRIPT = """
(function () {
  var box = document.getElementById('rows'), pager = document.getElementById('pager');
  var at = Number((location.search.match(/page=(\\d+)/) || [0, 1])[1]);
  var source = ['', 'data', 'rows.json'].join('/') + '?c=' + box.getAttribute('data-c') + '&n=' + at;
  fetch(source).then(function (answer) { return answer.json(); }).then(function (data) {
    data.r.forEach(function (row) {
      var li = document.createElement('li'), a = document.createElement('a'), s = document.createElement('span');
      a.href = row.u; a.textContent = row.t; s.textContent = row.d;
      li.appendChild(a); li.appendChild(s); box.appendChild(li);
    });
    var next = document.createElement(at < data.p ? 'a' : 'span');
    next.textContent = '下一页';
    if (at < data.p) { next.href = '?page=' + (at + 1); }
    pager.appendChild(document.createTextNode('第' + at + '页/共' + data.p + '页 '));
    pager.appendChild(next);
  });
})();
"""


class ScriptedReplica(Replica):
    family = "generic"
    host = "www.script-shili.example.com"
    columns = (
        Column("示例要闻", "/xw/yw/", 62),
        Column("部门动态", "/xw/bm/", 17),
        Column("通知公告", "/gg/", 9, news=False),
    )

    def article_path(self, column: Column, number: int, moment: datetime) -> str:
        return f"/a/{moment:%Y%m%d}/{number}.html"

    def listing(self, request: Request) -> Reply | str | None:
        if request.path == "/js/list.js":
            return Reply(200, {"Content-Type": "application/javascript; charset=utf-8"}, _SCRIPT.encode())
        if request.path == "/data/rows.json":
            asked = query(request)
            column = self.columns[int(asked["c"])]
            rows = self.page(column, int(asked["n"])) or []
            data = {
                "p": self.pages(column),
                "r": [{"u": story.path, "t": story.title, "d": story.day} for story in rows],
            }
            return Reply(200, {"Content-Type": "application/json"}, json.dumps(data).encode())
        column = self.column_of(request.path)
        if column is None:
            return None
        return self.document(
            column.name,
            f"""<h2>{column.name}</h2><ul id="rows" data-c="{self.columns.index(column)}"></ul><div id="pager"></div>
<script src="/js/list.js"></script>""",
            {"ColumnName": column.name},
        )

    def article(self, story: Story) -> str:
        return self.document(
            f"{story.title}_{self.site}",
            f"""<h1>{esc(story.title)}</h1><div class="info">发布时间：{story.minute}　来源：{story.source}</div>
<div class="content">{paragraphs(story)}</div>""",
            self.article_metas(story),
        )
