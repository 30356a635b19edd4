"""``scrapy ledger``: whether the ledger is whole, and what it holds."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand

from govnews.commands import in_one_line, plain_output
from govnews.component import output_folder
from govnews.crawl.outcome import Outcome
from govnews.crawl.run import LEDGER_NAME
from govnews.errors import UsageError
from govnews.ledger import examine
from govnews.text import printable

ADVICE = (
    "Nothing is written to it while it is so. Stop the runs, then put a backup in its place; what came after the backup is\n"
    "collected and published again. Without one, `sqlite3 {path} .recover | sqlite3 NEW` saves what can be read.\n"
    "docs/operations.md, Backup, says more."
)


class Command(ScrapyCommand):
    """Read every page of the ledger's file once."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return ""

    def short_desc(self) -> str:
        return "Check that the ledger is whole, and show what it holds"

    def long_desc(self) -> str:
        return (
            f"Read the whole ledger (GOVNEWS_OUTPUT/{LEDGER_NAME}), which may take a minute, and write nothing. Print its "
            "schema version and how many articles it has of each site; where it is damaged, what is wrong and what to do. "
            f"Exit code {Outcome.OUTPUT_FAILED.exit_code} where a crawl cannot use it."
        )

    @in_one_line
    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print, and exit 8 where the ledger is damaged."""
        if args:
            raise UsageError("it takes no arguments")
        assert self.settings is not None
        path = output_folder(self.settings) / LEDGER_NAME
        if not path.exists():
            raise UsageError(f"{path} is not there; `scrapy crawl` makes it")
        found = examine(path)
        if found.faults:
            print("\n".join(map(printable, [f"{path} is damaged:", *(f"  {one}" for one in found.faults)])))
            print(ADVICE.format(path=path))
            self.exitcode = Outcome.OUTPUT_FAILED.exit_code
            return
        print(printable(f"{path} is whole; schema version {found.version}, {found.size:,} bytes"))
        for site, articles in found.articles.items():
            print(printable(f"  {site}: {articles:,} articles"))
