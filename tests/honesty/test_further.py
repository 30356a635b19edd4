"""Bad hours beside those of the issue's list: whole columns in another's place, menus with gaps, links that lead elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from govnews.demo.server import Reply, Request
from tests.honesty.harness import Play
from tests.honesty.pagers import Answers, Queried
from tests.honesty.site import (
    NAME,
    NOTICE,
    Column,
    CountySite,
    Spoilt,
    in_place,
    page,
    redirect,
    rows_of,
    status,
    story_page,
    text_page,
)

Plays = Callable[[CountySite], Play]


def two_columns(count: int = 12) -> tuple[CountySite, Column, Column]:
    one = Column("青石要闻", "/xw/list.jsp?lm=3", Queried(), size=5)
    other = Column("部门动态", "/xw/list.jsp?lm=4", Queried(), size=5)
    site = CountySite(one, other)
    site.fill(one, count, newest=-40)
    site.fill(other, count, newest=-40)
    site.extra["/weihu.html"] = NOTICE
    return site, one, other


def healed(play: Play, *faults: Spoilt) -> bool:
    play.day(0, *faults)
    play.day(1)
    play.day(2)
    return play.ended_well()


def healed_later(play: Play, *faults: Spoilt) -> bool:
    """The same, after a healthy day, and with articles of the second column that came on the bad one."""
    play.day(0)
    for _ in range(7):
        play.site.publish(play.site.columns[1], 1)
    play.day(1, *faults)
    play.day(2)
    play.day(3)
    return play.ended_well()


either = pytest.mark.parametrize("when", [healed, healed_later], ids=["first", "later"])


@pytest.mark.long
@either
@pytest.mark.parametrize(
    "to",
    [
        "/",
        "/weihu.html",
        "/xw/list.jsp?lm=3",
    ],
    ids=["home", "notice", "other-list"],
)
def test_a_list_that_redirects_for_a_day(to: str, when: Callable[..., bool], play: Plays) -> None:
    site, _, other = two_columns()
    assert when(play(site), Spoilt(page(other), redirect(to)))


@pytest.mark.long
def test_another_columns_list_in_place_of_one(play: Plays) -> None:
    """At the first run nobody could know: one list may stand under two names."""
    site, one, other = two_columns()
    assert healed_later(play(site), Spoilt(page(other), in_place(site, one, 1)))


@pytest.mark.long
@either
def test_a_list_of_two_columns_that_answers_without_rows(when: Callable[..., bool], play: Plays) -> None:
    site, _, other = two_columns()
    assert when(play(site), Spoilt(page(other), rows_of(site, other, 1, count=0)))


@either
def test_an_answer_without_rows_beside_a_column_that_has_some(when: Callable[..., bool], play: Plays) -> None:
    site, _, other = two_columns()
    other.pager, other.path = Answers(), "/qs/c200102/list.shtml"
    assert when(play(site), Spoilt(page(other, 1, 2, 3), rows_of(site, other, 1, count=0)))


@pytest.mark.long
def test_a_column_that_the_home_page_does_not_show_for_a_day(play: Plays) -> None:
    site, _, other = two_columns()
    half = site.home_page().replace("部门动态", "").replace(other.path, "#")
    acted = play(site)
    acted.day(0)
    site.publish(other, 8)
    acted.day(8, Spoilt(lambda request: request.path == "/", text_page(half)))
    acted.day(9)
    acted.day(10)
    assert acted.ended_well()


def test_a_home_page_that_is_a_notice_for_a_day(play: Plays) -> None:
    site, _, other = two_columns()
    acted = play(site)
    acted.day(0)
    site.publish(other, 8)
    acted.day(8, Spoilt(lambda request: request.path == "/", text_page(NOTICE)))
    acted.day(9)
    assert acted.ended_well()


def test_rows_that_led_to_another_host_for_a_day_are_had_with_the_deeper_look(play: Plays) -> None:
    """What the list shows on that day is not the site's, so nothing is said of the first run."""
    site, one, _ = two_columns()

    def elsewhere(request: Request, reply: Reply) -> Reply:
        return replace(reply, body=reply.body.replace(b'href="/20', b'href="http://www.cdn.example.org/20'))

    acted = play(site)
    acted.day(0, Spoilt(page(one, 2), elsewhere))
    for day in (1, 2, 3):
        acted.day(day)
    assert acted.missing() == []


def test_articles_that_refresh_to_a_notice(play: Plays) -> None:
    site, one, _ = two_columns()
    away = text_page(
        '<html><head><meta http-equiv="refresh" content="0;url=/weihu.html"></head><body></body></html>'
    )
    assert healed(play(site), Spoilt(story_page(*one.stories[:4]), away))


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "<p>您访问的页面不存在或已被删除，请检查您输入的网址是否正确，或者点击链接继续浏览网站，系统将在五秒后自动返回首页。</p>"
            "<p>如果您认为这是一个错误，请与网站管理员联系，我们将尽快处理，感谢您的支持与配合。</p>",
            id="soft-404",
        ),
        pytest.param(
            "<form action='/login'><p>您尚未登录或登录已超时，"
            "请使用统一身份认证账号登录后继续访问本页面内容，首次登录的用户请先注册，"
            "注册时请填写真实姓名与手机号码。</p><input name='user'><input name='pass' type='password'></form>",
            id="login",
        ),
        pytest.param("", id="nothing"),
    ],
)
def test_a_page_of_the_system_is_no_article(text: str, play: Plays) -> None:
    site, one, _ = two_columns()
    system = f"<html><head><meta charset='utf-8'><title>{NAME}</title></head><body>{text}</body></html>"
    assert healed(play(site), Spoilt(story_page(*one.stories[:4]), text_page(system)))


def test_articles_without_their_text_for_a_day(play: Plays) -> None:
    """The frame, the headline and the date stand, the database behind the text does not answer."""
    site, one, _ = two_columns()
    spoilt = []
    for story in one.stories[:4]:
        kept, story.paragraphs = story.paragraphs, ("数据加载中，请稍候……",)
        spoilt.append(Spoilt(story_page(story), text_page(site.article(story))))
        story.paragraphs = kept
    assert healed(play(site), *spoilt)


def test_lists_and_articles_that_fail_by_turns(play: Plays) -> None:
    site, one, other = two_columns()
    acted = play(site)
    acted.day(0, Spoilt(page(one, 2), status(500)))
    acted.day(1, Spoilt(story_page(*other.stories), status(500)))
    acted.day(2, Spoilt(page(other, 1), status(404)))
    acted.day(3)
    assert acted.ended_well()
