"""``scrapy export``: what the ledger holds, for those who load it elsewhere."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import get_args

from scrapy.commands import ScrapyCommand

from govnews.clock import is_day
from govnews.commands import check_target, in_one_line, plain_output
from govnews.component import ledger_location, output_folder
from govnews.crawl.arguments import evidence_form
from govnews.errors import OutputFailed, UsageError
from govnews.exports import Folder, Format, Position, Selection, WholeFile
from govnews.exports.destination import PACKED, write
from govnews.exports.follow import Follower, appended, follow
from govnews.files import is_still_at
from govnews.items import Event
from govnews.ledger import Location, Reader, open_reader

_SELDOM = 86_400  # seconds between two looks, at most


class Command(ScrapyCommand):
    """Feeds hold what each run found; this is the sum of them."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] SITE... | --all"

    def short_desc(self) -> str:
        return (
            "Write the collected articles of sites, as JSON Lines, CSV, Parquet, SQLite or for Elasticsearch"
        )

    def long_desc(self) -> str:
        return (
            "Write the current version of every article that the ledger has of the SITEs, site by site in the order of "
            "publication, to standard output or to FILE: there whole or not at all, and packed where its name ends in .gz or "
            ".zst. Withdrawn articles are there with event `withdrawn`. A FOLDER (a name that ends in /) gets a file a site and "
            "year. With --versions every version is written, in the order in which they were recorded; with --resume FILE "
            "those that came since the last such export, whose end FILE keeps. With --follow it does not end: what is recorded "
            "is written, a JSON line each, and added to FILE where -o names one; SIGTERM or Ctrl-C ends it."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="all sites of the ledger")
        parser.add_argument(
            "--since", metavar="YYYY-MM-DD", help="only what was published on this day or later"
        )
        parser.add_argument(
            "--until", metavar="YYYY-MM-DD", help="only what was published on this day or earlier"
        )
        parser.add_argument(
            "--column", action="append", default=[], metavar="NAME", help="only this 栏目; may be given again"
        )
        parser.add_argument(
            "--event", action="append", default=[], choices=get_args(Event), help="only records of this event; may be given again"
        )  # fmt: skip
        parser.add_argument(
            "--versions", action="store_true", help="every version, in the order of recording"
        )
        parser.add_argument(
            "--resume", type=Path, metavar="FILE", help="only versions since the last export with this FILE"
        )
        parser.add_argument(
            "--follow", action="store_true", help="with --versions or --resume: go on with what is recorded from now on"
        )  # fmt: skip
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="how often --follow looks for more (default: 1)"
        )
        parser.add_argument(
            "--overlap", type=int, metavar="N", help="begin N versions before it, for a consumer that may have lost some"
        )  # fmt: skip
        parser.add_argument(
            "--format", type=Format, choices=list(Format), default=Format.JSONL, metavar="|".join(Format), help="default: jsonl"
        )  # fmt: skip
        parser.add_argument(
            "--bom", action="store_true", help="CSV with the mark by which spreadsheets know UTF-8"
        )
        parser.add_argument(
            "-o", "--output", metavar="FILE|FOLDER/", help="where to (default: standard output)"
        )

    @in_one_line
    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Export, or say in one line what is wrong."""
        assert self.settings is not None
        _check(args, opts)
        selection = Selection(
            since=opts.since, until=opts.until, columns=frozenset(opts.column), events=frozenset(opts.event),
            evidence=evidence_form(self.settings.get("GOVNEWS_EVIDENCE", "")),
        )  # fmt: skip
        path = ledger_location(self.settings)
        for target in filter(None, (opts.output, opts.resume)):
            check_target(Path(target), output_folder(self.settings))
        with closing(open_reader(path)) as ledger:
            sites = _sites(args, ledger, path, follows=opts.follow)
            if not opts.versions and opts.resume is None:
                lines = (
                    line
                    for site in sites
                    for line in ledger.current(site, since=selection.since, until=selection.until)
                )
                _write(selection.of(lines), opts)
                return
            position = _position(opts, ledger)
            if not opts.follow:
                versions = _Versions(ledger, frozenset(sites), position)
                _write(selection.of(versions), opts)
                if opts.resume:
                    with _using(opts.resume):
                        Position.at(versions.last, ledger).write(opts.resume)
                return
        _follow(path, selection, None if opts.all else frozenset(sites), position, opts)


def _position(opts: argparse.Namespace, ledger: Reader) -> Position:
    """Where an export begins. Raises UsageError, OutputFailed."""
    if opts.resume is None:
        return Position()
    with _using(opts.resume):
        return Position.read(opts.resume, ledger).before(opts.overlap or 0, ledger)


def _follow(
    path: Location,
    selection: Selection,
    sites: frozenset[str] | None,
    position: Position,
    opts: argparse.Namespace,
) -> None:
    """Export until a signal comes. Raises UsageError, OutputFailed."""

    def keep(reached: Position) -> None:
        if opts.output and not is_still_at(Path(opts.output), out):
            raise OutputFailed(f"{opts.output} was moved or removed while it was written; start again")
        if opts.resume:
            with _using(opts.resume):
                reached.write(opts.resume)

    def check(reached: Position, ledger: Reader) -> None:
        if opts.resume:
            reached.check(ledger, opts.resume)
        elif not reached.is_in(ledger):
            raise UsageError("another ledger has taken the place of the one that was followed; start again")

    try:
        with appended(Path(opts.output)) if opts.output else nullcontext(sys.stdout.buffer) as out:
            follow(
                Follower(out, selection, sites, position, keep),
                lambda: open_reader(path),
                check,
                opts.every or 1.0,
            )
    except OSError as error:
        if opts.output is None:
            raise
        raise OutputFailed(f"cannot write {opts.output}: {error.strerror or error}") from error


@contextmanager
def _using(file: Path) -> Iterator[None]:
    """Raises OutputFailed where the file of the position cannot be used."""
    try:
        yield
    except OSError as error:
        raise OutputFailed(f"cannot use {file}: {error.strerror}") from error


class _Versions:
    """The versions of sites behind a position, as JSON."""

    def __init__(self, ledger: Reader, sites: frozenset[str], position: Position) -> None:
        self._ledger = ledger
        self._sites = sites
        self.last = position.version
        """The number of the last one that was given, or passed over as another site's."""

    def __iter__(self) -> Iterator[str]:
        for version, site, line in self._ledger.recorded(after=self.last):
            if site in self._sites:
                yield line
            self.last = version


def _check(args: list[str], opts: argparse.Namespace) -> None:
    """Raises UsageError for what cannot be meant."""
    if bool(args) == opts.all:
        raise UsageError("name sites, or give --all")
    for name in ("since", "until"):
        if (day := getattr(opts, name)) and not is_day(day):
            raise UsageError(f"--{name} {day}: not a day; write it as YYYY-MM-DD")
    if opts.since and opts.until and opts.since > opts.until:
        raise UsageError(f"--since {opts.since} is after --until {opts.until}")
    if opts.resume and opts.output and Path(opts.resume).resolve() == Path(opts.output).resolve():
        raise UsageError("--resume and -o name the same file")
    if opts.bom and opts.format is not Format.CSV:
        raise UsageError("--bom goes with --format csv")
    if _is_folder(opts.output) and (opts.versions or opts.resume):
        raise UsageError(
            "a folder holds current versions, a file a site and year; --versions and --resume go into a file"
        )
    _check_follow(opts)
    if opts.output is None and not opts.format.is_text and sys.stdout.isatty():
        raise UsageError(f"{opts.format} is no text for a terminal: -o FILE")


def _check_follow(opts: argparse.Namespace) -> None:
    """Raises UsageError for what cannot be meant by --follow and its like."""
    if opts.follow and not (opts.versions or opts.resume):
        raise UsageError("--follow goes with --versions, from the beginning on, or with --resume FILE")
    if opts.follow and (opts.format is not Format.JSONL or Path(opts.output or "").suffix in PACKED):
        raise UsageError("--follow writes JSON Lines, not packed")
    if opts.every is not None and not (opts.follow and 0 < opts.every <= _SELDOM):
        raise UsageError(f"--every goes with --follow, and is a number of seconds up to {_SELDOM}")
    if opts.overlap is not None and (opts.overlap < 0 or opts.resume is None):
        raise UsageError("--overlap goes with --resume FILE, and is a number of versions")


def _sites(args: list[str], ledger: Reader, path: Location, *, follows: bool) -> list[str]:
    known = ledger.sites()
    unknown = [site for site in args if site not in known]
    if unknown:
        raise UsageError(
            f"{path} has nothing of {', '.join(unknown)}; it has: {', '.join(known) or 'no site yet'}"
        )
    if not known and not follows:
        raise UsageError(f"{path} has no site yet; nothing is written")
    return list(dict.fromkeys(args)) or known


def _is_folder(output: str | None) -> bool:
    return output is not None and (output.endswith("/") or Path(output).is_dir())


def _write(records: Iterator[dict[str, object]], opts: argparse.Namespace) -> None:
    """Raises OutputFailed."""
    if opts.output is None:
        write(records, sys.stdout.buffer, opts.format, bom=opts.bom)
        return
    kind = Folder if _is_folder(opts.output) else WholeFile
    try:
        kind(Path(opts.output), opts.format, bom=opts.bom).write(records)
    except OSError as error:
        raise OutputFailed(f"cannot write {opts.output}: {error.strerror or error}") from error
