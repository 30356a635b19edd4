"""Who published, wrote and edited: the credits of an article, read from its lines and kept apart.

::

    find_credits(line)      来源：武强县融媒体中心 浏览次数： 责任编辑：李四   → list[Credit]
    decide_source(...)      what a page's witnesses say, reconciled      → outlet's name and its Evidence
    decide_author(...)      the same for 作者, 记者, 通讯员
    decide_editor(...)      the same for 责任编辑, 编辑, 审核 and the review chain

Labels come in any order, with any colon, a bar or none, glued to their neighbours and without a value (field
facts §4). 来源 may hold the author too (``来源：兆雅镇 匡雨婷``). Traditional forms count as labels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from govnews.items import Evidence, Witness
from govnews.reading.vocabulary import (
    ACCOUNT_BEGINNINGS,
    ACCOUNT_ENDINGS,
    AUTHOR_LABELS,
    BARE_SOURCE_LABELS,
    COMPOUND_SURNAMES,
    EDITOR_LABELS,
    NO_OUTLETS,
    OFFICE_LABELS,
    OTHER_LABELS,
    OUTLET_ENDINGS,
    SOURCE_LABELS,
    SURNAMES,
    spaced,
)
from govnews.text import remembered

CreditField = Literal["source", "author", "editor", "other"]

_WORDS = frozenset([*SOURCE_LABELS, *AUTHOR_LABELS, *EDITOR_LABELS, *OTHER_LABELS])
# What a label begins with is looked for before it is asked which one it may be: most characters of a line begin none.
_LABEL = re.compile(
    rf"(?=[A-Z{''.join(sorted({word[0] for word in _WORDS}))}])"
    rf"(?:(?P<source>{spaced(SOURCE_LABELS)})|(?P<author>{spaced(AUTHOR_LABELS)})"
    rf"|(?P<editor>{spaced(EDITOR_LABELS)})|(?P<other>{spaced(OTHER_LABELS)}|(?<![A-Za-z])[A-Z][a-z]{{1,8}} (?:[Dd]ate|[Tt]ime)))"
    r"(?:\s{0,9}[\])）】]?\s{0,9}[:：∶﹕丨|｜](?!//)[:：]?)"
)
# A label that needs no colon where a blank or the line's start stands before it: 来源 新华网.
_BARE = re.compile(rf"(?:^|(?<=[\s|【\[(（]))(?P<source>{spaced(BARE_SOURCE_LABELS)})\s{{1,9}}(?=\S)")
# A label without a colon that its date was cut from: 某融媒 发布时间.
_LAST_LABEL = re.compile(rf"(?:^|\s)(?:{spaced(OTHER_LABELS)})$")
_BESIDE_LABEL = re.compile(r"[\s:：\[\]【】]")
_SPOKEN = re.compile("[。？！?!；]|，.*，")
# Without one of these a line has no label: a colon or bar, or the blank behind 来源. (One class in front: most
# lines are passed over at the speed of a search for characters.)
_MARKED = re.compile(r"[:：∶﹕丨|｜源处處](?:(?<![源处處])|\s)")
_ANY_LABEL = re.compile(
    rf"(?:^|(?<![\u3400-\u9fff]))(?:{spaced([*SOURCE_LABELS, *AUTHOR_LABELS, *EDITOR_LABELS, *OTHER_LABELS])})\s?[:：]"
)
_DATE = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}|(?<!\d)\d{1,2}[-/]\d{1,2} \d{1,2}:\d\d|(?<!\d)\d{1,2}:\d\d(?::\d\d)?"
)
# Words that end a value without being a label: buttons and counters of the line.
_STOP = re.compile(
    r"[\[【(（]\s{0,9}(?:打印|字体|字號|字号|关闭|大|收藏|纠错|我要)|字体|字号|打印|关闭窗口|分享|扫一扫|保护视力|视力保护|我要(?:纠错|评论|留言|分享)|参与互动"
    r"|原文链接|(?:查看|阅读)原文"
    r"|(?<=[\u3400-\u9fff])[AT](?=[\s+-]|$)|(?i:\s(?=(?:print|share|e-?mail|comments?|text size|font size|fonts?)\b))|\sA[+-]"
    r"|【(?!(?:19|20)\d\d】)|\[(?=[大中小])|\{\{|点击[数量率]?|浏览[次数量]{0,3}|阅读[次数量]{0,3}|(?<!\d)\d{1,9}\s{0,9}次|&gt;|>"
)
# An address, which is no outlet's name, and a document, whose number stands in the place of a source.
_ADDRESS = re.compile(
    r"(?:https?:)?//[!-~]+"
    r"|(?:www\.(?:[a-z0-9-]{1,63}\.){0,4}[a-z0-9-]{1,63}|(?:[a-z0-9-]{1,63}\.){1,5}(?:com|cn|net|org|gov|edu)(?![a-z0-9]))"
    r"(?:/[!-'*-~]*)?",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"[\u3400-\u9fff]{1,12}\s?[〔﹝\[［(（【]?(?:19|20)\d\d年?[〕﹞\]］)）】]?\s?第?\s?\d{1,5}\s?号"
)
_EMPTY_BRACKETS = re.compile(r"[（(]\s{0,9}[)）]")
# No witness of a source is longer.
_LONGEST = 400
_MOST_LABELS = 1_000  # in one line: a page's lines have a dozen, and each is work
_EDGE = " \t|｜丨,，;；、/\\:：·-—_*★\"'"
_BRACKETS = "()（）[]【】〔〕"
_EMPTY = re.compile(r"[\s无空暂不详未知null/\-—_.*]*", re.IGNORECASE)
# The pinyin gloss that a degraded mirror puts behind a character: 來(lái)源.
_GLOSS = re.compile(r"(?<=[\u3400-\u9fff])\([a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{1,6}\)")

# What an outlet's or an office's name ends in.
_BODY_NAME = re.compile(
    r"(?:中心|办公室|政府|[局委办部院厅社报网台会所站处室科府刊队镇乡县区市省村校园馆司团厂行庭企协组]|客户端|公众号|频道|日报|晚报|晨报|"
    r"发布|在线|融媒|云|号|新闻|传媒|集团|公司|大学|学院|学会|杂志|周刊|电视|电台|广播|App|APP|[A-Za-z])[)）》”\]】]?$"
)
# What stands behind an outlet's name is a person only with a common surname: buttons and slogans have two to four
# characters as well.
_SURNAMED = re.compile(rf"(?:[{SURNAMES}]|{spaced(COMPOUND_SURNAMES, gap='')})[\u3400-\u9fff]{{1,2}}")
_PERSON = re.compile(rf"{_SURNAMED.pattern}|[\u3400-\u9fff]{{1,4}}·[\u3400-\u9fff·]{{1,8}}")
_ROLE = re.compile(
    r"(?:(?:全媒体|融媒体|本报|本网|本刊|本台|特约|实习|见习|首席|学生|校园){0,4}(?:记者|通讯员|作者|撰稿人?|撰文|评论员|供稿人?|摄影)|文/图|图/文|文图|記者|通訊員)"
    r"\s{0,9}[:：丨|｜/]?\s{0,9}"
)
_SITE_ITSELF = re.compile(r"本网站?|本站|本網站?|本[网站](?:讯|原创)")
# Nobody: what a system writes for an author it does not know, and the name of an account (admin, lzy, HN666).
_ACCOUNT = re.compile(
    r"(?i:admin|root|system|user|test|guest|webmaster)\w*|\w{0,6}管理员\w{0,3}|[a-z]{2,3}|\d+"
)
_NOBODY = re.compile(
    rf"{_ACCOUNT.pattern}|佚名|匿名(?:用户)?|网络|小编|[a-z][a-z_.-]*|[A-Z]{{2,5}}|(?=[A-Za-z_.@-]*\d)[A-Za-z\d_.@-]+"
)
# Words that an outlet's name ends in, where no label says that it is one.
_OUTLET = re.compile(rf"[\u3400-\u9fff·《》（）“”]{{1,18}}(?:{spaced(OUTLET_ENDINGS, gap='')})|学习强国")
_PLACE_ACCOUNT = re.compile(
    rf"(?:{spaced(ACCOUNT_BEGINNINGS, gap='')})(?P<behind>[\u3400-\u9fff]{{2,4}})"
    rf"|(?P<before>[\u3400-\u9fff]{{2,5}})(?:{spaced(ACCOUNT_ENDINGS, gap='')})"
)
# An office's name, where no label says that it is one: it ends like no outlet's, and like no button (返回顶部, 办事大厅).
_OFFICE = re.compile(
    r"(?!返回|回到|查看|展开|阅读|打开|点击|语音|我要|网上|站内|在线)[\u3400-\u9fff·]{2,15}"
    r"(?:[局委院科股组所队]|(?<!大)厅|(?<![全顶编内外])部)"
)
# 宣传部/图: what an office contributed.
_FURTHER_OUTLET = re.compile(
    rf"(?=..)[\u3400-\u9fff·《》（）]{{0,18}}(?:{spaced(OUTLET_ENDINGS, gap='')})(?:[/／][文图摄])?"
)
# An account's name, which says no more than its place and its subject: 青石人社.
_NAME = re.compile(r"[\u3400-\u9fff]{4,10}")
_BUTTON = re.compile("(?:收藏|纠错|举报|点赞|关闭|复制链接|返回)$")
_TOOLS = re.compile(r"[【\[][^【】\[\]]{0,20}[】\]]")
# Who wrote a text, as its first or last paragraph says it: 本报讯（记者 甲 通讯员 乙）, 某报记者 甲 乙, （甲 乙）.
_BRACKETED = re.compile(r"[(（【\[]([^()（）【】\[\]]{2,40})[)）】\]]")
_SIGNED = re.compile(r"([^()（）]{2,30})[(（]([^()（）]{4,40})[)）]")
_OUTLET_BEFORE = re.compile(
    r"[\u3400-\u9fff]{2,10}(?:[报网社台刊站端媒]|中心)(?=(?:全媒体|融媒体|特约|实习|见习|首席)?(?:记者|通讯员))"
)
_MADE_HERE = re.compile(r"\s{0,9}(?:原创稿?|综合|整理)$")


@dataclass(frozen=True, slots=True)
class Credit:
    """One labelled value of a line."""

    field: CreditField
    """``other`` for labels of dates, counters and buttons: their values are none of ours, they end the one before."""
    label: str
    """The label as written, without colon and inner blanks."""
    value: str
    """What stands behind it; empty for an empty label."""
    start: int
    """Where the label begins."""


def without_gloss(text: str) -> str:
    """``text`` without the pinyin that degraded mirrors put behind characters, so that its labels are read.

    >>> without_gloss("來(lái)源:孟津融媒 (app)")
    '來源:孟津融媒 (app)'
    """
    return _GLOSS.sub("", text) if "(" in text else text


def find_credits(line: str) -> list[Credit]:
    """The labelled values of a line, in order; of a line with more than a thousand labels those of the first ones.

    >>> [(c.field, c.value) for c in find_credits("来源：证券时报网作者：李在山 浏览次数：12")]
    [('source', '证券时报网'), ('author', '李在山'), ('other', '12')]
    >>> [(c.label, c.value) for c in find_credits("2015-11-10 01:51:51信息来源:浏览次数:字体:[ ]")][0]
    ('信息来源', '')
    >>> find_credits("调查组负责人说，资金来源十分清楚。")
    []
    """
    return list(_find_credits(line)) if _MARKED.search(line) else []


@remembered(256)  # the readers of a page ask for the same lines, several times each
def _find_credits(line: str) -> tuple[Credit, ...]:
    line = without_gloss(line)
    found = list(islice(_LABEL.finditer(line), _MOST_LABELS))
    glued = any(mark.start() and _cjk(line[mark.start() - 1]) for mark in found)
    told = _first_end(line) if glued else 0
    marks = [mark for mark in found if _begins(line, mark.start(), told)]
    if not any(mark["source"] for mark in marks) and (bare := _BARE.search(line)):
        marks = sorted([*marks, bare], key=lambda mark: mark.start())
    credits_: list[Credit] = []
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(line)
        kind: CreditField = mark.lastgroup  # type: ignore[assignment]
        label = re.sub(r"\s", "", mark[mark.lastgroup or 0])
        value = _value(line[mark.end() : end], kind)
        # 记者：今年的重点是什么？ is an interview, not a name.
        if kind == "other" or not _SPOKEN.search(value):
            credits_.append(Credit(kind, label, value, mark.start()))
    return tuple(credits_)


def lone_label(line: str) -> str:
    """The label that ``line`` is, where its value stands in the next cell; empty where it is none.

    >>> lone_label("发布机构"), lone_label("发布时间："), lone_label("作 者"), lone_label("来源：新华社")
    ('发布机构', '发布时间', '作者', '')
    """
    word = _BESIDE_LABEL.sub("", line) if len(line) <= 12 else ""
    return word if word in _WORDS else ""


def _first_end(line: str) -> int:
    """Where the first label or date of a line ends; beyond the line where it has neither."""
    ends = (found.end() for pattern in (_ANY_LABEL, _DATE) if (found := pattern.search(line)))
    return min(ends, default=len(line) + 1)


def _begins(line: str, at: int, told: int) -> bool:
    """Whether a label can begin here: not as the end of a longer word (资金来源), unless glued to a value.

    That is behind ``told``, where something was said already.
    """
    return at == 0 or not _cjk(line[at - 1]) or told <= at


def _value(text: str, kind: CreditField) -> str:
    """A label's value without what follows it in the line."""
    if kind == "other":
        return text.strip(_EDGE)
    for stop in (_DATE.search(text), _STOP.search(text)):
        if stop:
            text = text[: stop.start()]
    text = _LAST_LABEL.sub("", text.strip(_EDGE)).strip(_EDGE)
    # A button glued to a name is known by what it leaves: 青石发布收藏, yet 中国收藏.
    if (button := _BUTTON.search(text)) and _OUTLET.fullmatch(text[: button.start()]):
        text = text[: button.start()]
    for opening, closing in ("()", "（）", "[]", "【】"):
        if text.startswith(opening) and text.find(closing) == len(text) - 1:
            text = text[1:-1].strip(_EDGE)
        if text.endswith(closing) and opening not in text:
            text = text[:-1].rstrip(_EDGE)
        if text.startswith(opening) and closing not in text:
            text = text[1:].lstrip(_EDGE)
        text = text.removesuffix(opening).rstrip(_EDGE)
    return "" if _EMPTY.fullmatch(text) else text


def split_outlet(text: str) -> tuple[str, str]:
    """An outlet's name, and the people named behind it.

    >>> split_outlet("兆雅镇 匡雨婷"), split_outlet("孟津区 融媒体中心"), split_outlet("央视新闻客户端 中国青年网")
    (('兆雅镇', '匡雨婷'), ('孟津区融媒体中心', ''), ('央视新闻客户端', ''))
    >>> split_outlet("青石日报（记者 小山）"), split_outlet("青石日报（记者李四）"), split_outlet("青石日报（记者站）")
    (('青石日报', '记者 小山）'), ('青石日报', '记者李四'), ('青石日报（记者站）', ''))
    """
    text = text.strip(_EDGE)
    if (signed := _SIGNED.fullmatch(text)) and is_byline(signed[2]):
        return split_outlet(signed[1])[0], signed[2]
    role = _ROLE.search(text)
    if role and role.start() == 0 and len(text) > role.end() and role[0][-1] in " :：":
        return "", text
    if (
        role
        and role.start() > 0
        and (role[0].rstrip() != role[0] or role[0].rstrip()[-1:] in ":：" or text[role.start() - 1] == " ")
    ):
        rest = split_outlet(text[: role.start()].rstrip("（( "))
        return rest[0], " ".join(filter(None, [rest[1], text[role.start() :].strip(_EDGE)]))
    parts = re.split(r"[\s|｜]+", text)
    # Of two characters it may be a place or a department: 温州, 党建.
    if len(parts[0]) > 2 and _SURNAMED.fullmatch(parts[0]) and not _BODY_NAME.search(parts[0]):
        return "", text
    name = parts[0]
    people: list[str] = []
    for number, part in enumerate(parts[1:], 1):
        if _PERSON.fullmatch(part) and not _BODY_NAME.search(part):
            people.extend(parts[number:])
            break
        if (number == 1 and _part_of_name(name, part)) or (name.isascii() and part.isascii()):
            name += part if _cjk(name[-1:]) and _cjk(part[:1]) else f" {part}"
            continue
        break
    return name.strip(_EDGE), " ".join(people)


def _part_of_name(name: str, part: str) -> bool:
    """Whether ``part`` goes on with ``name``: 孟津区 融媒体中心, yet not 新华社 中国青年网."""
    if len(name) == 1:
        return True
    if not _BODY_NAME.search(name):
        return bool(_BODY_NAME.search(part)) and not _OUTLET.fullmatch(part)
    return name[-1:] in "省市县区镇乡村局委办" and bool(
        re.match(
            r"融媒|人民政府|办公室|宣传部|委|党|新闻|政府|纪委|公安|教育|卫生|文化|财政|人社|自然|住房|农业|司法|应急|市场|民政|信息",
            part,
        )
    )


def _cjk(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def is_byline(line: str) -> bool:
    """Whether a line is a role and names without a colon: what a newspaper prints below its headline.

    >>> is_byline("本报记者 李四 通讯员 王五"), is_byline("青石日报记者 李四"), is_byline("记者走进乡村"), is_byline("李四")
    (True, True, False, False)
    """
    if len(line) > 60:
        return False
    line = _without_outlet(line)
    if len(line) > 40 or not (role := _ROLE.match(line)) or role[0][-1:] in ":：":
        return False
    names = plain_people(line).split()
    return any(map(_PERSON.fullmatch, names)) and all(2 <= len(name) <= 4 or "·" in name for name in names)


def _without_outlet(line: str) -> str:
    """``line`` without the outlet that stands before 记者 or 通讯员."""
    return _OUTLET_BEFORE.sub("", line, count=1) if "记者" in line or "通讯员" in line else line


def first_byline(paragraph: str) -> str:
    """Who wrote a text by its first paragraph, role and names as written; empty where it does not say.

    >>> first_byline("本报讯（记者 李四 通讯员王五）8月11日，"), first_byline("青石日报记者 李四"), first_byline("（记者节前夕）")
    ('记者 李四 通讯员王五', '记者 李四', '')
    """
    if is_byline(paragraph):
        return _without_outlet(paragraph)
    found = (_OUTLET_BEFORE.sub("", match[1]) for match in _BRACKETED.finditer(paragraph[:80]))
    return next((said for said in found if is_byline(said)), "")


def last_byline(paragraph: str) -> str:
    """Who wrote a text by the brackets that end its last paragraph, names as written; empty where they hold no name.

    A paragraph that is nothing but a byline says it without brackets.

    Without a role a name of two characters counts only with one of the commonest surnames: it may be a word.

    >>> last_byline("群众用上了放心水。（李小四 王五）"), last_byline("由村委会负责（石桥）"), last_byline("（记者 李四）")
    ('李小四 王五', '', '记者 李四')
    """
    if is_byline(paragraph):
        return _without_outlet(paragraph)
    said = list(_BRACKETED.finditer(paragraph[-45:]))
    if not said or said[-1].end() != len(paragraph[-45:]):
        return ""
    inside = _OUTLET_BEFORE.sub("", said[-1][1]).strip()
    outlet, people = split_outlet(inside)
    if people and _BODY_NAME.search(outlet):
        inside = people
    names = plain_people(inside).split()
    signed = 1 <= len(names) <= 4 and all(
        _PERSON.fullmatch(name)
        and not _BODY_NAME.search(name)
        and (len(name) > 2 or name[0] in SURNAMES[:40])
        for name in names
    )
    return inside if signed or is_byline(inside) else ""


def outlet_beside(pieces: Sequence[str], site: str = "") -> str:
    """The outlet that stands beside a date without a label; ``pieces`` is what its line says before and behind it.

    Tools of the line are none of it; among more than three other words there is no outlet. An account that is called by
    its place counts where ``site``, the site's name, has that place.

    >>> outlet_beside(["青石日报 | ", ""]), outlet_beside(["", "青石区水利局 【打印】"]), outlet_beside(["新闻中心", ""])
    ('青石日报', '青石区水利局', '')
    >>> outlet_beside(["（", " 青石日报）"]), outlet_beside(["（青石日报）（", "）"]), outlet_beside(["（", " 乡镇动态）"])
    ('青石日报', '青石日报', '')
    >>> [outlet_beside([name, ""], "青石区人民政府") for name in ("掌上青石", "青石公安", "掌上政务", "智慧公安")]
    ['掌上青石', '青石公安', '', '']
    """
    names: list[str] = []
    for piece in pieces:
        said = _TOOLS.sub(" ", piece)
        if stop := _STOP.search(said):
            said = said[: stop.start()]
        parts = map(_without_half_brackets, re.split(r"[\s|｜丨·,，/]+", said.strip(_EDGE)))
        names += [part for part in parts if part and not part.isdecimal()]
    found = [
        name
        for name in names
        if len(name) > 2
        and (_OUTLET.fullmatch(name) or _is_office(name) or _is_account_of(name, site))
        and name not in NO_OUTLETS
        and not _SITE_ITSELF.search(name)
    ]
    return found[0] if len(found) == 1 and len(names) <= 3 else ""


def _is_account_of(name: str, site: str) -> bool:
    """Whether a word is an account called by the place whose ``site`` it stands on.

    >>> _is_account_of("微青石", "青石区人民政府"), _is_account_of("微视频", "青石区人民政府"), _is_account_of("微青石", "")
    (True, False, False)
    """
    account = _PLACE_ACCOUNT.fullmatch(name)
    return account is not None and (account["behind"] or account["before"]) in site


def _without_half_brackets(name: str) -> str:
    """``name`` without the brackets that a line's date or the whole name stands in.

    >>> [_without_half_brackets(name) for name in ("青石日报）", "（青石日报）", "（", "青石（集团）公司")]
    ['青石日报', '青石日报', '', '青石（集团）公司']
    """
    inside = name.strip(_BRACKETS)
    return name if any(mark in inside for mark in _BRACKETS) else inside


def _is_office(name: str) -> bool:
    """Whether a word is an office's name by its end, and neither a person's nor a button's.

    >>> _is_office("门诊部"), _is_office("档案馆编研科"), _is_office("返回顶部"), _is_office("语音播报")
    (True, True, False, False)
    """
    return bool(_OFFICE.fullmatch(name)) and not _PERSON.fullmatch(name)


def plain_people(text: str) -> str:
    """Names with one blank between them, without role words.

    >>> plain_people("记者 陈子垤 通讯员阚淼"), plain_people("X、Y"), plain_people("刘 豪")
    ('陈子垤 阚淼', 'X Y', '刘豪')
    """
    text = _ROLE.sub(" ", text.strip())
    text = re.sub(r"[\[\]【】()（）<>《》]", " ", text)
    names = [name.strip(_EDGE) for name in re.split(r"[、,，;；/&\s|｜丨]+", text)]
    names = [name for name in names if name]
    # A name of two characters is often spaced out: 刘　豪.
    joined: list[str] = []
    for name in names:
        if joined and len(name) == 1 and len(joined[-1]) == 1 and _cjk(name):
            joined[-1] += name
        else:
            joined.append(name)
    return " ".join(dict.fromkeys(joined))


def names_somebody(value: str) -> bool:
    """Whether what stands behind a label can be who wrote or edited: people, an office, an account.

    >>> names_somebody("甲 乙"), names_somebody("区委宣传部"), names_somebody("群众反映怎么样")
    (True, True, False)
    """
    return all(
        len(name) <= 4 or name.isascii() or _PERSON.fullmatch(name) or _BODY_NAME.search(name)
        for name in plain_people(value).split()
    )


def _people(text: str) -> str:
    """:func:`plain_people` without accounts and what begins with a digit.

    >>> _people("系统管理员 李四"), _people("lzy"), _people("John Stone"), _people("3个工作日")
    ('李四', '', 'John Stone', '')
    """
    names = plain_people(text).split()
    return " ".join(name for name in names if not _NOBODY.fullmatch(name) and not name[0].isdecimal())


def names_office(credit: Credit) -> bool:
    """Whether 供稿, 撰稿 or 发布者 names an office instead of a person.

    >>> [names_office(find_credits(line)[0]) for line in ("供稿：区委宣传部", "供稿：李四", "作者：区委宣传部")]
    [True, False, False]
    """
    return (
        credit.label in OFFICE_LABELS
        and credit.field in ("author", "editor")
        and _cjk(credit.value[:1])
        and bool(_BODY_NAME.search(credit.value))
        and not _PERSON.fullmatch(credit.value)
    )


def decide_source(witnesses: Sequence[Witness], *, site_name: str | None) -> tuple[str | None, Evidence]:
    """The outlet that the first witness with a name gives, and why; None where none names one.

    Two outlets with a blank between them are both named, unless another witness names the first alone. 发布机构
    and its like count last, since 来源 may stand beside them. 本网 and 本站 become ``site_name``; where the page
    does not name its site they stay as written. The name carries no label, no person and no date; an address,
    the number of a document and an account are no outlet. The raw text stays in the evidence.
    """

    def read(witness: Witness) -> str:
        name = (
            outlets[witness][0]
            if outlets[witness][1:] and outlets[witness][:1] in alone
            else " ".join(outlets[witness])
        )
        if _SITE_ITSELF.fullmatch(name):
            return site_name or name
        return name if 2 <= len(name) <= 40 else ""

    outlets = {witness: _outlets(witness.raw) for witness in witnesses}
    alone = [names for names in outlets.values() if len(names) == 1]
    return _decide(sorted(witnesses, key=lambda witness: witness.name in OFFICE_LABELS), read)


def _outlets(raw: str) -> list[str]:
    """The outlets that the text of a witness names: one, or two and more with blanks between them.

    >>> _outlets("来源：青石日报 新华网"), _outlets("青石日报 参与互动"), _outlets("青政发〔2023〕1号"), _outlets("www.x.gov.cn")
    (['青石日报', '新华网'], ['青石日报'], [], [])
    """
    raw = raw[:_LONGEST]
    found = [credit.value for credit in find_credits(raw) if credit.field == "source"]
    said = _EMPTY_BRACKETS.sub("", _ADDRESS.sub(" ", found[0] if found else raw))
    text = _MADE_HERE.sub("", _value(said, "source"))
    if _DOCUMENT.fullmatch(text) or _ACCOUNT.fullmatch(text):
        return []
    name = split_outlet(text)[0]
    parts = re.split(r"[\s|｜]+", text)
    if parts[0] == name and 1 < len(parts) <= 3 and all(_is_further_outlet(part, name) for part in parts[1:]):
        return parts
    return [name] if name else []


def _is_further_outlet(part: str, name: str) -> bool:
    """Whether ``part``, behind the outlet ``name``, is one more: by its end, or by the same place at its head.

    >>> [_is_further_outlet(part, "青石晚报") for part in ("墨岭发布", "青石人社", "墨岭人社", "青石")]
    [True, True, False, False]
    """
    return bool(_FURTHER_OUTLET.fullmatch(part) or (part[:2] == name[:2] and _NAME.fullmatch(part)))


def decide_author(witnesses: Sequence[Witness], *, site_name: str | None) -> tuple[str | None, Evidence]:
    """The people that the first witness with a name gives (several with one blank between), and why.

    A witness named for the source (来源) gives the people behind the outlet, or in its place; the site itself and an
    account are no author.
    """

    def read(witness: Witness) -> str:
        raw = _value(witness.raw, "author")
        names = _people(split_outlet(raw)[1] if witness.name in SOURCE_LABELS else raw)
        return "" if names == site_name or len(names) > 40 or _SITE_ITSELF.fullmatch(names) else names

    value, evidence = _decide(witnesses, read)
    # 记者：甲 通讯员：乙 are two labels of one line of people.
    signed = [read(one) for one in witnesses if one.kind == "label" and one.name not in SOURCE_LABELS]
    if evidence.witness == "label" and value in signed:
        value = " ".join(dict.fromkeys(name for names in signed for name in names.split()))
    return value, evidence


def decide_editor(witnesses: Sequence[Witness], *, site_name: str | None) -> tuple[str | None, Evidence]:
    """Who edited and reviewed, and why: bare names where one role is named, else ``一审：甲 二审：乙``.

    Only labels name roles; of a meta tag or an element that says otherwise than the labels, the first in the
    order of trust is believed and the disagreement noted.
    """
    named: list[tuple[Witness, str]] = []
    for witness in witnesses:
        found = [credit.value for credit in find_credits(witness.raw) if credit.field == "editor"]
        names = _people(found[0] if found else _value(witness.raw, "editor"))
        if names and names != site_name and len(names) <= 40:
            named.append((witness, names))
    if not named:
        return None, Evidence(witnesses=list(witnesses))
    roles: dict[str, tuple[Witness, str]] = {}
    for witness, names in named:
        if witness.kind == "label":
            roles.setdefault(witness.name, (witness, names))
    if named[0][0].kind == "selector":
        value, believed = named[0][1], [named[0][0]]
    elif len({names for _, names in roles.values()}) > 1:
        value = " ".join(f"{role}：{names}" for role, (_, names) in roles.items())
        believed = [witness for witness, _ in roles.values()]
    else:
        value, believed = named[0][1], [named[0][0]]
    return value, Evidence(
        believed[0].kind,
        " ".join(witness.raw for witness in believed),
        disagree=any(names not in value for _, names in named),
        witnesses=list(witnesses),
    )


def _decide(witnesses: Sequence[Witness], read: Callable[[Witness], str]) -> tuple[str | None, Evidence]:
    said = [(witness, read(witness)) for witness in witnesses]
    named = [(witness, value) for witness, value in said if value]
    if not named:
        return None, Evidence(witnesses=list(witnesses))
    witness, value = named[0]
    return value, Evidence(
        witness.kind,
        witness.raw,
        disagree=any(other != value for _, other in named),
        witnesses=list(witnesses),
    )
