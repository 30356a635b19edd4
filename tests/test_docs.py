"""What the documentation names is there: modules, sections, pages, commands, settings, exit codes."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from govnews import settings
from govnews.crawl.outcome import Outcome
from tests.places import PROJECT

DOCS = PROJECT / "docs"
PAGES = sorted([*PROJECT.glob("*.md"), *DOCS.glob("*.md")])
CURRENT = [page for page in PAGES if page.name != "CHANGELOG.md"]
"""A changelog names what was."""
COMMANDS = {path.stem for path in (PROJECT / "govnews" / "commands").glob("[a-z]*.py")} | {
    *("check", "fetch", "list", "parse", "runspider", "shell", "version"),
}

by_name = pytest.mark.parametrize("page", CURRENT, ids=lambda page: page.name)


@by_name
def test_every_path_is_there(page: Path) -> None:
    named = re.findall(r"`((?:govnews|tests|bench|scripts|docs)/[\w./-]*)`", page.read_text("utf-8"))
    invented = {"govnews/spiders/example.py"}
    assert [path for path in named if path not in invented and not (PROJECT / path).exists()] == []


@by_name
def test_every_dotted_name_is_a_module(page: Path) -> None:
    named = set(re.findall(r"`(govnews\.(?!db\b)\w+(?:\.\w+)*)`", page.read_text("utf-8")))
    assert [name for name in named if not name.endswith(".json") and find_spec(name) is None] == []


def test_the_architecture_names_every_package() -> None:
    text = (DOCS / "architecture.md").read_text("utf-8")
    packages = [path.parent.relative_to(PROJECT) for path in (PROJECT / "govnews").glob("*/**/__init__.py")]
    assert [str(package) for package in packages if f"`{package}/`" not in text] == []


def test_the_architecture_names_every_module_of_the_root() -> None:
    text = (DOCS / "architecture.md").read_text("utf-8")
    modules = (PROJECT / "govnews").glob("[a-z]*.py")
    assert [module.name for module in modules if f"`govnews/{module.name}`" not in text] == []


def cited(text: str) -> set[str]:
    """The sections of the field facts that a text cites, as ``3.13 D``; of a range both ends.

    >>> sorted(cited("(field facts §1.2–1.4, §7)")), cited("field\\n    facts §3.13 D"), cited("RFC 9110 §13")
    (['1.2', '1.4', '7'], {'3.13 D'}, set())
    """
    number = r"\d+(?:\.\d+)?(?: [A-D]\b)?"
    lists = re.findall(rf"field\s+facts\s+((?:§{number}(?:–{number})?(?:,\s+|\s+and\s+)?)+)", text)
    return {section for found in lists for section in re.findall(number, found)}


def test_every_section_that_is_cited_is_there() -> None:
    headings = re.findall(
        r"^(#{2,4}) ((?:\d+(?:\.\d+)?|[A-D]))\.? ", (DOCS / "field-facts.md").read_text("utf-8"), re.M
    )
    sections, above = set(), ""
    for _, name in headings:
        sections.add(f"{above} {name}" if name.isalpha() else name)
        above = above if name.isalpha() else name
    sources = [path for folder in ("govnews", "tests", "bench") for path in (PROJECT / folder).rglob("*.py")]
    sources += [*(PROJECT / "tests" / "fixtures").rglob("meta.json"), *DOCS.glob("*.md")]
    wanted = {section for path in sources for section in cited(path.read_text("utf-8"))}
    assert len(wanted) > 20
    assert wanted <= sections


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_pages(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@by_name
def test_commands_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    assert set(re.findall(r"\bscrapy ([a-z]+)", "\n".join(code(text)))) <= COMMANDS
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"\bmake ([a-z]+)", "\n".join(code(text)))) <= targets


def code(text: str) -> list[str]:
    """What a page shows as code, inline and in blocks."""
    return [*re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S), *re.findall(r"`([^`\n]+)`", text)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_settings_exist(page: Path) -> None:
    assert {
        name for name in re.findall(r"GOVNEWS_\w+", page.read_text("utf-8")) if not hasattr(settings, name)
    } == set()


def test_every_setting_is_documented() -> None:
    own = {name for name in vars(settings) if name.startswith("GOVNEWS_")}
    assert own == set(
        re.findall(r"^\| `(GOVNEWS_\w+)` \|", (DOCS / "operations.md").read_text("utf-8"), re.M)
    )


def test_for_every_exit_code_there_is_something_to_do() -> None:
    rows = re.findall(r"^\| (\d+) \| `([\w-]+)` \| \S", (DOCS / "operations.md").read_text("utf-8"), re.M)
    assert rows == [(str(outcome.exit_code), outcome.word) for outcome in Outcome]
