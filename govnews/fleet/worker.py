"""A worker: so many crawls at a time of what the fleet's queue has, each a child of its fork server.

It promises three things. A job is ended by the worker that has it and by no other: before the queue is told what became of a
crawl it is asked whether the job is still this worker's. Where the queue has not heard of the worker for so long that others may
have its jobs, its crawls are killed before that. And a job that the queue says it has, and that it does not do – an answer of the
server was lost – goes back.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, LiteralString

from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.worker import Worker as QueueWorker

from govnews.clock import now
from govnews.crawl.outcome import Outcome
from govnews.fleet.children import ChildEnded, Children
from govnews.fleet.queue import HEARTBEAT, SILENT, TASK, Queue, priority_of_begun
from govnews.fleet.workers import SIGN_OFF, SIGN_ON, own_name
from govnews.ledger.postgresql import in_a_line
from govnews.text import printable

# Between two questions for a job, where there was none; and between two looks at what the queue has of this worker. Seconds.
POLL_SECONDS = 1.0
LOOK_SECONDS = 5.0
# So long after the queue last heard of it a worker kills its crawls: a look before others may have its jobs.
_FENCE_SECONDS = SILENT - 2 * LOOK_SECONDS
# Crawls come to their end in ten seconds; what has not after these is killed.
STOP_SECONDS = 15.0
# Seconds until a job is tried again whose site another run holds; and, twice as many each time, whose crawl came to nothing.
# After some times it is left to the schedule: a job that waits holds up its lane.
_AGAIN, _TRIES = 10, 3
_UNTOLD = "the queue does not answer, and gives its jobs to others in half a minute"
_BY_CODE = {outcome.exit_code: outcome for outcome in Outcome}
# It is the machine, the command or the server that is at fault: of the site nothing is known.
_OURS = frozenset({Outcome.ERROR, Outcome.OUTPUT_FAILED, Outcome.USAGE})
logger = logging.getLogger(__name__)

Crawl = Callable[[str, str], Awaitable[ChildEnded]]
"""Crawls the site of this name, whose entry in the list is this, in a child."""


class WorkerLost(Exception):
    """The queue does not know this worker any more, or has not been heard of for too long."""


class Interrupted(Exception):
    """The crawl was stopped since the worker ends: its job goes back at once."""


class SiteLocked(Exception):
    """Another run of the site is on, as one that lost its worker and not yet its lease."""


class CrawlFailed(Exception):
    """The crawl came to no outcome of its site's: it was killed, or the machine or the server is at fault."""


class _Again(BaseRetryStrategy):
    """Which jobs go back into the queue, and when."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, Interrupted):
            return RetryDecision(priority=priority_of_begun(job))
        if isinstance(exception, SiteLocked):
            return RetryDecision(retry_in={"seconds": _AGAIN})
        if isinstance(exception, CrawlFailed) and job.attempts < _TRIES:
            return RetryDecision(retry_in={"seconds": _AGAIN * 2**job.attempts})
        return None


class Worker:
    """Does the jobs of the queue until it is told to stop."""

    def __init__(self, queue: App, children: Children, crawl: Crawl, slots: int) -> None:
        self._queue, self._children, self._crawl, self._slots = queue, children, crawl, slots
        self._signed_on: int | None = None
        self._jobs: set[int] = set()
        self._heard = time.monotonic()
        self._stopping = asyncio.Event()
        self._lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        queue.task(name=TASK, retry=_Again(), pass_context=True)(self._do)
        self._worker = QueueWorker(
            queue,
            queues=list(Queue),
            concurrency=slots,
            # A connection that listens would end the worker when it breaks, and saves a question a second.
            listen_notify=False,
            fetch_job_polling_interval=POLL_SECONDS,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=SILENT,
            install_signal_handlers=False,
            worker_middleware=[self._counted],
        )

    async def work(self) -> None:
        """Do jobs until a SIGTERM or SIGINT; then crawls are interrupted, and come to their end. A second one kills them.

        Where the queue cannot be told what became of them it is lost, too: it does not wait for a server that is away.

        Raises :exc:`WorkerLost` where it must not go on: its process has to end at once, and its crawls end with it. A job that
        was cancelled would be told to the queue as ended, whoever has it by now.
        """
        doing: asyncio.Task[Any] = asyncio.create_task(self._worker.run())  # type: ignore[no-untyped-call]
        looking: asyncio.Task[Any] = asyncio.create_task(self._look())
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._stop)
        await asyncio.wait({doing, looking, self._lost}, return_when=asyncio.FIRST_COMPLETED)
        if self._lost.done():
            raise WorkerLost(self._lost.result())
        for ended in (looking, doing):
            if ended.done() and (error := ended.exception()) is not None:
                raise WorkerLost(" ".join(f"{type(error).__name__}: {error}".split())) from error
        await self._sign_off()
        looking.cancel()  # before the connections are closed that it uses
        await asyncio.wait({looking})

    def _stop(self) -> None:
        loop = asyncio.get_running_loop()
        if self._stopping.is_set():
            self._children.signal(signal.SIGKILL)
            loop.call_later(LOOK_SECONDS, self._give_up, _UNTOLD)
            return
        self._stopping.set()
        logger.info("Stopping: %d crawls are interrupted", len(self._jobs))
        # No further job; it waits for those that are on.
        self._worker.stop()  # type: ignore[no-untyped-call]
        self._children.signal(signal.SIGTERM)
        loop.call_later(STOP_SECONDS, self._children.signal, signal.SIGKILL)
        loop.call_later(_FENCE_SECONDS, self._give_up, _UNTOLD)

    async def _counted(self, do: Callable[[], Awaitable[Any]], context: JobContext, worker: Any) -> Any:
        """What every job is wrapped in: it is known to be on."""
        assert context.job.id is not None
        self._jobs.add(context.job.id)
        try:
            return await do()
        finally:
            self._jobs.discard(context.job.id)

    async def _do(self, context: JobContext, site: str) -> None:
        """One job: the crawl of a site."""
        job, number = context.job, context.job.worker_id
        assert job.id is not None
        entry = await self._entry(site)
        if entry is None:
            logger.info("%s: paused or not in the list any more", site)
            return
        if self._stopping.is_set():
            raise Interrupted
        begun = time.monotonic()
        ended = await self._crawl(site, entry)
        outcome = _BY_CODE.get(ended.code, Outcome.ERROR)
        interrupted = self._stopping.is_set() and (ended.code < 0 or outcome is Outcome.INCOMPLETE)
        word = (
            "interrupted"
            if interrupted
            else outcome.word
            if ended.code >= 0
            else f"killed by signal {-ended.code}"
        )
        took = time.monotonic() - begun
        # What is the site's trouble has its place in the ledger and in the log of the crawl; what is ours may have none.
        ours = outcome in _OURS and not interrupted
        said = f": {ended.said}" if ours and ended.said else ""
        logger.log(
            logging.WARNING if ours else logging.INFO,
            "%s: %s, %.0f s, %.2f CPU s (worker %s)%s", site, word, took, ended.cpu, number, printable(said),
        )  # fmt: skip
        await self._still_ours(job.id, number)
        if interrupted:
            raise Interrupted
        if outcome is Outcome.LOCKED:
            raise SiteLocked
        if outcome in _OURS:
            raise CrawlFailed(f"{site}: {word}: {ended.said}")

    async def _entry(self, site: str) -> str | None:
        """The site's entry in the list; None where it is not to be crawled any more."""
        rows = await self._ask("SELECT entry FROM site WHERE name = %(site)s AND NOT paused", site=site)
        return str(rows[0]["entry"]) if rows else None

    async def _still_ours(self, job: int, worker: int | None) -> None:
        """Comes back where the job is this worker's; else never: what became of it is another's matter."""
        rows = await self._ask(
            "SELECT FROM procrastinate_jobs WHERE id = %(job)s AND worker_id = %(worker)s AND status = 'doing'",
            job=job,
            worker=worker,
        )
        if not rows:
            self._give_up("its jobs were given to others")
            await asyncio.Event().wait()

    async def _look(self) -> None:
        """See what the queue has of this worker, again and again."""
        strange: set[int] = set()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self._children.check_server()
            if self._stopping.is_set() or (number := self._worker.worker_id) is None:
                continue
            # Where the server is away that is told below, if it is for too long.
            with suppress(ConnectorException, TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    strange = await self._compare(number, strange)
            if time.monotonic() - self._heard > _FENCE_SECONDS:
                self._give_up("the queue has not heard of it for too long")

    async def _compare(self, number: int, before: set[int]) -> set[int]:
        """The jobs that the queue says this worker does, and that it does not; what was so ``before``, too, goes back."""
        asked = time.monotonic()
        known = await self._queue.connector.execute_query_all_async(
            "SELECT extract(epoch FROM now() - last_heartbeat)::float AS silent, array(SELECT job.id FROM procrastinate_jobs job"
            " WHERE job.worker_id = worker.id AND job.status = 'doing') AS jobs"
            " FROM procrastinate_workers worker WHERE id = %(number)s",
            number=number,
        )
        if not known:
            self._give_up("it counts as lost")
            return set()
        self._heard = asked - known[0]["silent"]
        if self._signed_on is None:
            await self._queue.connector.execute_query_async(
                SIGN_ON, number=number, slots=self._slots, **own_name()
            )
            self._signed_on = number
        strange = set(known[0]["jobs"]) - self._jobs
        for job in strange & before:
            logger.warning("Job %d is nobody's: it goes back", job)
            await self._queue.job_manager.retry_job_by_id_async(job, retry_at=now())
        return strange

    async def _sign_off(self) -> None:
        """It ends in good order: nobody need be told. Where the server is away people are."""
        with suppress(ConnectorException):
            if self._signed_on is not None:
                await self._queue.connector.execute_query_async(SIGN_OFF, number=self._signed_on)

    async def _ask(self, query: LiteralString, **values: Any) -> list[dict[str, Any]]:
        """What the queue's server answers, as soon as it does: where it is away for too long the worker is given up elsewhere."""
        while True:
            try:
                return await self._queue.connector.execute_query_all_async(query, **values)
            except ConnectorException as error:
                logger.warning("The queue does not answer: %s", in_a_line(error.__cause__ or error))
                await asyncio.sleep(POLL_SECONDS)

    def _give_up(self, why: str) -> None:
        self._children.signal(signal.SIGKILL)
        if not self._lost.done():
            self._lost.set_result(why)
