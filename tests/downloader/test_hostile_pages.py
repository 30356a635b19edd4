"""A site full of faults: each page over a bound fails alone, and the healthy columns are collected."""

from __future__ import annotations

import gzip
import re
import time
import zlib
from contextlib import closing
from functools import cache

import brotli
import pytest

from govnews.ledger import open_ledger, open_reader
from tests.crawling import last_report, records
from tests.fault_server import (
    CLOSING,
    ONE_PAGE,
    PARAGRAPH,
    Answer,
    Exchange,
    FaultServer,
    article,
    home,
    listing,
    page,
    redirect,
    watched_crawl,
)
from tests.places import PROJECT

GIGABYTE = 1024**3
EVIL = "'; DROP TABLE article; --"
NASTY = {
    "escape": "标题\x1b]0;pwned\x07改写终端",
    "path": "../../../../tmp/../etc/passwd 与路径",
    "sql": f"表格{EVIL}",
    "shell": "命令$(touch pwned)`touch pwned`;touch pwned",
    "lines": "2026-01-01 00:00:00 [root] ERROR: 伪造的记录",
}


def flood(exchange: Exchange) -> None:
    """A gigabyte, announced."""
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % GIGABYTE)
    for _ in range(GIGABYTE // 65536):
        exchange.send(b"<p>" + b"a" * 65533)


def chunked_flood(exchange: Exchange) -> None:
    """A gigabyte in chunks, whose length nobody knows before."""
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(GIGABYTE // 65536):
        exchange.send(b"10000\r\n" + b"a" * 65536 + b"\r\n")


def drip(exchange: Exchange) -> None:
    """A page of which a byte comes now and then."""
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 90000\r\n\r\n")
    for _ in range(100):
        exchange.send(b"<")
        time.sleep(0.2)


def compressed(body: bytes, encoding: str) -> Answer:
    return lambda exchange: exchange.reply(body, "200 OK", f"Content-Encoding: {encoding}")


def gzip_bomb() -> bytes:
    """A gigabyte of blanks in one megabyte, made without holding it."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([*(packer.compress(b" " * 2**20) for _ in range(1024)), packer.flush()])


def brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=5)
    return b"".join([*(packer.process(b" " * 2**20) for _ in range(256)), packer.finish()])


@cache
def packed(times: int) -> bytes:
    """Twelve megabytes of blanks, in so many layers of gzip; packing them takes seconds."""
    body = b"<html>" + b" " * 12_000_000
    for _ in range(times - 2):
        body = gzip.compress(body, 0)
    return gzip.compress(gzip.compress(body, 6), 9)


LAYERS = 700


def in_layers(exchange: Exchange) -> None:
    compressed(packed(LAYERS), ", ".join(["gzip"] * LAYERS))(exchange)


def cut(exchange: Exchange, body: bytes, announced: int | None) -> None:
    length = f"Content-Length: {announced}\r\n" if announced is not None else ""
    exchange.send(f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{length}\r\n".encode() + body)


def reset_in_mid_body(exchange: Exchange) -> None:
    body = article("连接中断").encode()
    cut(exchange, body[: len(body) // 2], len(body))
    exchange.reset()


def half_without_length(exchange: Exchange) -> None:
    """The first request gets half a page and a closed connection, no length, no chunks; then the whole."""
    body = article("半页之后是全文").encode()
    first = not getattr(half_without_length, "asked", False)
    half_without_length.asked = True  # type: ignore[attr-defined]
    cut(exchange, body[: len(body) * 2 // 3 if first else None], None)


def malformed_headers(exchange: Exchange) -> None:
    body = article("响应头有误").encode()
    exchange.send(
        b"HTTP/1.1 200 OK\r\nno colon here\r\n folded\r\nX-Bad: \xff\xfe\x01\r\nSet-Cookie\r\n"
        b"Content-Type: text/html; charset=\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    )


def nameless_header(exchange: Exchange) -> None:
    exchange.send(b"HTTP/1.1 200 OK\r\n: no name\r\nContent-Length: 2\r\n\r\nok")


def not_http(exchange: Exchange) -> None:
    exchange.send(b"\x00\x01\x02 this is no HTTP at all\r\n\r\n" * 50)


def charset(title: str, encoding: str, *, header: str | None, meta: str | None) -> Answer:
    """An article in ``encoding`` that says something else of itself."""
    body = article(title, head=f'<meta charset="{meta}">' if meta else "").encode(encoding)
    said = f"text/html; charset={header}" if header else "text/html"
    return lambda exchange: exchange.send(
        f"HTTP/1.1 200 OK\r\nContent-Type: {said}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    )


MISLABELLED = {
    "/c1.html": charset("编码甲是国标", "gb18030", header="utf-8", meta="utf-8"),
    "/c2.html": charset("编码乙是万国", "utf-8", header="gb2312", meta="gb2312"),
    "/c3.html": charset("编码丙是国标", "gb18030", header=None, meta="utf-8"),
    "/c4.html": charset("编码丁是万国", "utf-8", header="iso-8859-1", meta=None),
    "/c5.html": charset("编码戊是双字节", "utf-16", header="gbk", meta="gbk"),
    "/c6.html": charset("编码己是国标", "gb18030", header="no-such-charset", meta=None),
}
MISLABELLED_TITLES = {
    "编码甲是国标", "编码乙是万国", "编码丙是国标", "编码丁是万国", "编码戊是双字节", "编码己是国标",
}  # fmt: skip

# Articles that cannot be had: path, and the kind of trouble that each is.
FAILING: dict[str, tuple[Answer, str]] = {
    "/f/drip.html": (drip, "no answer in time"),
    "/f/endless.html": (
        redirect(lambda exchange: f"/f/endless.html?{len(exchange.target) * 'a'}{time.monotonic()}"),
        "it redirects without end",
    ),
    "/f/flood.html": (flood, "larger than DOWNLOAD_MAXSIZE"),
    "/f/chunks.html": (chunked_flood, "larger than DOWNLOAD_MAXSIZE"),
    "/f/longer.html": (lambda e: cut(e, article("长度有误").encode(), 90_000), "the answer breaks off"),
    "/f/packed.html": (
        compressed(gzip.compress(article("压缩到一半").encode())[:300], "gzip"),
        "the answer breaks off",
    ),
    "/f/layers.html": (in_layers, f"packed {LAYERS} times"),
    "/f/wide.html": (
        page(article("太宽的一页", head=f"<script>var a='\U0001f33e{'x' * 7_900_000}'</script>")),
        "more than 16 MiB of decoded text",
    ),
    "/f/reset.html": (reset_in_mid_body, "the answer breaks off"),
    "/f/nothttp.html": (not_http, "the exchange fails: ParseError"),
    "/f/nameless.html": (nameless_header, "the exchange fails: InvalidHeaderName"),
    "/f/nested.html": (page("<div>" * 100_000 + PARAGRAPH + "</div>" * 100_000), "more than 100000 tags"),
    "/f/attributes.html": (
        page("<p " + " ".join(f"a{i}" for i in range(200_000)) + ">" + PARAGRAPH),
        "a tag of more than 1000 attributes",
    ),
    "/f/images.html": (
        page(article("图片太多", text="".join(f"<img src=/i/{i}.jpg>" for i in range(2100)) + PARAGRAPH)),
        "2100 images",
    ),
}
READABLE: dict[str, tuple[Answer, str]] = {
    "/r/headers.html": (malformed_headers, "响应头有误"),
    "/r/half.html": (half_without_length, "半页之后是全文"),
    "/r/nul.html": (
        page(article("含空字节和坏字节").replace("孟津", "孟\x00津").encode() + b"<p>\xff\xfe\x80\x00</p>"),
        "含空字节和坏字节",
    ),
    "/r/links.html": (
        page(
            article(
                "正文里的地址有误",
                text=PARAGRAPH + '<img src="http://[x/a.jpg"><a href="http://[y/b.doc">附件</a>'
                '<a href="http://h:99999999/c.pdf">附件</a><img src="http://[::1"><a href="//[">.</a>',
            )
        ),
        "正文里的地址有误",
    ),
    "/r/deep.html": (page(article("嵌套很深的正文", text="<div>" * 40_000 + PARAGRAPH)), "嵌套很深的正文"),
    "/r/%C3%CF%BD%F2.html": (page(article("国标文件名的文章")), "国标文件名的文章"),
    "/r/to-gbk.html": (redirect("/r/\xc3\xcf\xbd\xf2-2.html"), "跳转到国标文件名"),
    "/r/gzip.html": (compressed(gzip.compress(article("压缩的正文").encode()), "gzip"), "压缩的正文"),
}


def endless_next(exchange: Exchange) -> None:
    """Every page has two new entries and a next page."""
    number = int(exchange.target.partition("?page=")[2] or 1)
    entries = {f"/e/{number}-{i}.html": f"没有尽头的第{number}页第{i}条" for i in (1, 2)}
    exchange.reply(
        listing("没有尽头", entries, pager=f'<a href="/endless/?page={number + 1}">下一页</a>').encode()
    )


def calendar(exchange: Exchange) -> None:
    """The same entries under every month, and always one more month."""
    number = int(exchange.target.partition("?month=")[2] or 1)
    entries = {f"/m/{i}.html": f"日历里的第{i}条新闻" for i in range(3)}
    exchange.reply(
        listing("日历", entries, pager=f'<a href="/calendar/?month={number + 1}">下一页</a>').encode()
    )


class Moving:
    """A list that gets a new entry on top whenever it was looked at; ten entries a page, thirty in all at first."""

    def __init__(self) -> None:
        self.numbers = list(range(30, 0, -1))

    def __call__(self, exchange: Exchange) -> None:
        number = int(exchange.target.partition("?p=")[2] or 1)
        shown = self.numbers[10 * number - 10 : 10 * number]
        last = -(-len(self.numbers) // 10)
        links = f'<a href="/moving/?p={number + 1}">下一页</a>' if number < last else "<span>下一页</span>"
        exchange.reply(
            listing("变动", {f"/v/{n}.html": f"变动中的第{n}条消息" for n in shown}, pager=links).encode()
        )
        if number < last:
            self.numbers.insert(0, self.numbers[0] + 1)


def many(count: int) -> bytes:
    """A page of ``count`` links."""
    rows = "".join(f'<li><a href="/x/{i}.html">第{i}条</a></li>' for i in range(count))
    return f"<html><meta charset=utf-8><title>很多</title><ul>{rows}</ul></html>".encode()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    output = tmp_path_factory.mktemp("hostile")
    packed(LAYERS)  # not when it is asked for: that is to be answered at once
    columns = {
        "/ok/": "镇街动态",
        "/faults/": "部门动态",
        "/million/": "图片新闻",
        "/thousands/": "时政要闻",
        "/endless/": "乡镇动态",
        "/calendar/": "工作动态",
        "/moving/": "本地新闻",
        "/gzipbomb/": "媒体聚焦",
        "/brbomb/": "今日要闻",
        "/nasty/": "区内动态\x1b[31m",
    }
    healthy = {f"/ok/{i}.html": f"镇街的第{i}条动态" for i in range(4)}
    with FaultServer({"/": page("secret")}) as elsewhere:
        failing = dict(FAILING)
        leaving = {
            "/o/loopback.html": redirect(f"http://127.0.0.1:{elsewhere.port}/"),
            "/o/metadata.html": redirect("http://169.254.169.254/latest/meta-data/"),
            "/o/file.html": redirect("file:///etc/hostname"),
            "/o/broken.html": redirect("http://[::bad/"),
            "/o/port.html": redirect("http://127.0.0.1:99999999/"),
            "/o/refresh.html": page(
                f'<html><head><meta http-equiv="refresh" content="0;url=http://127.0.0.1:{elsewhere.port}/">'
                "</head></html>"
            ),
        }
        odd_links = {
            "http://[::bad/x.html": "地址有误的一条",
            "http://127.0.0.1:99999999/x.html": "端口有误的一条",
            "/x.html?" + "a" * 3000: "地址太长的一条",
        }
        faults = (
            odd_links
            | {path: f"有问题的页面{path}" for path in [*failing, *leaving, *MISLABELLED]}
            | {path: title for path, (_, title) in READABLE.items()}
        )
        nasty = {f"/n/{name}.html": title for name, title in NASTY.items()}
        routes: dict[str, Answer] = {
            "/": page(home(columns)),
            "/robots.txt": page("<html><title>404</title><p>Disallow: /</p></html>"),
            "/ok/": page(listing("镇街动态", healthy, pager=ONE_PAGE)),
            "/faults/": page(listing("部门动态", faults, pager=ONE_PAGE)),
            "/million/": page(many(1_000_000)),
            "/thousands/": page(many(20_000)),
            "/endless/": endless_next,
            "/calendar/": calendar,
            "/moving/": Moving(),
            "/gzipbomb/": compressed(gzip_bomb(), "gzip"),
            "/brbomb/": compressed(brotli_bomb(), "br"),
            "/nasty/": page(listing("区内动态", nasty, pager=ONE_PAGE)),
            **{path: page(article(title)) for path, title in (healthy | nasty).items()},
            **{path: answer for path, (answer, _) in (failing | READABLE).items()},
            **leaving,
            **MISLABELLED,
            "/r/%C3%CF%BD%F2-2.html": page(article("跳转到国标文件名")),
            **{
                f"/e/{n}-{i}.html": page(article(f"没有尽头的第{n}页第{i}条"))
                for n in range(9)
                for i in (1, 2)
            },
            **{f"/m/{i}.html": page(article(f"日历里的第{i}条新闻")) for i in range(3)},
            **{f"/v/{i}.html": page(article(f"变动中的第{i}条消息")) for i in range(1, 60)},
        }
        with FaultServer(routes) as server:
            result = watched_crawl(
                server.url,
                output,
                *("-a", "columns=" + ",".join(name.partition("\x1b")[0] for name in columns.values())),
                *("-s", "DOWNLOAD_TIMEOUT=2", "-s", "RETRY_TIMES=1", "-s", "GOVNEWS_MAX_PAGES=4"),
                *("-s", "LOG_LEVEL=DEBUG"),
            )
            site = f"127.0.0.1-{server.port}"
            yield Result(result, output, site, elsewhere.paths, server.paths)


class Result:
    def __init__(self, run, output, site, elsewhere, asked) -> None:
        self.run, self.output, self.elsewhere, self.asked = run, output, elsewhere, asked
        self.report = last_report(output, site)
        self.records = records(output, site)
        self.titles = [record["title"] for record in self.records]
        self.columns = {column["url"].split("/")[3]: column for column in self.report["columns"]}
        self.site = site


@pytest.mark.long
def test_the_process_stays_small_and_ends(run):
    print(f"peak {run.run.peak:.0f} MB, {run.run.seconds:.0f} s")
    assert run.run.peak < 200
    assert run.run.seconds < 60
    assert run.run.returncode == run.report["exit_code"] == 4, run.run.log[-3000:]
    assert "error" not in run.report["troubles"]


def test_the_healthy_columns_are_collected_whole(run):
    for name in ("ok", "calendar"):
        column = run.columns[name]
        assert column["proven"] == (name == "ok"), "a link to the next month shows this one: no end"
        assert column["new"] == column["listed"] == {"ok": 4, "calendar": 3}[name]
        assert not column["failed"] + column["unaccounted"]


@pytest.mark.parametrize("path", FAILING)
def test_a_faulty_article_fails_alone_and_says_why(run, path):
    with closing(open_ledger(run.output / "govnews.db", run.site)) as ledger:
        failed = [failure for failure in ledger.failures() if path in failure.entry.url]
    assert len(failed) == 1, f"{path} is not among the failures"
    assert FAILING[path][1] in failed[0].error
    assert not [record for record in run.records if path in record["url"]]
    assert len(run.asked) - len([asked for asked in run.asked if path not in asked]) <= 6, "asked too often"


def test_what_is_only_odd_is_read(run):
    assert {title for _, title in READABLE.values()} <= set(run.titles)
    half = next(record for record in run.records if record["title"] == "半页之后是全文")
    assert half["body"].count("\n") == 1, "the half page was taken for the whole"


def test_a_wrong_charset_label_does_not_matter(run):
    read = {record["title"]: record for record in run.records}
    assert set(MISLABELLED_TITLES) <= set(read)
    for title in MISLABELLED_TITLES:
        assert read[title]["body"] == f"{PARAGRAPH}\n{CLOSING}"
        assert read[title]["source"] == "示例融媒"


def test_redirects_leave_neither_the_site_nor_the_web(run):
    assert run.elsewhere == []
    excluded = run.columns["faults"]["excluded"]
    assert sorted(excluded) == [
        next(why for why in excluded if re.fullmatch(r"leads to another host: 169\.254\.169\.254", why)),
        next(why for why in excluded if re.fullmatch(r"leads to another port: 127\.0\.0\.1:\d+", why)),
        "leads to no web address",
    ]
    assert not [record for record in run.records if "/o/" in record["url"]]


@pytest.mark.parametrize(
    ("column", "end"),
    [
        ("million", "page 1 cannot be read: larger than DOWNLOAD_MAXSIZE"),
        ("thousands", "page 1 cannot be read: more than 5000 entries"),
        ("gzipbomb", "page 1 cannot be read: larger than DOWNLOAD_MAXSIZE when unpacked"),
        ("brbomb", "page 1 cannot be read: larger than DOWNLOAD_MAXSIZE when unpacked"),
        ("endless", "more than 4 pages"),
    ],
)
def test_a_list_over_a_bound_is_no_proof(run, column, end):
    assert (run.columns[column]["end"], run.columns[column]["proven"]) == (end, False)


def test_a_list_without_end_gives_what_it_has_within_the_bound(run):
    assert run.columns["endless"]["new"] == run.columns["endless"]["listed"] == 8


def test_a_list_that_moves_loses_nothing_that_it_had(run):
    assert {f"变动中的第{n}条消息" for n in range(1, 31)} <= set(run.titles)
    assert len(run.titles) == len(set(run.titles))


def test_values_from_pages_stay_values(run):
    with closing(open_reader(run.output / "govnews.db")) as ledger:
        assert ledger.sites() == [run.site]
        assert len(list(ledger.current(run.site))) == len(run.records)
    assert [record["title"] for record in run.records if EVIL in record["title"]] == [NASTY["sql"]]
    assert {NASTY["path"], NASTY["shell"]} <= set(run.titles)
    made = {path.relative_to(run.output).as_posix() for path in run.output.rglob("*") if path.is_file()}
    label = run.report["started_at"].replace(":", "-")
    expected = {f"{run.site}/{label}.jsonl", f"{run.site}/{label}.report.json", f"{run.site}/.lock"}
    expected |= {
        f"{run.site}/feed.atom",
        "feed.atom",
        ".feed.atom.lock",
        f"{run.site}/archive/{label}.warc.gz",
    }
    assert made - {"govnews.db", "govnews.db-wal", "govnews.db-shm", "log.txt"} == expected
    assert not (PROJECT / "pwned").exists()


def test_no_control_character_of_a_page_reaches_terminal_or_log(run):
    assert "区内动态[31m" in run.run.log, "the test's own sign is missing"
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]", run.run.log)
