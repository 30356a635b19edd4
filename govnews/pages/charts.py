"""Charts as SVG: no library, no script, a few kilobytes each. Colours are the style sheet's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from statistics import median

from markupsafe import Markup

from govnews.crawl.gaps import Calendar

WEEKS = 53
_CELL, _GAP, _LEFT, _TOP = 11, 2, 30, 16
_MONTH = 14
# From how many articles a day on a cell is darker.
_LEVELS = (1, 2, 4, 8)
_WEEKDAYS = {0: "一 Mo", 2: "三 We", 4: "五 Fr"}


def calendar(counts: Mapping[date, int], last: date) -> Markup:
    """A year of days up to ``last``, a column a week from Monday to Sunday; the more articles a day had, the darker."""
    first = last - timedelta(days=last.weekday() + 7 * (WEEKS - 1))
    width, height = _LEFT + WEEKS * (_CELL + _GAP), _TOP + 7 * (_CELL + _GAP)
    parts, total = [*_months(first), *_weekdays()], 0
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        x, y = _LEFT + number // 7 * (_CELL + _GAP), _TOP + day.weekday() * (_CELL + _GAP)
        count = counts.get(day, 0)
        total += count
        parts.append(
            f'<rect x="{x}" y="{y}" width="{_CELL}" height="{_CELL}" rx="2" class="l{_level(count)}">'
            f"<title>{day}: {count}</title></rect>"
        )
    return _svg("calendar", width, height, parts, f"{total} articles by day")


def _months(first: date) -> Iterator[str]:
    for week in range(WEEKS):
        monday = first + timedelta(days=7 * week)
        if monday.day <= 7 and week < WEEKS - 2:
            yield f'<text x="{_LEFT + week * (_CELL + _GAP)}" y="{_TOP - 5}">{monday:%Y-%m}</text>'


def _weekdays() -> Iterator[str]:
    for number, name in _WEEKDAYS.items():
        yield f'<text x="0" y="{_TOP + number * (_CELL + _GAP) + _CELL - 2}">{name}</text>'


def _level(count: int) -> int:
    """0 for none, 4 for many.

    >>> [_level(count) for count in (0, 1, 3, 8, 100)]
    [0, 1, 2, 4, 4]
    """
    return sum(count >= least for least in _LEVELS)


def months(one: Calendar, shown: Sequence[str]) -> Markup:
    """The months ``shown`` of a calendar, a cell each: darker with more articles beside its middle month, framed in a gap."""
    middle = median([count for count in one.counts.values() if count] or [1])
    parts = []
    for at, month in enumerate(shown):
        if (count := one.counts.get(month)) is None:
            continue
        gap = one.gap(month)
        told = f"{gap}" if gap else f"{month}: {count}"
        parts.append(
            f'<rect x="{at * _MONTH + 1}" y="1" width="{_MONTH - 3}" height="{_MONTH - 3}" rx="2"'
            f' class="l{_share_level(count / middle)}{" gap" if gap else ""}"><title>{told}</title></rect>'
        )
    return _svg("months", len(shown) * _MONTH, _MONTH, parts, f"{one.column or 'all columns'} by month")


def years(shown: Sequence[str]) -> Markup:
    """The years above the months ``shown``, each where it begins."""
    parts = [
        f'<text x="{at * _MONTH}" y="10">{month[:4]}</text>'
        for at, month in enumerate(shown)
        if (at == 0 and int(month[5:]) <= 10) or month.endswith("-01")
    ]
    return _svg("months", len(shown) * _MONTH, 12, parts, "years")


def _share_level(share: float) -> int:
    """0 for none, 4 for far more than usual.

    >>> [_share_level(share) for share in (0, 0.4, 1.0, 1.6, 3)]
    [0, 1, 2, 3, 4]
    """
    return 0 if not share else 1 + sum(share >= least for least in (0.5, 1.5, 2.5))


def bars(counts: Sequence[int], label: str, *, height: int = 18) -> Markup:
    """A bar for each count, the highest as high as the chart; one path, so that hundreds of charts stay a small page.

    >>> bars([0, 2, 4], "30 days", height=8)
    Markup('<svg class="bars" width="9" viewBox="0 0 9 8" role="img" aria-label="30 days"><path d="M4.5 8v-4M7.5 8v-8"/></svg>')
    """
    most = max(counts, default=0) or 1
    steps = "".join(
        f"M{3 * number + 1.5:g} {height}v-{max(1, round(count / most * height))}"
        for number, count in enumerate(counts)
        if count
    )
    return _svg("bars", 3 * len(counts), height, [f'<path d="{steps}"/>'], label)


def strip(runs: Sequence[tuple[str, str]], label: str) -> Markup:
    """A stripe for each run, the oldest first: its outcome's word, which is its colour, and what is said of it."""
    stripes = [
        Markup('<rect x="{}" y="0" width="3" height="20" class="o-{}"><title>{}</title></rect>').format(
            4 * at, word, told
        )
        for at, (word, told) in enumerate(runs)
    ]
    return _svg("strip", 4 * len(runs), 20, stripes, label)


def _svg(kind: str, width: int, height: int, parts: Sequence[str], label: str) -> Markup:
    head = Markup('<svg class="{}" width="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
        kind, width, width, height, label
    )
    return head + Markup("".join(parts)) + Markup("</svg>")  # noqa: S704 - every part is made here
