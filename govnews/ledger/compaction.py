"""Giving back the room that a ledger does not use any more."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from govnews.errors import LedgerNotWritable, LockHeld
from govnews.ledger.migrations import check_version, version_of
from govnews.ledger.sqlite import in_our_words, is_damage

PATIENCE = 1  # seconds in which a command that reads the ledger may end


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes of the ledger's file."""

    before: int
    after: int


def compact(path: Path) -> Sizes:
    """Write the ledger anew, in one transaction, without the pages that hold nothing.

    Nobody else has it open meanwhile; who opens it waits. It takes as much room again as the ledger has, twice, in its
    folder. Whatever ends it before its end, the ledger is as it was.

    Raises :exc:`LockHeld` where another process has the ledger open, :exc:`LedgerNotWritable` where there is no room or no
    right, and :exc:`LedgerUnusable` where it is damaged, another program's or of a newer govnews.
    """
    before = path.stat().st_size
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as connection:
            connection.execute(
                "PRAGMA locking_mode = EXCLUSIVE"
            )  # refused while any other connection is there
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            check_version(version_of(connection), path, tables=tables)
            # SQLite's temporary files would lie on another disk, often a small one in memory.
            folder = str(path.parent).replace("'", "''")
            connection.execute(f"PRAGMA temp_store_directory = '{folder}'")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        if is_damage(error):
            raise in_our_words(error, path) from error
        if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise LockHeld(f"a crawl or another command has {path} open: wait for it to end") from error
        raise LedgerNotWritable(
            f"cannot compact {path}: {error}; make room for {2 * before // 1_000_000 + 1} MB in its folder, or let it be "
            "written to"
        ) from error
    return Sizes(before, path.stat().st_size)
