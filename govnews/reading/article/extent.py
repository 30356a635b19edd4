"""Where an article's text begins and ends among the lines of its page, and what the lines of its head look like."""

from __future__ import annotations

from itertools import accumulate

from govnews.reading.article.body import ends_article, is_credit, is_furniture
from govnews.reading.credits import find_credits, lone_label
from govnews.reading.dates import find_dates
from govnews.reading.page.lines import Flow, Line
from govnews.reading.page.main_text import Prose

# Lines of a head: between the top of the text's block and the last label line, and above that block.
_HEAD = 12


def find_extent(flow: Flow, text: Prose, at: int | None) -> tuple[int, int]:
    """The article's own lines, ``flow.lines[start:end]``, of the block ``text``; ``lines[at]`` is its headline.

    Left out are the head (headline, date line and tools above the first sentence) and the tail (related links,
    neighbours, notices below the last one). None for ``at``: the headline is not known.
    """
    start = at + 1 if at is not None and text.first <= at < text.last else text.first
    opening = text.opening(flow, start)
    if at and at >= text.first and lone_label(flow.lines[at - 1].text):
        start = _below_repeated_title(flow, at, start, opening)
    start = _below_head(flow, start, opening)
    if opening >= text.last:  # no sentence: pictures, files or a table
        return start, text.last
    return start, _above_tail(flow, text, start)


def _below_repeated_title(flow: Flow, at: int, start: int, opening: int) -> int:
    """Where a text begins whose page has the title in a cell (标题：) of a table: the title stands above it again."""
    title = flow.lines[at].text
    again = (number for number in range(opening - 1, start - 1, -1) if flow.lines[number].text == title)
    return next(again, start - 1) + 1


def _below_head(flow: Flow, start: int, opening: int) -> int:
    """Where the text begins: below the last label line, as long as no sentence stands above that."""
    lines = flow.lines
    above = lines[max(0, start - _HEAD) : start]
    dated = any(not line.linked and not line.hidden and is_date(line.text) for line in above)
    for number in range(start, min(opening, start + _HEAD)):
        line = lines[number]
        if len(line.text) > 120 or line.hidden:
            continue
        if is_label(line.text) or (not dated and is_date(line.text)):
            start = number + 1
            dated = dated or is_date(line.text)
    while start < opening and _is_head(lines[start]):
        start += 1
    return start


def _above_tail(flow: Flow, text: Prose, start: int) -> int:
    """Where the text ends that begins with ``lines[start]``.

    What follows its sentences weighs it down from the first link on. An end marker counts below half of the text.
    """
    sums = list(accumulate(text.weights[start : text.last]))
    end = start + sums.index(max(sums)) + 1 if sums else text.last
    total = sum(max(0.0, text.weights[number]) for number in range(start, end))
    seen = 0.0
    for number in range(start, end):
        line = flow.lines[number]
        if seen * 2 >= total and ends_article(line.text) and not line.hidden:
            return number
        seen += max(0.0, text.weights[number])
    return end


def has_head(flow: Flow, at: int | None) -> bool:
    """Whether the headline in ``lines[at]`` has a date and a source or other labels right below it.

    Below a long headline a date in the next line does. False where ``at`` is None: no headline was found.
    """
    if at is None:
        return False
    below = [line for line in flow.lines[at + 1 : at + 4] if not _is_linked(line)]
    if len(flow.lines[at].text) >= 10 and below and below[0] is flow.lines[at + 1] and is_date(below[0].text):
        return True
    return any(is_label(line.text) for line in below) and any(is_date(line.text) for line in below)


def _is_linked(line: Line) -> bool:
    return line.linked * 2 > len(line.text)


def _is_head(line: Line) -> bool:
    """Whether a line can stand between title and text: dates, credits, buttons, menus."""
    text = line.text
    if line.hidden or _is_linked(line) or is_furniture(text):
        return True
    return len(text) <= 120 and (is_label(text) or is_credit(text))


def is_label(text: str) -> bool:
    """Whether a line is made of labels and their values.

    >>> is_label("发布时间：2023-03-24 来源：孟津融媒 浏览次数：12"), is_label("会议强调，资金来源：财政拨款。")
    (True, False)
    """
    found = find_credits(text)
    if any(credit.field == "source" for credit in found) and any(date.label for date in find_dates(text)):
        return True  # whatever stands before them: often the site's name
    return (
        bool(found)
        and (found[0].start <= 8 or is_date(text))
        and (
            any(credit.field != "other" for credit in found)
            or is_date(text)
            or is_furniture(text)
            or len(found) > 1
        )
    )


def is_date(text: str) -> bool:
    """Whether a line is a date, with its label and hardly anything else.

    >>> is_date("发布时间：2023-03-24 09:15"), is_date("截至2023年3月24日，全区已完成春耕播种面积十二万亩。")
    (True, False)
    """
    found = find_dates(text) if len(text) <= 80 else []
    return bool(found) and (
        len(text) - sum(date.end - date.start for date in found) <= 20
        or any(date.role in ("publish", "updated") for date in found)
    )
