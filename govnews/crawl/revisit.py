"""When an article that is known is looked at again: soon after it came out, then ever more rarely."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from govnews.clock import BEIJING


def next_check(
    *, seen_at: datetime, published_at: str | None, checks: int, days: Sequence[float], now: datetime
) -> datetime | None:
    """When the article is due again after ``checks`` looks; None for never.

    ``days`` are the ages since ``seen_at`` at which it is looked at. An article that was older than the last of
    them when it was first seen (the archive) is not looked at again; one without a date counts as new.
    A look that is overdue is not made up for: the next one is after ``now``.

    >>> seen = datetime(2026, 3, 1, tzinfo=UTC)
    >>> str(next_check(seen_at=seen, published_at="2026-02-28", checks=0, days=(1, 3), now=seen))
    '2026-03-02 00:00:00+00:00'
    >>> next_check(seen_at=seen, published_at="2019-05-01", checks=0, days=(1, 3), now=seen) is None
    True
    >>> next_check(seen_at=seen, published_at="2026-02-28", checks=2, days=(1, 3), now=seen) is None
    True
    """
    if not days:
        return None
    if published_at is not None:
        age = seen_at.astimezone(BEIJING).date() - date.fromisoformat(published_at[:10])
        if age > timedelta(days=days[-1]):
            return None
    due = (seen_at.astimezone(UTC) + timedelta(days=age) for age in days[checks:])
    return next((moment for moment in due if moment > now), None)
