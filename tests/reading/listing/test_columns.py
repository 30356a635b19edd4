"""Columns of a home page: which are news, under which evidence, and which only when asked for."""

from __future__ import annotations

from time import process_time

import pytest

from govnews.reading.listing.columns import find_columns
from govnews.reading.page.page import Page

HOME = "http://www.qinghe.example.gov.cn/"

MENU = """
<ul class="nav">
  <li><a href="/">首页</a></li>
  <li><a href="/xwzx/">新闻中心</a>
    <ul><li><a href="/xwzx/qhyw/">青禾要闻</a></li><li><a href="/xwzx/bmdt/index.html">部门动态</a></li>
        <li><a href="/xwzx/tpxw/">图片新闻</a></li><li><a href="/xwzx/tzgg/">通知公告</a></li></ul></li>
  <li><a href="/zwgk/">政务公开</a><ul><li><a href="/zwgk/ldhd/">领导活动</a></li><li><a href="/zwgk/zcwj/">政策文件</a></li>
        <li><a href="/zwgk/xwfbh/">新闻发布会</a></li></ul></li>
  <li><a href="/ldzc/">领导之窗</a></li><li><a href="/wsbs/">办事服务</a></li><li><a href="/rczp/">人才招聘</a></li>
  <li><a href="/ztzl/">专题专栏</a></li>
</ul>"""


def page(body: str, url: str = HOME, head: str = "") -> Page:
    return Page(url, f"<html><head><title>青禾区人民政府</title>{head}</head><body>{body}</body></html>")


def found(body: str, *wanted: str, url: str = HOME) -> dict[str, str]:
    """Name and path of the columns, in order."""
    columns = find_columns(page(body, url), wanted=wanted or None)
    return {column.name: column.url.removeprefix(HOME[:-1]) for column in columns}


def test_news_of_a_menu_the_best_first_and_without_their_parent() -> None:
    assert list(found(MENU).items()) == [
        ("青禾要闻", "/xwzx/qhyw/"),
        ("部门动态", "/xwzx/bmdt/index.html"),
        ("图片新闻", "/xwzx/tpxw/"),
    ]


def test_a_parent_is_left_out_by_the_menu_though_its_address_is_elsewhere() -> None:
    menu = '<li><a href="/channels/9.html">新闻中心</a><ul><li><a href="/channels/12.html">青禾要闻</a></li></ul></li>'
    assert found(f"<ul>{menu}</ul>") == {"青禾要闻": "/channels/12.html"}


def test_a_parent_stays_where_its_children_are_no_news_or_pictures() -> None:
    menu = (
        '<li><a href="/xwzx/">新闻中心</a><ul><li><a href="/xwzx/tzgg/">通知公告</a></li>'
        '<li><a href="/xwzx/sp/">视频新闻</a></li></ul></li>'
    )
    assert found(f"<ul>{menu}</ul>") == {"新闻中心": "/xwzx/", "视频新闻": "/xwzx/sp/"}


def test_one_address_under_two_names_is_one_column() -> None:
    menu = '<a href="/xwzx/qhyw/">新闻中心</a><a href="/xwzx/qhyw/index.html">青禾要闻</a><a href="/xwzx/qhyw/">要闻</a>'
    assert found(menu) == {"青禾要闻": "/xwzx/qhyw/index.html"}


@pytest.mark.parametrize(
    "box",
    [
        '<h2>乡镇动态</h2><a href="xzdt/">更多</a><ul>{}</ul>',
        '<div class="tit"><span>乡镇动态</span><a href="xzdt/">更多&gt;&gt;</a></div><ul>{}</ul>',
        '<h2>乡镇动态<i>TOWNS</i></h2><a href="xzdt/">查看更多</a><ul>{}</ul>',
        '<ul>{}</ul><p>乡镇动态</p><div><a href="xzdt/">MORE+</a></div>',
        '<h3><a href="xzdt/">乡镇动态</a></h3><a href="xzdt/">更多</a><ul>{}</ul>',
        '<h3><a href="javascript:;">乡镇动态</a></h3><a href="xzdt/" title="更多"><img src="more.png"></a><ul>{}</ul>',
        '<span data-url="/xzdt/">乡镇动态</span><ul>{}</ul>',
        "<li onclick=\"window.open('/xzdt/')\">乡镇动态</li><ul>{}</ul>",
        '<td onmouseover="show(1)" onclick="location.href=\'/xzdt/\'">乡镇动态</td>{}',
        '<a href="/xzdt/" title="乡镇动态"><img src="xzdt.png"></a>{}',
        '<a href="/xzdt/"><img src="xzdt.png" alt="乡镇动态"></a>{}',
        '<a href="/xzdt/"> 乡镇\n 动态 &gt;&gt;</a>{}',
        '<map><area href="/xzdt/" alt="乡镇动态" title="乡镇动态"></map>{}',
    ],
)
def test_a_column_however_its_block_names_it(box: str) -> None:
    article = '<li><a href="/2026/06-17/1067905.html">柳湾镇开展新闻宣传动态培训</a><span>06-17</span></li>'
    assert found(f'<div class="box">{box.format(article)}</div>') == {"乡镇动态": "/xzdt/"}


def test_each_tab_has_the_more_link_at_its_place() -> None:
    tabs = '<ul><li onmouseover="tab(1)">青禾要闻</li><li onmouseover="tab(2)">部门动态</li></ul>'
    mores = '<a href="/yw/">更多</a><a href="/bm/" style="display:none">更多</a>'
    assert found(f"<div>{tabs}{mores}</div>") == {"青禾要闻": "/yw/", "部门动态": "/bm/"}


def test_a_more_link_drawn_on_a_picture_has_the_heading_of_its_block() -> None:
    box = '<h2>乡镇动态</h2><map><area href="/xzdt/" alt="更多" title="更多"></map><a href="/xzdt/">更多</a>'
    assert found(f"<div>{box}</div>") == {"乡镇动态": "/xzdt/"}


def test_a_more_link_does_not_take_the_heading_of_another_block() -> None:
    boxes = (
        '<div><h2>青禾要闻</h2></div><div><h2><a href="/gg/">公示公告</a></h2><a href="/gg/">更多</a></div>'
    )
    assert found(f"<div>{boxes}</div>") == {}


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/2026/06-17/1067905.html">今日要闻</a>',
        '<a href="http://www.other.example.gov.cn/yw/">今日要闻</a>',
        '<a href="http://xw.qinghe.example.gov.cn/yw/">今日要闻</a>',
        '<a href="javascript:;">今日要闻</a>',
        '<a href="mailto:yw@example.gov.cn">今日要闻</a>',
        '<a href="/">今日要闻</a>',
        '<a href="/index.html">今日要闻</a>',
        '<a href="#yw">今日要闻</a>',
        '<a href="/f/要闻.pdf">今日要闻</a>',
        '<a href="/yw/">关于进一步做好新闻宣传和动态信息报送工作</a>',
        '<a href="/yw/">news</a>',
    ],
)
def test_what_is_no_column(link: str) -> None:
    assert found(link) == {}


def test_scheme_and_www_do_not_make_another_host() -> None:
    assert found('<a href="https://qinghe.example.gov.cn/yw/">今日要闻</a>') == {
        "今日要闻": "https://qinghe.example.gov.cn/yw/"
    }


@pytest.mark.parametrize(
    "href",
    [
        "/ywdt/",
        "/xw/index_1.html",
        "xwdt.htm",
        "/col/col1621/index.html",
        "/channels/32564.html",
        "list.asp?id=3",
        "/html/1//2/150/156.html",
        "/c100/common_list.shtml",
        "/content/column/6792",
        "/xw?catid=5",
        "/zwdt",
    ],
)
def test_addresses_of_lists(href: str) -> None:
    assert list(found(f'<a href="{href}">政务动态</a>')) == ["政务动态"]


def test_asked_for_by_name_exactly_or_in_part() -> None:
    assert found(MENU, "领导之窗", "青禾要闻") == {"领导之窗": "/ldzc/", "青禾要闻": "/xwzx/qhyw/"}
    assert found(MENU, "公告") == {"通知公告": "/xwzx/tzgg/"}
    assert found(MENU, "新闻中心") == {"新闻中心": "/xwzx/"}
    assert list(found(MENU, "新闻")) == ["新闻中心", "图片新闻", "新闻发布会"]
    assert found(MENU, "不存在的栏目") == {}
    assert found(MENU, " 部门 动态 ") == {"部门动态": "/xwzx/bmdt/index.html"}


def test_a_list_page_names_itself_and_an_article_names_its_column() -> None:
    url = f"{HOME}xwzx/qhyw/"
    head = '<meta name="ColumnName" content="青禾要闻">'
    (column,) = find_columns(page("<p>暂无</p>", url, head))
    assert (column.name, column.url) == ("青禾要闻", url)
    assert "ColumnName" in column.why
    crumbs = '<div>当前位置：<a href="/">首页</a> &gt; <a href="/xwzx/qhyw/">青禾要闻</a></div>'
    (column,) = find_columns(
        page(crumbs, f"{HOME}2026/06-17/1.html", head + '<meta name="ArticleTitle" content="标题">')
    )
    assert (column.name, column.url, column.why) == ("青禾要闻", url, "breadcrumb 青禾要闻")


def test_a_page_without_columns_has_none() -> None:
    assert find_columns(page("")) == []
    assert find_columns(page('<a href="http://[broken/">今日要闻</a>')) == []


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/a/x{i}/">要闻{i}</a>',
        '<a href="/a/{i}/">更多</a>',
        '<ul><li><a href="/a/{i}/x/">动态{i}</a>',
    ],
)
def test_hostile_pages_take_seconds(link: str) -> None:
    hostile = page("".join(link.replace("{i}", str(i)) for i in range(15_000)))
    assert len(hostile.root)
    start = process_time()
    find_columns(hostile)
    assert process_time() - start < 8


@pytest.mark.parametrize(
    "more",
    [
        "<i onclick=\"window.open('/xwzx/bmdt/')\">更多</i>",
        "<button onclick=\"location.href='/xwzx/bmdt/'\">查看更多</button>",
        "<strong onclick=\"window.location.href='/xwzx/bmdt/'\">更多&gt;&gt;</strong>",
        "<img src='/images/more.gif' onclick=\"window.open('/xwzx/bmdt/')\">",
        "<em class='more' data-url='/xwzx/bmdt/'></em>",
        "<font onclick=\"window.open('/xwzx/bmdt/')\">MORE+</font>",
    ],
)
def test_a_more_that_is_no_link_leads_where_its_script_does(more: str) -> None:
    rows = "<ul><li><a href='/2026/06-17/1.html'>柳湾镇开展人居环境整治</a>06-17</li></ul>"
    assert found(f"<div><div class='t'><span>部门动态</span>{more}</div>{rows}</div>") == {
        "部门动态": "/xwzx/bmdt/"
    }


@pytest.mark.parametrize(
    ("menu", "item"),
    [
        ("<nav>{}</nav>", "<a href='/channel/{}'>{}</a>"),
        ("<ul class='ch'>{}</ul>", "<li><a href='/p/{}'>{}</a></li>"),
        ("<table><tr>{}</tr></table>", "<td><a href='{}.htm'><b>{}</b></a></td>"),
        ("<div>{}</div>", "<span><a href='/archives/category/{}'>{}</a></span>"),
    ],
)
@pytest.mark.parametrize(
    ("names", "columns"),
    [
        ("推荐 时政 民生 乡镇 文旅 专题 关于我们", "时政 民生 乡镇 文旅"),
        ("首页 要闻 本地 乡村 活动", "要闻 本地 乡村"),
        ("头条 社会 三农 读书", "头条 社会 三农"),
        ("要闻 民生 小店", "要闻"),  # one beat alone may be anything
        ("首页 民生 文旅 社会", ""),  # none of them is news by its name
        ("要闻 民生 文旅 政务公开", "要闻"),  # a government's menu
        ("走进青禾 新闻 乡镇 民生 办事服务", "新闻"),
        ("要闻 民生工程 乡镇导航 文旅服务", "要闻"),
    ],
)
def test_the_channels_of_a_news_site_are_news_beside_one_that_says_so(
    menu: str, item: str, names: str, columns: str
) -> None:
    body = menu.format("".join(item.format(f"c{n}", name) for n, name in enumerate(names.split())))
    assert set(found(body)) == set(columns.split())


def test_the_channels_of_another_menu_are_no_news() -> None:
    menu = "<ul><li><a href='/yw/'>要闻</a></li><li><a href='/tp/'>摄影</a></li></ul>"
    other = "<ol><li><a href='/ms/'>民生</a></li><li><a href='/xz/'>乡镇</a></li></ol>"
    assert "民生" not in found(menu + other)
