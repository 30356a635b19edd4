"""What answers were packed in is undone within bounds, whatever it says."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as some

from govnews.archive.unpacking import unpacked

PACK = {
    "gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress,
}  # fmt: skip


@pytest.mark.parametrize("name", PACK)
@given(data=some.binary(max_size=5000), most=some.integers(0, 6000))
def test_what_was_packed_comes_back(name: str, data: bytes, most: int) -> None:
    found = unpacked(PACK[name](data), name, most=most)
    assert found == data[: most + 1]
    assert unpacked(PACK[name](PACK["gzip"](data)), f"gzip, {name.upper()}", most=10_000) == data


@pytest.mark.long
@pytest.mark.parametrize("name", PACK)
def test_a_bomb_is_not_unpacked(name: str) -> None:
    bomb = PACK[name](bytes(200_000_000))
    tracemalloc.start()
    try:
        assert len(unpacked(bomb, name, most=1_000_000)) == 1_000_001
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", PACK)
@given(data=some.binary(min_size=1, max_size=300))
def test_what_is_no_package_is_damaged_or_yields_little(name: str, data: bytes) -> None:
    try:
        assert len(unpacked(data, name, most=1000)) <= 1001
    except ValueError as error:
        assert str(error) == f"what is packed as {name} cannot be unpacked"


def test_raw_deflate_and_several_members_are_read() -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    raw = packer.compress(b"text") + packer.flush()
    assert unpacked(raw, "deflate", most=10) == b"text"
    assert unpacked(gzip.compress(b"one") + gzip.compress(b"two"), "gzip", most=10) == b"onetwo"
