"""Sites that refuse: told apart from empty ones, left alone for as long as they say, never passed by a trick."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from govnews.ledger import open_ledger
from tests.crawling import last_report, records
from tests.fault_server import (
    ONE_PAGE,
    Exchange,
    FaultServer,
    article,
    home,
    in_turn,
    listing,
    page,
    redirect,
    refuse,
    watched_crawl,
)

COLUMNS = {"/a/": "镇街动态", "/b/": "部门动态", "/c/": "时政要闻", "/d/": "图片新闻"}
NAMES = ("-a", "columns=" + ",".join(COLUMNS.values()))
CHALLENGE = (
    "<html><head><script>document.cookie='__jsl_clearance='+go();location.reload()</script></head></html>"
)
TOO_OFTEN = "<html><head><title>提示</title></head><body><p>您的访问过于频繁，请稍后再试。</p></body></html>"


def columns(*names: str) -> dict[str, object]:
    """Healthy columns of two articles each."""
    routes: dict[str, object] = {"/": page(home(COLUMNS))}
    for path in names:
        entries = {f"{path}{i}.html": f"{COLUMNS[path]}的第{i}条消息" for i in (1, 2)}
        routes[path] = page(listing(COLUMNS[path], entries, pager=ONE_PAGE))
        routes |= {url: page(article(title)) for url, title in entries.items()}
    return routes


def known_host(output, server) -> tuple[str, str, int]:
    """Until when the ledger leaves the host alone, why, and how often it refused."""
    with closing(open_ledger(output / "govnews.db", "")) as ledger:
        host = ledger.host(f"127.0.0.1:{server.port}")
    return host.until, host.why, host.refusals


def test_block_pages_of_three_kinds_are_blocked_and_the_host_is_left_alone(tmp_path):
    routes = columns("/d/") | {
        "/a/": refuse("521 ", CHALLENGE),
        "/b/": page(CHALLENGE),
        "/c/": page(TOO_OFTEN),
        "/d/": in_turn(refuse("503 Busy", "", "Retry-After: 1"), columns("/d/")["/d/"]),  # comes last
    }
    with FaultServer(routes) as server:
        first = watched_crawl(server.url, tmp_path, *NAMES)
        asked = len(server.asked)
        second = watched_crawl(server.url, tmp_path)
        site = f"127.0.0.1-{server.port}"
        until, _, refusals = known_host(tmp_path, server)
        assert first.returncode == 6, first.log
        assert asked <= 9, server.paths  # robots.txt, home, three blocks, and what was under way
        assert second.returncode == 6, second.log
        assert len(server.asked) == asked, "a host that refuses was asked again before its time"
        assert f"left alone until {until}" in second.log
    wait = datetime.fromisoformat(until) - datetime.now(UTC)
    assert timedelta(hours=3.9) < wait <= timedelta(hours=4)
    assert refusals == 1
    samples = sorted(sample.read_text("utf-8") for sample in (tmp_path / site / "blocked").iterdir())
    assert samples == sorted([CHALLENGE, CHALLENGE, TOO_OFTEN])
    assert not [record for record in records(tmp_path, site) if "频繁" in record["body"]]
    for column in last_report(tmp_path, site)["columns"]:
        assert not column["proven"]


def test_a_cookie_wall_is_passed_by_who_takes_the_cookie_only(tmp_path):
    def with_cookie(exchange: Exchange) -> None:
        if b"Cookie: seen=1" in exchange.head:
            page(home(COLUMNS))(exchange)
        else:
            redirect("/", "Set-Cookie: seen=1; Path=/")(exchange)

    routes = columns("/a/", "/d/") | {
        "/": with_cookie,
        "/b/": redirect("/b/", "Set-Cookie: puzzle=unsolved; Path=/"),
        "/c/": redirect("/c/"),
    }
    with FaultServer(routes) as server:
        run = watched_crawl(server.url, tmp_path, *NAMES)
        site = f"127.0.0.1-{server.port}"
        assert run.returncode == 6, run.log
        assert server.paths.count("/b/") <= 3
        assert server.paths.count("/c/") <= 2
    report = last_report(tmp_path, site)
    assert report["troubles"]["blocked"] == 2
    new = {column["column"]: column["new"] for column in report["columns"]}
    assert (new["镇街动态"], new["图片新闻"]) == (2, 2)


@pytest.mark.long
def test_retry_after_and_crawl_delay_are_honoured_and_a_long_robots_txt_read(tmp_path):
    routes = columns("/a/", "/b/", "/d/")
    rules = "User-agent: *\nCrawl-delay: 0.6\nDisallow: /d/\n" + "# a long comment\n" * 100_000
    routes |= {
        "/robots.txt": page(rules),
        "/a/": in_turn(refuse("503 Busy", "", "Retry-After: 2"), routes["/a/"]),
        "/b/1.html": in_turn(refuse("429 Slow", "", "Retry-After: 1"), routes["/b/1.html"]),
    }
    with FaultServer(routes) as server:
        run = watched_crawl(server.url, tmp_path, "-a", "columns=镇街动态,部门动态,图片新闻")
        site = f"127.0.0.1-{server.port}"
        asked = server.asked
    report = last_report(tmp_path, site)
    assert len(records(tmp_path, site)) == 4, run.log
    assert report["troubles"] == {"refused": 1}
    assert not [exchange for exchange in asked if exchange.path.startswith("/d/")]
    # Each refusal is the first answer of its page; the same two pages may follow each other twice.
    gaps = [(one.target, following.time - one.time) for one, following in pairwise(asked)]
    assert min(gap for _, gap in gaps[1:]) > 0.56, gaps
    after_503 = next(gap for here, gap in gaps if here == "/a/")
    after_429 = next(gap for here, gap in gaps if here == "/b/1.html")
    assert after_503 >= 1.9, gaps
    assert after_429 >= 0.9, gaps
    assert run.seconds < 40


def test_a_retry_after_of_an_hour_ends_the_run_and_is_kept(tmp_path):
    routes = columns("/a/") | {"/a/": refuse("503 Busy", "", "Retry-After: 3600")}
    with FaultServer(routes) as server:
        run = watched_crawl(server.url, tmp_path, "-a", "columns=镇街动态")
        until, why, refusals = known_host(tmp_path, server)
        assert run.returncode == 7, run.log
        assert server.paths.count("/a/") == 1
    wait = datetime.fromisoformat(until) - datetime.now(UTC)
    assert timedelta(minutes=58) < wait <= timedelta(hours=1)
    assert (why, refusals) == ("HTTP 503, come back in 1:00:00", 0)


def test_robots_txt_in_trouble_forbids_everything_for_now(tmp_path):
    with FaultServer(columns("/a/") | {"/robots.txt": refuse("500 Oops", "<p>error")}) as server:
        run = watched_crawl(server.url, tmp_path)
        assert set(server.paths) == {"/robots.txt"}
    assert run.returncode == 7, run.log
    assert "robots.txt: HTTP 500" in run.log
