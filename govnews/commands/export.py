"""``scrapy export SITE``: the current version of everything in the ledger, for a new consumer."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import IO

from scrapy.commands import ScrapyCommand
from scrapy.exporters import BaseItemExporter

from govnews.clock import is_day
from govnews.commands import in_one_line, plain_output
from govnews.component import output_folder
from govnews.crawl.arguments import EvidenceForm, evidence_form
from govnews.crawl.run import LEDGER_NAME
from govnews.errors import OutputFailed, UsageError
from govnews.feeds.jsonl import JsonLinesItemExporter
from govnews.feeds.parquet import ParquetExporter
from govnews.feeds.spreadsheet import CsvItemExporter
from govnews.files import part_of
from govnews.items import Record
from govnews.ledger import open_reader

FORMATS: dict[str, Callable[..., BaseItemExporter]] = {
    "jsonl": JsonLinesItemExporter,
    "csv": CsvItemExporter,
    "parquet": ParquetExporter,
}


class Command(ScrapyCommand):
    """Feeds hold what each run found; this is the sum of them."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] SITE"

    def short_desc(self) -> str:
        return "Write the current version of every collected article of a site"

    def long_desc(self) -> str:
        return (
            "Write the current version of every article that the ledger has of SITE, in the order of publication, "
            "to FILE or to standard output. Withdrawn articles are there with event `withdrawn`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--since", metavar="YYYY-MM-DD", help="only articles published on this day or later"
        )
        parser.add_argument(
            "--format", choices=FORMATS, default="jsonl", help="form of the output (default: jsonl)"
        )
        parser.add_argument("-o", "--output", metavar="FILE", help="where to (default: standard output)")

    @in_one_line
    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Export, or say in one line what is wrong."""
        assert self.settings is not None
        if len(args) != 1:
            raise UsageError("name one site")
        if opts.since and not is_day(opts.since):
            raise UsageError(f"--since {opts.since}: not a day; write it as YYYY-MM-DD")
        path = output_folder(self.settings) / LEDGER_NAME
        with closing(open_reader(path)) as ledger:
            known = ledger.sites()
            if args[0] not in known:
                raise UsageError(
                    f"{path} has nothing of {args[0]}; it has: {', '.join(known) or 'no site yet'}"
                )
            articles = ledger.current(args[0], since=opts.since)
            if evidence_form(self.settings.get("GOVNEWS_EVIDENCE", "")) is EvidenceForm.BRIEF:
                articles = map(Record.in_brief, articles)
            if opts.output is None:
                _export(sys.stdout.buffer, articles, opts.format)
                return
            target = Path(opts.output)
            part = part_of(target)
            try:
                with part.open("wb") as file:
                    _export(file, articles, opts.format)
                part.replace(target)
            except OSError as error:
                raise OutputFailed(f"cannot write {target}: {error.strerror}") from error


def _export(file: IO[bytes], articles: Iterable[Record], form: str) -> None:
    fields = list(Record.__dataclass_fields__)
    exporter = FORMATS[form](file, fields_to_export=fields, encoding="utf-8")
    exporter.start_exporting()
    for article in articles:
        exporter.export_item(article)
    exporter.finish_exporting()
    file.flush()
