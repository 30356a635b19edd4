"""Texts as the words that a search compares: a Chinese character is a word, and so is a run of other letters and digits."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from govnews.text import ZERO_WIDTH

# 々, 〆 and 〇 stand for characters; the rest are ideographs, their extensions and compatibility forms.
_HAN = re.compile("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


class _Spacing(dict[int, str]):
    """What :meth:`str.translate` puts in the place of a character, found out when it is first met."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        folded = "" if character in ZERO_WIDTH else unicodedata.normalize("NFKC", character).casefold()
        self[point] = spaced = "".join(map(_spaced, folded))
        return spaced


def _spaced(character: str) -> str:
    if _HAN.match(character):
        return f" {character} "
    return character if character.isalnum() else " "


_SPACING = _Spacing()


def words(text: str) -> list[str]:
    """The words of ``text`` in their order, width and case folded; punctuation and blanks are none.

    >>> words("孟津 区ＧＤＰ增长５.2%")
    ['孟', '津', '区', 'gdp', '增', '长', '5', '2']
    >>> words("……") or words("")
    []
    """
    return unicodedata.normalize("NFC", text).translate(_SPACING).split()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a text on one line, with the places of what was looked for."""

    text: str
    """With ``…`` where the text goes on."""
    hits: tuple[tuple[int, int], ...]
    """Where each hit begins and ends in it, in order; none within another."""


def excerpt(text: str, phrases: Iterable[tuple[str, ...]], *, before: int = 20, length: int = 100) -> Excerpt:
    """About ``length`` characters of ``text`` from ``before`` its first hit on: a place where the words of a phrase stand.

    Where nothing of the kind stands there it is the text's beginning, without hits.

    >>> excerpt("３月，孟津春茶开采。", [("春", "茶"), ("3",)])
    Excerpt(text='３月，孟津春茶开采。', hits=((0, 1), (5, 7)))
    >>> excerpt("孟津要闻\\n春茶开采，茶农忙碌", [("茶", "农")], before=3, length=6)
    Excerpt(text='…开采，茶农忙…', hits=((4, 6),))
    >>> excerpt("13月", [("3",)])
    Excerpt(text='13月', hits=())
    """
    text = unicodedata.normalize("NFC", text)
    places = _places(text, phrases)
    start = max(0, places[0][0] - before) if places else 0
    end = start + length
    lead, tail = "…" if start else "", "…" if end < len(text) else ""
    moved = start - len(lead)
    return Excerpt(
        lead + text[start:end].replace("\n", " ") + tail,
        tuple((first - moved, last - moved) for first, last in places if last <= end),
    )


def _places(text: str, phrases: Iterable[tuple[str, ...]]) -> list[tuple[int, int]]:
    """Beginnings and ends of the hits in ``text``, which is NFC; hits that overlap are one."""
    pieces = [_SPACING[ord(character)] for character in text]
    ends = list(accumulate(map(len, pieces)))
    spaced = "".join(pieces)
    found = sorted(
        (bisect_right(ends, match.start()), bisect_right(ends, match.end() - 1) + 1)
        for phrase in phrases
        for match in re.finditer(r"(?<!\S)" + r" +".join(map(re.escape, phrase)) + r"(?!\S)", spaced)
    )
    places: list[tuple[int, int]] = []
    for start, end in found:
        if places and start < places[-1][1]:
            places[-1] = (places[-1][0], max(end, places[-1][1]))
        else:
            places.append((start, end))
    return places
