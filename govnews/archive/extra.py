"""Whether the library that writes and reads WARC records is there: fastwarc, an extra."""

from __future__ import annotations

from importlib.util import find_spec

from govnews.errors import UsageError


def is_installed() -> bool:
    """Whether it is."""
    return find_spec("fastwarc") is not None


def check_installed() -> None:
    """Raises :exc:`UsageError` where it is not."""
    if not is_installed():
        raise UsageError("the archive needs fastwarc: pip install 'govnews[archive]'")
