"""Which tests are pure: they start no process, open no connection and do not sleep. ``make check`` runs these alone.

Nobody marks a test by hand. A test is pure unless its module imports something of :data:`MACHINERY`, or it talks to a
server of PostgreSQL, and a test that is pure by this rule and yet starts a process fails, wherever it is run.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.buckets import Gate, GoogleStore, S3Store, Store, running_s3
from tests.gcs import running_google
from tests.postgresql import Cluster, need_postgresql, running_cluster

# What runs processes or serves pages, and the helpers of tests and benchmarks that do so. A run that is opened waits
# for a second of its own.
MACHINERY = frozenset({
    "subprocess", "socket", "multiprocessing", "govnews.crawl.run", "govnews.demo.server", "govnews.documents.isolated",
    "govnews.fleet.children", "govnews.fleet.fork_server", "tests.fleet.fleet", "tests.fleet.worker",
    "bench.site", "tests.commands.sites", "tests.crash", "tests.crawling", "tests.fault_server", "tests.faulty",
    "tests.honesty.harness", "tests.honesty.launch", "tests.honesty.schedules", "tests.installed.environments",
})  # fmt: skip
# Names of Python's audit events.
FORBIDDEN = frozenset({"subprocess.Popen", "os.fork", "os.posix_spawn", "socket.bind", "socket.connect"})

_servers = ExitStack()
_current: list[str] = []
"""The pure test that is running, if one is."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("postgresql") or "cluster" in getattr(item, "fixturenames", ()):
            continue
        module = getattr(item, "module", None)  # a doctest has none, and does no more than its page shows
        if module is None or MACHINERY.isdisjoint(map(_origin, vars(module).values())):
            item.add_marker("pure")


def _origin(value: object) -> object:
    """The module that a name of a test module comes from: the module itself, or that of a function or class."""
    return getattr(value, "__module__", None) or getattr(value, "__name__", None)


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """A PostgreSQL server for the tests of this process; the test is skipped where none is installed."""
    need_postgresql()
    return _servers.enter_context(running_cluster())


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Store]:
    """An S3 server for the tests of this process."""
    with running_s3() as one:
        yield one


@pytest.fixture(scope="session")
def google() -> Iterator[GoogleStore]:
    """A replica of Google Cloud Storage for the tests of this process."""
    with running_google() as one:
        yield GoogleStore(*one)


@pytest.fixture
def store(s3: S3Store) -> Store:
    """What has buckets: S3, where a test module does not say otherwise."""
    return s3


@pytest.fixture
def bucket(store: Store) -> str:
    """A bucket that has nothing in it."""
    return store.new_bucket()


@pytest.fixture
def gate(store: Store) -> Iterator[Gate]:
    """What stands before the store."""
    with Gate(store) as one:
        yield one


def pytest_unconfigure() -> None:
    # Not at the end of the last test, which may be a pure one.
    _servers.close()


def pytest_collection_finish() -> None:
    """What was imported stays: to look through it at each collection would be told of the test that is on at the time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if not item.get_closest_marker("pure"):
        return (yield)
    _current.append(item.nodeid)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("time.sleep", lambda _: _refuse("time.sleep"))
            return (yield)
    finally:
        _current.clear()


def _refuse(what: str) -> None:
    raise RuntimeError(f"{what} in a pure test: import what does it from one of {sorted(MACHINERY)}")


def _watch(event: str, _: tuple[object, ...]) -> None:
    if _current and event in FORBIDDEN:
        _refuse(event)


sys.addaudithook(_watch)
