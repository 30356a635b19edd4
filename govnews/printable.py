"""Text from pages, made fit for a terminal and for a log of one record a line."""

from __future__ import annotations

import logging
import re

# C0 and C1 controls, line and paragraph separators, marks that turn the direction of writing (a page can make
# a line read as another one with them), and halves of surrogate pairs, which no terminal can show.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    r"""``text`` on one line, its control characters written as escapes.

    >>> printable("孟津\x1b]0;x\x07 要闻\n2026-11-22 [root] ERROR: forged")
    '孟津\\x1b]0;x\\x07 要闻\\n2026-11-22 [root] ERROR: forged'
    >>> printable("镇街动态　2023")
    '镇街动态　2023'
    """
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


class PrintableRecords(logging.Filter):
    """Takes control characters out of log records; every line after a record's first one is indented.

    So a traceback stays readable, and no text from a page can pass for a record of its own.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, made printable."""
        record.msg, record.args = _indented(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = "    " + _indented(record.exc_text)
        return True


def _indented(text: str) -> str:
    r"""
    >>> _indented("two\nlines\r")
    'two\n    lines\\r'
    """
    return "\n    ".join(map(printable, text.split("\n")))
