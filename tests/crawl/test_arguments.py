"""Wrong settings and awkward outputs, as a user's shell gives them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from scrapy.settings import BaseSettings

from govnews.component import output_folder
from govnews.crawl.arguments import CrawlSettings
from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer
from govnews.errors import UsageError
from tests.crawling import crawl, environment, feeds, records, scrapy
from tests.places import PROJECT


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GOVNEWS_RECHECK_DAYS", "x,3"),
        ("GOVNEWS_RECHECK_DAYS", "7,1"),
        ("GOVNEWS_MAX_REQUESTS", "many"),
        ("GOVNEWS_MAX_REQUESTS", "-1"),
        ("GOVNEWS_MAX_REQUESTS", "1e3"),
        ("GOVNEWS_MAX_PAGES", "2.5"),
        ("GOVNEWS_MAX_PAGES", "0"),
        ("GOVNEWS_DEEP_DAYS", "-1"),
        ("GOVNEWS_DEEP_DAYS", "999999"),
        ("GOVNEWS_COLUMNS_DAYS", "nan"),
        ("GOVNEWS_BACKOFF_HOURS", "inf"),
        ("GOVNEWS_RECHECK_DAYS", "1,1e300"),
        ("GOVNEWS_RENDER", "perhaps"),
        ("GOVNEWS_WINDOW", "22-6"),
        ("GOVNEWS_OUTPUT", " "),
        ("DOWNLOAD_DELAY", "abc"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(name, value):
    settings = BaseSettings({"GOVNEWS_OUTPUT": "output", name: value})
    with pytest.raises(UsageError, match=name):
        CrawlSettings.read(settings)
        output_folder(settings)


def test_a_wrong_setting_is_one_line(tmp_path):
    run = crawl("mengjin", tmp_path, "-s", "GOVNEWS_RECHECK_DAYS=x,3", "-L", "ERROR")
    assert run.returncode == 2
    assert len(run.stderr.strip().splitlines()) == 1


@pytest.mark.long
def test_an_output_that_is_no_file_stays_what_it_is(tmp_path):
    site = MengjinSite(sizes={"孟津要闻": 5, "部门动态": 2, "镇街动态": 2, "媒体看孟津": 2})
    (tmp_path / "real.jsonl").write_text("")
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    os.mkfifo(tmp_path / "pipe.jsonl")
    with ReplicaServer({HOST: site}) as server:
        linked = crawl("mengjin", tmp_path / "a", "-O", str(tmp_path / "link.jsonl"), proxy=server.url)
        assert linked.returncode == 0, linked.stderr
        assert (tmp_path / "link.jsonl").is_symlink()
        assert len((tmp_path / "real.jsonl").read_text("utf-8").splitlines()) == len(site.articles)
        piped = crawl("mengjin", tmp_path / "b", "-O", str(tmp_path / "pipe.jsonl"), proxy=server.url)
        assert piped.returncode == 8
        assert (tmp_path / "pipe.jsonl").is_fifo()
        assert crawl("mengjin", tmp_path / "b", proxy=server.url).returncode == 0
        assert sorted(r["url"] for r in records(tmp_path / "b")) == sorted(t.url for t in site.articles)
        # Looking at a page with the spider's name is no run.
        fetched = scrapy("fetch", "--spider", "mengjin", f"http://{HOST}/", "-s", f"GOVNEWS_OUTPUT={tmp_path / 'c'}",
                         proxy=server.url)  # fmt: skip
        assert fetched.returncode == 0
        assert not feeds(tmp_path / "c")
        assert not list((tmp_path / "c" / "mengjin").glob("*.report.json"))
        elsewhere = crawl(
            "mengjin", tmp_path / "a", "-a", "home=http://nowhere.example.com/", proxy=server.url
        )
        assert elsewhere.returncode == 7, elsewhere.stderr
    pipe = f"{sys.executable} -m scrapy export mengjin -s GOVNEWS_OUTPUT={tmp_path / 'a'} | head -1"
    head = subprocess.run(
        ["sh", "-c", pipe], cwd=PROJECT, env=environment(None), capture_output=True, text=True, check=False
    )
    assert head.stdout.startswith('{"schema_version"')
    assert "Traceback" not in head.stderr


def test_a_ledger_that_is_none_is_one_line(tmp_path):
    (tmp_path / "govnews.db").write_text("no database at all, but long enough to be looked at as one\n" * 50)
    for command in (["export", "mengjin"], ["history", f"http://{HOST}/1.html"]):
        run = scrapy(*command, "-s", f"GOVNEWS_OUTPUT={tmp_path}")
        assert run.returncode == 8
        assert len(run.stderr.strip().splitlines()) == 1, run.stderr
        assert "`scrapy ledger` checks it" in run.stderr
