"""Identity of content: when do two articles say the same?"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

# Between these characters, which NFKC neither changes nor joins with others, each run folds by itself.
_NOT_HAN = re.compile("([^\u4e00-\u9fff]+)")


def content_hash(title: str, body: str) -> str:
    """SHA-256 hex of title and body, with character width and white space folded (NFKC, no white space).

    >>> content_hash("孟津要闻", "３月２１日，\\n开展观摩") == content_hash("孟津要闻", "3月21日, 开展观摩")
    True
    >>> content_hash("孟津要闻", "甲") == content_hash("孟津要闻甲", "")
    False
    """
    return hashlib.sha256(f"{_folded(title)}\n{_folded(body)}".encode("utf-8", "surrogatepass")).hexdigest()


def _folded(text: str) -> str:
    pieces = _NOT_HAN.split(text)
    pieces[1::2] = [_fold_short(run) if len(run) < 8 else _fold(run) for run in pieces[1::2]]
    return "".join(pieces)


def _fold(run: str) -> str:
    return "".join(unicodedata.normalize("NFKC", run).split())


_fold_short = lru_cache(maxsize=1024)(_fold)  # most runs are a punctuation mark, and NFKC is slow at each
