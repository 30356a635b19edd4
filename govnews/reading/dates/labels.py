"""Dates that stand inside a line, and what the labels beside them say (field facts §4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from govnews.reading.dates.grammar import (
    DAY,
    ENGLISH_DAY,
    SHORT_DAY,
    YEARLESS,
    Moment,
    Rest,
    english_day,
    is_ahead,
    named_day,
    plain_text,
    read_rest,
    short_day,
    yearless_day,
)
from govnews.reading.vocabulary import (
    ARCHIVED,
    CLOCKS,
    CREDITED,
    DATE_NOUNS,
    ENTERED,
    GENERATED,
    PUBLISHED,
    UPDATED,
    WRITTEN,
    spaced,
)
from govnews.text import remembered

Role = Literal["publish", "updated", "entered", "written", "archived", "generated", "clock", "other", "bare"]
"""What a date is the date of. ``publish`` 发布时间, ``updated`` 更新时间, ``entered`` 加入时间, ``written`` 成文日期 or 发文日期,
``archived`` 归档时间, ``generated`` 页面生成时间, ``clock`` 现在是, ``other`` 会议时间, ``bare`` nothing is said."""

# A line or block of a page; longer text is prose, where a date is an event's.
_LONGEST = 20_000
# What every year begins with, or a short one is followed by: most lines have no date, and this tells it before they
# are put into plain form. (One class in front: lines are passed over at the speed of a search for characters.)
_CENTURY = re.compile(
    "[0-9１２一二](?:(?<=[1１])[9９]|(?<=[2２])[0０]|(?<=[一二])[九〇○◯零0０OoＯｏ]"
    "|(?<=[0-9])[0-9][-/.年][0-9]{1,2}[-/.月][0-9])"
)
# What every English month has, and most lines have not: the pattern of an English day is slow to say so.
_LETTERS = re.compile("[a-z]{3}", re.IGNORECASE)
# Characters before a date in which its label stands.
_WINDOW = 40


@dataclass(frozen=True, slots=True)
class DatedText:
    """A date found inside a longer text."""

    moment: Moment
    start: int
    """``text[start:end]`` is the date as written."""
    end: int
    label: str
    """The label before it, spaces and colon removed (发布时间), or behind it (发布); empty where there is none."""
    role: Role
    """What the label says; an unlabelled date with its weekday is a ``clock``."""
    broken: bool
    """Whether a clock time stands behind the day that cannot be (16:75): the moment is the day alone."""


def _words(words: list[str]) -> str:
    """Alternatives whose characters may stand up to three blanks apart, as in 发 布 时 间."""
    return spaced(words, gap="[ ]{0,3}")


_WHEN = f"[ ]{{0,3}}(?:{_words(DATE_NOUNS)}){{1,2}}"
_PATTERNS: dict[Role, str] = {
    "generated": f"(?:{_words(GENERATED)}){_WHEN}",
    "entered": f"(?<![一-鿿])(?:{_words(ENTERED)}){_WHEN}",
    "archived": f"(?:{_words(ARCHIVED)}){_WHEN}",
    "updated": f"(?:{_words(UPDATED)}){_WHEN}|{_words(['更新', '更新至', '修改'])}",
    "written": f"(?:{_words(WRITTEN)}){_WHEN}",
    "clock": f"{_words(CLOCKS)}|(?<![一-鿿])(?:{_words(['今天', '今日', '现在'])})",
    # 时间 and 日期 alone must begin a word: 会议时间 is another time.
    "publish": f"(?:{_words(PUBLISHED)}){_WHEN}|{_words(['发布', '发表', '刊发'])}"
    f"|(?<![一-鿿])(?:{_words(['时间', '日期'])})",
}
_LABELS: list[tuple[Role, re.Pattern[str]]] = [
    (role, re.compile(rf"(?:{pattern})$")) for role, pattern in _PATTERNS.items()
]
# Names of metas, elements and script keys, lower case, by the part that tells (field facts §2).
_NAMES: list[tuple[Role, re.Pattern[str]]] = [
    ("updated", re.compile(r"modif|update|revis|lastedit|gengxin|gxsj|xgsj")),
    ("generated", re.compile(r"maketime|generat|^others$|createpage")),
    ("archived", re.compile(r"archiv|guidang")),
    ("clock", re.compile(r"clock|now|sys(?:tem)?[-_]?(?:time|date)|server[-_]?(?:time|date)|current|today")),
    ("other", re.compile(r"(?:start|begin|end|valid|deadline|expir\w{0,5}|event)[-_]?(?:time|date)|expires")),
    ("written", re.compile(r"cwrq|fwrq|writ(?:e|ten)[-_]?(?:time|date)|sign[-_]?(?:time|date)")),
    (
        "publish",
        re.compile(r"pub|issue|release|post|creat|docdate|fabu|fbsj|fbrq|news[-_]?(?:time|date)|ptime"),
    ),
]
_GAP = re.compile(r"[ ]{0,6}:?[ ]{0,6}\[?[ ]{0,6}$")
_OWN_WORD = re.compile(r"[一-鿿A-Za-z][一-鿿A-Za-z ]{0,15}$")
# The same where the word itself says that it is a time (报名截止时间 2023-11-09), and in English.
_OWN_TIME = re.compile(r"[一-鿿]{1,10}(?:时间|日期|期限|有效期|公示期)$")
_ENGLISH_LABEL = re.compile(
    r"(?<![A-Za-z])(?:(?:[A-Za-z]{2,12} )?(?:date|time)"
    r"|(?:last )?(?:updated|modified|revised|published|released|posted|issued)(?: (?:on|at))?)$",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"[ ]?(发布|发表|刊发|更新)(?![一-鿿]|[ ]?:)")
# 3月1日至3日, 2023.3.1-2023.4.1: a span of time is no moment. Of one with two whole dates what stands between them
# says it, else the one character before, or behind, and the number beyond it.
_BETWEEN = re.compile(r"\]?[ ]{0,2}起?[ ]{0,2}(?:[-~]{1,3}|[至到]|to|until)[ ]{0,3}\[?")
_RANGE_BEFORE = re.compile(r"(?:[日号0-9][ ]?[-~]|[至到])[ ]?$")
_RANGE_BEHIND = re.compile(r"[ ]?起?[-~至到]{1,3}[ ]?[0-9〇零一二三四五六七八九十]")
_CREDITED = re.compile(spaced(CREDITED, gap="[ ]?"))
_CREDIT_BEFORE = re.compile(
    rf"(?:{spaced(CREDITED, gap='[ ]?')}|供稿|撰稿|审核|校对|记者|摄影|机构|单位|部门|发布[者人])[ ]?:[ ]{{0,3}}$"
)
# The date would be part of a longer number, a version or an address.
_GOES_ON = re.compile(r"[-/.:]?[0-9]")


def date_role(label: str) -> Role:
    """What a label says of the date beside it; also the name of a meta, an element or a script's key.

    >>> [date_role(label) for label in ("发布时间", "发 布 日 期：", "更新日期", "成文日期", "归档时间")]
    ['publish', 'publish', 'updated', 'written', 'archived']
    >>> [date_role(label) for label in ("加入时间", "投稿日期", "系统上线时间", "加入公约时间")]
    ['entered', 'entered', 'other', 'other']
    >>> [date_role(label) for label in ("现在是", "会议时间", "来源", "")]
    ['clock', 'other', 'other', 'bare']
    >>> [date_role(name) for name in ("PubDate", "lastmodifiedtime", "maketime", "#time")]
    ['publish', 'updated', 'generated', 'bare']
    """
    plain = plain_text(label[-_WINDOW:]).strip(" :[]")
    if not plain:
        return "bare"
    if plain.isascii():
        name = plain.lower()
        # A name in one word says nothing by itself; two words are a label: Opening time.
        return next(
            (role for role, pattern in _NAMES if pattern.search(name)), "other" if " " in name else "bare"
        )
    return next((role for role, pattern in _LABELS if pattern.search(plain)), "other")


_LONGEST_LABEL = 6  # 信息发布时间


def _label(plain: str, start: int, floor: int) -> tuple[str, Role]:
    """The label before the date at ``start``; what stands before ``floor`` is another date's."""
    window = plain[max(floor, start - _WINDOW) : start]
    gap = _GAP.search(window)
    before = window[: gap.start()] if gap else window
    for role, pattern in _LABELS:
        if match := pattern.search(before):
            return match[0].replace(" ", ""), role
    if english := _ENGLISH_LABEL.search(before):
        role = date_role(english[0])
        return english[0], "publish" if role == "bare" else role  # Date, Time: as 时间 and 日期 the page's
    if time := _OWN_TIME.search(before):
        # Behind 作者： it is a name, and the label glued to it: 作者：系统管理员时间：2022-10-08.
        label = time[0][-2:] if _CREDIT_BEFORE.search(before, 0, time.start()) else time[0]
        return label, date_role(label)
    own = _OWN_WORD.search(before)
    if own and ":" in window[len(before) :]:
        label = own[0].split(" ")[-1]
        # What stands before it is the site's name, or the value of another label: 来源：区残联时间：2023-08-03.
        behind_another = before[: own.start()].rstrip().endswith(":")
        if (behind_another or len(label) > _LONGEST_LABEL) and label.endswith(("时间", "日期")):
            label = label[-2:]
        return label, date_role(label)
    return "", "bare"


def _stands_alone(plain: str, floor: int, start: int, end: int) -> bool:
    """Whether the date is neither an end of a span of time nor a part of a longer number."""
    # A minute or second has two digits: what is glued to it is the next element's, a counter of readers.
    timed = end >= 3 and plain[end - 3] == ":" and plain[end : end + 1].isdigit()
    if _GOES_ON.match(plain, end) and plain[end - 1] not in "日号" and not timed:
        return False
    return not (_RANGE_BEFORE.search(plain, max(floor, start - 4), start) or _RANGE_BEHIND.match(plain, end))


def find_dates(text: str, *, near: date | None = None, now: datetime | None = None) -> tuple[DatedText, ...]:
    """Every date that stands in ``text`` with its year, month and day, in order, with its label.

    With ``near``, a witness for the year as for :func:`read_date`, labelled dates without a year are found too.
    ``now`` (aware) leaves out what lies more than a day ahead. Spans of time (3月1日至3日), impossible dates and
    parts of longer numbers are left out. ``text`` is a line or a block: only its first 20,000 characters count.

    >>> line = "发布时间：2021-04-01 11:07     信息来源: 长塘镇人大办  归档时间:2024/4/3 9:38:43"
    >>> [(found.label, found.role, found.moment.precision) for found in find_dates(line)]
    [('发布时间', 'publish', 'minute'), ('归档时间', 'archived', 'second')]
    >>> find_dates("2015-11-10 01:51:51信息来源:浏览次数:字体:[ ]")[0].moment.isoformat()
    '2015-11-10T01:51:51+08:00'
    >>> find_dates("电话 0371-2023-03-24，会期2023年3月24日至26日")
    ()
    """
    said = text[:_LONGEST]
    found = _whole_dates(said) if _CENTURY.search(said) else ()
    if near is not None and (yearless := _yearless(plain_text(said), near)):
        found = tuple(sorted([*found, *yearless], key=lambda dated: dated.start))
    return found if now is None else tuple(dated for dated in found if not is_ahead(dated.moment, now))


@remembered(64)  # the readers of a page ask for the same few lines, several times each
def _whole_dates(text: str) -> tuple[DatedText, ...]:
    """The dates with a year."""
    plain = plain_text(text)
    found: list[DatedText] = []
    floor = 0
    for start, end, day, short in _days(plain):
        if start < floor:
            continue
        rest = read_rest(plain, day, end)
        span = floor > 0 and _BETWEEN.fullmatch(plain, floor, start) is not None
        if span and found and found[-1].end == floor:
            found.pop()
        dated = None if span else _dated(plain, start, rest, floor)
        # 23.11.3 in a line may be a version or a number of a list: it counts alone, or padded where the line begins.
        numbered = short and "." in text[start:end] and (start > 0 or end not in (8, len(text)))
        if dated and not (numbered and dated.role == "bare"):
            found.append(dated)
        floor = rest.end
    return tuple(found)


def _days(plain: str) -> list[tuple[int, int, date, bool]]:
    """Where each day stands in ``plain``, in order, with the day; True where its year has two digits."""
    english = ((ENGLISH_DAY, english_day),) if _LETTERS.search(plain) else ()
    found = [
        (match.start(), match.end(), day, pattern is SHORT_DAY)
        for pattern, read in ((DAY, named_day), (SHORT_DAY, short_day), *english)
        for match in pattern.finditer(plain)
        if (day := read(match))
    ]
    found.sort()
    return found


def _yearless(plain: str, near: date) -> list[DatedText]:
    """The labelled dates without a year."""
    found: list[DatedText] = []
    floor = 0
    for match in YEARLESS.finditer(plain):
        day = yearless_day(match, near)
        if day is not None and match.start() >= floor:
            rest = read_rest(plain, day, match.end())
            dated = _dated(plain, match.start(), rest, floor)
            found += [dated] if dated and dated.role not in ("bare", "clock", "other") else []
            floor = rest.end
    return found


def _dated(plain: str, start: int, rest: Rest, floor: int) -> DatedText | None:
    """The date that stands in ``plain[start:rest.end]``; None where it is a part of something else."""
    if rest.moment is None or not _stands_alone(plain, floor, start, rest.end):
        return None
    label, role = _label(plain, start, floor)
    if not label and (behind := _BEHIND.match(plain, rest.end)):
        label, role = behind[1], date_role(behind[1])
    if role == "bare" and rest.weekday and not _CREDITED.search(plain):
        role = "clock"
    return DatedText(rest.moment, start, rest.end, label, role, rest.broken)
