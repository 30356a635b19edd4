"""The same over HTTP: a page behind an odd charset is read, one over a bound fails alone, and a run says so."""

from __future__ import annotations

import json

import pytest

from govnews.crawl.outcome import Problem
from tests.crawling import last_report, records
from tests.fault_server import ONE_PAGE, Answer, FaultServer, article, home, listing, page, watched_crawl

CODECS = "zip undefined idna base64 punycode unicode_escape cp037 utf-7 mbcs rot13 \xff".split()
ATTRIBUTES = " ".join(f"a{number}" for number in range(160_000))


def said(text: str, charset: str, *headers: str, status: str = "200 OK") -> Answer:
    """A page in UTF-8 that header and meta declare to be in ``charset``."""
    body = text.replace("<head>", f"<head><meta charset='{charset}'>").encode()

    def answer(exchange) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Type: text/html; charset={charset}", *headers]
        lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
        exchange.send("\r\n".join(lines).encode("latin-1") + body)

    return answer


@pytest.mark.long
@pytest.mark.parametrize("charset", CODECS)
def test_no_charset_keeps_a_site_from_being_read(tmp_path, charset) -> None:
    titles = {f"/a/{i}.html": f"镇街的第{i}条动态消息" for i in range(3)}
    titles["/moved.html"] = "搬走了的一条动态消息"
    refresh = "<html><head><meta http-equiv=refresh content='0;url=/a/9.html'></head></html>"
    routes = {
        "/": said(home({"/news/": "镇街动态"}), charset),
        "/robots.txt": said("User-agent: *\nDisallow: /admin/", charset),
        "/news/": said(listing("镇街动态", titles, pager=ONE_PAGE), charset),
        **{path: said(article(title, head=""), charset) for path, title in titles.items()},
        "/moved.html": said("", charset, "Location: /refreshed.html", status="302 Found"),
        "/refreshed.html": said(refresh, charset),
        "/a/9.html": said(article("搬走了的一条动态消息", head=""), charset),
    }
    with FaultServer(routes) as server:
        run = watched_crawl(server.url, tmp_path)
        assert run.returncode == 0, run.log
        found = records(tmp_path, f"127.0.0.1-{server.port}")
    assert {record["title"] for record in found} == set(titles.values())


def test_markup_behind_escapes_fails_alone_and_at_once(tmp_path) -> None:
    heavy = json.dumps("县长调研春耕生产，强调不误农时。" * 9 + f"<p {ATTRIBUTES}>x</p>")
    shell = (
        f"<html><head><title>一条消息</title></head><script>var a = {{content: {heavy}}}</script>".replace(
            "<p ", r"\u003cp "
        )
    )
    titles = {f"/a/{i}.html": f"镇街的第{i}条动态消息" for i in range(3)} | {"/heavy.html": "太重的一条消息"}
    routes = {
        "/": page(home({"/news/": "镇街动态", "/heavy/": "部门动态"})),
        "/news/": page(listing("镇街动态", titles, pager=ONE_PAGE)),
        "/heavy/": page(f"<ul><li {ATTRIBUTES}>x</ul>".encode("utf-16")),
        **{path: page(article(title)) for path, title in titles.items()},
        "/heavy.html": page(shell),
    }
    with FaultServer(routes) as server:
        run = watched_crawl(server.url, tmp_path)
        report = last_report(tmp_path, f"127.0.0.1-{server.port}")
    assert report["troubles"] == {Problem.BOUNDS: 2}, run.log
    assert run.returncode == 4
    assert {sample["error"] for sample in report["samples"]} == {"a tag of more than 1000 attributes"}
    assert (report["columns"][0]["new"], report["columns"][0]["failed"]) == (3, 1)
    assert run.peak < 200
