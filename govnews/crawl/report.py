"""What a run came to: the certificate of each column, the run report, and the rules that give its outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from govnews.clock import BEIJING, now, utc
from govnews.crawl.arguments import Backfill
from govnews.crawl.captures import CaptureAccount
from govnews.crawl.freshness import Freshness, freshness_of
from govnews.crawl.outcome import EndKind, EntryOutcome, Outcome, Problem, worst
from govnews.crawl.past_certificate import PastCertificate, past_certificate
from govnews.crawl.run import Run, Sample
from govnews.crawl.walk import Walk
from govnews.ledger import NewsDay

# What goes wrong with so many articles, and with this share of all, is a state of the site.
MANY = 3
MANY_SHARE = 0.2
# A template that lost its date line, its source or its text shows in the share of articles that have one.
WATCHED_FIELDS = ("published_on", "source", "body")
FEWEST_FOR_SHARES = 20  # articles on either side, below which a share says nothing

_FROM_DOCSTRINGS = ConfigDict(use_attribute_docstrings=True, extra="forbid")


@dataclass(slots=True, kw_only=True)
class Certificate:
    """The account of one column's walk: every listed entry with its outcome, and whether the end is a proof."""

    __pydantic_config__ = _FROM_DOCSTRINGS

    column: str
    """栏目 name as the site writes it."""
    url: str
    """Address of the list's first page."""
    pages: int
    """Listing pages read."""
    listed: int
    """Entries on them, each address once."""
    new: int
    """Entries recorded by this run."""
    known: int
    """Entries that needed no second look, ``elsewhere`` among them."""
    excluded: dict[str, int]
    """Entries that are not asked for, by reason."""
    failed: int
    """Entries that could not be had; the next run tries them again."""
    gone: int
    """Entries that are dead links: listed, and gone (404, 410, a notice of deletion, a row without an address) at three
    looks over two days and more."""
    unaccounted: int
    """Entries that came to no end, since the run was stopped."""
    end: str
    """How the walk ended, in words."""
    end_kind: EndKind
    """The same as a word; together with ``proven`` it says by what: ``last-page``, ``missing-page`` …"""
    against: list[str]
    """What speaks against the end as a proof, a line each; empty where nothing does."""
    proven: bool
    """Whether that proves that the column was seen whole, or up to what is known."""
    wished: bool
    """Whether the run was asked for no more than this, by ``since`` or ``limit``."""
    claimed_pages: int | None
    """Pages that the site states; null where it states none."""
    claimed_entries: int | None
    """Entries that the site states; null where it states none."""
    claims_agree: bool | None
    """Whether a whole walk found just what the site states; null where it states nothing or the walk was cut short."""
    troubles: list[str]
    """What went wrong on the way, with URLs."""
    elsewhere: int = 0
    """Entries that another column of this run listed before, and that its account has, too; 0 in older reports. Over all columns
    an article is new, known or failed once without them."""
    news: Freshness | None = None
    """How long the column has been without an article, against how long it usually is; null in older reports."""


@dataclass(slots=True, kw_only=True)
class Report:
    """The run report, ``<start time>.report.json``."""

    __pydantic_config__ = _FROM_DOCSTRINGS

    site: str
    """Spider name."""
    outcome: str
    """The worst that is true of the run, in a word."""
    exit_code: int
    """Exit code of ``scrapy crawl``."""
    meaning: str
    """What the outcome means."""
    started_at: str
    """UTC, ISO 8601."""
    finished_at: str
    """UTC, ISO 8601."""
    responses: int
    """Answers received, error answers included."""
    records: dict[str, int]
    """Records by event, and what became of entries that earlier runs could not have."""
    columns: list[Certificate]
    """One certificate a column."""
    troubles: dict[Problem, int]
    """What went wrong, counted by kind."""
    samples: list[Sample]
    """The first of them: one of each kind, then others."""
    files: dict[str, str]
    """The feeds that were published, and this report."""
    fetched_files: dict[str, int] = field(default_factory=dict)
    """Files of articles that were asked for, by what came of it: ``had``, ``same`` (as before), ``gone``, ``failed``, ``barred``
    (robots.txt, another host, too large); empty where files are not fetched."""
    past: PastCertificate | None = None
    """What the site's search has, where the run asked it (``-a backfill=search``)."""
    captures: CaptureAccount | None = None
    """What became of the addresses that a web archive has (``-a backfill=archive``); null where lists were crawled, and in
    older reports."""
    news: Freshness | None = None
    """The same of the whole site; null in older reports. What its last runs came to is not in it: see ``scrapy status``."""


REPORT = TypeAdapter(Report)


def report_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a run report; shipped as ``govnews/report.schema.json``."""
    schema = REPORT.json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _one_of_each_first(samples: Sequence[Sample]) -> list[Sample]:
    """The first sample of each kind, then the others: many of one kind hide none of another."""
    first = {sample.kind: sample for sample in reversed(samples)}
    ahead = [sample for sample in samples if first[sample.kind] is sample]
    return ahead + [sample for sample in samples if first[sample.kind] is not sample]


def certificate(walk: Walk, news: Freshness) -> Certificate:
    """The certificate of a walk that came to its end."""
    assert walk.end is not None
    account = walk.account
    return Certificate(
        column=walk.column.name,
        url=walk.column.url,
        pages=walk.pages,
        listed=account.listed,
        new=account.outcomes[EntryOutcome.NEW],
        known=account.outcomes[EntryOutcome.KNOWN] + account.outcomes[EntryOutcome.ELSEWHERE],
        elsewhere=account.outcomes[EntryOutcome.ELSEWHERE],
        excluded=dict(account.excluded),
        failed=account.outcomes[EntryOutcome.FAILED],
        gone=account.outcomes[EntryOutcome.GONE],
        unaccounted=account.unaccounted,
        end=walk.end.how,
        end_kind=walk.end.kind,
        against=list(walk.end.against),
        proven=walk.end.proven,
        wished=walk.end.wished,
        claimed_pages=account.claims.pages,
        claimed_entries=account.claims.entries,
        claims_agree=walk.claims_agree,
        troubles=walk.problems,
        news=news,
    )


def report(
    run: Run,
    outcome: Outcome,
    *,
    finished_at: str,
    responses: int,
    files: dict[str, str],
    published: Sequence[NewsDay],
) -> Report:
    """The run report; ``published`` are the days with news that tell what is usual (:data:`~govnews.crawl.freshness.HISTORY`)."""
    today = now().astimezone(BEIJING).date()

    def news_of(column: str | None = None) -> Freshness:
        return freshness_of([one.day for one in published if column in (None, one.column)], today)

    return Report(
        site=run.site,
        outcome=outcome.word,
        exit_code=outcome.exit_code,
        meaning=outcome.meaning,
        started_at=utc(run.started),
        finished_at=finished_at,
        responses=responses,
        records=dict(run.events),
        columns=[certificate(walk, news_of(walk.column.url)) for walk in run.walks],
        troubles=dict(run.problems),
        samples=_one_of_each_first(run.samples),
        files=files,
        fetched_files=dict(run.files),
        past=past_certificate(run.past) if run.past is not None else None,
        captures=run.captures,
        news=news_of(),
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """What the outcome of a run follows from."""

    run: Run
    crashes: int
    """Faults of govnews itself."""

    def had(self, *kinds: Problem) -> bool:
        """Whether one of these problems came up."""
        return any(self.run.problems[kind] for kind in kinds)

    @property
    def listed(self) -> int:
        """Entries on all listing pages."""
        return sum(walk.account.listed for walk in self.run.all_walks)

    def is_state(self, *kinds: Problem) -> bool:
        """Whether one of these problems is the site's: other pages than articles had it, or many articles."""
        odd = sum(self.run.odd[kind] for kind in kinds)
        read = sum(walk.account.outcomes[EntryOutcome.NEW] for walk in self.run.all_walks)
        return sum(self.run.problems[kind] for kind in kinds) > odd or odd >= max(
            MANY, MANY_SHARE * (read + odd)
        )

    @property
    def blocked(self) -> bool:
        """The site refuses the crawler, or its robots.txt all that there is."""
        return self.is_state(Problem.BLOCKED) or (not self.listed and self.had(Problem.REFUSED))

    @property
    def moved(self) -> bool:
        """The home page leads to another host, or a list does where nothing is listed."""
        lists = self.run.odd[Problem.MOVED]
        return self.run.problems[Problem.MOVED] > lists or (not self.listed and lists > 0)

    @property
    def did_nothing(self) -> bool:
        """No column was walked, and nothing says why."""
        return not self.cut_short and not (self.run.walks or self.run.problems.keys() - {Problem.AGAIN})

    @property
    def cut_short(self) -> bool:
        """The run was stopped before it had read a list."""
        return self.run.stopped and not self.listed and not self.run.problems

    @property
    def unproven(self) -> bool:
        """A column, or the site's search, was not walked to a proven end, nor as far as asked for."""
        past = self.run.past
        searched = self.run.arguments.backfill is not Backfill.SEARCH or (
            past is not None and (past.complete or past.wished)
        )
        return not searched or any(
            not (walk.end and (walk.end.proven or walk.end.wished)) or walk.account.unaccounted
            for walk in self.run.walks
        )

    @property
    def failed(self) -> bool:
        """An article could not be had, listed by this run or by an earlier one, or a file of one."""
        return (
            self.had(Problem.FILE)
            or bool(self.run.events[f"retried, {EntryOutcome.FAILED.value}"])
            or any(walk.account.outcomes[EntryOutcome.FAILED] for walk in self.run.all_walks)
        )


RULES: tuple[tuple[Outcome, Callable[[Facts], bool]], ...] = (
    (Outcome.OUTPUT_FAILED, lambda run: run.had(Problem.OUTPUT)),
    (Outcome.ERROR, lambda run: run.crashes > 0 or run.did_nothing),
    (
        Outcome.UNREACHABLE,
        lambda run: (
            not run.blocked and not run.listed and run.had(Problem.NETWORK, Problem.HTTP, Problem.CERTIFICATE)
        ),
    ),
    (Outcome.BLOCKED, lambda run: run.blocked),
    (Outcome.MOVED, lambda run: run.moved),
    (
        Outcome.LAYOUT_CHANGED,
        lambda run: (
            run.had(Problem.LAYOUT_CHANGED)
            or run.is_state(Problem.UNREADABLE, Problem.DELETED)
            or (not run.listed and not run.had(Problem.PAUSED, Problem.NO_BROWSER) and not run.cut_short)
        ),
    ),
    (Outcome.NO_BROWSER, lambda run: run.is_state(Problem.NO_BROWSER)),
    (Outcome.INCOMPLETE, lambda run: run.had(Problem.PAUSED) or run.unproven or run.cut_short),
    (Outcome.PARTIAL, lambda run: run.failed),
)
"""Each outcome, and when it is true of a run; of several the worst is reported."""


OF_CAPTURES: tuple[tuple[Outcome, Callable[[Facts, CaptureAccount], bool]], ...] = (
    (Outcome.OUTPUT_FAILED, lambda run, _: run.had(Problem.OUTPUT)),
    (Outcome.ERROR, lambda run, _: run.crashes > 0),
    (
        Outcome.UNREACHABLE,
        lambda run, account: (
            account.failed > 0
            and not account.read
            and run.had(Problem.NETWORK, Problem.HTTP, Problem.CERTIFICATE)
        ),
    ),
    (Outcome.BLOCKED, lambda run, _: run.had(Problem.BLOCKED)),
    (
        Outcome.INCOMPLETE,
        lambda run, account: run.run.stopped or run.had(Problem.PAUSED) or account.unaccounted > 0,
    ),
    (Outcome.PARTIAL, lambda _, account: account.failed > 0 or account.damaged > 0),
)
"""The same of a run that reads what a web archive has, and walks through no list."""


def judge(facts: Facts) -> Outcome:
    """The outcome of a run; OK where no rule holds."""
    if (account := facts.run.captures) is not None:
        return worst(outcome for outcome, holds in OF_CAPTURES if holds(facts, account))
    return worst(outcome for outcome, holds in RULES if holds(facts))


def fallen_fields(run: Run) -> Iterator[tuple[str, float, float]]:
    """The fields that this run's pages give far less often than the site's did: name, share now, share before."""
    if (
        run.events["new"] < FEWEST_FOR_SHARES
    ):  # as in most runs: hundreds of records need not be looked through
        return
    now, before = run.ledger.field_shares(WATCHED_FIELDS, started_at=utc(run.started))
    if min(now.count, before.count) >= FEWEST_FOR_SHARES:
        for field in WATCHED_FIELDS:
            if before.share[field] >= 0.5 and now.share[field] < before.share[field] / 2:
                yield field, now.share[field], before.share[field]
