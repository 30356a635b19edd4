"""``scrapy status``: how every site is doing, at a glance."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from dataclasses import asdict

from scrapy.commands import ScrapyCommand

from govnews.clock import minute, now
from govnews.commands import in_one_line, plain_output
from govnews.commands.sites import site_loader, table
from govnews.component import ledger_location
from govnews.crawl.status import SiteStatus, sickest_first, statuses
from govnews.errors import UsageError
from govnews.ledger import Server, open_reader
from govnews.text import as_typed, json_line, printable

# Exit code where a person has to look at a site.
SICK = 12
_HEADER = ("site", "state", "last run", "outcome", "since", "newest", "silent", "failing", "next due")


class Command(ScrapyCommand):
    """What the ledger tells of all sites, without a request."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] [SITE]"

    def short_desc(self) -> str:
        return "Show how every site is doing: fresh, quiet, silent, moved, blocked, broken or closed"

    def long_desc(self) -> str:
        return (
            "Print a line for each site of the list and of the ledger, those that need a person first: its state, when it was "
            "crawled last, to which outcome, and since when that is so, its newest article, for how many working days it has "
            "been silent (usual are up to so many), how many entries are waiting to be had, and when it is due next. Moments are "
            "UTC. With SITE, that one alone, with its reason and its columns. fresh: news within its usual time. quiet: none for "
            "longer, or too little is known. silent: none for far longer than ever. moved, blocked, broken: its last two runs "
            f"came to that. closed: no answer for a month. Exit code {SICK} where a site needs a person, else 0."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--sick", action="store_true", help="only the sites that need a person")
        parser.add_argument(
            "--json", action="store_true", help="JSON Lines: an object a site, its columns among them"
        )

    @in_one_line
    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print, and exit 12 where a site needs a person. Raises UsageError for a site that nobody knows."""
        assert self.settings is not None
        if len(args) > 1:
            raise UsageError("name one site, or none")
        loader = site_loader(self.settings)
        listed = loader.listed.sites
        path = ledger_location(self.settings)
        with closing(open_reader(path)) as ledger:
            known = [*listed, *(site for site in ledger.sites_with_runs() if site not in listed)]
            if unknown := [name for name in args if name not in known]:
                raise UsageError(
                    f"there is no site {unknown[0]}; there are: {', '.join(known) or 'none yet'}"
                )
            told = sickest_first(statuses(ledger, listed, args or known, now()))
        if opts.sick:
            told = [one for one in told if one.is_sick]
        if opts.json:
            print(
                "".join(json_line(json.dumps(_plain(one), ensure_ascii=False)) + "\n" for one in told), end=""
            )
        elif args:
            print("\n".join(map(printable, (line for one in told for line in _in_full(one)))))
        elif told:
            print("\n".join(table([_HEADER, *map(_row, told)])))
        else:
            begin = as_typed("no site yet; `scrapy sites add` begins a list")
            print("no site needs a person" if opts.sick else begin)
        if any(one.is_sick for one in told):
            self.exitcode = SICK
        if isinstance(path, Server) and not (args or opts.json or opts.sick):
            for line in _fleet(path):
                print(line)
        for fault in [] if args else loader.listed.all_faults():
            # Its site is crawled by nobody.
            print(as_typed(printable(f"scrapy status: {fault}")), file=sys.stderr)
            self.exitcode = SICK


def _fleet(server: Server) -> list[str]:
    """How the fleet is doing that works on the ledger's server, in lines; none where there is none."""
    try:
        from govnews.fleet.workers import fleet_on  # noqa: PLC0415 - an extra
    except ImportError:
        return []
    fleet = fleet_on(server)
    return list(map(printable, fleet.lines())) if fleet is not None else []


def _plain(one: SiteStatus) -> dict[str, object]:
    """A status as an object: the fields of its freshness beside the others, here and in its columns."""
    told = asdict(one)
    columns = [
        {"name": column["name"], "url": column["url"], **column["news"]} for column in told.pop("columns")
    ]
    news = told.pop("news")
    return {"site": told.pop("site"), **news, "sick": one.is_sick, **told, "columns": columns}


def _row(one: SiteStatus) -> tuple[str, ...]:
    news = one.news
    return (
        one.site,
        news.state + (" (paused)" if one.paused else "" if one.listed else " (not listed)"),
        minute(one.last_run),
        one.outcome or "–",
        (one.since or "–")[:10],
        news.newest or "–",
        _silent(one),
        str(one.failing or "–"),
        "–" if one.paused or not one.listed else minute(one.next_due) if one.next_due else "now",
    )


def _silent(one: SiteStatus) -> str:
    """Working days without news, and how many are usual.

    >>> from govnews.crawl.freshness import Freshness, State
    >>> one = SiteStatus(site="a", news=Freshness(State.QUIET, "", "2026-11-20", 5, 2), outcome=None, since=None, last_run=None,
    ...     trouble=None, failing=0, next_due=None, paused=False, listed=True, contact=None, columns=[])
    >>> _silent(one)
    '5 d (usual 2)'
    """
    if one.news.silent_for is None:
        return "–"
    return f"{one.news.silent_for} d" + (f" (usual {one.news.usual})" if one.news.usual else "")


def _in_full(one: SiteStatus) -> list[str]:
    lines = [f"{one.site}: {one.news.state}: {one.news.reason}" + ("; paused" if one.paused else "")]
    lines.append(
        f"  last run {minute(one.last_run)} UTC, {one.outcome or 'none ended'}"
        + (f", so since {minute(one.since)}" if one.since else "")
    )
    lines.append(
        f"  next due {'never: it is paused' if one.paused else minute(one.next_due) if one.next_due else 'now'}"
    )
    if one.failing:
        lines.append(as_typed(f"  {one.failing} entries are waiting: scrapy missing {one.site}"))
    if one.contact:
        lines.append(f"  contact {one.contact}")
    lines += [f"  {column.name}: {column.news.state}: {column.news.reason}" for column in one.columns]
    return lines
