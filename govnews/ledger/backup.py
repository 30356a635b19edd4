"""A copy of the ledger while crawls go on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

from govnews.errors import UsageError
from govnews.files import part_of
from govnews.ledger.examination import Condition
from govnews.ledger.sqlite import SqliteDatabase, in_our_words, is_damage
from govnews.ledger.working import whole_file

# Of 4 KiB: a step takes less than a millisecond, and a signal or another thread waits for no more.
PAGES_A_STEP = 100


def back_up(ledger: Path, copy: Path) -> Condition:
    """Write the ledger, as it is at one moment, to the file ``copy``; what the copy is like.

    The moment is that of the beginning: what is written later is not in it, and its writers never wait. ``copy`` is
    there whole, and checked, or as it was.

    Raises :exc:`UsageError` where ``copy`` is no place for it, :exc:`LedgerUnusable` where the ledger is damaged,
    :exc:`LedgerNotWritable` where the copy cannot be written, and :exc:`LockHeld` where another one is on.
    """
    ledger, copy = ledger.resolve(), copy.resolve()
    with (
        closing(SqliteDatabase.open_for_reading(ledger)) as source,
        # One transaction over all steps: without it each commit of a crawl would make the copy begin anew.
        source.moment(),
        whole_file(copy, partial(_check_place, ledger, copy)) as new,
    ):
        try:
            source.connection.backup(new.connection, pages=PAGES_A_STEP, sleep=0)
            new.connection.execute("PRAGMA journal_mode = DELETE")  # one file, wherever it is read
        except sqlite3.Error as error:
            if is_damage(error):
                raise in_our_words(error, ledger) from error
            raise
    assert new.condition is not None
    return new.condition


def _check_place(ledger: Path, copy: Path) -> None:
    own = [
        ledger,
        part_of(ledger),
        *(ledger.with_name(ledger.name + end) for end in ("-wal", "-shm", "-journal")),
    ]
    if copy in own or (copy.exists() and ledger.exists() and copy.samefile(ledger)):
        raise UsageError(f"{copy} is the ledger itself: name another file")
    if copy.is_dir():
        raise UsageError(f"{copy} is a folder: name a file in it, as {copy / ledger.name}")
    if copy.exists() and not copy.is_file():
        raise UsageError(f"{copy} is no regular file: name one")
    if not copy.parent.is_dir():
        raise UsageError(f"the folder {copy.parent} is not there: make it, or name another")
    log = copy.with_name(f"{copy.name}-wal")
    if log.exists() and log.stat().st_size:
        # SQLite would take what stands there for the copy's own.
        raise UsageError(f"{copy} is in use as a ledger, as {log.name} beside it shows: name another file")
