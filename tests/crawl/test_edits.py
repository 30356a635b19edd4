"""Edits and withdrawals: looked for on a widening schedule, written as further versions."""

from __future__ import annotations

import json
import time

import pytest

from govnews.crawl.edits import bears_title
from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer
from govnews.items import Article, Evidence, Witness
from tests.crawling import crawl, last_report, records, scrapy

# Due at each of the next runs; the replica's articles are months old, so the last age has to be large.
AGES = ["-s", "GOVNEWS_RECHECK_DAYS=0.00001,0.00002,0.00003,0.0001,0.001,0.01,1000"]
SIZES = {"孟津要闻": 12, "部门动态": 3, "镇街动态": 3, "媒体看孟津": 3}


@pytest.mark.long
def test_an_edit_is_a_new_version_and_what_is_listed_and_gone_is_not_withdrawn(tmp_path):
    site = MengjinSite(sizes=SIZES)
    with ReplicaServer({HOST: site}) as server:
        assert crawl("mengjin", tmp_path, *AGES, proxy=server.url).returncode == 0
        first = records(tmp_path)
        news = [entry.url for entry in site.entries("孟津要闻")]
        edited, spaced, withdrawn = news[3], news[4], news[5]
        truth = site.edit(
            edited, title="更正后的标题在这里", body="第一段改过了，内容与原来不同。\n第二段也是新的。"
        )
        site.edit(spaced, body=site.truth(spaced).body.replace("，", "， ").replace("\n", " \n"))
        site.withdraw(withdrawn, still_listed=True)
        time.sleep(1)
        server.forget()
        assert crawl("mengjin", tmp_path, *AGES, proxy=server.url).returncode == 0
        asked = [request for request in server.requests if request.url in {record["url"] for record in first}]
        assert len(asked) == len(first)
        assert all("if-none-match" in request.headers for request in asked)
        second = records(tmp_path)[len(first) :]
        assert [(r["url"], r["event"], r["version"]) for r in second] == [(edited, "updated", 2)]
        assert (second[0]["title"], second[0]["body"]) == (truth.title, truth.body)
        assert last_report(tmp_path)["records"] == {"updated": 1}
        time.sleep(2)
        assert crawl("mengjin", tmp_path, *AGES, proxy=server.url).returncode == 0
        third = records(tmp_path)[len(first) + len(second) :]
        assert third == []
    shown = scrapy("history", edited, "-s", f"GOVNEWS_OUTPUT={tmp_path}")
    assert shown.returncode == 0, shown.stderr
    assert "+更正后的标题在这里" in shown.stdout
    assert "version 2, updated" in shown.stdout
    exported = scrapy("export", "mengjin", "-s", f"GOVNEWS_OUTPUT={tmp_path}")
    assert exported.returncode == 0, exported.stderr
    assert len(exported.stdout.splitlines()) == len(first)
    assert sum(json.loads(line)["version"] == 2 for line in exported.stdout.splitlines()) == 1


def test_without_ages_nothing_is_looked_at_again(tmp_path):
    site = MengjinSite(sizes=SIZES)
    with ReplicaServer({HOST: site}) as server:
        assert crawl("mengjin", tmp_path, "-s", "GOVNEWS_RECHECK_DAYS=", proxy=server.url).returncode == 0
        articles = {record["url"] for record in records(tmp_path)}
        server.forget()
        assert crawl("mengjin", tmp_path, "-s", "GOVNEWS_RECHECK_DAYS=", proxy=server.url).returncode == 0
        assert not articles & {request.url for request in server.requests}


def test_a_first_run_that_is_to_look_at_everything_asks_for_each_article_once(tmp_path):
    site = MengjinSite(sizes=SIZES)
    with ReplicaServer({HOST: site}) as server:
        assert crawl("mengjin", tmp_path, "-a", "recheck=all", proxy=server.url).returncode == 0
        articles = {record["url"] for record in records(tmp_path)}
        assert sorted(one.url for one in server.requests if one.url in articles) == sorted(articles)
        server.forget()
        assert crawl("mengjin", tmp_path, "-a", "recheck=all", proxy=server.url).returncode == 0
        assert sorted(one.url for one in server.requests if one.url in articles) == sorted(articles)


def test_the_history_of_an_address_that_was_never_seen(tmp_path):
    site = MengjinSite(sizes=SIZES)
    with ReplicaServer({HOST: site}) as server:
        assert crawl("mengjin", tmp_path, "-a", "limit=1", proxy=server.url).returncode == 0
    folder = ["-s", f"GOVNEWS_OUTPUT={tmp_path}"]
    unknown = scrapy("history", "http://www.mengjin.gov.cn/never/was.html", *folder)
    assert unknown.returncode == 1
    assert "is not in" in unknown.stdout


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("关于甲路停电的公告", "关于乙路停电的公告"),
        ("青坪镇全面铺开反诈宣传，交出满意答卷", "河湾镇全面铺开防汛宣传，交出满意答卷"),
        ("区长陈某某到甲镇调研春耕", "区长陈某某到乙镇调研春耕"),
    ],
)
def test_a_headline_that_is_merely_alike_is_another_article_s(own: str, other: str) -> None:
    article = Article(url="http://example.gov.cn/1.html", title=own, body="正文。")
    article.evidence["title"] = Evidence(witnesses=[Witness("element", "h1", own)])
    assert bears_title(article, own) is True
    assert bears_title(article, own[:8] + "…") is True
    assert bears_title(article, other) is False
