"""Whatever a page or an address is, a reader gives a value or says that it is none: nothing else leaves it."""

from __future__ import annotations

import itertools
import json
import random
import re
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from govnews.demo.server import Request
from govnews.downloader.guard import outside
from govnews.identity import canonical_url, content_hash, file_identity, key_of, url_hash
from govnews.reading import Page
from govnews.reading.dates.address import url_date, url_near
from govnews.reading.listing.answers import query_of, with_query
from govnews.reading.listing.columns.addresses import read_address
from govnews.reading.listing.guesses import page_beyond, usual_second_pages
from govnews.reading.listing.page_numbers import numbered, page_key, related
from govnews.reading.listing.paging import PageRequest
from govnews.reading.page.links import (
    as_browsers_read,
    holds_document,
    is_article,
    is_directory,
    is_document,
    is_page,
    names_document,
    opened_by,
    resolve,
)
from govnews.text import fold, printable
from govnews.urls import directory, host_of, is_part_of, parts_of, same_site
from tests.hostile.mutations import mutated, mutated_address
from tests.hostile.pieces import PAGE_READERS
from tests.places import FIXTURES
from tests.replicas.epoint import EpointReplica
from tests.replicas.generic import GenericReplica
from tests.replicas.guangdong import GuangdongReplica
from tests.replicas.henan import HenanReplica
from tests.replicas.jcms import JcmsReplica
from tests.replicas.jpaas import JpaasReplica
from tests.replicas.longxun import LongxunReplica
from tests.replicas.mcms import McmsReplica
from tests.replicas.phpcms import PhpcmsReplica
from tests.replicas.trs import TrsReplica
from tests.replicas.ucap import UcapReplica
from tests.replicas.vsb import VsbReplica

URL = "http://www.example.gov.cn/xw/2023/0324/1.html"
REPLICAS = (
    *(EpointReplica, GenericReplica, GuangdongReplica, HenanReplica, JcmsReplica, JpaasReplica),
    *(LongxunReplica, McmsReplica, PhpcmsReplica, TrsReplica, UcapReplica, VsbReplica),
)
ROWS = [
    {"title": f"县长调研春耕生产第{n}次", "url": f"/xw/{n}.html", "date": "2023-03-24"} for n in range(15)
]
ANSWERS = [
    json.dumps({"data": {"list": ROWS, "total": 312}, "articles": ROWS, "total": 312}),
    json.dumps(
        {"data": {"html": "".join(f"<li><a href='{row['url']}'>{row['title']}</a></li>" for row in ROWS)}}
    ),
    "<datastore><totalrecord>45</totalrecord><recordset>"
    + "".join(f"<record><![CDATA[<a href='{row['url']}'>{row['title']}</a>]]></record>" for row in ROWS)
    + "</recordset></datastore>",
    f"<script>window.__S={json.dumps({'title': '县长调研', 'content': '<p>春耕生产' * 30})}</script>",
]


def bodies() -> list[bytes]:
    """Fixtures of real forms, pages of every family, answers of their servers."""
    found = [path.read_bytes() for path in sorted(FIXTURES.glob("*/*/page.html"))]
    for family in REPLICAS:
        site = family()
        first = next(iter(site.by_path.values()))
        for path in ("/", first.path, *(column.path for column in site.columns[:2])):
            found.append(site.respond(Request("GET", f"http://{site.host}{path}")).body)
    return [*found, *(answer.encode() for answer in ANSWERS)]


def read_mutated_pages(pages: int, seed: int) -> None:
    dice, readers, every = random.Random(seed), list(PAGE_READERS.items()), bodies()
    for number in range(pages):
        body = mutated(dice.choice(every), dice)
        if dice.random() < 0.3:
            body = mutated(body, dice)
        if dice.random() < 0.2:
            body = body.decode("utf-8", "replace").replace("</", r"<\/").encode()
        name, read = dice.choice(readers)
        started = time.process_time()
        read(Page.from_bytes(body[:8_000_000], URL).text)
        took = time.process_time() - started
        assert took < 5, f"page {number} of seed {seed} takes the reader of {name} {took:.1f} s"


@pytest.mark.long
def test_mutated_pages() -> None:
    read_mutated_pages(400, seed=20261126)


@pytest.mark.slow
@pytest.mark.timeout(6 * 3600)
def test_a_hundred_thousand_mutated_pages() -> None:
    read_mutated_pages(100_000, seed=15)


def read_everywhere(address: str, other: str) -> None:
    """Every function that takes an address, with this one."""
    home = Page(URL, "")
    elsewhere = Page(other, "")
    for page in (home, elsewhere):
        url = resolve(page.url, address)
        if url is not None:
            assert re.match(r"(?i:https?)://", url), url
            assert not re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", url), repr(url)
            assert page is elsewhere or " " not in url, repr(url)
            assert len(url) <= 8000
            assert parts_of(url).hostname
        read_address(page, address)
    assert re.fullmatch("[0-9a-f]{64}", url_hash(address))
    assert len(key_of("site", url_hash(address))) == 16
    canonical_url(address)
    file_identity(address)
    content_hash("", "", [address])
    for one, two in ((address, other), (address, URL), (URL, address)):
        same_site(one, two)
        is_part_of(one, two)
        related(one, two)
        outside(one, two)
        page_beyond(PageRequest(one), PageRequest(two))
    for question in (
        *(host_of, directory, is_page, opened_by, is_article, is_directory, is_document, holds_document, names_document),
        *(numbered, page_key, usual_second_pages, query_of, url_date, url_near, printable, fold),
    ):  # fmt: skip
        question(address)
    with_query(address, {"page": 2})
    for codec in ("gb18030", "utf-8", "cp1252", "iso2022_jp"):
        as_browsers_read(address, codec)


def read_mutated_addresses(count: int, seed: int) -> None:
    dice = random.Random(seed)
    before = URL
    for number in range(count):
        address = mutated_address(dice)
        started = time.process_time()
        try:
            read_everywhere(address, before)
        except Exception as error:
            raise AssertionError(
                f"address {number} of seed {seed}: {address[:300]!r}, {before[:300]!r}"
            ) from error
        assert time.process_time() - started < 2, f"address {number} of seed {seed}: {address[:80]!r}"
        before = address


@pytest.mark.long
def test_mutated_addresses() -> None:
    read_mutated_addresses(8_000, seed=20261126)


@pytest.mark.slow
@pytest.mark.timeout(6 * 3600)
def test_a_million_mutated_addresses() -> None:
    read_mutated_addresses(1_000_000, seed=15)


def odd_addresses() -> Iterator[str]:
    hosts = (
        "//[v1.x]@b",
        "http://a.gov.cn:99999",
        "http://[::1",
        "http://a.gov.cn:²",
        "http://\ud800",
        "http://a℀b.cn",
        "http://",
    )
    paths = (
        "/1.html",
        "/?page=²",
        "/\ud800.html",
        "/a\x00b",
        "/" + "a/" * 50_000,
        "/?" + "a=1&" * 25_000,
        "/\u202e%zz#\udfff",
    )
    return (host + path for host, path in itertools.product(hosts, paths))  # fmt: skip


@pytest.mark.parametrize("address", list(odd_addresses()), ids=lambda address: ascii(address[:40]))
def test_odd_addresses(address: str) -> None:
    started = time.process_time()
    read_everywhere(address, address)
    assert time.process_time() - started < 3


@pytest.mark.parametrize("name", PAGE_READERS)
def test_a_page_at_an_odd_address_is_read(name: str) -> None:
    links = "".join(
        f'<li><a href="{address}">县长调研春耕生产第{n}次</a></li>'
        for n, address in enumerate(odd_addresses())
    )
    with suppress(UnicodeError):
        PAGE_READERS[name](f"<ul>{links}</ul><base href='//[v1.x]@b/'><link rel=canonical href='http://['>")
