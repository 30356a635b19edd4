"""Articles of several pages: which links lead to the others, which pages are the article's, what they say together."""

from __future__ import annotations

import pytest

from govnews.errors import PageChanged, StandIn
from govnews.items import FURTHER, Article
from govnews.reading import Page, read_article
from govnews.reading.article.article import further_pages
from govnews.reading.article.further import FurtherPages, is_page_name
from govnews.reading.article.page_addresses import page_address
from govnews.reading.whole import read_part

TITLE = "青石镇清淤河道三十公里"
URL = "http://www.qingshi.example.com/xw/202401/5000.html"
TEXT = (
    "<p>1月5日，青石镇组织干部群众清理河道，把淤泥和杂物运到岸上，两天里清出了三公里。</p>"
    "<p>镇里的负责人表示，这项工作要在开春以前做完，各村分段包干，每周通报一次进度。</p>"
)
MORE = "<p>村民说，往年一到汛期水就漫到地里，今年河道清了，心里踏实多了，大家都愿意出力。</p>"


def page(
    text: str = TEXT,
    below: str = "",
    *,
    title: str | None = TITLE,
    url: str = URL,
    foot: str = "<p>主办：青石县人民政府办公室</p>",
) -> Page:
    heading = f"<h1>{title}</h1>" if title else ""
    return Page(
        url,
        f"<html><head><title>{title or ''}_青石县人民政府</title></head><body><div><a href='/'>首页</a></div>{heading}"
        f"<div>发布时间：2024-01-05 10:00 来源：青石融媒</div><div class=text>{text}</div>{below}<div>{foot}</div></body></html>",
    )


def named(one: Page) -> FurtherPages:
    return further_pages(one, one.url)


def urls(one: Page) -> list[str]:
    """What leads to further pages, from the directory on."""
    return [link.url.rpartition("/xw/202401/")[2] for link in named(one).links]


@pytest.mark.parametrize(
    ("pager", "expected"),
    [
        pytest.param(
            "<p>第1页 <a href='5000_2.html'>第2页</a> <a href='5000_3.html'>第3页</a></p>",
            ["5000_2.html", "5000_3.html"],
            id="named",
        ),
        pytest.param(
            "<div><span>1</span> <a href='5000_1.html'>2</a> <a href='5000_2.html'>3</a> <a href='5000_1.html'>下一页</a></div>",
            ["5000_1.html", "5000_2.html"],
            id="numbered-from-zero",
        ),
        pytest.param("<p>[1] <a href='5000.html?page=2'>[2]</a></p>", ["5000.html?page=2"], id="query"),
        pytest.param("<p><a href='5000/2.html'>下一页 &gt;&gt;</a></p>", ["5000/2.html"], id="next-alone"),
        pytest.param("<p><a href='5000-2.html'>余下全文</a></p>", ["5000-2.html"], id="the-rest"),
        pytest.param("<p><a href='5000_all.html'>阅读全文</a></p>", ["5000_all.html"], id="the-whole"),
        pytest.param("<p><a href='full/5000.html'>点击阅读全文</a></p>", ["full/5000.html"], id="elsewhere"),
        pytest.param(
            "<ul><li>第1页：动员</li><li><a href='5000_2.html'>第2页：进展</a></li>"
            "<li><a href='5000_3.html'>第3页：打算</a></li></ul>",
            ["5000_2.html", "5000_3.html"],
            id="titled",
        ),
        pytest.param(
            "<p><a href='7001.html'>第2页</a> <a href='7002.html'>第3页</a></p>",
            ["7001.html", "7002.html"],
            id="named-under-other-addresses",
        ),
        pytest.param(
            "<script>createPageHTML(3, 0, '5000', 'html');</script>", ["5000_1.html"], id="drawn-by-a-script"
        ),
        pytest.param(
            "<p><a href='#' onclick=\"location.href='5000_2.html'\">下一页</a></p>",
            ["5000_2.html"],
            id="clicked",
        ),
        pytest.param(
            "<p><a href='5000_2.html'><img src='/i/next.gif' alt='下一页'></a></p>",
            ["5000_2.html"],
            id="pictured",
        ),
        pytest.param(
            "<p>（责任编辑：小何）</p><div>分享到：微信</div><p><a href='5000_2.html'>2</a></p>",
            ["5000_2.html"],
            id="below-the-credits",
        ),
    ],
)
@pytest.mark.parametrize("inside", [True, False], ids=["in-the-text", "below-it"])
def test_a_pager_of_the_article_leads_to_its_further_pages(
    pager: str, expected: list[str], inside: bool
) -> None:
    one = page(TEXT + pager) if inside else page(TEXT, pager)
    assert urls(one) == expected
    article = read_article(one)
    assert [witness.raw for witness in article.evidence[FURTHER].witnesses] == [
        link.url for link in named(one).links
    ]
    said = [line for line in article.body.split("\n") if not is_page_name(line)]
    assert len(said) == 2, "the pager is no text"


@pytest.mark.parametrize(
    "below",
    [
        pytest.param("<p><a href='5001.html'>下一篇：青石镇召开推进会</a></p>", id="the-next-article"),
        pytest.param("<p><a href='5000_2.html'>下一篇</a></p>", id="the-next-article-whatever-its-address"),
        pytest.param("<p><a href='5001.html'>下一页</a></p>", id="the-next-article-called-a-page"),
        pytest.param("<p><a href='index_2.html'>2</a> <a href='index_2.html'>下一页</a></p>", id="of-a-list"),
        pytest.param(
            "<h3>相关阅读</h3><ul><li><a href='4001.html'>青石镇部署冬季防火工作</a></li></ul>"
            "<p><a href='5000.html?page=2'>2</a> <a href='5000.html?page=2'>下一页</a></p>",
            id="of-a-box-of-links",
        ),
        pytest.param(
            "<div>网友评论</div><p>好。</p><p><a href='5000.html?page=2'>下一页</a></p>", id="of-comments"
        ),
        pytest.param(
            "<p><a href='5000_2.jpg.html'>下一张</a> <a href='4990.html'>下一组</a></p>", id="of-a-gallery"
        ),
        pytest.param("<p><a href='javascript:show(2)'>2</a> <a href='#'>下一页</a></p>", id="of-a-script"),
        pytest.param("<p><a href='http://other.example.org/xw/202401/5000_2.html'>2</a></p>", id="elsewhere"),
        pytest.param("<p><a href='4711.html'>阅读全文</a></p>", id="the-whole-text-of-something-else"),
        pytest.param("<script>createPageHTML(1, 0, '5000', 'html');</script>", id="a-script-of-one-page"),
        pytest.param("<script>createPageHTML(9, 0, 'index', 'html');</script>", id="a-script-of-a-list"),
        pytest.param("<p><a href='5000_2.html'>第2期</a> <a href='5000_2.html'>2月</a></p>", id="no-page"),
    ],
)
def test_what_leads_to_other_pages_is_none(below: str) -> None:
    one = page(TEXT, below)
    assert not named(one)
    assert FURTHER not in read_article(one).evidence


def test_a_further_page_leads_on_from_the_first_ones_address() -> None:
    below = "<p><a href='5000.html'>第1页</a> 第2页 <a href='5000_3.html'>第3页</a> <a href='5000_3.html'>下一页</a></p>"
    second = page(MORE, below, url=URL.replace("5000", "5000_2"))
    assert further_pages(second, URL).numbered[3].url == URL.replace("5000", "5000_3")
    back = page(MORE, "<p><a href='5000_1.html'>下一页</a></p>", url=URL.replace("5000", "5000_2"))
    assert not further_pages(back, URL), "what leads back leads nowhere"


def test_the_number_of_pages_is_that_of_the_highest_link_or_as_stated() -> None:
    assert named(page(TEXT, "<p>共5页 <a href='5000_2.html'>下一页</a></p>")).count == 5
    assert named(page(TEXT, "<p><a href='5000_2.html'>2</a> <a href='5000_7.html'>7</a></p>")).count == 7
    assert named(page(TEXT, "<script>createPageHTML(4, 0, '5000', 'html')</script>")).count == 4


def test_an_address_that_counts_on_from_the_articles_own_number_is_no_sure_one() -> None:
    first = URL.replace("5000", "show-45-1")
    (link,) = named(page(TEXT, "<p><a href='show-45-2.html'>2</a></p>", url=first)).links
    assert (link.url, link.is_sure) == (first.replace("-1.", "-2."), False)
    (link,) = named(page(TEXT, "<p><a href='5000_2.html'>2</a></p>")).links
    assert link.is_sure


@pytest.mark.parametrize(
    ("first", "other", "number"),
    [
        ("http://a.gov.cn/c/5/", "http://a.gov.cn/c/5/index_2.html", 2),
        ("http://a.gov.cn/art/5.shtml", "http://m.a.gov.cn/art/5_p3.shtml", 3),
        ("http://a.gov.cn/art/5", "http://a.gov.cn/art/5/page/2", 2),
        ("http://a.gov.cn/s?id=5", "https://a.gov.cn/s?p=2&id=5", 2),
        ("http://a.gov.cn/s?id=5&page=1", "http://a.gov.cn/s?id=5&page=2", 2),
        ("http://a.gov.cn/s?id=5", "http://a.gov.cn/s?id=6&page=2", None),
        ("http://a.gov.cn/s?id=5", "http://a.gov.cn/s?id=52", None),
        ("http://a.gov.cn/xw/1.html", "http://a.gov.cn/xw/2.html", None),
        ("http://a.gov.cn/xw/t20240105_63.html", "http://a.gov.cn/xw/t20240105_64.html", None),
        ("http://a.gov.cn/xw/5.html", "http://a.gov.cn/zw/5_2.html", None),
        ("http://a.gov.cn/#/news/5", "http://a.gov.cn/#/news/5_2", None),
    ],
)
def test_the_address_of_a_further_page_is_the_first_ones_and_a_number(
    first: str, other: str, number: int | None
) -> None:
    found = page_address(first, other)
    assert (None if found is None else found.number) == number


FIRST = read_article(page())


def part(one: Page, *, is_sure: bool = True) -> Article | None:
    return read_part(one, FIRST, is_sure=is_sure)


@pytest.mark.parametrize(
    "title",
    [TITLE, f"{TITLE}（2）", None],
    ids=["the-same-headline", "with-its-number", "no-headline"],
)
def test_a_page_that_goes_on_with_the_article_is_a_part_of_it(title: str | None) -> None:
    found = part(page(MORE, title=title))
    assert found is not None
    assert found.body.startswith("村民说")


def test_a_short_last_page_without_a_headline_is_a_part_where_it_has_the_articles_head() -> None:
    found = part(page("<p>镇里还表示，河道明年再清一次。</p>", title=None))
    assert found is not None
    assert found.body == "镇里还表示，河道明年再清一次。"


@pytest.mark.parametrize(
    ("one", "is_sure"),
    [
        pytest.param(page(MORE, title="青石镇召开春季植树动员会议"), True, id="another-headline"),
        pytest.param(page(MORE, title=None), False, id="no-headline-where-the-address-tells-nothing"),
        pytest.param(page("", title=TITLE), True, id="a-headline-and-no-text"),
    ],
)
def test_a_page_that_is_none_of_the_articles_is_told(one: Page, is_sure: bool) -> None:
    assert part(one, is_sure=is_sure) is None


@pytest.mark.parametrize(
    ("html", "stand_in"),
    [
        ("<html><title>系统提示</title><p>系统繁忙，请稍后再试</p></html>", StandIn.ERROR_PAGE),
        ("<html><title>提示</title><p>您访问的页面不存在或已删除</p></html>", StandIn.GONE),
        ("<html><title>青石县人民政府</title><p>请先登录后再访问。</p></html>", StandIn.NOTICE),
        (f"<html><title>{TITLE}</title><div id=app></div><script src=/js/app.js></script></html>", None),
        ("", None),
    ],
)
def test_a_page_that_is_there_and_cannot_be_had_is_no_end_of_the_article(
    html: str, stand_in: StandIn | None
) -> None:
    with pytest.raises(PageChanged) as raised:
        part(Page(URL.replace("5000", "5000_2"), html))
    assert raised.value.stand_in is stand_in


def test_a_list_in_the_place_of_a_page_is_no_end_of_the_article() -> None:
    rows = "".join(
        f"<li><a href='/xw/{n}.html'>青石镇第{n}次通报清淤进度</a> 2024-01-0{n}</li>" for n in range(1, 9)
    )
    with pytest.raises(PageChanged) as raised:
        part(Page(URL.replace("5000", "5000_2"), f"<html><title>青石要闻</title><ul>{rows}</ul></html>"))
    assert raised.value.stand_in is StandIn.LIST
