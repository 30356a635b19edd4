"""Lists that are deeper than a night's budget: every run gets further, until all is seen and proven."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

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


def nights(site: HenanReplica, output: Path, budget: int, most: int) -> list[int]:
    """How many articles there are after each night, until one is complete."""
    found = []
    with ReplicaServer({site.host: site}) as server:
        for _ in range(most):
            server.forget()
            done = crawl(
                "site",
                output,
                "-a",
                f"home={site.home}",
                "-s",
                f"GOVNEWS_MAX_REQUESTS={budget}",
                proxy=server.url,
            )
            assert len(server.requests) <= budget + 1, "robots.txt is not counted"
            found.append(len(records(output, site_host(site.host))))
            if done.returncode == 0:
                return found
    raise AssertionError((found, last_report(output, site_host(site.host))["columns"]))


def test_lists_of_more_pages_than_a_night_has_requests_are_seen_whole_one_after_the_other(
    tmp_path: Path,
) -> None:
    site = DeepReplica()
    found = nights(site, tmp_path, budget=30, most=40)
    print(found)
    assert found == sorted(found)
    everything = Counter(site.url(story) for story in site.news)
    assert Counter(record["url"] for record in records(tmp_path, site_host(site.host))) == everything


def test_one_list(tmp_path: Path) -> None:
    site = DeepReplica()
    found = nights(site, tmp_path, budget=12, most=60)
    print(found)
