"""The queue of crawls: Procrastinate's, in the schema ``govnews_fleet`` of the ledger's database.

A job is the crawl of one site. Its ``lock`` is the site's lane, of which one job runs at a time, its ``queueing_lock`` the site,
of which one job waits at most: both are constraints of the database.
"""

from __future__ import annotations

import logging
from enum import StrEnum
from importlib.resources import files
from typing import Any

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Job
from procrastinate.schema import SchemaManager

from govnews.ledger import Server
from govnews.ledger.postgresql import PostgresDatabase, conninfo, lock_key, telling

HEARTBEAT = 10.0
"""Seconds between two signs of life of a worker."""
SILENT = 30.0
"""Seconds without one after which its jobs are given to others."""
TASK = "crawl"
SCHEMA = "govnews_fleet"
AHEAD = 1_000_000
"""Priority of a job that was begun: more than any that waits for its beginning has."""
_TIMES_AHEAD = 3


class Queue(StrEnum):
    """Where a crawl waits. Whoever takes jobs takes those of :attr:`CRAWL` first, since they have the higher priority."""

    CRAWL = "crawl"
    """Of a site that was crawled before: a matter of seconds or minutes."""
    FIRST = "first"
    """Of one that never was: hours, for all that its lists show."""


def priority_of_begun(job: Job) -> int:
    """The priority of a job that goes back since its worker ends or is lost: what was begun goes on before others begin.

    Not for ever: it may be this crawl that takes its workers with it.

    >>> common = {"id": 1, "queue": "first", "lock": None, "queueing_lock": None, "task_name": TASK}
    >>> priority_of_begun(Job(**common, attempts=0)) == AHEAD, priority_of_begun(Job(**common, attempts=3))
    (True, 0)
    """
    return AHEAD if job.attempts < _TIMES_AHEAD else 0


def app_of(server: Server, *, connections: int) -> App:
    """The queue on ``server``, with a pool of so many connections at most; to be opened and closed by its user."""
    return App(connector=PsycopgConnector(conninfo=_conninfo(server), min_size=1, max_size=connections))


def connect(server: Server) -> psycopg.Connection[Any]:
    """A connection that sees the queue's tables, each statement a transaction of its own. Raises psycopg.Error."""
    return psycopg.connect(_conninfo(server), autocommit=True)


def _conninfo(server: Server) -> str:
    return conninfo(server, {"search_path": SCHEMA})


def say_nothing() -> None:
    """Let Procrastinate and its pool log nothing: what becomes of a job, and that the server is away, is said once, by us."""
    for name in ("procrastinate", "psycopg.pool"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def install(server: Server) -> None:
    """Make the tables of ledger and queue where there are none yet. Raises :exc:`LedgerNotWritable` where they cannot be made."""
    PostgresDatabase.open(server).close()  # the ledger's tables, which tell what is due
    with telling(server, "make the queue beside"), connect(server) as connection:
        # Another process may be about to do the same. Its tables are seen by a transaction that begins after it has ended.
        connection.execute("SELECT pg_advisory_lock(%s)", (lock_key(SCHEMA),))
        with connection.transaction():
            if connection.execute("SELECT to_regclass('govnews_fleet.site')").fetchone() == (None,):
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                connection.execute(SchemaManager.get_schema())
                connection.execute((files("govnews.fleet") / "fleet.sql").read_bytes())
