"""Charts as SVG: no library, no script, a few kilobytes each. Colours are the style sheet's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from markupsafe import Markup

WEEKS = 53
_CELL, _GAP, _LEFT, _TOP = 11, 2, 30, 16
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
