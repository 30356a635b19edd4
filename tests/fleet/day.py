"""A day of a whole country's fleet on a clock that jumps: is every site's crawl begun soon enough after it is due?

::

    python -m tests.fleet.day --sites 33000 --hours 24 --workers 3 --slots 16 --seed 1

The server, the tables, what is due, the queue and its locks are the real ones; crawls are sleeps. Every county has a host that is
crawled every two hours, and on the same one ten departments, each once a day.
"""

from __future__ import annotations

import argparse
import asyncio
import heapq
import math
import random
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from statistics import median
from typing import Any

import psycopg
from procrastinate import App
from procrastinate.jobs import Job, Status

from govnews.clock import utc
from govnews.crawl.rhythm import jittered
from govnews.fleet.control import TICK
from govnews.fleet.queue import Queue, app_of, connect, install
from govnews.fleet.schedule import Listed, dispatch, synchronise
from govnews.fleet.worker import POLL_SECONDS
from govnews.ledger import Server
from tests.postgresql import running_cluster

BEGINNING = datetime.fromisoformat("2026-11-27T00:00:00+08:00")
DEPARTMENTS = 10  # of a county
COUNTY, DEPARTMENT = timedelta(hours=2), timedelta(days=1)
# A crawl takes 20 s on average: most a few, some minutes.
_MIDDLE, _SPREAD = 12.0, 1.0


@dataclass
class Lateness:
    """How long after it was due each crawl began."""

    waits: list[float] = field(default_factory=list)
    """Seconds."""
    shares: list[float] = field(default_factory=list)
    """The same in parts of the site's rhythm."""
    ticks: list[float] = field(default_factory=list)
    """Seconds that each look at what is due took."""
    fetches: list[float] = field(default_factory=list)
    """Seconds that each question for a job took."""
    busiest: int = 0
    """Crawls at once."""
    unbegun: int = 0
    """Sites that were due when the day ended for longer than a tenth of their rhythm."""

    @property
    def good(self) -> bool:
        """Whether none began later than by a tenth of its rhythm."""
        return not self.unbegun and max(self.shares, default=0.0) <= 0.1

    def __str__(self) -> str:
        return (
            f"{len(self.waits)} crawls, {self.busiest} at once at most\n"
            f"begun after they were due: {_told(self.waits, 1, 's')}; at most {max(self.shares):.1%} of the site's rhythm; "
            f"{self.unbegun} not begun\n"
            f"a look at what is due: {_told(self.ticks, 1000, 'ms')}; a job taken: {_told(self.fetches, 1000, 'ms')}"
        )


def _told(values: list[float], factor: float, unit: str) -> str:
    of_hundred = sorted(values)[math.ceil(len(values) * 0.99) - 1]
    middle, most = median(values), max(values)
    return f"{middle * factor:.1f} {unit} in the middle, {of_hundred * factor:.1f} of 99 %, {most * factor:.1f} at most"


class Day:
    """Some hours of a fleet of so many sites and of workers with so many slots."""

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        queue: App,
        *,
        sites: int,
        workers: int,
        slots: int,
        seed: int,
    ) -> None:
        self._connection, self._queue, self._chance = connection, queue, random.Random(seed)
        self._places = dict.fromkeys(range(workers), slots)
        self._rhythm = {
            f"site{number}": DEPARTMENT if number % (DEPARTMENTS + 1) else COUNTY for number in range(sites)
        }
        self._due: dict[str, datetime] = {}
        self._on: list[tuple[float, int, int, Job]] = []
        self._order = count()
        self._waiting = 0
        self.lateness = Lateness()

    async def live(self, hours: float) -> None:
        """Play it."""
        await asyncio.to_thread(self._prepare)
        manager = self._queue.job_manager
        ids = {number: await manager.register_worker() for number in self._places}
        for second in range(0, round(hours * 3600), round(POLL_SECONDS)):
            moment = BEGINNING + timedelta(seconds=second)
            if second % TICK == 0:
                begun = time.perf_counter()
                self._waiting += dispatch(self._connection, now=utc(moment))
                self.lateness.ticks.append(time.perf_counter() - begun)
            if second % 600 == 0:  # what autovacuum does, for which a day has more time
                self._connection.execute("VACUUM ANALYZE procrastinate_jobs, govnews.site, site")
            while self._on and self._on[0][0] <= second:
                await self._end(moment)
            for worker, number in ids.items():
                await self._take(worker, number, second)
        end = BEGINNING + timedelta(hours=hours)
        on = {site_of(job) for *_, job in self._on}
        self.lateness.unbegun = sum(
            (end - due) / self._rhythm[site] > 0.1 for site, due in self._due.items() if site not in on
        )

    def _prepare(self) -> None:
        """A fleet that has been at it for long: what is due is spread over each rhythm."""
        self._due = {
            site: BEGINNING + timedelta(seconds=self._chance.randrange(round(rhythm.total_seconds())))
            for site, rhythm in self._rhythm.items()
        }
        listed = [
            Listed(site, f"host{number // (DEPARTMENTS + 1)}") for number, site in enumerate(self._rhythm)
        ]
        synchronise(self._connection, listed)
        with self._connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO govnews.site (site, seconds, due_at) VALUES (%s, %s, %s)",
                [
                    (site, round(self._rhythm[site].total_seconds()), utc(due))
                    for site, due in self._due.items()
                ],
            )
        self._connection.execute("ANALYZE")

    async def _take(self, worker: int, number: int, second: int) -> None:
        """What a worker begins that has free places."""
        while self._waiting and self._places[worker]:
            begun = time.perf_counter()
            job = await self._queue.job_manager.fetch_job(list(Queue), number)
            self.lateness.fetches.append(time.perf_counter() - begun)
            if job is None:  # those that wait are of lanes that are taken
                return
            self._waiting -= 1
            self._places[worker] -= 1
            late = (BEGINNING + timedelta(seconds=second) - self._due[site_of(job)]).total_seconds()
            self.lateness.waits.append(late)
            self.lateness.shares.append(late / self._rhythm[site_of(job)].total_seconds())
            takes = self._chance.lognormvariate(math.log(_MIDDLE), _SPREAD)
            heapq.heappush(self._on, (second + takes, next(self._order), worker, job))
            self.lateness.busiest = max(self.lateness.busiest, len(self._on))

    async def _end(self, moment: datetime) -> None:
        """The crawl that ends next says when its site is due again, as a run does, and gives its place back."""
        _, _, worker, job = heapq.heappop(self._on)
        site = site_of(job)
        due = self._due[site] = moment + jittered(self._rhythm[site], f"{site} {moment}")
        self._connection.execute("UPDATE govnews.site SET due_at = %s WHERE site = %s", (utc(due), site))
        await self._queue.job_manager.finish_job(job, Status.SUCCEEDED, delete_job=False)
        self._places[worker] += 1


def site_of(job: Job) -> str:
    """The site that a job crawls."""
    return str(job.task_kwargs["site"])


async def play(server: Server, *, sites: int, hours: float, workers: int, slots: int, seed: int) -> Lateness:
    """The lateness of a day."""
    await asyncio.to_thread(install, server)
    async with app_of(server, connections=2).open_async() as queue:
        with connect(server) as connection:
            day = Day(connection, queue, sites=sites, workers=workers, slots=slots, seed=seed)
            await day.live(hours)
            return day.lateness


def main() -> int:
    """Play, and print the figures; 1 where a site was late."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sites", type=int, default=33_000)
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--slots", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with running_cluster() as cluster:
        lateness = asyncio.run(play(Server(cluster.new_database()), **vars(options)))
    print(lateness)
    return int(not lateness.good)


if __name__ == "__main__":
    sys.exit(main())
