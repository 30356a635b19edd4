"""``scrapy extract``: a line for every saved page, an exit code for what is wrong with the call."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from govnews.archive import Archive, Exchange
from govnews.commands import extract as command
from govnews.reading import Kind
from govnews.reading.budget import Budget
from tests.crawling import scrapy
from tests.places import FIXTURES, PROJECT

ARTICLES = FIXTURES / "articles"
ARTICLE = ARTICLES / "henan-platform" / "page.html"
FIELDS = [
    "schema_version", "url", "url_hash", "site", "region", "column", "title", "published_on", "published_at", "source",
    "author", "editor", "body", "images", "films", "attachments", "images_text", "files", "event",
    "version", "content_hash", "fetched_at", "evidence",
]  # fmt: skip


def extract(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return scrapy("extract", *map(str, arguments), timeout=60)


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


@pytest.mark.long
def test_a_page_on_standard_input() -> None:
    url = "http://www.example.gov.cn/a.html"
    command = [sys.executable, "-m", "scrapy", "extract", "-", "--url", url]
    done = subprocess.run(command, input=ARTICLE.read_bytes(), cwd=PROJECT, capture_output=True, check=False)
    (row,), (same,) = rows(done.stdout.decode()), rows(extract("--url", url, ARTICLE).stdout)
    told = {"file": "-", "seconds": 0}
    assert (done.returncode, row | told) == (0, same | told)


def test_a_page_of_several_says_that_there_are_others(tmp_path: Path) -> None:
    text = "<p>1月5日，青石镇组织干部群众清理河道，把淤泥和杂物运到岸上，两天里清出了三公里。</p>"
    page = tmp_path / "5000.html"
    page.write_text(
        f"<h1>青石镇清淤河道三十公里</h1><div>发布时间：2024-01-05 来源：青石融媒</div>{text}"
        "<p>第1页 <a href='5000_2.html'>第2页</a></p>",
        "utf-8",
    )
    (article,) = rows(extract(page, "--url", "http://www.x.gov.cn/5000.html").stdout)
    assert article["body"] == text[3:-4]
    (named,) = article["evidence"]["further"]["witnesses"]
    assert named == {"kind": "element", "name": "第2页", "raw": "http://www.x.gov.cn/5000_2.html"}
    assert "pages" not in article["evidence"]


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
    gone = tmp_path / "gone.html"
    done = extract(gone)
    assert done.returncode == 1
    assert rows(done.stdout) == [{"file": str(gone), "error": f"no such file: {gone}"}]
    assert done.stderr == "scrapy extract: 1 of 1 pages could not be read; their lines say why\n"


def test_no_page_keeps_another_from_being_read(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "folder.html").mkdir()
    (pages / "many-tags.html").write_bytes(b"<b>" * 200_000)
    (pages / "empty.html").write_bytes(b"")
    (pages / "blanks.html").write_bytes(b" \n")
    (pages / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    (pages / "deep.html").write_bytes(b"<div>" * 50_000 + "孟津".encode())
    (pages / "wide.html").write_bytes("<title>孟津要闻</title>孟津".encode("utf-16"))
    (pages / "torn.html").write_bytes("<title>孟津要闻</title><h1>孟津".encode()[:-1] + b"\xff\xfe\xfd")
    (pages / "fine.html").write_bytes(ARTICLE.read_bytes())
    names = sorted(path.name for path in pages.iterdir())
    asked = [
        {"file": name, "url": "http://www.x.gov.cn/xw/1.html", **kind}
        for name in [*names, "gone.html", "x" * 300 + ".html", "fine.html"]
        for kind in ({}, {"kind": "article"}, {"kind": "listing"}, {"kind": "other"})
    ]
    manifest, output = tmp_path / "m.jsonl", tmp_path / "out.jsonl"
    manifest.write_text("".join(json.dumps(row) + "\n" for row in asked), encoding="utf-8")
    done = extract("--manifest", manifest, "--pages", pages, "-o", output)
    found = rows(output.read_text(encoding="utf-8"))
    assert [row["file"] for row in found] == [row["file"] for row in asked]
    assert all("\n" not in row.get("error", "") for row in found)
    unread = {
        row["file"][:20]: row["error"] for row in found if row["file"][:3] in ("fol", "man", "gon", "xxx")
    }
    assert unread == {
        "folder.html": f"no such file: {pages / 'folder.html'}",
        "many-tags.html": "more than 100000 tags",
        "gone.html": f"no such file: {pages / 'gone.html'}",
        "x" * 20: "File name too long",
    }
    assert all(
        row.get("title") for row in found if row["file"] == "fine.html" and row.get("kind") == "article"
    )
    assert done.returncode == 1
    assert done.stderr == f"scrapy extract: 16 of {len(asked)} pages could not be read; their lines say why\n"


def test_what_a_reader_raises_is_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(page: object) -> None:
        raise ZeroDivisionError("a fault\nof two lines")

    monkeypatch.setattr(command, "read_article", fault)
    broken, whole = tmp_path / "broken.html", ARTICLES / "search-form" / "page.html"
    saved = [
        command._Saved.in_file(path, path.name, "http://www.x.gov.cn/1.html", kind)
        for path, kind in ((ARTICLE, None), (ARTICLE, Kind.ARTICLE), (broken, Kind.LISTING), (whole, None))
    ]
    out = io.StringIO()
    assert command._write(saved, out, Budget(0), restore=True) == (4, 3)
    error = r"ZeroDivisionError: a fault\nof two lines"
    assert rows(out.getvalue()) == [
        {"file": "page.html", "error": error},
        {"file": "page.html", "kind": "article", "error": error},
        {"file": "broken.html", "kind": "listing", "error": f"no such file: {broken}"},
        {"file": "page.html", "kind": "other"},
    ]


def test_a_page_that_is_no_article_is_no_failure(tmp_path: Path) -> None:
    manifest = tmp_path / "m.jsonl"
    row = {"file": "search-form/page.html", "url": "http://www.x.gov.cn/", "kind": "article"}
    manifest.write_text(json.dumps(row), encoding="utf-8")
    done = extract("--manifest", manifest, "--pages", ARTICLES)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no article found" in rows(done.stdout)[0]["error"]


def test_half_a_character_does_not_end_the_call(tmp_path: Path) -> None:
    saved, output = tmp_path / "half.html", tmp_path / "out.jsonl"
    saved.write_text(
        "<title>区长调研粮食收储_青石区</title><script>window.__S={'title': '区长调研粮食收储', \"author\": \"张三\\ud83d\","
        ' "title": "区长调研粮食收储", "pubTime": "2023-11-03 16:20", "content": "<p>'
        + "8月11日，区长到青石镇调研粮食收储工作，区直有关单位负责同志参加。" * 4
        + '</p>"}</script>',
        encoding="utf-8",
    )
    done = extract(saved, ARTICLE, "-o", output)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(rows(output.read_text(encoding="utf-8"))) == 2


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


def test_every_page_is_one_line_whatever_its_texts_hold(tmp_path: Path) -> None:
    """Separators that end a line for some readers, and halves of surrogate pairs, which no output can hold."""
    text = "12月6日，青石镇组织技术员到果园观摩，镇农技站负责人到场讲解。"
    state = json.dumps(
        {
            "title": "青石镇开展\udf3e冬季果园管护",
            "source": "青石\ud83c日报",
            "content": f"<p>{text}\u2028{text}\udc00</p>" * 3,
        }
    )
    pages = {
        "state.html": f"<html><body><div id=app></div><script>window.__STATE__={state}</script></body></html>",
        "call.html": f"<html><body><script>draw({{'content': '<p>{text * 3}\\ud83c\\udf3e\\ud83c</p>',"
        " 'title': '青石镇开展冬季果园管护\\u2029'})</script>",
        "meta.html": "<head><meta name=ContentSource content='青石&#8233;日&#x2028;报'></head><h1>冬季果园管护</h1>"
        f"<p>2025-12-06</p><p>{text * 3}",
        "next.html": f"<h1>冬季果园管护</h1><p>发布时间：2025-12-06</p><p>{text * 3}",
    }
    for name, html in pages.items():
        (tmp_path / name).write_text(html, encoding="utf-8")
    output = tmp_path / "out.jsonl"
    done = extract(*(tmp_path / name for name in pages), "-o", output)
    assert (done.returncode, done.stderr) == (0, "")
    lines = output.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["file"] for line in lines] == [str(tmp_path / name) for name in pages]
    state_read, call_read, _, next_read = map(json.loads, lines)
    assert "青石\ufffd日报" in json.dumps(state_read["evidence"], ensure_ascii=False)
    assert "🌾\ufffd" in call_read["body"]
    assert next_read["title"] == "冬季果园管护"


def test_the_pages_of_warc_files_are_read_and_what_is_torn_is_told(tmp_path: Path) -> None:
    article = ARTICLE.read_bytes()
    archive = Archive(tmp_path / "run.warc.gz", {"software": "govnews/test"})
    for number, (kind, body) in enumerate(
        (("text/html", article), ("image/png", b"\x89PNG"), ("text/html", article))
    ):
        archive.keep(
            Exchange(
                f"http://www.x.gov.cn/{number}.html",
                datetime(2026, 3, 24, 4, tzinfo=UTC),
                b"GET / HTTP/1.1\r\n\r\n",
                f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode(),
                body,
            )
        )  # fmt: skip
    archive.publish()
    done = scrapy("extract", "--warc", str(archive.path))
    assert (done.returncode, done.stderr) == (0, "")
    first, last = (json.loads(line) for line in done.stdout.splitlines())
    alone = json.loads(scrapy("extract", str(ARTICLE), "--url", "http://www.x.gov.cn/0.html").stdout)
    without = {"file", "seconds", "fetched_at"}
    assert {key: first[key] for key in first.keys() - without} == {
        key: alone[key] for key in alone.keys() - without
    }
    assert (first["file"], first["fetched_at"]) == (str(archive.path), "2026-03-24T04:00:00Z")
    assert last["url"] == "http://www.x.gov.cn/2.html"
    torn = tmp_path / "torn.warc.gz"
    torn.write_bytes(archive.path.read_bytes()[:-900])
    done = scrapy("extract", "--warc", str(archive.path), str(torn))
    assert done.returncode == 1
    assert [("error" in json.loads(line)) for line in done.stdout.splitlines()] == [False, False, False, True]
    wrong = scrapy("extract", "--warc", str(torn), "--url", "http://www.x.gov.cn/")
    assert wrong.returncode == 2
    done = scrapy("extract", "--warc", str(tmp_path / "none.warc.gz"), str(tmp_path), str(archive.path))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row.get("error") for row in rows] == ["No such file or directory", "no regular file", None, None]
    assert done.stderr == "scrapy extract: 2 of 4 pages could not be read; their lines say why\n"
    (tmp_path / "empty.warc.gz").touch()
    empty = scrapy("extract", "--warc", str(tmp_path / "empty.warc.gz"))
    assert (empty.returncode, empty.stdout, empty.stderr) == (
        0,
        "",
        "scrapy extract: there is no HTML page\n",
    )
