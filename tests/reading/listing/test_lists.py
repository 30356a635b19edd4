"""Listing pages: the shapes of rows, one by one. Whole pages in all shapes of field facts §3.13 stand in
``fixtures/listings``, which ``test_fixtures.py`` reads. News and places are invented."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest

from govnews.errors import PageChanged, PageOverBound
from govnews.items import ListingEntry
from govnews.reading.bounds import MAX_TAGS
from govnews.reading.listing.entries import lists_teasers, read_fragment, read_listing
from govnews.reading.page.page import Page
from tests.places import FIXTURES

LISTINGS = FIXTURES / "listings"
HOME = "http://www.qinghe.example.gov.cn"
URL = f"{HOME}/xwzx/qhyw/"
TITLES = [
    "青禾区召开春季防汛抗旱工作部署会议",
    "柳湾镇开展人居环境集中整治行动",
    "东关街道社区食堂正式开门迎客",
    "区水利局完成年度河道清淤任务",
    "北岭镇蔬菜大棚迎来丰收",
    "沙河湿地公园迎来大批候鸟",
]
DAYS = ["2026-06-17", "2026-06-15", "2026-06-12", "2026-06-11", "2026-06-08", "2026-05-30"]
PATHS = [f"/{day[:4]}/{day[5:]}/{1067905 - 31 * i}.html" for i, day in enumerate(DAYS)]
ROWS = list(zip(PATHS, TITLES, DAYS, strict=True))


def page(body: str, url: str = URL) -> Page:
    return Page(
        url,
        "<html><head><title>青禾要闻</title></head><body>"
        '<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li><li><a href="/hd/">互动</a></li></ul>'
        f"{body}<p>主办：青禾区人民政府办公室</p></body></html>",
    )


def listed(body: str, url: str = URL) -> list[tuple[str, str, str | None]]:
    """What a page lists, as path, title and date."""
    return [
        (entry.url.removeprefix(HOME), entry.title, entry.date) for entry in read_listing(page(body, url))
    ]


def items(row: str) -> str:
    """A list whose rows are made by a format of ``path``, ``title``, ``date``."""
    return (
        "<ul>" + "".join(row.format(path=p, title=t, date=d, month_day=d[5:]) for p, t, d in ROWS) + "</ul>"
    )


@pytest.mark.parametrize(
    "row",
    [
        '<li><a href="{path}">{title}</a><span>{date}</span></li>',
        '<li><span>[{date}]</span><a href="{path}">{title}</a></li>',
        '<li><a href="{path}">{title}</a> {date}</li>',
        '<li><a href="{path}">{title}{date}</a></li>',
        '<li><a href="{path}">[{month_day}]{title}</a></li>',
        '<li><a href="{path}">{title}</a><i>{month_day}</i></li>',
        '<li><a href="{path}" title="{title}（{date}）">{title}</a><em>{date}</em></li>',
        '<a href="{path}"><li><p>{title}</p><i>{date}</i></li></a>',
        '<li><a href="{path}">{title}</a><span>{date}</span>',
        "<li><h3>{title}</h3><p>{date}</p><a href='{path}'>查看详情</a></li>",
        '<li><a href="{path}">{title}</a><span>{date}</span><a href="/f/1.pdf">PDF</a><a href="/f/2.doc">DOC</a></li>',
        '<li><a href="{path}"><div>{title}</div><div>发布时间：{date}　来源：青禾融媒</div></a></li>',
        "<li><a href=' {path}\n' title='近日，全区各级各部门深入一线，对各项工作作了全面了解和部署。'>{title}</a>{date}</li>",
        '<li><a href="{path}" title="点击查看详细的内容，欢迎您的阅读">{title}</a>{date}</li>',
        '<li>·<a href="{path}"><font color="red">{title}</font></a>&nbsp;({date})</li>',
        '<li><a href="{path}">{title}</a><span>发布日期：{date} 浏览：12次</span></li>',
        '<li><a href="{path}"><img src="a.jpg" alt="图"></a><h4><a href="{path}">{title}</a></h4>{date}</li>',
        "<li><table><tr><td>·</td><td><a href='{path}'>{title}</a></td><td>{date}</td></tr></table></li>",
        "<li><a href='javascript:;' onclick=\"window.open('{path}')\">{title}</a><span>{date}</span></li>",
        "<li><table><tr><td>[<a href='/xz/'>乡镇</a>]<a href='{path}'>{title}</a></td><td>{date}</td></tr></table></li>",
        '<li><a href="{path}">{title}</a><time datetime="{date}">3天前</time></li>',
        '<li><h3><a href="{path}">{title}</a></h3><p>近日，全区各级各部门深入一线，对各项工作作了全面的了解和部署。</p>'
        '<a href="/author/{date}">青禾日报</a><span>{date}</span></li>',
    ],
)
def test_every_shape_of_row(row: str) -> None:
    assert listed(items(row)) == ROWS


@pytest.mark.parametrize(
    ("shown", "attribute"),
    [
        ("{:.8}...", "{}"),
        ("{:.8}…", "{}"),
        ("{:.8}", "{}"),
        ("", "{}"),
        ("{}", ""),
        ("{}", "  "),
        ("{:.8}…", "<b>{}</b>"),
    ],
)
def test_a_title_is_the_fuller_one_of_text_and_attribute(shown: str, attribute: str) -> None:
    rows = "".join(
        f'<li><a href="{p}" title="{attribute.format(t)}">{shown.format(t)}</a><span>{d}</span></li>'
        for p, t, d in ROWS
    )
    assert listed(f"<ul>{rows}</ul>") == ROWS


def test_old_systems_write_a_record_into_the_title_attribute() -> None:
    row = '<li><a href="{path}" title="文章标题：{title}&#10;作    者：佚名&#10;更新时间：{date}">{title:.8}…</a>{date}</li>'
    assert listed(items(row)) == ROWS


def test_text_after_inline_elements_belongs_to_the_title() -> None:
    row = (
        '<li><a href="{path}"><b>关于</b>召开<span>第</span>三次会议的<i>通知</i></a><span>{date}</span></li>'
    )
    assert {title for _, title, _ in listed(items(row))} == {"关于召开第三次会议的通知"}


def test_badges_are_no_part_of_the_title() -> None:
    row = '<li><a href="{path}"><em>图文</em>{title}<i>NEW</i></a><span>{date}</span></li>'
    assert listed(items(row)) == ROWS
    row = '<li><a href="{path}"><font color="red">新</font>农村建设取得成效</a><span>{date}</span></li>'
    assert {title for _, title, _ in listed(items(row))} == {"新农村建设取得成效"}


def test_elements_of_a_link_are_title_source_and_date() -> None:
    assert (
        listed(items('<li><a href="{path}"><span>{title}</span><i>青禾融媒</i><em>{date}</em></a></li>'))
        == ROWS
    )


def test_a_label_beside_an_undated_title() -> None:
    row = '<li><a href="/xz/">[乡镇]</a><a href="{path}">{title}</a></li>'
    assert [title for _, title, _ in listed(items(row))] == TITLES


@pytest.mark.parametrize(
    ("heading", "row"),
    [("2026年6月", "{}日"), ("2026年", "06-{}"), ("2026-06", "{}")],
)
def test_a_heading_tells_year_and_month_of_its_rows(heading: str, row: str) -> None:
    rows = "".join(
        f'<li><b>{row.format(day[-2:])}</b><a href="/xw/{i}0.html">{title}</a></li>'
        for i, (_, title, day) in enumerate(ROWS[:5])
    )
    assert [date for *_, date in listed(f"<h3>{heading}</h3><ul>{rows}</ul>")] == DAYS[:5]


def test_a_day_before_its_rows_is_the_date_of_each() -> None:
    rows = [f'<li><a href="/xw/{i}0.html">{title}</a></li>' for i, title in enumerate(TITLES)]
    first, second = "".join(rows[:3]), "".join(rows[3:])
    days = ["2026-06-17"] * 3 + ["2026-06-16"] * 3
    lists = f"<h4>2026-06-17</h4><ul>{first}</ul><h4>2026-06-16</h4><ul>{second}</ul>"
    assert [date for *_, date in listed(f"<div>{lists}</div>")] == days
    one = f"<ul><li>2026-06-17</li>{first}<li>2026-06-16</li>{second}</ul>"
    assert [date for *_, date in listed(one)] == days


def test_a_year_is_that_of_the_row_closest_to_it() -> None:
    rows = "".join(
        f'<li><a href="{path if i == 2 else f"http://app.example.cn/s/{i}0"}">{title}</a><span>{day[5:]}</span></li>'
        for i, (path, title, day) in enumerate(ROWS)
    )
    assert [date for *_, date in listed(f"<ul>{rows}</ul>")] == DAYS


def test_two_digits_of_a_year_stand_first() -> None:
    rows = "".join(f'<li><a href="/xw/{i}0.html">{t}</a>{d[2:]}</li>' for i, (_, t, d) in enumerate(ROWS))
    assert [date for *_, date in listed(f"<ul>{rows}</ul>")] == DAYS


def test_the_day_that_a_title_ends_with_may_be_another_one_than_the_rows() -> None:
    row = '<li><a href="{path}">空气质量日报（2026年5月1日）</a><span>{date}</span></li>'
    assert [(title, date) for _, title, date in listed(items(row))] == [
        ("空气质量日报（2026年5月1日）", day) for day in DAYS
    ]


def test_a_side_list_longer_than_the_columns_last_page() -> None:
    side = items('<li><a href="{path}">{title}</a><em>{date}</em></li>')
    rows = "".join(f'<li><a href="{i}.html">{TITLES[i]}</a><span>{DAYS[i]}</span></li>' for i in range(2))
    pager = "<p><a href='index_7.html'>上一页</a> 下一页</p>"
    for build in ("main", "side"):
        body = f"<div class='side'>{side}</div><div class='{build}'><ul>{rows}</ul>{pager}</div>"
        assert [path for path, *_ in listed(body)] == ["/xwzx/qhyw/0.html", "/xwzx/qhyw/1.html"]


@pytest.mark.parametrize(
    "split",
    [
        "<b>{day}</b><i>{year}-{month}</i>",
        "<span>{year}.{month}</span><em>{day}</em>",
        "<div class='d'><p>{day}日</p><p>{year}年{month}月</p></div>",
        "<div>{day}</div>\n<div>/ {year}年{month}月</div>",
    ],
)
def test_a_side_list_with_whole_dates_beside_split_ones(split: str) -> None:
    def written(date: str) -> str:
        year, month, day = date.split("-")
        return split.format(year=year, month=month, day=day)

    main = "".join(
        f"<div class='item'><h3><a href='/p/{73000 + i}.html'>{t}</a></h3><p>今天的要闻：{t}。</p>{written(d)}</div>"
        for i, (_, t, d) in enumerate(ROWS)
    )
    side = "".join(
        f"<dd><a href='/zw/202306/t20230625_{i}.html'>{t}热点</a><em>{d}</em></dd>"
        for i, (_, t, d) in enumerate(ROWS)
    )
    pager = "<p><a class='cur'>1</a> <a href='2.html'>2</a> <a href='2.html'>&gt;</a></p>"
    body = f"<div>{main}{pager}</div><dl>{side}</dl>"
    assert [title for _, title, _ in listed(body)] == TITLES
    assert [date and date[-5:] for _, _, date in listed(body)] == [date[-5:] for date in DAYS]


def test_the_pager_stands_below_its_list() -> None:
    box = '<div class="{}"><ul>{}</ul>{}</div>'
    row = '<li><a href="/a/{}.html">{}</a><span>{}</span></li>'
    main = "".join(row.format(1000 + i, t, d) for i, (_, t, d) in enumerate(ROWS))
    side = "".join(row.format(2000 + i, f"{t}热点", d) for i, (_, t, d) in enumerate(ROWS))
    pager = "<p><a href='index_1.html'>2</a> <a href='index_1.html'>下一页</a></p>"
    body = box.format("left", main, pager) + box.format("right", side, "")
    assert [title for _, title, _ in listed(body)] == TITLES


def test_addresses_without_an_articles_shape_are_read_where_nothing_better_is() -> None:
    rows = "".join(
        f'<li><a href="/news/{"abcdef"[i]}story">{title}</a></li>' for i, title in enumerate(TITLES)
    )
    assert [title for _, title, _ in listed(f"<ul>{rows}</ul>")] == TITLES


def test_a_side_list_of_the_same_build_in_another_directory() -> None:
    row = '<li><a href="{}/202606/t{}_{}.html">{}</a><span>{}</span></li>'
    main = "".join(row.format(".", d.replace("-", ""), i, t, d) for i, (_, t, d) in enumerate(ROWS))
    side = "".join(
        row.format("/zwgk/zcwj", d.replace("-", ""), 9 + i, t, d) for i, (_, t, d) in enumerate(ROWS[:4])
    )
    box = '<div class="box"><ul class="list">{}</ul></div>'
    body = f"{box.format(side)}<p></p>{box.format(main)}<a href='index_1.html'>下一页</a>"
    assert [title for _, title, _ in listed(body)] == TITLES
    assert all(path.startswith("/xwzx/qhyw/") for path, _, _ in listed(body))


def test_the_date_of_publishing_is_the_one_that_falls() -> None:
    written = ["2026-03-01", "2026-06-01", "2026-01-11", "2026-05-20", "2026-02-02", "2026-04-04"]
    rows = "".join(
        f'<tr><td><a href="{p}">{t}</a></td><td>{w}</td><td>{d}</td></tr>'
        for (p, t, d), w in zip(ROWS, written, strict=True)
    )
    assert listed(f"<table><tr><th>名称</th><th>成文日期</th><th>发布日期</th></tr>{rows}</table>") == ROWS


def test_a_date_inside_a_title_is_no_date_of_the_row() -> None:
    row = '<li><a href="{path}">关于2023年3月24日停水的通知（2023年）</a></li>'
    assert {(title, date) for _, title, date in listed(items(row))} == {
        ("关于2023年3月24日停水的通知（2023年）", None)
    }


def test_an_impossible_date_is_kept_as_written() -> None:
    entries = read_listing(page(items('<li><a href="{path}">{title}</a><span>2026-02-31</span></li>')))
    assert {(entry.date, entry.date_raw) for entry in entries} == {(None, "2026-02-31")}


def test_no_date_lies_after_the_fetching() -> None:
    now = datetime(2026, 6, 13, tzinfo=UTC)
    entries = read_listing(page(items('<li><a href="{path}">{title}</a><span>{date}</span></li>')), now=now)
    assert [entry.date for entry in entries] == [None, None, *DAYS[2:]]


def test_rows_with_the_link_under_other_tags_are_rows() -> None:
    rows = "".join(
        f'<li>{"<b>" * (i == 2)}<a href="{p}">{t}</a>{"</b>" * (i == 2)}<span>{d}</span></li>'
        for i, (p, t, d) in enumerate(ROWS)
    )
    assert listed(f"<ul>{rows}</ul>") == ROWS


def test_rows_cut_into_groups_are_one_list() -> None:
    cells = [f'<td><a href="{p}">{t}</a>[{d}]</td>' for p, t, d in ROWS[:5]]
    table = "".join(f"<tr>{''.join(cells[i : i + 2])}</tr>" for i in range(0, 5, 2))
    assert listed(f"<table>{table}</table>") == ROWS[:5]
    groups = "".join(items('<li><a href="{path}">{title}</a><span>{date}</span></li>') for _ in range(2))
    assert listed(f"<div>{groups}</div>") == ROWS


def test_schemes_that_are_no_pages_are_no_rows() -> None:
    hrefs = [
        "javascript:;",
        "mailto:qh@example.gov.cn",
        "file:///C:/1.html",
        "tel:110",
        "#",
        "",
        "data:text/html,1",
    ]
    rows = "".join(
        f'<li><a href="{href}">全区优化营商环境工作推进会召开</a><span>2026-06-18</span></li>'
        for href in hrefs
    )
    body = items('<li><a href="{path}">{title}</a><span>{date}</span></li>').replace("<ul>", f"<ul>{rows}")
    assert listed(body) == ROWS
    assert [row.title for row in read_listing(page(body)).dead] == ["全区优化营商环境工作推进会召开"]


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href='javascript:view(12)'>{title}</a><span>{date}</span></li>",
        "<li><a href='#' onclick='show(\"12\")'>{title}</a><span>{date}</span></li>",
        "<li><i>·</i><a onclick=\"$('#m').load(12)\" title='{title}'>{title}</a><span>{date}</span></li>",
        "<li><a href='http://[qinghe/1067874.html'>{title}</a><span>{date}</span></li>",
        "<li><a href='/1067874.html?" + "k" * 9000 + "'>{title}</a><span>{date}</span></li>",
    ],
)
def test_a_row_that_leads_nowhere_is_told_apart(row: str) -> None:
    body = items('<li><a href="{path}">{title}</a><span>{date}</span></li>')
    one = '<li><a href="{}">{}</a><span>{}</span></li>'.format(*ROWS[1])
    listing = read_listing(page(body.replace(one, row.format(title=TITLES[1], date=DAYS[1]))))
    assert [entry.title for entry in listing] == [TITLES[0], *TITLES[2:]]
    assert [(entry.title, entry.date, entry.has_address) for entry in listing.dead] == [
        (TITLES[1], DAYS[1], False)
    ]
    assert listing.rows == len(ROWS)


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href='javascript:;'>更多</a><span>2026-06-18</span></li>",
        "<li><a href='javascript:sort()'>按时间排列全部的消息</a></li>",
        "<li>没有链接的一行通知文字<span>2026-06-18</span></li>",
    ],
)
def test_buttons_and_rows_of_text_are_no_rows_that_lead_nowhere(row: str) -> None:
    body = items('<li><a href="{path}">{title}</a><span>{date}</span></li>')
    assert read_listing(page(body.replace("<ul>", "<ul>" + row))).dead == []


def test_relative_addresses_start_from_the_base_element() -> None:
    body = '<base href="/other/">' + items('<li><a href=".{path}">{title}</a>{date}</li>')
    assert [path for path, _, _ in listed(body)] == [f"/other{path}" for path in PATHS]


def test_side_lists_and_pagers_are_no_entries() -> None:
    side = "".join(
        f'<li><a href="/2026/01-{i + 10}/{900000 + i}.html">热点新闻排行第{i}条的标题</a></li>'
        for i in range(9)
    )
    number = "<li><a href='index_{0}.html'>{1}</a></li>"
    pager = "".join(number.format(*each) for each in ((1, "1"), (2, "下一页"), (9, "尾页")))
    body = items('<li><a href="{path}">{title}</a>{date}</li>')
    assert listed(f'<div class="l"><ol>{side}</ol></div>{body}<ul>{pager}</ul>') == ROWS


def test_a_pager_inside_the_list_is_no_entry() -> None:
    pager = "<li><a href='index_1.html'>2</a> <a href='index_1.html'>下一页</a> 共36页</li>"
    body = items('<li><a href="{path}">{title}</a><span>{date}</span></li>').replace("</ul>", f"{pager}</ul>")
    assert listed(body) == ROWS


def test_the_list_printed_twice_is_listed_once() -> None:
    body = items('<li><a href="{path}">{title}</a><span>{date}</span></li>')
    assert listed(f'<div class="pc">{body}</div><div class="wap" style="display:none">{body}</div>') == ROWS


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<p>暂无信息</p>",
        '<ul><li><a href="/xwzx/">新闻中心</a></li><li><a href="/hdjl/">互动交流</a></li></ul>',
        '<ul><li><a href="javascript:open(1)">全区优化营商环境工作推进会召开</a><span>2026-06-18</span></li></ul>',
        "<p>暂无信息</p><p><a href='http://beian.example.cn/'>豫ICP备12003456号-1</a>"
        "<a href='/about/2020/0101/1.html'>网站使用声明及隐私保护</a></p>",
        "<ul><li><a href='{{item.url}}'>{{item.title}}</a><span>{{item.date}}</span></li></ul>",
    ],
)
def test_a_page_that_lists_nothing_has_changed(body: str) -> None:
    with pytest.raises(PageChanged, match="list entries"):
        read_listing(page(body))


def test_fragments_of_every_kind() -> None:
    one = read_fragment(
        '<li><a href="./t20260617_1.html">青禾区图书馆新馆开放</a><span>2026-06-17</span></li>', URL
    )
    assert one == [ListingEntry(f"{URL}t20260617_1.html", "青禾区图书馆新馆开放", "2026-06-17", "2026-06-17")]
    for row in (
        '<li><a href="{path}" title="{title}">{title:.5}…</a><span>{date}</span></li>',
        '<tr><td><a href="{path}">{title}</a></td><td>{date}</td></tr>',
        '<table><tr><td><a href="{path}">{title}</a></td><td>[{date}]</td></tr></table>',
        '<div><a href="{path}">{title}</a><b>{date}</b></div>',
    ):
        rows = "".join(row.format(path=p, title=t, date=d) for p, t, d in ROWS)
        found = read_fragment(rows, URL)
        assert [(entry.url, entry.title, entry.date) for entry in found] == [
            (HOME + p, t, d) for p, t, d in ROWS
        ]


def test_fragments_without_rows_are_empty() -> None:
    assert read_fragment("", URL) == []
    assert read_fragment("<div>暂无数据</div>", URL) == []
    assert read_fragment('<a href="index_2.html">下一页</a>', URL) == []


TEASER = "近日，全区各级各部门深入一线，对各项工作作了全面的了解和部署，要求压实责任、强化举措。"


def test_cards_with_teasers_are_a_list_and_an_article_beside_a_list_is_none() -> None:
    card = f'<li><h3><a href="{{path}}">{{title}}</a></h3><p>{TEASER}</p><span>{{date}}</span></li>'
    assert lists_teasers(page(items(card)))
    rows = items('<li><a href="{path}">{title}</a><span>{date}</span></li>')
    assert not lists_teasers(
        page(f"<h1>{TITLES[0]}</h1><p>2026-06-17 来源：青禾融媒</p><p>{TEASER}</p>{rows}")
    )


def test_a_long_list_below_a_headline_with_a_teaser() -> None:
    rows = items('<li><a href="{path}">{title}</a><span>{date}</span></li>')
    more = rows.replace(".html", "0.html").replace("<ul>", "").replace("</ul>", "")
    body = f"<h1>{TITLES[0]}</h1><p>{TEASER}</p>{rows.replace('</ul>', more + '</ul>')}"
    assert lists_teasers(page(body))
    assert not lists_teasers(page(body, f"{HOME}/2026/06-17/1067905.html"))


@pytest.mark.parametrize(
    "case", sorted((LISTINGS.parent / "articles").iterdir()), ids=lambda case: str(case.name)
)
def test_no_article_is_a_list_of_teasers(case: Path) -> None:
    meta = json.loads((case / "meta.json").read_text(encoding="utf-8"))
    received = Page.from_bytes((case / "page.html").read_bytes(), meta["url"])
    assert meta["reads"] != "article" or not lists_teasers(received)


@pytest.mark.long
@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<li><a href='/a/1{i}.html'>title {i}</a>2026-01-02</li>", id="one long list"),
        pytest.param("<div><a href='/a/1{i}.html'>title {i}</a>", id="nested without end"),
        pytest.param("<li><a href='/a/1.html'>the same</a>", id="one target"),
        pytest.param("<x{i}><a href='/a/1{i}.html'>title {i}</a>2026-01-02</x{i}>", id="a path for each"),
    ],
)
def test_hostile_pages_take_seconds(body: str) -> None:
    hostile = page("".join(body.replace("{i}", str(i)) for i in range(MAX_TAGS // 8)))
    assert len(hostile.root)
    start = process_time()
    with suppress(PageChanged):
        assert len(read_listing(hostile)) <= MAX_TAGS
    assert process_time() - start < 8


@pytest.mark.long
def test_a_page_is_read_whole_up_to_its_bound() -> None:
    count = MAX_TAGS // 4 - 20
    rows = "".join(f"<li><a href='/2026/06-17/{i}.html'>第{i}条新闻标题</a></li>" for i in range(count))
    assert len(read_listing(page(f"<ul>{rows}</ul>"))) == count
    with pytest.raises(PageOverBound):
        read_listing(page(f"<ul>{rows}{rows[:1000]}</ul>"))


@pytest.mark.parametrize(
    "body",
    [
        '<a href="{path}">{title}</a> {date}',
        "<html><body><p><a href='{path}'>{title}</a><em>{date}</em></p></body></html>",
        "<table><tr><td><table><tr><td><a href='{path}'>{title}</a></td><td>{date}</td></tr></table></td></tr></table>",
    ],
)
def test_a_page_whose_only_link_is_one_dated_entry(body: str) -> None:
    path, title, date = ROWS[0]
    (entry,) = read_listing(Page(URL, body.format(path=path, title=title, date=date)))
    assert (entry.url, entry.title, entry.date) == (HOME + path, title, date)


# --- rows of other kinds ---

DATED = (
    (19, "全县第一次春耕工作会议召开"),
    (18, "全县第二次春耕工作会议召开"),
    (17, "全县第三次春耕工作会议召开"),
)
FOLDER = "http://www.yunxi.example.gov.cn/xw/"


def entries_of(body: str, encoding: str = "utf-8") -> list[tuple[str, str]]:
    """Title and address of the entries of a page in ``encoding``."""
    html = f'<html><head><meta charset="{encoding}"></head><body>{body}</body></html>'
    listing = read_listing(Page.from_bytes(html.encode(encoding), FOLDER))
    return [(entry.title, entry.url.removeprefix(FOLDER)) for entry in listing]


@pytest.mark.parametrize(
    "row",
    [
        "<li onclick=\"location.href='/xw/202403/t202403{0}_1.html'\"><p>{1}</p><span>2024-03-{0}</span></li>",
        "<div onclick=\"window.open('202403/t202403{0}_1.html')\"><h4>{1}</h4><i>2024-03-{0}</i></div>",
        "<li><a href='\\xw\\202403\\t202403{0}_1.html'>{1}</a><i>2024-03-{0}</i></li>",
    ],
)
def test_rows_that_a_click_opens_and_addresses_with_backslashes(row: str) -> None:
    body = "".join(row.format(*each) for each in DATED)
    assert entries_of(f"<div>{body}</div>") == [
        (title, f"202403/t202403{day}_1.html") for day, title in DATED
    ]


def test_a_list_of_short_headlines() -> None:
    body = "".join(
        f"<li><a href='202403/t202403{day}_1.html'>{title}</a><i>2024-03-{day}</i></li>"
        for day, title in ((19, "讣告"), (18, "公告"), (17, "任免"))
    )
    assert [title for title, _ in entries_of(f"<ul>{body}</ul>")] == ["讣告", "公告", "任免"]


@pytest.mark.parametrize(
    "pinned",
    [
        "<table><tr><td><a href='202301/t20230101_9.html'>置顶：柳湾镇公开信箱开通</a></td><td>2023-01-01</td></tr></table>",
        "<div>[置顶]<a href='202301/t20230101_9.html'>柳湾镇公开信箱开通</a><em>2023-01-01</em></div>",
    ],
)
def test_a_pinned_row_that_stands_apart(pinned: str) -> None:
    body = "".join(
        f"<li><a href='202403/t202403{day}_1.html'>{title}</a><i>2024-03-{day}</i></li>"
        for day, title in DATED
    )
    found = entries_of(f"<div>{pinned}<ul>{body}</ul></div>")
    assert found[0] == ("柳湾镇公开信箱开通", "202301/t20230101_9.html")
    assert len(found) == 4


def test_a_query_has_the_bytes_of_its_page() -> None:
    body = "".join(
        f"<li><a href='show.asp?id={day}&lm=要闻'>{title}</a><i>2024-03-{day}</i></li>"
        for day, title in DATED
    )
    assert entries_of(f"<ul>{body}</ul>", "gb18030")[0][1] == "show.asp?id=19&lm=%D2%AA%CE%C5"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["26-06-17", "26-06-15", "25-12-30"], ["2026-06-17", "2026-06-15", "2025-12-30"]),
        (["26年6月17日", "26年6月15日", "25年12月30日"], ["2026-06-17", "2026-06-15", "2025-12-30"]),
        # the number that stays is the year: in which order are the others?
        (["05-12-23", "01-12-23", "28-11-23"], [None, None, None]),
        (["12-25-23", "12-21-23", "11-28-23"], [None, None, None]),
    ],
)
def test_short_years_are_read_by_their_column(written: list[str], read: list[str | None]) -> None:
    items = "".join(
        f"<li><a href='/xw/{10 + number}.html'>{title}</a><span>{day}</span></li>"
        for number, (title, day) in enumerate(zip(TITLES, written, strict=False))
    )
    assert [entry.date for entry in read_listing(page(f"<ul>{items}</ul>"))] == read


BOX = [
    ("/rd/2.html", "全市中小学秋季学期开学时间公布"),
    ("/rd/5.html", "高温津贴发放标准出台"),
    ("/rd/9.html", "这些路段即将封闭施工"),
]

MANY = "".join(f"<li><a href='/rd/{n}1.html'>东关街道举行第{n}场宣讲活动</a></li>" for n in range(10))


def box(heading: str, row: str = "<li><a href='{path}'>{title}</a></li>") -> str:
    """A side box of the page, with its heading and its three rows."""
    return f"<div>{heading}<ul>{''.join(row.format(path=p, title=t) for p, t in BOX)}</ul></div>"


@pytest.mark.parametrize(
    "heading",
    [
        "<h3>热点排行</h3>",
        "<h4>热点<em>排行</em></h4>",
        "<div class='tt'><span>热门文章</span></div>",
        "<p><b>推荐阅读</b></p>",
        "<strong>猜你喜欢</strong>",
    ],
)
@pytest.mark.parametrize(
    "row",
    [
        "<li><a href='{path}'>{title}</a><span>2026-06-17</span></li>",
        "<dd><i>2026/06/17</i><a href='{path}'>{title}</a></dd>",
        "<li><a href='{path}'><img src='{title}.jpg'><p>{title}</p></a></li>",
        "<div><a href='{path}'><img src='1.jpg'></a><a href='{path}'>{title}</a></div>",
    ],
)
def test_a_list_of_short_titles_goes_before_a_side_box(heading, row):
    short = [("3.html", "茶山云海"), ("2.html", "春耕图"), ("1.html", "老街")]
    own = "".join(row.format(path=path, title=title) for path, title in short)
    for body in (f"<div>{own}</div>{box(heading)}", f"{box(heading)}<section>{own}</section>"):
        assert [title for _, title, _ in listed(body)] == [title for _, title in short]


def test_an_own_list_of_short_titles_goes_before_undated_rows_that_lead_elsewhere():
    own = "".join(f"<p><a href='2026/{n}.html'>茶山{n}号</a><em>2026-06-1{n}</em></p>" for n in range(4))
    assert len(listed(f"{box('')}<div>{own}</div>")) == 4


@pytest.mark.parametrize("date", ["", "<span>2026-06-17</span>"])
def test_an_undated_list_goes_before_a_side_box_with_dates(date):
    own = "".join(f"<li><a href='{n}.html'>{title}</a></li>" for n, title in enumerate(TITLES))
    row = "<li><a href='{path}'>{title}</a>" + date + "</li>"
    body = f"<ul>{own}</ul>" + box("<h3>点击排行</h3>", row)
    assert [title for _, title, _ in listed(body)] == TITLES


@pytest.mark.parametrize("drawn", ["<ul id='list'></ul><script>load()</script>", "<div id='app'></div>"])
@pytest.mark.parametrize("heading", ["<h3>热点排行</h3>", "<div>本周热门</div>", "<dt>相关阅读</dt>"])
@pytest.mark.parametrize("date", ["", " 2026-06-17"])
def test_a_side_box_is_not_passed_off_as_the_list_that_a_script_draws(drawn, heading, date):
    row = "<li><a href='{path}'>{title}</a>" + date + "</li>"
    with pytest.raises(PageChanged):
        listed(drawn + box(heading, row))


@pytest.mark.parametrize(
    "body",
    [
        "<div>当前位置：<a href='/'>首页</a> > <a href='./'>热点新闻</a></div>" + box("<h3>热点新闻</h3>"),
        box("<h3>热点新闻</h3>") + "<div><a href='index_1.html'>下一页</a></div>",
        box("<h3>热点新闻 <a href='/rd/'>更多</a></h3>"),
        box("<h3><a href='/rd/'>热点新闻</a></h3>"),
        box("<h3>最近发布</h3>"),
        box("<h3>热点新闻</h3>").replace("/rd/", "/xwzx/qhyw/"),
        box("<h3>热点新闻</h3>").replace("<ul>", "<ul>" + MANY),
    ],
    ids=["breadcrumb", "pager", "more", "linked", "other words", "own directory", "long"],
)
def test_what_is_called_like_a_side_box_may_be_the_list(body):
    assert len(listed(body)) >= 3


def test_a_column_that_is_called_like_a_side_box_lists_its_rows():
    body = f"<html><head><title>热点新闻-青禾区人民政府</title></head><body>{box('<h2>热点新闻</h2>')}</body></html>"
    assert len(read_listing(Page(URL, body))) == 3


@pytest.mark.parametrize(
    ("title", "days"),
    [
        ("青禾新闻{}", ["2024年3月11日", "2024年3月10日", "2024年3月9日", "2024年3月8日"]),
        ("《青禾播报》（{}）", ["2024-03-11", "2024-03-10", "2024-03-09", "2024-03-08"]),
        ("{}一周要闻回顾", ["2024年3月11日", "2024年3月4日", "2024年2月26日", "2024年2月19日"]),
        ("今晚七点半{}", ["3月11日", "3月10日", "3月9日", "3月8日"]),
    ],
)
@pytest.mark.parametrize("date", ["", "<i>2024-03-12</i>"])
def test_a_date_stays_in_titles_that_it_alone_tells_apart(title, days, date):
    rows = "".join(f"<li><a href='{n}.html'>{title.format(day)}</a>{date}</li>" for n, day in enumerate(days))
    found = listed(f"<ul>{rows}</ul>")
    assert [row[1] for row in found] == [title.format(day) for day in days]
    assert {row[2] for row in found} == {"2024-03-12" if date else None}


@pytest.mark.parametrize(
    ("table", "head", "row", "cell"),
    [
        ("<table>{}</table>", "<tr>{}</tr>", "<tr>{}</tr>", "<td>{}</td>"),
        ("<table><thead>{}</tbody></table>", "<tr>{}</tr></thead><tbody>", "<tr>{}</tr>", "<td>{}</td>"),
        ("<div>{}</div>", "<ul>{}</ul>", "<ul>{}</ul>", "<li>{}</li>"),
        ("<div>{}</ul></div>", "<div>{}</div><ul>", "<li>{}</li>", "<span>{}</span>"),
    ],
)
@pytest.mark.parametrize(
    "heads", [("成文日期", "发布日期"), ("公开时间", "印发时间"), ("生成日期", "公布 日期")]
)
def test_of_two_columns_of_dates_the_one_counts_that_is_headed_so(table, head, row, cell, heads):
    days = [("2025-02-13", "2025-02-14"), ("2025-01-16", "2025-01-20"), ("2025-01-03", "2025-01-06")]

    def line(form: str, *cells: str) -> str:
        return form.format("".join(cell.format(each) for each in cells))

    lines = [line(head, "序号", "标题", "文号", *heads)]
    for n, each in enumerate(days):
        link = f"<a href='2025/{n}9.html'>关于印发第{n}号青禾区实施方案的通知</a>"
        lines.append(line(row, str(n), link, f"青政发〔2025〕{n}号", *each))
    place = 0 if heads[0] == "公开时间" else 1
    assert [date for _, _, date in listed(table.format("".join(lines)))] == [each[place] for each in days]


@pytest.mark.parametrize(
    "body",
    [
        f"<div>{'热' * 300_000}</div>"
        + "<p><a href='/a/1.html'><img></a><a href='/a/2.html'><img></a></p>" * 3000,
        "<h3>热点排行</h3>" + f"<div>{box('')}</div>" * 3000,
    ],
    ids=["a long text", "many boxes"],
)
def test_side_boxes_are_looked_for_in_linear_time(body):
    start = process_time()
    with suppress(PageChanged):
        listed(body)
    assert process_time() - start < 5


PAGERS = (
    "<div><a href='index.html'>首页</a> <a href='index_4.html'>上一页</a> <b>5</b> <a href='index_5.html'>尾页</a></div>",
    "<p>共41条 <a href='index_4.html'>上一页</a> 下一页</p>",
    "<table><tr><td><a href='index_3.html'>4</a></td><td>5</td><td>尾页</td></tr></table>",
)
LAST = f"{URL}index_5.html"


def left_alone(row: str, pager: str, *, between: str = "") -> str:
    one = row.format(PATHS[0], TITLES[0])
    return f"<html><body><div><a href='/'>首页</a><a href='/xw/'>要闻</a></div>{one}{between}{pager}</body></html>"


@pytest.mark.parametrize("pager", PAGERS)
@pytest.mark.parametrize(
    "row",
    [
        "<ul><li><a href='{}'>{}</a></li></ul>",
        "<table><tr><td>·<a href='{}'>{}</a></td></tr></table>",
        "<div class='item'><h4><a href='{}'>{}</a></h4></div>",
    ],
)
def test_one_undated_row_that_is_left_for_the_last_page_is_read(row: str, pager: str) -> None:
    listing = read_listing(Page(LAST, left_alone(row, pager)))
    assert [entry.title for entry in listing] == [TITLES[0]]


@pytest.mark.parametrize(
    ("url", "between"), [(URL, ""), (LAST, "".join(f"<p>办事指南第{n}条</p>" for n in range(30)))]
)
def test_a_lone_link_of_a_first_page_or_away_from_the_pager_is_no_list(url: str, between: str) -> None:
    html = left_alone("<ul><li><a href='{}'>{}</a></li></ul>", PAGERS[1], between=between)
    with pytest.raises(PageChanged):
        read_listing(Page(url, html))
