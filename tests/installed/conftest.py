"""One build and one environment for all tests of this folder, in whatever worker they run."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer
from tests.installed.environments import Distributions, Environment


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def distributions(shared: Path) -> Distributions:
    if int(version("setuptools").split(".")[0]) < 77:
        pytest.skip("the setuptools here are too old to build govnews: make setup")
    root = shared / "distributions"
    with (shared / "distributions.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return Distributions.built(root) if root.exists() else Distributions.build(root)


@pytest.fixture(scope="session")
def installed(distributions: Distributions, shared: Path) -> Environment:
    folder = shared / "environment"
    with (shared / "environment.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return Environment(folder / "bin" / "python")
        return Environment.make(folder, distributions.wheel)


@pytest.fixture(scope="module")
def replica() -> Iterator[str]:
    """The replica of 孟津, by the proxy that leads to it."""
    with ReplicaServer({HOST: MengjinSite()}) as server:
        yield server.url
