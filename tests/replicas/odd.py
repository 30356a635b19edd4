"""A site that defeats a reader without its selectors: no name is one of news, no list has dates, comments outweigh every text."""

from __future__ import annotations

from datetime import datetime

from govnews.demo.server import Request
from tests.replicas.model import Column, Replica, Story, esc, query

SELECTORS = {
    "columns": "p.lm a",
    "rows": "div.r",
    "next": "//a[@class='nx']/@href",
    "title": "div.bt",
    "published_on": "div.sx i",
    "source": "div.sx u::text",
    "body": "div.zw",
}
COMMENT = "路过的人说，这条路修好以后，村里的茶叶一天就能运到城里，大家都盼着早一点通车，也盼着多来几趟班车。"


class OddReplica(Replica):
    family = "odd"
    host = "www.odd.example.com"
    rows = 5
    columns = (Column("石桥旧话", "/sq/", 12), Column("茶山纪事", "/cs/", 8))
    headline = "bt"
    text = "zw"
    """The classes of headline and text, which a redesign changes."""
    source = "u"
    """The element of the source."""

    def article_path(self, column: Column, number: int, moment: datetime) -> str:
        return f"{column.path}{number}"

    def home_page(self) -> str:
        columns = "".join(f'<p class="lm"><a href="{one.path}">{one.name}</a></p>' for one in self.columns)
        services = "".join(f'<p class="fw"><a href="/fw/{n}/">{n}号窗口</a></p>' for n in range(1, 6))
        return self.page_of("石桥", columns + services)

    def page_of(self, title: str, body: str) -> str:
        return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}</body></html>"

    def listing(self, request: Request) -> str | None:
        column = next((one for one in self.columns if one.path == request.path), None)
        if column is None:
            return None
        number = int(query(request).get("p", "1"))
        stories = self.page(column, number)
        if stories is None:
            return None
        rows = "".join(
            f'<div class="r"><b><a href="{one.path}">{esc(one.title[:4])}</a></b></div>' for one in stories
        )
        beside = "".join(
            f'<li><a href="/tz/{n}.html">关于第{n}号窗口调整办理时间的告知书</a><span>2026-02-{n:02}</span></li>'
            for n in range(1, 10)
        )
        more = f'<a class="nx" href="?p={number + 1}">▸</a>' if number < self.pages(column) else ""
        return self.page_of("石桥", f"<ul>{beside}</ul>{rows}{more}")

    def article(self, story: Story) -> str:
        text = "".join(f"<div>{esc(one)}</div>" for one in story.paragraphs[:2])
        comments = "".join(f"<p>{COMMENT}</p>" for _ in range(40))
        return self.page_of(
            "石桥",
            f'<div class="{self.headline}">{esc(story.title)}</div><div class="sx"><i>{story.day}</i><i>{story.moment:%H:%M}</i>'
            f'<{self.source}>{esc(story.source)}</{self.source}></div><div class="{self.text}">{text}</div>'
            f'<div class="pl">{comments}</div>'
            "<i>页面生成于 2026-03-20</i>",
        )
