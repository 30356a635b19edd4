"""The region of an article: the site's own, else that of the page's 网站标识码, else none."""

from __future__ import annotations

import pytest

from govnews.items import Article, Evidence, Witness
from govnews.reading import Page, normalise, read_article
from govnews.reading.region import region_of

BODY = "<p>8月11日，区长陈某某到青石镇调研粮食收储工作，区直有关单位负责同志参加。</p>" * 3


def read(head: str) -> Article:
    html = f"<html><head><title>区长调研粮食收储</title>{head}</head><h1>区长调研粮食收储</h1><p>2025-08-11</p>{BODY}</html>"
    return normalise(read_article(Page("http://www.x.gov.cn/1.html", html)), fetched_at=None)


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("4103080003", "410308"),
        ("4100000099", "410000"),  # a province, or one of its departments
        ("4103000017", "410300"),
        ("4290040001", "429004"),  # a city that stands directly below its province
        ("3101150012", "310115"),
        ("5002350007", "500235"),  # a county of a municipality
        ("6590010002", "659001"),
        (" 1310000035 ", "131000"),
        ("bm07000001", None),
        ("N000011975", None),
        ("410308", None),
        ("41030800031", None),
        ("４１０３０８０００３", None),
        ("7100000001", None),
        ("8100000001", None),
        ("0000000000", None),
        ("3333333333", None),
        ("1234567890", None),
        ("4100080003", None),
        ("3190010001", None),
        ("4180010001", None),
        ("政府网站标识码", None),
        ("", None),
    ],
)
def test_which_codes_name_a_region(code: str, region: str | None) -> None:
    assert region_of(code) == region
    article = read(f"<meta name='SiteIDCode' content='{code}'>")
    assert article.region == region
    evidence = article.evidence["region"]
    assert (evidence.witness, evidence.raw) == (("meta", code.strip()) if region else (None, None))


@pytest.mark.parametrize(
    "head",
    [
        "<meta name='siteidcode' content='4103220003'>",
        "<META CONTENT='4103220003' NAME='SITEIDCODE'/>",
        "<meta name='SiteIDCode' content='bm07000001'><meta name='Author' content='4101000001'>"
        "<meta name='SiteName' content='410300'>",
    ],
)
def test_only_the_site_code_is_asked(head: str) -> None:
    assert read(head).region == ("410322" if "4103220003" in head else None)


def test_what_the_site_says_goes_before_the_page() -> None:
    article = read("<meta name='SiteIDCode' content='4103220003'>")
    article.evidence["region"].witnesses.append(Witness("site", "region", "410308"))
    for _ in range(2):  # a record that waits is decided once more
        article = normalise(article, fetched_at=None)
        evidence = article.evidence["region"]
        assert (article.region, evidence.witness, evidence.raw, evidence.disagree) == (
            "410308", "site", "410308", True,
        )  # fmt: skip
    assert [one.kind for one in evidence.witnesses] == ["site", "meta"]


def test_a_page_that_names_no_site_has_no_region() -> None:
    article = read("")
    assert article.region is None
    assert article.evidence["region"] == Evidence()
