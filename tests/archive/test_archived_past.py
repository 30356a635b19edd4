"""``-a backfill=archive``: a site's past from a web archive that the user brings, over real files and real HTTP."""

from __future__ import annotations

import gzip
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from govnews.archive import pages_of
from govnews.demo.server import ReplicaServer, Reply, Request
from tests.archive.warcs import Taken, places, warc, write
from tests.crawling import crawl, last_report, records, scrapy
from tests.honesty.pagers import Static
from tests.honesty.site import Column, CountySite, Story, redirect, status, story_page, text_page
from tests.processes import start

SITE = "qingshi.example.com"
REPLAY = "archive.example.org"
AT = "2026-02-01T08:00:00Z"
LATER = "2026-02-20T08:00:00Z"
UPKEEP = "<html><head><title>网站维护中</title></head><body><p>因机房检修，网站暂停访问，请稍后再试。</p></body></html>"


class Past:
    """A site, what an archive took of it, and what we have collected."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.output = folder, folder / "output"
        self.column = Column("青石要闻", "/xw/yw/", Static())
        self.site = CountySite(self.column)
        self.lost = self.site.fill(self.column, 8, newest=-40)
        self.taken = {
            story: Taken(self.site.url(story), AT, self.site.article(story).encode()) for story in self.lost
        }
        for story in self.lost:
            self.site.withdraw(story)
        self.there = self.site.fill(self.column, 4, newest=-10)
        self.server = ReplicaServer({self.site.host: self.site})

    def page(self, path: str, body: str | bytes, at: str = AT, **more: Any) -> Taken:
        content = body if isinstance(body, bytes) else body.encode()
        return Taken(f"http://{self.site.host}{path}", at, content, **more)

    def file(self, taken: Sequence[Taken], name: str = "past.warc.gz") -> Path:
        return write(self.folder / name, warc(taken))

    def backfill(self, path: Path, *arguments: str) -> Any:
        return self.crawl("-a", "backfill=archive", "-a", f"from={path}", *arguments)

    def crawl(self, *arguments: str) -> Any:
        return crawl("site", self.output, "-a", f"home={self.site.home}", *arguments, proxy=self.server.url)

    def records(self) -> list[dict[str, Any]]:
        return records(self.output, SITE)

    def account(self) -> dict[str, Any]:
        account: dict[str, Any] = last_report(self.output, SITE)["captures"]
        return account

    def urls(self, stories: Sequence[Story]) -> list[str]:
        return sorted(map(self.site.url, stories))


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Past]:
    there = Past(tmp_path)
    with there.server:
        yield there


def adds_up(account: dict[str, Any]) -> bool:
    ended = account["new"] + account["known"] + account["failed"] + sum(account["left_out"].values())
    return bool(account["addresses"] == ended)


def test_what_the_site_has_lost_is_read_from_the_archive(past: Past) -> None:
    path = past.file(list(past.taken.values()))
    done = past.backfill(path)
    assert done.returncode == 0, done.stderr
    assert past.server.requests == [], "nothing is asked for"
    found = past.records()
    assert sorted(one["url"] for one in found) == past.urls(past.lost)
    story = past.lost[0]
    (one,) = [one for one in found if one["url"] == past.site.url(story)]
    assert (one["event"], one["version"], one["column"]) == ("new", 1, None)
    assert (one["title"], one["published_on"], one["source"]) == (
        story.title, f"{story.day}", story.source,
    )  # fmt: skip
    assert one["evidence"]["archived_at"]["raw"] == AT
    assert one["fetched_at"] > AT, "when we read it"
    assert past.account() == {
        "source": str(path), "captures": 8, "foreign": 0, "damaged": 0, "addresses": 8, "read": 8, "new": 8, "known": 0,
        "left_out": {}, "failed": 0,
    }  # fmt: skip
    assert "8 addresses, 8 pages read: 8 new, 0 known, 0 without an article, 0 failed" in done.stderr


def test_again_and_with_a_crawl_of_its_lists_nothing_comes_twice(past: Past) -> None:
    still = [past.page(story.path, past.site.article(story)) for story in past.there]
    path = past.file([*past.taken.values(), *still])
    assert past.backfill(path).returncode == 0
    assert past.backfill(path).returncode == 0
    assert past.account()["known"] == 12
    assert past.crawl().returncode == 0
    assert past.crawl("-a", "recheck=all").returncode == 0
    found = past.records()
    assert sorted(one["url"] for one in found) == past.urls([*past.lost, *past.there])
    assert {one["event"] for one in found} == {"new"}


def test_what_is_known_already_is_known(past: Past) -> None:
    assert past.crawl().returncode == 0
    moved = [past.page(f"/old/{story.number}.html", past.site.article(story)) for story in past.there]
    still = [past.page(story.path, past.site.article(story)) for story in past.there]
    assert past.backfill(past.file([*moved, *still])).returncode == 0
    account = past.account()
    assert (account["new"], account["known"], account["addresses"]) == (0, 8, 8)
    assert len(past.records()) == 4
    history = scrapy("history", moved[0].url, "-s", f"GOVNEWS_OUTPUT={past.output}").stdout
    assert past.there[0].title in history, "the other address is known from now on"


@pytest.mark.long
def test_that_it_is_gone_is_no_news(past: Past) -> None:
    """No later look tells of an article that the site had lost before it was recorded."""
    assert past.backfill(past.file(list(past.taken.values()))).returncode == 0
    for _ in range(3):
        past.crawl("-a", "recheck=all")
        with closing(sqlite3.connect(past.output / "govnews.db", isolation_level=None)) as ledger:
            ledger.execute("UPDATE article SET gone_at = '2020-01-01T00:00:00Z' WHERE gone_at IS NOT NULL")
    assert {one["event"] for one in past.records()} == {"new"}
    assert not any(story.path in {asked.path for asked in past.server.requests} for story in past.lost)


def test_what_becomes_of_its_files_is_no_reason_to_look_for_it(past: Past) -> None:
    story = past.lost[0]
    past.site.edit(story, files=["/f/1.pdf"])
    page = past.page(story.path, past.site.article(story))
    assert past.backfill(past.file([page]), "-s", "GOVNEWS_FILES=attachments").returncode == 0
    assert "/f/1.pdf" in {asked.path for asked in past.server.requests}
    with closing(sqlite3.connect(past.output / "govnews.db")) as ledger:
        assert ledger.execute("SELECT check_at, answered_at FROM article").fetchall() == [(None, None)]


def test_a_ledger_that_is_made_from_feeds_knows_it_too(past: Past) -> None:
    assert past.backfill(past.file(list(past.taken.values()))).returncode == 0
    assert past.crawl().returncode == 0
    for file in past.output.glob("govnews.db*"):
        file.unlink()
    done = scrapy("ledger", "rebuild", "-s", f"GOVNEWS_OUTPUT={past.output}")
    assert done.returncode == 0, done.stderr
    past.server.forget()
    assert past.crawl("-a", "recheck=all").returncode == 0
    asked = {asked.path for asked in past.server.requests}
    assert asked.isdisjoint(story.path for story in past.lost)
    assert asked >= {story.path for story in past.there}
    assert {one["event"] for one in past.records()} == {"new"}


@pytest.mark.long
def test_of_what_a_list_shows_and_then_loses_the_withdrawal_is_told(past: Past) -> None:
    story = past.there[0]
    assert past.backfill(past.file([past.page(story.path, past.site.article(story))])).returncode == 0
    assert past.crawl().returncode == 0
    past.site.withdraw(story)
    for _ in range(3):
        past.crawl()
        with closing(sqlite3.connect(past.output / "govnews.db", isolation_level=None)) as ledger:
            ledger.execute(
                "UPDATE article SET gone_at = '2020-01-01T00:00:00Z', check_at = '2020-01-03T00:00:00Z' WHERE gone"
            )
    assert [one["event"] for one in past.records() if one["url"] == past.site.url(story)] == [
        "new",
        "withdrawn",
    ]


def test_what_is_no_article_is_left_out_with_its_reason_and_an_older_capture_taken(past: Past) -> None:
    story, other = past.lost[:2]
    listing = past.site.listing(past.column, 1).body
    taken = [
        past.taken[story],
        past.page(story.path, UPKEEP, LATER),
        past.page(other.path, UPKEEP),
        past.page("/", past.site.home_page()),
        past.page("/xw/yw/", listing),
        past.page("/robots.txt", "User-agent: *\n", content_type="text/plain"),
        past.page("/a.png", b"\x89PNG", content_type="image/png"),
        past.page("/2019/1.html", "", status="302 Found", http={"Location": "/"}),
        past.page("/2019/2.html", "<html><title>404</title><p>您访问的页面不存在</p></html>"),
        past.page("/about.html", past.site.document("关于我们", "<h1>关于我们</h1>" + "<p>本站由县政府主办。</p>" * 15)),
        Taken("http://www.heping.example.com/1.html", AT, past.taken[other].body),
    ]  # fmt: skip
    assert past.backfill(past.file(taken)).returncode == 0
    account = past.account()
    assert account["left_out"] == {
        "maintenance": 1, "home page": 1, "list": 1, "robots.txt": 1, "no HTML": 1, "no answer with status 200": 1,
        "gone": 1, "no article": 1,
    }  # fmt: skip
    assert (account["foreign"], account["new"], account["read"]) == (1, 1, 6)
    assert adds_up(account)
    (one,) = past.records()
    assert (one["url"], one["evidence"]["archived_at"]["raw"]) == (past.site.url(story), AT)


def test_the_newest_good_capture_counts_and_what_it_says_of_days_is_of_its_time(past: Past) -> None:
    story = past.lost[0]
    past.site.edit(story)
    edited = past.site.article(story).replace(f"{story.day:%Y-%m-%d}", f"{story.day:%m月%d日}")
    newer = past.page(
        story.path, edited.encode("gbk"), "2019-12-31T23:00:00Z", content_type="text/html; charset=gbk"
    )
    older = Taken(newer.url, "2018-01-01T00:00:00Z", past.taken[story].body)
    assert past.backfill(past.file([older, newer])).returncode == 0
    (one,) = past.records()
    assert one["evidence"]["archived_at"]["raw"] == "2019-12-31T23:00:00Z"
    assert "更正：本文第1次修订，以此为准。" in one["body"]
    assert one["published_on"] in {f"2019-{story.day:%m-%d}", None}


def test_two_addresses_of_one_article_are_one(past: Past) -> None:
    story = past.lost[0]
    twins = [past.taken[story], past.page("/m" + story.path, past.taken[story].body)]
    assert past.backfill(past.file(twins)).returncode == 0
    assert (past.account()["new"], past.account()["known"], len(past.records())) == (1, 1, 1)


def test_what_is_torn_or_damaged_is_named_and_all_else_read(past: Past) -> None:
    made = warc(past.taken.values(), packed=False)
    hurt = past.lost[2]
    made[2] = made[2].replace(hurt.title.encode(), hurt.title[::-1].encode())
    made[-1] = made[-1][:-300]
    path = write(past.folder / "a.warc", made)
    done = past.backfill(path)
    assert done.returncode == 3, done.stderr
    assert len(past.records()) == 6
    assert past.account()["damaged"] >= 2
    assert f"a.warc, byte {places(made)[2]}: {past.site.url(hurt)} is not as it was written" in done.stderr


def test_an_article_of_several_pages_is_whole_or_none(past: Past) -> None:
    whole, short, headless = past.lost[:3]
    taken = []
    for story, served in ((whole, (1, 2, 3)), (short, (1, 3)), (headless, (2,))):
        paths = [story.path, *(story.path.replace(".html", f"_{n}.html") for n in (2, 3))]
        for number in served:
            pager = "".join(f'<a href="{path}">{n}</a> ' for n, path in enumerate(paths, 1) if n != number)
            text = f"<p>{story.title}的第{number}部分：镇村干部到现场查看进度，听取意见，商量办法。</p>" * 3
            shown = Story(story.number, story.path, story.title, (), story.day, story.source)
            page = past.site.article(shown).replace(
                '<div class="story">', f'<div class="story">{text}<p>第{number}页 {pager}</p>'
            )
            taken.append(past.page(paths[number - 1], page))
    assert past.backfill(past.file(taken[::-1])).returncode == 0
    (one,) = past.records()
    assert (one["url"], [f"第{number}部分" in one["body"] for number in (1, 2, 3)]) == (
        past.site.url(whole), [True] * 3,
    )  # fmt: skip
    account = past.account()
    assert account["left_out"] == {"its further pages are not there": 1, "further page of an article": 2}
    assert (account["new"], account["known"]) == (1, 2), "its further pages are addresses of it"


def test_its_pages_are_in_our_archive_and_read_again(past: Past) -> None:
    body = gzip.compress(past.taken[past.lost[0]].body)
    packed = past.page(past.lost[0].path, body, http={"Content-Encoding": "gzip"})
    assert past.backfill(past.file([packed, *list(past.taken.values())[1:]])).returncode == 0
    (ours,) = (past.output / SITE / "archive").iterdir()
    assert {one.body for one in pages_of(ours)} == {one.body for one in past.taken.values()}
    again = scrapy("reread", SITE, "-s", f"GOVNEWS_OUTPUT={past.output}")
    assert again.stdout == f"{SITE}: 8 articles were read again, 0 of them otherwise\n"
    assert past.crawl().returncode == 0
    with closing(sqlite3.connect(past.output / "govnews.db", isolation_level=None)) as ledger:
        changed = "UPDATE version SET record = json_set(record, '$.source', '旧') WHERE id = 1"
        ledger.execute(changed)
    assert scrapy("reread", SITE, "-s", f"GOVNEWS_OUTPUT={past.output}").returncode == 0
    assert past.records()[-1]["event"] == "reread"
    assert past.records()[-1]["evidence"]["archived_at"]["raw"] == AT


@pytest.mark.long
def test_killed_in_the_middle_it_goes_on_and_brings_each_once(past: Past) -> None:
    stories = past.site.fill(past.column, 300, newest=-60)
    path = past.file([past.page(story.path, past.site.article(story)) for story in stories])
    arguments = [
        "crawl", "site", "-s", f"GOVNEWS_OUTPUT={past.output}", "-a", f"home={past.site.home}",
        "-a", "backfill=archive", "-a", f"from={path}",
    ]  # fmt: skip
    for at in (20, 120):
        process = start(arguments, {}, Path.cwd(), out=past.folder / "log")
        end = time.monotonic() + 60
        while recorded(past) < at:
            assert time.monotonic() < end
            time.sleep(0.005)
        process.kill()
        process.join()
    assert 120 <= recorded(past) < 300
    assert past.backfill(path).returncode == 0
    assert sorted(one["url"] for one in past.records()) == past.urls(stories)


def recorded(past: Past) -> int:
    try:
        with closing(sqlite3.connect(f"file:{past.output / 'govnews.db'}?mode=ro", uri=True)) as ledger:
            return int(ledger.execute("SELECT count(*) FROM article").fetchone()[0])
    except sqlite3.Error:
        return 0


@pytest.mark.long
def test_a_signal_ends_it_and_the_next_run_goes_on(past: Past) -> None:
    stories = past.site.fill(past.column, 200, newest=-60)
    path = past.file([past.page(story.path, past.site.article(story)) for story in stories])
    process = start(
        ["crawl", "site", "-s", f"GOVNEWS_OUTPUT={past.output}", "-a", f"home={past.site.home}",
         "-a", "backfill=archive", "-a", f"from={path}"], {}, Path.cwd(), out=past.folder / "log",
    )  # fmt: skip
    end = time.monotonic() + 60
    while recorded(past) < 20:
        assert time.monotonic() < end
        time.sleep(0.005)
    process.terminate()
    process.join(30)
    assert process.exitcode == 4, (past.folder / "log").read_text()
    assert past.backfill(path).returncode == 0
    assert sorted(one["url"] for one in past.records()) == past.urls(stories)


def test_what_cannot_be_kept_is_not_recorded_and_had_by_the_next_run(past: Past) -> None:
    folder = past.output / SITE / "archive"
    folder.parent.mkdir(parents=True)
    folder.write_text("no folder")
    path = past.file(list(past.taken.values()))
    failed = past.backfill(path, "-L", "CRITICAL")
    assert (failed.returncode, past.records()) == (8, [])
    assert "cannot write the archive" in failed.stderr
    folder.unlink()
    assert past.backfill(path).returncode == 0
    assert sorted(one["url"] for one in past.records()) == past.urls(past.lost)


def test_without_an_archive_of_our_own_it_is_read_all_the_same(past: Past) -> None:
    path = past.file(list(past.taken.values()))
    assert past.backfill(path, "-s", "GOVNEWS_ARCHIVE=off").returncode == 0
    assert len(past.records()) == 8
    assert not (past.output / SITE / "archive").exists()


def test_it_is_no_run_of_the_site(past: Past) -> None:
    assert past.backfill(past.file(list(past.taken.values()))).returncode == 0
    with closing(sqlite3.connect(past.output / "govnews.db")) as ledger:
        assert ledger.execute("SELECT count(*) FROM run").fetchone() == (0,)
        assert ledger.execute("SELECT count(*) FROM site").fetchone() == (0,)


# An index without files: the site is asked, then the archive's server


class Replay:
    """The server by which an archive shows its pages."""

    def __init__(self, taken: Sequence[Taken]) -> None:
        self.taken = taken

    def respond(self, request: Request) -> Reply:
        _, _, rest = request.path.partition("/web/")
        timestamp, _, url = rest.partition("id_/")
        found = [one for one in self.taken if one.url == url and one.at.translate(DIGITS) == timestamp]
        if not found:
            return Reply.html("no capture", status=404)
        return Reply(200, {"Content-Type": found[0].content_type, **MEMENTO}, found[0].body)


DIGITS = str.maketrans("", "", "-:TZ")
MEMENTO = {"Memento-Datetime": "Sun, 01 Feb 2026 08:00:07 GMT"}


def index(taken: Sequence[Taken]) -> str:
    return "".join(
        f"key {one.at.translate(DIGITS)} {one.url} text/html 200 D{number} 99\n"
        for number, one in enumerate(taken)
    )


def test_without_files_the_site_is_asked_and_then_the_replay_server(past: Past) -> None:
    lost, led, other = past.lost[0], past.lost[1], past.lost[2]
    past.site.faults += [
        *(_spoilt(led, redirect("/")), _spoilt(past.there[1], status(500))),
        _spoilt(other, text_page(UPKEEP)),
    ]
    upkeep = past.page(lost.path, UPKEEP, LATER)
    taken = [upkeep, *(past.taken[story] for story in (lost, led, other)), past.page("/2001/1.html", "")]
    still = [past.page(story.path, past.site.article(story)) for story in past.there[:2]]
    past.server.sites[REPLAY] = Replay(taken[:-1])
    (past.folder / "a.cdx").write_text(index([*taken, *still]))
    template = f"http://{REPLAY}/web/{{timestamp}}id_/{{url}}"
    done = past.backfill(past.folder / "a.cdx", "-a", f"replay={template}", "-s", "RETRY_ENABLED=False")
    assert done.returncode == 3, done.stderr
    found = {one["url"]: one for one in past.records()}
    assert sorted(found) == past.urls([lost, led, other, past.there[0]])
    for story in (lost, led, other):
        one = found[past.site.url(story)]
        assert one["evidence"]["archived_at"]["raw"] == "2026-02-01T08:00:07Z", "as the server says"
    assert "archived_at" not in found[past.site.url(past.there[0])]["evidence"], "the site has it"
    account = past.account()
    assert account["left_out"] == {"not on the site any more": 1}
    assert (account["new"], account["failed"]) == (4, 1)
    assert "HTTP 500" in done.stderr
    again = scrapy("reread", SITE, "-s", f"GOVNEWS_OUTPUT={past.output}")
    assert again.stdout == f"{SITE}: 4 articles were read again, 0 of them otherwise\n"


@pytest.mark.parametrize("comes", ["a notice", "a redirect"])
def test_a_replay_server_that_says_the_same_of_all_makes_no_page_lost(comes: str, past: Past) -> None:
    (past.folder / "a.cdx").write_text(index(list(past.taken.values())))
    arguments = ("-a", f"replay=http://{REPLAY}/web/{{timestamp}}id_/{{url}}", "-s", "RETRY_ENABLED=False")
    notice = Reply.html("<html><body><h1>Temporarily offline</h1><p>We are working on it.</p></body></html>")
    elsewhere = Reply(302, {"Location": "http://status.example.org/"})
    past.server.sites[REPLAY] = Always(notice if comes == "a notice" else elsewhere)
    done = past.backfill(past.folder / "a.cdx", *arguments)
    assert done.returncode in {3, 7}, done.stderr
    assert past.account()["failed"] >= 7
    past.server.sites[REPLAY] = Replay(list(past.taken.values()))
    assert past.backfill(past.folder / "a.cdx", *arguments).returncode == 0
    assert sorted(one["url"] for one in past.records()) == past.urls(past.lost)


class Always:
    """A server that has one answer."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply

    def respond(self, request: Request) -> Reply:
        return self.reply


def _spoilt(story: Story, fault: Any) -> Any:
    from tests.honesty.site import Spoilt

    return Spoilt(story_page(story), fault)


def test_without_a_replay_server_what_is_lost_is_left_out(past: Past) -> None:
    (past.folder / "a.cdx").write_text(index(list(past.taken.values())))
    assert past.backfill(past.folder / "a.cdx").returncode == 0
    assert past.account()["left_out"] == {"not on the site any more": 8}
    assert {asked.host for asked in past.server.requests} == {past.site.host}
    missing = scrapy("missing", SITE, "-s", f"GOVNEWS_OUTPUT={past.output}")
    assert missing.returncode == 2, "nothing is left to be tried again"


def test_where_its_requests_are_used_up_the_same_command_goes_on(past: Past) -> None:
    (past.folder / "a.cdx").write_text(
        index([past.page(story.path, past.site.article(story)) for story in past.there])
    )
    done = past.backfill(past.folder / "a.cdx", "-s", "GOVNEWS_MAX_REQUESTS=3")
    assert done.returncode == 4, done.stderr
    assert 0 < len(past.records()) < 4
    assert past.backfill(past.folder / "a.cdx").returncode == 0
    assert sorted(one["url"] for one in past.records()) == past.urls(past.there)


def test_what_robots_txt_forbids_is_not_asked_for(past: Past) -> None:
    past.site.extra["/robots.txt"] = "User-agent: *\nDisallow: /\n"
    (past.folder / "a.cdx").write_text(index([past.page(past.there[0].path, "")]))
    assert past.backfill(past.folder / "a.cdx").returncode == 0
    assert sum(past.account()["left_out"].values()) == 1
    assert [asked.path for asked in past.server.requests] == ["/robots.txt"]


def test_what_the_site_has_is_an_article_like_all_others(past: Past) -> None:
    story = past.there[0]
    past.site.unlist(story)
    (past.folder / "a.cdx").write_text(index([past.page(story.path, "")]))
    assert past.backfill(past.folder / "a.cdx").returncode == 0
    assert past.crawl("-a", "recheck=all").returncode == 0
    assert [asked.path for asked in past.server.requests].count(story.path) == 2, "looked at again"


def test_limits_of_a_run_are_kept(past: Past) -> None:
    path = past.file(list(past.taken.values()))
    assert past.backfill(path, "-a", "limit=3").returncode == 0
    assert (past.account()["new"], past.account()["left_out"]) == (3, {"over the limit": 5})
    day = sorted(story.day for story in past.lost)[6]
    assert past.backfill(path, "-a", f"since={day}").returncode == 0
    account = past.account()
    assert adds_up(account)
    assert all(one["published_on"] >= f"{day}" for one in past.records()[3:])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["backfill=archive"], "backfill=archive: name its WARC file or index (CDX) by -a from=FILE"),
        (["backfill=attic"], "backfill=attic: one of "),
        (["from=a.warc"], "from goes with -a backfill=archive"),
        (["backfill=archive", "from=none.warc"], "none.warc: No such file or directory"),
        (
            ["backfill=archive", "from=a", "columns=要闻"],
            "columns goes with a crawl of lists, not with backfill=archive",
        ),
        (
            ["backfill=archive", "from=a", "replay=http://a.org/{url}"],
            "replay=http://a.org/{url}: write it as -a replay=",
        ),
    ],
)
def test_a_wrong_call_is_one_line(past: Past, arguments: list[str], said: str) -> None:
    done = past.crawl("-L", "ERROR", *(word for one in arguments for word in ("-a", one)))
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_another_sites_archive_is_told_at_once_and_nothing_done(past: Past) -> None:
    path = past.file([Taken("http://www.heping.example.com/1.html", AT, b"<p>1")])
    done = past.backfill(path, "-L", "ERROR")
    assert (done.returncode, done.stderr) == (
        2, f"scrapy crawl site: {path} has nothing of this site; it has: www.heping.example.com\n",
    )  # fmt: skip
    assert past.crawl().returncode == 0, "the site's lock is free"
