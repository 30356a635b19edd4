"""The address to complain to, as the server sees it."""

from __future__ import annotations

import pytest

from govnews.crawl.arguments import contact
from govnews.demo.server import ReplicaServer, StaticSite
from govnews.errors import UsageError
from tests.crawling import crawl, scrapy

HOST = "www.example.gov.cn"
PLAIN = "govnews/0.1 (archive of local-government news; one polite request at a time"
ADDRESS = "news@example.org"


def agents(*arguments: str) -> set[str]:
    with ReplicaServer({HOST: StaticSite({"/": "<p>建设中</p>"})}) as server:
        scrapy(*arguments, proxy=server.url)
        return {request.headers["user-agent"] for request in server.requests}


@pytest.mark.long
def test_the_server_sees_whom_to_write_to(tmp_path):
    command = ["crawl", "site", "-a", f"home=http://{HOST}/", "-s", f"GOVNEWS_OUTPUT={tmp_path}"]
    assert agents(*command) == {f"{PLAIN})"}
    named = ["-s", f"GOVNEWS_CONTACT={ADDRESS}"]
    assert agents(*command, *named) == {f"{PLAIN}; contact: {ADDRESS})"}
    assert agents("probe", f"http://{HOST}/", *named, "-s", "GOVNEWS_CHROMIUM=none") == {
        f"{PLAIN}; contact: {ADDRESS})"
    }
    assert agents(*command, *named, "-s", "USER_AGENT=mine/1") == {"mine/1"}


def test_robots_txt_goes_by_the_plain_name(tmp_path):
    rules = f"User-agent: {ADDRESS}\nDisallow:\n\nUser-agent: govnews\nDisallow: /\n"
    site = StaticSite({"/": "<p>建设中</p>", "/robots.txt": rules})
    with ReplicaServer({HOST: site}) as server:
        run = crawl(
            "site", tmp_path, "-a", f"home=http://{HOST}/", "-s", f"GOVNEWS_CONTACT={ADDRESS}", proxy=server.url
        )  # fmt: skip
        assert [request.path for request in server.requests] == ["/robots.txt"]
    assert run.returncode == 6


@pytest.mark.parametrize(
    "value",
    [
        "the archive",
        "a@b (c)",
        "a@b\nX-Evil: 1",
        "a@b\x7f",
        "ftp://example.org/",
        "a@",
        "https://",
        "李@example.org",
    ],
)
def test_what_is_no_address_is_refused(value):
    with pytest.raises(UsageError, match="GOVNEWS_CONTACT"):
        contact(value)


def test_a_wrong_address_is_one_line_and_no_request(tmp_path):
    with ReplicaServer({HOST: StaticSite({})}) as server:
        run = crawl(
            "site", tmp_path, "-a", f"home=http://{HOST}/", "-s", "GOVNEWS_CONTACT=me (here)", "-L", "ERROR",
            proxy=server.url,
        )  # fmt: skip
        assert server.requests == []
    assert run.returncode == 2
    assert run.stderr.strip().splitlines() == [
        "scrapy crawl site: GOVNEWS_CONTACT='me (here)': an e-mail or web address, without parentheses"
    ]
