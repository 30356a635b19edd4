"""Where a ledger is: a file, or a database on a server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from govnews.errors import UsageError

LEDGER_NAME = "govnews.db"
"""The ledger's file in the output folder."""
SCHEMES = ("postgresql", "postgres")


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
        """Whether the address says which of the server's databases it is."""
        return bool(urlsplit(self.uri).path.strip("/"))


Location = Path | Server


def location_of(named: str, output: Path) -> Location:
    """The place that ``GOVNEWS_LEDGER`` names: the file in the output folder where it names none.

    Raises :exc:`UsageError` for what is no address of a database.

    >>> location_of("", Path("output")), location_of("postgresql://db.example.org/news", Path("output"))
    (PosixPath('output/govnews.db'), postgresql://db.example.org/news)
    >>> location_of("mysql://db.example.org/news", Path("output"))
    Traceback (most recent call last):
    govnews.errors.UsageError: GOVNEWS_LEDGER: postgresql://USER:PASSWORD@HOST/DATABASE, or nothing for the file in GOVNEWS_OUTPUT
    """
    if not (named := named.strip()):
        return output / LEDGER_NAME
    if urlsplit(named).scheme not in SCHEMES or not Server(named).names_database:
        raise UsageError(
            "GOVNEWS_LEDGER: postgresql://USER:PASSWORD@HOST/DATABASE, or nothing for the file in GOVNEWS_OUTPUT"
        )
    return Server(named)


def as_location(location: Location | str) -> Location:
    """The same of what a caller writes: a path, or an address.

    >>> as_location("output/govnews.db"), as_location("postgresql://db.example.org/news")
    (PosixPath('output/govnews.db'), postgresql://db.example.org/news)
    """
    if isinstance(location, str):
        return Server(location) if urlsplit(location).scheme in SCHEMES else Path(location)
    return location
