"""What a web archive has of a site, read from WARC files and indexes in all their forms, whole, torn and damaged."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govnews.archive import Captures, Damaged, extra
from govnews.errors import UsageError
from govnews.identity import url_hash
from tests.archive.warcs import Taken, places, warc, write

HOST = "http://www.qingshi.example.com"
AT = "2016-03-24T01:15:00Z"


def inside(url: str) -> bool:
    return url.startswith(HOST)


def page(number: int) -> bytes:
    return f"<html><h1>青石镇第{number}次春耕会</h1><p>{'种子与农机已经到位。' * 30 * number}</p></html>".encode()


def taken(number: int, at: str = AT, **more: object) -> Taken:
    return Taken(f"{HOST}/xw/{number}.html", at, page(number), **more)  # type: ignore[arg-type]


def bodies(captures: Captures) -> dict[str, bytes]:
    """The page of the newest capture of each address that has one here."""
    return {
        found[0].url: captures.page(found[0]).body
        for found in captures.addresses.values()
        if found[0].is_here
    }


@pytest.mark.parametrize("version", ["WARC/1.0", "WARC/1.1"])
@pytest.mark.parametrize("form", ["plain", "packed", "one piece"])
def test_pages_are_read_by_address_whatever_the_file_is_packed_in(
    tmp_path: Path, version: str, form: str
) -> None:
    records = warc(map(taken, range(1, 6)), version=version, packed=form == "packed")
    path = write(tmp_path / "a.warc.gz", records, one_piece=form == "one piece")
    captures = Captures.of(path, inside)
    assert bodies(captures) == {f"{HOST}/xw/{number}.html": page(number) for number in range(1, 6)}
    assert (captures.count, captures.damaged, captures.foreign.total()) == (5, 0, 0)
    (capture,) = captures.addresses[url_hash(f"{HOST}/xw/3.html")]
    assert (capture.captured_at, capture.status, capture.is_html) == (AT, 200, True)
    copied = write(tmp_path / "copy.warc", [captures.record(capture)])
    assert bodies(Captures.of(copied, inside)) == {capture.url: page(3)}
    captures.close()


def test_of_an_address_the_newest_capture_stands_first(tmp_path: Path) -> None:
    at = ["2014-01-02T00:00:00Z", "2016-05-06T00:00:00.5Z", "2015-03-04"]
    twins = [
        f"{HOST}/xw/1.html",
        "https://qingshi.example.com:443/xw/1.html?utm_source=a",
        f"<{HOST}/xw/1.html>",
    ]
    records = warc(
        Taken(url, AT, page(n), warc={"WARC-Date": moment})
        for n, (url, moment) in enumerate(zip(twins, at, strict=True), 1)
    )
    captures = Captures.of(write(tmp_path / "a.warc.gz", records), lambda url: "qingshi" in url)
    ((first, second, third),) = captures.addresses.values()
    assert [one.captured_at for one in (first, second, third)] == [
        "2016-05-06T00:00:00Z", "2015-03-04T00:00:00Z", "2014-01-02T00:00:00Z",
    ]  # fmt: skip
    assert captures.page(first).body == page(2)
    near = captures.near(twins[0], "2014-06-01T00:00:00Z")
    assert near is not None
    assert near.captured_at == third.captured_at
    assert captures.near(f"{HOST}/xw/9.html", AT) is None


def test_bodies_are_had_without_chunks_and_unpacked(tmp_path: Path) -> None:
    packed = gzip.compress(page(1))
    chunked = (
        b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (packed[:50], packed[50:])) + b"0\r\n\r\n"
    )
    both = Taken(
        f"{HOST}/1.html", AT, chunked, http={"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}
    )
    captures = Captures.of(write(tmp_path / "a.warc", warc([both], packed=False)), inside)
    assert bodies(captures) == {f"{HOST}/1.html": page(1)}


def test_a_revisit_is_the_page_that_it_stands_for_at_its_own_moment(tmp_path: Path) -> None:
    again = {
        "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        "WARC-Refers-To-Target-URI": f"{HOST}/xw/1.html",
        "WARC-Refers-To-Date": AT,
    }
    nowhere = again | {"WARC-Refers-To-Date": "2001-01-01T00:00:00Z"}
    records = warc(
        [
            taken(1),
            Taken(f"{HOST}/xw/1.html", "2017-01-01T00:00:00Z", warc=again, kind="revisit"),
            Taken(f"{HOST}/m/1.html", "2018-01-01T00:00:00Z", warc=again, kind="revisit"),
            Taken(f"{HOST}/xw/2.html", "2018-01-01T00:00:00Z", warc=nowhere, kind="revisit"),
        ]
    )
    captures = Captures.of(write(tmp_path / "a.warc.gz", records), inside)
    newest = {found[0].url: found[0] for found in captures.addresses.values()}
    assert newest[f"{HOST}/xw/1.html"].captured_at == "2017-01-01T00:00:00Z"
    assert bodies(captures) == {f"{HOST}/xw/1.html": page(1), f"{HOST}/m/1.html": page(1)}
    assert captures.page(newest[f"{HOST}/m/1.html"]).url == f"{HOST}/m/1.html"
    assert not newest[f"{HOST}/xw/2.html"].is_here


def test_what_is_no_page_of_the_site_is_counted_and_told_apart(tmp_path: Path) -> None:
    records = warc(
        [
            taken(1),
            Taken("http://other.example.org/1.html", AT, page(2)),
            Taken("dns:www.qingshi.example.com", AT, b"", kind="resource", content_type="text/dns"),
            Taken(f"{HOST}/a.png", AT, b"\x89PNG", content_type="image/png"),
            Taken(f"{HOST}/old.html", AT, b"", status="404 Not Found"),
        ]
    )
    captures = Captures.of(write(tmp_path / "a.warc.gz", records), inside)
    assert captures.foreign == {"other.example.org": 1, "dns": 1}
    told = {found[0].url: (found[0].is_html, found[0].status) for found in captures.addresses.values()}
    assert told == {
        f"{HOST}/xw/1.html": (True, 200), f"{HOST}/a.png": (False, 200), f"{HOST}/old.html": (True, 404),
    }  # fmt: skip


# Damage


DIGESTS = [
    {"WARC-Block-Digest": "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    {"WARC-Payload-Digest": "sha256:" + "0" * 64, "WARC-Block-Digest": "crc32:00000000"},
]


def without_block_digest(record: bytes, payload: str) -> bytes:
    head, _, rest = record.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if b"-Digest:" not in line]
    return b"\r\n".join([*lines, f"WARC-Payload-Digest: {payload}".encode()]) + b"\r\n\r\n" + rest


def test_a_record_with_another_digest_is_left_out_and_named(tmp_path: Path) -> None:
    good, second, third = warc([taken(1), taken(2), taken(3)], packed=False)
    wrong = second.replace("第2次".encode(), "第9次".encode())
    by_page = without_block_digest(third, "sha256:" + "0" * 64)
    path = write(tmp_path / "a.warc", [good, wrong, by_page])
    captures = Captures.of(path, inside)
    assert bodies(captures) == {f"{HOST}/xw/1.html": page(1)}
    assert captures.damaged == 2
    assert captures.damage == [
        f"a.warc, byte {at}: {HOST}/xw/{number}.html is not as it was written"
        for at, number in zip(places([good, wrong, by_page])[1:], (2, 3), strict=True)
    ]


@pytest.mark.parametrize("said", ["sha256:{hex}", "SHA-256:{hex}", "xxh64:ab12", "sha256:{chunked}"])
def test_digests_of_other_tools_are_understood(tmp_path: Path, said: str) -> None:
    import hashlib

    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(page(1)), page(1))
    (record,) = warc([Taken(f"{HOST}/1.html", AT, body, http={"Transfer-Encoding": "chunked"})], packed=False)
    digest = said.format(hex=hashlib.sha256(page(1)).hexdigest(), chunked=hashlib.sha256(body).hexdigest())
    captures = Captures.of(write(tmp_path / "a.warc", [without_block_digest(record, digest)]), inside)
    assert bodies(captures) == {f"{HOST}/1.html": page(1)}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(share=st.floats(0.05, 0.999), form=st.sampled_from(["plain", "packed", "one piece"]))
def test_of_a_torn_file_what_is_whole_is_read(tmp_path: Path, share: float, form: str) -> None:
    records = warc(map(taken, range(1, 6)), packed=form == "packed")
    path = write(tmp_path / "a.warc.gz", records, one_piece=form == "one piece")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    try:
        captures = Captures.of(path, inside)
    except UsageError:
        assert share < 0.5 or form == "one piece", "nothing whole is in it"
        return
    found = bodies(captures)
    assert found == {f"{HOST}/xw/{number}.html": page(number) for number in range(1, len(found) + 1)}
    if form != "one piece":
        ends = [at for at in [*places(records)[1:], len(whole)] if at <= len(whole) * share]
        assert len(found) >= len(ends)
        # What is cut off within the last bytes of a record, behind its content, takes nothing from it.
        is_between = any(0 <= at - int(len(whole) * share) <= 16 for at in places(records))
        assert len(found) == 5 or captures.damaged or is_between
    captures.close()


# Indexes


def classic(records: list[bytes], name: str = "a.warc.gz") -> str:
    lines = [" CDX N b a m s k r M S V g"]
    for number, at in enumerate(places(records), 1):
        lines.append(
            f"com,example,qingshi)/xw/{number}.html 20160324011500 {HOST}:80/xw/{number}.html text/html 200"
            f" DIGEST{number} - - {len(records[number - 1])} {at} {name}"
        )
    return "\n".join(lines) + "\n"


def seven(count: int) -> str:
    return "".join(
        f"com,example,qingshi)/xw/{n}.html 20160324011500 {HOST}:80/xw/{n}.html text/html 200 DIGEST{n} 99\n"
        for n in range(1, count + 1)
    )


def cdxj(records: list[bytes], name: str = "a.warc.gz") -> str:
    return "!meta 0 {}\n" + "".join(
        f"com,example,qingshi)/xw/{number}.html 20160324011500 "
        + json.dumps(
            {
                "url": f"{HOST}/xw/{number}.html", "mime": "text/html", "status": "200", "digest": f"sha1:D{number}",
                "length": "9", "offset": str(at), "filename": f"crawl/{name}",
            }
        )
        + "\n"
        for number, at in enumerate(places(records), 1)
    )  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("form", ["classic", "cdxj"])
def test_an_index_leads_to_the_pages_in_the_files_beside_it(tmp_path: Path, form: str, packed: bool) -> None:
    records = warc(map(taken, range(1, 5)))
    write(tmp_path / "a.warc.gz", records)
    text = (classic if form == "classic" else cdxj)(records).encode()
    path = tmp_path / "index"
    path.write_bytes(gzip.compress(text) if packed else text)
    captures = Captures.of(path, inside)
    assert bodies(captures) == {f"{HOST}/xw/{number}.html": page(number) for number in range(1, 5)}
    assert (captures.count, captures.damaged) == (4, 0)


@pytest.mark.parametrize("packed", [False, True])
def test_an_index_without_its_files_tells_addresses_and_moments(tmp_path: Path, packed: bool) -> None:
    records = warc([taken(1)])
    for text in (seven(2), classic(records), cdxj(records)):
        path = tmp_path / "index.cdx"
        path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
        captures = Captures.of(path, inside)
        (first,) = captures.addresses[url_hash(f"{HOST}/xw/1.html")]
        assert (first.url, first.captured_at, first.status) == (f"{HOST}/xw/1.html", AT, 200)
        assert not first.is_here


def test_an_index_that_leads_elsewhere_is_told(tmp_path: Path) -> None:
    records = warc(map(taken, range(1, 4)))
    write(tmp_path / "a.warc.gz", records)
    one, two, _ = places(records)
    text = classic(records).replace(f" {two} a.warc.gz", f" {one} a.warc.gz").replace("DIGEST", "X")
    (tmp_path / "a.cdx").write_text(text)
    captures = Captures.of(tmp_path / "a.cdx", inside)
    (wrong,) = captures.addresses[url_hash(f"{HOST}/xw/2.html")]
    with pytest.raises(Damaged, match=f"a.warc.gz, byte {one}: another page: {HOST}/xw/1.html"):
        captures.page(wrong)


@pytest.mark.parametrize("name", ["mime", "digest", "filename", "status", "offset", "url", "timestamp"])
@pytest.mark.parametrize("value", [["x"], {"a": 1}, 1.5])
def test_a_value_that_no_index_has_costs_its_line_alone(tmp_path: Path, name: str, value: object) -> None:
    path = tmp_path / "a.cdxj"
    told = {"url": f"{HOST}/xw/9.html", "mime": "text/html", "status": "200", name: value}
    path.write_text(f"com)/ 20160324011500 {json.dumps(told)}\n" + seven(2))
    captures = Captures.of(path, inside)
    assert captures.damage == ["a.cdxj, line 1: no capture: a value of another form"]
    assert captures.count > 0


def test_a_file_name_that_no_disk_can_hold_leads_to_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.cdxj"
    told = {
        "url": f"{HOST}/xw/9.html",
        "mime": "text/html",
        "status": "200",
        "filename": "x" * 300,
        "offset": 0,
    }
    path.write_text(f"com)/ 20160324011500 {json.dumps(told)}\n")
    (found,) = Captures.of(path, inside).addresses[url_hash(f"{HOST}/xw/9.html")]
    assert not found.is_here


def test_lines_that_are_none_are_named_and_a_torn_index_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.cdx"
    path.write_text(seven(2) + "not a capture\ncom)/ 20161324 http://a/ - - - -\n" + seven(1))
    captures = Captures.of(path, inside)
    assert captures.count == 3
    assert captures.damage == [
        "a.cdx, line 3: no capture: 3 fields", "a.cdx, line 4: no capture: 20161324 is no moment",
    ]  # fmt: skip
    packed = gzip.compress("".join(seven(n) for n in range(40, 80)).encode())
    path.write_bytes(packed[: len(packed) // 2])
    captures = Captures.of(path, inside)
    assert 0 < captures.count < 2380
    assert captures.damaged == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "neither a WARC file nor an index"),
        ("这不是网页档案\n".encode() * 90, "neither a WARC file nor an index"),
        (b"\x1f\x8b\x08", "neither a WARC file nor an index"),
        (
            seven(1).replace("qingshi", "heping").encode(),
            "has nothing of this site; it has: www.heping.example.com",
        ),
    ],
)
def test_what_is_no_archive_of_the_site_is_one_line(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=said):
        Captures.of(path, inside)


def test_what_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "none", "No such file"), (tmp_path, "no regular file")):
        with pytest.raises(UsageError, match=said):
            Captures.of(path, inside)


def test_without_the_library_an_index_alone_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = warc([taken(1)])
    monkeypatch.setattr(extra, "find_spec", lambda _: None)
    (tmp_path / "a.cdx").write_text(classic(records))
    assert Captures.of(tmp_path / "a.cdx", inside).count == 1
    write(tmp_path / "a.warc.gz", records)
    for name in ("a.cdx", "a.warc.gz"):
        with pytest.raises(UsageError, match=r"govnews\[archive\]"):
            Captures.of(tmp_path / name, inside)
