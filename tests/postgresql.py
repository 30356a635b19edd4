"""A PostgreSQL server for tests: a cluster in a folder of its own, on a Unix socket and a port of loopback, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import pytest

from govnews.fleet.fork_server import die_with_parent

# Where distributions put the server's programs; the newest version first.
_FOLDERS = (
    *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: -int(one.parent.name)),
    Path("/usr/bin"),
)
# Crashes of the machine are not tested: a server that is killed loses nothing by this.
_CONFIGURATION = """
fsync = off
shared_buffers = 64MB
max_connections = 100
log_line_prefix = '%m [%p] %a '
"""
START_SECONDS = 30.0


@cache
def programs() -> Path | None:
    """The folder of the server's programs; None where no server is installed."""
    return next((folder for folder in _FOLDERS if (folder / "initdb").exists()), None)


def need_postgresql() -> None:
    """Skip the test where there is no PostgreSQL, or nothing to talk to it with, and say what to install."""
    if programs() is None:
        pytest.skip("no PostgreSQL server is installed here: apt-get install postgresql")
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install '.[fleet]'")


class Cluster:
    """A server over one folder. It may be killed and started again: the folder stays."""

    def __init__(self, folder: Path, *addresses: str) -> None:
        """``addresses``: those at which it listens, besides loopback's; whoever comes by them is let in."""
        self.folder, self._addresses = folder, addresses
        self.port = _free_port()
        self._made = 0
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """What the server has logged so far."""
        return (self.folder / "log").read_text("utf-8", errors="replace")

    @property
    def pid(self) -> int:
        """Of its first process."""
        assert self._server is not None
        return self._server.pid

    def make(self) -> None:
        """Make the folder's files."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, _user())
        self._run(
            "initdb",
            "--no-sync",
            "--auth=trust",
            "--username=govnews",
            "--encoding=UTF8",
            "--locale=C",
            "-D",
            str(self.data),
        )
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(_CONFIGURATION)
            file.write(f"listen_addresses = '{','.join(('127.0.0.1', *self._addresses))}'\n")
        with (self.data / "pg_hba.conf").open("a") as file:
            file.writelines(f"host all all {address}/24 trust\n" for address in self._addresses)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [str(_programs() / "postgres"), "-D", str(self.data), "-p", str(self.port), "-k", str(self.folder)],
                stdout=log, stderr=log, cwd="/", user=_user(), start_new_session=True,
                preexec_fn=partial(die_with_parent, os.getpid()),  # noqa: PLW1509 - it calls the kernel alone
            )  # fmt: skip
        until = time.monotonic() + START_SECONDS
        while self._ask("-tAc", "SELECT 1").returncode:
            assert self._server.poll() is None, self.log
            assert time.monotonic() < until, self.log
            time.sleep(0.05)

    def stop(self) -> None:
        """The immediate shutdown: no session is let come to its end, nothing is written any more."""
        if self._server is not None:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(START_SECONDS)
            self._server = None

    def back_up(self, folder: Path) -> None:
        """Copy the server's folder, as the log that it archives can bring to a later moment."""
        self._run(
            "pg_basebackup", "-D", str(folder), "-c", "fast", "-h", str(self.folder), "-p", str(self.port), "-U", "govnews",
        )  # fmt: skip

    def uri(self, database: str = "postgres", *, port: int | None = None) -> str:
        """The address of a database; ``port``: that of a proxy before the server."""
        return f"postgresql://govnews@127.0.0.1:{port or self.port}/{database}"

    def new_database(self) -> str:
        """The address of a database that has nothing in it."""
        self._made += 1
        name = f"test{self._made}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.uri(name)

    def execute(self, sql: str, database: str = "postgres") -> str:
        """What a statement answers, a line a row, columns parted by ``|``."""
        done = self._ask("-v", "ON_ERROR_STOP=1", "-tAc", sql, database=database)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _ask(self, *arguments: str, database: str = "postgres") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(_programs() / "psql"), "-X", "-q", *arguments, self.uri(database)],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(_programs() / program), *arguments], capture_output=True, text=True, check=False, cwd="/", user=_user(),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


def _programs() -> Path:
    folder = programs()
    assert folder is not None
    return folder


def _user() -> int | None:
    """Whom the server runs as: it refuses to be root."""
    if os.geteuid() != 0:
        return None
    names = [name for name in ("postgres", "nobody") if name in {one.pw_name for one in pwd.getpwall()}]
    return pwd.getpwnam(names[0]).pw_uid


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running_cluster(*addresses: str) -> Iterator[Cluster]:
    """A new cluster whose server runs, until the block ends; it listens at these addresses, too."""
    # Not in pytest's folder, which no other user may enter.
    folder = Path(tempfile.mkdtemp(prefix="govnews-postgresql-"))
    cluster = Cluster(folder, *addresses)
    try:
        cluster.make()
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def database_of(uri: str) -> str:
    """The database that an address of a cluster names."""
    return uri.rpartition("/")[2]
