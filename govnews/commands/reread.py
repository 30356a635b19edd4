"""``scrapy reread``: archived pages, read again by the reader as it is now."""

from __future__ import annotations

import argparse
import asyncio
import difflib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

from scrapy.commands import ScrapyCommand

from govnews.archive import FOLDER
from govnews.archive.rereading import Reread, reread
from govnews.clock import is_day
from govnews.commands import check_early, in_one_line, in_words, passed_on, plain_output, this_program
from govnews.commands.history import lines_of
from govnews.commands.sites import site_loader
from govnews.component import ledger_location, output_folder
from govnews.crawl.arguments import reading_seconds
from govnews.crawl.outcome import Outcome, Problem, worst
from govnews.crawl.run import Run
from govnews.documents import FOLDER as FILES
from govnews.documents import Store, check_installed
from govnews.errors import PageChanged, Unreadable, UsageError
from govnews.ledger import open_reader
from govnews.reading.budget import Budget
from govnews.reading.selectors import Selectors
from govnews.spiders.base import GovNewsSpider
from govnews.spiders.rereading import RereadingSpider
from govnews.text import printable

# Articles whose differences are shown.
SAMPLES = 5


@dataclass(slots=True)
class Account:
    """What reading again came to."""

    articles: int = 0
    """Those that were read again."""
    changed: Counter[str] = field(default_factory=Counter)
    """How many of them have another value in each field."""
    otherwise: int = 0
    """Those that have in any."""
    unkept: int = 0
    """Those that have no page in the archive."""
    samples: list[Reread] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    """Address and reason of those whose pages could not be read again."""

    def take(self, one: Reread) -> None:
        """Count an article that was read again."""
        self.articles += 1
        self.changed.update(one.changed)
        if one.changed:
            self.otherwise += 1
            self.samples += [one] if len(self.samples) < SAMPLES else []

    def lines(self, site: str) -> Iterator[str]:
        """The account, in words."""
        for one in self.samples:
            yield ""
            yield one.before.url
            yield from difflib.unified_diff(lines_of(one.before), lines_of(one.after), lineterm="", n=0)
        fields = ", ".join(f"{name} {count}" for name, count in self.changed.most_common())
        if self.samples:
            yield ""
        yield (
            f"{site}: {self.articles} articles were read again, {self.otherwise} of them otherwise"
            + (f" ({fields})" if fields else "")
            + (f"; {self.unkept} have no page in the archive" if self.unkept else "")
            + (f"; {len(self.unread)} could not be:" if self.unread else "")
        )
        yield from (f"  {url}: {why}" for url, why in self.unread[:SAMPLES])
        if len(self.unread) > SAMPLES:
            yield f"  and {len(self.unread) - SAMPLES} more"


class Command(ScrapyCommand):
    """Reads the archive again, and writes what is read otherwise now."""

    requires_project = True

    def syntax(self) -> str:
        return "[options] [SITE]"

    def short_desc(self) -> str:
        return "Read archived pages again with the reader as it is now, without a request"

    def long_desc(self) -> str:
        return (
            "Read again the pages that the archive (GOVNEWS_ARCHIVE) has of the site's articles, or of all sites', and compare. "
            "An article that is read otherwise now gets a further version with the event reread, which goes into a feed of its "
            "own as that of a crawl does; what the site itself has edited since is not known from it. With --dry-run nothing is "
            f"written: the fields that change are counted, and the differences of {SAMPLES} articles shown. Articles that are "
            f"gone from the site are left as they are. Exit code {Outcome.PARTIAL.exit_code} where pages cannot be read again."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--since", metavar="YYYY-MM-DD", help="only articles published on this day or later"
        )
        parser.add_argument(
            "--files",
            action="store_true",
            help="read the files that are kept (GOVNEWS_FILES) again, too; pictures take long",
        )
        parser.add_argument("--dry-run", action="store_true", help="show what would change, write nothing")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """The log shows errors alone, unless it is asked for; what is given by -s is passed on."""
        super().process_options(args, opts)
        assert self.settings is not None
        if not (opts.loglevel or opts.logfile):
            self.settings.set("LOG_LEVEL", "ERROR", priority="cmdline")
        self.passed_on = passed_on(opts)
        check_early(self)

    @in_one_line
    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read, print what changes, set the exit code."""
        if len(args) > 1:
            raise UsageError("name one site, or none for all")
        if opts.since is not None and not is_day(opts.since):
            raise UsageError(f"--since={opts.since}: not a day; write it as --since=YYYY-MM-DD")
        if opts.files:
            check_installed()
        assert self.settings is not None
        self.output, self.files = output_folder(self.settings), opts.files
        self.budget = Budget(reading_seconds(self.settings))
        with closing(open_reader(ledger_location(self.settings))) as ledger:
            sites = ledger.sites()
        if not sites:
            raise UsageError(f"there is no article yet in {self.output}")
        if unknown := [name for name in args if name not in sites]:
            raise UsageError(f"there is no site {unknown[0]}; there are: {', '.join(sites)}")
        outcomes = []
        for site in args or sites:
            if opts.dry_run:
                outcomes.append(self._show(site, opts.since))
            elif args:
                outcomes.append(self._write(site, opts.since))
            else:
                # A process has one engine, and that one site.
                asked = [
                    *(["--since", opts.since] if opts.since else []),
                    *(["--files"] if opts.files else []),
                ]
                command = [*this_program(), "reread", site, *asked, *self.passed_on]
                sys.stdout.flush()
                ended = subprocess.run(command, check=False).returncode  # noqa: S603 - ourselves
                outcomes.append(next((one for one in Outcome if one.exit_code == ended), Outcome.ERROR))
        self.exitcode = worst(outcomes).exit_code

    def _show(self, site: str, since: str | None) -> Outcome:
        account = Account()
        for _ in self._rereadings(site, since, account):
            pass
        print("\n".join(map(printable, account.lines(site))))
        return Outcome.PARTIAL if account.unread else Outcome.OK

    def _write(self, site: str, since: str | None) -> Outcome:
        """Raises :exc:`UsageError` where the site is being crawled, or nothing can be written."""
        account = Account()
        spider = type(
            "ListedSpider",
            (RereadingSpider,),
            {"name": site, "rereadings": staticmethod(lambda: self._rereadings(site, since, account))},
        )
        assert self.crawler_process is not None
        crawler = self.crawler_process.create_crawler(spider)
        task = asyncio.ensure_future(self.crawler_process.crawl(crawler))
        self.crawler_process.start()
        if not task.done() or task.cancelled():
            return Outcome.INCOMPLETE
        if (error := task.exception()) is not None:
            raise error
        assert crawler.spider is not None
        run: Run = crawler.spider.run  # type: ignore[attr-defined]
        print("\n".join(map(printable, account.lines(site))))
        for feed in run.feeds:
            print(printable(f"{run.events['reread'] + run.events['republished']} articles in {feed}"))
        for sample in run.samples:
            print(printable(f"  {sample.kind}: {sample.url}: {sample.error}"), file=sys.stderr)
        found = [Outcome.PARTIAL] if account.unread else []
        found += [Outcome.INCOMPLETE] if run.stopped else []
        found += [Outcome.OUTPUT_FAILED] if run.problems[Problem.OUTPUT] else []
        found += [Outcome.ERROR] if run.problems[Problem.ERROR] else []
        return worst(found)

    def _rereadings(self, site: str, since: str | None, account: Account) -> Iterator[Reread]:
        """Every article of the site that can be read again; all go into the account."""
        assert self.settings is not None
        loader = site_loader(self.settings)
        spider = loader.load(site) if site in loader.list() else GovNewsSpider
        region, selectors = getattr(spider, "region", None), Selectors.read(getattr(spider, "selectors", {}))
        folder = self.output / site / FOLDER
        files = Store(self.output / site / FILES) if self.files else None
        with closing(open_reader(ledger_location(self.settings))) as ledger:
            account.unkept = ledger.count_unkept(site, since=since)
            for kept in ledger.kept(site, since=since):
                try:
                    one = reread(
                        kept, folder, region=region, selectors=selectors, budget=self.budget, files=files
                    )
                except (Unreadable, PageChanged, ValueError, OSError) as error:
                    account.unread.append((kept.record.url, in_words(error)))
                else:
                    account.take(one)
                    account.unread += [
                        (url, "the file is gone from the folder files/, or damaged there") for url in one.lost
                    ]
                    yield one
