"""The headline of an article: what stands above its text and in its ``<title>``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govnews.items import Evidence, ListingEntry, Witness
from govnews.reading.credits import find_credits
from govnews.reading.page.lines import HEADINGS, Flow, is_called_title
from govnews.reading.page.main_text import Prose
from govnews.reading.page.page import Page
from govnews.reading.vocabulary import TITLE_IDS, TITLE_METAS
from govnews.text import fold

_JOINT = re.compile(r"\s*(?:[_|｜]|--+|——|(?<=[\u3400-\u9fff”》！？ ])-(?=[\u3400-\u9fff ])| - |–|«|»)\s*")
# A line with a date in it, or with a label of one: what stands right below a headline.
_LABELLED = re.compile(r"\d(?::\d\d|(?:(?<=1)9|(?<=2)0)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2})")
_DATE_BEHIND = re.compile(
    r"\s*[(（\[【]?\s*(?:19|20)\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\s*\d{1,2}:\d\d(?::\d\d)?)?\s*[)）\]】]?$"
)
# Weight of a line that is a headline on its own: a heading above a date line.
_ENOUGH = 7.0
_WORD = re.compile(r"[^\w]|_")
_SITE = re.compile(
    r"(?:网站?|政府|门户|频道|新闻|栏目|中心|首页|客户端|官网|在线|局|委员会|厅|动态|要闻|公告|文章|正文|详情|列表"
    r"|法院|检察院|大学|学院|医院|研究院|研究所|协会|集团|公司|日报社?|电视台|图书馆|博物馆|党委|县委|市委|区委)$"
)


def _key(text: str) -> str:
    """Letters and digits alone, so that blanks, width and punctuation do not part equal titles."""
    return _WORD.sub("", text).lower()


def find_title(
    page: Page, flow: Flow, text: Prose, entry: ListingEntry | None
) -> tuple[str | None, Evidence, int | None]:
    """The headline in one line without the site's name, its evidence, and the number of its (last) line.

    Every line above the text's first sentence is weighed: what it shares with ``<title>``, ArticleTitle or
    the listing row, whether it is a heading, whether a date or source line follows it. Where no line weighs
    enough the metas, the listing row and ``<title>`` without its suffixes are taken in this order.
    """
    told = [Witness("meta", name, fold(page.metas[name])) for name in TITLE_METAS if name in page.metas]
    if entry and entry.title:
        told.append(Witness("listing", "row", fold(entry.title)))
    if page.title:
        told.append(Witness("title", "title", page.title))
    named = next((flow.named[name] for name in TITLE_IDS if name in flow.named), None)
    if named is not None and 4 <= len(said := fold("".join(named.itertext()))) <= 150:
        told.insert(0, Witness("element", f"#{named.get('id') or named.tag}", said))
    keys = [key for witness in told if (key := _key(witness.raw))]
    best = max((_weigh(candidate, keys) for candidate in _above(flow, text)), default=None)
    if best is not None and best[0] >= _ENOUGH:
        title, at = _whole(without_date(best[-1], keys), told), best[-2]
        tag = str(flow.blocks[flow.lines[at].block].element.tag)
        disagree = any(_differs(_key(title), one) for one in told)
        told.insert(0, Witness("element", tag, best[-1]))
        return title, Evidence("element", best[-1], disagree=disagree, witnesses=told), at
    for witness in told:
        title = without_site(witness.raw)
        if title:
            return title, Evidence(witness.kind, witness.raw, witnesses=told), None
    return None, Evidence(witnesses=told), None


def _whole(title: str, told: list[Witness]) -> str:
    """A headline that the page cuts (县长调研春耕生产…), as a witness has it in full."""
    cut = title.rstrip(".… ")
    if cut == title:
        return title
    others = (without_site(witness.raw) for witness in told)
    return next((other for other in others if other.startswith(cut) and len(other) > len(title)), title)


def _differs(key: str, witness: Witness) -> bool:
    """Whether a witness names another headline; ``<title>`` is left out, since it may name the site alone."""
    other = _key(witness.raw)
    return witness.kind != "title" and bool(other) and other not in key and key not in other


@dataclass(slots=True)
class _Candidate:
    text: str
    number: int
    rank: int
    """1 for h1 … 6 for h6, 0 for no heading."""
    follows: int
    """How many lines below it the next date or credit line stands, up to 3; 0 where none does."""
    marked: bool
    """Whether its block is called a title."""
    distance: int
    """Lines between it and the first sentence."""


def _weigh(candidate: _Candidate, keys: list[str]) -> tuple[float, int, int, str]:
    """What speaks for a line being the headline; among equals the later one, without dashes before it."""
    key = _key(candidate.text)
    weight = max((_agree(key, other) for other in keys), default=0.0)
    if candidate.rank:
        weight += 7 - candidate.rank
    if candidate.follows:
        weight += 12 - 2 * candidate.follows
    if candidate.marked:
        weight += 4
    if candidate.distance > 15:
        weight -= 6
    if candidate.distance < 0 and weight < _ENOUGH + len(key) / 2:
        return -1.0, 0, candidate.number, candidate.text
    if len(key) < 6 or (_SITE.search(candidate.text) and len(key) < 12):
        weight -= 8
    return weight, -len(candidate.text) + len(key), candidate.number, candidate.text


def _agree(key: str, other: str) -> float:
    """How far a line and a title name the same: the characters they share less those the line adds."""
    if key in other:
        return float(len(key)) if len(key) * 4 >= len(other) or len(key) >= 8 else 0.0
    if other in key:
        return max(0.0, len(other) - 0.7 * (len(key) - len(other)))
    common = 0
    for one, two in zip(key, other, strict=False):
        if one != two:
            break
        common += 1
    return max(0.0, common - 0.7 * (len(key) - common)) if common >= 8 else 0.0


def _above(flow: Flow, text: Prose) -> list[_Candidate]:
    """Lines, and headings of several lines, that stand above the text.

    Above its first sentence, that is; a welcome or summary may hold the first, so lines in the first half
    with a date line right below count, too.
    """
    opening = text.opening(flow)
    reach = max(opening, text.middle())
    labelled = _label_lines(flow, opening - 20, reach + 3)
    found = []
    for number, line in enumerate(flow.lines[: reach + 1]):
        if line.hidden or line.linked * 2 > len(line.text) or number in labelled:
            continue
        if number > opening and number + 1 not in labelled:
            continue
        if 4 <= len(line.text) <= 150 and line.text[-1] not in "。；：:，,":
            found.append(_candidate(flow, flow.lines[number].block, number, line.text, labelled, opening))
    for block_number, block in enumerate(flow.blocks):
        if 2 <= block.last - block.first <= 3 and block.last <= opening + 1 and not block.hidden:
            said = " ".join(line.text for line in flow.lines[block.first : block.last])
            if len(said) <= 150 and (block.element.tag in HEADINGS or is_called_title(block.element)):
                found.append(_candidate(flow, block_number, block.last - 1, said, labelled, opening))
    return found


def _candidate(
    flow: Flow, block: int, number: int, said: str, labelled: set[int], opening: int
) -> _Candidate:
    element = flow.blocks[block].element
    rank = HEADINGS.get(str(element.tag), 0)
    follows = next((lines for lines in (1, 2, 3) if number + lines in labelled), 0)
    return _Candidate(said, number, rank, follows, is_called_title(element), opening - number)


def _label_lines(flow: Flow, first: int, last: int) -> set[int]:
    """The date and credit lines among ``lines[first:last]``."""
    found = set()
    for number in range(max(0, first), min(last, len(flow.lines))):
        said = flow.lines[number].text
        if len(said) <= 120 and (_LABELLED.search(said) or find_credits(said)):
            found.add(number)
    return found


def without_date(line: str, keys: list[str]) -> str:
    """A headline without the date that its element adds, unless ``<title>`` and its like have it, too.

    >>> without_date("县长调研春耕 （2020年1月1日）", ["县长调研春耕某县政府"])
    '县长调研春耕'
    >>> without_date("停电公告（2020年1月1日）", ["停电公告2020年1月1日"])
    '停电公告（2020年1月1日）'
    """
    found = _DATE_BEHIND.search(line)
    if found is None or found.start() < 4 or any(_key(found[0]) in key for key in keys):
        return line
    return line[: found.start()]


def without_site(title: str) -> str:
    """A ``<title>`` without the names of site and column.

    >>> without_site("县长调研春耕_要闻_某县人民政府网"), without_site("某县人民政府网——县长调研春耕生产工作")
    ('县长调研春耕', '县长调研春耕生产工作')
    >>> without_site("城市-乡村")
    '城市-乡村'
    """
    parts = [part for part in _JOINT.split(title) if part and part.strip()]
    if len(parts) < 2:
        return title
    named = [part for part in parts if not _SITE.search(part)]
    if len(named) == len(parts):
        return title if len(title) <= 12 else parts[0]
    return named[0] if named else parts[0]
