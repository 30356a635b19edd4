"""Days on which Chinese offices work: what a site without news is measured in."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

# First day of 春节 by the lunar calendar.
_SPRING_FESTIVALS = """
20200125 20210212 20220201 20230122 20240210 20250129 20260217 20270206 20280126 20290213 20300203 20310123 20320211 20330131
20340219 20350208 20360128 20370215 20380204 20390124 20400212 20410201 20420122 20430210 20440130 20450217 20460206 20470126
20480214 20490202 20500123
""".split()


@lru_cache(8)
def _long_holidays(year: int) -> frozenset[date]:
    """The three long holidays of a year. Single days off and the Saturdays that make up for them are left aside."""
    first = {date(year, 5, 1): 5, date(year, 10, 1): 7}
    for festival in _SPRING_FESTIVALS:
        if festival.startswith(str(year)):
            first[date.fromisoformat(festival) - timedelta(days=1)] = 9
    return frozenset(day + timedelta(days=at) for day, count in first.items() for at in range(count))


def is_workday(day: date) -> bool:
    """Whether offices work on ``day``: no Saturday, no Sunday, not within 春节, 五一 or 国庆.

    >>> is_workday(date(2026, 2, 16)), is_workday(date(2026, 3, 2)), is_workday(date(2026, 3, 1))
    (False, True, False)
    """
    return day.weekday() < 5 and day not in _long_holidays(day.year)


@lru_cache(4096)  # the columns of a site have the same days, and each site has the same few weeks
def workdays_between(earlier: date, later: date) -> int:
    """How many working days lie after ``earlier`` up to ``later``, ``later`` included; 0 where it is not later.

    >>> workdays_between(date(2026, 3, 6), date(2026, 3, 9)), workdays_between(date(2026, 9, 30), date(2026, 10, 8))
    (1, 1)
    """
    days = (later - earlier).days
    return sum(is_workday(earlier + timedelta(days=at)) for at in range(1, days + 1))
