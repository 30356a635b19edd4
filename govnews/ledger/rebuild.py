"""A ledger made anew from published records: known, published, and due to be looked at as after a crawl.

What only a ledger knows is not in the records: further addresses of articles (those of their further pages are), what failed
and what is left out, columns and how far they were walked, hosts, runs. Crawls find it again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from shlex import quote

from govnews.errors import UsageError
from govnews.identity import key_of, url_hash
from govnews.items import RECORD, Record
from govnews.ledger.examination import Condition
from govnews.ledger.migrations import create
from govnews.ledger.model import PlannedLook
from govnews.ledger.working import whole_file

Plan = Callable[[str, Record], PlannedLook | None]
"""The next look at an article that was first seen at a moment (UTC) and has this last version; None: never."""


@dataclass(frozen=True, slots=True)
class Published:
    """A record, and the feed that it stands in."""

    record: Record
    """As it was published, in the form of today."""
    site: str
    """The name that its site has today."""
    content_hash: str
    """Of what it says, as a crawl of today has it."""
    feed: Path


def rebuild(path: Path, published: Iterable[Published], plan: Plan) -> Condition:
    """Make the ledger at ``path`` of what was published, in whatever order; what it is like.

    Of records with the same article and version the first one counts. A version that nobody has is missing, and the
    others keep their numbers. The ledger is there whole, or not at all.

    Raises :exc:`UsageError` where there is a record of none, or a ledger at ``path``, be it since a moment ago;
    :exc:`LedgerNotWritable` where it cannot be written, and :exc:`LockHeld` where another process makes it.
    """
    with whole_file(path, partial(refuse_another, path)) as new:
        connection = new.connection
        connection.execute("PRAGMA cache_size = -65536")  # KiB: keys come as hashes do, in no order
        create(connection)
        connection.execute("BEGIN")
        _publish(connection, published)
        if connection.execute("SELECT 1 FROM article LIMIT 1").fetchone() is None:
            raise UsageError("there is no record in the feeds: name others")
        _settle(connection, plan)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")  # as crawls want it: they need not wait for a reader
    assert new.condition is not None
    return new.condition


def refuse_another(path: Path) -> None:
    """Raises :exc:`UsageError` where a ledger is at ``path``, or what SQLite would take for a part of the new one."""
    there = [
        one for end in ("", "-wal", "-shm", "-journal") if (one := path.with_name(path.name + end)).exists()
    ]
    if there:
        files, away = " ".join(quote(str(one)) for one in there), str(path.parent / "lost")
        raise UsageError(
            f"a ledger is there; move it away first: mkdir {quote(away)} && mv {files} {quote(away)}"
        )


def _publish(connection: sqlite3.Connection, published: Iterable[Published]) -> None:
    """Every version into its table, its article known."""
    feeds = dict[tuple[str, Path], int]()
    for one in published:
        if (feed := feeds.get((one.site, one.feed))) is None:
            feed = feeds[one.site, one.feed] = _insert(
                connection,
                "INSERT INTO publication (site, path, done) VALUES (?,?,1)",
                one.site,
                str(one.feed),
            )
        connection.execute(
            "INSERT OR IGNORE INTO version (site, article, version, record, publication) VALUES (?,?,?,?,?)",
            (
                one.site,
                _article_of(connection, one),
                one.record.version,
                RECORD.dump_json(one.record).decode(),
                feed,
            ),
        )


def _article_of(connection: sqlite3.Connection, one: Published) -> int:
    """The number of the record's article, which knows its last version; what follows from all is for :func:`_settle`."""
    identity, version = url_hash(one.record.url), one.record.version
    key = key_of(one.site, identity)
    row = connection.execute("SELECT article FROM known WHERE key = ?", (key,)).fetchone()
    if row is not None:
        connection.execute(
            "UPDATE article SET content_hash = ?, version = ? WHERE id = ? AND version < ?",
            (one.content_hash, version, row[0], version),
        )
        return int(row[0])
    number = _insert(
        connection,
        "INSERT INTO article (site, url, url_hash, content_hash, version, event, seen_at) VALUES (?,?,?,?,?,'','')",
        one.site, one.record.url, identity, one.content_hash, version,
    )  # fmt: skip
    connection.execute("INSERT INTO known VALUES (?, ?, NULL)", (key, number))
    return number


def _insert(connection: sqlite3.Connection, sql: str, *values: object) -> int:
    number = connection.execute(sql, values).lastrowid
    assert number is not None
    return number


def _settle(connection: sqlite3.Connection, plan: Plan) -> None:
    """Every article as its versions say, from the first to the last of them."""
    rows = connection.execute("SELECT article, site, record FROM version ORDER BY article, version")
    for (article, site), group in groupby(rows, key=itemgetter(0, 1)):
        versions = [RECORD.validate_json(line) for *_, line in group]
        first, last = versions[0], versions[-1]
        answered = [
            one.fetched_at for one in versions if one.event != "withdrawn" and one.archived_at is None
        ]
        look = plan(first.fetched_at, last) if answered else None
        connection.execute(
            "UPDATE article SET url = ?, event = ?, published_at = ?, seen_at = ?, checks = ?, check_at = ?, archive = ?,"
            " answered_at = ? WHERE id = ?",
            (first.url, last.event, last.published_at or last.published_on, first.fetched_at, len(versions) - 1,
             look and look.at, look is not None and look.archive, answered[-1] if answered else None, article),
        )  # fmt: skip
        for url in last.further_urls:
            _know_page(connection, key_of(site, url_hash(url)), url, article)
    connection.execute(
        "UPDATE known SET since = (SELECT CAST(strftime('%s', seen_at) AS INTEGER) FROM article WHERE id = known.article)"
    )


def _know_page(connection: sqlite3.Connection, key: bytes, url: str, article: int) -> None:
    """Know a further page as one of the article's, unless it was published as an article of its own."""
    if connection.execute("INSERT OR IGNORE INTO known VALUES (?, ?, NULL)", (key, article)).rowcount:
        connection.execute("INSERT INTO address VALUES (?, ?)", (article, url))
