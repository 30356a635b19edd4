"""``scrapy missing SITE``: what lists show and the ledger does not have."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, fields
from pathlib import Path

from scrapy.commands import ScrapyCommand

from govnews.commands import in_one_line, plain_output
from govnews.component import output_folder
from govnews.crawl.run import LEDGER_NAME
from govnews.errors import UsageError
from govnews.feeds.spreadsheet import cell
from govnews.ledger import Missing, open_reader
from govnews.text import json_line, printable


class Command(ScrapyCommand):
    """What was listed, and what became of it instead of a record."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] SITE"

    def short_desc(self) -> str:
        return "Show what a site lists and the ledger does not have, and why"

    def long_desc(self) -> str:
        return (
            "Print every entry that SITE's lists showed and that is no record, with the reason, how often it was tried, "
            "when last, and when next. failed: every run tries it again. gone: its page was not there (404, a notice of "
            "deletion, a row without an address) at several looks in a row. left out: it leads out of the site, or failed "
            "too often; it is tried ever more rarely. What an entry leaves out for good, by host or by -a since, is not kept."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--format",
            choices=FORMATS,
            default="text",
            help="text for people (default), csv, or jsonl: JSON Lines",
        )

    @in_one_line
    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print, or say in one line what is wrong."""
        assert self.settings is not None
        FORMATS[opts.format](_missing(output_folder(self.settings) / LEDGER_NAME, args))


def _missing(path: Path, args: list[str]) -> list[Missing]:
    """What the site misses. Raises UsageError where there was no run of it."""
    if len(args) != 1:
        raise UsageError("name one site")
    (site,) = args
    with closing(open_reader(path)) as ledger:
        if site not in (sites := ledger.sites_with_runs()):
            raise UsageError(f"{path} has no run of {site}; it has: {', '.join(sites) or 'no site yet'}")
        return ledger.missing(site)


def _as_text(missing: Sequence[Missing]) -> None:
    """Each in three lines at most: what it is, where, and why; the counts at the end."""
    for one in missing:
        print(printable(f"{one.state}  {one.date or 'no date'}  {one.title}"))
        print(printable(f"    {one.url}"))
        print(printable(f"    {one.column}: {one.reason}; {_tried(one)}"))
    counts = Counter(one.state for one in missing)
    print(", ".join(f"{count} {state}" for state, count in counts.items()) or "nothing is missing")


def _tried(one: Missing) -> str:
    """How often and when.

    >>> row = Missing("failed", "http://a.cn/1", "春耕", None, "要闻", "HTTP 500", 2, "2026-11-22T13:50:07Z", None)
    >>> _tried(row)
    'tried 2 times, last 2026-11-22T13:50:07Z, next in the next run'
    """
    times = "once" if one.tries == 1 else f"{one.tries} times"
    last = f", last {one.last_at}" if one.last_at else ""
    return f"tried {times}{last}, next {f'from {one.next_at}' if one.next_at else 'in the next run'}"


def _as_csv(missing: Sequence[Missing]) -> None:
    """A row each, below the names of the fields."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(field.name for field in fields(Missing))
    writer.writerows(map(cell, asdict(one).values()) for one in missing)


def _as_json_lines(missing: Sequence[Missing]) -> None:
    """An object a line."""
    for one in missing:
        print(json_line(json.dumps(asdict(one), ensure_ascii=False)))


FORMATS: dict[str, Callable[[Sequence[Missing]], None]] = {
    "text": _as_text,
    "csv": _as_csv,
    "jsonl": _as_json_lines,
}
