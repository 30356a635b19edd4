"""The two clocks of this project: Beijing time on the pages, UTC in the ledger and the reports."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
"""The time zone of every date on a page, whichever province the site is in."""


def utc(moment: datetime) -> str:
    """``moment`` as the ledger and the reports keep it: UTC, ISO 8601, whole seconds.

    >>> utc(datetime(2023, 3, 24, 1, 15, tzinfo=UTC))
    '2023-03-24T01:15:00Z'
    >>> utc(datetime(2023, 3, 24, 9, 15, tzinfo=BEIJING))
    '2023-03-24T01:15:00Z'
    """
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def now() -> datetime:
    """The time now, in UTC: the one place that asks the machine, so that a test can move a whole run to another day."""
    return datetime.now(UTC)


def utc_now() -> str:
    """The time now, as the ledger and the reports keep it."""
    return utc(now())


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar as ``YYYY-MM-DD``.

    >>> is_day("2023-01-31"), is_day("2023-02-30"), is_day("20230131")
    (True, False, False)
    """
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def minute(moment: str | None) -> str:
    """A moment of the ledger as people read it, to the minute, in UTC.

    >>> minute("2026-11-27T01:08:42Z"), minute(None)
    ('2026-11-27 01:08', '–')
    """
    return "–" if moment is None else moment[:16].replace("T", " ")


def free_second(is_taken: Callable[[str], bool]) -> datetime:
    """The time now, in a second (as of :func:`utc`) that is not taken; waits for the next one where it must.

    >>> begun = utc_now()
    >>> begun <= utc(free_second(lambda second: second < begun)) <= utc_now()
    True
    """
    while is_taken(utc(moment := now())):
        time.sleep(0.01)
    return moment
