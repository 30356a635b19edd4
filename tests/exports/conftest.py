"""A ledger and its feeds after runs in which articles were new, changed, gone, there again and read again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.crawling import scrapy
from tests.honesty.harness import Play
from tests.honesty.launch import Launcher
from tests.honesty.pagers import Queried
from tests.honesty.site import Column, CountySite

SITE = "qingshi.example.com"


@dataclass(frozen=True, slots=True)
class Collected:
    """What a user has after some runs."""

    folder: Path
    """Holds ``output/``."""

    @property
    def setting(self) -> tuple[str, str]:
        return "-s", f"GOVNEWS_OUTPUT={self.folder / 'output'}"

    def feeds(self) -> list[dict[str, Any]]:
        """All records of all feeds."""
        paths = sorted((self.folder / "output").glob("*/*.jsonl"))
        return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]

    def articles(self) -> list[tuple[str, str, str]]:
        """Address, title and text of what is there, by the rule of docs/exports.md."""
        last: dict[tuple[str, str], dict[str, Any]] = {}
        for record in self.feeds():
            key = record["site"], record["url_hash"]
            if key not in last or record["version"] > last[key]["version"]:
                last[key] = record
        return sorted(
            (one["url"], one["title"], one["body"]) for one in last.values() if one["event"] != "withdrawn"
        )

    def export(self, *arguments: str) -> list[dict[str, Any]]:
        """The records that ``scrapy export`` prints."""
        done = scrapy("export", *arguments, *self.setting)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collected]:
    """Three columns' worth of events: new, updated, withdrawn and restored."""
    folder = tmp_path_factory.mktemp("exports")
    news, notices = (
        Column("青石要闻", "/xw/list.jsp?lm=3", Queried()),
        Column("部门动态", "/gg/list.jsp?lm=4", Queried()),
    )
    site = CountySite(news, notices)
    site.fill(news, 8)
    site.fill(notices, 6)
    launcher = Launcher()
    try:
        with Play(site, folder / "output", launcher) as play:
            play.day(0)
            site.edit(news.stories[2])
            gone, back = news.stories[4], notices.stories[1]
            site.withdraw(gone)
            site.withdraw(back)
            play.day(1.1)
            play.day(2.5)
            back.gone = False
            notices.stories.insert(0, back)
            play.day(4)
            play.day(8)
            assert not play.lies
    finally:
        launcher.close()
    yield Collected(folder)
