"""One run of one site: the lock it holds, the ledger it writes, and what it was asked for."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Self

from govnews.archive import FOLDER
from govnews.archive import FOLDER as ARCHIVE
from govnews.clock import free_second, now, utc, utc_now
from govnews.crawl.arguments import Arguments, CrawlSettings, Keep
from govnews.crawl.captures import CaptureAccount
from govnews.crawl.edits import fingerprint
from govnews.crawl.file_looks import Failed, Look, ask_again
from govnews.crawl.outcome import EntryOutcome, Exclusion, Outcome, Problem
from govnews.crawl.past import Past
from govnews.crawl.revisit import (
    GONE_APART,
    HOPELESS_FOR,
    HOPELESS_MEANWHILE,
    HOPELESS_RUNS,
    NextLook,
    is_dead,
    is_storm,
    look_after,
    next_try,
    sooner,
)
from govnews.crawl.rhythm import jittered
from govnews.crawl.selector_use import SelectorUse
from govnews.crawl.visit import Visit
from govnews.crawl.walk import Walk
from govnews.errors import (
    GovNewsError,
    Interrupted,
    LedgerUnusable,
    LockHeld,
    OutputFailed,
    TookTooLong,
    Unreadable,
)
from govnews.files import take_lock
from govnews.identity import title_key, url_hash
from govnews.items import Article, ListingEntry, Record
from govnews.ledger import DueCheck, Failure, Ledger, PagePlace, location_of, open_ledger
from govnews.ledger.batch import Recording
from govnews.reading.budget import Budget
from govnews.text import whole_characters

LOCK_NAME = ".lock"
"""The lock of a site's runs, in its folder."""
MAX_SAMPLES = 20  # problems kept with their URLs, and the first of each kind; the counts go on


# So many entries that lead to one page of another host are a state of the site.
MANY = 3
# What is left out as that, after many failures or one that cost too much, stays so while it fails.
_TRIED_RARELY = frozenset({Problem.AGAIN, Problem.UNREADABLE})
# What is a fact after several looks: no article is there to be had.
_NOT_THERE = frozenset({Problem.GONE, Problem.DELETED, Problem.NO_ADDRESS})
# Pages that are held back at most: where more do not bear their entries' headlines, that is the site's way.
MOST_HELD = 200
MOST_HELD_TEXT = 4_000_000  # characters of their texts


@dataclass(frozen=True, slots=True)
class Sample:
    """One thing that went wrong, with its place."""

    kind: Problem
    url: str
    """Where it happened; empty where it is no page's matter."""
    error: str
    """What happened, one line."""


@dataclass(slots=True)
class Seen:
    """What a column listed in this run."""

    keys: set[bytes] = field(default_factory=set)
    """The ledger's keys of the entries' addresses."""
    last_day: str | None = None
    """Date of the last entry that has one and is not pinned: down to here the list is read."""


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
    number: int | None = None
    """Its number in the ledger; None for what crawls nothing."""
    budget: Budget = field(init=False)
    """What the reading of a page may take."""
    begun: bool = False
    """Whether a crawl began: scrapy parse and fetch open a spider and do not crawl."""
    stopped: bool = False
    """Whether it ends before its time: a signal, a limit of Scrapy's."""
    visits: dict[str, Visit] = field(default_factory=dict)
    """By the hash of its URL, for articles on their way through the pipelines."""
    republished: set[tuple[str, int]] = field(default_factory=set)
    """URL hash and version of what earlier runs recorded and this one publishes."""
    walks: list[Walk] = field(default_factory=list)
    past: Past | None = None
    """What the site's search has; None where it is not asked."""
    events: Counter[str] = field(default_factory=Counter)
    """Records by event (``new``, ``updated``, ``withdrawn``, ``restored``), ``republished``, and what retries came to."""
    seen: dict[str, Seen] = field(default_factory=dict)
    """What the lists showed, by the column's address."""
    titles: dict[str, str] = field(default_factory=dict)
    """The first entry's address by its headline, as :func:`~govnews.identity.title_key` has it."""
    looks: int = 0
    """Known articles that were looked at and answered, those that left their list aside."""
    gone: list[DueCheck] = field(default_factory=list)
    """Known articles that this run found gone."""
    strays: dict[str, list[tuple[Visit, str]]] = field(default_factory=dict)
    """Entries that lead out of the site, by the address that they lead to, each with what is wrong with it."""
    left_out: dict[str, list[tuple[Visit, str]]] = field(default_factory=dict)
    """Such of them as are left out, unless known articles lead to the same place."""
    known_strays: Counter[str] = field(default_factory=Counter)
    """How many known articles lead out of the site, by the address that they lead to."""
    held: dict[str, list[tuple[Article, Visit]]] = field(default_factory=dict)
    """Pages that do not bear the headline of their entry, by what they have in common."""
    released: dict[str, Visit] = field(default_factory=dict)
    """By the hash of their URL, the visits of articles that come without a response: they were held back, or are archived."""
    doubts: Counter[str] = field(default_factory=Counter)
    """Pages in the place of known articles, by the hash of their content."""
    files: Counter[str] = field(default_factory=Counter)
    """Files of articles that were asked for, by what came of it: had, same, gone, failed, barred."""
    selector_use: SelectorUse = field(default_factory=SelectorUse)
    captures: CaptureAccount | None = None
    """The account of what a web archive has of the site; None where lists are crawled."""
    feeds: list[str] = field(default_factory=list)
    """Where this run's feeds were published."""
    archive: Path | None = None
    """Where this run's pages were published as they came; None where none were."""
    problems: Counter[Problem] = field(default_factory=Counter)
    """What went wrong, by kind."""
    odd: Counter[Problem] = field(default_factory=Counter)
    """Such of it as single articles or lists had: one odd page is not the site's state, many are."""
    samples: list[Sample] = field(default_factory=list)
    """The first problems of the run, with their URLs."""

    def __post_init__(self) -> None:
        self.budget = Budget(self.settings.reading_seconds)

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
        """A run that crawls the site: what :meth:`prepare` does, and a note in the ledger that it is on. Raises as that does."""
        run = cls.prepare(site, output, arguments, settings, recover=recover)
        with run._or_closed():
            shortest = run.settings.rhythm.shortest
            run.number = run.ledger.begin_run(now=utc(run.started))
            run.ledger.plan(interval=run.ledger.planned() or shortest, due_at=utc(run.started + shortest))
        return run

    @classmethod
    def prepare(
        cls,
        site: str,
        output: Path,
        arguments: Arguments | None = None,
        settings: CrawlSettings | None = None,
        *,
        recover: Callable[[Ledger, Path], None],
    ) -> Self:
        """Take the site's lock, open the ledger, and have ``recover`` end what a killed run left open: no crawl is begun.

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
        settings = settings or CrawlSettings.read({})
        try:
            ledger = open_ledger(location_of(settings.ledger, output), site)
        except BaseException:
            lock.close()
            raise
        run = cls(
            site,
            output,
            arguments or Arguments(),
            settings,
            now(),
            lock,
            ledger,
            Recording(ledger),
        )
        with run._or_closed():
            ledger.lease()
            recover(ledger, folder)
            last = ledger.last_run_at(now=utc_now())
            run.started = free_second(lambda second: second == last or _has_files(folder, second))
        return run

    @contextmanager
    def _or_closed(self) -> Iterator[None]:
        """Where what is done inside cannot be written, the run ends before it began."""
        try:
            yield
        except (OSError, OutputFailed, LockHeld) as error:
            self.close()
            if isinstance(error, LedgerUnusable | LockHeld):
                raise
            raise OutputFailed(f"cannot write to the output folder {self.output}: {error}") from error

    def plan_next(self, outcome: Outcome) -> None:
        """When the next run is due after this one; after one that is killed it is the shortest time after its start."""
        interval = self.settings.rhythm.after(self.ledger.planned(), outcome, news=bool(self.events["new"]))
        due = now() + jittered(interval, f"{self.site} {self.label}")
        self.ledger.plan(interval=interval, due_at=utc(due))

    @property
    def all_walks(self) -> list[Walk]:
        """The walks through lists, and those through answers of the site's search."""
        return self.walks + (self.past.walks if self.past is not None else [])

    @property
    def label(self) -> str:
        """The start time as it stands in file names: ``2026-11-22T13-50-07Z``."""
        return _label(utc(self.started))

    def problem(self, kind: Problem, url: str, error: str) -> None:
        """Count something that went wrong, and keep the first ones as samples, of each kind one at least.

        What cannot be written counts once: a full disk says the same of every article.
        """
        sample = Sample(kind, url, whole_characters(error))
        if kind is Problem.OUTPUT and sample in self.samples:
            return
        self.problems[kind] += 1
        if len(self.samples) < MAX_SAMPLES or self.problems[kind] == 1:
            self.samples.append(sample)

    def ledger_failed(self, error: GovNewsError) -> None:
        """The ledger cannot be used any more: full, locked for good, damaged, or it does not take what every run writes."""
        self.problem(Problem.OUTPUT, str(self.ledger.location), str(error))

    def odd_page(self, kind: Problem, url: str, error: str) -> None:
        """Count something that went wrong with one article or list."""
        self.odd[kind] += 1
        self.problem(kind, url, error)

    # What becomes of a visit

    def settle(self, visit: Visit, outcome: EntryOutcome, reason: str = "") -> None:
        """What became of the entry that the visit is about; only the first word counts."""
        if visit.settled or (visit.entry is None and visit.captures is None):
            return
        visit.settled = True
        if visit.captures is not None:
            visit.captures.settle(outcome, reason)
        elif visit.walk is not None:
            visit.walk.settle(outcome, reason)
        else:
            self.events[f"retried, {outcome.value}"] += 1

    def visit_failed(self, visit: Visit, kind: Problem, error: str) -> None:
        """The article of a listed entry could not be had: later runs try again, the sooner the likelier it comes."""
        entry = visit.entry
        if visit.captures is not None:
            self.odd_page(kind, visit.addresses[0], error)
            self.settle(visit, EntryOutcome.FAILED, error)
            return
        assert entry is not None
        if kind is Problem.REFUSED:
            self.settle(visit, EntryOutcome.EXCLUDED, error)
        elif kind is Problem.OUTSIDE or self.ledger.excluded_for(entry.url) in _TRIED_RARELY:
            # What was left out since it leads out of the site, and fails otherwise now, may come after all.
            left_out_as = kind if kind is Problem.OUTSIDE else Problem.AGAIN
            self.leave_out(entry, visit.column or "", error, left_out_as)
            self.settle(visit, EntryOutcome.EXCLUDED, error)
        else:
            self._failed(visit, entry, kind, error)

    def _failed(self, visit: Visit, entry: ListingEntry, kind: Problem, error: str) -> None:
        gone_since = utc(self.started) if kind in _NOT_THERE else None
        failure = self.ledger.fail(entry, visit.column or "", error, now=utc_now(), gone_since=gone_since)
        if self.is_dead(failure):
            self.settle(visit, EntryOutcome.GONE, error)
            return
        told = kind if visit.walk is not None or kind is Problem.BLOCKED else Problem.AGAIN
        self.odd_page(told, entry.url, error)
        self.settle(visit, EntryOutcome.FAILED, error)

    def unread(self, visit: Visit, error: Unreadable) -> None:
        """An article's page came and was not read, for what it is; where the run's end cut it off nothing is noted."""
        if isinstance(error, Interrupted):
            return
        if visit.check is not None:
            self.look_failed(visit, Problem.AGAIN, visit.check.url, str(error))
        elif isinstance(error, TookTooLong) and visit.entry is not None:
            # What costs so much is tried again after all others, ever more rarely.
            self.leave_out(visit.entry, visit.column or "", str(error), Problem.UNREADABLE)
            told = Problem.AGAIN if visit.walk is None else Problem.UNREADABLE
            self.odd_page(told, visit.entry.url, str(error))
            self.settle(visit, EntryOutcome.FAILED, str(error))
        else:
            self.visit_failed(visit, Problem.BOUNDS, str(error))

    def was_given_up(self, url: str) -> bool:
        """Whether an entry that is left out took too long to read when it was tried last."""
        return self.ledger.excluded_for(url) == Problem.UNREADABLE

    def strayed(self, visit: Visit, landing: str, error: str) -> None:
        """The entry leads out of the site; what that means is decided when all were seen (:meth:`settle_strays`)."""
        self.strays.setdefault(landing, []).append((visit, error))

    def settle_strays(self) -> None:
        """What leads out of the site is left out for now; where several lead to one page, that is the site's state."""
        for landing, strays in self.strays.items():
            for visit, error in strays:
                if len(strays) < MANY:
                    self.settle(visit, EntryOutcome.EXCLUDED, error)
                    self.left_out.setdefault(landing, []).append((visit, error))
                else:
                    told = f"leads to {landing}, as {len(strays) - 1} others do"
                    self.visit_failed(visit, Problem.LAYOUT_CHANGED, told)
        self.strays = {}

    def keep_out(self) -> None:
        """Note what is left out; where known articles lead to the same place, it is the site's state and no exclusion."""
        for landing, strays in self.left_out.items():
            others = self.known_strays[landing]
            told = f"{len(strays)} listed and {others} known articles lead there"
            is_state = len(strays) + others >= MANY
            if is_state:
                self.problem(Problem.LAYOUT_CHANGED, landing, told)
            for visit, error in strays:
                assert visit.entry is not None
                if is_state:
                    self.ledger.fail(visit.entry, visit.column or "", told, now=utc_now())
                else:
                    self.leave_out(visit.entry, visit.column or "", error, Problem.OUTSIDE)
        self.left_out = {}

    def hold(self, article: Article, visit: Visit) -> bool:
        """Keep back a page without the headline of its entry until all were seen; whether there is room for it."""
        held = [one for pages in self.held.values() for one, _ in pages]
        if len(held) >= MOST_HELD or sum(len(one.body) for one in held) >= MOST_HELD_TEXT:
            return False
        self.held.setdefault(fingerprint(article), []).append((article, visit))
        return True

    def release(self) -> Iterator[Article]:
        """Of what was held back, the pages that only one entry leads to: lists may name an article otherwise.

        One page for several entries is none of their articles: a notice of the site, or another article.
        """
        for pages in self.held.values():
            for article, visit in pages:
                if len(pages) > 1:
                    error = f"no article, but the page that {len(pages) - 1} others lead to: {article.url}"
                    self.visit_failed(visit, Problem.UNREADABLE, error)
                    continue
                if (other := self._listed_as(article, visit)) is not None:
                    error = f"no article of its own, but the page of {other}"
                    self.visit_failed(visit, Problem.UNREADABLE, error)
                    continue
                assert article.url_hash is not None
                self.visits[article.url_hash] = self.released[article.url_hash] = visit
                yield article
        self.held = {}

    def _listed_as(self, article: Article, visit: Visit) -> str | None:
        """The address of another entry that bears the headline of this page in a list; None where none does."""
        url = self.titles.get(title_key(article.title or ""))
        own = visit.entry is not None and url is not None and url_hash(url) == url_hash(visit.entry.url)
        return None if own else url

    def is_dead(self, failure: Failure) -> bool:
        """Whether the entry is a dead link: found gone often enough, while other pages of the site answered."""
        return is_dead(failure.gone, failure.gone_at, now=now()) and self.ledger.answered(
            since=failure.gone_at or ""
        )

    def leave_out(self, entry: ListingEntry, column: str, reason: str, kind: Problem) -> None:
        """The entry is not asked for again before a day, and by and by ever more rarely where no list shows it."""
        tries = self.ledger.tries(entry.url)
        self.ledger.exclude(
            entry,
            column,
            reason,
            kind=kind,
            listed_from=utc(next_try(0, now=now())),
            again_at=utc(next_try(0 if tries is None else tries + 1, now=now())),
        )

    def give_up(self) -> list[str]:
        """Leave out what failed again and again while other articles could be read; the addresses."""
        hopeless = self.ledger.hopeless(
            failures=HOPELESS_RUNS, meanwhile=HOPELESS_MEANWHILE, since=utc(now() - HOPELESS_FOR)
        )
        for failure in hopeless:
            self.events["given up"] += 1
            reason = f"failed in {failure.count} runs: {failure.error}"
            self.leave_out(failure.entry, failure.column, reason, Problem.AGAIN)
        return [failure.entry.url for failure in hopeless]

    async def record(self, article: Record) -> None:
        """Into the ledger, with the moment of the next look at it and what a conditional request then says.

        Returns when it is committed; raises what kept it from being.
        """
        if article.event == "reread":
            self.ledger.record_reread(article, files=self.visits.pop(article.url_hash, Visit()).files)
            return
        visit = self.visits.pop(article.url_hash, Visit())
        if self.archives and article.event != "withdrawn" and len(visit.pages) <= len(article.further_urls):
            raise OutputFailed("an article whose page cannot be kept in the archive is not recorded")
        look = sooner(self._look_after(article, visit.check), ask_again(visit.files or (), now=now()))
        if article.event == "new" and article.archived_at is not None:
            look = (
                None  # what the site has lost is looked at when a list shows it, whatever became of its files
            )
        await self.recording.record(
            article,
            now=utc_now(),
            addresses=[*visit.addresses, *self._pages_of(article)],
            answered=article.archived_at is None,
            check_at=utc(look.at) if look else None,
            archive=look is not None and look.archive,
            etag=visit.validators.etag,
            last_modified=visit.validators.last_modified,
            pages=visit.pages,
            entry=visit.entry if visit.check is None else None,
            files=visit.files,
        )

    def kept(self, url: str) -> list[PagePlace]:
        """Where the pages of a known article lie; empty where they are in no archive, or not all of them are there any more."""
        pages = self.ledger.pages(url)
        return pages if all(map(self._is_there, pages)) else []

    def _is_there(self, page: PagePlace) -> bool:
        """Whether the file is there, and goes as far: a power cut may have taken its end."""
        file = self.output / self.site / FOLDER / page.file
        return file.exists() and page.place < file.stat().st_size

    @property
    def archives(self) -> bool:
        """Whether pages are kept as they came."""
        return self.settings.archive is not Keep.OFF

    def _pages_of(self, article: Record) -> list[str]:
        """The addresses of its further pages, but those that were recorded as articles of their own."""
        known = ((url, self.ledger.check_of(url)) for url in article.further_urls)
        return [url for url, check in known if check is None or check.url_hash == article.url_hash]

    def _look_after(self, article: Record, check: DueCheck | None) -> NextLook | None:
        """The next look at what is recorded now."""
        seen_at = check.seen_at if check else utc_now()
        return self._next_look(article.event, seen_at, article.published_on, article.url_hash)

    def _next_look(
        self, event: str, seen_at: str, published_on: str | None, url_hash: str
    ) -> NextLook | None:
        return look_after(
            event,
            seen_at=datetime.fromisoformat(seen_at),
            published_on=published_on,
            url_hash=url_hash,
            days=self.settings.recheck_days,
            archive_days=self.settings.archive_days,
            now=now(),
        )

    def same_as(self, article: Record, of: str) -> None:
        """The article is the recorded one at ``of``: know it by these addresses, too."""
        visit = self.visits.pop(article.url_hash, Visit())
        further = (url for url in article.further_urls if not self.ledger.recorded(url))
        for url in (article.url, *visit.addresses, *further):
            if url_hash(url) != url_hash(of):
                self.ledger.add_address(url, of=of, now=utc_now())

    # Looks at what is known

    def due_checks(self) -> Iterator[DueCheck]:
        """The looks that are due, as many as a run may take."""
        yield from self.ledger.due_checks(
            now=utc_now(), limit=self.settings.rechecks, archive=self.settings.archive_days > 0
        )

    def left_out_by_patterns(self) -> str | None:
        """That the site's patterns leave out every article that was listed, in words; None where one is wanted."""
        listed = sum(walk.account.listed for walk in self.walks)
        left = sum(walk.account.excluded.get(Exclusion.PATTERN, 0) for walk in self.walks)
        return (
            f"the site's patterns leave out all {listed} articles that are listed"
            if 0 < listed == left
            else None
        )

    def saw(self, entry: ListingEntry, column: str) -> bool:
        """A list shows the entry; whether that of another column did before, in this run."""
        self.titles.setdefault(title_key(entry.title), entry.url)
        key, seen = self.ledger.key(entry.url), self.seen.setdefault(column, Seen())
        seen.keys.add(key)
        if entry.date and not entry.pinned:
            seen.last_day = entry.date[:10]
        return any(key in other.keys for other in self.seen.values() if other is not seen)

    def compare_lists(self) -> None:
        """Keep what the lists showed; what is missing from one that was read to a proven end is due to be looked at.

        Of a list that was read down to what is known, that is what is younger than the last row that was read.
        """
        started = utc(self.started)
        for column, seen in self.seen.items():
            self.ledger.listed(column, seen.keys, started=started)
        for walk in self.proven_walks():
            newer_than = None if walk.whole else self._read_down_to(walk)
            if walk.whole or newer_than:
                self.ledger.left(walk.column.url, started=started, newer_than=newer_than, now=utc_now())

    def _read_down_to(self, walk: Walk) -> str | None:
        seen = self.seen.get(walk.column.url)
        return seen.last_day if seen else None

    def proven_walks(self) -> list[Walk]:
        """The walks that left nothing out."""
        return [walk for walk in self.walks if walk.end is not None and walk.complete]

    def unchanged(self, check: DueCheck) -> None:
        """A look at a known article found nothing new of it."""
        if check.event == "withdrawn":
            self.ledger.checked(
                check.article, check_at=utc(next_try(check.gone, now=now())), gone=check.gone + 1
            )
            return
        look = sooner(
            self._next_look(check.event, check.seen_at, check.published_on, check.url_hash),
            ask_again(self.ledger.files(check.url), now=now()),
        )
        self.ledger.checked(
            check.article,
            check_at=utc(look.at) if look else None,
            archive=look is not None and look.archive,
            answered_at=utc_now(),
        )

    def look_failed(self, visit: Visit, kind: Problem, url: str, error: str) -> None:
        """A known article could not be looked at; it is due again at its next age.

        One that was gone, and that a list shows again, is an entry whose article could not be had.
        """
        assert visit.check is not None
        self.odd_page(kind, url, error)
        self.settle(visit, EntryOutcome.FAILED, error)
        self.unchanged(visit.check)

    def doubted(self, check: DueCheck, found: Record) -> None:
        """A look found another page in the article's place: looked at again a day later."""
        self.doubts[found.content_hash] += 1
        self.problem(Problem.AGAIN, check.url, f"another page is in its place: {found.title}")
        self.ledger.checked(
            check.article,
            check_at=utc(next_try(0, now=now())),
            gone=check.gone if check.event == "withdrawn" else 0,
            doubt=found.content_hash,
        )

    def file_looked_at(self, url: str, look: Look, visit: Visit) -> None:
        """A file of the visit's article was asked for; one of a new article that failed is no small matter."""
        self.files[type(look).__name__.lower()] += 1
        if isinstance(look, Failed):
            self.odd_page(Problem.FILE if visit.check is None else Problem.AGAIN, url, look.why)

    def looked_at(self, check: DueCheck, *, gone: bool = False) -> None:
        """A look was answered; what it found gone is decided when all were (:meth:`withdrawals`)."""
        if check.list is not None or check.listed_at is None:
            # Of those that left their list many are gone in the best of states.
            self.looks += 1
        if gone:
            self.gone.append(check)

    def known_strayed(self, landing: str) -> None:
        """A known article leads out of the site; what that means is decided in :meth:`keep_out`."""
        self.known_strays[landing] += 1

    def withdrawals(self) -> Iterator[Record]:
        """The articles that are gone: found so twice, days apart, and in none of the lists that were read.

        Where many are gone at once, that is the site's state: nothing is noted, and all are looked at again.
        """
        gone, self.gone = self.gone, []
        listed = [
            check for check in gone if check.event != "withdrawn" and (check.list or not check.listed_at)
        ]
        storm = is_storm(len(listed), self.looks)
        if storm:
            self.problem(
                Problem.LAYOUT_CHANGED,
                listed[0].url,
                f"{len(listed)} of {self.looks} known articles that were looked at are gone: a state of the site, "
                "none of them is taken for withdrawn",
            )
        if self.doubts and is_storm(most := max(self.doubts.values()), self.looks):
            self.problem(
                Problem.LAYOUT_CHANGED,
                "",
                f"{most} known articles that were looked at are one and the same page now",
            )
        for check in gone:
            if storm and check.event != "withdrawn":
                self.ledger.checked(
                    check.article, check_at=utc(now() + GONE_APART), gone=check.gone, gone_at=check.gone_at
                )
            elif check.event != "withdrawn" and self._is_withdrawn(check):
                yield self._withdrawn(check)
            else:
                self.found_gone(check)

    def _is_withdrawn(self, check: DueCheck) -> bool:
        """Whether an article that was found gone now was so before, a while ago, and its list was read without it."""
        if not check.gone_at or now() - datetime.fromisoformat(check.gone_at) < GONE_APART:
            return False
        proven = {walk.column.url for walk in self.proven_walks()}
        is_listed = check.listed_at is not None and check.listed_at >= utc(self.started)
        return not is_listed and bool(proven) and (check.list is None or check.list in proven)

    def _withdrawn(self, check: DueCheck) -> Record:
        article = self.ledger.current(check.url)
        assert article is not None
        article.event, article.version, article.fetched_at = "withdrawn", check.version + 1, utc_now()
        self.visits[check.url_hash] = Visit(check=check)
        return article

    def found_gone(self, check: DueCheck) -> None:
        """A look at a known article found it gone: the next one is a day later, of a withdrawn one ever later."""
        withdrawn = check.event == "withdrawn"
        self.ledger.checked(
            check.article,
            check_at=utc(next_try(check.gone, now=now()) if withdrawn else now() + GONE_APART),
            gone=check.gone + 1,
            gone_at=check.gone_at or utc_now(),
        )

    # What earlier runs left

    def pending(self) -> Iterator[Record]:
        """What earlier runs recorded and did not publish."""
        for article in self.ledger.pending():
            self.republished.add((article.url_hash, article.version))
            yield article

    def republishes(self, article: Record) -> bool:
        """Whether the article is one that an earlier run recorded; its page may come once more in this run."""
        version = (article.url_hash, article.version)
        return version in self.republished and article.url_hash not in self.visits

    def close(self) -> None:
        """Give ledger and lock back."""
        self.ledger.close()
        self.lock.close()


def _label(moment: str) -> str:
    return moment.replace(":", "-")


def _has_files(folder: Path, second: str) -> bool:
    """Whether a run that began in this second has left files of the site.

    Moments tell what one run saw from what the next one did, and a run that is called as an earlier one writes over its
    files. Such as read an archive are no runs in the ledger, and a clock may be set back.
    """
    return any(any(place.glob(f"{_label(second)}*")) for place in (folder, folder / ARCHIVE))


def hold_site(folder: Path) -> IO[bytes]:
    """The lock of the site whose folder this is; the file says who holds it.

    Raises :exc:`LockHeld` where another process has it, OSError where the folder cannot be written.
    """
    path = folder / LOCK_NAME
    try:
        lock = take_lock(path)
    except BlockingIOError:
        holder = path.read_text("utf-8").strip() or "another process"
        raise LockHeld(f"{folder.name} is being crawled already by {holder}; wait for it to end") from None
    lock.truncate(0)
    lock.write(f"process {os.getpid()}, since {utc_now()}".encode())
    lock.flush()
    return lock
