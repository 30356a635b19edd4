"""The tables of README.md and docs/ that follow from the code. ``python -m scripts.readme_tables`` writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from govnews import settings
from govnews.crawl.outcome import Outcome
from govnews.items import article_schema

Cells: TypeAlias = tuple[str, ...]

PROJECT = Path(__file__).parents[1]
TRANSLATION = PROJECT / "README.zh.md"
PAGES = (PROJECT / "README.md", TRANSLATION, *sorted((PROJECT / "docs").glob("*.md")))
_SETTING = re.compile(r"((?:^# .+\n)+)^(GOVNEWS_\w+)(?:: [\w\[\]]+)? = ", re.MULTILINE)


def renewed(text: str, *, translated: bool = False) -> str:
    """The page with every table renewed that a comment above it names. Of one that is ``translated`` the cells that are
    sentences stay as they are, in the rows that it has.
    """
    tables = {"outcomes": _outcomes, "fields": _fields, "sites": _sites, "settings": _settings}
    for name, rows in tables.items():
        pattern = rf"(<!-- {name}: .*?-->\n\n\|.*\n\|[-|]+\|\n)((?:\|.*\n)*)"

        def table(found: re.Match[str], rows: Callable[[], Iterable[Cells]] = rows) -> str:
            there = {row[0]: row for row in map(cells, found[2].splitlines())} if translated else {}
            lines = (f"| {' | '.join(_translated(row, there.get(row[0])))} |\n" for row in rows())
            return found[1] + "".join(lines)

        text = re.sub(pattern, table, text)
    return text


def cells(row: str) -> Cells:
    r"""The cells of a table's row.

    >>> cells("| `a` | one of them | – |"), cells(r"| `a\|b` | one |")
    (('`a`', 'one of them', '–'), ('`a\\|b`', 'one'))
    """
    return tuple(re.split(r" (?<!\\)\| ", row.strip().removeprefix("| ").removesuffix(" |")))


def _translated(row: Cells, there: Cells | None) -> Cells:
    """The row with the sentences of the one that is there.

    >>> _translated(("3", "`partial`", "some could not be had"), ("3", "`part`", "有些没有取到"))
    ('3', '`partial`', '有些没有取到')
    """
    if there is None or len(there) != len(row):
        return row
    return tuple(old if re.search(r"[a-z] \S", new) else new for new, old in zip(row, there, strict=True))


def _outcomes() -> Iterable[Cells]:
    for outcome in Outcome:
        yield str(outcome.exit_code), f"`{outcome.word}`", outcome.meaning


def _fields() -> Iterable[Cells]:
    for name, field in article_schema()["properties"].items():
        yield f"`{name}`", " ".join(field["description"].replace("``", "`").split())


def _sites() -> Iterable[Cells]:
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": settings.SPIDER_MODULES}))
    for name in sorted(loader.list()):
        spider = loader.load(name)
        home = getattr(spider, "home", "any, by `-a home=`")
        yield f"`{name}`", spider.publisher or "–", home, spider.region or "–"


def _settings() -> Iterable[Cells]:
    """Each setting with its default as the command line takes it, and the comment that stands above it."""
    for comment, name in _SETTING.findall(Path(settings.__file__).read_text("utf-8")):
        default = getattr(settings, name)
        shown = ",".join(map(str, default)) if isinstance(default, list) else str(default)
        yield (
            f"`{name}`",
            "none" if default in (None, []) else f"`{shown}`",
            comment.replace("# ", "").replace("\n", " ").strip(),
        )


if __name__ == "__main__":
    for page in PAGES:
        text = page.read_text("utf-8")
        page.write_text(renewed(text, translated=page == TRANSLATION), encoding="utf-8")
