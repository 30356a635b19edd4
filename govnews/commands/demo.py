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
from govnews.crawl.run import LEDGER_NAME
from govnews.errors import UsageError
from govnews.ledger import files_of
from govnews.text import as_typed

if TYPE_CHECKING:
    from rich.console import Console

ROWS = 8  # articles in the table
SAMPLES = 2  # whole records shown
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
            "unchanged in a shell that names this proxy; show the feed. Everything goes to output/demo, which is "
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
        shutil.rmtree(output / "mengjin", ignore_errors=True)
        for file in files_of(output / LEDGER_NAME):
            file.unlink(missing_ok=True)
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
        if feeds:
            records = [json.loads(line) for feed in feeds for line in feed.read_text("utf-8").splitlines()]
            _show(console, records)
            console.print(f"\n{len(records)} articles in {feeds[-1].relative_to(project)}", highlight=False)
        self.exitcode = crawl.returncode


def _show(console: Console, records: list[dict[str, Any]]) -> None:
    """A short table, and the first records whole."""
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading, width in (("published", 16), ("column", 10), ("source", 14)):
        table.add_column(heading, no_wrap=True, min_width=width, max_width=width)
    table.add_column("title", no_wrap=True)
    for record in records[:: max(1, len(records) // ROWS)][:ROWS]:
        published = (record["published_at"] or record["published_on"] or "–")[:16].replace("T", " ")
        table.add_row(published, record["column"], record["source"] or "–", record["title"])
    console.print()
    console.print(table)
    console.print(
        f"\n{SAMPLES} records, of their evidence the witnesses that were believed:", highlight=False
    )
    for record in records[:SAMPLES]:
        believed = {
            field: f"{evidence['witness']}: {evidence['raw']}"
            for field, evidence in record["evidence"].items()
            if evidence["witness"]
        }
        console.print_json(
            json.dumps(record | {"evidence": believed}, ensure_ascii=False), ensure_ascii=False
        )
