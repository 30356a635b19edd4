"""Where a ledger is: a file, or a database on a server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from govnews.errors import UsageError

LEDGER_NAME = "govnews.db"
"""The ledger's file in the output folder."""
_LIKE_ADDRESS = re.compile(r"postgres(?:ql)?:", re.IGNORECASE)
_PART = r"[^\s/?#@]*"
# Stricter than libpq, whose messages repeat what they cannot read, a password among it.
_ADDRESS = re.compile(rf"postgres(?:ql)?://(?:{_PART}@)?{_PART}(?:/{_PART})?(?:\?[^\s#]*)?")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NO_ADDRESS = (
    "no address as postgresql://USER:PASSWORD@HOST/DATABASE; in a password / @ ? # % and a blank are written"
    " %2F %40 %3F %23 %25 %20, or it stands in ~/.pgpass or PGPASSWORD"
)


@dataclass(frozen=True, slots=True)
class Server:
    """A database on a PostgreSQL server, by its address."""

    uri: str
    """``postgresql://USER:PASSWORD@HOST:PORT/DATABASE``, as libpq takes it."""

    def __str__(self) -> str:
        """As a message may say it: without user and password.

        >>> str(Server("postgresql://me:secret@db.example.org:5433/news?sslmode=require"))
        'postgresql://db.example.org:5433/news'
        """
        parts = urlsplit(self.uri)
        host = parts.netloc.rpartition("@")[2] or parse_qs(parts.query).get("host", [""])[0]
        return f"{parts.scheme}://{host}{parts.path}"

    __repr__ = __str__

    @property
    def names_database(self) -> bool:
        """Whether the address says which of the server's databases it is, be it by a service that libpq knows."""
        parts = urlsplit(self.uri)
        return bool(parts.path.strip("/")) or not {"dbname", "service"}.isdisjoint(parse_qs(parts.query))


Location = Path | Server


def location_of(named: str, output: Path) -> Location:
    """The place that ``GOVNEWS_LEDGER`` names: the file in the output folder where it names none.

    Raises :exc:`UsageError` for what is no address of a database.

    >>> location_of("", Path("output")), location_of("postgresql://db.example.org/news", Path("output"))
    (PosixPath('output/govnews.db'), postgresql://db.example.org/news)
    >>> location_of("postgresql://me:se/cret@db.example.org/news", Path("output"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    govnews.errors.UsageError: GOVNEWS_LEDGER: no address as postgresql://USER:PASSWORD@HOST/DATABASE; ...
    """
    if not (named := named.strip()):
        return output / LEDGER_NAME
    if not _is_address(named) or not Server(named).names_database:
        raise UsageError(f"GOVNEWS_LEDGER: {_NO_ADDRESS}")
    return Server(named)


def as_location(location: Location | str) -> Location:
    """The same of what a caller writes: a path, or an address. Raises :exc:`UsageError` for what looks like one, and is none.

    >>> as_location("output/govnews.db"), as_location("postgresql://db.example.org/news")
    (PosixPath('output/govnews.db'), postgresql://db.example.org/news)
    """
    if not isinstance(location, str):
        return location
    if not _LIKE_ADDRESS.match(location):
        return Path(location)
    if not _is_address(location):
        raise UsageError(f"the ledger's address is {_NO_ADDRESS}")
    return Server(location)


def _is_address(text: str) -> bool:
    return bool(_ADDRESS.fullmatch(text)) and not _BARE_PERCENT.search(text)
