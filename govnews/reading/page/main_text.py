"""Where the text of a page stands: the block whose sentences outweigh its links the most."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

from lxml.html import HtmlElement

from govnews.items import Witness
from govnews.reading.credits import find_credits
from govnews.reading.page.lines import HEADINGS, Flow, Line, is_called_title
from govnews.reading.vocabulary import TEXT_BLOCKS

_KNOWN = {name: rank for rank, name in enumerate(TEXT_BLOCKS)}
_SENTENCE = re.compile("[，。；！？]")
_ENGLISH = re.compile(r"[a-z][,.;?!](?:\s|$)")
# Each alternative begins with a letter, not a class: a line without any of these letters is passed over at once.
_FOOT_MARK = re.compile(
    r"I(?i:CP[备证])|i(?i:CP[备证])|公网安备|网安备|标识码|版权所有(?![者权意])|A(?i:ll Rights Reserved)|a(?i:ll Rights Reserved)"
    r"|C(?i:opyright)|c(?i:opyright)|网站地图|您访问的链接即将离开"
    r"|仅(?:受理|限|负责|用于|供).{0,6}网站.{0,6}(?:建设|运行|维护|运维|管理)"
    r"|网站(?:建设|运行|日常|技术)?维护(?:电话|热线)|网站联系(?:电话|方式)"
    r"|建议使用.{0,20}(?:分辨率|浏览器)|最佳浏览效果"
)
# A footer's other lines; one of these alone is a line of an announcement, too.
OFFICE = re.compile(r"(?:(?:主办|承办|技术支持|地址|邮编|电话)(?:单位)?\s?[:：].*?){2}")
# Such of it as a sentence speaks of, too.
_SPOKEN_OF = re.compile(r"版权|copyright|网站地图", re.IGNORECASE)
# What a site calls the block of its foot, besides the element of that name.
_FOOT = re.compile(r"foot|copyright", re.IGNORECASE)
# The foot does not begin before this share of a page's lines, and sentences behind its first mark weigh less than so much,
# or than this share of those above it.
_ABOVE_FOOT, _SAID_IN_FOOT, _SHARE_IN_FOOT = 1 / 3, 250.0, 1 / 4
# What a text must weigh to be believed; below it the page has pictures, files or nothing.
LEAST = 40.0
# A sentence weighs as much; a text of less than the second may not be the page's heaviest block.
_LINE = 15.0
_SHORT = 600.0
# Sums of the same lines differ by less, however they are rounded.
_EQUAL = 1e-3
_DATED = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d")


@dataclass(slots=True)
class Prose:
    """The lines that hold the text, ``lines[first:last]``, with what each line of the page weighs."""

    first: int
    last: int
    weights: list[float]
    witness: Witness
    weight: float
    """Sum over its lines; about the number of characters that stand in sentences."""
    foot: int = 0
    """The first line of the page's foot, which tells who keeps the site; beyond the last line where it has none."""

    def opening(self, flow: Flow, start: int | None = None) -> int:
        """The number of the first line (from ``start`` on) that is a sentence of the text; ``last`` where none is.

        Headlines hold commas, question and exclamation marks, so it takes a full stop or some length.
        """
        for number in range(self.first if start is None else start, self.last):
            weight, said = self.weights[number], flow.lines[number].text
            if weight >= 60 or (weight >= 12 and ("。" in said or said[-1] in "：；")):
                return number
        return self.last

    def middle(self) -> int:
        """The number of the line in which the first half of the text ends."""
        half, sofar = sum(max(0.0, weight) for weight in self.weights[self.first : self.last]) / 2, 0.0
        for number in range(self.first, self.last):
            sofar += max(0.0, self.weights[number])
            if sofar >= half:
                return number
        return self.last


def find_prose(flow: Flow, title: str = "") -> Prose:
    """The block of ``flow`` whose sentences outweigh its links the most; a known id where it holds the text.

    A text of some lines may be outweighed by what stands beside it (a portrait of the county, comments): it is
    the one below the headline, which stands in ``title`` (the page's ``<title>``) or is marked as one.

    Hidden lines count only where nothing visible is a text (pages that show their text by script).
    """
    feet = _possible_feet(flow, title)
    prose = _find(flow, title, feet)
    prose.foot = _foot_of(feet, prose.weights)
    return prose


def _find(flow: Flow, title: str, feet: list[int]) -> Prose:
    weights = _weights(flow, feet, hidden=False)
    best, score = _best(flow, weights)
    seen = score >= LEAST
    if not seen:
        every = _weights(flow, feet, hidden=True)
        again, more = _best(flow, every)
        if more >= 3 * LEAST:
            weights, best, score, seen = every, again, more, False
    elif score < _SHORT and best is not None and (below := _below_head(flow, weights, best, title)):
        witness = Witness("heuristic", "density", "below the headline")
        return Prose(*below, weights, witness, sum(weights[slice(*below)]))
    known = _known(flow, weights, score, seen=seen)
    if known is not None:
        block, name = known
        holder = flow.blocks[block]
        totals = sum(weights[holder.first : holder.last])
        return Prose(holder.first, holder.last, weights, Witness("element", name, name), totals)
    first, last, total = _run(weights)
    if total > score * 1.25 and total >= LEAST:
        # No block of its own: paragraphs between menu and footer of the body.
        return Prose(first, last, weights, Witness("heuristic", "density", "run of lines"), total)
    if best is None:
        return Prose(0, 0, weights, Witness("heuristic", "density", ""), 0.0)
    holder = flow.blocks[best]
    name = holder.element.get("id") or holder.element.get("class") or str(holder.element.tag)
    return Prose(holder.first, holder.last, weights, Witness("heuristic", "density", name.strip()), score)


def _weights(flow: Flow, feet: list[int], *, hidden: bool) -> list[float]:
    weights: list[float] = []
    seen: set[str] = set()
    linked = False
    for line in flow.lines:
        weight = 0.0 if line.hidden and not hidden else _weight(line, teaser=linked)
        if weight >= 20:
            if line.text in seen:
                weight = -weight / 4
            seen.add(line.text)
        weights.append(weight)
        linked = line.linked * 10 >= len(line.text) * 8 and len(line.text) > 8
    for number in range(_foot_of(feet, weights), len(weights)):
        weights[number] = min(weights[number], 0.0)
    return weights


def _possible_feet(flow: Flow, title: str) -> list[int]:
    """The numbers of the lines with which a page's foot may begin, by what they are: in its lower part, below its headlines.

    Only a foot has such a line, or it stands in a block called so. Headlines are those of ``title``, or marked as one.
    """
    lines = flow.lines
    top = ceil(_ABOVE_FOOT * len(lines))
    headlines = (
        number for number in range(len(lines) - 1, top - 1, -1) if _names_page(flow, lines[number], title)
    )
    top = next(headlines, top - 1) + 1
    called: set[int] = set()  # of the blocks that reach so far down
    for number, block in enumerate(flow.blocks):
        if block.first < block.last > top and (block.parent in called or _is_called_foot(block.element)):
            called.add(number)
    return [
        number
        for number in range(top, len(lines))
        if lines[number].block in called or is_foot_mark(lines[number].text)
    ]


def _is_called_foot(element: HtmlElement) -> bool:
    return element.tag == "footer" or bool(
        _FOOT.search(f"{element.get('id') or ''} {element.get('class') or ''}")
    )


def _foot_of(feet: list[int], weights: list[float]) -> int:
    """The number of the first line of a page's foot; that of all lines where it has none.

    It is the first of ``feet`` with little said behind it. What is said in it is the site's, whatever it reads like.
    """
    if not feet:
        return len(weights)
    sums = [0.0, *accumulate(weight if weight > 0.0 else 0.0 for weight in weights)]
    for number in feet:
        if sums[-1] - sums[number] <= max(_SAID_IN_FOOT, _SHARE_IN_FOOT * sums[number]):
            return number
    return len(weights)


def _names_page(flow: Flow, line: Line, title: str) -> bool:
    if line.is_link:
        return False
    return (len(line.text) >= 6 and line.text in title) or flow.blocks[line.block].element.tag in ("h1", "h2")


def is_foot_mark(text: str) -> bool:
    """Whether a line stands in nothing but a page's foot. A sentence may speak of rights and copies as well.

    >>> [is_foot_mark(text) for text in ("版权所有：青石县人民政府", "Copyright登记数量增长12%。", "版权所有，不得转载。")]
    [True, False, True]
    """
    found = _FOOT_MARK.search(text) if len(text) < 400 else None
    if found is None or text[-1] not in "。！？" or not _SPOKEN_OF.match(found[0]):
        return found is not None
    return "转载" in text and text.count("。") == 1


def _weight(line: Line, *, teaser: bool) -> float:
    """About how many characters of running text a line adds; below zero where it speaks against a text."""
    length = len(line.text)
    free = length - line.linked
    if line.is_link:
        return -6.0 - min(length, 40) * 0.3
    if is_foot_mark(line.text):
        return -40.0
    if length < 120 and "。" not in line.text and OFFICE.search(line.text):
        return -8.0
    if free < 10 or not (_ENGLISH if line.text.isascii() else _SENTENCE).search(line.text):
        return min(free, 20) * 0.2
    weight = float(min(free, 600))
    cut = length < 120 and (line.text[-1] not in "。！？；：”…）)" or line.text.endswith(("...", "…")))
    return weight * 0.4 if teaser or cut else weight


def _best(flow: Flow, weights: list[float]) -> tuple[int | None, float]:
    """The heaviest block; of several equal ones that with the fewest lines."""
    sums = [0.0, *accumulate(weights)]
    best, score, size = None, 0.0, 0
    for number, block in enumerate(flow.blocks):
        weight = sums[block.last] - sums[block.first] - score
        if weight > -_EQUAL:
            lines = block.last - block.first
            if weight > _EQUAL or (best is not None and lines <= size):
                best, score, size = number, score + weight, lines
    return best, score


def _below_head(flow: Flow, weights: list[float], best: int, title: str) -> tuple[int, int] | None:
    """The lines below the one headline with its date and source, where the heaviest block does not stand there."""
    lines, blocks = flow.lines, flow.blocks
    heads = [
        number
        for number, line in enumerate(lines)
        if 10 <= len(line.text) <= 160
        and not line.hidden
        and _DATED.search(line.text)
        and not line.is_link
        and find_credits(line.text)
        and any(_is_headline(flow, above, title) for above in lines[max(0, number - 3) : number])
    ]
    if len(heads) != 1:
        return None
    first, holder = heads[0] + 1, lines[heads[0]].block
    while holder >= 0 and sum(weights[first : blocks[holder].last]) < _LINE:
        holder = blocks[holder].parent
    if holder < 0 or (blocks[best].first < blocks[holder].last and first < blocks[best].last):
        return None
    return first, blocks[holder].last


def _is_headline(flow: Flow, line: Line, title: str) -> bool:
    element = flow.blocks[line.block].element
    marked = element.tag in HEADINGS or is_called_title(element)
    return (
        not line.linked and len(line.text) >= 4 and (marked or (len(line.text) >= 6 and line.text in title))
    )


def _run(weights: list[float]) -> tuple[int, int, float]:
    """The lines in a row that weigh the most together, ``lines[first:last]``, and their weight."""
    first = last = start = 0
    most = sofar = 0.0
    for number, weight in enumerate(weights):
        if sofar <= 0.0:
            start, sofar = number, 0.0
        sofar += weight
        if sofar > most:
            first, last, most = start, number + 1, sofar
    return first, last, most


def _known(flow: Flow, weights: list[float], score: float, *, seen: bool) -> tuple[int, str] | None:
    """The block with a known id or class that holds most of the heaviest block's text.

    ``seen``: that text stands where the reader sees it.
    """
    sums = [0.0, *accumulate(weights)]
    found: list[tuple[int, int, int, str]] = []
    for number, block in enumerate(flow.blocks):
        weight = sums[block.last] - sums[block.first]
        if weight < score * 0.85 or (block.hidden and seen):
            continue
        marks = block.element.attrib
        names = [marks.get("id", ""), *marks.get("class", "").split(), str(block.element.tag)]
        for name in names:
            rank = _KNOWN.get(name.strip().lower())
            if rank is not None:
                found.append((rank, block.last - block.first, number, name))
                break
    if not found:
        return None
    _, _, number, name = min(found) if score >= LEAST else found[-1]
    return number, name
