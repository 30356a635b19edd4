"""Sites whose lists end after a few pages, and whose search has all of the past: Henan's and MCMS'."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from govnews.demo.server import Reply, Request
from tests.replicas.henan import HenanReplica
from tests.replicas.mcms import McmsReplica
from tests.replicas.model import Column, Story, query

LIST_PAGES = 2


def marked(title: str) -> str:
    """A title as a search shows it: a word of it highlighted, in markup that is escaped nowhere."""
    return f'{title[:2]}<em style="color:red">{title[2:4]}</em>{title[4:]}'


def as_json(data: Any) -> Reply:
    return Reply(
        200, {"Content-Type": "application/json;charset=UTF-8"}, json.dumps(data, ensure_ascii=False).encode()
    )


FAILED = as_json({"code": 500, "success": False, "msg": "系统异常", "data": None})


class HenanSearchReplica(HenanReplica):
    """The search stands on another host, which a script of the search page names; lists end after two pages."""

    search_host = "search.henan-shili.example.com"
    columns = (
        Column("示例要闻", "/ywdt/slyw/", 210),
        Column("部门动态", "/ywdt/bmdt/", 70),
        Column("公告公示", "/zwgk/gggs/", 40, news=False),
    )
    cap = 0
    """Results that can be paged to; 0: all."""
    ignores_days = False
    ignores_columns = False
    shuffles = False
    """Whether every answer has another order, as that of an index without a rule for what is equal."""
    twice = 0
    """Newest stories of which the index has two entries each."""
    counts_rows = False
    """Whether what it calls a total are the rows of the answer at hand."""
    days_too_many = 0
    """How many days behind the last one are found, too."""
    names_columns = True
    undated = 0
    """Oldest stories of the first column that the search has, and finds by no day."""
    dice = Random(7)
    hidden = 0
    """Newest stories of the first column that the search does not have."""

    def page(self, column: Column, number: int) -> list[Story] | None:
        return super().page(column, number) if number <= LIST_PAGES else None

    def stated(self, column: Column) -> int:
        return LIST_PAGES

    @property
    def searchable(self) -> list[Story]:
        """All that the search has, the newest first."""
        stories = [one for rows in self.stories.values() for one in rows]
        gone = self.stories[self.columns[0]][: self.hidden]
        return sorted((one for one in stories if one not in gone), key=lambda one: one.moment, reverse=True)

    def number(self, column: Column) -> str:
        return f"4100000099{self.columns.index(column) + 1:016}"

    def home_page(self) -> str:
        return super().home_page().replace("</ul></div>", '</ul><a href="/ss/">站内搜索</a></div>', 1)

    def listing(self, request: Request) -> Reply | str | None:
        if request.path == "/ss/":
            return self.document("站内搜索", '<div id="results"></div><script src="/js/search.js"></script>')
        if request.path == "/js/search.js":
            script = f"""var siteId = "4100000099";
$.get("//{self.search_host}/open/api/external?keywords=" + word + "&siteId=" + siteId, draw);"""
            return Reply(200, {"Content-Type": "application/javascript"}, script.encode())
        if request.path == "/open/api/external":
            return self.found(query(request))
        return super().listing(request)

    def found(self, asked: dict[str, str]) -> Reply:
        if asked["siteId"] != "4100000099":
            return FAILED
        hits = [one for one in self.searchable if asked["keywords"] in one.title]
        if (number := asked.get("channelMarkId")) and not self.ignores_columns:
            hits = [one for one in hits if self.number(one.column) == number]
        if not self.ignores_days:
            first, last = asked["beginTime"] or "0", asked["endTime"] or "9"
            asked_by_day = (first, last) != ("0", "9")
            lost = self.stories[self.columns[0]][-self.undated :] if asked_by_day and self.undated else []
            if self.days_too_many and last != "9":
                last = str(date.fromisoformat(last[:10]) + timedelta(days=self.days_too_many))
            hits = [one for one in hits if first <= one.day <= last and one not in lost]
        if self.twice:
            newest = set(map(self.url, self.searchable[: self.twice]))
            hits = [one for hit in hits for one in [hit] * (2 if self.url(hit) in newest else 1)]
        if self.shuffles:
            hits = self.dice.sample(hits, len(hits))
        page, size = int(asked["pageNumber"]), int(asked["pageSize"])
        rows = hits[: self.cap or None][(page - 1) * size : page * size]
        total = len(rows) if self.counts_rows else len(hits)
        pages = {} if self.counts_rows else {"totalPage": -(-total // size)}
        return as_json(
            {
                "code": 200,
                "data": {
                    "totalRow": total,
                    **pages,
                    "datas": [self.row(one) for one in rows],
                },
            }
        )

    def row(self, story: Story) -> dict[str, str]:
        row = {
            "title": marked(story.title),
            "selfUrl": self.url(story),
            "pubDate": f"{story.moment:%Y-%m-%d %H:%M:%S}",
            "source": story.source,
            "content": story.paragraphs[0][:60],
        }
        return {**row, "channelMarkId": self.number(story.column)} if self.names_columns else row


class McmsSearchReplica(McmsReplica):
    """The search states its pages alone, dates in milliseconds, relative addresses; it cannot be asked by day."""

    columns = (
        Column("示例要闻", "/html/1//2/150/156/index.html", 130),
        Column("乡镇动态", "/html/1//2/150/157/index.html", 40),
        Column("通知公告", "/html/1//2/151/160/index.html", 30, news=False),
    )
    cap = 0

    def pages(self, column: Column) -> int:
        return min(super().pages(column), LIST_PAGES)

    def home_page(self) -> str:
        address = "'/ms-mcms/esArticle/queryEsArticle.do?pageNumber=' + n + '&keyword=' + w"
        script = f"<script>function so(w, n) {{ $.get({address}); }}</script>"
        return super().home_page().replace("</body>", f"{script}</body>")

    def listing(self, request: Request) -> Reply | str | None:
        if request.path == "/ms-mcms/esArticle/queryEsArticle.do":
            return self.found(query(request))
        return super().listing(request)

    def found(self, asked: dict[str, str]) -> Reply:
        stories: Sequence[Story] = [one for rows in self.stories.values() for one in rows]
        hits = sorted(stories, key=lambda one: one.moment, reverse=True)
        page, size = int(asked["pageNumber"]), int(asked["pageSize"])
        rows = hits[: self.cap or None][(page - 1) * size : page * size]
        return as_json(
            {
                "totalPage": -(-len(hits) // size),
                "list": [
                    {"title": marked(one.title), "url": one.path, "date": milliseconds(one.moment)}
                    for one in rows
                ],
            }
        )


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
