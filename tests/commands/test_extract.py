"""``scrapy extract``: a line for every saved page, an exit code for what is wrong with the call."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.places import FIXTURES, PROJECT

ARTICLES = FIXTURES / "articles"
ARTICLE = ARTICLES / "henan-platform" / "page.html"
FIELDS = [
    "schema_version", "url", "url_hash", "site", "region", "column", "title", "published_on", "published_at", "source",
    "author", "editor", "body", "images", "films", "attachments", "event", "version", "content_hash", "fetched_at", "evidence",
]  # fmt: skip


def extract(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", "extract", *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_pages_by_name() -> None:
    done = extract(ARTICLE, ARTICLES / "search-form" / "page.html")
    assert (done.returncode, done.stderr) == (0, "")
    article, other = rows(done.stdout)
    assert list(article) == ["file", "kind", *FIELDS, "seconds"]
    assert article["kind"] == "article"
    assert article["title"] == "区长到青石镇调研粮食收储"
    assert article["url"] == ARTICLE.as_uri()
    assert 0 < article["seconds"] < 5
    assert other == {"file": str(ARTICLES / "search-form" / "page.html"), "kind": "other"}


def test_url_of_a_page() -> None:
    done = extract(ARTICLE, "--url", "https://www.x.gov.cn/2025/08-11/2559082.html")
    (article,) = rows(done.stdout)
    assert article["url"] == "https://www.x.gov.cn/2025/08-11/2559082.html"
    assert article["images"] == ["https://www.x.gov.cn/upload/1.jpg"]


def test_manifest(tmp_path: Path) -> None:
    manifest, output = tmp_path / "m.jsonl", tmp_path / "out.jsonl"
    url = "http://www.x.gov.cn/xw/index.html"
    wanted = [
        {"file": "henan-platform/page.html", "url": "https://www.x.gov.cn/2025/08-11/2559082.html"},
        {"file": "list-of-articles/page.html", "url": url, "kind": "listing"},
        {"file": "search-form/page.html", "url": url},
        {"file": "search-form/page.html", "url": url, "kind": "article"},
    ]
    manifest.write_text("\n".join(map(json.dumps, wanted)) + "\n\n", encoding="utf-8")
    done = extract("--manifest", manifest, "--pages", ARTICLES, "-o", output)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    article, listing, other, unreadable = rows(output.read_text(encoding="utf-8"))
    assert (article["file"], article["kind"]) == ("henan-platform/page.html", "article")
    assert list(listing) == ["file", "kind", "items", "next", "seconds"]
    assert len(listing["items"]) == 19
    assert listing["items"][0] == {
        "url": "http://www.x.gov.cn/xw/show-1.html",
        "title": "区长到第1个镇调研粮食收储工作",
        "date": "2025-08-01",
    }
    assert listing["next"] == "http://www.x.gov.cn/xw/list-2.html"
    assert other == {"file": "search-form/page.html", "kind": "other"}
    assert (unreadable["kind"], unreadable["error"]) == ("article", f"{url}: no article found")


def test_lists_whose_kind_only_their_rows_tell(tmp_path: Path) -> None:
    record = "<record><![CDATA[<li><a href='/art/2026/6/17/art_1_{0}.html'>区长到第{0}个镇调研</a>2026-06-17</li>]]></record>"
    records = "".join(map(record.format, range(5)))
    shell, cards = tmp_path / "shell.html", tmp_path / "cards.html"
    shell.write_text(
        f"<script type='text/xml'><datastore><recordset>{records}</recordset></datastore></script>",
        encoding="utf-8",
    )
    card = (
        "<li><h3><a href='/xw/{0}0.html'>区长到第{0}个镇调研</a></h3><p>近日，区长深入一线，对各项工作作了全面的了解和部署，"
        "要求压实责任、强化举措。</p><p>2026-06-17 来源：青禾融媒</p></li>"
    )
    cards.write_text(f"<ul>{''.join(map(card.format, range(5)))}</ul>", encoding="utf-8")
    for saved in (shell, cards):
        (row,) = rows(extract(saved, "--url", "http://www.x.gov.cn/xw/").stdout)
        assert (row["kind"], len(row["items"])) == ("listing", 5)


def test_mirror_is_restored_or_left(tmp_path: Path) -> None:
    saved = tmp_path / "mirror.html"
    text = (
        "區(qū)長(zhǎng)調(diào)研糧(liáng)食收儲(chǔ)，強(qiáng)調(diào)要落實(shí)責(zé)任，"
        "開(kāi)展檢(jiǎn)查，確(què)保質(zhì)量(liàng)。"
    )
    title = "區(qū)長(zhǎng)調(diào)研糧(liáng)食收儲(chǔ)"
    saved.write_text(
        f"<html><title>{title}</title><h1>{title}</h1>"
        f"<p>發(fā)布時(shí)間:2023-03-24 來(lái)源:青石融媒</p><div><p>{text}</p><p>{text[:30]}</p><p>()</p></div>",
        encoding="utf-8",
    )
    (restored,) = rows(extract(saved).stdout)
    (left,) = rows(extract(saved, "--no-restore").stdout)
    assert (restored["title"], restored["published_on"]) == ("区长调研粮食收储", "2023-03-24")
    assert restored["evidence"]["mirror"]["raw"]
    assert left["title"] == title
    assert (left["published_on"], left["source"]) == ("2023-03-24", "青石融媒")
    assert "mirror" not in left["evidence"]


def test_missing_file(tmp_path: Path) -> None:
    done = extract(tmp_path / "gone.html")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == f"scrapy extract: no such file: {tmp_path / 'gone.html'}\n"


@pytest.mark.parametrize(
    "line", ["x", '{"file": "a.html"}', '{"file": "a", "url": "u", "kind": "novel"}', "[1]"]
)
def test_manifest_that_is_none(tmp_path: Path, line: str) -> None:
    manifest = tmp_path / "m.jsonl"
    manifest.write_text(line, encoding="utf-8")
    done = extract("--manifest", manifest, "--pages", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr
        == f'scrapy extract: {manifest}, line 1: no object with "file", "url" and a known "kind"\n'
    )


@pytest.mark.parametrize(
    "arguments", [[], ["a.html", "b.html", "--url", "http://x.cn/"], ["a.html", "--manifest", "m.jsonl"]]
)
def test_call_that_asks_for_nothing(arguments: list[str]) -> None:
    done = extract(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) + len(done.stdout.splitlines()) == 1
