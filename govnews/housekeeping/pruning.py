"""Removing by age what nobody needs: reports, samples of block pages, logs, and copies of migrated ledgers.

Never a feed, never an article, and of each site neither the last report nor that of its last run that was not ok.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from govnews.clock import utc
from govnews.crawl.arguments import KeepSettings
from govnews.crawl.outcome import Outcome
from govnews.errors import OutputFailed
from govnews.housekeeping.runs import REPORT, moment_of
from govnews.ledger import LEDGER_NAME, Location, open_reader
from govnews.ledger.reports import OldReports, forget_reports, old_reports


@dataclass(frozen=True, slots=True)
class Old:
    """What of one kind is older than it is kept."""

    kind: str
    """In words, for people."""
    count: int
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Pruning:
    """What is too old in an output folder at a moment."""

    output: Path
    ledger: Location
    keep: KeepSettings
    now: datetime

    def look(self) -> list[Old]:
        """What :meth:`remove` would remove, by kind; nothing is touched.

        Raises :exc:`OutputFailed` where the folder or the ledger cannot be read.
        """
        return self._each(lambda path: None, old_reports)

    def remove(self) -> list[Old]:
        """Remove it; what it was, by kind.

        Raises :exc:`OutputFailed` where something cannot be removed; what was removed until then is.
        """
        return self._each(Path.unlink, forget_reports)

    def _each(self, do: Callable[[Path], object], in_ledger: Callable[..., OldReports]) -> list[Old]:
        # The ledger comes first: where it is damaged nothing is removed that may still tell why.
        feeds = _names_of_feeds(self.ledger)
        texts = OldReports(0, 0)
        if self.keep.reports is not None:
            texts = in_ledger(self.ledger, before=utc(self.now - self.keep.reports))
        kinds: dict[str, Iterator[Path]] = {
            "reports of runs": self._old_reports(),
            "samples of block pages": self._older("*/blocked/*.html", self.keep.reports),
            "logs of runs": self._older("*/*.log", self.keep.logs),
            "copies of migrated ledgers": self._older(f"{LEDGER_NAME}.v*.bak", self.keep.copies),
        }
        found = [Old("reports in the ledger", texts.count, texts.size)]
        for kind, paths in kinds.items():
            sizes = [_done(path, do) for path in sorted(paths) if path.name not in feeds]
            found.append(Old(kind, len(sizes), sum(sizes)))
        return found

    def _older(self, pattern: str, keep: timedelta | None) -> Iterator[Path]:
        if keep is not None:
            yield from (
                path
                for path in self.output.glob(pattern)
                if path.is_file() and moment_of(path) < self.now - keep
            )

    def _old_reports(self) -> Iterator[Path]:
        of_site = dict[Path, list[Path]]()
        for path in self._older(f"*/*{REPORT}", self.keep.reports):
            of_site.setdefault(path.parent, []).append(path)
        for folder, old in of_site.items():
            needed = _needed_reports(folder)
            yield from (path for path in old if path not in needed)


def _needed_reports(folder: Path) -> set[Path]:
    """The last report of a site's folder, and that of its last run that was not ok."""
    newest_first = sorted(folder.glob(f"*{REPORT}"), key=lambda path: path.name, reverse=True)
    last = newest_first[0]
    return {last, next((path for path in newest_first if _went_wrong(path)), last)}


def _went_wrong(report: Path) -> bool:
    """Whether a report is of a run that was not ok; one that cannot be read tells nothing."""
    try:
        said = json.loads(report.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(said, dict) and said.get("outcome", Outcome.OK.word) != Outcome.OK.word


def _names_of_feeds(ledger: Location) -> set[str]:
    """The names of published feeds that could be taken for something else: ``-o`` writes to any name."""
    with closing(open_reader(ledger)) as reader:
        return {Path(feed).name for feed in reader.feeds() if not feed.endswith(".jsonl")}


def _done(path: Path, do: Callable[[Path], object]) -> int:
    """The size of the file to which something was done."""
    try:
        size = path.stat().st_size
        do(path)
    except OSError as error:
        raise OutputFailed(f"cannot remove {path}: {error.strerror}; check the folder") from error
    return size
