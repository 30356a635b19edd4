"""Writing the WARC file of one run: whole records under a working name, and the final name when the run has ended."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from govnews.archive.digests import digest_of
from govnews.archive.extra import check_installed
from govnews.clock import now, utc
from govnews.errors import OutputFailed
from govnews.files import part_of, sync_folder
from govnews.ledger import PagePlace

# Levels of zlib: at 2 a page is a tenth larger than at the usual 6 and packed in 0.6 of the time. What the server has packed gets
# no smaller.
_LEVEL, _STORED = 2, 0
_SAME = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request over HTTP and what came back, as bytes."""

    url: str
    fetched_at: datetime
    request: bytes
    """Request line, headers and body."""
    head: bytes
    """Status line and headers of the response, the empty line behind them included."""
    body: bytes
    """As received: still packed where the server packed it, in one piece where it came in chunks."""
    address: str | None = None
    """IP address of the server; None where it is not known: behind a proxy."""
    whole: bool = True
    """Whether the body came to its end."""

    @property
    def is_packed(self) -> bool:
        """Whether the server has packed the body."""
        return b"\r\ncontent-encoding:" in self.head.lower()

    @property
    def digest(self) -> str:
        """Of the body, as WARC-Payload-Digest has it."""
        return digest_of(self.body)


class Archive:
    """The WARC file of one run: begun with its first page, whole after every record that it takes.

    A kill leaves the working file with at most one record torn behind the whole ones (:func:`~govnews.archive.salvage`).
    """

    def __init__(self, path: Path, about: Mapping[str, str]) -> None:
        """``about``: what the file says of itself (warcinfo), by the names of DCMI terms and of ISO 28500."""
        check_installed()
        self.path, self.part = path, part_of(path)
        self._about = about
        self._descriptor: int | None = None
        self._end = 0

    def keep(self, exchange: Exchange) -> PagePlace:
        """A response and its request; where the response lies. Raises :exc:`OutputFailed` where they cannot be written."""
        response, number = _record(
            "response", exchange.fetched_at, exchange.head + exchange.body, {
                "WARC-Target-URI": exchange.url,
                "WARC-Payload-Digest": exchange.digest,
                "WARC-IP-Address": exchange.address,
                "WARC-Truncated": None if exchange.whole else "disconnect",
            }, is_http=True, level=_STORED if exchange.is_packed else _LEVEL,
        )  # fmt: skip
        place = self._write([response, self._request(exchange, number)])
        return PagePlace(self.path.name, place, exchange.digest, exchange.url, utc(exchange.fetched_at))

    def keep_same(self, exchange: Exchange, before: PagePlace) -> None:
        """That a page is as it was when ``before`` was kept: the response without its body (revisit), and its request.

        A response without a body says so itself (304). Raises :exc:`OutputFailed` where they cannot be written.
        """
        response, number = _record(
            "revisit", exchange.fetched_at, exchange.head, {
                "WARC-Target-URI": exchange.url,
                "WARC-Payload-Digest": before.digest,
                "WARC-Profile": _SAME if exchange.body else _NOT_MODIFIED,
                "WARC-Refers-To-Target-URI": before.url,
                "WARC-Refers-To-Date": before.fetched_at,
                "WARC-IP-Address": exchange.address,
            }, is_http=True,
        )  # fmt: skip
        self._write([response, self._request(exchange, number)])

    def keep_drawn(self, url: str, fetched_at: datetime, content_type: str, body: bytes) -> PagePlace:
        """A page as a browser has drawn it, which no server sent so (resource); where it lies.

        Raises :exc:`OutputFailed` where it cannot be written.
        """
        record, _ = _record(
            "resource", fetched_at, body, {"WARC-Target-URI": url, "Content-Type": content_type}
        )
        return PagePlace(self.path.name, self._write([record]), digest_of(body), url, utc(fetched_at))

    def keep_copy(self, record: bytes, url: str, captured_at: str, digest: str) -> PagePlace:
        """A record of another archive as it stands there, unpacked; where it lies now.

        ``url`` and ``captured_at`` are those of the page that it is taken for. Raises :exc:`OutputFailed`.
        """
        place = self._write([gzip.compress(record, _LEVEL, mtime=0)])
        return PagePlace(self.path.name, place, digest, url, captured_at)

    def publish(self) -> Path | None:
        """The file under its final name, durable; None where nothing was kept. Raises :exc:`OutputFailed`."""
        if self._descriptor is None:
            return None
        try:
            if not self._end:  # there was no room for anything
                self.part.unlink(missing_ok=True)
                return None
            os.fsync(self._descriptor)
            self.part.replace(self.path)
            sync_folder(self.path.parent)
        except OSError as error:
            raise _failed(self.path, error) from error
        finally:
            os.close(self._descriptor)
            self._descriptor = None
        return self.path

    def _request(self, exchange: Exchange, response: str) -> bytes:
        headers = {"WARC-Target-URI": exchange.url, "WARC-Concurrent-To": response}
        return _record("request", exchange.fetched_at, exchange.request, headers, is_http=True)[0]

    def _write(self, records: Iterable[bytes]) -> int:
        """All of them or nothing, in the hands of the operating system when it returns; the place of the first."""
        try:
            if self._descriptor is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._descriptor = os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
            before = b"" if self._end else self._info()
            written = b"".join([before, *records])
            rest = memoryview(written)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            if self._descriptor is not None:
                # Where this fails, too, what is torn stays behind what is whole, and is left aside by who salvages it.
                with suppress(OSError):
                    os.ftruncate(self._descriptor, self._end)
                    os.lseek(self._descriptor, self._end, os.SEEK_SET)
            raise _failed(self.path, error) from error
        place, self._end = self._end + len(before), self._end + len(written)
        return place

    def _info(self) -> bytes:
        """The record that says what the file is."""
        said = "".join(f"{name}: {value}\r\n" for name, value in self._about.items())
        headers = {"WARC-Filename": self.path.name, "Content-Type": "application/warc-fields"}
        return _record("warcinfo", now(), said.encode(), headers)[0]


def _failed(path: Path, error: OSError) -> OutputFailed:
    return OutputFailed(f"cannot write the archive {path}: {error.strerror}")


def _record(
    kind: str,
    moment: datetime,
    content: bytes,
    headers: Mapping[str, str | None],
    *,
    is_http: bool = False,
    level: int = _LEVEL,
) -> tuple[bytes, str]:
    """A record as a gzip member of its own, and its number (WARC-Record-ID)."""
    from fastwarc.warc import WarcRecord, WarcRecordType  # noqa: PLC0415 - an extra

    record = WarcRecord()
    record.init_headers(getattr(WarcRecordType, kind))
    record.headers["WARC-Date"] = utc(moment)
    for name, value in headers.items():
        if value is not None:
            record.headers[name] = value
    record.is_http = is_http
    record.set_bytes_content(content)
    written = io.BytesIO()
    record.write(written, checksum_data=True)
    assert record.record_id is not None
    # The library packs, too, and takes six times as long for it: most records are small, and it makes a packer for each.
    return gzip.compress(written.getbuffer(), level, mtime=0), record.record_id
