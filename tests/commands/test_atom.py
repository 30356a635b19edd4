"""Atom feeds of real crawls: what is in them, when they are written, and what a neighbour cannot do to them."""

from __future__ import annotations

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from govnews.clock import utc_now
from govnews.files import take_lock
from govnews.ledger import open_ledger
from tests.commands.sites import COUNT, NAMES, Sites
from tests.crawling import records
from tests.feeds.atom_reader import Element, read_atom


def read(path: Path) -> tuple[Element, list[Element]]:
    return read_atom(path.read_bytes())


def crawl(sites: Sites, name: str, *more: str) -> subprocess.CompletedProcess[str]:
    done = sites.scrapy("crawl", name, *more)
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.long
def test_a_round_leaves_a_feed_a_site_and_one_of_all(sites: Sites) -> None:
    assert sites.scrapy("round").returncode == 0
    urls = {}
    for name in NAMES:
        feed, entries = read(sites.output / name / "feed.atom")
        assert (feed.id, feed.links) == (f"urn:govnews:feed:{name}", [sites.sites[name].home])
        published = {one["url"]: one for one in records(sites.output, name)}
        assert {one.links[0] for one in entries} == set(published)
        assert [one.title for one in entries] == [published[one.links[0]]["title"] for one in entries]
        assert all(one.categories == ["青石要闻"] and one.summary for one in entries)
        days = [one.raw["published"][:10] for one in entries]
        assert (
            days == sorted(days, reverse=True) == [published[one.links[0]]["published_on"] for one in entries]
        )
        urls |= {one.links[0]: one.id for one in entries}
    feed, entries = read(sites.output / "feed.atom")
    assert (feed.id, feed.links) == ("urn:govnews:feed", [])
    assert {one.links[0]: one.id for one in entries} == urls
    assert len(urls) == 3 * COUNT


@pytest.mark.long
def test_it_is_written_anew_where_something_is_published(sites: Sites) -> None:
    path = sites.output / "heping" / "feed.atom"
    crawl(sites, "heping")
    _, before = read(path)
    path.unlink()
    crawl(sites, "heping")
    assert not path.exists(), "nothing was published"
    site = sites.sites["heping"]
    site.publish(site.columns[0], 1)
    crawl(sites, "heping")
    _, after = read(path)
    assert len(after) == COUNT + 1
    assert {one.id: one.raw for one in before}.items() <= {one.id: one.raw for one in after}.items()
    assert read(sites.output / "feed.atom")[1] == after


def test_what_is_withdrawn_is_not_in_it(sites: Sites) -> None:
    crawl(sites, "heping")
    _, before = read(sites.output / "heping" / "feed.atom")
    with closing(open_ledger(sites.output / "govnews.db", "heping")) as ledger:
        gone = ledger.current(before[0].links[0])
        assert gone is not None
        gone.event, gone.version = "withdrawn", 2
        ledger.record(gone, now=utc_now())
    crawl(sites, "qingshi")
    _, after = read(sites.output / "feed.atom")
    assert {one.id for one in before} - {one.id for one in after} == {before[0].id}


def test_it_can_be_switched_off(sites: Sites) -> None:
    crawl(sites, "heping", "-s", "GOVNEWS_ATOM=False")
    assert list(sites.output.rglob("*.atom*")) == []
    wrong = sites.scrapy("crawl", "heping", "-s", "GOVNEWS_ATOM=perhaps", "-L", "ERROR")
    assert (wrong.returncode, wrong.stderr) == (
        2,
        "scrapy crawl heping: GOVNEWS_ATOM=perhaps: True or False\n",
    )


def test_runs_that_end_at_once_leave_what_all_of_them_published(sites: Sites) -> None:
    sites.output.mkdir()
    lock = take_lock(sites.output / ".feed.atom.lock")
    with ThreadPoolExecutor(len(NAMES)) as pool:
        runs = [pool.submit(crawl, sites, name) for name in NAMES]
        while not all(list((sites.output / name).glob("*.jsonl")) for name in NAMES):
            assert not all(run.done() for run in runs)
            time.sleep(0.02)
        lock.close()  # all of them wait for it now, or are about to
        for run in runs:
            run.result()
    _, entries = read(sites.output / "feed.atom")
    assert len(entries) == 3 * COUNT
    assert not list(sites.output.rglob(".feed.atom.part"))


def test_where_it_cannot_be_written_the_run_is_what_it_is(sites: Sites) -> None:
    (sites.output / "heping" / "feed.atom").mkdir(parents=True)
    done = crawl(sites, "heping", "-L", "ERROR")
    assert "Cannot write the Atom feeds: [Errno 21] Is a directory" in done.stderr
    assert len(records(sites.output, "heping")) == COUNT
