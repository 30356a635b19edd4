"""What was read of a file."""

from __future__ import annotations

from dataclasses import dataclass

from govnews.text import without_controls

MOST_TEXT = 1_000_000
"""Characters of one file's text; a yearbook of 500 pages has about as many."""


# What ends no line; a tab may be the last, empty cell of a row.
_BLANKS = " \u3000\xa0\f\r"


@dataclass(frozen=True, slots=True)
class FileText:
    """What stands in a file, and why that is not all."""

    text: str | None = None
    """Lines with ``\\n`` between them, tabs between the cells of a row; None where nothing was read."""

    unread: str | None = None
    """Why there is no text, or not all of it, in one line; None where it was read, and for what holds none."""

    @classmethod
    def of(cls, text: str, unread: str | None = None) -> FileText:
        r"""``text`` in the form of a record, cut after :data:`MOST_TEXT` characters.

        >>> FileText.of("项目\t金额 \r\n\r\n\r\n合计\t12"), FileText.of(" \n")
        (FileText(text='项目\t金额\n合计\t12', unread=None), FileText(text=None, unread=None))
        """
        lines = (line.rstrip(_BLANKS) for line in without_controls(text.replace("\0", "")).split("\n"))
        clean = "\n".join(filter(None, lines)).strip()
        if len(clean) > MOST_TEXT:
            unread = f"cut after {MOST_TEXT:,} characters"
        return cls(clean[:MOST_TEXT] or None, unread)
