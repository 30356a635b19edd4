"""Bad hours (issue 13, rows 7 and 9): what a site says instead of its articles for a while is neither kept nor permanent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from govnews.demo.server import Fault, first
from tests.honesty.harness import Play
from tests.honesty.pagers import Queried
from tests.honesty.site import (
    NOTICE,
    Column,
    CountySite,
    Spoilt,
    Story,
    in_place,
    page,
    redirect,
    status,
    story_page,
    text_page,
)

Plays = Callable[[CountySite], Play]
OLD = -40
"""The day of the newest article: too old to be looked at again, which would take time."""


def county(count: int = 12, size: int = 10, newest: int = OLD) -> tuple[CountySite, Column]:
    column = Column("青石要闻", "/xw/list.jsp?lm=3", Queried(), size=size)
    site = CountySite(column)
    site.fill(column, count, newest=newest)
    site.extra["/weihu.html"] = NOTICE
    return site, column


def healed(play: Play, fault: Fault, *stories: Story) -> bool:
    """The fault for these stories on the first day, healthy days after it."""
    bad = play.day(0, Spoilt(story_page(*stories), fault))
    assert bad.code != 0
    play.day(1)
    play.day(2)
    return play.ended_well()


@pytest.mark.long
@pytest.mark.parametrize("share", ["all", "some"])
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(redirect("/weihu.html"), id="by-302"),
        pytest.param(text_page(NOTICE), id="with-200"),
        pytest.param(redirect("/"), id="302-to-the-home-page"),
    ],
)
def test_a_notice_of_maintenance_is_no_article(fault: Fault, share: str, play: Plays) -> None:
    site, column = county()
    assert healed(play(site), fault, *column.stories[: 12 if share == "all" else 4])


def test_a_redirect_to_another_host_for_an_hour_excludes_nothing(play: Plays) -> None:
    site, column = county()
    acted = play(site)
    acted.day(0, Spoilt(story_page(*column.stories[:4]), redirect("http://www.fuwu.example.org/weihu.html")))
    acted.day(1)
    acted.day(2)
    acted.day(9)
    assert acted.ended_well()


@pytest.mark.long
def test_an_article_that_failed_in_five_runs_is_not_given_up(play: Plays) -> None:
    site, column = county()
    broken = column.stories[3]
    acted = play(site)
    for day in range(5):
        for _ in range(5):
            site.publish(column, day)
        acted.day(day, Spoilt(story_page(broken), status(500)))
    acted.day(5, Spoilt(story_page(broken), status(500)))
    acted.day(6)
    acted.day(7)
    assert acted.ended_well()


def test_a_storm_of_errors_is_made_good(play: Plays) -> None:
    site, column = county()
    acted = play(site)
    acted.day(0, Spoilt(story_page(*column.stories), status(500)), Spoilt(page(column, 2), status(502)))
    acted.day(1, Spoilt(story_page(*column.stories[:6]), status(404)))
    acted.day(2)
    acted.day(3)
    assert acted.ended_well()


def test_every_list_and_article_is_a_notice_for_a_day(play: Plays) -> None:
    site, column = county(newest=-1)
    acted = play(site)
    acted.day(0)
    site.publish(column, 1)
    run = acted.day(1, Spoilt(lambda request: request.path != "/robots.txt", text_page(NOTICE)))
    assert run.code != 0
    acted.day(2)
    assert acted.ended_well()


# -- row 9: pages of errors with a 200


def error(title: str, text: str) -> Fault:
    return text_page(
        f"<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>"
    )


ERRORS = {
    "busy": error(
        "提示信息",
        "<p>系统繁忙，请稍后再试！</p>"
        "<p>错误代码：WCM-50013，会话编号：8f2c77e0a1，如有疑问，请联系网站管理员，电话 0000-0000000。</p>",
    ),
    "asp.net": error(
        "运行时错误",
        "<h2>Server Error in '/' Application.</h2><p>Runtime Error. Description: An application error occurred on the "
        "server. The current custom error settings for this application prevent the details of the error from being viewed.</p>",
    ),
    "gateway": error("502 Bad Gateway", "<hr><center>nginx/1.20.1</center>"),
    "php": error(
        "",
        "<b>Fatal error</b>: Uncaught mysqli_sql_exception: Too many connections in /www/web/inc/db.class.php:37 Stack "
        "trace: #0 /www/web/inc/db.class.php(37): mysqli_connect('127.0.0.1') #1 {main} thrown on line 37",
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("kind", ERRORS)
def test_an_error_page_with_200_is_no_article(kind: str, play: Plays) -> None:
    site, column = county()
    assert healed(play(site), ERRORS[kind], *column.stories[2:5])


def test_a_list_in_place_of_an_article_is_no_article(play: Plays) -> None:
    site, column = county()
    assert healed(play(site), in_place(site, column, 1), *column.stories[2:5])


def test_another_article_in_place_of_one_is_not_that_one(play: Plays) -> None:
    """A cache that has mixed up its pages for a while."""
    site, column = county()
    other = column.stories[0]
    mixed = text_page(site.article(other))
    assert healed(play(site), mixed, *column.stories[2:5])


def test_an_article_that_fails_once_is_had_in_the_same_run(play: Plays) -> None:
    site, column = county()
    acted = play(site)
    acted.day(0, Spoilt(story_page(*column.stories[:3]), first(2, status(503))))
    assert acted.ended_well()
