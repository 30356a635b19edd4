"""Where a line begins that no markup begins: at a line break of the source, as far as it tells a paragraph."""

from __future__ import annotations

import re

# The indent of a Chinese paragraph at the head of a source line. In what is preformatted blanks can be one, too.
_INDENT = re.compile(r"\n[ \t\r]{0,40}(?=\u3000\u3000)")
_INDENTED = re.compile(r"(?:\u3000|[ \t]{2})\s*\S")
_PRESERVED = re.compile(r"white-space\s{0,9}:\s{0,9}(?:pre|break-spaces)", re.IGNORECASE)
# What a paragraph may end with, and how many characters a line has that a screen ended.
_ENDS = "。！？：；”）"
_WIDTH = 16


def keeps_breaks(style: str) -> bool:
    """Whether a ``style`` shows the line breaks of the source.

    >>> keeps_breaks("color:red; white-space: pre-wrap"), keeps_breaks("white-space: normal")
    (True, False)
    """
    return "white-space" in style.lower() and _PRESERVED.search(style) is not None


def flowing(text: str) -> list[str]:
    """The lines of a text whose breaks are white space: it goes on where the source does, unless it is indented there.

    >>> flowing("一、春耕\\n  已经开始\\n\\u3000\\u3000二、防汛"), flowing("春耕\\n防汛")
    (['一、春耕\\n  已经开始', '\\u3000\\u3000二、防汛'], ['春耕\\n防汛'])
    """
    return _INDENT.split(text) if "\u3000\u3000" in text and "\n" in text else [text]


def preformatted(text: str) -> list[str]:
    """The lines of a text whose breaks are shown.

    Where its paragraphs are indented, a line that is not goes on with the long one above that ends no sentence: an old
    system broke them at the width of its screen.

    >>> preformatted("  3月5日，全县各乡镇和林场都开始了今年的\\n春耕。\\n  麦子已经返青。")
    ['  3月5日，全县各乡镇和林场都开始了今年的春耕。', '  麦子已经返青。']
    >>> preformatted("  春耕\\n春风吹过青石岗\\n麦苗一夜长一行")
    ['  春耕', '春风吹过青石岗', '麦苗一夜长一行']
    """
    sources = text.split("\n")
    if not any(map(_INDENTED.match, sources)):
        return sources
    lines: list[list[str]] = []
    above = ""
    for source in sources:
        said = source.strip()
        if said and len(above) >= _WIDTH and above[-1] not in _ENDS and not _INDENTED.match(source):
            lines[-1].append(f" {said}" if said[0].isascii() and above[-1].isascii() else said)
        else:
            lines.append([source.rstrip()])
        above = said
    return ["".join(parts) for parts in lines]
