"""What can go wrong, as types.

::

    GovNewsError
    ├── UsageError                 what the user asked for cannot be: one line, exit code of usage
    │   ├── LockHeld               another run of the site is on
    │   ├── OutputFailed           the output folder or the ledger cannot be written
    │   │   └── LedgerNotWritable  the ledger, now: it is locked, the disk is full, the folder is read-only
    │   └── LedgerUnusable         the ledger is damaged, another program's, or that of a newer govnews
    ├── RecordRefused              the ledger does not take this record; others it takes
    └── PageChanged                a page is not what it was taken for: counted, the crawl goes on

Two outcomes are no errors: where a page is silent a value is ``None``; an article that is not wanted
is dropped by :exc:`scrapy.exceptions.DropItem` with a counted reason.
"""

from __future__ import annotations


class GovNewsError(Exception):
    """Anything this project raises on purpose."""


class UsageError(GovNewsError):
    """What the user asked for cannot be done; the message says what is wrong and what to do."""


class LockHeld(UsageError):
    """Another process crawls this site into this folder."""


class OutputFailed(UsageError):
    """The output folder, or the ledger in it, cannot be written: no room, no right, no such device."""


class LedgerNotWritable(OutputFailed):
    """The ledger cannot be written now, whatever the record: locked, no room, no right. A later run may succeed."""


class LedgerUnusable(UsageError):
    """The ledger is damaged, another program's, or that of a newer govnews; it is left as it is."""


class RecordRefused(GovNewsError):
    """The ledger does not take this one record, for what it holds; what is written with it is not concerned."""


class PageChanged(GovNewsError):
    """The page at ``url`` is not what it was taken for: it has no ``missing``."""

    def __init__(self, url: str, missing: str) -> None:
        super().__init__(f"{url}: no {missing} found")
        self.url = url
        self.missing = missing
