"""What a ledger tells, as values. Moments are UTC, ISO 8601 in whole seconds: ``2023-03-24T01:15:00Z``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from govnews.documents import CUT_OFF
from govnews.items import Column, ListingEntry, Record


@dataclass(frozen=True, slots=True)
class Failure:
    """An entry whose article could not be had so far."""

    entry: ListingEntry
    column: str
    """Name of the column that listed it."""
    count: int
    """In how many runs it failed."""
    error: str
    """What went wrong the last time, in one line."""
    first_at: str
    failed_at: str
    """The last time."""
    gone: int = 0
    """In how many of the last looks in a row its page was gone (404, 410)."""
    gone_at: str | None = None
    """Start of the run that first found it gone; None where the last look did not."""


@dataclass(frozen=True, slots=True)
class Missing:
    """An entry that a list showed and that is no record, as ``scrapy missing`` tells it."""

    state: str
    """``failed``, ``gone`` (its page was not there at the last look) or ``left out``."""
    url: str
    title: str
    date: str | None
    """The day of its row, ``YYYY-MM-DD``, with a clock time where the row has one; null where it has none."""
    column: str
    """Name of the column that listed it; empty where that is not known."""
    reason: str
    """What went wrong the last time, or why it is left out, in one line."""
    tries: int
    """Looks at it so far."""
    last_at: str | None
    """The last of them (UTC); null where that is not kept: of what is left out."""
    next_at: str | None
    """From when on it is tried again (UTC); null: by the next run."""


@dataclass(frozen=True, slots=True)
class Host:
    """What is known of a server, whichever site asks it."""

    until: str | None = None
    """It is not asked for anything before this moment; None: any time."""
    why: str | None = None
    """Why it is left alone; None where it is not."""
    refusals: int = 0
    """Times in a row that it refused the crawler."""
    legacy_tls: bool = False
    """It needs the ciphers and key sizes of old servers."""
    scheme: str | None = None
    """``http`` or ``https`` where only one of them answers; None: as addresses say."""


@dataclass(frozen=True, slots=True)
class KnownColumn:
    """A column found earlier, and how far it was walked."""

    column: Column
    by_name: bool
    """It is crawled only when asked for by name."""
    render: bool
    """Its list is drawn by a script and needs a browser."""
    found_at: str
    """When it was last seen on the home page; empty: the home page is to be read again."""
    whole_at: str | None
    """The last walk over the whole list to a proven end; None: every run walks on to the end."""
    complete_at: str | None
    """The last walk, whole or not, that left nothing out; None: there was none."""
    last_end: str | None
    """How and where the last whole walk ended, as a sentence; None before the first one."""
    last_end_kind: str | None
    """The kind of that end in a word, as ``last-page``; None before the first whole walk, or where it was not told."""
    newest_first: bool | None
    """Whether the last whole walk saw a list that is sorted newest first; None where its rows have no dates."""
    head: dict[str, str | None] = field(default_factory=dict)
    """The first rows of the list at ``complete_at``, in their order: a key of each with its day, ``YYYY-MM-DD`` or None;
    empty where they are not known."""
    page_size: int | None = None
    """Rows of a full page; None where it had no second page, or that is not known."""
    absent: int = 0
    """Looks at the home page in a row that did not show it."""
    reached: dict[str, Any] | None = None
    """The page at which its last walk was stopped (:meth:`govnews.crawl.depth.Reached.said`); None: it was not."""

    def complete_since(self, oldest: str, now: str) -> str | None:
        """When the column was last seen complete, if it was walked to its end since ``oldest``; None where not.

        A moment after ``now`` comes from a clock that stood ahead: it tells nothing.
        """
        if self.whole_at is None or self.complete_at is None:
            return None
        return self.complete_at if oldest <= self.whole_at <= now and self.complete_at <= now else None


@dataclass(frozen=True, slots=True)
class DueCheck:
    """A recorded article that is due to be looked at again."""

    article: int
    """The ledger's number of the article, for :meth:`Ledger.checked`."""
    url: str
    url_hash: str
    version: int
    """The last one recorded."""
    published_on: str | None
    """The day in Beijing, as in the record."""
    seen_at: str
    etag: str | None
    last_modified: str | None
    checks: int
    """How often it was looked at since it was first seen."""
    gone: int
    """In how many of the last looks in a row it was gone; of a withdrawn one, in how many since it is withdrawn."""
    gone_at: str | None
    """The first of these looks; None where there is none."""
    event: str
    """Of the last version: ``withdrawn`` where it is gone already."""
    list: str | None
    """Address of the column that listed it last; None where it left that, or where none is known."""
    listed_at: str | None
    """Start of the run that last saw it listed."""
    doubt: str | None
    """``content_hash`` of the page that stood in its place at the last look, where that was another one."""


@dataclass(frozen=True, slots=True)
class PlannedLook:
    """When an article is looked at again."""

    at: str
    archive: bool = False
    """Whether as part of the archive: after all that is young."""


class Standing(Enum):
    """What an address that a list shows is to the ledger."""

    UNKNOWN = "unknown"
    KNOWN = "known"
    """It needs no second look."""
    AGAIN = "again"
    """It was excluded a while ago, and is due to be asked for again."""
    WITHDRAWN = "withdrawn"
    """Its article is recorded as gone."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Of how many articles each field has a value in which share (0 to 1)."""

    count: int
    share: dict[str, float]


@dataclass(frozen=True, slots=True)
class Announcement:
    """A feed file that was about to get its final name, or an upload about to begin; whether it did is not known."""

    number: int
    """For :meth:`Ledger.confirm` and :meth:`Ledger.withdraw_announcement`."""
    path: str
    """The file's final name, or the upload's address."""
    part: Path | None
    """The complete file under its working name; None for an upload."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An address that is left out for now, though it is no article's."""

    site: str
    reason: str


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where a page lies in the archive."""

    file: str
    """Name of the WARC file, in the folder of the site's archive."""
    place: int
    """Where in it the record begins, in bytes."""
    digest: str
    """WARC-Payload-Digest: equal where the server sends the same bytes again."""
    url: str
    """Address that it was received from, after redirects."""
    fetched_at: str
    """UTC, ISO 8601, as WARC-Date."""


NOT_ASKED = "not asked for: "
"""What ``missing`` of a file begins with that a run did not come to."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file of an article, as the last look at it left it."""

    url: str
    """Its address, as the article names it."""
    sha256: str | None = None
    """SHA-256 hex of its bytes; None where it was never had."""
    size: int | None = None
    """Bytes."""
    type: str | None = None
    """Media type by its bytes; None where they do not tell."""
    missing: str | None = None
    """Why it cannot be had; None where it is there, as far as is known."""
    etag: str | None = None
    last_modified: str | None = None
    gone_at: str | None = None
    """When it was first found gone (UTC), of looks in a row; None where it is there."""
    tries: int = 0
    """Looks in a row that could not have it; 0 also for what is not to be had."""
    text: str | None = None
    """What stands in it; None where nothing was read."""
    unread: str | None = None
    """Why there is no text, or not all of it; None where it was read, and for what holds none."""

    @property
    def waits(self) -> bool:
        """Whether a run ended before it was asked for, or read.

        >>> KnownFile("http://example.gov.cn/1.pdf", missing=f"{NOT_ASKED}the run ends").waits
        True
        >>> KnownFile("http://example.gov.cn/1.pdf", missing="HTTP 500", tries=1).waits
        False
        """
        return (self.missing or "").startswith(NOT_ASKED) or self.unread == CUT_OFF


@dataclass(frozen=True, slots=True)
class Kept:
    """An article as it is known, and the pages that it was read from."""

    record: Record
    pages: list[PagePlace]
    """In their order."""
    entry: ListingEntry | None
    """The row that led to it; None where it was read when it was looked at again."""
    files: list[KnownFile] = field(default_factory=list)
    """Such of its files as were asked for."""


Told = dict[tuple[str, str | None], str]
"""The states, in a word, that people know of, by site and address of a column; that of a site itself by its name and None."""


@dataclass(frozen=True, slots=True)
class Planned:
    """When a site's next run is due."""

    due_at: str
    interval: timedelta
    """The time between its runs at present."""


@dataclass(frozen=True, slots=True)
class NewsDay:
    """How many articles of a day a site has."""

    column: str | None
    """Address of the column that lists them; None where none does any more."""
    day: str
    """The day of publication, ``YYYY-MM-DD``; of articles without one, the day they were first seen (UTC)."""
    count: int


@dataclass(frozen=True, slots=True)
class Given:
    """How often the pages of the articles that were first seen in a month gave each field."""

    month: str
    """``YYYY-MM``, UTC."""
    count: int
    share: dict[str, float]
    """By field of the record, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Text:
    """What the current version of an article says."""

    version: int
    """The version's number, which grows from each that is recorded to the next."""
    article: int
    """The article's number."""
    site: str
    published: str | None
    """The day or the moment of publication, Beijing time, as exactly as it is known; None: it is not."""
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Recent:
    """A recent article."""

    first_url: str
    """The address at which it was recorded first, which no later version changes."""
    record: Record
    """Its current version."""


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run, as the ledger keeps it."""

    number: int
    started_at: str
    finished_at: str | None
    """None: it is still on, or was killed."""
    outcome: str | None
    """Its word, as ``ok``; None where it did not come to an end."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a site's search has of a period, when all of it was seen."""

    column: str
    """Address of the column that it was asked for; empty: the whole site."""
    period: str
    """As :class:`govnews.crawl.periods.Period` writes it: ``2024``, ``2024-03``, ``2024-03-05``; empty: all time."""
    month: str | None
    """``YYYY-MM`` where the period is a month or a part of one (empty string: results without a date), else None."""
    total: int | None
    """Results that the search stated; None where it stated none."""
    found: int
    """Results, each address once."""
    found_alone: int = 0
    """Articles that no list showed."""
    listed_alone: int = 0
    """Articles of lists that it did not have."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Articles that only one of two ways to list a site's past has, by their addresses."""

    found: tuple[str, ...] = ()
    """Those that the search has."""
    listed: tuple[str, ...] = ()
    """Those that lists show."""
