"""``scrapy export --follow`` beside what records: killed at any instant it leaves nothing out, and repeats by the same keys."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from types import FrameType
from typing import NoReturn

import pytest

from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer
from govnews.exports import Position, Selection
from govnews.exports.follow import BATCH, Follower, follow
from govnews.ledger import Reader, open_ledger, open_reader
from tests.crawling import UNPACED, crawl, environment, scrapy
from tests.ledger.samples import NOW, article
from tests.places import PROJECT
from tests.processes import start

ARTICLES = 1200
Tracer = Callable[[FrameType, str, object], "Tracer"]


def setting(folder: Path) -> list[str]:
    return ["-s", f"GOVNEWS_OUTPUT={folder}"]


def following(folder: Path, position: Path) -> list[str]:
    """The command line of an export that goes on with all that is recorded behind ``position``."""
    resumed = ["export", "--all", "--resume", str(position), "--follow", "--every", "0.05"]
    return [*resumed, *setting(folder)]


def record(folder: Path, *numbers: int, site: str = "test") -> None:
    with closing(open_ledger(folder / "govnews.db", site)) as ledger:
        for number in numbers:
            ledger.record(article(number, site=site), now=NOW)


@contextmanager
def recording(folder: Path, numbers: range) -> Iterator[threading.Thread]:
    """Articles that are recorded one after the other while the block runs."""

    def go() -> None:
        with closing(open_ledger(folder / "govnews.db", "test")) as ledger:
            for number in numbers:
                ledger.record(article(number), now=NOW)
                time.sleep(0.006)

    thread = threading.Thread(target=go)
    thread.start()
    try:
        yield thread
    finally:
        thread.join()


def whole_lines(path: Path) -> list[str]:
    """Titles of the lines that have an end, as a consumer reads them."""
    *lines, _ = path.read_text("utf-8").split("\n") if path.exists() else [""]
    return [json.loads(line)["title"] for line in lines]


def wait_for(path: Path, count: int) -> None:
    until = time.monotonic() + 60
    while len(whole_lines(path)) < count:
        assert time.monotonic() < until, f"{len(whole_lines(path))} lines"
        time.sleep(0.02)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "output"
    folder.mkdir()
    record(folder, 1, 2, 3)
    return folder


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_goes_on_until_a_signal_comes(number: int, folder: Path, tmp_path: Path) -> None:
    out, position = tmp_path / "out", tmp_path / "position.json"
    arguments = following(folder, position)
    for new in (range(4, 7), range(7, 9)):
        export = start(arguments, environment(None), PROJECT, out=out, err=tmp_path / "err")
        wait_for(out, new[0] - 1)
        assert export.is_alive()
        record(folder, *new)
        record(folder, new[0], site="another")  # one that was not there when it began
        wait_for(out, new[-1] + 1 if new[0] == 4 else new[-1] + 2)
        os.kill(export.pid or 0, number)
        export.join(30)
        assert (export.exitcode, (tmp_path / "err").read_text("utf-8")) == (0, "")
    told = Counter(whole_lines(out))
    assert told == Counter([*(f"新闻{n}" for n in range(1, 9)), "新闻4", "新闻7"]), "nothing comes twice"
    done = scrapy("export", "--all", "--resume", str(position), *setting(folder))
    assert (done.returncode, done.stdout) == (0, "")


def test_a_signal_between_any_two_lines_ends_it(folder: Path, tmp_path: Path) -> None:
    """Lines of the standard library's waiting, too: what takes a lock there must not be asked for it by the handler."""

    def ends(at: int) -> bool:
        """Follow, with a signal before the line of that number; whether it came to that line before the third look."""
        looks, lines, files = 0, 0, {follow.__code__.co_filename, threading.__file__}

        def line(_: FrameType, event: str, __: object) -> Tracer:
            nonlocal lines
            if event == "line":
                lines += 1
                if lines == at and looks < 3:
                    signal.raise_signal(signal.SIGTERM)
            return line

        def look() -> Reader:
            nonlocal looks
            looks += 1
            if looks == 3 and lines < at:
                signal.raise_signal(signal.SIGTERM)
            return open_reader(folder / "govnews.db")

        def hangs(*_: object) -> NoReturn:
            raise AssertionError(f"it does not end, with a signal before line {at}")

        before = signal.signal(signal.SIGALRM, hangs)
        signal.setitimer(signal.ITIMER_REAL, 20)
        with (tmp_path / "out").open("wb") as out:
            follower = Follower(out, Selection(), None, Position(), lambda _: None)
            outside = sys.gettrace()
            sys.settrace(lambda frame, *_: line if frame.f_code.co_filename in files and looks else None)
            try:
                follow(follower, look, lambda *_: None, 0.001)
            finally:
                sys.settrace(outside)
                signal.setitimer(signal.ITIMER_REAL, 0)
                signal.signal(signal.SIGALRM, before)
        return looks < 3

    lines = next(at for at in count(1) if not ends(at))
    assert lines > 20


@pytest.mark.long
def test_it_may_be_there_before_the_first_crawl(tmp_path: Path) -> None:
    out, output = tmp_path / "out", tmp_path / "output"
    arguments = following(output, tmp_path / "position.json")
    export = start(arguments, environment(None), PROJECT, out=out, err=tmp_path / "err")
    time.sleep(3)  # it has looked, and found no ledger
    assert export.is_alive(), (tmp_path / "err").read_text("utf-8")
    output.mkdir()
    record(output, 1, 2)
    wait_for(out, 2)
    os.kill(export.pid or 0, signal.SIGTERM)
    export.join(30)
    assert (export.exitcode, whole_lines(out)) == (0, ["新闻1", "新闻2"])


@pytest.mark.long
@pytest.mark.parametrize("to", ["standard output", "a file"])
def test_killed_at_any_instant_it_leaves_nothing_out(to: str, folder: Path, tmp_path: Path) -> None:
    out, position, chance = tmp_path / "out", tmp_path / "position.json", random.Random(19)
    arguments = ["export", "test", "--resume", str(position), "--follow", "--every", "0.01", *setting(folder)]
    if to == "a file":
        arguments += ["-o", str(out)]
    kills = 0
    with recording(folder, range(4, ARTICLES)) as recorder:
        while recorder.is_alive():
            export = start(
                arguments, environment(None), PROJECT, out=tmp_path / "said" if to == "a file" else out
            )
            export.join(chance.uniform(0, 0.6))
            assert export.is_alive()
            export.kill()
            export.join()
            kills += 1
            if to == "a file":
                with out.open("ab") as torn:  # as a killed writer may leave it
                    torn.write(b'{"title": "')
    assert kills >= 3
    export = start(arguments, environment(None), PROJECT, out=tmp_path / "said" if to == "a file" else out)
    record(folder, ARTICLES)  # it is there, and answers to signals, when this has come
    until = time.monotonic() + 60
    while whole_lines(out)[-1:] != [f"新闻{ARTICLES}"] and time.monotonic() < until:
        time.sleep(0.05)
    export.terminate()
    export.join(30)
    assert export.exitcode == 0
    told = Counter(whole_lines(out))
    assert set(told) == {f"新闻{n}" for n in range(1, ARTICLES + 1)}
    assert sum(told.values()) - ARTICLES <= kills * BATCH
    records = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len({(one["site"], one["url_hash"], one["version"]) for one in records}) == ARTICLES


@pytest.mark.long
def test_a_crawl_is_followed_while_it_is_on(tmp_path: Path) -> None:
    output, out = tmp_path / "output", tmp_path / "out"
    site = MengjinSite(sizes={"孟津要闻": 12}, page_size=5)
    with ReplicaServer({HOST: site}) as server:
        assert crawl("mengjin", output, "-a", "limit=2", proxy=server.url).returncode == 0
        arguments = ["export", "--all", "--versions", "--follow", "--every", "0.05", *setting(output)]
        export = start(arguments, environment(None), PROJECT, out=out, err=tmp_path / "err")
        run = start(
            ["crawl", "mengjin", *setting(output), *UNPACED, "-s", "DOWNLOAD_DELAY=0.1"],
            environment(server.url), PROJECT, out=tmp_path / "log",
        )  # fmt: skip
        wait_for(out, 5)
        assert run.is_alive(), "it comes before the run has ended"
        run.join(60)
        wait_for(out, 12)
        export.terminate()
        export.join(30)
    urls = [json.loads(line)["url"] for line in out.read_text("utf-8").splitlines()]
    assert sorted(urls) == sorted(one.url for one in site.articles)
    assert (run.exitcode, export.exitcode) == (0, 0)


def test_a_consumer_that_lost_lines_gets_them_again(folder: Path, tmp_path: Path) -> None:
    position = tmp_path / "position.json"
    more = ["--resume", str(position), *setting(folder)]
    assert scrapy("export", "--all", *more).stdout.count("\n") == 3
    assert scrapy("export", "--all", "--overlap", "2", *more).stdout.count("\n") == 2
    assert scrapy("export", "--all", "--overlap", "9", *more).stdout.count("\n") == 3


def test_a_consumer_that_goes_ends_it_without_a_word(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scrapy", "export", "--all", "--versions", "--follow", "--every", "0.05"]
    export = subprocess.Popen(
        [*command, *setting(folder)], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert export.stdout is not None and export.stderr is not None
    assert export.stdout.readline().startswith(b'{"schema_version"')
    export.stdout.close()
    record(folder, 4)
    assert (export.wait(30), export.stderr.read()) == (0, b"")
    export.stderr.close()


@pytest.mark.parametrize("moved", [True, False])
def test_a_file_that_is_moved_or_removed_is_found_out_and_costs_no_line(
    moved: bool, folder: Path, tmp_path: Path
) -> None:
    out, err, position = tmp_path / "out", tmp_path / "err", tmp_path / "position.json"
    arguments = [*following(folder, position), "-o", str(out)]
    export = start(arguments, environment(None), PROJECT, out=tmp_path / "said", err=err)
    wait_for(out, 3)
    until = time.monotonic() + 30
    while not position.exists():  # what is removed before it has kept its place comes again
        assert time.monotonic() < until
        time.sleep(0.02)
    out.rename(tmp_path / "moved") if moved else out.unlink()
    record(folder, 4)
    export.join(30)
    assert export.exitcode == 8
    assert err.read_text("utf-8") == (
        f"scrapy export: {out} was moved or removed while it was written; start again\n"
    )
    export = start(arguments, environment(None), PROJECT, out=tmp_path / "said", err=err)
    wait_for(out, 1)
    export.terminate()
    export.join(30)
    assert (export.exitcode, whole_lines(out)) == (0, ["新闻4"])


def test_another_ledger_in_its_place_is_found_out(folder: Path, tmp_path: Path) -> None:
    out, err, position = tmp_path / "out", tmp_path / "err", tmp_path / "position.json"
    arguments = following(folder, position)
    export = start(arguments, environment(None), PROJECT, out=out, err=err)
    wait_for(out, 3)
    other = tmp_path / "other"
    other.mkdir()
    record(other, 5, 6, 7, 8)
    (other / "govnews.db").replace(folder / "govnews.db")
    export.join(30)
    assert export.exitcode == 2
    assert err.read_text("utf-8").count("\n") == 1
    assert "is of another ledger; remove it to export all again" in err.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--follow"], "--follow goes with --versions"),
        (["--follow", "--versions", "--format", "csv"], "--follow writes JSON Lines, not packed"),
        (["--follow", "--versions", "-o", "all.jsonl.gz"], "--follow writes JSON Lines, not packed"),
        (
            ["--follow", "--versions", "--every", "0"],
            "--every goes with --follow, and is a number of seconds",
        ),
        (["--versions", "--every", "2"], "--every goes with --follow, and is a number of seconds"),
        (["--versions", "--overlap", "2"], "--overlap goes with --resume FILE"),
        (["--resume", "position.json", "--overlap", "-2"], "--overlap goes with --resume FILE"),
    ],
)
def test_what_cannot_be_meant_is_one_line(arguments: list[str], why: str, folder: Path) -> None:
    done = scrapy("export", "--all", *arguments, *setting(folder))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert why in done.stderr
