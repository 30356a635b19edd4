"""How often a site is crawled: more often while it brings news, more rarely while it is quiet or in trouble."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from zlib import crc32

from govnews.crawl.outcome import Outcome

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_DURATION = re.compile(r"([1-9][0-9]{0,4})([mhd])")
_FASTER, _SLOWER, _BACK_OFF = 0.5, 1.5, 2.0
# The share of an interval that a site's run may come earlier or later, so that the sites of a list drift apart.
_JITTER = 0.1
# A person is needed, or the site has to come to itself: to ask as often as before helps nobody.
_WAITS = frozenset({Outcome.BLOCKED, Outcome.UNREACHABLE, Outcome.MOVED, Outcome.LAYOUT_CHANGED})
# It is the machine that is at fault, and nothing is known of the site.
_OURS = frozenset({Outcome.ERROR, Outcome.OUTPUT_FAILED, Outcome.NO_BROWSER})


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The shortest and the longest time between two runs of a site."""

    shortest: timedelta
    longest: timedelta

    @classmethod
    def read(cls, text: str) -> Self:
        """Two durations, or one that does not change, in minutes, hours or days: ``1h-1d``, ``30m-12h``, ``6h``.

        Raises ValueError for anything else, and where the first is the longer one.

        >>> Rhythm.read("1h-1d").longest, Rhythm.read("6h").longest
        (datetime.timedelta(days=1), datetime.timedelta(seconds=21600))
        >>> Rhythm.read("daily")
        Traceback (most recent call last):
        ValueError: not a rhythm; write it as 1h-1d (between an hour and a day) or 6h
        """
        bounds = [_DURATION.fullmatch(part.strip()) for part in str(text).split("-")]
        if len(bounds) <= 2 and all(bounds):
            lengths = [int(found[1]) * _UNITS[found[2]] for found in bounds if found]
            if lengths[0] <= lengths[-1]:
                return cls(lengths[0], lengths[-1])
        raise ValueError("not a rhythm; write it as 1h-1d (between an hour and a day) or 6h")

    def after(self, before: timedelta | None, outcome: Outcome, *, news: bool) -> timedelta:
        """The time to the next run, after one that came ``before`` the last time (None: it was the first).

        Half of it where the run brought news, half as long again where it did not, twice as long where the site refuses
        or has something else in its place; the shortest where the run was stopped before it had all.

        >>> rhythm = Rhythm.read("1h-1d")
        >>> rhythm.after(timedelta(hours=4), Outcome.OK, news=True), rhythm.after(timedelta(hours=4), Outcome.OK, news=False)
        (datetime.timedelta(seconds=7200), datetime.timedelta(seconds=21600))
        """
        before = before or self.shortest
        if outcome is Outcome.INCOMPLETE:
            return self.shortest
        if outcome in _OURS:
            return self._within(before)
        if outcome in _WAITS:
            return self._within(before * _BACK_OFF)
        return self._within(before * (_FASTER if news else _SLOWER))

    def _within(self, interval: timedelta) -> timedelta:
        return min(max(interval, self.shortest), self.longest)


def jittered(interval: timedelta, seed: str) -> timedelta:
    """``interval``, up to a tenth shorter or longer, the same for the same ``seed``.

    >>> jittered(timedelta(hours=10), "mengjin 2026-11-22T13:50:07Z")
    datetime.timedelta(seconds=35167)
    """
    share = crc32(seed.encode("utf-8", "replace")) / 0xFFFFFFFF * 2 - 1
    return timedelta(seconds=round(interval.total_seconds() * (1 + _JITTER * share)))
