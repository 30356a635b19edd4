"""The archive: pages as they came, in WARC files (ISO 28500) that any tool reads, one a run.

What was fetched once can be read again after every improvement of the reader, and when the page is gone. It needs fastwarc,
which is an extra: ``pip install govnews[archive]``. What writes or reads raises :exc:`UsageError` where it is missing.
"""

from __future__ import annotations

from govnews.archive.captures import Capture, Captures
from govnews.archive.extra import is_installed
from govnews.archive.reader import ArchivedPage, Damaged, pages_of, read_page
from govnews.archive.recovery import salvage
from govnews.archive.writer import Archive, Exchange

__all__ = [
    "FOLDER",
    "Archive",
    "ArchivedPage",
    "Capture",
    "Captures",
    "Damaged",
    "Exchange",
    "is_installed",
    "pages_of",
    "read_page",
    "salvage",
]

FOLDER = "archive"
"""The folder of a site's WARC files, in the site's own."""
