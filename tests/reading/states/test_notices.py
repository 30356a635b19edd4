"""Notices in the place of a home page or a list, and pages that are none."""

from __future__ import annotations

import pytest

from govnews.errors import StandIn
from govnews.reading import Page, read_notice
from tests.fault_server import article, home, listing
from tests.hostile.pages import HEAD, MOVED, NEW, NOTICES, SPOKEN_OF, article_about

URL = "http://www.example.gov.cn/"


@pytest.mark.parametrize("name", [name for name in MOVED if "notice" in name or "English" in name])
def test_a_notice_that_names_the_new_address(name: str) -> None:
    notice = read_notice(Page(URL, MOVED[name]))
    assert notice is not None
    assert (notice.state, notice.address) == (StandIn.MOVED, NEW)


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_that_names_none(name: str) -> None:
    notice = read_notice(Page(URL, NOTICES[name]))
    assert notice is not None
    assert notice.address is None
    expected = "maintenance" if not name.startswith("error-page") else "error-page"
    assert notice.state == expected or (name.endswith("nothing there") and notice.state is StandIn.GONE)


LINKS = "".join(f"<li><a href='/xw/{n}.html'>青石镇的第{n}条消息</a></li>" for n in range(40))


@pytest.mark.parametrize(
    "html",
    [
        home({"/a/": "镇街动态"}),
        home({f"/{n}/": f"第{n}个栏目" for n in range(30)}),
        listing("镇街动态", {}),
        article("青石镇开采春茶"),
        f"{HEAD}<p>本站已迁移至新网址</p></html>",
        f"{HEAD}<p>本网站已迁移至新网址：<a href='http://www.xin.example.cn/'>点击</a></p><ul>{LINKS}</ul></html>",
        f"{HEAD}<p>青石县人民政府</p><p>网址：www.example.gov.cn</p><a href='http://www.shi.example.cn/'>市政府网站</a></html>",
        f"{HEAD}<p>技术支持：县大数据中心，受理网站建设维护事宜</p><p>主办：青石县人民政府</p></html>",
        "",
    ],
)
def test_what_is_no_notice(html: str) -> None:
    assert read_notice(Page(URL, html)) is None or read_notice(Page(URL, html)).address is None


@pytest.mark.parametrize("title", SPOKEN_OF)
def test_an_article_is_no_move_of_the_site_that_only_lists_it(title: str) -> None:
    assert article_about(title)
    page = Page(URL, listing("镇街动态", {"/a/1.html": title}))
    assert read_notice(page) is None
