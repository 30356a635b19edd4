"""How likely a run of characters is in simplified Chinese: to choose between what damaged bytes may have been.

The counts stand in ``frequencies.txt``, whose head says where they come from.
"""

from __future__ import annotations

import math
from functools import cache
from importlib.resources import files

from govnews.mirror.conversion import simplified_forms

_UNSEEN = -2.0  # level of a character that the table does not have: rarer than once in its source
_TOTAL = 26.6  # binary logarithm of all counts of characters
_PAIRS = math.log2(0.7)  # share of the judgement that a pair has where both are known
_SINGLES = math.log2(0.3)

_PUNCTUATION = {"，": 22.0, "。": 21.5, "、": 21.0, "“": 18.0, "”": 18.0, "：": 18.0, "；": 17.5, "？": 16.0}
_PUNCTUATION |= {"！": 16.0, "（": 18.0, "）": 18.0, "《": 17.0, "》": 17.0, "…": 14.0, "—": 14.0, "·": 14.0}
"""Levels of full-width punctuation in news, which a word list cannot tell: estimates, to a factor of two or so."""


@cache
def _table() -> tuple[dict[str, float], dict[str, float]]:
    """Levels of characters and of pairs."""
    characters: dict[str, float] = {}
    pairs: dict[str, float] = {}
    for line in (files("govnews.mirror") / "frequencies.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        first = line[0]
        characters[first] = ord(line[1]) - ord("a")
        pairs.update((first + line[i], ord(line[i + 1]) - ord("a")) for i in range(2, len(line), 2))
    return characters | _PUNCTUATION, pairs


def likelihood(char: str, before: str = "") -> float:
    """Binary logarithm of the probability of ``char`` after ``before``, in either script.

    >>> likelihood("報", "日") > likelihood("堢", "日")
    True
    """
    characters, pairs = _table()
    simple = simplified_forms()
    char, before = simple.get(char, char), simple.get(before, before)
    alone = characters.get(char, _UNSEEN) - _TOTAL + _SINGLES
    pair = pairs.get(before + char)
    if pair is None:
        return alone
    return max(pair - characters.get(before, pair) + _PAIRS, alone)
