"""What people are told: what has changed, once, in one message."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govnews.crawl.alerts import MOST_NAMED, changes, digest
from govnews.crawl.freshness import Freshness, State
from govnews.crawl.status import SiteStatus

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
    assert bool(changes([is_in(state)], {"yiyang": told} if told else {})) is is_told


@pytest.mark.parametrize("more", [{"paused": True}, {"listed": False}])
def test_of_a_paused_site_and_of_one_that_was_taken_out_nothing_is_told(more):
    for told in ({}, {"yiyang": "broken"}):
        for state in State:
            assert changes([is_in(state, **more)], told) == []


def test_one_line_a_site_with_what_a_person_needs():
    broken = is_in(State.BROKEN, site="a", trouble="HTTP 503", contact="a@b.cn")
    silent = is_in(State.SILENT, site="b", trouble="HTTP 503")
    well = is_in(State.FRESH, site="c")
    title, text = digest(changes([well, broken, silent], {"c": "moved"}))
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
