"""The replica server speaks HTTP/1.1 as a proxy and by Host header, counts, and breaks on request."""

from __future__ import annotations

import http.client
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from govnews.demo.server import (
    FaultySite,
    ReplicaServer,
    Reply,
    Request,
    StaticSite,
    answer,
    break_off,
    first,
    repeat,
)

HOME = "http://www.example.gov.cn/"


@pytest.fixture
def site() -> StaticSite:
    return StaticSite(
        {
            "/": Reply.html("<p>首页</p>", etag=True),
            "/old.html": Reply(
                200, {"Last-Modified": "Fri, 24 Mar 2023 01:15:00 GMT", "Content-Type": "text/html"}, b"old"
            ),
            "/html/1//2/150/156/7.html": "<p>双斜线</p>",
            "/search?page=2": "<p>第二页</p>",
            "/robots.txt": Reply(200, {"Content-Type": "text/plain"}, b"User-agent: *\nAllow: /\n"),
        }
    )


@pytest.fixture
def server(site: StaticSite) -> Iterator[ReplicaServer]:
    with ReplicaServer({"www.example.gov.cn": site}) as server:
        yield server


def ask(
    server: ReplicaServer,
    url: str,
    headers: dict[str, str] | None = None,
    method: str = "GET",
    body: bytes | None = None,
) -> tuple[int, dict[str, str], bytes]:
    """One request through the proxy, as its status, headers by lower-case name, body."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        connection.request(method, url, body=body, headers=headers or {})
        response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
    finally:
        connection.close()


def test_urllib_uses_it_as_its_proxy(server: ReplicaServer) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": server.url}))
    with opener.open(HOME, timeout=5) as response:
        assert response.read().decode() == "<p>首页</p>"
        assert response.headers["Content-Type"] == "text/html"
    with pytest.raises(urllib.error.HTTPError) as missing:
        opener.open(HOME + "nowhere.html", timeout=5)
    assert missing.value.code == 404
    missing.value.close()


def test_answers_direct_requests_by_host(server: ReplicaServer) -> None:
    assert ask(server, "/", {"Host": "WWW.example.gov.cn:80"})[2].decode() == "<p>首页</p>"
    assert ask(server, "/")[0] == 502


def test_keeps_double_slashes_and_queries(server: ReplicaServer) -> None:
    assert ask(server, HOME + "html/1//2/150/156/7.html")[2].decode() == "<p>双斜线</p>"
    assert ask(server, HOME + "html/1/2/150/156/7.html")[0] == 404
    assert ask(server, HOME + "search?page=2")[2].decode() == "<p>第二页</p>"
    assert ask(server, HOME + "search?page=3")[0] == 404


def test_connects_to_no_other_host(server: ReplicaServer) -> None:
    status, _, body = ask(server, "http://www.unknown.gov.cn/")
    assert status == 502
    assert body == b"No replica of www.unknown.gov.cn is served here.\n"
    assert ask(server, "www.example.gov.cn:443", method="CONNECT")[0] == 405
    assert [r.method for r in server.requests] == ["GET", "CONNECT"]


def test_logs_each_request_in_order(server: ReplicaServer) -> None:
    ask(server, HOME, {"User-Agent": "govnews"})
    ask(server, HOME + "search?page=2", method="POST", body=b"a=1")
    home, post = server.requests
    assert (home.method, home.url, home.headers["user-agent"]) == ("GET", HOME, "govnews")
    assert (post.method, post.path, post.query, post.host) == (
        "POST",
        "/search",
        "page=2",
        "www.example.gov.cn",
    )
    assert post.body == b"a=1"
    assert home.time <= post.time
    server.forget()
    assert server.requests == []


def test_log_is_whole_under_parallel_clients(server: ReplicaServer) -> None:
    threads = [threading.Thread(target=ask, args=(server, f"{HOME}?n={n}")) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(r.query[2:]) for r in server.requests) == list(range(20))


def test_keeps_the_connection_open(server: ReplicaServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", HOME)
    connection.getresponse().read()
    socket = connection.sock
    connection.request("HEAD", HOME)
    head = connection.getresponse()
    assert (head.status, head.read(), head.getheader("Content-Length")) == (200, b"", "13")
    connection.request("GET", HOME + "nowhere.html")
    assert connection.getresponse().status == 404
    assert connection.sock is socket
    connection.close()


def test_ends_open_connections_when_it_stops(site: StaticSite) -> None:
    with ReplicaServer({"www.example.gov.cn": site}) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        connection.request("GET", HOME)
        connection.getresponse().read()
    with pytest.raises((ConnectionError, http.client.BadStatusLine)):
        connection.request("GET", HOME)
        connection.getresponse()
    connection.close()


def test_conditional_requests(server: ReplicaServer, site: StaticSite) -> None:
    tag = ask(server, HOME)[1]["etag"]
    status, headers, body = ask(server, HOME, {"If-None-Match": f'"other", W/{tag}'})
    assert (status, headers["etag"], body) == (304, tag, b"")
    assert ask(server, HOME, {"If-None-Match": '"other"'})[0] == 200
    old = HOME + "old.html"
    assert ask(server, old, {"If-Modified-Since": "Fri, 24 Mar 2023 01:15:00 GMT"})[0] == 304
    assert ask(server, old, {"If-Modified-Since": "Fri, 24 Mar 2023 01:14:59 GMT"})[0] == 200
    assert ask(server, old, {"If-Modified-Since": "yesterday"})[0] == 200
    site.pages["/"] = Reply.html("<p>改版</p>", etag=True)
    assert ask(server, HOME, {"If-None-Match": tag})[0] == 200


def test_pages_in_gbk_keep_what_gbk_lacks() -> None:
    assert Reply.html("孟津😀", encoding="gbk").body == "孟津".encode("gbk") + b"&#128512;"


def test_faults_spoil_only_their_pages(site: StaticSite) -> None:
    calls: list[str] = []

    def watch(request: Request, reply: Reply) -> Reply:
        calls.append(request.path)
        return reply

    faulty = FaultySite(
        site,
        {
            "/old.html": answer(Reply.html("<script>$_ts={}</script>", status=521)),
            "/search?page=2": repeat(site, HOME),
            lambda request: request.path.startswith("/html/"): break_off(keep=0.5),
            "/": first(2, watch),
        },
    )
    with ReplicaServer({"www.example.gov.cn": faulty}) as server:
        assert ask(server, HOME + "old.html")[0] == 521
        assert ask(server, HOME + "search?page=2")[2].decode() == "<p>首页</p>"
        with pytest.raises(http.client.IncompleteRead) as broken:
            ask(server, HOME + "html/1//2/150/156/7.html")
        assert broken.value.partial == "<p>双斜线</p>".encode()[:8]
        for _ in range(3):
            assert ask(server, HOME)[0] == 200
        assert calls == ["/", "/"]
        faulty.faults.clear()
        assert ask(server, HOME + "old.html")[2] == b"old"
