"""The benchmarks' own arithmetic, and that what they crawl is a site like others."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bench.compare import main as compare
from bench.quality import body_f1, same_title
from bench.result import Metric, Result, read_metrics
from bench.site import ARTICLE_SIZE, serve, write_site
from tests.crawling import crawl, last_report
from tests.places import PROJECT


def test_a_body_is_scored_by_its_shingles():
    assert body_f1("柳湾镇开展秋播备耕工作", "柳湾镇，开展秋播备耕工作。") == 1.0
    assert body_f1("柳湾镇开展秋播备耕工作", "") == 0.0
    assert 0.6 < body_f1("柳湾镇开展秋播备耕工作", "柳湾镇开展秋播备耕工作，分享到微信") < 0.8
    assert same_title(["甲（一）", "乙"], "甲(一)") and not same_title("甲", None)


def test_a_regression_is_told_by_the_exit_code(tmp_path, monkeypatch, capsys):
    before, after = tmp_path / "a.json", tmp_path / "b.json"
    for path, rate in ((before, 100.0), (after, 70.0)):
        Result({"rate": Metric(rate, "1/s", "higher"), "time": Metric(2.0, "s", "lower")}).write(path)
    assert read_metrics(before)["rate"].value == 100.0
    monkeypatch.setattr("sys.argv", ["compare", str(before), str(after)])
    assert compare() == 1
    assert "43% worse" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["compare", str(after), str(before)])
    assert compare() == 0


@pytest.mark.parametrize("nginx", [True, False])
def test_the_site_is_crawled_whole(tmp_path, monkeypatch, nginx):
    if not nginx:
        monkeypatch.setenv("PATH", str(tmp_path))  # where none is found, the standard library serves
    paths = write_site(tmp_path / "site", articles=50, columns=2)
    assert len(set(paths)) == 50
    assert all((tmp_path / "site" / path[1:]).stat().st_size == ARTICLE_SIZE for path in paths)
    with serve(tmp_path / "site", tmp_path / "server") as server:
        run = crawl("site", tmp_path / "output", "-a", f"home={server.url}")
        # Articles, lists, robots.txt, the home page, and the first page of each of two lists once more.
        assert server.requests() == 50 + 4 + 2 + 2
    assert run.returncode == 0, run.stderr
    report = last_report(
        tmp_path / "output", next(p.name for p in (tmp_path / "output").iterdir() if p.is_dir())
    )
    assert json.dumps(report["records"]) == '{"new": 50}'


def test_without_the_corpus_the_fixtures_are_read(tmp_path):
    code = (
        "import sys; from pathlib import Path; from bench import __main__, extraction;"
        f"extraction.CORPUS = Path({str(tmp_path / 'corpus')!r}); sys.argv = ['bench', *sys.argv[1:]]; __main__.main()"
    )
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-c", code, "extraction", "--extraction-rounds", "1", "-o", str(figures)]
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "skipped: extraction: no ../shared/corpus here, the project's own fixtures are read" in run.stdout
    metrics = read_metrics(figures)
    assert metrics["extraction/govnews/body F1"].value == 1.0
    assert "extraction/lxml parse/median" in metrics
