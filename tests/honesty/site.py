"""A small government site of our own invention, 青石县, whose state is data and which can be made to misbehave.

The home page has the news columns; a column has listing pages and a pager in one of the styles of
:mod:`tests.honesty.pagers`; an article has invented news. What a test changes is what is served from then on, and
:meth:`CountySite.listed` tells at any time what the site lists. Faults spoil single answers without changing that truth.
"""

from __future__ import annotations

import hashlib
import html
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from govnews.demo import prose
from govnews.demo.server import Fault, Reply, Request

if TYPE_CHECKING:
    from tests.honesty.pagers import Pager

HOST = "www.qingshi.example.com"
NAME = "青石县人民政府"
FIRST_DAY = date(2026, 3, 2)
"""Day 0 of every play."""
SEED = 13


@dataclass(slots=True, eq=False)
class Story:
    """One article as the site holds it. Change it by the site's methods, which keep count of its revisions."""

    number: int
    path: str
    title: str
    paragraphs: tuple[str, ...]
    day: date
    source: str
    pinned: bool = False
    gone: bool = False
    """Its page answers 404."""
    files: tuple[str, ...] = ()
    """Addresses of the files it offers."""
    pictures: tuple[str, ...] = ()
    scripted: bool = False
    """Its row has no address: a script opens it."""
    film: bool = False
    """It is a film without a word of text."""
    revision: int = 0


@dataclass(slots=True, eq=False)
class Column:
    """A list of articles and how it is cut into pages."""

    name: str
    path: str
    """Of its first page, from the root."""
    pager: Pager
    size: int = 10
    """Rows a page."""
    stories: list[Story] = field(default_factory=list)
    """In the order of the list, pinned rows aside; newest first unless a test reorders it."""
    pinned_twice: bool = False
    """Pinned rows stand in their own place, too."""
    stated: int | None = None
    """How many entries its pager states; None: as many as it has rows."""
    in_menu: bool = True
    """The site's menu and its home page lead to it."""
    marks: bool = True
    """Pinned rows say 置顶."""

    def rows(self) -> list[Story]:
        """The rows of all its pages."""
        pinned = [story for story in self.stories if story.pinned]
        return pinned + [story for story in self.stories if self.pinned_twice or not story.pinned]

    def pages(self) -> list[list[Story]]:
        """The rows of each page; an empty column has one page."""
        rows = self.rows()
        return [rows[at : at + self.size] for at in range(0, len(rows), self.size)] or [[]]


Where = Callable[[Request], bool]


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A fault and the requests whose answers it spoils."""

    where: Where
    fault: Fault


class CountySite:
    """The site. ``faults`` are looked through in order, the first that matches is used."""

    def __init__(self, *columns: Column, host: str = HOST) -> None:
        self.host = host
        self.columns = list(columns)
        self.faults: list[Spoilt] = []
        self.extra: dict[str, str] = {}
        """Further pages, by path."""
        self.files: dict[str, bytes] = {}
        """Files, by path: with an ETag, and 304 for who has them."""
        self.visits: int | None = None
        """Where it is a number, each article page says which visitor this is, and counts."""
        self.led_out: set[Story] = set()
        """Stories whose pages led to another host since the day began."""
        self._stories: dict[str, Story] = {}
        self._count = 0

    @property
    def home(self) -> str:
        return f"http://{self.host}/"

    def url(self, story: Story) -> str:
        return f"http://{self.host}{story.path}"

    def story(self, url: str) -> Story | None:
        """The story at an address, whether it is listed, removed or gone."""
        return self._stories.get(url.removeprefix(f"http://{self.host}"))

    def stories(self) -> list[Story]:
        """Every story that was ever published, in that order."""
        return list(self._stories.values())

    def is_listed(self, story: Story) -> bool:
        """Whether some list shows it, be its page there or not."""
        return any(story in column.stories for column in self.columns)

    def listed(self) -> set[Story]:
        """The stories that some list of the site shows and whose pages are there."""
        return {
            story for column in self.columns for story in column.stories if not (story.gone or story.scripted)
        }

    # -- what an editor does

    def publish(self, column: Column, day: int, *, at: int = 0, path: str | None = None) -> Story:
        """A new article, dated ``day`` days after day 0 (before it where negative), at the place ``at`` of the list."""
        self._count += 1
        number = self._count
        moment = FIRST_DAY + timedelta(days=day)
        path = path or f"/{moment:%Y-%m}/{moment:%d}/{100_000 + number}.html"
        text = tuple(prose.story(SEED, number, moment.month, moment.day))
        story = Story(
            number,
            path,
            prose.headline(SEED, number),
            text,
            moment,
            prose.choose(prose.OUTLETS, SEED, number),
        )
        column.stories.insert(at, story)
        self._stories[path] = story
        return story

    def fill(self, column: Column, count: int, *, newest: int = -1) -> list[Story]:
        """So many articles, one a day, the newest first; ``newest`` is the day of the first one."""
        return [self.publish(column, newest - at, at=at) for at in range(count)]

    def edit(
        self, story: Story, *, files: Sequence[str] | None = None, pictures: Sequence[str] | None = None
    ) -> None:
        """Another text, or other files or pictures and the same text."""
        story.revision += 1
        if files is not None:
            story.files = tuple(files)
        if pictures is not None:
            story.pictures = tuple(pictures)
        if files is None and pictures is None:
            story.paragraphs = (f"更正：本文第{story.revision}次修订，以此为准。", *story.paragraphs[-2:])

    def unlist(self, story: Story) -> None:
        """Out of every list; its page stays."""
        for column in self.columns:
            if story in column.stories:
                column.stories.remove(story)

    def withdraw(self, story: Story) -> None:
        """Out of every list, and its page is gone."""
        self.unlist(story)
        story.gone = True

    # -- requests

    def is_article(self, request: Request) -> bool:
        """Whether an article's page is asked for."""
        return target(request) in self._stories

    def page_asked(self, request: Request) -> tuple[Column, int] | None:
        """Which page of which column is asked for; None where it is none."""
        for column in self.columns:
            if (number := column.pager.asked(column, request)) is not None:
                return column, number
        return None

    def respond(self, request: Request) -> Reply:
        reply = self._answer(request)
        story, to = self._stories.get(target(request)), reply.headers.get("Location", "/")
        if story is not None and not to.startswith(("/", self.home)):
            self.led_out.add(story)
        return reply

    def _answer(self, request: Request) -> Reply:
        for spoilt in list(self.faults):
            if spoilt.where(request):
                return spoilt.fault(request, self.truth(request))
        return self.truth(request)

    def truth(self, request: Request) -> Reply:
        """The answer without faults."""
        asked = target(request)
        if request.path in ("/", "/index.html"):
            return Reply.html(self.home_page())
        if asked in self.extra:
            return Reply.html(self.extra[asked])
        if asked in self.files:
            return sent(self.files[asked])
        story = self._stories.get(asked)
        if story is not None:
            return NOT_FOUND if story.gone else Reply.html(self.article(story))
        if (found := self.page_asked(request)) is not None:
            return self.listing(*found)
        return NOT_FOUND

    def listing(self, column: Column, number: int, rows: Sequence[Story] | None = None) -> Reply:
        """Page ``number`` of a column, with ``rows`` in place of its own where some are given."""
        pages = column.pages()
        if rows is None:
            if number == 0:
                return column.pager.shell(self, column)
            if not 1 <= number <= len(pages):
                return column.pager.beyond(self, column)
            rows = pages[number - 1]
        return column.pager.page(self, column, number, rows)

    def home_page(self) -> str:
        boxes = "".join(
            f'<section><h3><a href="{esc(column.path)}">{column.name}</a></h3>{rows_html(column.rows()[:3])}</section>'
            for column in self.columns
            if column.in_menu
        )
        return self.document(NAME, boxes)

    def article(self, story: Story) -> str:
        pictures = "".join(f'<p><img src="{one}" width="600" height="400"></p>' for one in story.pictures)
        text = "".join(f"<p>{esc(paragraph)}</p>" for paragraph in story.paragraphs)
        if story.film:
            text = f'<video src="/media/{story.number}.mp4" controls></video>'
        files = "".join(f'<p>附件：<a href="{one}">{one.rpartition("/")[2]}</a></p>' for one in story.files)
        visits = ""
        if self.visits is not None:
            self.visits += 1
            visits = f"<p>您是第{self.visits}位访客</p>"
        return self.document(
            f"{story.title} - {NAME}",
            f"""<h1>{esc(story.title)}</h1>
<div class="byline">发布时间：{story.day:%Y-%m-%d} 来源：{story.source}</div>
<div class="story">{text}{pictures}{files}{visits}</div>""",
        )

    def document(self, title: str, content: str) -> str:
        """A page with the site's head and foot."""
        menu = "".join(
            f'<li><a href="{esc(one.path)}">{one.name}</a></li>' for one in self.columns if one.in_menu
        )
        return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{esc(title)}</title></head>
<body><header><a href="/">{NAME}</a><ul class="menu"><li><a href="/">首页</a></li>{menu}</ul></header>
<main>{content}</main>
<footer><p>主办：{NAME}办公室</p></footer></body></html>
"""


def sent(data: bytes) -> Reply:
    """A file as a web server sends it; the server makes a 304 of it for who has it."""
    etag = f'"{hashlib.sha256(data).hexdigest()[:12]}"'
    return Reply(200, {"ETag": etag, "Content-Type": "application/octet-stream"}, data)


def target(request: Request) -> str:
    """Path and query of a request, as the site's links write them."""
    return request.path + (f"?{request.query}" if request.query else "")


def esc(text: str) -> str:
    return html.escape(text, quote=True)


def rows_html(rows: Sequence[Story], *, marks: bool = True) -> str:
    """A list's rows: link, then date; a pinned one says so where ``marks``."""
    return "<ul class='news'>" + "\n".join(_rows(rows, marks)) + "</ul>"


def _rows(rows: Sequence[Story], marks: bool) -> Iterator[str]:
    for story in rows:
        mark = "<em>[置顶]</em>" if story.pinned and marks else ""
        href = f"javascript:view({story.number})" if story.scripted else esc(story.path)
        yield f'<li>{mark}<a href="{href}">{esc(story.title)}</a><i>{story.day:%Y-%m-%d}</i></li>'


NOT_FOUND = Reply.html(
    "<html><head><title>404</title></head><body><p>您访问的页面不存在</p></body></html>", status=404
)

# -- faults: what is spoilt


def page(column: Column, *numbers: int) -> Where:
    """Requests for these pages of a column; for any of its pages where none is named."""
    return lambda request: (
        (number := column.pager.asked(column, request)) is not None and (not numbers or number in numbers)
    )


def story_page(*stories: Story) -> Where:
    """Requests for these stories."""
    paths = {story.path for story in stories}
    return lambda request: target(request) in paths


def anything(request: Request) -> bool:
    """Every request but that for robots.txt."""
    return request.path != "/robots.txt"


# -- faults: what comes instead


def status(code: int) -> Fault:
    """An error page with its status."""
    return lambda request, reply: Reply.html(
        f"<html><head><title>{code}</title></head><body><h1>{code}</h1></body></html>", status=code
    )


def redirect(address: str) -> Fault:
    return lambda request, reply: Reply(302, {"Location": address})


def text_page(text: str) -> Fault:
    """A whole page with a 200."""
    return lambda request, reply: Reply.html(text)


def in_place(site: CountySite, column: Column, number: int) -> Fault:
    """Another page of a list, links and pager included."""
    return lambda request, reply: site.listing(column, number)


def rows_of(site: CountySite, column: Column, number: int, *, count: int) -> Fault:
    """The page with only the first ``count`` of its rows."""
    return lambda request, reply: site.listing(column, number, column.pages()[number - 1][:count])


def meanwhile(site: CountySite, change: Callable[[], object]) -> Fault:
    """The site changes just before the first such request is answered, truly then."""
    done: list[object] = []

    def fault(request: Request, reply: Reply) -> Reply:
        if not done:
            done.append(change())
        return site.truth(request)

    return fault


NOTICE = f"""<html><head><meta charset="utf-8"><title>{NAME}</title></head><body><h1>{NAME}</h1><div>
<p>尊敬的用户：为向您提供更加稳定的服务，我单位将对门户网站机房设备和应用系统进行升级改造，升级期间网站将暂停访问。</p>
<p>预计于明日上午恢复，届时请重新访问本网站，由此给您带来的不便，敬请谅解，感谢您一直以来的理解与支持。</p>
</div></body></html>"""
"""A notice of maintenance, longer than any short text."""
