"""The tables of README.md and docs/ say what the code does, by ``make readme``; README.zh.md says what README.md does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.readme_tables import PAGES, TRANSLATION, cells, renewed
from tests.places import PROJECT

TABLES = {
    "README.md": {"outcomes", "sites"},
    "README.zh.md": {"outcomes", "sites"},
    "record.md": {"fields"},
    "operations.md": {"settings"},
}
ENGLISH = (PROJECT / "README.md").read_text("utf-8")
CHINESE = TRANSLATION.read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_tables_are_those_of_the_code(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text == renewed(text, translated=page == TRANSLATION), "run: make readme"


@pytest.mark.parametrize(("name", "tables"), TABLES.items())
def test_every_table_stands_where_it_is_looked_for(name: str, tables: set[str]) -> None:
    text = next(page for page in PAGES if page.name == name).read_text("utf-8")
    assert all(f"<!-- {table}: " in text for table in tables)


def test_a_row_that_is_new_comes_into_a_translation_as_it_is() -> None:
    row = next(line for line in CHINESE.splitlines() if line.startswith("| 6 | `blocked` |"))
    short = CHINESE.replace(f"{row}\n", "")
    assert renewed(short, translated=True) == short.replace(
        "| 7 | ",
        "| 6 | `blocked` | the site refuses the crawler: a block page, a challenge, or its robots.txt |\n| 7 | ",
    )
    assert untranslated(renewed(short, translated=True)) and not untranslated(CHINESE)


# The translation


def blocks(text: str) -> list[str]:
    """The blocks of code, without the comments in them."""
    found = re.findall(r"^```(\w*\n.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [re.sub(r" +# .*", "", block) for block in found]


def prose(text: str) -> str:
    return re.sub(r"^```.*?^```|<!--.*?-->", "", text, flags=re.MULTILINE | re.DOTALL)


def headings(text: str) -> list[str]:
    return re.findall(r"^#+(?= )", prose(text), re.MULTILINE)


def spans(text: str) -> Counter[str]:
    return Counter(re.findall(r"`([^`\n]+)`", prose(text)))


def tables(text: str) -> list[list[list[Counter[str]]]]:
    """The code in every cell of every row of every table."""
    found = re.findall(r"(?:^\|.*\n)+", prose(text), re.MULTILINE)
    return [[[spans(cell) for cell in cells(row)] for row in table.splitlines()] for table in found]


def links(text: str) -> Counter[str]:
    """Where links and pictures lead, but for the other language's page."""
    found = re.findall(r"\]\(([^)]+)\)", prose(text))
    return Counter(target for target in found if not target.startswith("README"))


def figures(text: str) -> list[list[str]]:
    """The cells of tables that are numbers."""
    rows = re.findall(r"^\|.*$", prose(text), re.MULTILINE)
    return [[cell for cell in cells(row) if re.fullmatch(r"[\d.,]+", cell)] for row in rows]


def untranslated(text: str) -> list[str]:
    """Lines that are sentences without a Chinese character."""
    without_code = (re.sub(r"`[^`]*`|\]\([^)]*\)", "", line) for line in prose(text).splitlines())
    return [
        line
        for line in without_code
        if re.search(r"[a-z]+ [a-z]+ [a-z]+", line) and not re.search(r"[一-龥]", line)
    ]


@pytest.mark.parametrize(
    "what", [headings, blocks, tables, figures, links, spans], ids=lambda what: what.__name__
)
def test_the_chinese_readme_has_what_the_english_one_has(what: Callable[[str], object]) -> None:
    assert what(ENGLISH)
    assert what(CHINESE) == what(ENGLISH)


def test_each_leads_to_the_other_in_its_first_lines() -> None:
    assert "](README.zh.md)" in "".join(ENGLISH.splitlines()[:5])
    assert "](README.md)" in "".join(CHINESE.splitlines()[:5])
    assert not untranslated(CHINESE)
