"""The README's tables say what the code does. ``make readme`` repairs them."""

from __future__ import annotations

from scripts.readme_tables import README, renewed


def test_the_tables_are_those_of_the_code():
    assert README.read_text("utf-8") == renewed(README.read_text("utf-8")), "run: make readme"
