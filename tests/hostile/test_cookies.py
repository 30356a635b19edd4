"""Cookies: kept and given back without a word to any other host, and never more of them than a browser keeps."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from govnews.downloader.cookies import MAX_COOKIES, CookiesMiddleware
from tests.crawling import UNPACED, environment, records
from tests.fault_server import (
    ONE_PAGE,
    Answer,
    Exchange,
    FaultServer,
    article,
    home,
    listing,
    refuse,
    watched_crawl,
)
from tests.places import PROJECT

HOST = "www.example.gov.cn"
HOME = f"http://{HOST}/"
COOKIES = (
    "Set-Cookie: JSESSIONID=0A1B2C; Path=/; HttpOnly",
    "Set-Cookie: area=410308; Domain=.example.gov.cn; Path=/",
    "Set-Cookie: everybody=1; Domain=.gov.cn; Path=/",
)


def with_cookies(text: str) -> Answer:
    return lambda exchange: exchange.reply(text.encode(), "200 OK", *COOKIES)


def hang(exchange: Exchange) -> None:
    time.sleep(15)


class Hanging(dict[str, Answer]):
    """What a proxy answers that leads to the site alone: to all else it says nothing at all."""

    def get(self, target: str, default: object = None) -> Answer:  # type: ignore[override]
        return super().get(target) or (hang if not target.startswith(HOME) else refuse("404 Not Found"))


SITE = {
    HOME: with_cookies(home({"/a/": "镇街动态"})),
    f"{HOME}a/": with_cookies(listing("镇街动态", {f"/a/{n}.html": f"镇街的第{n}条消息" for n in range(4)}, pager=ONE_PAGE)),
} | {f"{HOME}a/{n}.html": with_cookies(article(f"镇街的第{n}条消息")) for n in range(4)}  # fmt: skip


def proxied(routes: dict[str, Answer]) -> FaultServer:
    server = FaultServer({})
    server.routes = Hanging(routes)
    return server


def variables(server: FaultServer, folder: Path) -> dict[str, str]:
    """The environment of a machine whose only way out is the proxy, and whose home folder is empty."""
    return {"https_proxy": server.url, "HTTPS_PROXY": server.url, "HOME": str(folder)}


def test_a_cookie_asks_no_other_host_and_costs_no_time(tmp_path: Path) -> None:
    (folder := tmp_path / "home").mkdir()
    with proxied(SITE) as server:
        run = watched_crawl(HOME, tmp_path, proxy=server.url, variables=variables(server, folder))
        asked = list(server.asked)
    assert run.returncode == 0, run.log
    assert len(records(tmp_path, "example.gov.cn")) == 4
    assert [exchange.target for exchange in asked if not exchange.target.startswith(HOME)] == []
    assert list(folder.rglob("*")) == [], "something was kept in the home folder"
    last = asked[-1].head.decode()
    assert all(cookie in last for cookie in ("JSESSIONID=0A1B2C", "area=410308", "everybody=1")), last
    assert run.seconds < 20


@pytest.mark.long
def test_a_signal_ends_a_run_that_has_cookies(tmp_path: Path) -> None:
    (folder := tmp_path / "home").mkdir()
    with proxied(SITE) as server:
        command = [sys.executable, "-m", "scrapy", "crawl", "site", "-a", f"home={HOME}"]
        settings = ["-s", f"GOVNEWS_OUTPUT={tmp_path}", *UNPACED, "-s", "DOWNLOAD_DELAY=2"]
        process = subprocess.Popen(
            [*command, *settings],
            cwd=PROJECT,
            env=environment(server.url) | variables(server, folder),
            stderr=subprocess.PIPE,
        )
        try:
            while len(server.asked) < 2:
                assert process.poll() is None
                time.sleep(0.05)
            time.sleep(0.5)
            process.send_signal(signal.SIGTERM)
            started = time.monotonic()
            process.communicate(timeout=30)
            assert time.monotonic() - started < 10
        finally:
            process.kill()


def test_the_library_that_fetches_the_list_is_not_even_imported() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import govnews.downloader.cookies, sys; print('tldextract' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "False"


def sent(cookies: Iterable[str], to: str, *, by: str = HOME) -> str:
    """The Cookie header of a request, after ``by`` has set so many."""
    middleware = CookiesMiddleware.from_crawler(get_crawler(Spider, {"TWISTED_REACTOR_ENABLED": False}))
    for cookie in cookies:
        middleware.process_response(Request(by), Response(by, headers={"Set-Cookie": cookie}))
    request = Request(to)
    middleware.process_request(request)
    return (request.headers.get("Cookie") or b"").decode()


@pytest.mark.parametrize(
    ("cookie", "to", "comes"),
    [
        ("a=1", HOME, True),
        ("a=1", "http://news.example.gov.cn/", False),
        ("a=1; Domain=example.gov.cn", "http://news.example.gov.cn/", True),
        ("a=1; Domain=.gov.cn", HOME, True),
        ("a=1; Domain=.gov.cn", "http://www.other.gov.cn/", False),
        ("a=1; Domain=.other.gov.cn", HOME, False),
        ("a=1; Path=/b", HOME, False),
        ("a=1; Max-Age=0", HOME, False),
        ("a=" + "1" * 4096, HOME, False),
        ("a=1; Max-Age=" + "9" * 4000, HOME, False),
        ("a=1; Expires=" + "1-" * 2000, HOME, True),
    ],
)
def test_where_a_cookie_goes(cookie: str, to: str, comes: bool, recwarn: pytest.WarningsRecorder) -> None:
    assert sent([cookie], to) == ("a=1" if comes else "")
    assert list(recwarn) == []


def test_a_sub_domain_does_not_set_cookies_for_its_parent() -> None:
    parent = ["a=1; Domain=.example.gov.cn"]
    assert sent(parent, HOME, by="http://news.example.gov.cn/") == ""
    assert sent(parent, "http://news.example.gov.cn/", by="http://news.example.gov.cn/") == "a=1"


def test_a_site_that_sets_cookies_without_end_has_a_few_of_them() -> None:
    header = sent([f"c{n}={n}" for n in range(5000)] + ["c3=new"], HOME)
    assert len(header.split("; ")) == MAX_COOKIES
    assert "c3=new" in header
