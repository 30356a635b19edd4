"""``scrapy crawl site`` on a replica of each CMS family: every article of its news columns once, nothing else."""

from __future__ import annotations

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from govnews.demo.server import ReplicaServer, Request
from govnews.downloader.rendering import NAMES
from govnews.urls import site_host
from tests.crawling import crawl, last_report, records
from tests.reading.platforms.test_platforms import REPLICAS
from tests.replicas.model import Replica, Story
from tests.replicas.scripted import ScriptedReplica

# The crawls all run in the set-up of the first test.
pytestmark = pytest.mark.timeout(600)

Crawled = tuple[subprocess.CompletedProcess[str], Path, list[Request]]


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Crawled]:
    """One crawl of each replica, two at a time, with what each asked for."""
    sites = {site.host: site for site in (replica() for replica in REPLICAS)}
    output = tmp_path_factory.mktemp("families")
    with ReplicaServer(sites) as server, ThreadPoolExecutor(2) as pool:
        runs = {
            host: pool.submit(crawl, "site", output / host, "-a", f"home={site.home}", proxy=server.url)
            for host, site in sites.items()
        }
        finished = {host: run.result() for host, run in runs.items()}
        requests = server.requests
    return {
        host: (run, output / host, [one for one in requests if one.host == host])
        for host, run in finished.items()
    }


@pytest.mark.long
@pytest.mark.parametrize("replica", REPLICAS, ids=lambda replica: replica.__name__)
def test_a_site_that_nobody_wrote_a_line_for(replica: type[Replica], crawls: dict[str, Crawled]) -> None:
    site = replica()
    done, output, asked = crawls[site.host]
    assert done.returncode == 0, done.stderr[-3000:]
    collected = records(output, site_host(site.host))
    assert sorted(record["url"] for record in collected) == sorted(site.url(story) for story in site.news)

    stories = {site.url(story): story for story in site.news}
    report = last_report(output, site_host(site.host))
    assert report["outcome"] == "ok"
    news = {column.name for column in site.columns if column.news}
    assert {column["column"] for column in report["columns"] if column["proven"]} == news
    articles = [one.url for one in asked if one.url in stories]
    assert len(articles) == len(set(articles)), "an article was asked for twice"
    assert all(not one.url.startswith(site.url(story)) for one in asked for story in site.others)

    wrong = [
        (record["url"], field, record[field], truth)
        for record in collected
        for field, truth in expected(stories[record["url"]]).items()
        if record[field] != truth
    ]
    assert not wrong, f"{len(wrong)} wrong values, e.g. {wrong[:3]}"
    for record in collected:
        said = record["evidence"]["region"]
        assert (record["region"], said["witness"]) in {("410000", "meta"), (None, None)}
        assert said["raw"] == ("4100000099" if record["region"] else None)
        assert "witnesses" not in said


def expected(story: Story) -> dict[str, str]:
    """What a record has to say of ``story``, its time aside."""
    return {
        "title": story.title,
        "source": story.source,
        "column": story.column.name,
        "body": "\n".join(story.paragraphs),
    }


def crawl_scripted(output: Path, *arguments: str) -> tuple[ScriptedReplica, subprocess.CompletedProcess[str]]:
    site = ScriptedReplica()
    with ReplicaServer({site.host: site}) as server:
        return site, crawl(
            "site", output, "-a", f"home={site.home}", *arguments, proxy=server.url, timeout=300
        )


@pytest.mark.long
@pytest.mark.chromium
@pytest.mark.skipif(
    not any(map(shutil.which, NAMES)), reason="no chromium on this machine (Debian: apt-get install chromium)"
)
def test_lists_that_a_script_draws_are_rendered(tmp_path: Path) -> None:
    site, done = crawl_scripted(tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    collected = records(tmp_path, site_host(site.host))
    assert sorted(record["url"] for record in collected) == sorted(site.url(story) for story in site.news)
    assert all(column["proven"] for column in last_report(tmp_path, site_host(site.host))["columns"])


def test_without_a_browser_such_a_column_is_reported_as_needing_one(tmp_path: Path) -> None:
    site, done = crawl_scripted(tmp_path, "-s", "GOVNEWS_CHROMIUM=no-such-browser")
    report = last_report(tmp_path, site_host(site.host))
    assert done.returncode != 0
    assert records(tmp_path, site_host(site.host)) == []
    assert not any(column["proven"] for column in report["columns"])
    assert "apt-get install chromium" in done.stdout + done.stderr + str(report)
