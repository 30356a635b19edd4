"""Redirects that markup makes: followed as Scrapy follows them, whatever the page is written in."""

from __future__ import annotations

import pytest
from scrapy import Request, Spider
from scrapy.http import HtmlResponse
from scrapy.utils.test import get_crawler

from govnews.downloader.redirects import MetaRefreshMiddleware

PAGE = '<html><head><title>青禾要闻</title><META HTTP-EQUIV="Refresh" CONTENT="0; URL=/xwzx/index.html"></head></html>'
URL = "http://www.example.gov.cn/"


def answer(body: bytes) -> Request | object:
    crawler = get_crawler(Spider, {"TWISTED_REACTOR_ENABLED": False})
    crawler.spider = Spider("test")
    request = Request(URL)
    response = HtmlResponse(URL, body=body, request=request)
    return MetaRefreshMiddleware.from_crawler(crawler).process_response(request, response)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize(
    "before", ["", "<!-- 栏目 -->" * 300], ids=["at the top", "thousands of characters down"]
)
def test_a_refresh_is_followed(codec: str, before: str) -> None:
    led = answer(PAGE.replace("<head>", f"<head>{before}").encode(codec))
    assert isinstance(led, Request)
    assert led.url == f"{URL}xwzx/index.html"


def test_a_page_without_the_word_is_not_decoded() -> None:
    passed = answer("<html><head></head><p>春茶</p></html>".encode())
    assert isinstance(passed, HtmlResponse)
    assert passed._cached_ubody is None


def test_a_page_that_only_speaks_of_it_or_has_none_is_passed_on() -> None:
    for body in ("<html><head></head><p>春茶</p></html>", "<html><p>refresh</p></html>"):
        assert isinstance(answer(body.encode()), HtmlResponse)
