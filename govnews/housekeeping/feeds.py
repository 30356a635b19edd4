"""Feeds read back: the only place that does so, for a ledger that is lost."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pydantic import ValidationError

from govnews.errors import OutputFailed, UsageError
from govnews.items import RECORD, Record
from govnews.ledger.editions import of_today
from govnews.ledger.migrations.functions import hash_of_content, site_now
from govnews.ledger.rebuild import Published

ENDINGS = (".jsonl", ".jsonl.gz")
MOST_VERSIONS = 1_000_000  # of an article; no line of ours has more


@dataclass(frozen=True, slots=True)
class LeftAside:
    """A line of a feed that is no record: torn, or another program's."""

    feed: Path
    line: int
    """Its number, from 1."""
    why: str

    def __str__(self) -> str:
        return f"{self.feed}:{self.line}: {self.why}"


def feeds_in(places: Iterable[Path]) -> list[Path]:
    """The feeds of folders and the files that are named one by one, by their names, the oldest first, each once.

    A folder's feeds are those that lie in it, and in the folders in it: an output folder, a site's, one for old feeds.
    Raises :exc:`UsageError` for a place that is not there, and where there is no feed.
    """
    places = list(places)
    found = set[Path]()
    for place in places:
        if place.is_dir():
            found |= {
                path.resolve()
                for path in (*place.glob("*"), *place.glob("*/*"))
                if path.name.endswith(ENDINGS) and path.is_file()
            }
        elif place.is_file():
            found.add(place.resolve())
        else:
            raise UsageError(f"{place} is not there: name folders with feeds, or feeds")
    if not found:
        raise UsageError(
            f"there is no feed (*.jsonl) in {', '.join(map(str, places))}: name folders or files"
        )
    return sorted(found, key=lambda path: (path.name, path))


def published(feeds: Iterable[Path], leave_aside: Callable[[LeftAside], None]) -> Iterator[Published]:
    """Every record of the feeds, in their order; ``leave_aside`` is told of each line that is none.

    Raises :exc:`OutputFailed` where a feed cannot be read.
    """
    for feed in feeds:
        number = 0
        try:
            with gzip.open(feed) if feed.name.endswith(".gz") else feed.open("rb") as lines:
                for number, line in enumerate(lines, start=1):
                    if not line.strip():
                        continue
                    try:
                        one = _published(line.decode("utf-8"), feed)
                    except ValidationError as error:
                        first = error.errors(include_url=False)[0]
                        where = ".".join(map(str, first["loc"]))
                        leave_aside(LeftAside(feed, number, f"no record: {where or 'line'}: {first['msg']}"))
                    except ValueError as error:
                        leave_aside(LeftAside(feed, number, f"no record: {error}"))
                    except (TypeError, AttributeError, KeyError, RecursionError):
                        leave_aside(LeftAside(feed, number, "no record: it has another form"))
                    else:
                        yield one
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            leave_aside(LeftAside(feed, number + 1, f"the file is torn from here on: {error}"))
        except OSError as error:
            raise OutputFailed(f"cannot read {feed}: {error.strerror}") from error


def _published(line: str, feed: Path) -> Published:
    """The record of a line. Raises ValueError, and whatever the reading of another program's line does."""
    record = RECORD.validate_json(of_today(line))
    _check_moments(record)
    first_edition = not line.startswith('{"schema_version":')  # its hashes were made otherwise
    content = hash_of_content(line) if first_edition else record.content_hash
    return Published(record, site_now(record.site, record.url), content, feed)


def _check_moments(record: Record) -> None:
    """Raises ValueError where a moment or a count has the form of one, and is none."""
    if datetime.fromisoformat(record.fetched_at).tzinfo is None or not record.fetched_at.endswith("Z"):
        raise ValueError("fetched_at is no moment in UTC")
    if record.published_on is not None:
        date.fromisoformat(record.published_on)
    if record.version > MOST_VERSIONS:
        raise ValueError(f"version {record.version}")
