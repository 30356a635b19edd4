"""Where an export goes: a file that is there whole or not at all, packed by its name, or a folder of such files."""

from __future__ import annotations

import errno
import gzip
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import IO, cast

from backports import zstd

from govnews.errors import UsageError
from govnews.exports.formats import Format
from govnews.exports.selection import Values
from govnews.files import is_still_at, part_of, take_lock, write_whole

# Whoever reads a folder of Parquet files passes over names that begin so.
_LISTING = "_govnews-export.json"
_LOCK = ".govnews-export.lock"
# What an export names, so that it removes nothing else.
_IN_FOLDER = re.compile(r"[^/]+/year=\w+/articles\.\w+")
PACKED = frozenset({".gz", ".zst"})
"""What the names of packed files end with."""
# What Hive, and all who read its layout, take for "no value".
_UNDATED = "__HIVE_DEFAULT_PARTITION__"


class WholeFile:
    """One file. A name that ends in ``.gz`` or ``.zst`` is packed so."""

    def __init__(self, path: Path, form: Format, *, bom: bool = False) -> None:
        self.path = path
        self._form = form
        self._bom = bom

    def write(self, records: Iterator[Values]) -> int:
        """Write the records and give the file its name; how many they were. Raises OSError: then nothing is changed.

        What is no regular file, a device or a pipe, is written into; a link's target gets its name anew.
        """
        path = self.path.resolve()
        if path.exists() and not path.is_file():
            with path.open("wb") as device, packed(device, path.suffix) as inside:
                return write(records, inside, self._form, bom=self._bom)
        with _alone(part_of(path)) as file:
            with packed(file, self.path.suffix) as inside:
                count = write(records, inside, self._form, bom=self._bom)
            file.flush()
            os.fsync(file.fileno())
            part_of(path).replace(path)
        return count


@contextmanager
def _alone(part: Path) -> Iterator[IO[bytes]]:
    """A working file, for no other export at the same time; by this name it is gone afterwards. Raises OSError."""
    try:
        file = take_lock(part)
    except BlockingIOError:
        raise BlockingIOError(errno.EAGAIN, "another export is writing it") from None
    with file:
        file.truncate(0)
        try:
            yield file
        finally:
            # Else it has its final name, and another export may be writing by now.
            if is_still_at(part, file):
                part.unlink()


class Folder:
    """Files by site and year of publication: ``mengjin/year=2026/articles.parquet``.

    The year is named as Hive names it; the site is a field of the records, and may not be a second time in a path. What an
    earlier export left there and this one has not is removed; a folder with anything else in it is refused.
    """

    def __init__(self, path: Path, form: Format, *, bom: bool = False) -> None:
        self._path = path
        self._form = form
        self._bom = bom

    def write(self, records: Iterator[Values]) -> int:
        """Write the records, which come site by site and year by year; how many they were. Raises OSError, UsageError."""
        self._listed()  # before anything is made in a folder that is another one's
        self._path.mkdir(parents=True, exist_ok=True)
        with _alone(self._path / _LOCK):
            return self._write(records)

    def _write(self, records: Iterator[Values]) -> int:
        before = self._listed()
        self._list(before)  # from now on it is an export's, whatever becomes of this one
        written: dict[str, int] = {}
        waiting = next(records, None)
        while waiting is not None:
            place = _place(waiting, self._form)
            if place in written:
                raise ValueError(f"{place} comes twice: the records are in no order")
            part = _Same(place, self._form, waiting, records)
            target = self._path / place
            target.parent.mkdir(parents=True, exist_ok=True)
            self._list({*before, *written, place})
            written[place] = WholeFile(target, self._form, bom=self._bom).write(iter(part))
            waiting = part.next
        for gone in {*before} - {*written}:
            (self._path / gone).unlink(missing_ok=True)
        self._list(written)
        return sum(written.values())

    def _listed(self) -> set[str]:
        """The files that an earlier export left. Raises UsageError where the folder is another one's."""
        listing = self._path / _LISTING
        if not listing.is_file():
            if self._path.is_dir() and any(one.name != _LOCK for one in self._path.iterdir()):
                raise UsageError(f"{self._path} has other files in it; name a new or an empty folder")
            return set()
        try:
            files = set(json.loads(listing.read_text(encoding="utf-8"))["files"])
            if not all(map(_IN_FOLDER.fullmatch, files)):
                raise ValueError
        except (ValueError, KeyError, TypeError):
            raise UsageError(
                f"{listing} is no list of an export's files; name a new or an empty folder"
            ) from None
        return files

    def _list(self, files: set[str] | Mapping[str, int]) -> None:
        write_whole(self._path / _LISTING, json.dumps({"files": sorted(files)}, indent=1) + "\n")


class _Same:
    """The records at the head of ``records`` that belong into one file; then ``next`` is the one behind them, None at the end."""

    def __init__(self, place: str, form: Format, first: Values, records: Iterator[Values]) -> None:
        self._place = place
        self._form = form
        self._records = records
        self.next: Values | None = first

    def __iter__(self) -> Iterator[Values]:
        while self.next is not None and _place(self.next, self._form) == self._place:
            one, self.next = self.next, None
            yield one
            self.next = next(self._records, None)


def _place(values: Values, form: Format) -> str:
    """
    >>> _place({"site": "mengjin", "published_on": "2026-03-24"}, Format.PARQUET)
    'mengjin/year=2026/articles.parquet'
    """
    day = values["published_on"]
    return f"{values['site']}/year={day[:4] if day else _UNDATED}/articles{form.suffix}"


def write(records: Iterator[Values], file: IO[bytes], form: Format, *, bom: bool = False) -> int:
    """Write the records into an open file; how many they were."""
    count = 0
    with ExitStack() as stack:
        exporter = form.exporter(file, bom=bom)
        if hasattr(exporter, "close"):
            stack.callback(exporter.close)
        exporter.start_exporting()
        for record in records:
            exporter.export_item(record)
            count += 1
        exporter.finish_exporting()
    file.flush()
    return count


def packed(file: IO[bytes], suffix: str) -> AbstractContextManager[IO[bytes]]:
    """What packs into ``file`` as the suffix of a name says: ``.gz``, ``.zst``; the file itself for any other one."""
    if suffix == ".gz":
        # Without a name and a time in it the same records give the same bytes.
        return cast("IO[bytes]", gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0))
    if suffix == ".zst":
        return cast("IO[bytes]", zstd.ZstdFile(file, "wb"))
    return nullcontext(file)
