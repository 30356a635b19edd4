"""The headline of an article: what stands above its text and in its ``<title>``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from govnews.items import Evidence, ListingEntry, Witness
from govnews.reading.article.line_kinds import is_furniture
from govnews.reading.article.lines import LineKind, PageLines
from govnews.reading.credits import find_credits
from govnews.reading.dates import find_dates
from govnews.reading.page.lines import HEADINGS, is_called_title
from govnews.reading.page.main_text import LEAST
from govnews.reading.page.page import Page
from govnews.reading.page.picked import Field, PickedFields
from govnews.reading.vocabulary import TITLE_IDS, TITLE_LABELS, TITLE_METAS
from govnews.text import fold

_JOINT = re.compile(
    r"\s{0,9}(?:[_|｜]|--+|——|(?<=[\u3400-\u9fff”》！？ ])-(?=[\u3400-\u9fff ])| - |–|«|»)\s{0,9}"
)
_DATE_BEHIND = re.compile(
    r"\s{0,9}[(（\[【]?\s{0,9}(?:19|20)\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\s{0,9}\d{1,2}:\d\d(?::\d\d)?)?\s{0,9}[)）\]】]?$"
)
# Lines of a headline's element, with what else stands in it.
_LINES = 8
# Characters of a witness that are looked at.
_LONGEST = 300
# Characters of a headline.
_LONGEST_HEADLINE = 150
# Characters of a headline that ends like a sentence.
_SENTENCE = 60
# Characters that a headline with a date has beside it.
_BESIDE_DATE = 6
# What a headline of several lines is worth more than one of its lines, where nothing else tells.
_WHOLE = 0.5
# A site's or column's name has fewer characters.
_NAME = 12
# Characters that a headline shares with another witness for it to be sure.
_AGREED = 6
# Characters that it shares at either end with one that has another word between them.
_SHARED = 4
# Lines of a headline whose lines stand in blocks of their own.
_RUN = 3
# Weight of a line that is a headline on its own: a heading above a date line.
_ENOUGH = 7.0
# Ranks of the headings that a page has for itself.
_OF_PAGE = (1, 2)
# What is no headline, whatever agrees with it.
_NO_HEADLINE = frozenset(
    [
        LineKind.PLACE,
        LineKind.TOOLS,
        LineKind.NEIGHBOUR,
        LineKind.FOOTER,
        LineKind.LINK,
        LineKind.FILE,
        LineKind.HIDDEN,
    ]
)
# What stands below a headline.
_BELOW = frozenset([LineKind.DATE, LineKind.LABELS, LineKind.CREDIT, LineKind.EDITORS])
_NO_WORD = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W\d_]")
_SITE = re.compile(
    r"(?:网站?|政府|门户|频道|新闻|栏目|中心|首页|客户端|官网|在线|局|委员会|厅|动态|要闻|公告|文章|正文|详情|列表"
    r"|法院|检察院|大学|学院|医院|研究院|研究所|协会|集团|公司|日报社?|电视台|图书馆|博物馆|党委|县委|市委|区委)$"
)
# What a template puts before a headline: the kind of text, and what is thought of it.
_BADGE = re.compile(
    r"[\[【][\u3400-\u9fff]{1,4}[\]】]|(?:标\s?题|题\s?目|名\s?称)\s?[:：]|[热新荐顶精]|置顶|推荐|头条|热点|原创|转载|图文|视频|组图"
)
# What a site's name ends in, however long it is.
_LONG_NAME = re.compile("(?:网站?|网站群|政府|门户|平台|频道|客户端|官网|在线)$")
# How a line of a headline begins that goes on with the phrase of the line before, and what stands open at a line's end.
_GOES_ON = re.compile(r"关于|暨|的|并")
_OPEN = "“《（、"


def _key(text: str) -> str:
    """Letters and digits alone, so that blanks, width and punctuation do not part equal titles."""
    return (text if text.isalnum() else _NO_WORD.sub("", text)).lower()


@dataclass(frozen=True, slots=True)
class Headline:
    """What an article is called, and where the page says so."""

    text: str | None
    """In one line, without the site's name; None where the page has none."""
    evidence: Evidence
    at: int | None
    """The number of its (last) line; None where no line bears it."""
    is_sure: bool = False
    """Whether a witness beside the line agrees with it, or the line is a heading or called a title."""


def find_title(page: Page, lines: PageLines, entry: ListingEntry | None) -> Headline:
    """The headline of ``page``, whose lines are ``lines``; ``entry`` is the listing row that led there.

    Every line above the text's first sentence is weighed: what it shares with ``<title>``, ArticleTitle or
    the listing row, whether it is a heading, whether a date or source line follows it. Menus, breadcrumbs, tools and
    notices are none, and lines that read like dates, credits or sentences only where a witness agrees. Where no line weighs
    enough the metas, the listing row and ``<title>`` without its suffixes are taken in this order.
    """
    told = _told(page, lines, entry)
    keys = [key for witness in told if not _names_the_site(witness) and (key := _key(witness.raw[:_LONGEST]))]
    best = max((_weigh(candidate, keys) for candidate in _above(lines, keys)), default=None)
    if best is not None and best.weight >= _ENOUGH:
        title = best.text if _names_another_day(lines, best) else without_date(best.text, keys)
        title = _as_told(_whole(_without_badge(_without_head(title, keys), told), told), told)
        disagree = any(_differs(_key(title), one) for one in told)
        sure = best.is_marked or any(_agree(_key(title), key) >= min(len(key), _AGREED) for key in keys)
        tag = str(lines.flow.blocks[lines.flow.lines[best.number].block].element.tag)
        told.insert(0, Witness("element", tag, best.text))
        return Headline(
            title, Evidence("element", best.text, disagree=disagree, witnesses=told), best.number, sure
        )
    for witness in told:
        title = without_site(witness.raw)
        if title:
            return Headline(title, Evidence(witness.kind, witness.raw, witnesses=told), None)
    return Headline(None, Evidence(witnesses=told), None)


def as_picked(headline: Headline, lines: PageLines, picked: PickedFields) -> Headline:
    """``headline`` as the site's selector picks it; the same where it has none, or that picks nothing."""
    told = picked.get(Field.TITLE)
    if told is None or not told.text:
        return headline
    key = _key(told.text)
    at = next((number for number in range(len(lines)) if _key(lines[number]) == key), headline.at)
    disagree = headline.text is not None and _key(headline.text) != key
    witnesses = [told.witness, *headline.evidence.witnesses]
    return Headline(
        told.text, Evidence("selector", told.text, disagree=disagree, witnesses=witnesses), at, is_sure=True
    )


def _names_the_site(witness: Witness) -> bool:
    """Whether a ``<title>`` is a site's or column's name alone: 某县人民法院."""
    return witness.kind == "title" and len(_key(witness.raw)) < _NAME and bool(_SITE.search(witness.raw))


def _told(page: Page, lines: PageLines, entry: ListingEntry | None) -> list[Witness]:
    """What beside the page's lines names the headline, in the order of trust."""
    told = [Witness("meta", name, fold(page.metas[name])) for name in TITLE_METAS if name in page.metas]
    if entry and entry.title:
        told.append(Witness("listing", "row", fold(entry.title)))
    if page.title:
        told.append(Witness("title", "title", page.title))
    named = next((lines.flow.named[name] for name in TITLE_IDS if name in lines.flow.named), None)
    if named is not None and 4 <= len(said := fold("".join(named.itertext()))) <= 150:
        told.insert(0, Witness("element", f"#{named.get('id') or named.tag}", said))
    return told


def _whole(title: str, told: list[Witness]) -> str:
    """A headline that the page cuts (县长调研春耕生产…), as a witness has it in full."""
    cut = title.rstrip(".… ")
    if cut == title:
        return title
    others = (without_site(witness.raw) for witness in told)
    return next((other for other in others if other.startswith(cut) and len(other) > len(title)), title)


def _as_told(title: str, told: list[Witness]) -> str:
    """A headline as a witness writes it that has no blank where the page breaks its line."""
    if " " not in title:
        return title
    bare = title.replace(" ", "")
    return next((other for one in told if (other := without_site(one.raw)) == bare), title)


def _without_badge(title: str, told: list[Witness]) -> str:
    """A headline without the label, category or counter that its element adds to what a witness says.

    >>> told = [Witness("title", "title", "县长调研春耕_某县政府")]
    >>> [_without_badge(line, told) for line in ("[要闻] 县长调研春耕", "标题：县长调研春耕", "县长调研春耕 阅读 120")]
    ['县长调研春耕', '县长调研春耕', '县长调研春耕']
    >>> _without_badge("副县长调研春耕", told), _without_badge("县长调研春耕（续）", told)
    ('副县长调研春耕', '县长调研春耕（续）')
    """
    for named in (without_site(witness.raw) for witness in told):
        if len(named) < 4 or len(named) == len(title):
            continue
        if title.endswith(named) and _BADGE.fullmatch(title[: -len(named)].strip()):
            return named
        if title.startswith(named) and is_furniture(title[len(named) :].strip()):
            return named
    return title


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
    is_called: bool
    """Whether its block is called a title."""
    distance: int
    """Lines between it and the first sentence."""
    is_whole: bool = False
    """Whether it is all lines of its element."""
    is_labelled: bool = False
    """Whether the cell before it says that it is the title: 信件标题 | …"""


@dataclass(frozen=True, slots=True, order=True)
class _Weighed:
    """A candidate with what speaks for it; among equals the later one, without dashes before it."""

    weight: float
    marks: int
    number: int
    text: str
    is_marked: bool = False


def _weigh(candidate: _Candidate, keys: list[str]) -> _Weighed:
    """What speaks for a line being the headline."""
    key = _key(candidate.text)
    agreed = max((_agree(key, other) for other in keys), default=0.0)
    weight = agreed
    if candidate.rank:
        weight += 7 - candidate.rank
    if candidate.follows:
        weight += 12 - 2 * candidate.follows
    if candidate.is_called:
        weight += 4
    if candidate.is_whole:
        weight += _WHOLE
    if candidate.is_labelled and not agreed:
        weight += _ENOUGH
    if candidate.rank in _OF_PAGE and len(key) >= _NAME > max(map(len, keys), default=0):
        # A name is all that the witnesses say (意见征集): the heading says more, unless it names the site itself.
        weight += 0.0 if _LONG_NAME.search(candidate.text) else max(_OF_PAGE)
    if candidate.distance > 15:
        weight -= 6
    if candidate.distance < 0 and weight < _ENOUGH + len(key) / 2:
        weight = -1.0
    elif not agreed and (len(key) < 6 or (_SITE.search(candidate.text) and len(key) < _NAME)):
        # The name of a site or a column, unless it is marked as a headline and has a date below it.
        weight -= (
            4
            if candidate.follows and (candidate.rank or (candidate.follows == 1 and candidate.is_called))
            else 8
        )
    marked = bool(candidate.rank) or candidate.is_called
    return _Weighed(weight, len(key) - len(candidate.text), candidate.number, candidate.text, marked)


def _agree(key: str, other: str) -> float:
    """How far a line and a title name the same: the characters they share less those the line adds."""
    if key in other:
        return float(len(key)) if len(key) * 4 >= len(other) or len(key) >= 8 else 0.0
    if other in key:
        return max(0.0, len(other) - 0.7 * (len(key) - len(other)))
    common = _shared(key, other)
    # A witness may leave out or change a word in the middle: 关于表彰（第三批）先进村的决定.
    behind = min(_shared(key[::-1], other[::-1]), len(key) - common, len(other) - common)
    if common >= _SHARED and behind >= _SHARED:
        common += behind
    return max(0.0, common - 0.7 * (len(key) - common)) if common >= 8 else 0.0


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next(
        (number for number, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _above(lines: PageLines, keys: list[str]) -> list[_Candidate]:
    """Lines, and headings of several lines, that stand above the text.

    Above its first sentence, that is; a welcome or summary may hold the first, so lines in the first half
    with a date line right below count, too. A page without sentences may have its headline anywhere.
    """
    flow, text = lines.flow, lines.text
    wordless = text.weight < LEAST
    opening = len(flow.lines) if wordless else text.opening(flow)
    reach = min(opening if wordless else max(opening, text.middle()), len(flow.lines) - 1)
    found = []
    for number in range(reach + 1):
        line = flow.lines[number]
        if line.hidden or line.is_link or not 2 <= len(line.text) <= _LONGEST_HEADLINE:
            continue
        if not _can_be_headline(lines, number, keys):
            continue
        if number > opening and not _is_head_line(lines, number + 1):
            continue
        distance = 0 if wordless else opening - number
        found.append(_candidate(lines, line.block, number, line.text, distance))
        found += [
            _candidate(lines, flow.lines[last].block, last, said, distance - last + number)
            for last, said in _runs(lines, number, keys)
            if last <= reach
        ]
    for block_number, block in enumerate(flow.blocks):
        if block.first > opening:
            break
        if not 2 <= block.last - block.first <= _LINES or block.last > opening + 1 or block.hidden:
            continue
        marked = block.element.tag in HEADINGS or is_called_title(block.element)
        if not (marked or _opens_one(flow.lines[block.first].text, keys)):
            continue
        said = _joined([line.text for line in flow.lines[block.first : block.last]])
        if len(said) <= _LONGEST_HEADLINE and (marked or _opens_one(said, keys)):
            distance = 0 if wordless else opening - block.last + 1
            candidate = _candidate(lines, block_number, block.last - 1, said, distance)
            candidate.is_whole = marked
            found.append(candidate)
    return found


def _runs(lines: PageLines, first: int, keys: list[str]) -> Iterator[tuple[int, str]]:
    """The last line and the words of headlines that begin with line ``first`` and go on in further blocks, as witnesses do.

    The head of an official document has its issuing organ in a line of its own, and 关于…的决定 in the next.
    """
    begun = _key(lines[first])
    going_on = [key for key in keys if key.startswith(begun) and key != begun]
    said = [lines[first]]
    for number in range(first + 1, min(first + _RUN, len(lines))) if going_on else ():
        said.append(lines[number])
        whole = _joined(said)
        if lines.flow.lines[number].is_link or len(whole) > _LONGEST_HEADLINE:
            return
        added = len(_key(whole)) - len(begun)
        if any(_agree(_key(whole), key) - len(begun) >= added / 2 for key in going_on):
            yield number, whole


def _joined(parts: list[str]) -> str:
    """A headline of several lines in one. Its parts are set off by a blank, unless the next one goes on with the phrase.

    >>> _joined(["青石县人民政府办公室", "关于做好防火工作的通知"]), _joined(["春风又绿青石岗", "走进示范村"])
    ('青石县人民政府办公室关于做好防火工作的通知', '春风又绿青石岗 走进示范村')
    """
    whole = parts[0]
    for part in parts[1:]:
        whole += part if _GOES_ON.match(part) or whole[-1] in _OPEN else f" {part}"
    return whole


def _can_be_headline(lines: PageLines, number: int, keys: list[str]) -> bool:
    """Whether a line can be a headline: by its kind, or because a witness says the same."""
    kind, said = lines.kind(number), lines[number]
    if kind in _NO_HEADLINE or not _WORD.search(said):
        return False
    if kind is LineKind.SHORT and len(said) >= 4 and said[-1] not in "。；：:，,":
        return True
    if (
        kind in (LineKind.SHORT, LineKind.SENTENCE)
        and len(said) <= _SENTENCE
        and _is_head_line(lines, number + 1)
    ):
        return len(said) >= 4 or _is_marked(lines, number)
    if (
        kind is LineKind.DATE
        and _is_head_line(lines, number + 1)
        and _words_beside_date(said) >= _BESIDE_DATE
    ):
        return True
    key = _key(said)
    return any(other.startswith(key) or _is_most_of(key, other) for other in keys)


def _opens_one(said: str, keys: list[str]) -> bool:
    """Whether a witness begins with what is said."""
    key = _key(said)
    return any(other.startswith(key) for other in keys)


def _is_marked(lines: PageLines, number: int) -> bool:
    """Whether a line's block is a heading or is called a title."""
    element = lines.flow.blocks[lines.flow.lines[number].block].element
    return element.tag in HEADINGS or is_called_title(element)


def _words_beside_date(said: str) -> int:
    """How many characters a line has beside its dates."""
    return len(_key(said)) - sum(len(_key(said[date.start : date.end])) for date in find_dates(said))


def _is_most_of(one: str, other: str) -> bool:
    """Whether one of two titles holds the other and is not twice as long."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return len(short) * 2 >= len(long) and short in long


def _is_head_line(lines: PageLines, number: int) -> bool:
    """Whether a line is of dates, labels or credits: what stands below a headline."""
    return number < len(lines) and not lines.flow.lines[number].is_link and lines.kind(number) in _BELOW


def _candidate(lines: PageLines, block: int, number: int, said: str, distance: int) -> _Candidate:
    element = lines.flow.blocks[block].element
    rank = HEADINGS.get(str(element.tag), 0)
    follows = next((below for below in (1, 2, 3) if _is_head_line(lines, number + below)), 0)
    above = _NO_WORD.sub("", lines[number - 1]) if number else ""
    labelled = above in TITLE_LABELS
    return _Candidate(said, number, rank, follows, is_called_title(element), distance, is_labelled=labelled)


def _names_another_day(lines: PageLines, best: _Weighed) -> bool:
    """Whether the date in a headline is another one than that in the lines below it: an event's, and the headline's own."""
    own = {date.moment.day for date in find_dates(best.text)}
    below = [lines[number] for number in range(best.number + 1, min(best.number + 4, len(lines)))]
    days = {date.moment.day for said in below if len(said) <= 120 for date in find_dates(said)}
    return bool(own and days) and not own & days


def _without_head(line: str, keys: list[str]) -> str:
    """A headline without the date, source and tools that stand in its element, too.

    >>> _without_head("县长调研春耕 2023-12-05 来源：某县融媒 字号： 大中小", ["县长调研春耕某县政府"])
    '县长调研春耕'
    >>> _without_head("会议纪要（2021年3月5日） 2023-12-05 来源：某县融媒", ["会议纪要2021年3月5日某县政府"])
    '会议纪要（2021年3月5日）'
    >>> _without_head("记者：我在现场", ["记者我在现场某县政府"])
    '记者：我在现场'
    """
    starts = [found.start for found in find_credits(line) if found.start >= 4]
    if starts:
        dates = (found for found in find_dates(line) if found.start >= 4)
        # One that a witness has behind the same words is the headline's own.
        starts += [date.start for date in dates if not any(_key(line[: date.end]) in key for key in keys)]
    for start in sorted(starts):
        rest = _key(line[start:])
        if not any(rest in key or _key(line) in key for key in keys):
            return line[:start].rstrip(" |｜[【(（")
    return line


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
