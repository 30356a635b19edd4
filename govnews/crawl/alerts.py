"""What people are told of their sites: what has changed since they were told last, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from govnews.crawl.freshness import State
from govnews.crawl.status import SiteStatus

# Sites that a digest names; a phone shows no more, and `scrapy status --sick` has them all.
MOST_NAMED = 30


@dataclass(frozen=True, slots=True)
class Change:
    """A site whose state is another one than that which people were told of last."""

    status: SiteStatus
    told: str | None
    """That state, in a word; None where they were told of none."""

    @property
    def is_recovery(self) -> bool:
        """Whether nobody has to look at it any more."""
        return not self.status.is_sick

    @property
    def line(self) -> str:
        """What is told of it, in one line."""
        one = self.status
        if self.is_recovery:
            return f"{one.site}: well again ({one.news.state}), was {self.told}; {one.news.reason}"
        contact = f"; contact: {one.contact}" if one.contact else ""
        trouble = f": {one.trouble}" if one.trouble and one.news.state is not State.SILENT else ""
        return f"{one.site}: {one.news.state}: {one.news.reason}{trouble}{contact}"


def changes(statuses: Iterable[SiteStatus], told: Mapping[str, str]) -> list[Change]:
    """What is to be told, the sick first; ``told`` are the states that people were told of last, by site.

    A site that was never sick is not told of, and neither is one that is sick as it was told. Of one that a person has
    paused they know.
    """
    found = []
    for one in statuses:
        before = told.get(one.site)
        known_sick = before is not None and State(before).needs_a_person
        if (
            one.paused
            or not one.listed
            or (one.is_sick and before == one.news.state)
            or not (one.is_sick or known_sick)
        ):
            continue
        found.append(Change(one, before))
    return sorted(found, key=lambda change: change.is_recovery)


def digest(found: Sequence[Change]) -> tuple[str, str]:
    """Title and text of the one message that tells them."""
    well = sum(change.is_recovery for change in found)
    parts = [
        f"{count} {what}"
        for count, what in ((len(found) - well, "in trouble"), (well, "well again"))
        if count
    ]
    lines = [change.line for change in found[:MOST_NAMED]]
    if len(found) > MOST_NAMED:
        lines.append(f"and {len(found) - MOST_NAMED} more: scrapy status --sick")
    return f"govnews: {', '.join(parts)}", "\n".join(lines)
