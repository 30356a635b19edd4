"""What keeps a fleet going: it queues what is due, and gives the jobs of lost machines to others.

Any number may run, wherever: one leads, which is a lock on its connection, and the next one takes over when that is gone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job

from govnews.clock import utc_now
from govnews.crawl.sites import Site
from govnews.fleet.queue import SILENT, app_of, connect, install, priority_of_begun
from govnews.fleet.schedule import Listed, dispatch, synchronise
from govnews.fleet.workers import newly_lost
from govnews.ledger import Server
from govnews.ledger.postgresql import end_holder, in_a_line, lease_key, lock_key

logger = logging.getLogger(__name__)

TICK = 10.0
"""Seconds between two looks at what is due and at who is gone."""
TELL_EVERY = 60.0
"""Seconds between two looks at what people and monitoring are to be told."""
FROZEN = 30.0
"""Seconds after which one that leads and has asked the server nothing is not waited for any more."""
KEEP_JOBS = timedelta(days=7)
"""How long jobs that have ended are kept, for whoever asks when a site was crawled by whom."""
_LEADS = lock_key("govnews control")  # whose lock is that of who leads
_AGAIN = 5.0  # seconds until the server is asked again that did not answer
_LOCKED = 20.0  # seconds after which a lock of somebody else's is not waited for any more


@dataclass(frozen=True, slots=True)
class Watch:
    """What control asks for and tells, each time anew."""

    sites: Callable[[], Mapping[str, Site]]
    """The list of sites by name: another object where it has changed."""
    tell: Callable[[int], None]
    """Tells people what has changed, and monitoring how things are; is given how many articles came since the last time."""
    lost: Callable[[list[str]], None]
    """Tells people of workers that are gone without a word, each by machine and process."""


async def control(server: Server, watch: Watch, stop: asyncio.Event) -> None:
    """Keep the fleet going until ``stop`` is set, also where the server is away for a while.

    Raises :exc:`LedgerNotWritable` where the server cannot be used when it begins.
    """
    await asyncio.to_thread(install, server)
    while not stop.is_set():
        try:
            app = app_of(server, connections=2)
            async with app.open_async():
                with connect(server) as connection:
                    # What another session has locked for long (by hand, say) counts as away: nothing else is done meanwhile.
                    connection.execute("SELECT set_config('lock_timeout', %s, false)", (f"{_LOCKED:g}s",))
                    await _Leader(app, connection, watch).lead(stop)
        except (psycopg.Error, ConnectorException) as error:
            logger.warning("The ledger's server %s is away: %s", server, in_a_line(error.__cause__ or error))
            await _wait(stop, _AGAIN)


class _Leader:
    """One connection to the server, from its beginning to its loss."""

    def __init__(self, app: App, connection: psycopg.Connection[Any], watch: Watch) -> None:
        self._app, self._connection, self._watch = app, connection, watch
        self._leads = self._waits = False
        self._told_at = float("-inf")
        self._telling: set[asyncio.Task[None]] = set()
        self._last_version: int | None = None
        self._sites: Mapping[str, Site] | None = None

    async def lead(self, stop: asyncio.Event) -> None:
        """Look every :data:`TICK` until ``stop`` is set. Raises what the database raises."""
        while not stop.is_set():
            if not self._leads:
                self._leads = self._value("SELECT pg_try_advisory_lock(%s)", _LEADS)
                if self._leads:
                    logger.info("This control leads")
                elif not self._waits:
                    self._waits = True
                    logger.info("Another control leads; this one takes over when it is lost")
                elif end_holder(self._connection, _LEADS, silent=FROZEN):
                    logger.warning("The control that led stands still: its session is ended")
            if self._leads:
                await self._tick()
            await _wait(stop, TICK)

    async def _tick(self) -> None:
        if (sites := self._watch.sites()) is not self._sites:
            synchronise(self._connection, map(Listed.of, sites.values()))
            self._sites = sites
        for job in await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
            await self._give_back(job)
        await self._app.job_manager.prune_stalled_workers(SILENT)
        if lost := newly_lost(self._connection):
            logger.warning("Gone without a word: the worker of %s", ", of ".join(lost))
            self._later(self._watch.lost, lost)
        if queued := dispatch(self._connection, now=utc_now()):
            logger.info("Queued %d sites", queued)
        clock = asyncio.get_running_loop().time()
        if clock - self._told_at >= TELL_EVERY:
            self._told_at = clock
            await self._app.job_manager.delete_old_jobs(
                nb_hours=KEEP_JOBS // timedelta(hours=1),
                include_failed=True,
                include_cancelled=True,
                include_aborted=True,
            )
            if not self._telling:
                self._later(self._watch.tell, self._new_articles())

    def _later(self, tell: Callable[[Any], None], what: Any) -> None:
        """Tell it beside the ticks: of tens of thousands of sites that takes its time, and what is due does not wait for it."""
        telling = asyncio.create_task(asyncio.to_thread(tell, what))
        self._telling.add(telling)
        telling.add_done_callback(self._told)

    def _told(self, telling: asyncio.Task[None]) -> None:
        self._telling.discard(telling)
        if not telling.cancelled() and (error := telling.exception()) is not None:
            logger.error("People were not told", exc_info=error)

    async def _give_back(self, job: Job) -> None:
        """Let another worker have the job of one that is gone. Who still holds its site, and stands still, is ended."""
        site = job.task_kwargs["site"]
        ended = end_holder(self._connection, lease_key(str(site)))
        logger.warning(
            "The worker that crawled %s is gone%s: another one crawls it",
            site,
            ", its run is ended" if ended else "",
        )
        await self._app.job_manager.retry_job(job, priority=priority_of_begun(job))

    def _new_articles(self) -> int:
        """How many articles were recorded since this was asked last; 0 at first."""
        last, self._last_version = (
            self._last_version,
            self._value("SELECT coalesce(max(id), 0) FROM govnews.version"),
        )
        if last is None:
            return 0
        return int(self._value("SELECT count(*) FROM govnews.version WHERE version = 1 AND id > %s", last))

    def _value(self, sql: str, *values: object) -> Any:
        row = self._connection.execute(sql, values).fetchone()
        assert row is not None
        return row[0]


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
