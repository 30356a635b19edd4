"""How every site is doing, as the ledger and the list of sites tell it: for people, and for programs that watch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from govnews.clock import BEIJING
from govnews.crawl.freshness import HISTORY, Freshness, State, freshness_of, state_of
from govnews.crawl.outcome import Outcome
from govnews.crawl.report import REPORT
from govnews.crawl.sites import Site
from govnews.ledger import PastRun, Planned, Reader

# Runs that are looked at: the last two that ended tell, and some may have been killed.
_RUNS = 10


@dataclass(frozen=True, slots=True)
class ColumnStatus:
    """How a column is doing."""

    name: str
    url: str
    news: Freshness


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStatus:
    """How a site is doing. Moments are UTC, ISO 8601."""

    site: str
    news: Freshness
    outcome: str | None
    """The word of its last run that ended; None where none did."""
    since: str | None
    """Start of the first of its latest runs that all came to that."""
    last_run: str | None
    """Start of its last run, ended or not; None: it was never crawled."""
    trouble: str | None
    """The first thing that went wrong in that run, in one line; None where nothing did."""
    failing: int
    """Entries that could not be had so far and are tried by every run."""
    next_due: str | None
    """When the next round crawls it; None: at once, or never where it is paused."""
    paused: bool
    listed: bool
    """Whether the list of sites has it, or there is none: what was taken out of it is crawled by no round."""
    contact: str | None
    """Whom to write to, as the list says."""
    columns: list[ColumnStatus]

    @property
    def is_sick(self) -> bool:
        """Whether a person has to look at it; not where a person has paused it, or taken it out of the list."""
        return self.news.state.needs_a_person and not self.paused and self.listed


def statuses(
    ledger: Reader, sites: Mapping[str, Site], names: Iterable[str], now: datetime
) -> list[SiteStatus]:
    """The status of each named site at ``now``; ``sites`` is what the list says, which need not name it."""
    schedule = ledger.schedule()
    return [_status(ledger, sites, name, schedule.get(name), now) for name in names]


class Watched:
    """How every site is doing, for who asks again and again: one is looked at anew where it may have changed.

    Every run says when the next one is due: when it begins, and together with its outcome when it ends. Else it is the list that
    changes, or the day; and a site that does not answer counts as closed in the end.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[object, SiteStatus]] = {}

    def look(self, ledger: Reader, sites: Mapping[str, Site], now: datetime) -> list[SiteStatus]:
        """The status at ``now`` of every site that the list or the ledger has, by name."""
        schedule, today = ledger.schedule(), now.astimezone(BEIJING).date()
        before, self._known = self._known, {}
        for name in sorted({*sites, *ledger.sites_with_runs()}):
            witness = schedule.get(name), sites.get(name), not sites, today
            known, status = before.get(name, (None, None))
            if status is None or known != witness or status.outcome == Outcome.UNREACHABLE.word:
                status = _status(ledger, sites, name, schedule.get(name), now)
            self._known[name] = witness, status
        return [status for _, status in self._known.values()]


def _status(
    ledger: Reader, sites: Mapping[str, Site], name: str, planned: Planned | None, now: datetime
) -> SiteStatus:
    site, today = sites.get(name, Site(name=name)), now.astimezone(BEIJING).date()
    published = ledger.last_published(name, today=today.isoformat(), back=HISTORY)
    runs, since = ledger.runs(name, last=_RUNS), ledger.outcome_since(name)
    columns = [
        ColumnStatus(title, url, freshness_of([one.day for one in published if one.column == url], today))
        for url, title in ledger.columns(name).items()
    ]
    return SiteStatus(
        site=name,
        news=state_of(freshness_of([one.day for one in published], today), runs, since, now),
        outcome=next((run.outcome for run in runs if run.outcome), None),
        since=since,
        last_run=runs[0].started_at if runs else None,
        trouble=_trouble(ledger, name, runs),
        failing=ledger.failing(name),
        next_due=planned.due_at if planned and not site.paused else None,
        paused=site.paused,
        listed=not sites or name in sites,
        contact=site.contact,
        columns=columns,
    )


def _trouble(ledger: Reader, name: str, runs: Iterable[PastRun]) -> str | None:
    last = next((run for run in runs if run.outcome not in (None, Outcome.OK.word)), None)
    report = ledger.report(name, last.number) if last else None
    samples = REPORT.validate_json(report).samples if report else []
    return samples[0].error if samples else None


def sickest_first(told: Iterable[SiteStatus]) -> list[SiteStatus]:
    """What needs a person first, then what is quiet; the order of the sites within."""
    ranking = list(reversed(State))
    return sorted(told, key=lambda one: (not one.is_sick, ranking.index(one.news.state)))
