"""Pinyin in brackets after a character or word: what the mirrors add and a reader does not want."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from govnews.reading.mirror.conversion import simplified_forms
from govnews.reading.mirror.frequencies import is_common
from govnews.reading.mirror.readings import LETTERS, is_toned, reads, word_read_as

GLOSS = rf"\([{LETTERS}]{{1,24}}\)"
"""One gloss. 24 letters: a word of four long syllables (zhuangchuangshuang…)."""

# 隊(duì), 政(zheng)(zheng), and a letter that was the second byte of a listed character: 東U(yù).
_GLOSSED = re.compile(rf"([^\x00-?])((?:{GLOSS}){{1,8}})")
_SYLLABLES = re.compile(rf"[{LETTERS}]+")

_PARTICLES = frozenset("的了子着地么们")
"""Characters with a neutral tone that a mirror's list may hold though no script changes them: 的(de), 子(zi)."""


class Gloss:
    """A character with the brackets behind it that hold nothing but letters."""

    __slots__ = ("base", "before", "found", "syllables")

    def __init__(self, found: re.Match[str]) -> None:
        self.found = found
        self.base: str = found[1]
        self.syllables: list[str] = _SYLLABLES.findall(found[2])
        self.before: str = found.string[max(0, found.start() - 6) : found.start() + 1]

    @property
    def is_of_base(self) -> bool:
        """Whether every syllable is a reading of the character, or of the character whose last byte it is."""
        return all(reads(self.base, s) for s in self.syllables) or self.is_of_last_byte

    @property
    def is_of_last_byte(self) -> bool:
        """Whether it glosses the character made of the previous one's second byte and this ASCII letter."""
        if self.base > "~" or len(self.before) < 2:
            return False
        try:
            ghost = (self.before[-2].encode("gbk")[1:] + self.base.encode()).decode("gbk")
        except UnicodeError:
            return False
        return (
            len(ghost) == 1 and ghost in simplified_forms() and all(reads(ghost, s) for s in self.syllables)
        )

    @property
    def word_length(self) -> int:
        """Number of characters that the gloss reads as a word; 0 where it is none."""
        lengths = {word_read_as(self.before, s) for s in self.syllables}
        return lengths.pop() if len(lengths) == 1 else 0

    @property
    def is_of_common_word(self) -> bool:
        """Whether it reads a word of two characters or more, all of them so common that nobody explains them."""
        length = self.word_length
        return length > 1 and all(map(is_common, self.before[-length:]))

    @property
    def toned(self) -> bool:
        """Whether any syllable has a tone mark."""
        return any(is_toned(s) for s in self.syllables)

    @property
    def in_prose(self) -> bool:
        """Whether the glossed word goes on from a sentence, as a headword does not."""
        start = self.found.start() - self.word_length
        return start >= 0 and "\u4e00" <= self.found.string[start] <= "\u9fff"

    @property
    def goes_on(self) -> bool:
        """Whether a sentence goes on behind it."""
        return "\u4e00" <= self.found.string[self.found.end() : self.found.end() + 1] <= "\u9fff"


def find_glosses(text: str) -> Iterator[Gloss]:
    """Every place of ``text`` that has the form of a gloss, whatever it says."""
    return (Gloss(found) for found in _GLOSSED.finditer(text))


def remove_glosses(text: str, unwanted: Callable[[Gloss], bool]) -> str:
    """``text`` without the glosses that are ``unwanted``."""

    def cut(found: re.Match[str]) -> str:
        return found[1] if unwanted(Gloss(found)) else found[0]

    return _GLOSSED.sub(cut, text)


def always_glossed(text: str) -> frozenset[str]:
    """Unchanged characters that ``text`` glosses at each of two or more occurrences, as only a machine does."""
    counts = Counter(g.base for g in find_glosses(text) if g.base not in simplified_forms() and g.is_of_base)
    return frozenset(c for c, n in counts.items() if c in _PARTICLES or (n >= 2 and text.count(c) == n))
