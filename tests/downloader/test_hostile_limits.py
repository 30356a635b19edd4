"""The run's own limits: hours, requests, memory; and what must not be read in its log."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from govnews.clock import BEIJING
from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer
from tests.crawling import last_report, records, scrapy
from tests.fault_server import watched_crawl


def crawl_mengjin(output, server, *arguments, **keywords):
    return watched_crawl("", output, *arguments, proxy=server.url, spider="mengjin", **keywords)


def test_nothing_is_asked_for_outside_the_hours(tmp_path):
    now = datetime.now(UTC).astimezone(BEIJING)
    hours = f"{now + timedelta(hours=2):%H:%M}-{now + timedelta(hours=3):%H:%M}"
    with ReplicaServer({HOST: MengjinSite()}) as server:
        run = crawl_mengjin(tmp_path, server, "-s", f"GOVNEWS_WINDOW={hours}")
        assert server.requests == []
    assert run.returncode == 4, run.log
    assert f"outside the hours {hours}" in run.log


def test_hours_that_are_none_are_a_usage_error(tmp_path):
    run = scrapy("crawl", "mengjin", "-s", f"GOVNEWS_OUTPUT={tmp_path}", "-s", "GOVNEWS_WINDOW=at night")
    assert run.returncode == 2, run.stderr
    assert "GOVNEWS_WINDOW=at night: no hours" in run.stderr


@pytest.mark.long
def test_a_run_makes_no_more_requests_than_it_may_and_the_next_ones_go_on(tmp_path):
    site, codes = MengjinSite(sizes={"孟津要闻": 30}), []
    with ReplicaServer({HOST: site}) as server:
        for _ in range(6):
            server.forget()
            codes.append(crawl_mengjin(tmp_path, server, "-s", "GOVNEWS_MAX_REQUESTS=40").returncode)
            assert len(server.requests) <= 40
            if codes[-1] == 0:
                break
    assert codes[0] == 4
    assert codes[-1] == 0, codes
    assert sorted(record["url"] for record in records(tmp_path)) == sorted(one.url for one in site.articles)


def test_a_proxys_credentials_reach_neither_log_nor_report_nor_ledger(tmp_path):
    secret = "hunter2"  # noqa: S105 - the password that is looked for
    with ReplicaServer({HOST: MengjinSite(sizes={"孟津要闻": 3})}) as server:
        proxy = server.url.replace("http://", f"http://clerk:{secret}@")
        run = watched_crawl(
            "",
            tmp_path,
            *("-s", "LOG_LEVEL=DEBUG", "-a", "columns=孟津要闻,没有的栏目"),
            proxy=proxy,
            spider="mengjin",
        )
        authorised = {request.headers.get("proxy-authorization") for request in server.requests}
    token = base64.b64encode(f"clerk:{secret}".encode()).decode()
    assert authorised == {f"Basic {token}"}, "the proxy was not given its credentials"
    assert len(records(tmp_path)) == 3, run.log
    for path in tmp_path.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert secret.encode() not in held, path
            assert token.encode() not in held, path


def test_a_proxys_credentials_are_not_named_when_it_fails(tmp_path):
    run = watched_crawl(
        "", tmp_path, "-s", "LOG_LEVEL=DEBUG", proxy="http://clerk:hunter2@127.0.0.1:9", spider="mengjin"
    )
    assert run.returncode == 7, run.log
    assert "the connection is refused" in run.log
    assert "hunter2" not in run.log


def memory_of(count: int, output) -> float:
    """Peak memory, in MB, of a first crawl of so many articles."""
    site = MengjinSite(sizes={"孟津要闻": count, "部门动态": 30})
    with ReplicaServer({HOST: site}) as server:
        run = crawl_mengjin(
            output,
            server,
            *("-s", "GOVNEWS_MAX_REQUESTS=0", "-s", "LOG_LEVEL=WARNING"),
            timeout=3600,
        )
    assert run.returncode == 0, run.log
    assert last_report(output)["records"]["new"] >= count
    print(f"{count} articles: {run.peak:.1f} MB, {run.seconds:.0f} s")
    return run.peak


@pytest.mark.long
def test_memory_does_not_grow_with_the_site_small_form(tmp_path):
    small, large = memory_of(150, tmp_path / "small"), memory_of(600, tmp_path / "large")
    assert large < 1.15 * small
    assert large < 200


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_memory_does_not_grow_with_the_site(tmp_path):
    small, large = memory_of(5_000, tmp_path / "small"), memory_of(50_000, tmp_path / "large")
    assert large < 1.15 * small
    assert large < 200
