"""When what is known is looked at again: articles, what was excluded, and what was found gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from govnews.clock import BEIJING

AGAIN_DAYS = (1, 3, 7, 14, 30, 90)
"""Days from one look to the next at what was excluded or withdrawn; the last of them is repeated."""
GONE_APART = timedelta(days=1)
"""The least time from the first look that finds an article gone to one that makes it a withdrawal."""
# From so many looks, and this share of all, that find their article gone in one run, the site is in a bad state.
STORM_LOOKS = 3
STORM_SHARE = 0.3
# A listed page that is gone is a fact after so many looks over so long a time, while other pages answer.
GONE_LOOKS = 3
GONE_FOR = timedelta(days=2)
# An entry that failed in so many runs over so long a time, while so many other articles could be read, is given up:
# left out, and asked for again ever more rarely.
HOPELESS_RUNS = 5
HOPELESS_MEANWHILE = 20
HOPELESS_FOR = timedelta(days=7)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class NextLook:
    """When a known article is looked at again."""

    at: datetime
    archive: bool = False
    """Whether as part of the archive: after all that is young."""


def next_look(
    *,
    seen_at: datetime,
    published_on: str | None,
    url_hash: str,
    days: Sequence[float],
    archive_days: float,
    now: datetime,
) -> NextLook | None:
    """When the article is looked at next; None for never.

    ``days`` are the ages since ``seen_at`` at which it is looked at while it is young. An article that was older than
    the last of them when it was first seen is part of the archive at once, one without a date counts as new. The
    archive is looked at once in ``archive_days`` (0: never), each article on a day of its own, which ``url_hash``
    tells. A look that is overdue is not made up for: the next one is after ``now``.

    >>> seen = datetime(2026, 3, 1, tzinfo=UTC)
    >>> more = {"url_hash": "80000000", "days": (1, 3), "archive_days": 0, "now": seen}
    >>> str(next_look(seen_at=seen, published_on="2026-02-28", **more).at)
    '2026-03-02 00:00:00+00:00'
    >>> next_look(seen_at=seen, published_on="2019-05-01", **more) is None
    True
    >>> look = next_look(seen_at=seen, published_on="2019-05-01", **more | {"archive_days": 365})
    >>> look.archive, look.at - seen < timedelta(days=365)
    (True, True)
    """
    young = days and (
        published_on is None
        or seen_at.astimezone(BEIJING).date() - date.fromisoformat(published_on) <= timedelta(days=days[-1])
    )
    if young:
        due = (seen_at.astimezone(UTC) + timedelta(days=age) for age in days)
        if (at := next((moment for moment in due if moment > now), None)) is not None:
            return NextLook(at)
    if not archive_days:
        return None
    period = timedelta(days=archive_days)
    phase = period * (int(url_hash[:8], 16) / 2**32)
    return NextLook(now + period - (now - _EPOCH - phase) % period, archive=True)


def look_after(
    event: str,
    *,
    seen_at: datetime,
    published_on: str | None,
    url_hash: str,
    days: Sequence[float],
    archive_days: float,
    now: datetime,
) -> NextLook | None:
    """The next look at an article whose last version is recorded, with this ``event``; None for never.

    A withdrawn one is looked at a day later, any other as :func:`next_look` says.
    """
    if event == "withdrawn":
        return NextLook(next_try(0, now=now))
    return next_look(
        seen_at=seen_at,
        published_on=published_on,
        url_hash=url_hash,
        days=days,
        archive_days=archive_days,
        now=now,
    )


def sooner(look: NextLook | None, at: datetime | None) -> NextLook | None:
    """The look, or one at ``at`` where that is before it; None where there is neither.

    >>> day = timedelta(days=1)
    >>> sooner(NextLook(_EPOCH + 9 * day, archive=True), _EPOCH + day) == NextLook(_EPOCH + day)
    True
    >>> sooner(NextLook(_EPOCH), _EPOCH + day) == sooner(NextLook(_EPOCH), None) == NextLook(_EPOCH)
    True
    """
    return look if at is None or (look is not None and look.at <= at) else NextLook(at)


def next_try(tries: int, *, now: datetime) -> datetime:
    """When what is excluded or withdrawn is asked for again after ``tries`` looks in vain since then.

    >>> [(next_try(tries, now=_EPOCH) - _EPOCH).days for tries in (0, 1, 5, 9)]
    [1, 3, 90, 90]
    """
    return now + timedelta(days=AGAIN_DAYS[min(tries, len(AGAIN_DAYS) - 1)])


def is_due(last: str, *, now: datetime) -> bool:
    """Whether what was looked at at ``last`` may be looked at again, where a list shows it: once a day.

    >>> is_due("1970-01-01T00:00:00Z", now=_EPOCH + timedelta(hours=23))
    False
    """
    return now - datetime.fromisoformat(last) >= timedelta(days=AGAIN_DAYS[0])


def is_dead(gone: int, gone_at: str | None, *, now: datetime) -> bool:
    """Whether a listed page was found gone often and long enough to be taken for a dead link.

    >>> is_dead(3, "1970-01-01T00:00:00Z", now=_EPOCH + timedelta(days=2)), is_dead(9, "1970-01-01T00:00:00Z", now=_EPOCH)
    (True, False)
    """
    return gone >= GONE_LOOKS and gone_at is not None and now - datetime.fromisoformat(gone_at) >= GONE_FOR


def is_storm(gone: int, looks: int) -> bool:
    """Whether so many of the looks of one run found their article gone that it is a state of the site.

    >>> is_storm(3, 10), is_storm(2, 2), is_storm(3, 11)
    (True, False, False)
    """
    return gone >= STORM_LOOKS and gone >= STORM_SHARE * looks
