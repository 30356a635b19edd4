"""Whether a site's selectors still match: those that do not any more are told, although the reader goes on by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from govnews.items import Article
from govnews.reading import Page
from govnews.reading.page.picked import Field

# What every article has, and what one may lack; where so many in a row lack it, it is the selector.
_ALWAYS = (Field.TITLE, Field.PUBLISHED_ON, Field.BODY)
_MAY_LACK = (Field.SOURCE, Field.AUTHOR, Field.EDITOR)
_MANY = 10
ARTICLE = (*_ALWAYS, *_MAY_LACK)
"""What is asked of an article's page."""


def lost(page: Page, before: Article) -> str | None:
    """What a known article had by a selector that picks nothing on its page any more; None where nothing is lost.

    What the reader finds in its place is another reading, and no edit.
    """
    for name in _ALWAYS:
        picked, evidence = page.picked.get(name), before.evidence.get(name)
        if picked is None or evidence is None or evidence.witness != "selector":
            continue
        if not picked.matches:
            return f"{name} by the site's selector ({picked.selector})"
    return None


@dataclass(slots=True)
class Use:
    """What one selector matched in a run."""

    selector: str
    asked: int = 0
    """Pages on which it was looked for."""
    missed: int = 0
    """Those on which it matched nothing."""
    at: str = ""
    """The first of these."""


@dataclass(slots=True)
class SelectorUse:
    """What the selectors of a site matched in one run."""

    fields: dict[Field, Use] = field(default_factory=dict)

    def count(self, page: Page, fields: Iterable[Field]) -> None:
        """A page was read that should have these."""
        for name in fields:
            if (picked := page.picked.get(name)) is None:
                continue
            use = self.fields.setdefault(name, Use(picked.selector))
            use.asked += 1
            if not picked.matches:
                use.missed += 1
                use.at = use.at or page.url

    def failing(self) -> Iterator[tuple[str, str]]:
        """The selectors that do not match any more, a line each, with the address of a page where they should.

        That is on half of the pages; of what an article may lack, on none of ten or more.
        """
        for name, use in self.fields.items():
            share = use.missed == use.asked >= _MANY if name in _MAY_LACK else 2 * use.missed >= use.asked
            if use.missed and share:
                pages = f"{use.missed} of {use.asked} pages" if use.asked > 1 else "the page"
                yield (
                    use.at,
                    f"the site's selector of {name} ({use.selector}) matches nothing on {pages}; read without it",
                )
