"""A replica of 孟津 (www.mengjin.gov.cn) in the shape of field facts §1.3, §1.4, §1.6, with invented news.

The truth is what :class:`MengjinSite` holds; every page is rendered from it (``mengjin_html.py``),
never the other way round. The same arguments give the same site, byte for byte.
"""

from __future__ import annotations

import base64
import re
import threading
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from govnews.clock import BEIJING
from govnews.demo import mengjin_html as html
from govnews.demo import prose
from govnews.demo.model import Block, Chain, Column, Download, Paragraph, Picture, Table, Truth
from govnews.demo.server import Reply, Request
from govnews.items import Attachment, ListingEntry

HOST = "www.mengjin.gov.cn"
BASE = f"http://{HOST}"

COLUMNS = (
    Column("孟津要闻", "/ywdt/mjyw/", 92),
    Column("部门动态", "/ywdt/bmdt/", 34, second=2, repeats=True, brackets=True, absolute=True),
    Column("镇街动态", "/ywdt/zjdt/", 22, second=2),
    Column("媒体看孟津", "/ywdt/mtkmj/", 12),
    Column("领导之窗", "/zwgk/ldzc/", 6, news=False),
    Column("公告公示", "/zwgk/gggs/", 18, news=False),
    Column("政策文件", "/zwgk/zcwj/", 8, news=False),
)
MIGRATED = datetime(2025, 9, 24, tzinfo=BEIJING)
"""From this day on the site publishes with today's platform; of what is older a third was moved there."""

# What is special about the n-th article of a news column, counted from the newest, modulo 24.
_KINDS = {
    3: "word", 5: "pictures", 7: "download", 9: "picture only", 11: "no source", 13: "own source",
    15: "table", 17: "review chain", 19: "two downloads", 21: "word",
}  # fmt: skip
# The same of the older generation, modulo 8.
_OLD_KINDS = {
    1: "word",
    2: "gbk",
    4: "pictures",
    6: "no source",
}  # the same of the older generation, modulo 8
_LISTING = re.compile(r"(/(?:[a-z]+/)+)(?:index(?:_(\d+))?\.html)?")
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_FILES = {
    "png": ("image/png", _PIXEL),
    "pdf": ("application/pdf", b"%PDF-1.4\n%%EOF\n"),
    "docx": ("application/octet-stream", b"PK\x05\x06" + bytes(18)),
    "xlsx": ("application/octet-stream", b"PK\x05\x06" + bytes(18)),
    "css": ("text/css", b"body{margin:0}"),
    "js": ("application/javascript", b""),
}


@dataclass(slots=True)
class _Story:
    """What the site holds of one article; the rest follows from it."""

    number: int
    place: int
    """Its place in its column as first made, 0 for the newest."""

    columns: list[Column]
    moment: datetime
    kind: str
    generation: Literal["G1", "G3"]
    path: str = ""
    version: int = 1
    title: str | None = None
    paragraphs: list[str] | None = None
    withdrawn: bool = False


@dataclass(slots=True)
class _Rows:
    """A column's list, newest first, but for what is pinned on top."""

    column: Column
    rows: list[_Story | ListingEntry] = field(default_factory=list)
    pinned: int = 0


class MengjinSite:
    """The site, as a thing that can be asked, and can be changed while it is served.

    ``sizes`` gives the number of articles of a column by its name, in place of that of ``COLUMNS``;
    articles are made when asked for, so that 50,000 of them cost a second at start. ``newest`` is the
    Beijing date of the newest article. ``hub`` decides whether 要闻动态 is a page of its own, which shows
    the head of each news column, or leads to the first of them; both are common.
    """

    def __init__(
        self,
        *,
        sizes: Mapping[str, int] | None = None,
        columns: Sequence[Column] = COLUMNS,
        page_size: int = 15,
        newest: date = date(2025, 12, 18),
        seed: int = 0,
        hub: bool = True,
    ) -> None:
        self.page_size = page_size
        self.newest = newest
        self.seed = seed
        self.hub = hub
        self._lock = threading.RLock()
        self._stories: list[_Story] = []
        self._rows: dict[str, _Rows] = {}
        for column in columns:
            self._fill(replace(column, size=(sizes or {}).get(column.name, column.size)))
        self._cross_list()
        self._number_paths()
        self._by_path = {story.path: story for story in self._stories}
        self._original = len(self._stories)

    # -- the truth ---------------------------------------------------------------------------------

    @property
    def articles(self) -> list[Truth]:
        """Every article of the news columns, each once, but for withdrawn ones: a complete crawl."""
        return [truth for truth in self.all_articles if any(column.news for column in truth.listed_in)]

    @property
    def all_articles(self) -> list[Truth]:
        """Every article of every column, each once, but for withdrawn ones."""
        with self._lock:
            return [self._truth(story) for story in self._stories if not story.withdrawn]

    @property
    def columns(self) -> list[Column]:
        """All columns that list articles, in the order of the navigation; ``size`` is the present one."""
        with self._lock:
            return [replace(rows.column, size=len(rows.rows)) for rows in self._rows.values()]

    @property
    def news_columns(self) -> list[Column]:
        """Those of them that carry news."""
        return [column for column in self.columns if column.news]

    def entries(self, column: str) -> list[ListingEntry]:
        """The rows of a column by its name, over all its pages, in the order of the list."""
        with self._lock:
            rows = self._rows[column]
            return self._entries(rows, 0, len(rows.rows))

    def listing_urls(self, column: str) -> list[str]:
        """The URLs of a column's pages, first to last, each in its commonest form."""
        with self._lock:
            rows = self._rows[column]
            return [BASE + rows.column.page_path(number) for number in range(1, self._pages(rows) + 1)]

    def truth(self, url: str) -> Truth:
        """The article at ``url``; ``KeyError`` where there is none."""
        with self._lock:
            return self._truth(self._by_path[url.removeprefix(BASE)])

    # -- its life ----------------------------------------------------------------------------------

    def add_article(
        self,
        column: str,
        *,
        title: str | None = None,
        body: str | None = None,
        published: datetime | None = None,
    ) -> Truth:
        """Publish one more article: an hour after the newest, or at ``published``, which has a zone."""
        with self._lock:
            rows = self._rows[column]
            newest = max(story.moment for story in self._stories)
            moment = (published or newest + timedelta(hours=1)).astimezone(BEIJING)
            story = _Story(len(self._stories), -1, [rows.column], moment, "text", "G3", title=title)
            story.paragraphs = body.split("\n") if body is not None else None
            self._last_id += 37
            story.path = f"/{moment:%Y/%m-%d}/{self._last_id}.html"
            self._stories.append(story)
            self._by_path[story.path] = story
            self._insert(rows, story)
            return self._truth(story)

    def edit(self, url: str, *, title: str | None = None, body: str | None = None) -> Truth:
        """Change an article in place; its dates stay."""
        with self._lock:
            story = self._by_path[url.removeprefix(BASE)]
            story.title = title if title is not None else story.title
            story.paragraphs = body.split("\n") if body is not None else story.paragraphs
            story.version += 1
            return self._truth(story)

    def withdraw(self, url: str, *, still_listed: bool = False) -> None:
        """The article answers 404 from now on, and is gone from the lists unless ``still_listed``."""
        with self._lock:
            story = self._by_path[url.removeprefix(BASE)]
            story.withdrawn = True
            for column in story.columns:
                rows = self._rows[column.name]
                if not still_listed:
                    rows.pinned -= story in rows.rows[: rows.pinned]
                    rows.rows.remove(story)

    # -- how it answers ----------------------------------------------------------------------------

    def respond(self, request: Request) -> Reply:
        """The page at the request's path; the query is not looked at."""
        if request.method not in ("GET", "HEAD"):
            return Reply(405, {"Allow": "GET, HEAD"})
        with self._lock:
            return self._respond(request.path)

    def _respond(self, path: str) -> Reply:
        if path == "/robots.txt":
            return Reply(200, {"Content-Type": "text/plain"}, html.ROBOTS.encode())
        if path in ("/", "/index.html"):
            heads = {rows.column: self._entries(rows, 0, 8) for rows in self._rows.values()}
            return _page(html.home(self._frame(), heads))
        story = self._by_path.get(path.replace("/html/1/m/", "/html/1//"))
        if story is not None and not story.withdrawn:
            return self._article_page(story, mobile=path.startswith("/html/1/m/"))
        listing = _LISTING.fullmatch(path)
        if listing is not None:
            return self._listing_page(listing[1], listing[2])
        if any(rows.column.path == f"{path}/" for rows in self._rows.values()):
            return Reply(301, {"Location": f"{BASE}{path}/"})
        kind = _FILES.get(path.rpartition(".")[2])
        if kind is not None:
            return Reply(200, {"Content-Type": kind[0]}, kind[1])
        return _page(html.missing(self._frame()), 404)

    def _article_page(self, story: _Story, *, mobile: bool) -> Reply:
        truth = self._truth(story)
        if mobile:
            return _page(html.old_mobile_article(truth))
        if story.generation == "G1":
            return Reply.html(html.old_article(self._frame(), truth), encoding=truth.encoding, etag=True)
        related: list[ListingEntry] = []
        if story.number % 3 == 0:  # the titles of the day of publication: an edit leaves the page alone
            beside = [self._stories[(story.number + n) % self._original] for n in (1, 2, 3)]
            related = [replace(self._entry(other), title=self._draft(other)[0]) for other in beside]
        return _page(html.article(self._frame(), truth, related))

    def _listing_page(self, path: str, index: str | None) -> Reply:
        frame = self._frame()
        if index is None and path in html.HUBS:
            below = [rows for rows in self._rows.values() if rows.column.path.startswith(path)]
            return _page(html.hub(frame, path, {rows.column: self._entries(rows, 0, 6) for rows in below}))
        for rows in self._rows.values():
            if rows.column.path == path:
                number = rows.column.page_number(index)
                if number is None or number > self._pages(rows):
                    break
                start = (number - 1) * self.page_size
                shown = self._entries(rows, start, start + self.page_size)
                return _page(html.listing(frame, rows.column, shown, self.page_size, self._pages(rows)))
        return _page(html.missing(frame), 404)

    def _frame(self) -> html.Frame:
        return html.Frame(self.newest, tuple(rows.column for rows in self._rows.values()), self.hub)

    def _pages(self, rows: _Rows) -> int:
        return max(1, -(-len(rows.rows) // self.page_size))

    # -- how it is made ----------------------------------------------------------------------------

    def _fill(self, column: Column) -> None:
        """Stories of one column, newest first: 1.6 days apart, closer where there are thousands."""
        rows = self._rows[column.name] = _Rows(column)
        step = min(timedelta(days=1.6), timedelta(days=3000) / max(1, column.size))
        last = datetime.combine(self.newest, time(23, 30), BEIJING) - len(self._rows) * timedelta(hours=7)
        for at in range(column.size):
            number = len(self._stories)
            moment = _office_hours(last - at * step)
            old = column.news and moment < MIGRATED and number % 3 != 0
            if not column.news:
                kind = "pdf" if column.path.endswith("/zcwj/") and at % 4 == 1 else "text"
            elif old:
                kind = _OLD_KINDS.get(at % 8, "text")
            else:
                kind = _KINDS.get(at % 24, "text")
            if column.path.endswith("/ldzc/"):
                moment = datetime(2021, 5, 8, 9, 0, tzinfo=BEIJING)
            story = _Story(number, at, [column], moment, kind, "G1" if old else "G3")
            self._stories.append(story)
            rows.rows.append(story)
        if column.path.endswith("/mtkmj/"):
            for at in (7, 2):  # news of a newspaper's own site
                if at < len(rows.rows):
                    rows.rows.insert(at, self._foreign(rows.rows[at]))

    def _foreign(self, beside: _Story | ListingEntry) -> ListingEntry:
        day = f"{beside.moment:%Y-%m-%d}" if isinstance(beside, _Story) else beside.date or ""
        number = prose.draw(self.seed, day)
        title = f"{prose.choose(prose.PLACES, number)}的丰收画卷"
        url = f"http://news.example.com/{day.replace('-', '/')}/{number}.html"
        return ListingEntry(url, title, day, day, foreign=True)

    def _cross_list(self) -> None:
        """Some of 孟津要闻 also stand in 镇街动态, and an old one is pinned on top of 孟津要闻."""
        main, towns = self._rows.get("孟津要闻"), self._rows.get("镇街动态")
        if main is None or towns is None:
            return
        for at, story in enumerate(main.rows[:100]):
            if at % 11 == 5 and isinstance(story, _Story):
                story.columns.append(towns.column)
                self._insert(towns, story)
        if len(main.rows) > 2 * self.page_size:
            main.rows.insert(0, main.rows.pop(int(len(main.rows) * 0.7)))
            main.pinned = 1

    def _insert(self, rows: _Rows, story: _Story) -> None:
        """At its place by date, below what is pinned, above what is as old."""
        keys = [-_moment(row).timestamp() for row in rows.rows[rows.pinned :]]
        rows.rows.insert(rows.pinned + bisect_left(keys, -story.moment.timestamp()), story)

    def _number_paths(self) -> None:
        """Addresses: one counter a generation for all columns; moved articles have ids without order."""
        old, new, moved = 20000, 905000, 0
        for story in sorted(self._stories, key=lambda story: story.moment):
            gap = 3 + prose.draw(self.seed, story.number, "id") % 20
            if story.generation == "G1":
                old += gap // 3
                tree = "2/150/336/337" if story.number % 5 == 0 else "2/150/156"
                story.path = f"/html/1//{tree}/{old}.html"
                continue
            if story.moment < MIGRATED:
                moved += 1
                identifier = 847000 + moved * 7919 % 57000
            else:
                new += gap
                identifier = new
            story.path = f"/{story.moment:%Y/%m-%d}/{identifier}.html"
        self._last_id = new

    def _entries(self, rows: _Rows, start: int, end: int) -> list[ListingEntry]:
        entries = []
        for at, row in enumerate(rows.rows[start:end], start):
            entry = row if isinstance(row, ListingEntry) else self._entry(row)
            raw = f"[{entry.date}]" if rows.column.brackets else entry.date
            entries.append(replace(entry, date_raw=raw, pinned=at < rows.pinned))
        return entries

    def _entry(self, story: _Story) -> ListingEntry:
        title = self._draft(story)[0] if story.title is None else story.title
        return ListingEntry(BASE + story.path, title, f"{story.moment:%Y-%m-%d}")

    # -- what an article says ----------------------------------------------------------------------

    def _draft(self, story: _Story) -> tuple[str, list[str]]:
        """Title and paragraphs as first written."""
        path, moment, number = story.columns[0].path, story.moment, story.number
        if path.endswith("/gggs/"):
            return prose.notice(self.seed, number, moment.month, moment.day)
        if path.endswith("/zcwj/"):
            return prose.policy(self.seed, number)
        if path.endswith("/ldzc/"):
            return prose.profile(story.place)
        title = prose.headline(self.seed, number)
        if story.kind == "picture only":
            return f"一图读懂｜{title}", []
        return title, prose.story(self.seed, number, moment.month, moment.day)

    def _truth(self, story: _Story) -> Truth:
        title, paragraphs = self._draft(story)
        if story.paragraphs is not None:
            paragraphs = story.paragraphs
        number, day_only = story.number, story.generation == "G1" or story.number % 7 == 3
        clock = story.moment.isoformat(timespec="seconds")
        return Truth(
            url=BASE + story.path,
            title=title if story.title is None else story.title,
            published_on=clock[:10],
            published_at=None if day_only else clock,
            listed_in=tuple(story.columns),
            source=self._source(story),
            author=prose.choose(prose.NAMES[3:], number) if self._modern(story) and number % 6 == 4 else None,
            editor=self._editor(story),
            blocks=tuple(self._blocks(story, paragraphs)),
            generation=story.generation,
            kind=story.kind,
            version=story.version,
            number=number,
        )

    def _editor(self, story: _Story) -> str | None:
        if story.kind == "review chain":
            return Chain(prose.NAMES[:3]).line
        if not self._modern(story) or story.number % 9 == 8:
            return None
        return prose.choose(prose.NAMES[:3], story.number)

    @staticmethod
    def _modern(story: _Story) -> bool:
        """Bylines stand in the pages of today's generation only."""
        return story.generation == "G3" and story.columns[0].news

    def _source(self, story: _Story) -> str | None:
        column = story.columns[0]
        if story.kind == "no source" or column.path.endswith("/ldzc/"):
            return None
        if story.kind == "own source":
            return html.SITE_NAME  # the page says 本网 (field facts §2)
        if column.path.endswith("/bmdt/"):
            return prose.choose(prose.OFFICES, story.number)
        if column.path.endswith("/zjdt/"):
            return prose.subject(self.seed, story.number)[0]
        if column.path.endswith("/mtkmj/"):
            return prose.choose(prose.OUTLETS, story.number)
        return "孟津融媒" if column.news else "孟津区人民政府办公室"

    def _blocks(self, story: _Story, paragraphs: list[str]) -> list[Block]:
        """The article from top to bottom."""
        kind, stem = story.kind, f"{BASE}{story.path.removesuffix('.html')}"
        name = f"微信图片_{story.moment:%Y%m%d%H%M%S}"
        if story.generation == "G1":
            stem = f"{BASE}/upload/1/editor/{story.moment:%Y%m%d}{story.number}"
        place, topic = prose.subject(self.seed, story.number)
        text: list[Block] = [Paragraph(paragraph) for paragraph in paragraphs if kind != "pdf"]
        if kind == "pictures":
            shots = [Picture(f"{stem}_{n}.png", f"{name}_{n}.png") for n in (1, 2)]
            return [*text[:1], shots[0], *text[1:], shots[1], Paragraph(f"图为{place}{topic.name}现场。")]
        if kind == "picture only":
            return [Picture(f"{stem}_{n}.png", f"图解{n}") for n in (1, 2, 3)]
        if kind == "table":
            rows = [("单位", "本月", "累计")]
            for at in range(3):
                other = prose.PLACES[(story.number + at) % len(prose.PLACES)]
                rows.append((other, str(20 + prose.draw(story.number, at) % 80), str(200 + 31 * at)))
            return [*text, Table(tuple(rows))]
        if kind == "review chain":
            return [*text, Chain(prose.NAMES[:3])]
        if kind == "gbk":
            return [*text, Paragraph(f"瀍河两岸，{place}的灯火次第亮起。")]  # 瀍 is in GBK, not in GB 2312
        if kind in ("download", "pdf"):
            return [*text, Download((Attachment(f"{stem}.pdf", f"{topic.name}情况一览表.pdf"),))]
        if kind == "two downloads":
            first = Attachment(f"{stem}_1.docx", f"1.{topic.name}实施细则.docx")
            return [*text, Download((first, Attachment(f"{stem}_2.xlsx", "2.任务分工表.xlsx")))]
        return text


def _page(text: str, status: int = 200) -> Reply:
    return Reply.html(text, status=status, etag=status == 200)


def _office_hours(moment: datetime) -> datetime:
    """The same day between 8 and 18 o'clock, the order of moments kept."""
    minutes = 480 + (moment.hour * 60 + moment.minute) * 600 // 1440
    return moment.replace(hour=minutes // 60, minute=minutes % 60, second=0, microsecond=0)


def _moment(row: _Story | ListingEntry) -> datetime:
    if isinstance(row, _Story):
        return row.moment
    return datetime.combine(date.fromisoformat(row.date or ""), time(), BEIJING)
