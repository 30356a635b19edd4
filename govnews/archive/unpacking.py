"""What an answer was packed in on its way (``Content-Encoding``), undone, as far as a page may be large."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli
from backports import zstd

_WINDOW = zlib.MAX_WBITS


def unpacked(body: bytes, encoding: str, *, most: int) -> bytes:
    """``body`` without its encodings, the last one first, or the first ``most`` + 1 bytes of more; unknown ones stay.

    Never more than so many bytes are held, whatever a few packed ones say. Raises ValueError where one is damaged.

    >>> import gzip
    >>> unpacked(gzip.compress(b"a" * 9), "gzip", most=20), len(unpacked(gzip.compress(b"a" * 900), "gzip", most=20))
    (b'aaaaaaaaa', 21)
    >>> unpacked(b"text", "identity", most=20), unpacked(b"text", "", most=20)
    (b'text', b'text')
    >>> unpacked(b"no gzip", "gzip", most=20)
    Traceback (most recent call last):
    ValueError: what is packed as gzip cannot be unpacked
    """
    for name in reversed([one.strip().lower() for one in encoding.split(",")]):
        if (unpack := _UNPACK.get(name)) is not None:
            try:
                body = unpack(body, most + 1)
            except (zlib.error, brotli.error, zstd.ZstdError):
                raise ValueError(f"what is packed as {name} cannot be unpacked") from None
    return body


def _gunzip(packed: bytes, most: int) -> bytes:
    """A file of gzip may have several members."""
    found = b""
    while packed and len(found) < most:
        member = zlib.decompressobj(wbits=16 + _WINDOW)
        found += member.decompress(packed, most - len(found))
        if not member.eof:
            break
        packed = member.unused_data.lstrip(b"\0")
    return found


def _inflate(packed: bytes, most: int) -> bytes:
    """With the header of zlib, as RFC 9110 says, or without one, as some servers do."""
    try:
        return zlib.decompressobj(_WINDOW).decompress(packed, most)
    except zlib.error:
        return zlib.decompressobj(-_WINDOW).decompress(packed, most)


def _unbrotli(packed: bytes, most: int) -> bytes:
    unpacker, found = brotli.Decompressor(), b""
    part = unpacker.process(packed, output_buffer_limit=most)
    while part and len(found) < most:
        found += part
        part = b"" if unpacker.can_accept_more_data() else unpacker.process(b"", output_buffer_limit=most)
    return found[:most]


def _unzstd(packed: bytes, most: int) -> bytes:
    return zstd.ZstdDecompressor().decompress(packed, most)


_UNPACK: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip, "x-gzip": _gunzip, "deflate": _inflate, "br": _unbrotli, "zstd": _unzstd,
}  # fmt: skip
