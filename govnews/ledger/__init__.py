"""What is known: the one place where anything is kept between runs (SQLite, ``output/govnews.db``).

Two promises are kept here. An article is *seen* in the transaction that stores its whole record. It is
*published* when the feed file that holds it has its final name; the file's name is announced here before it is
given, so that after a crash between the two it is known which of them happened (:meth:`Ledger.recover`).

Keys are 16 bytes of a hash over site and address, so that sites never share an entry and a look-up stays one
step in one B-tree of ~28 bytes a key.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from govnews.errors import OutputFailed, UsageError
from govnews.files import sync_folder
from govnews.identity import key_of, url_hash
from govnews.items import RECORD, Column, ListingEntry, Record

logger = logging.getLogger(__name__)

SCHEMA_VERSION = 1
SHARE_SAMPLE = 500  # articles that tell what a site's pages usually give
SCHEMA = """
CREATE TABLE known (          -- every address that needs no second look: articles by any of their addresses,
    key BLOB PRIMARY KEY,     -- and what was excluded (article is null)
    article INTEGER,
    since INTEGER             -- Unix time from which on it is known; null: for good
) WITHOUT ROWID;
CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    url_hash TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    event TEXT NOT NULL,
    published_at TEXT,
    seen_at TEXT NOT NULL,            -- UTC, ISO 8601, like every *_at here but published_at
    etag TEXT,
    last_modified TEXT,
    checks INTEGER NOT NULL DEFAULT 0,
    check_at TEXT,                    -- when it is due to be looked at again; null: never
    gone INTEGER NOT NULL DEFAULT 0   -- runs in a row that found it gone
);
CREATE INDEX article_content ON article (site, content_hash);
CREATE INDEX article_check ON article (site, check_at) WHERE check_at IS NOT NULL;
CREATE TABLE address (                -- further addresses of an article: other column, other generation, redirect
    article INTEGER NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (article, url)
) WITHOUT ROWID;
CREATE TABLE version (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    article INTEGER NOT NULL,
    version INTEGER NOT NULL,
    record TEXT NOT NULL,             -- the feed's line, as JSON
    publication INTEGER,              -- null: in no feed file yet
    UNIQUE (article, version)
);
CREATE INDEX version_pending ON version (site) WHERE publication IS NULL;
CREATE TABLE publication (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    path TEXT NOT NULL,
    part TEXT,                        -- the complete file under its working name
    done INTEGER NOT NULL DEFAULT 0   -- 1: the file has its final name
);
CREATE TABLE excluded (
    key BLOB PRIMARY KEY,
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    reason TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE failure (
    key BLOB PRIMARY KEY,
    site TEXT NOT NULL,
    entry TEXT NOT NULL,              -- ListingEntry as JSON
    column_name TEXT NOT NULL,
    count INTEGER NOT NULL,
    error TEXT NOT NULL,
    failed_at TEXT NOT NULL,
    first_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE column_ (
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    name TEXT NOT NULL,
    why TEXT NOT NULL,
    rank INTEGER NOT NULL,
    render INTEGER NOT NULL DEFAULT 0, -- 1: drawn by a script, needs a browser
    by_name INTEGER NOT NULL,         -- 1: crawled only when asked for by -a columns=
    found_at TEXT NOT NULL,
    whole_at TEXT,                    -- last walk over the whole list to a proven end; null: every run walks on
    complete_at TEXT,                 -- last walk, whole or not, that left nothing out
    last_end TEXT,                    -- how and where the last whole walk ended
    PRIMARY KEY (site, url)
);
CREATE TABLE host (                   -- servers, whichever site asks them
    host TEXT PRIMARY KEY,            -- with its port, where the address names one
    until TEXT,                       -- UTC: not asked for anything before; null: any time
    why TEXT,
    refusals INTEGER NOT NULL DEFAULT 0,    -- times in a row that it refused the crawler
    legacy_tls INTEGER NOT NULL DEFAULT 0,  -- 1: it needs what old servers need (downloader/servers.py)
    scheme TEXT                       -- http or https where only one of them answers; null: as addresses say
) WITHOUT ROWID;
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT,
    report TEXT
);
CREATE INDEX run_site ON run (site, id);
"""


@dataclass(frozen=True, slots=True)
class Failure:
    """An entry whose article could not be had so far."""

    entry: ListingEntry
    column: str
    count: int
    error: str


@dataclass(frozen=True, slots=True)
class Host:
    """What is known of a server; the columns of the table ``host``."""

    until: str | None = None
    why: str | None = None
    refusals: int = 0
    legacy_tls: bool = False
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class KnownColumn:
    """A column found earlier, and how far it was walked."""

    column: Column
    by_name: bool
    render: bool
    found_at: str
    whole_at: str | None
    complete_at: str | None
    last_end: str | None


@dataclass(frozen=True, slots=True)
class DueCheck:
    """A recorded article that is due to be looked at again."""

    article: int
    url: str
    url_hash: str
    version: int
    published_at: str | None
    seen_at: str
    etag: str | None
    last_modified: str | None
    checks: int
    gone: int


@dataclass(frozen=True, slots=True)
class Shares:
    """Of how many articles each field has a value in which share."""

    count: int
    share: dict[str, float]


class Ledger:
    """The ledger as one site sees it. Opened in the process that crawls; sites may share the file.

    Raises :exc:`UsageError` where the file is none of ours or was written by another version of the schema, and
    :exc:`OutputFailed` where it cannot be written; such a file is left as it is.
    """

    def __init__(self, path: Path, site: str) -> None:
        self.path, self.site = path, site
        try:
            self._db = sqlite3.connect(path, timeout=60, isolation_level=None)
            try:
                self._open_schema()
            except BaseException:
                self._db.close()
                raise
        except sqlite3.Error as error:
            failed = OutputFailed if isinstance(error, sqlite3.OperationalError) else UsageError
            raise failed(
                f"cannot open the ledger {path}: {error}; check the folder, or name another by GOVNEWS_OUTPUT"
            ) from error

    def _open_schema(self) -> None:
        db = self._db
        (version,) = db.execute("PRAGMA user_version").fetchone()
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if version == 0 and tables:
            raise UsageError(
                f"{self.path} is the database of another program: move it away, or use another GOVNEWS_OUTPUT folder"
            )
        if version not in {0, SCHEMA_VERSION}:
            raise UsageError(
                f"the ledger {self.path} has schema version {version}, this govnews reads {SCHEMA_VERSION}: "
                "use the govnews that wrote it, or another GOVNEWS_OUTPUT folder"
            )
        db.execute("PRAGMA journal_mode = WAL")
        # A commit survives a killed process; a power cut may lose the last ones, never the order. What a feed
        # file's name depends on is committed with FULL (see announce).
        db.execute("PRAGMA synchronous = NORMAL")
        if version == 0:
            with _transaction(db):
                if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                    for statement in SCHEMA.split(";\n"):
                        db.execute(statement)
                    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION:d}")

    def close(self) -> None:
        """Flush and close; the ledger can be copied as one file afterwards."""
        self._db.close()

    def key(self, url_hash: str) -> bytes:
        """The 16 bytes under which ``url_hash`` is known for this site."""
        return key_of(self.site, url_hash)

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is written inside is one transaction: kept as a whole, or not at all where an exception leaves it.

        A write whose exception is caught inside is undone alone.
        """
        with _transaction(self._db):
            yield

    # What is known

    def knows(self, url_hash: str) -> bool:
        """Whether the address needs no second look: its article is recorded, or it was excluded for good."""
        return bool(self._db.execute("SELECT 1 FROM known WHERE key = ?", (self.key(url_hash),)).fetchone())

    def knew(self, url_hash: str, moment: str) -> bool:
        """Whether the address was known at ``moment`` (UTC, ISO 8601) already, or excluded at any time."""
        row = self._db.execute("SELECT since FROM known WHERE key = ?", (self.key(url_hash),)).fetchone()
        return row is not None and (row[0] is None or row[0] <= _unix(moment))

    def twin(self, article: Record) -> str | None:
        """URL of another recorded article of this site with the same content and day; None where there is none.

        An article without text has no twin: its title alone is no proof.
        """
        if not article.body:
            return None
        day = (article.published_at or "")[:10]
        rows = self._db.execute(
            "SELECT url, published_at FROM article WHERE site = ? AND content_hash = ? AND event != 'withdrawn'",
            (self.site, article.content_hash),
        )
        for url, published_at in rows:
            other = (published_at or "")[:10]
            if not day or not other or day == other:
                return str(url)
        return None

    def record(
        self,
        article: Record,
        *,
        now: str,
        addresses: Iterable[str] = (),
        check_at: str | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> None:
        """Store the article's record and mark it seen, in one transaction.

        ``addresses`` are further canonical hashes it is known by (the entry's URL before redirects).
        """
        line = RECORD.dump_json(article).decode()
        with _transaction(self._db) as db:
            found = db.execute(
                "SELECT article FROM known WHERE key = ? AND article IS NOT NULL",
                (self.key(article.url_hash),),
            ).fetchone()
            if found is None:
                number = db.execute(
                    "INSERT INTO article (site, url, url_hash, content_hash, version, event, published_at, seen_at,"
                    " etag, last_modified, check_at) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                    (self.site, article.url, article.url_hash, article.content_hash, article.version, article.event,
                     article.published_at, now, etag, last_modified, check_at),
                ).lastrowid  # fmt: skip
            else:
                (number,) = found
                db.execute(
                    "UPDATE article SET content_hash=?, version=?, event=?, published_at=?, etag=?, last_modified=?,"
                    " check_at=?, checks=checks + 1, gone=0 WHERE id=?",
                    (article.content_hash, article.version, article.event, article.published_at, etag, last_modified,
                     check_at, number),
                )  # fmt: skip
            if article.event == "withdrawn":
                # What follows it in a list has moved up, maybe past a walk that was under way: look at all of it.
                db.execute("UPDATE column_ SET whole_at = NULL WHERE site = ?", (self.site,))
            for url_hash in {article.url_hash, *addresses}:
                _know(db, self.key(url_hash), number, now)
                db.execute("DELETE FROM failure WHERE key = ?", (self.key(url_hash),))
            db.execute(
                "INSERT INTO version (site, article, version, record) VALUES (?,?,?,?)",
                (self.site, number, article.version, line),
            )

    def add_address(self, url: str, url_hash: str, *, of: str, now: str) -> None:
        """Know ``url`` from now on as a further address of the article at the canonical hash ``of``."""
        with _transaction(self._db) as db:
            row = db.execute("SELECT article FROM known WHERE key = ?", (self.key(of),)).fetchone()
            if row and row[0] is not None:
                _know(db, self.key(url_hash), row[0], now)
                db.execute("INSERT OR IGNORE INTO address VALUES (?, ?)", (row[0], url))
            db.execute("DELETE FROM failure WHERE key = ?", (self.key(url_hash),))

    def exclude(self, url: str, url_hash: str, reason: str) -> None:
        """Know the address as one that is not wanted, with the reason; it is not fetched again."""
        with _transaction(self._db) as db:
            key = self.key(url_hash)
            db.execute("INSERT OR IGNORE INTO known VALUES (?, NULL, NULL)", (key,))
            db.execute("INSERT OR IGNORE INTO excluded VALUES (?,?,?,?)", (key, self.site, url, reason))
            db.execute("DELETE FROM failure WHERE key = ?", (key,))

    # What failed

    def fail(self, entry: ListingEntry, url_hash: str, column: str, error: str, *, now: str) -> None:
        """Remember that the entry's article could not be had; later runs try again."""
        with _transaction(self._db) as db:
            db.execute(
                "INSERT INTO failure VALUES (:key,:site,:entry,:column,1,:error,:now,:now) ON CONFLICT (key) DO UPDATE SET"
                " count = count + 1, error = excluded.error, failed_at = excluded.failed_at",
                {
                    "key": self.key(url_hash),
                    "site": self.site,
                    "entry": json.dumps(asdict(entry), ensure_ascii=False),
                    "column": column,
                    "error": error,
                    "now": now,
                },
            )

    def failures(self) -> list[Failure]:
        """Every entry of this site that is still to be had, the oldest failure first."""
        rows = self._db.execute(
            "SELECT entry, column_name, count, error FROM failure WHERE site = ? ORDER BY failed_at",
            (self.site,),
        )
        return [Failure(ListingEntry(**json.loads(entry)), *rest) for entry, *rest in rows]

    def give_up(self, *, failures: int, meanwhile: int) -> list[str]:
        """Exclude the entries that failed in so many runs while so many articles of the site could be read.

        Such an entry is a dead link or no article; where nothing else can be read either, it is not given up.
        Returns the URLs.
        """
        rows = self._db.execute(
            "SELECT entry, error FROM failure WHERE site = :site AND count >= :failures AND"
            " (SELECT count(*) FROM article WHERE site = :site AND seen_at > first_at) >= :meanwhile",
            {"site": self.site, "failures": failures, "meanwhile": meanwhile},
        ).fetchall()
        for entry, error in rows:
            url = json.loads(entry)["url"]
            self.exclude(url, url_hash(url), f"failed in {failures} runs: {error}")
        return [json.loads(entry)["url"] for entry, _ in rows]

    def field_shares(self, fields: Sequence[str], *, started_at: str) -> tuple[Shares, Shares]:
        """How often each field was given by this run's new articles, and by the site's latest ones before it."""

        def shares(seen: str) -> Shares:
            given = ", ".join(f"avg(coalesce(json_extract(record, '$.{name}'), '') != '')" for name in fields)
            count, *averages = self._db.execute(
                f"SELECT count(*), {given} FROM (SELECT record FROM article JOIN version"  # noqa: S608 - our own names
                f" ON version.article = article.id AND version.version = 1"
                f" WHERE article.site = ? AND seen_at {seen} ? ORDER BY article.id DESC LIMIT {SHARE_SAMPLE:d})",
                (self.site, started_at),
            ).fetchone()
            return Shares(count, {name: share or 0.0 for name, share in zip(fields, averages, strict=True)})

        return shares(">="), shares("<")

    # What is looked at again

    def due_checks(self, *, now: str, limit: int) -> list[DueCheck]:
        """The articles that are due at ``now``, the most overdue first."""
        rows = self._db.execute(
            "SELECT id, url, url_hash, version, published_at, seen_at, etag, last_modified, checks, gone FROM article"
            " WHERE site = ? AND check_at <= ? ORDER BY check_at LIMIT ?",
            (self.site, now, limit),
        )
        return [DueCheck(*row) for row in rows]

    def checked(self, article: int, *, check_at: str | None, gone: int = 0) -> None:
        """The article was looked at and is as it was, or gone for the ``gone``-th time in a row."""
        with _transaction(self._db) as db:
            db.execute(
                "UPDATE article SET checks = checks + 1, gone = ?, check_at = ? WHERE id = ?",
                (gone, check_at, article),
            )

    def current(self, url_hash: str) -> Record | None:
        """The last version of the article; None where it is not recorded."""
        row = self._db.execute(
            "SELECT record FROM known JOIN version ON version.article = known.article"
            " WHERE key = ? ORDER BY version.version DESC LIMIT 1",
            (self.key(url_hash),),
        ).fetchone()
        return RECORD.validate_json(row[0]) if row else None

    # What is published

    def pending(self) -> Iterator[Record]:
        """Records that stand in no feed file yet, in the order they were recorded."""
        last = 0
        while rows := self._db.execute(
            "SELECT id, record FROM version WHERE site = ? AND publication IS NULL AND id > ? ORDER BY id LIMIT 100",
            (self.site, last),
        ).fetchall():
            for last, record in rows:  # noqa: B007 - the last id is where the next batch goes on
                yield RECORD.validate_json(record)

    def waiting(self) -> int:
        """How many records stand in no feed file yet."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM version WHERE site = ? AND publication IS NULL", (self.site,)
        ).fetchone()
        return int(count)

    def pending_id(self, article: Record) -> int | None:
        """The number of the article's unpublished version; None where it is published or unknown."""
        row = self._db.execute(
            "SELECT version.id FROM known JOIN version ON version.article = known.article"
            " WHERE known.key = ? AND version.version = ? AND publication IS NULL",
            (self.key(article.url_hash), article.version),
        ).fetchone()
        return row[0] if row else None

    def announce(self, path: Path | str, part: Path | None, versions: Sequence[int]) -> int:
        """Say durably, before it happens, that ``part`` is about to become ``path`` and holds ``versions``."""
        self._db.execute("PRAGMA synchronous = FULL")
        try:
            with _transaction(self._db) as db:
                number = db.execute(
                    "INSERT INTO publication (site, path, part) VALUES (?,?,?)",
                    (self.site, str(path), None if part is None else str(part)),
                ).lastrowid
                assert number is not None
                db.executemany(
                    "UPDATE version SET publication = ? WHERE id = ? AND publication IS NULL",
                    ((number, version) for version in versions),
                )
        finally:
            self._db.execute("PRAGMA synchronous = NORMAL")
        return number

    def confirm(self, publication: int) -> None:
        """The announced file has its final name."""
        with _transaction(self._db) as db:
            db.execute("UPDATE publication SET done = 1, part = NULL WHERE id = ?", (publication,))

    def withdraw_announcement(self, publication: int) -> None:
        """The announced file did not come to be: what it held is unpublished again."""
        with _transaction(self._db) as db:
            db.execute("UPDATE version SET publication = NULL WHERE publication = ?", (publication,))
            db.execute("DELETE FROM publication WHERE id = ?", (publication,))

    def recover(self) -> None:
        """Bring announcements of a run that was killed to an end: publish the complete file, or take it back.

        Only for the holder of the site's lock.
        """
        for announced in self._db.execute(
            "SELECT id, path, part FROM publication WHERE site = ? AND done = 0 ORDER BY id", (self.site,)
        ).fetchall():
            self._settle(*announced)

    def recover_part(self, part: Path) -> bool:
        """The same for one working file, whichever site's run announced it; whether there was such a run.

        Only for the holder of the file's lock.
        """
        announced = self._db.execute(
            "SELECT id, path, part FROM publication WHERE part = ? AND done = 0", (str(part),)
        ).fetchall()
        for one in announced:
            self._settle(*one)
        return bool(announced)

    def _settle(self, number: int, path: str, part: str | None) -> None:
        if part is None:
            # An upload: whether it ended is not known, and twice is better than never.
            self.withdraw_announcement(number)
            logger.warning("The upload to %s was cut off: its articles are published again", path)
            return
        if not Path(path).parent.is_dir():
            logger.warning("The folder of %s is not there: whether it was published is not known yet", path)
            return
        if Path(part).exists():
            Path(part).replace(path)
            sync_folder(Path(path).parent)
            logger.info("Published %s, which a killed run had completed", path)
        elif not Path(path).exists():
            # The part is gone only once it has been renamed; consumers may move a feed away at once.
            logger.warning("%s was published by a killed run and has been moved since", path)
        self.confirm(number)

    # Columns

    def columns(self) -> list[KnownColumn]:
        """The site's columns as found earlier, the surest first."""
        rows = self._db.execute(
            "SELECT name, url, why, rank, by_name, render, found_at, whole_at, complete_at, last_end FROM column_"
            " WHERE site = ? ORDER BY rank, rowid",
            (self.site,),
        )
        return [
            KnownColumn(Column(name, url, why, rank), bool(by_name), bool(render), *rest)
            for name, url, why, rank, by_name, render, *rest in rows
        ]

    def remember_columns(self, columns: Iterable[Column], *, by_name: bool, now: str) -> None:
        """Take over what was found on the home page; columns no longer found stay known.

        ``by_name``: they were asked for by name, and are left out where nobody asks.
        """
        with _transaction(self._db) as db:
            db.executemany(
                "INSERT INTO column_ (site, url, name, why, rank, by_name, found_at) VALUES (?,?,?,?,?,?,?)"
                " ON CONFLICT (site, url) DO UPDATE SET name = excluded.name, why = excluded.why, rank = excluded.rank,"
                " by_name = min(by_name, excluded.by_name), found_at = excluded.found_at",
                (
                    (self.site, column.url, column.name, column.why, column.rank, by_name, now)
                    for column in columns
                ),
            )

    def distrust_columns(self) -> None:
        """A known column is not where it was: the next run reads the home page again."""
        with _transaction(self._db) as db:
            db.execute("UPDATE column_ SET found_at = '' WHERE site = ?", (self.site,))

    def forget_column(self, url: str) -> None:
        """The column is gone from the home page and its list is, too; its articles stay known."""
        with _transaction(self._db) as db:
            db.execute("DELETE FROM column_ WHERE site = ? AND url = ?", (self.site, url))

    def column_walked(self, url: str, *, whole: bool, end: str, proven_at: str | None, render: bool) -> None:
        """Keep how a walk ended; ``proven_at`` is its time where it left nothing out, else None."""
        with _transaction(self._db) as db:
            db.execute(
                "UPDATE column_ SET complete_at = coalesce(:at, complete_at),"
                " whole_at = CASE WHEN :whole THEN coalesce(:at, whole_at) ELSE whole_at END,"
                " last_end = CASE WHEN :whole THEN :end ELSE last_end END, render = :render"
                " WHERE site = :site AND url = :url",
                {
                    "at": proven_at,
                    "whole": whole,
                    "end": end,
                    "render": render,
                    "site": self.site,
                    "url": url,
                },
            )

    # Hosts

    def host(self, host: str) -> Host:
        """What is known of the server; of an unknown one nothing."""
        row = self._db.execute(
            "SELECT until, why, refusals, legacy_tls, scheme FROM host WHERE host = ?", (host,)
        ).fetchone()
        return Host(row[0], row[1], row[2], bool(row[3]), row[4]) if row else Host()

    def leave_alone(self, host: str, *, until: str | None, why: str | None, refusals: int) -> None:
        """Keep until when (UTC, ISO 8601) the server is not to be asked; None: it may be."""
        with _transaction(self._db) as db:
            db.execute(
                "INSERT INTO host (host, until, why, refusals) VALUES (?,?,?,?) ON CONFLICT (host) DO UPDATE SET"
                " until = excluded.until, why = excluded.why, refusals = excluded.refusals",
                (host, until, why, refusals),
            )

    def remember_server(self, host: str, *, legacy_tls: bool = False, scheme: str | None = None) -> None:
        """Keep what the server was found to need, in place of what was kept before."""
        with _transaction(self._db) as db:
            db.execute(
                "INSERT INTO host (host, legacy_tls, scheme) VALUES (?,?,?) ON CONFLICT (host) DO UPDATE SET"
                " legacy_tls = excluded.legacy_tls, scheme = excluded.scheme",
                (host, legacy_tls, scheme),
            )

    # Runs

    def begin_run(self, *, now: str) -> int:
        """A new run's number."""
        with _transaction(self._db) as db:
            number = db.execute(
                "INSERT INTO run (site, started_at) VALUES (?, ?)", (self.site, now)
            ).lastrowid
        assert number is not None
        return number

    def last_run_at(self, *, now: str) -> str | None:
        """When the site's last run ended; ``now`` where it was killed, at the latest. None before the first one."""
        row = self._db.execute(
            "SELECT coalesce(finished_at, ?) FROM run WHERE site = ? ORDER BY id DESC LIMIT 1",
            (now, self.site),
        ).fetchone()
        return row[0] if row else None

    def end_run(self, number: int, *, now: str, outcome: str, report: str) -> None:
        """Keep the outcome and the report (JSON) of a run that came to its end."""
        with _transaction(self._db) as db:
            db.execute(
                "UPDATE run SET finished_at = ?, outcome = ?, report = ? WHERE id = ?",
                (now, outcome, report, number),
            )


def sites(path: Path) -> list[str]:
    """The sites that the ledger at ``path`` has articles of."""
    with closing(_reader(path)) as db:
        return [site for (site,) in db.execute("SELECT DISTINCT site FROM article ORDER BY site")]


def read_versions(path: Path, url: str) -> list[Record]:
    """Every version of the article at ``url``, of whichever site; empty where the ledger does not know it."""
    identity = url_hash(url)
    with closing(_reader(path)) as db:
        keys = [key_of(site, identity) for (site,) in db.execute("SELECT DISTINCT site FROM article")]
        found = (db.execute("SELECT article FROM known WHERE key = ?", (key,)).fetchone() for key in keys)
        return [
            RECORD.validate_json(record)
            for row in found
            if row is not None
            for (record,) in db.execute("SELECT record FROM version WHERE article = ? ORDER BY version", row)
        ]


def read_current(path: Path, site: str, *, since: str | None = None) -> Iterator[Record]:
    """The last version of every article of a site, in the order of publication; ``since`` is ``YYYY-MM-DD``."""
    with closing(_reader(path)) as db:
        rows = db.execute(
            "SELECT record FROM article JOIN version ON version.article = article.id"
            " AND version.version = article.version WHERE article.site = ?"
            " AND (? IS NULL OR published_at >= ?) ORDER BY published_at, article.id",
            (site, since, since),
        )
        for (record,) in rows:
            yield RECORD.validate_json(record)


def _reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads; a crawl may go on meanwhile."""
    try:
        db = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=60)
        (version,) = db.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        raise UsageError(f"cannot read the ledger {path}: {error}") from error
    if version != SCHEMA_VERSION:
        raise UsageError(
            f"the ledger {path} has schema version {version}, this govnews reads {SCHEMA_VERSION}"
        )
    return db


def _unix(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())


def _know(db: sqlite3.Connection, key: bytes, article: int | None, now: str) -> None:
    """Know the key as one of the article; what was known stays known since then."""
    db.execute(
        "INSERT INTO known VALUES (?,?,?) ON CONFLICT (key) DO UPDATE SET"
        " article = excluded.article, since = coalesce(since, excluded.since)",
        (key, article, _unix(now)),
    )


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """``BEGIN IMMEDIATE`` … ``COMMIT``, rolled back on an exception; inside of another one a part, undone alone."""
    inside = db.in_transaction
    db.execute("SAVEPOINT part" if inside else "BEGIN IMMEDIATE")
    try:
        yield db
        db.execute("RELEASE part" if inside else "COMMIT")
    except BaseException:
        if db.in_transaction:  # SQLite has rolled back by itself where the disk is full
            db.execute("ROLLBACK TO part" if inside else "ROLLBACK")
        raise
