"""Bringing the archive of a killed run to an end: what is whole of it is kept."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

from govnews.files import sync_folder

_CHUNK = 1 << 20


def salvage(folder: Path) -> None:
    """Give the working files in ``folder`` their final names, each as far as its records are whole.

    Only for the holder of the site's lock. Raises OSError where a file cannot be cut or renamed.
    """
    for part in folder.glob(".*.part"):
        ends = record_ends(part)
        if len(ends) < 2:  # it says of itself what it is, and has no page
            part.unlink()
            continue
        os.truncate(part, ends[-1])
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(part.with_name(part.name.removeprefix(".").removesuffix(".part")))
        sync_folder(folder)


def record_ends(path: Path) -> list[int]:
    """Where each record of a file ends, a gzip member each, as far as they are whole: their checksums are looked at."""
    ends: list[int] = []
    place = 0
    with path.open("rb") as file:
        data, member = b"", zlib.decompressobj(wbits=31)
        while data or (data := file.read(_CHUNK)):
            try:
                member.decompress(data, _CHUNK)
            except zlib.error:
                return ends
            left = member.unused_data if member.eof else member.unconsumed_tail
            place += len(data) - len(left)
            data = left
            if member.eof:
                ends.append(place)
                member = zlib.decompressobj(wbits=31)
    return ends
