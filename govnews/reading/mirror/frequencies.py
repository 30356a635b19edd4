"""How likely a run of characters is in simplified Chinese: to choose between what damaged bytes may have been.

The counts stand in ``frequencies.txt``, whose head says where they come from.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from importlib.resources import files

from govnews.reading.mirror.conversion import simplified_forms

_UNSEEN = -2.0  # level of a character that the table does not have: rarer than once in its source
_COMMON = 12.0  # level of a character that nobody has to be told how to read
_TOTAL = 26.6  # binary logarithm of all counts of characters
_CLOSED = 0.8  # share of words of two characters that are not the beginning of a longer one
_LEAST_END = 0.05  # share of a character's occurrences that end a word, at least: the table is rounded

_PUNCTUATION = {"，": 21.5, "。": 19.0, "、": 20.5, "“": 18.0, "”": 18.0, "：": 18.0, "；": 17.5, "？": 16.0}
_PUNCTUATION |= {"！": 16.0, "（": 18.0, "）": 18.0, "《": 17.0, "》": 17.0, "…": 14.0, "—": 14.0, "·": 14.0}
"""Levels of full-width punctuation in news, which a word list cannot tell: estimates. 。 is set lower than it is
frequent (about 21), so that a known word wins over the end of a sentence after its first character: 近海, not 近。"""


@cache
def _table() -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Levels of characters, levels of pairs, and the share of each character's occurrences that end a word."""
    characters: dict[str, float] = dict(_PUNCTUATION)
    pairs: dict[str, float] = {}
    ends: dict[str, float] = {}
    for line in (
        (files("govnews.reading.mirror") / "frequencies.txt").read_text(encoding="utf-8").splitlines()
    ):
        if line.startswith("#"):
            continue
        first = line[0]
        characters[first] = _level(line[1])
        followers = {first + line[i]: _level(line[i + 1]) for i in range(2, len(line), 2)}
        pairs |= followers
        within = sum(2.0 ** (pair - characters[first]) for pair in followers.values())
        ends[first] = max(_LEAST_END, 1 - within)
    return characters, pairs, ends


def _level(letter: str) -> float:
    return ord(letter) - ord("a")


def likelihood(char: str, before: str = "") -> float:
    """Binary logarithm of the probability of ``char`` after ``before``, one or two characters, in either script.

    It goes on with a word that the last of ``before`` begins, or begins one where that ends one.

    >>> likelihood("報", "日") > likelihood("堢", "日")
    True
    >>> likelihood("海", "寧近") > likelihood("。", "寧近")
    True
    >>> likelihood("海", "以上") < likelihood("海", "坎上")
    True
    """
    simple = simplified_forms()
    char, last = simple.get(char, char), simple.get(before[-1:], before[-1:])
    begins, goes_on = _ways(char, last)
    if len(before) == 2:
        # In 以上 the word is at its end: 上 is hardly the first character of 上海.
        began, went_on = _ways(last, simple.get(before[0], before[0]))
        goes_on *= 1 - _CLOSED * went_on / (began + went_on)
    return math.log2(begins + goes_on)


def is_common(char: str) -> bool:
    """Whether every reader knows ``char``, a simplified one: it is among the commonest two thousand or so.

    >>> [is_common(char) for char in "建设饕餮"]
    [True, True, False, False]
    """
    return _table()[0].get(char, _UNSEEN) >= _COMMON


@lru_cache(maxsize=50_000)
def _ways(char: str, before: str) -> tuple[float, float]:
    """The probabilities that ``char`` begins a word after ``before``, and that it goes on with one."""
    characters, pairs, ends = _table()
    begins = ends.get(before, 1.0) * 2.0 ** (characters.get(char, _UNSEEN) - _TOTAL)
    pair = pairs.get(before + char)
    return begins, 0.0 if pair is None else 2.0 ** (pair - characters[before])
