"""``scrapy search``: what it prints, and that nothing breaks it: kills, neighbours, full and read-only disks."""

from __future__ import annotations

import json
import os
import pty
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from govnews.ledger import open_ledger
from tests.crash import may_mount, mounted
from tests.crawling import environment, scrapy
from tests.ledger.samples import NOW, article
from tests.places import PROJECT
from tests.processes import start

MANY = 2500


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A ledger with a few articles."""
    record(
        tmp_path,
        article(
            1,
            title="孟津春茶开采\x1b[31m",
            body="茶农忙碌。\u202e\n" * 30 + "通知",
            published_on="2025-03-21",
        ),
        article(2, title="春茶上市", body="Spring tea", event="withdrawn", published_on=None),
    )
    return tmp_path


def record(output: Path, *articles: object) -> None:
    with closing(open_ledger(output / "govnews.db", "test")) as ledger, ledger.together():
        for one in articles:
            ledger.record(one, now=NOW)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger whose index takes more than one step to make."""
    folder = tmp_path_factory.mktemp("many")
    characters = random.Random(1)
    record(
        folder,
        *(
            article(
                number, body="孟津" + "".join(chr(0x4E00 + characters.randrange(3000)) for _ in range(400))
            )
            for number in range(MANY)
        ),
    )
    return folder


@pytest.fixture
def afresh(many: Path) -> Path:
    """The same, without an index."""
    (many / "search.db").unlink(missing_ok=True)
    return many


def search(output: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return scrapy("search", "-s", f"GOVNEWS_OUTPUT={output}", *arguments)


def test_what_is_found_is_shown_with_its_place(output: Path) -> None:
    done = search(output, "春茶")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "2025-03-21  test  孟津春茶开采[31m",
        f"    {article(1).url}",
        "    " + "茶农忙碌。\\u202e " * 14 + "茶农…",
        "no day      test  春茶上市  (withdrawn)",
        f"    {article(2).url}",
        "    Spring tea",
    ]


def test_words_that_must_not_be_there_stand_behind_the_options(output: Path) -> None:
    assert search(output, "春茶", "--", "-spring").stdout.count("http") == 1
    assert (
        search(output, "--json", "--limit", "1", "--", "茶", "-spring tea", "-忙农").stdout.count("http") == 1
    )
    assert search(output, "春茶", "spring tea").stdout.count("http") == 1
    assert search(output, "春茶", "--", "-tea", "-通知").returncode == 1


def test_json_has_an_object_an_article(output: Path) -> None:
    done = search(output, "通知", "--json")
    (told,) = map(json.loads, done.stdout.splitlines())
    assert told["excerpt"].startswith("…") and told["excerpt"].endswith("茶农忙碌。\u202e 通知")
    assert told | {"excerpt": ""} == {
        "site": "test", "url": article(1).url, "title": "孟津春茶开采[31m", "column": None, "published_on": "2025-03-21",
        "published_at": None, "event": "new", "version": 1, "excerpt": "",
    }  # fmt: skip


def test_nothing_found_is_one_line_and_exit_code_1(output: Path) -> None:
    done = search(output, "秋茶", "--", "-\x1b通知")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        f"no article in {output / 'govnews.db'} has 秋茶 -\\x1b通知; `scrapy crawl` puts articles there\n"
    )
    assert search(output, "秋茶", "--json").stdout == ""


def test_without_a_ledger_nothing_is_found_and_nothing_made(tmp_path: Path) -> None:
    assert search(tmp_path, "春茶").returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_what_is_beyond_the_limit_is_told(output: Path) -> None:
    assert (
        search(output, "春茶", "--limit", "1").stdout.splitlines()[-1]
        == "the newest 1 of 2; --limit 2 shows all"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "name a word that is to be there"),
        (["--", "-春茶"], "name a word that is to be there"),
        (["，"], "，: there is neither letter nor digit"),
        (["茶", "--since", "2025-2-1"], "--since 2025-2-1: not a day; write it as YYYY-MM-DD"),
        (["茶", "--until", "x"], "--until x: not a day"),
        (["茶", "--limit", "0"], "--limit 0: a whole number, at least 1"),
        (["茶", "--site", "ly"], "has nothing of ly; it has: test"),
        (["茶", "--sits"], "--sits is no option"),
    ],
)
def test_a_wrong_call_is_exit_code_2(output: Path, arguments: list[str], words: str) -> None:
    done = search(output, *arguments)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.startswith("scrapy search: ")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_on_a_terminal_hits_are_bold_and_nothing_else_is_there(output: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "scrapy", "search", "春茶", "-s", f"GOVNEWS_OUTPUT={output}"]
    with subprocess.Popen(command, cwd=PROJECT, env=environment(None), stdout=theirs) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 10_000)
            except OSError:  # the other end is closed
                break
    os.close(ours)
    assert process.returncode == 0
    text = shown.decode()
    assert "test  孟津\x1b[1m春茶\x1b[0m开采[31m" in text
    assert set(text.replace("\x1b[1m", "").replace("\x1b[0m", "")) & set("\x1b\u202e") == set()


@pytest.mark.long
def test_killed_at_any_time_it_goes_on(afresh: Path, tmp_path: Path) -> None:
    moments = random.Random(2)
    index, killed = afresh / "search.db", 0
    while killed < 6:
        process = start(
            ["search", "孟津", "-s", f"GOVNEWS_OUTPUT={afresh}"],
            environment(None),
            PROJECT,
            out=tmp_path / "out",
        )
        while process.exitcode is None and not index.exists():
            time.sleep(0.005)
        process.join(moments.uniform(0, 0.5))
        killed += process.exitcode is None
        process.kill()
        process.join()
        if killed % 3 == 0:
            index.unlink(missing_ok=True)  # its journal stays
    assert (
        search(afresh, "孟津").stdout.splitlines()[-1] == f"the newest 20 of {MANY}; --limit {MANY} shows all"
    )


def test_several_at_once_find_the_same(afresh: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / str(number) for number in range(3)]
    processes = [
        start(["search", "孟津", "-s", f"GOVNEWS_OUTPUT={afresh}"], environment(None), PROJECT, out=out)
        for out in outputs
    ]
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert len({out.read_text("utf-8") for out in outputs}) == 1
    assert f"of {MANY};" in outputs[0].read_text("utf-8")


def test_a_full_disk_is_one_line_and_the_next_search_goes_on(afresh: Path, tmp_path: Path) -> None:
    out, err = tmp_path / "out", tmp_path / "err"
    process = start(
        ["search", "孟津", "-s", f"GOVNEWS_OUTPUT={afresh}"],
        environment(None), PROJECT, out=out, err=err, largest_file=500_000,
    )  # fmt: skip
    process.join()
    assert (process.exitcode, out.read_text("utf-8")) == (8, "")
    said = err.read_text("utf-8")
    assert said.startswith(f"scrapy search: cannot write the search index {afresh / 'search.db'}: ")
    assert len(said.splitlines()) == 1
    assert f"of {MANY};" in search(afresh, "孟津").stdout


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing can be written to the folder, by root neither."""
    if os.geteuid():
        folder.chmod(0o555)
        try:
            yield
        finally:
            folder.chmod(0o755)
        return
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)


def test_a_read_only_folder_is_one_line(tmp_path: Path) -> None:
    output = tmp_path / "output"
    if not os.geteuid() and not may_mount(tmp_path):
        pytest.skip("root can write everywhere, and may not mount here")
    with mounted(output, "size=8m") if not os.geteuid() else made(output):
        record(output, article(1))
        subprocess.run([sys.executable, "-c", KILLED, str(output / "govnews.db")], check=False)
        with read_only(output):
            done = search(output, "新闻")
        assert (done.returncode, done.stdout) == (8, "")
        assert done.stderr.startswith(
            f"scrapy search: cannot write the search index {output / 'search.db'}: "
        )
        assert len(done.stderr.splitlines()) == 1
        assert search(output, "新闻").returncode == 0


# What a killed run leaves beside the ledger makes it readable where nothing can be written.
KILLED = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT count(*) FROM article").fetchone()
os.kill(os.getpid(), 9)
"""


@contextmanager
def made(folder: Path) -> Iterator[None]:
    folder.mkdir()
    yield
