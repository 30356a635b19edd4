"""What people are told of their sites: what has changed since they were told last, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from govnews.crawl.freshness import Freshness, State
from govnews.crawl.status import ColumnStatus, SiteStatus
from govnews.ledger import Told
from govnews.text import as_typed

# Sites that a digest names; a phone shows no more, and `scrapy status --sick` has them all.
MOST_NAMED = 30


@dataclass(frozen=True, slots=True)
class Change:
    """A site, or a column of it, whose state is another one than that which people know of."""

    status: SiteStatus
    told: str | None
    """That state, in a word; None where they know of none."""
    column: ColumnStatus | None = None
    """The column; None where it is the site itself."""

    @property
    def news(self) -> Freshness:
        """The state that it is in now."""
        return self.column.news if self.column else self.status.news

    @property
    def about(self) -> tuple[str, str | None]:
        """Site and address of the column, or None, as :data:`~govnews.ledger.Told` has it."""
        return self.status.site, self.column.url if self.column else None

    @property
    def is_recovery(self) -> bool:
        """Whether nobody has to look at it any more."""
        return not self.news.state.needs_a_person

    @property
    def line(self) -> str:
        """What is told of it, in one line."""
        one = self.status
        name = f"{one.site}, {self.column.name}" if self.column else one.site
        if self.is_recovery:
            return f"{name}: well again ({self.news.state}), was {self.told}; {self.news.reason}"
        contact = f"; contact: {one.contact}" if one.contact else ""
        trouble = f": {one.trouble}" if one.trouble and self.news.state is not State.SILENT else ""
        return f"{name}: {self.news.state}: {self.news.reason}{trouble}{contact}"


def changes(statuses: Iterable[SiteStatus], told: Told) -> list[Change]:
    """What is to be told, the sick first.

    A site that was never sick is not told of, and neither is one that is sick as people know. Of one that a person has
    paused they know. Of its columns those are told that have fallen silent, or have news again, since they were looked at
    first: of what was silent then, a column of some past event, nobody wants to hear. Where the site is in trouble that
    says it all.
    """
    found = []
    for one in filter(_is_watched, statuses):
        before = told.get((one.site, None))
        known_sick = before is not None and State(before).needs_a_person
        if one.is_sick or known_sick:
            found += [Change(one, before)] if before != one.news.state else []
        if not one.is_sick:
            found += [
                Change(one, known, column)
                for column in one.columns
                if (known := told.get((one.site, column.url))) is not None
                and (known == State.SILENT) is not (column.news.state is State.SILENT)
            ]
    return sorted(found, key=lambda change: change.is_recovery)


def first_seen(statuses: Iterable[SiteStatus], told: Told) -> list[Change]:
    """The columns that were not looked at before: their state is kept, for later changes of it, and told nobody."""
    return [
        Change(one, None, column)
        for one in filter(_is_watched, statuses)
        if not one.is_sick
        for column in one.columns
        if (one.site, column.url) not in told
    ]


def _is_watched(one: SiteStatus) -> bool:
    """Whether people want to hear of it."""
    return one.listed and not one.paused


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
        lines.append(as_typed(f"and {len(found) - MOST_NAMED} more: scrapy status --sick"))
    return f"govnews: {', '.join(parts)}", "\n".join(lines)
