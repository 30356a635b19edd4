"""How long to wait: the hours of the day for requests, what ``Retry-After`` asks for, growing back-offs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import Self

from govnews.clock import BEIJING
from govnews.errors import UsageError

# The longest back-off: a site is looked at again within two days, whatever it answered.
LONGEST = timedelta(hours=48)
# A server that names a longer time than this is broken, not busy.
LONGEST_RETRY_AFTER = 7 * 86400  # seconds


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds that a ``Retry-After`` header asks to wait (RFC 9110 §10.2.3); None where it cannot be read.

    >>> now = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
    >>> retry_after("120", now), retry_after("Sun, 22 Nov 2026 14:05:00 GMT", now), retry_after("soon", now)
    (120.0, 300.0, None)
    >>> retry_after("Sun, 22 Nov 2020 14:05:00 GMT", now), retry_after("9" * 99, now)
    (0.0, 604800.0)
    >>> retry_after("Sun, 22 Nov 99999999999 14:05:00 GMT", now), retry_after("²", now)
    (None, None)
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value[:9]), LONGEST_RETRY_AFTER))
    try:
        moment = parsedate_to_datetime(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (moment - now).total_seconds()
    except (ValueError, OverflowError):  # no date, or a year that no calendar has
        return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of the day, Beijing time, in which requests may be made; ``end`` before ``start`` is the next day's."""

    start: time
    end: time

    @classmethod
    def read(cls, text: str) -> Self:
        """The window written as ``22:00-06:00``. Raises :exc:`UsageError` for anything else.

        >>> Window.read("22:00-06:00").start
        datetime.time(22, 0)
        """
        if re.fullmatch(r"\d\d:\d\d-\d\d:\d\d", text):
            try:
                return cls(*(time.fromisoformat(one) for one in text.split("-")))
            except ValueError:
                pass  # 25:00
        raise UsageError(f"GOVNEWS_WINDOW={text}: no hours; write them as 22:00-06:00, Beijing time")

    def holds(self, moment: datetime) -> bool:
        """Whether ``moment`` lies in the window, its end excluded.

        >>> night = Window.read("22:00-06:00")
        >>> [night.holds(datetime(2026, 11, 22, hour, tzinfo=BEIJING)) for hour in (21, 22, 5, 6)]
        [False, True, True, False]
        """
        now = moment.astimezone(BEIJING).time()
        if self.start <= self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def backoff(times: int, first: timedelta) -> timedelta:
    """How long a host that refused is left alone: ``first``, doubled for each time it did so again.

    >>> [backoff(n, timedelta(hours=4)).total_seconds() / 3600 for n in (1, 2, 3, 9)]
    [4.0, 8.0, 16.0, 48.0]
    """
    return min(first * float(2 ** min(times - 1, 16)), LONGEST)
