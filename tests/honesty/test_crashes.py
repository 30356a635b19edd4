"""Clocks, signals and moved folders (issue 13, row 11)."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable

import pytest

from govnews.demo.server import Reply, Request
from tests.honesty.harness import Play
from tests.honesty.pagers import Queried
from tests.honesty.site import Column, CountySite, Spoilt, Where, page

Plays = Callable[[CountySite], Play]


def county(count: int = 20, size: int = 5) -> tuple[CountySite, Column]:
    column = Column("青石要闻", "/xw/list.jsp?lm=3", Queried(), size=size)
    site = CountySite(column)
    site.fill(column, count, newest=-40)
    return site, column


def test_a_clock_that_stood_ahead_once_loses_nothing_of_a_run_that_is_cut_off(play: Plays) -> None:
    site, column = county()
    acted = play(site)
    acted.day(20)
    for _ in range(12):
        site.publish(column, 1)
    acted.day(1, arguments=("-s", "GOVNEWS_MAX_REQUESTS=8"))
    for day in (2, 3):
        acted.day(day)
    assert acted.ended_well()


@pytest.mark.parametrize(
    "where",
    [
        pytest.param(lambda column: lambda request: request.path == "/", id="at-the-home-page"),
        pytest.param(lambda column: page(column, 1), id="at-the-first-list"),
    ],
)
def test_a_run_that_is_stopped_before_its_first_list_saw_no_changed_layout(
    where: Callable[[Column], Where], play: Plays
) -> None:
    site, column = county()
    acted = play(site)

    def stopped(request: Request, reply: Reply) -> Reply:
        assert acted.launcher.crawl is not None
        os.kill(acted.launcher.crawl, signal.SIGTERM)
        return reply

    run = acted.day(0, Spoilt(where(column), stopped))
    assert run.code != 0
    assert run.report["outcome"] == "incomplete"
    assert {one["end_kind"] for one in run.report["columns"]} <= {"stopped"}
    acted.day(1)
    assert acted.ended_well()


def test_a_feed_that_was_announced_and_not_renamed_outlives_a_move_of_the_folder(play: Plays) -> None:
    site, _ = county()
    acted = play(site)
    killed = acted.day(0, dies_before_renaming=True)
    assert killed.code == -signal.SIGKILL
    assert killed.records == []
    moved = acted.output.with_name("moved")
    shutil.move(acted.output, moved)
    acted.output = moved
    acted.day(1)
    acted.day(2)
    assert acted.ended_well()


def test_a_feed_that_was_announced_and_not_renamed_is_published_by_the_next_run(play: Plays) -> None:
    site, _ = county()
    acted = play(site)
    acted.day(0, dies_before_renaming=True)
    acted.day(1)
    assert acted.ended_well()
