"""What tests of a fleet have in common."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    """孟津, served as a proxy."""
    with ReplicaServer({HOST: MengjinSite()}) as server:
        yield server
