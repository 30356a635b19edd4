"""The readers, a call each: ``govnews.extract``, ``govnews.read_list``, ``govnews.find_columns``, ``govnews.restore``.

A page is bytes as they were received, or text that is decoded already; ``url`` is the address that it had in the end, after
redirects: links are relative to it, and it is a witness of dates. Bytes are decoded by the HTTP header (``content_type``),
what the page says, and what the bytes say themselves. Nothing is requested, logged, or known of Scrapy.

All of them raise :exc:`~govnews.errors.PageChanged` for a page that is not what it was taken for, and
:exc:`~govnews.errors.Unreadable` for one that is larger, deeper or fuller than any page that is meant to be read.
"""

from __future__ import annotations

from govnews.items import Article, Column
from govnews.reading import (
    ListPage,
    Page,
    normalise,
    open_page,
    read_expected,
    read_list_page,
    restore_page,
)
from govnews.reading import find_columns as _find_columns
from govnews.reading.mirror import restore

__all__ = ["extract", "find_columns", "read_list", "restore"]


def extract(html: bytes | str, url: str, *, content_type: str | None = None) -> Article:
    """The article that a page holds: the fields of a record (docs/record.md), with the evidence for each.

    What only a crawl knows is None: ``url_hash``, ``site``, ``column``, ``content_hash``, ``fetched_at``. A field of which
    the page says nothing is None, ``body`` is empty where the article is pictures, films or files alone.

    Raises :exc:`~govnews.errors.PageChanged` for a list, an error page, a notice in the place of an article, and a page
    without a headline or anything below it.

    >>> page = '''<title>春茶开采_青石县人民政府</title><h1>春茶开采</h1><p>发布时间：2026-03-24 09:15　来源：青石融媒</p>
    ... <div><p>3月24日，青石县三千亩茶园开采，茶农一早上山采茶。</p><p>今年的春茶比去年早了五天上市。</p></div>'''
    >>> article = extract(page, "http://www.example.gov.cn/xw/202603/t20260324_1.html")
    >>> article.title, article.published_on, article.published_at, article.source
    ('春茶开采', '2026-03-24', '2026-03-24T09:15:00+08:00', '青石融媒')
    >>> extract("<title>404</title><h1>页面不存在</h1><p>您访问的页面不存在或已被删除</p>", "http://www.example.gov.cn/1.html")
    Traceback (most recent call last):
    govnews.errors.PageChanged: http://www.example.gov.cn/1.html: no article, nor its title (gone) found
    """
    return normalise(read_expected(_open(html, url, content_type), title=None), fetched_at=None)


def read_list(html: bytes | str, url: str, *, content_type: str | None = None) -> ListPage:
    """The rows of a listing page, in its order, and the address of its next page.

    Raises :exc:`~govnews.errors.PageChanged` where the page lists nothing. A list that a script draws has no rows in its page.

    >>> rows = "".join(f'<li><a href="/xw/202603/t202603{day}_1.html">青石县春茶开采第{day}天</a><span>2026-03-{day}</span></li>'
    ...                for day in (26, 25, 24))
    >>> page = read_list(f"<ul>{rows}</ul><a href='index_1.html'>下一页</a>", "http://www.example.gov.cn/xw/index.html")
    >>> page.entries[0].url, page.entries[0].date
    ('http://www.example.gov.cn/xw/202603/t20260326_1.html', '2026-03-26')
    >>> page.next
    'http://www.example.gov.cn/xw/index_1.html'
    """
    return read_list_page(_open(html, url, content_type))


def find_columns(html: bytes | str, url: str, *, content_type: str | None = None) -> list[Column]:
    """The news columns (栏目) that a home page offers, the first choice first; empty where it names none.

    >>> menu = '<a href="/xw/">青石要闻</a><a href="/bszn/">办事指南</a><a href="/bmdt/">部门动态</a>'
    >>> [(one.name, one.url) for one in find_columns(f"<ul>{menu}</ul>", "http://www.example.gov.cn/")]
    [('青石要闻', 'http://www.example.gov.cn/xw/'), ('部门动态', 'http://www.example.gov.cn/bmdt/')]
    """
    return _find_columns(_open(html, url, content_type))


def _open(html: bytes | str, url: str, content_type: str | None) -> Page:
    if isinstance(html, str):
        return restore_page(Page(url, html))[0]
    return open_page(html, url, content_type)
