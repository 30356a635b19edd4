"""``scrapy crawl``: Scrapy's own, with an exit code that says how the run ended."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import sys

from scrapy.commands import crawl
from scrapy.utils.log import get_scrapy_root_handler

from govnews.commands import check_early, fail, in_one_line
from govnews.component import collects
from govnews.crawl.outcome import Outcome
from govnews.crawl.summary import summary
from govnews.errors import UsageError
from govnews.extensions.report import RunReport
from govnews.spiders.base import GovNewsSpider
from govnews.text import as_typed, printable

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
logger = logging.getLogger(__name__)


class Command(crawl.Command):
    """Run a spider; exit with the code of its outcome (README: exit codes)."""

    def long_desc(self) -> str:
        codes = ", ".join(
            f"{o.exit_code} {o.word}" for o in sorted(Outcome, key=lambda outcome: outcome.exit_code)
        )
        return (
            "Crawl a site's news columns into output/<spider>/<start time>.jsonl. Spider arguments: "
            "-a columns=孟津要闻,镇街动态 (these columns), -a since=2023-01-31 (nothing older), "
            "-a limit=100 (so many new articles), -a home=http://www.example.gov.cn/ (start there), "
            "-a backfill=archive -a from=FILE (in place of its columns, what a web archive has of the site: WARC, CDX). "
            "Settings: -s GOVNEWS_OUTPUT=FOLDER. Exit codes: " + codes
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """The progress line of a terminal, or a log of the run's own, takes the place of the log, unless that is asked for."""
        super().process_options(args, opts)
        assert self.settings is not None
        if not (opts.loglevel or opts.logfile):
            if self.settings["GOVNEWS_LOG"]:
                self.settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")
            elif sys.stderr.isatty():
                self.settings.set("LOG_LEVEL", "ERROR", priority="cmdline")
        check_early(self)

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, print the summary, set the exit code."""
        if len(args) != 1:
            raise UsageError("name one spider; `scrapy list` shows them")
        assert self.crawler_process is not None
        try:
            crawler = self._create_crawler(args[0])
        except KeyError:
            raise UsageError(f"there is no spider {args[0]}; `scrapy list` shows those there are") from None
        reactor = self.crawler_process.settings["TWISTED_REACTOR"]
        if issubclass(crawler.spidercls, GovNewsSpider) and reactor not in (None, _REACTOR):
            raise UsageError(f"TWISTED_REACTOR={reactor}: a crawl needs Scrapy's default, {_REACTOR}")
        # A log that cannot be written any more, since its disk is full, is no reason for a traceback a line.
        logging.raiseExceptions = False
        task = asyncio.ensure_future(self.crawler_process.crawl(crawler, **opts.spargs))
        # What start-up made stays, and what a page makes goes by its reference counts: with Python's defaults the
        # collector takes a fifteenth of the crawl's CPU to find next to nothing.
        gc.freeze()
        gc.set_threshold(10_000)
        # Scrapy makes a record of every request and item for a handler that drops it; this drops it before.
        if (handler := get_scrapy_root_handler()) is not None:
            logging.root.setLevel(handler.level)
        self.crawler_process.start()
        if not task.done() or task.cancelled():
            print(as_typed(f"scrapy crawl {args[0]}: stopped at once; the next run goes on"), file=sys.stderr)
            self.exitcode = Outcome.INCOMPLETE.exit_code
            return
        error = task.exception()
        if isinstance(error, UsageError):
            self.exitcode = fail(f"scrapy crawl {args[0]}", error)
            return
        if error is not None:
            logger.error("The run could not be started", exc_info=error)
            said = printable(f"scrapy crawl {args[0]}: {type(error).__name__}: {error}")
            print(as_typed(said), file=sys.stderr)
        elif not collects(crawler.spider):
            # A spider of the project's that is none of ours: how it ended nobody judges.
            self.exitcode = int(self.crawler_process.bootstrap_failed)
            return
        report = crawler.get_extension(RunReport) if error is None else None
        if report is None or report.report is None:
            self.exitcode = Outcome.ERROR.exit_code
            return
        assert self.settings is not None
        if report.outcome is not Outcome.OK or sys.stderr.isatty() or not self.settings["GOVNEWS_LOG"]:
            print(as_typed(summary(report.report)), file=sys.stderr)
        self.exitcode = report.outcome.exit_code
