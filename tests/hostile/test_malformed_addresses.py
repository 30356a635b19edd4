"""Addresses that are none, in every place where a site can put one: they cost their own row and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.crawling import feeds, last_report, records
from tests.fault_server import (
    ONE_PAGE,
    Answer,
    FaultServer,
    article,
    home,
    listing,
    page,
    redirect,
    refuse,
    watched_crawl,
)

QUICK = ("-s", "RETRY_TIMES=0", "-s", "GOVNEWS_RENDER=never", "-L", "WARNING")
# Each is refused by another part of those that take addresses apart.
MALFORMED = (
    "//[v1.x]@b/1.html",
    "http://[::1]:x/1.html",
    "//[/1.html",
    "http://127.0.0.1:99999/1.html",
    "http://127.0.0.1:²/1.html",
    "http://a℀b.gov.cn/1.html",
    "http://127.0.0.1\udcff/1.html",
    "/a/\ud800.html",
)
TITLES = [f"青石镇春耕现场第{number}次调度会召开" for number in range(1, 6)]


def escaped(text: str) -> str:
    """Characters as references, halves of surrogate pairs among them."""
    return "".join(one if one.isascii() else f"&#{ord(one)};" for one in text)


def row(url: str, title: str) -> str:
    return f'<li><a href="{escaped(url)}">{title}</a><span>2026-03-24</span></li>'


def column_with(*rows: str) -> str:
    good = "".join(row(f"/a/{number}.html", title) for number, title in enumerate(TITLES))
    return listing("镇街动态", {}, pager=ONE_PAGE).replace(
        "<ul class=list>", f"<ul class=list>{good}{''.join(rows)}"
    )


def site(column: Answer, **more: Answer) -> dict[str, Answer]:
    pages = {f"/a/{number}.html": page(article(title)) for number, title in enumerate(TITLES)}
    return {"/": page(home({"/a/": "镇街动态"})), "/a/": column, **pages, **more}


def titles(output: Path) -> list[str]:
    return sorted(record["title"] for record in records(output, folder(output)))


def folder(output: Path) -> str:
    return next(path.name for path in output.iterdir() if path.name.startswith("127.0.0.1"))


def test_malformed_links_of_a_list_cost_their_own_rows(tmp_path):
    rows = [row(url, f"第{number}条不是地址的链接") for number, url in enumerate(MALFORMED)]
    with FaultServer(site(page(column_with(*rows)))) as server:
        server.routes["/a/%EF%BF%BD.html"] = page(
            article("第7条不是地址的链接")
        )  # half a pair becomes U+FFFD
        run = watched_crawl(server.url, tmp_path, *QUICK)
        column = last_report(tmp_path, folder(tmp_path))["columns"][0]
    assert run.returncode == 3, run.log  # they are listed, and cannot be had
    assert "Traceback" not in run.log
    assert titles(tmp_path) == ["第7条不是地址的链接", *TITLES]
    assert column["failed"] + sum(column["excluded"].values()) == len(MALFORMED) - 1


def test_malformed_links_of_an_article_and_of_a_home_page(tmp_path):
    links = "".join(
        f'<p><a href="{escaped(url)}">附件</a><img src="{escaped(url)}"></p>' for url in MALFORMED
    )
    nav = "".join(f'<li><a href="{escaped(url)}">部门动态</a></li>' for url in MALFORMED[:-1])
    pages = site(page(column_with()))
    pages["/"] = page(home({"/a/": "镇街动态"}).replace("</ul>", f"{nav}</ul>"))
    pages["/a/0.html"] = page(article(TITLES[0]).replace("<div id=zoom>", f"<div id=zoom>{links}"))
    with FaultServer(pages) as server:
        run = watched_crawl(server.url, tmp_path, *QUICK)
    assert run.returncode == 0, run.log
    assert "Traceback" not in run.log
    assert titles(tmp_path) == TITLES


@pytest.mark.parametrize("target", [*(url for url in MALFORMED if url.isascii()), "http://127.0.0.1:²/"])
def test_a_redirect_to_no_address_leaves_out_one_article(tmp_path, target):
    refresh = f'<html><head><meta http-equiv="refresh" content="0;url={escaped(target)}"></head></html>'
    pages = site(
        page(column_with(row("/a/away.html", "转走的一条消息"), row("/a/meta.html", "刷新走的一条消息")))
    )
    pages |= {"/a/away.html": redirect(target.encode().decode("latin-1")), "/a/meta.html": page(refresh)}
    with FaultServer(pages) as server:
        run = watched_crawl(server.url, tmp_path, *QUICK)
        excluded = last_report(tmp_path, folder(tmp_path))["columns"][0]["excluded"]
    assert run.returncode == 0, run.log
    assert "Traceback" not in run.log
    assert titles(tmp_path) == TITLES
    assert sum(excluded.values()) == 2


@pytest.mark.parametrize(
    "wait",
    [
        "Sun, 22 Nov 99999999999 14:05:00 GMT",
        "Sun, 31 Feb 2026 14:05:00 +9999",
        "9" * 5000,
        "²",
        "-1",
        "1e9",
        "Mon, 01 Jan 0001 00:00:00 +2359",
    ],
)
def test_an_absurd_retry_after_on_every_answer_is_none(tmp_path, wait):
    def answer(body: str) -> Answer:
        return lambda exchange: exchange.reply(
            body.encode(), "200 OK", f"Retry-After: {wait.encode().decode('latin-1')}"
        )

    pages = {
        path: answer(article(title)) for path, title in zip(("/a/1.html", "/a/2.html"), TITLES, strict=False)
    }
    pages |= {
        "/": answer(home({"/a/": "镇街动态"})),
        "/a/": answer(listing("镇街动态", dict(zip(pages, TITLES, strict=False)), pager=ONE_PAGE)),
    }
    with FaultServer(pages) as server:
        run = watched_crawl(server.url, tmp_path, *QUICK)
    assert run.returncode == 0, run.log
    assert titles(tmp_path) == TITLES[:2]


def test_halves_of_surrogate_pairs_and_controls_in_json_are_values_of_a_record(tmp_path):
    """A list that an interface gives as JSON, and a text that a script holds."""
    rows = [
        {"title": f"{title}\ud83c\x08", "url": f"/a/{number}.html?v=\udc00", "publishTime": "2026-03-24"}
        for number, title in enumerate(TITLES)
    ]
    shell = (
        "<html><head><meta charset=utf-8><title>镇街动态</title></head><body><div id=list></div><script>"
        "$.get('/api/list.json?pageIndex=1', show)</script></body></html>"
    )
    written = article(TITLES[0]).replace("来源：示例融媒", "来源：示例\x08融媒\x1b[1m")
    pages = site(page(shell))
    pages["/a/0.html"] = page(written)
    pages["/api/list.json"] = page(json.dumps({"total": 5, "rows": rows}))
    pages["/a/"] = pages["/api/list.json"]
    with FaultServer(pages) as server:
        run = watched_crawl(server.url, tmp_path, *QUICK)
    assert "Traceback" not in run.log
    assert run.returncode != 1, run.log
    for feed in feeds(tmp_path, folder(tmp_path)):
        text = feed.read_text("utf-8")
        assert "\x08" not in text
        assert "\\u0008" not in text
        assert "\\u001b" not in text


def test_a_site_that_refuses_with_an_absurd_date_is_left_alone_for_our_own_time(tmp_path):
    busy = refuse("429 Too Many Requests", "<p>busy</p>", "Retry-After: Sun, 22 Nov 99999999999 14:05:00 GMT")
    pages = site(page(column_with()))
    pages["/a/0.html"] = busy
    with FaultServer(pages) as server:
        run = watched_crawl(server.url, tmp_path, *QUICK, "-s", "GOVNEWS_PAUSE=0.1")
    assert "Traceback" not in run.log
    assert run.returncode in {3, 6}, run.log
    assert titles(tmp_path) == TITLES[1:]
