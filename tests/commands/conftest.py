"""What tests of commands share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.sites import Sites


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[Sites]:
    there = Sites(tmp_path)
    with there.server:
        yield there
        for site in there.sites.values():
            site.let_go.set()  # the server waits for answers that are on their way
