"""Derive ``govnews/reading/mirror/frequencies.txt`` from a word list; only needed to make the table anew.

The word list has lines ``word count …``. The table in the repository comes from ``jieba/dict.txt`` of
jieba 0.42.1 (MIT licence, 349,046 words)::

    python scripts/mirror_frequencies.py dict.txt > govnews/reading/mirror/frequencies.txt

Each word gives its count to each of its characters and to each pair of neighbours in it. Kept are
characters counted at least 10 times and pairs counted at least 200 times (87 % of all counts of pairs).
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from itertools import groupby, pairwise
from pathlib import Path

HEADER = """\
# How often a character, and a pair of characters inside a word, stands in simplified Chinese.
# Derived from the word counts of jieba 0.42.1 (MIT licence) by scripts/mirror_frequencies.py.
# A line: a character, its level, then each follower with the level of the pair.
# A level is the binary logarithm of the count as a letter, a = 0, b = 1, …
"""


def level(count: int) -> str:
    """The rounded binary logarithm as a letter."""
    return chr(ord("a") + round(math.log2(count)))


def derive(words: Path) -> str:
    """The table's text."""
    characters: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for line in words.read_text(encoding="utf-8").splitlines():
        word, count = line.split(" ")[:2]
        hanzi = [c if "\u4e00" <= c <= "\u9fff" else "" for c in word]
        characters.update({c: hanzi.count(c) * int(count) for c in set(hanzi) if c})
        for pair in pairwise(hanzi):
            if all(pair):
                pairs[pair] += int(count)
    kept = sorted(pair for pair, count in pairs.items() if count >= 200)
    followers = {
        first: "".join(f"{second}{level(pairs[first, second])}" for _, second in group)
        for first, group in groupby(kept, key=lambda pair: pair[0])
    }
    lines = [
        f"{c}{level(count)}{followers.get(c, '')}" for c, count in sorted(characters.items()) if count >= 10
    ]
    return HEADER + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(derive(Path(sys.argv[1])))
