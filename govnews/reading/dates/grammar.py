"""One date, written alone: a strict grammar that reads the whole string or refuses it.

About 10 µs a string. dateparser is imported only for what is left and looks relative (昨天, 3小时前): with raw
strings it guesses, reading ``03-05`` as the year 2003 and ``2024年3月`` as today's day of that month (scrapy
facts §4). The forms are those of field facts §2 and §4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from string import ascii_letters, digits
from typing import Literal

from govnews.clock import BEIJING

Precision = Literal["day", "minute", "second"]

# The first Chinese sites went on line in the 1990s; what is older is a typing error or history.
_OLDEST = date(1990, 1, 1)
# Clocks of sites run ahead, and an article dated tomorrow is queued, not impossible.
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


def on_day(day: date) -> Moment:
    """The moment of a day without a clock time."""
    return Moment(datetime(day.year, day.month, day.day, tzinfo=BEIJING), "day")


def is_ahead(moment: Moment, now: datetime | None) -> bool:
    """Whether ``moment`` lies more than a day after ``now`` (aware); never where ``now`` is None."""
    return now is not None and moment.value > now + _AHEAD


_DIGITS = dict(zip("〇○◯零一二三四五六七八九两", (0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
_TENS = {"十": 10, "廿": 20, "卅": 30}


def _each(marks: str, plain: str) -> dict[int, str]:
    return dict.fromkeys(map(ord, marks), plain)


# One character for one, so that a span in the plain text is a span in the page's.
_PLAIN = str.maketrans(
    {
        **{ord(mark) + 0xFEE0: mark for mark in digits + ascii_letters},
        **_each("：﹕∶︰", ":"),
        **_each("－—–‐‑−―", "-"),
        **_each("／∕", "/"),
        **_each("～〜∼", "~"),
        **_each("（【［〔「『(“‘\"'", "["),
        **_each("）】］〕」』)”’", "]"),
        **{
            ord(wide): plain
            for wide, plain in zip("．，｜＋時點號週間發後", ".,|+时点号周间发后", strict=True)
        },
        # NBSP, U+2002 and their kin, zero widths, U+3000, BOM, controls: all separate in real pages.
        **dict.fromkeys([*range(9, 14), *range(0x1C, 0x20), 0x85, 0xA0, *range(0x2000, 0x2010)], " "),
        **dict.fromkeys([0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF], " "),
    }
)


def plain_text(text: str) -> str:
    """Digits, colons, dashes, brackets and white space in one form each; exactly as long as ``text``."""
    return text.translate(_PLAIN)


_N = "(?:[0-9]{1,2}|[〇○◯零一二两三四五六七八九十廿卅]{1,3})"
_YEAR = "(?:19|20)[0-9]{2}|[一二][九〇○◯零0OoＯ][〇○◯零0OoＯ一二三四五六七八九]{2}"
DAY = re.compile(
    rf"""(?<![0-9]) (?<![0-9][-/.]) (?P<year>{_YEAR})
    [ ]{{0,2}} (?P<s1>[-/.年]) [ ]{{0,2}} (?P<month>{_N})
    [ ]{{0,2}} (?P<s2>[-/.月]) [ ]{{0,2}} (?P<day>{_N}) (?:[ ]{{0,2}}[日号])?""",
    re.VERBOSE,
)
"""Year, month and day in plain text. Not every match is a day: see :func:`named_day`."""
_SEPARATORS = frozenset({"--", "//", "..", "年月"})
YEARLESS = re.compile(
    rf"""(?<![0-9年]) (?<![0-9][-/.]) (?P<month>{_N})
    (?: [ ]?月[ ]? (?P<day_cn>{_N}) [ ]?[日号] | [-/] (?P<day>[0-9]{{1,2}}) )""",
    re.VERBOSE,
)
"""Month and day in plain text: 03-24, 3/24, 3月24日."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?"
)
ENGLISH_DAY = re.compile(
    rf"""(?<![A-Za-z0-9]) (?:
      (?P<m1>{_MONTH})[.]?[ ]{{0,2}} (?P<d1>[0-9]{{1,2}})(?:st|nd|rd|th)?
          (?: [ ]{{0,2}},[ ]{{0,2}} | [ ]{{1,2}} ) (?P<y1>(?:19|20)[0-9]{{2}})
    | (?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)? [ -]{{0,2}} (?:of[ ])? (?P<m2>{_MONTH})[.,]?
          [ -]{{0,2}} (?P<y2>(?:19|20)[0-9]{{2}})
    ) (?![0-9])""",
    re.VERBOSE | re.IGNORECASE,
)
"""Month, day and year in English: Dec 6,2023; December 6th, 2023; 6 December 2023; 06-Dec-2023."""
SHORT_DAY = re.compile(
    r"""(?<![0-9A-Za-z第.]) (?<![0-9][-/.]) (?P<year>[0-9]{2})
    (?: (?P<s>[-/.]) (?P<m1>[0-9]{1,2}) (?P=s) (?P<d1>[0-9]{1,2}) | 年(?P<m2>[0-9]{1,2})月(?P<d2>[0-9]{1,2})日 )
    (?![0-9号])""",
    re.VERBOSE,
)
"""A day with two digits of its year, which stand first on Chinese pages: 23-12-05, 23年12月5日."""
_SHORT_YEAR = re.compile(r"([0-9]{2})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_WEEKDAY = re.compile(r"[ ]{0,4}\[?[ ]?(?:星期|周|礼拜)[ ]?([一二三四五六日天])[ ]?\]?")
_CLOCK = re.compile(
    rf"""
    (?P<join> T | [ ]{{0,40}} [|,]? [ ]{{0,2}} | - ) (?P<open> \[[ ]? )?
    (?P<half> 上午|下午|晚上|凌晨|中午|早上|早晨|清晨|午间|午后|傍晚|晚间|夜间|深夜|早|晚|夜|[AaPp][Mm] )? [ ]{{0,2}}
    (?P<hour> {_N} )
    (?: [ ]?:[ ]? (?P<minute>[0-9]{{2}}|[0-9](?=[ ]?:[ ]?[0-9]))
        (?: [ ]?:[ ]? (?P<second>[0-9]{{1,2}}) (?:[.][0-9]{{1,9}})? )?
      | [ ]? [时点] (?![击赞评])
        (?: 整 | (?P<thirty>半)
          | [ ]? (?P<minute_cn>{_N}) [ ]?
            (?: 分 (?: [ ]? (?P<second_cn>{_N}) [ ]? 秒 )? | (?![0-9分次人]) ) )?
    )
    (?: [ ]? (?P<half_after>[AaPp][.]?[Mm])[.]? (?![A-Za-z]) )?
    (?: [ ]? (?P<zone> Z | GMT | UTC | CST | (?:GMT|UTC)?[+-][0-9]{{1,2}}(?::?[0-9]{{2}})? )
        (?![0-9A-Za-z:+-]) )?
    (?(open) (?: [ ]?\] | $ ) )
    """,
    re.VERBOSE,
)
_PADDED = re.compile(r"[-/.][0-9]{2}[-/.][0-9]{2}")
_COMPACT = re.compile(
    r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})"
    r"(?:T?([0-9]{2})([0-9]{2})([0-9]{2})?(Z|[+-][0-9]{2}:?[0-9]{2})?| ?([0-9]{1,2}:[0-9:]{2,5}))?"
)
# Year and the rest in blocks of their own, as lists and Xinhua's skins draw them: 2024 05/09 22:27:02,
# 03-24 2023, 24 2023-03. The year has four digits and the month stands before the day: nothing else is meant.
_YEAR_FIRST = re.compile(r"((?:19|20)[0-9]{2}) ([0-9]{1,2})[-/]([0-9]{1,2})(?= |$)")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2}) ((?:19|20)[0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})日? ?/? ?((?:19|20)[0-9]{2})[-/.年]([0-9]{1,2})月?")
# Fri Mar 24 09:15:00 CST 2023 (java.util.Date); Fri, 24 Mar 2023 01:15:00 GMT (RFC 5322): metas, scripts.
_JAVA = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([0-9]{2}) ([0-9:]{8}) (CST|UTC|GMT(?:[+-][0-9:]{5})?) ([0-9]{4})"
)
_RFC5322 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?([0-9]{1,2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9:]{8}) (GMT|UTC|[+-][0-9]{4})"
)
# Friday, November 3, 2023; Fri Nov 03 2023 09:15:00 GMT+0800 (中国标准时间), which is a script's Date.
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ENGLISH_WEEKDAY = re.compile(rf"({'|'.join(_WEEKDAYS)})[a-z]{{0,6}},? ")
_ZONE_NAME = re.compile(r" \[[^\[\]]{1,40}\]?$")
_RELATIVE = re.compile(
    r"(?P<word>大?前天|昨天|今天|昨日|今日)|(?P<days>[0-9]{1,3}) ?天前|(?P<hours>[0-9]{1,3}) ?个?小时前"
    r"|刚刚|[0-9]{1,4} ?(?:分钟|秒钟?)前"
)


def _number(text: str) -> int:
    """An Arabic or Chinese numeral below 100, or a number digit by digit (二〇二三); -1 for what is neither.

    >>> [_number(text) for text in ("09", "九", "十二", "二十四", "廿四", "三十", "二〇二三", "二O一一")]
    [9, 9, 12, 24, 24, 30, 2023, 2011]
    >>> [_number(text) for text in ("十十", "四廿", "二十〇", "两十")]
    [-1, -1, -1, -1]
    """
    if text.isdigit():
        return int(text)
    place = next((place for place, mark in enumerate(text) if mark in _TENS), None)
    if place is None:
        return int("".join(mark if mark.isdigit() else str(_DIGITS.get(mark, 0)) for mark in text))
    before, mark, after = text[:place], text[place], text[place + 1 :]
    if before and (mark != "十" or before not in "一二三四五六七八九"):
        return -1
    if after and after not in "一二三四五六七八九":
        return -1
    return (_DIGITS[before] * 10 if before else _TENS[mark]) + (_DIGITS[after] if after else 0)


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day; None where the calendar has none such, or the web had none yet."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if found >= _OLDEST else None


def named_day(match: re.Match[str]) -> date | None:
    """The day that a match of :data:`DAY` names; None where it mixes separators or the day is impossible."""
    if match["s1"] + match["s2"] not in _SEPARATORS:
        return None
    return calendar_day(_number(match["year"]), _number(match["month"]), _number(match["day"]))


def english_day(match: re.Match[str]) -> date | None:
    """The day that a match of :data:`ENGLISH_DAY` names; None where the calendar has none such."""
    name, day, year = match["m1"] or match["m2"], match["d1"] or match["d2"], match["y1"] or match["y2"]
    return calendar_day(int(year), _MONTHS.index(name[:3].title()) + 1, int(day))


def short_day(match: re.Match[str]) -> date | None:
    """The day that a match of :data:`SHORT_DAY` names, from 1990 to 2049; None where there is none such."""
    year = int(match["year"])
    if 50 <= year < 90:
        return None
    month, day = match["m1"] or match["m2"], match["d1"] or match["d2"]
    return calendar_day(year + (2000 if year < 50 else 1900), int(month), int(day))


# For each half of the day: the hours that are read as they are, and those that count from noon.
_HOURS = {
    "": (range(25), range(0)),
    "上午": (range(12), range(0)),
    "凌晨": (range(7), range(0)),
    "中午": (range(11, 15), range(1, 3)),
    "下午": (range(12, 20), range(8)),
    "傍晚": (range(16, 21), range(4, 9)),
    "晚上": (range(17, 24), range(5, 12)),
    "深夜": (range(20, 24), range(8, 12)),
    "AM": (range(1, 12), range(0)),
    "PM": (range(12, 24), range(12)),
}
_HALVES = {
    **dict.fromkeys(("早上", "早晨", "清晨", "早"), "上午"),
    **{"午间": "中午", "午后": "下午", "晚间": "晚上", "晚": "晚上", "夜": "晚上", "夜间": "深夜"},
}
# Halves whose digital clock, as programs write it, stands at 12 in its first hour: 上午 12:10 is 00:10.
_FROM_TWELVE = frozenset({"上午", "凌晨"})


def _hour(hour: int, half: str) -> int | None:
    """The hour of the day (0 to 24); None where the half of the day contradicts it or leaves it open.

    上午12点 and 晚上12点 are refused: the one is noon or midnight, the other midnight of either end.

    >>> [_hour(*clock) for clock in ((9, ""), (3, "下午"), (15, "下午"), (12, "中午"), (0, "下午"), (12, "PM"))]
    [9, 15, 15, 12, 12, 12]
    >>> [_hour(*clock) for clock in ((15, "上午"), (12, "上午"), (12, "晚上"), (2, "深夜"))]
    [None, None, None, None]
    """
    as_is, from_noon = _HOURS[half]
    if half == "AM" and hour == 12:
        return 0
    return hour if hour in as_is else hour + 12 if hour in from_noon else None


def _zone(text: str) -> timezone | None:
    """The zone behind a clock time, None where there is none such; CST is China's here, never Chicago's."""
    if text == "CST":
        return timezone(timedelta(hours=8))
    offset = text.removeprefix("GMT").removeprefix("UTC").removeprefix("Z").replace(":", "")
    hours, minutes = int(offset[1:3] or 0), int(offset[3:] or 0)
    if hours > 14 or minutes > 59:
        return None
    return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if offset.startswith("-") else 1))


def _at_clock(day: date, clock: re.Match[str]) -> Moment | None:
    """``day`` at the time that ``clock`` gives, None where that time cannot be."""
    if clock["half"] and clock["half_after"]:
        return None
    half = (clock["half"] or clock["half_after"] or "").upper().replace(".", "")
    hour = _number(clock["hour"])
    by_program = hour == 12 and half in _FROM_TWELVE and clock["minute"]
    of_day = 0 if by_program else _hour(hour, _HALVES.get(half, half))
    minute = 30 if clock["thirty"] else _number(clock["minute"] or clock["minute_cn"] or "0")
    written_second = clock["second"] or clock["second_cn"]
    second = _number(written_second or "0")
    if (
        of_day is None
        or not (0 <= minute <= 59 and 0 <= second <= 59)
        or (of_day == 24 and (minute or second))
    ):
        return None
    # 24:00 is the end of its day (ISO 8601), which is the next one's midnight.
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the zone follows
    value = midnight + timedelta(hours=of_day, minutes=minute, seconds=second)
    if clock["zone"]:
        zone = _zone(clock["zone"])
        if zone is None:
            return None
        value = value.replace(tzinfo=zone).astimezone(BEIJING)
    return Moment(value.replace(tzinfo=BEIJING), "second" if written_second else "minute")


@dataclass(frozen=True, slots=True)
class Rest:
    """A day with what stands behind it in plain text."""

    moment: Moment | None
    """None where the weekday is another day's, or what follows leaves the day itself open."""
    end: int
    weekday: bool
    """Whether a weekday is written."""
    broken: bool
    """Whether a clock time is written that cannot be (16:75): then ``moment`` is the day alone."""


def read_rest(plain: str, day: date, end: int) -> Rest:
    """Weekday and clock time that follow ``day``, which ends at ``end`` of ``plain``."""
    weekday = _WEEKDAY.match(plain, end)
    ends_itself = weekday is not None or plain[end - 1] in "日号天"
    # 2021-03-1808:05 can be read in one way only, since every part is padded; 4 digits: never.
    padded = _PADDED.fullmatch(plain, max(end - 6, 0), end) is not None
    touching = 1 if ends_itself else 2 if padded else 4
    end = weekday.end() if weekday else end
    clock = _CLOCK.match(plain, end)
    moment: Moment | None = on_day(day)
    broken = False
    if clock:
        # Glued to an hour of too few digits the day may end elsewhere. 09:00-11:00 is a span: an offset west of
        # Greenwich is believed in the ISO form only.
        glued = not (clock["join"] or clock["open"] or clock["half"]) and len(clock["hour"]) < touching
        if glued or ("-" in (clock["zone"] or "") and clock["join"] != "T"):
            return Rest(None, clock.end(), weekday is not None, broken=False)
        at, end = _at_clock(day, clock), clock.end()
        moment, broken = at or moment, at is None
        weekday_after = None if weekday else _WEEKDAY.match(plain, end)
        if weekday_after:
            weekday, end = weekday_after, weekday_after.end()
    if weekday and "一二三四五六日".index(weekday[1].replace("天", "日")) != day.weekday():
        moment = None
    return Rest(moment, end, weekday is not None, broken)


def _to_the_end(plain: str, day: date | None, end: int) -> Moment | None:
    """``day``, which ends at ``end``, with its clock time, where nothing else follows and nothing contradicts."""
    if day is None:
        return None
    rest = read_rest(plain, day, end)
    return rest.moment if rest.end == len(plain) and not rest.broken else None


def _absolute(plain: str) -> Moment | None:
    match = DAY.match(plain)
    return _to_the_end(plain, named_day(match), match.end()) if match else None


def _english(plain: str) -> Moment | None:
    """Dec 6, 2023; Friday, 3 November 2023 4:20 PM; Fri Nov 03 2023 09:15:00 GMT+0800 [CST]."""
    weekday = _ENGLISH_WEEKDAY.match(plain)
    match = ENGLISH_DAY.match(plain, weekday.end() if weekday else 0)
    day = english_day(match) if match else None
    if match is None or day is None or (weekday and _WEEKDAYS.index(weekday[1]) != day.weekday()):
        return None
    return _to_the_end(_ZONE_NAME.sub("", plain), day, match.end())


def _compact(plain: str) -> Moment | None:
    """20230324, 20230324 09:15, 202303240915, 20230324091500, 20230324T091500Z."""
    match = _COMPACT.fullmatch(plain)
    if not match:
        return None
    year, month, day, hour, minute, second, zone, clock = match.groups()
    if hour:
        clock = f"{hour}:{minute}" + (f":{second}" if second else "") + (zone or "")
    return _absolute(f"{year}-{month}-{day}" + (f"T{clock}" if clock else ""))


def _epoch(plain: str) -> Moment | None:
    """Seconds or milliseconds since 1970, from 2001-09 to 2033-01: other ten digits are a telephone or an id."""
    if not (len(plain) in (10, 13) and plain.isascii() and plain.isdigit()):
        return None
    seconds = int(plain[:10])
    if not 1_000_000_000 <= seconds < 1_990_000_000:
        return None
    return Moment(datetime.fromtimestamp(seconds, BEIJING), "second")


def _rewritten(plain: str) -> Moment | None:
    """What says the same as ``YYYY-MM-DD hh:mm:ss`` in another order."""
    if match := _YEAR_FIRST.match(plain):
        return _absolute(f"{match[1]}-{match[2]}-{match[3]}{plain[match.end() :]}")
    if match := _YEAR_LAST.fullmatch(plain):
        return _absolute(f"{match[3]}-{match[1]}-{match[2]}")
    if match := _DAY_FIRST.fullmatch(plain):
        return _absolute(f"{match[2]}-{match[3]}-{match[1]}")
    if match := _JAVA.fullmatch(plain):
        month, day, clock, zone, year = match.groups()
    elif match := _RFC5322.fullmatch(plain):
        day, month, year, clock, zone = match.groups()
    else:
        return None
    return _absolute(f"{year}-{_MONTHS.index(month) + 1}-{day}T{clock}{zone}") if month in _MONTHS else None


def closest_day(month: int, day: int, near: date) -> date | None:
    """The day of that month and number closest to ``near``; None where none lies within a season of it."""
    days = [calendar_day(year, month, day) for year in (near.year - 1, near.year, near.year + 1)]
    return next((found for found in days if found and abs(found - near) <= _NEAR), None)


def yearless_day(match: re.Match[str], near: date) -> date | None:
    """The day that a match of :data:`YEARLESS` names, its year taken from ``near``."""
    return closest_day(_number(match["month"]), _number(match["day"] or match["day_cn"]), near)


def _witnessed(plain: str, near: date) -> Moment | None:
    """A date that leaves its year or century to ``near``."""
    if match := _SHORT_YEAR.match(plain):
        first, second, third = int(match[1]), int(match[3]), int(match[4])
        # 11-03-24 is 2011-03-24, or written the foreign way 24 March 2011, 11 March or 3 November 2024.
        orders = ((first, second, third), (third, second, first), (third, first, second))
        readings = {calendar_day(2000 + year, month, number) for year, month, number in orders}
        fitting = {found for found in readings if found and abs(found - near) <= _NEAR}
        day = calendar_day(2000 + first, second, third) if len(fitting) == 1 else None
        day = day if day in fitting else None
    elif match := SHORT_DAY.match(plain):  # 23年3月24日
        day = short_day(match)
        day = day if day and abs(day - near) <= _NEAR else None
    elif match := YEARLESS.match(plain):
        day = yearless_day(match, near)
    else:
        return None
    return _to_the_end(plain, day, match.end())


def _relative(plain: str, now: datetime) -> Moment | None:
    """昨天 10:30, 3小时前, 刚刚 as seen at ``now``.

    N小时前 is exact to the hour at best, so it gives the day, and nothing where that hour spans midnight.
    """
    match = _RELATIVE.match(plain)
    if not match or (match.end() != len(plain) and not match["word"]):
        return None
    import dateparser  # noqa: PLC0415  (0.3 s of CPU, for the few pages that need it)

    then = dateparser.parse(
        match[0].replace("日", "天"),
        languages=["zh"],
        settings={
            "RELATIVE_BASE": now.astimezone(BEIJING).replace(tzinfo=None, second=0, microsecond=0),
            "PARSERS": ["absolute-time", "relative-time"],
            "REQUIRE_PARTS": ["day", "month", "year"],
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
    if then is None:
        return None
    if match["word"]:
        return _to_the_end(plain, then.date(), match.end())
    if match["hours"] and (then - timedelta(hours=1)).date() != then.date():
        return None
    if match["days"] or match["hours"]:
        return on_day(then.date())
    return Moment(then.replace(tzinfo=BEIJING), "minute")


def read_date(text: str, *, near: date | None = None, now: datetime | None = None) -> Moment | None:
    """The moment that ``text`` is, or None: it must be a date from end to end, brackets around it aside.

    ``near`` is a witness for the year of a date without one (03-24, 3月24日, 02-13 09:33) or with two digits
    of it (23-03-24): the reading within three months of it is taken; without ``near`` such dates are refused.
    ``now`` (aware) resolves 昨天 and 3小时前, which are refused without it, and refuses what lies more than a
    day ahead. Naive times are Beijing time; ISO times with Z or an offset are converted to it. Refused as
    well: impossible days and times, a weekday that is not that day's, days before 1990, months, years, ranges.

    >>> read_date("二〇二三年三月二十四日").isoformat()
    '2023-03-24'
    >>> read_date("2023-03-24T01:15:00Z").isoformat()
    '2023-03-24T09:15:00+08:00'
    >>> read_date("03-24") is None, read_date("03-24", near=date(2023, 4, 1)).isoformat()
    (True, '2023-03-24')
    >>> read_date("2024年3月") is None, read_date("2023-02-30") is None
    (True, True)
    >>> read_date("发布时间：2023-03-24") is None  # find_dates reads it
    True
    """
    if len(text) > 4 * _LONGEST:
        return None
    plain = " ".join(plain_text(text).split()).strip("[] ")
    if not plain or len(plain) > _LONGEST:
        return None
    moment = _absolute(plain) or _compact(plain) or _epoch(plain) or _rewritten(plain) or _english(plain)
    if moment is None and near is not None:
        moment = _witnessed(plain, near)
    if moment is None and now is not None:
        moment = _relative(plain, now)
    return None if moment is None or is_ahead(moment, now) else moment
