"""Where things lie: the checkout, its fixtures, and what is shared beside it on some machines."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).parents[1]
FIXTURES = PROJECT / "tests" / "fixtures"
SHARED = PROJECT.parent / "shared"
"""Real pages and their gold; tests that need them are skipped where they are absent."""
