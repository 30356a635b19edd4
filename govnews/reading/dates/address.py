"""The date that an article's URL carries."""

from __future__ import annotations

import re
from datetime import date

from govnews.reading.dates.grammar import Moment, calendar_day, on_day
from govnews.text import remembered
from govnews.urls import parts_of

_YEAR = "199[0-9]|20[0-4][0-9]"
_DIRECTORIES = re.compile(rf"/({_YEAR})([-/_]?)([0-9]{{1,2}})([-/_]?)([0-9]{{1,2}})(?=/)")
_TRS_FILE = re.compile(rf"/(?:[a-z0-9]{{1,12}}_)?t({_YEAR})([0-9]{{2}})([0-9]{{2}})_[0-9]+(?=[._]|$)")
_MONTH = re.compile(rf"/({_YEAR})[-/]?(0[1-9]|1[0-2])(?=/)")
# Longer paths are no article's; the bound keeps reading linear.
_LONGEST = 2000


def _path(url: str) -> str:
    """The path; of a web archive or a gateway, the path of the page that it shows."""
    path = parts_of(url).path[:_LONGEST]
    return path[max(path.rfind("/http:/"), path.rfind("/https:/"), 0) :]


@remembered(64)  # asked for while a page's witnesses are collected, and again when they are judged
def url_date(url: str) -> Moment | None:
    """The day that the path of ``url`` carries; None where it carries none, only a month, or two different days.

    Shapes (field facts §1.7): ``/YYYY/MM-DD/ID.html``, ``/YYYYMM/tYYYYMMDD_ID``, ``/art/Y/M/D/`` without
    padding, ``/YYYY-MM/DD/``, ``/YYYY-MM-DD/``, ``/YYYY/MMDD/``, ``/YYYYMM/DD/``, ``/YYYYMMDD/``. A day is made
    of whole directories or is a TRS file's: digits of an id that look like a date are none. Whether the day
    has come yet is not asked.

    >>> url_date("https://www.x.gov.cn/2022/08-11/2559082.html").isoformat()
    '2022-08-11'
    >>> url_date("http://www.x.gov.cn/art/2020/4/3/art_582_222083.html").isoformat()
    '2020-04-03'
    >>> url_date("http://www.x.gov.cn/xwzx/202309/20230914.html") is None
    True
    """
    path = _path(url)
    named = [(match[1], match[2], match[3]) for match in _TRS_FILE.finditer(path)]
    if not named:
        for match in _DIRECTORIES.finditer(path):
            year, first, month, second, day = match.groups()
            # Without a separator only two digits are a month or a day.
            if (first or len(month) == 2) and (second or len(month) == len(day) == 2):
                named.append((year, month, day))
    days = {calendar_day(int(year), int(month), int(day)) for year, month, day in named} - {None}
    day_named = days.pop() if len(days) == 1 else None
    return on_day(day_named) if day_named else None


def url_near(url: str) -> date | None:
    """A witness for the year of a date without one: the URL's day, or the middle of the month it names, or None.

    >>> url_near("http://www.x.gov.cn/ldjj/202309/debeb85666a34617bab6e21af9d66e95.shtml")
    datetime.date(2023, 9, 15)
    >>> url_near("http://www.x.gov.cn/ldjj/58203.html") is None
    True
    """
    moment = url_date(url)
    if moment:
        return moment.day
    months = {(int(match[1]), int(match[2])) for match in _MONTH.finditer(_path(url))}
    return date(*months.pop(), 15) if len(months) == 1 else None
