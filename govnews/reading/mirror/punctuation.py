"""Full-width punctuation back where a mirror (or what stored it) made it half-width between Chinese characters."""

from __future__ import annotations

import re

_WIDE = str.maketrans(",;!?:()", "，；！？：（）")
_HANZI = "㐀-鿿"
_LEFT = f"[{_HANZI}”’》〉）〕】」』%％]"
# 区,县 and 观摩;3月 and 项目,S312线; after a digit only before a Chinese character: 23个,2023,区.
_COMMA = re.compile(
    rf"(?<={_LEFT})[,;!](?=[^\s,;!.])|(?<={_LEFT})[,;!](?=\s*$)|(?<=[\w)）]),(?=[{_HANZI}“《])", re.MULTILINE
)
# 来源:孟津融媒, and 同志们: at the end of a line; not 时间:2023.
_COLON = re.compile(rf"(?<={_LEFT}):(?=[{_HANZI}“《]|\s*$)", re.MULTILINE)
# A question has a question's word in its clause; a lone ? without one may be a lost byte.
_QUESTION = re.compile(
    rf"([吗呢吧么谁哪几何怎]|什么|是否|是不是|能否|多少|为啥)([{_HANZI}“”,，、\d]{{0,40}})\?(?=[{_HANZI}“”\s]|$)"
)
# (市、区), (记者 …): Chinese inside; (2023), (app) and () stay.
_BRACKETS = re.compile(rf"[(（](?=[^()（）\n]{{0,200}}[{_HANZI}])([^()（）\n]{{1,200}})[)）]")

_NARROW_MARK = re.compile(rf"(?<=[{_HANZI}])[,;:!](?=[{_HANZI}])")
_WIDE_MARK = re.compile(rf"(?<=[{_HANZI}])[，；：！](?=[{_HANZI}])")


def was_narrowed(document: str) -> bool:
    """Whether the mirror narrowed punctuation: a fifth or more of the marks between Chinese characters are narrow.

    Some mirrors narrow them only there where no gloss stands before; a source has a slip of the pen at most.

    >>> was_narrowed("發展是硬道理,重點項目建設是重要支撐"), was_narrowed("發展是硬道理，重點項目")
    (True, False)
    """
    return 4 * len(_NARROW_MARK.findall(document)) > len(_WIDE_MARK.findall(document))


def widen(text: str) -> str:
    """``text`` in simplified characters with wide marks between Chinese characters.

    >>> widen("发布时间:2023-03-24 来源:孟津融媒"), widen("3月21日,区委(市、区)带队(2023)")
    ('发布时间:2023-03-24 来源：孟津融媒', '3月21日，区委（市、区）带队(2023)')
    """
    text = _COMMA.sub(lambda m: m[0].translate(_WIDE), text)
    text = _COLON.sub("：", text)
    text = _QUESTION.sub(lambda m: m[1] + m[2] + "？", text)
    return _BRACKETS.sub(r"（\1）", text)
