"""``-a backfill=search``: the past that lists do not show any more, by the site's search, over real HTTP."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from govnews.demo.server import FaultySite, ReplicaServer, Reply, Request, Site, answer, first
from govnews.urls import site_host
from tests.crawling import UNPACED, crawl, environment, last_report, records
from tests.places import PROJECT
from tests.processes import start
from tests.replicas.model import Column, Replica
from tests.replicas.searches import FAILED, HenanSearchReplica, McmsSearchReplica

BACKFILL = ("-a", "backfill=search")


def is_search(request: Request) -> bool:
    return "/open/api/" in request.path or "/esArticle/" in request.path


def sites(site: Replica, served: Site | None = None) -> dict[str, Site]:
    hosts = [site.host, *([site.search_host] if isinstance(site, HenanSearchReplica) else [])]
    return dict.fromkeys(hosts, served or site)


def run(
    site: Replica, output: Path, *arguments: str, served: Site | None = None
) -> tuple[int, dict[str, Any], list[Request]]:
    """Exit code, report and requests of a crawl with a backfill."""
    with ReplicaServer(sites(site, served)) as server:
        done = crawl("site", output, "-a", f"home={site.home}", *BACKFILL, *arguments, proxy=server.url)
        asked = server.requests
    return done.returncode, last_report(output, site_host(site.host)), asked


def collected(site: Replica, output: Path) -> Counter[str]:
    return Counter(record["url"] for record in records(output, site_host(site.host)))


def urls(site: Replica) -> set[str]:
    return {site.url(story) for story in site.news}


def months(site: HenanSearchReplica) -> dict[str, int]:
    """Stories of news columns by month."""
    return dict(Counter(story.day[:7] for story in site.news))


@pytest.mark.long
def test_every_article_of_the_past_once_by_column_and_month(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    code, report, asked = run(site, tmp_path)
    assert code == 0, report
    assert collected(site, tmp_path) == Counter(urls(site))
    titles = {record["title"] for record in records(tmp_path, site_host(site.host))}
    assert titles == {story.title for story in site.news}
    assert {record["column"] for record in records(tmp_path, site_host(site.host))} == {
        "示例要闻",
        "部门动态",
    }
    past = report["past"]
    assert past["complete"] and not past["against"]
    assert (past["total"], past["found"]) == (len(site.news), len(site.news))
    assert past["columns"] == ["示例要闻", "部门动态"] and past["not_asked"] == []
    assert {one["month"]: (one["total"], one["found"]) for one in past["months"]} == {
        month: (count, count) for month, count in months(site).items()
    }
    listed = 4 * site.rows
    assert (past["found_alone"], past["listed_alone"]) == (len(site.news) - listed, 0)
    articles = [one.url for one in asked if one.url in urls(site)]
    assert len(articles) == len(set(articles))

    code, report, asked = run(site, tmp_path)
    assert code == 0, report
    searched = [one for one in asked if is_search(one)]
    assert len(searched) <= 6, (
        "the columns' numbers, whether it looks at them, their totals: what is unchanged is not walked"
    )
    assert report["past"]["found"] == len(site.news)
    assert {one["month"]: one["found"] for one in report["past"]["months"]} == months(site)
    assert report["past"]["found_alone"] == past["found_alone"]


@pytest.mark.long
def test_a_month_beyond_the_cap_of_the_search_is_split_into_days(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    site.cap = 16
    assert max(months(site).values()) > 2 * site.cap
    code, report, _ = run(site, tmp_path)
    assert code == 0, report["past"]["against"]
    assert collected(site, tmp_path) == Counter(urls(site))
    assert report["past"]["complete"]
    assert report["past"]["found"] == report["past"]["total"] == len(site.news)


@pytest.mark.long
def test_a_search_that_ignores_days_is_walked_as_far_as_it_goes_and_told(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    site.cap, site.ignores_days = 90, True
    code, report, _ = run(site, tmp_path)
    past = report["past"]
    assert code == 4
    assert past["dates_ignored"] and not past["complete"]
    assert (past["total"], past["found"]) == (280, 160)
    assert past["against"] == [
        "示例要闻 all time: the site states 210 entries, 90 were listed; the search does not look at days"
    ]
    assert (past["found_alone"], past["listed_alone"]) == (160 - 4 * site.rows, 0)
    assert max(collected(site, tmp_path).values()) == 1
    assert len(collected(site, tmp_path)) == 160
    assert sum(one["found"] for one in past["months"]) == 160
    assert {one["total"] for one in past["months"]} == {None}
    again, report, _ = run(site, tmp_path)
    assert (again, report["past"]["found"]) == (4, 160)
    assert max(collected(site, tmp_path).values()) == 1


@pytest.mark.long
def test_a_search_that_ignores_days_and_has_no_cap_is_complete(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    site.ignores_days = True
    code, report, _ = run(site, tmp_path)
    assert (code, report["past"]["complete"], report["past"]["dates_ignored"]) == (0, True, True)
    assert collected(site, tmp_path) == Counter(urls(site))


@pytest.mark.long
@pytest.mark.parametrize("news", [("示例要闻", "部门动态"), ("示例要闻",)], ids=["two columns", "one column"])
def test_a_search_that_ignores_columns_gives_each_article_the_one_that_it_names(
    news: tuple[str, ...], tmp_path: Path
) -> None:
    site = HenanSearchReplica()
    site.ignores_columns = True
    code, report, _ = run(site, tmp_path, "-a", f"columns={','.join(news)}")
    past, wanted = report["past"], [one for one in site.news if one.column.name in news]
    everything = sum(map(len, site.stories.values()))
    assert code == 0, past["against"]
    assert past["columns_ignored"] and past["complete"] and past["columns"] == []
    assert past["total"] == past["found"] == everything
    assert sum(past["excluded"].values()) == everything - len(wanted)
    columns = {record["url"]: record["column"] for record in records(tmp_path, site_host(site.host))}
    assert columns == {site.url(one): one.column.name for one in wanted}
    code, report, asked = run(site, tmp_path, "-a", f"columns={','.join(news)}")
    assert (code, report["past"]["new"], len(collected(site, tmp_path))) == (0, 0, len(wanted))
    assert len([one for one in asked if is_search(one)]) <= 5


def test_a_search_that_looks_at_columns_is_asked_for_each(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    site.shuffles, site.dice = True, Random(3)
    _, report, _ = run(site, tmp_path, "-a", "columns=部门动态")
    assert not report["past"]["columns_ignored"] and report["past"]["columns"] == ["部门动态"]


@pytest.mark.long
def test_a_search_without_columns_is_asked_for_the_whole_site(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    site.names_columns = False
    code, report, _ = run(site, tmp_path)
    everything = {site.url(story) for rows in site.stories.values() for story in rows}
    assert code == 0
    assert collected(site, tmp_path) == Counter(everything), "articles of other columns come, too"
    assert (report["past"]["columns"], report["past"]["total"]) == ([], len(everything))
    columns = {record["url"]: record["column"] for record in records(tmp_path, site_host(site.host))}
    assert {columns[site.url(story)] for story in site.others} == {None}


@pytest.mark.long
@pytest.mark.parametrize(
    "outage", [Reply.html("<p>500</p>", status=500), FAILED], ids=["500", "success false"]
)
def test_an_outage_in_the_middle_is_told_and_made_up_for_by_the_next_run(
    tmp_path: Path, outage: Reply
) -> None:
    site = HenanSearchReplica()
    middle = sorted(months(site))[4]
    fault = first(12, answer(outage))
    served = FaultySite(site, {lambda request: f"beginTime={middle}" in request.url: fault})
    code, report, _ = run(site, tmp_path, served=served)
    past = report["past"]
    assert code == 4
    assert not past["complete"]
    assert any(middle in line for line in past["against"]), past["against"]
    assert next(one for one in past["months"] if one["month"] == middle)["complete"] is False
    assert max(collected(site, tmp_path).values()) == 1
    code, report, asked = run(site, tmp_path)
    assert code == 0, report["past"]["against"]
    assert report["past"]["complete"] and report["past"]["found"] == len(site.news)
    assert collected(site, tmp_path) == Counter(urls(site))
    assert len([one for one in asked if is_search(one)]) < 60, (
        "months that were finished are not walked again"
    )


@pytest.mark.long
def test_mcms_is_walked_by_its_pages_and_other_columns_are_left_out_by_their_folder(tmp_path: Path) -> None:
    site = McmsSearchReplica()
    code, report, _ = run(site, tmp_path)
    past = report["past"]
    assert code == 0, past
    assert collected(site, tmp_path) == Counter(urls(site))
    assert past["excluded"] == {"another column": 30}
    assert (past["complete"], past["total"], past["found"]) == (True, None, 200)
    assert {record["column"] for record in records(tmp_path, site_host(site.host))} == {
        "示例要闻",
        "乡镇动态",
    }
    by_month = Counter(story.day[:7] for rows in site.stories.values() for story in rows)
    assert {one["month"]: one["found"] for one in past["months"]} == by_month


def test_mcms_that_stops_before_its_stated_pages_is_incomplete(tmp_path: Path) -> None:
    site = McmsSearchReplica()
    site.cap = 90
    code, report, _ = run(site, tmp_path)
    assert code == 4
    assert report["past"]["against"] == ["all time: the site states 14 pages, 6 were read"]


@pytest.mark.long
def test_what_lists_and_search_have_alone_is_told(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    site.hidden = 3
    code, report, _ = run(site, tmp_path)
    past = report["past"]
    assert code == 0, past
    assert past["listed_alone"] == 3
    assert set(past["listed_alone_samples"]) == {site.url(one) for one in site.stories[site.columns[0]][:3]}
    assert past["found_alone"] == len(site.news) - 4 * site.rows
    assert collected(site, tmp_path) == Counter(urls(site))


@pytest.mark.long
def test_parts_that_do_not_add_up_to_the_whole_are_told(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    site.undated = 3
    code, report, asked = run(site, tmp_path)
    past = report["past"]
    assert (code, past["total"], past["found"]) == (4, 280, 277)
    assert past["against"] == ["示例要闻 all time: 210 stated, its parts state 207 in all"]
    assert len(collected(site, tmp_path)) == 277
    years = {one.url for one in asked if "-01-01" in one.url and "-12-31" in one.url}
    assert len(years) < 16, "years without a result are the beginning of the past"


@pytest.mark.long
def test_an_order_that_changes_with_every_answer_is_walked_until_all_is_found(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    site.shuffles, site.dice = True, Random(7)
    code, report, _ = run(site, tmp_path)
    past = report["past"]
    assert past["complete"] == (past["found"] == past["total"]), "nothing is called complete that is not"
    assert code == (0 if past["complete"] else 4)
    assert len(collected(site, tmp_path)) >= 275
    run(site, tmp_path)
    assert collected(site, tmp_path) == Counter(urls(site))


@pytest.mark.long
def test_articles_that_the_index_has_twice_are_no_gap(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    site.twice = 12
    code, report, _ = run(site, tmp_path)
    past = report["past"]
    assert (code, past["complete"], past["new"] + past["known"]) == (0, True, len(site.news))
    assert past["found"] == len(site.news) < past["total"]
    assert collected(site, tmp_path) == Counter(urls(site))


@pytest.mark.long
def test_a_total_that_counts_no_more_than_the_rows_of_an_answer_is_not_believed(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    site.counts_rows = True
    code, report, _ = run(site, tmp_path)
    assert collected(site, tmp_path) == Counter(urls(site)) or code == 4
    assert not report["past"]["complete"] or report["past"]["found"] == len(site.news)


@pytest.mark.long
@pytest.mark.parametrize("days", [1, 3])
def test_a_search_that_finds_the_days_behind_the_last_one_loses_nothing(days: int, tmp_path: Path) -> None:
    site = HenanSearchReplica()
    site.days_too_many = days
    code, report, _ = run(site, tmp_path)
    assert collected(site, tmp_path) == Counter(urls(site))
    assert (code, report["past"]["complete"]) == (0, True), report["past"]["against"]


def test_a_run_that_ends_before_the_search_is_asked_is_not_complete(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    code, report, _ = run(site, tmp_path, "-s", "GOVNEWS_MAX_REQUESTS=9")
    assert code == 4
    assert report["past"] is None or not report["past"]["complete"]


@pytest.mark.long
def test_a_run_that_asks_often_enough_goes_on_the_next_night(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    found, searched = [], []
    for _ in range(12):
        code, report, asked = run(site, tmp_path, "-s", "GOVNEWS_MAX_REQUESTS=70")
        found.append(len(collected(site, tmp_path)))
        searched.append(len([one for one in asked if one.path != "/robots.txt"]))
        assert "no-search" not in report["troubles"], "it was not looked for, which is no finding"
        if code == 0:
            break
    assert code == 0, (found, report["past"])
    assert found == sorted(found)
    assert max(searched) <= 70
    assert collected(site, tmp_path) == Counter(urls(site))
    assert report["past"]["complete"] and report["past"]["found"] == len(site.news)


@pytest.mark.long
def test_a_backfill_that_is_killed_loses_nothing_and_has_nothing_twice(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    arguments = [
        "crawl",
        "site",
        "-a",
        f"home={site.home}",
        *BACKFILL,
        "-s",
        f"GOVNEWS_OUTPUT={tmp_path}",
        *UNPACED,
    ]
    with ReplicaServer(sites(site)) as server:
        for articles in (90, 150, 210):
            process = start(arguments, environment(server.url), PROJECT, out=tmp_path / "log")
            server.forget()
            until = time.monotonic() + 60
            while (
                process.is_alive()
                and len(asked_articles(site, server)) < articles - 60
                and time.monotonic() < until
            ):
                time.sleep(0.002)
            assert process.is_alive(), "it ended before it was killed"
            process.kill()
            process.join()
    code, report, _ = run(site, tmp_path)
    assert code == 0, report
    assert collected(site, tmp_path) == Counter(urls(site))
    assert report["past"]["complete"] and report["past"]["found"] == len(site.news)


def asked_articles(site: Replica, server: ReplicaServer) -> set[str]:
    return {one.url for one in server.requests} & urls(site)


@pytest.mark.long
def test_since_and_limit_are_kept(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    code, report, _ = run(site, tmp_path / "since", "-a", "since=2025-12-10")
    young = {site.url(story) for story in site.news if story.day >= "2025-12-10"}
    assert code == 0, report
    assert collected(site, tmp_path / "since") == Counter(young)
    assert report["past"]["total"] == len(young)
    code, report, _ = run(site, tmp_path / "limit", "-a", "limit=80")
    assert code == 0, report
    assert report["past"]["wished"] and not report["past"]["complete"]
    assert len(collected(site, tmp_path / "limit")) == 80


def test_without_a_search_it_says_what_was_looked_at(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    served = FaultySite(site, {"/js/search.js": answer(Reply(404))})
    code, report, _ = run(site, tmp_path, served=served)
    assert code == 4
    (sample,) = [one for one in report["samples"] if one["kind"] == "no-search"]
    assert f"looked at: {site.home}, http://{site.host}/ss/, " in sample["error"]
    assert report["past"]["interface"] is None
    assert len(collected(site, tmp_path)) == 4 * site.rows, "its lists are crawled all the same"


def test_an_ordinary_crawl_asks_no_search(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    with ReplicaServer(sites(site)) as server:
        done = crawl("site", tmp_path, "-a", f"home={site.home}", proxy=server.url)
        assert done.returncode == 0
        assert not any(is_search(one) or one.path == "/ss/" for one in server.requests)
    assert last_report(tmp_path, site_host(site.host))["past"] is None


def test_another_way_to_backfill_is_a_wrong_argument(tmp_path: Path) -> None:
    done = crawl("site", tmp_path, "-a", "home=http://www.example.com/", "-a", "backfill=everything")
    assert done.returncode == 2
    assert "backfill=everything: one of search, archive" in done.stderr


@pytest.mark.long
def test_a_search_that_fails_while_columns_are_looked_for_is_not_asked_otherwise(tmp_path: Path) -> None:
    site = HenanSearchReplica()
    served = FaultySite(site, {lambda request: "keywords=%" in request.url: answer(FAILED)})
    code, report, _ = run(site, tmp_path, served=served)
    assert code == 4
    assert report["past"]["not_asked"] == ["示例要闻", "部门动态"]
    assert "示例要闻: the search did not answer when its number was looked for" in report["past"]["against"]
    assert len(collected(site, tmp_path)) == 4 * site.rows, "no article of another column came"
    assert run(site, tmp_path)[0] == 0
    assert collected(site, tmp_path) == Counter(urls(site))


class ManyNotices(McmsSearchReplica):
    """A thousand notices beside few news: more than the search gives."""

    host = "www.mcms-qian.example.com"
    cap = 1000
    columns = (
        Column("示例要闻", "/html/1//2/150/156/index.html", 40),
        Column("乡镇动态", "/html/1//2/150/157/index.html", 20),
        Column("通知公告", "/html/1//2/151/160/index.html", 1003, news=False),
    )


def test_a_thousand_results_of_more_are_no_proof(tmp_path: Path) -> None:
    site = ManyNotices()
    code, report, _ = run(site, tmp_path)
    past = report["past"]
    assert (code, past["found"], past["complete"]) == (4, 1000, False)
    assert past["against"] == ["all time: the site states 71 pages, 67 were read"]
    assert collected(site, tmp_path) == Counter(urls(site))
    assert past["excluded"] == {"another column": 940}
