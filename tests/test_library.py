"""The readers as another program calls them: docs/library.md as it stands, bytes and text alike, without Scrapy."""

from __future__ import annotations

import doctest
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

import govnews
from tests.places import FIXTURES, PROJECT

ARTICLE = FIXTURES / "articles" / "henan-platform" / "page.html"
URL = "http://www.example.gov.cn/2026/03-24/1.html"


def test_what_the_page_shows_is_what_comes() -> None:
    failed, tried = doctest.testfile(str(PROJECT / "docs" / "library.md"), module_relative=False)
    assert (failed, tried > 10) == (0, True)


def test_what_is_offered_is_there_and_nothing_else() -> None:
    assert set(govnews.__all__) <= set(dir(govnews))
    for name in govnews.__all__:
        assert getattr(govnews, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'crawl_everything'"):
        _ = govnews.crawl_everything


def test_text_and_bytes_are_read_alike() -> None:
    body = ARTICLE.read_bytes()
    assert govnews.extract(body, URL) == govnews.extract(body.decode("utf-8"), URL)
    in_gbk = body.decode("utf-8").encode("gb18030")
    read = govnews.extract(in_gbk, URL, content_type="text/html; charset=gbk")
    assert read.body == govnews.extract(body, URL).body


def test_pages_are_read_in_many_threads_as_in_one() -> None:
    pages = [path.read_bytes() for path in sorted(FIXTURES.glob("articles/*/page.html"))[:12]] * 4

    def read(body: bytes) -> object:
        try:
            return govnews.extract(body, URL)
        except govnews.PageChanged as changed:
            return str(changed)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(read, pages)) == list(map(read, pages))


def test_a_page_beyond_all_bounds_is_unreadable() -> None:
    with pytest.raises(govnews.Unreadable, match="a tag of more than 1000 attributes"):
        govnews.extract("<p " + " ".join(f"a{n}" for n in range(20_000)) + ">", URL)


def test_scrapy_is_not_loaded_and_the_version_alone_loads_nothing() -> None:
    code = (
        "import sys, govnews; assert 'lxml' not in sys.modules; govnews.extract;"
        "print(*{'scrapy', 'twisted', 'parsel', 'playwright', 'dateparser'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
