"""What all family replicas share: columns, invented stories, the frame of a page."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from govnews.demo import prose
from govnews.demo.server import Reply, Request

NEWEST = datetime(2026, 3, 18, 17, 20, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column and the address of its first page, from the root."""

    name: str
    path: str
    size: int
    news: bool = True


@dataclass(frozen=True, slots=True)
class Story:
    """One article as the site holds it."""

    column: Column
    number: int
    title: str
    moment: datetime
    source: str
    paragraphs: tuple[str, ...]
    path: str
    """From the root, as the lists link it."""

    @property
    def day(self) -> str:
        return f"{self.moment:%Y-%m-%d}"

    @property
    def minute(self) -> str:
        return f"{self.moment:%Y-%m-%d %H:%M}"


class Replica:
    """A site of one family. A subclass gives addresses, lists and article pages."""

    family: str
    host: str
    site = "示例县人民政府"
    rows = 15
    columns: tuple[Column, ...]

    def __init__(self) -> None:
        self.stories: dict[Column, list[Story]] = {}
        number = 0
        for column in self.columns:
            rows = []
            for at in range(column.size):
                number += 1
                moment = NEWEST - timedelta(hours=29 * at + number % 7, minutes=11 * at % 60)
                rows.append(self._story(column, number, moment))
            self.stories[column] = rows
        self.by_path = {story.path: story for rows in self.stories.values() for story in rows}

    def _story(self, column: Column, number: int, moment: datetime) -> Story:
        if column.news:
            title = prose.headline(7, number)
            paragraphs = prose.story(7, number, moment.month, moment.day)
        else:
            title, paragraphs = prose.notice(7, number, moment.month, moment.day)
        source = prose.choose(prose.OUTLETS, 7, number)
        return Story(
            column,
            number,
            title,
            moment,
            source,
            tuple(paragraphs),
            self.article_path(column, number, moment),
        )

    # -- the truth

    @property
    def home(self) -> str:
        return f"http://{self.host}/"

    @property
    def news(self) -> list[Story]:
        """Every article of the news columns: a complete crawl."""
        return [story for column, rows in self.stories.items() if column.news for story in rows]

    @property
    def others(self) -> list[Story]:
        """Every article of the columns that are no news: not to be asked for."""
        return [story for column, rows in self.stories.items() if not column.news for story in rows]

    def url(self, story: Story) -> str:
        return f"http://{self.host}{story.path}"

    def pages(self, column: Column) -> int:
        return -(-column.size // self.rows)

    def page(self, column: Column, number: int) -> list[Story] | None:
        """The stories of page ``number``, counted from 1; None beyond the last page."""
        if not 1 <= number <= self.pages(column):
            return None
        return self.stories[column][(number - 1) * self.rows : number * self.rows]

    # -- what a family gives

    def article_path(self, column: Column, number: int, moment: datetime) -> str:
        raise NotImplementedError

    def article(self, story: Story) -> str:
        raise NotImplementedError

    def listing(self, request: Request) -> Reply | str | None:
        """The answer to any request that is neither the home page nor an article; None for a 404."""
        raise NotImplementedError

    # -- answers

    def respond(self, request: Request) -> Reply:
        target = request.path + (f"?{request.query}" if request.query else "")
        if target in ("/", "/index.html", "/index.htm"):
            return Reply.html(self.home_page())
        if target in self.by_path:
            return Reply.html(self.article(self.by_path[target]))
        answer = self.listing(request)
        if answer is None:
            return Reply.html(
                "<html><head><title>404</title></head><body><p>页面不存在</p></body></html>", status=404
            )
        return Reply.html(answer) if isinstance(answer, str) else answer

    def home_page(self) -> str:
        """Navigation and the head of each list."""
        boxes = "".join(
            f'<div class="box"><h3><a href="{column.path}">{column.name}</a>'
            f'<a class="more" href="{column.path}">更多&gt;&gt;</a></h3><ul>'
            + "".join(
                f'<li><a href="{esc(story.path)}" title="{esc(story.title)}">{esc(story.title)}</a>'
                f"<span>{story.day[5:]}</span></li>"
                for story in rows[:6]
            )
            + "</ul></div>"
            for column, rows in self.stories.items()
        )
        return self.document(self.site, boxes, {"ColumnType": "首页"})

    def document(
        self, title: str, content: str, metas: dict[str, str] | None = None, *, head: str = ""
    ) -> str:
        """A page with the site's frame around ``content``."""
        given = {"SiteName": self.site, "SiteDomain": self.host, "SiteIDCode": "4100000099", **(metas or {})}
        tags = "\n".join(f'<meta name="{name}" content="{esc(value)}">' for name, value in given.items())
        menu = "".join(f'<li><a href="{column.path}">{column.name}</a></li>' for column in self.columns)
        return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8">
{tags}
<title>{esc(title)}</title>
{head}</head>
<body>
<div class="header"><div class="logo"><a href="/">{self.site}</a></div>
<ul class="nav"><li><a href="/">首页</a></li>{menu}</ul></div>
<div class="main">
{content}
</div>
<div class="footer"><p>主办：{self.site}办公室　网站标识码：4100000099</p>
<p><a href="http://beian.example.com/" target="_blank">豫ICP备00000000号</a>
<a href="mailto:web@{self.host}">联系我们</a></p></div>
</body></html>
"""

    def article_metas(self, story: Story) -> dict[str, str]:
        """The standard's content metas (field facts §2)."""
        return {
            "ColumnName": story.column.name,
            "ArticleTitle": story.title,
            "PubDate": story.minute,
            "ContentSource": story.source,
        }

    def column_of(self, path: str) -> Column | None:
        return next((column for column in self.columns if column.path == path), None)


def esc(text: str) -> str:
    return html.escape(text, quote=True)


def paragraphs(story: Story) -> str:
    return "\n".join(f"<p>　　{esc(text)}</p>" for text in story.paragraphs)


def items(rows: Sequence[Story], *, cut: int = 0) -> str:
    """``<li>`` rows: link with full ``@title``, date behind it."""
    return "\n".join(
        f'<li><a href="{esc(story.path)}" target="_blank" title="{esc(story.title)}">'
        f"{esc(story.title[:cut] + '...' if cut and len(story.title) > cut else story.title)}</a>"
        f"<span>{story.day}</span></li>"
        for story in rows
    )


def query(request: Request) -> dict[str, str]:
    """Query and form together, as a JSP or PHP page sees them."""
    return dict(parse_qsl(request.query, keep_blank_values=True)) | dict(
        parse_qsl(request.body.decode("utf-8"), keep_blank_values=True)
    )
