"""The tables of README.md and docs/ say what the code does. ``make readme`` repairs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.readme_tables import PAGES, renewed

TABLES = {
    "README.md": {"outcomes", "sites"},
    "record.md": {"fields"},
    "operations.md": {"settings"},
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_tables_are_those_of_the_code(page: Path) -> None:
    assert page.read_text("utf-8") == renewed(page.read_text("utf-8")), "run: make readme"


@pytest.mark.parametrize(("name", "tables"), TABLES.items())
def test_every_table_stands_where_it_is_looked_for(name: str, tables: set[str]) -> None:
    text = next(page for page in PAGES if page.name == name).read_text("utf-8")
    assert all(f"<!-- {table}: " in text for table in tables)
