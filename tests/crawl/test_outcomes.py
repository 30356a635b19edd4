"""Every way for a run to fail has its own outcome and exit code, and the next healthy run mends it."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from govnews.clock import now, utc, utc_now
from govnews.crawl.outcome import Outcome
from govnews.crawl.run import Run, hold_site
from govnews.demo.mengjin import BASE, HOST, MengjinSite
from govnews.demo.server import FaultySite, ReplicaServer, Reply, Site, StaticSite, answer
from govnews.extensions.report import RunReport
from govnews.feeds.recovery import recover
from govnews.files import part_of
from tests.crawling import UNPACED, crawl, environment, last_report, records
from tests.places import PROJECT

SIZES = {"孟津要闻": 12, "部门动态": 8, "镇街动态": 6, "媒体看孟津": 4}
QUICK = ["-s", "RETRY_TIMES=0", "-s", "GOVNEWS_RENDER=never", "-L", "WARNING"]
ERROR_PAGE = Reply.html(
    "<html><head><title>系统提示</title></head><body><p>系统繁忙，请稍后再试</p></body></html>"
)


def small_site() -> MengjinSite:
    return MengjinSite(sizes=SIZES, page_size=10)


def status(code: int) -> Reply:
    return Reply.html(f"<html><title>{code}</title><p>{code}</p></html>", status=code)


def everywhere(site: Site, reply: Reply) -> FaultySite:
    return FaultySite(site, {lambda request: request.path != "/robots.txt": answer(reply)})


def articles_only(site: Site, reply: Reply) -> FaultySite:
    return FaultySite(site, {lambda request: request.path.startswith(("/20", "/html/")): answer(reply)})


def one_article(site: MengjinSite, reply: Reply) -> FaultySite:
    return FaultySite(site, {site.entries("部门动态")[2].url.removeprefix(BASE): answer(reply)})


EMPTY_HOME = StaticSite({"/": "<html><body><p>本站升级改版中，敬请期待</p></body></html>"})

# What the site does to the crawl: its name, outcome, and a word that the report has for it.
SITES = {
    "healthy": (lambda site: site, Outcome.OK, ""),
    "403 everywhere": (lambda site: everywhere(site, status(403)), Outcome.BLOCKED, "403"),
    "500 everywhere": (lambda site: everywhere(site, status(500)), Outcome.UNREACHABLE, "HTTP 500"),
    "no columns": (lambda site: EMPTY_HOME, Outcome.LAYOUT_CHANGED, "no news column"),
    "zero entries": (lambda site: MengjinSite(sizes=dict.fromkeys(SIZES, 0)), Outcome.LAYOUT_CHANGED, ""),
    "articles that cannot be read": (
        lambda site: articles_only(site, ERROR_PAGE),
        Outcome.LAYOUT_CHANGED,
        "unreadable",
    ),
    "an article that fails": (lambda site: one_article(site, status(500)), Outcome.PARTIAL, "HTTP 500"),
}


@pytest.mark.long
@pytest.mark.parametrize("name", SITES)
def test_what_the_site_does_is_told_by_the_exit_code(tmp_path, name):
    spoil, outcome, word = SITES[name]
    with ReplicaServer({HOST: spoil(small_site())}) as server:
        run = crawl("mengjin", tmp_path, *QUICK, proxy=server.url)
    assert (run.returncode, last_report(tmp_path)["outcome"]) == (outcome.exit_code, outcome.word), run.stderr
    report = last_report(tmp_path)
    assert report["exit_code"] == outcome.exit_code
    assert word in json.dumps([report["samples"], report["columns"]], ensure_ascii=False)
    assert f"mengjin: {outcome.word} – " in run.stderr


@pytest.mark.parametrize(
    ("proxy", "arguments", "word"),
    [
        ("http://127.0.0.1:9", [], "refused"),  # the discard port: nobody listens
        (None, ["-a", "home=http://no-such-host.invalid/"], "no-such-host.invalid"),
    ],
)
def test_a_site_that_does_not_answer_is_unreachable(tmp_path, proxy, arguments, word):
    run = crawl("mengjin", tmp_path, *QUICK, *arguments, proxy=proxy)
    assert run.returncode == Outcome.UNREACHABLE.exit_code, run.stderr
    assert word in json.dumps(last_report(tmp_path)["samples"])


PIPELINES = {
    f"govnews.pipelines.{name}Pipeline": 100 * place
    for place, name in enumerate(("Dates", "Source", "Body", "Check", "Dedupe", "Record"), start=1)
}
OURS = {
    "a callback": ("faulty_callback", []),
    "start": ("faulty_start", []),
    "a pipeline": (
        "mengjin",
        ["-s", f"ITEM_PIPELINES={json.dumps(PIPELINES | {'tests.faulty.FaultyPipeline': 450})}"],
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("name", OURS)
def test_a_fault_of_ours_is_an_error_and_loses_nothing(tmp_path, name):
    spider, arguments = OURS[name]
    modules = ["-s", "SPIDER_MODULES=tests.faulty,govnews.spiders"]
    site = small_site()
    with ReplicaServer({HOST: site}) as server:
        run = crawl(spider, tmp_path, *QUICK, *modules, *arguments, proxy=server.url)
        assert run.returncode == Outcome.ERROR.exit_code, run.stderr
        assert "a fault of ours" in run.stderr
        if name == "a pipeline":
            found = {record["url"] for record in records(tmp_path)}
            assert found
            assert len(found) < len(site.articles)
            mended = crawl(spider, tmp_path, *QUICK, proxy=server.url)
            assert mended.returncode == 0, mended.stderr
            assert Counter(one["url"] for one in records(tmp_path)) == Counter(
                one.url for one in site.articles
            )


@pytest.mark.long
def test_a_feed_that_cannot_be_written_starves_no_other(tmp_path):
    site, output = small_site(), tmp_path / "output"
    (tmp_path / "file").write_text("in the way")
    with ReplicaServer({HOST: site}) as server:
        good = tmp_path / "good.jsonl"
        unwritable = ["-o", str(good), "-o", str(tmp_path / "file" / "feed.jsonl")]
        run = crawl("mengjin", output, *QUICK, *unwritable, proxy=server.url)
        assert run.returncode == Outcome.OUTPUT_FAILED.exit_code, run.stderr
        assert run.stderr.count(f"  output: {tmp_path / 'file'}: File exists") == 1
        assert "Traceback" not in run.stderr
        assert len(good.read_text("utf-8").splitlines()) == len(site.articles)
        assert len(records(output)) == len(site.articles)
        server.forget()
        run = crawl("mengjin", output, *QUICK, proxy=server.url)
        assert run.returncode == 0, run.stderr
        assert Counter(one["url"] for one in records(output)) == Counter(one.url for one in site.articles)
        assert last_report(output)["records"] == {}
        assert not [one for one in server.requests if one.path.startswith("/20")], "nothing is fetched again"


@pytest.mark.long
def test_a_full_disk_is_said_and_mended_when_there_is_room(tmp_path):
    """The limit on the size of a file stands for the disk; tests/crash.py has real small file systems."""
    site = small_site()
    limited = ["sh", "-c", 'ulimit -f "$0" && exec "$@"']
    with ReplicaServer({HOST: site}) as server:
        for blocks in (
            "1",
            "60",
            "180",
        ):  # of 512 bytes: not even the ledger; the ledger hardly; it, not the feed
            run = subprocess.run(
                [*limited, blocks, sys.executable, "-m", "scrapy", "crawl", "mengjin",
                 "-s", f"GOVNEWS_OUTPUT={tmp_path}", *UNPACED, *QUICK],
                env=environment(server.url), cwd=PROJECT, capture_output=True, text=True, check=False, timeout=100,
            )  # fmt: skip
            assert run.returncode == Outcome.OUTPUT_FAILED.exit_code, (blocks, run.stderr)
        run = crawl("mengjin", tmp_path, *QUICK, proxy=server.url)
        assert run.returncode == 0, run.stderr
        assert Counter(one["url"] for one in records(tmp_path)) == Counter(one.url for one in site.articles)


@pytest.mark.long
@pytest.mark.parametrize(
    ("fault", "said"),
    [("abs(-9223372036854775807 - 1)", "integer overflow"), ("RAISE(ABORT, 'not taken')", "not taken")],
    ids=["the ledger fails", "the ledger refuses it"],
)
def test_an_end_whose_next_time_cannot_be_kept_is_not_kept_either(tmp_path, fault, said):
    """What ledger and report say of the run is what its exit code says: it was not ``ok``."""
    site = small_site()
    with ReplicaServer({HOST: site}) as server:
        assert crawl("mengjin", tmp_path, *QUICK, proxy=server.url).returncode == 0
        with closing(sqlite3.connect(tmp_path / "govnews.db")) as ledger:
            # The time of the next run is kept twice: at the beginning, and beside the outcome.
            ledger.execute(
                "CREATE TRIGGER late BEFORE UPDATE ON site"  # noqa: S608 - the test's own words
                f" WHEN (SELECT outcome FROM run ORDER BY id DESC LIMIT 1) IS NOT NULL BEGIN SELECT {fault}; END"
            )
            ledger.commit()
        run = crawl("mengjin", tmp_path, *QUICK, proxy=server.url)
        assert run.returncode == Outcome.OUTPUT_FAILED.exit_code, run.stderr
        assert said in run.stderr
        assert "Traceback" not in run.stderr
        assert last_report(tmp_path)["outcome"] == Outcome.OUTPUT_FAILED.word
        with closing(sqlite3.connect(tmp_path / "govnews.db")) as ledger:
            assert list(ledger.execute("SELECT outcome FROM run ORDER BY id")) == [("ok",), (None,)]
            ledger.execute("DROP TRIGGER late")
            ledger.commit()
        assert crawl("mengjin", tmp_path, *QUICK, proxy=server.url).returncode == 0
        assert Counter(one["url"] for one in records(tmp_path)) == Counter(one.url for one in site.articles)


@pytest.mark.long
def test_a_column_that_the_ledger_does_not_take_is_told(tmp_path):
    site = small_site()
    with ReplicaServer({HOST: site}) as server:
        assert crawl("mengjin", tmp_path, *QUICK, proxy=server.url).returncode == 0
        with closing(sqlite3.connect(tmp_path / "govnews.db")) as ledger:
            ledger.execute(
                "CREATE TRIGGER odd BEFORE UPDATE ON column_ BEGIN SELECT RAISE(ABORT, 'not taken'); END"
            )
            ledger.commit()
        run = crawl("mengjin", tmp_path, *QUICK, proxy=server.url)
    assert run.returncode == Outcome.OUTPUT_FAILED.exit_code, run.stderr
    assert "not taken" in run.stderr
    assert "Traceback" not in run.stderr
    assert last_report(tmp_path)["outcome"] == Outcome.OUTPUT_FAILED.word


def test_no_file_tells_of_another_end(tmp_path):
    """Where the report cannot be written anew, none is better than one that says ``ok``."""
    path = tmp_path / "run.report.json"
    path.write_text('{"outcome": "ok"}')
    part_of(path).mkdir()  # nothing can be written
    RunReport._say_otherwise(SimpleNamespace(_path=path), None)
    assert not path.exists()


def test_a_second_run_says_who_holds_the_lock_and_harms_nothing(tmp_path):
    (tmp_path / "mengjin").mkdir()
    lock = hold_site(tmp_path / "mengjin")
    (tmp_path / "mengjin" / ".2025-03-24.jsonl.part").write_text("being written")
    before = _contents(tmp_path)
    run = crawl("mengjin", tmp_path, *QUICK)
    assert run.returncode == Outcome.LOCKED.exit_code
    assert f"mengjin is being crawled already by process {os.getpid()}, since 20" in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1
    assert _contents(tmp_path) == before
    lock.close()
    hold_site(tmp_path / "mengjin").close()


def test_no_run_is_called_as_one_whose_files_are_there(tmp_path):
    """It would write over them. What reads an archive is no run of the ledger, and a clock may be set back."""
    archive = tmp_path / "mengjin" / "archive"
    archive.mkdir(parents=True)
    begun = now()
    taken = [utc(begun + timedelta(seconds=more)).replace(":", "-") for more in (0, 1)]
    (archive / f"{taken[0]}.warc.gz").touch()
    (tmp_path / "mengjin" / f"{taken[1]}.jsonl").touch()
    run = Run.prepare("mengjin", tmp_path, recover=lambda *_: None)
    run.close()
    assert taken[1] < run.label < utc(begun + timedelta(minutes=1)).replace(":", "-")


def test_the_lock_dies_with_its_process(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c",
         "import sys, time, pathlib; from govnews.crawl.run import hold_site; lock = hold_site(pathlib.Path(sys.argv[1]));"
         " print(flush=True); time.sleep(60)", str(tmp_path)],
        cwd=PROJECT, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert holder.stdout is not None
    holder.stdout.readline()
    with (tmp_path / ".lock").open() as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    holder.kill()
    holder.wait()
    holder.stdout.close()
    hold_site(tmp_path).close()


@contextmanager
def _running(output: Path, proxy: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "crawl", "mengjin", "-s", f"GOVNEWS_OUTPUT={output}", *UNPACED,
         "-s", "DOWNLOAD_DELAY=0.1"],
        env=environment(proxy), cwd=PROJECT, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_a_run_that_is_stopped_is_incomplete_and_publishes_what_it_has(tmp_path, number):
    site = small_site()
    with ReplicaServer({HOST: site}) as server:
        with _running(tmp_path, server.url) as process:
            until = time.monotonic() + 60
            while len(server.requests) < 12 and time.monotonic() < until:
                time.sleep(0.02)
            process.send_signal(number)
            _, words = process.communicate(timeout=60)
        assert process.returncode == Outcome.INCOMPLETE.exit_code, words
        assert 0 < len(records(tmp_path)) < len(site.articles)
        assert any("the run was stopped (shutdown)" in one["end"] for one in last_report(tmp_path)["columns"])
        run = crawl("mengjin", tmp_path, *QUICK, proxy=server.url)
        assert run.returncode == 0, run.stderr
        assert Counter(one["url"] for one in records(tmp_path)) == Counter(one.url for one in site.articles)


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_outcome_has_its_own_word_and_exit_code():
    assert len({one.word for one in Outcome}) == len({one.exit_code for one in Outcome}) == len(Outcome)
    assert [one for one in Outcome if one.exit_code == 0] == [Outcome.OK]


def test_runs_one_after_the_other_have_seconds_of_their_own(tmp_path):
    labels = []
    for _ in range(3):
        run = Run.open("test", tmp_path, recover=recover)
        labels.append(run.label)
        run.ledger.end_run(run.number, now=utc_now(), outcome="ok", report="{}")
        run.close()
    assert len(set(labels)) == 3
