"""Healthy sites: every style of pager is believed at the first run, and a day without news costs one page a column.

One site has a column in each style: a run is ``ok`` where every one of them is proven, and here each is asked by itself.
That a list which loads more by a script is never proven is no fault: nobody has seen its end (:mod:`tests.honesty.test_ends`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.honesty.harness import Play
from tests.honesty.launch import Launcher
from tests.honesty.pagers import Answers, BackOnly, BoldTotal, Called, LastHere, Queried, Static, Whole
from tests.honesty.site import Column, CountySite

# The plays of this file run in the set-up of its first tests.
pytestmark = pytest.mark.timeout(600)

STYLES = {
    "static": Column("青石要闻", "/xw/yw/", Static(), size=5),
    "queried": Column("部门动态", "/xw/list.jsp?lm=2", Queried(), size=5),
    "called": Column("乡镇动态", "/xw/xz/", Called(), size=5),
    "whole": Column("经济新闻", "/xw/jj/", Whole(), size=50),
    "short": Column("教育新闻", "/xw/jy/", Static(), size=50),
    "answers": Column("社会新闻", "/qs/c200102/list.shtml", Answers(), size=5),
    "back-only": Column("文化新闻", "/xw/wh/", BackOnly(), size=5),
    "last-here": Column("卫生新闻", "/xw/ws/", LastHere(), size=5),
    "bold-total": Column("体育新闻", "/xw/list.jsp?lm=9", BoldTotal(), size=5),
    "pinned-twice": Column("农业新闻", "/xw/list.jsp?lm=10", Queried(), size=5, pinned_twice=True),
}
BELIEVED_LATER = {"static", "back-only", "last-here", "bold-total", "pinned-twice"}
DAYS = range(6)


@dataclass(frozen=True, slots=True)
class Plays:
    news: Play
    """One new article in each column before every run but the first."""
    quiet: Play
    """The same site, and nothing new."""


@pytest.fixture(scope="module")
def plays(tmp_path_factory: pytest.TempPathFactory, launcher: Launcher) -> Iterator[Plays]:
    output = tmp_path_factory.mktemp("healthy")
    site = CountySite(*STYLES.values())
    for column in site.columns:
        site.fill(column, 11, newest=-40)  # too old to be looked at again, which would take time
    STYLES["pinned-twice"].stories[7].pinned = True
    with Play(site, output / "quiet", launcher) as quiet, Play(site, output / "news", launcher) as news:
        for day in DAYS:
            quiet.day(day)
        for day in DAYS:
            if day:
                for column in STYLES.values():
                    site.publish(column, day)
            news.day(day)
        yield Plays(news, quiet)


def styles(*failing: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "column",
        [pytest.param(column, id=name) for name, column in STYLES.items()],
    )


@pytest.mark.long
@styles(*BELIEVED_LATER)
def test_a_healthy_list_is_proven_at_every_run(column: Column, plays: Plays) -> None:
    ends = [
        run.certificate(column)["end"] for run in plays.news.runs if not run.certificate(column)["proven"]
    ]
    assert ends == []


@styles()
def test_what_is_new_is_had_by_the_next_run(column: Column, plays: Plays) -> None:
    assert [run.certificate(column)["new"] for run in plays.news.runs[1:]] == [1] * (len(DAYS) - 1)


@styles(*BELIEVED_LATER)
def test_a_run_without_news_asks_for_one_page_a_column(column: Column, plays: Plays) -> None:
    """The deeper look, one page at every third run at the most, is counted apart; so is the first run's whole walk."""
    asked = [run.asked(column) for run in plays.quiet.runs[1:]]
    shell = 1 if isinstance(column.pager, Answers) else 0
    assert all(count <= 2 + shell for count in asked)
    assert sum(count - 1 - shell for count in asked) <= len(asked) // 3 + 1


def test_nothing_is_said_of_a_healthy_site_that_is_not_so(plays: Plays) -> None:
    assert plays.news.honest()
    assert plays.quiet.honest()


def test_a_healthy_site_is_ok_at_every_run(plays: Plays) -> None:
    assert [run.code for run in plays.news.runs] == [0] * len(DAYS)
    assert plays.news.ended_well()


def test_common_styles_are_ok_at_every_run(tmp_path: Path, launcher: Launcher) -> None:
    columns = [
        Column("青石要闻", "/xw/list.jsp?lm=2", Queried(), size=5),
        Column("部门动态", "/xw/bm/", Called(), size=5),
    ]
    site = CountySite(*columns)
    for column in columns:
        site.fill(column, 12)
    with Play(site, tmp_path / "output", launcher) as play:
        for day in (0, 1, 2):
            play.day(day)
            site.publish(columns[day % 2], day + 1)
    assert [run.code for run in play.runs] == [0, 0, 0]
    assert play.honest()
