"""Figures for a monitoring of one's own: a text file as node_exporter's textfile collector reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from govnews.crawl.freshness import State
from govnews.crawl.status import SiteStatus
from govnews.errors import UsageError


def write_metrics(path: Path, told: Sequence[SiteStatus], now: datetime, *, new: int) -> None:
    """Write the state of all sites, and by name those that are sick: thousands of healthy ones are one line a state.

    ``new``: articles that the round brought. Raises :exc:`UsageError` where the library is not installed, OSError where the
    file cannot be written; it is there whole or not at all.
    """
    try:
        from prometheus_client import CollectorRegistry, Gauge, write_to_textfile  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError("GOVNEWS_METRICS needs prometheus_client: pip install 'govnews[watch]'") from None
    registry = CollectorRegistry()

    def gauge(name: str, help_text: str, *labels: str) -> Gauge:
        return Gauge(f"govnews_{name}", help_text, labels, registry=registry)

    counts = Counter(one.news.state for one in told if not one.paused)
    by_state = gauge("sites", "Sites that are not paused, by their state", "state")
    for state in State:
        by_state.labels(state).set(counts[state])
    sick = gauge("sick_site", "A site that needs a person: 1", "site", "state")
    for one in told:
        if one.is_sick:
            sick.labels(one.site, one.news.state).set(1)
    gauge("failing_entries", "Listed entries that could not be had so far").set(
        sum(one.failing for one in told)
    )
    gauge("round_new_articles", "Articles that the last round brought").set(new)
    gauge("round_finished_timestamp_seconds", "When the last round ended, Unix time").set(now.timestamp())
    write_to_textfile(str(path), registry)
