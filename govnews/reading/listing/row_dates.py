"""The date that each row of a list gives to its link."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as day
from itertools import pairwise

from govnews.reading.dates import find_dates
from govnews.reading.listing.lists import Row
from govnews.reading.page.outline import Outline, holds_date, only_date
from govnews.text import fold

# Pieces of a date that stand in blocks of their own: 24 | 2023-03, 03-24 | 2023, 2023年 | 03月 | 24日
_PIECE = re.compile(r"[\d\s年月日./\[\]()-]{1,12}")
_YEAR, _MONTH, _D = r"(?P<y>(?:19|20)\d\d)", r"(?P<m>\d{1,2})", r"(?P<d>\d{1,2})"
_SPLIT = [
    re.compile(pattern)
    for pattern in (
        rf"{_D}日? {_YEAR}[-./年] ?{_MONTH}月?",
        rf"{_YEAR}[-./年] ?{_MONTH}月? {_D}日?",
        rf"{_MONTH}[-./月] ?{_D}日? {_YEAR}年?",
        rf"{_YEAR}年? {_MONTH}[-./月] ?{_D}日?",
        rf"{_YEAR}年? {_MONTH}月? {_D}日?",
        rf"{_D}日? {_MONTH}月? {_YEAR}年?",
        rf"{_MONTH}月 {_D}日?",
        rf"{_D}日? {_MONTH}月",
    )
]
# A heading of the rows that belong to a year or a month: 2024年, 2024年6月, 2024-06.
_GROUP = re.compile(r"((?:19|20)\d\d)(?:年|年?\s{0,9}[-./]?\s{0,9}(\d{1,2})月?份?)?")
_STAMP = re.compile(r"\s{0,9}(?:19|20)\d\d[-/]\d\d?[-/]\d\d?(?!\d).{0,20}$")
_DAY_OF_MONTH = re.compile(r"(\d{1,2})日?")
_MONTH_AND_DAY = re.compile(r"(\d{1,2})[-/.月]\s?(\d{1,2})日?")
_SHORT_DAY = re.compile(r"(\d\d)(?:([-/.])(\d\d?)\2(\d\d?)|年(\d\d?)月(\d\d?)日)(?!\d)")
# The head of a column of dates, and what it holds where they are the days on which the rows appeared here.
_DATE_HEAD = re.compile(r"[\u4e00-\u9fff]{0,4}(?:日期|时间)")
_PUBLISHED = re.compile("发布|公布|公开|上网|发文")
# Texts before a list that may be the heads of its columns.
_HEADS = 12
_HAS_YEAR = re.compile(r"(?:19|20)\d\d|\d{1,4}\D{1,9}\d{1,4}[^\d:：]{1,9}\d{1,4}")


@dataclass(slots=True)
class RowDate:
    """A row's date: as written, as text that the date parser reads, and the numbers of the texts it was taken from."""

    raw: str | None = None
    text: str | None = None
    used: set[int] = field(default_factory=set)


# Where a date stands in its row: path of tags, and number among the dates at the same path.
_Place = tuple[int, int]


def row_dates(outline: Outline, rows: Sequence[Row], gaps: Sequence[tuple[int, int]]) -> list[RowDate]:
    """The date of each row; ``gaps`` are the texts before, between and after the rows, as ranges.

    Inside a row a date is looked for as a text of its own, at the place where most rows have one; then as
    neighbouring texts of day, month and year; then within a line beside the title. Where fewer than half of
    the rows have one inside, it is looked for between the rows. What a date lacks of its year is told by an
    attribute or by a heading of the rows.
    """
    dates = _dates_inside(outline, rows)
    if sum(date.raw is not None for date in dates) < 0.5 * len(dates):
        beside = _dates_beside(outline, gaps, [not date.raw for date in dates])
        dates = [date if date.raw else RowDate(raw, raw) for date, raw in zip(dates, beside, strict=True)]
    for row, date in zip(rows, dates, strict=True):
        if not _HAS_YEAR.search(date.text or "") and (stamp := _stamp(outline, row)):
            date.raw, date.text = date.raw or stamp, stamp
    if gaps and (group := _group(outline, gaps[0])):
        for row, date in zip(rows, dates, strict=True):
            _complete(outline, row, date, *group)
    return dates


def _dates_inside(outline: Outline, rows: Sequence[Row]) -> list[RowDate]:
    """The date that stands in each row; empty where it has none."""
    places = [_dates_by_place(outline, row) for row in rows]
    order = _places_in_order(outline, places, _date_heads(outline, rows))
    return [_date_inside(outline, row, found, order) for row, found in zip(rows, places, strict=True)]


def _date_inside(
    outline: Outline, row: Row, found: dict[_Place, tuple[str, int]], order: dict[_Place, int]
) -> RowDate:
    """A date with a year that is a text of its own; else one in several texts, one without a year, one in a line."""
    alone = _date_alone(found, order)
    if alone is not None and _HAS_YEAR.search(alone.text or ""):
        return alone
    split = _split_date(outline, row)
    if split is not None and alone is None:
        return split
    if split is not None and alone is not None and _HAS_YEAR.search(split.text or ""):
        return RowDate(split.raw, split.text, alone.used | split.used)
    return alone or _date_in_line(outline, row) or RowDate()


def _date_alone(found: dict[_Place, tuple[str, int]], order: dict[_Place, int]) -> RowDate | None:
    """Of the texts that are a date the one at the best place; all of them are taken."""
    if not found:
        return None
    raw = found[min(found, key=order.__getitem__)][0]
    return RowDate(raw, raw, {text for _, text in found.values()})


def _dates_beside(outline: Outline, gaps: Sequence[tuple[int, int]], undated: list[bool]) -> list[str | None]:
    """The date after each row, or the one before it where more rows have that.

    Where no row has a date inside and few gaps have one, those are headings of days: each goes for all rows
    below it.
    """
    between = [_date_between(outline, low, high) for low, high in gaps]
    between[0] = between[0] or _day_heading(outline, gaps[0][0])
    after, before = between[1:], between[:-1]
    if before[0] and all(undated) and sum(map(bool, between)) < 0.8 * len(undated):
        before = _carried(before)
    return after if sum(map(bool, after)) >= sum(map(bool, before)) else before


def _stamp(outline: Outline, row: Row) -> str | None:
    """The day that an attribute tells: ``<time datetime="2024-06-18T09:15:00+08:00">6月18日</time>``."""
    first = bisect_left(outline.stamps, (row.node, ""))
    end = bisect_left(outline.stamps, (outline.last[row.node] + 1, ""))
    return next((stamp for _, stamp in outline.stamps[first:end][:5] if _STAMP.match(stamp)), None)


def short_day(text: str) -> day | None:
    """The day that a date with two digits of its year names, which in a list stand first; None for any other.

    >>> short_day("24-06-14"), short_day("06-14"), short_day("2024-06-14")
    (datetime.date(2024, 6, 14), None, None)
    """
    match = _SHORT_DAY.match(text)
    try:
        return (
            day(2000 + int(match[1]), int(match[3] or match[5]), int(match[4] or match[6])) if match else None
        )
    except ValueError:  # 31-06-24
        return None


def year_stands_first(texts: Sequence[str | None]) -> bool:
    """Whether the short dates of a column begin with their year: of the numbers the year changes least.

    Two rows or fewer, and other dates, show nothing that speaks against it.

    >>> year_stands_first(["24-06-14", "24-06-11", "23-12-30"]), year_stands_first(["14-06-24", "11-06-24", "30-05-24"])
    (True, False)
    """
    short = [match for text in texts if text and (match := _SHORT_DAY.match(text)) and match[2]]
    return len(short) < 3 or len({match[1] for match in short}) <= len({match[4] for match in short})


def _carried(dates: list[str | None]) -> list[str | None]:
    """``dates`` with each one standing for those after it, too."""
    carried: list[str | None] = []
    for date in dates:
        carried.append(date or (carried[-1] if carried else None))
    return carried


def _day_heading(outline: Outline, low: int) -> str | None:
    """The date that stands alone right before a list."""
    return outline.dates[low - 1] if low > 0 and outline.link_of[low - 1] < 0 else None


def _group(outline: Outline, gap: tuple[int, int]) -> tuple[str, str | None] | None:
    """Year and month (None where it names none) of the heading that stands close before the rows."""
    low, first = gap
    for i in range(first - 1, max(low - 3, -1), -1):
        if match := _GROUP.fullmatch(outline.texts[i].strip()):
            return (match[1], match[2]) if outline.link_of[i] < 0 else None
    return None


def _complete(outline: Outline, row: Row, date: RowDate, year: str, month: str | None) -> None:
    """Complete ``date`` by the heading of its rows: 06-18 lacks the year, 18日 lacks year and month."""
    if date.text and (match := _MONTH_AND_DAY.fullmatch(date.text)):
        date.text = f"{year}-{match[1]}-{match[2]}"
    elif date.raw is None and month:
        texts = range(outline.low[row.node], outline.high[row.node])
        days = (
            (i, _DAY_OF_MONTH.fullmatch(outline.texts[i].strip())) for i in texts if _own(outline, row, i)
        )
        if found := next(((i, match) for i, match in days if match), None):
            date.raw, date.text = found[1][0], f"{year}-{month}-{found[1][1]}"
            date.used.add(found[0])


def _dates_by_place(outline: Outline, row: Row) -> dict[_Place, tuple[str, int]]:
    """The texts of a row that are a date, by path and by their order at the same path."""
    places: dict[_Place, tuple[str, int]] = {}
    for i in range(outline.low[row.node], outline.high[row.node]):
        raw = outline.dates[i]
        if raw is not None and _own(outline, row, i):
            path, ordinal = outline.paths[outline.owners[i]], 0
            while (path, ordinal) in places and ordinal < 8:
                ordinal += 1
            places[path, ordinal] = raw, i
    return places


def _own(outline: Outline, row: Row, text: int) -> bool:
    """Whether a text stands in none of the row's links to other targets."""
    link = outline.link_of[text]
    return link < 0 or outline.links[link].href == row.href


def _date_heads(outline: Outline, rows: Sequence[Row]) -> list[str]:
    """What the columns of dates are called, in order, by the texts before the first row: 成文日期, 发布日期."""
    first = outline.low[rows[0].node] if rows else 0
    texts = ("".join(text.split()) for text in outline.texts[max(0, first - _HEADS) : first])
    return [text for text in texts if _DATE_HEAD.fullmatch(text)]


def _places_in_order(
    outline: Outline, places: list[dict[_Place, tuple[str, int]]], heads: list[str]
) -> dict[_Place, int]:
    """The places of dates, the best first: in most rows, under 发布日期, in falling order (成文日期 is less so), outermost.

    ``heads`` are those of the columns of dates; they tell something only where there are as many as dates in a row.
    """
    fullest = max(places, key=len, default={})
    columns = sorted(fullest, key=lambda place: fullest[place][1])
    headed = dict(zip(columns, heads, strict=True)) if len(columns) == len(heads) else {}
    written: dict[_Place, list[str]] = defaultdict(list)
    depths: dict[_Place, int] = {}
    for found in places:
        for place, (raw, text) in found.items():
            written[place].append(raw)
            depths.setdefault(place, sum(1 for _ in outline.ancestors(outline.owners[text])))
    most = max(map(len, written.values()), default=0)

    def quality(place: _Place) -> tuple[bool, bool, bool, int, int]:
        dates = written[place]
        rises = sum(_digits(a) < _digits(b) for a, b in pairwise(dates))
        with_year = sum(bool(_HAS_YEAR.search(date)) for date in dates)
        published = bool(_PUBLISHED.search(headed.get(place, "")))
        return len(dates) < 0.8 * most, with_year < 0.5 * len(dates), not published, rises, depths[place]

    return {place: rank for rank, place in enumerate(sorted(written, key=quality))}


def _digits(raw: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d{1,8}", raw)]


def _split_date(outline: Outline, row: Row) -> RowDate | None:
    """Day and month in blocks of their own: ``<b>24</b><i>2023-03</i>``."""
    run: list[int] = []
    for i in range(outline.low[row.node], outline.high[row.node] + 1):
        text = outline.texts[i].strip() if i < outline.high[row.node] else ""
        if text and _PIECE.fullmatch(text) and _own(outline, row, i):
            run.append(i)
        elif len(run) > 1 and (date := _joined(outline, run[:6])):
            return date
        else:
            run = []
    return None


def _joined(outline: Outline, run: list[int]) -> RowDate | None:
    """The date that neighbouring pieces make, the longest first."""
    for size in range(min(len(run), 4), 1, -1):
        for first in range(len(run) - size + 1):
            pieces = run[first : first + size]
            raw = fold(" ".join(outline.texts[i].strip(" \t\r\n\xa0[]()/-") for i in pieces))
            if text := _in_order(raw):
                return RowDate(raw, text, set(pieces))
            whole = only_date(fold("".join(outline.texts[i] for i in pieces)))
            if whole and not whole.isdigit():
                return RowDate(whole, whole, set(pieces))
    return None


def _in_order(pieces: str) -> str | None:
    """Day, month and year in whichever order as ``YYYY-MM-DD``, ``MM-DD`` without a year; None for anything else.

    >>> _in_order("24 2023-03"), _in_order("24日 3月"), _in_order("24 3")
    ('2023-03-24', '03-24', None)
    """
    found = next((match for form in _SPLIT if (match := form.fullmatch(pieces))), None)
    if found is None:
        return None
    part = found.groupdict()
    year = f"{part['y']}-" if part.get("y") else ""
    return f"{year}{int(part['m']):02}-{int(part['d']):02}"


def _date_in_line(outline: Outline, row: Row) -> RowDate | None:
    """A date inside a line beside the title: 来源：… 时间：2023-03-24 浏览：12."""
    for i in range(outline.low[row.node], outline.high[row.node]):
        text = outline.texts[i]
        if not holds_date(text) or not _own(outline, row, i):
            continue
        inside = outline.link_of[i] >= 0
        for found in find_dates(text):
            if found.role == "publish" or not (inside or found.role in {"written", "archived"}):
                raw = text[found.start : found.end]
                return RowDate(raw, raw, {i} if inside else set())
    return None


def _date_between(outline: Outline, low: int, high: int) -> str | None:
    """The first date among the texts from ``low`` to ``high``, alone or in a line that is no link."""
    for i in range(low, min(high, low + 20)):
        if outline.dates[i]:
            return outline.dates[i]
        if outline.link_of[i] < 0 and holds_date(outline.texts[i]):
            for found in find_dates(outline.texts[i]):
                return outline.texts[i][found.start : found.end]
    return None
