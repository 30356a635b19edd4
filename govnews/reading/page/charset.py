"""The text that a page's bytes stand for, whatever it declares, and where parts of it are written in another charset.

Pages say gbk and are UTF-8, say utf-8 and are GBK, say gb2312 and are UTF-16, and include a footer of another system's.
"""

from __future__ import annotations

import re
from itertools import groupby, islice

from govnews.reading.page.encodings import declared

_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_MARK = b"\xef\xbb\xbf"
# A stretch of text between markup, from its first byte that is none of ASCII on. No character of either charset ends
# with one of the bytes that end it.
_STRETCH = re.compile(rb"[\x80-\xff][^\x00-\x1f<>\"']*")
# Three characters of UTF-8, which other text hardly ever reads as.
_SOME_UTF_8 = re.compile(rb"[\xe3-\xef][\x80-\xbf][\x80-\xbf]" * 3)
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff5e\u3001-\u3011]")
_HIGH = re.compile(rb"[\x80-\xff]+")
# The bytes of Chinese stand in rows, those of French hardly ever.
_ROWS = re.compile(rb"[\x80-\xff]{3,}")
# Charsets of one byte a character that servers declare by default.
_WESTERN = frozenset({"cp1250", "cp1252", "iso8859_15"})
# The commonest characters, which any text has: simplified and traditional ones.
_COMMON = re.compile("[的一是不在有人和中大为為上了要会會发發工作年月日区區市县縣政府国國新地方面行]")
# Stretches that are looked at one by one; a page has some hundreds, the longest lists some thousands.
_MOST = 50_000
# A text has one of the commonest characters in as many bytes at the most.
_SHARE = 80
# Bytes that are looked at where the charset has to be guessed.
_SAMPLE = 65_536


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The codec that ``body`` is written in, and its text; ``content_type`` is the HTTP header.

    What the bytes themselves prove goes before what is declared: a byte order mark, the NULs of UTF-16, valid UTF-8. A
    page of both UTF-8 and GBK is read stretch by stretch, its codec is that of the larger part. Only then the header and
    the meta tag count, gb2312 and gbk read as gb18030, and what is no page's charset (:mod:`.encodings`) as none; where
    a charset of the West is declared, or none, the text shows whether it is GBK or Big5. Bytes that stay unreadable
    become U+FFFD.

    >>> decode("孟津要闻".encode("gb18030"), "text/html; charset=utf-8")
    ('gb18030', '孟津要闻')
    >>> decode(b'<meta charset="gb2312">' + "孟津要闻".encode())[1][-4:]
    '孟津要闻'
    >>> decode("<p>孟津春茶开采</p>".encode() + "<p>主办：孟津区</p>".encode("gbk"))
    ('utf-8', '<p>孟津春茶开采</p><p>主办：孟津区</p>')
    """
    mark = _UTF_16.get(body[:2]) or _unmarked_utf_16(body)
    if mark:
        return mark, body.decode(mark, "replace").lstrip("\ufeff")
    body = body.removeprefix(_MARK)
    try:
        return "utf-8", body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    codec = declared(body, content_type)
    if codec is None or codec in ("utf-8", "gb18030", "big5hkscs") or _is_chinese(codec, body):
        return _decode_stretches(body, _double_byte(body, codec))
    return codec, body.decode(codec, "replace")


def _unmarked_utf_16(body: bytes) -> str | None:
    """UTF-16 known by its NULs: markup is ASCII, whose every other byte is zero."""
    start = body[:512]
    if start.count(0) * 4 < len(start) or len(start) < 8:
        return None
    return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"


def _is_chinese(codec: str, body: bytes) -> bool:
    """Whether a page that declares a charset of the West is Chinese: its bytes stand in rows."""
    if codec not in _WESTERN:
        return False
    high = sum(map(len, _HIGH.findall(body, 0, _SAMPLE)))
    return sum(map(len, _ROWS.findall(body, 0, _SAMPLE))) * 10 >= high * 3


def _double_byte(body: bytes, codec: str | None) -> str:
    """gb18030 or big5hkscs, in which ``body`` has more of the commonest characters; ``codec`` as declared where none."""
    sample = b" ".join(_STRETCH.findall(body, 0, _SAMPLE))
    says_big5 = codec == "big5hkscs"
    simplified = len(_COMMON.findall(sample.decode("gb18030", "ignore")))
    if simplified * _SHARE >= len(sample) and not says_big5:
        return "gb18030"
    return (
        "big5hkscs"
        if len(_COMMON.findall(sample.decode("big5hkscs", "ignore"))) + says_big5 > simplified
        else "gb18030"
    )


def _decode_stretches(body: bytes, double_byte: str) -> tuple[str, str]:
    """The text of ``body``, each stretch of which is UTF-8 or ``double_byte``, and the codec of most of it."""
    if _SOME_UTF_8.search(body) is None:  # most pages that are no UTF-8
        return double_byte, body.decode(double_byte, "replace")
    stretches = [
        (found.end(), found[0], _sure(found[0], double_byte))
        for found in islice(_STRETCH.finditer(body), _MOST)
    ]
    sizes = {"utf-8": 0, double_byte: 0}
    for _, stretch, codec in stretches:
        if codec is not None:
            sizes[codec] += len(stretch)
    most = "utf-8" if sizes["utf-8"] > sizes[double_byte] else double_byte
    last = next((codec for _, _, codec in stretches if codec is not None), most)
    told: list[tuple[str, int]] = []
    for end, stretch, codec in stretches:
        last = codec or _fitting(stretch, last, double_byte, mixed=sizes["utf-8"] > 0)
        told.append((last, end))
    told.append((most, len(body)))
    text, at = [], 0
    for codec, run in groupby(told, key=lambda one: one[0]):
        *_, (_, end) = run
        text.append(body[at:end].decode(codec, "replace"))
        at = end
    return most, "".join(text).replace("\ufeff", "")


def _sure(stretch: bytes, double_byte: str) -> str | None:
    """The codec that a stretch is written in; None where it is too short to tell."""
    text = stretch.decode("utf-8", "replace")
    broken, good = text.count("\ufffd"), len(_CHINESE.findall(text))
    if good >= 3 and good > broken:  # one broken byte in some characters is damage
        return "utf-8"
    if broken > good and broken >= 4:
        return double_byte
    return None


def _fitting(stretch: bytes, last: str, double_byte: str, *, mixed: bool) -> str:
    """The codec of a short stretch behind one in ``last``: that one, if it can be read so.

    ``mixed``: UTF-8 surely stands somewhere in the page. Two characters of it are then hardly a chance.
    """
    text = stretch.decode("utf-8", "replace")
    broken, good = text.count("\ufffd"), len(_CHINESE.findall(text))
    if last != "utf-8":
        return "utf-8" if not broken and ((mixed and good >= 2) or not _reads(stretch, last)) else last
    # Two bytes are as likely the rest of a character that was cut off.
    damaged = broken <= good or sum(map(len, _HIGH.findall(stretch))) < 3
    return last if damaged or not _reads(stretch, double_byte) else double_byte


def _reads(stretch: bytes, codec: str) -> bool:
    try:
        stretch.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
