"""The report: a page over all sites, those that need a person first, and a page a site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from govnews.clock import BEIJING, minute
from govnews.crawl.freshness import State
from govnews.crawl.gaps import span
from govnews.crawl.sites import Site
from govnews.crawl.status import sickest_first, statuses
from govnews.files import write_whole
from govnews.ledger import PastRun, Reader
from govnews.pages.charts import bars, calendar, months, strip, years
from govnews.pages.figures import FIELDS, figures_of, last_days

# Days that the index shows of each site.
DAYS = 30
# What of the past its page shows by month.
MONTHS = timedelta(days=4 * 365)
STATES = {
    State.FRESH: "正常",
    State.QUIET: "较静",
    State.SILENT: "停更",
    State.MOVED: "迁移",
    State.BLOCKED: "被拒",
    State.BROKEN: "故障",
    State.CLOSED: "关闭",
}
"""Each state in Chinese."""


def write_report(
    folder: Path, ledger: Reader, sites: Mapping[str, Site], names: Iterable[str], now: datetime
) -> Path:
    """Write ``index.html`` and a page for each of ``names`` into ``folder``; the index's path.

    ``sites`` are those of the list, with what their modules say. Pages of sites that are not named any more are removed.
    Raises OSError where the folder cannot be written.
    """
    pages = _environment()
    folder.mkdir(parents=True, exist_ok=True)
    today = now.astimezone(BEIJING).date()
    told = sickest_first(statuses(ledger, sites, names, now))
    rows = []
    for status in told:
        site, figures = sites.get(status.site, Site(name=status.site)), figures_of(ledger, status, today)
        page = pages.get_template("site.html").render(
            one=figures,
            site=site,
            calendar=calendar(figures.by_day, today),
            strip=strip([_stripe(run) for run in figures.runs], f"the last {len(figures.runs)} runs"),
            fields=FIELDS,
            shown=_months(today),
            made=now,
        )
        write_whole(folder / f"{status.site}.html", page)
        days = last_days(figures.by_day, today, DAYS)
        rows.append((status, site, figures.articles, sum(days), bars(days, f"{DAYS} days")))
    counts = Counter(status.news.state for status in told)
    index = pages.get_template("index.html").render(rows=rows, counts=counts, made=now, days=DAYS)
    write_whole(folder / "index.html", index)
    written = {"index.html", *(f"{status.site}.html" for status in told)}
    for old in folder.glob("*.html"):
        if old.name not in written:
            old.unlink()
    return folder / "index.html"


def _months(today: date) -> list[str]:
    """The months that a calendar shows, the running one the last."""
    return span(f"{today - MONTHS:%Y-%m}", f"{today:%Y-%m}")


def _stripe(run: PastRun) -> tuple[str, str]:
    """A run's colour, and what is said of it."""
    return run.outcome or "unended", f"{run.number}: {run.started_at}, {run.outcome or 'no end'}"


def _environment() -> Environment:
    pages = Environment(
        loader=PackageLoader("govnews.pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    pages.globals.update(state_names=STATES, states=list(State), bars=bars, months=months, years=years)
    pages.filters.update(
        minute=minute, percent=lambda share: f"{share:.0%}", comma=lambda count: f"{count:,}"
    )
    return pages
