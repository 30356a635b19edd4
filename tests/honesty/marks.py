"""Why a test fails today. Strict: a row that is mended says so, and its mark goes."""

from __future__ import annotations

import pytest


def row(number: int) -> pytest.MarkDecorator:
    """A row of the issue's list."""
    return pytest.mark.xfail(strict=True, reason=f"issue 13, row {number}")


def found(what: str) -> pytest.MarkDecorator:
    """A lie that the issue does not name."""
    return pytest.mark.xfail(strict=True, reason=f"found by the suite: {what}")
