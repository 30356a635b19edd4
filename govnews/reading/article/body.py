"""The text of an article: those of its lines that it says itself, as paragraphs.

:func:`read_paragraphs` chooses them, where the page is at hand; :func:`clean` brings paragraphs into the form of a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from govnews.reading.article.extent import Extent
from govnews.reading.article.line_kinds import is_credit, is_doubtful_tool
from govnews.reading.article.lines import LineKind, PageLines
from govnews.reading.credits import find_credits
from govnews.reading.dates import find_dates
from govnews.reading.page.links import is_document
from govnews.text import ZERO_WIDTH

_SPACE = re.compile(r"[^\S\n\t\u3000]+")
# Marks without width, and the place of an embedded object.
_MARKS = re.compile(f"[{ZERO_WIDTH}\ufffc]")
# A way back to the site that stands behind the last sentence.
_WAY_BACK = re.compile(r"(?<=[。！？”）)])\s*返回\S{0,12}(?:首页|更多|列表|频道)[>》\s]*$")
_ABSTRACT = re.compile(r"[\[【]?(?:导语|导读|摘要|核心提示|内容提要|提要|简介)[\]】]?\s?[:：]?\s*")
_BRACKETED_END = re.compile(r"[\[【(（]([^()（）\[\]【】]{2,60})[\])】）]\s*$")
_ORIGINAL_TITLE = ("原标题:", "原标题：")
# Lines at the end in which credits may stand before captions and notes.
_CREDITS = 6
# What is text where the text goes on behind it.
_MAYBE = frozenset([LineKind.LINK, LineKind.FILE, LineKind.RELATED, LineKind.TOOLS])
_CREDITED = frozenset([LineKind.CREDIT, LineKind.EDITORS])
# What is no text wherever it stands.
_NEVER = frozenset([LineKind.PLACE, LineKind.NEIGHBOUR, LineKind.FOOTER])


def clean(body: str | Iterable[str]) -> str:
    """Paragraphs in the form of a record: one ``\\n`` between them, white space folded, no marks without width.

    A tab stays: it parts the cells of a table row; U+3000 between words, too. Wording and punctuation are the page's own.
    Cleaning twice changes nothing.

    >>> clean("\\u3000\\u30003月21日，区委书记\\u200b调研\\ufffc，强调春耕。\\n\\n \\n甲\\u2002乙\\t丙 ")
    '3月21日，区委书记调研，强调春耕。\\n甲 乙\\t丙'
    """
    lines = body.split("\n") if isinstance(body, str) else list(body)
    return "\n".join(folded for line in lines for part in line.split("\n") if (folded := _fold(part)))


def _fold(line: str) -> str:
    # Most lines are printable: no white space but blanks, and no mark without width but U+FFFC, stands in them.
    if not line.isprintable() or "\ufffc" in line:
        line = _SPACE.sub(" ", _MARKS.sub("", line))
    elif "  " in line:
        line = _SPACE.sub(" ", line)
    return line.strip()


def read_paragraphs(lines: PageLines, extent: Extent) -> list[str]:
    """What the article says, a paragraph each; cells of a table row stand in one line, parted by tabs.

    Left out are menus, buttons, hidden copies, credits at either end, the second copy of a text printed twice and a
    first line that is the beginning of the second (an abstract). Links to files stand in the text where it goes on
    behind them. Empty where the article has no words.
    """
    kept = _without_ends(lines, _said(lines, extent))
    paragraphs = [_WAY_BACK.sub("", line) if "返回" in line else line for line in _joined(lines, kept)]
    paragraphs = _printed_once(_without_abstract(paragraphs))
    if paragraphs and (ending := _BRACKETED_END.search(paragraphs[-1])) and is_credit(ending[0]):
        paragraphs[-1] = paragraphs[-1][: ending.start()].rstrip()
    return [paragraph for paragraph in paragraphs if paragraph]


def _said(lines: PageLines, extent: Extent) -> list[int]:
    """The lines that are words of the article, credits at its ends among them."""
    every = range(extent.start, extent.end)
    # Hidden lines that weigh something are a text that a script shows.
    shown = not any(lines.flow.lines[number].hidden and lines.text.weights[number] > 0 for number in every)
    said: list[int] = []
    pending: list[int] = []
    below_heading = False  # whether a heading of links stands above
    for number in every:
        kind = lines.kind(number)
        if kind is LineKind.HIDDEN or kind in _NEVER or (shown and lines.flow.lines[number].hidden):
            continue
        if kind in _MAYBE:
            below_heading = kind is LineKind.RELATED or (below_heading and kind is LineKind.LINK)
            if below_heading and kind is LineKind.LINK and pending[-1:] == [number - 1]:
                pending.pop()  # the heading of this link
            if said and _may_be_text(lines, number, kind) and not (below_heading and kind is LineKind.LINK):
                pending.append(number)
        else:
            below_heading = False
            said += [*pending, number]
            pending = []
    # The annexes that end a text are named in it; bare names of files are the system's.
    while pending and (lines.kind(pending[-1]) is not LineKind.FILE or is_document(lines[pending[-1]])):
        pending.pop()
    return said + pending


def _may_be_text(lines: PageLines, number: int, kind: LineKind) -> bool:
    """Whether a line that looks like a link, a button or a heading of links can be a paragraph of the text."""
    if not lines.is_own(number):
        return lines.flow.lines[number].linked * 10 < len(lines[number]) * 7 and kind is LineKind.LINK
    return kind is not LineKind.TOOLS or is_doubtful_tool(lines[number])


def _without_ends(lines: PageLines, said: list[int]) -> list[int]:
    """The lines without the credits, notices and original titles that stand at the text's ends."""
    kept = list(said)
    while kept and lines.kind(kept[0]) in _CREDITED:
        kept.pop(0)
    while kept and _is_end(lines, kept[-1]):
        kept.pop()
    tail = max(0, len(kept) - _CREDITS)
    return kept[:tail] + [
        number
        for number in kept[tail:]
        if lines.kind(number) not in _CREDITED or _before_credit(lines[number])
    ]


def _is_end(lines: PageLines, number: int) -> bool:
    """Whether a last line is none of the text's: credits, labels of the page, the time a system published it."""
    kind, said = lines.kind(number), lines[number]
    if kind in _CREDITED:
        return not _before_credit(said)
    if kind is LineKind.LABELS:
        return any(credit.field != "other" for credit in find_credits(said)) or not lines.is_own(number)
    if kind is LineKind.DATE:
        return any(date.moment.precision != "day" for date in find_dates(said))
    return said.startswith(_ORIGINAL_TITLE)


def _joined(lines: PageLines, kept: Sequence[int]) -> list[str]:
    """The paragraphs that lines make: those of a row of data stand in one, and what a credit ends is cut before it."""
    flow = lines.flow
    paragraphs: list[str] = []
    row = cell = -1
    for number in kept:
        line = flow.lines[number]
        text = flow.wide.get(number, line.text)
        if number == kept[-1] and lines.kind(number) in _CREDITED:
            text = _before_credit(text) or text
        block = flow.blocks[line.block]
        in_row = block.row if lines.is_data(number) else -1
        if in_row >= 0 and in_row == row and paragraphs:
            paragraphs[-1] += (" " if block.cell == cell else "\t") + text
        else:
            paragraphs.append(text)
        row, cell = in_row, block.cell
    return paragraphs


def _without_abstract(lines: list[str]) -> list[str]:
    """The lines without a first one that is the beginning of the second: what a template shows as abstract.

    >>> _without_abstract(["导语：3月21日，区委书记到孟津", "3月21日，区委书记到孟津调研。", "他说"])
    ['3月21日，区委书记到孟津调研。', '他说']
    """
    if len(lines) < 2:
        return lines
    said = _ABSTRACT.sub("", lines[0]).rstrip("….。 ")
    return lines[1:] if len(said) >= 12 and lines[1].startswith(said) else lines


def _before_credit(line: str) -> str:
    """What stands in a line before its first labelled name: 本报记者 李四 来源：某报 → 本报记者 李四."""
    found = find_credits(line)
    if not found or found[0].field == "other":
        return ""
    before = line[: found[0].start].strip(" [【(（〔*|｜")
    return before if len(before) >= 4 else ""


def _printed_once(lines: Sequence[str]) -> list[str]:
    """The lines without the second copy of a text that the page prints twice (desktop and mobile blocks).

    A copy is a run of equal lines that holds a third of all there is; less is an author who repeats himself.
    """
    total = sum(map(len, lines))
    first: dict[str, int] = {}
    repeated: set[str] = set()
    end = 0
    for number, line in enumerate(lines):
        before = first.setdefault(line, number)
        if before == number or line in repeated:
            continue
        repeated.add(line)
        if number < end or len(line) < 20:  # what stands in the last run belongs to it, or to no longer one
            continue
        start, end = number, number
        while before > 0 and start - 1 > before and lines[before - 1] == lines[start - 1]:
            before, start = before - 1, start - 1
        while end < len(lines) and before + end - start < start and lines[before + end - start] == lines[end]:
            end += 1
        if sum(map(len, lines[start:end])) * 3 >= total:
            return [*lines[:start], *lines[end:]]
    return list(lines)
