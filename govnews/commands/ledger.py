"""``scrapy ledger``: whether the ledger is whole; copies of it, a new one, a smaller one; what is too old."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from scrapy.commands import ScrapyCommand, ScrapyHelpFormatter

from govnews.clock import now
from govnews.commands import check_target, in_one_line, plain_output
from govnews.component import ledger_location, output_folder
from govnews.crawl.arguments import CrawlSettings, KeepSettings
from govnews.crawl.outcome import Outcome
from govnews.errors import UsageError
from govnews.housekeeping.feeds import LeftAside
from govnews.housekeeping.lag import lag
from govnews.housekeeping.pruning import Pruning
from govnews.housekeeping.restoration import restore
from govnews.ledger import LEDGER_NAME, Condition, Location, Server, as_location, examine
from govnews.ledger.backup import back_up
from govnews.ledger.compaction import compact
from govnews.ledger.copying import copy_ledger
from govnews.text import as_typed, printable

REMEDY = (
    "stop the runs, then put a backup in its place; without one, move it away and `scrapy ledger rebuild`"
)
SERVERS_REMEDY = "stop the runs, then restore a backup of the database"
HELP = f"""\
Look after the ledger, GOVNEWS_OUTPUT/{LEDGER_NAME} or the database that GOVNEWS_LEDGER names. WORD is one of:

check      Read all of it, which may take a minute, and write nothing: its schema version and how many
           articles it has of each site, or what is damaged and what to do. Without a WORD, this.
             scrapy ledger check
backup     Copy it to FILE while crawls go on. FILE is replaced by a whole copy that was checked, or stays.
             scrapy ledger backup /backup/{LEDGER_NAME}
rebuild    Make one from the feeds, where there is none any more: those in GOVNEWS_OUTPUT, or in the FOLDERs and
           FILEs named (*.jsonl, *.jsonl.gz; a folder's, and those of the folders in it). Lines that are no
           records are named and left aside. What stands in no feed is lost: docs/operations.md says more.
             scrapy ledger rebuild output /archive/feeds-2025
copy       Copy the ledger at FROM to TO: files, or databases on a server (postgresql://…). At TO there is none yet. It
           is read back, and there whole or not at all. Stop the runs before, and begin them with TO.
             scrapy ledger copy output/{LEDGER_NAME} postgresql://db.example.org/news
compact    Give room back to the disk that it does not use any more, while no crawl is on. In its folder there has
           to be room for it twice more.
             scrapy ledger compact
prune      Remove what is older than the settings GOVNEWS_KEEP_…_DAYS say: reports of runs, as files and in the
           ledger, samples of block pages, logs, copies of migrated ledgers. Never a feed or an article.
             scrapy ledger prune --dry-run

Exit codes: {Outcome.OUTPUT_FAILED.exit_code} where the ledger is damaged, or something cannot be written;
{Outcome.LOCKED.exit_code} where a crawl has to end before; {Outcome.USAGE.exit_code} where the command is given wrong,
or would replace a ledger."""


class _AsWritten(ScrapyHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """A description with lines of its own."""


class Command(ScrapyCommand):
    """What is done to the ledger as a whole."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return (
            "[check | backup FILE | rebuild [FOLDER | FILE …] | copy FROM TO | compact | prune [--dry-run]]"
        )

    def short_desc(self) -> str:
        return "Check the ledger, back it up, rebuild it, copy it to a server, make it smaller, remove what is too old"

    def long_desc(self) -> str:
        return HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = _AsWritten
        parser.add_argument("--dry-run", action="store_true", help="prune: say what would be removed")

    @in_one_line
    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do as the word says, or say in one line what is wrong."""
        word, *more = args or ["check"]
        if word not in _WORDS:
            raise UsageError(f"{word} is none of {', '.join(_WORDS)}; `scrapy ledger --help` tells of each")
        if opts.dry_run and word != "prune":
            raise UsageError(f"--dry-run is for prune, not for {word}")
        _WORDS[word](self, more, opts)

    def location(self) -> Location:
        """Where the ledger is."""
        assert self.settings is not None
        return ledger_location(self.settings)

    def ledger(self) -> Path:
        """The ledger's file. Raises :exc:`UsageError` where it is not there, and where it is none."""
        path = self.location()
        if isinstance(path, Server):
            raise UsageError(
                f"the ledger {path} is no file: PostgreSQL's own tools look after it, as pg_amcheck, pg_dump and VACUUM"
            )
        if not path.exists():
            raise UsageError(
                f"{path} is not there; `scrapy crawl` makes it, `scrapy ledger rebuild` makes it from feeds"
            )
        return path

    def output(self) -> Path:
        """The output folder."""
        assert self.settings is not None
        return output_folder(self.settings)


def _check(command: Command, args: list[str], opts: argparse.Namespace) -> None:
    """Print, and exit 8 where the ledger is damaged."""
    _take_none("check", args)
    location = command.location()
    if not isinstance(location, Server):
        location = command.ledger()
    found = examine(location)
    faults = found.faults or lag(command.output(), location)
    if faults:
        remedy = SERVERS_REMEDY if isinstance(location, Server) else REMEDY
        _say(f"{location} is damaged; {remedy}:", *(f"  {fault}" for fault in faults))
        command.exitcode = Outcome.OUTPUT_FAILED.exit_code
        return
    _say(f"{location} is whole; {_measures(found)}", *_sites(found))


def _backup(command: Command, args: list[str], opts: argparse.Namespace) -> None:
    if len(args) != 1:
        raise UsageError("name one file: scrapy ledger backup FILE")
    copy = Path(args[0])
    check_target(copy, command.output())
    made = back_up(command.ledger(), copy)
    _say(f"{copy} is a whole copy; {_measures(made)}", *_sites(made))


def _copy(command: Command, args: list[str], opts: argparse.Namespace) -> None:
    if len(args) != 2:
        raise UsageError("name two ledgers, paths or postgresql://…: scrapy ledger copy FROM TO")
    source, target = (_place(one) for one in args)
    made = copy_ledger(source, target)
    _say(
        f"{target} is a whole copy; {_measures(made.condition)}, {made.rows:,} rows read back as they were",
        *_sites(made.condition),
        f"from now on begin runs with {_setting(target)}, and none with {source}: what a run writes there is not in the copy",
    )
    if made.written_meanwhile:
        _say(
            f"{source} was written to while it was copied: stop its runs, remove the copy, and copy once more"
        )
        command.exitcode = Outcome.LOCKED.exit_code


def _place(named: str) -> Location:
    """Raises :exc:`UsageError` for an address of no database."""
    place, (scheme, rest, _) = as_location(named), named.partition("://")
    if isinstance(place, Path) and rest:
        raise UsageError(f"{scheme}://… is no ledger: a path, or postgresql://HOST/DATABASE")
    if isinstance(place, Server) and not place.names_database:
        raise UsageError(f"{place} names no database: postgresql://USER:PASSWORD@HOST/DATABASE")
    return place


def _setting(target: Location) -> str:
    """By which settings a run finds the ledger; what the address has of a password is not repeated."""
    if isinstance(target, Server):
        return f"GOVNEWS_LEDGER={target} (its whole address)"
    if target.name != LEDGER_NAME:
        return f"{target} as {LEDGER_NAME} in GOVNEWS_OUTPUT, without GOVNEWS_LEDGER"
    return f"GOVNEWS_OUTPUT={target.parent}, without GOVNEWS_LEDGER"


def _rebuild(command: Command, args: list[str], opts: argparse.Namespace) -> None:
    assert command.settings is not None
    output = command.output()
    places = [Path(one) for one in args] or [output]
    made = restore(output, places, CrawlSettings.read(command.settings), _name)
    _say(f"{output / LEDGER_NAME} is made from the feeds; {_measures(made)}", *_sites(made))


def _name(line: LeftAside) -> None:
    _say(f"left aside: {line}")


def _compact(command: Command, args: list[str], opts: argparse.Namespace) -> None:
    _take_none("compact", args)
    path = command.ledger()
    sizes = compact(path)
    _say(f"{path} had {sizes.before:,} bytes, and has {sizes.after:,}")


def _prune(command: Command, args: list[str], opts: argparse.Namespace) -> None:
    _take_none("prune", args)
    assert command.settings is not None
    pruning = Pruning(
        command.output(), ledger_location(command.settings), KeepSettings.read(command.settings), now()
    )
    said = "would be removed" if opts.dry_run else "removed"
    for old in pruning.look() if opts.dry_run else pruning.remove():
        _say(f"{old.kind}: {old.count:,} {said}, {old.size:,} bytes")


_WORDS: dict[str, Callable[[Command, list[str], argparse.Namespace], None]] = {
    "check": _check,
    "backup": _backup,
    "rebuild": _rebuild,
    "copy": _copy,
    "compact": _compact,
    "prune": _prune,
}


def _take_none(word: str, args: list[str]) -> None:
    if args:
        raise UsageError(f"{word} takes no arguments")


def _measures(found: Condition) -> str:
    return f"schema version {found.version}, {found.size:,} bytes"


def _sites(found: Condition) -> list[str]:
    """How many articles each site has, a line each, and what is incomplete."""
    lines = [f"  {site}: {articles:,} articles" for site, articles in found.articles.items()]
    if found.incomplete:
        lines.append(f"  {found.incomplete:,} of them lack a version that the feeds did not have")
    return lines


def _say(*lines: str) -> None:
    for line in lines:
        print(as_typed(printable(line)))
