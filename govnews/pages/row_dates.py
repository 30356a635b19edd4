"""The date that each row of a list gives to its link."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from govnews.dates import find_dates
from govnews.pages.lists import Row
from govnews.pages.outline import Outline, fold, holds_date, only_date

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
_HAS_YEAR = re.compile(r"(?:19|20)\d\d|\d+\D+\d+[^\d:：]+\d+")


@dataclass(slots=True)
class RowDate:
    """A row's date as written, in the form that reads it, and the texts it was taken from."""

    raw: str | None = None
    text: str | None = None
    used: set[int] = field(default_factory=set)


def row_dates(outline: Outline, rows: Sequence[Row], gaps: Sequence[tuple[int, int]]) -> list[RowDate]:
    """The date of each row; ``gaps`` are the texts before, between and after the rows, as ranges.

    A date that is a text of its own stands at the same place in most rows, and that place is asked first;
    then blocks of day and month, then a line beside the title, and where less than half of the rows have
    one in themselves, the text after (or before) each row.
    """
    places = [_dates_by_place(outline, row) for row in rows]
    order = _places_in_order(outline, places)
    dates = [_row_date(outline, row, found, order) for row, found in zip(rows, places, strict=True)]
    if sum(date.raw is not None for date in dates) < 0.5 * len(dates):
        between = [_date_between(outline, low, high) for low, high in gaps]
        after, before = between[1:], between[:-1]
        beside = after if sum(map(bool, after)) >= sum(map(bool, before)) else before
        dates = [date if date.raw else RowDate(raw, raw) for date, raw in zip(dates, beside, strict=True)]
    return dates


_Place = tuple[int, int]


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


def _places_in_order(outline: Outline, places: list[dict[_Place, tuple[str, int]]]) -> dict[_Place, int]:
    """The places of dates, the best first: in most rows, in falling order (成文日期 is less so), outermost."""
    written: dict[_Place, list[str]] = defaultdict(list)
    depths: dict[_Place, int] = {}
    for found in places:
        for place, (raw, text) in found.items():
            written[place].append(raw)
            depths.setdefault(place, sum(1 for _ in outline.ancestors(outline.owners[text])))
    most = max(map(len, written.values()), default=0)

    def quality(place: _Place) -> tuple[bool, bool, int, int]:
        dates = written[place]
        rises = sum(_digits(a) < _digits(b) for a, b in pairwise(dates))
        with_year = sum(bool(_HAS_YEAR.search(date)) for date in dates)
        return len(dates) < 0.8 * most, with_year < 0.5 * len(dates), rises, depths[place]

    return {place: rank for rank, place in enumerate(sorted(written, key=quality))}


def _digits(raw: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d{1,8}", raw)]


def _row_date(
    outline: Outline, row: Row, found: dict[_Place, tuple[str, int]], order: dict[_Place, int]
) -> RowDate:
    used = {text for _, text in found.values()}
    raw = found[min(found, key=order.__getitem__)][0] if found else None
    if raw is None or not _HAS_YEAR.search(raw):
        split = _split_date(outline, row)
        if split and (raw is None or _HAS_YEAR.search(split.text or "")):
            return RowDate(split.raw, split.text, used | split.used)
    if raw is not None:
        return RowDate(raw, raw, used)
    return _date_in_line(outline, row) or RowDate()


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
            texts = [outline.texts[i].strip(" \t\r\n\xa0[]()/-") for i in pieces]
            raw = fold(" ".join(texts))
            whole = only_date(fold("".join(outline.texts[i] for i in pieces)))
            for match in (pattern.fullmatch(raw) for pattern in _SPLIT):
                if match:
                    part = match.groupdict()
                    year = f"{part['y']}-" if part.get("y") else ""
                    return RowDate(raw, f"{year}{int(part['m']):02}-{int(part['d']):02}", set(pieces))
            if whole and not whole.isdigit():
                return RowDate(whole, whole, set(pieces))
    return None


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
    for i in range(low, min(high, low + 20)):
        if outline.dates[i]:
            return outline.dates[i]
        if outline.link_of[i] < 0 and holds_date(outline.texts[i]):
            for found in find_dates(outline.texts[i]):
                return outline.texts[i][found.start : found.end]
    return None
