"""Whole crawls of a replica that misbehaves: what each fault is certified as, and what the next healthy run mends.

Several columns misbehave at once, each in its own way: one crawl shows as many certificates.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from govnews.demo.mengjin import BASE, HOST, MengjinSite
from govnews.demo.server import FaultySite, ReplicaServer, Reply, Request, Site, answer, break_off
from tests.crawling import crawl, last_report, records

SIZES = {"孟津要闻": 22, "部门动态": 19, "镇街动态": 18, "媒体看孟津": 16}
RAW = ["-s", "GOVNEWS_RENDER=never"]  # a Chromium would look at every list that is empty
ERROR_PAGE = Reply.html(
    "<html><head><title>系统提示</title></head><body><p>系统繁忙，请稍后再试</p></body></html>"
)


def small_site() -> MengjinSite:
    return MengjinSite(sizes=SIZES, page_size=5)


def path_of(site: MengjinSite, column: str, number: int) -> str:
    return site.listing_urls(column)[number - 1].removeprefix(BASE)


def in_place_of(site: Site, path: str) -> Callable[[Request, Reply], Reply]:
    """Another page of the site for the one that was asked for."""
    return lambda request, reply: site.respond(replace(request, url=BASE + path))


def cut(share: float) -> Callable[[Request, Reply], Reply]:
    """A page that ends in the middle, by a server that takes it for whole."""
    return lambda request, reply: Reply(reply.status, {}, reply.body[: int(len(reply.body) * share)])


def certificates(output) -> dict[str, dict]:
    return {column["column"]: column for column in last_report(output)["columns"]}


def in_the_feeds(output) -> Counter[str]:
    return Counter(record["url"] for record in records(output))


def truth(site: MengjinSite) -> Counter[str]:
    return Counter(article.url for article in site.articles)


def healthy_run_completes(output, site: MengjinSite, server: ReplicaServer) -> None:
    server.sites[HOST] = site
    run = crawl("mengjin", output, *RAW, proxy=server.url)
    assert run.returncode == 0, run.stderr
    assert in_the_feeds(output) == truth(site)
    assert all(column["proven"] for column in last_report(output)["columns"])


@pytest.mark.long
def test_listing_pages_that_fail_in_the_middle_make_their_columns_incomplete(tmp_path):
    site = small_site()
    nothing = MengjinSite(sizes=dict.fromkeys(SIZES, 0))
    spoilt = {
        "孟津要闻": (
            answer(nothing.respond(Request("GET", BASE + path_of(site, "孟津要闻", 1)))),
            "it lists nothing",
        ),
        "部门动态": (answer(ERROR_PAGE), "it lists nothing|no .* found"),
        "镇街动态": (
            in_place_of(site, path_of(site, "镇街动态", 2)),
            "holds nothing that earlier pages do not",
        ),
        "媒体看孟津": (cut(0.6), "it breaks off"),
    }
    faults = {path_of(site, column, 3): fault for column, (fault, _) in spoilt.items()}
    with ReplicaServer({HOST: FaultySite(site, faults)}) as server:
        run = crawl("mengjin", tmp_path, *RAW, proxy=server.url)
        assert run.returncode == 4, run.stderr
        assert last_report(tmp_path)["outcome"] == "incomplete"
        asked = Counter(request.path for request in server.requests)
        for column, (_, words) in spoilt.items():
            certificate = certificates(tmp_path)[column]
            lost = path_of(site, column, 3)
            assert not certificate["proven"], column
            assert any(
                lost in trouble and re.search(words, trouble) for trouble in certificate["troubles"]
            ), (
                column,
                certificate,
            )
            assert asked[lost] == (1 if column == "镇街动态" else 2), "asked again before it is given up"
            assert certificate["unaccounted"] == 0
            # What stands on the other pages is harvested all the same.
            last = {entry.url for entry in site.entries(column)[-2:] if not entry.foreign}
            assert last <= set(in_the_feeds(tmp_path)), column
        assert max(in_the_feeds(tmp_path).values()) == 1
        assert "not proven" in run.stderr
        healthy_run_completes(tmp_path, site, server)
        # Then the columns are complete: one page each.
        server.forget()
        shallow = ["-s", "GOVNEWS_DEEPER_RUNS=0"]
        assert crawl("mengjin", tmp_path, *RAW, *shallow, proxy=server.url).returncode == 0
        assert len([one for one in server.requests if one.path not in ("/", "/robots.txt")]) <= len(SIZES)


@pytest.mark.long
def test_outages_and_false_claims_of_lists_and_articles_that_fail_once(tmp_path):
    site = small_site()
    claims_more = re.compile(rb'(pagecount=["\']?)\d+')
    articles = [entry.url.removeprefix(BASE) for entry in site.entries("孟津要闻")[3:5]]
    faults = {
        path_of(site, "部门动态", 3): answer(Reply.html("<html><title>502</title></html>", status=502)),
        path_of(site, "媒体看孟津", 3): break_off(0.5),
        articles[0]: answer(Reply.html("<html><title>500</title></html>", status=500)),
        articles[1]: cut(0.1),
        lambda request: request.path.startswith("/ywdt/zjdt/"): lambda request, reply: replace(
            reply, body=claims_more.sub(rb"\g<1>99", reply.body)
        ),
    }
    with ReplicaServer({HOST: FaultySite(site, faults)}) as server:
        run = crawl("mengjin", tmp_path, *RAW, "-s", "RETRY_TIMES=1", proxy=server.url)
        assert run.returncode == 4, run.stderr
        found = certificates(tmp_path)
        assert "HTTP 502" in "".join(found["部门动态"]["troubles"])
        assert not found["部门动态"]["proven"]
        assert not found["媒体看孟津"]["proven"]
        more = found["镇街动态"]
        assert (more["proven"], more["claims_agree"], more["failed"]) == (False, False, 0)
        assert found["孟津要闻"]["proven"]
        assert found["孟津要闻"]["failed"] == 2
        assert not set(in_the_feeds(tmp_path)) & {BASE + path for path in articles}
        # The pager that claims too much is never believed: what speaks against an end is not outlived.
        del server.sites[HOST].faults[path_of(site, "部门动态", 3)]
        del server.sites[HOST].faults[path_of(site, "媒体看孟津", 3)]
        run = crawl("mengjin", tmp_path, *RAW, "-s", "RETRY_TIMES=1", proxy=server.url)
        assert run.returncode == 4, run.stderr
        found = certificates(tmp_path)
        assert [name for name, column in found.items() if not column["proven"]] == ["镇街动态"]
        assert in_the_feeds(tmp_path) == truth(site) - Counter(BASE + path for path in articles)
        healthy_run_completes(tmp_path, site, server)


def test_articles_that_are_published_and_withdrawn_while_the_lists_are_read(tmp_path):
    site, lock, done = small_site(), threading.Lock(), []
    second = path_of(site, "孟津要闻", 2)

    def publish(request: Request, reply: Reply) -> Reply:
        with lock:
            if not done:
                done.extend(site.add_article("孟津要闻").url for _ in range(2))
        return site.respond(request)

    with ReplicaServer({HOST: FaultySite(site, {second: publish})}) as server:
        run = crawl("mengjin", tmp_path, *RAW, proxy=server.url)
        assert run.returncode == 0, run.stderr
        assert len(done) == 2
        assert in_the_feeds(tmp_path) == truth(site), "they stand on the first page, looked at once more"
        healthy_run_completes(tmp_path, site, server)


@pytest.mark.long
def test_two_addresses_of_one_article_are_one_record(tmp_path):
    """A redirect, and the same text under both generations of the site."""
    site = small_site()
    first, second = site.entries("部门动态")[1:3]
    to_first = answer(Reply(302, {"Location": first.url}))
    same_words = in_place_of(site, first.url.removeprefix(BASE))
    third = site.entries("部门动态")[4]
    titles = [entry.title.encode() for entry in (first, second, third)]

    def one_title(_: Request, reply: Reply) -> Reply:
        body = reply.body
        for title in titles[1:]:
            body = body.replace(title, titles[0])
        return replace(reply, body=body)

    faults = {
        second.url.removeprefix(BASE): to_first,
        third.url.removeprefix(BASE): same_words,
        path_of(site, "部门动态", 1): one_title,
    }
    with ReplicaServer({HOST: FaultySite(site, faults)}) as server:
        run = crawl("mengjin", tmp_path, *RAW, proxy=server.url)
        assert run.returncode == 0, run.stderr
        found = in_the_feeds(tmp_path)
        assert sum(found[one.url] for one in (first, second, third)) == 1
        assert max(found.values()) == 1
        assert certificates(tmp_path)["部门动态"]["unaccounted"] == 0
        server.forget()
        assert crawl("mengjin", tmp_path, *RAW, proxy=server.url).returncode == 0
        assert in_the_feeds(tmp_path) == found
        asked = {request.url for request in server.requests}
        assert not asked & {first.url, second.url, third.url}, "every address of it is known"


@pytest.mark.long
def test_limits_and_since_leave_nothing_behind(tmp_path):
    """What a run left out on purpose is found by the next one that does not."""
    site = small_site()
    middle = sorted(article.published_on for article in site.articles)[len(site.articles) // 2]
    with ReplicaServer({HOST: site}) as server:
        for _ in range(2):  # a limit that ends twice in the same way is no end of the list
            run = crawl("mengjin", tmp_path, *RAW, "-a", "limit=5", proxy=server.url)
            assert run.returncode == 0, run.stderr
        assert sum(in_the_feeds(tmp_path).values()) == 10
        run = crawl("mengjin", tmp_path, *RAW, "-a", f"since={middle}", proxy=server.url)
        assert run.returncode == 0, run.stderr
        healthy_run_completes(tmp_path, site, server)
