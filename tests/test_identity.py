"""Identities: addresses by the bytes that a server gets, content hashes against their definition."""

from __future__ import annotations

import hashlib
import itertools
import unicodedata
from pathlib import Path
from urllib.parse import quote, quote_from_bytes, urlsplit

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from govnews.identity import canonical_url, content_hash, file_identity, url_hash
from govnews.items import Article, Record
from govnews.urls import same_site, site_host
from tests.places import SHARED

# What NFKC changes, joins or reorders, between characters that it leaves alone.
CHARACTERS = st.one_of(
    st.sampled_from("孟津一鿿，。：（）２０２３　 \n\t①㈠Åé가ㄱ𠀀\u0301\u0327\u11a8\u3099か豈﨑"),
    st.characters(exclude_categories=()),
)


def by_definition(title: str, body: str) -> str:
    folded = ("".join(unicodedata.normalize("NFKC", text).split()) for text in (title, body))
    return hashlib.sha256("\n".join(folded).encode("utf-8", "surrogatepass")).hexdigest()


@given(st.text(CHARACTERS, max_size=30), st.text(CHARACTERS, max_size=30))
def test_a_hash_is_that_of_the_folded_text(title, body):
    assert content_hash(title, body) == by_definition(title, body)


def test_a_long_run_without_chinese_is_folded_as_a_whole():
    latin = "Ａｂｃ e\u0301 \u1112\u1161\u11ab " * 50
    assert content_hash(latin, latin) == by_definition(latin, latin)


FILE = "http://www.example.gov.cn/f/1.pdf"


@given(st.permutations([FILE, "http://www.example.gov.cn/f/2.pdf", "http://www.example.gov.cn/f/3.jpg"]))
def test_the_order_of_files_is_no_difference_and_neither_is_one_twice(files):
    assert content_hash("公告", "见附件。", [*files, files[0]]) == content_hash(
        "公告", "见附件。", sorted(files)
    )


def test_articles_are_told_apart_by_their_files_alone():
    files = [f"http://www.example.gov.cn/down/{number}/公告.pdf" for number in range(6)]
    files += [f"http://www.example.gov.cn/download.jsp?fileid={number}" for number in range(6)]
    hashes = {content_hash("招标公告", "详见附件。", [file]) for file in files}
    assert len(hashes | {content_hash("招标公告", "详见附件。")}) == 13


@pytest.mark.parametrize(
    "other",
    [
        "https://example.gov.cn/f/1.pdf", "http://img.example.gov.cn/f/1.pdf", FILE + "?v=20230324", FILE + "?t=1679620500",
        FILE + "#page=2", FILE + "?token=ab12", FILE + "?utm_source=x", FILE + ";jsessionid=4711",
        FILE + "?Expires=1&OSSAccessKeyId=2&Signature=3",
    ],
)  # fmt: skip
def test_what_dresses_the_address_of_a_file_is_no_difference(other):
    assert content_hash("公告", "见附件。", [FILE]) == content_hash("公告", "见附件。", [other])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/down.asp?id=1&t=1", "/down.asp?id=1&t=2"), ("/f/1.pdf", "/f/1.PDF"), ("/a/1.jpg", "/b/1.jpg"),
        ("/get?f=%CD%A8", "/get?f=%D6%AA"), ("/f/%CD%A8.doc", "/f/%D6%AA.doc"),
    ],
)  # fmt: skip
def test_two_files_are_two(one, other):
    assert file_identity(f"http://a.gov.cn{one}") != file_identity(f"http://a.gov.cn{other}")


# Addresses

HOSTS = st.sampled_from(
    ["www.example.gov.cn", "m.www.example.gov.cn", "km.gov.cn", "www.gov.cn", "a.cn:8080", "127.0.0.1:80"]
)
SEGMENTS = st.one_of(
    st.sampled_from(
        [
            "index.html",
            "1_print.html",
            "gate",
            "big5",
            "www.a.gov.cn",
            "html",
            "1",
            "m",
            "mpost_1",
            "%7e",
            "%cd%a8",
        ]
    ),
    st.text("ab01._;=~%- 中", max_size=6),
)
QUERIES = st.one_of(
    st.sampled_from(
        ["", "id=1", "b=2&a=1", "utm_source=x&id=1", "from=timeline", "x", "=", "a=%2b+%20", "a=%cd%a8"]
    ),
    st.text("ab01&=%+;?/ 中c", max_size=12),
)


@given(HOSTS, st.lists(SEGMENTS, max_size=5), QUERIES)
def test_the_canonical_form_of_a_canonical_form_is_itself(host, segments, query):
    once = canonical_url(f"http://{host}/{'/'.join(segments)}?{query}")
    assert canonical_url(f"https://{once}") == once


@given(
    st.sampled_from(["http", "https"]),
    st.from_regex(r"[a-z0-9.-]{1,20}", fullmatch=True),
    st.one_of(st.just(""), st.integers(0, 65535).map(":{}".format)),
    st.from_regex(r"/[a-zA-Z0-9_./-]{0,30}", fullmatch=True),
)
@example("http", "www.example.gov.cn", ":080", "/a/../b//c.html")
def test_what_is_canonical_is_taken_as_it_is(scheme, host, port, path):
    """An empty fragment makes the same address one that w3lib canonicalises."""
    assert canonical_url(f"{scheme}://{host}{port}{path}") == canonical_url(f"{scheme}://{host}{port}{path}#")


@given(st.binary(max_size=8), st.binary(max_size=8))
def test_queries_that_differ_in_their_bytes_are_two(one, other):
    assume(one != other)
    assert (
        len(
            {
                canonical_url(f"http://a.gov.cn/show.asp?name={quote_from_bytes(b, safe='')}")
                for b in (one, other)
            }
        )
        == 2
    )


@given(st.binary(min_size=1, max_size=8), st.booleans())
def test_queries_of_the_same_bytes_are_one_however_they_are_escaped(value, lower):
    every = "".join(f"%{byte:02x}" if lower else f"%{byte:02X}" for byte in value)
    as_usual = quote_from_bytes(value, safe="")
    assert canonical_url(f"http://a.gov.cn/s?n={every}") == canonical_url(f"http://a.gov.cn/s?n={as_usual}")


def test_every_chinese_query_in_gbk_is_its_own():
    words = [
        "".join(pair) for pair in itertools.product("通知公告要闻动态政策文件财政教育卫生人事", repeat=2)
    ]
    urls = {f"http://a.gov.cn/show.asp?name={quote(word.encode('gbk'))}" for word in words}
    assert len({url_hash(url) for url in urls}) == len(urls) == len(set(words))


def test_a_query_in_utf_8_has_the_identity_that_it_always_had():
    assert canonical_url("http://a.gov.cn/s?b=%e8%a6%81 x&a=要") == "a.gov.cn/s?a=%E8%A6%81&b=%E8%A6%81+x"


@pytest.mark.parametrize(
    ("host", "plain"),
    [
        ("km.gov.cn", "km.gov.cn"), ("lwm.gov.cn", "lwm.gov.cn"), ("www.lwm.gov.cn", "lwm.gov.cn"),
        ("3gm.example.cn", "3gm.example.cn"), ("wap1.example.gov.cn", "wap1.example.gov.cn"),
        ("mwww.gov.cn", "mwww.gov.cn"), ("a.m.gov.cn", "a.m.gov.cn"), ("zw.www.gov.cn", "zw.www.gov.cn"),
        ("m.example.gov.cn", "example.gov.cn"), ("3G.example.gov.cn", "example.gov.cn"), ("wap.km.gov.cn", "km.gov.cn"),
        ("mobile.example.cn", "example.cn"), ("www.gov.cn", "gov.cn"), ("m.gov.cn", "gov.cn"), ("m.cn", "m.cn"),
        ("wap.com.cn", "wap.com.cn"), ("www.m.org.cn", "m.org.cn"),
    ],
)  # fmt: skip
def test_only_whole_first_labels_are_a_hosts_dress(host, plain):
    assert site_host(host) == plain
    assert canonical_url(f"http://{host}/a.html") == f"{plain}/a.html"


def test_a_host_that_ends_in_m_is_one_with_its_www():
    assert same_site("http://lwm.gov.cn/xw/1.html", "http://www.lwm.gov.cn/")
    assert not same_site("http://lwgov.cn/", "http://lwm.gov.cn/")


def test_of_real_addresses_only_those_of_one_page_are_one():
    corpus = SHARED / "corpus" / "gov-urls.txt"
    if not corpus.is_file():
        pytest.skip("the shared corpus is not here")
    urls = set(corpus.read_text("utf-8").split())

    def page(url: str) -> tuple[str, str, str]:
        parts = urlsplit(url)
        name = Path(parts.path or "/")
        path = name.parent if name.name in {"index.html", "index.shtml", "index.htm"} else name
        return (parts.hostname or "").removeprefix("www."), str(path), parts.query

    assert len({canonical_url(url) for url in urls}) >= len({page(url) for url in urls})


def test_films_are_files_of_the_article() -> None:
    article = Article(
        url="http://www.x.gov.cn/1.html", url_hash="0" * 64, site="x", title="区长调研粮食收储",
        fetched_at="2025-08-11T01:00:00Z", films=["http://www.x.gov.cn/1.mp4"],
    )  # fmt: skip
    film = Record.of(article)
    article.films = ["http://www.x.gov.cn/2.mp4"]
    assert Record.of(article).content_hash != film.content_hash
    article.films = []
    with pytest.raises(ValueError, match="no text, no image, no film and no attachment"):
        Record.of(article)
