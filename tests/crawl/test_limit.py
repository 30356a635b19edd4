"""``-a limit``: one article of each column in turn, from the top of its list, and as many as were asked for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from govnews.demo.server import ReplicaServer
from govnews.urls import site_host
from tests.crawling import crawl, last_report, records
from tests.replicas.generic import GenericReplica
from tests.replicas.model import Column, Story

SITE = GenericReplica()
NEWS = [column for column in SITE.columns if column.news]


def limited(output: Path, limit: int, server: ReplicaServer, *arguments: str) -> dict[str, Any]:
    """The report of a run that may bring so many articles; what it asked the site for is the server's."""
    server.forget()
    done = crawl(
        "site", output, "-a", f"home={SITE.home}", "-a", f"limit={limit}", *arguments, proxy=server.url
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return last_report(output, site_host(SITE.host))


def brought(output: Path) -> Counter[str]:
    return Counter(record["url"] for record in records(output, site_host(SITE.host)))


def newest(counts: dict[Column, int]) -> Counter[str]:
    """The articles at the top of each column's list, so many of each."""
    return Counter(
        SITE.url(story) for column, count in counts.items() for story in SITE.stories[column][:count]
    )


@pytest.mark.long
@pytest.mark.parametrize(
    ("limit", "shares"),
    [
        (3, [1, 1, 1, 0]),  # a limit that does not go round
        (22, [6, 6, 5, 5]),  # of the first pages
        (70, [18, 18, 17, 17]),  # of further pages, too
        (150, [41, 40, 36, 33]),  # three columns have no more: the first one takes their turns
        (900, [64, 40, 36, 33]),
    ],
)
def test_every_column_gives_its_share(tmp_path: Path, limit: int, shares: list[int]) -> None:
    with ReplicaServer({SITE.host: SITE}) as server:
        report = limited(tmp_path, limit, server)
        asked = {(one.url, one.body) for one in server.requests}
    certificates = {one["column"]: one for one in report["columns"]}
    # What does not go round is given by those that the home page names most clearly, as the report has them.
    order = NEWS if limit > 100 else sorted(NEWS, key=lambda column: list(certificates).index(column.name))
    counts = dict(zip(order, shares, strict=True))
    assert brought(tmp_path) == newest(counts), "each once, from the top of its list"
    for column, share in counts.items():
        one = certificates[column.name]
        assert one["new"] == share
        assert one["listed"] == share + one["excluded"].get("over the limit", 0)
        if share == column.size:
            assert one["proven"], one
        else:
            assert one["end_kind"] == "limit" and one["wished"], one
    articles = {SITE.url(story) for story in SITE.news}
    lists = [url for url, _ in asked if url not in {*articles, SITE.home, f"{SITE.home}robots.txt"}]
    assert len(lists) == sum(-(-max(1, share) // SITE.rows) for share in shares), (
        "no page for what is left out"
    )


@pytest.mark.long
def test_runs_with_a_limit_bring_the_rest_one_after_the_other(tmp_path: Path) -> None:
    """What a run leaves out is had by the next ones, and the last of them proves its lists."""
    with ReplicaServer({SITE.host: SITE}) as server:
        for runs in (1, 2, 3):
            report = limited(tmp_path, 80, server)
            assert brought(tmp_path).total() == min(80 * runs, len(SITE.news))
    assert brought(tmp_path) == Counter(SITE.url(story) for story in SITE.news)
    assert all(one["proven"] for one in report["columns"])


class Shared(GenericReplica):
    """A site whose second column lists the head of the first one again."""

    host = "www.shared.gov.cn"

    def page(self, column: Column, number: int) -> list[Story] | None:
        rows = super().page(column, number)
        if column.name == "部门动态" and rows is not None and number == 1:
            return self.stories[self.columns[0]][:5] + rows
        return rows


def test_an_article_of_two_columns_takes_one_turn(tmp_path: Path) -> None:
    site = Shared()
    with ReplicaServer({site.host: site}) as server:
        done = crawl("site", tmp_path, "-a", f"home={site.home}", "-a", "limit=12", proxy=server.url)
    assert done.returncode == 0, done.stderr[-3000:]
    names = Counter(record["column"] for record in records(tmp_path, site_host(site.host)))
    assert sum(names.values()) == 12 and set(names.values()) == {3}


@pytest.mark.long
def test_a_run_that_is_stopped_among_the_turns_owns_up_to_it(tmp_path: Path) -> None:
    with ReplicaServer({SITE.host: SITE}) as server:
        few = ("-a", f"home={SITE.home}", "-a", "limit=60", "-s", "CLOSESPIDER_ITEMCOUNT=8")
        done = crawl("site", tmp_path, *few, proxy=server.url)
        assert done.returncode == 4, done.stderr[-3000:]
        columns = last_report(tmp_path, site_host(SITE.host))["columns"]
        assert sum(one["unaccounted"] for one in columns) > 0, "what had its turn and did not come"
        before = brought(tmp_path).total()
        assert 8 <= before < 60
        limited(tmp_path, 900, server)
    assert brought(tmp_path) == Counter(SITE.url(story) for story in SITE.news)
