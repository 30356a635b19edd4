"""Articles of several pages over real HTTP: one record with the text of all, or a failure that is told and tried again."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from govnews.demo.server import ReplicaServer, Reply, Request, first
from govnews.ledger import open_reader
from govnews.reading.whole import MOST_PAGES
from tests.crawling import UNPACED, crawl, environment, last_report, records, scrapy
from tests.honesty.pagers import Static
from tests.honesty.site import Column, CountySite, Spoilt, Story, esc, status, target, text_page
from tests.places import PROJECT
from tests.processes import start

SITE = "qingshi.example.com"
LOOK = ("-a", "recheck=all")


def parts(story: Story, count: int = 3) -> list[list[str]]:
    """What each page of an article says."""
    return [
        [
            f"{story.title}的第{'甲乙丙丁戊己'[number]}部分：镇村干部到现场查看进度，听取意见，商量办法。",
            f"{story.title}的第{'甲乙丙丁戊己'[number]}部分又说，各村要把任务分解到人，每周通报一次。",
        ]
        for number in range(count)
    ]


def numbered(story: Story, ending: str) -> str:
    """The address of a further page: the story's own with an ending before its extension."""
    return story.path.replace(".html", f"{ending}.html")


def site_of(count: int = 3) -> tuple[CountySite, list[Story]]:
    column = Column("青石要闻", "/xw/yw/", Static())
    site = CountySite(column)
    return site, site.fill(column, count)


def serve(
    site: CountySite,
    story: Story,
    paths: Sequence[str],
    pagers: Sequence[str],
    *,
    said: Sequence[Sequence[str]] | None = None,
) -> None:
    """Serve a story as pages at ``paths`` with a pager below each text; ``said`` are their paragraphs."""
    for number, (path, pager) in enumerate(zip(paths, pagers, strict=True)):
        text = "".join(f"<p>{esc(one)}</p>" for one in (said or parts(story, len(paths)))[number])
        picture = f'<p><img src="/u/{story.number}-{number}.jpg" width="600" height="400"></p>'
        shared = f'<p>附件：<a href="/u/{story.number}.pdf">名单.pdf</a></p>'
        site.extra[path] = site.document(
            f"{story.title} - 青石县人民政府",
            f'<h1>{esc(story.title)}</h1><div class="byline">发布时间：{story.day:%Y-%m-%d} 来源：{story.source}</div>'
            f'<div class="story">{text}{picture}{shared}</div><div>{pager}</div>',
        )


def three_pages(site: CountySite, story: Story) -> list[str]:
    """Pages with 1 2 3 下一页 below their texts."""
    paths = [story.path, numbered(story, "_2"), numbered(story, "_3")]

    def pager(number: int) -> str:
        items = [
            f"<b>{n}</b>" if n == number else f'<a href="{path}">{n}</a>' for n, path in enumerate(paths, 1)
        ]
        after = f'<a href="{paths[number]}">下一页</a>' if number < len(paths) else ""
        return " ".join([*items, after])

    serve(site, story, paths, [pager(number) for number in (1, 2, 3)])
    return paths


def body(story: Story, count: int = 3) -> str:
    return "\n".join(line for part in parts(story, count) for line in part)


def record_of(story: Story, output: Path) -> dict[str, Any]:
    (found,) = (one for one in records(output, SITE) if one["url"].endswith(story.path))
    return found


def run(site: CountySite, server: ReplicaServer, output: Path, *more: str) -> int:
    return crawl("site", output, "-a", f"home={site.home}", *more, proxy=server.url).returncode


def asked(server: ReplicaServer, *paths: str) -> list[str]:
    """The requests for these paths, in order."""
    return [target(one) for one in server.requests if target(one) in paths]


def served(site: CountySite) -> ReplicaServer:
    return ReplicaServer({site.host: site})


def test_every_form_of_several_pages_is_one_record_with_the_text_of_all(tmp_path: Path) -> None:
    site, stories = site_of(7)
    by_number, by_name, by_next, by_script, whole, neighbours, single = stories
    pages = {by_number: three_pages(site, by_number)}
    pages[by_name] = [by_name.path, f"{by_name.path}?page=2", f"{by_name.path}?page=3"]
    named = " ".join(f'<a href="{path}">第{n}页</a>' for n, path in enumerate(pages[by_name], 1))
    serve(site, by_name, pages[by_name], [named] * 3)
    pages[by_next] = [by_next.path, numbered(by_next, "_1"), numbered(by_next, "_2")]
    on = [f'<a href="{path}">下一页</a>' for path in pages[by_next][1:]]
    serve(site, by_next, pages[by_next], [*on, '<a href="javascript:history.back()">上一页</a>'])
    pages[by_script] = [by_script.path, numbered(by_script, "_1"), numbered(by_script, "_2")]
    name = by_script.path.rpartition("/")[2].removesuffix(".html")
    calls = [f'<script>createPageHTML(3, {n}, "{name}", "html")</script>' for n in range(3)]
    serve(site, by_script, pages[by_script], calls)
    pages[whole] = [whole.path, numbered(whole, "_all")]
    first_part, *others = parts(whole)
    serve(
        site,
        whole,
        pages[whole],
        [f'<a href="{pages[whole][1]}">阅读全文</a>', ""],
        said=[first_part, [*first_part, *others[0], *others[1]]],
    )
    serve(
        site,
        neighbours,
        [neighbours.path],
        [
            f'<p>上一篇：<a href="{single.path}">{single.title}</a></p><p><a href="{single.path}">下一篇</a></p>'
        ],
    )
    with served(site) as server:
        assert run(site, server, tmp_path) == 0
        for paths in pages.values():
            assert asked(server, *paths) == paths, "each page once, in order"
    assert len(records(tmp_path, SITE)) == len(stories)
    for story, paths in pages.items():
        record = record_of(story, tmp_path)
        assert record["body"] == body(story)
        assert record["title"] == story.title
        assert record["images"] == [
            f"http://{site.host}/u/{story.number}-{number}.jpg" for number in range(len(paths))
        ]
        assert [file["name"] for file in record["attachments"]] == ["名单.pdf"]
        told = [witness["raw"] for witness in record["evidence"]["pages"]["witnesses"]]
        assert told == [f"http://{site.host}{path}" for path in paths]
        assert "further" not in record["evidence"]
    alone = record_of(neighbours, tmp_path)
    assert alone["body"] == body(neighbours, 1)
    assert not {"pages", "further"} & alone["evidence"].keys()
    assert last_report(tmp_path, SITE)["columns"][0]["new"] == len(stories)


def test_a_further_page_that_a_list_shows_is_no_article_of_its_own(tmp_path: Path) -> None:
    site, (story, *_) = site_of()
    paths = three_pages(site, story)
    with served(site) as server:
        assert run(site, server, tmp_path) == 0
        site.publish(site.columns[0], 1, path=paths[1])
        server.forget()
        assert run(site, server, tmp_path) == 0
        assert asked(server, *paths) == []
    assert len(records(tmp_path, SITE)) == 3
    shown = scrapy("history", f"http://{site.host}{paths[2]}", "-s", f"GOVNEWS_OUTPUT={tmp_path}")
    assert f"http://{site.host}{story.path}" in shown.stdout


def test_a_page_that_fails_makes_its_article_a_failure_until_it_comes(tmp_path: Path) -> None:
    site, (story, *_) = site_of()
    paths = three_pages(site, story)
    spoilt = Spoilt(lambda request: target(request) == paths[1], status(404))
    site.faults.append(spoilt)
    with served(site) as server:
        assert run(site, server, tmp_path) == 3
        assert not [one for one in records(tmp_path, SITE) if one["url"].endswith(story.path)]
        report = last_report(tmp_path, SITE)
        assert (report["outcome"], report["columns"][0]["failed"], report["columns"][0]["gone"]) == (
            "partial", 1, 0,
        )  # fmt: skip
        (sample,) = report["samples"]
        assert sample["url"].endswith(story.path)
        assert sample["error"] == f"its further page http://{site.host}{paths[1]}: HTTP 404"
        site.faults.remove(spoilt)
        assert run(site, server, tmp_path) == 0
    assert record_of(story, tmp_path)["body"] == body(story)
    assert last_report(tmp_path, SITE)["records"] == {"new": 1, "retried, new": 1}


@pytest.mark.parametrize(
    ("what", "words"),
    [
        pytest.param(
            "<html><title>系统提示</title><p>系统繁忙，请稍后再试</p></html>",
            "(error-page)",
            id="an-error-page-with-200",
        ),
        pytest.param("", "no article found", id="an-empty-answer"),
    ],
)
def test_an_answer_that_is_no_page_makes_the_article_a_failure(tmp_path: Path, what: str, words: str) -> None:
    site, (story, *_) = site_of()
    paths = three_pages(site, story)
    site.faults.append(Spoilt(lambda request: target(request) == paths[2], text_page(what)))
    with served(site) as server:
        assert run(site, server, tmp_path) == 3
    assert len(records(tmp_path, SITE)) == 2
    (sample,) = last_report(tmp_path, SITE)["samples"]
    assert paths[2] in sample["error"]
    assert words in sample["error"]


def test_a_page_that_is_named_and_not_reached_makes_the_article_a_failure(tmp_path: Path) -> None:
    site, (story, *_) = site_of()
    paths = [story.path, numbered(story, "_2")]
    serve(site, story, paths, [f'共3页 <a href="{paths[1]}">下一页</a>', '<a href="#">下一页</a>'])
    with served(site) as server:
        assert run(site, server, tmp_path) == 3
    (sample,) = last_report(tmp_path, SITE)["samples"]
    assert "no way to page 3 of 3 found" in sample["error"]


def test_what_repeats_the_first_page_or_is_another_article_leaves_the_one_page_whole(tmp_path: Path) -> None:
    site, (ignores, other, loops) = site_of()
    paths = [ignores.path, *(f"{ignores.path}?page={n}" for n in (2, 3))]
    pager = " ".join(f'<a href="{path}">{n}</a>' for n, path in enumerate(paths, 1))
    serve(site, ignores, paths[:1], [pager])
    site.extra |= dict.fromkeys(paths[1:], site.extra[ignores.path])
    serve(site, other, [other.path], [f'<a href="{numbered(other, "_2")}">下一页</a>'])
    site.extra[numbered(other, "_2")] = site.article(loops)
    turns = [loops.path, numbered(loops, "_2"), numbered(loops, "_3")]
    serve(site, loops, turns, [f'<a href="{turns[(n + 1) % 3]}">下一页</a>' for n in range(3)])
    with served(site) as server:
        assert run(site, server, tmp_path) == 0
        assert asked(server, *paths) == paths[:2], "a server that ignores the number is asked for no more"
        assert asked(server, *turns) == turns
    assert record_of(ignores, tmp_path)["body"] == body(ignores, 1)
    assert record_of(other, tmp_path)["body"] == body(other, 1)
    assert record_of(loops, tmp_path)["body"] == body(loops)
    for story in (ignores, other):
        assert not {"pages", "further"} & record_of(story, tmp_path)["evidence"].keys()


def test_a_server_that_makes_pages_up_is_left_after_a_while(tmp_path: Path) -> None:
    site, (story, *_) = site_of()

    def endless(request: Request, reply: Reply) -> Reply:
        number = int(request.query.removeprefix("page=") or 1)
        said = f"第{number}次通报：各村清理河道的长度又有增加，干部群众轮流上岸休息，大家都愿意出力。"
        serve(
            site,
            story,
            [target(request)],
            [f'<a href="{story.path}?page={number + 1}">下一页</a>'],
            said=[[said]],
        )
        return Reply.html(site.extra[target(request)])

    site.faults.append(Spoilt(lambda request: request.path == story.path, endless))
    with served(site) as server:
        assert run(site, server, tmp_path) == 3
        assert sum(one.path == story.path for one in server.requests) == MOST_PAGES
    (sample,) = last_report(tmp_path, SITE)["samples"]
    assert (sample["kind"], sample["error"]) == ("bounds", f"an article of more than {MOST_PAGES} pages")
    assert len(records(tmp_path, SITE)) == 2


def test_a_look_at_a_known_article_reads_all_of_its_pages(tmp_path: Path) -> None:
    site, (story, *_) = site_of()
    paths = three_pages(site, story)
    without = Spoilt(lambda request: target(request) == paths[1], status(500))

    def tagged(request: Request, reply: Reply) -> Reply:
        """An answer of which a conditional request would get 304: the first page stays as it is."""
        return Reply.html(site.extra[target(request)], etag=True)

    site.faults.append(Spoilt(lambda request: target(request) in paths, tagged))
    with served(site) as server:
        assert run(site, server, tmp_path, *LOOK) == 0
        site.faults.insert(0, without)
        site.extra[paths[2]] = site.extra[paths[2]].replace("各村要把任务", "各村应当把任务")
        assert run(site, server, tmp_path, *LOOK) == 0
        assert len(records(tmp_path, SITE)) == 3, "a page that fails is no edit"
        assert last_report(tmp_path, SITE)["troubles"] == {"again": 1}
        site.faults.remove(without)
        assert run(site, server, tmp_path, *LOOK) == 0
    edited = records(tmp_path, SITE)[3:]
    assert [(one["event"], one["version"]) for one in edited] == [("updated", 2)]
    assert edited[0]["body"] == body(story).replace(
        "第丙部分又说，各村要把任务", "第丙部分又说，各村应当把任务"
    )


def test_an_article_that_was_recorded_short_becomes_whole_at_the_next_look(tmp_path: Path) -> None:
    site, (story, *_) = site_of()
    paths = three_pages(site, story)
    first_page = site.extra[story.path]
    serve(site, story, [story.path], [""])  # without a pager it is what a crawler saw that knew of none
    with served(site) as server:
        assert run(site, server, tmp_path, *LOOK) == 0
        assert record_of(story, tmp_path)["body"] == body(story, 1)
        site.extra[story.path] = first_page
        server.forget()
        assert run(site, server, tmp_path, *LOOK) == 0
        assert asked(server, *paths) == paths
    (updated,) = records(tmp_path, SITE)[3:]
    assert (updated["event"], updated["body"]) == ("updated", body(story))


@pytest.mark.long
def test_a_page_that_was_recorded_as_an_article_of_its_own_stays_one(tmp_path: Path) -> None:
    site, (story, *_) = site_of()
    paths = [story.path, numbered(story, "_2")]
    own = site.publish(site.columns[0], -1, path=paths[1])
    own.title = story.title
    serve(site, story, paths, ["", ""])
    with served(site) as server:
        assert run(site, server, tmp_path, *LOOK) == 0
        assert record_of(own, tmp_path)["body"] == "\n".join(parts(story, 2)[1])
        serve(site, story, paths, [f'<a href="{paths[1]}">下一页</a>', ""])
        for _ in range(2):
            assert run(site, server, tmp_path, *LOOK) == 0
    (updated,) = records(tmp_path, SITE)[4:]
    assert (updated["url"], updated["body"]) == (site.url(story), body(story, 2))
    exported = scrapy("export", SITE, "-s", f"GOVNEWS_OUTPUT={tmp_path}").stdout
    assert exported.count(f'"url":"{site.url(own)}"') == 1


def test_all_pages_of_an_article_are_kept_and_read_again(tmp_path: Path) -> None:
    site, (story, *_) = site_of()
    paths = three_pages(site, story)
    with served(site) as server:
        assert run(site, server, tmp_path, "-s", "GOVNEWS_ARCHIVE=articles") == 0
    with closing(open_reader(tmp_path / "govnews.db")) as ledger:
        (kept,) = (one for one in ledger.kept(SITE) if one.record.url == site.url(story))
    assert [page.url for page in kept.pages] == [f"http://{site.host}{path}" for path in paths]
    again = scrapy("reread", SITE, "-s", f"GOVNEWS_OUTPUT={tmp_path}")
    assert again.returncode == 0, again.stderr
    assert again.stdout.endswith(" 0 of them otherwise\n")
    with closing(sqlite3.connect(tmp_path / "govnews.db", isolation_level=None)) as ledger:
        ledger.execute("DELETE FROM page WHERE number = 3")
    before = records(tmp_path, SITE)
    again = scrapy("reread", SITE, "-s", f"GOVNEWS_OUTPUT={tmp_path}")
    assert again.returncode == 3
    assert (
        f"{site.url(story)}: its further page http://{site.host}{paths[2]} is in no archive\n" in again.stdout
    )
    assert records(tmp_path, SITE) == before, "it is not made short"


def test_a_kill_between_two_pages_loses_nothing_and_writes_nothing_twice(tmp_path: Path) -> None:
    site, (story, *_) = site_of()
    paths = three_pages(site, story)
    reached, killed = threading.Event(), threading.Event()

    def hold(request: Request, reply: Reply) -> Reply:
        reached.set()
        killed.wait(60)
        return reply

    site.faults.append(Spoilt(lambda request: target(request) == paths[1], first(1, hold)))
    output = tmp_path / "output"
    with served(site) as server:
        crawling = start(
            ["crawl", "site", "-a", f"home={site.home}", "-s", f"GOVNEWS_OUTPUT={output}", *UNPACED],
            environment(server.url),
            PROJECT,
            out=tmp_path / "log",
        )
        try:
            assert reached.wait(60)
        finally:
            crawling.kill()
            crawling.join()
            killed.set()
        assert run(site, server, output) == 0
    assert sorted(one["url"] for one in records(output, SITE)) == sorted(
        site.url(story) for story in site.stories()
    )
    assert record_of(story, output)["body"] == body(story)
