"""The files that runs leave in a site's folder; their names say when the run began."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

REPORT = ".report.json"
_LABEL = re.compile(r"(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d)Z")


def began(path: Path) -> datetime | None:
    """When the run began whose file this is, as its name says; None where it does not.

    >>> str(began(Path("output/mengjin/blocked/2026-11-22T13-50-07Z-2.html")))
    '2026-11-22 13:50:07+00:00'
    >>> began(Path("output/mengjin/own.log")), began(Path("2026-11-22T99-50-07Z.log"))
    (None, None)
    """
    label = _LABEL.match(path.name)
    try:
        return label and datetime.fromisoformat(f"{label[1]}{label[2]}:{label[3]}:{label[4]}+00:00")
    except ValueError:
        return None


def moment_of(path: Path) -> datetime:
    """How old a file is: when its run began, else when it was written last.

    A copy of a folder keeps the names, and seldom the times.
    """
    return began(path) or datetime.fromtimestamp(path.stat().st_mtime, UTC)
