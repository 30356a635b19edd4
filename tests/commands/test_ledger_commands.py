"""``scrapy runs``, ``history`` and ``export``: what the ledger keeps, for people; a wrong call is one line."""

from __future__ import annotations

import csv
import json
from contextlib import closing
from pathlib import Path

import pytest

from govnews.clock import BEIJING, now
from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer
from govnews.items import Column, ListingEntry
from govnews.ledger import open_ledger
from tests.crawling import crawl, last_report, scrapy
from tests.ledger.samples import LATER, NOW, article, leave_out


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A ledger with an article of two versions and two addresses, an excluded address, and a run that did not end."""
    with closing(open_ledger(tmp_path / "govnews.db", "test")) as ledger:
        ledger.begin_run(now=NOW)
        ledger.record(article(1), now=NOW)
        ledger.record(article(1, title="更正\x1b[0m", event="updated", version=2), now=LATER)
        ledger.add_address("http://www.example.gov.cn/new/1.html", of=article(1).url, now=LATER)
        leave_out(ledger, article(2).url, "leads to another host: www.other.example.com")
    return tmp_path


def test_history_shows_versions_and_further_addresses(output: Path) -> None:
    done = scrapy("history", "https://example.gov.cn/new/1.html", "-s", f"GOVNEWS_OUTPUT={output}")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"version 1, new, {NOW}: {article(1).url}" in done.stdout
    assert "-新闻1\n+更正[0m" in done.stdout
    assert done.stdout.endswith("\nalso at:\nhttp://www.example.gov.cn/new/1.html\n")


def test_history_tells_why_an_address_is_left_out(output: Path) -> None:
    done = scrapy("history", article(2).url, "-s", f"GOVNEWS_OUTPUT={output}")
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout == f"{article(2).url} is left out of test: leads to another host: www.other.example.com\n"
    )


def test_history_of_an_unknown_address_is_one_line_and_exit_code_1(output: Path) -> None:
    for folder in (output, output / "no such folder"):
        done = scrapy("history", article(3).url, "-s", f"GOVNEWS_OUTPUT={folder}")
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout == (
            f"{article(3).url} is not in {folder / 'govnews.db'}; `scrapy crawl` puts articles there\n"
        )


@pytest.mark.long
def test_runs_and_the_report_of_one(tmp_path: Path) -> None:
    site = MengjinSite(sizes={"孟津要闻": 3, "部门动态": 2, "镇街动态": 2, "媒体看孟津": 2})
    with ReplicaServer({HOST: site}) as server:
        first = crawl("mengjin", tmp_path, proxy=server.url)
    assert first.returncode == 0, first.stderr
    report = last_report(tmp_path)
    second = crawl("mengjin", tmp_path, "-s", "RETRY_TIMES=0", proxy="http://127.0.0.1:9")
    assert second.returncode == 7, second.stderr
    done = scrapy("runs", "mengjin", "-s", f"GOVNEWS_OUTPUT={tmp_path}")
    assert (done.returncode, done.stderr) == (0, "")
    newest, oldest = (line.split() for line in done.stdout.splitlines())
    assert (newest[0], newest[-1]) == ("2", "unreachable")
    assert oldest == ["1", report["started_at"], report["finished_at"], "ok"]
    shown = scrapy("runs", "mengjin", "--report", "1", "-s", f"GOVNEWS_OUTPUT={tmp_path}")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("mengjin: ok – ")
    assert shown.stdout.strip() in first.stderr, "as the crawl said it"


def test_a_run_that_did_not_end_says_so(output: Path) -> None:
    done = scrapy("runs", "test", "-s", f"GOVNEWS_OUTPUT={output}")
    assert (done.returncode, done.stdout) == (0, f"     1  {NOW}  no end\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "name one site"),
        (["test", "other"], "name one site"),
        (["other"], "has no run of other; it has: test"),
        (["test", "--report", "x"], "--report x: not the number of a run"),
        (["test", "--report", "-1"], "--report -1: not the number of a run"),
        (["test", "--report", "²"], "--report ²: not the number of a run"),
        (["test", "--report", "9" * 30], "not the number of a run"),
        (["test", "--report", "1"], "has no report of a run 1 of test; `scrapy runs test` shows which runs ended"),
        (["test", "--report", "2"], "has no report of a run 2 of test"),
    ],
)  # fmt: skip
def test_a_wrong_call_of_runs_is_exit_code_2(output: Path, arguments: list[str], words: str) -> None:
    done = scrapy("runs", *arguments, "-s", f"GOVNEWS_OUTPUT={output}")
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.startswith("scrapy runs: ")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_output_folder_without_a_ledger_has_no_site(tmp_path: Path) -> None:
    for command in ("runs", "export"):
        done = scrapy(command, "mengjin", "-s", f"GOVNEWS_OUTPUT={tmp_path}")
        assert done.returncode == 2
        assert done.stderr.rstrip().endswith("of mengjin; it has: no site yet")
    assert list(tmp_path.iterdir()) == []


def test_export_gives_the_current_versions(output: Path) -> None:
    done = scrapy("export", "test", "-s", f"GOVNEWS_OUTPUT={output}")
    assert (done.returncode, done.stderr) == (0, "")
    assert [json.loads(line)["version"] for line in done.stdout.splitlines()] == [2]


def missed(output: Path, *arguments: str) -> str:
    done = scrapy("missing", "test", *arguments, "-s", f"GOVNEWS_OUTPUT={output}")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_missing_tells_what_is_listed_and_not_had(output: Path) -> None:
    with closing(open_ledger(output / "govnews.db", "test")) as ledger:
        for day, number in (("2025-03-20", 5), ("2025-03-22", 6)):
            entry = ListingEntry(article(number).url, f"=新闻{number}", day)
            ledger.fail(entry, "要闻", "HTTP 500", now=NOW)
        ledger.fail(entry, "要闻", "HTTP 502", now=LATER)
        dead = ListingEntry(article(7).url, "没有了\x1b[31m", None)
        ledger.fail(dead, "要闻", "HTTP 404", now=NOW, gone_since=NOW)
        ledger.fail(ListingEntry(article(8).url, "有了"), "要闻", "HTTP 500", now=NOW)
        ledger.record(article(8), now=LATER)
    with closing(open_ledger(output / "govnews.db", "other")) as ledger:
        ledger.fail(ListingEntry(article(9).url, "别站"), "要闻", "HTTP 500", now=NOW)
    told = [json.loads(line) for line in missed(output, "--format", "jsonl").splitlines()]
    assert [(one["state"], one["title"], one["tries"]) for one in told] == [
        ("failed", "=新闻6", 2),
        ("failed", "=新闻5", 1),
        ("gone", "没有了[31m", 1),
        ("left out", "新闻", 1),
    ]
    assert told[0] | {"url": None} == {
        "state": "failed", "url": None, "title": "=新闻6", "date": "2025-03-22", "column": "要闻",
        "reason": "HTTP 502", "tries": 2, "last_at": LATER, "next_at": None,
    }  # fmt: skip
    assert told[3]["next_at"] == LATER
    rows = list(csv.reader(missed(output, "--format", "csv").splitlines()))
    assert rows[0] == list(told[0])
    assert rows[1][2] == "'=新闻6"
    text = missed(output)
    assert "    要闻: HTTP 502; tried 2 times, last 2025-03-25T01:00:00Z, next in the next run\n" in text
    assert text.endswith("\n2 failed, 1 gone, 1 left out\n")
    assert "\x1b" not in text


def test_months_with_too_little_are_gaps(tmp_path: Path) -> None:
    column, today = (
        Column("=要闻", "http://www.example.gov.cn/xw/", "test", 0),
        now().astimezone(BEIJING).date(),
    )
    running = today.year * 12 + today.month - 1
    months = [f"{number // 12}-{number % 12 + 1:02}" for number in range(running - 14, running + 1)]
    with closing(open_ledger(tmp_path / "govnews.db", "test")) as ledger, ledger.together():
        ledger.begin_run(now=NOW)
        ledger.remember_columns([column], by_name=False, now=NOW)
        for at, month in enumerate(months):
            for number in range(0 if at == 7 else 15):
                one = article(100 * at + number, published_on=f"{month}-08")
                ledger.record(one, now=NOW)
                ledger.listed(column.url, [ledger.key(one.url)], started=NOW)
    text = missed(tmp_path)
    assert text.startswith(f"gap  =要闻  {months[7]}: 0 articles, about 1")
    assert text.endswith("\n1 gap\n")
    assert missed(tmp_path, "--format", "jsonl") == "", "what is missing is an entry, as ever"
    told = [json.loads(line) for line in missed(tmp_path, "--gaps", "--format", "jsonl").splitlines()]
    assert [one["month"] for one in told] == months * 2
    assert [one["count"] for one in told] == ([15] * 7 + [0] + [15] * 7) * 2
    (gap,) = [one for one in told if one["expected"]]
    assert gap | {"expected": None} == {
        "column": "=要闻", "url": column.url, "month": months[7], "count": 0, "searched": None, "expected": None,
    }  # fmt: skip
    assert 10 <= gap["expected"] <= 15
    rows = list(csv.reader(missed(tmp_path, "--gaps", "--format", "csv").splitlines()))
    assert rows[0] == list(gap)
    assert rows[1][:4] == ["'=要闻", column.url, months[0], "15"]
    text = missed(tmp_path, "--gaps")
    assert text.startswith("=要闻\n          1     2     3 ")
    assert text.count("    0!") == 1
    assert "\nall columns\n" in text
    assert text.count("gap  ") == 1


def test_nothing_is_missing_says_so(tmp_path: Path) -> None:
    with closing(open_ledger(tmp_path / "govnews.db", "test")) as ledger:
        ledger.begin_run(now=NOW)
    assert missed(tmp_path) == "nothing is missing\n"
    assert missed(tmp_path, "--format", "jsonl") == ""
    assert missed(tmp_path, "--gaps") == "no gap\n"


def test_a_wrong_call_of_missing_is_exit_code_2(output: Path) -> None:
    for arguments, words in (([], "name one site"), (["other"], "has no run of other; it has: test")):
        done = scrapy("missing", *arguments, "-s", f"GOVNEWS_OUTPUT={output}")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("scrapy missing: ")
        assert words in done.stderr


def test_help_teaches() -> None:
    done = scrapy("runs", "--help")
    assert done.returncode == 0
    assert "--report N" in done.stdout
    assert "A run without an end is still on, or was killed." in " ".join(done.stdout.split())
