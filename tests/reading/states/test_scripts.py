"""Pages of nothing but scripts: walls, notices, links and shells told apart."""

from __future__ import annotations

import pytest

from govnews.errors import PageChanged, StandIn
from govnews.reading import Page, read_expected
from govnews.reading.states.scripts import script_page
from govnews.reading.states.walls import block_reason
from tests.hostile.pages import DELETED, HELD, SHELLS, SPOKEN_OF, TITLE, WALLS, article_about

HTML = {"content-type": "text/html"}
URL = "http://www.example.gov.cn/a/1.html"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("name", WALLS)
def test_a_wall(name: str, encoding: str) -> None:
    status, html = WALLS[name]
    assert block_reason(status, HTML, html.encode(encoding)) is not None


@pytest.mark.parametrize("html", [*DELETED.values(), *HELD.values(), *SHELLS.values()])
def test_what_is_no_wall(html: str) -> None:
    assert block_reason(200, HTML, html.encode()) is None


@pytest.mark.parametrize("title", SPOKEN_OF)
def test_a_page_that_bears_its_headline_is_no_wall_whatever_it_speaks_of(title: str) -> None:
    assert block_reason(200, HTML, article_about(title).encode(), title) is None


def test_a_wall_that_does_not_bear_the_headline_is_one() -> None:
    refused = "<title>提示</title><p>您的访问被拒绝，请联系网站管理员</p>".encode()
    assert block_reason(200, HTML, refused, "青石县网站证书过期被通报") == "it says: 访问被拒绝"


@pytest.mark.parametrize("title", [TITLE, None])
@pytest.mark.parametrize("name", DELETED)
def test_a_notice_of_deletion(name: str, title: str | None) -> None:
    with pytest.raises(PageChanged) as changed:
        read_expected(Page(URL, DELETED[name]), title=title)
    assert changed.value.stand_in is StandIn.GONE


@pytest.mark.parametrize("name", HELD)
def test_a_text_that_is_data(name: str) -> None:
    article = read_expected(Page(URL, HELD[name]), title=TITLE)
    assert (article.title, article.body.count("\n")) == (TITLE, 2)


@pytest.mark.parametrize("name", SHELLS)
def test_a_shell(name: str) -> None:
    page = script_page(SHELLS[name])
    assert page is not None
    assert page.is_shell


@pytest.mark.parametrize(
    ("html", "address"),
    [
        ("<script>window.location.href='/sy/index.html'</script>", "/sy/index.html"),
        (
            '<title>青石县</title><script>top.location.replace("http://new.example.cn/")</script>',
            "http://new.example.cn/",
        ),
        ("<body onload=\"location='/index.jsp'\"></body>", "/index.jsp"),
        ("<script>setTimeout(\"self.location='/a/'\",3000)</script>正在跳转", "/a/"),
        (
            "<script>var to='https://new.example.cn/xx/';location.href=to;</script>",
            "https://new.example.cn/xx/",
        ),
        (
            "<script>if(/Mobile/.test(navigator.userAgent)){location='/wap/'}else{location='/pc/'}</script>",
            "/pc/",
        ),
        ("<script>if(pc){location='/pc/'}else{location='//m.example.cn/'}</script>", "/pc/"),
        ("<script>location.href=from()</script>", None),
        ("<script>alert('请先登录');location.href='/login'</script>", None),
        ("<script>if(location.href=='/a'){go()}</script>", None),
        ("<script>location.href='#top'</script>", None),
    ],
)
def test_where_a_script_leads(html: str, address: str | None) -> None:
    page = script_page(html)
    assert page is not None
    assert page.leads_to == address


@pytest.mark.parametrize(
    "html",
    [
        "<h1>青石县</h1><a href=/a/>镇街动态</a><script>location.href='/a/'</script>",
        "<p>青石镇的春茶今天开采，茶农天不亮就上山，合作社在村口收茶。</p><script>location='/a/'</script>",
        "<frameset><frame src=/top.html></frameset><script>location='/a/'</script>",
        "<p>青石</p>",
    ],
)
def test_a_page_that_shows_something_is_none_of_scripts(html: str) -> None:
    assert script_page(html) is None
