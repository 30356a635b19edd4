"""A site to crawl, as files in a folder, and a server for it: invented news in pages of the usual size.

Columns are lists of twenty rows a page with a pager of links, articles are pages of 40 KB as county sites send
them: a text of 2 KB in a frame of navigation, side lists, styles and scripts.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from pathlib import Path

from govnews.demo.prose import OUTLETS, choose, headline, story

NAME = "示例区人民政府"
COLUMN_NAMES = (
    "要闻动态", "部门动态", "镇街动态", "时政新闻", "工作动态",
    "政务要闻", "今日要闻", "基层动态", "民生新闻", "经济资讯",
)  # fmt: skip
ROWS = 20  # a list page
ARTICLE_SIZE = 40_000  # bytes
SEED = 7
NEWEST = date(2025, 11, 20)
NGINX = """
{user}daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log {folder}/access.log; default_type text/html; keepalive_requests 1000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {root}; index index.html; }}
}}
"""


@dataclass(frozen=True, slots=True)
class Row:
    """An article as its column lists it."""

    number: int
    path: str
    title: str
    day: date


def columns_of(articles: int, columns: int) -> list[list[Row]]:
    """The rows of every column, newest first; the articles are spread evenly."""
    rows: list[list[Row]] = [[] for _ in range(columns)]
    for number in range(articles):
        column = number % columns
        day = NEWEST - timedelta(days=number // 20)
        path = f"/c{column}/{day:%Y%m}/t{day:%Y%m%d}_{100000 + number}.html"
        rows[column].append(Row(number, path, headline(SEED, number), day))
    return rows


def write_site(root: Path, *, articles: int, columns: int = 5) -> list[str]:
    """Write the site's files; the paths of its articles."""
    frame = _Frame(columns)
    lists = columns_of(articles, columns)
    _write(root / "index.html", frame.page(f"{NAME}门户网站", "", frame.home(lists)))
    _write(root / "robots.txt", "User-agent: *\nAllow: /\n")
    for column, rows in enumerate(lists):
        pages = max(1, -(-len(rows) // ROWS))
        for page in range(pages):
            shown = rows[page * ROWS : (page + 1) * ROWS]
            name = "index.html" if page == 0 else f"index_{page}.html"
            html = frame.page(f"{COLUMN_NAMES[column]}_{NAME}", "", frame.listing(column, shown, page, pages))
            _write(root / f"c{column}" / name, html)
        for at, row in enumerate(rows):
            related = rows[max(0, at - 4) : at + 4]
            _write(root / row.path[1:], frame.article(column, row, related))
    return [row.path for rows in lists for row in rows]


def _write(path: Path, html: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8")


class _Frame:
    """What all pages of the site share."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        menus = "".join(
            f'<li class="menu"><a href="/c{n}/">{COLUMN_NAMES[n]}</a><ul class="sub">'
            + "".join(
                f'<li><a href="/c{n}/" title="{COLUMN_NAMES[n]}">{COLUMN_NAMES[n]}</a></li>' for _ in range(6)
            )
            + "</ul></li>"
            for n in range(columns)
        )
        rules = "".join(
            f".box{n} .hd a{{float:left;height:{n}px;line-height:{n}px;color:#{n:03x};padding:0 {n}px}}\n"
            for n in range(110)
        )
        script = "".join(
            f"$('.tab{n} li').hover(function(){{$(this).addClass('on').siblings().removeClass('on');}});\n"
            for n in range(60)
        )
        self.style = f"<style>\n{rules}</style>"
        self.top = f'<div class="top"><ul class="nav">{menus}</ul></div>'
        self.foot = (
            f'<div class="foot"><p>主办：{NAME} 承办：示例区政务服务中心</p><p>网站标识码：0000000000</p></div>'
            f"<script>\n{script}</script>"
        )

    def page(self, title: str, metas: str, content: str) -> str:
        return (
            f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8"><title>{escape(title)}</title>{metas}'
            f"{self.style}</head>\n<body>{self.top}<div class='main'>{content}</div>{self.foot}</body></html>\n"
        )

    def home(self, lists: list[list[Row]]) -> str:
        return "".join(
            f'<div class="box"><div class="hd"><h2><a href="/c{n}/">{COLUMN_NAMES[n]}</a></h2>'
            f'<a class="more" href="/c{n}/">更多&gt;&gt;</a></div><ul>{_rows(rows[:6])}</ul></div>'
            for n, rows in enumerate(lists)
        )

    def listing(self, column: int, rows: list[Row], page: int, pages: int) -> str:
        def name(at: int) -> str:
            return f"/c{column}/" if at == 0 else f"/c{column}/index_{at}.html"

        pager = f'<span class="current">{page + 1}</span>'
        if page + 1 < pages:
            pager += f'<a class="next" href="{name(page + 1)}">下一页</a><a href="{name(pages - 1)}">尾页</a>'
        return (
            f'<div class="crumb"><a href="/">首页</a> &gt; {COLUMN_NAMES[column]}</div>'
            f'<ul class="list">{_rows(rows)}</ul><div class="page">共{pages}页 {pager}</div>'
        )

    def article(self, column: int, row: Row, related: list[Row]) -> str:
        source = choose(OUTLETS, SEED, row.number, "outlet")
        clock = f"{row.day} {8 + row.number % 10:02d}:{row.number % 60:02d}"
        texts = [
            text for n in range(4) for text in story(SEED, row.number * 5 + n, row.day.month, row.day.day)
        ]
        paragraphs = "".join(
            f'<p style="text-indent:2em;line-height:2"><span style="font-size:16px">{escape(text)}</span></p>\n'
            for text in texts
        )
        metas = (
            f'<meta name="ArticleTitle" content="{escape(row.title)}"><meta name="PubDate" content="{clock}">'
            f'<meta name="ContentSource" content="{source}"><meta property="og:type" content="article">'
        )
        content = (
            f'<div class="crumb"><a href="/">首页</a> &gt; <a href="/c{column}/">{COLUMN_NAMES[column]}</a></div>'
            f'<h1 class="title">{escape(row.title)}</h1>'
            f'<div class="info"><span class="date">发布时间：{clock}</span> <span class="source">来源：{source}</span></div>'
            f'<div id="zoom" class="text">{paragraphs}</div><div class="duty">责任编辑：{choose(EDITORS, row.number)}</div>'
            f'<div class="related"><h3>相关阅读</h3><ul>{_rows(related)}</ul></div>'
        )
        html = self.page(f"{row.title}_{NAME}", metas, content)
        return html + "<!-- " + "x" * max(0, ARTICLE_SIZE - len(html.encode()) - 9) + " -->"


EDITORS = ("示例编辑甲", "示例编辑乙")


def _rows(rows: list[Row]) -> str:
    return "".join(
        f'<li><a href="{row.path}" title="{escape(row.title)}">{escape(row.title)}</a><span>{row.day}</span></li>'
        for row in rows
    )


class Server:
    """Where the site is served, and what was asked of it."""

    def __init__(self, url: str, log: Path) -> None:
        self.url, self._log, self._read = url, log, 0

    def requests(self) -> int:
        """How many requests came since this was last asked."""
        lines = len(self._log.read_bytes().splitlines())
        fresh, self._read = lines - self._read, lines
        return fresh


@contextmanager
def serve(root: Path, folder: Path) -> Iterator[Server]:
    """The site at a free loopback port: by nginx where it is installed, else by the standard library's server.

    Either is a process of its own. ``folder`` holds its log and working files.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "access.log"
    log.touch()
    if nginx := shutil.which("nginx"):
        config = folder / "nginx.conf"
        # As root it would serve as another user, who cannot look into a temporary folder.
        user = "user root root; " if os.geteuid() == 0 else ""
        config.write_text(NGINX.format(user=user, folder=folder, root=root, port=port), encoding="utf-8")
        command = [nginx, "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")]
        process = subprocess.Popen(command)
    else:
        command = [sys.executable, "-m", "bench.static_server", str(root), str(port)]
        with log.open("wb") as lines:
            process = subprocess.Popen(command, stderr=lines)
    try:
        _wait_for(port)
        yield Server(f"http://127.0.0.1:{port}/", log)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server does not answer")
