"""One article's way through a run, from the reason why its page is asked for to what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govnews.archive import Capture
from govnews.crawl.captures import CaptureAccount
from govnews.items import ListingEntry
from govnews.ledger import DueCheck, KnownFile, PagePlace

if TYPE_CHECKING:
    from govnews.crawl.walk import Walk


@dataclass(frozen=True, slots=True)
class Validators:
    """What a response gives for a conditional request later (RFC 9110 §13); None where it has none."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(slots=True)
class Visit:
    """Why an article's page is asked for: a row lists it, an earlier run could not have it, or a look is due.

    It travels with the request, and stays with the run until the article is recorded.
    """

    entry: ListingEntry | None = None
    """The row that lists the article; None where a known article is looked at again, but for one that was gone."""
    column: str | None = None
    """栏目 of the row."""
    walk: Walk | None = None
    """The walk whose account the entry belongs to; None for what an earlier run could not have."""
    check: DueCheck | None = None
    """The look at a known article; None for one that is not recorded yet."""
    validators: Validators = Validators()
    """Of the response that brought the article."""
    pages: list[PagePlace] = field(default_factory=list)
    """Where the pages lie in the archive that the article was read from."""
    files: list[KnownFile] | None = None
    """What the look at its files found; None where they are not asked for."""
    capture: Capture | None = None
    """The address in a web archive that led to the article; None where a crawl did."""
    captures: CaptureAccount | None = None
    """The account that such an address belongs to."""
    settled: bool = False
    """Whether the entry has its outcome: only the first one counts."""

    @property
    def addresses(self) -> list[str]:
        """The addresses that led to the article, as they were given: where it is may be another one."""
        return [one.url for one in (self.entry, self.capture) if one is not None]
