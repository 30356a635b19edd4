"""A round: the sites of a list that are due are crawled, so many at a time, each in a process of its own."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from govnews.clock import now
from govnews.crawl.outcome import Outcome, worst
from govnews.crawl.report import REPORT, Report
from govnews.crawl.sites import Site, SiteList
from govnews.errors import OutputFailed
from govnews.files import take_lock
from govnews.ledger import Location, PastRun, Planned, open_reader

# Seconds after which it is looked again whether another round gave a place back, as long as this one has one, too.
_LOOK = 1.0
_BY_CODE = {outcome.exit_code: outcome for outcome in Outcome}
_BY_WORD = {outcome.word: outcome for outcome in Outcome}
# What tells nothing new of a site: another run of it is on.
_NO_TROUBLE = frozenset({Outcome.OK, Outcome.LOCKED})


@dataclass(frozen=True, slots=True)
class Ended:
    """How the process of a crawl ended."""

    code: int
    """Its exit code; negative where a signal ended it."""
    said: str
    """The last line that it wrote to standard error; empty where it wrote none."""


Locks = Sequence[IO[bytes]]
"""Files, each an exclusive lock."""

Crawl = Callable[[str, Locks, asyncio.Event], Awaitable[Ended]]
"""Crawls the site of this name in a process that holds the locks as long as it lives; tells it to come to its end
when the event is set, and waits for it."""


@dataclass(frozen=True, slots=True)
class Crawled:
    """What became of one site in a round."""

    name: str
    outcome: Outcome
    before: str | None
    """The outcome's word of the run before; None where none ended."""
    new: int
    """Articles that it brought."""
    reason: str
    """What is wrong, in one line; empty where nothing is."""

    @property
    def is_new_trouble(self) -> bool:
        """Whether it is in trouble, and was in none, or in another one, at the run before."""
        return self.outcome not in _NO_TROUBLE and self.outcome.word != self.before


@dataclass(slots=True)
class Round:
    """What a round came to."""

    listed: int
    """Sites of the list that are not paused."""
    due: int
    """Those of them that were due when it began."""
    faults: Sequence[str]
    """What is wrong with the list, a line each."""
    crawled: list[Crawled] = field(default_factory=list)
    """In the order in which they ended."""
    stopped: bool = False
    """Whether a signal ended it before its time."""
    left: int = 0
    """Sites that were due and are left to the next round: it was stopped, or other rounds had all places."""

    @property
    def outcome(self) -> Outcome:
        """The worst of what is new: what was so at the run before needs no second alarm."""
        found = [one.outcome for one in self.crawled if one.is_new_trouble]
        if self.faults:
            found.append(Outcome.USAGE)
        if self.stopped:
            found.append(Outcome.INCOMPLETE)
        return worst(found)


def due_sites(sites: Iterable[Site], schedule: Mapping[str, Planned], moment: datetime) -> list[str]:
    """The names of the sites that are due at ``moment``, in the order of need; a paused one never is.

    Priority comes first, then how long a site is overdue, measured by its own rhythm. What was never crawled comes behind
    the others of its priority, since a first run takes hours.

    >>> moment = datetime.fromisoformat("2026-11-27T12:00:00Z")
    >>> hourly, daily = (Planned("2026-11-27T10:00:00Z", timedelta(hours=hours)) for hours in (1, 24))
    >>> due_sites([Site(name=name) for name in ("a", "b", "c")], {"b": daily, "c": hourly}, moment)
    ['c', 'b', 'a']
    >>> due_sites([Site(name="b", paused=True)], {}, moment), due_sites([Site(name="c")], {"c": hourly}, moment.replace(hour=9))
    ([], [])
    """

    def need(site: Site) -> tuple[int, float]:
        if (planned := schedule.get(site.name)) is None:
            return -site.priority, 1.0
        overdue = moment - datetime.fromisoformat(planned.due_at)
        return -site.priority, -overdue / max(planned.interval, timedelta(seconds=1))

    due = [site for site in sites if not site.paused and _is_due(schedule.get(site.name), moment)]
    return [site.name for site in sorted(due, key=need)]


def _is_due(planned: Planned | None, moment: datetime) -> bool:
    return planned is None or datetime.fromisoformat(planned.due_at) <= moment


class Places:
    """As many locks as sites may be crawled at a time on this machine, and one for each host that has several of them.

    The process of a crawl holds its own: they are free when it has ended, whatever became of the round, and other rounds see
    them, too.
    """

    def __init__(self, folder: Path, count: int) -> None:
        self._folder = folder
        self._paths = [folder / f".place-{number}.lock" for number in range(1, count + 1)]

    def take(self) -> IO[bytes] | None:
        """A free place; None where all are taken. Raises :exc:`OutputFailed` where the folder cannot be written."""
        return next(filter(None, map(self._lock, self._paths)), None)

    def take_host(
        self, waiting: Sequence[str], sites: Mapping[str, Site]
    ) -> tuple[str, list[IO[bytes]]] | None:
        """The first of ``waiting`` whose host is free, and the lock of that host where it has several sites; None where none is.

        Raises :exc:`OutputFailed` as :meth:`take` does.
        """
        hosts = {name: site.way for name, site in sites.items()}
        on_host = Counter(hosts.values())
        for name in waiting:
            host = hosts.get(name, name)
            if on_host[host] < 2:
                return name, []
            if (lock := self._lock(self._folder / f".host-{host}.lock")) is not None:
                return name, [lock]
        return None

    @staticmethod
    def _lock(path: Path) -> IO[bytes] | None:
        try:
            return take_lock(path)
        except BlockingIOError:
            return None
        except OSError as error:
            raise OutputFailed(
                f"cannot write to the output folder {path.parent}: {error.strerror}"
            ) from error


async def play_round(
    listed: Callable[[], SiteList],
    output: Path,
    ledger: Location,
    *,
    at_once: int,
    named: Sequence[str] = (),
    crawl: Crawl,
    tell: Callable[[Crawled], None],
) -> Round:
    """Crawl every site that is due, ``at_once`` at a time; ``tell`` hears of each when it has ended.

    ``listed`` reads the list of sites, once more before each is begun: what was paused or taken out meanwhile is not.
    ``named``: these sites instead, due or not.

    Of sites on one host one is crawled at a time: to the host they are one crawler, which asks for one thing after the other.

    A signal stops it: no further site is begun, those that are on come to their end and are waited for. What another
    round has begun meanwhile is left to it. Where other rounds have all places, and this one has none, it ends: rounds that
    wait for each other would grow ever more, and the next one comes in minutes.
    """
    stop, places = asyncio.Event(), Places(output, at_once)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    begun_with = listed()
    waiting = list(named) or due_sites(begun_with.sites.values(), _schedule(ledger), now())
    in_rounds = sum(not site.paused for site in begun_with.sites.values())
    played = Round(in_rounds, len(waiting), begun_with.all_faults())
    running: set[asyncio.Task[Crawled]] = set()
    try:
        while running or (waiting and not stop.is_set()):
            while waiting and not stop.is_set() and (place := places.take()) is not None:
                sites = listed().sites
                if (found := places.take_host(waiting, sites)) is None:
                    place.close()
                    break
                name, host = found
                waiting.remove(name)
                if name in sites and (named or due_sites([sites[name]], _schedule(ledger), now())):
                    running.add(asyncio.create_task(_crawled(name, [place, *host], ledger, crawl, stop)))
                else:
                    _give_back([place, *host])
            if not running:
                break
            ended, running = await asyncio.wait(running, timeout=_LOOK, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                played.crawled.append(task.result())
                tell(task.result())
        played.stopped, played.left = stop.is_set(), len(waiting)
    finally:
        # Where the round itself fails, its crawls come to their end, too.
        stop.set()
        await asyncio.gather(*running, return_exceptions=True)
    return played


def _give_back(locks: Locks) -> None:
    for lock in locks:
        lock.close()


def _schedule(ledger: Location) -> dict[str, Planned]:
    with closing(open_reader(ledger)) as reader:
        return reader.schedule()


async def _crawled(
    name: str, locks: Locks, ledger: Location, crawl: Crawl, stopping: asyncio.Event
) -> Crawled:
    """Crawl the site, and read from the ledger what that came to."""
    runs = _runs(ledger, name)
    # One without an end was killed, or is on: then this one is locked out.
    before = next((run.outcome or Outcome.ERROR.word for run in runs), None)
    try:
        ended = await crawl(name, locks, stopping)
    finally:
        _give_back(locks)
    outcome = _BY_CODE.get(ended.code, Outcome.ERROR)
    try:
        report = _report(ledger, name, after=runs[0].number if runs else 0)
    except OutputFailed as error:
        return Crawled(name, Outcome.OUTPUT_FAILED, before, 0, str(error))
    if report is None and ended.code == -signal.SIGTERM and stopping.is_set():
        # It was told so before it listened. One that has a report was told after its end.
        return Crawled(name, Outcome.INCOMPLETE, before, 0, "stopped before it began")
    if report is None:
        # The run was not begun, or did not come to its end: a wrong setting, another run, a signal.
        reason = "" if outcome is Outcome.LOCKED else ended.said or f"its process ended with {ended.code}"
        return Crawled(name, outcome, before, 0, reason)
    outcome = _BY_WORD[report.outcome]
    trouble = report.samples[0].error if report.samples else report.meaning
    return Crawled(
        name, outcome, before, report.records.get("new", 0), "" if outcome is Outcome.OK else trouble
    )


def _runs(ledger: Location, name: str) -> list[PastRun]:
    """The site's last run, if there was one."""
    with closing(open_reader(ledger)) as reader:
        return reader.runs(name, last=1)


def _report(ledger: Location, name: str, *, after: int) -> Report | None:
    """The report of the run that came after the one with this number; None where none ended."""
    with closing(open_reader(ledger)) as reader:
        run = next((run for run in reader.runs(name, last=1) if run.number > after and run.outcome), None)
        told = reader.report(name, run.number) if run else None
    return REPORT.validate_json(told) if told else None
