"""The tables of README.md and docs/ that follow from the code. ``python -m scripts.readme_tables`` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from govnews import settings
from govnews.crawl.outcome import Outcome
from govnews.items import article_schema

PROJECT = Path(__file__).parents[1]
PAGES = (PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md")))
_SETTING = re.compile(r"((?:^# .+\n)+)^(GOVNEWS_\w+)(?:: [\w\[\]]+)? = ", re.MULTILINE)


def renewed(text: str) -> str:
    """The page with every table renewed that a comment above it names."""
    tables = {"outcomes": _outcomes, "fields": _fields, "sites": _sites, "settings": _settings}
    for name, rows in tables.items():
        table = "\n".join(f"| {' | '.join(row)} |" for row in rows())
        pattern = rf"(<!-- {name}: .*?-->\n\n\|.*\n\|[-|]+\|\n)(?:\|.*\n)*"
        text = re.sub(pattern, lambda found, table=table: f"{found[1]}{table}\n", text)
    return text


def _outcomes() -> Iterable[tuple[str, ...]]:
    for outcome in Outcome:
        yield str(outcome.exit_code), f"`{outcome.word}`", outcome.meaning


def _fields() -> Iterable[tuple[str, ...]]:
    for name, field in article_schema()["properties"].items():
        yield f"`{name}`", " ".join(field["description"].replace("``", "`").split())


def _sites() -> Iterable[tuple[str, ...]]:
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": settings.SPIDER_MODULES}))
    for name in sorted(loader.list()):
        spider = loader.load(name)
        home = getattr(spider, "home", "any, by `-a home=`")
        yield f"`{name}`", spider.publisher or "–", home, spider.region or "–"


def _settings() -> Iterable[tuple[str, ...]]:
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
        page.write_text(renewed(page.read_text("utf-8")), encoding="utf-8")
