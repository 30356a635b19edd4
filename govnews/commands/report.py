"""``scrapy report``: pages that show how every site is doing, for a browser."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import replace
from typing import Any

from scrapy.commands import ScrapyCommand

from govnews.clock import now
from govnews.commands import in_one_line, plain_output
from govnews.commands.sites import site_loader
from govnews.component import ledger_location, output_folder
from govnews.crawl.names import REPORT_FOLDER
from govnews.crawl.sites import Site
from govnews.errors import OutputFailed, UsageError
from govnews.ledger import open_reader
from govnews.spiders.loader import SiteLoader


class Command(ScrapyCommand):
    """What the ledger tells, as pages that need no server."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        return "Write pages that show how every site is doing, for a browser"

    def long_desc(self) -> str:
        return (
            f"Write {REPORT_FOLDER}/index.html into the output folder, a page over all sites of the list and of the ledger, "
            "those that need a person first, and a page a site: articles a day over a year, its columns and their certificates, "
            "how its runs ended, how soon articles were seen, which fields they have, weeks without news, what is missing, the "
            "latest articles. Open the index in a browser, or serve the folder by any web server; nothing comes from elsewhere."
        )

    @in_one_line
    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write, and print where the index is."""
        assert self.settings is not None
        if args:
            raise UsageError("it takes no arguments")
        from govnews.pages.report import write_report  # noqa: PLC0415 - its templates cost every other command 0.03 s

        output, loader = output_folder(self.settings), site_loader(self.settings)
        with closing(open_reader(ledger_location(self.settings))) as ledger:
            names = dict.fromkeys([*loader.listed.sites, *ledger.sites_with_runs()])
            sites = {name: _described(loader, name) for name in names}
            try:
                index = write_report(output / REPORT_FOLDER, ledger, sites, names, now())
            except OSError as error:
                raise OutputFailed(f"cannot write to {output / REPORT_FOLDER}: {error.strerror}") from None
        print(index)


def _described(loader: SiteLoader, name: str) -> Site:
    """The site as the list has it, with what its module says besides."""
    site = loader.listed.sites.get(name, Site(name=name))
    if name not in loader.list():
        return site
    spider: Any = loader.load(name)
    return replace(site, home=getattr(spider, "home", None), region=spider.region, publisher=spider.publisher)
