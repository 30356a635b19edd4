"""How often a site is crawled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnews.crawl.outcome import Outcome
from govnews.crawl.rhythm import Rhythm, jittered

HOUR = timedelta(hours=1)
RHYTHM = Rhythm.read("1h-1d")


@pytest.mark.parametrize(
    ("before", "outcome", "news", "after"),
    [
        (None, Outcome.OK, True, 1),  # the first run
        (4, Outcome.OK, True, 2),
        (1, Outcome.OK, True, 1),  # not below the shortest
        (4, Outcome.OK, False, 6),
        (20, Outcome.OK, False, 24),  # not beyond the longest
        (4, Outcome.PARTIAL, True, 2),
        (4, Outcome.PARTIAL, False, 6),
        (12, Outcome.INCOMPLETE, False, 1),  # there is more to be had
        (4, Outcome.BLOCKED, False, 8),
        (4, Outcome.UNREACHABLE, False, 8),
        (4, Outcome.MOVED, False, 8),
        (4, Outcome.LAYOUT_CHANGED, True, 8),
        (4, Outcome.OUTPUT_FAILED, False, 4),  # the site has nothing to do with it
        (4, Outcome.ERROR, False, 4),
    ],
)
def test_sooner_after_news_and_later_in_quiet_and_trouble(before, outcome, news, after):
    interval = RHYTHM.after(before and before * HOUR, outcome, news=news)
    assert interval == after * HOUR


def test_a_quiet_site_comes_to_its_longest_and_news_bring_it_back():
    interval = None
    for _ in range(20):
        interval = RHYTHM.after(interval, Outcome.OK, news=False)
    assert interval == timedelta(days=1)
    steps = 0
    while interval > RHYTHM.shortest:
        interval, steps = RHYTHM.after(interval, Outcome.OK, news=True), steps + 1
    assert steps == 5


@pytest.mark.parametrize(
    "text", ["", "1", "h", "0h", "-1h", "1h-", "1h-2h-3h", "2h-1h", "1.5h", "1w", "１h", None, 6]
)
def test_what_is_no_rhythm(text):
    with pytest.raises(ValueError, match="not a rhythm; write it as"):
        Rhythm.read(text)


@given(st.integers(1, 500_000), st.text(max_size=30))
def test_jitter_stays_within_a_tenth(seconds, seed):
    interval = timedelta(seconds=seconds)
    moved = jittered(interval, seed)
    assert abs(moved - interval) <= interval / 10 + timedelta(seconds=1)
    assert moved == jittered(interval, seed)
