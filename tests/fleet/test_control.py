"""``scrapy control``, in processes of its own: what is due is queued, the jobs of lost workers go to others, one leads."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path
from typing import NoReturn
from unittest.mock import Mock

import pytest

from govnews.clock import now, utc
from govnews.demo.server import ReplicaServer, Reply, Request
from govnews.ledger import open_ledger
from tests.crawling import environment, scrapy
from tests.places import PROJECT
from tests.postgresql import Cluster, database_of, running_cluster

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(300)]
pytest.importorskip("procrastinate", reason="procrastinate is not installed: pip install '.[fleet]'")
psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: pip install '.[fleet]'")

SITES = """
[yiyang]
home = "http://www.yiyang.example.com/"
[luoning]
home = "http://www.luoning.example.com/"
[paused]
home = "http://www.paused.example.com/"
paused = true
"""


class Controls:
    """Processes of ``scrapy control`` over one list and one server."""

    def __init__(self, cluster: Cluster, folder: Path, stack: ExitStack) -> None:
        self.cluster, self.folder, self._stack = cluster, folder, stack
        self.location = cluster.new_database()
        self.list = folder / "sites.toml"
        self.list.write_text(SITES, "utf-8")
        self.settings = [
            *("-s", f"GOVNEWS_LEDGER={self.location}", "-s", f"GOVNEWS_OUTPUT={folder / 'output'}"),
            *("-s", f"GOVNEWS_SITES={self.list}"),
        ]

    def start(
        self, name: str, *more: str, command: str = "control", proxy: str | None = None
    ) -> subprocess.Popen[bytes]:
        log = self._stack.enter_context((self.folder / name).open("wb"))
        process = subprocess.Popen(
            [sys.executable, "-m", "scrapy", command, *self.settings, *more],
            cwd=PROJECT,
            env=environment(proxy),
            stdout=log,
            stderr=log,
        )
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process

    def log(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    def ask(self, sql: str) -> list[str]:
        sql = f"SET search_path = govnews_fleet; {sql}"
        return self.cluster.execute(sql, database_of(self.location)).splitlines()

    def jobs(self, status: str) -> list[str]:
        order = "ORDER BY priority DESC, id"
        return self.ask(f"SELECT args->>'site' FROM procrastinate_jobs WHERE status = '{status}' {order}")  # noqa: S608


@pytest.fixture
def controls(tmp_path: Path) -> Iterator[Controls]:
    with running_cluster() as cluster, ExitStack() as stack:
        yield Controls(cluster, tmp_path, stack)


def until(what: Callable[[], object], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.1)


@pytest.mark.long
def test_one_leads_queues_what_is_due_and_the_other_takes_over(controls: Controls) -> None:
    first = controls.start("first")
    until(lambda: "This control leads" in controls.log("first"))
    until(lambda: "Queued 2 sites" in controls.log("first"))
    assert controls.jobs("todo") == ["luoning", "yiyang"]
    second = controls.start("second")
    # A worker that is gone had one of the jobs, and its run stands still and holds the site.
    controls.ask(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute');"
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = 1 WHERE args->>'site' = 'yiyang'"
    )
    with closing(open_ledger(controls.location, "yiyang")) as frozen:
        frozen.lease()
        until(lambda: controls.jobs("doing") == [])
        assert "The worker that crawled yiyang is gone, its run is ended" in controls.log("first")
        with closing(open_ledger(controls.location, "yiyang")) as ledger:
            ledger.lease()
            ledger.plan(interval=timedelta(hours=1), due_at=utc(now() + timedelta(hours=1)))
    assert controls.jobs("todo") == ["yiyang", "luoning"], "what was begun goes on first"
    assert "This control leads" not in controls.log("second")
    first.kill()
    until(lambda: "This control leads" in controls.log("second"))
    controls.ask("UPDATE procrastinate_jobs SET status = 'succeeded'")
    controls.ask("UPDATE site SET queued_at = queued_at - interval '1 hour'")
    done = scrapy("sites", "now", "yiyang", *controls.settings)
    assert (done.returncode, done.stderr) == (0, "")
    until(lambda: "yiyang" in controls.jobs("todo"))
    controls.list.write_text(SITES.replace("[yiyang]", "[song]").replace("yiyang", "song"), "utf-8")
    until(lambda: "song" in controls.jobs("todo"))
    second.send_signal(signal.SIGTERM)
    assert second.wait(20) == 0
    assert "Traceback" not in controls.log("first") + controls.log("second")


@pytest.mark.long
def test_one_that_leads_and_stands_still_is_not_waited_for(controls: Controls) -> None:
    first = controls.start("first")
    until(lambda: "This control leads" in controls.log("first"))
    controls.start("second")
    first.send_signal(signal.SIGSTOP)
    until(lambda: "This control leads" in controls.log("second"), 90)
    assert "The control that led stands still: its session is ended" in controls.log("second")
    first.send_signal(signal.SIGCONT)
    until(lambda: "is away" in controls.log("first"))
    assert controls.log("first").count("This control leads") == 1


@pytest.mark.long
def test_a_lock_of_somebody_elses_holds_up_neither_its_end_nor_for_long_its_ticks(controls: Controls) -> None:
    log = controls.start("log")
    until(lambda: "This control leads" in controls.log("log"))
    with psycopg.connect(controls.location) as by_hand:
        by_hand.execute("LOCK TABLE govnews_fleet.site IN ACCESS EXCLUSIVE MODE")
        until(lambda: "is away: canceling statement due to lock timeout" in controls.log("log"), 60)
        until(lambda: controls.log("log").count("This control leads") == 2)
        log.send_signal(signal.SIGTERM)
        assert log.wait(25) == 0
        at_once = controls.start("at once")
        until(lambda: "This control leads" in controls.log("at once"))
        time.sleep(1)
        for _ in range(2):
            at_once.send_signal(signal.SIGTERM)
            time.sleep(0.2)
        assert at_once.wait(5) == -signal.SIGTERM
    assert "Traceback" not in controls.log("log")


def test_what_keeps_people_from_being_told_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    from govnews.fleet.control import Watch, _Leader

    def tell(_: int) -> NoReturn:
        raise ZeroDivisionError

    async def telling() -> None:
        leader = _Leader(Mock(), Mock(), Watch(dict, tell, list))
        leader._later(tell, 3)
        while leader._telling:
            await asyncio.sleep(0.01)

    asyncio.run(telling())
    assert "People were not told" in caplog.text
    assert "ZeroDivisionError" in caplog.text


class Service:
    """A web service that takes messages."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []

    def respond(self, request: Request) -> Reply:
        body = json.loads(request.body)
        self.messages.append((body["title"], body["message"]))
        return Reply(200)


@pytest.mark.long
def test_a_worker_that_is_killed_is_seen_in_the_status_and_told_once(controls: Controls) -> None:
    controls.list.write_text("", "utf-8")
    service = Service()
    with ReplicaServer({"alerts.example.com": service}) as server:
        control = controls.start(
            "control", "-s", "GOVNEWS_ALERTS=json://alerts.example.com", proxy=server.url
        )
        until(lambda: "This control leads" in controls.log("control"))
        workers = [controls.start(f"worker{number}", "--slots", "2", command="worker") for number in (1, 2)]
        until(lambda: len(controls.ask("SELECT id FROM worker")) == 2)
        status = scrapy("status", *controls.settings)
        assert "fleet: 2 workers with 4 slots, 0 crawls on; 0 sites wait" in status.stdout
        workers[0].kill()
        until(lambda: service.messages)
        status = scrapy("status", *controls.settings)
        assert "fleet: 1 worker with 2 slots" in status.stdout
        gone = f"(process {workers[0].pid}) is gone"
        assert gone in status.stdout
        workers[1].send_signal(signal.SIGTERM)
        assert workers[1].wait(30) == 0
        time.sleep(12)  # a look more
        ((title, text),) = service.messages
        control.send_signal(signal.SIGTERM)
        assert control.wait(20) == 0
    assert title == "govnews: 1 of the fleet's workers gone"
    assert gone in text
    assert "fleet: 0 workers with 0 slots" in scrapy("status", *controls.settings).stdout


@pytest.mark.long
def test_it_waits_for_a_server_that_is_away(controls: Controls) -> None:
    process = controls.start("log")
    until(lambda: controls.jobs("todo") == ["luoning", "yiyang"] if "leads" in controls.log("log") else False)
    controls.cluster.stop()
    until(lambda: "is away" in controls.log("log"))
    controls.cluster.start()
    until(lambda: controls.log("log").count("This control leads") == 2)
    assert controls.jobs("todo") == ["luoning", "yiyang"]
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert "Traceback" not in controls.log("log")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ([], "a fleet's ledger is on a server: GOVNEWS_LEDGER=postgresql://"),
        (["-s", "GOVNEWS_LEDGER=postgresql://127.0.0.1:1/news"], "cannot open the ledger postgresql://127.0.0.1:1/news"),
        (["-s", "GOVNEWS_LEDGER=mysql://127.0.0.1/news"], "GOVNEWS_LEDGER: no address as postgresql://USER:PASSWORD@"),
        (["-s", "GOVNEWS_LEDGER=postgresql://me:ge/heim@127.0.0.1/news"], "GOVNEWS_LEDGER: no address as postgresql://USER:"),
        (["-s", "GOVNEWS_LEDGER=postgresql://me:geheim%zz@127.0.0.1/news"], "GOVNEWS_LEDGER: no address as postgresql://"),
        (["-s", "GOVNEWS_LEDGER=postgres:/me:geheim@127.0.0.1/news"], "GOVNEWS_LEDGER: no address as postgresql://USER:"),
        (["-s", "GOVNEWS_LEDGER=postgresql://me:geheim@h@127.0.0.1/news"], "GOVNEWS_LEDGER: no address as postgresql://"),
        (["-s", "GOVNEWS_LEDGER=postgresql://127.0.0.1:1/news", "-s", "GOVNEWS_RHYTHM=foo"], "GOVNEWS_RHYTHM=foo: "),
        (["-s", "GOVNEWS_LEDGER=postgresql://127.0.0.1:1/news", "-s", "GOVNEWS_SITES=/no.toml"], "there is no list of sites"),
        (["-s", "GOVNEWS_PING=nowhere"], "a fleet's ledger is on a server"),
        (["now"], "it takes no arguments"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_line(tmp_path: Path, settings: list[str], words: str) -> None:
    (tmp_path / "sites.toml").write_text(SITES, "utf-8")
    given = ["-s", f"GOVNEWS_OUTPUT={tmp_path}", "-s", f"GOVNEWS_SITES={tmp_path / 'sites.toml'}"]
    done = scrapy("control", *given, *settings)
    assert done.returncode in (2, 8)
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"scrapy control: {words}")
    assert "heim" not in line
