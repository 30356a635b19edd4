"""Who watches over all sites: people, a file of figures, a service that misses the rounds when they stop."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Self

from govnews.clock import now
from govnews.crawl.sites import Site
from govnews.crawl.status import SiteStatus, Watched
from govnews.ledger import Location, open_reader
from govnews.rounds.metrics import write_metrics
from govnews.rounds.notifications import Addresses, check_ping, ping, tell_changes


class Watchers:
    """Those whom ``GOVNEWS_ALERTS``, ``GOVNEWS_METRICS`` and ``GOVNEWS_PING`` name."""

    def __init__(self, addresses: Addresses, metrics: Path | None, ping_address: str | None) -> None:
        self._addresses, self._metrics, self._ping = addresses, metrics, ping_address
        self._watched = Watched()

    @classmethod
    def read(cls, settings: Mapping[str, Any]) -> Self:
        """Those of the settings. Raises :exc:`UsageError` for an address that is none, and for what is not installed."""
        metrics = settings["GOVNEWS_METRICS"]
        return cls(
            Addresses(settings["GOVNEWS_ALERTS"]),
            Path(metrics) if metrics else None,
            check_ping(settings["GOVNEWS_PING"]),
        )

    def say(self, title: str, text: str) -> list[str]:
        """Send people a message; which addresses did not take it, a line each."""
        took = self._addresses.send(title, text) if self._addresses else {}
        return [f"an alert was not taken: {address}" for address, taken in took.items() if not taken]

    def tell(self, ledger: Location, sites: Mapping[str, Site], *, new: int) -> list[str]:
        """Tell all of them how the sites are; ``new``: articles that came since they were told last.

        What could not be told, a line each.
        """
        failed = []
        looked_at: list[SiteStatus] = []
        if self._addresses or self._metrics is not None:
            with closing(open_reader(ledger)) as reader:
                looked_at = self._watched.look(reader, sites, now())
        if self._addresses:
            took = tell_changes(ledger, looked_at, self._addresses, now())
            failed += [f"an alert was not taken: {address}" for address, taken in took.items() if not taken]
        if self._metrics is not None:
            listed = [status for status in looked_at if status.site in sites]
            try:
                write_metrics(self._metrics, listed, now(), new=new)
            except OSError as error:
                failed.append(f"cannot write GOVNEWS_METRICS={self._metrics}: {error.strerror}")
        if self._ping is not None and (silence := ping(self._ping)) is not None:
            failed.append(silence)
        return failed
