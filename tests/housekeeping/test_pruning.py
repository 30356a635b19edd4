"""What is too old goes, and nothing else."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from govnews.clock import utc
from govnews.crawl.arguments import KeepSettings
from govnews.errors import LedgerUnusable
from govnews.housekeeping.lag import lag
from govnews.housekeeping.pruning import Old, Pruning
from govnews.ledger import examine, open_ledger, open_reader
from tests.ledger.samples import article

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEEP = KeepSettings(reports=timedelta(days=400), logs=timedelta(days=60), copies=timedelta(days=90))
FOREVER = KeepSettings(None, None, None)


def label(days: float) -> str:
    """The start of a run so many days ago, as file names have it."""
    return utc(NOW - timedelta(days=days)).replace(":", "-")


def write(path: Path, text: str = "x" * 100, *, days: float | None = None) -> Path:
    """A file; ``days``: how long ago it was written, None: now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    if days is not None:
        moment = (NOW - timedelta(days=days)).timestamp()
        os.utime(path, (moment, moment))
    return path


def report(output: Path, days: float, outcome: str = "ok", site: str = "test") -> Path:
    return write(output / site / f"{label(days)}.report.json", json.dumps({"outcome": outcome}))


def files(output: Path) -> set[Path]:
    return {path for path in output.rglob("*") if path.is_file()}


def counts(found: list[Old]) -> dict[str, tuple[int, int]]:
    return {old.kind: (old.count, old.size) for old in found}


def test_old_files_go_and_young_ones_stay(tmp_path: Path) -> None:
    gone = [
        report(tmp_path, 500), report(tmp_path, 401),
        write(tmp_path / "test" / "blocked" / f"{label(401)}-1.html"),
        write(tmp_path / "test" / f"{label(61)}.log"),
        write(tmp_path / "test" / "own.log", days=61),
        write(tmp_path / "govnews.db.v4.bak", days=91),
    ]  # fmt: skip
    kept = [
        report(tmp_path, 399), report(tmp_path, 1),
        write(tmp_path / "test" / "blocked" / f"{label(399)}-1.html"),
        write(tmp_path / "test" / f"{label(59)}.log"),
        write(tmp_path / "test" / "own-too.log", days=59),
        write(tmp_path / "govnews.db.v5.bak", days=89),
        write(tmp_path / "test" / f"{label(900)}.jsonl", days=900),
        write(tmp_path / "test" / f"{label(900)}.csv", days=900),
        write(tmp_path / "test" / ".lock", days=900),
        write(tmp_path / "all.jsonl", days=900),
        write(tmp_path / "notes.log", days=900),
    ]  # fmt: skip
    pruning = Pruning(tmp_path, tmp_path / "govnews.db", KEEP, NOW)
    found = pruning.look()
    assert files(tmp_path) == {*gone, *kept}
    assert counts(found) == {
        "reports in the ledger": (0, 0),
        "reports of runs": (2, sum(path.stat().st_size for path in gone[:2])),
        "samples of block pages": (1, 100),
        "logs of runs": (2, 200),
        "copies of migrated ledgers": (1, 100),
    }
    assert pruning.remove() == found
    assert files(tmp_path) == set(kept)
    assert sum(old.count for old in pruning.remove()) == 0


def test_the_last_report_and_the_last_that_was_not_ok_stay_however_old(tmp_path: Path) -> None:
    kept = [report(tmp_path, 500), report(tmp_path, 700, "blocked"), report(tmp_path, 900, site="other")]
    for days, outcome in ((600, "ok"), (800, "partial"), (850, "ok")):
        report(tmp_path, days, outcome)
    write(tmp_path / "test" / f"{label(550)}.report.json", "{torn")
    Pruning(tmp_path, tmp_path / "govnews.db", KEEP, NOW).remove()
    assert files(tmp_path) == set(kept)


def test_the_last_one_that_was_not_ok_may_be_young(tmp_path: Path) -> None:
    report(tmp_path, 700, "blocked")
    kept = [report(tmp_path, 2, "partial"), report(tmp_path, 1)]
    Pruning(tmp_path, tmp_path / "govnews.db", KEEP, NOW).remove()
    assert files(tmp_path) == set(kept)


def test_zero_days_is_for_ever(tmp_path: Path) -> None:
    full(tmp_path)
    write(tmp_path / "test" / "own.log", days=9000)
    write(tmp_path / "govnews.db.v4.bak", days=9000)
    write(tmp_path / "test" / "blocked" / f"{label(9000)}-1.html")
    assert sum(old.count for old in Pruning(tmp_path, tmp_path / "govnews.db", FOREVER, NOW).remove()) == 0


RUNS = [(900, "blocked"), (800, "partial"), (700, "ok"), (600, "ok"), (300, "ok"), (1, "ok")]


def full(output: Path) -> None:
    """A ledger with an article and runs of two sites, their reports as files, too."""
    for site in ("test", "other"):
        with closing(open_ledger(output / "govnews.db", site)) as ledger:
            ledger.record(article(1, site=site), now="2024-01-01T00:00:00Z")
            ledger.begin_run(now=utc(NOW - timedelta(days=1000)))  # killed
            for days, outcome in RUNS if site == "test" else RUNS[:1]:
                moment = utc(NOW - timedelta(days=days))
                number = ledger.begin_run(now=moment)
                ledger.end_run(number, now=moment, outcome=outcome, report=f'{{"outcome": "{outcome}"}}')
                report(output, days, outcome, site)


def test_of_the_runs_in_the_ledger_the_text_alone_goes(tmp_path: Path) -> None:
    full(tmp_path)
    path = tmp_path / "govnews.db"
    with closing(open_reader(path)) as reader:
        before = {site: reader.runs(site, last=20) for site in ("test", "other")}
    found = Pruning(tmp_path, tmp_path / "govnews.db", KEEP, NOW).look()
    assert Pruning(tmp_path, tmp_path / "govnews.db", KEEP, NOW).remove() == found
    assert counts(found)["reports in the ledger"] == (
        3,
        sum(map(len, ['{"outcome": "blocked"}', *['{"outcome": "ok"}'] * 2])),
    )
    with closing(open_reader(path)) as reader:
        assert {site: reader.runs(site, last=20) for site in ("test", "other")} == before
        kept = [bool(reader.report("test", run.number)) for run in reversed(before["test"])]
        assert kept == [False, False, True, False, False, True, True]
        assert reader.report("other", before["other"][0].number) == '{"outcome": "blocked"}'
        assert len(reader.versions(article(1).url)) == 2
    assert examine(path).faults == ()
    assert Pruning(tmp_path, tmp_path / "govnews.db", KEEP, NOW).remove()[0].count == 0


def test_reports_are_measured_in_bytes(tmp_path: Path) -> None:
    with closing(open_ledger(tmp_path / "govnews.db", "test")) as ledger:
        for report in ('{"title": "春耕"}', "{}"):
            number = ledger.begin_run(now="2020-01-01T00:00:00Z")
            ledger.end_run(number, now="2020-01-01T00:00:00Z", outcome="ok", report=report)
    (reports, *_) = Pruning(tmp_path, tmp_path / "govnews.db", KEEP, NOW).look()
    assert (reports.count, reports.size) == (1, len('{"title": "春耕"}'.encode()))


def test_a_feed_that_has_the_name_of_a_log_stays(tmp_path: Path) -> None:
    feed = write(tmp_path / "test" / "articles.log", days=900)
    with closing(open_ledger(tmp_path / "govnews.db", "test")) as ledger:
        ledger.confirm(ledger.announce(feed, None, []))
    Pruning(tmp_path, tmp_path / "govnews.db", KEEP, NOW).remove()
    assert feed.exists()


def test_beside_a_damaged_ledger_nothing_is_removed(tmp_path: Path) -> None:
    old = write(tmp_path / "test" / "own.log", days=900)
    (tmp_path / "govnews.db").write_text("没有数据库" * 500, "utf-8")
    with pytest.raises(LedgerUnusable):
        Pruning(tmp_path, tmp_path / "govnews.db", KEEP, NOW).remove()
    assert old.exists()


def test_a_crawl_writes_between_two_steps(tmp_path: Path) -> None:
    """No step holds the ledger for longer than a moment."""
    path = tmp_path / "govnews.db"
    with closing(open_ledger(path, "test")) as ledger:
        with ledger.together():
            for at in range(1200):
                moment = utc(NOW - timedelta(days=900) + timedelta(hours=at))
                ledger.end_run(ledger.begin_run(now=moment), now=moment, outcome="ok", report="r" * 3000)
        assert Pruning(tmp_path, tmp_path / "govnews.db", KEEP, NOW).remove()[0].count == 1199
        ledger.record(article(1), now=utc(NOW))
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*), count(report) FROM run").fetchone() == (1200, 1)


def test_a_ledger_that_lags_behind_its_reports_is_told(tmp_path: Path) -> None:
    full(tmp_path)
    assert lag(tmp_path, tmp_path / "govnews.db") == []
    report(tmp_path, 0.5, site="test")
    (line,) = lag(tmp_path, tmp_path / "govnews.db")
    assert f"the run of test at {utc(NOW - timedelta(days=0.5))}" in line
    report(tmp_path, 0.5, site="never crawled")
    assert lag(tmp_path, tmp_path / "govnews.db") == [line]
    with closing(open_ledger(tmp_path / "govnews.db", "test")) as ledger:
        ledger.begin_run(now=utc(NOW))
    assert lag(tmp_path, tmp_path / "govnews.db") == []
