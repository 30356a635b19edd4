"""The schema and its changes.

A change of the schema, or of what its values mean, is a file here, ``NNNN_what.sql``: the statements that lead from
version N-1 to version N. They may call the functions of :mod:`govnews.ledger.migrations.functions`. ``schema.sql`` is
changed to the same effect, for new ledgers, and :data:`SCHEMA_VERSION` is counted up. An old ledger is migrated when a
crawl opens it: in one transaction, after a copy of its file was made beside it.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing, suppress
from importlib.resources import files
from pathlib import Path

from govnews.errors import LedgerNotWritable, LedgerUnusable
from govnews.files import part_of, sync_folder
from govnews.ledger.migrations.functions import register

logger = logging.getLogger(__name__)

SCHEMA_VERSION = 12
OLDEST_VERSION = 1
"""The oldest version that is migrated, and that commands read as it is."""


def version_of(connection: sqlite3.Connection) -> int:
    """The schema version of a ledger; 0 for an empty file, and for what other programs make."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def check_version(version: int, path: Path, *, tables: int) -> None:
    """Raises :exc:`LedgerUnusable` for a version that this govnews neither reads nor migrates, and for no version at all.

    ``tables`` is how many tables and indexes the file has.
    """
    if version == 0 and tables:
        raise LedgerUnusable(
            f"{path} is the database of another program: move it away, or use another GOVNEWS_OUTPUT folder"
        )
    if version == 0:
        raise LedgerUnusable(
            f"the ledger {path} is empty: put a backup in its place, or move it away and `scrapy ledger rebuild`; "
            "`scrapy crawl` begins anew with it"
        )
    if not OLDEST_VERSION <= version <= SCHEMA_VERSION:
        raise LedgerUnusable(
            f"the ledger {path} has schema version {version}, this govnews reads {SCHEMA_VERSION}: "
            "use the govnews that wrote it, or another GOVNEWS_OUTPUT folder"
        )


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of a new ledger, unless another process just did."""
    connection.execute("BEGIN IMMEDIATE")
    with connection:  # commits, or rolls back
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if not tables:
            _execute_all(connection, (files("govnews.ledger") / "schema.sql").read_text("utf-8"))
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION:d}")


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the ledger at ``path`` to this version, unless another process just did.

    Raises :exc:`LedgerNotWritable` where there is no room for the copy, sqlite3.Error where the migration fails; the
    ledger is then as it was.
    """
    connection.execute("BEGIN IMMEDIATE")  # a second process waits here, and finds nothing left to do
    with connection:  # commits, or rolls back
        version = version_of(connection)
        check_version(version, path, tables=1)
        if version == SCHEMA_VERSION:
            return
        copy = _copy(path, version)
        bring_up(connection, version)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION:d}")
    logger.info(
        "The ledger %s was migrated from schema version %d to %d; as it was, it is in %s",
        path, version, SCHEMA_VERSION, copy,
    )  # fmt: skip


def bring_up(connection: sqlite3.Connection, version: int) -> None:
    """Lead the tables and what is in them from ``version`` to this one; in the caller's transaction, if there is one.

    Raises sqlite3.Error where they are not those of ``version``.
    """
    register(connection)
    for number in range(version + 1, SCHEMA_VERSION + 1):
        (script,) = (
            file
            for file in files("govnews.ledger.migrations").iterdir()
            if file.name.startswith(f"{number:04d}_")
        )
        _execute_all(connection, script.read_text("utf-8"))


def _execute_all(connection: sqlite3.Connection, script: str) -> None:
    # Not by executescript, which commits first.
    for statement in script.split(";\n"):
        connection.execute(statement)


def _copy(path: Path, version: int) -> Path:
    """Copy the ledger, as it was last committed, to ``NAME.v<version>.bak`` beside it; whole and durable, or not there.

    The caller's open transaction keeps others from writing meanwhile. Raises :exc:`LedgerNotWritable`.
    """
    copy = path.with_name(f"{path.name}.v{version}.bak")
    part = part_of(copy)
    try:
        part.unlink(missing_ok=True)  # of a migration that was killed
        with (
            closing(sqlite3.connect(path)) as source,
            closing(sqlite3.connect(part, isolation_level=None)) as target,
        ):
            target.execute("PRAGMA journal_mode = OFF")  # nobody else sees it, and a torn one is made again
            target.execute("PRAGMA synchronous = OFF")
            source.backup(target)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(copy)
        sync_folder(copy.parent)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise LedgerNotWritable(
            f"cannot migrate the ledger {path}, since it cannot be copied to {copy.name} before: {error}; make room "
            f"for {_megabytes(path)} MB in the folder, or let it be written to"
        ) from error
    return copy


def _megabytes(path: Path) -> int:
    return path.stat().st_size // 1_000_000 + 1
