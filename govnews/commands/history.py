"""``scrapy history URL``: the versions of an article, as a diff."""

from __future__ import annotations

import argparse
import difflib
from contextlib import closing
from itertools import pairwise

from scrapy.commands import ScrapyCommand

from govnews.commands import in_one_line, plain_output
from govnews.component import ledger_location
from govnews.errors import UsageError
from govnews.items import Record
from govnews.ledger import open_reader
from govnews.text import as_typed, printable

CREDITS = ("published_on", "published_at", "source", "author", "editor")


class Command(ScrapyCommand):
    """What the ledger keeps of one article."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "URL"

    def short_desc(self) -> str:
        return "Show the versions of an article as a diff"

    def long_desc(self) -> str:
        return (
            "Print every version that the ledger keeps of the article at URL (any of its addresses), the first one "
            "whole, the others as differences, then its further addresses. Of an address that is left out for good "
            "the reason is printed. Exit code 1 where the ledger does not know it."
        )

    @in_one_line
    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print, or say that nothing is known."""
        if len(args) != 1:
            raise UsageError("name one URL")
        assert self.settings is not None
        path = ledger_location(self.settings)
        with closing(open_reader(path)) as ledger:
            versions = ledger.versions(args[0])
            addresses = ledger.addresses(args[0])
            exclusions = ledger.exclusions(args[0])
        if versions:
            print(f"{_heading(versions[0])}\n" + "\n".join(lines_of(versions[0])))
        for before, after in pairwise(versions):
            print(f"\n{_heading(after)}")
            print("\n".join(difflib.unified_diff(lines_of(before), lines_of(after), lineterm="", n=1)))
        if addresses:
            print("\nalso at:\n" + "\n".join(map(printable, addresses)))
        for exclusion in exclusions:
            print(printable(f"{args[0]} is left out of {exclusion.site}: {exclusion.reason}"))
        if not (versions or exclusions):
            print(as_typed(printable(f"{args[0]} is not in {path}; `scrapy crawl` puts articles there")))
            self.exitcode = 1


def _heading(article: Record) -> str:
    return printable(f"version {article.version}, {article.event}, {article.fetched_at}: {article.url}")


def lines_of(article: Record) -> list[str]:
    """Title, credits, text, and what stands in its files, one a line."""
    credits = (f"{name}: {getattr(article, name)}" for name in CREDITS)
    lines = [article.title or "", *credits, "", *article.body.split("\n"), *article.images]
    lines += (article.images_text or "").splitlines()
    lines += article.films
    for one in article.attachments:
        lines += [f"{one.name} {one.url}", *(one.text or "").splitlines()]
    lines += (f"{one.url}: {why}" for one in article.files for why in (one.missing, one.unread) if why)
    return list(map(printable, lines))
