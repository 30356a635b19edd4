"""Which sites are put into the queue: those that are due, each once, and no more than can wait."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from statistics import median
from typing import Any

import pytest

from govnews.clock import now, utc
from govnews.ledger import open_ledger
from tests.postgresql import Cluster

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: pip install '.[fleet]'")
pytest.importorskip("procrastinate", reason="procrastinate is not installed: pip install '.[fleet]'")

from govnews.fleet import schedule  # noqa: E402
from govnews.fleet.queue import SCHEMA, Queue, install  # noqa: E402
from govnews.fleet.schedule import Listed, dispatch, synchronise  # noqa: E402
from govnews.ledger import Server  # noqa: E402

pytestmark = pytest.mark.postgresql


@pytest.fixture
def location(cluster: Cluster) -> str:
    location = cluster.new_database()
    open_ledger(location, "any").close()
    install(Server(location))
    install(Server(location))  # two that begin at once
    return location


@pytest.fixture
def connection(location: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(location, options=f"-c search_path={SCHEMA}", autocommit=True) as connection:
        yield connection


def plan(location: str, site: str, *, due_in: timedelta, interval: timedelta = timedelta(hours=2)) -> None:
    with closing(open_ledger(location, site)) as ledger:
        ledger.plan(interval=interval, due_at=utc(now() + due_in))


def queued(connection: psycopg.Connection[Any]) -> list[tuple[str, str, str]]:
    """The jobs that wait, in the order in which they are taken: site, lane, queue."""
    return connection.execute(
        "SELECT args->>'site', lock, queue_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY priority DESC, id"
    ).fetchall()


def test_what_is_due_is_queued_once_in_the_order_of_need(location, connection):
    for site, due in (("late", -2), ("later", -9), ("early", 1)):
        plan(location, site, due_in=timedelta(hours=due))
    plan(location, "daily", due_in=timedelta(hours=-9), interval=timedelta(days=1))
    plan(location, "paused", due_in=timedelta(hours=-9))
    sites = [
        Listed(name, f"{name}.gov.cn", paused=name == "paused")
        for name in ("daily", "early", "late", "later", "never", "paused")
    ]
    sites.append(Listed("urgent", "urgent.gov.cn", priority=1))
    assert synchronise(connection, sites) == 7
    assert synchronise(connection, sites) == 0
    assert dispatch(connection, now=utc(now())) == 5
    assert [site for site, *_ in queued(connection)] == ["urgent", "later", "late", "daily", "never"]
    assert {(site, queue) for site, _, queue in queued(connection)} >= {("never", "first"), ("late", "crawl")}
    assert dispatch(connection, now=utc(now())) == 0


def test_a_site_that_runs_is_not_queued_and_one_whose_job_ended_without_a_run_not_at_once(
    location, connection
):
    plan(location, "late", due_in=timedelta(hours=-2))
    synchronise(connection, [Listed("late", "late.gov.cn")])
    assert dispatch(connection, now=utc(now())) == 1
    for status in ("doing", "failed"):
        connection.execute("UPDATE procrastinate_jobs SET status = %s", (status,))
        assert dispatch(connection, now=utc(now())) == 0
    connection.execute("UPDATE site SET queued_at = queued_at - interval '1 hour'")
    connection.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    assert dispatch(connection, now=utc(now())) == 0
    connection.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert dispatch(connection, now=utc(now())) == 1


def test_no_more_wait_than_the_queue_takes_and_first_crawls_leave_room_for_others(
    location, connection, monkeypatch
):
    monkeypatch.setattr(schedule, "MOST_WAITING", {Queue.CRAWL: 3, Queue.FIRST: 2})
    for number in range(5):
        plan(location, f"late{number}", due_in=timedelta(hours=-1 - number))
    sites = [
        Listed(f"{kind}{number}", f"{kind}{number}") for kind in ("late", "never") for number in range(5)
    ]
    synchronise(connection, sites)
    assert dispatch(connection, now=utc(now())) == 5
    assert [site for site, *_ in queued(connection)] == ["late4", "late3", "late2", "never0", "never1"]
    assert dispatch(connection, now=utc(now())) == 0
    connection.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE args->>'site' = 'late4'")
    assert dispatch(connection, now=utc(now())) == 1
    assert [site for site, *_ in queued(connection)][2] == "late1"


def test_what_is_no_longer_listed_is_not_queued(location, connection):
    synchronise(connection, [Listed("one", "a"), Listed("two", "b")])
    assert synchronise(connection, [Listed("two", "c", priority=3)]) == 1
    assert dispatch(connection, now=utc(now())) == 1
    assert queued(connection) == [("two", "c", "first")]
    synchronise(connection, [])
    assert connection.execute("SELECT count(*) FROM site").fetchone() == (0,)


def test_two_that_dispatch_at_once_queue_each_site_once(location, connection):
    plan(location, "late", due_in=timedelta(hours=-2))
    synchronise(connection, [Listed("late", "late.gov.cn")])
    with psycopg.connect(location, options=f"-c search_path={SCHEMA}") as other:
        assert dispatch(other, now=utc(now())) == 1  # not committed yet
        connection.execute("SET lock_timeout = '1s'")
        with pytest.raises(psycopg.Error):
            dispatch(connection, now=utc(now()))
        other.commit()
    assert dispatch(connection, now=utc(now())) == 0
    assert len(queued(connection)) == 1


@pytest.mark.long
def test_a_fleet_of_the_whole_country_is_looked_at_in_milliseconds(location, connection, capsys):
    """33,000 sites, half a million jobs that have ended, 333 sites due."""
    sites = [Listed(f"site{number}", f"host{number // 3}") for number in range(33_000)]
    begun = time.monotonic()
    assert synchronise(connection, sites) == 33_000
    first = time.monotonic() - begun
    connection.execute(
        "INSERT INTO govnews.site (site, seconds, due_at) SELECT 'site' || n, 7200, '2999-01-01T00:00:00Z'"
        " FROM generate_series(0, 32999) AS n"
    )
    connection.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status)"
        " SELECT 'crawl', 'crawl', 'host' || n % 11000, 'site' || n % 33000, '{}', 'succeeded'"
        " FROM generate_series(0, 461999) AS n"
    )
    connection.execute("ANALYZE")
    took: dict[str, list[float]] = {"synchronise": [], "none due": [], "333 due": []}

    def time_of(what: str, do: Any) -> Any:
        begun = time.monotonic()
        result = do()
        took[what].append((time.monotonic() - begun) * 1000)
        return result

    for round_ in range(5):
        time_of("synchronise", lambda: synchronise(connection, sites))
        assert time_of("none due", lambda: dispatch(connection, now=utc(now()))) == 0
        connection.execute(
            "UPDATE govnews.site SET due_at = '2020-01-01T00:00:00Z' WHERE site = ANY(%s)",
            ([f"site{333 * round_ + n}" for n in range(333)],),
        )
        assert time_of("333 due", lambda: dispatch(connection, now=utc(now()))) == 333
        connection.execute("UPDATE govnews.site SET due_at = '2999-01-01T00:00:00Z'")
        connection.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE status = 'todo'")
    with capsys.disabled():
        told = ", ".join(f"{what} {median(times):.0f} ms" for what, times in took.items())
        print(f"\n33,000 sites: first {first * 1000:.0f} ms, {told}")
    assert median(took["333 due"]) < 500, "ten times what it takes on an idle machine"
