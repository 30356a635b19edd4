"""Lists that are deeper than a night's budget: every run gets further, until all is seen and proven."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from govnews.demo.server import ReplicaServer
from govnews.urls import site_host
from tests.crawling import crawl, last_report, records
from tests.replicas.henan import HenanReplica
from tests.replicas.model import Column


class DeepReplica(HenanReplica):
    """Three lists of 14 pages."""

    rows = 5
    columns = (
        Column("示例要闻", "/ywdt/slyw/", 70),
        Column("部门动态", "/ywdt/bmdt/", 70),
        Column("乡镇动态", "/ywdt/xzdt/", 70),
    )


class OneDeepReplica(HenanReplica):
    """A list of 24 pages beside a short one."""

    host = "www.henan-shenlan.example.com"
    rows = 5
    columns = (Column("示例要闻", "/ywdt/slyw/", 120), Column("部门动态", "/ywdt/bmdt/", 8))


def night(site: HenanReplica, output: Path, budget: int) -> tuple[int, dict[str, dict[str, Any]], int]:
    """Exit code and certificates of a run that may ask for so many pages, and the number of articles after it."""
    with ReplicaServer({site.host: site}) as server:
        limit = ("-s", f"GOVNEWS_MAX_REQUESTS={budget}")
        done = crawl("site", output, "-a", f"home={site.home}", *limit, proxy=server.url)
        asked = server.requests
    assert len(asked) <= budget + 1, "robots.txt is not counted"
    report = last_report(output, site_host(site.host))
    articles = Counter(record["url"] for record in records(output, site_host(site.host)))
    assert max(articles.values()) == 1
    return done.returncode, {one["column"]: one for one in report["columns"]}, len(articles)


@pytest.mark.long
def test_lists_of_more_pages_than_a_night_has_requests_are_proven_one_after_the_other(tmp_path: Path) -> None:
    site = DeepReplica()
    found, code = [0], 4
    while code == 4 and len(found) < 30:
        code, columns, articles = night(site, tmp_path, 30)
        found.append(articles)
    assert code == 0, (found, columns)
    assert found == sorted(found)
    assert found[-1] == len(site.news)
    assert all(one["proven"] for one in columns.values())


@pytest.mark.long
def test_a_list_of_more_pages_than_a_night_has_requests_is_had_whole_and_proven_by_a_night_that_has(
    tmp_path: Path,
) -> None:
    site = OneDeepReplica()
    found = [0]
    while found[-1] < len(site.news) and len(found) < 30:
        code, columns, articles = night(site, tmp_path, 16)
        found.append(articles)
        assert code == 4
        assert not columns["示例要闻"]["proven"]
    assert found == sorted(found)
    assert found[-1] == len(site.news), found
    for _ in range(4):
        code, columns, articles = night(site, tmp_path, 19)
        assert (code, articles) == (4, len(site.news))
    assert columns["部门动态"]["proven"], (
        "a list that is too deep for a night keeps no other from being proven"
    )
    told = [one for one in columns["示例要闻"]["against"] if "read by runs before this one" in one]
    assert told or columns["示例要闻"]["end_kind"] == "stopped"
    codes = [night(site, tmp_path, 60)[0] for _ in range(2)]
    assert codes[-1] == 0, codes


@pytest.mark.long
def test_news_on_top_come_first_and_nothing_is_missed_where_a_list_grows_between_the_nights(
    tmp_path: Path,
) -> None:
    site = OneDeepReplica()
    column = site.columns[0]
    hidden = site.stories[column][:20]
    del site.stories[column][:20]
    for _ in range(3):
        night(site, tmp_path, 16)
    for _ in range(2):
        site.stories[column][:0] = hidden[len(hidden) - 7 :]
        del hidden[len(hidden) - 7 :]
        night(site, tmp_path, 30)
    site.stories[column][:0] = hidden
    code = 4
    for _ in range(20):
        if (code := night(site, tmp_path, 60)[0]) == 0:
            break
    assert code == 0
    collected = {record["url"] for record in records(tmp_path, site_host(site.host))}
    assert collected == {site.url(story) for story in site.news}
