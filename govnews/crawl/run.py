"""One run of one site: the lock it holds, the ledger it writes, and what it was asked for."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Self
from urllib.parse import urlsplit

from scrapy.utils.conf import closest_scrapy_cfg

from govnews import clock
from govnews.clock import next_second, utc, utc_now
from govnews.crawl.recheck import next_check
from govnews.crawl.walk import Walk
from govnews.errors import LockHeld, OutputFailed, UsageError
from govnews.files import take_lock
from govnews.identity import url_hash
from govnews.items import Article, ListingEntry
from govnews.ledger import DueCheck, Ledger
from govnews.ledger.batch import Recording

LEDGER_NAME = "govnews.db"
MAX_SAMPLES = 20  # troubles kept with their URLs; the counts go on


def output_folder(setting: str) -> Path:
    """The folder that ``GOVNEWS_OUTPUT`` names: absolute, from the home folder, or from that of scrapy.cfg."""
    return (Path(closest_scrapy_cfg()).parent / Path(setting).expanduser()).absolute()


def ledger_path(setting: str) -> Path:
    """Where the ledger of an output folder is."""
    return output_folder(setting) / LEDGER_NAME


@dataclass(frozen=True, slots=True)
class Wishes:
    """What ``-a`` asked for, checked."""

    columns: tuple[str, ...] = ()
    """Names of the columns to crawl; empty: the site's news columns."""
    since: str | None = None
    """``YYYY-MM-DD``: older articles are left out."""
    limit: int | None = None
    """How many new articles this run may bring."""
    home: str | None = None
    """Another address of the site's home page."""

    @classmethod
    def read(cls, arguments: dict[str, str]) -> Self:
        """The wishes in a spider's ``-a`` arguments.

        Raises :exc:`UsageError` for an unknown name or a value that cannot be read.

        >>> Wishes.read({"columns": "孟津要闻, 镇街动态", "limit": "20"})
        Wishes(columns=('孟津要闻', '镇街动态'), since=None, limit=20, home=None)
        >>> Wishes.read({"since": "2023-02-30"})
        Traceback (most recent call last):
        govnews.errors.UsageError: since=2023-02-30: not a day; write it as -a since=YYYY-MM-DD
        """
        known = {"columns", "since", "limit", "home"}
        if unknown := sorted(arguments.keys() - known):
            raise UsageError(
                f"unknown spider argument {unknown[0]}; known are -a {', -a '.join(f'{n}=…' for n in sorted(known))}"
            )
        names = tuple(name.strip() for name in arguments.get("columns", "").replace("，", ",").split(","))
        if "columns" in arguments and not all(names):
            raise UsageError("columns=: a name is empty; write them as -a columns=孟津要闻,镇街动态")
        return cls(
            columns=names if "columns" in arguments else (),
            since=_read_day(arguments["since"]) if "since" in arguments else None,
            limit=_read_count(arguments["limit"]) if "limit" in arguments else None,
            home=_read_home(arguments["home"]) if "home" in arguments else None,
        )


def _read_day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"since={text}: not a day; write it as -a since=YYYY-MM-DD") from None
    if len(text) != 10:
        raise UsageError(f"since={text}: not a day; write it as -a since=YYYY-MM-DD")
    return day.isoformat()


def _read_count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise UsageError(f"limit={text}: not a number of articles; write it as -a limit=100")
    return int(text)


def _read_home(text: str) -> str:
    try:
        parts = urlsplit(text)
        sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:  # a host in brackets that is no IPv6 address, a port that is none
        sound = False
    if not sound:
        raise UsageError(f"home={text}: not a web address; write it as -a home=http://www.example.gov.cn/")
    return text if parts.path or parts.query else text + "/"


@dataclass(slots=True)
class KnownAs:
    """What a response tells of an article beside its page; kept until the article is recorded."""

    addresses: tuple[str, ...] = ()
    """Other URLs that led to it: the listing entry's, before redirects."""
    etag: str | None = None
    last_modified: str | None = None
    check: DueCheck | None = None
    """The look at a known article that brought this version."""


@dataclass(slots=True)
class Run:
    """The run that is on: opened once by the spider, closed when the engine stops.

    Raises :exc:`OutputFailed` where the output folder cannot be written, :exc:`LockHeld` where another run of the
    site is on.
    """

    site: str
    output: Path
    wishes: Wishes
    started: datetime
    lock: IO[bytes]
    ledger: Ledger
    recording: Recording
    number: int
    begun: bool = False
    """Whether a crawl began: scrapy parse and fetch open a spider and do not crawl."""
    recheck_days: Sequence[float] = ()
    """Ages, in days, at which a known article is looked at again."""
    known_as: dict[str, KnownAs] = field(default_factory=dict)
    """By the hash of its URL, for articles on their way through the pipelines."""
    republished: set[tuple[str | None, int]] = field(default_factory=set)
    """URL hash and version of what earlier runs recorded and this one publishes."""
    walks: list[Walk] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)
    """Records by event (``new``, ``updated``, ``withdrawn``), ``republished``, and what retries came to."""
    feeds: list[str] = field(default_factory=list)
    """Where this run's feeds were published."""
    troubles: Counter[str] = field(default_factory=Counter)
    """What went wrong, by kind."""
    samples: list[dict[str, str]] = field(default_factory=list)
    """The first troubles of the run, with their URLs."""

    @classmethod
    def open(cls, site: str, output: Path, wishes: Wishes, *, recheck_days: Sequence[float] = ()) -> Self:
        """Take the site's lock, open the ledger, and end what a killed run left open."""
        folder = output / site
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = hold_site(folder)
        except OSError as error:
            raise OutputFailed(
                f"cannot write to the output folder {folder}: {error.strerror}; "
                "check it, or name another by -s GOVNEWS_OUTPUT=FOLDER"
            ) from error
        ledger = Ledger(output / LEDGER_NAME, site)
        try:
            ledger.recover()
            started = next_second(ledger.last_run_at(now=utc_now()))
            for part in folder.glob(".*.part"):
                part.unlink()  # no feed: it was not announced, and what it holds is pending
            number = ledger.begin_run(now=utc(started))
        except (OSError, sqlite3.OperationalError) as error:
            ledger.close()
            lock.close()
            raise OutputFailed(f"cannot write to the output folder {output}: {error}") from error
        recording = Recording(ledger)
        return cls(site, output, wishes, started, lock, ledger, recording, number, recheck_days=recheck_days)

    @property
    def label(self) -> str:
        """The start time as it stands in file names: ``2026-11-22T13-50-07Z``."""
        return utc(self.started).replace(":", "-")

    def trouble(self, kind: str, url: str, error: str) -> None:
        """Count something that went wrong, and keep the first ones as samples."""
        self.troubles[kind] += 1
        if len(self.samples) < MAX_SAMPLES:
            self.samples.append({"kind": kind, "url": url, "error": error})

    def settle(self, meta: dict[str, Any], outcome: str) -> None:
        """What became of the entry that a request's ``meta`` names; only the first word counts."""
        if meta.get("entry") is None or meta.get("settled"):
            return
        meta["settled"] = True
        if (walk := meta["walk"]) is not None:
            walk.settle(outcome)
        else:
            self.events[f"retried, {outcome.partition(':')[0]}"] += 1

    async def record(self, article: Article) -> None:
        """Into the ledger, with the moment of the next look at it and what a conditional request then says.

        Returns when it is committed; raises what kept it from being.
        """
        assert article.url_hash is not None
        known = self.known_as.pop(article.url_hash, KnownAs())
        check = known.check
        seen = datetime.fromisoformat(check.seen_at) if check else clock.now()
        due = next_check(
            seen_at=seen,
            published_at=article.published_at,
            checks=check.checks + 1 if check else 0,
            days=self.recheck_days if article.event != "withdrawn" else (),
            now=clock.now(),
        )
        await self.recording.record(
            article,
            now=utc_now(),
            addresses=[url_hash(url) for url in known.addresses],
            check_at=utc(due) if due else None,
            etag=known.etag,
            last_modified=known.last_modified,
        )

    def pending(self) -> Iterator[Article]:
        """What earlier runs recorded and did not publish."""
        for article in self.ledger.pending():
            self.republished.add((article.url_hash, article.version))
            yield article

    def republishes(self, article: Article) -> bool:
        """Whether the article is one that an earlier run recorded; its page may come once more in this run."""
        version = (article.url_hash, article.version)
        return version in self.republished and article.url_hash not in self.known_as

    def same_as(self, article: Article, of: str) -> None:
        """The article is the recorded one with the URL hash ``of``: know it by these addresses, too."""
        assert article.url_hash is not None
        known = self.known_as.pop(article.url_hash, KnownAs())
        for url in (article.url, *known.addresses):
            if url_hash(url) != of:
                self.ledger.add_address(url, url_hash(url), of=of, now=utc_now())

    def unchanged(self, check: DueCheck, *, gone: int = 0) -> None:
        """A look at a known article found it as it was, or gone: the next look is when its age says, or next run."""
        due = next_check(
            seen_at=datetime.fromisoformat(check.seen_at),
            published_at=check.published_at,
            checks=check.checks + 1,
            days=self.recheck_days,
            now=clock.now(),
        )
        self.ledger.checked(
            check.article, check_at=utc_now() if gone else utc(due) if due else None, gone=gone
        )

    def entry_failed(self, meta: dict[str, Any], kind: str, error: str) -> None:
        """The article of the entry in ``meta`` could not be had: later runs try again, robots.txt apart."""
        entry: ListingEntry = meta["entry"]
        if kind == "refused":
            self.settle(meta, f"excluded: {error}")
            return
        if kind == "outside":
            self.ledger.exclude(entry.url, url_hash(entry.url), error)
            self.settle(meta, f"excluded: {error}")
            return
        self.trouble(kind if meta["walk"] is not None or kind == "blocked" else "again", entry.url, error)
        self.ledger.fail(entry, url_hash(entry.url), meta["column"], error, now=utc_now())
        self.settle(meta, f"failed: {error}")

    def close(self) -> None:
        """Give ledger and lock back."""
        self.ledger.close()
        self.lock.close()


def hold_site(folder: Path) -> IO[bytes]:
    """The lock of the site whose folder this is; the file says who holds it.

    Raises :exc:`LockHeld` where another process has it, OSError where the folder cannot be written.
    """
    path = folder / ".lock"
    try:
        lock = take_lock(path)
    except BlockingIOError:
        holder = path.read_text("utf-8").strip() or "another process"
        raise LockHeld(f"{folder.name} is being crawled already by {holder}; wait for it to end") from None
    lock.truncate(0)
    lock.write(f"process {os.getpid()}, since {utc_now()}".encode())
    lock.flush()
    return lock
