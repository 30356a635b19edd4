"""Reading CDX: the lines by which a web archive says what it has captured, when, and where it lies.

Three forms are in use: the classic one, whose first line names its fields by letters (`` CDX N b a m s k r M S V g``); the
same without that line, of 7, 9 or 11 fields, as servers of such an index give them; and CDXJ, a line of a key, a moment and a
JSON object.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from govnews.clock import utc

# What the letters of a classic header mean, as far as it is asked for.
_NAMES = {
    "b": "timestamp",
    "a": "url",
    "m": "mime",
    "s": "status",
    "k": "digest",
    "V": "offset",
    "g": "filename",
}
# The fields of a line by their number where no header names them.
_UNNAMED = {7: "N b a m s k S", 9: "N b a m s k r V g", 11: "N b a m s k r M S V g"}
# What JSON objects call the fields besides.
_OTHERWISE = {"original": "url", "mimetype": "mime", "statuscode": "status"}
_MOMENT = re.compile(r"\d{4}(?:\d\d){0,5}")
HEADER = " CDX "
"""What a line begins with that names the fields."""


@dataclass(frozen=True, slots=True)
class CdxLine:
    """A capture, as an index tells it."""

    url: str
    captured_at: str
    """UTC, ISO 8601, in whole seconds."""
    mime: str | None
    """None where it is not told. ``warc/revisit``: the page was as in another capture."""
    status: int | None
    """Of HTTP; None where it is not told."""
    digest: str | None
    """Of the payload, without the name of the algorithm where the index leaves it out."""
    file: str | None
    """Name of the WARC file; None where it is not told."""
    offset: int | None
    """Where in it the record begins, in bytes."""


Reader = Callable[[str], CdxLine]


def reader_of(first: str) -> tuple[Reader, bool]:
    """How the lines of an index are read whose first line this is, and whether that names the fields and is no capture.

    >>> reader_of(" CDX N b a m s k r M S V g")[1]
    True
    >>> read, is_header = reader_of("cn,gov,example)/1.html 20160324011500 http://example.gov.cn/1.html text/html 200 ABCD 4711")
    >>> is_header, read("cn,gov,example)/2.html 20160325 http://example.gov.cn/2.html text/html 404 EFGH 99").captured_at
    (False, '2016-03-25T00:00:00Z')
    """
    if first.startswith(HEADER):
        letters = first[len(HEADER) :].split()
        return lambda line: _by_letters(line, letters), True
    return _unnamed, False


def _unnamed(line: str) -> CdxLine:
    """A line of an index without a header.

    Raises ValueError where it tells no capture.

    >>> line = 'cn,gov,example)/1.html 20160324011500 {"url": "http://example.gov.cn/1.html", "status": "200", "offset": "7"}'
    >>> _unnamed(line).status, _unnamed(line).offset, _unnamed(line).file
    (200, 7, None)
    >>> _unnamed("http://example.gov.cn/1.html")
    Traceback (most recent call last):
    ValueError: 1 fields
    """
    brace = line.find("{")
    if brace >= 0 and line.endswith("}"):
        told = json.loads(line[brace:])
        words = line[:brace].split()
        if len(words) > 1:
            told = {"timestamp": words[1]} | told
        return _line({_OTHERWISE.get(name, name): value for name, value in told.items()})
    count = len(line.split())
    if count not in _UNNAMED:
        raise ValueError(f"{count} fields")
    return _by_letters(line, _UNNAMED[count].split())


def _by_letters(line: str, letters: list[str]) -> CdxLine:
    words = line.split()
    if len(words) != len(letters):
        raise ValueError(f"{len(words)} fields in place of {len(letters)}")
    told = zip(letters, words, strict=True)
    return _line({_NAMES[letter]: word for letter, word in told if letter in _NAMES and word != "-"})


_READ = ("url", "timestamp", "mime", "status", "digest", "filename", "offset")


def _line(told: Mapping[str, Any]) -> CdxLine:
    """Raises ValueError where there is no address, or no moment, and where a value is none of an index."""
    if not told.get("url") or not told.get("timestamp"):
        raise ValueError("no address or no moment")
    if not all(isinstance(told.get(name), str | int | None) for name in _READ):
        raise ValueError("a value of another form")
    return CdxLine(
        str(told["url"]),
        moment_of(str(told["timestamp"])),
        _text(told.get("mime")),
        _number(told.get("status")),
        _text(told.get("digest")),
        _text(told.get("filename")),
        _number(told.get("offset")),
    )


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


def moment_of(timestamp: str) -> str:
    """The moment that the digits of an index mean, its beginning where it is no second: UTC, ISO 8601.

    Raises ValueError where they mean none.

    >>> moment_of("20160324011500"), moment_of("201603")
    ('2016-03-24T01:15:00Z', '2016-03-01T00:00:00Z')
    >>> moment_of("20161324011500")
    Traceback (most recent call last):
    ValueError: 20161324011500 is no moment
    """
    digits = timestamp[:14]
    if not _MOMENT.fullmatch(digits):
        raise ValueError(f"{timestamp} is no moment")
    try:
        whole = digits + "00000101000000"[len(digits) :]
        return utc(datetime.strptime(whole, "%Y%m%d%H%M%S").replace(tzinfo=UTC))
    except ValueError:
        raise ValueError(f"{timestamp} is no moment") from None


def timestamp_of(moment: str) -> str:
    """The digits by which an index and its server name a moment.

    >>> timestamp_of("2016-03-24T01:15:00Z")
    '20160324011500'
    """
    return re.sub(r"\D", "", moment)


def _number(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else None
