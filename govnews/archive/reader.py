"""Reading WARC files, ours and others': one page by its place, or all pages of a file."""

from __future__ import annotations

import errno
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from govnews.archive.extra import check_installed
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
    with _open(path) as file:
        file.seek(offset)
        try:
            record = next(_records(file), None)
            page = _page(record) if record is not None else None
        except OSError as error:
            raise Damaged(f"{path.name}, byte {offset}: {error}") from None
    if page is None:
        raise Damaged(f"{path.name}, byte {offset}: no page")
    return page


def pages_of(path: Path) -> Iterator[ArchivedPage | Damaged]:
    """The pages of a file in their order: answers with status 200, and what a browser drew.

    What does not verify is named in its place, and what is whole behind it is read. Raises OSError where the file cannot
    be opened.
    """
    with _open(path) as file:
        if not path.stat().st_size:
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            last, start = 0, 0
            while True:
                stopped: OSError | None = None
                try:
                    for record in _from(data, start):
                        last = record.stream_pos
                        try:
                            page = _page(record)
                        except (Damaged, OSError, ValueError) as error:
                            yield Damaged(f"{path.name}, byte {last}: {_told(record, error)}")
                        else:
                            if page is not None:
                                yield page
                except OSError as error:
                    stopped = error
                # Behind what is damaged the library reads nothing more, and may not say so.
                following = _readable(data, last + 1)
                if stopped is not None or following is not None:
                    yield Damaged(f"{path.name}, behind byte {last}: {stopped or 'no record'}")
                if following is None:
                    return
                last = start = following


def _open(path: Path) -> BinaryIO:
    """The file. Raises OSError where it cannot be opened, or is none: a pipe, a folder."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "no regular file", str(path))
    return path.open("rb")


def _told(record: WarcRecord, error: Exception) -> str:
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


def _page(record: WarcRecord) -> ArchivedPage | None:
    """The page that the record holds; None where it is something else. Raises :exc:`Damaged`."""
    from fastwarc.warc import WarcRecord, WarcRecordType  # noqa: PLC0415

    if record.record_type not in (WarcRecordType.response, WarcRecordType.resource):
        return None
    headers = record.headers
    url, truncated = headers.get("WARC-Target-URI"), headers.get("WARC-Truncated")
    if url is None or record.record_date is None or truncated is not None:
        return None
    if record.content_length > MOST_BYTES:
        raise Damaged(f"{url} is larger than {MOST_BYTES:,} bytes")
    expected, content = record.content_length, record.reader.read()
    record.set_bytes_content(content)
    has_digest = headers.get("WARC-Block-Digest") is not None
    if len(content) < expected or (has_digest and not record.verify_block_digest(consume=False)):
        raise Damaged(f"{url} is not as it was written")
    content_type, body = headers.get("Content-Type"), content
    if record.record_type == WarcRecordType.response:
        # By itself: what goes wrong in it does not move the file that it came from.
        answer = WarcRecord()
        answer.init_headers(WarcRecordType.response)
        answer.is_http = True
        answer.set_bytes_content(content)
        answer.parse_http(auto_decode="all")
        if answer.http_headers.status_code != _OK:
            return None
        content_type, body = answer.http_headers.get("Content-Type"), answer.reader.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Damaged(f"{url} is larger than {MOST_BYTES:,} bytes")
    return ArchivedPage(url.strip("<>"), utc(record.record_date), content_type, body)
