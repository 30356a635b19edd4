"""A ledger's file under its working name: it gets its final one when it is whole, or nothing is left of it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from govnews.errors import LedgerNotWritable, LedgerUnusable, LockHeld
from govnews.files import part_of, sync_folder, take_lock
from govnews.ledger.examination import Condition, examine


@dataclass(slots=True)
class NewFile:
    """A ledger's file that is being written."""

    connection: sqlite3.Connection
    condition: Condition | None = None
    """What it is like; None until it is written."""


@contextmanager
def whole_file(path: Path, refuse: Callable[[], None]) -> Iterator[NewFile]:
    """An empty database that becomes the file at ``path``, in the place of what is there.

    When the block ends it is examined, synced and renamed. Whatever ends it before, ``path`` is as it was, and nothing
    is left beside it; after a kill the working file is, which the next one writes over. ``refuse`` raises where there
    must be no such file: it is asked at first, and once more before the file gets its name.

    Raises what ``refuse`` does, :exc:`LockHeld` where another process writes this file, :exc:`LedgerNotWritable` where it
    cannot be written, and :exc:`LedgerUnusable` where what was written is no whole ledger.
    """
    refuse()
    part = part_of(path)
    try:
        lock = take_lock(part)
    except BlockingIOError:
        raise LockHeld(f"another process is writing {path}; wait for it to end") from None
    except OSError as error:
        raise _cannot_write(path, error) from error
    with lock:
        try:
            lock.truncate(0)  # of one that was killed
            _clear_beside(part)
            with closing(sqlite3.connect(part, isolation_level=None)) as connection:
                # Nobody else sees it, and a torn one is made again.
                connection.execute("PRAGMA journal_mode = OFF")
                connection.execute("PRAGMA synchronous = OFF")
                new = NewFile(connection)
                yield new
            new.condition = examine(part)
            if faults := new.condition.faults:
                raise LedgerUnusable(
                    f"{path} is left as it was, since what was to be written there is damaged: {faults[0]}; "
                    "`scrapy ledger check` says what to do"
                )
            _clear_beside(part)
            os.fsync(lock.fileno())
            refuse()
            part.replace(path)
            sync_folder(path.parent)
        except BaseException as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
                _clear_beside(part)
            if isinstance(error, (OSError, sqlite3.Error)):
                raise _cannot_write(path, error) from error
            raise


def _clear_beside(part: Path) -> None:
    for suffix in ("-wal", "-shm", "-journal"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)


def _cannot_write(path: Path, error: Exception) -> LedgerNotWritable:
    why = error.strerror if isinstance(error, OSError) else error
    return LedgerNotWritable(f"cannot write {path}: {why}; make room in its folder, or let it be written to")
