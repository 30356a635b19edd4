"""The account of a run that reads what a web archive has of its site: what became of every address."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pydantic import ConfigDict

from govnews.crawl.outcome import EntryOutcome


@dataclass(slots=True, kw_only=True)
class CaptureAccount:
    """What became of the addresses that an archive's file has: each once, so that the account adds up."""

    __pydantic_config__ = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    source: str
    """Path of the file: a WARC file, or an index (CDX, CDXJ)."""
    captures: int
    """Captures in it, of whatever address."""
    foreign: int
    """Captures of addresses that are not the site's."""
    damaged: int
    """Records of the file, or lines of the index, that are not there as they were written; the samples name them."""
    addresses: int
    """Addresses of the site, each once, however often it was captured."""
    read: int = 0
    """Pages that were looked at: of an address the newest, and older ones where that is no article."""
    new: int = 0
    """Addresses whose article was recorded by this run."""
    known: int = 0
    """Addresses of articles that are known, by this address or by another one."""
    left_out: dict[str, int] = field(default_factory=dict)
    """Addresses without an article, by reason: that of the newest capture."""
    failed: int = 0
    """Addresses whose page could not be had or read; the same run, made again, tries them again."""

    @property
    def unaccounted(self) -> int:
        """Addresses that came to no end: the run was stopped before."""
        return self.addresses - self.new - self.known - self.failed - sum(self.left_out.values())

    def settle(self, outcome: EntryOutcome, reason: str = "") -> None:
        """One address came to its end.

        >>> account = CaptureAccount(source="a.warc.gz", captures=3, foreign=0, damaged=0, addresses=3)
        >>> account.settle(EntryOutcome.NEW), account.settle(EntryOutcome.EXCLUDED, "list"), account.unaccounted
        (None, None, 1)
        """
        match outcome:
            case EntryOutcome.NEW:
                self.new += 1
            case EntryOutcome.KNOWN:
                self.known += 1
            case EntryOutcome.FAILED:
                self.failed += 1
            case EntryOutcome.EXCLUDED | EntryOutcome.GONE:
                self.left_out = dict(Counter(self.left_out) + Counter([reason]))
