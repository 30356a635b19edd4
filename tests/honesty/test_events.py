"""What is looked at again, and told (issue 13, rows 8, 10 and 12): no false event, and none that is missed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from govnews.demo.server import Fault
from tests.honesty.harness import Play
from tests.honesty.launch import Launcher
from tests.honesty.pagers import BoldTotal, Hidden, Queried, Whole
from tests.honesty.site import (
    NOTICE,
    Column,
    CountySite,
    Spoilt,
    page,
    redirect,
    status,
    story_page,
    text_page,
)

Plays = Callable[[CountySite], Play]
EVERYDAY = (1, 3, 7)
"""Days on which every article of day 0 is due to be looked at again."""


def county(count: int = 12, *, newest: int = -1) -> tuple[CountySite, Column]:
    column = Column("青石要闻", "/xw/list.jsp?lm=3", Queried())
    site = CountySite(column)
    site.fill(column, count, newest=newest)
    site.extra["/weihu.html"] = NOTICE
    return site, column


def after_two_bad_days(play: Play, *faults: Spoilt) -> bool:
    """A healthy day, the faults on two days when everything is looked at again, and healthy days after them."""
    play.day(0)
    for day in EVERYDAY[:2]:
        play.day(day, *faults)
    for day in (7, 8, 16):
        play.day(day)
    return play.ended_well()


# -- row 8: looks at what is known


@pytest.mark.long
def test_a_storm_of_404_over_two_runs_withdraws_nothing(play: Plays) -> None:
    site, column = county()
    assert after_two_bad_days(play(site), Spoilt(story_page(*column.stories), status(404)))


@pytest.mark.long
def test_a_storm_of_404_that_takes_the_lists_too_withdraws_nothing(play: Plays) -> None:
    site, _ = county()
    everything = Spoilt(lambda request: request.path not in ("/", "/robots.txt"), status(404))
    assert after_two_bad_days(play(site), everything)


@pytest.mark.long
def test_an_article_that_is_listed_is_not_withdrawn_for_a_404(play: Plays) -> None:
    site, column = county()
    assert after_two_bad_days(play(site), Spoilt(story_page(column.stories[3]), status(404)))


@pytest.mark.long
@pytest.mark.parametrize(
    "fault",
    [pytest.param(text_page(NOTICE), id="with-200"), pytest.param(redirect("/weihu.html"), id="by-302")],
)
def test_a_notice_of_maintenance_is_no_edit(fault: Fault, play: Plays) -> None:
    site, column = county()
    assert after_two_bad_days(play(site), Spoilt(story_page(*column.stories), fault))


@pytest.mark.long
@pytest.mark.parametrize("replaced", [slice(1, 2), slice(2, 5)], ids=["of one", "of several"])
def test_another_articles_page_is_no_edit(replaced: slice, play: Plays) -> None:
    site, column = county()
    mixed = text_page(site.article(column.stories[0]))
    assert after_two_bad_days(play(site), Spoilt(story_page(*column.stories[replaced]), mixed))


@pytest.mark.long
def test_a_page_that_stood_in_the_place_of_another_is_had_where_it_is_listed(play: Plays) -> None:
    """Twice the same page, which is no known article's: taken for an edit, and still its own article when listed."""
    site, column = county(newest=-3)
    coming = site.publish(column, 1)
    site.unlist(coming)
    held = [Spoilt(story_page(column.stories[2]), text_page(site.article(coming)))]
    acted = play(site)
    acted.day(0)
    acted.day(1, *held)
    acted.day(3, *held)
    column.stories.insert(0, coming)
    acted.day(4, *held)
    assert acted.collected(coming)
    for day in (5, 20, 60):
        acted.day(day)
    assert acted.missing() == []


def test_a_headline_that_is_merely_alike_is_another_articles(play: Plays) -> None:
    site, column = county(newest=-3)
    known = column.stories[2]
    coming = site.publish(column, 1)
    known.title, coming.title = "关于东环路临时停电检修的公告", "关于西环路临时停电检修的公告"
    site.unlist(coming)
    acted = play(site)
    acted.day(0)
    acted.day(1, Spoilt(story_page(known), text_page(site.article(coming))))
    column.stories.insert(0, coming)
    for day in (2, 3, 20):
        acted.day(day)
    assert acted.ended_well()


def test_a_count_of_visitors_is_no_edit(play: Plays) -> None:
    site, _ = county()
    site.visits = 1200
    acted = play(site)
    for day in (0, *EVERYDAY):
        acted.day(day)
    assert acted.ended_well()


def test_an_edit_is_told_once(play: Plays) -> None:
    site, column = county()
    acted = play(site)
    acted.day(0)
    site.edit(column.stories[4])
    assert acted.day(1).events(column.stories[4]) == ["updated"]
    acted.day(3)
    assert acted.ended_well()


@pytest.mark.long
def test_a_withdrawal_is_told_after_two_looks_and_once(play: Plays) -> None:
    site, column = county()
    acted = play(site)
    acted.day(0)
    withdrawn = column.stories[4]
    site.withdraw(withdrawn)
    for day in (1, 3, 4, 5, 7, 8):
        acted.day(day)
    told = [event for run in acted.runs for event in run.events(withdrawn)]
    assert told == ["new", "withdrawn"]
    assert acted.ended_well()


@pytest.mark.long
def test_a_withdrawn_article_that_is_listed_again_is_told(play: Plays) -> None:
    """By whatever word, but by a record: consumers took the withdrawal for true."""
    site, column = county()
    acted = play(site)
    acted.day(0)
    story = column.stories[4]
    site.withdraw(story)
    for day in (1, 3, 4, 5, 7, 8):
        acted.day(day)
    story.gone = False
    column.stories.insert(0, story)
    for day in (9, 10, 11):
        acted.day(day)
    assert acted.ended_well()


def test_a_run_whose_last_word_is_a_record_ends_with_it(play: Plays) -> None:
    """Scrapy looks every five seconds whether all is done, and at once after an answer, but not after an item of start()."""
    site, column = county()
    acted = play(site)
    acted.day(0)
    site.withdraw(column.stories[4])
    acted.day(1)
    run = acted.day(3)
    assert [record["event"] for record in run.records] == ["withdrawn"]
    took = re.search(r"'elapsed_time_seconds': ([\d.]+)", run.words)
    assert took is not None
    assert float(took[1]) < 4.5


@pytest.mark.long
@pytest.mark.parametrize(
    "fault",
    [
        status(500),
        status(404),
        redirect("http://www.other.example.com/"),
        redirect("/weihu.html"),
        text_page("系统繁忙，请稍后再试。"),
    ],
    ids=["500", "404", "elsewhere", "notice", "busy"],
)
def test_a_withdrawn_article_that_is_listed_again_and_cannot_be_had_is_no_ok(
    play: Plays, fault: Fault
) -> None:
    """Known it is, and called gone in the feeds: as long as its page fails, what the list shows is not had."""
    site, column = county()
    acted = play(site)
    acted.day(0)
    story = column.stories[4]
    site.withdraw(story)
    for day in (1, 3, 4, 5):
        acted.day(day)
    assert not acted.collected(story)
    story.gone = False
    column.stories.insert(0, story)
    site.faults = [Spoilt(story_page(story), fault)]
    acted.day(9)
    acted.day(10)
    assert acted.honest
    for day in (12, 13, 14):
        acted.day(day)
    assert acted.ended_well()


# -- row 10: what tells two articles apart


def test_announcements_that_differ_in_their_file_alone_are_as_many_articles(play: Plays) -> None:
    site, column = county(6)
    one = column.stories[0]
    for number, story in enumerate(column.stories):
        story.title, story.paragraphs, story.day, story.source = (
            one.title,
            one.paragraphs,
            one.day,
            one.source,
        )
        story.files = (f"/files/gs{number + 1}.pdf",)
    acted = play(site)
    acted.day(0)
    acted.day(1)
    assert acted.ended_well()


@pytest.mark.parametrize("what", ["files", "pictures"])
def test_a_file_or_a_picture_that_is_exchanged_is_an_edit(what: str, play: Plays) -> None:
    site, column = county()
    story = column.stories[4]
    before, after = ("/files/a1.pdf", "/files/a2.pdf") if what == "files" else ("/img/a1.jpg", "/img/a2.jpg")
    setattr(story, what, (before,))
    acted = play(site)
    acted.day(0)
    site.edit(story, **{what: (after,)})
    run = acted.day(1)
    assert run.events(story) == ["updated"]
    assert acted.ended_well()


def test_queries_that_differ_in_bytes_that_are_no_text_are_different_articles(play: Plays) -> None:
    column = Column("青石要闻", "/xw/list.jsp?lm=3", Queried(), size=20)
    site = CountySite(column)
    for number, name in enumerate(["通知", "公告", "公示", "通报", "要闻", "动态", "党建", "农业"]):
        escaped = "".join(f"%{byte:02X}" for byte in name.encode("gbk"))
        site.publish(column, -1 - number, at=number, path=f"/xw/show.asp?name={escaped}")
    acted = play(site)
    acted.day(0)
    assert acted.ended_well()


def test_a_host_that_ends_in_m_is_not_another_one(tmp_path: Path, launcher: Launcher) -> None:
    """Both are crawled into one output folder, and have articles at the same paths."""
    plays: list[Play] = []
    for host in ("shigov.example.com", "shim.gov.example.com"):
        column = Column("青石要闻", "/xw/list.jsp?lm=3", Queried())
        site = CountySite(column, host=host)
        site.fill(column, 5)
        with Play(site, tmp_path / "output", launcher) as play:
            play.day(len(plays))
            plays.append(play)
    assert all(play.ended_well() for play in plays)


# -- row 12: alarms


def test_a_dead_link_is_a_fact_after_three_looks_over_two_days(play: Plays) -> None:
    site, column = county()
    column.stories[3].gone = True
    acted = play(site)
    for day in (0, 1, 2, 3):
        acted.day(day)
    assert acted.ended_well()


def test_a_dead_link_that_comes_alive_is_had_at_once(play: Plays) -> None:
    site, column = county()
    dead = column.stories[3]
    dead.gone = True
    acted = play(site)
    for day in (0, 1, 2, 3, 4):
        acted.day(day)
    assert acted.runs[-1].code == 0, acted.story()
    dead.gone = False
    acted.day(5)
    assert acted.collected(dead)
    assert acted.ended_well()


@pytest.mark.long
def test_a_row_that_a_script_alone_opens_is_told_and_had_when_it_gets_an_address(play: Plays) -> None:
    site, column = county()
    scripted = column.stories[3]
    scripted.scripted = True
    acted = play(site)
    for day in (0, 1, 2, 3):
        acted.day(day)
    first, last = acted.runs[0].report, acted.runs[-1].report
    assert [run.code for run in acted.runs] == [3, 3, 0, 0], acted.story()
    assert first["columns"][0]["failed"] == last["columns"][0]["gone"] == 1
    assert first["samples"][0]["kind"] == "no-address"
    assert scripted.title in first["samples"][0]["url"]
    scripted.scripted = False
    acted.day(4)
    assert acted.collected(scripted)
    assert acted.ended_well()


def test_a_page_of_films_is_no_changed_layout(play: Plays) -> None:
    site, _ = county()
    films = Column("视频新闻", "/xw/list.jsp?lm=8", Queried())
    site.columns.append(films)
    for story in site.fill(films, 8):
        story.film = True
    acted = play(site)
    assert acted.day(0).report["outcome"] != "layout-changed"


@pytest.mark.long
def test_what_was_old_at_first_sight_is_looked_at_within_a_year(play: Plays) -> None:
    site, column = county(newest=-200)
    acted = play(site)
    acted.day(0)
    edited = column.stories[4]
    site.edit(edited)
    for day in range(60, 430, 60):
        acted.day(day)
    told = [event for run in acted.runs for event in run.events(edited)]
    assert told == ["new", "updated"]
    assert acted.ended_well()


def test_what_left_its_list_is_looked_at_at_once(play: Plays) -> None:
    """However old it is; a second look some days later then says that it is gone."""
    site, column = county(newest=-200)
    acted = play(site)
    acted.day(0)
    withdrawn = column.stories[4]
    site.withdraw(withdrawn)
    for day in (1, 2, 4, 6, 9):
        acted.day(day)
    told = [event for run in acted.runs for event in run.events(withdrawn)]
    assert told == ["new", "withdrawn"]
    assert acted.ended_well()


def test_everything_is_looked_at_where_it_is_asked_for(play: Plays) -> None:
    site, column = county(newest=-200)
    acted = play(site)
    acted.day(0)
    site.edit(column.stories[4])
    run = acted.day(1, arguments=("-a", "recheck=all"))
    assert run.events(column.stories[4]) == ["updated"]
    assert acted.ended_well()


def test_a_missing_browser_has_a_word_of_its_own(play: Plays) -> None:
    column = Column("青石要闻", "/xw/yw/", Hidden(""))
    site = CountySite(column)
    site.fill(column, 5)
    shell = site.document("青石要闻", "<ul id='rows'></ul><script src='/js/rows.js'></script>")
    acted = play(site)
    run = acted.day(
        0,
        Spoilt(page(column), text_page(shell)),
        arguments=("-s", "GOVNEWS_RENDER=auto", "-s", "GOVNEWS_CHROMIUM=no-such-browser"),
    )
    assert "browser" in run.report["outcome"]
    assert run.code not in range(10)


def test_the_summary_does_not_contradict_itself(play: Plays) -> None:
    """One article is pinned and in its own place, too: 13 rows, 12 addresses."""
    column = Column("青石要闻", "/xw/list.jsp?lm=3", BoldTotal(), size=5, pinned_twice=True)
    site = CountySite(column)
    site.fill(column, 12)
    column.stories[7].pinned = True
    acted = play(site)
    run = acted.day(0)
    assert "NOT PROVEN" not in run.words
    assert acted.ended_well()


def test_a_list_on_one_page_needs_no_pager(play: Plays) -> None:
    column = Column("青石要闻", "/xw/yw/", Whole(), size=50)
    site = CountySite(column)
    site.fill(column, 9)
    acted = play(site)
    acted.day(0)
    assert acted.ended_well()
