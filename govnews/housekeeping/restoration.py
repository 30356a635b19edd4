"""A lost ledger made anew from the feeds of an output folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from govnews.clock import now, utc
from govnews.crawl.arguments import CrawlSettings
from govnews.crawl.revisit import look_after
from govnews.crawl.run import hold_site
from govnews.errors import OutputFailed
from govnews.housekeeping.feeds import LeftAside, feeds_in, published
from govnews.identity import url_hash
from govnews.items import Record
from govnews.ledger import LEDGER_NAME, Condition, PlannedLook
from govnews.ledger.rebuild import Plan, rebuild, refuse_another


def restore(
    output: Path,
    places: Sequence[Path],
    settings: CrawlSettings,
    leave_aside: Callable[[LeftAside], None],
) -> Condition:
    """Make the ledger of the folder ``output`` from the feeds at ``places``; what it is like.

    No site whose folder is there is crawled meanwhile. ``leave_aside`` is told of each line that is no record.
    Raises :exc:`~govnews.errors.UsageError` where a ledger is there or no record, and what
    :func:`govnews.ledger.rebuild.rebuild` raises.
    """
    ledger = output / LEDGER_NAME
    refuse_another(ledger)
    feeds = feeds_in(places)
    with ExitStack() as held:
        for lock in sorted(output.glob("*/.lock")):
            try:
                held.enter_context(hold_site(lock.parent))
            except OSError as error:
                raise OutputFailed(f"cannot hold {lock}: {error.strerror}; check the folder") from error
        return rebuild(ledger, published(feeds, leave_aside), _plan(settings, now()))


def _plan(settings: CrawlSettings, moment: datetime) -> Plan:
    """When an article is looked at next, as a crawl at ``moment`` would plan it."""

    def plan(seen_at: str, last: Record) -> PlannedLook | None:
        look = look_after(
            last.event,
            seen_at=datetime.fromisoformat(seen_at),
            published_on=last.published_on,
            url_hash=url_hash(last.url),
            days=settings.recheck_days,
            archive_days=settings.archive_days,
            now=moment,
        )
        return PlannedLook(utc(look.at), look.archive) if look else None

    return plan
