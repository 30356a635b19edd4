"""Feeds in buckets: real servers, real crawls, killed before, during and after the upload; answers that get lost.

Each promise is one of all services.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.settings import Settings

from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer
from govnews.errors import GovNewsError, UsageError
from govnews.feeds import objects
from govnews.feeds.buckets import SERVICES, Uploads, bucket_of
from govnews.feeds.objects import NotStored, mark_of, marked
from govnews.feeds.recovery import Fate, recover
from govnews.feeds.storages import check_feeds
from govnews.ledger import open_ledger
from tests.buckets import Answer, Crawls, Gate, GoogleStore, S3Store, Store, free_port, once_each, published
from tests.crawling import last_report
from tests.gcs import error
from tests.ledger.samples import NOW, article, pending_versions

TEXT = b'{"title": "\xe6\x98\xa5\xe8\x80\x95"}\n'
SIZES = {"孟津要闻": 6, "部门动态": 3}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts that follow each other at once, and answers that are not waited for long; of this process alone."""
    monkeypatch.setattr(objects, "_PAUSES", (0.01, 0.01, None))
    monkeypatch.setattr(objects, "READ_SECONDS", 1)


@pytest.fixture(params=["s3", "google"])
def store(request: pytest.FixtureRequest) -> Store:
    """Every service that has buckets."""
    one: S3Store | GoogleStore = request.getfixturevalue(request.param)
    return one


@contextmanager
def reached(store: Store, endpoint: str) -> Iterator[Settings]:
    """Settings, and an environment, by which the store is reached at an address."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in store.variables(endpoint).items():
            patch.setenv(name, value)
        yield Settings(store.settings(endpoint))


def upload(place: Store | Gate, uri: str, content: bytes = TEXT) -> None:
    store = place.store if isinstance(place, Gate) else place
    with reached(store, place.endpoint) as settings:
        bucket_of(uri, settings).upload(uri, io.BytesIO(content))


def uri_in(store: Store, bucket: str) -> str:
    return marked(f"{store.scheme}://{bucket}/news.jsonl")


def key_of(uri: str) -> str:
    return uri.split("/", 3)[3]


# One upload


def test_an_object_is_there_once_and_says_what_it_is(store: Store, bucket: str) -> None:
    uri = marked(f"{store.scheme}://{bucket}/mengjin/2026.jsonl")
    upload(store, uri)
    assert store.objects(bucket) == {key_of(uri): TEXT}
    assert store.metadata(bucket, key_of(uri)) == {
        "govnews-publication": mark_of(uri),
        "govnews-sha256": hashlib.sha256(TEXT).hexdigest(),
        "govnews-length": str(len(TEXT)),
    }
    with pytest.raises(GovNewsError, match="is not what was uploaded"):
        upload(store, uri, TEXT * 2)
    assert store.objects(bucket) == {key_of(uri): TEXT}


def test_an_object_of_another_one_is_not_written_over(store: Store, bucket: str) -> None:
    uri = uri_in(store, bucket)
    store.put(bucket, key_of(uri), b"mine")
    with pytest.raises(NotStored, match="an object of that name is there"):
        upload(store, uri)
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


@pytest.mark.long
@pytest.mark.parametrize("how", [lost, faulty, slow])
def test_an_upload_whose_answer_got_lost_is_found(how: Any, store: Store, gate: Gate, bucket: str) -> None:
    uri = uri_in(store, bucket)
    gate.on[store.upload_method] = lambda number, pass_on: how(number, pass_on) if number == 1 else pass_on()
    upload(gate, uri)
    put, look = store.upload_method, store.look_method
    assert [method for method, _ in gate.asked] == [put, put, look]
    assert store.objects(bucket) == {key_of(uri): TEXT}


@pytest.mark.parametrize("how", [lost, faulty])
def test_an_upload_that_is_never_answered_is_found_by_its_name(
    how: Any, store: Store, gate: Gate, bucket: str
) -> None:
    uri = uri_in(store, bucket)
    gate.on[store.upload_method] = how
    upload(gate, uri)
    assert Counter(method for method, _ in gate.asked) == {
        store.upload_method: 3,
        store.look_method: 1,
    }
    assert store.objects(bucket) == {key_of(uri): TEXT}


def test_an_upload_that_comes_late_finds_its_name_taken(store: Store, gate: Gate, bucket: str) -> None:
    uri = uri_in(store, bucket)
    late: list[Any] = []

    def swallow(number: int, pass_on: Any) -> Answer | None:
        if number > 3:  # what takes the name
            return pass_on()  # type: ignore[no-any-return]
        late.append(pass_on)
        return None

    gate.on[store.upload_method] = swallow
    with pytest.raises(NotStored):
        upload(gate, uri)
    assert [pass_on()[0] for pass_on in late] == [412, 412, 412]
    assert store.objects(bucket) == {key_of(uri): b""}
    with pytest.raises(NotStored):
        upload(gate, uri)
    assert store.metadata(bucket, key_of(uri)) == {"govnews-taken-back": mark_of(uri)}


def refusal(status: int) -> Answer:
    content = json.dumps(error(status, "not for you")).encode()
    return status, {"Content-Type": "application/json", "Content-Length": str(len(content))}, content


@pytest.mark.parametrize("status", [403, 404])
def test_an_upload_that_is_refused_takes_no_name(status: int, store: Store, gate: Gate, bucket: str) -> None:
    uri = uri_in(store, bucket)
    gate.on[store.upload_method] = lambda *_: refusal(status)
    with pytest.raises(NotStored):
        upload(gate, uri)
    assert ([method for method, _ in gate.asked], store.objects(bucket)) == ([store.upload_method], {})
    with pytest.raises(NotStored, match="bucket does not exist"):
        upload(store, uri_in(store, "nowhere"))


def test_a_server_that_is_not_there_was_given_nothing(store: Store) -> None:
    with (
        reached(store, f"http://127.0.0.1:{free_port()}") as settings,
        pytest.raises(NotStored, match=r"Could not connect|Connection refused"),
    ):
        bucket_of(uri_in(store, "bucket"), settings).upload(uri_in(store, "bucket"), io.BytesIO(TEXT))


def test_what_one_upload_does_not_take_is_said(store: Store, bucket: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(SERVICES[store.scheme], "MOST", 10)
    with pytest.raises(NotStored, match="divide it by batch_item_count"):
        upload(store, uri_in(store, bucket))


@pytest.mark.parametrize(
    ("scheme", "library", "advice"),
    [("s3", "boto3", "boto3 library: pip install 'govnews[s3]'"),
     ("gs", "google.cloud.storage", "google-cloud-storage library: pip install 'govnews[gcs]'")],
)  # fmt: skip
def test_without_the_library_it_is_said_what_to_install(
    scheme: str, library: str, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(
        UsageError, match=re.escape(f"the feed {scheme}://bucket/news.jsonl: missing {advice}")
    ):
        check_feeds(crawler_with(f"{scheme}://bucket/news.jsonl"))


def test_without_credentials_it_is_said_before_anything_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere.json")
    with pytest.raises(
        UsageError, match=r"no credentials of Google Cloud Storage: File /nowhere\.json was not found"
    ):
        check_feeds(crawler_with("gs://bucket/news.jsonl"))


def test_an_acl_that_there_is_not_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", "http://127.0.0.1:1")
    crawler = crawler_with("gs://bucket/news.jsonl")
    crawler.settings["FEED_STORAGE_GCS_ACL"] = "public"
    with pytest.raises(UsageError, match="Invalid predefined ACL: public"):
        check_feeds(crawler)


def test_half_of_the_credentials_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    crawler = crawler_with("s3://bucket/news.jsonl")
    crawler.settings["AWS_ACCESS_KEY_ID"] = "key"
    with pytest.raises(UsageError, match="Partial credentials found"):
        check_feeds(crawler)


@pytest.mark.parametrize("uri", ["s3:///news.jsonl", "gs://bucket", "gs://bucket/"])
def test_a_feed_without_a_bucket_or_a_name_is_told(uri: str) -> None:
    with pytest.raises(UsageError, match=r"name a bucket and an object: (s3|gs)://BUCKET/NAME\.jsonl"):
        check_feeds(crawler_with(uri))


def crawler_with(feed: str) -> Any:
    settings = Settings({"FEEDS": {feed: {"format": "jsonlines"}}})
    settings["FEED_STORAGES"].update(dict.fromkeys(SERVICES, "govnews.feeds.storages.ObjectFeed"))
    return SimpleNamespace(settings=settings, spider=None)


def test_a_large_upload_to_google_is_there_once_too(google: GoogleStore) -> None:
    """It goes in several requests, and what was killed among them is not there, nor can be any more."""
    bucket, content = google.new_bucket(), TEXT * 500_000
    parts = 3  # of 4 MiB
    uri, other = uri_in(google, bucket), uri_in(google, bucket)
    late: list[Any] = []
    with Gate(google) as gate:
        gate.on["PUT"] = lambda number, pass_on: late.append(pass_on) if number == parts else pass_on()
        upload(gate, uri, content)
        assert Counter(method for method, _ in gate.asked) == {"POST": 2, "PUT": 2 * parts}
        assert late[0]()[0] == 412
        assert google.objects(bucket) == {key_of(uri): content}
        gate.on["PUT"] = lambda number, pass_on: late.append(pass_on) if number % parts == 0 else pass_on()
        with pytest.raises(NotStored):
            upload(gate, other, content)
        assert [pass_on()[0] for pass_on in late[1:]] == [412, 412, 412]
        assert google.objects(bucket)[key_of(other)] == b""


def test_google_refuses_what_came_torn(google: GoogleStore) -> None:
    class Torn(io.BytesIO):
        """Another content each time that it is read from its beginning."""

        times = 0

        def seek(self, offset: int, whence: int = 0) -> int:
            if (offset, whence) == (0, 0):
                self.times += 1
                self.getbuffer()[:1] = bytes([self.times])
            return super().seek(offset, whence)

    bucket = google.new_bucket()
    with (
        reached(google, google.endpoint) as settings,
        pytest.raises(NotStored, match="400: Provided CRC32C does not match"),
    ):
        bucket_of(f"gs://{bucket}/news.jsonl", settings).upload(uri_in(google, bucket), Torn(TEXT * 500_000))
    assert google.objects(bucket) == {}


@pytest.mark.long
@pytest.mark.parametrize(
    ("status", "content"),
    [
        (404, b"<html>404 Not Found</html>"),
        (200, b"{}"),
        (200, b"[]"),
        (200, b""),
        (200, b"<html></html>"),
        (308, b""),
    ],
)
def test_what_is_not_googles_answer_tells_nothing(status: int, content: bytes, google: GoogleStore) -> None:
    """A server before it, or a wrong endpoint: whether the object is there stays to be found out."""
    bucket = google.new_bucket()
    uri, large = uri_in(google, bucket), uri_in(google, bucket)
    with Gate(google) as gate:
        for method in ("POST", "PUT", "GET"):
            gate.on[method] = lambda *_: (status, {"Content-Length": str(len(content))}, content)
        for one, text in ((uri, TEXT), (large, TEXT * 500_000)):
            with pytest.raises(GovNewsError) as raised:
                upload(gate, one, text)
            assert not isinstance(raised.value, NotStored), raised.value
            with reached(google, gate.endpoint) as settings, pytest.raises(GovNewsError):
                Uploads(settings)(one)
    assert google.objects(bucket) == {}


# What the next run makes of an announcement


@pytest.mark.parametrize(
    "how", ["stored", "not stored", "another's", "unreachable", "no bucket", "of an older govnews"]
)
def test_an_announced_upload_is_asked_for(how: str, store: Store, bucket: str, tmp_path: Path) -> None:
    uri = uri_in(store, "nowhere" if how == "no bucket" else bucket)
    if how == "of an older govnews":
        uri = f"{store.scheme}://{bucket}/news.jsonl"
    folder, endpoint = tmp_path / "test", store.endpoint
    folder.mkdir()
    if how == "stored":
        upload(store, uri)
    elif how == "another's":
        store.put(bucket, key_of(uri), b"mine")
    elif how == "unreachable":
        endpoint = f"http://127.0.0.1:{free_port()}"
    with (
        reached(store, endpoint) as settings,
        closing(open_ledger(tmp_path / "govnews.db", "test")) as ledger,
    ):
        settle = Uploads(settings)
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


def test_a_bucket_is_asked_with_the_credentials_that_its_feed_has(s3: S3Store) -> None:
    bucket = s3.new_bucket()
    uri = uri_in(s3, bucket)
    seen: list[Uploads] = []
    for feeds in ({}, {f"s3://own:secret@{bucket}/%(site)s.jsonl": {}}):
        settings = Settings({"AWS_ENDPOINT_URL": s3.endpoint, "AWS_REGION_NAME": "us-east-1", "FEEDS": feeds})
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


@pytest.mark.long
def test_a_run_feeds_the_bucket_and_the_next_one_has_nothing_new(
    store: Store, bucket: str, crawls: Crawls, site: MengjinSite
) -> None:
    assert crawls.to_its_end() == 0
    assert published(store, bucket) == once_each(site)
    (key,) = store.objects(bucket)
    report = last_report(crawls.output)
    assert report["files"]["feed"] == f"{store.scheme}://{bucket}/{key}"
    assert key.startswith("mengjin/20") and key.endswith(".jsonl")
    assert crawls.to_its_end() == 0
    assert list(store.objects(bucket)) == [key]


@pytest.mark.long
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

    gate.on[store.upload_method] = held
    if when == "during":
        gate.half.set()
    crawls.killed_when(gate.begun)
    gate.half.clear()
    gate.go.set()
    if when == "before":
        gate.on[store.upload_method] = lambda number, pass_on: pass_on()
    assert crawls.to_its_end() == 0
    assert published(store, bucket) == once_each(site)
    if when == "before":  # the killed run's request was on its way all the time
        assert late[0]()[0] == 412
        assert published(store, bucket) == once_each(site)
    empty = [key for key, content in store.objects(bucket).items() if not content]
    assert len(empty) == (when != "after")
    with closing(sqlite3.connect(crawls.output / "govnews.db")) as ledger:
        assert ledger.execute("SELECT count(*) FROM publication WHERE done = 0").fetchone() == (0,)


@pytest.mark.long
def test_a_bucket_that_refuses_is_told_and_its_articles_wait(
    store: Store, bucket: str, crawls: Crawls, site: MengjinSite, gate: Gate
) -> None:
    gate.on[store.upload_method] = lambda *_: refusal(403)
    assert crawls.to_its_end() == 8, crawls.said()
    report = last_report(crawls.output)
    told = [one["error"] for one in report["samples"]]
    assert any("403" in error for error in told), told
    assert all("\n" not in error for error in told)
    gate.on.clear()
    assert crawls.to_its_end() == 0
    assert published(store, bucket) == once_each(site)


@pytest.mark.long
def test_an_upload_whose_outcome_stays_unknown_is_told_and_settled_by_the_next_run(
    store: Store, bucket: str, crawls: Crawls, site: MengjinSite, gate: Gate
) -> None:
    gate.on[store.upload_method] = lost
    gate.on[store.look_method] = lambda *_: (503, {"Content-Length": "0"}, b"")
    assert crawls.to_its_end() == 8, crawls.said()
    told = [one["error"] for one in last_report(crawls.output)["samples"]]
    assert any("whether it was published is not known yet" in error for error in told)
    gate.on.clear()
    assert crawls.to_its_end() == 0
    assert published(store, bucket) == once_each(site)
    assert len(store.objects(bucket)) == 1


@pytest.mark.long
def test_two_runs_of_two_sites_at_once_have_names_of_their_own(
    store: Store, bucket: str, crawls: Crawls, site: MengjinSite, tmp_path: Path
) -> None:
    """With ledgers of their own they know nothing of each other, and begin in the same second."""
    other = Crawls(tmp_path / "other" / "output", crawls.gate, bucket, crawls.proxy)
    feeds = {f"{store.scheme}://{bucket}/news.jsonl": {"format": "jsonlines", "store_empty": False}}
    runs = [one.begin("-s", f"FEEDS={json.dumps(feeds)}") for one in (crawls, other)]
    for run in runs:
        run.join(90)
    assert [run.exitcode for run in runs] == [0, 0]
    assert len(store.objects(bucket)) == 2
    assert published(store, bucket) == dict.fromkeys(once_each(site), 2)
