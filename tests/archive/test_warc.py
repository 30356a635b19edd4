"""The files of the archive: what is written is read back, by others' tools, too, and what is torn or damaged is named."""

from __future__ import annotations

import errno
import gzip
import os
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from govnews.archive import Archive, ArchivedPage, Damaged, Exchange, extra, pages_of, read_page, salvage
from govnews.errors import OutputFailed, UsageError
from govnews.ledger import PagePlace

NOON = datetime(2026, 3, 24, 4, 0, tzinfo=UTC)
COUNT = 5


def page(number: int) -> bytes:
    return f"<html><h1>青石镇第{number}次春耕会</h1><p>{'种子与农机已经到位。' * 40 * number}</p></html>".encode()


def exchange(
    number: int, body: bytes | None = None, head: bytes = b"HTTP/1.1 200 OK\r\n", **more: object
) -> Exchange:
    url = f"http://www.qingshi.example.com/xw/{number}.html"
    return Exchange(
        url,
        NOON,
        f"GET /xw/{number}.html HTTP/1.1\r\nHost: www.qingshi.example.com\r\n\r\n".encode(),
        head + b"Content-Type: text/html; charset=utf-8\r\n\r\n",
        page(number) if body is None else body,
        **more,
    )


def written(folder: Path, *exchanges: Exchange) -> tuple[Archive, list[PagePlace]]:
    archive = Archive(folder / "run.warc.gz", {"software": "govnews/test", "isPartOf": "qingshi"})
    return archive, [archive.keep(one) for one in exchanges]


@pytest.fixture
def places(tmp_path: Path) -> list[PagePlace]:
    archive, places = written(tmp_path, *map(exchange, range(1, COUNT + 1)))
    assert archive.publish() == tmp_path / "run.warc.gz"
    return places


def test_each_page_is_read_back_by_its_place(tmp_path, places):
    for number, place in enumerate(places, 1):
        assert read_page(tmp_path / place.file, place.place) == ArchivedPage(
            place.url, "2026-03-24T04:00:00Z", "text/html; charset=utf-8", page(number)
        )
    assert [one.body for one in pages_of(tmp_path / "run.warc.gz")] == [page(n) for n in range(1, COUNT + 1)]


def test_another_tool_verifies_every_record_and_reads_the_same(tmp_path, places, capsys):
    path = tmp_path / "run.warc.gz"
    checked = Checker(type("Options", (), {"inputs": [str(path)], "verbose": True})())
    checked.process_all()
    assert checked.exit_value == 0
    told = capsys.readouterr().out
    assert told.count("digest pass") == 2 * COUNT + 1, told
    with path.open("rb") as file:
        kinds, bodies = [], []
        for record in ArchiveIterator(file):
            kinds.append(record.rec_type)
            if record.rec_type == "response":
                bodies.append(record.content_stream().read())
    assert kinds == ["warcinfo", *["response", "request"] * COUNT]
    assert bodies == [page(number) for number in range(1, COUNT + 1)]


def test_an_answer_is_kept_as_it_was_packed(tmp_path):
    packed = gzip.compress(page(1))
    archive, (place,) = written(
        tmp_path, exchange(1, packed, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n")
    )
    archive.publish()
    assert packed in gzip.decompress((tmp_path / place.file).read_bytes())
    assert read_page(tmp_path / place.file, place.place).body == page(1)


def test_a_page_that_is_as_it_was_costs_its_headers_alone(tmp_path):
    archive, (place,) = written(tmp_path, exchange(3))
    size = archive.part.stat().st_size
    archive.keep_same(exchange(3), place)
    archive.keep_same(exchange(3, b"", b"HTTP/1.1 304 Not Modified\r\n"), place)
    assert archive.part.stat().st_size - size < 1500
    archive.publish()
    with (tmp_path / place.file).open("rb") as file:
        again, unmodified = (one.rec_headers for one in ArchiveIterator(file) if one.rec_type == "revisit")
    for headers, profile in ((again, "identical-payload-digest"), (unmodified, "server-not-modified")):
        assert headers.get_header("WARC-Profile").endswith(profile)
        assert headers.get_header("WARC-Refers-To-Target-URI") == place.url
        assert headers.get_header("WARC-Refers-To-Date") == place.fetched_at
        assert headers.get_header("WARC-Payload-Digest") == place.digest
    assert len(list(pages_of(tmp_path / place.file))) == 1


def test_what_a_browser_drew_is_a_page(tmp_path):
    archive, _ = written(tmp_path)
    place = archive.keep_drawn("http://www.qingshi.example.com/a", NOON, "text/html; charset=utf-8", page(2))
    archive.publish()
    assert read_page(tmp_path / place.file, place.place).body == page(2)


@pytest.mark.parametrize(
    "kept",
    [exchange(1, b"", b"HTTP/1.1 302 Found\r\n"), exchange(1, b"gone", b"HTTP/1.1 404 Not Found\r\n"), exchange(1, whole=False)],
)  # fmt: skip
def test_what_is_no_whole_page_is_none(tmp_path, kept):
    archive, (place,) = written(tmp_path, kept)
    archive.publish()
    assert list(pages_of(tmp_path / place.file)) == []
    with pytest.raises(Damaged, match="no page"):
        read_page(tmp_path / place.file, place.place)


def test_a_run_without_a_page_leaves_no_file(tmp_path):
    archive, _ = written(tmp_path / "none")
    assert archive.publish() is None
    assert not (tmp_path / "none").exists()


def test_where_it_cannot_be_written_nothing_torn_stays(tmp_path, monkeypatch):
    archive, (first,) = written(tmp_path, exchange(1))
    whole = archive.part.read_bytes()
    room = [700]

    def into_little_room(descriptor: int, data: bytes) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = write(descriptor, data[: room[0]])
        room[0] -= taken
        return taken

    write = os.write
    monkeypatch.setattr("os.write", into_little_room)
    with pytest.raises(
        OutputFailed, match=r"cannot write the archive .*run\.warc\.gz: No space left on device"
    ):
        archive.keep(exchange(4))
    assert archive.part.read_bytes() == whole
    monkeypatch.undo()
    later = archive.keep(exchange(2))
    archive.publish()
    for number, place in ((1, first), (2, later)):
        assert read_page(tmp_path / place.file, place.place).body == page(number)


def test_without_any_room_there_is_no_file_and_with_room_again_there_is(tmp_path, monkeypatch):
    def no_room(descriptor: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    archive, _ = written(tmp_path)
    with monkeypatch.context() as full:
        full.setattr("os.write", no_room)
        for _ in range(2):
            with pytest.raises(OutputFailed):
                archive.keep(exchange(1))
    assert archive.part.read_bytes() == b""
    place = archive.keep(exchange(1))
    archive.publish()
    assert read_page(tmp_path / place.file, place.place).body == page(1)
    never, _ = written(tmp_path / "never")
    with monkeypatch.context() as full:
        full.setattr("os.write", no_room)
        with pytest.raises(OutputFailed):
            never.keep(exchange(1))
    assert never.publish() is None
    assert list((tmp_path / "never").iterdir()) == []


def test_without_its_library_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(extra, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'govnews\[archive\]'"):
        Archive(tmp_path / "run.warc.gz", {})
    (tmp_path / "a.warc.gz").write_bytes(b"1")
    with pytest.raises(UsageError):
        list(pages_of(tmp_path / "a.warc.gz"))


# Torn and damaged


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.floats(0, 1))
def test_of_a_killed_run_all_whole_records_are_kept_and_nothing_else(tmp_path_factory, share):
    folder = tmp_path_factory.mktemp("killed")
    archive, places = written(folder, *map(exchange, range(1, COUNT + 1)))
    whole = archive.part.read_bytes()
    cut = round(share * len(whole))  # the files differ in length: their records have numbers by chance
    archive.part.write_bytes(whole[:cut])
    salvage(folder)
    ends = [end for end in ends_of(whole) if end <= cut]
    left = [path.name for path in folder.iterdir()]
    if len(ends) < 2:
        assert left == []
        return
    assert left == ["run.warc.gz"]
    assert archive.path.read_bytes() == whole[: ends[-1]]
    for number, place in enumerate(places, 1):
        if place.place < ends[-1]:
            assert read_page(archive.path, place.place).body == page(number)


def ends_of(whole: bytes) -> list[int]:
    """Where each gzip member of the file ends."""
    found, at = [], 0
    while at < len(whole):
        unpacked = zlib.decompressobj(31)
        unpacked.decompress(whole[at:])
        at = len(whole) - len(unpacked.unused_data)
        found.append(at)
    return found


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, COUNT - 1), st.floats(0, 1), st.integers(1, 255))
def test_of_a_damaged_file_all_other_pages_are_read_and_the_damage_is_named(
    places, tmp_path, hurt, share, bits
):
    whole = (tmp_path / "run.warc.gz").read_bytes()
    ends = [*[place.place for place in places], len(whole)]
    # Within the response's record: its request behind it has less than 400 bytes.
    at = places[hurt].place + round(share * (ends[hurt + 1] - 400 - places[hurt].place))
    damaged = bytearray(whole)
    damaged[at] ^= bits
    path = tmp_path / "damaged.warc.gz"
    path.write_bytes(damaged)
    found = list(pages_of(path))
    bodies = [one.body for one in found if isinstance(one, ArchivedPage)]
    others = [page(number) for number in range(1, COUNT + 1) if number != hurt + 1]
    assert [body for body in bodies if body != page(hurt + 1)] == others, found
    if page(hurt + 1) not in bodies:
        assert any(isinstance(one, Damaged) for one in found)
        with pytest.raises(Damaged):
            read_page(path, places[hurt].place)


def test_others_files_are_read_too(tmp_path, places):
    whole = gzip.decompress((tmp_path / "run.warc.gz").read_bytes())
    plain, one_member = tmp_path / "plain.warc", tmp_path / "one.warc.gz"
    plain.write_bytes(whole)
    one_member.write_bytes(gzip.compress(whole))
    for path in (plain, one_member):
        assert [one.body for one in pages_of(path)] == [page(number) for number in range(1, COUNT + 1)]


@pytest.mark.parametrize(
    "content", [b"", b"\x1f\x8b\x08", "这不是网页档案".encode() * 900, b"WARC/1.0\r\n" * 50]
)
def test_what_is_no_archive_gives_no_page(tmp_path, content):
    path = tmp_path / "no.warc.gz"
    path.write_bytes(content)
    assert not any(isinstance(one, ArchivedPage) for one in pages_of(path))


def test_a_page_that_cannot_be_unpacked_costs_no_other(tmp_path):
    lying = exchange(2, b"no chunks", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n")
    archive, _ = written(tmp_path, exchange(1), lying, exchange(3))
    archive.publish()
    whole = gzip.decompress(archive.path.read_bytes())
    others = tmp_path / "plain.warc", tmp_path / "one.warc.gz"
    others[0].write_bytes(whole)
    others[1].write_bytes(gzip.compress(whole))
    for path in (archive.path, *others):
        first, damaged, last = pages_of(path)
        assert (first.body, last.body) == (page(1), page(3))
        assert lying.url in str(damaged)
        assert len(str(damaged)) < 200


def test_what_is_no_file_is_told_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(OSError, match="no regular file"):
            list(pages_of(path))
        with pytest.raises(OSError, match="no regular file"):
            read_page(path, 0)
