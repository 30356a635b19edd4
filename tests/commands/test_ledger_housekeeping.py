"""``scrapy ledger`` as a shell calls it: beside crawls, killed in the middle, without room, on damaged ledgers."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from govnews.crawl.run import Run
from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer
from govnews.feeds.recovery import recover
from govnews.items import RECORD
from govnews.ledger import examine, files_of, open_ledger
from govnews.ledger.backup import back_up
from tests.crash import may_mount, mounted
from tests.crawling import UNPACED, crawl, environment, feeds, records, scrapy
from tests.ledger.samples import NOW, article
from tests.ledger.test_examination import DAMAGE, change
from tests.ledger.test_examination import path as whole_ledger  # noqa: F401 - a fixture
from tests.places import PROJECT
from tests.postgresql import Cluster, database_of
from tests.processes import start

SIZES = {"孟津要闻": 20, "部门动态": 12, "镇街动态": 8, "媒体看孟津": 5}


def ledger(output: Path, *arguments: str) -> Any:
    done = scrapy("ledger", *arguments, "-s", f"GOVNEWS_OUTPUT={output}")
    assert "Traceback" not in done.stderr
    return done


def full(path: Path, count: int) -> None:
    """A ledger of so many articles of some 8 KB."""
    with closing(open_ledger(path, "test")) as made, made.together():
        for number in range(count):
            made.record(article(number, body="正文" * 1300 + str(number)), now=NOW)


@contextmanager
def running(output: Path, *arguments: str, site: str | None = None) -> Iterator[BaseProcess]:
    """``scrapy`` with these arguments, killed at the end of the block."""
    process = start(
        [*arguments, "-s", f"GOVNEWS_OUTPUT={output}"], environment(site), PROJECT, out=output.parent / "said"
    )
    try:
        yield process
    finally:
        process.kill()
        process.join()


def killed_when(process: BaseProcess, reached: Callable[[], bool]) -> None:
    """SIGKILL as soon as it has come so far; fails where it ends before."""
    until = time.monotonic() + 60
    while not reached():
        assert process.is_alive(), "it ended before it could be killed"
        assert time.monotonic() < until
    process.kill()
    process.join()
    assert process.exitcode == -9


def size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def has_tables(path: Path) -> bool:
    if not path.exists():
        return False
    with closing(sqlite3.connect(path)) as db:
        return bool(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


# check


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_ledger_is_exit_code_8_and_says_what_to_do(whole_ledger: Path, kind: str) -> None:  # noqa: F811
    damage, words = DAMAGE[kind]
    damage(whole_ledger)
    for word in ((), ("check",)):
        done = ledger(whole_ledger.parent, *word)
        assert (done.returncode, done.stderr) == (8, "")
        first, *faults = done.stdout.splitlines()
        assert first == (
            f"{whole_ledger} is damaged; stop the runs, then put a backup in its place; without one, move it away and "
            "`scrapy ledger rebuild`:"
        )
        assert [fault for fault in faults if words in fault]


@pytest.mark.long
def test_an_empty_file_in_its_place_is_exit_code_8(tmp_path: Path) -> None:
    (tmp_path / "govnews.db").touch()
    done = ledger(tmp_path, "check")
    assert (done.returncode, done.stdout) == (8, "")
    assert "is empty: put a backup in its place" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_backup_is_not_written_over_what_was_collected(tmp_path: Path) -> None:
    with closing(open_ledger(tmp_path / "govnews.db", "test")) as filled:
        filled.record(article(1), now=NOW)
    site = tmp_path / "test"
    site.mkdir()
    (site / ".lock").touch()
    feed = site / "new.jsonl"
    feed.write_text("{}\n")
    done = ledger(tmp_path, "backup", str(feed))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"scrapy ledger: {feed} is in the folder of a site's feeds; name another place\n"
    assert feed.read_text() == "{}\n"


def test_writes_that_were_removed_with_their_file_are_told(tmp_path: Path) -> None:
    """SQLite finds nothing wrong with the rest."""
    output = tmp_path / "output"
    site = MengjinSite(sizes=SIZES)
    with ReplicaServer({HOST: site}) as server:
        assert crawl("mengjin", output, proxy=server.url).returncode == 0
        with closing(open_ledger(output / "govnews.db", "other")):  # so that nobody is the last to close it
            assert crawl("mengjin", output, proxy=server.url).returncode == 0
            copy = tmp_path / "copy"
            shutil.copytree(output, copy)
    assert ledger(copy, "check").returncode == 0
    for file in files_of(copy / "govnews.db")[1:]:
        file.unlink(missing_ok=True)
    done = ledger(copy, "check")
    assert done.returncode == 8
    assert "whose report is there, is not in it: its last writes are lost" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chekc"], "chekc is none of check, backup, rebuild, copy, compact, prune; `scrapy ledger --help` tells of each"),
        (["check", "more"], "check takes no arguments"),
        (["backup"], "name one file: scrapy ledger backup FILE"),
        (["copy", "one.db"], "name two ledgers, paths or postgresql://…: scrapy ledger copy FROM TO"),
        (["copy", "govnews.db", "mysql://h/news"], "mysql://… is no ledger: a path, or postgresql://HOST/DATABASE"),
        (["copy", "govnews.db", "postgresql://h"], "postgresql://h names no database: postgresql://USER:PASSWORD@HOST/DATABASE"),
        (["copy", "/none.db", "two.db"], "there is no ledger at /none.db: name the one to copy"),
        (["compact", "more"], "compact takes no arguments"),
        (["prune", "more"], "prune takes no arguments"),
        (["check", "--dry-run"], "--dry-run is for prune, not for check"),
        (["rebuild"], "a ledger is there; move it away first: mkdir "),
        (["prune", "-s", "GOVNEWS_KEEP_LOGS_DAYS=x"], "GOVNEWS_KEEP_LOGS_DAYS=x: a number from 0 to 36500"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_exit_code_2(tmp_path: Path, arguments: list[str], words: str) -> None:
    full(tmp_path / "govnews.db", 1)
    before = (tmp_path / "govnews.db").read_bytes()
    done = ledger(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"scrapy ledger: {words}")
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "govnews.db").read_bytes() == before


def test_what_is_not_there_is_exit_code_2(tmp_path: Path) -> None:
    for word in ("check", "compact", "backup"):
        done = ledger(tmp_path, word, *(["copy.db"] if word == "backup" else []))
        assert done.returncode == 2
        assert f"{tmp_path / 'govnews.db'} is not there; `scrapy crawl` makes it" in done.stderr
    assert "there is no feed (*.jsonl) in" in ledger(tmp_path, "rebuild").stderr
    assert list(tmp_path.iterdir()) == []


def test_help_teaches_each_word() -> None:
    done = scrapy("ledger", "--help")
    assert done.returncode == 0
    for word in ("check", "backup", "rebuild", "copy", "compact", "prune"):
        assert f"\n{word} " in done.stdout
        assert f"\n             scrapy ledger {word}" in done.stdout


# backup


def test_copies_are_made_while_a_crawl_goes_on(tmp_path: Path) -> None:
    site = MengjinSite(sizes=SIZES)
    output, copy = tmp_path / "output", tmp_path / "copy.db"
    counts = []
    with (
        ReplicaServer({HOST: site}) as server,
        running(output, "crawl", "mengjin", *UNPACED, site=server.url) as crawling,
    ):
        while crawling.is_alive():
            if has_tables(output / "govnews.db"):
                found = back_up(output / "govnews.db", copy)
                assert found.faults == ()
                counts.append(sum(found.articles.values()))
        assert crawling.exitcode == 0
    assert counts == sorted(counts)
    assert len(set(counts)) > 2, "the crawl wrote meanwhile"
    assert len(records(output)) == len(site.articles)
    done = ledger(output, "backup", str(copy))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{copy} is a whole copy; schema version ")
    assert done.stdout.endswith(f"  mengjin: {len(site.articles)} articles\n")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["copy.db", "output", "said"]


def test_a_backup_neither_waits_for_writers_nor_holds_them_up(tmp_path: Path) -> None:
    """Without a moment of its own it would begin anew with each commit."""
    path = tmp_path / "govnews.db"
    full(path, 3)
    with closing(open_ledger(path, "test")) as made:
        for _ in range(12):  # 60 MB: some steps
            made.end_run(made.begin_run(now=NOW), now=NOW, outcome="ok", report="r" * 5_000_000)
    with (
        closing(open_ledger(path, "other")) as writer,
        running(tmp_path, "ledger", "backup", str(tmp_path / "b")) as copying,
    ):
        slowest, number = 0.0, 0
        while copying.is_alive():
            started = time.monotonic()
            writer.leave_alone(f"{number}.gov.cn", until=None, why=None, refusals=0)
            slowest = max(slowest, time.monotonic() - started)
            number += 1
        assert copying.exitcode == 0
    assert number > 200
    assert slowest < 2
    assert examine(tmp_path / "b").articles["test"] == 3
    with closing(sqlite3.connect(tmp_path / "b")) as db:
        (hosts,) = db.execute("SELECT count(*) FROM host").fetchone()
    assert hosts < number


def test_a_backup_goes_nowhere_it_must_not(tmp_path: Path) -> None:
    path = tmp_path / "govnews.db"
    full(path, 1)
    (tmp_path / "link.db").symlink_to(path)
    (tmp_path / "hard.db").hardlink_to(path)
    used = tmp_path / "used.db"
    full(used, 1)
    used.with_name("used.db-wal").write_bytes(b"of a crawl")
    before = {one: one.read_bytes() for one in tmp_path.iterdir()}
    for place, words in (
        (path, "is the ledger itself"),
        (tmp_path / "link.db", "is the ledger itself"),
        (tmp_path / "hard.db", "is the ledger itself"),
        (tmp_path / "govnews.db-wal", "is the ledger itself"),
        (tmp_path, "is a folder: name a file in it"),
        (tmp_path / "no" / "copy.db", "is not there: make it, or name another"),
        (Path("/dev/null"), "is no regular file"),
        (used, "is in use as a ledger"),
    ):
        done = ledger(tmp_path, "backup", str(place))
        assert (done.returncode, done.stdout) == (2, ""), place
        assert words in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert {one: one.read_bytes() for one in before} == before


def test_a_damaged_ledger_replaces_no_backup(tmp_path: Path) -> None:
    path, copy = tmp_path / "govnews.db", tmp_path / "copy.db"
    full(path, 3)
    assert ledger(tmp_path, "backup", str(copy)).returncode == 0
    before = copy.read_bytes()
    change(path, "UPDATE version SET record = '{' WHERE id = 2")
    done = ledger(tmp_path, "backup", str(copy))
    assert (done.returncode, done.stdout) == (8, "")
    assert "version 2 of test is no record; `scrapy ledger check` says what to do" in done.stderr
    assert copy.read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_a_killed_backup_leaves_the_old_one_and_the_next_one_succeeds(tmp_path: Path) -> None:
    path, copy = tmp_path / "govnews.db", tmp_path / "copy.db"
    full(path, 10)
    assert ledger(tmp_path, "backup", str(copy)).returncode == 0
    before = copy.read_bytes()
    with closing(open_ledger(path, "test")) as made, made.together():
        for number in range(10, 1500):
            made.record(article(number, body="正文" * 1300), now=NOW)
    part = tmp_path / ".copy.db.part"
    with running(tmp_path, "ledger", "backup", str(copy)) as copying:
        killed_when(copying, lambda: size(part) > 2_000_000)
    assert copy.read_bytes() == before
    assert examine(path).articles == {"test": 1500}
    assert ledger(tmp_path, "backup", str(copy)).returncode == 0
    assert examine(copy).articles == {"test": 1500}
    assert not list(tmp_path.glob(".*"))


# rebuild


def lost(output: Path) -> None:
    for file in files_of(output / "govnews.db"):
        file.unlink(missing_ok=True)


def exported(output: Path, site: str) -> list[str]:
    return sorted(scrapy("export", site, "-s", f"GOVNEWS_OUTPUT={output}").stdout.splitlines())


def test_after_a_rebuild_a_crawl_brings_nothing_twice(tmp_path: Path) -> None:
    site = MengjinSite(sizes=SIZES)
    with ReplicaServer({HOST: site}) as server:
        assert crawl("mengjin", tmp_path, proxy=server.url).returncode == 0
        before = exported(tmp_path, "mengjin")
        lost(tmp_path)
        done = ledger(tmp_path, "rebuild")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.endswith(f"  mengjin: {len(site.articles)} articles\n")
        assert exported(tmp_path, "mengjin") == before
        assert len(before) == len(site.articles)
        again = crawl("mengjin", tmp_path, proxy=server.url)
    assert again.returncode == 0, again.stderr
    assert len(feeds(tmp_path)) == 1
    assert exported(tmp_path, "mengjin") == before
    assert ledger(tmp_path).returncode == 0


def test_the_next_looks_are_planned_as_a_crawl_plans_them(tmp_path: Path) -> None:
    def plans() -> list[Any]:
        with closing(sqlite3.connect(tmp_path / "govnews.db")) as db:
            return db.execute(
                "SELECT url, archive, substr(check_at, 1, 16) FROM article ORDER BY url"
            ).fetchall()

    with ReplicaServer({HOST: MengjinSite(sizes=SIZES)}) as server:
        assert crawl("mengjin", tmp_path, proxy=server.url).returncode == 0
    before = plans()
    lost(tmp_path)
    assert ledger(tmp_path, "rebuild").returncode == 0
    close = [
        one[:2] == other[:2] and _minutes(one[2], other[2]) <= 1
        for one, other in zip(before, plans(), strict=True)
    ]
    assert len(close) > 40
    assert all(close)


def _minutes(one: str, other: str) -> float:
    return abs((datetime.fromisoformat(one) - datetime.fromisoformat(other)).total_seconds()) / 60


def write_feed(output: Path, count: int) -> Path:
    feed = output / "test" / "2025-03-24T01-00-00Z.jsonl"
    feed.parent.mkdir(parents=True)
    with feed.open("wb") as file:
        for number in range(count):
            file.write(RECORD.dump_json(article(number, body="正文" * 1300)) + b"\n")
    return feed


def test_feeds_elsewhere_are_named_and_odd_lines_left_aside(tmp_path: Path) -> None:
    feed = write_feed(tmp_path / "archive", 3)
    with feed.open("ab") as file:
        file.write(b'{"schema_version":2,"url":"http')
    output = tmp_path / "output"
    output.mkdir()
    assert ledger(output, "rebuild").returncode == 2
    done = ledger(output, "rebuild", str(tmp_path / "archive"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"left aside: {feed}:4: no record: ")
    assert examine(output / "govnews.db").articles == {"test": 3}


def test_a_killed_rebuild_leaves_no_ledger_and_the_next_one_succeeds(tmp_path: Path) -> None:
    output = tmp_path / "output"
    write_feed(output, 1500)
    part = output / ".govnews.db.part"
    with running(output, "ledger", "rebuild") as making:
        killed_when(making, lambda: size(part) > 1_000_000)
    assert not any(file.exists() for file in files_of(output / "govnews.db"))
    assert ledger(output, "rebuild").returncode == 0
    assert examine(output / "govnews.db").articles == {"test": 1500}
    assert not part.exists()


def test_no_ledger_is_made_while_a_site_is_crawled(tmp_path: Path) -> None:
    write_feed(tmp_path, 3)
    run = Run.open("test", tmp_path, recover=recover)
    lost(tmp_path)
    done = ledger(tmp_path, "rebuild")
    run.close()
    assert (done.returncode, done.stdout) == (9, "")
    assert "test is being crawled already" in done.stderr
    assert not (tmp_path / "govnews.db").exists()


# copy


@pytest.mark.long
def test_a_ledger_moves_to_a_server_and_back_and_crawls_go_on(tmp_path: Path, cluster: Cluster) -> None:
    """Nothing comes twice after either move."""
    output, uri, site = tmp_path / "output", cluster.new_database(), MengjinSite(sizes=SIZES)
    path, back = output / "govnews.db", tmp_path / "back" / "govnews.db"
    back.parent.mkdir()
    on_server = ("-s", f"GOVNEWS_LEDGER={uri.replace('govnews@', 'govnews:secret@')}")
    said = uri.replace("govnews@", "")
    with ReplicaServer({HOST: site}) as server:
        assert crawl("mengjin", output, proxy=server.url).returncode == 0
        before = exported(output, "mengjin")
        done = ledger(output, "copy", str(path), on_server[1].partition("=")[2])
        assert (done.returncode, done.stderr) == (0, "")
        first, articles, advice = done.stdout.splitlines()
        assert first.startswith(f"{said} is a whole copy; schema version ")
        assert first.endswith(" rows read back as they were")
        assert articles == f"  mengjin: {len(site.articles)} articles"
        assert advice == (
            f"from now on begin runs with GOVNEWS_LEDGER={said} (its whole address), and none with {path}: what a run "
            "writes there is not in the copy"
        )
        assert crawl("mengjin", output, *on_server, proxy=server.url).returncode == 0
        assert len(feeds(output)) == 1
        assert ledger(output, "check", *on_server).stdout.startswith(f"{said} is whole; schema version ")
        done = ledger(output, "copy", uri, str(back))
        assert f"GOVNEWS_OUTPUT={back.parent}, without GOVNEWS_LEDGER, and none with {said}: " in done.stdout
        assert crawl("mengjin", back.parent, proxy=server.url).returncode == 0
    assert feeds(back.parent) == []
    assert exported(back.parent, "mengjin") == before
    assert len(before) == len(site.articles)


@pytest.mark.long
def test_a_copy_that_is_killed_leaves_no_ledger_and_the_next_one_succeeds(
    tmp_path: Path, cluster: Cluster
) -> None:
    path, uri, part = tmp_path / "govnews.db", cluster.new_database(), tmp_path / ".back.db.part"
    full(path, 3000)
    database = database_of(uri)
    sessions = (
        "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"
    )
    with running(tmp_path, "ledger", "copy", str(path), uri) as copying:
        killed_when(
            copying, lambda: cluster.execute(sessions, database).startswith(("COPY version", "FETCH"))
        )
    until = time.monotonic() + 10
    while cluster.execute(sessions, database):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert cluster.execute("SELECT to_regnamespace('govnews') IS NULL", database) == "t"
    assert ledger(tmp_path, "copy", str(path), uri).returncode == 0
    with running(tmp_path, "ledger", "copy", uri, str(tmp_path / "back.db")) as copying:
        killed_when(copying, lambda: size(part) > 1_000_000)
    assert not any(file.exists() for file in files_of(tmp_path / "back.db"))
    assert ledger(tmp_path, "copy", uri, str(tmp_path / "back.db")).returncode == 0
    assert examine(tmp_path / "back.db").articles == examine(path).articles == {"test": 3000}


def test_a_server_s_damaged_ledger_is_exit_code_8(tmp_path: Path, cluster: Cluster) -> None:
    uri = cluster.new_database()
    on_server = ("-s", f"GOVNEWS_LEDGER={uri}")
    with closing(open_ledger(uri, "test")) as made:
        made.record(article(1), now=NOW)
    cluster.execute("UPDATE govnews.version SET record = '{'", database_of(uri))
    done = ledger(tmp_path, "check", *on_server)
    assert (done.returncode, done.stderr) == (8, "")
    assert done.stdout.splitlines() == [
        f"{uri.replace('govnews@', '')} is damaged; stop the runs, then restore a backup of the database:",
        "  version 1 of test is no record",
    ]
    done = ledger(tmp_path, "copy", uri, str(tmp_path / "copy.db"))
    assert (done.returncode, done.stdout) == (8, "")
    assert "is damaged and is not copied: version 1 of test is no record" in done.stderr
    assert not list(tmp_path.iterdir())


def test_what_is_for_files_alone_says_so_of_a_server(tmp_path: Path, cluster: Cluster) -> None:
    uri = cluster.new_database()
    assert (
        "there is no ledger at postgresql://127"
        in ledger(tmp_path, "check", "-s", f"GOVNEWS_LEDGER={uri}").stderr
    )
    for arguments in (["backup", "copy.db"], ["compact"]):
        done = ledger(tmp_path, *arguments, "-s", f"GOVNEWS_LEDGER={uri}")
        assert (done.returncode, done.stdout) == (2, "")
        assert "is no file: PostgreSQL's own tools look after it" in done.stderr


# compact


def half_empty(path: Path, count: int = 1500) -> None:
    full(path, count)
    with closing(open_ledger(path, "test")) as made, made.together():
        for _ in range(count // 10):
            made.end_run(made.begin_run(now=NOW), now=NOW, outcome="ok", report="r" * 50_000)
    change(path, "UPDATE run SET report = NULL")


def test_room_is_given_back(tmp_path: Path) -> None:
    path = tmp_path / "govnews.db"
    half_empty(path, 300)
    before = path.stat().st_size
    done = ledger(tmp_path, "compact")
    after = path.stat().st_size
    assert (done.returncode, done.stdout) == (0, f"{path} had {before:,} bytes, and has {after:,}\n")
    assert after < 0.7 * before
    found = examine(path)
    assert (found.faults, found.articles) == ((), {"test": 300})


def test_while_a_crawl_is_on_nothing_is_done(tmp_path: Path) -> None:
    path = tmp_path / "govnews.db"
    half_empty(path, 300)
    with closing(open_ledger(path, "test")) as crawling:
        before = path.stat()  # who opens the file here and closes it gives this process's locks back
        done = ledger(tmp_path, "compact")
        assert (done.returncode, done.stdout) == (9, "")
        assert (
            done.stderr == f"scrapy ledger: a crawl or another command has {path} open: wait for it to end\n"
        )
        assert (path.stat().st_mtime_ns, path.stat().st_size) == (before.st_mtime_ns, before.st_size)
        crawling.record(article(1000), now=NOW)
    assert ledger(tmp_path, "compact").returncode == 0


def test_a_killed_compaction_harms_nothing(tmp_path: Path) -> None:
    path = tmp_path / "govnews.db"
    half_empty(path)
    with running(tmp_path, "ledger", "compact") as compacting:
        killed_when(compacting, lambda: size(tmp_path / "govnews.db-wal") > 1_000_000)
    assert examine(path).articles == {"test": 1500}
    with closing(open_ledger(path, "test")) as again:
        again.record(article(5000), now=NOW)
    assert ledger(tmp_path, "compact").returncode == 0
    assert examine(path).faults == ()
    assert {one.name for one in tmp_path.iterdir()} <= {file.name for file in files_of(path)} | {"said"}


# no room


@pytest.mark.parametrize("word", ["backup", "rebuild", "copy", "compact"])
def test_without_room_it_is_one_line_and_nothing_is_left(tmp_path: Path, word: str) -> None:
    if not may_mount(tmp_path):
        pytest.skip("no right to mount")
    output, disk = tmp_path / "output", tmp_path / "disk"
    with mounted(disk, "size=6m"):
        if word == "rebuild":
            write_feed(tmp_path / "archive", 1000)
            arguments, output = ["rebuild", str(tmp_path / "archive")], disk
        elif word in ("backup", "copy"):
            full_in(output, 1000)
            arguments = [
                word,
                *([str(output / "govnews.db")] if word == "copy" else []),
                str(disk / "copy.db"),
            ]
        else:
            full(disk / "govnews.db", 550)
            arguments, output = ["compact"], disk
        before = {one: one.read_bytes() for one in disk.iterdir()}
        done = ledger(output, *arguments)
        assert (done.returncode, done.stdout) == (8, "")
        assert len(done.stderr.splitlines()) == 1
        assert "full" in done.stderr
        assert "make room" in done.stderr
        assert {one: one.read_bytes() for one in disk.iterdir() if size(one)} == before


def full_in(output: Path, count: int) -> None:
    output.mkdir()
    full(output / "govnews.db", count)


# prune


def test_prune_says_what_it_would_remove_and_removes_it(tmp_path: Path) -> None:
    full(tmp_path / "govnews.db", 1)
    old = tmp_path / "test" / "2020-01-01T00-00-00Z.log"
    old.parent.mkdir()
    old.write_text("x" * 1234)
    done = ledger(tmp_path, "prune", "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert "logs of runs: 1 would be removed, 1,234 bytes\n" in done.stdout
    assert old.exists()
    done = ledger(tmp_path, "prune", "-s", "GOVNEWS_KEEP_LOGS_DAYS=0")
    assert "logs of runs: 0 removed, 0 bytes\n" in done.stdout
    assert old.exists()
    done = ledger(tmp_path, "prune")
    assert "logs of runs: 1 removed, 1,234 bytes\n" in done.stdout
    assert not old.exists()
