"""Feeds in an S3 bucket: a real server, real crawls, killed before, during and after the upload; answers that get lost."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.settings import Settings

from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer
from govnews.errors import GovNewsError, UsageError
from govnews.feeds import s3
from govnews.feeds.recovery import Fate, recover
from govnews.feeds.s3 import Bucket, NotStored, Uploads, marked
from govnews.feeds.storages import check_feeds
from govnews.ledger import open_ledger
from tests.crawling import last_report
from tests.ledger.samples import NOW, article, pending_versions
from tests.s3 import KEYS, Answer, Crawls, Gate, Store, free_port, once_each, published

TEXT = b'{"title": "\xe6\x98\xa5\xe8\x80\x95"}\n'
SIZES = {"孟津要闻": 6, "部门动态": 3}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts that follow each other at once, and answers that are not waited for long; of this process alone."""
    monkeypatch.setattr(s3, "_PAUSES", (0.01, 0.01, None))
    monkeypatch.setattr(s3, "_READ_SECONDS", 1)


def reached(endpoint: str, uri: str) -> Bucket:
    return Bucket.of(uri, Settings({**KEYS, "AWS_ENDPOINT_URL": endpoint}))


def upload(endpoint: str, uri: str, content: bytes = TEXT) -> None:
    reached(endpoint, uri).upload(uri, io.BytesIO(content))


def key_of(uri: str) -> str:
    return uri.split("/", 3)[3]


# One upload


def test_an_object_is_there_once_and_says_what_it_is(store: Store, bucket: str) -> None:
    uri = marked(f"s3://{bucket}/mengjin/2026.jsonl")
    upload(store.endpoint, uri)
    assert store.objects(bucket) == {key_of(uri): TEXT}
    assert store.metadata(bucket, key_of(uri)) == {
        "govnews-publication": s3.mark_of(uri),
        "govnews-sha256": hashlib.sha256(TEXT).hexdigest(),
        "govnews-length": str(len(TEXT)),
    }
    with pytest.raises(GovNewsError, match="is not what was uploaded"):
        upload(store.endpoint, uri, TEXT * 2)
    assert store.objects(bucket) == {key_of(uri): TEXT}


def test_an_object_of_another_one_is_not_written_over(store: Store, bucket: str) -> None:
    uri = marked(f"s3://{bucket}/news.jsonl")
    store.client.put_object(Bucket=bucket, Key=key_of(uri), Body=b"mine")
    with pytest.raises(NotStored, match="an object of that name is there"):
        upload(store.endpoint, uri)
    assert store.objects(bucket) == {key_of(uri): b"mine"}


def lost(number: int, pass_on: Any) -> Answer | None:
    """Stored, and the connection ends without an answer."""
    pass_on()
    return None


def faulty(number: int, pass_on: Any) -> Answer | None:
    """Stored, and a server before it says that it was not."""
    pass_on()
    return 500, {"Content-Length": "0"}, b""


def slow(number: int, pass_on: Any) -> Answer | None:
    """Stored, and the answer comes when nobody waits for it any more."""
    answer: Answer = pass_on()
    time.sleep(2)
    return answer


@pytest.mark.parametrize("how", [lost, faulty, slow])
def test_an_upload_whose_answer_got_lost_is_found(how: Any, store: Store, gate: Gate, bucket: str) -> None:
    uri = marked(f"s3://{bucket}/news.jsonl")
    gate.on["PUT"] = lambda number, pass_on: how(number, pass_on) if number == 1 else pass_on()
    upload(gate.endpoint, uri)
    assert [method for method, _ in gate.asked] == ["PUT", "PUT", "HEAD"]
    assert store.objects(bucket) == {key_of(uri): TEXT}


@pytest.mark.parametrize("how", [lost, faulty])
def test_an_upload_that_is_never_answered_is_found_by_its_name(
    how: Any, store: Store, gate: Gate, bucket: str
) -> None:
    uri = marked(f"s3://{bucket}/news.jsonl")
    gate.on["PUT"] = how
    upload(gate.endpoint, uri)
    assert Counter(method for method, _ in gate.asked) == {"PUT": 3, "HEAD": 1}
    assert store.objects(bucket) == {key_of(uri): TEXT}


def test_an_upload_that_comes_late_finds_its_name_taken(store: Store, gate: Gate, bucket: str) -> None:
    uri = marked(f"s3://{bucket}/news.jsonl")
    late: list[Any] = []

    def swallow(number: int, pass_on: Any) -> Answer | None:
        if number > 3:  # what takes the name
            return pass_on()  # type: ignore[no-any-return]
        late.append(pass_on)
        return None

    gate.on["PUT"] = swallow
    with pytest.raises(NotStored):
        upload(gate.endpoint, uri)
    assert [pass_on()[0] for pass_on in late] == [412, 412, 412]
    assert store.objects(bucket) == {key_of(uri): b""}
    with pytest.raises(NotStored):
        upload(gate.endpoint, uri)
    assert store.metadata(bucket, key_of(uri)) == {"govnews-taken-back": s3.mark_of(uri)}


@pytest.mark.parametrize("status", [403, 404])
def test_an_upload_that_is_refused_takes_no_name(status: int, store: Store, gate: Gate, bucket: str) -> None:
    uri = marked(f"s3://{bucket}/news.jsonl")
    gate.on["PUT"] = lambda *_: (status, {"Content-Length": "0"}, b"")
    with pytest.raises(NotStored):
        upload(gate.endpoint, uri)
    assert ([method for method, _ in gate.asked], store.objects(bucket)) == (["PUT"], {})
    with pytest.raises(NotStored, match="NoSuchBucket"):
        upload(store.endpoint, marked("s3://nowhere/news.jsonl"))


def test_a_server_that_is_not_there_was_given_nothing() -> None:
    with pytest.raises(NotStored, match="Could not connect"):
        upload(f"http://127.0.0.1:{free_port()}", marked("s3://bucket/news.jsonl"))


def test_what_one_upload_does_not_take_is_said(store: Store, bucket: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(s3, "MOST", 10)
    with pytest.raises(NotStored, match="divide it by batch_item_count"):
        upload(store.endpoint, marked(f"s3://{bucket}/news.jsonl"))


def test_without_boto3_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    settings = Settings({"FEEDS": {"s3://key:secret@bucket/news.jsonl": {"format": "jsonlines"}}})
    settings["FEED_STORAGES"]["s3"] = "govnews.feeds.storages.ObjectFeed"
    crawler = SimpleNamespace(settings=settings, spider=None)
    with pytest.raises(
        UsageError,
        match=r"the feed s3://bucket/news.jsonl: missing boto3 library: pip install 'govnews\[s3\]'",
    ):
        check_feeds(crawler)  # type: ignore[arg-type]


# What the next run makes of an announcement


@pytest.mark.parametrize(
    "how", ["stored", "not stored", "another's", "unreachable", "no bucket", "of an older govnews"]
)
def test_an_announced_upload_is_asked_for(how: str, store: Store, bucket: str, tmp_path: Path) -> None:
    uri = marked(f"s3://{'nowhere' if how == 'no bucket' else bucket}/news.jsonl")
    if how == "of an older govnews":
        uri = f"s3://{bucket}/news.jsonl"
    folder, endpoint = tmp_path / "test", store.endpoint
    folder.mkdir()
    if how == "stored":
        upload(endpoint, uri)
    elif how == "another's":
        store.client.put_object(Bucket=bucket, Key=key_of(uri), Body=b"mine")
    elif how == "unreachable":
        endpoint = f"http://127.0.0.1:{free_port()}"
    settle = Uploads(Settings({**KEYS, "AWS_ENDPOINT_URL": endpoint}))
    with closing(open_ledger(tmp_path / "govnews.db", "test")) as ledger:
        ledger.record(article(1), now=NOW)
        ledger.announce(uri, None, pending_versions(ledger))
        for _ in range(2):
            recover(ledger, folder, settle)
            open_ones = len(ledger.open_announcements())
            assert (ledger.waiting(), open_ones) == {"stored": (0, 0), "unreachable": (0, 1)}.get(how, (1, 0))
    there = {
        "stored": {key_of(uri): TEXT},
        "not stored": {key_of(uri): b""},
        "another's": {key_of(uri): b"mine"},
    }
    assert store.objects(bucket) == there.get(how, {})


def test_a_bucket_is_asked_with_the_credentials_that_its_feed_has(
    store: Store, gate: Gate, bucket: str
) -> None:
    uri = marked(f"s3://{bucket}/news.jsonl")
    seen: list[Uploads] = []
    for feeds in ({}, {f"s3://own:secret@{bucket}/%(site)s.jsonl": {}}):
        settings = Settings(
            {"AWS_ENDPOINT_URL": gate.endpoint, "AWS_REGION_NAME": "us-east-1", "FEEDS": feeds}
        )
        seen.append(Uploads(settings))
    assert seen[1](uri) is Fate.NOT_STORED
    assert seen[1]._with_credentials(uri) == uri.replace("s3://", "s3://own:secret@")
    assert seen[0]._with_credentials(uri) == uri


# Crawls


@pytest.fixture
def site() -> MengjinSite:
    return MengjinSite(sizes=SIZES, page_size=5)


@pytest.fixture
def crawls(tmp_path: Path, gate: Gate, bucket: str, site: MengjinSite) -> Iterator[Crawls]:
    with ReplicaServer({HOST: site}) as server:
        yield Crawls(tmp_path / "output", gate, bucket, server.url)


def test_a_run_feeds_the_bucket_and_the_next_one_has_nothing_new(
    store: Store, bucket: str, crawls: Crawls, site: MengjinSite
) -> None:
    assert crawls.to_its_end() == 0
    assert published(store, bucket) == once_each(site)
    (key,) = store.objects(bucket)
    report = last_report(crawls.output)
    assert report["files"]["feed"] == f"s3://{bucket}/{key}"
    assert key.startswith("mengjin/20") and key.endswith(".jsonl")
    assert crawls.to_its_end() == 0
    assert list(store.objects(bucket)) == [key]


@pytest.mark.parametrize("when", ["before", "during", "after"])
def test_a_run_that_is_killed_at_its_upload_loses_nothing_and_gives_nothing_twice(
    when: str, store: Store, bucket: str, crawls: Crawls, site: MengjinSite, gate: Gate
) -> None:
    late: list[Any] = []

    def held(number: int, pass_on: Any) -> Answer | None:
        if number > 1:
            return pass_on()  # type: ignore[no-any-return]
        if when == "after":
            pass_on()
        else:
            late.append(pass_on)
        gate.hold()
        return None

    gate.on["PUT"] = held
    if when == "during":
        gate.half.set()
    crawls.killed_when(gate.begun)
    gate.half.clear()
    gate.go.set()
    if when == "before":
        gate.on["PUT"] = lambda number, pass_on: pass_on()
    assert crawls.to_its_end() == 0
    assert published(store, bucket) == once_each(site)
    if when == "before":  # the killed run's request was on its way all the time
        assert late[0]()[0] == 412
        assert published(store, bucket) == once_each(site)
    empty = [key for key, content in store.objects(bucket).items() if not content]
    assert len(empty) == (when != "after")
    with closing(sqlite3.connect(crawls.output / "govnews.db")) as ledger:
        assert ledger.execute("SELECT count(*) FROM publication WHERE done = 0").fetchone() == (0,)


def test_an_upload_whose_outcome_stays_unknown_is_told_and_settled_by_the_next_run(
    store: Store, bucket: str, crawls: Crawls, site: MengjinSite, gate: Gate
) -> None:
    gate.on["PUT"] = lost
    gate.on["HEAD"] = lambda *_: (503, {}, b"")
    assert crawls.to_its_end() == 8, crawls.said()
    told = [one["error"] for one in last_report(crawls.output)["samples"]]
    assert any("whether it was published is not known yet" in error for error in told)
    gate.on.clear()
    assert crawls.to_its_end() == 0
    assert published(store, bucket) == once_each(site)
    assert len(store.objects(bucket)) == 1


def test_two_runs_of_two_sites_at_once_have_names_of_their_own(
    store: Store, bucket: str, crawls: Crawls, site: MengjinSite, tmp_path: Path
) -> None:
    """With ledgers of their own they know nothing of each other, and begin in the same second."""
    other = Crawls(tmp_path / "other" / "output", crawls.gate, bucket, crawls.proxy)
    feeds = {f"s3://{bucket}/news.jsonl": {"format": "jsonlines", "store_empty": False}}
    runs = [one.begin("-s", f"FEEDS={json.dumps(feeds)}") for one in (crawls, other)]
    for run in runs:
        run.join(90)
    assert [run.exitcode for run in runs] == [0, 0]
    assert len(store.objects(bucket)) == 2
    assert published(store, bucket) == dict.fromkeys(once_each(site), 2)
