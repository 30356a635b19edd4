"""Schedules by chance in small; ``make honesty SCHEDULES=1000 SEED=7`` plays as many as one likes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.honesty.__main__ import play_all
from tests.honesty.schedules import Played

# All schedules are played in the set-up of the first test.
pytestmark = pytest.mark.timeout(600)

SEEDS = range(1, 41)


@pytest.fixture(scope="module")
def played(request: pytest.FixtureRequest) -> Iterator[dict[int, Played]]:
    """Those of the tests that are asked for, four at a time: a crawl of a small site waits as long as it works."""
    wanted: set[int] = {
        item.callspec.params["seed"]  # type: ignore[misc]
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.module is request.module and hasattr(item, "callspec")
    }
    yield {one.seed: one for one in play_all(sorted(wanted), jobs=4)}


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_no_run_of_a_schedule_says_what_is_not_so(seed: int, played: dict[int, Played]) -> None:
    assert played[seed].kinds == [], played[seed].story
