"""A crawl keeps its pages as they came, and what was kept is read again, over real HTTP with real files."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from govnews.archive import pages_of, read_page
from govnews.ledger import Kept, open_reader
from tests.commands.sites import COUNT, Sites
from tests.crawling import feeds, last_report, records

SITE = "heping"


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[Sites]:
    there = Sites(tmp_path)
    with there.server:
        yield there


def kept(sites: Sites) -> list[Kept]:
    with closing(open_reader(sites.output / "govnews.db")) as ledger:
        return list(ledger.kept(SITE))


def archives(sites: Sites) -> list[Path]:
    return sorted((sites.output / SITE / "archive").iterdir())


def kinds(path: Path) -> Counter[str]:
    with path.open("rb") as file:
        return Counter(record.rec_type for record in ArchiveIterator(file))


def headers(path: Path, kind: str) -> list[dict[str, str]]:
    with path.open("rb") as file:
        return [
            dict(record.http_headers.headers) for record in ArchiveIterator(file) if record.rec_type == kind
        ]


def test_every_articles_page_is_kept_as_it_came(sites: Sites) -> None:
    done = sites.scrapy("crawl", SITE)
    assert done.returncode == 0, done.stderr
    (archive,) = archives(sites)
    assert last_report(sites.output, SITE)["files"]["archive"] == str(archive)
    assert kinds(archive) == {"warcinfo": 1, "response": COUNT, "request": COUNT}
    for one in kept(sites):
        (place,) = one.pages
        page = read_page(archive, place.place)
        assert page.url == one.record.url
        assert page.body == sites.get(page.url)
        assert one.entry is not None
        assert one.entry.title == one.record.title
    assert {one.record.url for one in kept(sites)} == {one["url"] for one in records(sites.output, SITE)}
    (agent,) = {asked["User-Agent"] for asked in headers(archive, "request")}
    assert agent.startswith("govnews/")
    assert not any("authorization" in name.lower() for asked in headers(archive, "request") for name in asked)


def test_everything_is_kept_where_that_is_asked_for_and_nothing_where_not(sites: Sites) -> None:
    sites.scrapy("crawl", SITE, "-s", "GOVNEWS_ARCHIVE=all")
    urls = {page.url for page in pages_of(archives(sites)[0])}  # type: ignore[union-attr]
    assert {sites.sites[SITE].home, f"{sites.sites[SITE].home}xw/list.jsp?lm=3"} <= urls
    assert kinds(archives(sites)[0])["response"] == last_report(sites.output, SITE)["responses"]
    sites.scrapy("crawl", "qingshi", "-s", "GOVNEWS_ARCHIVE=off")
    assert not (sites.output / "qingshi" / "archive").exists()
    wrong = sites.scrapy("crawl", SITE, "-s", "GOVNEWS_ARCHIVE=some", "-L", "ERROR")
    assert (wrong.returncode, wrong.stderr) == (
        2, f"scrapy crawl {SITE}: GOVNEWS_ARCHIVE=some: one of auto, articles, all, off\n",
    )  # fmt: skip


@pytest.mark.long
def test_a_look_at_what_is_unchanged_keeps_its_headers_and_one_at_an_edit_its_page(sites: Sites) -> None:
    sites.scrapy("crawl", SITE)
    sites.scrapy("crawl", SITE, "-a", "recheck=all")
    assert kinds(archives(sites)[1]) == {"warcinfo": 1, "revisit": COUNT, "request": COUNT}
    site = sites.sites[SITE]
    story = site.stories()[0]
    site.edit(story)
    sites.scrapy("crawl", SITE, "-a", "recheck=all")
    assert kinds(archives(sites)[2]) == {"warcinfo": 1, "revisit": COUNT - 1, "response": 1, "request": COUNT}
    assert records(sites.output, SITE)[-1]["event"] == "updated"
    (edited,) = [one for one in kept(sites) if one.record.version == 2]
    assert edited.pages[0].file == archives(sites)[2].name


def test_what_cannot_be_kept_is_not_recorded_and_had_by_the_next_run(sites: Sites) -> None:
    folder = sites.output / SITE / "archive"
    folder.parent.mkdir(parents=True)
    folder.write_text("no folder")
    failed = sites.scrapy("crawl", SITE, "-L", "CRITICAL")
    assert failed.returncode == 8
    assert "cannot write the archive" in failed.stderr
    assert records(sites.output, SITE) == []
    folder.unlink()
    assert sites.scrapy("crawl", SITE).returncode == 0
    assert len(kept(sites)) == len(records(sites.output, SITE)) == COUNT


@pytest.mark.long
def test_killed_it_keeps_the_pages_of_what_it_recorded(sites: Sites) -> None:
    with sites.running("crawl", SITE, "-s", "DOWNLOAD_DELAY=0.2") as crawl:
        end = time.monotonic() + 60
        while sum(request.path.endswith(".html") for request in sites.server.requests) < COUNT // 2:
            assert time.monotonic() < end
            time.sleep(0.02)
        crawl.send_signal(signal.SIGKILL)
    assert [path.suffix for path in archives(sites)] == [".part"]
    assert sites.scrapy("crawl", SITE).returncode == 0
    assert all(path.name.endswith(".warc.gz") for path in archives(sites))
    assert len(archives(sites)) == 2
    for one in kept(sites):
        page = read_page(sites.output / SITE / "archive" / one.pages[0].file, one.pages[0].place)
        assert page.body == sites.get(page.url)
    assert len(kept(sites)) == len(records(sites.output, SITE)) == COUNT


# Read again


def as_an_older_reader_did(sites: Sites, count: int) -> list[str]:
    """Change what the ledger has of some articles: addresses of those."""
    with closing(sqlite3.connect(sites.output / "govnews.db", isolation_level=None)) as ledger:
        changed = []
        for number, record in ledger.execute(
            "SELECT id, record FROM version ORDER BY id LIMIT ?", (count,)
        ).fetchall():
            said = json.loads(record)
            said["source"], said["body"] = "旧", said["body"][:-6]
            ledger.execute("UPDATE version SET record = ? WHERE id = ?", (json.dumps(said), number))
            changed.append(said["url"])
    return changed


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


@pytest.mark.long
def test_what_the_reader_reads_otherwise_now_is_published_once(sites: Sites) -> None:
    sites.scrapy("crawl", SITE)
    first = {one["url"]: one for one in records(sites.output, SITE)}
    asked = len(sites.server.requests)
    assert (
        sites.scrapy("reread", SITE).stdout
        == f"{SITE}: {COUNT} articles were read again, 0 of them otherwise\n"
    )
    changed = as_an_older_reader_did(sites, 3)
    before = content(sites.output)
    shown = sites.scrapy("reread", SITE, "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert "\n-source: 旧\n+source: " in shown.stdout
    assert shown.stdout.endswith(
        f"\n{SITE}: {COUNT} articles were read again, 3 of them otherwise (source 3, body 3)\n"
    )
    assert content(sites.output) == before, "nothing is written"
    done = sites.scrapy("reread", SITE)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(f"3 articles in {feeds(sites.output, SITE)[-1]}\n")
    again = records(sites.output, SITE)[COUNT:]
    assert [(one["url"], one["event"], one["version"]) for one in again] == [
        (url, "reread", 2) for url in changed
    ]
    for one in again:
        assert one | {"event": "new", "version": 1} == first[one["url"]], "as it was read, and when"
    assert sites.scrapy("reread").stdout.endswith(" 0 of them otherwise\n")
    assert len(records(sites.output, SITE)) == COUNT + 3
    assert len(sites.server.requests) == asked, "nothing is asked for"
    assert sites.runs(SITE) == ["ok"], "it is no run of the site"


def test_reading_again_leaves_looks_and_runs_as_they_were(sites: Sites) -> None:
    sites.scrapy("crawl", SITE)
    as_an_older_reader_did(sites, 2)
    looks = "SELECT url, etag, last_modified, checks, check_at, archive, gone, list, listed_at, answered_at FROM article"

    def rows() -> list[Any]:
        with closing(sqlite3.connect(sites.output / "govnews.db")) as ledger:
            return (
                ledger.execute(f"{looks} ORDER BY url").fetchall()
                + ledger.execute("SELECT * FROM site").fetchall()
            )

    before = rows()
    assert sites.scrapy("reread", SITE).returncode == 0
    assert rows() == before
    assert sites.scrapy("crawl", SITE, "-a", "recheck=all").returncode == 0
    assert [one["event"] for one in records(sites.output, SITE)][COUNT:] == ["reread", "reread"], (
        "no edit of the site"
    )


def test_what_the_archive_has_lost_is_named_and_all_else_read(sites: Sites) -> None:
    sites.scrapy("crawl", SITE)
    changed = as_an_older_reader_did(sites, COUNT)
    (archive,) = archives(sites)
    place = kept(sites)[4].pages[0].place
    damaged = bytearray(archive.read_bytes())
    damaged[place + 200] ^= 255
    archive.write_bytes(damaged)
    done = sites.scrapy("reread", SITE)
    assert done.returncode == 3
    assert f"{COUNT - 1} articles were read again, {COUNT - 1} of them otherwise" in done.stdout
    assert f"1 could not be:\n  {changed[4]}: {archive.name}, byte {place}: " in done.stdout
    archive.unlink()
    done = sites.scrapy("reread", SITE)
    assert (done.returncode, f"  {changed[0]}: No such file or directory\n" in done.stdout) == (3, True)
    assert done.stdout.endswith(f"and {COUNT - 5} more\n")


def test_what_was_recorded_without_an_archive_is_kept_when_it_is_looked_at(sites: Sites) -> None:
    sites.scrapy("crawl", SITE, "-s", "GOVNEWS_ARCHIVE=off")
    said = sites.scrapy("reread", SITE).stdout
    assert (
        said
        == f"{SITE}: 0 articles were read again, 0 of them otherwise; {COUNT} have no page in the archive\n"
    )
    sites.scrapy("crawl", SITE, "-a", "recheck=all")
    assert len(kept(sites)) == COUNT
    assert (
        sites.scrapy("reread", SITE).stdout
        == f"{SITE}: {COUNT} articles were read again, 0 of them otherwise\n"
    )
    assert len(records(sites.output, SITE)) == COUNT


@pytest.mark.long
def test_what_the_archive_has_lost_is_kept_again_when_it_is_looked_at(sites: Sites) -> None:
    sites.scrapy("crawl", SITE)
    archives(sites)[0].unlink()
    sites.scrapy("crawl", SITE, "-a", "recheck=all")
    (archive,) = archives(sites)
    assert kinds(archive)["response"] == COUNT, "whole, and no headers of what is not there any more"
    assert (
        sites.scrapy("reread", SITE).stdout
        == f"{SITE}: {COUNT} articles were read again, 0 of them otherwise\n"
    )
    sites.scrapy("crawl", SITE, "-a", "recheck=all")
    assert kinds(archives(sites)[1])["revisit"] == COUNT


def test_what_a_power_cut_took_from_the_end_of_a_file_is_kept_again(sites: Sites) -> None:
    sites.scrapy("crawl", SITE)
    (archive,), last = archives(sites), kept(sites)[-1]
    archive.write_bytes(archive.read_bytes()[: last.pages[0].place])
    sites.scrapy("crawl", SITE, "-a", "recheck=all")
    assert kinds(archives(sites)[1]) == {"warcinfo": 1, "revisit": COUNT - 1, "response": 1, "request": COUNT}
    assert (
        sites.scrapy("reread", SITE).stdout
        == f"{SITE}: {COUNT} articles were read again, 0 of them otherwise\n"
    )


def test_a_record_that_is_damaged_is_one_line(sites: Sites) -> None:
    sites.scrapy("crawl", SITE)
    with closing(sqlite3.connect(sites.output / "govnews.db", isolation_level=None)) as ledger:
        ledger.execute("UPDATE version SET record = '{broken' WHERE id = 2")
    for arguments in (["--dry-run"], []):
        done = sites.scrapy("reread", SITE, *arguments)
        assert done.returncode == 8
        assert done.stderr.count("\n") == 1, done.stderr
        assert "is no record; `scrapy ledger` says which one" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody"], "there is no site nobody; there are: heping"),
        ([SITE, "qingshi"], "name one site, or none for all"),
        ([SITE, "--since", "gestern"], "--since=gestern: not a day; write it as --since=YYYY-MM-DD"),
    ],
)
def test_a_wrong_call_is_one_line(sites: Sites, arguments: list[str], said: str) -> None:
    sites.scrapy("crawl", SITE)
    done = sites.scrapy("reread", *arguments)
    assert (done.returncode, done.stderr) == (2, f"scrapy reread: {said}\n")
    empty = sites.scrapy("reread", "-s", f"GOVNEWS_OUTPUT={sites.output}/none")
    assert (empty.returncode, empty.stderr) == (
        2,
        f"scrapy reread: there is no article yet in {sites.output}/none\n",
    )


@pytest.mark.long
def test_while_the_site_is_crawled_nothing_is_read_again(sites: Sites) -> None:
    sites.scrapy("crawl", SITE)
    sites.sites[SITE].seconds = 30
    with sites.running("crawl", SITE) as crawl:
        end = time.monotonic() + 60
        while str(crawl.pid) not in (sites.output / SITE / ".lock").read_text("utf-8"):
            assert time.monotonic() < end
            time.sleep(0.02)
        done = sites.scrapy("reread", SITE)
        assert done.returncode == 9
        assert f"scrapy reread: {SITE} is being crawled already by process {crawl.pid}" in done.stderr
        crawl.send_signal(signal.SIGKILL)
        sites.sites[SITE].let_go.set()


def test_where_the_ledger_cannot_be_written_it_ends_and_says_so(sites: Sites) -> None:
    """Of items without a response, as these are, the engine does not see when they are through, and waited for ever."""
    sites.scrapy("crawl", SITE)
    as_an_older_reader_did(sites, COUNT)
    done = sites.scrapy(
        "reread",
        SITE,
        "-s",
        'ITEM_PIPELINES={"govnews.pipelines.DedupePipeline": 1, "tests.faulty.FullLedger": 500}',
        "-L",
        "CRITICAL",
    )
    assert done.returncode == 8
    assert done.stderr.endswith("database or disk is full\n")
    assert len(records(sites.output, SITE)) == COUNT
