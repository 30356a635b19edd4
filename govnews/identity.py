"""Identity of content: when do two articles say the same?"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_SPACE = re.compile(r"\s+")


def content_hash(title: str, body: str) -> str:
    """SHA-256 hex of title and body, with character width and white space folded (NFKC, no white space).

    >>> content_hash("孟津要闻", "３月２１日，\\n开展观摩") == content_hash("孟津要闻", "3月21日, 开展观摩")
    True
    >>> content_hash("孟津要闻", "甲") == content_hash("孟津要闻甲", "")
    False
    """
    folded = (_SPACE.sub("", unicodedata.normalize("NFKC", text)) for text in (title, body))
    return hashlib.sha256("\n".join(folded).encode("utf-8", "surrogatepass")).hexdigest()
