"""The one door to reading: what it opens, and where its two questions about a page's kind differ."""

from __future__ import annotations

import subprocess
import sys

import pytest

from govnews.errors import PageChanged
from govnews.items import ListingEntry
from govnews.reading import Kind, Page, kind_of, open_page, read_article, read_entries, read_expected

URL = "http://www.example.gov.cn/xw/2023/0324/1.html"
TITLE = "区长到青石镇调研粮食收储工作"
ROW = "<li><a href='/xw/{0}.html'>区长到第{0}个镇调研粮食收储工作</a><span>2023-03-2{0}</span></li>"
LIST = f"<html><title>要闻</title><ul>{''.join(map(ROW.format, range(9)))}</ul></html>"
ARTICLE = (
    f"<html><title>{TITLE}</title><h1>{TITLE}</h1><p>发布时间：2023-03-24 来源：青石融媒</p>"
    "<div><p>8月11日，区长到青石镇调研粮食收储工作，强调要确保农民粮食卖得出、卖得好。</p></div></html>"
)


def test_a_mirror_is_restored_once_and_the_article_says_so():
    damaged = (
        "區(qū)長(zhǎng)調(diào)研糧(liáng)食收儲(chǔ)，強(qiáng)調(diào)要落實(shí)責(zé)任，"
        "開(kāi)展檢(jiǎn)查，確(què)保質(zhì)量(liàng)。"
    )
    html = f"<title>調(diào)研糧(liáng)食收儲(chǔ)</title><h1>調(diào)研糧(liáng)食收儲(chǔ)</h1><div><p>{damaged}</p></div>"
    page = open_page(html.encode(), URL)
    assert page.mirror is not None
    assert page.title == "调研粮食收储"
    assert read_article(page).evidence["mirror"].raw == page.mirror


def test_a_page_that_is_no_mirror_says_nothing_of_one():
    page = open_page(ARTICLE.encode("gb18030"), URL, "text/html; charset=gb2312")
    assert page.mirror is None
    assert "mirror" not in read_article(page).evidence
    assert kind_of(page) is Kind.ARTICLE


def test_a_list_is_no_expected_article():
    page = open_page(LIST.encode(), URL)
    assert kind_of(page) is Kind.LISTING
    assert len(read_entries(page)) == 9
    with pytest.raises(PageChanged, match="it is a list"):
        read_expected(page, title=TITLE)


def test_a_notice_is_no_expected_article_and_the_article_itself_is():
    busy = "<html><title>系统提示</title><body><p>系统繁忙，请稍后再试。</p></body></html>"
    entry = ListingEntry(url=URL, title=TITLE)
    with pytest.raises(PageChanged, match="nor its title"):
        read_expected(Page(URL, busy), title=TITLE, entry=entry)
    assert read_expected(Page(URL, ARTICLE), title=TITLE, entry=entry).title == TITLE


def test_an_article_of_pictures_beside_links_is_a_list_only_where_nothing_is_known_of_it():
    links = "".join(f"<li><a href='/xw/{n}00{n}.html'>区长调研{n}</a></li>" for n in range(1, 7))
    page = Page(URL, f"<title>{TITLE}</title><h1>{TITLE}</h1><img src='/1.jpg'><ul>{links}</ul>")
    assert kind_of(page) is Kind.LISTING
    article = read_expected(page, title=TITLE, entry=ListingEntry(url=URL, title=TITLE))
    assert article.images == ["http://www.example.gov.cn/1.jpg"]


def test_reading_knows_nothing_of_scrapy():
    code = (
        "import sys, govnews.reading; print([name for name in sys.modules if name in ('scrapy', 'twisted')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
