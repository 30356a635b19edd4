"""A whole fleet on this machine: a PostgreSQL server, controls, workers, and sites that count who asks them at once."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import psycopg

from govnews.clock import now, utc_now
from govnews.crawl.sites import Site, as_toml, read_sites
from govnews.demo.server import ReplicaServer, Reply, Request
from govnews.fleet.queue import SCHEMA, install
from govnews.fleet.schedule import Listed, synchronise
from govnews.ledger import Server
from tests.crawling import environment, records
from tests.fleet.line import Line
from tests.honesty.pagers import Queried
from tests.honesty.site import FIRST_DAY, Column, CountySite
from tests.places import PROJECT
from tests.postgresql import Cluster, database_of

# Seconds of each answer: so long two connections to a host at once would be seen.
ANSWER_SECONDS = 0.05
ARTICLES = 24  # of each column
# A polite crawl in small.
PACE = [
    "-s",
    "DOWNLOAD_DELAY=0.2",
    "-s",
    "AUTOTHROTTLE_ENABLED=False",
    "-s",
    "GOVNEWS_RHYTHM=1m",
    "-s",
    "GOVNEWS_ARCHIVE=off",
]
COLUMNS = ("青石要闻", "部门动态")


class CountingSite(CountySite):
    """A site that counts how many requests it answers at a time."""

    def __init__(self, *columns: Column, host: str) -> None:
        super().__init__(*columns, host=host)
        self._counting = threading.Lock()
        self._at_once = 0
        self.together = 0
        """Requests that came while another one was being answered."""

    def respond(self, request: Request) -> Reply:
        with self._counting:
            self._at_once += 1
            self.together += self._at_once > 1
        time.sleep(ANSWER_SECONDS)
        try:
            with self._counting:
                return super().respond(request)
        finally:
            with self._counting:
                self._at_once -= 1

    def add_news(self) -> None:
        """An article more, in each column."""
        with self._counting:
            for column in self.columns:
                self.publish(column, (now().date() - FIRST_DAY).days)


@dataclass
class Result:
    """What a play of a fleet came to."""

    sites: int
    runs: int = 0
    articles: int = 0
    lost: int = 0
    twice: int = 0
    together: int = 0
    """Requests to a host while another one was on."""
    overlaps: int = 0
    """Lanes that looks at the server found two jobs of at once."""
    did: Counter[str] = field(default_factory=Counter)
    """What was done to the fleet."""
    back: list[float] = field(default_factory=list)
    """Seconds from the loss of a worker until each of its jobs was in the queue again."""
    again: list[float] = field(default_factory=list)
    """And until it was begun again, which takes a worker that has a free place."""

    @property
    def good(self) -> bool:
        """Whether all is as promised."""
        return (
            not (self.lost or self.twice or self.together or self.overlaps)
            and max(self.back, default=0.0) <= 60
        )

    def __str__(self) -> str:
        did = ", ".join(f"{count} × {what}" for what, count in sorted(self.did.items()))
        back, again = (max(waits, default=0.0) for waits in (self.back, self.again))
        return (
            f"{self.sites} sites, {self.runs} runs, {self.articles} articles; {did or 'left alone'}\n"
            f"lost {self.lost}, twice {self.twice}; requests to a host at once {self.together}, jobs of a lane at once "
            f"{self.overlaps}\n{len(self.back)} jobs of lost workers: back in the queue after {back:.0f} s at most, "
            f"begun again after {again:.0f} s, {sum(wait > 60 for wait in self.again)} of them after more than 60 s"
        )


class Fleet:
    """The fleet, while the ``with`` block lasts: ``hosts`` hosts, every third of them with two sites."""

    def __init__(
        self, cluster: Cluster, folder: Path, *, hosts: int, workers: int, slots: int, controls: int
    ) -> None:
        self.cluster, self.folder, self.output = cluster, folder, folder / "output"
        self.server = Server(cluster.new_database())
        self._slots = slots
        self._wanted = {
            **{f"worker {n}": "worker" for n in range(workers)},
            **{f"control {n}": "control" for n in range(controls)},
        }
        self.lines = {name: Line(cluster.port) for name in self._wanted}
        """The network between each of them and the server."""
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.hosts: list[CountingSite] = []
        self.sites: dict[str, tuple[CountingSite, Column | None]] = {}
        for number in range(hosts):
            columns = [Column(name, f"/xw/list.jsp?lm={at}", Queried()) for at, name in enumerate(COLUMNS, 3)]
            host = CountingSite(*columns, host=f"www.town{number}.example.com")
            for column in columns:
                host.fill(column, ARTICLES, newest=(now().date() - FIRST_DAY).days - 1)
            self.hosts.append(host)
            if number % 3:
                self.sites[f"town{number}"] = host, None
            else:
                self.sites |= {f"town{number}-{at}": (host, column) for at, column in enumerate(columns)}
        listed = [
            Site(name=name, home=host.home, columns=(column.name,) if column else ())
            for name, (host, column) in self.sites.items()
        ]
        self.list = folder / "sites.toml"
        self.list.write_text("".join(map(as_toml, listed)), "utf-8")
        self.replica = ReplicaServer({host.host: host for host in self.hosts})

    def __enter__(self) -> Self:
        install(self.server)
        self._lasting = contextlib.ExitStack()
        self._lasting.enter_context(self.replica)
        for name, line in self.lines.items():
            self._lasting.enter_context(line)
            self.start(name)
        return self

    def __exit__(self, *error: Any) -> None:
        for process in self.processes.values():
            process.kill()
        for process in self.processes.values():
            process.wait()
        self._lasting.close()

    def start(self, name: str) -> None:
        """Start a worker or control, as a service manager does."""
        kind = self._wanted[name]
        ledger = self.cluster.uri(database_of(self.server.uri), port=self.lines[name].port)
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "scrapy", kind, *(["--slots", str(self._slots)] if kind == "worker" else []),
                 "-s", f"GOVNEWS_LEDGER={ledger}", "-s", f"GOVNEWS_OUTPUT={self.output}",
                 "-s", f"GOVNEWS_SITES={self.list}", *PACE],
                cwd=PROJECT, env=environment(self.replica.url), stdout=log, stderr=log,
            )  # fmt: skip

    def restart_ended(self) -> None:
        """Start again whatever has ended."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                self.start(name)

    def log(self, name: str) -> str:
        """What a worker or control has logged."""
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")

    def of_kind(self, kind: str) -> list[str]:
        """The names of all workers, or controls."""
        return [name for name, its in self._wanted.items() if its == kind]

    @contextlib.contextmanager
    def connected(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection to the queue."""
        with psycopg.connect(
            self.server.uri, options=f"-c search_path={SCHEMA}", autocommit=True
        ) as connection:
            yield connection

    def ask(self, query: str, *values: Any) -> list[Any]:
        """What the queue's server answers."""
        with self.connected() as connection:
            return connection.execute(query.encode(), values).fetchall()

    def children(self) -> dict[int, str]:
        """The crawls that are on, by their processes, each with the name of its worker."""
        return {
            child: name
            for name in self.of_kind("worker")
            for server in _children_of(self.processes[name].pid)
            for child in _children_of(server)
        }

    def jobs_of(self, name: str) -> list[str]:
        """The sites that a worker crawls."""
        return [site for child, its in self.children().items() if its == name and (site := site_of(child))]

    def runs(self) -> int:
        """Runs that began."""
        return int(self.ask("SELECT count(*) FROM govnews.run")[0][0])

    def wait(self, query: str, seconds: float, *values: Any) -> None:
        """Wait until the first column that the server answers is true."""
        until = time.monotonic() + seconds
        while not self.ask(query, *values)[0][0]:
            assert time.monotonic() < until, "".join(self.log(name)[-1500:] for name in self._wanted)
            self.restart_ended()
            time.sleep(0.5)

    def finish(self, seconds: float) -> None:
        """Have every site crawled once more, and wait for that."""
        begun = utc_now()
        self.ask("UPDATE govnews.site SET due_at = %s RETURNING site", begun)
        self.forget_queued()
        self.wait(
            "SELECT count(DISTINCT site) = %s FROM govnews.run WHERE outcome = 'ok' AND started_at >= %s",
            seconds, len(self.sites), begun,
        )  # fmt: skip

    def start_listing(self) -> None:
        """Put the list into the database, where there is no control that does."""
        with self.connected() as connection:
            synchronise(connection, map(Listed.of, read_sites(self.list).sites.values()))

    def queue_all(self) -> None:
        """Queue every site that neither waits nor runs, due or not, paused or not."""
        self.ask(
            "SELECT procrastinate_defer_jobs_v1(array_agg(ROW('crawl', 'crawl', 0, lane, name, jsonb_build_object('site', name),"
            " NULL)::procrastinate_job_to_defer_v1)) FROM site WHERE NOT EXISTS (SELECT FROM procrastinate_jobs"
            " WHERE queueing_lock = name AND status IN ('todo', 'doing'))"
        )

    def forget_queued(self) -> None:
        """Let control queue a site at once that it has queued in the last minutes."""
        self.ask("UPDATE site SET queued_at = NULL WHERE queued_at IS NOT NULL RETURNING name")

    def count(self, result: Result) -> None:
        """Hold what is published against what the sites have."""
        result.runs = self.runs()
        result.together = sum(host.together for host in self.hosts)
        for name, (host, column) in self.sites.items():
            stories = host.stories() if column is None else column.stories
            there, found = (
                {host.url(story) for story in stories},
                Counter(one["url"] for one in records(self.output, name)),
            )
            result.articles += len(there)
            result.lost += len(there - found.keys())
            result.twice += sum(found.values()) - len(found)


class Chaos:
    """Does harm to a fleet by chance, and looks meanwhile whether anything runs twice."""

    def __init__(self, fleet: Fleet, seed: int) -> None:
        self.fleet, self.chance = fleet, random.Random(seed)
        self.result = Result(len(fleet.sites))
        self._lost: list[tuple[int, float]] = []

    def play(self, seconds: float, *, every: float) -> None:
        """Harm for so long, about once in ``every`` seconds; sites get news meanwhile."""
        until, harm = time.monotonic() + seconds, time.monotonic() + every
        while time.monotonic() < until:
            self.fleet.restart_ended()
            with contextlib.suppress(psycopg.OperationalError):  # it was shut down
                self._look()
            if time.monotonic() > harm:
                with contextlib.suppress(psycopg.OperationalError):
                    self._harm()
                harm = time.monotonic() + every * self.chance.uniform(0.5, 1.5)
            if self.chance.random() < 0.2:
                self.chance.choice(self.fleet.hosts).add_news()
            time.sleep(0.5)

    def _look(self) -> None:
        """A row for each lane with two jobs: the database should not let that be. What was queued may be so again."""
        self.fleet.forget_queued()
        rows = self.fleet.ask(
            "SELECT lock FROM procrastinate_jobs WHERE status = 'doing' GROUP BY lock HAVING count(*) > 1"
        )
        self.result.overlaps += len(rows)

    def _harm(self) -> None:
        what = self.chance.choices(list(_HARMS), [weight for weight, _ in _HARMS.values()])[0]
        _HARMS[what][1](self)
        self.result.did[what] += 1

    def kill_worker(self) -> None:
        """A machine is lost: the worker, and its children by the kernel."""
        name = self._busy_worker()
        had = self.fleet.jobs_of(name)
        self.fleet.processes[name].kill()
        self.fleet.processes[name].wait()
        self._note_lost(had)

    def cut_off_worker(self) -> None:
        """The network of a machine is away for so long that others have its jobs."""
        name = self._busy_worker()
        had = self.fleet.jobs_of(name)
        self.fleet.lines[name].fall_silent(_LONG_SILENCE)
        self._note_lost(had)

    def silence(self) -> None:
        """The network of a worker or control carries nothing for some seconds, and then all of it, late."""
        self._any_line().fall_silent(self.chance.uniform(1, 15))

    def cut(self) -> None:
        """All connections of a worker and its crawls, or of a control, are reset."""
        self._any_line().cut()

    def _any_line(self) -> Line:
        return self.fleet.lines[self.chance.choice([self._busy_worker(), *self.fleet.of_kind("control")])]

    def _note_lost(self, had: list[str]) -> None:
        """A machine is lost that has these sites' jobs."""
        rows = self.fleet.ask(
            "SELECT id, extract(epoch FROM now())::float FROM procrastinate_jobs"
            " WHERE status = 'doing' AND queueing_lock = ANY(%s)",
            had,
        )
        self._lost += [(job, moment) for job, moment in rows]

    def stop_worker(self) -> None:
        """A worker is told to stop."""
        self.fleet.processes[self._busy_worker()].terminate()

    def _busy_worker(self) -> str:
        """One that crawls, where any does: the loss of another is no loss."""
        return self.chance.choice(sorted({*self.fleet.children().values()}) or self.fleet.of_kind("worker"))

    def kill_control(self) -> None:
        """A control is lost."""
        self.fleet.processes[self.chance.choice(self.fleet.of_kind("control"))].kill()

    def kill_child(self) -> None:
        """A crawl is killed."""
        self._signal_child(signal.SIGKILL)

    def freeze_child(self) -> None:
        """A crawl stands still."""
        self._signal_child(signal.SIGSTOP)

    def _signal_child(self, number: signal.Signals) -> None:
        if children := sorted(self.fleet.children()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.chance.choice(children), number)

    def shut_database(self) -> None:
        """The server is gone at once, and comes back."""
        self.fleet.cluster.stop()
        time.sleep(self.chance.uniform(0, 3))
        self.fleet.cluster.start()

    def after_losses(self, event: str) -> list[float]:
        """Seconds from each loss of a worker to the next ``event`` of each job that it had."""
        waits = []
        for job, moment in self._lost:
            ((at,),) = self.fleet.ask(
                "SELECT extract(epoch FROM min(at))::float FROM procrastinate_events"
                " WHERE job_id = %s AND type = %s::procrastinate_job_event_type AND at > to_timestamp(%s)",
                job, event, moment,
            )  # fmt: skip
            waits.append(at - moment if at else float("inf"))
        return waits


_LONG_SILENCE = 60.0  # seconds
# Each harm with how often it comes, in parts.
_HARMS = {
    "worker killed": (4, Chaos.kill_worker),
    "worker stopped": (2, Chaos.stop_worker),
    "control killed": (2, Chaos.kill_control),
    "crawl killed": (4, Chaos.kill_child),
    "crawl frozen": (2, Chaos.freeze_child),
    "database shut down at once": (2, Chaos.shut_database),
    "connections cut": (2, Chaos.cut),
    "network away for seconds": (2, Chaos.silence),
    "network away for a minute": (2, Chaos.cut_off_worker),
}


def site_of(crawl: int) -> str | None:
    """The site that a process crawls, by the lock that it holds; None where it has begun none."""
    with contextlib.suppress(OSError):
        for one in Path(f"/proc/{crawl}/fd").iterdir():
            with contextlib.suppress(OSError):
                if (path := one.readlink()).name == ".lock":
                    return path.parent.name
    return None


def _children_of(process: int) -> list[int]:
    try:
        told = Path(f"/proc/{process}/task/{process}/children").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(one) for one in told.split()]


def play(
    cluster: Cluster,
    folder: Path,
    *,
    hosts: int,
    minutes: float,
    every: float,
    seed: int,
    workers: int = 3,
    slots: int = 4,
) -> Result:
    """A fleet with two controls, harmed for so many minutes and then left alone until all is crawled."""
    with Fleet(cluster, folder, hosts=hosts, workers=workers, slots=slots, controls=2) as fleet:
        fleet.wait("SELECT count(*) = %s FROM site", 120, len(fleet.sites))
        chaos = Chaos(fleet, seed)
        chaos.play(minutes * 60, every=every)
        fleet.finish(60 + 20 * hosts)
        chaos.result.back = chaos.after_losses("deferred_for_retry")
        chaos.result.again = chaos.after_losses("started")
        fleet.count(chaos.result)
        return chaos.result
