"""A small fleet over some hours of a clock that jumps, the small form of ``make day``: what is due is begun in time."""

from __future__ import annotations

import asyncio

import pytest

from tests.postgresql import Cluster

pytestmark = pytest.mark.postgresql
pytest.importorskip("procrastinate", reason="procrastinate is not installed: pip install '.[fleet]'")

from govnews.ledger import Server  # noqa: E402 - it needs what may not be installed
from tests.fleet.day import Lateness, play  # noqa: E402


def lived(cluster: Cluster, *, sites: int, hours: float, slots: int) -> Lateness:
    """The lateness of a fleet with one worker."""
    server = Server(cluster.new_database())
    return asyncio.run(play(server, sites=sites, hours=hours, workers=1, slots=slots, seed=1))


def test_nothing_is_begun_late_where_there_are_places(cluster: Cluster) -> None:
    """220 sites, 20 of them every two hours: some 60 crawls in two hours, of 20 s each."""
    lateness = lived(cluster, sites=220, hours=2, slots=2)
    assert lateness.good, str(lateness)
    assert 25 <= len(lateness.waits) <= 60
    assert lateness.busiest == 2
    assert max(lateness.waits) < 120


def test_what_is_late_is_told(cluster: Cluster) -> None:
    """One place for 4,400 sites: of the 370 that are due in an hour it has room for half."""
    lateness = lived(cluster, sites=4400, hours=1, slots=1)
    assert lateness.busiest == 1
    assert not lateness.good, str(lateness)
    assert str(lateness).startswith(f"{len(lateness.waits)} crawls, 1 at once at most")
