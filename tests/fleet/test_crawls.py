"""Crawls whose ledger is on PostgreSQL, by machines that share nothing else."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer
from govnews.feeds.recovery import recover
from govnews.ledger import open_ledger
from tests.crawling import crawl, last_report, records, scrapy
from tests.ledger.samples import NOW, article, pending_versions
from tests.places import PROJECT
from tests.postgresql import Cluster, database_of, running_cluster

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(300)]
SIZES = {"孟津要闻": 45, "部门动态": 20}


def without_moments(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "fetched_at"}


def on(location: str) -> list[str]:
    return ["-s", f"GOVNEWS_LEDGER={location}"]


@pytest.mark.long
def test_a_crawl_is_the_same_on_either_ledger_and_another_machine_knows_what_it_did(
    cluster: Cluster, tmp_path: Path
) -> None:
    location, site = cluster.new_database(), MengjinSite(sizes=SIZES)
    with ReplicaServer({HOST: site}) as server:
        file = crawl("mengjin", tmp_path / "file", proxy=server.url)
        first = crawl("mengjin", tmp_path / "one", *on(location), proxy=server.url)
        second = crawl("mengjin", tmp_path / "two", *on(location), "-s", "FEEDS={}", proxy=server.url)
    assert [run.returncode for run in (file, first, second)] == [0, 0, 0], first.stderr + second.stderr
    wanted, found = (
        sorted(map(json.dumps, map(without_moments, records(tmp_path / folder))))
        for folder in ("file", "one")
    )
    assert found == wanted
    assert len(found) > 60
    assert records(tmp_path / "two") == []
    assert "nothing new" in second.stderr
    assert list(tmp_path.glob("*/govnews.db")) == [tmp_path / "file" / "govnews.db"]


@pytest.mark.long
def test_commands_read_it_and_name_it_without_its_password(cluster: Cluster, tmp_path: Path) -> None:
    location = cluster.new_database().replace("govnews@", "govnews:secret@")
    settings = ["-s", f"GOVNEWS_OUTPUT={tmp_path}", *on(location)]
    nothing = scrapy("export", "mengjin", *settings)
    assert (nothing.returncode, nothing.stdout) == (2, "")
    assert "secret" not in nothing.stderr
    assert "has nothing of mengjin; it has: no site yet" in nothing.stderr
    with ReplicaServer({HOST: MengjinSite(sizes=SIZES)}) as server:
        run = crawl("mengjin", tmp_path, *on(location), proxy=server.url)
    assert run.returncode == 0, run.stderr
    feed = records(tmp_path)
    exported = scrapy("export", "--all", *settings)
    assert Counter(json.loads(line)["url"] for line in exported.stdout.splitlines()) == Counter(
        record["url"] for record in feed
    )
    for words, said in (
        (["runs", "mengjin"], "ok"),
        (["status"], "mengjin"),
        (["history", feed[0]["url"]], feed[0]["title"]),
        (["search", feed[0]["title"]], feed[0]["url"]),
        (["missing", "mengjin"], "nothing is missing"),
        (["report"], "index.html"),
        (["ledger", "prune", "--dry-run"], "reports in the ledger: 0"),
    ):
        done = scrapy(*words, *settings)
        assert said in done.stdout, (words, done.stdout, done.stderr)
        assert "secret" not in done.stdout + done.stderr
    check = scrapy("ledger", "backup", str(tmp_path / "copy.db"), *settings)
    assert check.returncode == 2
    assert "pg_dump" in check.stderr


@pytest.mark.long
def test_two_machines_do_not_crawl_one_site_at_once(cluster: Cluster, tmp_path: Path) -> None:
    location, site = cluster.new_database(), MengjinSite(sizes=SIZES)
    slow = ["-s", "DOWNLOAD_DELAY=0.2"]
    with ReplicaServer({HOST: site}) as server:
        ended: dict[str, Any] = {}
        first = threading.Thread(
            target=lambda: ended.update(
                first=crawl("mengjin", tmp_path / "one", *on(location), *slow, proxy=server.url)
            )
        )
        first.start()
        until = time.monotonic() + 60
        while len(server.requests) < 5:
            assert time.monotonic() < until
            time.sleep(0.05)
        second = crawl("mengjin", tmp_path / "two", *on(location), proxy=server.url)
        first.join()
    assert second.returncode == 9, second.stderr
    assert "mengjin is being crawled already by a session from 127.0.0.1" in second.stderr.splitlines()[-1]
    assert ended["first"].returncode == 0, ended["first"].stderr
    assert Counter(Counter(record["url"] for record in records(tmp_path / "one")).values()).keys() == {1}


@pytest.mark.long
def test_a_run_whose_connection_is_lost_ends_and_the_next_one_goes_on(tmp_path: Path) -> None:
    with running_cluster() as cluster, ReplicaServer({HOST: MengjinSite(sizes=SIZES)}) as server:
        location = cluster.new_database()
        count = lambda: int(cluster.execute("SELECT count(*) FROM govnews.version", database_of(location)))  # noqa: E731

        def shut_down() -> None:
            until = time.monotonic() + 60
            while len(server.requests) < 30:
                assert time.monotonic() < until
                time.sleep(0.02)
            cluster.stop()

        killer = threading.Thread(target=shut_down)
        killer.start()
        run = crawl("mengjin", tmp_path, *on(location), "-s", "DOWNLOAD_DELAY=0.1", proxy=server.url)
        killer.join()
        assert run.returncode == 8, run.stderr
        assert "the connection to the ledger" in run.stderr
        assert "Traceback" not in run.stderr
        asked = len(server.requests)
        cluster.start()
        before = count()
        assert 0 < before <= 30
        run = crawl("mengjin", tmp_path, *on(location), proxy=server.url)
    assert run.returncode == 0, run.stderr
    assert asked < 60, "it asks for nothing more"
    urls = Counter(record["url"] for record in records(tmp_path))
    assert set(urls.values()) == {1}
    assert len(urls) > 60
    assert last_report(tmp_path)["outcome"] == "ok"


@pytest.mark.long
def test_feeds_that_are_files_lie_where_all_machines_see_them(cluster: Cluster, tmp_path: Path) -> None:
    location, site = cluster.new_database(), MengjinSite(sizes=SIZES)
    with ReplicaServer({HOST: site}) as server:
        first = crawl("mengjin", tmp_path / "one", *on(location), proxy=server.url)
        assert first.returncode == 0, first.stderr
        asked = len(server.requests)
        elsewhere = crawl("mengjin", tmp_path / "two", *on(location), proxy=server.url)
        assert elsewhere.returncode == 2
        assert "other machines have written theirs elsewhere" in elsewhere.stderr.splitlines()[-1]
        assert len(server.requests) == asked
        (tmp_path / "three").symlink_to(tmp_path / "one")  # the same storage, mounted somewhere else
        again = crawl("mengjin", tmp_path / "three", *on(location), proxy=server.url)
        assert again.returncode == 0, again.stderr
        without = crawl("mengjin", tmp_path / "two", *on(location), "-s", "FEEDS={}", proxy=server.url)
    assert without.returncode == 0, without.stderr


def test_what_another_machine_announced_is_left_to_it(cluster: Cluster, tmp_path: Path) -> None:
    """A run that was killed between its announcement and the file's name: only its own machine has the file."""
    location = cluster.new_database()
    here, there = tmp_path / "here" / "test", tmp_path / "there" / "test"
    for folder in (here, there):
        folder.mkdir(parents=True)
    part, feed = there / ".feed.jsonl.part", there / "feed.jsonl"
    with closing(open_ledger(location, "test")) as ledger:
        assert ledger.claim_folder(there.parent)
        ledger.record(article(1), now=NOW)
        part.write_text("{}\n", "utf-8")
        ledger.announce(feed, part, pending_versions(ledger))
        recover(ledger, here)
        assert len(ledger.open_announcements()) == 1
        recover(ledger, there)
        assert (ledger.open_announcements(), feed.exists(), ledger.waiting()) == ([], True, 0)


@pytest.mark.long
def test_a_run_says_that_a_lost_folder_may_have_articles_and_they_can_be_taken_back(
    cluster: Cluster, tmp_path: Path
) -> None:
    """Its machine is gone for good: no run is ok until a person has said so, and then they are published."""
    location, lost = cluster.new_database(), tmp_path / "lost" / "mengjin"
    lost.mkdir(parents=True)
    with closing(open_ledger(location, "mengjin")) as ledger:
        assert ledger.claim_folder(lost.parent)
        ledger.record(article(1, site="mengjin"), now=NOW)
        ledger.announce(lost / "feed.jsonl", lost / ".feed.jsonl.part", pending_versions(ledger))
    with ReplicaServer({HOST: MengjinSite(sizes=SIZES)}) as server:
        run = crawl("mengjin", tmp_path / "two", *on(location), "-s", "FEEDS={}", proxy=server.url)
        assert run.returncode == 8, run.stderr
        assert "whether it was published is not known yet" in run.stderr
        page = (PROJECT / "docs" / "fleet.md").read_text("utf-8")
        (statements,) = [
            block for block in re.findall(r"```sql\n(.+?)```", page, re.DOTALL) if "govnews.folder" in block
        ]
        cluster.execute(statements, database_of(location))
        run = crawl("mengjin", tmp_path / "two", *on(location), proxy=server.url)
    assert run.returncode == 0, run.stderr
    assert [record["title"] for record in records(tmp_path / "two")].count("新闻1") == 1


@pytest.mark.long
def test_without_feeds_what_is_recorded_is_for_who_reads_the_ledger(tmp_path: Path) -> None:
    with ReplicaServer({HOST: MengjinSite(sizes=SIZES)}) as server:
        runs = [crawl("mengjin", tmp_path, "-s", "FEEDS={}", proxy=server.url) for _ in range(2)]
    assert [run.returncode for run in runs] == [0, 0], runs[0].stderr
    assert records(tmp_path) == []
    exported = scrapy("export", "mengjin", "--versions", "-s", f"GOVNEWS_OUTPUT={tmp_path}")
    assert len(exported.stdout.splitlines()) > 60
    assert "republished" not in runs[1].stderr
