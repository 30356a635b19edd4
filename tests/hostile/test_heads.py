"""What comes before a body, or between its parts, without end: a failure of that request, in one line and little memory."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from itertools import count, repeat
from pathlib import Path

import pytest

from govnews.downloader.protocol import MAX_HEADERS
from tests.crawling import last_report, records
from tests.downloader.test_hostile_addresses import certificate
from tests.fault_server import (
    ONE_PAGE,
    Answer,
    Exchange,
    FaultServer,
    article,
    home,
    listing,
    page,
    watched_crawl,
)

ROOM = 20  # MB that such an answer may cost
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def endless(first: bytes, parts: Iterator[bytes], *, seconds: float = 20) -> Answer:
    """``first``, then the parts one after the other for as long as the client takes them."""

    def answer(exchange: Exchange) -> None:
        exchange.send(first)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            exchange.send(b"".join(next(parts) for _ in range(1000)))
        raise AssertionError("the client takes everything")

    return answer


ANSWERS = {
    "/h/small.html": endless(OK, (b"x-%d: 1\r\n" % n for n in count())),
    "/h/same.html": endless(OK, repeat(b"set-cookie: a=1\r\n")),
    "/h/large.html": endless(OK, (b"x-%d: %s\r\n" % (n, b"a" * 9000) for n in count())),
    "/h/line.html": endless(OK + b"x-line: ", repeat(b"a" * 100)),
    "/h/name.html": endless(OK, repeat(b"a" * 100)),
    "/h/folded.html": endless(OK + b"x-folded: a\r\n", repeat(b" b\r\n")),
    "/h/bare.html": endless(OK, repeat(b"no colon\r\n")),
    "/h/interim.html": endless(b"", repeat(b"HTTP/1.1 100 Continue\r\n\r\n")),
    "/h/hints.html": endless(b"", repeat(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")),
    "/h/status.html": endless(b"HTTP/1.1 200 ", repeat(b"OK" * 50)),
    "/h/void.html": endless(b"", repeat(b"\r\n")),
    "/h/extension.html": endless(CHUNKED + b"5;", repeat(b"a=1;" * 20)),
    "/h/trailers.html": endless(CHUNKED + b"5\r\n<html\r\n0\r\n", repeat(b"x-trailer: 1\r\n")),
    "/h/trailer.html": endless(CHUNKED + b"5\r\n<html\r\n0\r\nx-trailer: ", repeat(b"a" * 100)),
    "/h/crumbs.html": endless(CHUNKED, repeat(b"1\r\na\r\n")),
    "/h/extended.html": endless(CHUNKED, repeat(b"1;" + b"a" * 1000 + b"\r\na\r\n")),
    "/h/garbage.html": endless(b"a" * 9000 + b"\n", repeat(b"a" * 100)),
    "/h/length.html": endless(CHUNKED, repeat(b"0" * 100)),
}


def many(number: int, text: str) -> Answer:
    """A page with so many headers of its own."""
    return lambda exchange: exchange.reply(text.encode(), "200 OK", *(f"X-{n}: 1" for n in range(number)))


SOUND = {"/h/many.html": many(100, article("响应头有一百行")), "/h/plain.html": page(article("响应头正常"))}


def site(answers: dict[str, Answer]) -> dict[str, Answer]:
    titles = {path: f"{path[3:-5]}一类响应头的消息" for path in answers} | {
        "/h/many.html": "响应头有一百行", "/h/plain.html": "响应头正常"}  # fmt: skip
    return {
        "/": page(home({"/h/": "镇街动态"})),
        "/h/": page(listing("镇街动态", titles, pager=ONE_PAGE)),
        **answers,
        **SOUND,
    }


def check(run, server, output, usual: float) -> None:
    """Each of the answers failed alone, in one line, after the usual tries; the sound pages are there."""
    assert run.returncode == 3, run.log
    folder = f"127.0.0.1-{server.port}"
    assert sorted(record["title"] for record in records(output, folder)) == ["响应头有一百行", "响应头正常"]
    failed = [path for path in server.paths if path in ANSWERS]
    assert sorted(failed) == sorted([*ANSWERS, *ANSWERS]), "each is asked for, and once more"
    assert last_report(output, folder)["troubles"] == {"network": len(ANSWERS)}
    assert "Traceback" not in run.log
    assert max(map(len, run.log.splitlines())) < 1000
    print(f"{run.peak:.1f} MB, usually {usual:.1f} MB, {run.seconds:.1f} s")
    assert run.peak < usual + ROOM


@pytest.mark.long
def test_each_fails_alone(tmp_path: Path) -> None:
    with FaultServer(site({})) as server:
        usual = watched_crawl(server.url, tmp_path / "usual")
    assert usual.returncode == 0, usual.log
    with FaultServer(site(ANSWERS)) as server:
        run = watched_crawl(server.url, tmp_path, "-s", "RETRY_TIMES=1")
        check(run, server, tmp_path, usual.peak)
    assert run.seconds < 90  # one that is not broken off takes 20 s, twice
    for told in ("64 KiB of headers", f"{MAX_HEADERS} header lines", "a header line of more than 16 KiB"):
        assert told in run.log


@pytest.mark.long
def test_over_tls_the_connection_is_broken_off(tmp_path: Path) -> None:
    tls: ssl.SSLContext = certificate(tmp_path, bits=2048)
    trusted = {"SSL_CERT_FILE": str(tmp_path / "ca.pem")}
    with FaultServer(site({}), tls=tls) as server:
        usual = watched_crawl(server.url.replace("http:", "https:"), tmp_path / "usual", variables=trusted)
    assert usual.returncode == 0, usual.log
    with FaultServer(site(ANSWERS), tls=tls) as server:
        home_page = server.url.replace("http:", "https:")
        run = watched_crawl(home_page, tmp_path / "run", "-s", "RETRY_TIMES=1", variables=trusted)
        check(run, server, tmp_path / "run", usual.peak)
    assert run.seconds < 90  # one that is not broken off takes 20 s, twice


@pytest.mark.parametrize("path", ["/", "/h/", "/robots.txt"])
def test_a_home_page_a_list_or_rules_with_such_a_head_cost_no_more(tmp_path: Path, path: str) -> None:
    with FaultServer({**site({}), path: ANSWERS["/h/small.html"]}) as server:
        run = watched_crawl(server.url, tmp_path, "-s", "RETRY_TIMES=1")
    assert run.returncode in {4, 7}, run.log
    assert "Traceback" not in run.log
    assert run.peak < 120
    assert run.seconds < 40
