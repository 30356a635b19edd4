"""The two clocks of this project: Beijing time on the pages, UTC in the ledger and the reports."""

from __future__ import annotations

import time
from datetime import UTC, datetime
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


def next_second(last: str | None) -> datetime:
    """The time now, in another second than ``last`` (as of :func:`utc`); waits for the next second where it must.

    Moments tell what one run saw from what the next one did, so two runs must not share one.
    """
    while utc(moment := now()) == last:
        time.sleep(0.01)
    return moment
