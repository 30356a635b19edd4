"""``scrapy sites``, ``round`` and ``status``: a list of sites, crawled when they are due, and how they are doing."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from govnews.crawl.sites import read_sites
from govnews.files import take_lock
from govnews.ledger import open_reader
from govnews.rounds.round import Ended, Locks, Round, play_round
from govnews.spiders.mengjin import MengjinSpider
from tests.commands.sites import COUNT, NAMES
from tests.crawling import UNPACED, feeds, records, scrapy


def wait_for(what: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def crawls_of(output: Path) -> list[int]:
    """The processes that crawl into this folder."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and b"\0crawl\0" in (words := (entry / "cmdline").read_bytes()):
                found += [int(entry.name)] if f"GOVNEWS_OUTPUT={output}".encode() in words else []
    return found


def test_a_site_of_the_list_is_crawled_by_its_name(sites):
    sites.list.unlink()
    named = sites.scrapy(
        "sites", "add", "heping", sites.sites["heping"].home, "--region", "410327", "--publisher", "和平县"
    )
    assert (named.returncode, named.stderr) == (0, "")
    assert "heping" in sites.scrapy("list").stdout.split()
    crawled = sites.scrapy("crawl", "heping")
    assert crawled.returncode == 0, crawled.stderr
    assert {(one["site"], one["region"]) for one in records(sites.output, "heping")} == {("heping", "410327")}
    listed = sites.scrapy("sites")
    assert listed.stdout.split() == ["heping", "1h-1d", "410327", sites.sites["heping"].home, "和平县"]


def test_what_was_probed_is_put_into_the_list(sites):
    sites.list.unlink()
    home = sites.sites["heping"].home
    probed = sites.scrapy("probe", home, "--add", "heping")
    assert probed.returncode == 0, probed.stderr
    assert probed.stdout.endswith(f"\nheping is in {sites.list}: scrapy crawl heping -a limit=20\n")
    assert sites.list.read_text("utf-8") == f'[heping]\nhome = "{home}"\npublisher = "青石县人民政府"\n'
    again = sites.scrapy("probe", home, "--add", "heping")
    assert (again.returncode, again.stdout, again.stderr) == (
        2,
        "",
        "scrapy probe: sites.toml has heping already\n",
    )
    article = sites.sites["heping"].url(sites.sites["heping"].stories()[0])
    nothing = sites.scrapy("probe", article, "--add", "other")
    assert nothing.returncode == 5
    assert nothing.stdout.endswith("\nother is not in the list of sites: it cannot be crawled as it is\n")


def test_a_spider_of_the_package_takes_what_the_list_says_otherwise(sites):
    sites.write({}, f'[mengjin]\nhome = "{sites.sites["qingshi"].home}"\n')
    assert sites.scrapy("crawl", "mengjin").returncode == 0
    assert {one["region"] for one in records(sites.output)} == {"410308"}, (
        "what it does not say is the module's"
    )
    assert len(records(sites.output)) == COUNT


@pytest.mark.long
def test_faults_of_the_list_stop_their_own_site_alone(sites):
    good = {name: sites.sites[name].home for name in ("heping", "qingshi")}
    sites.write(good, '[bad]\nrhythm = "daily"\n[homeless]\n')
    checked = sites.scrapy("sites", "check")
    assert checked.returncode == 2
    assert checked.stdout.splitlines() == [
        "sites.toml:6: bad: rhythm = daily: not a rhythm; write it as 1h-1d (between an hour and a day) or 6h",
        "sites.toml:7: homeless: no home, and there is no spider of this name that has one",
    ]
    for name, line in zip(("bad", "homeless"), checked.stdout.splitlines(), strict=True):
        crawled = sites.scrapy("crawl", name, "-L", "ERROR")
        assert (crawled.returncode, crawled.stderr) == (2, f"scrapy crawl: {line}\n")
    played = sites.scrapy("round")
    assert played.returncode == 2
    assert checked.stdout.splitlines()[0] in played.stderr
    assert (sites.runs("heping"), sites.runs("qingshi")) == (["ok"], ["ok"])


def test_of_two_names_of_one_site_the_second_is_refused(sites):
    home = sites.sites["heping"].home
    sites.write({"heping": home, "other": home.rstrip("/")}, 'columns = ["青石要闻"]\n')
    assert sites.scrapy("sites", "check").stdout.splitlines() == [
        "sites.toml:3: other: its home page is that of heping: name the columns that each has alone"
    ]
    sites.write(
        {"other": home}, f'columns = ["通知公告"]\n[heping]\nhome = "{home}"\ncolumns = ["青石要闻"]\n'
    )
    assert sites.scrapy("sites", "check").stdout.endswith(": 2 sites, nothing wrong\n")
    sites.write({"mine": MengjinSpider.home}, "[mengjin]\n")
    assert sites.scrapy("sites", "check").stdout.startswith(
        "sites.toml:3: mengjin: its home page is that of mine"
    )
    before = sites.list.read_text("utf-8")
    added = sites.scrapy("sites", "add", "again", MengjinSpider.home)
    said = "scrapy sites: its home page is that of mine: name the columns that each has alone\n"
    assert (added.returncode, added.stderr) == (2, said)
    assert sites.list.read_text("utf-8") == before


@pytest.mark.long
def test_what_a_crawl_came_to_counts_where_its_end_was_by_the_signal(sites):
    """Between its last word and its process's end a signal may come; of what never began there is nothing."""
    sites.write({name: sites.sites[name].home for name in ("heping", "qingshi")})
    sites.output.mkdir()

    async def crawl(name: str, locks: Locks, stopping: asyncio.Event) -> Ended:
        stopping.set()
        if name == "heping":
            assert (await asyncio.to_thread(sites.scrapy, "crawl", name)).returncode == 0
        return Ended(-signal.SIGTERM, "")

    played = asyncio.run(
        play_round(
            lambda: read_sites(sites.list),
            sites.output,
            sites.output / "govnews.db",
            at_once=2,
            named=["heping", "qingshi"],
            crawl=crawl,
            tell=lambda _: None,
        )
    )
    came_to = {one.name: (one.outcome.word, one.new, one.reason) for one in played.crawled}
    assert came_to == {
        "heping": ("ok", COUNT, ""),
        "qingshi": ("incomplete", 0, "stopped before it began"),
    }


def test_of_sites_on_one_host_one_is_crawled_at_a_time(sites):
    host = sites.sites["heping"].home
    sites.write({"ju": f"{host}ju/", "yuan": f"{host}yuan/", "qingshi": sites.sites["qingshi"].home})
    on: list[str] = []
    together = set()

    async def crawl(name: str, locks: Locks, stopping: asyncio.Event) -> Ended:
        on.append(name)
        together.add(frozenset(on))
        await asyncio.sleep(0.1)
        on.remove(name)
        return Ended(0, "")

    def play() -> Round:
        ledger = sites.output / "govnews.db"
        return asyncio.run(
            play_round(
                lambda: read_sites(sites.list),
                sites.output,
                ledger,
                at_once=3,
                crawl=crawl,
                tell=lambda _: None,
            )
        )

    sites.output.mkdir()
    played = play()
    assert sorted(one.name for one in played.crawled) == ["ju", "qingshi", "yuan"]
    assert {"ju", "qingshi"} in together
    assert not any({"ju", "yuan"} <= names for names in together)
    with take_lock(sites.output / ".host-www.heping.example.com.lock"):
        sites.make_due()
        played = play()
        assert ([one.name for one in played.crawled], played.left) == (["qingshi"], 2), (
            "another round is there"
        )


def test_a_list_that_cannot_be_read_is_one_line(sites):
    sites.list.write_text("[heping\n", "utf-8")
    for command in (["sites"], ["round"], ["status"], ["crawl", "mengjin", "-L", "ERROR"]):
        done = sites.scrapy(*command)
        assert done.returncode == 2
        assert done.stderr.startswith(f"scrapy {command[0]}: sites.toml:1: no TOML: "), done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_setting_that_names_no_list_is_one_line(sites):
    for command in (["sites"], ["round"], ["crawl", "mengjin", "-L", "ERROR"]):
        done = sites.scrapy(*command, "-s", "GOVNEWS_SITES=")
        assert (done.returncode, done.stderr) == (2, f"scrapy {command[0]}: GOVNEWS_SITES names no file\n")


def test_an_empty_list_says_how_it_is_begun(sites):
    sites.list.unlink()
    done = sites.scrapy("round")
    assert (done.returncode, done.stderr) == (
        2, f"scrapy round: {sites.list} lists no site; `scrapy sites add mengjin` begins it\n",
    )  # fmt: skip


@pytest.mark.long
def test_a_round_crawls_what_is_due_and_says_nothing_where_all_is_well(sites):
    first = sites.scrapy("round")
    assert (first.returncode, first.stdout, first.stderr) == (0, "", "")
    assert sites.everything_once()
    assert all(len(list((sites.output / name).glob("*.log"))) == 1 for name in NAMES)
    assert "INFO: Spider closed (finished)" in next((sites.output / "heping").glob("*.log")).read_text(
        "utf-8"
    )
    sites.scrapy("round")
    assert [sites.runs(name) for name in NAMES] == [["ok"]] * 3, "none of them is due again"
    sites.scrapy("sites", "pause", "yunling")
    sites.make_due()
    sites.scrapy("round")
    assert [len(sites.runs(name)) for name in NAMES] == [2, 2, 1]
    sites.scrapy("sites", "resume", "yunling")
    sites.scrapy("round", "yunling")
    assert len(sites.runs("yunling")) == 2


@pytest.mark.long
def test_the_rhythm_follows_the_news(sites):
    def hours(name: str) -> float:
        with closing(open_reader(sites.output / "govnews.db")) as ledger:
            return ledger.schedule()[name].interval / timedelta(hours=1)

    sites.scrapy("round")
    assert [hours(name) for name in NAMES] == [1, 1, 1]
    for _ in range(3):
        sites.make_due()
        site = sites.sites["heping"]
        site.publish(site.columns[0], 1)
        sites.scrapy("round")
    assert [hours(name) for name in NAMES] == [1, 1.5**3, 1.5**3]


@pytest.mark.long
def test_trouble_is_told_when_it_is_new(sites):
    sites.write({"dead": "http://127.0.0.1:9/", **{name: sites.sites[name].home for name in NAMES}})
    played = sites.scrapy("round")
    assert played.returncode == 7
    told = played.stderr.splitlines()
    assert told[0].startswith("round: 4 of 4 sites were due; 4 crawled in 0 min ")
    assert told[0].endswith(": 3 ok, 1 unreachable; 36 new articles")
    assert told[1].startswith("  dead: unreachable, new: ")
    assert len(told) == 2
    again = sites.scrapy("round", "dead")
    assert (again.returncode, again.stderr) == (0, ""), "known since the round before"


@pytest.mark.long
def test_a_wrong_setting_reaches_every_crawl_and_is_told(sites):
    played = sites.scrapy("round", "-s", "GOVNEWS_DEEP_DAYS=x")
    assert played.returncode == 2
    assert "  heping: usage, new: scrapy crawl heping: GOVNEWS_DEEP_DAYS=x: " in played.stderr
    wrong = sites.scrapy("round", "-s", "GOVNEWS_SITES_AT_ONCE=0")
    assert (wrong.returncode, wrong.stderr) == (
        2, "scrapy round: GOVNEWS_SITES_AT_ONCE=0: a whole number, at least 1\n",
    )  # fmt: skip


def test_an_output_folder_that_cannot_be_is_one_line(sites):
    sites.output.write_text("", "utf-8")
    done = sites.scrapy("round")
    assert (done.returncode, done.stderr) == (
        8, f"scrapy round: cannot make the output folder {sites.output}: File exists\n",
    )  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopped_a_round_ends_its_crawls_and_the_next_one_goes_on(sites, number):
    for site in sites.sites.values():
        site.seconds = 0.3
    with sites.round("-s", "GOVNEWS_SITES_AT_ONCE=2") as process:
        wait_for(lambda: len(crawls_of(sites.output)) == 2 and len(sites.server.requests) > 6)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 4
    assert said.startswith("round: stopped before its time; 3 of 3 sites were due; 2 crawled in ")
    assert crawls_of(sites.output) == [], "it has waited for them"
    assert sites.runs("yunling") == []
    for site in sites.sites.values():
        site.seconds = 0.0
    sites.make_due()
    assert sites.scrapy("round").returncode == 0
    assert sites.everything_once()


@pytest.mark.long
def test_killed_a_round_leaves_its_crawls_to_their_end_and_their_places_taken(sites):
    for site in sites.sites.values():
        site.seconds = 50.0
    with sites.round("-s", "GOVNEWS_SITES_AT_ONCE=3") as process:
        wait_for(lambda: len(crawls_of(sites.output)) == 3 and len(sites.server.requests) > 2)
        process.kill()
    with sites.round("-s", "GOVNEWS_SITES_AT_ONCE=3", "heping") as other:
        assert other.wait(60) == 0, "it ends, since all places are taken"
    assert len(crawls_of(sites.output)) == 3
    for site in sites.sites.values():
        site.let_go.set()
    wait_for(lambda: not crawls_of(sites.output), 90)
    assert [sites.runs(name) for name in NAMES] == [["ok"], ["ok"], ["ok"]]
    assert sites.scrapy("round", "heping").returncode == 0
    assert sites.runs("heping") == ["ok", "ok"]
    assert sites.everything_once()


@pytest.mark.long
def test_two_rounds_at_once_crawl_no_site_twice(sites):
    for site in sites.sites.values():
        site.seconds = 0.1
    with sites.round() as one, sites.round() as other:
        assert [one.wait(90), other.wait(90)] == [0, 0]
    assert sites.everything_once()
    assert all(len(feeds(sites.output, name)) == 1 for name in NAMES)


@pytest.mark.long
def test_status_says_how_every_site_is_doing(sites):
    sites.write(
        {"dead": "http://127.0.0.1:9/", **{name: sites.sites[name].home for name in NAMES}},
        'contact = "a@b.cn"\n',
    )
    assert sites.scrapy("status").stdout.splitlines()[1].split()[:4] == ["dead", "quiet", "–", "–"]
    sites.scrapy("round")
    assert sites.scrapy("status").returncode == 0, "one bad run is nothing"
    sites.scrapy("round", "dead")
    told = sites.scrapy("status")
    assert told.returncode == 12
    header, *rows = told.stdout.splitlines()
    assert header.split()[:2] == ["site", "state"]
    assert rows[0].split()[:2] == ["dead", "broken"]
    assert sorted(row.split()[0] for row in rows) == sorted(["dead", *NAMES])
    sick = sites.scrapy("status", "--sick", "--json")
    (one,) = map(json.loads, sick.stdout.splitlines())
    assert (one["site"], one["state"], one["sick"], one["outcome"], one["failing"]) == (
        "dead", "broken", True, "unreachable", 0,
    )  # fmt: skip
    (well,) = map(json.loads, sites.scrapy("status", "yunling", "--json").stdout.splitlines())
    assert well["contact"] == "a@b.cn"
    assert [column["name"] for column in well["columns"]] == ["青石要闻"]
    assert (
        well["newest"]
        == well["columns"][0]["newest"]
        == max(one["published_on"] for one in records(sites.output, "yunling"))
    )
    sites.scrapy("sites", "pause", "dead")
    assert sites.scrapy("status").returncode == 0, "a person knows of it"


@pytest.mark.long
def test_what_was_taken_out_of_the_list_needs_nobody_and_what_is_wrong_in_it_does(sites):
    sites.write({"dead": "http://127.0.0.1:9/"})
    sites.scrapy("round")
    sites.scrapy("round", "dead")
    sites.write({name: sites.sites[name].home for name in NAMES})
    told = sites.scrapy("status")
    assert told.returncode == 0
    assert next(row.split()[1:4] for row in told.stdout.splitlines() if row.startswith("dead ")) == [
        "broken", "(not", "listed)",
    ]  # fmt: skip
    sites.write({}, "[odd]\nrythm = 1\n")
    odd = sites.scrapy("status")
    assert odd.returncode == 12
    assert odd.stderr.startswith("scrapy status: sites.toml:2: odd: there is no rythm; known are ")
    named = sites.scrapy("round", "odd")
    assert named.returncode == 2
    assert named.stderr.startswith("scrapy round: sites.toml:2: odd: there is no rythm")


@pytest.mark.long
def test_a_site_that_is_taken_out_while_a_round_is_on_is_not_begun(sites):
    for site in sites.sites.values():
        site.seconds = 50.0
    with sites.round("-s", "GOVNEWS_SITES_AT_ONCE=1") as process:
        wait_for(lambda: len(sites.server.requests) > 0)
        (first,) = (name for name in NAMES if (sites.output / name).exists())
        sites.write({first: sites.sites[first].home})
        for site in sites.sites.values():
            site.let_go.set()
        assert process.wait(90) == 0
    assert [len(sites.runs(name)) for name in NAMES] == [name == first for name in NAMES]


@pytest.mark.long
def test_a_crawl_that_is_killed_again_and_again_is_told_once_and_makes_the_site_broken(sites):
    for site in sites.sites.values():
        site.seconds = 50.0
    codes = []
    for _ in range(3):
        sites.server.forget()
        with sites.round("heping") as process:
            wait_for(lambda: len(sites.server.requests) > 0)
            for crawl in crawls_of(sites.output):
                os.kill(crawl, signal.SIGKILL)
            codes.append(process.wait(60))
    assert codes == [1, 0, 0]
    status = sites.scrapy("status", "heping")
    assert status.returncode == 12
    assert "its runs are killed before they end" in status.stdout


def test_status_of_a_site_that_nobody_knows(sites):
    done = sites.scrapy("status", "nobody")
    assert (done.returncode, done.stderr) == (
        2, "scrapy status: there is no site nobody; there are: heping, qingshi, yunling\n",
    )  # fmt: skip


def test_a_run_that_is_ok_prints_nothing_where_it_has_a_log_of_its_own(sites):
    crawled = sites.scrapy("crawl", "heping", "-s", "GOVNEWS_LOG=DEBUG")
    assert (crawled.returncode, crawled.stderr) == (0, "")
    assert " DEBUG: " in next((sites.output / "heping").glob("*.log")).read_text("utf-8")
    failed = scrapy(
        "crawl", "heping", "-s", "GOVNEWS_LOG=INFO", *sites.settings, *UNPACED, proxy="http://127.0.0.1:9"
    )
    assert failed.returncode == 7
    assert failed.stderr.strip().startswith("heping: unreachable – ")
    wrong = sites.scrapy("crawl", "heping", "-s", "GOVNEWS_LOG=LOUD")
    assert (wrong.returncode, wrong.stderr) == (
        2, "scrapy crawl: GOVNEWS_LOG=LOUD: one of CRITICAL, ERROR, WARNING, INFO, DEBUG\n",
    )  # fmt: skip
