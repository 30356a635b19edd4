"""The kill trials in small; ``make crash N=1000`` runs as many as one likes."""

from __future__ import annotations

import os

import pytest

from tests.crash import run_trials, summary

IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


@pytest.mark.long
@pytest.mark.timeout(600)
def test_killed_crawls_lose_nothing_and_write_nothing_twice():
    """40 trials on the whole replica in CI, 11 (a full disk and a read-only one among them) on a quarter of it elsewhere."""
    trials = run_trials(40) if IN_CI else run_trials(11, articles=75)
    print(summary(trials))
    assert [trial for trial in trials if not trial.good] == []
    assert sum(trial.kills.total() for trial in trials) >= len(trials)
