"""Feeds are read back line by line; what is no record is named and left aside."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from govnews.errors import UsageError
from govnews.housekeeping.feeds import LeftAside, feeds_in, published
from govnews.identity import content_hash
from govnews.items import RECORD, Record
from govnews.ledger.rebuild import Published
from tests.ledger.samples import article
from tests.ledger.test_migrations import first_edition


def line(one: Record) -> str:
    return RECORD.dump_json(one).decode()


def read(*feeds: Path) -> tuple[list[Published], list[str]]:
    aside: list[LeftAside] = []
    found = list(published(feeds, aside.append))
    return found, [str(one) for one in aside]


def test_feeds_of_folders_come_oldest_first_and_each_once(tmp_path: Path) -> None:
    names = [
        "b/2025-01-02.jsonl",
        "a/2025-01-01.jsonl",
        "a/2025-01-03.jsonl.gz",
        "old.jsonl",
        "a/b/deep.jsonl",
    ]
    for name in [*names, "a/2025-01-01.report.json", "a/.2025-01-04.jsonl.part"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = feeds_in([tmp_path, tmp_path / "a", tmp_path / "old.jsonl"])
    assert [str(path.relative_to(tmp_path)) for path in found] == [
        "a/2025-01-01.jsonl", "b/2025-01-02.jsonl", "a/2025-01-03.jsonl.gz", "a/b/deep.jsonl", "old.jsonl",
    ]  # fmt: skip


def test_a_file_that_is_named_is_a_feed_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "feed.txt").write_text(line(article(1)) + "\n", "utf-8")
    assert [one.record for one in read(*feeds_in([tmp_path / "feed.txt"]))[0]] == [article(1)]


@pytest.mark.parametrize("place", ["nowhere", ""], ids=["not there", "without a feed"])
def test_a_place_without_feeds_is_told(tmp_path: Path, place: str) -> None:
    with pytest.raises(UsageError, match=r"name folders"):
        feeds_in([tmp_path / place])


def test_what_is_no_record_is_named_by_file_and_line_and_the_rest_counts(tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    said = json.loads(line(article(9)))
    odd = [
        b'{"schema_version":2,"url":"http://a.cn/',
        b"[1, 2]",
        b'"words"',
        b'{"url": "http://a.cn/1.html"}',
        b"\xff\xfe",
        json.dumps(said | {"published_on": "2025-02-31"}).encode(),
        json.dumps(said | {"fetched_at": "yesterday"}).encode(),
        json.dumps(said | {"version": 2**70}).encode(),
        json.dumps({"url": "http://a.cn/", "evidence": [1]}).encode(),
        b"[" * 100_000,
    ]
    lines = [b"", *(piece for one in odd for piece in (one, b""))]
    feed.write_bytes(line(article(1)).encode() + b"\n".join(lines) + line(article(2)).encode())
    found, aside = read(feed)
    assert [one.record for one in found] == [article(1), article(2)]
    assert [one.partition(": ")[0] for one in aside] == [f"{feed}:{2 * at}" for at in range(1, 11)]
    assert not [one for one in aside if "\n" in one]


def test_a_torn_archive_gives_what_comes_before(tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl.gz"
    packed = gzip.compress("".join(line(article(number)) + "\n" for number in range(500)).encode())
    feed.write_bytes(packed)
    assert len(read(feed)[0]) == 500
    feed.write_bytes(packed[: len(packed) // 2])
    found, aside = read(feed)
    assert 0 < len(found) < 500
    assert [one.record for one in found] == [article(number) for number in range(len(found))]
    assert len(aside) == 1
    assert "torn from here on" in aside[0]
    feed.write_bytes(b"no archive at all")
    assert "torn from here on" in read(feed)[1][0]


def test_records_of_the_first_edition_come_in_todays_form(tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text(
        first_edition(article(1)) + "\n" + line(article(1, version=2, event="updated")) + "\n", "utf-8"
    )
    (first, second), aside = read(feed)
    assert aside == []
    assert (first.record, second.record.version) == (article(1), 2)
    assert first.content_hash == content_hash(article(1).title, article(1).body)


def test_the_site_of_an_old_feed_has_the_name_that_it_has_today(tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    one = article(1, site="kgov.cn", url="http://km.gov.cn/1.html")
    feed.write_text(first_edition(one) + "\n", "utf-8")
    assert [found.site for found in read(feed)[0]] == ["km.gov.cn"]
