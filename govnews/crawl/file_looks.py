"""What is known of an article's files after a look at them, and when they are asked for again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from govnews.clock import utc
from govnews.crawl.revisit import GONE_APART, next_try
from govnews.crawl.visit import Validators
from govnews.documents import Kind
from govnews.ledger import NOT_ASKED, KnownFile


@dataclass(frozen=True, slots=True)
class Had:
    """The file came, and is kept."""

    sha256: str
    size: int
    kind: Kind | None
    validators: Validators


@dataclass(frozen=True, slots=True)
class Same:
    """The server says that it is as it was (304)."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The server says that it is not there (404, 410)."""

    why: str
    believed_after: timedelta = GONE_APART
    """How long it has to be gone before that is believed."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It could not be had, and may come yet."""

    why: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The run ended before it was asked for: that tells nothing of the file."""

    why: str


@dataclass(frozen=True, slots=True)
class Barred:
    """It is not asked for: robots.txt, another host, too large."""

    why: str


STORM_LASTS = timedelta(days=30)
"""How long a file has to be gone while its host gives no other one: a server that has lost its folder says so of all."""

Look = Had | Same | Gone | Failed | Waiting | Barred
"""What came of asking for a file."""


def after(before: KnownFile | None, url: str, look: Look, *, now: datetime) -> KnownFile:
    """What is known of the file at ``url`` after a look at it; ``before``: what was, None where it was never asked for.

    A file that was had stays had while its server fails, and for a first 404: it is gone where it is not there a day later
    either, or :data:`STORM_LASTS` later where its host gave no file at all.

    >>> now = datetime.fromisoformat("2026-03-02T08:00:00Z")
    >>> first = after(None, "http://example.gov.cn/1.pdf", Had("0" * 64, 9, Kind.PDF, Validators()), now=now)
    >>> after(first, first.url, Gone("HTTP 404"), now=now).missing is None
    True
    >>> doubted = after(first, first.url, Gone("HTTP 404"), now=now)
    >>> after(doubted, first.url, Gone("HTTP 404"), now=now.replace(day=3)).missing
    'gone since 2026-03-02: HTTP 404'
    """
    known = before or KnownFile(url)
    match look:
        case Had():
            read = known if known.sha256 == look.sha256 else KnownFile(url)
            return KnownFile(
                url, look.sha256, look.size, look.kind.media_type if look.kind else None,
                etag=look.validators.etag, last_modified=look.validators.last_modified, text=read.text, unread=read.unread,
            )  # fmt: skip
        case Same():
            return replace(known, missing=None, gone_at=None, tries=0)
        case Barred(why):
            return replace(known, missing=None if known.sha256 else why, gone_at=None, tries=0)
        case Waiting(why):
            return known if known.sha256 else replace(known, missing=f"{NOT_ASKED}{why}")
        case Failed(why):
            return replace(known, missing=known.missing if known.sha256 else why, tries=known.tries + 1)
        case Gone(why, believed_after):
            since = known.gone_at or utc(now)
            apart = now - datetime.fromisoformat(since) >= believed_after
            told = why if known.sha256 is None else f"gone since {since[:10]}: {why}" if apart else None
            return replace(known, missing=told, gone_at=since, tries=known.tries + 1)


def ask_again(files: Sequence[KnownFile], *, now: datetime) -> datetime | None:
    """When the first of the files is asked for again that could not be had; None where all were had, or are not to be.

    At once where a run ended before one was asked for, or read.

    >>> now = datetime.fromisoformat("2026-03-02T08:00:00Z")
    >>> waiting = after(None, "http://example.gov.cn/1.pdf", Failed("HTTP 500"), now=now)
    >>> str(ask_again([waiting], now=now)), ask_again([], now=now)
    ('2026-03-03 08:00:00+00:00', None)
    """
    waiting = (now for one in files if one.waits)
    failed = (next_try(one.tries - 1, now=now) for one in files if one.tries and not one.waits)
    return min(chain(waiting, failed), default=None)


def is_to_be_read(before: KnownFile | None, file: KnownFile) -> bool:
    """Whether what stands in the file is not known yet; what could not be read before is tried again."""
    is_new = before is None or before.sha256 != file.sha256
    return file.sha256 is not None and (is_new or file.unread is not None)
