"""Text from pages: white space folded, and control characters made visible."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

PROGRAM = "govnews"
"""The program that has the commands where govnews is installed, as ``sys.argv[0]`` then has it; else it is ``scrapy``."""

Answer = TypeVar("Answer")
# Marks without width that pages put between characters: zero-width space, joiners, word joiner, byte order mark,
# soft hyphen.
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"

# C0 and C1 controls, line and paragraph separators, marks that turn the direction of writing (a page can make
# a line read as another one with them), and halves of surrogate pairs, which no terminal can show.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


_SURROGATE = re.compile("[\ud800-\udfff]")
# A command that a text names: before its name, <command>, or in quotes.
_SCRAPY = re.compile(r"""\bscrapy(?= (?:[a-z]|<command>)|")""")
# Characters of a text that is remembered.
_LONGEST_KEPT = 2000
# More digits than any count, page or id has.
_LONGEST_NUMBER = 18
# C0 and C1 but line feed and tab: some are white space, one of them (NEL) ends a line, most mean nothing in a text.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def fold(text: str) -> str:
    """``text`` on one line: each run of white space (U+00A0, U+2002, U+3000 …) one blank, zero-width marks gone.

    >>> fold(" 编\\u3000辑:\\xa0刘\\u200b豪\\n")
    '编 辑: 刘豪'
    >>> fold("刘 豪")
    '刘 豪'
    """
    text = " ".join(text.split())
    if not text.isprintable():
        for mark in ZERO_WIDTH:
            if mark in text:
                text = text.replace(mark, "").strip()
    return text


def is_whole(text: str) -> bool:
    r"""Whether every output can hold it: no half of a surrogate pair, as which a shell's bytes come that are no UTF-8.

    >>> is_whole("孟津\U0001f33e"), is_whole("\udcff")
    (True, False)
    """
    return _SURROGATE.search(text) is None


def whole_characters(text: str) -> str:
    r"""``text`` with the halves of surrogate pairs, which JSON and scripts can hold, joined; a half alone becomes U+FFFD.

    >>> whole_characters("\ud83c\udf3e 春耕\ud83d") == "\U0001f33e 春耕\ufffd"
    True
    """
    if is_whole(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def remembered(size: int) -> Callable[[Callable[[str], Answer]], Callable[[str], Answer]]:
    """A function of one text keeps its answers for the last ``size`` texts, those of texts that are lines.

    A page may be one line of millions of characters: to keep some of them would be to keep the pages.

    >>> length = remembered(8)(len)
    >>> length("孟津"), length("孟津" * 5000), length.cache_info().currsize
    (2, 10000, 1)
    """

    def keeping(function: Callable[[str], Answer]) -> Callable[[str], Answer]:
        kept = lru_cache(size)(function)

        @wraps(function)
        def answer(text: str) -> Answer:
            return kept(text) if len(text) <= _LONGEST_KEPT else function(text)

        answer.cache_info, answer.cache_clear = kept.cache_info, kept.cache_clear  # type: ignore[attr-defined]
        return answer

    return keeping


def read_count(text: str) -> int | None:
    """The number that a text of digits is; None for any other text, and for more digits than a number has.

    >>> read_count("12"), read_count("²"), read_count("-1"), read_count("9" * 5000)
    (12, None, None, None)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else None


def without_controls(text: str) -> str:
    r"""``text`` as a value of a record holds it: of the control characters (C0, C1, DEL) line feed and tab alone.

    CR LF is a line feed, other white space among them a blank, the rest is left out. Halves of surrogate pairs are
    joined, as by :func:`whole_characters`.

    >>> without_controls("区政府\x1b[1m办公室\x08"), without_controls("甲\r\n乙\t丙\x85丁")
    ('区政府[1m办公室', '甲\n乙\t丙 丁')
    >>> without_controls("镇街动态\u3000\xa02023\n第二段") == "镇街动态\u3000\xa02023\n第二段"
    True
    """
    if text.isprintable():
        return text
    text = whole_characters(text)
    if _CONTROL.search(text) is None:
        return text
    return _CONTROL.sub(lambda found: " " if found[0].isspace() else "", text.replace("\r\n", "\n"))


def json_line(encoded: str) -> str:
    r"""JSON text that is one line to every reader: characters that some take for the end of a line are escaped.

    >>> print(json_line('{"source": "某县\u2028日报"}'))
    {"source": "某县\u2028日报"}
    """
    return encoded.replace("\u2028", r"\u2028").replace("\u2029", r"\u2029").replace("\x85", r"\u0085")


def utf8_line(encoded: bytes) -> bytes:
    r""":func:`json_line` of JSON text in UTF-8.

    >>> utf8_line('{"source": "某县\u2028日报"}'.encode()).decode() == json_line('{"source": "某县\u2028日报"}')
    True
    """
    text = encoded.decode()  # in which a character is looked for thirty times as fast as in bytes
    line = json_line(text)
    return encoded if len(line) == len(text) else line.encode()


def fold_wide(text: str) -> str:
    r""":func:`fold`, but what parts two words with U+3000 in it stays one U+3000, as texts set their columns apart.

    >>> fold_wide("\u3000\u3000地址：1号 \u3000邮编：0\xa0\n") == "地址：1号\u3000邮编：0"
    True
    """
    return "\u3000".join(filter(None, map(fold, text.split("\u3000"))))


def printable(text: str) -> str:
    r"""``text`` on one line, its control characters written as escapes.

    >>> printable("孟津\x1b]0;x\x07 要闻\n2026-11-22 [root] ERROR: forged")
    '孟津\\x1b]0;x\\x07 要闻\\n2026-11-22 [root] ERROR: forged'
    >>> printable("镇街动态　2023")
    '镇街动态　2023'
    """
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def as_typed(said: str) -> str:
    """What is said to people, with the commands in it as they are typed: ``govnews …`` where this process runs as that.

    >>> as_typed("`scrapy crawl mengjin` begins it")
    '`scrapy crawl mengjin` begins it'
    """
    return _SCRAPY.sub(PROGRAM, said) if sys.argv[0] == PROGRAM else said
