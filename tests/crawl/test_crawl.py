"""The main job: the unmodified spider against the replica, compared with the replica's own truth."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

from govnews.crawl.report import report_schema
from govnews.demo.mengjin import COLUMNS, HOST, MengjinSite
from govnews.demo.server import FaultySite, ReplicaServer, StaticSite
from govnews.identity import url_hash
from govnews.items import Article, article_schema
from scripts.schemas import PACKAGE, SCHEMAS
from scripts.schemas import text as schema_text
from tests.crawling import crawl, feeds, last_report, records


@pytest.fixture(scope="module")
def first_and_second_run(tmp_path_factory):
    """The first crawl of the replica and one more on the same folder, with what each asked for."""
    output, site = tmp_path_factory.mktemp("output"), MengjinSite()
    with ReplicaServer({HOST: site}) as server:
        first = crawl("mengjin", output, proxy=server.url)
        asked_first = [request.path for request in server.requests]
        report = last_report(output)
        collected = records(output)
        second = crawl("mengjin", output, proxy=server.url)
        asked_second = [request.path for request in server.requests][len(asked_first) :]
    return site, output, (first, asked_first, report, collected), (second, asked_second)


def test_every_article_is_in_the_feed_exactly_once(first_and_second_run):
    site, _, (first, _, report, collected), _ = first_and_second_run
    assert first.returncode == 0, first.stderr
    assert report["outcome"] == "ok"
    assert sorted(record["url"] for record in collected) == sorted(truth.url for truth in site.articles)


def test_every_field_is_what_the_site_says(first_and_second_run):
    site, _, (_, _, _, collected), _ = first_and_second_run
    fields = (
        "title", "published_on", "published_at", "source", "author", "editor", "body", "images",
    )  # fmt: skip
    wrong = []
    for record in collected:
        truth = site.truth(record["url"])
        for field in fields:
            if record[field] != getattr(truth, field):
                wrong.append((truth.kind, record["url"], field, record[field], getattr(truth, field)))
        if record["attachments"] != [asdict(one) for one in truth.attachments]:
            wrong.append((truth.kind, record["url"], "attachments", record["attachments"], truth.attachments))
        if record["column"] not in truth.columns:
            wrong.append((truth.kind, record["url"], "column", record["column"], truth.columns))
        if (record["site"], record["region"], record["event"], record["version"]) != (
            "mengjin",
            "410308",
            "new",
            1,
        ):
            wrong.append((truth.kind, record["url"], "site", record, None))
        if record["evidence"]["region"]["witness"] != "site":
            wrong.append((truth.kind, record["url"], "region", record["evidence"]["region"], None))
        if record["url_hash"] != url_hash(record["url"]):
            wrong.append((truth.kind, record["url"], "url_hash", record["url_hash"], None))
    assert not wrong, f"{len(wrong)} wrong values, e.g. {wrong[:5]}"


def test_every_line_is_valid_and_has_its_keys_in_order(first_and_second_run):
    _, _, (_, _, _, collected), _ = first_and_second_run
    validator = Draft202012Validator(article_schema())
    for record in collected:
        validator.validate(record)
        assert list(record) == list(Article.__dataclass_fields__)


def test_nothing_but_the_news_of_this_host_is_asked_for(first_and_second_run):
    site, _, (_, asked, _, _), _ = first_and_second_run
    quiet = tuple(column.path for column in site.columns if not column.news)
    assert not [path for path in asked if path.startswith(quiet)]
    other = {urlsplit(truth.url).path for truth in site.all_articles} - {
        urlsplit(t.url).path for t in site.articles
    }
    assert not other & set(asked)
    articles = [path for path in asked if path in {urlsplit(truth.url).path for truth in site.articles}]
    assert len(articles) == len(set(articles))
    assert asked[0] == "/robots.txt"


def test_a_second_run_writes_nothing_and_asks_one_page_a_column(first_and_second_run):
    site, output, (_, _, _, collected), (second, asked) = first_and_second_run
    assert second.returncode == 0, second.stderr
    assert records(output) == collected
    assert len(feeds(output)) == 1
    assert len([path for path in asked if path not in {"/robots.txt", "/"}]) <= len(site.news_columns)
    assert "nothing new" in second.stderr


def test_the_columns_certificates_add_up(first_and_second_run):
    site, _, (_, _, report, _), _ = first_and_second_run
    assert {column["column"] for column in report["columns"]} == {column.name for column in site.news_columns}
    for column in report["columns"]:
        entries = site.entries(column["column"])
        foreign = sum(entry.foreign for entry in entries)
        assert column["listed"] == len(entries)
        assert column["new"] + column["known"] == len(entries) - foreign
        assert sum(column["excluded"].values()) == foreign
        assert (column["failed"], column["unaccounted"], column["proven"]) == (0, 0, True)


def test_over_all_columns_each_article_counts_once(first_and_second_run):
    """An article of two columns is new in one of them, and elsewhere in the other: nothing is known to a first run."""
    site, _, (first, _, report, collected), _ = first_and_second_run
    listed = [
        entry for column in site.news_columns for entry in site.entries(column.name) if not entry.foreign
    ]
    twice = len(listed) - len({entry.url for entry in listed})
    assert twice > 0
    columns = report["columns"]
    assert sum(column["new"] for column in columns) == len(collected) == len(listed) - twice
    assert (
        sum(column["elsewhere"] for column in columns) == sum(column["known"] for column in columns) == twice
    )
    lines = [line.split() for line in first.stderr.splitlines()]
    at = next(number for number, line in enumerate(lines) if line[:1] == ["column"])
    heading, rows = lines[at], lines[at + 1 : at + 1 + len(columns)]
    shown = {
        name: sum(int(row[heading.index(name)]) for row in rows) for name in ("new", "known", "elsewhere")
    }
    assert shown == {"new": len(collected), "known": 0, "elsewhere": twice}
    assert f"\nrecords: {len(collected)} new\n" in first.stderr


def test_new_articles_are_written_alone(tmp_path):
    site = MengjinSite(sizes={"孟津要闻": 40})
    with ReplicaServer({HOST: site}) as server:
        assert crawl("mengjin", tmp_path, proxy=server.url).returncode == 0
        before = {record["url"] for record in records(tmp_path)}
        added = [site.add_article("孟津要闻") for _ in range(20)] + [site.add_article("镇街动态")]
        assert crawl("mengjin", tmp_path, proxy=server.url).returncode == 0
    after = [record["url"] for record in records(tmp_path)]
    assert sorted(after) == sorted(before | {truth.url for truth in added})


def test_arguments_choose_columns_days_and_number(tmp_path):
    site = MengjinSite()
    with ReplicaServer({HOST: site}) as server:
        run = crawl("mengjin", tmp_path / "c", "-a", "columns=公告公示", proxy=server.url)
        assert run.returncode == 0, run.stderr
        notices = {entry.url for entry in site.entries("公告公示")}
        assert {record["url"] for record in records(tmp_path / "c")} == notices
        run = crawl("mengjin", tmp_path / "s", "-a", "since=2025-11-20", proxy=server.url)
        assert run.returncode == 0, run.stderr
        wanted = {truth.url for truth in site.articles if truth.published_on >= "2025-11-20"}
        assert {record["url"] for record in records(tmp_path / "s")} == wanted
        run = crawl("mengjin", tmp_path / "l", "-a", "limit=7", proxy=server.url)
        assert run.returncode == 0, run.stderr
        assert len(records(tmp_path / "l")) == 7
        # What a limited run left out is not forgotten.
        assert crawl("mengjin", tmp_path / "l", proxy=server.url).returncode == 0
        assert sorted(r["url"] for r in records(tmp_path / "l")) == sorted(
            truth.url for truth in site.articles
        )


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("colums=孟津要闻", "unknown spider argument colums"),
        ("since=2023-2-30", "since=2023-2-30: not a day"),
        ("limit=-3", "limit=-3: not a number"),
        ("home=www.mengjin.gov.cn", "home=www.mengjin.gov.cn: not a web address"),
        ("home=http://[::1", "home=http://[::1: not a web address"),
        ("home=http://127.0.0.1:99999/", "home=http://127.0.0.1:99999/: not a web address"),
        ("home=http:///xwzx/", "home=http:///xwzx/: not a web address"),
        ("columns=", "columns=: a name is empty"),
    ],
)
def test_a_wrong_argument_is_one_clear_line(tmp_path, argument, message):
    run = crawl("mengjin", tmp_path, "-a", argument, "-L", "ERROR")
    assert run.returncode == 2
    assert message in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_an_unknown_spider_is_one_clear_line(tmp_path):
    run = crawl("mengjing", tmp_path, "-L", "ERROR")
    assert run.returncode == 2
    assert "there is no spider mengjing" in run.stderr
    assert "Traceback" not in run.stderr


def test_an_output_folder_that_cannot_be_written_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("in the way")
    run = crawl("mengjin", tmp_path / "file" / "output", "-L", "ERROR")
    assert run.returncode == 8
    assert "cannot write to the output folder" in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1


def test_a_home_page_that_is_missing_is_said_and_harms_nothing(tmp_path):
    with ReplicaServer({HOST: MengjinSite(sizes={"孟津要闻": 20})}) as server:
        assert crawl("mengjin", tmp_path, proxy=server.url).returncode == 0
    before = records(tmp_path)
    with ReplicaServer({HOST: StaticSite({})}) as server:
        run = crawl("mengjin", tmp_path, "-a", "columns=领导之窗", proxy=server.url)
    assert run.returncode == 7
    assert "http://www.mengjin.gov.cn/: HTTP 404" in run.stderr
    assert records(tmp_path) == before


def test_o_appends_and_capital_o_overwrites(tmp_path):
    site = MengjinSite(sizes={"孟津要闻": 20})
    target = tmp_path / "feed.jsonl"
    with ReplicaServer({HOST: site}) as server:
        assert crawl("mengjin", tmp_path / "a", "-O", str(target), proxy=server.url).returncode == 0
        whole = target.read_text("utf-8").splitlines()
        assert len(whole) == len(site.articles)
        assert [feed.read_text("utf-8").splitlines() for feed in feeds(tmp_path / "a")] == [whole]
        added = site.add_article("孟津要闻")
        assert crawl("mengjin", tmp_path / "a", "-o", str(target), proxy=server.url).returncode == 0
        lines = target.read_text("utf-8").splitlines()
        assert lines[: len(whole)] == whole
        assert [json.loads(line)["url"] for line in lines[len(whole) :]] == [added.url]
        assert crawl("mengjin", tmp_path / "b", "-O", f"{target}:jsonlines", proxy=server.url).returncode == 0
        assert len(target.read_text("utf-8").splitlines()) == len(site.articles)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_shipped_schemas_are_those_of_the_code(name):
    assert (PACKAGE / name).read_text("utf-8") == schema_text(SCHEMAS[name]()), "renew it: make schema"


def test_a_report_has_the_form_of_its_schema(tmp_path):
    validator = Draft202012Validator(report_schema())
    site = MengjinSite(sizes={"孟津要闻": 8})
    with ReplicaServer({HOST: site}) as server:
        assert crawl("mengjin", tmp_path, proxy=server.url).returncode == 0
        validator.validate(last_report(tmp_path))
    assert crawl("mengjin", tmp_path, proxy=server.url).returncode != 0, "nobody answers any more"
    assert last_report(tmp_path)["troubles"]
    validator.validate(last_report(tmp_path))


def test_a_template_that_lost_a_field_is_a_changed_layout(tmp_path):
    site = MengjinSite(sizes={"孟津要闻": 40})
    with ReplicaServer({HOST: site}) as server:
        assert crawl("mengjin", tmp_path, proxy=server.url).returncode == 0

    def without_source(_, reply):
        text = re.sub(r"<span>来源.*?</span>", "", reply.body.decode(), flags=re.DOTALL)
        return replace(reply, body=text.replace("ource", "urce").encode())

    news = [site.add_article("孟津要闻").url for _ in range(25)]
    with ReplicaServer(
        {HOST: FaultySite(site, {lambda request: request.url in news: without_source})}
    ) as server:
        run = crawl("mengjin", tmp_path, proxy=server.url)
    assert run.returncode == 5, run.stderr
    assert "source is given by 0% of the articles" in run.stderr
    assert {record["url"] for record in records(tmp_path)} >= set(news)


def test_a_column_that_is_gone_is_forgotten_when_the_home_page_says_so_too(tmp_path):
    whole = MengjinSite(sizes={"孟津要闻": 20})
    smaller = MengjinSite(sizes={"孟津要闻": 20}, columns=[c for c in COLUMNS if c.name != "媒体看孟津"])
    with ReplicaServer({HOST: whole}) as server:
        assert crawl("mengjin", tmp_path, proxy=server.url).returncode == 0
    with ReplicaServer({HOST: smaller}) as server:
        codes = [crawl("mengjin", tmp_path, proxy=server.url).returncode for _ in range(2)]
    assert codes == [4, 0]
    assert {column["column"] for column in last_report(tmp_path)["columns"]} == {
        "孟津要闻",
        "部门动态",
        "镇街动态",
    }
