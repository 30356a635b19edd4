"""What a web archive has of a site, by address and moment: from a WARC file, or from an index (CDX) with or without its files.

An address has several captures, each the page as it was at a moment. A WARC file is read once from end to end for them, and
all that is damaged in it named; the pages themselves are read afterwards, one by one, by their places.
"""

from __future__ import annotations

import gzip
import os
import re
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self, cast

from govnews.archive.cdx import HEADER, reader_of
from govnews.archive.digests import digest_of
from govnews.archive.extra import check_installed
from govnews.archive.reader import (
    GZIP,
    MOST_BYTES,
    ArchivedPage,
    Damaged,
    answer_of,
    block_of,
    copy_of,
    moment_in,
    open_file,
    page_at,
    record_at,
    records_of,
    told,
)
from govnews.errors import UsageError
from govnews.identity import url_hash
from govnews.text import printable
from govnews.urls import DEFAULT_PORT, host_of, parts_of

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_CHUNK = 1 << 20
_REVISIT = "warc/revisit"
_HTML = re.compile(r"\Z|text/html|application/xhtml|unk\b", re.IGNORECASE)
# Characters of a line of an index; longer ones are none.
_LONGEST_LINE = 20_000
# What is damaged is named up to so many times, and counted after that.
MOST_NAMED = 50
_HOSTS_NAMED = 3


@dataclass(frozen=True, slots=True)
class Capture:
    """An address as an archive has it from one moment."""

    url: str
    captured_at: str
    """UTC, ISO 8601, in whole seconds."""
    status: int | None = None
    """Of HTTP; None where it is not told: of a revisit."""
    content_type: str | None = None
    """None where it is not told."""
    digest: str | None = None
    """Of the page's bytes: equal where they are the same."""
    file: str | None = None
    """Name of the WARC file that the page lies in; None where no such file is here."""
    offset: int | None = None
    """Where in it the record begins."""
    is_revisit: bool = False
    """Whether the page is said to be as in another capture, and does not lie there itself."""
    lies_as: str | None = None
    """Address of the capture that the page lies in, where it is said to be as there; None where it is its own."""
    refers_to: tuple[str, str] | None = None
    """Hash of the address, and moment, of that other capture, where they are told."""

    @property
    def is_here(self) -> bool:
        """Whether the page lies in a file that is here."""
        return self.file is not None and self.offset is not None and not self.is_revisit

    @property
    def is_html(self) -> bool:
        """Whether it may be a page of text; what says nothing of itself may be one."""
        return _HTML.match(self.content_type or "") is not None


@dataclass(slots=True)
class Captures:
    """The captures of one site that an archive's file has."""

    path: Path
    addresses: dict[str, list[Capture]] = field(default_factory=dict)
    """By the hash of the address, in the order of the file; the newest capture of each first."""
    count: int = 0
    """All captures, those of other hosts included."""
    foreign: Counter[str] = field(default_factory=Counter)
    """How many of them are of other hosts, by host."""
    damaged: int = 0
    """Records, or lines of the index, that are not there as they were written."""
    damage: list[str] = field(default_factory=list)
    """The first of them, each in one line."""
    _plain: BinaryIO | None = None
    """The WARC file unpacked, where it is packed in one piece: no record of it can be read by its place."""

    @classmethod
    def of(cls, path: Path, inside: Callable[[str], bool]) -> Self:
        """What the file at ``path`` has of the addresses that are ``inside`` the site.

        Raises :exc:`UsageError` where it cannot be opened, is neither a WARC file nor an index, or has nothing of the site.
        """
        captures = cls(path)
        try:
            captures._read(inside)
        except _InOnePieceError:
            captures = cls(path)
            captures._unpack()
            captures._read(inside)
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror or error}") from None
        if not captures.count:
            raise UsageError(
                f"{path}: neither a WARC file nor an index (CDX, CDXJ), or there is nothing whole in it"
            )
        if not captures.addresses:
            hosts = ", ".join(host for host, _ in captures.foreign.most_common(_HOSTS_NAMED))
            raise UsageError(f"{path} has nothing of this site; it has: {hosts}")
        if any(one.is_here for captured in captures.addresses.values() for one in captured):
            check_installed()
        return captures

    def page(self, capture: Capture) -> ArchivedPage:
        """The page of a capture that is here, as that of its own address and moment. Raises :exc:`Damaged`."""
        assert capture.file is not None
        assert capture.offset is not None
        with self._opened(capture) as file:
            page = page_at(file, capture.offset, capture.file)
        if url_hash(page.url) != url_hash(capture.lies_as or capture.url):
            raise Damaged(f"{capture.file}, byte {capture.offset}: another page: {page.url}")
        return replace(page, url=capture.url, fetched_at=capture.captured_at)

    def record(self, capture: Capture) -> bytes:
        """The record of a page that could be read, as it stands in its file, unpacked. Raises :exc:`Damaged`."""
        assert capture.offset is not None
        with self._opened(capture) as file:
            record = record_at(file, capture.offset)
            if record is None:
                raise Damaged(f"{capture.file}, byte {capture.offset}: no record")
            return copy_of(record)

    def close(self) -> None:
        """Give the unpacked file back."""
        if self._plain is not None:
            self._plain.close()

    def near(self, url: str, moment: str) -> Capture | None:
        """The capture of ``url`` with a page that is here, at the least time from ``moment``; None where there is none."""
        there = [
            one for one in self.addresses.get(url_hash(url), ()) if one.is_here and one.status in {200, None}
        ]
        return min(there, key=lambda one: abs(_seconds(one.captured_at) - _seconds(moment)), default=None)

    def _read(self, inside: Callable[[str], bool]) -> None:
        with open_file(self.path) as file:
            found = self._of_warc(self._plain or file) if _begins_as_warc(file) else self._of_index(file)
            for one in found:
                if isinstance(one, Damaged):
                    self._harm(str(one))
                    continue
                self.count += 1
                if inside(one.url):
                    self.addresses.setdefault(url_hash(one.url), []).append(one)
                else:
                    self.foreign[host_of(one.url) or one.url.partition(":")[0]] += 1
        pages = [one for captures in self.addresses.values() for one in captures if one.is_here]
        by_moment = {(url_hash(one.url), one.captured_at): one for one in pages}
        by_digest = {one.digest: one for one in pages if one.digest}
        for key, captures in self.addresses.items():
            resolved = [_resolved(one, by_moment, by_digest) for one in captures]
            self.addresses[key] = sorted(resolved, key=lambda one: one.captured_at, reverse=True)

    def _harm(self, what: str) -> None:
        self.damaged += 1
        if len(self.damage) < MOST_NAMED:
            self.damage.append(what)

    def _of_warc(self, file: BinaryIO) -> Iterator[Capture | Damaged]:
        """The captures of a WARC file; raises :exc:`_InOnePieceError` where its records have no places of their own."""
        name, is_packed = self.path.name, os.pread(file.fileno(), 3, 0) == GZIP
        for record in records_of(file, name):
            if isinstance(record, Damaged):
                yield record
                continue
            place = record.stream_pos
            if is_packed and os.pread(file.fileno(), 3, place) != GZIP:
                raise _InOnePieceError
            try:
                capture = _captured(record, name)
            except (Damaged, OSError, ValueError) as error:
                yield Damaged(f"{name}, byte {place}: {told(record, error)}")
            else:
                if capture is not None:
                    yield capture

    def _of_index(self, file: BinaryIO) -> Iterator[Capture | Damaged]:
        """The captures that an index tells, with the files that lie beside it."""
        here: dict[str, bool] = {}
        read = None
        for number, line in enumerate(_lines(file), 1):
            if isinstance(line, Damaged):
                yield Damaged(f"{self.path.name}, behind line {number - 1}: {line}")
                return
            if not line.strip() or line.startswith("!"):  # what the index says of itself
                continue
            if read is None or line.startswith(HEADER):
                read, is_header = reader_of(line)
                if is_header:
                    continue
            try:
                told = read(line)
            except ValueError as error:
                yield Damaged(f"{self.path.name}, line {number}: no capture: {printable(str(error))[:80]}")
                continue
            name = Path(told.file).name if told.file else ""
            if name and name not in here:
                here[name] = _is_there(self.path.parent / name)
            is_revisit = told.mime == _REVISIT
            yield Capture(
                _without_port(told.url),
                told.captured_at,
                status=told.status,
                content_type=None if is_revisit else told.mime,
                digest=told.digest,
                file=name if name and here[name] and told.offset is not None else None,
                offset=told.offset,
                is_revisit=is_revisit,
            )

    def _unpack(self) -> None:
        """Make the plain copy of a file that is packed in one piece; it has no name, and is gone with the process."""
        self._plain = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed with the captures
        with open_file(self.path) as file:
            member = zlib.decompressobj(wbits=31)
            try:
                while data := file.read(_CHUNK):
                    while data:
                        self._plain.write(member.decompress(data, _CHUNK))
                        data = member.unconsumed_tail or member.unused_data
                        if member.eof:
                            member = zlib.decompressobj(wbits=31)
            except zlib.error as error:
                self._harm(f"{self.path.name}, before byte {file.tell()}: {error}")
        self._plain.flush()

    @contextmanager
    def _opened(self, capture: Capture) -> Iterator[BinaryIO]:
        """The file that the capture lies in. Raises :exc:`Damaged` where it cannot be opened."""
        assert capture.file is not None
        if self._plain is not None:
            yield self._plain
            return
        try:
            file = open_file(self.path.parent / capture.file)
        except OSError as error:
            raise Damaged(f"{capture.file}: {error.strerror}") from None
        with file:
            yield file


class _InOnePieceError(Exception):
    """Several records of a file are packed together."""


def _captured(record: WarcRecord, name: str) -> Capture | None:
    """What a record has of an address; None where it is no capture. Raises :exc:`Damaged`, ValueError and OSError."""
    from fastwarc.warc import WarcRecordType  # noqa: PLC0415 - an extra

    kind, headers = record.record_type, record.headers
    if kind not in (WarcRecordType.response, WarcRecordType.resource, WarcRecordType.revisit):
        return None
    url, moment = headers.get("WARC-Target-URI"), moment_in(record)
    if url is None or moment is None:
        raise Damaged("it has no address or no moment")
    capture = Capture(
        _without_port(url.strip("<>")), moment, digest=headers.get("WARC-Payload-Digest"), file=name, offset=record.stream_pos
    )  # fmt: skip
    if parts_of(capture.url).scheme not in DEFAULT_PORT:
        return capture
    if kind == WarcRecordType.revisit:
        block_of(record)
        target, at = headers.get("WARC-Refers-To-Target-URI"), moment_in(record, "WARC-Refers-To-Date")
        refers_to = (url_hash(target.strip("<>")), at) if target and at else None
        return replace(capture, is_revisit=True, refers_to=refers_to)
    is_large = record.content_length > MOST_BYTES
    content = record.reader.read(_CHUNK) if is_large else block_of(record)
    if kind == WarcRecordType.resource:
        capture = replace(capture, status=200, content_type=headers.get("Content-Type"))
    else:
        answer = answer_of(content).http_headers
        if answer.status_code is None:
            raise Damaged(f"{capture.url} has no answer of a server")
        capture = replace(capture, status=answer.status_code, content_type=answer.get("Content-Type"))
    if capture.is_html and (is_large or headers.get("WARC-Truncated") is not None):
        why = f"is larger than {MOST_BYTES:,} bytes" if is_large else "was cut off when it was captured"
        raise Damaged(f"{capture.url} {why}")
    return (
        capture if capture.digest else replace(capture, digest=digest_of(content.partition(b"\r\n\r\n")[2]))
    )


def _resolved(
    one: Capture, by_moment: Mapping[tuple[str, str], Capture], by_digest: Mapping[str, Capture]
) -> Capture:
    """A revisit with the place of the page that it stands for; as it is where it is none, or that page is not here."""
    if not one.is_revisit:
        return one
    page = (by_moment.get(one.refers_to) if one.refers_to else None) or by_digest.get(one.digest or "")
    if page is None:
        return one
    return replace(page, url=one.url, captured_at=one.captured_at, lies_as=page.url)


def _begins_as_warc(file: BinaryIO) -> bool:
    try:
        return _unpacked(file).read(5) == b"WARC/"
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return False


def _unpacked(file: BinaryIO) -> BinaryIO:
    """The file from its beginning, unpacked where it is packed."""
    file.seek(0)
    is_packed = file.read(3) == GZIP
    file.seek(0)
    return cast("BinaryIO", gzip.GzipFile(fileobj=file)) if is_packed else file


def _lines(file: BinaryIO) -> Iterator[str | Damaged]:
    """The lines of an index, and what keeps the rest of them from being read."""
    content = _unpacked(file)
    try:
        while line := content.readline(_LONGEST_LINE):
            yield line.decode("utf-8", "replace").rstrip("\r\n")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Damaged(printable(str(error)))


def _without_port(url: str) -> str:
    """The address without the port that its scheme implies, which indexes write.

    >>> _without_port("http://www.example.gov.cn:80/xw/1.html"), _without_port("http://www.example.gov.cn:8080/")
    ('http://www.example.gov.cn/xw/1.html', 'http://www.example.gov.cn:8080/')
    """
    parts = parts_of(url)
    port = DEFAULT_PORT.get(parts.scheme, "")
    return (
        parts._replace(netloc=parts.netloc.removesuffix(port)).geturl()
        if port and parts.netloc.endswith(port)
        else url
    )


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _is_there(path: Path) -> bool:
    """Whether there is such a file; none has a name that no disk can hold."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
