"""``scrapy export``: the same records in every form, to every place, whole or not at all."""

from __future__ import annotations

import csv
import fcntl
import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from govnews.clock import BEIJING
from govnews.files import part_of, take_lock
from tests.crawling import scrapy
from tests.exports.conftest import SITE, Collected
from tests.places import PROJECT


def newest(collected: Collected) -> dict[str, dict[str, Any]]:
    """The current version of each article, by its address, as the feeds have it."""
    return {one["url"]: one for one in sorted(collected.feeds(), key=lambda one: one["version"])}


@pytest.mark.long
def test_the_runs_brought_what_the_tests_are_about(collected: Collected) -> None:
    events = [record["event"] for record in collected.feeds()]
    assert {event: events.count(event) for event in set(events)} == {
        "new": 14, "updated": 1, "withdrawn": 2, "restored": 1,
    }  # fmt: skip
    assert len(collected.articles()) == 13


def test_json_lines_are_the_current_records(collected: Collected) -> None:
    records = collected.export(SITE)
    assert {one["url"]: one for one in records} == newest(collected)
    days = [one["published_on"] for one in records]
    assert days == sorted(days)
    assert collected.export("--all") == records


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_a_file_is_packed_as_its_name_says(suffix: str, collected: Collected, tmp_path: Path) -> None:
    target = tmp_path / f"all.jsonl.{suffix}"
    collected.export("--all", "-o", str(target))
    if suffix == "gz":
        text = gzip.decompress(target.read_bytes()).decode()
    else:
        text = pyarrow.input_stream(str(target), compression="zstd").read().decode()
    assert [json.loads(line) for line in text.splitlines()] == collected.export("--all")
    assert list(tmp_path.iterdir()) == [target]


def test_parquet_has_types(collected: Collected, tmp_path: Path) -> None:
    collected.export(SITE, "--format", "parquet", "-o", str(tmp_path / "all.parquet"))
    rows = pyarrow.parquet.read_table(tmp_path / "all.parquet").to_pylist()
    for row, record in zip(rows, collected.export(SITE), strict=True):
        assert row["published_on"] == date.fromisoformat(record["published_on"])
        assert row["fetched_at"] == datetime.fromisoformat(record["fetched_at"]).astimezone(UTC)
        moment = record["published_at"]
        assert row["published_at"] == (datetime.fromisoformat(moment).astimezone(BEIJING) if moment else None)
        evidence = {
            key: {name: one[name] for name in record["evidence"][key]} for key, one in row["evidence"]
        }
        assert evidence == record["evidence"]
        rest = record.keys() - {"published_on", "published_at", "fetched_at", "evidence"}
        assert {name: row[name] for name in rest} == {name: record[name] for name in rest}


def test_csv_opens_in_a_spreadsheet_that_asks_for_the_mark(collected: Collected, tmp_path: Path) -> None:
    collected.export(SITE, "--format", "csv", "-o", str(tmp_path / "all.csv"))
    collected.export(SITE, "--format", "csv", "--bom", "-o", str(tmp_path / "bom.csv"))
    plain = (tmp_path / "all.csv").read_bytes()
    assert (tmp_path / "bom.csv").read_bytes() == b"\xef\xbb\xbf" + plain
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    records = collected.export(SITE)
    assert [row["body"] for row in rows] == [one["body"] for one in records]
    assert [json.loads(row["evidence"]) for row in rows] == [one["evidence"] for one in records]


def test_a_sqlite_file_has_a_row_a_record(collected: Collected, tmp_path: Path) -> None:
    collected.export("--all", "--versions", "--format", "sqlite", "-o", str(tmp_path / "all.db"))
    with closing(sqlite3.connect(tmp_path / "all.db")) as database:
        rows = database.execute(
            "SELECT url, version, event, json_extract(evidence, '$.source.raw') FROM article"
        )
        found = set(rows.fetchall())
    wanted = {(o["url"], o["version"], o["event"], o["evidence"]["source"]["raw"]) for o in collected.feeds()}
    assert found == wanted


def test_the_bulk_form_is_that_of_elasticsearch(collected: Collected) -> None:
    lines = collected.export("--all", "--versions", "--format", "elasticsearch")
    actions, records = lines[::2], lines[1::2]
    assert records == collected.export("--all", "--versions")
    for action, record in zip(actions, records, strict=True):
        assert action == {
            "index": {
                "_index": "govnews", "_id": f"{SITE}-{record['url_hash']}", "version": record["version"],
                "version_type": "external_gte",
            }
        }  # fmt: skip


def test_what_is_asked_for_comes_and_nothing_else(collected: Collected) -> None:
    every = collected.export(SITE)
    days = sorted(one["published_on"] for one in every)
    since, until = days[3], days[-4]
    some = collected.export(SITE, "--since", since, "--until", until)
    assert some == [one for one in every if since <= one["published_on"] <= until]
    assert 0 < len(some) < len(every)
    column = collected.export(SITE, "--column", "部门动态")
    assert column == [one for one in every if one["column"] == "部门动态"]
    gone = collected.export(SITE, "--event", "withdrawn")
    assert [one["event"] for one in gone] == ["withdrawn"]
    assert len(collected.export(SITE, "--versions", "--event", "withdrawn", "--event", "restored")) == 3


def test_the_evidence_is_brief_unless_it_is_asked_for(collected: Collected) -> None:
    brief = collected.export(SITE)
    full = collected.export(SITE, "-s", "GOVNEWS_EVIDENCE=full")
    assert all("witnesses" not in one for record in brief for one in record["evidence"].values())
    assert all(record["evidence"]["title"]["witnesses"] for record in full)
    done = scrapy("export", SITE, "-s", "GOVNEWS_EVIDENCE=some", *collected.setting)
    assert (done.returncode, done.stderr) == (2, "scrapy export: GOVNEWS_EVIDENCE=some: one of brief, full\n")


def test_a_folder_has_a_file_a_site_and_year(collected: Collected, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    for form in ("jsonl", "parquet"):
        collected.export("--all", "--format", form, "-o", f"{folder}/")
        files = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("articles.*"))]
        assert files == [f"{SITE}/year=2026/articles.{form}"], "what the last export left is gone"
    rows = pyarrow.parquet.read_table(folder).to_pylist()
    assert sorted(row["url"] for row in rows) == sorted(newest(collected))
    assert {(row["site"], row["year"]) for row in rows} == {(SITE, 2026)}
    collected.export("--all", "--since", "2030-01-01", "-o", str(folder))
    assert list(folder.rglob("articles.*")) == []
    listing = folder / "_govnews-export.json"
    for told in ("{", '{"files": ["../mine.txt"]}', "[]"):
        listing.write_text(told)
        done = scrapy("export", "--all", "-o", str(folder), *collected.setting)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "is no list of an export's files" in done.stderr
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.txt").write_text("mine")
    done = scrapy("export", "--all", "-o", f"{tmp_path / 'other'}/", *collected.setting)
    assert done.returncode == 2
    assert "has other files in it; name a new or an empty folder" in done.stderr


def test_an_export_goes_on_where_the_last_one_ended(collected: Collected, tmp_path: Path) -> None:
    state = tmp_path / "position.json"
    first = collected.export("--all", "--resume", str(state))
    assert first == collected.export("--all", "--versions")
    assert collected.export("--all", "--resume", str(state)) == []
    told = json.loads(state.read_text())
    state.write_text(json.dumps(told | {"version": told["version"] - 3}))
    done = scrapy("export", "--all", "--resume", str(state), *collected.setting)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is of another ledger; remove it to export all again" in done.stderr
    for nothing in (
        "{}",
        '{"version": Infinity, "mark": null}',
        '{"version": 99999999999999999999, "mark": "a"}',
        "[" * 99_999,
    ):
        state.write_text(nothing)
        done = scrapy("export", "--all", "--resume", str(state), *collected.setting)
        assert (done.returncode, done.stdout) == (2, "")
        assert "is no position of an export" in done.stderr


def test_an_export_that_cannot_be_written_leaves_all_as_it_was(collected: Collected, tmp_path: Path) -> None:
    state, target = tmp_path / "position.json", tmp_path / "full.jsonl"
    target.symlink_to("/dev/full")
    done = scrapy(
        "export",
        "--all",
        "--resume",
        str(state),
        "-o",
        str(tmp_path / "no" / "such.jsonl"),
        *collected.setting,
    )
    assert done.returncode == 8, done.stderr
    assert done.stderr.count("\n") == 1
    assert not state.exists()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "name sites, or give --all"),
        ([SITE, "--all"], "name sites, or give --all"),
        (["nowhere"], f"has nothing of nowhere; it has: {SITE}"),
        ([SITE, "--since", "2026-13-01"], "--since 2026-13-01: not a day"),
        ([SITE, "--until", "yesterday"], "--until yesterday: not a day"),
        ([SITE, "--bom"], "--bom goes with --format csv"),
        (["--all", "--versions", "-o", "new/"], "a folder holds current versions"),
    ],
)
def test_what_cannot_be_meant_is_one_line(arguments: list[str], why: str, collected: Collected) -> None:
    done = scrapy("export", *arguments, *collected.setting)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("output/govnews.db", "is the ledger itself"),
        (f"output/{SITE}/new.jsonl", "is in the folder of a site's feeds"),
    ],
)
def test_what_was_collected_is_never_written_over(target: str, said: str, collected: Collected) -> None:
    path = collected.folder / target
    before = path.read_bytes() if path.exists() else None
    for option in ("-o", "--resume"):
        done = scrapy("export", "--all", option, str(path), *collected.setting)
        assert done.returncode == 2 and said in done.stderr
    (collected.folder / "page.html").write_text("<h1>春耕</h1>")
    done = scrapy("extract", str(collected.folder / "page.html"), "-o", str(path), *collected.setting)
    assert done.returncode == 2 and said in done.stderr
    assert (path.read_bytes() if path.exists() else None) == before


@pytest.mark.parametrize("target", ["all.jsonl", "all.jsonl.gz", "all/"])
def test_of_two_exports_to_one_place_the_second_is_told(
    target: str, collected: Collected, tmp_path: Path
) -> None:
    place = tmp_path / target
    collected.export("--all", "-o", f"{place}/" if target.endswith("/") else str(place))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    held = place / ".govnews-export.lock" if target.endswith("/") else part_of(place)
    with take_lock(held) as other:
        other.write(b"half of ano")
        other.flush()
        done = scrapy("export", "--all", "-o", str(place), *collected.setting)
        assert (done.returncode, done.stdout) == (8, "")
        assert done.stderr == f"scrapy export: cannot write {place}: another export is writing it\n"
        assert held.read_bytes() == b"half of ano"
    # The other one was killed, and left that.
    collected.export("--all", "-o", str(place))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_ctrl_c_ends_an_export_in_one_line(collected: Collected) -> None:
    """While it waits for whoever reads its output."""
    reads, writes = os.pipe()
    fcntl.fcntl(writes, fcntl.F_SETPIPE_SZ, 4096)
    command = [sys.executable, "-m", "scrapy", "export", "--all", *collected.setting]
    with subprocess.Popen(command, cwd=PROJECT, stdout=writes, stderr=subprocess.PIPE) as export:
        os.close(writes)
        os.read(reads, 1)
        export.send_signal(signal.SIGINT)
        assert export.wait(30) == 130
        assert export.stderr is not None and export.stderr.read() == b"scrapy export: stopped\n"
    os.close(reads)


def test_a_reader_that_goes_is_no_fault_of_the_position(collected: Collected, tmp_path: Path) -> None:
    position = tmp_path / "position.json"
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "export",
        "--all",
        "--resume",
        str(position),
        *collected.setting,
    ]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, cwd=PROJECT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert "cannot write to standard output" in done.stderr and str(position) not in done.stderr
    assert (done.returncode, position.exists()) == (8, False)


def test_a_device_is_written_into_and_a_link_followed(collected: Collected, tmp_path: Path) -> None:
    pipe, link, target = tmp_path / "pipe", tmp_path / "link", tmp_path / "there.jsonl"
    os.mkfifo(pipe)
    link.symlink_to(target)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    assert scrapy("export", "--all", "-o", str(pipe), *collected.setting).returncode == 0
    reader.join(30)
    assert pipe.is_fifo()
    assert scrapy("export", "--all", "-o", str(link), *collected.setting).returncode == 0
    assert link.is_symlink() and target.read_bytes() == read[0] != b""


def test_a_ledger_that_is_not_there_replaces_no_export(tmp_path: Path) -> None:
    kept = tmp_path / "all.jsonl"
    kept.write_text("kept")
    done = scrapy("export", "--all", "-o", str(kept), "-s", f"GOVNEWS_OUTPUT={tmp_path / 'nothing'}")
    assert (done.returncode, len(done.stderr.splitlines()), kept.read_text()) == (2, 1, "kept")
