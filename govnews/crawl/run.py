"""One run of one site: the lock it holds, the ledger it writes, and what it was asked for."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Self

from govnews.clock import next_second, now, utc, utc_now
from govnews.crawl.arguments import Arguments, CrawlSettings
from govnews.crawl.outcome import EntryOutcome, Problem
from govnews.crawl.revisit import next_check
from govnews.crawl.visit import Visit
from govnews.crawl.walk import Walk
from govnews.errors import LedgerNotWritable, LockHeld, OutputFailed
from govnews.files import take_lock
from govnews.identity import url_hash
from govnews.items import Article
from govnews.ledger import DueCheck, Ledger, open_ledger
from govnews.ledger.batch import Recording

LEDGER_NAME = "govnews.db"
MAX_SAMPLES = 20  # problems kept with their URLs; the counts go on


@dataclass(frozen=True, slots=True)
class Sample:
    """One thing that went wrong, with its place."""

    kind: Problem
    url: str
    """Where it happened; empty where it is no page's matter."""
    error: str
    """What happened, one line."""


@dataclass(slots=True)
class Run:
    """The run that is on: opened once by the spider, closed when the engine stops."""

    site: str
    output: Path
    arguments: Arguments
    settings: CrawlSettings
    started: datetime
    lock: IO[bytes]
    ledger: Ledger
    recording: Recording
    number: int
    begun: bool = False
    """Whether a crawl began: scrapy parse and fetch open a spider and do not crawl."""
    visits: dict[str, Visit] = field(default_factory=dict)
    """By the hash of its URL, for articles on their way through the pipelines."""
    republished: set[tuple[str | None, int]] = field(default_factory=set)
    """URL hash and version of what earlier runs recorded and this one publishes."""
    walks: list[Walk] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)
    """Records by event (``new``, ``updated``, ``withdrawn``), ``republished``, and what retries came to."""
    feeds: list[str] = field(default_factory=list)
    """Where this run's feeds were published."""
    problems: Counter[Problem] = field(default_factory=Counter)
    """What went wrong, by kind."""
    samples: list[Sample] = field(default_factory=list)
    """The first problems of the run, with their URLs."""

    @classmethod
    def open(
        cls,
        site: str,
        output: Path,
        arguments: Arguments | None = None,
        settings: CrawlSettings | None = None,
        *,
        recover: Callable[[Ledger, Path], None],
    ) -> Self:
        """Take the site's lock, open the ledger, and have ``recover`` end what a killed run left open.

        ``recover`` is given the ledger and the site's folder (:func:`govnews.feeds.recovery.recover`).
        Raises :exc:`OutputFailed` where the output folder cannot be written, :exc:`LockHeld` where another run of
        the site is on.
        """
        folder = output / site
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = hold_site(folder)
        except OSError as error:
            raise OutputFailed(
                f"cannot write to the output folder {folder}: {error.strerror}; "
                "check it, or name another by -s GOVNEWS_OUTPUT=FOLDER"
            ) from error
        ledger = open_ledger(output / LEDGER_NAME, site)
        try:
            recover(ledger, folder)
            started = next_second(ledger.last_run_at(now=utc_now()))
            number = ledger.begin_run(now=utc(started))
        except (OSError, LedgerNotWritable) as error:
            ledger.close()
            lock.close()
            raise OutputFailed(f"cannot write to the output folder {output}: {error}") from error
        return cls(
            site,
            output,
            arguments or Arguments(),
            settings or CrawlSettings.read({}),
            started,
            lock,
            ledger,
            Recording(ledger),
            number,
        )

    @property
    def label(self) -> str:
        """The start time as it stands in file names: ``2026-11-22T13-50-07Z``."""
        return utc(self.started).replace(":", "-")

    def problem(self, kind: Problem, url: str, error: str) -> None:
        """Count something that went wrong, and keep the first ones as samples."""
        self.problems[kind] += 1
        if len(self.samples) < MAX_SAMPLES:
            self.samples.append(Sample(kind, url, error))

    # What becomes of a visit

    def settle(self, visit: Visit, outcome: EntryOutcome, reason: str = "") -> None:
        """What became of the entry that the visit is about; only the first word counts."""
        if visit.entry is None or visit.settled:
            return
        visit.settled = True
        if visit.walk is not None:
            visit.walk.settle(outcome, reason)
        else:
            self.events[f"retried, {outcome.value}"] += 1

    def visit_failed(self, visit: Visit, kind: Problem, error: str) -> None:
        """The article of a listed entry could not be had: later runs try again, unless it is not to be had."""
        entry = visit.entry
        assert entry is not None
        if kind is Problem.OUTSIDE:
            self.ledger.exclude(entry.url, error)
        if kind in {Problem.REFUSED, Problem.OUTSIDE}:
            self.settle(visit, EntryOutcome.EXCLUDED, error)
            return
        self.problem(
            kind if visit.walk is not None or kind is Problem.BLOCKED else Problem.AGAIN, entry.url, error
        )
        self.ledger.fail(entry, visit.column or "", error, now=utc_now())
        self.settle(visit, EntryOutcome.FAILED, error)

    async def record(self, article: Article) -> None:
        """Into the ledger, with the moment of the next look at it and what a conditional request then says.

        Returns when it is committed; raises what kept it from being.
        """
        assert article.url_hash is not None
        visit = self.visits.pop(article.url_hash, Visit())
        check, moment = visit.check, now()
        due = next_check(
            seen_at=datetime.fromisoformat(check.seen_at) if check else moment,
            published_at=article.published_at,
            checks=check.checks + 1 if check else 0,
            days=self.settings.recheck_days if article.event != "withdrawn" else (),
            now=moment,
        )
        await self.recording.record(
            article,
            now=utc_now(),
            addresses=[visit.entry.url] if visit.entry else [],
            check_at=utc(due) if due else None,
            etag=visit.validators.etag,
            last_modified=visit.validators.last_modified,
        )

    def same_as(self, article: Article, of: str) -> None:
        """The article is the recorded one at ``of``: know it by these addresses, too."""
        assert article.url_hash is not None
        visit = self.visits.pop(article.url_hash, Visit())
        for url in (article.url, *([visit.entry.url] if visit.entry else [])):
            if url_hash(url) != url_hash(of):
                self.ledger.add_address(url, of=of, now=utc_now())

    def unchanged(self, check: DueCheck) -> None:
        """A look at a known article found it as it was: the next one is when its age says."""
        due = next_check(
            seen_at=datetime.fromisoformat(check.seen_at),
            published_at=check.published_at,
            checks=check.checks + 1,
            days=self.settings.recheck_days,
            now=now(),
        )
        self.ledger.checked(check.article, check_at=utc(due) if due else None)

    def found_gone(self, check: DueCheck) -> None:
        """A look at a known article found it gone: the next run looks again."""
        self.ledger.checked(check.article, check_at=utc_now(), gone=check.gone + 1)

    # What earlier runs left

    def pending(self) -> Iterator[Article]:
        """What earlier runs recorded and did not publish."""
        for article in self.ledger.pending():
            self.republished.add((article.url_hash, article.version))
            yield article

    def republishes(self, article: Article) -> bool:
        """Whether the article is one that an earlier run recorded; its page may come once more in this run."""
        version = (article.url_hash, article.version)
        return version in self.republished and article.url_hash not in self.visits

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
