"""Log lines: one a record, none with a page's whole text in it."""

from __future__ import annotations

import errno
import logging
from typing import Any, Self

from scrapy import Spider, logformatter, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatterResult
from scrapy.utils.log import get_scrapy_root_handler
from twisted.python.failure import Failure

from govnews.downloader.refusal import DOWNLOAD_ERRORS
from govnews.errors import OutputFailed
from govnews.text import printable

# No room, no more of it for this user or in one file, a disk that is read-only or broken.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}


class LogFormatter(logformatter.LogFormatter):
    """Scrapy's log lines, with an article named by its URL in place of its text, and no control character in any."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the crawl's log handler made safe, whoever writes to it, as soon as it has its last one."""
        # Scrapy makes the handler anew after it has made this.
        crawler.signals.connect(make_safe, signal=signals.spider_opened)
        return cls()

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        return _line(logging.DEBUG, "Article %(url)s", item)

    def dropped(
        self, item: Any, exception: BaseException, response: Any, spider: Spider
    ) -> LogFormatterResult:
        return {"level": logging.DEBUG, "msg": "Dropped: %(why)s", "args": {"why": exception}}

    def item_error(
        self, item: Any, exception: BaseException, response: Any, spider: Spider
    ) -> LogFormatterResult:
        return _line(logging.ERROR, "Cannot use %(url)s", item)


def make_safe() -> None:
    """Let Scrapy's log handler show nothing that commands a terminal, and tell once what cannot be written."""
    handler = get_scrapy_root_handler()
    if handler is not None and not any(isinstance(one, PrintableRecords) for one in handler.filters):
        handler.addFilter(ToldOnce())
        handler.addFilter(PrintableRecords())


def _line(level: int, message: str, item: Any) -> LogFormatterResult:
    return {
        "level": level,
        "msg": message,
        "args": {"url": item.url if hasattr(item, "url") else repr(item)[:200]},
    }


class ToldOnce(logging.Filter):
    """What keeps a run from writing is one line of its log, not a traceback an article; so is a network that fails."""

    def __init__(self) -> None:
        super().__init__()
        self._told: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the first record pass that tells of it, without its traceback, and every other record."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, DOWNLOAD_ERRORS):
            # Scrapy tells of it where what was to be noted of it could not be written.
            record.msg, record.args, record.exc_info = f"{record.getMessage()}: {error}", (), None
            return True
        no_room = isinstance(error, OSError) and error.errno in _NO_ROOM
        if not (no_room or isinstance(error, OutputFailed)):
            return True
        if str(error) in self._told:
            return False
        self._told.add(str(error))
        record.msg, record.args, record.exc_info = f"{record.getMessage()}: {error}", (), None
        return True


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
