"""``scrapy worker`` beside ``scrapy control``, in processes of their own over a server: what is queued is crawled, once."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crawling import scrapy
from tests.postgresql import Cluster, running_cluster

pytestmark = pytest.mark.postgresql
pytest.importorskip("procrastinate", reason="procrastinate is not installed: pip install '.[fleet]'")

from govnews.fleet.queue import AHEAD  # noqa: E402 - it needs what may not be installed
from tests.fleet.fleet import Fleet, Result, play, site_of  # noqa: E402 - it needs what may not be installed


def until(what: Callable[[], object], seconds: float = 60) -> None:
    """Wait until ``what`` is true."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.1)


@pytest.mark.long
@pytest.mark.timeout(300)
def test_everything_is_crawled_once_and_a_stopped_workers_sites_go_back(cluster: Cluster, tmp_path: Path):
    """A worker that is told to stop ends with 0, publishes what it has, and leaves its sites to the next one."""
    with Fleet(cluster, tmp_path, hosts=4, workers=1, slots=2, controls=1) as fleet:
        until(lambda: len(fleet.children()) == 2)
        until(lambda: len(fleet.replica.requests) > 20)
        fleet.processes["worker 0"].send_signal(signal.SIGTERM)
        assert fleet.processes["worker 0"].wait(20) == 0
        assert fleet.children() == {}
        assert fleet.ask("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'") == [(0,)]
        assert "interrupted" in fleet.log("worker 0")
        went_back = "SELECT DISTINCT priority FROM procrastinate_jobs WHERE status = 'todo' AND attempts > 0"
        assert fleet.ask(went_back) == [(AHEAD,)], "what was begun goes on first"
        fleet.start("worker 0")
        fleet.finish(200)
        result = Result(len(fleet.sites))
        fleet.count(result)
        assert (result.lost, result.twice, result.together) == (0, 0, 0), str(result)
        assert "Traceback" not in fleet.log("worker 0") + fleet.log("control 0")


@pytest.mark.long
@pytest.mark.timeout(300)
def test_what_becomes_of_a_killed_crawl_a_paused_site_and_a_lost_place(cluster: Cluster, tmp_path: Path):
    with Fleet(cluster, tmp_path, hosts=3, workers=1, slots=4, controls=0) as fleet:
        fleet.start_listing()
        # One that was paused after it was queued is not crawled.
        fleet.ask("UPDATE site SET paused = true WHERE name = 'town1' RETURNING name")
        fleet.queue_all()
        until(lambda: len(fleet.children()) >= 2)
        until(lambda: any(fleet.jobs_of("worker 0")))
        child, site = next((pid, site) for pid in fleet.children() if (site := site_of(pid)))
        os.kill(child, signal.SIGKILL)
        until(lambda: f"{site}: killed by signal 9" in fleet.log("worker 0"))
        until(lambda: f"{site}: ok" in fleet.log("worker 0"))
        assert "town1: paused or not in the list any more" in fleet.log("worker 0")
        # Others have its jobs: it kills its crawls and ends, and says nothing of them to the queue.
        fleet.queue_all()
        until(fleet.children)
        fleet.ask("UPDATE procrastinate_jobs SET worker_id = NULL WHERE status = 'doing' RETURNING id")
        fleet.ask("DELETE FROM procrastinate_workers RETURNING id")
        assert fleet.processes["worker 0"].wait(40) == 8
        assert "stopped, its crawls killed" in fleet.log("worker 0")
        assert fleet.ask("SELECT count(*) > 0 FROM procrastinate_jobs WHERE status = 'doing'") == [(True,)]
        assert "Traceback" not in fleet.log("worker 0")


@pytest.mark.long
@pytest.mark.timeout(200)
def test_a_worker_that_is_cut_off_kills_its_crawls_and_tells_the_queue_nothing_more(
    cluster: Cluster, tmp_path: Path
):
    """Not even what the network delivers when it carries again: its jobs are others' by then."""
    with Fleet(cluster, tmp_path, hosts=2, workers=1, slots=2, controls=0) as fleet:
        fleet.start_listing()
        fleet.queue_all()
        until(lambda: len(fleet.children()) == 2)
        fleet.lines["worker 0"].fall_silent(40)
        assert fleet.processes["worker 0"].wait(39) == 8
        *_, last = fleet.log("worker 0").splitlines()
        assert last == (
            "scrapy worker: stopped, its crawls killed: the queue has not heard of it for too long; start it again"
        )
        assert "Traceback" not in fleet.log("worker 0")
        time.sleep(20)
        assert fleet.ask("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'") == [(2,)]


@pytest.mark.long
@pytest.mark.timeout(200)
@pytest.mark.parametrize(("signals", "seconds"), [(1, 30), (2, 15)])
def test_a_worker_that_is_told_to_end_does_not_wait_for_a_server_that_is_away(
    signals: int, seconds: int, tmp_path: Path
):
    with (
        running_cluster() as cluster,
        Fleet(cluster, tmp_path, hosts=2, workers=1, slots=1, controls=0) as fleet,
    ):
        fleet.start_listing()
        fleet.queue_all()
        until(lambda: len(fleet.children()) == 1)
        until(lambda: len(fleet.replica.requests) > 5)
        cluster.stop()
        for _ in range(signals):
            fleet.processes["worker 0"].send_signal(signal.SIGTERM)
            time.sleep(1)
        assert fleet.processes["worker 0"].wait(seconds) == 8
        *_, last = fleet.log("worker 0").splitlines()
        assert last == (
            "scrapy worker: stopped, its crawls killed: the queue does not answer, and gives its jobs to others in "
            "half a minute; start it again"
        )
        assert "Traceback" not in fleet.log("worker 0")
        cluster.start()


@pytest.mark.long
@pytest.mark.timeout(600)
def test_fleet_that_is_harmed_loses_nothing_and_writes_nothing_twice(tmp_path: Path):
    """The small form of ``make fleet``."""
    with running_cluster() as cluster:
        result = play(
            cluster, tmp_path, hosts=6, minutes=1, every=10, seed=int(os.environ.get("SEED", "3")), workers=2
        )
    print(result)
    assert result.good, str(result)
    assert result.did.total() >= 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "a fleet's ledger is on a server: GOVNEWS_LEDGER=postgresql://"),
        (["-s", "GOVNEWS_LEDGER=postgresql://127.0.0.1:1/news"], "cannot open the ledger postgresql://127.0.0.1:1/news"),
        (["-s", "GOVNEWS_LEDGER=postgresql://127.0.0.1:1/news", "--slots", "0"], "--slots 0: a whole number, at least 1"),
        (["mengjin"], "it takes no arguments"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_line(tmp_path: Path, arguments: list[str], words: str):
    done = scrapy("worker", *arguments, "-s", f"GOVNEWS_OUTPUT={tmp_path}")
    assert done.returncode in (2, 8)
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"scrapy worker: {words}")
