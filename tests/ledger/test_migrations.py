"""A ledger of an older version: migrated once, after a copy, with everything in it, whatever happens meanwhile."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from dataclasses import asdict, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from govnews.clock import utc_now
from govnews.crawl.edits import is_same_article, says_nothing_new
from govnews.crawl.outcome import Outcome
from govnews.errors import LedgerNotWritable, LedgerUnusable
from govnews.identity import content_hash, key_of, url_hash
from govnews.items import RECORD, Attachment, Column, Evidence, ListingEntry, Record
from govnews.ledger import open_ledger, open_reader
from govnews.ledger.editions import of_today
from govnews.ledger.migrations import OLDEST_VERSION, SCHEMA_VERSION
from govnews.reading import normalise
from tests.crash import may_mount, mounted
from tests.crawling import crawl
from tests.ledger.samples import LATER, NOW, article
from tests.places import PROJECT

COUNT = 2_000
SCHEMA_V1 = Path(__file__).with_name("schema_v1.sql")
LEDGER_V4 = Path(__file__).with_name("ledger_v4.sql")
ENDS = {
    "page 7 answers 404": "missing-page",
    "the column's first page answers 410": "first-page-gone",
    "page 12 holds nothing that earlier pages do not": "repeats",
    "the page shows no pager": "no-pager",
    "more than 5000 pages": "over-bound",
    "page 3 cannot be read: it lists nothing": "unreadable",
    "page 3 cannot be read: page 4 answers 500": "unreadable",
    "page 3 of 3 stated": "last-page",
    "下一页 leads nowhere": "last-page",
    "all 38 entries stated": "last-page",
    "answer 4 holds no article": "last-page",
    "no number after 12": "last-page",
    None: None,
}


def column(number: int) -> Column:
    return Column(f"栏目{number}", f"http://www.example.gov.cn/{number}/", "导航", number)


def in_first_edition(said: dict[str, Any]) -> dict[str, Any]:
    """A record as ledgers below version 6 keep it: all that is known of it but its films, and who named the region."""
    said = {**said, "evidence": {**said["evidence"]}}
    assert (said.pop("schema_version"), said.pop("films")) == (3, [])
    assert (said.pop("images_text"), said.pop("files")) == (None, [])
    said["attachments"] = [{"url": one["url"], "text": one["name"]} for one in said["attachments"]]
    on = said.pop("published_on")
    said["published_at"] = said["published_at"] or on
    if "published_on" in said["evidence"]:
        said["evidence"]["published_at"] = said["evidence"].pop("published_on")
    if said["region"]:
        named = said["evidence"].pop("region")
        assert (named["witness"], named["raw"]) == ("site", said["region"])
    return said


def first_edition(one: Record) -> str:
    """The same as JSON."""
    return json.dumps(in_first_edition(asdict(one)), ensure_ascii=False, separators=(",", ":"))


def is_pending(number: int) -> bool:
    return number % 7 == 0


@pytest.fixture(scope="session")
def old_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed ledger of version 1 with articles, and something of everything else."""
    path = tmp_path_factory.mktemp("v1") / "govnews.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(SCHEMA_V1.read_text("utf-8"))
        db.execute("PRAGMA user_version = 1")
        db.execute("BEGIN")
        db.execute("INSERT INTO publication (site, path, done) VALUES ('test', 'feed.jsonl', 1)")
        db.execute(
            "INSERT INTO publication (site, path, part) VALUES ('test', '/f/b.jsonl', '/f/.b.jsonl.part')"
        )
        for number in range(1, COUNT + 1):
            _insert_article(db, number)
        for number in range(50):
            _insert_beside(db, number)
        for number, end in enumerate(ENDS):
            one = column(number)
            db.execute(
                "INSERT INTO column_ (site, url, name, why, rank, by_name, render, found_at, whole_at, complete_at,"
                " last_end) VALUES ('test',?,?,?,?,?,?,?,?,?,?)",
                (one.url, one.name, one.why, one.rank, number % 2, number % 3 == 0, NOW, NOW, LATER, end),
            )
        db.execute("INSERT INTO host VALUES ('www.example.gov.cn', ?, 'HTTP 429', 3, 1, 'http')", (LATER,))
        db.execute("INSERT INTO run VALUES (1, 'test', ?, ?, 'ok', '{\"outcome\": \"ok\"}')", (NOW, LATER))
        db.execute("INSERT INTO run (site, started_at) VALUES ('other', ?)", (NOW,))
        db.execute("COMMIT")
    assert [file.name for file in path.parent.iterdir()] == ["govnews.db"]
    return path


def _insert_article(db: sqlite3.Connection, number: int) -> None:
    one = article(number)
    db.execute("INSERT INTO known VALUES (?,?,?)", (key_of("test", str(one.url_hash)), number, 1742778000))
    db.execute(
        "INSERT INTO article VALUES (?,'test',?,?,?,1,'new',?,?,?,NULL,?,?,0)",
        (number, one.url, one.url_hash, one.content_hash, one.published_on, NOW, f'"{number}"', number % 4,
         LATER if number % 5 == 0 else None),
    )  # fmt: skip
    db.execute(
        "INSERT INTO version (site, article, version, record, publication) VALUES ('test',?,1,?,?)",
        (number, first_edition(one), None if is_pending(number) else 1 + (number % 11 == 0)),
    )


def _insert_beside(db: sqlite3.Connection, number: int) -> None:
    """An address more, an exclusion and a failure."""
    moved, left_out, failed = (article(number + COUNT * times) for times in (2, 3, 4))
    db.execute(
        "INSERT INTO known VALUES (?,?,?)", (key_of("test", str(moved.url_hash)), number + 1, 1742864400)
    )
    db.execute("INSERT INTO address VALUES (?,?)", (number + 1, moved.url))
    key = key_of("test", str(left_out.url_hash))
    db.execute("INSERT INTO known VALUES (?,NULL,NULL)", (key,))
    db.execute("INSERT INTO excluded VALUES (?,'test',?,?)", (key, left_out.url, f"other host {number}"))
    entry = ListingEntry(failed.url, str(failed.title))
    db.execute(
        "INSERT INTO failure VALUES (?,'test',?,'栏目1',?,'HTTP 500',?,?)",
        (
            key_of("test", str(failed.url_hash)),
            json.dumps(asdict(entry), ensure_ascii=False),
            number + 1,
            LATER,
            NOW,
        ),
    )


@pytest.fixture
def path(old_ledger: Path, tmp_path: Path) -> Path:
    """A copy of it, to be opened."""
    path = tmp_path / "output" / "govnews.db"
    path.parent.mkdir()
    path.write_bytes(old_ledger.read_bytes())
    return path


# What version 1 had not; check_at, which the articles that had none have got since; what conditional requests would say,
# which is forgotten.
LATER_TABLES = {"file", "page", "searched", "site"}
LATER_COLUMNS = {
    "article": {
        *("gone_at", "archive", "list", "listed_at", "doubt", "answered_at", "check_at"),
        *("etag", "last_modified"),
    },
    "excluded": {"kind", "entry", "column_name", "tries", "listed_from", "again_at"},
    "failure": {"gone", "gone_at"},
    "column_": {"last_end_kind", "newest_first", "head", "page_size", "absent", "told", "reached"},
}


def contents(path: Path, *, of_version: int) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as far as version 1 had it, records in their first edition; and that the file is whole."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA user_version").fetchone() == (of_version,)
        rows = {}
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table in LATER_TABLES:
                continue
            later = LATER_COLUMNS.get(table, set())
            names = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[1] not in later]
            rows[table] = db.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY 1, 2").fetchall()  # noqa: S608
        rows["version"] = [tuple(map(_comparable, row)) for row in rows["version"]]
        return rows


def _comparable(value: Any) -> Any:
    """A value of the table ``version``; a record whatever its edition, and the order of its fields."""
    if not isinstance(value, str) or not value.startswith("{"):
        return value
    said = json.loads(value)
    return json.dumps(in_first_edition(said) if "schema_version" in said else said, sort_keys=True)


def assert_knows_everything(path: Path) -> None:
    """What the old ledger knew, the migrated one knows: seen through the ledger's own methods."""
    with closing(open_ledger(path, "test")) as ledger:
        numbers = range(1, COUNT + 1)
        assert all(ledger.knows(article(number).url) for number in numbers)
        assert ledger.knew([article(1).url], NOW)
        pending = list(ledger.pending())
        assert pending == [article(number) for number in numbers if is_pending(number)]
        assert ledger.waiting() == len(pending)
        due = ledger.due_checks(now=LATER, limit=COUNT)
        # Without conditions: of an article that has several pages the old ledger has but one.
        assert {(check.url, check.etag, check.checks) for check in due} == {
            (article(number).url, None, number % 4) for number in numbers if number % 5 == 0
        }
        failures = {failure.entry.url: failure.count for failure in ledger.failures()}
        assert failures == {article(number + COUNT * 4).url: number + 1 for number in range(50)}
        assert all(ledger.knew([article(number + COUNT * 3).url], NOW) for number in range(50))
        assert not any(ledger.knew([article(number + COUNT * 2).url], NOW) for number in range(50))
        assert all(ledger.knew([article(number + COUNT * 2).url], LATER) for number in range(50))
        assert [one.path for one in ledger.open_announcements()] == ["/f/b.jsonl"]
        assert ledger.host("www.example.gov.cn").refusals == 3
        assert ledger.last_run_at(now=NOW) == LATER
        archive = ledger.due_checks(now="2999-01-01T00:00:00Z", limit=COUNT)
        assert len({check.url for check in archive}) == COUNT
        assert ledger.due_checks(now=utc_now(), limit=COUNT) == due
        for (end, kind), known in zip(ENDS.items(), ledger.columns(), strict=True):
            assert (known.last_end, known.last_end_kind) == (end, kind)
            assert (known.column, known.whole_at, known.complete_at) == (
                column(known.column.rank),
                NOW,
                LATER,
            )
            assert (known.by_name, known.render) == (known.column.rank % 2 == 1, known.column.rank % 3 == 0)


def assert_reads_everything(path: Path) -> None:
    """The same of what commands read."""
    with closing(open_reader(path)) as reader:
        assert (reader.sites(), reader.sites_with_runs()) == (["test"], ["other", "test"])
        assert [one.title for one in map(RECORD.validate_json, reader.current("test"))] == [
            f"新闻{n}" for n in range(1, COUNT + 1)
        ]
        moved = article(COUNT * 2).url
        assert (reader.versions(moved), reader.addresses(moved)) == ([article(1)], [moved])
        assert [one.reason for one in reader.exclusions(article(COUNT * 3 + 7).url)] == ["other host 7"]
        assert [(run.number, run.outcome) for run in reader.runs("test", last=5)] == [(1, "ok")]
        assert json.loads(reader.report("test", 1) or "") == {"outcome": "ok"}


@pytest.mark.long
def test_a_migrated_ledger_knows_what_it_knew(path):
    before = contents(path, of_version=1)
    assert_knows_everything(path)
    assert contents(path, of_version=SCHEMA_VERSION) == before
    assert_reads_everything(path)


@pytest.mark.long
def test_the_copy_is_the_old_ledger_and_nothing_else_is_left(path, old_ledger):
    open_ledger(path, "test").close()
    copy = path.with_name("govnews.db.v1.bak")
    assert sorted(file.name for file in path.parent.iterdir()) == ["govnews.db", copy.name]
    assert contents(copy, of_version=1) == contents(old_ledger, of_version=1)
    copy.replace(path)
    assert_knows_everything(path)


def test_what_only_the_log_of_writes_holds_is_copied_and_migrated_too(path):
    """The ledger of a killed run: its last articles are in the -wal file alone."""
    with closing(sqlite3.connect(path, isolation_level=None)) as killed:
        killed.execute("PRAGMA wal_autocheckpoint = 0")
        killed.execute("UPDATE column_ SET last_end = 'page 9 answers 404' WHERE rank = 0")
        assert path.with_name("govnews.db-wal").stat().st_size
        with closing(open_ledger(path, "test")) as ledger:
            first = ledger.columns()[0]
            assert (first.last_end, first.last_end_kind) == ("page 9 answers 404", "missing-page")
    with closing(sqlite3.connect(path.with_name("govnews.db.v1.bak"))) as copy:
        assert copy.execute("SELECT last_end FROM column_ WHERE rank = 0").fetchone() == (
            "page 9 answers 404",
        )


def test_a_migrated_ledger_has_the_schema_of_a_new_one(path, tmp_path):
    open_ledger(path, "test").close()
    open_ledger(tmp_path / "new.db", "test").close()
    assert _schema(path) == _schema(tmp_path / "new.db")


# What identities of version 2 merged and misnamed

GBK = "http://www.example.gov.cn/show.asp?name=%CD%A8%D6%AA"
GBK_KEY = "example.gov.cn/show.asp?name=%CD%A8%EF%BF%BD%EF%BF%BD"
KM = "http://km.gov.cn/xw/1.html"
KM_OTHER = "http://km.gov.cn/gk/1.html"
KM_FAILED = "http://km.gov.cn/xw/3.html"
KM_LEFT_OUT = "http://km.gov.cn/xw/4.html"
WITH_FILE = "http://www.example.gov.cn/xw/2.html"


def _old_hash(canonical: str) -> str:
    return hashlib.sha256(canonical.encode()).hexdigest()


def _insert_old(db: sqlite3.Connection, number: int, site: str, one: Record, *, published: bool) -> None:
    """An article under the hashes that version 2 gave it."""
    db.execute("INSERT INTO known VALUES (?,?,?)", (key_of(site, one.url_hash), number, 1742778000))
    db.execute(
        "INSERT INTO article VALUES (?,?,?,?,?,1,'new','2025-03-24',?,NULL,NULL,0,?,0)",
        (number, site, one.url, one.url_hash, one.content_hash, NOW, LATER),
    )
    db.execute(
        "INSERT INTO version (site, article, version, record, publication) VALUES (?,?,1,?,?)",
        (site, number, first_edition(one), 1 if published else None),
    )


@pytest.fixture
def merged(path: Path) -> Path:
    """The old ledger with articles whose identity changes: a GBK query, a host that ends in m, files."""
    with closing(sqlite3.connect(path)) as db, db:
        pdf = [Attachment("http://www.example.gov.cn/f/1.pdf", "附件")]
        bare = content_hash("公告", "见附件。")
        for number, site, url, hashed in (
            (COUNT + 1, "test", GBK, _old_hash(GBK_KEY)),
            (COUNT + 2, "test", WITH_FILE, url_hash(WITH_FILE)),
            (COUNT + 3, "kgov.cn", KM, _old_hash("kgov.cn/xw/1.html")),
        ):
            one = article(
                1, url=url, url_hash=hashed, site=site, title="公告", body="见附件。", attachments=pdf
            )
            _insert_old(db, number, site, replace(one, content_hash=bare), published=site == "test")
        other, failed, left_out = (
            key_of("kgov.cn", _old_hash(url.removeprefix("http://").replace("km.", "k")))
            for url in (KM_OTHER, KM_FAILED, KM_LEFT_OUT)
        )
        db.execute("INSERT INTO known VALUES (?,?,?)", (other, COUNT + 3, 1742778000))
        db.execute("INSERT INTO address VALUES (?,?)", (COUNT + 3, KM_OTHER))
        db.execute("INSERT INTO known VALUES (?,NULL,NULL)", (left_out,))
        db.execute("INSERT INTO excluded VALUES (?,'kgov.cn',?,'other host')", (left_out, KM_LEFT_OUT))
        entry = json.dumps(asdict(ListingEntry(KM_FAILED, "新闻")), ensure_ascii=False)
        db.execute(
            "INSERT INTO failure VALUES (?,'kgov.cn',?,'要闻',2,'HTTP 500',?,?)", (failed, entry, NOW, NOW)
        )
        db.execute("INSERT INTO run (site, started_at) VALUES ('kgov.cn', ?)", (NOW,))
        db.execute(
            "INSERT INTO column_ (site, url, name, why, rank, by_name, render, found_at) VALUES"
            " ('kgov.cn','http://km.gov.cn/xw/','要闻','导航',0,0,0,?)",
            (NOW,),
        )
    return path


def test_a_migrated_ledger_asks_for_nothing_again(merged):
    with closing(open_ledger(merged, "test")) as ledger:
        assert all(ledger.knows(article(number).url) for number in range(1, COUNT + 1))
        assert all(ledger.knows(url) for url in (GBK, WITH_FILE))
        assert ledger.knew([GBK], NOW)
        assert not ledger.knows(GBK.replace("%D6%AA", "%B8%E6"))  # one of those that it was taken for
    with closing(open_ledger(merged, "km.gov.cn")) as ledger:
        assert all(ledger.knows(url) for url in (KM, KM_OTHER, KM_LEFT_OUT))
        assert not ledger.knows(KM_FAILED)
        assert [(one.entry.url, one.count) for one in ledger.failures()] == [(KM_FAILED, 2)]
        assert [one.column.url for one in ledger.columns()] == ["http://km.gov.cn/xw/"]
        assert ledger.last_run_at(now=LATER) is not None
        ledger.fail(ListingEntry(KM_FAILED, "新闻"), "要闻", "HTTP 500", now=LATER)
        assert [one.count for one in ledger.failures()] == [3]


@pytest.mark.parametrize(("site", "url"), [("test", GBK), ("test", WITH_FILE), ("km.gov.cn", KM)])
def test_an_article_that_did_not_change_has_the_hashes_of_a_page_read_today(merged, site, url):
    with closing(open_ledger(merged, site)) as ledger:
        current = ledger.current(url)
        assert current is not None
        assert (current.site, current.url_hash) == (site, url_hash(url))
        assert current.content_hash == Record.of(current).content_hash
        (due,) = (check for check in ledger.due_checks(now=LATER, limit=COUNT) if check.url == url)
        assert due.url_hash == url_hash(url)
        ledger.record(replace(current, event="updated", version=2, body="改了。"), now=LATER)
        updated = ledger.current(url)
        assert updated is not None
        assert updated.version == 2


def test_what_was_published_stays_as_it_was_and_what_waits_is_published_once(merged):
    with closing(open_ledger(merged, "km.gov.cn")) as ledger:
        (waiting,) = ledger.pending()
        number = ledger.pending_id(waiting)
        assert number is not None
        ledger.confirm(ledger.announce("/f/c.jsonl", None, [number]))
        assert ledger.waiting() == 0
    with closing(open_reader(merged)) as reader:
        (published,) = reader.versions(GBK)
        assert published.url_hash == _old_hash(GBK_KEY)
        assert published.content_hash == content_hash("公告", "见附件。")


def test_two_articles_that_are_one_now_are_looked_at_as_one(merged):
    with closing(sqlite3.connect(merged)) as db, db:
        www = KM.replace("km.", "www.km.")
        one = article(1, url=www, url_hash=_old_hash("km.gov.cn/xw/1.html"), site="kgov.cn")
        _insert_old(db, COUNT + 9, "kgov.cn", one, published=True)
    with closing(open_ledger(merged, "km.gov.cn")) as ledger:
        assert [check.article for check in ledger.due_checks(now=LATER, limit=9)] == [COUNT + 9]
        assert (current := ledger.current(KM)) is not None
        assert current.url == KM.replace("km.", "www.km.")


# What version 4 kept in the first edition of the record


@pytest.fixture
def first_editions(tmp_path: Path) -> Path:
    """A ledger as the last govnews before the second edition wrote it."""
    path = tmp_path / "output" / "govnews.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(LEDGER_V4.read_text("utf-8"))
    return path


def _numbered(number: int) -> str:
    return f"http://www.example.gov.cn/2025/{number}.html"


DATES = {
    1: ("2025-03-24", None, "day", False),
    2: ("2025-03-24", "2025-03-24T09:15:00+08:00", "minute", False),
    3: ("2025-03-23", "2025-03-23T09:15:30+08:00", "second", True),
    4: (None, None, None, False),
    5: ("2025-03-20", "2025-03-20T00:00:00+08:00", "second", False),
    6: ("2025-03-21", None, "day", False),
}


def assert_are_of_today(articles: list[Record]) -> None:
    for one in articles:
        number = int(one.url.removesuffix(".html").rpartition("/")[2])
        said = one.evidence["published_on"]
        assert (one.published_on, one.published_at, said.precision, said.disagree) == DATES[number]
        assert (one.schema_version, one.films, "published_at" in one.evidence) == (3, [], False)
        assert one.region == (None if one.site == "other" else "410308")
        assert ("region" in one.evidence) == (one.region is not None)
        assert normalise(deepcopy(one), fetched_at=None) == replace(
            one, evidence={"region": Evidence(), **one.evidence}
        ), "what waits goes through the pipelines once more"
        assert Record.of(one).content_hash == one.content_hash


def test_records_of_the_first_edition_become_those_of_today(first_editions):
    with closing(sqlite3.connect(first_editions)) as db:
        before = contents(first_editions, of_version=4)
        old = [json.loads(line) for (line,) in db.execute("SELECT record FROM version ORDER BY id")]
    assert not any("schema_version" in one for one in old)
    with closing(open_ledger(first_editions, "test")) as ledger:
        waiting = list(ledger.pending())
        assert [(one.title, one.event, one.version) for one in waiting] == [
            ("新闻2", "new", 1), ("新闻4", "new", 1), ("新闻3", "updated", 2), ("新闻5", "withdrawn", 2),
        ]  # fmt: skip
        assert_are_of_today(waiting)
        assert [check.published_on for check in ledger.due_checks(now=LATER, limit=9)] == [
            "2025-03-24", "2025-03-24", "2025-03-23", None,
        ]  # fmt: skip
    assert contents(first_editions, of_version=SCHEMA_VERSION) == before
    with closing(open_reader(first_editions)) as reader:
        every = [one for number in DATES for one in reader.versions(_numbered(number))]
        assert len(every) == len(old) == 8
        assert_are_of_today(every)
        assert [
            one.title for one in map(RECORD.validate_json, reader.current("test", since="2025-03-23"))
        ] == [
            "新闻3",
            "新闻1",
            "新闻2",
        ]


def test_no_article_counts_as_edited_because_its_record_was_migrated(first_editions):
    with closing(sqlite3.connect(first_editions)) as db:
        hashes = db.execute("SELECT url, url_hash, content_hash FROM article ORDER BY id").fetchall()
        old = {
            json.loads(line)["url"]: json.loads(line) for (line,) in db.execute("SELECT record FROM version")
        }
    with closing(open_ledger(first_editions, "test")) as ledger:
        for url, identity, content in hashes[:4]:
            before = ledger.current(url)
            assert before is not None
            assert (before.url_hash, before.content_hash, old[url]["content_hash"]) == (
                identity,
                content,
                content,
            )
            again = Record.of(replace(before, event="updated", version=before.version + 1))
            assert says_nothing_new(before, again)
            assert is_same_article(before, again)


def test_commands_read_the_first_edition_as_that_of_today_and_leave_the_ledger_old(first_editions):
    before = first_editions.read_bytes()
    with closing(open_reader(first_editions)) as reader:
        assert [one.title for one in map(RECORD.validate_json, reader.current("test"))] == [
            "新闻4",
            "新闻5",
            "新闻3",
            "新闻1",
            "新闻2",
        ]
        lines = [*reader.current("test"), *reader.current("other")]
        assert_are_of_today(list(map(RECORD.validate_json, lines)))
    assert first_editions.read_bytes() == before


@pytest.mark.parametrize(
    ("published_at", "precision", "day", "moment"),
    [
        ("2025-03-24", "day", "2025-03-24", None),
        ("2025-03-24", None, "2025-03-24", None),
        ("2025-03-24T00:00:00+08:00", "day", "2025-03-24", None),
        ("2025-03-24T09:15:00+08:00", "minute", "2025-03-24", "2025-03-24T09:15:00+08:00"),
        ("2025-03-24T09:15:00+08:00", None, "2025-03-24", "2025-03-24T09:15:00+08:00"),
        (None, None, None, None),
    ],
)
def test_a_date_of_the_first_edition_is_a_moment_where_the_page_gave_a_clock_time(
    published_at, precision, day, moment
):
    said = json.loads(first_edition(article(1))) | {"published_at": published_at}
    said["evidence"] = {"published_at": asdict(Evidence(precision=precision))}
    one = RECORD.validate_json(of_today(json.dumps(said)))
    assert (one.published_on, one.published_at) == (day, moment)
    assert list(one.evidence) == ["published_on"]


def _schema(path: Path) -> dict[str, Any]:
    with closing(sqlite3.connect(path)) as db:
        indexes = db.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {name: db.execute(f"PRAGMA table_info({name})").fetchall() for name in sorted(tables)}
        return {"columns": columns, "indexes": sorted(indexes)}


def test_every_version_has_one_migration_that_leads_to_it():
    names = sorted(
        file.name for file in files("govnews.ledger.migrations").iterdir() if file.name.endswith(".sql")
    )
    assert [int(name[:4]) for name in names] == list(range(OLDEST_VERSION + 1, SCHEMA_VERSION + 1))


def test_commands_read_an_old_ledger_and_leave_it_old(path):
    before = path.read_bytes()
    assert_reads_everything(path)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.bak"))


def test_what_an_old_ledger_misses_cannot_be_told(path):
    with closing(open_reader(path)) as ledger, pytest.raises(LedgerUnusable, match=r"a crawl renews it$"):
        ledger.missing("mengjin")


# Killed, and beside each other

KILLED = """
import os, signal, sqlite3, sys
from pathlib import Path
from govnews.ledger import migrations, open_ledger
where = sys.argv[2]
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
class Dying(sqlite3.Connection):
    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        if where.startswith("sql: "):
            self.set_trace_callback(lambda sql: die() if where[5:] in sql else None)
    def backup(self, target, **more):
        if where == "in the copy":
            super().backup(target, pages=100, progress=die)
        super().backup(target, **more)
connect = sqlite3.connect
sqlite3.connect = lambda *args, **more: connect(*args, **more, factory=Dying)
if where == "before the copy is named":
    Path.replace = die
if where == "after the copy is named":
    migrations.sync_folder = die
if where == "after the commit":
    migrations.logger.info = die
open_ledger(sys.argv[1], "test")
"""


@pytest.mark.long
@pytest.mark.parametrize(
    "where",
    [
        "sql: BEGIN IMMEDIATE", "in the copy", "before the copy is named", "after the copy is named",
        "sql: ALTER TABLE", "sql: UPDATE column_", "sql: INSERT INTO known", "sql: UPDATE article SET url_hash",
        "sql: UPDATE version SET record",
        f"sql: PRAGMA user_version = {SCHEMA_VERSION}", "sql: COMMIT", "after the commit",
    ],
)  # fmt: skip
def test_killed_while_it_is_migrated_the_ledger_opens_again_with_everything(path, where):
    before = contents(path, of_version=1)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), where], cwd=PROJECT, check=False, capture_output=True
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert_knows_everything(path)
    assert contents(path, of_version=SCHEMA_VERSION) == before
    copy = path.with_name("govnews.db.v1.bak")
    assert contents(copy, of_version=1) == before
    assert {file.name for file in path.parent.iterdir()} == {"govnews.db", copy.name}


OPENED = """
import sys
from contextlib import closing
from govnews.ledger import migrations, open_ledger
said = []
migrations.logger.info = lambda *words: said.append(words)
print("opening", flush=True)
with closing(open_ledger(sys.argv[1], sys.argv[2])) as ledger:
    print(len(said), ledger.waiting(), flush=True)
"""


@pytest.mark.long
def test_of_processes_that_open_an_old_ledger_at_once_one_migrates_it(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as busy:
        busy.execute("BEGIN IMMEDIATE")  # all have seen the old version when the first one may go on
        opening = [
            subprocess.Popen(
                [sys.executable, "-c", OPENED, str(path), site],
                cwd=PROJECT,
                stdout=subprocess.PIPE,
                text=True,
            )
            for site in ("test", "other", "third")
        ]
        for process in opening:
            assert process.stdout is not None
            assert process.stdout.readline() == "opening\n"
        with pytest.raises(subprocess.TimeoutExpired):
            opening[0].wait(0.5)
        busy.execute("ROLLBACK")
    said = [process.communicate(timeout=60)[0].split() for process in opening]
    assert [process.returncode for process in opening] == [0, 0, 0]
    assert sorted(migrated for migrated, _ in said) == ["0", "0", "1"]
    pending = sum(map(is_pending, range(1, COUNT + 1)))
    assert sorted(int(waiting) for _, waiting in said) == [0, 0, pending]


# No room, no right


def test_a_ledger_that_cannot_be_copied_is_not_migrated(path):
    part = path.with_name(".govnews.db.v1.bak.part")
    part.mkdir()
    before = path.read_bytes()
    with pytest.raises(
        LedgerNotWritable, match=r"cannot migrate the ledger .* make room for \d+ MB"
    ) as refusal:
        open_ledger(path, "test")
    assert "\n" not in str(refusal.value)
    assert path.read_bytes() == before
    part.rmdir()
    assert_knows_everything(path)


def test_a_full_disk_is_one_line_and_its_exit_code(path):
    """The limit on the size of a file stands for the disk: the copy does not fit."""
    before = path.read_bytes()
    limit = 1_000_000
    with _largest_file(limit):
        run = crawl("mengjin", path.parent, "-L", "WARNING", proxy="http://127.0.0.1:9")
    assert run.returncode == Outcome.OUTPUT_FAILED.exit_code, run.stderr
    assert len(run.stderr.strip().splitlines()) == 1, run.stderr
    assert f"cannot migrate the ledger {path}" in run.stderr
    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir()) == ["govnews.db", "mengjin"]


@contextmanager
def _largest_file(limit: int) -> Iterator[None]:
    """Processes started inside cannot make a file larger than so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("trouble", ["full", "read-only"])
def test_a_disk_that_is_full_or_read_only_leaves_the_ledger_as_it_is(old_ledger, tmp_path, trouble):
    """Real small file systems, where this machine lets make them."""
    if not may_mount(tmp_path):
        pytest.skip("no right to mount")
    size = old_ledger.stat().st_size
    with mounted(tmp_path / "disk", f"size={size * 3 // 2 // 1024}k"):
        path = tmp_path / "disk" / "govnews.db"
        path.write_bytes(old_ledger.read_bytes())
        if trouble == "read-only":
            subprocess.run(["mount", "-o", "remount,ro", str(path.parent)], check=True)
        with pytest.raises(LedgerNotWritable) as refusal:
            open_ledger(path, "test")
        assert "\n" not in str(refusal.value)
        assert str(path) in str(refusal.value)
        assert path.read_bytes() == old_ledger.read_bytes()
        assert os.listdir(path.parent) == ["govnews.db"]  # noqa: PTH208
        subprocess.run(["mount", "-o", f"remount,rw,size={size * 4 // 1024}k", str(path.parent)], check=True)
        assert_knows_everything(path)
