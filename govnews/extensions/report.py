"""What the run came to: certificates of its columns, outcome, exit code, ``<start time>.report.json``."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response
from twisted.python.failure import Failure

from govnews.clock import utc, utc_now
from govnews.component import RunComponent
from govnews.crawl.outcome import Outcome, worst
from govnews.crawl.run import Run
from govnews.files import write_whole
from govnews.items import Record
from govnews.pipelines import Known

if TYPE_CHECKING:
    pass

logger = logging.getLogger(__name__)

# From this share of unreadable articles on (and at least three), it is the layout that changed.
UNREADABLE_SHARE = 0.2

# A template that lost its date line, its source or its text shows in the share of articles that have one.
WATCHED_FIELDS = ("published_at", "source", "body")
# An entry that failed so often while so many other articles of the site could be read is a dead link, or none.
HOPELESS_RUNS = 5
HOPELESS_MEANWHILE = 20
FEWEST_FOR_SHARES = 20  # articles on either side, below which a share says nothing


class RunReport(RunComponent):
    """Keeps the account of every listed entry by Scrapy's signals; reports when the engine has stopped."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.crashes = 0
        self.outcome = Outcome.ERROR
        self.document: dict[str, Any] | None = None
        """The run report, once the engine has stopped."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        report = cls(crawler)
        for handler, signal in (
            (report.item_scraped, signals.item_scraped),
            (report.item_dropped, signals.item_dropped),
            (report.item_error, signals.item_error),
            (report.spider_error, signals.spider_error),
            (report.engine_stopped, signals.engine_stopped),
        ):
            crawler.signals.connect(handler, signal=signal)
        return report

    def item_scraped(self, item: Any, response: Response | None) -> None:
        """An article went through every pipeline."""
        if isinstance(item, Record):
            self.run.events[item.event if response is not None else "republished"] += 1
        if response is not None:
            self.run.settle(response.meta, "new")

    def item_dropped(self, item: Any, response: Response | None, exception: BaseException) -> None:
        """An article is known, or not wanted."""
        if response is None:
            return
        if isinstance(exception, Known):
            self.run.settle(response.meta, "known")
            if (check := response.meta.get("check")) is not None:
                self.run.unchanged(check)
        elif isinstance(exception, DropItem):
            self.run.settle(response.meta, f"excluded: {exception}")

    def item_error(self, item: Any, response: Response | None, failure: Failure) -> None:
        """A record is not fit for a feed (ValueError of the check), or a pipeline has a fault."""
        self._failed(response, failure, foreseen=isinstance(failure.value, ValueError))

    def spider_error(self, failure: Failure, response: Response | None, spider: Spider) -> None:
        """A callback has a fault: its page's entries are not lost, the column is not complete."""
        self._failed(response, failure, foreseen=False)

    def _failed(self, response: Response | None, failure: Failure, *, foreseen: bool) -> None:
        error = f"{type(failure.value).__name__}: {failure.value}"
        if isinstance(failure.value, sqlite3.OperationalError):
            # The ledger cannot be written, so nothing can be noted there: the entry stays without account.
            self.run.trouble("output", str(self.run.ledger.path), error)
            return
        self.crashes += not foreseen
        if response is None:
            self.run.trouble("error", "", error)
        elif response.meta.get("entry") is not None:
            self.run.entry_failed(response.meta, "unreadable" if foreseen else "error", error)
        else:
            self.run.trouble("error", response.url, error)
            if (walk := response.meta.get("walk")) is not None:
                walk.abandon(f"page {walk.number + 1} cannot be read: {error}")

    def engine_stopped(self) -> None:
        """Everything has come to its end, feeds included: judge, write the report, give ledger and lock back."""
        run, stats = self.run, self.crawler.stats
        assert stats is not None
        if not run.begun:
            run.close()
            return
        for field, share, before in fallen_fields(run):
            run.trouble(
                "layout-changed",
                "",
                f"{field} is given by {share:.0%} of the articles, before by {before:.0%}",
            )
        if (waiting := run.ledger.waiting()) and not run.troubles["output"]:
            run.trouble("output", "", f"{waiting} articles stand in no feed")
        now = utc_now()
        try:
            for walk in run.walks:
                run.ledger.column_walked(
                    walk.column.url,
                    whole=walk.whole and not walk.since,
                    end=str(walk.end),
                    proven_at=now if walk.complete else None,
                    render=walk.render,
                )
            for url in run.ledger.give_up(failures=HOPELESS_RUNS, meanwhile=HOPELESS_MEANWHILE):
                run.events["given up"] += 1
                logger.warning("%s failed in %d runs and is left out from now on", url, HOPELESS_RUNS)
        except sqlite3.OperationalError as error:
            run.trouble("output", str(run.ledger.path), str(error))
        self.outcome = worst(judge(run, crashes=self.crashes))
        path = run.output / run.site / f"{run.label}.report.json"
        responses = stats.get_value("response_received_count", 0)
        files = {f"feed {i}" if i > 1 else "feed": feed for i, feed in enumerate(run.feeds, start=1)}
        self.document = report(
            run, self.outcome, finished_at=now, responses=responses, files=files | {"report": str(path)}
        )
        try:
            write_whole(path, json.dumps(self.document, ensure_ascii=False, indent=1) + "\n")
            run.ledger.end_run(
                run.number,
                now=now,
                outcome=self.outcome.word,
                report=json.dumps(self.document, ensure_ascii=False),
            )
        except (OSError, sqlite3.OperationalError) as error:
            logger.error("Cannot write the run report: %s", error)
            self.outcome = worst([self.outcome, Outcome.OUTPUT_FAILED])
            self.document |= {
                "outcome": self.outcome.word,
                "exit_code": self.outcome.exit_code,
                "meaning": self.outcome.meaning,
            }
        stats.set_value("govnews/outcome", self.outcome.word)
        run.close()


def fallen_fields(run: Run) -> Iterator[tuple[str, float, float]]:
    """The fields that this run's pages give far less often than the site's did: name, share now, share before."""
    now, before = run.ledger.field_shares(WATCHED_FIELDS, started_at=utc(run.started))
    if min(now.count, before.count) >= FEWEST_FOR_SHARES:
        for field in WATCHED_FIELDS:
            if before.share[field] >= 0.5 and now.share[field] < before.share[field] / 2:
                yield field, now.share[field], before.share[field]


def judge(run: Run, *, crashes: int) -> Iterator[Outcome]:
    """Everything that is true of the run; nothing where all is well."""
    listed = sum(walk.listed for walk in run.walks)
    requested = sum(walk.outcomes["new"] for walk in run.walks) + run.troubles["unreadable"]
    troubles = run.troubles
    if troubles["output"]:
        yield Outcome.OUTPUT_FAILED
    if crashes or not (run.walks or troubles.keys() - {"again"}):
        yield Outcome.ERROR
    if troubles["paused"]:
        yield Outcome.INCOMPLETE
    if troubles["blocked"] or (not listed and troubles["refused"]):
        yield Outcome.BLOCKED
    elif not listed and (troubles["network"] or troubles["http"]):
        yield Outcome.UNREACHABLE
    elif (not listed and not troubles["paused"]) or troubles["layout-changed"]:
        yield Outcome.LAYOUT_CHANGED
    if troubles["unreadable"] >= max(3, UNREADABLE_SHARE * requested):
        yield Outcome.LAYOUT_CHANGED
    for walk in run.walks:
        assert walk.end is not None
        if not (walk.end.proven or walk.end.wished) or walk.unaccounted:
            yield Outcome.INCOMPLETE
        if walk.certificate()["failed"]:
            yield Outcome.PARTIAL
    if run.events["retried, failed"]:
        yield Outcome.PARTIAL


def report(
    run: Run, outcome: Outcome, *, finished_at: str, responses: int, files: dict[str, str]
) -> dict[str, Any]:
    """The run report, as JSON holds it."""
    return {
        "site": run.site,
        "outcome": outcome.word,
        "exit_code": outcome.exit_code,
        "meaning": outcome.meaning,
        "started_at": utc(run.started),
        "finished_at": finished_at,
        "responses": responses,
        "records": dict(run.events),
        "columns": [walk.certificate() for walk in run.walks],
        "troubles": dict(run.troubles),
        "samples": run.samples,
        "files": files,
    }
