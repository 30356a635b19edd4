"""The name of a site: another one for every site, fit for every file system, and never one of ours."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from govnews import settings
from govnews.crawl.arguments import Arguments
from govnews.crawl.names import LONGEST, site_name
from govnews.errors import UsageError
from govnews.urls import is_host, is_part_of, same_site

labels = st.text(alphabet="ab-_09孟津洛阳政务ａ。", min_size=1, max_size=20)
hosts = st.lists(labels, min_size=1, max_size=8).map(".".join).filter(is_host)


@given(hosts, st.sampled_from(["", ":80", ":443", ":8080"]), st.sampled_from(["http", "https"]))
def test_a_name_is_fit_for_a_folder(host, port, scheme):
    name = site_name(f"{scheme}://{host}{port}/")
    assert re.fullmatch(r"[a-z0-9.-]+", name)
    assert len(name) <= LONGEST
    assert name.strip(".") == name
    assert name == site_name(f"{scheme}://{host.upper()}{port}/")


@pytest.mark.parametrize(
    ("home", "name"),
    [
        ("http://www.example.gov.cn/", "example.gov.cn"),
        ("http://www.example.gov.cn:80/", "example.gov.cn"),
        ("https://www.example.gov.cn:443/", "example.gov.cn"),
        ("http://www.example.gov.cn:443/", "example.gov.cn-443"),
        ("http://WWW.Example.gov.cn:8080/xw/", "example.gov.cn-8080"),
        ("http://127.0.0.1:8000/", "127.0.0.1-8000"),
        ("http://example.gov.cn./", "example.gov.cn"),
        ("http://孟津.政务/", "xn--x8so72b.xn--zfr164b"),
        ("http://XN--X8SO72B.xn--zfr164b/", "xn--x8so72b.xn--zfr164b"),
        ("http://localhost/", "host-localhost"),
        ("http://demo/", "host-demo"),
        ("http://GOVNEWS.db/", "host-govnews.db"),
        ("http://govnews.db-wal/", "host-govnews.db-wal"),
        ("http://govnews.db.v1.bak:8080/", "host-govnews.db.v1.bak-8080"),
        ("http://[0:0::1]:80/", site_name("http://[::1]/")),
    ],
)
def test_names(home, name):
    assert site_name(home) == name


def test_every_site_has_its_own_name():
    hosts = "孟津.政务 洛阳.政务 洛阳.政府 [::1] [1::] [::1]:81 [fe80::1] a.cn b.cn a.cn:81".split()
    assert len({site_name(f"http://{host}/") for host in hosts}) == len(hosts)
    long = [f"http://{'.'.join([label * 60] * 4)}:8080/" for label in ("a", "b")]
    ends = [f"http://{'.'.join(['a' * 60] * 3)}.{end}.cn/" for end in ("x" * 40, "y" * 40)]
    assert len({site_name(home) for home in (*long, *ends)}) == 4


def test_no_site_has_the_name_of_a_spider():
    spiders = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": settings.SPIDER_MODULES})).list()
    assert not {site_name(f"http://{name}/") for name in spiders} & set(spiders)
    assert [name for name in spiders if not re.fullmatch("[a-z][a-z0-9_]*", name)] == []


@pytest.mark.parametrize(
    "home",
    ["http://./", "http://../", "http://a..cn/", "http://[::x]/", "http://[]/", f"http://{'a' * 64}.cn/", "http://a\x1bb/",
     f"http://{'a.' * 130}cn/", "http://a℀b.cn/", "http://\ud800.cn/"],
)  # fmt: skip
def test_a_home_page_without_a_host_is_none(home):
    with pytest.raises(UsageError, match="not a web address"):
        Arguments.read({"home": home})


def test_a_name_in_other_letters_is_that_of_its_a_labels():
    assert same_site("http://xn--x8so72b.xn--zfr164b/1.html", "http://www.孟津.政务/")
    assert same_site("http://孟津。政务/1.html", "http://xn--x8so72b.xn--zfr164b/")
    assert is_part_of("http://rmt.xn--x8so72b.xn--zfr164b/", "http://孟津.政务/")
    assert not same_site("http://孟津.政务/", "http://洛阳.政务/")
