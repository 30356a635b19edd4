"""The recipes of docs/exports.md, as they stand: each gives what its rule gives."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pytest

from tests.exports.conftest import Collected
from tests.places import PROJECT

PAGE = (PROJECT / "docs" / "exports.md").read_text("utf-8")
RECIPES = dict(re.findall(r"^<!-- run ([^>]*) -->\n```\w+\n(.*?)^```", PAGE, re.M | re.S))
BINARIES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
Rows = list[tuple[str, str, str]]


@pytest.fixture
def folder(collected: Collected, monkeypatch: pytest.MonkeyPatch) -> Collected:
    """The folder in which a user types the recipes."""
    monkeypatch.chdir(collected.folder)
    if not (collected.folder / "articles").exists():
        collected.export("--all", "--format", "parquet", "-o", f"{collected.folder / 'articles'}/")
    return collected


def triples(text: str) -> Rows:
    return [(url, title, body) for url, title, body in map(json.loads, filter(None, text.splitlines()))]


@pytest.mark.long
@pytest.mark.parametrize("name", ["duckdb: feeds", "duckdb: folder"])
def test_duckdb(name: str, folder: Collected) -> None:
    assert duckdb.connect().execute(RECIPES[name]).fetchall() == folder.articles()


def frame(recipe: str) -> Any:
    """What a recipe in Python calls ``articles``."""
    names: dict[str, Any] = {}
    exec(recipe, names)  # noqa: S102 - our own page
    return names["articles"]


def test_pandas(folder: Collected) -> None:
    articles = frame(RECIPES["pandas"])
    assert isinstance(articles, pandas.DataFrame)
    assert list(articles[["url", "title", "body"]].itertuples(index=False, name=None)) == folder.articles()
    assert articles["published_on"].dtype.kind == "M"


def test_polars(folder: Collected) -> None:
    articles = frame(RECIPES["polars"])
    assert articles.select("url", "title", "body").rows() == folder.articles()
    assert articles.schema["published_on"] == polars.Date


needs_jq = pytest.mark.skipif(shutil.which("jq") is None, reason="no jq on this machine")


@needs_jq
def test_jq(folder: Collected) -> None:
    done = subprocess.run(RECIPES["jq"], shell=True, capture_output=True, text=True, check=True)  # noqa: S602
    assert triples(done.stdout) == folder.articles()


def test_sqlite(folder: Collected, tmp_path: Path) -> None:
    folder.export("--all", "--format", "sqlite", "-o", str(tmp_path / "all.db"))
    with closing(sqlite3.connect(tmp_path / "all.db")) as database:
        assert triples("\n".join(row for (row,) in database.execute(RECIPES["sqlite"]))) == folder.articles()


@pytest.fixture(scope="module")
def postgresql() -> Iterator[dict[str, str]]:
    """A server of its own in a folder, reached by a socket; its environment for psql."""
    if BINARIES is None or shutil.which("psql") is None:
        pytest.skip("no PostgreSQL on this machine (Debian: apt-get install postgresql)")
    data = Path(tempfile.mkdtemp(prefix="govnews-pg-"))
    owner = "postgres" if os.getuid() == 0 else None  # it does not run as root
    if owner:
        shutil.chown(data, owner)

    def run(*command: str) -> None:
        subprocess.run(command, user=owner, cwd=data, check=True, capture_output=True)

    run(
        str(BINARIES / "initdb"),
        "-D",
        str(data / "db"),
        "-U",
        "govnews",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
    )
    options = f"-c listen_addresses= -c unix_socket_directories={data}"
    run(
        str(BINARIES / "pg_ctl"),
        "-D",
        str(data / "db"),
        "-w",
        "-o",
        options,
        "-l",
        str(data / "log"),
        "start",
    )
    try:
        yield {**os.environ, "PGHOST": str(data), "PGUSER": "govnews", "PGDATABASE": "postgres"}
    finally:
        run(str(BINARIES / "pg_ctl"), "-D", str(data / "db"), "-m", "immediate", "stop")
        shutil.rmtree(data)


def test_postgresql(folder: Collected, postgresql: dict[str, str]) -> None:
    for _ in range(2):  # loaded twice, nothing changes
        done = subprocess.run(
            ["psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1"],
            input=RECIPES["postgresql"], env=postgresql, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert triples(done.stdout) == folder.articles()


@pytest.mark.long
def test_a_table_that_follows(folder: Collected, postgresql: dict[str, str], tmp_path: Path) -> None:
    """Its consumer is killed, with lines in hand, and begins anew."""
    pytest.importorskip("psycopg", reason="no psycopg here: pip install '.[fleet]'")
    (tmp_path / "load.py").write_text(RECIPES["follow: table"], "utf-8")
    export = ["export", "--all", "--resume", str(tmp_path / "position.json"), "--overlap", "1000", "--follow"]
    wanted = len(folder.feeds())
    for last in (False, True):
        position = tmp_path / "position.json"
        before = position.stat().st_mtime_ns if position.exists() else None
        with (
            running(
                [sys.executable, "-m", "scrapy", *export, "--every", "0.05", *folder.setting],
                stdout=subprocess.PIPE,
            ) as following,
            running(
                [sys.executable, str(tmp_path / "load.py")], stdin=following.stdout, env=postgresql
            ) as loading,
        ):
            assert following.stdout is not None
            following.stdout.close()
            until = time.monotonic() + 60
            while rows(postgresql) < (wanted if last else 1):
                assert time.monotonic() < until, f"{rows(postgresql)} rows of {wanted}"
                time.sleep(0.02)
            if last:
                # Once it has written its place it hears of a signal; before that it may be about to begin.
                while not position.exists() or position.stat().st_mtime_ns == before:
                    assert time.monotonic() < until, "it does not write its place"
                    time.sleep(0.02)
                following.terminate()
                assert (following.wait(30), loading.wait(30)) == (0, 0)
            else:
                loading.kill()
                following.kill()
    assert rows(postgresql) == wanted


@contextmanager
def running(command: list[str], **how: Any) -> Iterator[subprocess.Popen[bytes]]:
    """It is not there any more after the block, whatever became of it in the block."""
    process = subprocess.Popen(command, cwd=PROJECT, **how)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def rows(postgresql: dict[str, str]) -> int:
    """How many the table of the recipe has; 0 where it is not there yet."""
    done = subprocess.run(
        ["psql", "-X", "-q", "-t", "-A", "-c", "SELECT count(*) FROM news"],
        env=postgresql, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return int(done.stdout or 0)


@needs_jq
def test_a_stream_that_follows(folder: Collected, tmp_path: Path) -> None:
    """What takes the messages stands here for a broker's client: it keeps what it is given."""
    programs, taken = tmp_path / "bin", tmp_path / "taken"
    programs.mkdir()
    for name, does in {
        "kcat": f"exec cat > {taken}",
        "scrapy": f'cd {PROJECT} && exec {sys.executable} -m scrapy "$@" {" ".join(folder.setting)}',
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{does}\n")
        (programs / name).chmod(0o755)
    recipe = RECIPES["follow: stream"].replace("position.json", str(tmp_path / "position.json"))
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    running = subprocess.Popen(["sh", "-c", recipe], env=environment, start_new_session=True)
    wanted = sorted((f"{one['site']}-{one['url_hash']}-{one['version']}", one) for one in folder.feeds())
    try:
        until = time.monotonic() + 60
        while (
            not taken.exists() or taken.read_bytes().count(b"\n") < len(wanted)
        ) and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(30)
    messages = [line.split("\t", 1) for line in taken.read_text("utf-8").splitlines()]
    assert sorted((key, json.loads(record)) for key, record in messages) == wanted
