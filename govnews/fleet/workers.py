"""Who works in a fleet: each worker signs on; one that is gone without a word is named, to people and in the status."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString

import psycopg

from govnews.fleet.queue import Queue, connect
from govnews.ledger import Server
from govnews.ledger.postgresql import telling

KEEP_LOST = timedelta(days=1)
"""How long a worker that is gone is named."""
SIGN_ON: LiteralString = (
    "INSERT INTO worker (id, machine, process, slots) VALUES (%(number)s, %(machine)s, %(process)s, %(slots)s)"
    " ON CONFLICT DO NOTHING"
)
SIGN_OFF: LiteralString = "DELETE FROM worker WHERE id = %(number)s"
_LOST = (
    "UPDATE worker SET lost_at = now() WHERE lost_at IS NULL"
    " AND NOT EXISTS (SELECT FROM procrastinate_workers AS alive WHERE alive.id = worker.id) RETURNING machine, process"
)
_WORKERS = (
    "SELECT machine, process, slots, lost_at AT TIME ZONE 'UTC', (SELECT count(*) FROM procrastinate_jobs AS job"
    " WHERE worker_id = worker.id AND status = 'doing') FROM worker ORDER BY machine, process"
)
_WAITING = "SELECT queue_name, count(*) FROM procrastinate_jobs WHERE status = 'todo' GROUP BY queue_name"


def own_name() -> dict[str, Any]:
    """This process as a worker signs on: its machine's name and its number there."""
    return {"machine": socket.gethostname(), "process": os.getpid()}


@dataclass(frozen=True, slots=True)
class Working:
    """A worker that has signed on, and not off."""

    machine: str
    process: int
    slots: int
    lost_at: datetime | None
    """When it was found to be gone, in UTC; None: it is there, or was half a minute ago."""
    crawls: int
    """Those that it has on, as far as the queue knows."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """How a fleet is doing at a moment."""

    workers: list[Working]
    waiting: dict[Queue, int]
    """Jobs that wait, by queue."""

    def lines(self) -> list[str]:
        """The same for people.

        >>> fleet = Fleet([Working("a", 7, 4, None, 3), Working("b", 9, 4, datetime(2026, 11, 27, 20, 31), 0)], {Queue.CRAWL: 2})
        >>> print(*fleet.lines(), sep="\\n")
        fleet: 1 worker with 4 slots, 3 crawls on; 2 sites wait, 0 of them for their first crawl
        fleet: the worker of b (process 9) is gone since 2026-11-27 20:31 UTC; its sites are others' now
        """
        there = [one for one in self.workers if one.lost_at is None]
        first, slots = self.waiting.get(Queue.FIRST, 0), sum(one.slots for one in there)
        workers = f"{len(there)} worker{'s' if len(there) != 1 else ''} with {slots} slots"
        on, wait = sum(one.crawls for one in there), sum(self.waiting.values())
        lines = [
            f"fleet: {workers}, {on} crawls on; {wait} sites wait, {first} of them for their first crawl"
        ]
        for one in self.workers:
            if one.lost_at is not None:
                since = f"{one.lost_at:%Y-%m-%d %H:%M} UTC"
                lines.append(
                    f"fleet: the worker of {one.machine} (process {one.process}) is gone since {since}; its sites are others' now"
                )
        return lines


def newly_lost(connection: psycopg.Connection[Any]) -> list[str]:
    """The workers that are gone without having signed off, and were not named yet: each by machine and process."""
    connection.execute("DELETE FROM worker WHERE lost_at < now() - %s", (KEEP_LOST,))
    rows = connection.execute(_LOST).fetchall()
    return [f"{machine} (process {process})" for machine, process in rows]


def fleet_on(server: Server) -> Fleet | None:
    """The fleet that works on the server's queue; None where there is none. Raises :exc:`LedgerNotWritable`."""
    with telling(server, "read the queue beside"), connect(server) as connection:
        if connection.execute("SELECT to_regclass('govnews_fleet.worker')").fetchone() == (None,):
            return None
        workers = [Working(*row) for row in connection.execute(_WORKERS).fetchall()]
        waiting = {Queue(name): number for name, number in connection.execute(_WAITING).fetchall()}
    return Fleet(workers, waiting)
