"""How a character is read: pinyin without tones, from pypinyin, loaded at first use."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

LETTERS = "a-züêāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿɡɑ"
"""What stands in a gloss, for a character class: lower-case letters, the toned vowels and the two Greek-looking
letters that GBK row A8 has for pinyin."""

_LONGEST_WORD = 6


@lru_cache(maxsize=10_000)
def plain(syllable: str) -> str:
    """``syllable`` without its tone, ü as v, the letters of GBK row A8 as ASCII.

    >>> plain("duì"), plain("lǜ"), plain("ɡuó")
    ('dui', 'lv', 'guo')
    """
    letters = unicodedata.normalize("NFD", syllable.replace("ɡ", "g").replace("ɑ", "a"))
    return "".join("v" if c == "\u0308" else c for c in letters if not _is_tone(c)).replace("uv", "v")


def _is_tone(char: str) -> bool:
    return unicodedata.combining(char) != 0 and char != "\u0308"


@lru_cache(maxsize=10_000)
def is_toned(syllable: str) -> bool:
    """Whether ``syllable`` carries a tone mark.

    >>> is_toned("kāi"), is_toned("kai"), is_toned("lü")
    (True, False, False)
    """
    return any(_is_tone(c) for c in unicodedata.normalize("NFD", syllable))


@cache
def readings(char: str) -> frozenset[str]:
    """Every reading of ``char`` in the form of :func:`plain`, for ü both with v and with u; empty where unknown.

    >>> sorted(readings("長"))
    ['chang', 'zhang']
    >>> readings("x")
    frozenset()
    """
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415  0.25 s, which a clean crawl need not pay

    plains = {plain(reading) for reading in pinyin_dict.get(ord(char), "").split(",") if reading}
    return frozenset(plains | {reading.replace("v", "u") for reading in plains})


def reads(char: str, syllable: str) -> bool:
    """Whether ``syllable`` is a reading of ``char``, tones aside (a neutral tone carries no mark).

    >>> reads("隊", "duì"), reads("隊", "shì")
    (True, False)
    """
    return plain(syllable) in readings(char)


def word_read_as(before: str, letters: str) -> int:
    """Number of characters at the end of ``before`` whose readings, one after the other, make ``letters``; else 0.

    >>> word_read_as("河南交通广播记者", "jìzhě")
    2
    >>> word_read_as("交通局", "app")
    0
    """
    rests = {plain(letters)}
    for length, char in enumerate(reversed(before[-_LONGEST_WORD:]), 1):
        rests = {rest.removesuffix(r) for rest in rests for r in readings(char) if rest.endswith(r)}
        if "" in rests:
            return length
        if not rests:
            break
    return 0
