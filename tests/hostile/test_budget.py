"""A page whose reading does not come to an end: it is given up, the run goes on, and a signal ends it in seconds."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from govnews.crawl.outcome import Problem
from govnews.errors import Interrupted, TookTooLong
from govnews.ledger import open_ledger
from govnews.reading.budget import ENDING, Budget
from tests.crawling import last_report, records
from tests.fault_server import (
    ONE_PAGE,
    Exchange,
    FaultServer,
    article,
    home,
    listing,
    page,
    signalled_crawl,
    watched_crawl,
)

SPINNING = ("-s", "SPIDER_MODULES=tests.hostile.spinning,govnews.spiders")
LONG = "a" * 60


def spin() -> None:
    re.search(r"(?:a+)+b", LONG)


def loop() -> None:
    while True:
        pass


class Swallows:
    def __del__(self) -> None:
        loop()


@pytest.mark.parametrize("busy", [spin, loop])
def test_what_does_not_end_is_ended(busy) -> None:
    started = time.process_time()
    with pytest.raises(TookTooLong, match=r"not read within 0\.2 s of CPU"), Budget(0.2).reading():
        busy()
    assert 0.1 < time.process_time() - started < 1
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)


def test_time_that_is_up_at_the_very_end_is_the_pages_or_nobodys() -> None:
    """Python looks for signals after a call, and not after an operator: the next place is on the way out of the block."""
    budget, text, part = Budget(0.002), "a" * 20_000_000, "a" * 20 + "b"
    for _ in range(3):
        started = time.process_time()
        with budget.reading():
            found = part in text
        assert time.process_time() - started > 0.004
        assert not found
        assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
    with pytest.raises(TookTooLong), budget.reading():
        loop()


def test_an_except_on_the_way_does_not_take_it() -> None:
    with pytest.raises(TookTooLong), Budget(0.1).reading():
        while True:
            with suppress(Exception):
                spin()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_where_python_drops_the_exception_it_comes_again() -> None:
    with pytest.raises(TookTooLong), Budget(0.1).reading():
        Swallows()
        spin()


def test_what_ends_in_time_is_not_touched_and_faults_stay_what_they_are() -> None:
    budget = Budget(0.2)
    with budget.reading(), budget.reading():
        pass
    with pytest.raises(KeyError), budget.reading():
        raise KeyError("a fault of ours")
    busy_until = time.process_time() + 0.4
    while time.process_time() < busy_until:  # the timer was taken back
        pass
    assert signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL


def test_time_that_the_process_waits_does_not_count() -> None:
    with Budget(0.1).reading():
        threading.Event().wait(0.4)


def test_no_budget_is_none() -> None:
    busy_until = time.process_time() + 0.3
    with Budget(0).reading():
        while time.process_time() < busy_until:
            pass


def test_outside_the_main_thread_there_is_none() -> None:
    done = []

    def read() -> None:
        with Budget(0.05).reading():
            until = time.thread_time() + 0.2
            while time.thread_time() < until:
                pass
            done.append(True)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert done == [True]


@pytest.mark.long
def test_the_end_of_a_run_shortens_what_is_read_and_what_is_read_after() -> None:
    budget = Budget(60)
    number = signal.signal(signal.SIGUSR1, lambda *_: budget.end())
    try:
        for _ in range(2):
            started = time.process_time()
            with pytest.raises(Interrupted), budget.reading():
                os.kill(os.getpid(), signal.SIGUSR1)
                spin()
            assert time.process_time() - started < 2 * ENDING
    finally:
        signal.signal(signal.SIGUSR1, number)


# Crawls

TITLES = {f"/a/{i}.html": f"镇街的第{i}条动态消息" for i in range(4)}


IN_MATCHER, IN_LOOP = "<body><!--打转-->", "<body><!--打转循环-->"


def routes(spinning: dict[str, str]) -> dict:
    return {
        "/": page(home({"/news/": "镇街动态"})),
        "/news/": page(listing("镇街动态", TITLES | dict.fromkeys(spinning, "一条消息"), pager=ONE_PAGE)),
        **{path: page(article(title)) for path, title in TITLES.items()},
        **{path: page(article("一条消息").replace("<body>", mark)) for path, mark in spinning.items()},
    }


def crawl(server: FaultServer, output: Path, *arguments: str):
    return watched_crawl(
        server.url, output, *SPINNING, "-s", "GOVNEWS_READING_SECONDS=1", *arguments, spider="spinning"
    )


def put_forward(output: Path, site: str, days: float) -> None:
    """As if everything in the ledger had been written so many days earlier."""
    import sqlite3

    with closing(sqlite3.connect(output / "govnews.db")) as ledger, ledger:
        past = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
        ledger.execute("UPDATE excluded SET again_at = ?, listed_from = ?", (past, past))


@pytest.mark.long
def test_a_page_that_cannot_be_read_is_given_up_and_tried_after_all_others(tmp_path) -> None:
    spinning = {"/b/1.html": IN_MATCHER, "/b/2.html": IN_LOOP}
    with FaultServer(routes(spinning)) as server:
        site = f"127.0.0.1-{server.port}"
        run = crawl(server, tmp_path)
        report = last_report(tmp_path, site)
        assert run.returncode == report["exit_code"] == 3, run.log
        assert report["troubles"] == {Problem.UNREADABLE: 2}
        assert {record["title"] for record in records(tmp_path, site)} == set(TITLES.values())
        assert report["columns"][0]["failed"] == 2
        with closing(open_ledger(tmp_path / "govnews.db", site)) as ledger:
            left = ledger.due_exclusions(now="2999-01-01T00:00:00Z", limit=10)
            assert {entry.url for entry, _ in left} == {server.url.rstrip("/") + path for path in spinning}
        asked = len(server.asked)
        assert crawl(server, tmp_path).returncode == 0, "within a day it is not tried again"
        assert not set(server.paths[asked:]) & set(spinning)
        put_forward(tmp_path, site, 2)
        server.routes["/a/9.html"] = page(article("镇街的第9条动态消息"))
        server.routes["/news/"] = page(
            listing("镇街动态", {"/a/9.html": "镇街的第9条动态消息"} | TITLES, pager=ONE_PAGE)
        )
        server.routes["/b/1.html"] = page(article("一条消息"))
        asked = len(server.asked)
        run = crawl(server, tmp_path)
        paths = server.paths[asked:]
        assert paths.index("/a/9.html") < min(map(paths.index, spinning)), paths
        assert last_report(tmp_path, site)["records"] == {"new": 2, "retried, new": 1, "retried, failed": 1}
        assert run.returncode == 3, run.log


@pytest.mark.parametrize("where", ["/", "/news/"])
def test_a_home_page_or_a_list_that_cannot_be_read_is_no_fault_of_ours(tmp_path, where) -> None:
    with FaultServer(routes({})) as server:
        body = home({"/news/": "镇街动态"}) if where == "/" else listing("镇街动态", TITLES, pager=ONE_PAGE)
        server.routes[where] = page(body.replace("<body>", IN_LOOP))
        run = crawl(server, tmp_path)
        report = last_report(tmp_path, f"127.0.0.1-{server.port}")
    assert report["troubles"] == {Problem.UNREADABLE: 1}
    assert run.returncode == report["exit_code"] == 5, run.log


def ended(
    server: FaultServer, output: Path, *arguments: str, begun: Callable[[str], bool], by: signal.Signals
) -> tuple[int, float, str]:
    """A crawl that gets a signal as soon as its log, or the server, shows that it has ``begun``: exit code, seconds, log."""
    return signalled_crawl(server.url, output, *SPINNING, *arguments, begun=begun, by=by, spider="spinning")


def left_in_ledger(output: Path, site: str) -> int:
    with closing(open_ledger(output / "govnews.db", site)) as ledger:
        return len(ledger.failures()) + len(ledger.due_exclusions(now="2999-01-01T00:00:00Z", limit=9))


@pytest.mark.long
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("how", [IN_MATCHER, IN_LOOP])
def test_a_signal_ends_the_run_in_seconds_whatever_is_being_read(tmp_path, how, by) -> None:
    with FaultServer(routes({"/b/1.html": how})) as server:
        site = f"127.0.0.1-{server.port}"
        code, took, log = ended(
            *(server, tmp_path, "-s", "GOVNEWS_READING_SECONDS=600"),
            begun=lambda log: "it spins" in log,
            by=by,
        )
    report = last_report(tmp_path, site)
    assert took < 10, log
    assert code == report["exit_code"] == 4, log
    assert report["troubles"] == {}
    assert left_in_ledger(tmp_path, site) == 0, "the next run asks for it again"


def drip(exchange: Exchange) -> None:
    """A page of which a byte comes now and then."""
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 90000\r\n\r\n")
    for _ in range(300):
        exchange.send(b"<")
        time.sleep(0.2)


def silence(exchange: Exchange) -> None:
    """No answer."""
    exchange.socket.recv(1)


@pytest.mark.long
@pytest.mark.parametrize("answer", [drip, silence])
@pytest.mark.parametrize("where", ["/robots.txt", "/", "/news/", "/b/1.html"])
def test_a_signal_ends_the_run_in_seconds_whatever_is_being_waited_for(tmp_path, where, answer) -> None:
    with FaultServer(routes({"/b/1.html": IN_LOOP}) | {where: answer}) as server:
        site = f"127.0.0.1-{server.port}"
        code, took, log = ended(server, tmp_path, begun=lambda log: where in server.paths, by=signal.SIGTERM)
    assert took < 10, log
    assert code == last_report(tmp_path, site)["exit_code"] == 4, log
    assert left_in_ledger(tmp_path, site) == 0


@pytest.mark.long
def test_a_signal_ends_the_run_in_seconds_whatever_waits_behind_a_slow_server(tmp_path) -> None:
    with FaultServer(routes({})) as server:
        code, took, log = ended(
            *(server, tmp_path, "-s", "DOWNLOAD_DELAY=8", "-s", "DOWNLOAD_DELAY_JITTER=0"),
            begun=lambda log: "/b/" in server.paths or "/news/" in server.paths,
            by=signal.SIGTERM,
        )
    assert took < 5, log
    assert code == 4, log


def test_a_signal_ends_the_run_in_seconds_while_a_request_waits_for_its_turn(tmp_path) -> None:
    rules = page("User-agent: *\nCrawl-delay: 120")
    with FaultServer(routes({}) | {"/robots.txt": rules}) as server:
        code, took, log = ended(server, tmp_path, begun=lambda log: "/" in server.paths, by=signal.SIGTERM)
    assert took < 10, log
    assert code == 4, log
