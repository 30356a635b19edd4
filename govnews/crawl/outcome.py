"""How a run ended, in one word and one exit code."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Outcome(Enum):
    """The outcomes of a run, from good to bad: of several, the last one in this list is reported.

    Each has the exit code of ``scrapy crawl`` and what it means. 1 is Scrapy's own code for anything unforeseen.
    """

    OK = (
        "ok",
        0,
        "every column was walked to a proven end, to what is known or as far as asked; what is new is published",
    )
    PARTIAL = ("partial", 3, "some articles could not be had; the next run tries them again")
    INCOMPLETE = ("incomplete", 4, "a column was not walked to a proven end; the next run walks on")
    LAYOUT_CHANGED = ("layout-changed", 5, "pages come but cannot be read, or there is nothing in them")
    BLOCKED = ("blocked", 6, "the site refuses the crawler: a block page, a challenge, or its robots.txt")
    UNREACHABLE = ("unreachable", 7, "the site does not answer, or only with errors")
    ERROR = ("error", 1, "a fault in govnews itself; the log has it")
    OUTPUT_FAILED = (
        "output-failed",
        8,
        "a feed could not be written; what stands in no feed is published by the next run",
    )
    LOCKED = ("locked", 9, "another run of this site is on; nothing was done")
    USAGE = ("usage", 2, "the command was given wrong; nothing was done")

    def __init__(self, word: str, exit_code: int, meaning: str) -> None:
        self.word = word
        self.exit_code = exit_code
        self.meaning = meaning


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcome that is reported where several are true; OK where none is.

    >>> worst([Outcome.PARTIAL, Outcome.BLOCKED]).word
    'blocked'
    >>> worst([]).word
    'ok'
    """
    ranking = list(Outcome)
    return max(outcomes, key=ranking.index, default=Outcome.OK)
