"""A few weeks of rounds on a moved clock: what people are told is as it was (``make year`` plays a whole year)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.places import PROJECT


@pytest.mark.long
def test_what_people_are_told_in_some_weeks_is_as_it_was() -> None:
    played = subprocess.run(
        [sys.executable, "-m", "tests.year", "--sites", "3", "--days", "24"],
        cwd=PROJECT, capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip
    assert played.returncode == 0, played.stdout + played.stderr
    assert "silent from day 7: silent on day 1" in played.stdout
    assert ": a bad week from day 10: broken on day 11, fresh on day 17" in played.stdout
    assert ": moved from day 12: moved on day 13" in played.stdout
