"""What a mirror adds beside glosses: commas before punctuation, question marks for lost spaces, a line of spam."""

from __future__ import annotations

import re
from itertools import chain, islice

# A line's indentation of &nbsp; lost in a conversion to GBK: ????4月5日, ??? 本报讯.
_LOST_INDENT = re.compile(r"^([ \t\u3000]*)(?:\?[ \t\u3000]?){2,200}(?=[^\s?])", re.MULTILINE)
# A paragraph that held nothing but one.
_LOST_LINE = re.compile(r"^[ \t\u3000]*\?[ \t\u3000]*(?:\n|\Z)", re.MULTILINE)
# Some between words: 摘? ? 要, 0130-03? ? ? ?中图分类号.
_LOST_GAP = re.compile(r"\?(?: \?){1,200} ?")

_COMMA_BEFORE = re.compile(",(?=[、。，；,])")
_COMMA_AFTER = re.compile("(?<=，),")

_HANZI_PAIR = re.compile("(?=([㐀-鿿]{2}))")
# What such a line is: keywords strung together, or the trades that buy it.
_SPAM = re.compile(
    "[_|].*[_|]"
    "|[彩博][票彩]|棋牌|娛樂|娱乐|成人|無碼|无码|国产|國產|在線|在线|免費|免费|下載|下载|官网|官網|[aA][vV]|高清|小说|小說"
)
_SPAM_LEAST = 8  # characters of a line that can be judged by its pairs
_BODY_LEAST = 100  # characters of a text that it can be compared with


def restore_lost_spaces(text: str) -> str:
    """``text`` without the question marks that stand for lost no-break spaces.

    >>> restore_lost_spaces("????4月5日,記者走進周口?"), restore_lost_spaces("摘? ? 要:在農業種植中")
    ('4月5日,記者走進周口?', '摘 要:在農業種植中')
    """
    if "?" not in text:
        return text
    return _LOST_GAP.sub(" ", _LOST_INDENT.sub(r"\1", _LOST_LINE.sub("", text)))


def has_comma_noise(document: str) -> bool:
    """Whether commas were put before or after punctuation throughout ``document``.

    >>> has_comma_noise("副書記,、市長出席會議,。"), has_comma_noise("副書記、市長出席會議。")
    (True, False)
    """
    noise = chain(_COMMA_BEFORE.finditer(document), _COMMA_AFTER.finditer(document))
    return sum(1 for _ in islice(noise, 2)) == 2


def remove_comma_noise(text: str) -> str:
    """``text`` with one mark where the noise made two.

    >>> remove_comma_noise("3月17日,,市委副書記,、市長出席會議,。會議強調，,要")
    '3月17日,市委副書記、市長出席會議。會議強調，要'
    """
    return _COMMA_BEFORE.sub("", _COMMA_AFTER.sub("", text))


def without_spam_line(text: str) -> str:
    """``text`` without its first line where that is an advertisement.

    It has no word in common with all the rest (a word is taken to be a pair of characters), and it looks like
    keywords: a headline can share no word with its article, above all where that is cut short.
    """
    first, newline, rest = text.lstrip().partition("\n")
    if not _SPAM.search(first[:300]):
        return text
    pairs = set(_HANZI_PAIR.findall(first))
    if len(pairs) < _SPAM_LEAST - 1 or pairs & set(_HANZI_PAIR.findall(rest)):
        return text
    if not newline or len(_HANZI_PAIR.findall(rest)) < _BODY_LEAST:
        return text
    return rest.lstrip("\n")
