"""Reading WARC files, ours and others': one page by its place, or all pages of a file."""

from __future__ import annotations

import errno
import io
import mmap
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from govnews.archive.cdx import moment_of
from govnews.archive.digests import agrees
from govnews.archive.extra import check_installed
from govnews.archive.unpacking import unpacked
from govnews.clock import utc
from govnews.errors import Unreadable
from govnews.text import printable

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

# Bytes of a page, unpacked: what a crawl takes (DOWNLOAD_MAXSIZE).
MOST_BYTES = 16 * 1024 * 1024
_OK = 200
# Characters of an error of the library's, which may quote the page.
_LONGEST_ERROR = 80
_CHUNK = 1 << 20
READ = frozenset({"response", "resource", "revisit"})
"""The kinds of records that have a page, or stand for one."""
GZIP = b"\x1f\x8b\x08"
"""What a packed file begins with."""
# What a record begins with: packed by itself, or not packed at all.
_BEGINNING = re.compile(rb"\x1f\x8b\x08|WARC/1\.")


class Damaged(Unreadable):
    """A record of an archive is not there as it was written."""


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A page as a WARC file has it."""

    url: str
    fetched_at: str
    """UTC, ISO 8601."""
    content_type: str | None
    """The header as sent; None where there was none."""
    body: bytes
    """Unpacked."""


def read_page(path: Path, offset: int) -> ArchivedPage:
    """The page whose record begins at ``offset``.

    Raises :exc:`Damaged` where no whole record begins there, or it is no page's, and OSError where the file cannot be opened.
    """
    with open_file(path) as file:
        return page_at(file, offset, path.name)


def page_at(file: BinaryIO, offset: int, name: str) -> ArchivedPage:
    """The same of a file that is open; ``name`` is what an error calls it. Raises :exc:`Damaged`."""
    try:
        record = record_at(file, offset)
        page = _page(record) if record is not None else None
    except (OSError, ValueError) as error:
        raise Damaged(f"{name}, byte {offset}: {error}") from None
    except Damaged as damaged:
        raise Damaged(f"{name}, byte {offset}: {damaged}") from None
    if page is None:
        raise Damaged(f"{name}, byte {offset}: no page")
    return page


def pages_of(path: Path) -> Iterator[ArchivedPage | Damaged]:
    """The pages of a file in their order: answers with status 200, and what a browser drew.

    What does not verify is named in its place, and what is whole behind it is read. Raises OSError where the file cannot
    be opened.
    """
    with open_file(path) as file:
        for record in records_of(file, path.name):
            if isinstance(record, Damaged):
                yield record
                continue
            place = record.stream_pos
            try:
                page = _page(record)
            except (Damaged, OSError, ValueError) as error:
                yield Damaged(f"{path.name}, byte {place}: {told(record, error)}")
            else:
                if page is not None:
                    yield page


def records_of(file: BinaryIO, name: str) -> Iterator[WarcRecord | Damaged]:
    """The records of a file in their order, each to be read before the next one is asked for, and what is damaged between them.

    ``name`` is what an error calls the file.
    """
    if not os.fstat(file.fileno()).st_size:
        return
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        last, length, start = 0, 0, 0
        kind: str | None = None
        while True:
            stopped: OSError | None = None
            try:
                for record in _from(data, start):
                    last, length, kind = (
                        record.stream_pos,
                        record.content_length,
                        record.headers.get("WARC-Type"),
                    )
                    yield record
            except OSError as error:
                stopped = error
            # Behind what is damaged the library reads nothing more, and may not say so.
            following = _readable(data, last + 1)
            torn = None if stopped or following is not None else _torn_at(data, last, length)
            # Who reads a record sees itself that it is torn.
            is_seen = torn == last and kind in READ
            if stopped is not None or following is not None or (torn is not None and not is_seen):
                yield Damaged(f"{name}, behind byte {last}: {stopped or 'no record'}")
            if following is None:
                return
            last = start = following


def _torn_at(data: mmap.mmap, last: int, length: int) -> int | None:
    """Where the file's torn end begins, whose last record begins at ``last`` and has a content of this ``length``.

    That may be this record itself. None where the file ends as it should, or where no record is.
    """
    if data[last : last + 3] == GZIP:
        return _torn_member(data, last)
    if data[last : last + 5] != b"WARC/":
        return None
    head = data.find(b"\r\n\r\n", last)
    end = head + 4 + length
    if head < 0 or end > len(data):
        return last
    return end if data[end:].strip() else None


def _torn_member(data: mmap.mmap, start: int) -> int | None:
    """Where the first of the gzip members from ``start`` on begins that does not come to its end; None where all do."""
    member = zlib.decompressobj(wbits=31)
    for at in range(start, len(data), _CHUNK):
        piece = data[at : at + _CHUNK]
        while piece:
            if member.eof:
                start, member = at + _CHUNK - len(piece), zlib.decompressobj(wbits=31)
            try:
                member.decompress(piece, _CHUNK)
            except zlib.error:
                return start
            piece = member.unused_data if member.eof else member.unconsumed_tail
    return None if member.eof else start


def record_at(file: BinaryIO, offset: int) -> WarcRecord | None:
    """The record that begins at ``offset``; None where none does. Raises OSError where it cannot be unpacked."""
    file.seek(offset)
    return next(_records(file), None)


def open_file(path: Path) -> BinaryIO:
    """The file. Raises OSError where it cannot be opened, or is none: a pipe, a folder."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "no regular file", str(path))
    return path.open("rb")


def told(record: WarcRecord, error: Exception) -> str:
    """What is wrong with a record, in a short line with its address."""
    url, said = record.headers.get("WARC-Target-URI") or "a record", printable(str(error))
    return said if url in said else f"{url}: {said[:_LONGEST_ERROR]}"


def _from(data: mmap.mmap, start: int) -> Iterator[WarcRecord]:
    data.seek(start)
    return _records(data)


def _records(file: BinaryIO | mmap.mmap) -> Iterator[WarcRecord]:
    """The records from where the file stands. Raises OSError where one cannot be unpacked, or is none."""
    check_installed()
    from fastwarc.warc import ArchiveIterator  # noqa: PLC0415 - an extra

    return iter(ArchiveIterator(file, parse_http=False))  # type: ignore[arg-type]


def _readable(data: mmap.mmap, start: int) -> int | None:
    """Where the next record begins that can be unpacked; None where there is none."""
    for beginning in _BEGINNING.finditer(data, start):
        try:
            record = next(_from(data, beginning.start()), None)
        except OSError:
            continue
        if record is not None and record.stream_pos == beginning.start():
            return beginning.start()
    return None


def block_of(record: WarcRecord) -> bytes:
    """What a record holds, whole and as its digest says. Raises :exc:`Damaged`.

    Where it has no digest of all of it, that of the page counts: of the bytes as they stand there, or without their chunks,
    since tools differ in this. A digest of an algorithm that is not known tells nothing.
    """
    url, expected, content = (
        record.headers.get("WARC-Target-URI"),
        record.content_length,
        record.reader.read(),
    )
    record.set_bytes_content(content)
    is_short = record.headers.get("Content-Length") is None or len(content) < expected
    if is_short or not _is_as_written(record, content):
        raise Damaged(f"{url} is not as it was written")
    return content


def _is_as_written(record: WarcRecord, content: bytes) -> bool:
    from fastwarc.warc import WarcRecordType  # noqa: PLC0415

    if (block := record.headers.get("WARC-Block-Digest")) is not None:
        return agrees(block, content) is not False
    payload = record.headers.get("WARC-Payload-Digest")
    if payload is None or record.record_type == WarcRecordType.revisit:  # that of the page it stands for
        return True
    if record.record_type != WarcRecordType.response:
        return agrees(payload, content) is not False
    if agrees(payload, content.partition(b"\r\n\r\n")[2]) is not False:
        return True
    try:
        return agrees(payload, answer_of(content).reader.read()) is not False
    except (OSError, ValueError):
        return False


def moment_in(record: WarcRecord, header: str = "WARC-Date") -> str | None:
    """The moment that a header of the record says: UTC, ISO 8601, whole seconds; None where it says none.

    WARC 1.1 has fractions of seconds, and moments that are a day or a month alone: then the beginning of that counts.
    """
    said = record.headers.get(header) or ""
    try:
        moment = datetime.fromisoformat(said)
        return utc(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except ValueError:
        pass
    try:
        return moment_of(re.sub(r"\D", "", said))
    except ValueError:
        return None


def answer_of(content: bytes) -> WarcRecord:
    """The answer of a server that a record holds, by itself: what goes wrong in it does not move the file that it came from.

    Its body is read without its chunks, and packed as it came. Raises ValueError and OSError.
    """
    from fastwarc.warc import WarcRecord, WarcRecordType  # noqa: PLC0415

    answer = WarcRecord()
    answer.init_headers(WarcRecordType.response)
    answer.is_http = True
    answer.set_bytes_content(content)
    answer.parse_http(auto_decode="transfer")
    return answer


def copy_of(record: WarcRecord) -> bytes:
    """The record as it stands in its file, unpacked, with the headers that it has there."""
    written = io.BytesIO()
    record.write(written)
    return written.getvalue()


def _page(record: WarcRecord) -> ArchivedPage | None:
    """The page that the record holds; None where it is something else. Raises :exc:`Damaged`, ValueError and OSError."""
    from fastwarc.warc import WarcRecordType  # noqa: PLC0415

    if record.record_type not in (WarcRecordType.response, WarcRecordType.resource):
        return None
    headers = record.headers
    url, truncated = headers.get("WARC-Target-URI"), headers.get("WARC-Truncated")
    moment = moment_in(record)
    if url is None or moment is None or truncated is not None:
        return None
    if record.content_length > MOST_BYTES:
        raise Damaged(f"{url} is larger than {MOST_BYTES:,} bytes")
    content_type, body = headers.get("Content-Type"), block_of(record)
    if record.record_type == WarcRecordType.response:
        answer = answer_of(body)
        if answer.http_headers.status_code != _OK:
            return None
        content_type = answer.http_headers.get("Content-Type")
        encoding = answer.http_headers.get("Content-Encoding") or ""
        body = unpacked(answer.reader.read(), encoding, most=MOST_BYTES)
    if len(body) > MOST_BYTES:
        raise Damaged(f"{url} is larger than {MOST_BYTES:,} bytes")
    return ArchivedPage(url.strip("<>"), moment, content_type, body)
