"""A ledger made from records is what a ledger would be that had recorded and published them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from govnews.errors import LockHeld, UsageError
from govnews.files import part_of, take_lock
from govnews.items import PAGES, RECORD, Evidence, Record, Witness
from govnews.ledger import Condition, PlannedLook, Standing, examine, open_ledger, open_reader
from govnews.ledger.rebuild import Published, rebuild
from tests.ledger.samples import LATER, NOW, article

FEED = Path("/feeds/2025-03-24T01-00-00Z.jsonl")
LAST = "2025-03-27T01:00:00Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "govnews.db"


def plan(seen_at: str, last: Record) -> PlannedLook | None:
    """As its test can see what was asked."""
    return (
        None if last.title == "新闻9" else PlannedLook(f"{seen_at} {last.version}", archive=last.version > 1)
    )


def made(path: Path, *records: Record) -> Condition:
    return rebuild(path, [Published(one, "test", one.content_hash, FEED) for one in records], plan)


def second(number: int, version: int = 2, event: str = "updated", at: str = LATER) -> Record:
    return article(number, body=f"改{version}", event=event, version=version, fetched_at=at)


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def test_everything_is_known_and_published(path: Path) -> None:
    condition = made(path, article(1), article(2), second(1))
    assert (condition.faults, condition.articles, condition.incomplete) == ((), {"test": 2}, 0)
    with closing(open_ledger(path, "test")) as ledger:
        assert ledger.waiting() == 0
        assert ledger.open_announcements() == []
        assert ledger.knew([article(1).url], NOW)
        assert not ledger.knew([article(1).url], "2025-03-24T00:59:59Z")
        assert ledger.current(article(1).url) == second(1)
    with closing(open_reader(path)) as reader:
        assert reader.versions(article(1).url) == [article(1), second(1)]
        assert list(reader.feeds()) == [str(FEED)]


def test_the_same_comes_of_it_as_of_recording(path: Path, tmp_path: Path) -> None:
    records = [article(1), article(2), second(1), second(2, event="withdrawn"), second(1, 3, at=LAST)]
    recorded = tmp_path / "recorded.db"
    with closing(open_ledger(recorded, "test")) as ledger:
        for one in records:
            ledger.record(one, now=one.fetched_at)
    made(path, *records)
    what = (
        "SELECT id, site, url, url_hash, content_hash, version, event, published_at, seen_at, checks, gone, gone_at,"
        " CASE WHEN event != 'withdrawn' THEN answered_at END, list, listed_at, doubt FROM article"
    )
    assert rows(path, what) == rows(recorded, what)
    for what in (
        "SELECT id, site, article, version, record FROM version",
        "SELECT key, article, since FROM known",
    ):
        assert rows(path, what) == rows(recorded, what)


def test_further_pages_are_known_as_their_article_s_unless_one_was_published_itself(path: Path) -> None:
    urls = [article(1).url, "http://www.example.gov.cn/2025/1_2.html", article(2).url]
    pages = Evidence(witnesses=[Witness("element", f"第{n}页", url) for n, url in enumerate(urls, 1)])
    paged = article(1, evidence={PAGES: pages})
    condition = made(path, paged, article(2))
    assert (condition.faults, condition.articles) == ((), {"test": 2})
    with closing(open_ledger(path, "test")) as ledger:
        assert ledger.current(urls[1]) == paged
        assert ledger.knew([urls[1]], NOW)
        assert ledger.current(urls[2]) == article(2)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_versions_stand_in_their_order_in_whichever_they_come(path: Path, order: tuple[int, ...]) -> None:
    versions = [article(1), second(1), second(1, 3, at=LAST)]
    made(path, *(versions[at] for at in order), *versions)
    with closing(open_reader(path)) as reader:
        assert [one.version for one in reader.versions(article(1).url)] == [1, 2, 3]
        assert [one.version for one in map(RECORD.validate_json, reader.current("test"))] == [3]
    assert rows(path, "SELECT check_at, archive, seen_at FROM article") == [(f"{NOW} 3", 1, NOW)]


def test_of_a_version_that_comes_twice_the_first_counts(path: Path) -> None:
    made(path, article(1), article(1, title="另一个"))
    with closing(open_reader(path)) as reader:
        assert [one.title for one in map(RECORD.validate_json, reader.current("test"))] == ["新闻1"]


@pytest.mark.parametrize(
    ("kept", "numbers"), [((0, 2), [1, 3]), ((1, 2), [2, 3]), ((2,), [3])], ids=["middle", "first", "two"]
)
def test_a_missing_version_is_told_and_no_damage(
    path: Path, kept: tuple[int, ...], numbers: list[int]
) -> None:
    versions = [article(1), second(1), second(1, 3, at=LAST)]
    condition = made(path, article(2), *(versions[at] for at in kept))
    assert (condition.faults, condition.incomplete) == ((), 1)
    with closing(open_ledger(path, "test")) as ledger:
        ledger.record(second(1, 4, at=LAST), now=LAST)
    assert examine(path).faults == ()
    with closing(open_reader(path)) as reader:
        assert [one.version for one in reader.versions(article(1).url)] == [*numbers, 4]


def test_a_withdrawn_article_is_withdrawn(path: Path) -> None:
    made(path, article(1), second(1, event="withdrawn"))
    with closing(open_ledger(path, "test")) as ledger:
        assert ledger.standing([article(1).url], now=LATER)[0] is Standing.WITHDRAWN


def test_a_look_that_is_never_is_kept_as_that(path: Path) -> None:
    made(path, article(9))
    assert rows(path, "SELECT check_at, archive FROM article") == [(None, 0)]


def test_sites_do_not_share(path: Path) -> None:
    both = [Published(article(1, site=site), site, article(1).content_hash, FEED) for site in ("one", "two")]
    assert rebuild(path, both, plan).articles == {"one": 1, "two": 1}


@pytest.mark.parametrize("name", ["govnews.db", "govnews.db-wal", "govnews.db-journal"])
def test_a_ledger_that_is_there_stays(path: Path, name: str) -> None:
    """What is left beside one that was removed, too: SQLite would play it back into the new one."""
    path.with_name(name).write_text("something")
    with pytest.raises(UsageError, match=f"move it away first: mkdir .*lost && mv .*{name} "):
        made(path, article(1))
    assert [one.name for one in path.parent.iterdir()] == [name]


def test_a_ledger_that_comes_meanwhile_stays(path: Path) -> None:
    def meanwhile() -> Iterable[Published]:
        yield Published(article(1), "test", article(1).content_hash, FEED)
        open_ledger(path, "other").close()

    with pytest.raises(UsageError, match="a ledger is there"):
        rebuild(path, meanwhile(), plan)
    assert examine(path).articles == {}
    assert [one.name for one in path.parent.iterdir() if not one.name.endswith(("-wal", "-shm"))] == [
        "govnews.db"
    ]


def test_without_a_record_there_is_no_ledger(path: Path) -> None:
    with pytest.raises(UsageError, match="no record"):
        made(path)
    assert list(path.parent.iterdir()) == []


def test_what_a_killed_one_left_is_written_over(path: Path) -> None:
    part_of(path).write_bytes(b"torn" * 5000)
    part_of(path).with_name(".govnews.db.part-journal").write_bytes(b"torn")
    assert made(path, article(1)).faults == ()
    assert [one.name for one in path.parent.iterdir() if not one.name.endswith(("-wal", "-shm"))] == [
        "govnews.db"
    ]


def test_two_do_not_make_one_ledger(path: Path) -> None:
    with take_lock(part_of(path)), pytest.raises(LockHeld, match="another process is writing"):
        made(path, article(1))
