"""What answers of script lists say of their size, and what is not believed of it: a total that the rows go beyond, or that
may be the number of the rows at hand, a number of pages that is 0, an answer that says itself that it failed."""

from __future__ import annotations

import json

import pytest

from govnews.errors import PageChanged
from govnews.reading.listing.paging import Claims, LastPageSign, PageRequest
from govnews.reading.page.page import Page
from govnews.reading.platforms import PLATFORMS

HOST = "http://www.shili.example.com"
FAMILIES = {platform.name: platform for platform in PLATFORMS}
ASKED = f"{HOST}/common/search/c1?page=%d&_pageSize=15"
UNIT = f"{HOST}/jpaas-publish-server/front/page/build/unit?paramJson=%%7B%%22pageNo%%22:%d,%%22pageSize%%22:15%%7D"
PROXY = f"{HOST}/module/web/jpage/dataproxy.jsp?startrecord=%d&endrecord=%d&perpage=15"


def rows(first: int, last: int) -> list[dict[str, str]]:
    return [
        {"title": f"全区第{n}场春耕现场会召开", "url": f"/a/2026031{n}.html", "pubtime": "2026-03-18"}
        for n in range(first, last + 1)
    ]


def ucap(at: int, answer: object) -> Page:
    return Page(ASKED % at, json.dumps(answer, ensure_ascii=False))


def items(first: int, last: int) -> str:
    row = "<li><a href='/art/2026/3/18/art_7_{0}.html'>全区第{0}场春耕现场会召开</a><span>2026-03-18</span></li>"
    return "".join(row.format(n) for n in range(first, last + 1))


def jpaas(at: int, html: str, **more: object) -> Page:
    return Page(UNIT % at, json.dumps({"data": {"html": html}, **more}, ensure_ascii=False))


def jcms(first: int, last: int, total: int, *, inline: bool = False) -> Page:
    records = "".join(f"<record><![CDATA[{items(n, n)}]]></record>" for n in range(first, last + 1))
    group = "<![CDATA[<a href='/module/web/jpage/dataproxy.jsp?page=2&columnid=7&unitid=9'></a>]]>"
    store = (
        f"<datastore><nextgroup>{group}</nextgroup><totalrecord>{total}</totalrecord>"
        f"<recordset>{records}</recordset></datastore>"
    )
    return Page(f"{HOST}/col/col7/index.html" if inline else PROXY % (first, last), store)


@pytest.mark.parametrize(
    "said",
    [
        {"totalPage": 0},
        {"total": 0},
        {"total": 7},
        {"total": 15},
    ],
)
def test_a_number_below_the_rows_or_of_just_these_ends_no_list(said: dict[str, int]) -> None:
    following = FAMILIES["ucap"].next(ucap(1, {"rows": rows(1, 15), **said}))
    assert following.end is None
    assert "page=2" in following.candidates[0].url


def test_a_total_that_the_rows_reach_ends_it() -> None:
    assert FAMILIES["ucap"].next(ucap(2, {"rows": rows(16, 22), "total": 22})).end is not None
    assert FAMILIES["ucap"].next(ucap(1, {"rows": rows(1, 7), "total": 7})).end is not None


@pytest.mark.parametrize("count", [0, 7, 15])
def test_the_same_of_a_unit(count: int) -> None:
    page = jpaas(1, f'<ul>{items(1, 15)}</ul><div class=\'pagination\' count="{count}" rows="15"></div>')
    assert FAMILIES["jpaas"].next(page, 1, PageRequest(page.url)).end is None


def test_a_total_of_a_unit_that_is_reached_ends_it() -> None:
    page = jpaas(2, f'<ul>{items(16, 22)}</ul><div class=\'pagination\' count="22" rows="15"></div>')
    end = FAMILIES["jpaas"].next(page, 2, PageRequest(page.url)).end
    assert end is not None
    assert end.sign is LastPageSign.ENTRY_COUNT_REACHED


@pytest.mark.parametrize(("total", "ends"), [(0, False), (30, False), (45, False), (46, False)])
def test_the_same_of_records_in_a_page(total: int, ends: bool) -> None:
    page = jcms(1, 45, total, inline=True)
    assert (FAMILIES["jcms"].next(page).end is not None) is ends
    assert FAMILIES["jcms"].claims(page) == Claims(entries=total if total >= 45 else None)


def test_fewer_records_than_fill_pages_are_all_where_their_number_is_stated() -> None:
    assert FAMILIES["jcms"].next(jcms(1, 12, 12, inline=True)).end is not None


def test_records_beyond_the_total_go_on() -> None:
    assert FAMILIES["jcms"].next(jcms(46, 90, 45)).end is None
    assert FAMILIES["jcms"].next(jcms(46, 60, 60)).end is not None


@pytest.mark.parametrize(
    "answer",
    [
        {"code": 500, "success": False, "msg": "系统异常", "rows": []},
        {"success": "false", "rows": []},
        {"status": "503", "rows": []},
    ],
)
def test_an_answer_that_says_that_it_failed_is_no_empty_one(answer: dict[str, object]) -> None:
    with pytest.raises(PageChanged):
        FAMILIES["ucap"].read_list(ucap(3, answer))
    with pytest.raises(PageChanged):
        FAMILIES["jpaas"].read_list(jpaas(3, "", **{name: v for name, v in answer.items() if name != "rows"}))


@pytest.mark.parametrize(
    "answer", [{"code": 200, "rows": []}, {"success": True, "rows": []}, {"code": 0, "rows": []}]
)
def test_an_empty_answer_is_one(answer: dict[str, object]) -> None:
    assert FAMILIES["ucap"].read_list(ucap(3, answer)) == []


def test_rows_without_an_address_or_a_title_are_rows() -> None:
    told = rows(1, 5)
    told[1]["url"] = ""
    told[3]["title"] = ""
    listing = FAMILIES["ucap"].read_list(ucap(1, {"rows": told}))
    assert [entry.title for entry in listing] == [told[0]["title"], told[2]["title"], "", told[4]["title"]]
    assert [entry.title for entry in listing.dead] == [told[1]["title"]]
    assert listing.rows == 5
