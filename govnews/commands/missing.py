"""``scrapy missing SITE``: what lists show and the ledger does not have, and the months that have too little."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, fields

from scrapy.commands import ScrapyCommand

from govnews.clock import BEIJING, now
from govnews.commands import in_one_line, plain_output
from govnews.component import ledger_location
from govnews.crawl.gaps import Calendar, calendars
from govnews.errors import UsageError
from govnews.feeds.spreadsheet import cell
from govnews.ledger import Location, Missing, open_reader
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
            "too often; it is tried ever more rarely. What an entry leaves out for good, by host or by -a since, is not kept. "
            "Then the gaps: months in which a column has clearly fewer articles than before and after. --gaps prints the "
            "articles of every month by column in their place, with the gaps among them."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--format",
            choices=CALENDARS,
            default="text",
            help="text for people (default), csv, or jsonl: JSON Lines",
        )

        parser.add_argument(
            "--gaps",
            action="store_true",
            help="the articles of every month by column, and the gaps among them",
        )

    @in_one_line
    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print, or say in one line what is wrong."""
        assert self.settings is not None
        missing, calendars = _missing(ledger_location(self.settings), args)
        if opts.gaps:
            CALENDARS[opts.format](calendars)
        elif opts.format == "text":
            _as_text(missing, calendars)
        else:
            FORMATS[opts.format](missing)


def _missing(path: Location, args: list[str]) -> tuple[list[Missing], list[Calendar]]:
    """What the site misses, and its calendars. Raises UsageError where there was no run of it."""
    if len(args) != 1:
        raise UsageError("name one site")
    (site,) = args
    with closing(open_reader(path)) as ledger:
        if site not in (sites := ledger.sites_with_runs()):
            raise UsageError(f"{path} has no run of {site}; it has: {', '.join(sites) or 'no site yet'}")
        today = now().astimezone(BEIJING).date()
        return ledger.missing(site), calendars(
            ledger.published(site), ledger.columns(site), today, ledger.searched_months(site)
        )


def _as_text(missing: Sequence[Missing], told: Sequence[Calendar]) -> None:
    """Each in three lines at most: what it is, where, and why; then the gaps, and the counts at the end."""
    for one in missing:
        print(printable(f"{one.state}  {one.date or 'no date'}  {one.title}"))
        print(printable(f"    {one.url}"))
        print(printable(f"    {one.column}: {one.reason}; {_tried(one)}"))
    _gaps_as_text(told)
    counts = Counter(one.state for one in missing)
    if gaps := sum(len(one.gaps) for one in told):
        counts["gap" if gaps == 1 else "gaps"] = gaps
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


def _gaps_as_text(told: Sequence[Calendar]) -> None:
    for one in told:
        for gap in one.gaps:
            print(printable(f"gap  {one.column or 'all columns'}  {gap}"))


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of a column's calendar."""

    column: str | None
    """None: of the site."""
    url: str | None
    month: str
    """``YYYY-MM``."""
    count: int
    """Articles that are there."""
    searched: int | None
    """Results that the site's search has of it, where it was seen to the end of them; else null."""
    expected: int | None
    """Articles that should be there in all months of the gap that it is part of; null where it is part of none."""


def _rows(told: Sequence[Calendar]) -> Iterator[MonthRow]:
    for one in told:
        for month, count in one.counts.items():
            gap = one.gap(month)
            expected = gap.expected if gap else None
            yield MonthRow(one.column, one.url, month, count, one.searched.get(month), expected)


def _calendars_as_text(told: Sequence[Calendar]) -> None:
    """A line a year for each column, months of gaps with a mark; then the gaps in words."""
    for one in told:
        print(printable(one.column or "all columns"))
        print("      " + "".join(f"{month:5} " for month in range(1, 13)))
        for year in sorted({month[:4] for month in one.counts}):
            cells = []
            for number in range(1, 13):
                month = f"{year}-{number:02}"
                mark = "!" if one.gap(month) else " "
                cells.append(f"{one.counts[month]:5}{mark}" if month in one.counts else " " * 6)
            print(f"{year}  {''.join(cells)}".rstrip())
    _gaps_as_text(told)
    if not any(one.gaps for one in told):
        print("no gap")


def _calendars_as_csv(told: Sequence[Calendar]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(field.name for field in fields(MonthRow))
    writer.writerows(map(cell, asdict(row).values()) for row in _rows(told))


def _calendars_as_json_lines(told: Sequence[Calendar]) -> None:
    for row in _rows(told):
        print(json_line(json.dumps(asdict(row), ensure_ascii=False)))


CALENDARS: dict[str, Callable[[Sequence[Calendar]], None]] = {
    "text": _calendars_as_text,
    "csv": _calendars_as_csv,
    "jsonl": _calendars_as_json_lines,
}
FORMATS: dict[str, Callable[[Sequence[Missing]], None]] = {"csv": _as_csv, "jsonl": _as_json_lines}
