"""Digests as WARC files have them: ``sha1:`` and Base32, of other tools also SHA-256 and others, in hexadecimal digits."""

from __future__ import annotations

import base64
import hashlib
import re

_ALGORITHMS = frozenset({"md5", "sha1", "sha256", "sha384", "sha512"})
_LABELLED = re.compile(r"([\w-]+):([\w=+/-]+)")


def digest_of(content: bytes) -> str:
    """SHA-1 in Base32, as WARC files have it.

    >>> digest_of(b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    return "sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def agrees(said: str, content: bytes) -> bool | None:
    """Whether ``content`` has the digest that a header says; None where its algorithm is none that is known.

    >>> agrees("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b""), agrees("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b"1")
    (True, False)
    >>> agrees("SHA-1:da39a3ee5e6b4b0d3255bfef95601890afd80709", b""), agrees("crc32:00000000", b"")
    (True, None)
    """
    found = _LABELLED.fullmatch(said.strip())
    algorithm = found[1].lower().replace("-", "") if found else ""
    if found is None or algorithm not in _ALGORITHMS:
        return None
    digest = hashlib.new(algorithm, content, usedforsecurity=False).digest()
    value = found[2].rstrip("=")
    if value.lower() == digest.hex():
        return True
    return value.upper() == base64.b32encode(digest).decode().rstrip("=")
