"""What can go wrong, as types.

::

    GovNewsError
    ├── UsageError                 what the user asked for cannot be: one line, exit code of usage
    │   ├── LockHeld               another run of the site is on
    │   └── OutputFailed           the output folder or the ledger cannot be used
    │       ├── LedgerNotWritable  the ledger, now: it is locked, the disk is full, the folder is read-only
    │       └── LedgerUnusable     the ledger is damaged, another program's, or that of a newer govnews
    │           └── LedgerLost     the connection to it is gone: nothing is written any more
    ├── RecordRefused              the ledger does not take this record; others it takes
    ├── Unreadable                 a page is not read at all, for what it is: counted, the crawl goes on
    │   ├── PageOverBound          it is larger, deeper or fuller than any page that is meant to be read
    │   ├── TookTooLong            its reading has used up its CPU seconds
    │   └── Interrupted            the run was to end while it was read; nothing is known of it
    └── PageChanged                a page is not what it was taken for: counted, the crawl goes on

Two outcomes are no errors: where a page is silent a value is ``None``; an article that is not wanted
is dropped by :exc:`scrapy.exceptions.DropItem` with a counted reason.
"""

from __future__ import annotations

from enum import StrEnum


class GovNewsError(Exception):
    """Anything this project raises on purpose."""


class UsageError(GovNewsError):
    """What the user asked for cannot be done; the message says what is wrong and what to do."""


class LockHeld(UsageError):
    """Another process crawls this site into this folder."""


class OutputFailed(UsageError):
    """The output folder, or the ledger in it, cannot be used: no room, no right, no such device, damage."""


class LedgerNotWritable(OutputFailed):
    """The ledger cannot be written now, whatever the record: locked, no room, no right. A later run may succeed."""


class LedgerUnusable(OutputFailed):
    """The ledger is damaged, another program's, or that of a newer govnews; it is left as it is."""


class LedgerLost(LedgerUnusable):
    """The connection to the ledger is gone, and with it the right to write for the site; nobody connects anew."""


class RecordRefused(GovNewsError):
    """The ledger does not take this one record, for what it holds; what is written with it is not concerned."""


class Unreadable(GovNewsError):
    """A page is not read at all, for what it is; the message says why, in one line."""


class PageOverBound(Unreadable):
    """The page, or what it holds behind escapes, is over a bound of :mod:`govnews.reading.bounds`."""


class TookTooLong(Unreadable):
    """The reading of the page has used up its CPU seconds (:mod:`govnews.reading.budget`)."""


class Interrupted(Unreadable):
    """The run was to end while the page was read: nothing is known of the page, the next run asks for it again."""


class StandIn(StrEnum):
    """What came in the place of an article, with a status of 200."""

    ERROR_PAGE = "error-page"
    """A program failed, or the site is busy: 系统繁忙, Server Error in '/' Application, 502 Bad Gateway."""
    MAINTENANCE = "maintenance"
    """The site is being worked on: 网站维护中."""
    GONE = "gone"
    """There is no such page, says the site: 您访问的页面已删除."""
    MOVED = "moved"
    """The site is elsewhere now, says a page in the place of its home page or of a list."""
    NOTICE = "notice"
    """A word of the site's, whatever it says: hardly a text, and the article's title nowhere."""
    LIST = "list"
    """A list, or the home page."""
    OTHER_ARTICLE = "other-article"
    """An article that has nothing in common with the one that was there before, its day included."""


class PageChanged(GovNewsError):
    """The page at ``url`` is not what it was taken for: it has no ``missing``; ``stand_in`` is what came instead."""

    def __init__(self, url: str, missing: str, stand_in: StandIn | None = None) -> None:
        super().__init__(f"{url}: no {missing} found")
        self.url = url
        self.missing = missing
        self.stand_in = stand_in
