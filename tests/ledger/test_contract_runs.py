"""Any ledger: runs, hosts, and what commands read of all sites."""

from __future__ import annotations

import json
from datetime import timedelta

from govnews.items import RECORD, Column
from govnews.ledger import Exclusion, Host
from tests.ledger.samples import LATER, NOW, article, leave_out

COLUMNS = [
    Column(f"栏目{number}", f"http://www.example.gov.cn/{number}/", "导航", number) for number in (1, 2)
]


def test_a_run_has_a_number_a_begin_and_an_end(ledger, ledgers):
    assert ledger.last_run_at(now=LATER) is None
    first = ledger.begin_run(now=NOW)
    assert ledger.last_run_at(now=LATER) == LATER, "it was killed, at the latest now"
    ledger.end_run(first, now=NOW, outcome="ok", report=json.dumps({"outcome": "ok"}))
    assert ledger.last_run_at(now=LATER) == NOW
    second = ledger.begin_run(now=LATER)
    assert ledgers.open("other").last_run_at(now=LATER) is None
    runs = ledgers.read().runs("test", last=9)
    assert [(run.number, run.started_at, run.finished_at, run.outcome) for run in runs] == [
        (second, LATER, None, None),
        (first, NOW, NOW, "ok"),
    ]
    assert ledgers.read().runs("test", last=1) == runs[:1]


def test_runs_are_counted_by_site(ledgers):
    one, other = ledgers.open("test"), ledgers.open("other")
    assert one.count_runs() == 0
    one.begin_run(now=NOW)
    one.begin_run(now=LATER)
    other.begin_run(now=NOW)
    assert (one.count_runs(), other.count_runs()) == (2, 1)


def test_a_report_is_that_of_the_sites_own_run(ledger, ledgers):
    number = ledger.begin_run(now=NOW)
    reader = ledgers.read()
    assert reader.report("test", number) is None
    ledger.end_run(number, now=NOW, outcome="ok", report=json.dumps({"meaning": "全部"}))
    assert json.loads(reader.report("test", number) or "") == {"meaning": "全部"}
    assert reader.report("other", number) is None
    assert reader.report("test", number + 1) is None
    assert (reader.sites_with_runs(), reader.sites()) == (["test"], [])


def test_hosts_are_known_to_all_sites(ledger, ledgers):
    host = "www.example.gov.cn"
    assert ledger.host(host) == Host()
    ledger.leave_alone(host, until=LATER, why="HTTP 429", refusals=2)
    ledger.remember_server(host, legacy_tls=True, scheme="http")
    other = ledgers.open("other")
    assert other.host(host) == Host(LATER, "HTTP 429", 2, True, "http")
    other.leave_alone(host, until=None, why=None, refusals=0)
    assert ledger.host(host) == Host(legacy_tls=True, scheme="http")
    other.remember_server(host)
    assert ledger.host(host) == Host()


# What commands read


def test_a_ledger_that_is_not_there_yet_reads_as_an_empty_one(ledgers):
    reader = ledgers.read()
    assert (reader.sites(), reader.sites_with_runs(), reader.versions(article(1).url)) == ([], [], [])
    assert reader.exclusions(article(1).url) == reader.addresses(article(1).url) == []


def test_everything_of_an_article_is_read_by_any_of_its_addresses(ledger, ledgers):
    before, moved = "http://www.example.gov.cn/go?id=1", "http://www.example.gov.cn/new/1.html"
    ledger.record(article(1), now=NOW, addresses=[article(1).url, before])
    ledger.add_address(moved, of=article(1).url, now=LATER)
    other = article(1, site="other", title="另一个")
    ledgers.open("other").record(other, now=NOW)
    reader = ledgers.read()
    for url in (before, moved):
        assert reader.versions(url) == [article(1)]
        assert reader.addresses(url) == [before, moved]
    assert reader.versions(article(1).url) == [other, article(1)], "of every site"
    assert reader.versions(article(2).url) == reader.addresses(article(2).url) == []
    assert reader.sites() == ["other", "test"]


def test_an_excluded_address_is_read_with_its_reason(ledger, ledgers):
    leave_out(ledger, article(1).url, "leads to another host")
    leave_out(ledger, article(1).url, "later words")
    reader = ledgers.read()
    assert reader.exclusions(article(1).url) == [Exclusion("test", "later words")]
    assert reader.exclusions(article(2).url) == []
    assert reader.versions(article(1).url) == reader.addresses(article(1).url) == []


def test_the_current_versions_come_in_the_order_of_publication(ledger, ledgers):
    ledger.record(article(1, published_on="2025-03-24"), now=NOW)
    ledger.record(article(2, published_on="2025-03-22"), now=NOW)
    edited = article(1, published_on="2025-03-24", title="更正", event="updated", version=2)
    ledger.record(edited, now=LATER)
    for number, clock in ((4, "18:00:00"), (5, "09:15:00")):
        ledger.record(article(number, published_at=f"2025-03-24T{clock}+08:00"), now=NOW)
    ledgers.open("other").record(article(3, site="other"), now=NOW)
    reader = ledgers.read()
    assert [one.title for one in map(RECORD.validate_json, reader.current("test"))] == [
        "新闻2",
        "更正",
        "新闻5",
        "新闻4",
    ]
    assert [one.title for one in map(RECORD.validate_json, reader.current("test", since="2025-03-24"))] == [
        "更正",
        "新闻5",
        "新闻4",
    ]


def test_the_newest_articles_come_by_publication_then_by_when_they_were_seen(ledger, ledgers):
    ledger.record(article(1, published_on="2025-03-24"), now=LATER)
    ledger.record(article(2, published_on="2025-03-24"), now=NOW)
    ledger.record(article(3, published_on="2025-03-25"), now=NOW)
    ledger.record(article(4, published_on=None), now=LATER)
    ledger.record(article(5, published_on="2025-03-26"), now=NOW)
    ledger.record(article(5, published_on="2025-03-26", event="withdrawn", version=2), now=LATER)
    ledgers.open("other").record(article(6, site="other", published_on="2025-03-27"), now=NOW)
    reader = ledgers.read()
    assert [one.record.title for one in reader.newest("test", most=9)] == ["新闻3", "新闻1", "新闻2", "新闻4"]
    assert [one.record.title for one in reader.newest_of_all(most=3)] == ["新闻6", "新闻3", "新闻1"]
    assert reader.newest("nobody", most=9) == []


def test_a_recent_article_keeps_the_address_that_it_had_first(ledger, ledgers):
    ledger.record(article(1), now=NOW)
    moved = article(1, url="https://example.gov.cn/2025/1.html", event="updated", version=2, title="更正")
    ledger.record(moved, now=LATER)
    (recent,) = ledgers.read().newest("test", most=9)
    assert (recent.first_url, recent.record) == (article(1).url, moved)


def test_current_texts_come_in_the_order_they_were_recorded(ledger, ledgers):
    reader = ledgers.read()
    assert reader.texts(after=0, most=9) == []
    for number in (1, 2, 3):
        ledger.record(article(number), now=NOW)
    reader = ledgers.read()
    first, second = reader.texts(after=0, most=2)
    assert (first.title, first.body, first.site, first.published) == (
        "新闻1",
        "正文第1条。",
        "test",
        "2025-03-24",
    )
    ledger.record(article(2, title="更正", event="updated", version=2), now=LATER)
    third, corrected = reader.texts(after=second.version, most=9)
    assert (third.title, corrected.title, corrected.article) == ("新闻3", "更正", second.article)
    assert reader.texts(after=corrected.version, most=9) == []
    assert [one.title for one in reader.records([corrected.version, 99, first.version])] == ["更正", "新闻1"]


def test_what_people_know_is_kept_of_a_site_and_of_its_columns(ledger, ledgers):
    ledger.remember_columns(COLUMNS, by_name=False, now=NOW)
    ledger.tell({("test", None): "broken"}, now=NOW)
    assert ledgers.read().told() == {}, "of a site that was never crawled nothing is kept"
    ledger.plan(interval=timedelta(hours=1), due_at=LATER)
    told = {None: "broken", COLUMNS[0].url: "fresh", "http://nobody.example/": "silent"}
    ledgers.open("").tell({("test", url): state for url, state in told.items()}, now=NOW)
    ledger.tell({("test", COLUMNS[1].url): "silent"}, now=NOW)
    ledger.tell({("test", None): "fresh"}, now=LATER)
    assert ledgers.read().told() == {
        ("test", None): "fresh",
        ("test", COLUMNS[0].url): "fresh",
        ("test", COLUMNS[1].url): "silent",
    }
    ledger.forget_column(COLUMNS[0].url)
    ledger.remember_columns(COLUMNS, by_name=False, now=NOW)
    assert ledgers.read().told() == {("test", None): "fresh", ("test", COLUMNS[1].url): "silent"}


def test_a_version_is_told_from_that_of_another_ledger(ledger, ledgers):
    ledger.record(article(1), now=NOW)
    ledgers.open("other").record(article(1, site="other"), now=NOW)
    reader = ledgers.read()
    first, second = (reader.mark(text.version) for text in reader.texts(after=0, most=2))
    assert first and second and first != second
    assert reader.mark(99) is None
