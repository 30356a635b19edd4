"""Home pages whose names are like no other: crawled over real HTTP, each with a folder and a part of the ledger of its own."""

from __future__ import annotations

from contextlib import closing

import pytest

from govnews.demo.server import ReplicaServer, StaticSite
from govnews.ledger import open_reader
from tests.crawling import crawl, records
from tests.fault_server import ONE_PAGE, article, home, listing

QUICK = ["-s", "RETRY_TIMES=0", "-s", "GOVNEWS_RENDER=never", "-L", "WARNING"]


def site(title: str, host: str) -> StaticSite:
    """A site that writes its own name into its links."""
    return StaticSite({
        "/": home({f"http://{host}/a/": "镇街动态"}),
        "/a/": listing("镇街动态", {f"http://{host}/a/1.html": title}, pager=ONE_PAGE),
        "/a/1.html": article(title),
    })  # fmt: skip


def test_sites_in_chinese_letters_are_crawled_each_for_itself(tmp_path):
    names = {name: name.encode("idna").decode() for name in ("孟津.政务", "洛阳.政务")}
    titles = {name: f"青石镇春耕现场第{number}次调度会召开" for number, name in enumerate(names, start=1)}
    with ReplicaServer({names[name]: site(titles[name], name) for name in names}) as server:
        for name, label in names.items():
            run = crawl("site", tmp_path, *QUICK, "-a", f"home=http://{name}/", proxy=server.url)
            assert run.returncode == 0, run.stderr
            assert [record["title"] for record in records(tmp_path, label)] == [titles[name]]
        for label in names.values():
            again = crawl("site", tmp_path, *QUICK, "-a", f"home=http://www.{label}:80/", proxy=server.url)
            assert f"{label}: " in again.stderr, "the same site, by another spelling of its home"
        hosts = {request.host for request in server.requests}
        assert {host.removeprefix("www.") for host in hosts} == set(names.values()), (
            "no name was asked for otherwise"
        )
    with closing(open_reader(tmp_path / "govnews.db")) as ledger:
        assert ledger.sites() == sorted(names.values())


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("govnews.db", "host-govnews.db"),
        ("feed.atom", "host-feed.atom"),
        ("mengjin", "host-mengjin"),
        ("[::1]:8080", "ipv6-0000-0000-0000-0000-0000-0000-0000-0001-8080"),
    ],
)
def test_a_host_that_is_called_like_a_file_of_ours(tmp_path, host, name):
    with ReplicaServer({host.split("]")[0].strip("["): site("镇街的一条消息", host)}) as server:
        run = crawl("site", tmp_path, *QUICK, "-a", f"home=http://{host}/", proxy=server.url)
    assert run.returncode == 0, run.stderr
    assert [record["title"] for record in records(tmp_path, name)] == ["镇街的一条消息"]
    assert {path.name for path in tmp_path.iterdir()} == {"govnews.db", "feed.atom", ".feed.atom.lock", name}
