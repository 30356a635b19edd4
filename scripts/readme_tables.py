"""The tables of README.md that follow from the code. ``python -m scripts.readme_tables`` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from govnews import settings
from govnews.crawl.outcome import Outcome
from govnews.items import article_schema

README = Path(__file__).parents[1] / "README.md"


def renewed(text: str) -> str:
    """The README with every table renewed that a comment above it names."""
    for name, rows in (("outcomes", _outcomes()), ("fields", _fields()), ("sites", _sites())):
        table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
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


if __name__ == "__main__":
    README.write_text(renewed(README.read_text("utf-8")), encoding="utf-8")
