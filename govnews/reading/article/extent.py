"""Where an article's text begins and ends among the lines of its page.

A pattern alone ends nothing: what looks like the end (上一篇, 相关阅读, a notice, credits, a row of links) is one only where
the article does not go on behind it, in sentences or a closing date among its own paragraphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from govnews.reading.article.lines import HEAD, TEXT, LineKind, PageLines
from govnews.reading.article.title import Headline
from govnews.reading.credits import find_credits, lone_label
from govnews.reading.dates import date_role, find_dates
from govnews.reading.page.main_text import LEAST

# Lines of a head: between the top of the text's block and the last label line, and above that block.
_HEAD = 12
# What leads away from an article.
_ASIDE = frozenset([LineKind.LINK, LineKind.NEIGHBOUR, LineKind.RELATED, LineKind.FOOTER])
# What a page without sentences has in their place, beside pictures.
_CONTENT = TEXT | {LineKind.FILE}
# Characters of an office's or outlet's name.
_NAME = 20
# What part of the text's sentences behind a heading of links shows that the article goes on there.
_GOES_ON = 4
# Characters of a headline that a date alone shows to be an article's.
_LONG_HEADLINE = 10
_NAMES_DATE = frozenset([LineKind.DATE, LineKind.LABELS])
_NAMES_SOMEBODY = frozenset([LineKind.LABELS, LineKind.CREDIT, LineKind.EDITORS])
_LABELLED = frozenset([LineKind.LABELS, LineKind.INDEX])
# Labels that may be an event's.
_GENERAL = frozenset(["时间", "日期"])
# What no text stands below, and what else may be its end.
_BEFORE_LINKS = frozenset([LineKind.NEIGHBOUR, LineKind.RELATED, LineKind.INDEX, LineKind.FOOTER])
# What a line weighs that reads like a sentence, whatever it ends with; and a day as a document's writer puts it.
_SAID = 12.0
_DAY_IN_WORDS = re.compile(
    r"[\d〇○零一二三四五六七八九十]{2,4}\s?年\s?[\d一二三四五六七八九十]{1,3}\s?月\s?[\d一二三四五六七八九十]{1,3}\s?日"
)
# Lines of a box of links.
_IN_BOX = frozenset([LineKind.RELATED, LineKind.LINK, LineKind.DATE, LineKind.TOOLS])
_ENDS = _BEFORE_LINKS | {LineKind.NOTICE, LineKind.LINK, LineKind.EDITORS}


@dataclass(frozen=True, slots=True)
class Extent:
    """The article's own lines, ``lines[start:end]``, and what ended them."""

    start: int
    end: int
    ended_by: LineKind | None = None
    """None where the block of the text ends there."""


def find_extent(lines: PageLines, at: int | None) -> Extent:
    """The lines of the text; ``lines[at]`` is its headline.

    Left out are the head (headline, date line and tools above the first sentence) and the tail (related links,
    neighbours, notices below the last one). Where the page has no sentences (pictures, files, a table), it is what stands
    below the headline. None for ``at``: the headline is not known.
    """
    text = lines.text
    if at is not None and (text.weight < LEAST or text.last <= at):
        return _below_headline(lines, at)
    first, last = text.first, text.last
    column = lines.column
    if at is not None and column:
        # Some paragraphs may outweigh all that they stand among.
        if at < first:
            first = min(first, max(column.start, at + 1))
        last = max(last, column.stop)
    start = at + 1 if at is not None and first <= at < last else first
    opening = text.opening(lines.flow, start)
    if at and at >= first and lone_label(lines[at - 1]):
        start = _below_repeated_title(lines, at, start, opening)
    start = _below_head(lines, at, start, opening)
    if opening >= last:  # no sentence: pictures, files or a table
        return Extent(start, last)
    return _to_end(lines, start, last)


def _below_headline(lines: PageLines, at: int) -> Extent:
    """What stands below the headline of a page without sentences: lines, or nothing but pictures, films or files."""
    media = [number for number, _ in (*lines.flow.pictures, *lines.flow.embeds) if number > at]
    # Links may stand in the head; those below a picture or film stand below all that the article has.
    first = min(media, default=len(lines))
    limit = min(at + 1 + _HEAD, len(lines))
    limit = next(
        (number for number in range(min(first, limit), limit) if lines.kind(number) in _ASIDE), limit
    )
    start = _below_head(lines, at, at + 1, _said_before_date(lines, range(at + 1, limit), media))
    blocks = lines.flow.blocks
    picture = min((number for number in media if number >= start), default=len(lines))
    block, looked = lines.flow.lines[at].block, start
    while block >= 0:
        last = blocks[block].last
        found = (number for number in range(looked, last) if lines.kind(number) in _CONTENT)
        if picture < last or next(found, None) is not None:
            return _to_links(lines, start, last)
        block, looked = blocks[block].parent, max(looked, last)
    return Extent(start, start)


def _said_before_date(lines: PageLines, below: range, media: list[int]) -> int:
    """Where a notice begins that says all it says without a full stop, and ends with its date; ``below.stop`` where none does.

    The date of a head stands above the first line that reads like a sentence, or has a picture or words right below it.
    """
    said = next((number for number in below if lines.text.weights[number] >= _SAID), below.stop)
    signed = next((number for number in reversed(below) if _is_signed(lines, number)), said)
    behind = signed + 1
    if signed <= said or behind in media:
        return below.stop
    return said if behind == below.stop or lines.kind(behind) not in _CONTENT else below.stop


def _is_signed(lines: PageLines, number: int) -> bool:
    """Whether a line is nothing but a day in words, as a document's writer puts it: no system does."""
    return lines.kind(number) is LineKind.DATE and bool(_DAY_IN_WORDS.fullmatch(lines[number]))


def _below_repeated_title(lines: PageLines, at: int, start: int, opening: int) -> int:
    """Where a text begins whose page has the title in a cell (标题：) of a table: the title stands above it again."""
    again = (number for number in range(opening - 1, start - 1, -1) if lines[number] == lines[at])
    return next(again, start - 1) + 1


def _below_head(lines: PageLines, at: int | None, start: int, opening: int) -> int:
    """Where the text begins: below the last label line, as long as no sentence stands above that.

    A date in the headline itself (``lines[at]``) is none of the head's. Once the head has been seen, a line of labels
    among the text's own paragraphs may be an event's.
    """
    dated = labelled = False
    for number in range(max(0, start - _HEAD), min(opening, start + _HEAD)):
        if number == at or lines.flow.lines[number].is_link:
            continue
        kind = lines.kind(number)
        if kind in _LABELLED and not (labelled and _is_events(lines, number)):
            labelled, start = True, max(start, number + 1)
        elif kind is LineKind.DATE and (not dated or _is_labelled_above(lines, number)):
            start = max(start, number + 1)
        # A bare date above the headline is a row of what stands beside the article.
        of_page = at is None or number > at or kind is LineKind.LABELS
        dated = dated or (of_page and kind in _NAMES_DATE and bool(find_dates(lines[number])))
    while start < opening and (
        (lines.kind(start) in HEAD and not (labelled and _is_events(lines, start)))
        or (dated and _is_outlet(lines, start))
    ):
        start += 1
    return start


def _is_labelled_above(lines: PageLines, number: int) -> bool:
    """Whether the label of a date stands in the line above, in a cell or block of its own: 发布日期 | 2023-11-03."""
    label = lone_label(lines[number - 1]) if number else ""
    return bool(label) and label not in _GENERAL and date_role(label) not in ("other", "bare", "clock")


def _is_outlet(lines: PageLines, number: int) -> bool:
    """Whether a line below the date is a name that stands in the head: apart from the text's own paragraphs."""
    return (
        lines.kind(number) is LineKind.SHORT
        and len(lines[number]) <= _NAME
        and bool(lines.column)
        and not lines.is_own(number)
    )


def _is_events(lines: PageLines, number: int) -> bool:
    """Whether a label line of the text's own paragraphs tells of an event and not of the article: 时间：…, 地点：…"""
    if not lines.is_own(number):
        return False
    said = lines[number]
    return all(credit.field == "other" for credit in find_credits(said)) and all(
        date.label in _GENERAL or date.role in ("other", "bare") for date in find_dates(said)
    )


def _to_end(lines: PageLines, start: int, last: int) -> Extent:
    """The text that begins with ``lines[start]``, in a block that ends before ``lines[last]``."""
    # From the end: whether a link is a file can hang on what the line above it was found to be before.
    ends = [
        number for number in range(last - 1, start - 1, -1) if lines.kind(number) in _ENDS and number > start
    ]
    ahead = _look_ahead(lines, start, last) if ends else []
    below = start + 1
    for number in reversed(ends):
        kind = lines.kind(number)
        if number < below or ahead[number + 1 - start].goes_on(kind, ahead[0].weight):
            continue
        below = _below_box(lines, number, last)
        if below == number:
            end = _top_of_index(lines, start, number) if kind is LineKind.INDEX else number
            return Extent(start, end, kind)
    return Extent(start, last)


def _top_of_index(lines: PageLines, start: int, number: int) -> int:
    """The first line of the index that holds line ``number``: of the largest block around it without a sentence above."""
    said = (one for one in range(number - 1, start, -1) if lines.kind(one) is LineKind.SENTENCE)
    above, blocks = next(said, start), lines.flow.blocks
    top, block = number, lines.flow.lines[number].block
    while block >= 0 and blocks[block].first > above:
        top, block = blocks[block].first, blocks[block].parent
    return top


def _below_box(lines: PageLines, number: int, last: int) -> int:
    """The line below a box of links that begins with line ``number``; that number itself where the text ends here.

    A box stands among the text's paragraphs as one of them does, and sentences go on below it, however few they are.
    """
    blocks, block = lines.flow.blocks, lines.flow.lines[number].block
    column, box = lines.column, range(number, number)
    while block >= 0 and blocks[block].first == number and column.start < number:
        box = range(number, blocks[block].last)
        block = blocks[block].parent
    kinds = [lines.kind(one) for one in box]
    if LineKind.LINK not in kinds or not _IN_BOX.issuperset(kinds):
        return number
    for below in range(box.stop, min(last, column.stop)):
        kind = lines.kind(below)
        if kind not in TEXT or not lines.is_own(below):
            break
        if kind is not LineKind.SHORT or lines[below][-1] in "。！？":
            return box.stop
    return number


def _to_links(lines: PageLines, start: int, last: int) -> Extent:
    """The words of a page without sentences, up to the first line that is none, or that stands above a link."""
    number = start
    while number < last:
        kind = lines.kind(number)
        below = number + 1
        above_link = below < last and lines.kind(below) is LineKind.LINK
        if kind in _ENDS or (kind is LineKind.SHORT and above_link):
            below = _below_box(lines, number, last)
            if below == number:
                return Extent(start, number, kind)
        number = below
    return Extent(start, last)


class _Ahead(NamedTuple):
    """What comes from a line of a text's block on: numbers of lines, beyond the block where nothing comes."""

    sentence: int
    """The next sentence among the text's own paragraphs."""
    words: int
    """The next words of any kind among them."""
    date: int
    """The next date among them."""
    stop: int
    """The next line that no text stands below: a footer, a heading of links, neighbours."""
    end: int
    """The block's end."""
    weight: float
    """What the own sentences from here on weigh."""

    def goes_on(self, kind: LineKind, whole: float) -> bool:
        """Whether an article goes on here, behind a line of ``kind``, which looks like its end.

        ``whole`` is what all its sentences weigh.
        """
        if self.sentence < self.end and (
            self.weight * _GOES_ON >= whole or (kind not in _BEFORE_LINKS and self.sentence < self.stop)
        ):
            return True
        return (kind is LineKind.LINK and self.words < self.stop) or (
            kind is LineKind.NOTICE and self.date < self.stop
        )


def _look_ahead(lines: PageLines, start: int, last: int) -> list[_Ahead]:
    """What comes from each of ``lines[start:last]`` on, and nothing behind them."""
    sentence = words = date = stop = last
    weight = 0.0
    found = [_Ahead(sentence, words, date, stop, last, weight)]
    for number in range(last - 1, start - 1, -1):
        kind = lines.kind(number)
        if kind in _BEFORE_LINKS:
            stop = number
        elif kind in TEXT and lines.is_own(number):
            words = number
            teaser = number > start and lines.kind(number - 1) is LineKind.LINK
            if kind is LineKind.DATE:
                date = number
            elif kind is LineKind.SENTENCE and not teaser:
                sentence = number
                weight += max(0.0, lines.text.weights[number])
        found.append(_Ahead(sentence, words, date, stop, last, weight))
    found.reverse()
    return found


def has_head(lines: PageLines, headline: Headline) -> bool:
    """Whether the headline has a date and a source or other labels right below it: an article, whatever it holds.

    A date in the next line does where the headline is sure or long. False where no line bears the headline.
    """
    if headline.at is None:
        return False
    below = [
        number
        for number in range(headline.at + 1, min(headline.at + 4, len(lines)))
        if lines.kind(number) not in (LineKind.LINK, LineKind.FILE, LineKind.HIDDEN)
    ]
    dated = [number for number in below if find_dates(lines[number]) and lines.kind(number) in _NAMES_DATE]
    if not dated:
        return False
    if any(lines.kind(number) in _NAMES_SOMEBODY for number in below):
        return True
    first = dated[0] == headline.at + 1
    row = dated[0] + 1 < len(lines) and _is_row(lines, dated[0])
    return first and not row and (headline.is_sure or len(lines[headline.at]) >= _LONG_HEADLINE)


def _is_row(lines: PageLines, number: int) -> bool:
    """Whether a date belongs to the link in the line below it, as in the rows of a list."""
    if lines.kind(number + 1) is not LineKind.LINK:
        return False
    blocks = lines.flow.blocks
    date, link = (lines.flow.lines[one].block for one in (number, number + 1))
    return date in (link, blocks[link].parent) or blocks[date].parent in (link, blocks[link].parent)
