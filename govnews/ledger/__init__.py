"""What is known: the one place where anything is kept between runs.

:class:`Ledger` says what a ledger promises; :func:`open_ledger` opens one for a site's run, :func:`open_reader` for
reading alone. Beside this package nobody knows which database it is: SQL is written once, for both, and
:mod:`govnews.ledger.sqlite` and :mod:`govnews.ledger.postgresql` are what differs.
"""

from __future__ import annotations

from pathlib import Path

from govnews.ledger.examination import Condition, examine
from govnews.ledger.location import LEDGER_NAME, Location, Server, as_location, location_of
from govnews.ledger.model import (
    NOT_ASKED,
    Announcement,
    Beside,
    DueCheck,
    Exclusion,
    Failure,
    Given,
    Host,
    Kept,
    KnownColumn,
    KnownFile,
    Missing,
    NewsDay,
    PagePlace,
    PastRun,
    Planned,
    PlannedLook,
    Recent,
    Searched,
    Shares,
    Standing,
    Text,
    Told,
)
from govnews.ledger.opening import database_at, database_for_reading
from govnews.ledger.parts import SiteLedger
from govnews.ledger.protocol import Ledger, Reader
from govnews.ledger.reader import LedgerReader

__all__ = [
    "LEDGER_NAME",
    "NOT_ASKED",
    "Announcement",
    "Beside",
    "Condition",
    "DueCheck",
    "Exclusion",
    "Failure",
    "Given",
    "Host",
    "Kept",
    "KnownColumn",
    "KnownFile",
    "Ledger",
    "Location",
    "Missing",
    "NewsDay",
    "PagePlace",
    "PastRun",
    "Planned",
    "PlannedLook",
    "Reader",
    "Recent",
    "Searched",
    "Server",
    "Shares",
    "Standing",
    "Text",
    "Told",
    "as_location",
    "examine",
    "files_of",
    "location_of",
    "open_ledger",
    "open_reader",
]


def files_of(location: Path) -> tuple[Path, ...]:
    """The files that a ledger at ``location`` may have: its own, and those beside it while it is open.

    >>> [path.name for path in files_of(Path("output/govnews.db"))]
    ['govnews.db', 'govnews.db-wal', 'govnews.db-shm']
    """
    return tuple(location.with_name(location.name + suffix) for suffix in ("", "-wal", "-shm"))


def open_ledger(location: Location | str, site: str) -> Ledger:
    """The ledger at ``location`` as the run of ``site`` sees it: made where there is none, migrated where it is older.

    ``location`` is the path of an SQLite file, or the address of a PostgreSQL database.

    Raises :exc:`LedgerUnusable` where what is there is damaged, another program's or that of a newer govnews, and
    :exc:`LedgerNotWritable` where it cannot be written; either way it is left as it is.
    """
    return SiteLedger(database_at(as_location(location)), site)


def open_reader(location: Location | str) -> Reader:
    """The ledger at ``location`` for reading alone; where there is none yet, one that knows nothing.

    Raises :exc:`LedgerUnusable` or :exc:`LedgerNotWritable` where it cannot be read.
    """
    return LedgerReader(database_for_reading(as_location(location)))
