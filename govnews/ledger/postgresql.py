"""The ledger on PostgreSQL: a schema ``govnews`` in a database, for crawls on many machines. Needs psycopg, an extra.

A connection is a run's for as long as it lives, and it is never made anew: with it goes the lease of the site, so that who
has lost the one cannot write without the other.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Self, cast

import psycopg
from psycopg import errors
from psycopg.abc import Buffer
from psycopg.adapt import Dumper, Loader
from psycopg.conninfo import make_conninfo
from psycopg.pq import TransactionStatus

from govnews.errors import (
    GovNewsError,
    LedgerLost,
    LedgerNotWritable,
    LedgerUnusable,
    LockHeld,
    RecordRefused,
    UsageError,
)
from govnews.files import identity_of
from govnews.ledger.location import Server
from govnews.ledger.migrations import SCHEMA_VERSION
from govnews.ledger.tables import Table, tables

# A cable that is pulled: the run's next write fails after 16 s, another one gets the site after 20 s (measured).
_CLIENT = {
    "connect_timeout": 15,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
# Of who holds no site and writes much: a server that is busy with its disk is waited for.
_PATIENT_CLIENT = {**_CLIENT, "tcp_user_timeout": 300_000}
_SERVER = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
_SESSION = {
    "search_path": "govnews",
    # A machine that stands still in the middle of a transaction holds up whoever reads in the order of recording.
    "idle_in_transaction_session_timeout": "60s",
    "lock_timeout": "60s",
    # A commit survives a killed process; a crash of the server may lose the last ones, never the order. What a feed's
    # name depends on is committed with `on` (durably), and with it all that came before.
    "synchronous_commit": "off",
}
_READING = {**_SESSION, "default_transaction_read_only": "on"}
_ROWS_A_STEP = 500  # of an answer that does not fit into memory
_PATIENCE = 60.0  # seconds that a reader waits for transactions that have numbers of rows
_LOOK = 0.005  # seconds after which it looks again whether they have ended
_OLDEST_VERSION = 12  # the first one that there was on PostgreSQL
# Errors of the moment, or of the machine: the ledger takes nothing now, whatever the record.
_NOT_NOW = (
    psycopg.OperationalError,
    errors.InsufficientPrivilege,
    errors.ReadOnlySqlTransaction,
    errors.InternalError_,
)
# Other than text in UTF-8, what psycopg has no form for.
UNTAKEN = (psycopg.Error, UnicodeError, OverflowError)


class _KeyDumper(Dumper):
    """Bytes are keys: 16 of them, which PostgreSQL keeps in 16 as a uuid and in 20 as bytea."""

    oid = psycopg.adapters.types["uuid"].oid

    def dump(self, obj: bytes) -> bytes:
        return obj.hex().encode()


class _KeyLoader(Loader):
    """And they come back as bytes."""

    def load(self, data: Buffer) -> bytes:
        return bytes.fromhex(bytes(data).replace(b"-", b"").decode())


class _FlagDumper(Dumper):
    """Truth is 0 or 1, as in SQLite."""

    oid = psycopg.adapters.types["int2"].oid

    def dump(self, obj: bool) -> bytes:
        return b"1" if obj else b"0"


class PostgresDatabase:
    """Keeps the promises of :class:`govnews.ledger.database.Database` on one connection to a server."""

    def __init__(self, server: Server, connection: psycopg.Connection[Any]) -> None:
        self._server, self.connection = server, connection
        self._version = SCHEMA_VERSION

    @classmethod
    def open(cls, server: Server) -> Self:
        """The database of the server, its tables made or migrated where they must be.

        Raises :exc:`LedgerNotWritable` where it cannot be reached or written, and :exc:`LedgerUnusable` for the tables of a newer
        govnews; they are then as they were.
        """
        with telling(server, "open"):
            connection = _connect(server, _SESSION)
            try:
                _prepare(connection, server)
            except BaseException:
                connection.close()
                raise
        return cls(server, connection)

    @classmethod
    def open_for_reading(cls, server: Server) -> Self | None:
        """The same for reading alone; None where there is no ledger yet. Raises as :meth:`open` does."""
        with telling(server, "read"):
            connection = _connect(server, _READING)
            try:
                version = _version_of(connection)
                if version is not None:
                    _check_version(version, server)
            except BaseException:
                connection.close()
                raise
        if version is None:
            connection.close()
            return None
        return cls(server, connection)

    @classmethod
    @contextmanager
    def new(cls, server: Server) -> Iterator[Self]:
        """An empty ledger, in one transaction: it is there as the block leaves it, or not at all.

        A run that begins there meanwhile waits. Raises :exc:`UsageError` where a table has a row, :exc:`LockHeld` where another
        process makes this ledger, and as :meth:`open` does.
        """
        with telling(server, "make"):
            connection = _connect(server, _SESSION, client=_PATIENT_CLIENT)
        with closing(connection):
            database = cls(server, connection)
            (got,) = database.row("SELECT pg_try_advisory_lock(?)", (lease_key(""),))
            if not got:
                raise LockHeld(f"another process is making the ledger {server}; wait for it to end")
            with database.durably():
                with telling(server, "make"):
                    _bring_up(connection, server)
                database._check_empty()
                yield database
                database._settle()

    def _check_empty(self) -> None:
        names = [table.name for table in tables()]
        self._execute(f"LOCK TABLE {', '.join(names)} IN SHARE ROW EXCLUSIVE MODE")
        for name in names:
            if self.row(f"SELECT 1 FROM {name} LIMIT 1") is not None:  # noqa: S608 - our own names
                raise UsageError(
                    f"the ledger {self._server} is not empty (table {name}); name another database, or look at what is there"
                    " and `DROP SCHEMA govnews CASCADE`"
                )

    def fill(self, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        with self._in_our_words(), self.connection.cursor() as cursor:
            into = f"COPY {table.name} ({', '.join(table.columns)}) FROM STDIN"
            with cursor.copy(into.encode()) as copy:
                for row in rows:
                    copy.write_row(row)

    def _settle(self) -> None:
        """Go on with the numbers behind those that came in, and know what the tables are like: plans depend on it."""
        for table in tables():
            if table.number:
                self.row(
                    f"SELECT setval(pg_get_serial_sequence('govnews.{table.name}', '{table.number}'),"  # noqa: S608
                    f" coalesce(max({table.number}), 0) + 1, false) FROM {table.name}"
                )
        self._execute(f"ANALYZE {', '.join(table.name for table in tables())}")

    @property
    def location(self) -> Server:
        return self._server

    @property
    def version(self) -> int:
        return self._version

    @property
    def size(self) -> int:
        (size,) = self.row(
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
            " WHERE relnamespace = 'govnews'::regnamespace AND relkind = 'r'"
        )
        return int(size)

    def check_in_place(self) -> None:
        self.row("SELECT 1")

    def lease(self, site: str) -> None:
        (got,) = self.row("SELECT pg_try_advisory_lock(?)", (lease_key(site),))
        if not got:
            raise LockHeld(f"{site} is being crawled already by {self._holder(site)}; wait for it to end")

    def _holder(self, site: str) -> str:
        with self._in_our_words():
            row = self.connection.execute(
                f"SELECT coalesce(host(client_addr), client_hostname, 'the server itself'), pid FROM {_HOLDERS}",  # noqa: S608
                (lease_key(site),),
            ).fetchone()
        return f"a session from {row[0]} (number {row[1]})" if row else "another session"

    def claim_folder(self, folder: Path) -> bool:
        identity = identity_of(folder)
        self.execute("INSERT INTO folder (identity) VALUES (?) ON CONFLICT DO NOTHING", (identity,))
        return bool(self.row("SELECT identity FROM folder")[0] == identity)

    def close(self) -> None:
        self.connection.close()

    def execute(self, sql: str, values: Any = ()) -> int:
        return self._execute(sql, values).rowcount

    def execute_each(self, sql: str, values: Iterable[Any]) -> None:
        with self._in_our_words(), self.connection.cursor() as cursor:
            cursor.executemany(_in_psycopgs_form(sql), list(values))

    def insert(self, sql: str, values: Any = ()) -> int:
        row = self.row(f"{sql} RETURNING id", values)
        return int(row[0])

    def row(self, sql: str, values: Any = ()) -> Any:
        return self._execute(sql, values).fetchone()

    def rows(self, sql: str, values: Any = ()) -> list[Any]:
        return self._execute(sql, values).fetchall()

    def each_row(self, sql: str, values: Any = ()) -> Iterator[Any]:
        # Of one moment: others write meanwhile, and so may whoever takes the rows, outside of this transaction.
        with (
            self._in_our_words(),
            self.moment(),
            self.connection.cursor(name=f"rows{time.monotonic_ns()}") as cursor,
        ):
            cursor.itersize = _ROWS_A_STEP
            cursor.execute(_in_psycopgs_form(sql), values)
            for row in cursor:  # noqa: UP028 - a generator closes what it yields from
                yield row

    @contextmanager
    def moment(self) -> Iterator[None]:
        if self._is_inside():
            yield  # of the transaction that is on
            return
        self._execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            # It numbers no rows, so that nobody waits for it, however slow the one is for whom it reads.
            self._execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield
        finally:
            if self._is_inside():
                self._execute("ROLLBACK")

    def last_whole(self, table: str) -> int:
        # A row has its number before its transaction is committed, and one with a higher number may be committed before.
        # Whoever has a lower number and is not committed yet holds a lock on the table since before.
        (last,) = self.row(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - our own names
        writing, until = self._writing(table), time.monotonic() + _PATIENCE
        while writing and (writing := writing & self._writing(table)):
            if time.monotonic() > until:
                raise LedgerNotWritable(
                    "a transaction of the ledger's server that began a minute ago has not ended; pg_stat_activity names it"
                )
            time.sleep(_LOOK)
        return int(last)

    def _writing(self, table: str) -> set[str]:
        """The transactions that may have written into the table, by their own numbers."""
        rows = self.rows(
            "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND relation = CAST(? AS TEXT)::regclass",
            (table,),
        )
        return {transaction for (transaction,) in rows}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        inside = self._is_inside()
        self._execute("SAVEPOINT part" if inside else "BEGIN")
        try:
            yield
            self._execute("RELEASE part" if inside else "COMMIT")
        except BaseException:
            if self._is_inside():
                self._execute("ROLLBACK TO part" if inside else "ROLLBACK")
            raise

    @contextmanager
    def durably(self) -> Iterator[None]:
        with self.transaction():
            self._execute("SET LOCAL synchronous_commit = on")
            yield

    def _is_inside(self) -> bool:
        """Whether a transaction is on; none is where the connection is lost."""
        return self.connection.info.transaction_status in (
            TransactionStatus.INTRANS,
            TransactionStatus.INERROR,
            TransactionStatus.ACTIVE,
        )

    def _execute(self, sql: str, values: Any = ()) -> psycopg.Cursor[Any]:
        with self._in_our_words():
            return self.connection.execute(_in_psycopgs_form(sql), values)

    @contextmanager
    def _in_our_words(self) -> Iterator[None]:
        try:
            yield
        except UNTAKEN as error:
            raise in_our_words(error, self._server, lost=self.connection.closed) from error


def lock_key(name: str) -> int:
    """The number of the advisory lock of this name: 64 bits with a sign, of a hash that no two of many names share.

    >>> lock_key("govnews site mengjin") == lease_key("mengjin")
    True
    """
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def lease_key(site: str) -> int:
    """That of the lock that the site's run holds.

    >>> lease_key("mengjin"), lease_key("other")
    (-2606955823552318181, 1367911101803710387)
    """
    return lock_key(f"govnews site {site}")


# The sessions that hold the lock with this number.
_HOLDERS = (
    "pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND"
    " pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND (classid::bigint << 32) + objid::bigint = %s"
)


def end_holder(connection: psycopg.Connection[Any], key: int, *, silent: float = 0) -> bool:
    """End the session that holds the lock and has asked the server nothing for so many seconds; whether there was one."""
    ended = connection.execute(
        f"SELECT pg_terminate_backend(pid) FROM {_HOLDERS} AND (%s = 0 OR state_change < now() - %s * interval '1 s')",  # noqa: S608
        (key, silent, silent),
    )
    return ended.rowcount > 0


def in_our_words(error: Exception, server: Server, *, lost: bool) -> GovNewsError:
    """The error of ours that says the same of the ledger on ``server``; ``lost``: the connection is gone.

    >>> server = Server("postgresql://db.example.org/news")
    >>> in_our_words(errors.DiskFull("could not extend file"), server, lost=False)
    LedgerNotWritable('could not extend file')
    >>> in_our_words(errors.UniqueViolation("duplicate key"), server, lost=False)
    RecordRefused('duplicate key')
    >>> str(in_our_words(errors.AdminShutdown("terminating connection"), server, lost=True))
    'the connection to the ledger postgresql://db.example.org/news is lost: terminating connection; the next run goes on'
    """
    said = in_a_line(error)
    if lost:
        return LedgerLost(f"the connection to the ledger {server} is lost: {said}; the next run goes on")
    if isinstance(
        error, errors.DataException | errors.IntegrityError | psycopg.DataError | UnicodeError | OverflowError
    ):
        return RecordRefused(said)
    if isinstance(error, _NOT_NOW):
        return LedgerNotWritable(said)
    return LedgerUnusable(f"the ledger {server} has other tables than this govnews makes: {said}")


@cache
def _in_psycopgs_form(sql: str) -> Any:
    """A statement as psycopg takes it.

    >>> _in_psycopgs_form("SELECT ':a', '5%' WHERE site = :site")
    "SELECT ':a', '5%%' WHERE site = %(site)s"
    >>> _in_psycopgs_form("DELETE FROM known WHERE key = ?")
    'DELETE FROM known WHERE key = %s'
    """
    return _MARKS.sub(_mark, sql)


_MARKS = re.compile(r"'[^']*'|::|\?|(?<!:):([a-z_]+)|%")


def _mark(found: re.Match[str]) -> str:
    if found[1]:
        return f"%({found[1]})s"
    return "%s" if found[0] == "?" else found[0].replace("%", "%%")


def conninfo(server: Server, session: Mapping[str, str], client: Mapping[str, int] = _CLIENT) -> str:
    """How libpq connects to the server: with these settings of the session, and so that a pulled cable is noticed."""
    options = " ".join(f"-c {name}={value}" for name, value in {**_SERVER, **session}.items())
    more: dict[str, Any] = {"application_name": "govnews", "client_encoding": "utf8", **client}
    return make_conninfo(server.uri, options=options, **more)


def in_a_line(error: BaseException) -> str:
    """What an error of psycopg's says, in one line."""
    return " ".join(str(error).split())


def _connect(
    server: Server, session: dict[str, str], *, client: dict[str, int] = _CLIENT
) -> psycopg.Connection[Any]:
    connection = psycopg.connect(conninfo(server, session, client), autocommit=True)
    connection.adapters.register_dumper(bytes, _KeyDumper)
    connection.adapters.register_loader("uuid", _KeyLoader)
    connection.adapters.register_dumper(bool, _FlagDumper)
    return connection


@contextmanager
def telling(server: Server, do: str) -> Iterator[None]:
    """What keeps the ledger from being opened, or what is beside it, in a line. Raises :exc:`LedgerNotWritable`."""
    try:
        yield
    except psycopg.Error as error:
        raise LedgerNotWritable(
            f"cannot {do} the ledger {server}: {in_a_line(error)}; check its address and the server"
        ) from error


def _prepare(connection: psycopg.Connection[Any], server: Server) -> None:
    version = _version_of(connection)
    if version == SCHEMA_VERSION:
        return
    # Another process may be about to do the same. Its tables are seen by a transaction that begins after it has ended.
    connection.execute("SELECT pg_advisory_lock(%s)", (lease_key(""),))
    with connection.transaction():
        _bring_up(connection, server)
    connection.execute("SELECT pg_advisory_unlock(%s)", (lease_key(""),))


def _bring_up(connection: psycopg.Connection[Any], server: Server) -> None:
    """Make the tables, or lead them to this version; in the caller's transaction."""
    version = _version_of(connection)
    if version is None:
        connection.execute((files("govnews.ledger") / "postgresql.sql").read_bytes())
    else:
        _check_version(version, server, oldest=_OLDEST_VERSION)
        for number in range(version + 1, SCHEMA_VERSION + 1):
            connection.execute(_migration(number).read_bytes())
    connection.execute("DELETE FROM schema_version")
    connection.execute("INSERT INTO schema_version VALUES (%s)", (SCHEMA_VERSION,))


def _migration(number: int) -> Traversable:
    folder = files("govnews.ledger.migrations") / "postgresql"
    return next(file for file in folder.iterdir() if file.name.startswith(f"{number:04d}_"))


def _version_of(connection: psycopg.Connection[Any]) -> int | None:
    """The schema version of the ledger; None where there is none."""
    (table,) = cast(
        "Sequence[Any]", connection.execute("SELECT to_regclass('govnews.schema_version')").fetchone()
    )
    if table is None:
        return None
    (version,) = cast("Sequence[Any]", connection.execute("SELECT version FROM schema_version").fetchone())
    return int(version)


def _check_version(version: int, server: Server, oldest: int = SCHEMA_VERSION) -> None:
    if not oldest <= version <= SCHEMA_VERSION:
        raise LedgerUnusable(
            f"the ledger {server} has schema version {version}, this govnews reads {SCHEMA_VERSION}: "
            + ("use the govnews that wrote it" if version > SCHEMA_VERSION else "a crawl migrates it")
        )
