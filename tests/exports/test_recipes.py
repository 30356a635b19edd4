"""The recipes of docs/exports.md, as they stand: each gives what its rule gives."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
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


@pytest.mark.skipif(shutil.which("jq") is None, reason="no jq on this machine")
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
