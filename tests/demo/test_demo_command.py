"""``scrapy demo`` ends with a table in order and the path of each thing made; README.md shows a record of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from govnews.demo.mengjin import MengjinSite
from tests.crawling import environment
from tests.places import PROJECT

Demo = tuple[subprocess.CompletedProcess[str], Path]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The finished demo in a project folder of its own, in which an earlier one left something."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(PROJECT / "scrapy.cfg", folder)
    before = folder / "output" / "demo" / "mengjin" / "2025-01-01T00-00-00Z.jsonl"
    before.parent.mkdir(parents=True)
    before.touch()
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "demo"],
        cwd=folder,
        env=environment(None) | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return done, folder


def records(folder: Path) -> list[dict[str, Any]]:
    (feed,) = (folder / "output" / "demo" / "mengjin").glob("*.jsonl")
    return [json.loads(line) for line in feed.read_text("utf-8").splitlines()]


@pytest.mark.long
def test_it_shows_the_newest_articles_in_order(demo: Demo) -> None:
    done, folder = demo
    assert done.returncode == 0, done.stderr
    shown = re.findall(r"^(\d{4}-\d\d-\d\d(?: \d\d:\d\d)?) +\S+ ", done.stdout, re.MULTILINE)
    moments = [
        (one["published_at"] or one["published_on"] or "")[:16].replace("T", " ") for one in records(folder)
    ]
    assert shown == sorted(moments, reverse=True)[:10]
    assert f"The newest 10 of {len(MengjinSite().articles)} articles:" in done.stdout
    assert done.stdout.count('"url_hash"') == 1, "and the newest of them whole"


def test_it_names_everything_that_it_made(demo: Demo) -> None:
    done, folder = demo
    made = {
        path.relative_to(folder).as_posix()
        for path in (folder / "output").rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    lines = done.stdout.partition("\nMade:\n")[2].split("\n")
    named = {path: what for path, _, what in (line.partition(" ") for line in lines if line)}
    assert named.keys() == made
    assert all(what.strip() for what in named.values()), "each with what it is"
    assert not [path for path in made if "2025-01-01" in path]


def test_the_readme_shows_a_record_of_its_feed(demo: Demo) -> None:
    text = (PROJECT / "README.md").read_text("utf-8")
    shown = json.loads(
        re.findall(r"^<!-- record: .+ -->\n\n```json\n(.+?)^```", text, re.MULTILINE | re.DOTALL)[0]
    )
    (real,) = (one for one in records(demo[1]) if one["url"] == shown["url"])
    assert list(shown) == list(real)
    assert shown == real | {"fetched_at": shown["fetched_at"]}, "but for the moment of the crawl"
