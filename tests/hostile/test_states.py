"""States of a site over real HTTP: told apart from one another, and one odd page from the site's own state."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from govnews.downloader.rendering import NAMES
from tests.crawling import last_report, records
from tests.fault_server import (
    ONE_PAGE,
    Answer,
    FaultServer,
    WatchedRun,
    article,
    home,
    listing,
    page,
    redirect,
    refuse,
    watched_crawl,
)
from tests.hostile.pages import (
    DELETED,
    HEAD,
    HELD,
    MOVED,
    NEW,
    NOTICES,
    SHELLS,
    SPOKEN_OF,
    TEXT,
    TITLE,
    WALLS,
    article_about,
)

QUICK = ("-s", "RETRY_TIMES=0", "-s", "GOVNEWS_RENDER=never")


def site(titles: Iterable[str], answers: Mapping[str, Answer] | None = None) -> dict[str, Answer]:
    """A site of one column that lists articles of these ``titles``, but for ``answers`` by path: ``/a/1.html`` …"""
    listed = {f"/a/{number}.html": title for number, title in enumerate(titles, start=1)}
    return {
        "/": page(home({"/a/": "镇街动态"})),
        "/a/": page(listing("镇街动态", listed, pager=ONE_PAGE)),
        **{path: page(article(title)) for path, title in listed.items()},
        **(answers or {}),
    }


def crawled(
    routes: Mapping[str, Answer], output: Path, *arguments: str
) -> tuple[WatchedRun, dict[str, Any], int]:
    """The run of a crawl of such a site, its report, and how many articles stand in the feeds."""
    with FaultServer(routes) as server:
        run = watched_crawl(server.url, output, *QUICK, *arguments)
        name = f"127.0.0.1-{server.port}"
    return run, last_report(output, name), len(records(output, name))


def wall(name: str) -> Answer:
    """The wall of this name."""
    status, html = WALLS[name]
    return refuse(f"{status} Whatever", html)


def test_deleted_articles_are_gone_and_the_site_blocks_nobody(tmp_path: Path) -> None:
    gone = {f"/a/{number}.html": page(html) for number, html in enumerate(DELETED.values(), start=1)}
    titles = [TITLE + str(number) for number in range(5 * len(gone))]
    run, report, new = crawled(site(titles, gone), tmp_path)
    assert report["troubles"] == {"deleted": len(gone)}
    assert new == len(titles) - len(gone)
    assert run.returncode == 5, "a fifth of all articles is the site's state"
    one, report, new = crawled(site(titles[:3], {"/a/1.html": gone["/a/1.html"]}), tmp_path)
    assert (one.returncode, report["troubles"], new) == (3, {"deleted": 1}, 2), one.log


def test_articles_whose_text_is_data_in_a_script_are_read(tmp_path: Path) -> None:
    titles = [f"{TITLE}的第{number}天" for number in range(len(HELD))]
    pages = [html.replace(TITLE, title) for html, title in zip(HELD.values(), titles, strict=True)]
    held = {f"/a/{number}.html": page(html) for number, html in enumerate(pages, start=1)}
    run, report, new = crawled(site(titles, held), tmp_path)
    assert (run.returncode, report["troubles"]) == (0, {}), run.log
    assert new == len(held)


@pytest.mark.parametrize(
    "name", ["a script alone, 200", "a script alone, 202", "a cookie, and on", "521", "创宇盾"]
)
def test_a_wall_before_the_home_page_is_blocked_and_nothing_of_it_is_done(tmp_path: Path, name: str) -> None:
    with FaultServer(site([TITLE], {"/": wall(name)})) as server:
        run = watched_crawl(server.url, tmp_path, *QUICK)
        assert run.returncode == 6, run.log
        assert server.paths == ["/robots.txt", "/"]
    assert len(list(tmp_path.glob("*/blocked/*.html"))) == 1


def test_a_wall_before_one_article_is_that_articles_and_before_many_the_sites(tmp_path: Path) -> None:
    titles = [TITLE + str(number) for number in range(4)]
    odd = {"/a/1.html": wall("a script alone, 200")}
    run, report, new = crawled(site(titles, odd), tmp_path / "one")
    assert (run.returncode, report["troubles"], new) == (3, {"blocked": 1}, 3), run.log
    many = dict.fromkeys([f"/a/{number}.html" for number in (1, 2, 3, 4)], wall("a script alone, 200"))
    run, report, _ = crawled(site(titles, many), tmp_path / "many")
    assert (run.returncode, report["outcome"]) == (6, "blocked"), run.log


def test_articles_that_speak_of_such_states_are_articles(tmp_path: Path) -> None:
    spoken = {
        f"/a/{number}.html": page(article_about(title)) for number, title in enumerate(SPOKEN_OF, start=1)
    }
    run, report, new = crawled(site(SPOKEN_OF, spoken), tmp_path)
    assert (run.returncode, report["troubles"], new) == (0, {}, len(SPOKEN_OF)), run.log


def away(answer: Answer) -> dict[str, Answer]:
    """A site whose home page and list answer so."""
    return site([TITLE], {"/": answer, "/a/": answer})


@pytest.mark.parametrize("name", ["a redirect", *MOVED])
def test_a_site_that_moved_says_where_to_and_what_to_do(tmp_path: Path, name: str) -> None:
    run, report, _ = crawled(away(redirect(NEW) if name == "a redirect" else page(MOVED[name])), tmp_path)
    assert (run.returncode, report["outcome"]) == (11, "moved"), run.log
    assert f"if the site is there now: -a home={NEW}\n" in run.log


def test_a_site_whose_lists_all_moved_is_told_without_its_home_page(tmp_path: Path) -> None:
    with FaultServer(site([TITLE])) as server:
        assert watched_crawl(server.url, tmp_path, *QUICK).returncode == 0
        server.routes["/a/"] = redirect(f"{NEW}a/")
        run = watched_crawl(server.url, tmp_path, *QUICK)
        assert run.returncode == 11, run.log
        assert (
            f"leads to another host: www.xin.example.cn; if the site is there now: -a home={NEW}a/\n"
            in run.log
        )
        assert "/" not in server.paths[-2:]


def test_a_home_page_that_leads_away_is_told_though_its_lists_are_read(tmp_path: Path) -> None:
    with FaultServer(site([TITLE])) as server:
        assert watched_crawl(server.url, tmp_path, *QUICK).returncode == 0
        server.routes["/"] = redirect(NEW)
        run = watched_crawl(server.url, tmp_path, *QUICK, "-s", "GOVNEWS_COLUMNS_DAYS=0")
        assert run.returncode == 11, run.log
        assert last_report(tmp_path, f"127.0.0.1-{server.port}")["columns"][0]["proven"]


def test_one_list_of_two_that_leads_away_is_incomplete(tmp_path: Path) -> None:
    routes = site([TITLE], {"/": page(home({"/a/": "镇街动态", "/b/": "部门动态"})), "/b/": redirect(NEW)})
    run, report, new = crawled(routes, tmp_path)
    assert (run.returncode, report["troubles"], new) == (4, {"moved": 1}, 1), run.log


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_in_the_place_of_everything_is_told(tmp_path: Path, name: str) -> None:
    run, report, _ = crawled(away(page(NOTICES[name])), tmp_path)
    assert run.returncode == 5, run.log
    assert report["troubles"] == {"error-page" if name.startswith("error-page") else "maintenance": 1}


def test_a_notice_in_the_place_of_the_home_page_alone_is_not_the_sites_state(tmp_path: Path) -> None:
    with FaultServer(site([TITLE])) as server:
        assert watched_crawl(server.url, tmp_path, *QUICK).returncode == 0
        server.routes["/"] = page(NOTICES["maintenance"])
        run = watched_crawl(server.url, tmp_path, *QUICK, "-s", "GOVNEWS_COLUMNS_DAYS=0")
        report = last_report(tmp_path, f"127.0.0.1-{server.port}")
    assert (run.returncode, report["troubles"]) == (0, {"maintenance": 1}), run.log


def test_a_home_page_that_a_script_leads_to_within_the_site_is_read(tmp_path: Path) -> None:
    start = "<script>var u=navigator.userAgent;if(/Mobile/.test(u)){location='/m/'}else{location.href='/sy/'}</script>"
    run, report, new = crawled(
        site([TITLE], {"/": page(start), "/sy/": page(home({"/a/": "镇街动态"}))}), tmp_path
    )
    assert (run.returncode, report["troubles"], new) == (0, {}, 1), run.log


FILLED = (
    f"{HEAD}<body><div id=app></div><script>fetch('/data.json').then(function(r){{return r.json()}}).then(function(d){{"
    "document.getElementById('app').innerHTML='<h1>'+d.t+'</h1><div>'+d.b+'</div>'})</script></body></html>"
)
"""A page that shows nothing until its script has fetched what is to be shown."""


@pytest.mark.long
@pytest.mark.chromium
@pytest.mark.skipif(not any(map(shutil.which, NAMES)), reason="no chromium on this machine")
def test_an_article_that_a_script_fetches_is_drawn_by_the_browser(tmp_path: Path) -> None:
    data = page(json.dumps({"t": TITLE, "b": TEXT}))
    routes = site([TITLE], {"/a/1.html": page(FILLED), "/data.json": data})
    run, report, new = crawled(routes, tmp_path, "-s", "GOVNEWS_RENDER=auto")
    assert (run.returncode, report["troubles"], new) == (0, {}, 1), run.log


def test_without_a_browser_one_such_article_fails_and_many_are_said_to_need_one(tmp_path: Path) -> None:
    without = ("-s", "GOVNEWS_RENDER=auto", "-s", "GOVNEWS_CHROMIUM=/nowhere/chromium")
    titles = [TITLE + str(number) for number in range(4)]
    run, report, new = crawled(site(titles, {"/a/1.html": page(FILLED)}), tmp_path / "one", *without)
    assert (run.returncode, report["troubles"], new) == (3, {"no-browser": 1}, 3), run.log
    shells = {
        f"/a/{number}.html": page(html) for number, html in enumerate(list(SHELLS.values())[:4], start=1)
    }
    run, report, _ = crawled(site(titles, shells), tmp_path / "many", *without)
    assert (run.returncode, report["troubles"]) == (10, {"no-browser": 4}), run.log
