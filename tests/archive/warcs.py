"""WARC files as other tools write them, byte by byte, of invented pages."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Taken:
    """What an archive took of an address."""

    url: str
    at: str
    """As WARC-Date has it."""
    body: bytes = b""
    status: str = "200 OK"
    content_type: str = HTML
    http: Mapping[str, str] = field(default_factory=dict)
    """Further headers of the answer."""
    warc: Mapping[str, str] = field(default_factory=dict)
    """Further headers of the record, or other values of them."""
    kind: str = "response"


def warc(taken: Iterable[Taken], *, version: str = "WARC/1.1", packed: bool = True) -> list[bytes]:
    """A record each, packed by itself or not."""
    return [_record(one, version, packed) for one in taken]


def _record(one: Taken, version: str, packed: bool) -> bytes:
    more = "".join(f"{name}: {value}\r\n" for name, value in one.http.items())
    head = f"HTTP/1.1 {one.status}\r\nContent-Type: {one.content_type}\r\n{more}\r\n".encode()
    content = one.body if one.kind == "resource" else head + one.body
    headers = {
        "WARC-Type": one.kind,
        "WARC-Record-ID": f"<urn:uuid:{uuid4()}>",
        "WARC-Target-URI": one.url,
        "WARC-Date": one.at,
        "WARC-Payload-Digest": sha1(one.body),
        "WARC-Block-Digest": sha1(content),
        "Content-Type": one.content_type if one.kind == "resource" else "application/http; msgtype=response",
        **one.warc,
        "Content-Length": str(len(content)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    record = f"{version}\r\n{lines}\r\n".encode() + content + b"\r\n\r\n"
    return gzip.compress(record) if packed else record


def sha1(content: bytes) -> str:
    """As WARC files have it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def write(path: Path, records: Iterable[bytes], *, one_piece: bool = False) -> Path:
    """The file of these records; packed together where it is in ``one_piece``."""
    content = b"".join(records)
    path.write_bytes(gzip.compress(content) if one_piece else content)
    return path


def places(records: Iterable[bytes]) -> list[int]:
    """Where each record begins."""
    found, at = [], 0
    for one in records:
        found.append(at)
        at += len(one)
    return found
