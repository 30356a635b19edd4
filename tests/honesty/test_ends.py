"""Ends that are no proof (issue 13, rows 1 to 4): a list that goes on is never certified as whole, at no later run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from govnews.demo.server import first
from tests.honesty.harness import Play
from tests.honesty.pagers import Answers, Blocks, Called, Hidden, LiveLink, Pager, Queried, Static
from tests.honesty.site import (
    Column,
    CountySite,
    Spoilt,
    in_place,
    meanwhile,
    page,
    rows_of,
    status,
    text_page,
)

Plays = Callable[[CountySite], Play]
OLD = -40
"""The day of the newest article: too old to be looked at again, which would take time."""


def one_column(
    pager: Pager, count: int = 24, *, path: str = "/xw/yw/", size: int = 10
) -> tuple[CountySite, Column]:
    column = Column("青石要闻", path, pager, size=size)
    site = CountySite(column)
    site.fill(column, count, newest=OLD)
    return site, column


def two_days(play: Play) -> None:
    for day in (0, 1):
        play.day(day)


# -- row 1: an unproven end that comes twice


@pytest.mark.long
@pytest.mark.parametrize(
    "below",
    [
        pytest.param("共1722条记录 共216页", id="stated-entries-and-pages"),
        pytest.param("第1/216页 <a href='javascript:;'>下一页</a>", id="stated-pages"),
        pytest.param(
            "<a href='javascript:;'>下一页</a><a href='javascript:;'>尾页</a>", id="only-page-1-was-read"
        ),
    ],
)
def test_an_end_without_proof_is_none_at_the_next_runs_either(below: str, play: Plays) -> None:
    site, _ = one_column(Hidden(below), path="/xw/list.jsp?lm=3", size=8)
    acted = play(site)
    two_days(acted)
    assert acted.honest()


# -- row 2: 404 of a page that was guessed, while the page shows more


@pytest.mark.parametrize(
    "pager",
    [
        pytest.param(
            Hidden("<b>1</b><a href='javascript:turn(2)'>2</a><a href='javascript:turn(3)'>3</a>"),
            id="javascript",
        ),
        pytest.param(Hidden("<a onclick='turn(2)'>下一页</a>"), id="onclick"),
        pytest.param(
            Hidden("<a href='#'>1</a><a href='#'>2</a><a href='#'>3</a><a href='#'>下一页</a>"),
            id="dead-links",
        ),
        pytest.param(
            Hidden(
                "<div id='p'></div><script>new Turn({id: 'p', count: 1000, pagesize: 10, go: show});</script>"
            ),
            id="drawn-by-a-script",
        ),
        pytest.param(LiveLink(), id="live-link-to-a-missing-page"),
    ],
)
def test_a_missing_second_page_is_no_end_of_a_list_that_shows_more(pager: Pager, play: Plays) -> None:
    site, _ = one_column(pager)
    acted = play(site)
    two_days(acted)
    assert acted.honest()


# -- row 3: lists that load more, channels of several lists


@pytest.mark.long
@pytest.mark.parametrize(
    "below",
    [
        pytest.param("<button class='load'>加载更多</button>", id="button"),
        pytest.param("<div id='pullUp'><span class='pullUpLabel'>上拉显示更多...</span></div>", id="pull-up"),
        pytest.param("<a class='load' onclick='next()'>查看更多</a>", id="onclick-next"),
        pytest.param(
            "<div class='load' onclick='load()'>点击加载</div><script>var at = 1; function load() "
            "{ $.getJSON('datas_126_' + at + '.json', function (data) { draw(data); at++; }); }</script>",
            id="numbered-data",
        ),
    ],
)
@pytest.mark.parametrize("path", ["/xw/yw/", "/xw/list.jsp?lm=3"], ids=["folder", "query"])
def test_the_first_page_is_not_all_of_a_list_that_loads_more(below: str, path: str, play: Plays) -> None:
    site, _ = one_column(Hidden(below), path=path)
    acted = play(site)
    two_days(acted)
    assert acted.honest()


def test_a_channel_of_several_lists_is_not_one_list(play: Plays) -> None:
    lists = [
        Column(name, f"/xw/{folder}/", Static(), in_menu=False)
        for name, folder in (("综合", "zh"), ("城乡", "cx"), ("一线", "yx"))
    ]
    site = CountySite(Column("新闻中心", "/xw/", Blocks(*lists)), *lists)
    for one in lists:
        site.fill(one, 14, newest=OLD)
    acted = play(site)
    two_days(acted)
    assert acted.honest()


# -- row 4: a bad moment within the list


def healed_after(play: Play, *faults: Spoilt) -> bool:
    """The faults on the first day, two healthy days after it: nothing was said that is not so, and all is had."""
    play.day(0, *faults)
    play.day(1)
    play.day(2)
    return play.ended_well()


STYLES: dict[str, tuple[type[Pager], str]] = {
    "static": (Static, "/xw/yw/"),
    "queried": (Queried, "/xw/list.jsp?lm=3"),
    "called": (Called, "/xw/yw/"),
    "answers": (Answers, "/qs/c200102/list.shtml"),
}


def every_style(*lying: str) -> pytest.MarkDecorator:
    """A test for each style of pager; those that are named lie as yet."""
    return pytest.mark.parametrize(
        ("pager", "path"),
        [pytest.param(*style, id=name) for name, style in STYLES.items()],
    )


@pytest.mark.long
@every_style("static", "answers")
def test_pages_in_the_middle_that_are_missing_for_a_moment(
    pager: type[Pager], path: str, play: Plays
) -> None:
    site, column = one_column(pager(), 19, path=path, size=2)
    assert healed_after(play(site), Spoilt(page(column, 4, 5), status(404)))


@pytest.mark.long
@every_style()
def test_a_second_page_that_shows_the_first_one_once(pager: type[Pager], path: str, play: Plays) -> None:
    site, column = one_column(pager(), 14, path=path, size=4)
    assert healed_after(play(site), Spoilt(page(column, 2), first(1, in_place(site, column, 1))))


@pytest.mark.long
@every_style("static", "answers")
def test_a_server_that_ignores_the_number_of_the_page(pager: type[Pager], path: str, play: Plays) -> None:
    site, column = one_column(pager(), 14, path=path, size=4)
    assert healed_after(play(site), Spoilt(page(column, *range(2, 9)), in_place(site, column, 1)))


@pytest.mark.long
@every_style("called", "answers")
def test_a_second_page_that_comes_once_with_two_of_its_rows(
    pager: type[Pager], path: str, play: Plays
) -> None:
    site, column = one_column(pager(), 28, path=path)
    assert healed_after(play(site), Spoilt(page(column, 2), first(1, rows_of(site, column, 2, count=2))))


@pytest.mark.long
@every_style("called", "answers")
def test_rows_that_move_up_while_the_list_is_walked(pager: type[Pager], path: str, play: Plays) -> None:
    site, column = one_column(pager(), 15, path=path, size=4)

    def removed() -> None:
        for story in column.stories[1:3]:
            site.unlist(story)

    assert healed_after(play(site), Spoilt(page(column, 2), meanwhile(site, removed)))


@pytest.mark.long
@every_style()
def test_an_error_with_200_in_place_of_a_page(pager: type[Pager], path: str, play: Plays) -> None:
    site, column = one_column(pager(), 14, path=path, size=4)
    error = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
    assert healed_after(play(site), Spoilt(page(column, 3), text_page(error)))


@pytest.mark.long
@pytest.mark.parametrize("days", [1, 3], ids=["for-a-day", "always"])
def test_answers_that_state_fifty_and_repeat_the_first_ten(days: int, play: Plays) -> None:
    site, column = one_column(Answers(), 50, path="/qs/c200102/list.shtml")
    acted = play(site)
    for day in range(days):
        acted.day(day, Spoilt(page(column, 2, 3, 4, 5), in_place(site, column, 1)))
    for day in range(days, 3):
        acted.day(day)
    assert acted.honest() if days == 3 else acted.ended_well()
