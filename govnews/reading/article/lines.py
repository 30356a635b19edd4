"""The lines of an article's page, each read once: what it is, and whether it stands among the text's paragraphs.

Headline, head, text and end are decided on this sequence, with what stands before and behind a line
(:mod:`govnews.reading.article.title`, :mod:`govnews.reading.article.extent`, :mod:`govnews.reading.article.body`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from enum import StrEnum
from itertools import accumulate
from weakref import WeakKeyDictionary

from govnews.reading.article.files import offers_file
from govnews.reading.article.line_kinds import (
    is_credit,
    is_date,
    is_furniture,
    is_heading_of_background,
    is_heading_of_files,
    is_heading_of_links,
    is_index,
    is_label,
    is_link_to_neighbour,
    is_neighbour,
    is_notice,
    is_of_keeper,
    is_place,
    names_editors,
)
from govnews.reading.credits import find_credits
from govnews.reading.dates import find_dates
from govnews.reading.page.lines import HEADINGS, Flow
from govnews.reading.page.main_text import OFFICE, Prose, is_foot_mark
from govnews.reading.page.page import Page


class LineKind(StrEnum):
    """What a line of a page is."""

    SENTENCE = "sentence"
    """Running text."""
    SHORT = "short"
    """Other words: a heading, a name, an item, a number."""
    DATE = "date"
    """A date, with its label and hardly anything else."""
    LABELS = "labels"
    """Labels and their values: 发布时间：… 来源：…"""
    CREDIT = "credit"
    """Who wrote."""
    EDITORS = "editors"
    """Who edited or reviewed."""
    TOOLS = "tools"
    """Buttons, counters, font controls, share boxes, greetings."""
    PLACE = "place"
    """Where on the site the page stands."""
    LINK = "link"
    """Mostly links."""
    FILE = "file"
    """Links to documents."""
    RELATED = "related"
    """The heading of links to other pages, and keywords."""
    INDEX = "index"
    """The number that a document is registered under, with which its index begins: 索引号 …"""
    NEIGHBOUR = "neighbour"
    """上一篇, 下一篇."""
    NOTICE = "notice"
    """Who may copy the text, who answers for it."""
    FOOTER = "footer"
    """Who keeps the site."""
    HIDDEN = "hidden"
    """What a style hides."""


# What can stand between headline and text, beside its date.
HEAD = frozenset(
    [
        LineKind.LABELS,
        LineKind.CREDIT,
        LineKind.EDITORS,
        LineKind.TOOLS,
        LineKind.PLACE,
        LineKind.LINK,
        LineKind.NEIGHBOUR,
        LineKind.INDEX,
        LineKind.HIDDEN,
    ]
)
# What an article says itself, wherever it stands.
TEXT = frozenset([LineKind.SENTENCE, LineKind.SHORT, LineKind.DATE])

# Elements that hold one paragraph each: what they stand in holds the text.
_PARAGRAPHS = frozenset(["p", "li", "blockquote", "center", *HEADINGS])
# A block of so few lines may be a paragraph: a signature with its date.
_FEW = 3
# Dates that are the page's and not the article's.
_NOW = ("clock", "generated")
# A line is a sentence from this weight on where it ends like one, from the second on whatever its end.
_SENTENCE, _LONG = 12.0, 60.0
# Lines of a cell and of a row of data; more are layout.
_CELL, _ROW = 3, 40
# A link that is printed as the text's own words: an address, a mailbox.
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[^\s@]{1,100}@[^\s@]{1,200}\.\w{1,20}", re.IGNORECASE)
# A line with more characters that ends like a sentence can be nothing but one, or a notice.
_PARAGRAPH = 40
# Characters of a line of links that can be no sentence.
_SHORT = 20
# What a part of the text's weight must stand in a block for that to be one of the text's own.
_SHARE = 0.15


class PageLines:
    """The lines of ``flow`` with their kinds, which are read when they are asked for, and once."""

    def __init__(self, flow: Flow, text: Prose) -> None:
        self.flow = flow
        self.text = text
        self._kinds: list[LineKind | None] = [None] * len(flow.lines)
        self._linked = [number for number, _ in flow.links]
        self._own: set[int] | None = None
        self._forms: set[int] | None = None

    def __len__(self) -> int:
        return len(self._kinds)

    def __getitem__(self, number: int) -> str:
        return self.flow.lines[number].text

    def kind(self, number: int) -> LineKind:
        """What line ``number`` is."""
        kind = self._kinds[number]
        if kind is None:
            kind = self._read(number)
            if number >= self.text.foot and kind in TEXT:
                kind = LineKind.FOOTER
            self._kinds[number] = kind
        return kind

    def _read(self, number: int) -> LineKind:
        line = self.flow.lines[number]
        text = line.text
        if line.hidden and self.text.weights[number] <= 0:
            return LineKind.HIDDEN
        if line.is_link and (text[-1] not in "。！？" or len(text) < _SHORT):
            if is_link_to_neighbour(text):
                return LineKind.NEIGHBOUR
            if is_furniture(text):
                return LineKind.TOOLS
            if _ADDRESS.fullmatch(text) and self.is_own(number):
                return LineKind.SHORT
            return (
                LineKind.FILE
                if self._leads_to_files(number) or self._is_named_file(number)
                else LineKind.LINK
            )
        if is_foot_mark(text) and not (text[-1] in "。！？" and self.is_own(number)):
            return LineKind.FOOTER
        if self.text.weights[number] < 0 and OFFICE.search(text) and self._is_of_site(number):
            return LineKind.FOOTER
        if is_of_keeper(text) and not self.is_own(number):
            return LineKind.FOOTER
        if _is_paragraph(text, self.text.weights[number]):
            return LineKind.NOTICE if is_notice(text) else LineKind.SENTENCE
        return self._by_words(number, text)

    def _by_words(self, number: int, text: str) -> LineKind:
        for kind, fits in _WORDS if find_dates(text) or find_credits(text) else _WORDS_ALONE:
            if fits(text):
                return LineKind.SHORT if self._is_said(number, kind) else kind
        if _is_sentence(text, self.text.weights[number]):
            return LineKind.SENTENCE
        return LineKind.TOOLS if self._is_of_form(number) else LineKind.SHORT

    def _is_said(self, number: int, kind: LineKind) -> bool:
        """Whether a line that reads like ``kind`` is the article's own: a cell of data, a path among its sentences.

        相关链接 with a sentence right below it stands above what the article says of the background.
        """
        if kind is LineKind.PLACE and number > self.text.opening(self.flow) and self.is_own(number):
            return True
        if kind is LineKind.RELATED and is_heading_of_background(self[number]) and self.is_own(number):
            return self._is_own_sentence(number + 1)
        return kind in _NO_DATA and self.is_data(number)

    def _is_own_sentence(self, number: int) -> bool:
        """Whether a line is running text among the text's own paragraphs, by its words and place alone."""
        if number >= len(self) or self.flow.lines[number].is_link or self[number].endswith(("…", "...")):
            return False
        return _reads_as_sentence(self[number], self.text.weights[number]) and self.is_own(number)

    def _is_of_form(self, number: int) -> bool:
        """Whether a line stands in a form that a reader fills in: 姓名, 手机号, 我要提意见."""
        if self._forms is None:
            self._forms = self._blocks_of_forms()
        return self.flow.lines[number].block in self._forms

    def _blocks_of_forms(self) -> set[int]:
        """The blocks of forms that say nothing in sentences, where the text does: some systems wrap all of their page in one."""
        sums = [0.0, *accumulate(weight if weight >= _SENTENCE else 0.0 for weight in self.text.weights)]
        found: set[int] = set()
        if sums[self.text.first] == sums[self.text.last]:
            return found
        for number, block in enumerate(self.flow.blocks):
            silent = block.element.tag == "form" and sums[block.first] == sums[block.last]
            if silent or block.parent in found:
                found.add(number)
        return found

    def _is_of_site(self, number: int) -> bool:
        """Whether an office named with its address keeps the site: outside the text, or right above the footer."""
        below = (self[one] for one in range(number + 1, min(number + 3, len(self))))
        return not self.is_own(number) or any(map(is_foot_mark, below))

    def _leads_to_files(self, number: int) -> bool:
        first, last = bisect_left(self._linked, number), bisect_right(self._linked, number)
        links = [link for _, link in self.flow.links[first:last]]
        return bool(links) and all(map(offers_file, links))

    def _is_named_file(self, number: int) -> bool:
        """Whether a link of the text's own paragraphs stands below 附件： or among others that do."""
        if number == 0:
            return False
        below = self._kinds[number - 1] is LineKind.FILE or is_heading_of_files(self[number - 1])
        return below and self.is_own(number)

    def is_own(self, number: int) -> bool:
        """Whether a line stands among the paragraphs of the text: in a block that holds a good part of it.

        False where the page has no sentences: nothing tells its paragraphs from others.
        """
        if self._own is None:
            self._own = self._blocks_of_text()
        # A paragraph's own block, and those above as long as they hold few lines.
        blocks, block = self.flow.blocks, self.flow.lines[number].block
        while block not in self._own:
            if block < 0 or blocks[block].parent < 0 or blocks[block].last - blocks[block].first > _FEW:
                return False
            block = blocks[block].parent
        return True

    @property
    def column(self) -> range:
        """The lines of the block that holds the paragraph where the text opens; empty where there is no sentence."""
        opening = self.text.opening(self.flow)
        if opening >= self.text.last:
            return range(0)
        block = self.flow.blocks[self._column(opening)]
        return range(block.first, block.last)

    def is_data(self, number: int) -> bool:
        """Whether a line stands in a table of data.

        Rows of one cell, cells with paragraphs, and a row with the article's date or credits are layout.
        """
        blocks = self.flow.blocks
        block = blocks[self.flow.lines[number].block]
        if block.row < 0 or block.cell < block.row:
            return False
        cell, row = blocks[block.cell], blocks[block.row]
        if cell.last - cell.first > _CELL or row.last - row.first > _ROW:
            return False
        beside = self.flow.lines[row.first : row.last]
        if any(_is_dated_label(line.text) or is_credit(line.text) for line in beside):
            return False
        return len({blocks[line.block].cell for line in beside}) > 1

    def _blocks_of_text(self) -> set[int]:
        """The blocks that the text's paragraphs stand in."""
        weights: dict[int, float] = {}
        for number in range(self.text.first, self.text.last):
            weight = self.text.weights[number]
            if _reads_as_sentence(self[number], weight):
                column = self._column(number)
                weights[column] = weights.get(column, 0.0) + weight
        least = _SHARE * sum(weights.values())
        return {block for block, weight in weights.items() if weight >= least}

    def _column(self, number: int) -> int:
        """The block that a paragraph stands in."""
        blocks, block = self.flow.blocks, self.flow.lines[number].block
        while block >= 0 and blocks[block].parent >= 0:
            holder = blocks[block]
            if holder.last - holder.first > (_FEW if holder.element.tag in _PARAGRAPHS else 1):
                break
            block = holder.parent
        return block


# What a cell of a table of data is not, whatever it reads like.
_NO_DATA = frozenset([LineKind.PLACE, LineKind.NEIGHBOUR, LineKind.RELATED, LineKind.NOTICE, LineKind.TOOLS])


# A page is asked what it is, and then read; its lines go when it goes.
_LINES: WeakKeyDictionary[Page, PageLines] = WeakKeyDictionary()


def lines_of(page: Page) -> PageLines:
    """The lines of ``page``, each read once, whoever asks."""
    lines = _LINES.get(page)
    if lines is None:
        lines = _LINES[page] = PageLines(page.flow, page.prose)
    return lines


def _is_paragraph(text: str, weight: float) -> bool:
    """Whether a line can be nothing but a sentence, or a notice."""
    return weight >= _SENTENCE and len(text) > _PARAGRAPH and (text[-1] in "。！？" or len(text) > 120)


def _is_sentence(text: str, weight: float) -> bool:
    return weight >= _LONG or (weight >= _SENTENCE and ("。" in text or text[-1] in "：；"))


def _reads_as_sentence(text: str, weight: float) -> bool:
    """Whether a line is running text by its own words: its place is not asked for, since it tells the text's."""
    if _is_paragraph(text, weight):
        return not is_notice(text)
    return _is_sentence(text, weight) and not any(fits(text) for kind, fits in _WORDS if kind in _NO_DATA)


def _is_plain_date(text: str) -> bool:
    return (
        is_date(text) and not find_credits(text) and all(date.role not in _NOW for date in find_dates(text))
    )


def _is_dated_label(text: str) -> bool:
    return len(text) <= 120 and is_label(text) and bool(find_dates(text))


# In this order: a line is the first of these that its words make it.
_WORDS: tuple[tuple[LineKind, Callable[[str], bool]], ...] = (
    (LineKind.PLACE, is_place),
    (LineKind.NEIGHBOUR, is_neighbour),
    (LineKind.RELATED, is_heading_of_links),
    (LineKind.NOTICE, is_notice),
    (LineKind.DATE, _is_plain_date),
    (LineKind.TOOLS, is_furniture),
    (LineKind.LABELS, _is_dated_label),
    (LineKind.EDITORS, names_editors),
    (LineKind.CREDIT, is_credit),
    (LineKind.INDEX, is_index),
    (LineKind.LABELS, lambda text: len(text) <= 120 and is_label(text)),
    (LineKind.DATE, is_date),
)
# Those of a line without a date and without a label.
_WORDS_ALONE = tuple((kind, fits) for kind, fits in _WORDS if kind not in (LineKind.DATE, LineKind.LABELS))
