"""govnews in a Scrapy project of somebody else: as an add-on, and by its settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from govnews.demo.mengjin import HOST
from tests.crawling import UNPACED, last_report, records
from tests.installed.environments import Environment

HOME = f"http://{HOST}/"
ADDON = 'ADDONS = {"govnews.addon.GovNews": 100}\n'
IMPORTED = """from govnews.settings import *
from govnews.settings import SPIDER_MODULES as OURS
SPIDER_MODULES = [*OURS, "theirs.spiders"]
NEWSPIDER_MODULE = "theirs.spiders"
BOT_NAME = "theirs"
"""
PLAIN = f'''import scrapy


class PlainSpider(scrapy.Spider):
    name = "plain"
    start_urls = ["{HOME}", "{HOME}", "{HOME}ywdt/"]

    async def start(self):
        for url in self.start_urls:
            yield scrapy.Request(url)

    def parse(self, response):
        told = {{name: self.settings[name] for name in ("DOWNLOAD_DELAY", "ROBOTSTXT_OBEY", "TELNETCONSOLE_ENABLED")}}
        told["pipelines"] = len(self.settings["ITEM_PIPELINES"])
        yield {{"url": response.url, "agent": response.request.headers["User-Agent"].decode(), **told}}
'''
STATUS = """from scrapy.commands import ScrapyCommand


class Command(ScrapyCommand):
    requires_crawler_process = False

    def short_desc(self):
        return "Theirs"

    def run(self, args, opts):
        print("their status")
"""


def project(folder: Path, settings: str = "") -> Path:
    """A project of somebody else in ``folder``: a spider, a command, and these further settings."""
    own = 'BOT_NAME = "theirs"\nSPIDER_MODULES = ["theirs.spiders"]\nNEWSPIDER_MODULE = "theirs.spiders"\n'
    for name, text in {
        "scrapy.cfg": "[settings]\ndefault = theirs.settings\n",
        "theirs/__init__.py": "",
        "theirs/settings.py": own + settings,
        "theirs/spiders/__init__.py": "",
        "theirs/spiders/plain.py": PLAIN,
        "theirs/commands/__init__.py": "",
        "theirs/commands/status.py": STATUS,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    return project(tmp_path, ADDON)


@pytest.mark.slow
def test_other_spiders_go_on_as_before(installed: Environment, tmp_path: Path, replica: str) -> None:
    crawled = {}
    for name, settings in {"before": "", "after": ADDON}.items():
        folder = project(tmp_path / name, settings)
        run = installed.run("scrapy", "crawl", "plain", "-o", "plain.jsonl", cwd=folder, proxy=replica)
        assert run.returncode == 0, run.stderr
        crawled[name] = lines(folder / "plain.jsonl")
        assert not (folder / "output").exists()
    # Asked for once each, since Scrapy's filter is theirs still; no delay, no robots.txt, no pipeline, not our name.
    assert len(crawled["before"]) == 2
    assert sorted(map(str, crawled["after"])) == sorted(map(str, crawled["before"]))


@pytest.mark.long
def test_the_addon_brings_our_spiders_with_all_they_need(
    installed: Environment, theirs: Path, replica: str
) -> None:
    # Scrapy's own command; its exit code says nothing of the outcome, the report does.
    run = installed.run("scrapy", "crawl", "mengjin", "-a", "limit=3", *UNPACED, cwd=theirs, proxy=replica)
    assert run.returncode == 0, run.stderr
    assert len(records(theirs / "output")) == 3
    assert last_report(theirs / "output")["outcome"] == "ok"
    # What was collected is known to the next crawl.
    run = installed.run("govnews", "crawl", "mengjin", "-a", "limit=2", *UNPACED, cwd=theirs, proxy=replica)
    assert (run.returncode, "records: 2 new" in run.stderr) == (0, True), run.stderr
    assert len({record["url"] for record in records(theirs / "output")}) == 5


@pytest.mark.slow
def test_our_commands_see_all_spiders(installed: Environment, theirs: Path) -> None:
    listed = installed.run("govnews", "list", cwd=theirs).stdout.split()
    assert {"mengjin", "plain", "site"} <= {*listed}
    added = installed.run("govnews", "sites", "add", "plain", cwd=theirs)
    assert (added.returncode, "plain is no spider that has one" in added.stderr) == (2, True), added.stderr
    added = installed.run("govnews", "sites", "add", "mengjin", cwd=theirs)
    assert (added.returncode, (theirs / "sites.toml").exists()) == (0, True), added.stderr


@pytest.mark.slow
def test_their_settings_go_before_ours(installed: Environment, tmp_path: Path, replica: str) -> None:
    feed = 'FEEDS = {"%(name)s.jsonl": {"format": "jsonlines"}}\nUSER_AGENT = "theirs/1"\nGOVNEWS_OUTPUT = "kept"\n'
    folder = project(tmp_path, ADDON + feed)
    run = installed.run("govnews", "crawl", "mengjin", "-a", "limit=3", *UNPACED, cwd=folder, proxy=replica)
    assert run.returncode == 0, run.stderr
    assert len(lines(folder / "mengjin.jsonl")) == 3
    assert (folder / "kept" / "govnews.db").exists() and not (folder / "output").exists()
    run = installed.run("govnews", "crawl", "plain", cwd=folder, proxy=replica)
    assert run.returncode == 0, run.stderr
    assert {line["agent"] for line in lines(folder / "plain.jsonl")} == {"theirs/1"}


@pytest.mark.slow
def test_a_site_of_their_own(installed: Environment, theirs: Path, replica: str) -> None:
    made = installed.run("govnews", "genspider", "-t", "govnews", "tea", HOME, cwd=theirs)
    assert (made.returncode, (theirs / "theirs" / "spiders" / "tea.py").exists()) == (0, True), made.stderr
    run = installed.run("scrapy", "crawl", "tea", "-a", "limit=2", *UNPACED, cwd=theirs, proxy=replica)
    assert run.returncode == 0, run.stderr
    assert len(records(theirs / "output", "tea")) == 2
    probed = installed.run("govnews", "probe", HOME, *UNPACED, cwd=theirs, proxy=replica)
    assert (probed.returncode, "can be crawled: govnews crawl site" in probed.stdout) == (0, True), (
        probed.stdout
    )


@pytest.mark.slow
def test_their_commands_go_before_ours(installed: Environment, tmp_path: Path) -> None:
    folder = project(tmp_path, ADDON + 'COMMANDS_MODULE = "theirs.commands"\n')
    assert installed.run("govnews", "status", cwd=folder).stdout == "their status\n"
    missing = installed.run("govnews", "ledger", cwd=folder)
    assert (missing.returncode, "`govnews ledger rebuild`" in missing.stderr) == (2, True), missing.stderr


@pytest.mark.slow
def test_without_the_addon_a_command_says_what_is_missing(installed: Environment, tmp_path: Path) -> None:
    run = installed.run("govnews", "sites", cwd=project(tmp_path))
    assert (run.returncode, run.stderr.count("\n"), "govnews.addon.GovNews" in run.stderr) == (2, 1, True), (
        run.stderr
    )


@pytest.mark.slow
def test_by_importing_our_settings(installed: Environment, tmp_path: Path, replica: str) -> None:
    folder = project(tmp_path, IMPORTED)
    run = installed.run("scrapy", "crawl", "mengjin", "-a", "limit=2", *UNPACED, cwd=folder, proxy=replica)
    assert (run.returncode, "records: 2 new" in run.stderr) == (0, True), run.stderr
    assert len(records(folder / "output")) == 2
    # Settings that are imported hold for all spiders; each has its own feed all the same, and nothing is asked for twice.
    run = installed.run("scrapy", "crawl", "plain", "-o", "plain.jsonl", *UNPACED, cwd=folder, proxy=replica)
    assert run.returncode == 0, run.stderr
    assert len(lines(folder / "plain.jsonl")) == 2
    assert not (folder / "output" / "plain").exists()
    assert "WARNING" not in run.stderr
    run = installed.run("scrapy", "crawl", "plain", "-o", "-:jsonlines", *UNPACED, cwd=folder, proxy=replica)
    assert len(run.stdout.splitlines()) == 2, run.stderr


@pytest.mark.slow
@pytest.mark.parametrize("settings", [ADDON, IMPORTED])
def test_what_is_scrapys_does_as_before(
    installed: Environment, tmp_path: Path, replica: str, settings: str
) -> None:
    folder = project(tmp_path, settings)

    def run(*words: str) -> str:
        done = installed.run("scrapy", *words, "-L", "ERROR", cwd=folder, proxy=replica)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
        return done.stdout

    assert "'agent':" in run("parse", "--spider", "plain", "--nocolour", HOME)
    assert HOME in run("parse", "--spider", "mengjin", "--nocolour", HOME)
    assert run("shell", HOME, "-c", "response.status") == "200\n"
    assert "plain" in run("list").split()
    run("check")
    run("genspider", "more", "www.example.com")
    run("runspider", "theirs/spiders/plain.py", "-o", "run.jsonl")
    assert len(lines(folder / "run.jsonl")) == 2
    bench = installed.run("scrapy", "bench", cwd=folder)
    assert (bench.returncode, "closespider_timeout" in bench.stderr) == (0, True), bench.stderr
