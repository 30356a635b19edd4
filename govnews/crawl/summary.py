"""A run report on one screen."""

from __future__ import annotations

from rich.cells import cell_len

from govnews.crawl.captures import CaptureAccount
from govnews.crawl.freshness import State
from govnews.crawl.past_certificate import PastCertificate
from govnews.crawl.report import Report
from govnews.text import printable

MAX_ROWS = 12  # columns, and problems, shown; the report file has them all


def summary(report: Report) -> str:
    """The run report for a person: outcome, a row a column, the first problems, where the files are."""
    lines = ["", f"{report.site}: {report.outcome} – {report.meaning}"]
    if (account := report.captures) is not None:
        lines += _captures(account)
    rows = [["column", "pages", "listed", "new", "known", "excluded", "failed", "gone", "end"]]
    for column in report.columns[:MAX_ROWS]:
        rows.append(
            [
                column.column,
                str(column.pages),
                str(column.listed),
                str(column.new),
                str(column.known),
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
    records = ", ".join(f"{count} {event}" for event, count in report.records.items()) or "nothing new"
    lines.append(f"records: {records}")
    if report.fetched_files:
        lines.append(
            "fetched files: " + ", ".join(f"{count} {what}" for what, count in report.fetched_files.items())
        )
    lines += [f"{name}: {path}" for name, path in report.files.items()]
    return "\n".join(map(printable, lines))


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
