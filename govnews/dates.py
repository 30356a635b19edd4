"""Dates as Chinese government sites write them: read in full or refused, in Beijing time, precision kept.

Three readers and one judge::

    read_date(text)     a string that is nothing but a date             → Moment | None
    find_dates(text)    dates standing inside a line, with their labels → list[DatedText]
    url_date(url)       the day that a URL's path carries               → Moment | None
    decide_date(...)    what a page's witnesses say, reconciled         → published_at and its Evidence

A strict grammar reads everything absolute; dateparser is imported only for what is left and looks relative
(昨天, 3小时前), because with raw strings it guesses: it reads ``03-05`` as the year 2003 and ``2024年3月`` as
today's day of that month (scrapy facts §4). The vocabulary is that of field facts §4.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from govnews.items import Evidence, Witness, WitnessKind

BEIJING = ZoneInfo("Asia/Shanghai")
Precision = Literal["day", "minute", "second"]
Role = Literal["publish", "updated", "written", "archived", "generated", "clock", "other", "bare"]

# The first Chinese sites went on line in the 1990s; what is older is a typing error or history.
_OLDEST = date(1990, 1, 1)
# Clocks of sites run ahead by minutes, and an article dated tomorrow is queued, not impossible.
_AHEAD = timedelta(days=1)
# A witness further away than a season says nothing about the year of 03-24.
_NEAR = timedelta(days=92)
# Nothing longer is a date. The bound keeps reading linear whatever the page holds.
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in Beijing time, as exactly as the page gives it."""

    value: datetime
    """Aware, Asia/Shanghai; midnight where the precision is a day."""

    precision: Precision
    """What the page itself writes. An hour alone (上午9时) is a clock time, the full hour: ``minute``."""

    @property
    def day(self) -> date:
        """The Beijing calendar day."""
        return self.value.date()

    def isoformat(self) -> str:
        """``2023-03-24`` where there is no clock time, else ``2023-03-24T09:15:00+08:00``.

        Seconds are always written; whether the page gave them is the ``precision``.

        >>> read_date("2023年3月24日 上午9:15").isoformat()
        '2023-03-24T09:15:00+08:00'
        >>> read_date("[2023-03-24]").isoformat()
        '2023-03-24'
        """
        if self.precision == "day":
            return self.day.isoformat()
        # Written out: in the summers of 1990 and 1991 the zone itself stood at +09:00, pages never do.
        return self.value.replace(tzinfo=None, microsecond=0).isoformat() + "+08:00"


@dataclass(frozen=True, slots=True)
class DatedText:
    """A date found inside a longer text."""

    moment: Moment
    start: int
    """``text[start:end]`` is the date as written."""
    end: int
    label: str
    """The label before it, white space and colon removed (发布时间), or behind it (发布); "" where there is none."""
    role: Role
    """What the label says; ``bare`` without a label, ``clock`` also for an unlabelled date with its weekday."""


_DIGITS = dict(zip("〇○◯零一二三四五六七八九两", (0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
_TENS = {"十": 10, "廿": 20, "卅": 30}
# One character for one, so that a span in the plain text is a span in the page's text.
_PLAIN = str.maketrans(
    {
        **{0xFF10 + n: str(n) for n in range(10)},
        **dict.fromkeys(map(ord, "：﹕∶︰"), ":"),
        **dict.fromkeys(map(ord, "－—–‐‑−―"), "-"),
        **dict.fromkeys(map(ord, "／∕"), "/"),
        **dict.fromkeys(map(ord, "（【［〔「『("), "["),
        **dict.fromkeys(map(ord, "）】］〕」』)"), "]"),
        **dict.fromkeys(map(ord, "～〜∼"), "~"),
        **{ord("．"): ".", ord("，"): ",", ord("｜"): "|", ord("＋"): "+"},
        # NBSP, U+2002 and their kin, U+3000, BOM, controls: all separate in real pages.
        **dict.fromkeys(
            [*range(0x2000, 0x2010), *range(9, 14), 0x85, 0xA0, 0x3000, 0xFEFF, 0x2028, 0x2029], " "
        ),
        **dict.fromkeys([0x202F, 0x205F, *range(0x1C, 0x20)], " "),
    }
)

_N = r"[0-9〇○◯零一二两三四五六七八九十廿卅]"
_YEAR = r"(?:19|20)[0-9]{2}|[一二][九〇○◯零OoＯ][〇○◯零OoＯ一二三四五六七八九]{2}"
_DAY = re.compile(
    rf"""(?<![0-9]) (?P<year>{_YEAR}) [ ]{{0,2}} (?P<s1>[-/.年]) [ ]{{0,2}}
    (?P<month>{_N}{{1,2}}) [ ]{{0,2}} (?P<s2>[-/.月]) [ ]{{0,2}} (?P<day>{_N}{{1,3}}) (?:[ ]{{0,2}}[日号])?""",
    re.VERBOSE,
)
_SEPARATORS = frozenset({"--", "//", "..", "年月"})
_YEARLESS = re.compile(
    rf"""(?<![0-9]) (?P<month>{_N}{{1,2}}) (?: [ ]?月[ ]? (?P<day_cn>{_N}{{1,3}}) [ ]?[日号] | [-/] (?P<day>[0-9]{{1,2}}) )""",
    re.VERBOSE,
)
_SHORT_YEAR = re.compile(r"([0-9]{2})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_WEEKDAY = re.compile(r"[ ]{0,4}\[?[ ]?(?:星期|周|礼拜)[ ]?(?P<weekday>[一二三四五六日天])[ ]?\]?")
_CLOCK = re.compile(
    rf"""
    (?P<join> T | [ ]{{0,40}} [|,]? [ ]{{0,2}} | - )
    (?P<half> 上午|下午|晚上|凌晨|中午|早上|早晨|清晨|午后|傍晚|晚间|夜间|深夜|[AaPp][Mm] )? [ ]{{0,2}}
    (?P<hour> {_N}{{1,3}} )
    (?: [ ]?:[ ]? (?P<minute>[0-9]{{1,2}}) (?: [ ]?:[ ]? (?P<second>[0-9]{{1,2}}) (?:[.][0-9]{{1,9}})? )?
      | [ ]? [时点] (?![击赞评])
        (?: 整 | 半 | [ ]?(?P<minute_cn>{_N}{{1,3}})[ ]? (?: 分 (?: [ ]?(?P<second_cn>{_N}{{1,3}})[ ]?秒 )? | (?![0-9分]) ) )?
    )
    (?: [ ]? (?P<half_after>[AaPp][Mm]) (?![A-Za-z]) )?
    (?: [ ]? (?P<zone> Z | GMT | UTC | CST | (?:GMT|UTC)?[+-][0-9]{{1,2}}(?::?[0-9]{{2}})? ) (?![0-9A-Za-z:+-]) )?
    """,
    re.VERBOSE,
)
_COMPACT = re.compile(
    r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})(?:T?([0-9]{2})([0-9]{2})([0-9]{2})?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
# Year and the rest in blocks of their own, as lists and the Xinhua family draw them: 2024 05/09 22:27:02,
# 24 2023-03, 03-24 2023. The year has four digits and month stands before day: nothing else is meant.
_YEAR_FIRST = re.compile(r"((?:19|20)[0-9]{2}) ([0-9]{1,2}[-/][0-9]{1,2})(?= |$)")
_YEAR_LAST = re.compile(r"([0-9]{1,2}[-/][0-9]{1,2}) ((?:19|20)[0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})日? ?/? ?((?:19|20)[0-9]{2}[-/.年][0-9]{1,2})月?")
# Fri Mar 24 09:15:00 CST 2023 (java.util.Date), Fri, 24 Mar 2023 01:15:00 GMT (RFC 5322): metas and scripts.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_JAVA = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([0-9]{2}) ([0-9:]{8}) (CST|UTC|GMT(?:[+-][0-9:]{5})?) ([0-9]{4})"
)
_RFC5322 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?([0-9]{1,2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9:]{8}) (GMT|UTC|[+-][0-9]{4})"
)
_RELATIVE = re.compile(
    r"(?P<day>今天|昨天|前天|大前天|今日|昨日)|(?P<days>[0-9]{1,3}) ?天前|(?P<hours>[0-9]{1,3}) ?个?小时前"
    r"|刚刚|[0-9]{1,4} ?(?:分钟?|秒钟?)前"
)


# --- numbers ----------------------------------------------------------------------------------------------


def _number(text: str) -> int:
    """Arabic or Chinese numeral below 100, or digit by digit (二〇二三); -1 for what is neither.

    >>> [_number(text) for text in ("09", "九", "十二", "二十四", "廿四", "三十", "二〇二三", "二O一一", "十十")]
    [9, 9, 12, 24, 24, 30, 2023, 2011, -1]
    """
    if text.isdigit():
        return int(text)
    for place, mark in enumerate(text):
        if mark in _TENS:
            before, after = text[:place], text[place + 1 :]
            if len(before) > 1 or len(after) > 1 or (before and mark != "十"):
                return -1
            tens = _DIGITS.get(before, -1) * 10 if before else _TENS[mark]
            ones = _DIGITS.get(after, -1) if after else 0
            return tens + ones if tens > 0 and ones >= 0 and before != "两" and after != "两" else -1
    value = 0
    for mark in text:
        digit = int(mark) if mark in "0123456789" else 0 if mark in "OoＯ" else _DIGITS.get(mark, -1)
        if digit < 0:
            return -1
        value = value * 10 + digit
    return value


def _date(year: int, month: int, day: int) -> date | None:
    """The day, None where the calendar has none such or the web had none yet."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if found >= _OLDEST else None


def _hour(hour: int, half: str) -> int | None:
    """The hour of the day (0 to 24), None where the half of the day contradicts it or leaves it open.

    上午12点 and 晚上12点 are refused: noon for one writer, midnight for another; and midnight of which day?

    >>> [_hour(*clock) for clock in ((9, ""), (3, "下午"), (15, "下午"), (12, "中午"), (12, "凌晨"), (12, "PM"))]
    [9, 15, 15, 12, 0, 12]
    >>> [_hour(*clock) for clock in ((15, "上午"), (12, "上午"), (12, "晚上"), (2, "深夜"))]
    [None, None, None, None]
    """
    match half:
        case "":
            return hour
        case "上午" | "早上" | "早晨" | "清晨":
            return hour if hour < 12 else None
        case "凌晨":
            return hour % 12 if hour <= 6 or hour == 12 else None
        case "中午":
            return hour + 12 if 1 <= hour <= 2 else hour if 11 <= hour <= 14 else None
        case "下午" | "午后":
            return hour + 12 if 1 <= hour <= 7 else hour if 12 <= hour <= 19 else None
        case "傍晚":
            return hour + 12 if 4 <= hour <= 8 else hour if 16 <= hour <= 20 else None
        case "晚上" | "晚间":
            return hour + 12 if 5 <= hour <= 11 else hour if 17 <= hour <= 23 else None
        case "夜间" | "深夜":
            return hour + 12 if 8 <= hour <= 11 else hour if 20 <= hour <= 23 else None
        case _:  # AM and PM, where 12 stands for 0
            if not 1 <= hour <= 12:
                return hour if half == "PM" and 13 <= hour <= 23 else None
            return hour % 12 + (12 if half == "PM" else 0)


def _zone(text: str) -> timezone | None:
    """The zone a clock time names, None where there is none such; CST is China's here, never Chicago's."""
    if text == "CST":
        return timezone(timedelta(hours=8))
    offset = text.removeprefix("GMT").removeprefix("UTC").removeprefix("Z").replace(":", "")
    hours, minutes = int(offset[1:3] or 0), int(offset[3:] or 0)
    if hours > 14 or minutes > 59:
        return None
    return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if offset.startswith("-") else 1))


# --- reading one date -------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Digits, colons, dashes, brackets and white space in one form each; as long as ``text``."""
    return text.translate(_PLAIN)


def _clock(day: date, match: re.Match[str], glue_safe: bool) -> Moment | None:
    """``day`` at the clock time that ``match`` (of _CLOCK) gives; None where that time cannot be."""
    half = (match["half"] or match["half_after"] or "").upper()
    if match["half"] and match["half_after"]:
        return None
    if not match["join"] and match["half"] is None and not (glue_safe and len(match["hour"]) == 2):
        return None
    hour = _hour(_number(match["hour"]), half)
    text = match[0]
    minute = _number(match["minute"] or match["minute_cn"] or ("30" if "半" in text else "0"))
    second = _number(match["second"] or match["second_cn"] or "0")
    if hour is None or not (0 <= hour <= 24 and 0 <= minute <= 59 and 0 <= second <= 59):
        return None
    if hour == 24 and (minute or second):
        return None
    # 24:00 is the end of its day (ISO 8601), which is the next one's midnight.
    moment = datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute, seconds=second)  # noqa: DTZ001
    zone = match["zone"]
    if zone:
        # 09:00-11:00 is a range; an offset west of Greenwich is believed in the ISO form only.
        offset = _zone(zone) if "-" not in zone or match["join"] == "T" else None
        if offset is None:
            return None
        value = moment.replace(tzinfo=offset).astimezone(BEIJING)
    else:
        value = moment.replace(tzinfo=BEIJING)
    return Moment(value, "second" if match["second"] or match["second_cn"] else "minute")


def _midnight(day: date) -> Moment:
    return Moment(datetime(day.year, day.month, day.day, tzinfo=BEIJING), "day")


def _rest(plain: str, at: int, day: date, glue_safe: bool) -> tuple[Moment | None, int, bool]:
    """What follows a day at ``at``: weekday and clock time. The moment, its end, whether there is a weekday.

    The moment is None where the weekday is another one or the time impossible.
    """
    weekday = _WEEKDAY.match(plain, at)
    if weekday:
        at = weekday.end()
    clock = _CLOCK.match(plain, at)
    moment: Moment | None = _midnight(day)
    if clock:
        moment, at = _clock(day, clock, glue_safe or weekday is not None), clock.end()
        if not weekday and (weekday := _WEEKDAY.match(plain, at)):
            at = weekday.end()
    if (
        weekday
        and "一二三四五六日天".index(weekday["weekday"]) % 7 != day.weekday()
        and not (weekday["weekday"] == "天" and day.weekday() == 6)
    ):
        moment = None
    return moment, at, weekday is not None


def _day(match: re.Match[str]) -> tuple[date | None, bool]:
    """The day that ``match`` (of _DAY) names, and whether a clock time may follow without a gap."""
    if match["s1"] + match["s2"] not in _SEPARATORS:
        return None, False
    day = _date(_number(match["year"]), _number(match["month"]), _number(match["day"]))
    # 2021-03-1808:05 is one reading only when every part is padded; 日 ends a day of any length.
    return day, match[0][-1] in "日号" or (len(match["month"]) == len(match["day"]) == 2)


def _absolute(plain: str) -> Moment | None:
    match = _DAY.match(plain)
    if not match:
        return None
    day, glue_safe = _day(match)
    if day is None:
        return None
    moment, end, _ = _rest(plain, match.end(), day, glue_safe)
    return moment if end == len(plain) else None


def _compact(plain: str) -> Moment | None:
    match = _COMPACT.fullmatch(plain)
    if not match:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    clock = f"T{hour}:{minute}" + (f":{second}" if second else "") + (zone or "") if hour else ""
    return _absolute(f"{year}-{month}-{day}{clock}")


def _epoch(plain: str) -> Moment | None:
    """Seconds or milliseconds since 1970, of 2001-09 to 2033: ten digits beginning otherwise are something else."""
    if not (plain.isdigit() and len(plain) in (10, 13) and 1_000_000_000 <= int(plain[:10]) < 1_990_000_000):
        return None
    return Moment(datetime.fromtimestamp(int(plain[:10]), BEIJING), "second")


def _rewritten(plain: str) -> Moment | None:
    """Forms that say the same as ``YYYY-MM-DD hh:mm:ss`` in another order."""
    if match := _YEAR_FIRST.match(plain):
        return _absolute(f"{match[1]}-{match[2].replace('/', '-')}{plain[match.end() :]}")
    if match := _YEAR_LAST.fullmatch(plain):
        return _absolute(f"{match[2]}-{match[1].replace('/', '-')}")
    if match := _DAY_FIRST.fullmatch(plain):
        return _absolute(f"{re.sub('[/.年]', '-', match[2])}-{match[1]}")
    if match := _JAVA.fullmatch(plain):
        month, day, clock, zone, year = match.groups()
    elif match := _RFC5322.fullmatch(plain):
        day, month, year, clock, zone = match.groups()
    else:
        return None
    if month not in _MONTHS:
        return None
    return _absolute(f"{year}-{_MONTHS.index(month) + 1}-{day}T{clock}{zone}")


def _closest(month: int, day: int, near: date) -> date | None:
    """The day of that name closest to ``near``; None where none lies within a season."""
    days = (_date(year, month, day) for year in (near.year - 1, near.year, near.year + 1))
    return min(
        (found for found in days if found and abs(found - near) <= _NEAR),
        default=None,
        key=lambda d: abs(d - near),
    )


def _witnessed(plain: str, near: date) -> Moment | None:
    """A date that leaves its century or year to ``near``."""
    if match := _SHORT_YEAR.match(plain):
        year, month, number = int(match[1]), int(match[3]), int(match[4])
        # 11-03-24 is 2011-03-24, or 24 March 2011 or 3 November 2024 written the foreign way: one must fit.
        readings = {
            _date(2000 + y, m, d)
            for y, m, d in ((year, month, number), (number, month, year), (number, year, month))
        }
        fitting = [day for day in readings if day and abs(day - near) <= _NEAR]
        day = fitting[0] if len(fitting) == 1 and fitting[0] == _date(2000 + year, month, number) else None
    elif match := _YEARLESS.match(plain):
        day = _closest(_number(match["month"]), _number(match["day"] or match["day_cn"]), near)
    else:
        return None
    if day is None:
        return None
    moment, end, _ = _rest(plain, match.end(), day, glue_safe=match[0][-1] in "日号")
    return moment if end == len(plain) else None


def _relative(plain: str, now: datetime) -> Moment | None:
    """昨天 10:30, 3小时前, 刚刚 as seen at ``now``.

    N小时前 is known to the day only, and not even that where the hour it may mean begins the day before.
    """
    match = _RELATIVE.match(plain)
    if not match:
        return None
    import dateparser  # noqa: PLC0415  (0.3 s of CPU, for the few pages that need it)

    base = now.astimezone(BEIJING).replace(tzinfo=None, second=0, microsecond=0)
    word = match[0].replace("今日", "今天").replace("昨日", "昨天")
    then = dateparser.parse(
        word,
        languages=["zh"],
        settings={
            "RELATIVE_BASE": base,
            "PARSERS": ["absolute-time", "relative-time"],
            "REQUIRE_PARTS": ["day", "month", "year"],
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
    if then is None:
        return None
    if match["hours"] and (then - timedelta(hours=1)).date() != then.date():
        return None
    if match["day"]:
        moment, end, _ = _rest(plain, match.end(), then.date(), glue_safe=True)
        return moment if end == len(plain) else None
    if match.end() != len(plain):
        return None
    if match["days"] or match["hours"]:
        return _midnight(then.date())
    return Moment(then.replace(tzinfo=BEIJING), "minute")


def read_date(text: str, *, near: date | None = None, now: datetime | None = None) -> Moment | None:
    """The moment that ``text`` is, or None: it must be a date from end to end, brackets around it aside.

    ``near`` is a witness for the year of a date without one (03-24, 3月24日, 02-13 09:33) or with two digits of
    it (23-03-24): the reading within three months of it is taken; without ``near`` such dates are refused.
    ``now`` (aware) resolves 昨天 and 3小时前, which are refused without it, and refuses what lies more than a
    day ahead. Naive times are Beijing time, ISO times with Z or an offset are converted to it. Refused as well:
    impossible days and times, a weekday that is not that day's, days before 1990, months, years and ranges.

    >>> read_date("发布时间：2023-03-24") is None  # a label: find_dates reads it
    True
    >>> read_date("二〇二三年三月二十四日").isoformat()
    '2023-03-24'
    >>> read_date("2023-03-24T01:15:00Z").isoformat()
    '2023-03-24T09:15:00+08:00'
    >>> read_date("03-24") is None, read_date("03-24", near=date(2023, 4, 1)).isoformat()
    (True, '2023-03-24')
    >>> read_date("2024年3月") is None, read_date("2023-02-30") is None
    (True, True)
    """
    if len(text) > 4 * _LONGEST:
        return None
    plain = " ".join(_plain(text).split()).strip("[] ")
    if not plain or len(plain) > _LONGEST:
        return None
    moment = _absolute(plain) or _compact(plain) or _epoch(plain) or _rewritten(plain)
    if moment is None and near is not None:
        moment = _witnessed(plain, near)
    if moment is None and now is not None:
        moment = _relative(plain, now)
    return None if moment is None or _ahead(moment, now) else moment


def _ahead(moment: Moment, now: datetime | None) -> bool:
    """Whether ``moment`` is more than a day after ``now``."""
    return now is not None and moment.value > now + _AHEAD


# --- labels -----------------------------------------------------------------------------------------------


def _spaced(words: str) -> str:
    """Alternatives of ``words`` whose characters may stand apart, as in 发 布 时 间."""
    return "|".join("[ ]{0,3}".join(word) for word in sorted(words.split(), key=len, reverse=True))


# What stands before a date, by meaning. 时间 and 日期 alone must begin a word: 会议时间 is another thing.
_WHEN = "(?:[ ]{0,3}(?:时[ ]{0,3}间|日[ ]{0,3}期|时[ ]{0,3}刻|于))"
_LABELS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(rf"(?P<label>{pattern})$"))
    for role, pattern in (
        ("generated", rf"(?:{_spaced('页面生成 生成页面 静态生成 打印 下载 访问 浏览 抓取 采集')}){_WHEN}"),
        ("archived", rf"(?:{_spaced('归档 存档 入库')}){_WHEN}"),
        (
            "updated",
            rf"(?:{_spaced('最后更新 最近更新 上次更新 更新 最后修改 修改 修订 变更 最后编辑')}){_WHEN}?",
        ),
        ("written", rf"(?:{_spaced('成文 发文 印发 制发 签发 生成 落款 撰写 写作 形成 公文 文件')}){_WHEN}"),
        (
            "clock",
            _spaced("现在是 今天是 今日是 现在时间 现在时刻 当前时间 当前日期 系统时间 北京时间 今天 今日"),
        ),
        (
            "publish",
            rf"(?:{_spaced('发布 发表 发稿 刊登 刊发 刊载 登载 发帖 公布 公示 公开 公告 上传 上载 上网 录入 添加 提交 推送 播发 播出 创建 提供 信息 新闻 文章 稿件 推出 见报 出版')}){_WHEN}"
            rf"|(?:{_spaced('发布 发表 刊发')})|(?<![一-鿿])时[ ]{{0,3}}间|(?<![一-鿿])日[ ]{{0,3}}期",
        ),
    )
)
_COLON = re.compile(r"[ ]{0,4}[:]?[ ]{0,4}\[?[ ]{0,4}$")
_OWN_WORD = re.compile(r"[一-鿿A-Za-z][一-鿿A-Za-z ]{0,11}$")
_LABEL_WINDOW = 40
_LABEL_AFTER = re.compile(r" ?(?P<label>发布|发表|刊发|更新)(?![一-鿿]| ?:)")
_RANGE = re.compile(r"[日号0-9]? ?(?:-|~|至|到) ?$")
_RANGE_AFTER = re.compile(r" ?(?:-|~|至|到) ?[0-9一二三四五六七八九十]")


def date_role(label: str) -> Role:
    """What a label or name says of the date beside it: a Chinese label, a meta's, element's or key's name.

    >>> [date_role(label) for label in ("发布时间", "发 布 日 期：", "更新日期", "成文日期", "归档时间", "现在是")]
    ['publish', 'publish', 'updated', 'written', 'archived', 'clock']
    >>> [date_role(label) for label in ("PubDate", "lastmodifiedtime", "maketime", "会议时间", "")]
    ['publish', 'updated', 'generated', 'other', 'bare']
    """
    plain = _plain(label).strip(" :[]")
    if not plain:
        return "bare"
    for role, pattern in _LABELS:
        if pattern.search(plain[-_LABEL_WINDOW:]):
            return role
    if not plain.isascii():
        return "other"
    name = plain.lower()
    for role, marks in _NAMES:
        if any(mark in name for mark in marks):
            return role
    return "bare"


_NAMES: tuple[tuple[Role, tuple[str, ...]], ...] = (
    ("updated", ("modif", "updat", "revis", "lastedit")),
    ("generated", ("maketime", "generat", "others", "rendered")),
    ("archived", ("archiv", "guidang")),
    ("clock", ("clock", "nowtime", "nowdate", "systime", "servertime", "currenttime", "today")),
    ("other", ("expire", "start", "begin", "end", "valid", "event")),
    ("publish", ("pub", "issue", "release", "creat", "date", "time", "post", "fb", "rq", "sj")),
)


def _label(plain: str, start: int, floor: int) -> tuple[str, Role]:
    """The label that ends where the date at ``start`` begins; nothing before ``floor`` belongs to it."""
    window = plain[max(floor, start - _LABEL_WINDOW) : start]
    gap = _COLON.search(window)
    before = window[: gap.start()] if gap else window
    for role, pattern in _LABELS:
        if match := pattern.search(before):
            return match["label"].replace(" ", ""), role
    own = _OWN_WORD.search(before)
    if own and (":" in window[len(before) :] or len(before) == len(window)):
        return own[0].split(" ")[-1], "other"
    return "", "bare"


def find_dates(text: str, *, near: date | None = None, now: datetime | None = None) -> list[DatedText]:
    """Every date that stands in ``text`` with year, month and day, in order, with its label.

    ``near`` and ``now`` as for :func:`read_date`; with ``near`` a labelled date without a year is read too.
    Ranges (3月1日至3日), impossible days and parts of longer numbers are passed over. Meant for a line or a
    block of a page; a text of 20,000 characters is the most that is looked at.

    >>> [(found.label, found.role, found.moment.isoformat()) for found in find_dates(
    ...     "发布时间：2021-04-01 11:07     信息来源: 长塘镇人大办  归档时间:2024/4/3 9:38:43")]
    [('发布时间', 'publish', '2021-04-01T11:07:00+08:00'), ('归档时间', 'archived', '2024-04-03T09:38:43+08:00')]
    >>> find_dates("2015-11-10 01:51:51信息来源:浏览次数:字体:[ ]")[0].moment.precision
    'second'
    >>> find_dates("电话 0371-2023-0324，会期2023年3月24日至26日")
    []
    """
    plain = _plain(text[:20_000])
    found: list[DatedText] = []
    floor = 0
    for match in _DAY.finditer(plain):
        day, glue_safe = _day(match)
        if day is None:
            continue
        moment, end, weekday = _rest(plain, match.end(), day, glue_safe)
        at_range = _RANGE.search(plain, max(floor, match.start() - 4), match.start()) or _RANGE_AFTER.match(
            plain, end
        )
        label, role = _label(plain, match.start(), floor)
        floor = end
        if moment is None or at_range or _ahead(moment, now) or plain[end : end + 1].isdigit():
            continue
        if not label and (after := _LABEL_AFTER.match(plain, end)):
            label, role = after["label"], date_role(after["label"])
        if role == "bare" and weekday:
            role = "clock"
        found.append(DatedText(moment, match.start(), end, label, role))
    return found


# --- the URL's own date -----------------------------------------------------------------------------------

_URL_DAY = re.compile(
    r"/(?P<y>199[0-9]|20[0-4][0-9])(?P<s1>[-/_]?)(?P<m>[0-9]{1,2})(?P<s2>[-/_]?)(?P<d>[0-9]{1,2})(?=/)"
)
_URL_TRS = re.compile(r"/t(199[0-9]|20[0-4][0-9])([0-9]{2})([0-9]{2})_[0-9]+(?=[._]|$)")
_URL_MONTH = re.compile(r"/(199[0-9]|20[0-4][0-9])[-/]?(0[1-9]|1[0-2])(?=/)")


def _path(url: str) -> str:
    """The path; of a gateway or web archive, the path of the page that it shows."""
    try:
        path = urlsplit(url).path[:2000]
    except ValueError:
        return ""
    return path[max(path.rfind("/http:/"), path.rfind("/https:/"), -1) + 1 :] if "/http" in path else path


def url_date(url: str) -> Moment | None:
    """The day that the path of ``url`` carries; None where it carries none, a month only, or two different days.

    Shapes (field facts §1.7): ``/YYYY/MM-DD/ID.html``, ``/YYYYMM/tYYYYMMDD_ID``, ``/art/Y/M/D/`` not zero-padded,
    ``/YYYY-MM/DD/``, ``/YYYY-MM-DD/``, ``/YYYY/MMDD/``, ``/YYYYMM/DD/``, ``/YYYYMMDD/``. A day is made of whole
    directories, or of a TRS file name: digits of an id that happen to look like a date are none.

    >>> url_date("https://www.x.gov.cn/2022/08-11/2559082.html").isoformat()
    '2022-08-11'
    >>> url_date("http://www.x.gov.cn/art/2020/4/3/art_582_222083.html").isoformat()
    '2020-04-03'
    >>> url_date("http://www.x.gov.cn/xwzx/202309/20230914.html") is None
    True
    """
    path = _path(url)
    days: set[date | None] = set()
    for match in _URL_TRS.finditer(path):
        days.add(_date(int(match[1]), int(match[2]), int(match[3])))
    if not days:
        for match in _URL_DAY.finditer(path):
            padded = len(match["m"]) == 2 and len(match["d"]) == 2
            if (match["s1"] and match["s2"]) or padded:
                days.add(_date(int(match["y"]), int(match["m"]), int(match["d"])))
    days.discard(None)
    day = days.pop() if len(days) == 1 else None
    return _midnight(day) if day else None


def url_near(url: str) -> date | None:
    """A witness for ``near``: the day of the URL, or the middle of the month that its path names; else None.

    >>> url_near("http://www.x.gov.cn/ldjj/202309/debeb85666a34617bab6e21af9d66e95.shtml")
    datetime.date(2023, 9, 15)
    """
    moment = url_date(url)
    if moment:
        return moment.day
    months = {(int(match[1]), int(match[2])) for match in _URL_MONTH.finditer(_path(url))}
    if len(months) != 1:
        return None
    year, month = months.pop()
    return date(year, month, 15)


# --- the judge --------------------------------------------------------------------------------------------

# What a witness weighs when witnesses name different days; the order breaks ties. A label beside the date is
# what readers see; metas and scripts come from templates that get copied from other sites; the URL's day is
# when the CMS made the file; lists are off by −3 to +10 days (field facts §3.13).
_WEIGHT: dict[WitnessKind, int] = {
    "label": 4,
    "element": 4,
    "meta": 3,
    "url": 3,
    "script": 2,
    "listing": 2,
    "heuristic": 1,
}
_GENERAL_LABELS = frozenset({"时间", "日期"})
_LISTING_LAG = (timedelta(days=-3), timedelta(days=10))


@dataclass(frozen=True, slots=True)
class _Heard:
    """A witness with what its text was read as."""

    witness: Witness
    role: Role
    moment: Moment | None
    unreadable: bool
    """It does name a date, but one that cannot be: in the future, or not in the calendar."""

    @property
    def weight(self) -> int:
        weight = _WEIGHT.get(self.witness.kind, 0)
        return weight - 1 if self.witness.kind == "label" and self.witness.name in _GENERAL_LABELS else weight


def _hear(witness: Witness, near: date | None, now: datetime | None) -> _Heard:
    """The witness's text read: as a date, else as a line with one in it, preferably one labelled as published."""
    role = "publish" if witness.kind in ("url", "listing") else date_role(witness.name)
    if witness.kind == "url" and "/" in witness.raw:
        moment = url_date(witness.raw)
        ahead = moment is not None and _ahead(moment, now)
        return _Heard(witness, role, None if ahead else moment, ahead)
    moment = read_date(witness.raw, near=near, now=now)
    if moment is None:
        found = find_dates(witness.raw[:400], near=near, now=now)
        best = next((one for one in found if one.role == "publish"), found[0] if found else None)
        if best:
            moment = best.moment
            role = best.role if best.role not in ("bare", "other") else role
    plain = _plain(witness.raw[:400])
    if (
        role in ("bare", "publish")
        and witness.kind != "label"
        and _WEEKDAY.search(plain)
        and len(plain) < 40
        and not date_role(witness.name) == "publish"
    ):
        role = "clock"
    return _Heard(witness, role, moment, moment is None and bool(_DAY.search(plain)))


def decide_date(witnesses: Sequence[Witness], *, fetched_at: datetime | None) -> tuple[str | None, Evidence]:
    """``published_at`` as the witnesses give it, and how it was decided. (Rule to be written)"""
    heard = [_hear(witness, None, fetched_at) for witness in witnesses]
    return (heard[0].moment.isoformat() if heard and heard[0].moment else None), Evidence(
        witnesses=list(witnesses)
    )
