"""``scrapy demo``: the real crawl of 孟津, from a shell, against the bundled replica of the site."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.utils.conf import closest_scrapy_cfg
from scrapy.utils.project import ENVVAR

from govnews.commands import in_one_line, this_program
from govnews.errors import UsageError
from govnews.ledger import LEDGER_NAME
from govnews.text import as_typed

if TYPE_CHECKING:
    from rich.console import Console

ROWS = 10  # articles in the table
# What lies in the output folder after a crawl, by the ends of the names.
MADE = {
    ".jsonl": "the feed: what was collected, one record a line",
    ".report.json": "the run report: how each column was walked to its end",
    ".warc.gz": "the pages as they came (WARC)",
    "mengjin/feed.atom": "the newest articles of the site, for feed readers",
    "feed.atom": "the newest articles of all sites, for feed readers",
    LEDGER_NAME: "the ledger: what is known, so that the next run writes only what is new",
}
# The replica is ours and on this machine: the delays that protect a real site protect nobody here.
UNPACED = {"DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "False"}


class Command(ScrapyCommand):
    """Serve the replica, crawl it as a user would, show what was collected."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return ""

    def short_desc(self) -> str:
        return "Crawl the bundled replica of 孟津 over real HTTP and show what was collected"

    def long_desc(self) -> str:
        return (
            "Start a replica of the site on a free loopback port, as an HTTP proxy; run `scrapy crawl mengjin` "
            "unchanged in a shell that names this proxy; show the newest record, a table of the newest articles and the path of "
            "each file that was made. Everything goes to output/demo, which is "
            "emptied first; no real site is asked for anything, and what was collected from one is not touched."
        )

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Exit with the crawl's own code."""
        # Scrapy loads the modules of all commands for each: what only this one needs, only this one imports.
        from rich.console import Console  # noqa: PLC0415

        from govnews.demo.mengjin import HOST, MengjinSite  # noqa: PLC0415
        from govnews.demo.server import ReplicaServer  # noqa: PLC0415

        if args:
            raise UsageError("the demo takes no arguments")
        project = Path(closest_scrapy_cfg()).parent
        output = project / "output" / "demo"
        shutil.rmtree(output, ignore_errors=True)
        shown = output.relative_to(project)
        arguments = ["crawl", "mengjin", "-L", "WARNING", "-s", f"GOVNEWS_OUTPUT={shown}"]
        for setting, value in UNPACED.items():
            arguments += ["-s", f"{setting}={value}"]
        console = Console(soft_wrap=True)
        with ReplicaServer({HOST: MengjinSite()}) as server:
            console.print(f"The replica of {HOST} is served at {server.url}, as a proxy.", highlight=False)
            console.print(
                as_typed(f"$ http_proxy={server.url} scrapy {shlex.join(arguments)}\n"),
                highlight=False,
                markup=False,
            )
            crawl = subprocess.run(  # noqa: S603 - our own command line
                [*this_program(), *arguments],
                # In a project of somebody else it is ours all the same.
                env={**os.environ, ENVVAR: "govnews.settings", "http_proxy": server.url, "no_proxy": ""},
                cwd=project,
                check=False,
            )
        feeds = sorted((output / "mengjin").glob("*.jsonl"))
        if records := [json.loads(line) for feed in feeds for line in feed.read_text("utf-8").splitlines()]:
            records.sort(key=lambda one: one["published_at"] or one["published_on"] or "", reverse=True)
            _show_record(console, records[0])
            _show_articles(console, records)
        _show_files(console, output, project)
        self.exitcode = crawl.returncode


def _show_record(console: Console, record: dict[str, Any]) -> None:
    """A record, whole but for its evidence, of which it has what was believed."""
    believed = {
        field: f"{evidence['witness']}: {evidence['raw']}"
        for field, evidence in record["evidence"].items()
        if evidence["witness"]
    }
    console.print("\nThe newest record, of its evidence the witnesses that were believed:", highlight=False)
    console.print_json(json.dumps(record | {"evidence": believed}, ensure_ascii=False), ensure_ascii=False)


def _show_articles(console: Console, records: list[dict[str, Any]]) -> None:
    """The first of the records, which are the newest, a row each."""
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading, width in (("published", 16), ("column", 10), ("source", 14)):
        table.add_column(heading, no_wrap=True, min_width=width, max_width=width)
    table.add_column("title", no_wrap=True)
    for record in records[:ROWS]:
        published = (record["published_at"] or record["published_on"] or "–")[:16].replace("T", " ")
        table.add_row(published, record["column"], record["source"] or "–", record["title"])
    console.print(f"\nThe newest {len(records[:ROWS])} of {len(records)} articles:\n", highlight=False)
    console.print(table)


def _show_files(console: Console, output: Path, project: Path) -> None:
    """Every file that was made, from the project's folder on, and what it is."""
    made = sorted(path.relative_to(project).as_posix() for path in output.rglob("[!.]*") if path.is_file())
    width = max(map(len, made), default=0)
    console.print("\nMade:\n", highlight=False)
    for path in made:
        what = next((what for end, what in MADE.items() if path.endswith(end)), "")
        console.print(f"{path:{width}}  {what}".rstrip(), highlight=False, markup=False)
