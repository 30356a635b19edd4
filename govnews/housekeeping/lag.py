"""Whether a ledger lags behind its own folder: what was written last is lost, and SQLite has nothing to complain of."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from govnews.clock import utc
from govnews.housekeeping.runs import REPORT, began
from govnews.ledger import Location, open_reader


def lag(output: Path, location: Location) -> list[str]:
    """The sites whose last report in ``output`` is of a run that the ledger at ``location`` does not know, a line each.

    So it is where the file beside the ledger that holds the last writes (``-wal``) was removed, or an older copy took the
    ledger's place, until the site is crawled again. A site of which the ledger knows no run is not meant: such a ledger
    was made from feeds.
    """
    lines = []
    with closing(open_reader(location)) as ledger:
        for site in ledger.sites_with_runs():
            reports = (output / site).glob(f"*{REPORT}")
            newest = max(filter(None, map(began, reports)), default=None)
            if newest is not None and not ledger.has_run_since(site, utc(newest)):
                lines.append(
                    f"the run of {site} at {utc(newest)}, whose report is there, is not in it: its last writes are "
                    "lost; a crawl collects them again"
                )
    return lines
