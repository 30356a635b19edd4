"""What people are told: what has changed, once, in one message."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govnews.crawl.alerts import MOST_NAMED, changes, digest, first_seen
from govnews.crawl.freshness import Freshness, State
from govnews.crawl.status import ColumnStatus, SiteStatus

URL = "http://www.yiyang.example.gov.cn/xzdt/"

STATUS = SiteStatus(
    site="yiyang", news=Freshness(State.FRESH, "newest article 2026-11-26", "2026-11-26", 1, 2), outcome="ok", since=None,
    last_run=None, trouble=None, failing=0, next_due=None, paused=False, listed=True, contact=None, columns=[],
)  # fmt: skip


def is_in(state: State, **more: object) -> SiteStatus:
    return replace(STATUS, news=replace(STATUS.news, state=state, reason="why"), **more)


@pytest.mark.parametrize(
    ("state", "told", "is_told"),
    [
        (State.FRESH, None, False),
        (State.QUIET, None, False),
        (State.QUIET, "fresh", False),
        (State.BROKEN, None, True),
        (State.BROKEN, "fresh", True),
        (State.BROKEN, "broken", False),
        (State.CLOSED, "broken", True),
        (State.FRESH, "broken", True),
        (State.QUIET, "silent", True),
        (State.QUIET, "quiet", False),
    ],
)
def test_what_is_another_state_than_was_told_is_told(state, told, is_told):
    assert bool(changes([is_in(state)], {("yiyang", None): told} if told else {})) is is_told


def with_column(state: State, *, site: State = State.FRESH, **more: object) -> SiteStatus:
    column = ColumnStatus("乡镇动态", URL, Freshness(state, "why", "2026-11-26", 1, 2))
    return is_in(site, columns=[column], **more)


@pytest.mark.parametrize(
    ("state", "told", "lines"),
    [
        (State.SILENT, "fresh", ["yiyang, 乡镇动态: silent: why; contact: a@b.cn"]),
        (State.SILENT, "quiet", ["yiyang, 乡镇动态: silent: why; contact: a@b.cn"]),
        (State.SILENT, "silent", []),
        (State.SILENT, None, []),
        (State.FRESH, "silent", ["yiyang, 乡镇动态: well again (fresh), was silent; why"]),
        (State.QUIET, "silent", ["yiyang, 乡镇动态: well again (quiet), was silent; why"]),
        (State.QUIET, "fresh", []),
        (State.FRESH, None, []),
    ],
)
def test_a_column_is_told_when_it_falls_silent_and_when_it_has_news_again(state, told, lines):
    one = with_column(state, contact="a@b.cn")
    known = {("yiyang", URL): told} if told else {}
    assert [change.line for change in changes([one], known)] == lines
    assert bool(first_seen([one], known)) is (told is None)


def test_a_site_in_trouble_says_it_all():
    one = with_column(State.SILENT, site=State.SILENT)
    told = {("yiyang", None): "silent", ("yiyang", URL): "fresh"}
    assert changes([one], told) == []
    assert first_seen([one], {}) == []
    again = with_column(State.SILENT)
    assert [change.line.partition(";")[0] for change in changes([again], told)] == [
        "yiyang, 乡镇动态: silent: why",
        "yiyang: well again (fresh), was silent",
    ]


@pytest.mark.parametrize("more", [{"paused": True}, {"listed": False}])
def test_of_a_paused_site_and_of_one_that_was_taken_out_nothing_is_told(more):
    for told in ({}, {("yiyang", None): "broken"}, {("yiyang", URL): "silent"}):
        for state in State:
            assert changes([with_column(state, site=state, **more)], told) == []
            assert first_seen([with_column(state, **more)], {}) == []


def test_one_line_a_site_with_what_a_person_needs():
    broken = is_in(State.BROKEN, site="a", trouble="HTTP 503", contact="a@b.cn")
    silent = is_in(State.SILENT, site="b", trouble="HTTP 503")
    well = is_in(State.FRESH, site="c")
    title, text = digest(changes([well, broken, silent], {("c", None): "moved"}))
    assert title == "govnews: 2 in trouble, 1 well again"
    assert text.splitlines() == [
        "a: broken: why: HTTP 503; contact: a@b.cn",
        "b: silent: why",
        "c: well again (fresh), was moved; why",
    ]


def test_many_are_named_as_far_as_a_phone_shows_them():
    _, text = digest(changes([is_in(State.BROKEN, site=f"s{number}") for number in range(100)], {}))
    assert len(text.splitlines()) == MOST_NAMED + 1
    assert text.endswith("\nand 70 more: scrapy status --sick")
