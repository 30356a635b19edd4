"""Which sites there are, and which of them are put into the queue: those that are due, and no more than can wait.

When a site is due is said by its last run, by its rhythm, in the ledger. The future is never queued: a job that waits for its
moment would hold its lane's place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

import psycopg

from govnews.crawl.sites import Site, as_toml
from govnews.fleet.queue import TASK, Queue

MOST_WAITING = {Queue.CRAWL: 1000, Queue.FIRST: 100}
"""Jobs of each queue that wait at most: with thousands more the next one takes long to find."""
QUEUED_APART = timedelta(minutes=5)
"""A site is queued again no sooner, whatever became of its job: one whose crawl does not even begin stays due."""
_KNOWN_FIRST = 1  # what a crawl's priority has more than a first one's
_STEP = 2  # how much priority of a job is one of a site

_SYNCHRONISE = """
WITH listed AS (
    SELECT * FROM unnest(%(names)s::text[], %(lanes)s::text[], %(priorities)s::int[], %(paused)s::bool[], %(entries)s::text[])
        AS listed (name, lane, priority, paused, entry)
), gone AS (
    DELETE FROM site WHERE name NOT IN (SELECT name FROM listed)
)
INSERT INTO site (name, lane, priority, paused, entry) SELECT * FROM listed
ON CONFLICT (name) DO UPDATE
    SET lane = excluded.lane, priority = excluded.priority, paused = excluded.paused, entry = excluded.entry
    WHERE (site.lane, site.priority, site.paused, site.entry)
        != (excluded.lane, excluded.priority, excluded.paused, excluded.entry)
"""
_NOTE_BEGUN = "UPDATE site SET begun = true FROM govnews.site AS known WHERE NOT begun AND known.site = name"
# One statement, so that what it chooses is queued, or it is not. Never crawled comes last; of the others that which is overdue
# by the largest part of its rhythm comes first.
_DISPATCH = """
WITH known AS (
    SELECT name, lane, site.priority, 'crawl' AS queue, queued_at,
        extract(epoch FROM %(moment)s - due_at::timestamptz) / greatest(seconds, 1) AS overdue
    FROM govnews.site AS known JOIN site ON name = known.site WHERE due_at <= %(now)s AND NOT paused
), new AS (
    SELECT name, lane, priority, 'first' AS queue, queued_at, 0 AS overdue FROM site WHERE NOT begun AND NOT paused
        AND NOT EXISTS (SELECT FROM govnews.site AS known WHERE known.site = name)
), due AS (
    SELECT * FROM (SELECT * FROM known UNION ALL SELECT * FROM new) AS either
    WHERE (queued_at IS NULL OR queued_at < %(moment)s - %(apart)s)
        AND NOT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = name AND status IN ('todo', 'doing'))
), ordered AS (
    SELECT *, row_number() OVER (PARTITION BY queue ORDER BY priority DESC, overdue DESC, name) AS place FROM due
), chosen AS (
    SELECT * FROM ordered WHERE place <= CASE queue WHEN 'crawl' THEN %(crawl)s ELSE %(first)s END
        - (SELECT count(*) FROM procrastinate_jobs AS job WHERE status = 'todo' AND queue_name = queue)
), marked AS (
    UPDATE site SET queued_at = %(moment)s FROM chosen WHERE site.name = chosen.name
)
SELECT coalesce(cardinality(procrastinate_defer_jobs_v1(array_agg(
    ROW(queue, %(task)s, %(step)s * priority + CASE queue WHEN 'crawl' THEN %(known)s ELSE 0 END, lane, name,
        jsonb_build_object('site', name), NULL)::procrastinate_job_to_defer_v1
    ORDER BY place))), 0)
FROM chosen
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A site as control knows it."""

    name: str
    lane: str
    priority: int = 0
    paused: bool = False
    entry: str = field(default="", repr=False)
    """All that the list says of it, in TOML: a worker needs no list."""

    @classmethod
    def of(cls, site: Site) -> Self:
        """What the list says of it.

        >>> Listed.of(Site(name="yiyang", home="http://www.yiyang.example.gov.cn/", priority=5))
        Listed(name='yiyang', lane='www.yiyang.example.gov.cn', priority=5, paused=False)
        """
        return cls(site.name, site.way, site.priority, site.paused, as_toml(site))


def synchronise(connection: psycopg.Connection[Any], sites: Iterable[Listed]) -> int:
    """Let the database know these sites, and no others; how many are new or changed."""
    listed = list(sites)
    return connection.execute(
        _SYNCHRONISE,
        {
            "names": [one.name for one in listed],
            "lanes": [one.lane for one in listed],
            "priorities": [one.priority for one in listed],
            "paused": [one.paused for one in listed],
            "entries": [one.entry for one in listed],
        },
    ).rowcount


def dispatch(connection: psycopg.Connection[Any], *, now: str) -> int:
    """Put what is due at ``now`` (UTC, as in the ledger) into the queue, and neither waits nor runs; how many sites."""
    connection.execute(_NOTE_BEGUN)
    row = connection.execute(
        _DISPATCH,
        {
            "now": now,
            "moment": datetime.fromisoformat(now),
            "apart": QUEUED_APART,
            "crawl": MOST_WAITING[Queue.CRAWL],
            "first": MOST_WAITING[Queue.FIRST],
            "task": TASK,
            "step": _STEP,
            "known": _KNOWN_FIRST,
        },
    ).fetchone()
    assert row is not None
    return int(row[0])
