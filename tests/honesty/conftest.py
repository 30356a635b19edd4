"""One launcher a worker, and plays that end with their test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.honesty.harness import Play
from tests.honesty.launch import Launcher
from tests.honesty.site import CountySite


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    launcher = Launcher()
    yield launcher
    launcher.close()


@pytest.fixture
def play(tmp_path: Path, launcher: Launcher) -> Iterator[Callable[[CountySite], Play]]:
    """Begins a play of a site in a folder of its own."""
    with ExitStack() as stack:
        yield lambda site: stack.enter_context(Play(site, tmp_path / f"output-{site.host}", launcher))
