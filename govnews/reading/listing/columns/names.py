"""What a name on a home page is: a news column's, a leader's, 更多, or something else's.

A Chinese name says what it is at its end and of what at its beginning: 统计|动态 is the news of an office, 动态|监测 is a
measurement, 新闻|热线 a telephone. So a word of news counts by what stands before and behind it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from govnews.reading.listing import words
from govnews.reading.listing.words import any_of

LONGEST_NAME = 14

_NEWS = tuple(re.compile(any_of(*group)) for group in words.NEWS)
_WORDS = [word for group in words.NEWS for word in group]
_NEWS_WORD = re.compile(any_of(*_WORDS))
_FIRM = re.compile(any_of(*words.FIRM))
_MEDIA = re.compile(any_of(*words.MEDIA))
_LESS_SURE = re.compile("|".join(f"(?:{pattern})" for pattern in words.LESS_SURE))
_NEVER = re.compile(any_of(*words.NEVER))
_NO_NEWS = re.compile(any_of(*words.NO_NEWS))
_NO_SUBJECT = re.compile(any_of(*words.NO_SUBJECT))
_NOT_BEHIND = re.compile(any_of(*words.NOT_BEHIND))
_BEHIND = re.compile(f"(?:{any_of(*words.BEHIND)})+")
_UPPER = re.compile(any_of(*words.UPPER_LEVELS))
_LEADERS = re.compile(rf"(?:{any_of(*words.LEADERS)})\w{{0,4}}(?:{any_of(*words.ACTIVITIES)})$")
_MORE = re.compile(
    rf"(?:{any_of(*words.LOOK)}){{0,2}}(?:{words.MORE}|{any_of(*words.ALL)})\w{{0,4}}"
    rf"|(?:{any_of(*words.LOOK)})?(?:{any_of(*words.DETAILS)})"
    rf"|(?:{any_of(*words.LOOK)}|{words.MORE})?(?:view|read|see|learn|show)?(?:{any_of(*words.MORE_OR_ALL_IN_ENGLISH)})(?:{words.MORE})?"
)
_MORE_OF = re.compile(rf"(?:{any_of(*words.LOOK)}){{0,2}}(?:{words.MORE}|全部|所有)(?P<what>\w{{2,8}})")
_MORE_AT_END = re.compile(
    rf"(?:(?:{any_of(*words.LOOK)})?{words.MORE}|(?i:{words.MORE_IN_ENGLISH}))?[^\w)）”》】」]*$"
)
# What stands for 更多 where there are no words at all.
_ARROW = re.compile(r"[>›»→▶►▸⇒➔➜➤+…⋯]|·{2,}|\.{2,}|-{1,9}>")
_SPACE_AND_MARKS = re.compile(r"[\W_]+")
_AT_START = re.compile(r"^[^\w(（“《【「\[]+")
_BRACKETED = re.compile(r"[\[【「(（〖]([^\[\]【】「」()（）〖〗]{1,60})[\])】」）〗]")
_LATIN = re.compile(r"[A-Za-z&'’./\-]{3,}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NO_NAME = re.compile(r"\d{3}|[，。；：！？,;:!?]|\d[-/.月]\d")
# A piece of a heading that is too short to be a name of its own: 新闻 in <b>新闻</b>动态.
_LONGEST_UNKNOWN = 3


class NameKind(StrEnum):
    """What a name is the name of."""

    NEWS = "news"
    LEADERS = "leaders"
    """Activities of leaders: news, but only for who asks for them."""
    MORE = "more"
    OTHER = "other"
    NONE = "none"
    """No name: no words, a sentence, a headline."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name with what it was taken for."""

    text: str
    kind: NameKind
    rank: int | None = None
    """How sure a news column it is, 0 the surest; None where it is none's."""
    why: str = ""
    """What speaks against it, where a word of news is in it; else empty."""

    @property
    def is_media(self) -> bool:
        """Whether it is that of pictures and films, which tell what the other columns tell."""
        return bool(_MEDIA.search(self.text))

    @property
    def is_plain(self) -> bool:
        """Whether nothing in it speaks of notices, services and the like: it may be news by the company it keeps."""
        return self.kind is NameKind.OTHER and not (_NEVER.search(self.text) or _NO_SUBJECT.search(self.text))


def read_name(text: str) -> Name:
    """The name that ``text`` is, cleaned of bullets, brackets, English and 更多.

    >>> [read_name(name).kind.value for name in ("孟津要闻", "统计动态", "新闻 NEWS", "[部门动态]", "县区热点")]
    ['news', 'news', 'news', 'news', 'news']
    >>> [read_name(name).kind.value for name in ("新闻热线", "动态监测", "招投标资讯", "通知公告", "领导活动")]
    ['other', 'other', 'other', 'other', 'leaders']
    >>> [read_name(name).kind.value for name in ("→ 更多", "更多/MORE", "查看全部", "»", "更多动态", "全部门", "")]
    ['more', 'more', 'more', 'more', 'more', 'other', 'none']
    >>> [read_name(name).rank for name in ("孟津要闻", "新闻中心", "乡镇动态", "图片新闻")]
    [0, 1, 2, 11]
    """
    return _read(text[:200])


@lru_cache(maxsize=4096)
def _read(text: str) -> Name:
    if is_more(text):
        return Name("".join(text.split()), NameKind.MORE)
    name = clean(text)
    if not names_something(name):
        return Name(name, NameKind.NONE)
    if _LEADERS.search(name):
        return Name(name, NameKind.LEADERS, why="leaders' activities: crawled when they are named")
    rank, why = _rank(name)
    return Name(name, NameKind.OTHER if rank is None else NameKind.NEWS, rank, why)


def clean(text: str) -> str:
    """A name without white space, bullets, brackets, its English and 更多.

    >>> clean(" 孟津 要闻 更多>>"), clean("· 部门动态 ›"), clean("新闻中心 NEWS CENTER"), clean("【图说】"), clean("E线")
    ('孟津要闻', '部门动态', '新闻中心', '图说', 'E线')
    """
    text = "".join(text.split())
    if match := _BRACKETED.fullmatch(text):
        text = match[1]
    short = _AT_START.sub("", _MORE_AT_END.sub("", _AT_START.sub("", text)))
    if _CHINESE.search(short):
        short = _AT_START.sub("", _MORE_AT_END.sub("", _LATIN.sub("", short)))
    return short or text


def names_something(name: str) -> bool:
    """Whether a text may be a name: a few Chinese characters, no date and no sentence."""
    return (
        2 <= len(name) <= LONGEST_NAME
        and len(_CHINESE.findall(name)) >= 2
        and not _NO_NAME.search(name)
        and not is_more(name)
    )


def is_more(text: str) -> bool:
    """Whether a text is 更多 in any spelling, or an arrow that stands for it.

    >>> [is_more(text) for text in (">>更多", "更多 ···", "【更多】", "MORE+", "查看详情", "→", "——查看更多", "view all")]
    [True, True, True, True, True, True, True, True]
    >>> [is_more(text) for text in ("", "|", "更多精彩请关注公众号", "新闻更多", "1", "全部门信息")]
    [False, False, False, False, False, False]
    """
    words_only = _SPACE_AND_MARKS.sub("", unicodedata.normalize("NFKC", text)).lower()
    if words_only:
        return len(words_only) <= LONGEST_NAME and bool(_MORE.fullmatch(words_only))
    return bool(_ARROW.search(text)) and len("".join(text.split())) <= 8


def more_of_what(text: str) -> str | None:
    """Of what a 更多 says that there is more: 更多校园新闻; None where it says nothing.

    >>> more_of_what("查看更多校园新闻>>"), more_of_what("更多>>")
    ('校园新闻', None)
    """
    match = _MORE_OF.fullmatch(_SPACE_AND_MARKS.sub("", text))
    return match["what"] if match and names_something(match["what"]) else None


def _rank(name: str) -> tuple[int | None, str]:
    """How sure a news column the name is; and what speaks against it where a word of news is in it."""
    rank = next((rank for rank, word in enumerate(_NEWS) if word.search(name)), None)
    if rank is None:
        if not _LESS_SURE.search(name):
            return None, ""
        rank, against = len(_NEWS) - 1, _NEVER.search(name) or _NO_SUBJECT.search(name)
    else:
        found = list(_NEWS_WORD.finditer(name))
        against = _against(name, name[: found[0].start()], name[found[-1].end() :])
    if against:
        return None, f"{against[0]} in its name"
    if _MEDIA.search(name):
        return rank + len(_NEWS), ""
    return rank + (2 * len(_NEWS) if _UPPER.search(name) else 0), ""


def _against(name: str, before: str, behind: str) -> re.Match[str] | None:
    """What speaks against a name with a word of news between ``before`` and ``behind``; None for nothing."""
    if never := _NO_NEWS.search(name) or _NEVER.search(before):
        return never
    if not _FIRM.search(name) and (subject := _NO_SUBJECT.search(before)):
        return subject
    if not behind or _BEHIND.fullmatch(behind):
        return None
    if bad := _NOT_BEHIND.search(behind) or _NEVER.search(behind) or _NO_SUBJECT.search(behind):
        return bad
    return re.search(".+", behind) if len(behind) > _LONGEST_UNKNOWN else None
