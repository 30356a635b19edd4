"""``scrapy runs SITE``: the last runs of a site, and what one of them came to."""

from __future__ import annotations

import argparse
import re
from contextlib import closing

from scrapy.commands import ScrapyCommand

from govnews.commands import in_one_line, plain_output
from govnews.component import ledger_location
from govnews.crawl.report import REPORT
from govnews.crawl.summary import summary
from govnews.errors import UsageError
from govnews.ledger import Location, PastRun, open_reader
from govnews.text import as_typed

LAST = 20


class Command(ScrapyCommand):
    """What the ledger keeps of a site's runs."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] SITE"

    def short_desc(self) -> str:
        return "Show the last runs of a site, or the report of one"

    def long_desc(self) -> str:
        return (
            f"Print the last {LAST} runs of SITE, the newest first, one a line: number, start and end (UTC), and the "
            "outcome's word, as in the exit codes of `scrapy crawl`. A run without an end is still on, or was killed. "
            "With --report N, print the report of run number N as `scrapy crawl` printed it at its end."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--report", metavar="N", help="show the report of run number N of SITE")

    @in_one_line
    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print, or say in one line what is wrong."""
        assert self.settings is not None
        print(as_typed(_answer(ledger_location(self.settings), args, opts.report)))


def _answer(path: Location, args: list[str], wanted: str | None) -> str:
    """The table of the site's runs, or the ``wanted`` report. Raises UsageError where there is no such thing."""
    if len(args) != 1:
        raise UsageError("name one site")
    if wanted is not None and not re.fullmatch(r"[0-9]{1,18}", wanted):
        raise UsageError(f"--report {wanted}: not the number of a run")
    (site,) = args
    with closing(open_reader(path)) as ledger:
        runs = ledger.runs(site, last=LAST)
        if not runs:
            known = ", ".join(ledger.sites_with_runs()) or "no site yet"
            raise UsageError(f"{path} has no run of {site}; it has: {known}")
        if wanted is None:
            return "\n".join(map(_line, runs))
        report = ledger.report(site, int(wanted))
    if report is None:
        raise UsageError(
            f"{path} has no report of a run {wanted} of {site}; `scrapy runs {site}` shows which runs ended"
        )
    return summary(REPORT.validate_json(report)).lstrip("\n")


def _line(run: PastRun) -> str:
    """One run as a line of the table.

    >>> _line(PastRun(12, "2026-11-22T13:50:07Z", "2026-11-22T13:58:41Z", "ok"))
    '    12  2026-11-22T13:50:07Z  2026-11-22T13:58:41Z  ok'
    >>> _line(PastRun(13, "2026-11-23T13:50:07Z", None, None))
    '    13  2026-11-23T13:50:07Z  no end'
    """
    return f"{run.number:>6}  {run.started_at}  " + (
        f"{run.finished_at}  {run.outcome}" if run.finished_at else "no end"
    )
