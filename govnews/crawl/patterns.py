"""Which columns and addresses of a site are wanted, by the patterns that its data have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Patterns:
    """Regular expressions that are looked for anywhere in a text, as in Scrapy's link extractors."""

    include: tuple[re.Pattern[str], ...] = ()
    """One of them has to be found; empty: none has to."""
    exclude: tuple[re.Pattern[str], ...] = ()
    """None of them may be found."""

    @classmethod
    def read(cls, include: Iterable[str], exclude: Iterable[str]) -> Self:
        """The patterns of these expressions. Raises ValueError, in one line, for what is none."""
        return cls(tuple(map(compiled, include)), tuple(map(compiled, exclude)))

    def admits(self, *texts: str) -> bool:
        """Whether something is wanted, of which these texts speak: an article's address, a column's name and address.

        >>> patterns = Patterns.read(["/xw/", "要闻"], ["/xw/zt/"])
        >>> patterns.admits("http://example.gov.cn/xw/1.html"), patterns.admits("今日要闻", "http://example.gov.cn/3/")
        (True, True)
        >>> patterns.admits("http://example.gov.cn/xw/zt/1.html"), patterns.admits("http://example.gov.cn/gs/1.html")
        (False, False)
        """
        wanted = not self.include or any(one.search(text) for one in self.include for text in texts)
        return wanted and not any(one.search(text) for one in self.exclude for text in texts)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a site."""

    columns: Patterns = Patterns()
    """Of columns, by name and address."""
    articles: Patterns = Patterns()
    """Of articles, by address."""

    @classmethod
    def by(cls, site: object) -> Self:
        """What a spider wants, by its ``include_columns``, ``exclude_columns``, ``include`` and ``exclude``, where it has them.

        Raises ValueError, in one line, for what is no pattern.
        """
        return cls(
            Patterns.read(getattr(site, "include_columns", ()), getattr(site, "exclude_columns", ())),
            Patterns.read(getattr(site, "include", ()), getattr(site, "exclude", ())),
        )


def compiled(expression: str) -> re.Pattern[str]:
    """The expression, compiled. Raises ValueError where it is none.

    >>> compiled("/zt/(")
    Traceback (most recent call last):
    ValueError: /zt/( is no regular expression: missing ), unterminated subpattern at position 4
    """
    try:
        return re.compile(expression)
    except re.error as error:
        raise ValueError(f"{expression} is no regular expression: {error}") from None
