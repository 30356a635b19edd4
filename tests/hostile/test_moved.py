"""``scrapy probe`` of a site that leads to another one: told, with what to do, and nothing is asked there."""

from __future__ import annotations

import shutil

import pytest

from govnews.demo.server import ReplicaServer, Reply, StaticSite
from govnews.downloader.rendering import NAMES
from tests.crawling import UNPACED, scrapy
from tests.fault_server import ONE_PAGE, article, home, listing

OLD, NEW = "www.old.gov.cn", "www.new.gov.cn"
THERE = f"http://{NEW}/sy/index.html"
SITE: dict[str, Reply | str] = {
    "/": home({"/a/": "镇街动态"}),
    "/a/": listing("镇街动态", {"/a/1.html": "镇街的一条消息"}, pager=ONE_PAGE),
    "/a/1.html": article("镇街的一条消息"),
}
ROWS = {"/a/1.html": "镇街的一条消息"}


def redirect(target: str, status: int = 302) -> Reply:
    return Reply(status, {"Location": target})


def refresh(target: str) -> str:
    return f'<html><head><meta http-equiv="refresh" content="0; url={target}"></head><body>本站已迁移</body></html>'


def script(target: str) -> str:
    return f"<html><head><title>本站已迁移</title></head><body><script>location.href = '{target}'</script></body></html>"


def probe(pages: dict[str, Reply | str], *, path: str = "/") -> tuple[int, str, list[str]]:
    """Exit code, what was said, and the hosts that were asked."""
    sites = {OLD: StaticSite(pages), NEW: StaticSite(SITE)}
    with ReplicaServer(sites) as server:
        run = scrapy("probe", f"http://{OLD}{path}", *UNPACED, proxy=server.url)
        return run.returncode, run.stdout + run.stderr, [request.host for request in server.requests]


@pytest.mark.parametrize(
    "pages",
    [
        {"/": redirect(THERE)},
        {"/": redirect(THERE, 301)},
        {"/": redirect("/sy/"), "/sy/": redirect(THERE)},
        {"/": refresh(THERE)},
        pytest.param(
            {"/": script(THERE)},
            marks=[
                pytest.mark.chromium,
                pytest.mark.skipif(
                    not any(map(shutil.which, NAMES)),
                    reason="no chromium on this machine (Debian: apt-get install chromium)",
                ),
            ],
        ),
    ],
    ids=["302", "301", "second", "refresh", "script"],
)
def test_where_it_leads_is_said_and_not_asked(pages: dict[str, Reply | str]) -> None:
    code, said, hosts = probe(pages)
    assert code == 11, said
    assert f"leads to another host: {NEW}" in said
    assert f"scrapy probe {THERE}" in said
    assert f"-a home={THERE}" in said
    assert set(hosts) == {OLD}
    assert "Traceback" not in said


def test_a_column_that_leads_away_is_a_problem_of_that_column() -> None:
    both = {"/": home({"/a/": "镇街动态", "/b/": "部门动态"}), "/b/": redirect(THERE)}
    code, said, hosts = probe(SITE | both)
    assert code == 0, said
    assert f"leads to another host: {NEW}" in said
    assert set(hosts) == {OLD}


def test_rules_that_lead_away_are_none() -> None:
    code, said, hosts = probe(SITE | {"/robots.txt": redirect(f"http://{NEW}/robots.txt")})
    assert code == 0, said
    assert "no rule" in said
    assert set(hosts) == {OLD}


def test_a_redirect_within_the_site_is_followed() -> None:
    code, said, hosts = probe({"/": redirect("/sy/"), "/sy/": SITE["/"], "/a/": redirect("/a/index.html")} | {
        "/a/index.html": listing("镇街动态", ROWS, pager=ONE_PAGE), "/a/1.html": SITE["/a/1.html"]})  # fmt: skip
    assert code == 0, said
    assert f"at http://{OLD}/sy/" in said
    assert set(hosts) == {OLD}


def test_a_site_that_leads_in_a_circle_is_one_line() -> None:
    code, said, hosts = probe({"/": redirect("/a/"), "/a/": redirect("/")})
    assert code == 7, said
    assert len(said.strip().splitlines()) == 1
    assert set(hosts) == {OLD}
