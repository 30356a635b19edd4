"""Stops that miss what is new (issue 13, row 6): a page of known rows ends a walk only where the newest would be on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.honesty.harness import Play
from tests.honesty.pagers import Queried
from tests.honesty.site import Column, CountySite

Plays = Callable[[CountySite], Play]
OLD = -40
"""The day of the newest article: too old to be looked at again, which would take time."""


def queried(count: int = 20, size: int = 5) -> tuple[CountySite, Column]:
    """A style whose ends are proven, so that it is the stop alone that misses something."""
    column = Column("青石要闻", "/xw/list.jsp?lm=3", Queried(), size=size)
    site = CountySite(column)
    site.fill(column, count, newest=OLD)
    return site, column


@pytest.mark.parametrize("marks", [True, False], ids=["marked", "unmarked"])
def test_a_first_page_full_of_pinned_rows_hides_nothing_new(marks: bool, play: Plays) -> None:
    site, column = queried()
    column.marks = marks
    for story in column.stories[8:13]:
        story.pinned = True
    acted = play(site)
    acted.day(0)
    for day in (1, 2, 3):
        site.publish(column, day)
        acted.day(day)
    assert acted.ended_well()


def test_five_rows_that_are_pinned_later_hide_nothing_new(play: Plays) -> None:
    site, column = queried()
    acted = play(site)
    acted.day(0)
    for story in column.stories[8:13]:
        story.pinned = True
    site.publish(column, 1)
    acted.day(1)
    acted.day(2)
    assert acted.ended_well()


def test_a_list_sorted_oldest_first_has_its_news_at_its_end(play: Plays) -> None:
    site, column = queried()
    column.stories.reverse()
    acted = play(site)
    acted.day(0)
    for day in (1, 2, 3):
        site.publish(column, day, at=len(column.stories))
        acted.day(day)
    assert acted.ended_well()


def test_what_is_inserted_on_the_second_page_is_had_by_the_third_run(play: Plays) -> None:
    site, column = queried()
    acted = play(site)
    acted.day(0)
    late = site.publish(column, OLD - 7, at=7)
    for day in (1, 2, 3):
        acted.day(day)
    assert acted.collected(late)
    assert acted.ended_well()


def test_what_is_inserted_further_back_is_had_by_the_deep_walk(play: Plays) -> None:
    site, column = queried()
    acted = play(site)
    acted.day(0)
    late = site.publish(column, OLD - 13, at=13)
    acted.day(1)
    acted.day(32)
    assert acted.collected(late)
    assert acted.ended_well()


def test_a_list_that_is_put_in_another_order_hides_nothing_new(play: Plays) -> None:
    site, column = queried()
    acted = play(site)
    acted.day(0)
    column.stories.sort(key=lambda story: story.number * 7 % 20)
    site.publish(column, 1, at=12)
    acted.day(1)
    acted.day(2)
    assert acted.ended_well()


def test_rows_by_their_titles_are_no_order_of_time(play: Plays) -> None:
    """A list without any order of time from its first day on."""
    site, column = queried()
    column.stories.sort(key=lambda story: story.title)
    acted = play(site)
    acted.day(0)
    site.publish(column, 1, at=14)
    acted.day(1)
    assert acted.ended_well()


def test_an_old_article_that_is_dated_anew_and_moves_up_is_no_cause_to_miss_the_next(play: Plays) -> None:
    site, column = queried()
    acted = play(site)
    acted.day(0)
    moved = column.stories.pop(11)
    moved.day += timedelta(days=11 - OLD)
    column.stories.insert(0, moved)
    site.publish(column, 1, at=1)
    acted.day(1)
    assert acted.ended_well()


def test_smaller_pages_hide_nothing_new(play: Plays) -> None:
    site, column = queried(size=10)
    acted = play(site)
    acted.day(0)
    column.size = 3
    for _ in range(7):
        site.publish(column, 1)
    acted.day(1)
    assert acted.ended_well()
