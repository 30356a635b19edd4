"""A run report on one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rich.cells import cell_len

from govnews.crawl.captures import CaptureAccount
from govnews.crawl.freshness import State
from govnews.crawl.outcome import EntryOutcome
from govnews.crawl.past_certificate import PastCertificate
from govnews.crawl.report import Report
from govnews.text import printable

MAX_ROWS = 12  # columns, and problems, shown; the report file has them all


def summary(report: Report) -> str:
    """The run report for a person: outcome, a row a column, the first problems, where the files are."""
    lines = ["", f"{report.site}: {report.outcome} – {report.meaning}"]
    if (account := report.captures) is not None:
        lines += _captures(account)
    rows = [["column", "pages", "listed", "new", "known", "elsewhere", "excluded", "failed", "gone", "end"]]
    for column in report.columns[:MAX_ROWS]:
        rows.append(
            [
                column.column,
                str(column.pages),
                str(column.listed),
                str(column.new),
                str(column.known - column.elsewhere),
                str(column.elsewhere),
                str(sum(column.excluded.values())),
                str(column.failed + column.unaccounted),
                str(column.gone),
                column.end
                if column.proven or column.wished
                else f"not proven (the walk ended with: {column.end})",
            ]
        )
    lines += _table(rows) if report.columns or account is None else []
    if (more := len(report.columns) - MAX_ROWS) > 0:
        lines.append(f"  and {more} more columns")
    for column in report.columns:
        if column.claims_agree is False:
            claimed = [
                f"{count} {what}"
                for count, what in ((column.claimed_pages, "pages"), (column.claimed_entries, "entries"))
                if count
            ]
            lines.append(f"  {column.column}: the site states {' and '.join(claimed) or 'another size'}")
    for name, news in (("the site", report.news), *((one.column, one.news) for one in report.columns)):
        if news is not None and news.state is State.SILENT:
            lines.append(f"  {name} is silent: {news.reason}")
    for sample in report.samples[:MAX_ROWS]:
        lines.append(f"  {sample.kind}: {sample.url}: {sample.error}")
    if (more := sum(report.troubles.values()) - MAX_ROWS) > 0:
        lines.append(f"  and {more} more troubles")
    if report.past is not None:
        lines += _past(report.past)
    lines += _records(report.records)
    if report.fetched_files:
        lines.append(
            "fetched files: " + ", ".join(f"{count} {what}" for what, count in report.fetched_files.items())
        )
    lines += [f"{name}: {path}" for name, path in report.files.items()]
    return "\n".join(map(printable, lines))


def _records(counts: Mapping[str, int]) -> list[str]:
    """What the run recorded, each record once; then what else came of the entries that earlier runs could not have.

    >>> _records({"new": 9, "updated": 1}), _records({})
    (['records: 9 new, 1 updated'], ['records: nothing new'])
    >>> _records({"new": 9, "retried, new": 2, "retried, failed": 3, "given up": 1})
    ['records: 9 new (2 of them failed before)', 'tried again: 3 failed (1 of them given up)']
    """
    records, again = dict(counts), Counter[str]()
    given_up = records.pop("given up", 0)
    for outcome in EntryOutcome:
        again[outcome.value] = records.pop(f"retried, {outcome.value}", 0)
    had, again["failed"] = again.pop("new"), max(again["failed"], given_up)
    written = [
        _counted(n, event, had if event == "new" else 0, "failed before") for event, n in records.items()
    ]
    tried = [
        _counted(n, what, given_up if what == "failed" else 0, "given up") for what, n in again.items() if n
    ]
    lines = [f"records: {', '.join(written) or 'nothing new'}"]
    return [*lines, f"tried again: {', '.join(tried)}"] if tried else lines


def _counted(count: int, what: str, of_them: int, are: str) -> str:
    return f"{count} {what}" + (f" ({of_them} of them {are})" if of_them else "")


def _past(past: PastCertificate) -> list[str]:
    """What the site's search has: one line, and the first reasons why not all of it was seen."""
    if past.interface is None:
        return []
    stated = "no total" if past.total is None else f"{past.total} results"
    alone = f"{past.found_alone} articles in no list, {past.listed_alone} of lists not in it"
    end = "complete" if past.complete else "as far as asked" if past.wished else "not complete"
    lines = [
        f"  search: {stated} stated, {past.found} found in {len(past.months)} months, {past.new} new; {alone}; {end}"
    ]
    lines += [f"  search: {line}" for line in past.against[:MAX_ROWS]]
    if (more := len(past.against) - MAX_ROWS) > 0:
        lines.append(f"  search: and {more} more periods")
    return lines


def _captures(account: CaptureAccount) -> list[str]:
    """What became of the addresses of a web archive."""
    left_out = sum(account.left_out.values())
    lines = [
        f"  {account.source}: {account.captures} captures, {account.foreign} of them of other sites, {account.damaged} damaged",
        f"  {account.addresses} addresses, {account.read} pages read: {account.new} new, {account.known} known, "
        f"{left_out} without an article, {account.failed + account.unaccounted} failed",
    ]
    by_count = sorted(account.left_out.items(), key=lambda one: -one[1])
    return lines + [f"    {count} {reason}" for reason, count in by_count[:MAX_ROWS]]


def _table(rows: list[list[str]]) -> list[str]:
    """The rows with their columns aligned, Chinese characters counted as two cells wide."""
    widths = [max(cell_len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell + " " * (width - cell_len(cell))
            if i in {0, len(row) - 1}
            else " " * (width - cell_len(cell)) + cell
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(("  " + "  ".join(cells)).rstrip())
    return lines
