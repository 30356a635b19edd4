"""The index of all articles' words: an SQLite file of its own, made from the ledger, which it only reads.

It holds no text, but for each word the versions of articles that it stands in, as SQLite's FTS5 keeps it. A version's
words stay when a later version of its article comes; its entry goes, and without one no version is found.

Whoever has the file open has the lock beside it, so that one that is damaged, or of another ledger, can be removed and
made anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from govnews.errors import LockHeld, OutputFailed
from govnews.files import wait_for_lock
from govnews.items import Record
from govnews.ledger.protocol import Reader
from govnews.ledger.search.query import Query
from govnews.ledger.search.words import words

LOCK_SECONDS = 60  # that a search waits for another one, which may have the whole index to make
# What SQLite says where the file may be whole. All else is damage: torn pages, other tables, a schema that is no text.
_NOT_ITS_FAULT = tuple(
    f"SQLITE_{name}" for name in ("BUSY", "CANTOPEN", "FULL", "IOERR", "LOCKED", "NOMEM", "PERM", "READONLY")
)
_BATCH = 1000  # articles that are put in at a time; what is killed goes on behind the last whole batch
_FORM = 1  # counted up where the tables, or what counts as a word, change
# The words come with blanks between them: of what FTS5 can take for a word's end, `ascii` knows nothing else in them.
_TABLES = """
BEGIN;
CREATE VIRTUAL TABLE word USING fts5(title, body, content='', columnsize=0, tokenize='ascii');
CREATE TABLE entry (              -- the current version of each article, by its number in the ledger
    version INTEGER PRIMARY KEY,
    article INTEGER NOT NULL UNIQUE,
    site TEXT NOT NULL,
    published TEXT                -- as the ledger's article.published_at
);
CREATE TABLE reached (            -- one row
    form INTEGER NOT NULL,        -- of these tables
    version INTEGER NOT NULL,     -- the last one that is in; 0: none
    mark TEXT                     -- what tells it from another ledger's
);
"""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which of the articles that a query finds are meant."""

    site: str | None = None
    """None: those of every site."""
    since: str | None = None
    """``YYYY-MM-DD``, the first day of publication; None: from the beginning. With a day here or in ``until`` those
    whose day is not known are left out."""
    until: str | None = None
    """``YYYY-MM-DD``, the last day; None: to the end."""
    most: int = 20
    """So many at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to."""

    count: int
    """How many articles there are within the bounds, their ``most`` aside."""
    articles: list[Record]
    """Their current versions, withdrawn ones among them, the newest first; those without a day last."""


def search(path: Path, ledger: Reader, query: Query, bounds: Bounds) -> Found:
    """What the query finds in the ledger, by the index at ``path``, which is brought up to date, or made, before.

    Raises :exc:`OutputFailed` where it cannot be written, :exc:`LockHeld` where another search has it for too long, and
    what :class:`Reader` raises.
    """
    with _alone(path):
        try:
            found = _found(path, ledger, query, bounds)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if getattr(error, "sqlite_errorname", "").startswith(_NOT_ITS_FAULT):
                raise _cannot_write(path, error) from error
            found = None
        if found is None:
            try:
                _remove(path)
                found = _found(path, ledger, query, bounds)
            except (OSError, sqlite3.Error) as error:
                raise _cannot_write(path, error) from error
    assert found is not None, "a new index is the ledger's"
    count, versions = found
    return Found(count, ledger.records(versions))


def _found(path: Path, ledger: Reader, query: Query, bounds: Bounds) -> tuple[int, list[int]] | None:
    """How many versions are found, and the numbers of the first ones; None where the index is not this ledger's."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if not _is_of(connection, ledger):
            return None
        _catch_up(connection, ledger)
        values = {
            "query": query.expression,
            "site": bounds.site,
            "since": bounds.since,
            "until": bounds.until,
            "most": bounds.most,
        }
        (count,) = connection.execute(f"SELECT count(*) {_MATCHES}", values).fetchone()
        rows = connection.execute(
            f"SELECT version {_MATCHES} ORDER BY published DESC, version DESC LIMIT :most", values
        )
        return count, [version for (version,) in rows]


_MATCHES = (
    "FROM word JOIN entry ON entry.version = word.rowid WHERE word MATCH :query AND (:site IS NULL OR site = :site)"
    " AND (:since IS NULL OR published >= :since) AND (:until IS NULL OR substr(published, 1, 10) <= :until)"
)


def _is_of(connection: sqlite3.Connection, ledger: Reader) -> bool:
    """Whether the index is one of today's form and of this ledger; a file that is empty becomes one."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not tables:
        connection.executescript(_TABLES)
        connection.execute("INSERT INTO reached VALUES (?, 0, NULL)", (_FORM,))
        connection.execute("COMMIT")
    row = connection.execute("SELECT version FROM reached WHERE form = ?", (_FORM,)).fetchone()
    if row is None:
        return False
    (same,) = connection.execute("SELECT mark IS ? FROM reached", (ledger.mark(row[0]),)).fetchone()
    return bool(same)


def _catch_up(connection: sqlite3.Connection, ledger: Reader) -> None:
    """Put in what the ledger recorded since, whole batches."""
    (reached,) = connection.execute("SELECT version FROM reached").fetchone()
    while texts := ledger.texts(after=reached, most=_BATCH):
        reached = texts[-1].version
        connection.execute("BEGIN IMMEDIATE")
        # The former entry of the same article goes.
        connection.executemany(
            "INSERT OR REPLACE INTO entry VALUES (?,?,?,?)",
            ((text.version, text.article, text.site, text.published) for text in texts),
        )
        connection.executemany(
            "INSERT INTO word (rowid, title, body) VALUES (?,?,?)",
            ((text.version, " ".join(words(text.title)), " ".join(words(text.body))) for text in texts),
        )
        connection.execute("UPDATE reached SET version = ?, mark = ?", (reached, ledger.mark(reached)))
        connection.execute("COMMIT")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """No other search inside has the index."""
    try:
        lock = wait_for_lock(path.with_name(f".{path.name}.lock"), LOCK_SECONDS)
    except BlockingIOError:
        raise LockHeld(
            f"another search is bringing {path} up to date; try again when it is through"
        ) from None
    except OSError as error:
        raise _cannot_write(path, error) from error
    with lock:
        yield


def _remove(path: Path) -> None:
    """The journal first: one without its file could be taken for that of the next."""
    for name in (f"{path.name}-journal", path.name):
        path.with_name(name).unlink(missing_ok=True)


def _cannot_write(path: Path, error: Exception) -> OutputFailed:
    why = getattr(error, "strerror", None) or error
    return OutputFailed(
        f"cannot write the search index {path}: {why}; make room or mend the rights there, or search a copy of the ledger"
        " by -s GOVNEWS_OUTPUT=FOLDER"
    )
