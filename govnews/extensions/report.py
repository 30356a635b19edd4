"""Scrapy's signals into the account of a run; its report when the engine has stopped."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response
from scrapy.utils.defer import _schedule_coro
from twisted.python.failure import Failure

from govnews import clock
from govnews.component import RunComponent
from govnews.crawl.depth import Reached
from govnews.crawl.freshness import HISTORY
from govnews.crawl.outcome import EndKind, EntryOutcome, Outcome, Problem, worst
from govnews.crawl.report import REPORT, Facts, Report, fallen_fields, judge, report
from govnews.crawl.visit import Visit
from govnews.crawl.walk import Walk
from govnews.errors import GovNewsError, OutputFailed, RecordRefused, Unreadable
from govnews.files import write_whole
from govnews.items import NoText, Record
from govnews.ledger import NewsDay, Reader, open_reader
from govnews.pipelines import Known, Replaced

logger = logging.getLogger(__name__)


class RunReport(RunComponent):
    """Keeps the account of every listed entry by Scrapy's signals; reports when the engine has stopped."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.crashes = 0
        self._ended = False
        """Whether the run is at its end, or was told to come to it."""
        self.outcome = Outcome.ERROR
        self.report: Report | None = None
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
            self.run.events["republished" if self.run.republishes(item) else item.event] += 1
        if (visit := self._visit(item, response)) is not None:
            self.run.settle(visit, EntryOutcome.NEW if visit.check is None else EntryOutcome.KNOWN)

    def item_dropped(self, item: Any, response: Response | None, exception: BaseException) -> None:
        """An article is known, or not wanted."""
        visit = self._visit(item, response)
        if visit is None:
            return
        if isinstance(exception, Known):
            self.run.settle(visit, EntryOutcome.KNOWN)
            if visit.check is not None:
                with self._writing():
                    self.run.unchanged(visit.check)
        elif isinstance(exception, Replaced):
            self.run.settle(visit, EntryOutcome.FAILED, str(exception))
        elif isinstance(exception, DropItem):
            self.run.settle(visit, EntryOutcome.EXCLUDED, str(exception))

    def item_error(self, item: Any, response: Response | None, failure: Failure) -> None:
        """A record is not fit for a feed (ValueError of the check), or a pipeline has a fault."""
        self._failed(
            response, failure, self._visit(item, response), foreseen=isinstance(failure.value, ValueError)
        )

    def spider_error(self, failure: Failure, response: Response | Failure | None, spider: Spider) -> None:
        """A callback has a fault, or an errback: its page's entries are not lost, the column is not complete."""
        self._failed(response, failure, visit_of(response), foreseen=False)

    def _visit(self, item: Any, response: Response | None) -> Visit | None:
        """The visit that brought the item; of one that was held back no response tells it."""
        if response is not None:
            return visit_of(response)
        return self.run.released.pop(getattr(item, "url_hash", ""), None)

    def _failed(
        self, response: Response | Failure | None, failure: Failure, visit: Visit | None, *, foreseen: bool
    ) -> None:
        if isinstance(failure.value, OutputFailed):
            self._end(failure.value)  # nothing can be noted there: the entry stays without account
            return
        if isinstance(failure.value, Unreadable) and visit is not None:
            self.run.unread(visit, failure.value)
            return
        error = f"{type(failure.value).__name__}: {failure.value}"
        self.crashes += not foreseen
        if visit is not None and visit.addresses and visit.check is None:
            empty = isinstance(failure.value, NoText)
            unread = Problem.NO_TEXT if empty else Problem.UNREADABLE
            with self._writing():
                self.run.visit_failed(visit, unread if foreseen else Problem.ERROR, error)
            return
        asked: Request | None = getattr(response, "request", None)
        self.run.problem(Problem.ERROR, getattr(response, "url", asked.url if asked else ""), error)
        walk = asked.meta.get("walk") if asked is not None else None
        if walk is not None:
            walk.abandon(EndKind.STOPPED, f"page {walk.pages + 1} cannot be read: {error}")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Where what is done inside cannot be written to the ledger, or is not taken, the run ends, and says so."""
        try:
            yield
        except (OutputFailed, RecordRefused) as error:
            self._end(error)

    def _end(self, error: GovNewsError) -> None:
        """End the run: what is fetched from now on could not be kept, and its site would be asked for nothing."""
        self.run.ledger_failed(error)
        if self.crawler.crawling and not self._ended:
            self._ended = True
            assert self.crawler.engine is not None
            _schedule_coro(self.crawler.engine.close_spider_async(reason="the ledger cannot be used"))

    def engine_stopped(self) -> None:
        """Everything has come to its end, feeds included: judge, write the report, give ledger and lock back."""
        run = self.run
        self._ended = True
        try:
            if run.begun:
                self._come_to_an_end()
        finally:
            run.close()

    def _come_to_an_end(self) -> None:
        """Judge and report; what the run came to is said last, so that a fault on the way leaves it an error."""
        now = clock.utc_now()
        with self._writing():
            self.run.ledger.check_in_place()
            self._look_back()
        with self._writing():
            self._keep_walks(now)
        published: list[NewsDay] = []
        # By a connection of its own: what was damaged under a run, whose own connection remembers what it has read, shows here.
        with self._writing(), closing(open_reader(self.run.ledger.location)) as reader:
            published = self._published(reader)
        outcome = judge(Facts(self.run, self.crashes))
        account = self._account(now, outcome, published)
        try:
            self._keep(account, outcome)
        except (OSError, GovNewsError) as error:
            logger.error("Cannot write the run report: %s", error)
            outcome = worst([outcome, Outcome.OUTPUT_FAILED])
            account = replace(
                account, outcome=outcome.word, exit_code=outcome.exit_code, meaning=outcome.meaning
            )
            self._say_otherwise(account)
        assert self.crawler.stats is not None
        self.crawler.stats.set_value("govnews/outcome", outcome.word)
        self.outcome, self.report = outcome, account

    def _say_otherwise(self, account: Report) -> None:
        """A file that tells what the run came to in the end, or none: never one that tells of another end."""
        try:
            write_whole(self._path, _json(account))
        except OSError:
            with suppress(OSError):  # nothing can be changed in that folder
                self._path.unlink(missing_ok=True)

    def _look_back(self) -> None:
        """What shows only when the run is over: fields that pages no longer give, records that stand in no feed, or may."""
        fallen = (
            fallen_fields(self.run) if self.run.captures is None else ()
        )  # old pages are of other templates
        for field, share, before in fallen:
            self.run.problem(
                Problem.LAYOUT_CHANGED,
                "",
                f"{field} is given by {share:.0%} of the articles, before by {before:.0%}",
            )
        for url, error in self.run.selector_use.failing():
            self.run.problem(Problem.LAYOUT_CHANGED, url, error)
        if (left := self.run.left_out_by_patterns()) is not None:
            self.run.problem(Problem.LAYOUT_CHANGED, "", left)
        for announced in self.run.ledger.open_announcements():
            self.run.problem(
                Problem.OUTPUT,
                announced.path,
                "whether it was published is not known yet; the log says why, and the next run asks again",
            )
        if (waiting := self.run.ledger.waiting()) and not self.run.problems[Problem.OUTPUT]:
            self.run.problem(Problem.OUTPUT, "", f"{waiting} articles stand in no feed")

    def _keep_walks(self, now: str) -> None:
        """How far each column was walked, and what is given up, into the ledger."""
        ledger = self.run.ledger
        failed = {ledger.key(failure.entry.url) for failure in ledger.failures()}

        def is_known(url: str) -> bool:
            return ledger.knows(url) or ledger.key(url) in failed

        for walk in self.run.walks:
            assert walk.end is not None
            ledger.column_walked(
                walk.column.url,
                whole=walk.whole and not walk.since,
                end=walk.end.how,
                end_kind=walk.end.kind,
                newest_first=walk.order.newest_first,
                proven_at=now if walk.complete else None,
                render=walk.render,
                head=walk.head_now.rows,
                page_size=walk.head_now.page_size,
                reached=reached.said() if (reached := self._reached(walk, is_known)) else None,
            )
        for url in self.run.give_up():
            logger.warning("%s failed again and again and is left out; it is asked for ever more rarely", url)

    @staticmethod
    def _reached(walk: Walk, is_known: Callable[[str], bool]) -> Reached | None:
        """Where the next walk may go on after one that was stopped."""
        stopped = walk.end is not None and walk.end.kind is EndKind.STOPPED
        return walk.depth.reached(is_known) if stopped else None

    def _published(self, ledger: Reader) -> list[NewsDay]:
        """The days on which the site published."""
        today = clock.now().astimezone(clock.BEIJING).date().isoformat()
        return ledger.last_published(self.run.site, today=today, back=HISTORY)

    @property
    def _path(self) -> Path:
        return self.run.output / self.run.site / f"{self.run.label}.report.json"

    def _account(self, now: str, outcome: Outcome, published: list[NewsDay]) -> Report:
        """The report of the run, which ended at ``now``; ``published``: nothing where the ledger cannot be read."""
        run = self.run
        files = {f"feed {i}" if i > 1 else "feed": feed for i, feed in enumerate(run.feeds, start=1)}
        if run.archive is not None:
            files["archive"] = str(run.archive)
        assert self.crawler.stats is not None
        return report(
            run,
            outcome,
            finished_at=now,
            responses=self.crawler.stats.get_value("response_received_count", 0),
            files=files | {"report": str(self._path)},
            published=published,
        )

    def _keep(self, account: Report, outcome: Outcome) -> None:
        """The report into its file and into the ledger. Raises OSError and GovNewsError where it cannot be kept."""
        write_whole(self._path, _json(account))
        if self.run.number is None:
            return
        # Both or neither: whoever watches a site looks at it anew when its plan has changed.
        with self.run.ledger.together():
            self.run.ledger.end_run(
                self.run.number,
                now=account.finished_at,
                outcome=account.outcome,
                report=REPORT.dump_json(account).decode(),
            )
            self.run.plan_next(outcome)


def _json(account: Report) -> str:
    return REPORT.dump_json(account, indent=1).decode() + "\n"


def visit_of(response: Response | Failure | None) -> Visit | None:
    """The visit that a response, or a failed request, belongs to; None for listing pages, and for what no request brought."""
    asked: Request | None = getattr(response, "request", None)  # Scrapy gives failures theirs
    visit: Visit | None = asked.meta.get("visit") if asked is not None else None
    return visit
