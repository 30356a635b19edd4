"""Files of articles: asked for with their article, kept once, read; what is exchanged, gone or failing is told."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from govnews.demo.server import Reply
from tests.crawling import scrapy
from tests.documents import samples
from tests.honesty.harness import Play, Run
from tests.honesty.pagers import Queried
from tests.honesty.site import Column, CountySite, Spoilt, Story, redirect, status, target

Plays = Callable[[CountySite], Play]
ATTACHMENTS = ("-s", "GOVNEWS_FILES=attachments")
IMAGES = ("-s", "GOVNEWS_FILES=images")
PDF, OTHER_PDF = samples.pdf("青石区部门预算"), samples.pdf("青石区部门预算调整")
WORD = samples.word(["附件正文"], [["甲", "乙"]])


def county(*files: str, count: int = 3) -> tuple[CountySite, Story]:
    """A site with a few articles, the newest of which offers these files."""
    column = Column("青石要闻", "/xw/list.jsp?lm=3", Queried())
    site = CountySite(column)
    site.fill(column, count)
    story = column.stories[0]
    story.files = files
    return site, story


def of(run: Run, story: Story) -> dict[str, Any]:
    """The story's only record in the run."""
    (record,) = (one for one in run.records if one["url"].endswith(story.path))
    return record


def asked(run: Run, path: str) -> int:
    return sum(target(request) == path for request in run.requests)


def at(path: str) -> Callable[[Any], bool]:
    return lambda request: target(request) == path


def kept(play: Play) -> dict[str, bytes]:
    """The files on disk, by name."""
    return {path.name: path.read_bytes() for path in play.output.glob("*/files/*/*")}


def test_a_record_says_what_stands_in_its_files_and_the_body_does_not(play: Plays) -> None:
    site, story = county("/files/1.pdf", "/files/2.docx")
    site.files |= {"/files/1.pdf": PDF, "/files/2.docx": WORD}
    acted = play(site)
    run = acted.day(0, arguments=ATTACHMENTS)
    record = of(run, story)
    assert [(one["name"], one["text"]) for one in record["attachments"]] == [
        ("1.pdf", "青石区部门预算"), ("2.docx", "附件正文\n甲\t乙"),
    ]  # fmt: skip
    assert record["body"] == "\n".join(story.paragraphs)
    assert [(one["size"], one["sha256"], one["missing"], one["unread"]) for one in record["files"]] == [
        (len(data), sha256(data).hexdigest(), None, None) for data in (PDF, WORD)
    ]
    assert record["files"][0]["type"] == "application/pdf"
    assert kept(acted) == {f"{sha256(PDF).hexdigest()}.pdf": PDF, f"{sha256(WORD).hexdigest()}.docx": WORD}
    assert run.report["fetched_files"] == {"had": 2}
    assert acted.ended_well()


def test_nothing_is_asked_for_where_nobody_wants_files(play: Plays) -> None:
    site, story = county("/files/1.pdf")
    site.files["/files/1.pdf"] = PDF
    run = play(site).day(0)
    assert asked(run, "/files/1.pdf") == 0
    assert (of(run, story)["files"], of(run, story)["attachments"][0]["text"]) == ([], None)


def test_a_file_of_two_articles_is_asked_for_and_kept_once(play: Plays) -> None:
    site, _ = county("/files/1.pdf")
    site.columns[0].stories[1].files = ("/files/1.pdf",)
    site.files["/files/1.pdf"] = PDF
    acted = play(site)
    run = acted.day(0, arguments=ATTACHMENTS)
    assert asked(run, "/files/1.pdf") == 1
    assert len(kept(acted)) == 1
    assert sum(bool(record["files"]) for record in run.records) == 2


def test_an_unchanged_file_is_no_news_and_comes_as_a_304(play: Plays) -> None:
    site, _ = county("/files/1.pdf")
    site.files["/files/1.pdf"] = PDF
    acted = play(site)
    acted.day(0, arguments=ATTACHMENTS)
    run = acted.day(2, arguments=ATTACHMENTS)
    assert (run.records, run.report["fetched_files"]) == ([], {"same": 1})
    assert acted.ended_well()


def test_a_file_that_is_exchanged_is_an_edit_and_the_old_one_is_kept(play: Plays) -> None:
    site, story = county("/files/1.pdf")
    site.files["/files/1.pdf"] = PDF
    acted = play(site)
    acted.day(0, arguments=ATTACHMENTS)
    site.files["/files/1.pdf"] = OTHER_PDF
    story.revision += 1
    record = of(acted.day(2, arguments=ATTACHMENTS), story)
    assert (record["event"], record["version"]) == ("updated", 2)
    assert record["attachments"][0]["text"] == "青石区部门预算调整"
    assert set(kept(acted).values()) == {PDF, OTHER_PDF}
    assert acted.day(4, arguments=ATTACHMENTS).records == []
    assert acted.ended_well()


def test_a_file_that_fails_is_told_and_comes_with_a_later_look(play: Plays) -> None:
    site, story = county("/files/1.pdf")
    site.files["/files/1.pdf"] = PDF
    acted = play(site)
    run = acted.day(0, Spoilt(at("/files/1.pdf"), status(500)), arguments=ATTACHMENTS)
    assert run.code == 3
    assert run.report["troubles"] == {"file": 1}
    (file,) = of(run, story)["files"]
    assert (file["sha256"], file["missing"]) == (None, "HTTP 500")
    story.revision += 1  # the article says more now
    run = acted.day(1.1, arguments=ATTACHMENTS)
    assert of(run, story)["event"] == "updated"
    assert of(run, story)["attachments"][0]["text"] == "青石区部门预算"
    assert acted.ended_well()


@pytest.mark.long
@pytest.mark.parametrize(
    ("comes", "why"),
    [
        (Reply.html("<html><title>维护</title><body>系统维护中</body></html>"), "a page stands in its place"),
        (Reply(200, {"Content-Type": "application/json"}, b'{"code":500,"msg":"error"}'), "a page stands in its place"),
        (Reply(200, {}, b""), "it is empty"),
        (Reply.html("<html><body>403</body></html>", status=403), "HTTP 403"),
    ],
    ids=["a notice", "json", "nothing", "403"],
)  # fmt: skip
def test_what_comes_in_the_place_of_a_file_is_none(comes: Reply, why: str, play: Plays) -> None:
    """Not at first sight, and not at a look at one that was had."""
    site, story = county("/files/1.pdf")
    site.files["/files/1.pdf"] = PDF
    acted = play(site)
    acted.day(0, arguments=ATTACHMENTS)
    run = acted.day(2, Spoilt(at("/files/1.pdf"), lambda request, true: comes), arguments=ATTACHMENTS)
    assert (run.records, run.report["troubles"]) == ([], {"again": 1})
    again, story = county("/files/1.pdf")
    again.host = "www.other.example.com"
    acted = play(again)
    run = acted.day(0, Spoilt(at("/files/1.pdf"), lambda request, true: comes), arguments=ATTACHMENTS)
    assert of(run, story)["files"][0]["missing"] == why


@pytest.mark.long
@pytest.mark.parametrize("path", ["/files/1.pdf", "/files/1.txt", "/files/1.doc"])
@pytest.mark.parametrize("to", ["/error/404.html", "/index.html"])
def test_a_redirect_to_a_page_is_no_file_and_the_one_that_was_had_stays(
    path: str, to: str, play: Plays
) -> None:
    site, story = county(path)
    site.files[path] = PDF
    acted = play(site)
    acted.day(0, arguments=ATTACHMENTS)
    site.files[to] = "<html><body><p>抱歉，您访问的文件不存在或已删除。</p></body></html>".encode()
    story.revision += 1
    assert acted.day(1.1, Spoilt(at(path), redirect(to)), arguments=ATTACHMENTS).records == []
    fresh = site.publish(site.columns[0], 1)
    fresh.files = ("/files/2.pdf",)
    run = acted.day(2.2, Spoilt(at("/files/2.pdf"), redirect(to)), arguments=ATTACHMENTS)
    assert of(run, fresh)["files"][0]["missing"] == "a page stands in its place"
    assert list(kept(acted).values()) == [PDF]


def test_a_host_of_files_that_never_answers_is_left_alone_for_the_run(play: Plays) -> None:
    paths = [f"/files/{number}.pdf" for number in range(12)]
    site, story = county(*paths)
    acted = play(site)
    torn = Reply(200, {"Content-Length": "500"}, b"%PDF-1.7")
    silent = Spoilt(lambda request: target(request).startswith("/files/"), lambda request, reply: torn)
    run = acted.day(0, silent, arguments=(*ATTACHMENTS, "-s", "RETRY_TIMES=1"))
    assert run.code == 3
    assert sum(asked(run, path) for path in paths) == 6
    why = [file["missing"] for file in of(run, story)["files"]]
    assert why[3:] == ["its host did not answer 3 times in a row"] * 9
    site.files |= {path: samples.pdf(path) for path in paths}
    run = acted.day(1.1, arguments=ATTACHMENTS)
    assert [file["missing"] for file in of(run, story)["files"]] == [None] * 12


def test_a_kept_file_that_is_damaged_is_told_and_had_again(play: Plays) -> None:
    site, story = county("/files/1.pdf", "/files/2.docx")
    site.files |= {"/files/1.pdf": PDF, "/files/2.docx": WORD}
    acted = play(site)
    archived = (*ATTACHMENTS, "-s", "GOVNEWS_ARCHIVE=articles")
    acted.day(0, arguments=archived)
    (path,) = acted.output.glob("*/files/*/*.pdf")
    path.write_bytes(PDF[:-300] + b"x" * 300)
    done = scrapy("reread", "qingshi.example.com", "--files", "-s", f"GOVNEWS_OUTPUT={acted.output}")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "/files/1.pdf: the file is gone from the folder files/, or damaged there" in done.stdout
    assert "1 could not be" in done.stdout
    story.revision += 1
    run = acted.day(1.1, arguments=archived)
    assert run.records == [], "the same bytes are no news"
    assert path.read_bytes() == PDF


def test_a_file_is_gone_where_it_is_not_there_a_day_later_either(play: Plays) -> None:
    site, story = county("/files/2.pdf", "/files/1.pdf")
    site.files |= {"/files/1.pdf": PDF, "/files/2.pdf": OTHER_PDF}
    acted = play(site)
    acted.day(0, arguments=ATTACHMENTS)
    del site.files["/files/1.pdf"]
    assert acted.day(1.1, arguments=ATTACHMENTS).records == []
    story.revision += 1
    record = of(acted.day(2.2, arguments=ATTACHMENTS), story)
    assert record["event"] == "updated"
    assert [one["missing"] for one in record["files"]] == [None, "gone since 2026-03-03: HTTP 404"]
    assert record["attachments"][1]["text"] == "青石区部门预算", "what was had is not forgotten"
    assert len(kept(acted)) == 2
    site.files["/files/1.pdf"] = PDF
    story.revision += 1
    record = of(acted.day(6, arguments=ATTACHMENTS), story)
    assert [one["missing"] for one in record["files"]] == [None, None]
    assert acted.ended_well()


@pytest.mark.long
def test_a_server_that_has_lost_all_of_its_files_for_days_makes_none_gone(play: Plays) -> None:
    site, story = county("/files/1.pdf", "/files/2.pdf")
    there = {"/files/1.pdf": PDF, "/files/2.pdf": OTHER_PDF}
    site.files |= there
    acted = play(site)
    acted.day(0, arguments=ATTACHMENTS)
    site.files.clear()
    for day in (1.1, 2.2, 4):
        story.revision += 1
        assert acted.day(day, arguments=ATTACHMENTS).records == []
    site.files |= there
    assert acted.day(8, arguments=ATTACHMENTS).records == []
    site.files.clear()
    for day in (20, 51):
        story.revision += 1
        run = acted.day(day, arguments=ATTACHMENTS)
    assert [one["missing"] for one in of(run, story)["files"]] == ["gone since 2026-03-22: HTTP 404"] * 2
    assert acted.ended_well()


def test_what_lies_outside_the_site_or_is_too_large_is_named_and_no_alarm(play: Plays) -> None:
    site, story = county(
        "http://files.elsewhere.example.org/1.pdf", "/files/2.pdf", "/files/3.pdf", "/no/4.pdf"
    )
    site.files |= {"/files/2.pdf": PDF + bytes(300_000), "/files/3.pdf": PDF, "/no/4.pdf": PDF}
    acted = play(site)
    robots = Reply(200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /no/\n")
    run = acted.day(
        0,
        Spoilt(at("/files/3.pdf"), redirect("http://files.elsewhere.example.org/3.pdf")),
        Spoilt(at("/robots.txt"), lambda request, true: robots),
        arguments=(*ATTACHMENTS, "-s", "GOVNEWS_FILES_MAXSIZE=200000"),
    )
    assert [one["missing"] for one in of(run, story)["files"]] == [
        "another host: files.elsewhere.example.org", "larger than 200,000 bytes (GOVNEWS_FILES_MAXSIZE)",
        "leads to another host: files.elsewhere.example.org", "Forbidden by robots.txt",
    ]  # fmt: skip
    assert run.report["fetched_files"] == {"barred": 4}
    assert acted.ended_well()


def test_files_may_lie_on_another_host_of_the_sites_domain(play: Plays) -> None:
    site, story = county("http://file.qingshi.example.com/f/1.pdf")
    site.files["/f/1.pdf"] = PDF
    acted = play(site)
    acted.server.sites["file.qingshi.example.com"] = site
    run = acted.day(0, arguments=ATTACHMENTS)
    assert [one["missing"] for one in of(run, story)["files"]] == [None]
    assert of(run, story)["attachments"][0]["text"] == "青石区部门预算"


def test_files_that_are_wanted_later_come_with_the_next_look(play: Plays) -> None:
    site, story = county("/files/1.pdf")
    site.files["/files/1.pdf"] = PDF
    acted = play(site)
    acted.day(0)
    story.revision += 1
    assert of(acted.day(2, arguments=ATTACHMENTS), story)["attachments"][0]["text"] == "青石区部门预算"
    assert acted.day(4).records == [], "and stay where they are not wanted any more"
    site.edit(story)
    record = of(acted.day(8), story)
    assert record["attachments"][0]["text"] == "青石区部门预算"
    assert acted.ended_well()


def test_a_file_that_one_article_has_and_another_one_offers_later_is_that_ones_too(play: Plays) -> None:
    site, _ = county("/files/1.pdf")
    site.files["/files/1.pdf"] = PDF
    acted = play(site)
    acted.day(0, arguments=ATTACHMENTS)
    later = site.publish(site.columns[0], 0)
    later.files = ("/files/1.pdf",)
    record = of(acted.day(2, arguments=ATTACHMENTS), later)
    assert record["attachments"][0]["text"] == "青石区部门预算"
    assert acted.ended_well()


@pytest.mark.long
def test_less_is_wanted_and_what_was_had_stays(play: Plays) -> None:
    site, story = county("/files/1.pdf")
    story.pictures = ("/img/1.jpg",)
    site.files |= {"/files/1.pdf": PDF, "/img/1.jpg": b"\xff\xd8\xff\xe0 first"}
    acted = play(site)
    acted.day(0, arguments=("-s", "GOVNEWS_FILES=all"))
    for day, arguments in ((2, ATTACHMENTS), (4, IMAGES), (8, ())):
        assert acted.day(day, arguments=arguments).records == []
    site.edit(story)
    assert [one["sha256"] is not None for one in of(acted.day(15, arguments=IMAGES), story)["files"]] == [
        True,
        True,
    ]


def test_pictures_are_kept_and_one_that_is_exchanged_is_an_edit(play: Plays) -> None:
    site, story = county()
    story.pictures = ("/img/1.jpg",)
    site.files["/img/1.jpg"] = b"\xff\xd8\xff\xe0 first"
    acted = play(site)
    record = of(acted.day(0, arguments=IMAGES), story)
    assert (record["files"][0]["type"], record["images_text"]) == ("image/jpeg", None)
    site.files["/img/1.jpg"] = b"\xff\xd8\xff\xe0 second"
    story.revision += 1
    assert of(acted.day(2, arguments=IMAGES), story)["event"] == "updated"
    assert len(kept(acted)) == 2
    assert acted.ended_well()


def test_a_run_that_has_asked_often_enough_records_its_articles_and_has_the_files_later(play: Plays) -> None:
    site, story = county("/files/1.pdf")
    site.files["/files/1.pdf"] = PDF
    acted = play(site)
    run = acted.day(0, arguments=(*ATTACHMENTS, "-s", "GOVNEWS_MAX_REQUESTS=6"))
    assert run.code == 4
    (file,) = of(run, story)["files"]
    assert file["missing"] == "not asked for: 6 requests were made (GOVNEWS_MAX_REQUESTS)"
    run = acted.day(0.1, arguments=ATTACHMENTS)
    assert run.code == 0
    assert of(run, story)["event"] == "updated"
    with closing(sqlite3.connect(acted.output / "govnews.db")) as ledger:
        (line,) = ledger.execute(
            "SELECT record FROM version WHERE record LIKE '%1.pdf%' ORDER BY version DESC LIMIT 1"
        ).fetchone()
    assert json.loads(line)["attachments"][0]["text"] == "青石区部门预算"
    assert not acted.missing()


def test_a_file_that_cannot_be_kept_ends_the_run_as_a_feed_does(play: Plays, tmp_path: Path) -> None:
    site, story = county("/files/1.pdf")
    site.files["/files/1.pdf"] = PDF
    acted = play(site)
    folder = acted.output / "qingshi.example.com"
    folder.mkdir(parents=True)
    (folder / "files").write_text("no folder")
    run = acted.day(0, arguments=ATTACHMENTS)
    assert run.code == 8
    assert "cannot keep the file" in run.words
    (folder / "files").unlink()
    run = acted.day(1, arguments=ATTACHMENTS)
    assert of(run, story)["attachments"][0]["text"] == "青石区部门预算"
    assert acted.ended_well()


@pytest.mark.parametrize("code", [429, 503])
def test_a_host_of_files_that_wants_to_be_left_alone_keeps_no_news_from_being_had(
    code: int, play: Plays
) -> None:
    site, story = county("http://file.qingshi.example.com/f/1.pdf", count=20)
    site.files["/f/1.pdf"] = PDF
    acted = play(site)
    acted.server.sites["file.qingshi.example.com"] = site
    alone = Reply(code, {"Retry-After": "4000"}, b"later")
    run = acted.day(0, Spoilt(at("/f/1.pdf"), lambda request, true: alone), arguments=ATTACHMENTS)
    assert (run.code, len(run.records)) == (3, 20)
    assert of(run, story)["files"][0]["missing"] == f"HTTP {code}, come back in 1:06:40"
    story.revision += 1
    assert of(acted.day(1.1, arguments=ATTACHMENTS), story)["files"][0]["missing"] is None
    assert acted.ended_well()


def test_files_are_read_again_where_a_later_govnews_reads_more_of_them(play: Plays) -> None:
    """What the reader had to say of the file is taken back in the ledger, as if it had not known the format."""
    site, _ = county("/files/1.pdf", "/files/2.docx")
    site.files |= {"/files/1.pdf": PDF, "/files/2.docx": WORD}
    acted = play(site)
    acted.day(0, arguments=ATTACHMENTS)
    with closing(sqlite3.connect(acted.output / "govnews.db")) as ledger, ledger:
        ledger.execute("UPDATE file SET text = NULL, unread = 'no reader for it' WHERE url LIKE '%1.pdf'")
        ledger.execute(
            "UPDATE version SET record = json_set(record, '$.attachments[0].text', NULL, '$.files[0].unread', 'no reader for it')"
            " WHERE record LIKE '%1.pdf%'"
        )
    name = "qingshi.example.com"
    for words, expected in (
        ((), "0 of them otherwise"),
        (("--files",), "1 of them otherwise (attachments 1, files 1)"),
        (("--files",), "0 of them"),
    ):
        ended = scrapy("reread", name, *words, "-s", f"GOVNEWS_OUTPUT={acted.output}", timeout=60)
        assert expected in ended.stdout, ended.stdout + ended.stderr
    (record,) = acted.day(2, arguments=ATTACHMENTS).records  # the next look finds all as it is known now
    assert (record["event"], record["files"][0]["unread"]) == ("reread", None)
    assert [one["text"] for one in record["attachments"]] == ["青石区部门预算", "附件正文\n甲\t乙"]
