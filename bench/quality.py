"""How good a record is against gold: the body by shingles of four characters, title and date as equal or not.

The body's measure is that of the public article-extraction benchmark with Chinese characters as tokens: F1 over
the multisets of 4-token shingles; white space and punctuation do not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_TOKEN = re.compile(r"[㐀-鿿豈-﫿]|[^\W_㐀-鿿豈-﫿]+")
_SHINGLE = 4


def body_f1(gold: str, got: str | None) -> float:
    """F1 of the shingles, 0 to 1."""
    want, have = _shingles(gold), _shingles(got or "")
    if not want or not have:
        return float(want == have)
    hit = (want & have).total()
    return 2 * hit / (want.total() + have.total())


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(unicodedata.normalize("NFKC", text))
    if len(tokens) < _SHINGLE:
        return Counter([tuple(tokens)] if tokens else [])
    return Counter(zip(*(tokens[at:] for at in range(_SHINGLE)), strict=False))


def same_title(gold: str | list[str] | None, got: str | None) -> bool:
    """Equal to the gold title, or to one of them, white space and width aside."""
    return _squash(got) in {_squash(title) for title in (gold if isinstance(gold, list) else [gold])}


def _squash(text: str | None) -> str:
    return "".join(unicodedata.normalize("NFKC", text or "").split())


def same_day(gold: str | None, got: str | None) -> bool:
    """The same day, or none where the gold has none."""
    return (gold or "")[:10] == (got or "")[:10]
