"""``scrapy sites``: the list of sites that its user keeps."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from contextlib import closing
from typing import Any

from rich.cells import cell_len, set_cell_size
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from govnews.clock import utc_now
from govnews.commands import in_one_line, plain_output
from govnews.component import ledger_location, sites_file
from govnews.crawl.arguments import rhythm
from govnews.crawl.outcome import Outcome
from govnews.crawl.sites import Site, add_site, pause_site
from govnews.errors import UsageError
from govnews.ledger import open_ledger, open_reader
from govnews.spiders.loader import SiteLoader
from govnews.text import as_typed, printable

# What `add` takes besides the name and the home page, with what its help says.
_OPTIONS = {
    "region": "administrative division code, as 410327",
    "publisher": "what the site calls itself",
    "columns": "these columns alone, as 宜阳要闻,乡镇动态",
    "rhythm": "between which times it is crawled, as 1h-1d, or 6h",
    "priority": "a whole number; of several sites that are due, the highest come first",
    "contact": "whom to write to when it is broken or blocks",
}


class Command(ScrapyCommand):
    """A site is an entry of the list; a spider of the package may be one, too."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[list | check | add NAME [HOME] | pause NAME | resume NAME | now NAME]"

    def short_desc(self) -> str:
        return "List, check, add and pause the sites that scrapy round crawls"

    def long_desc(self) -> str:
        return (
            "The list of sites (setting GOVNEWS_SITES, sites.toml beside scrapy.cfg) is a file of yours. list: what it holds. "
            "check: a line for each entry that is wrong, with file and line, and exit code 2. add: put NAME at the "
            "end, with its home page; a spider of the package (scrapy list) needs none. pause, resume: take a site out of the "
            "rounds, and into them again. now: it is due, for the next round, or for the workers of a fleet. The file may be "
            "edited by hand, too; `scrapy crawl NAME` crawls a site of it at once."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        group = parser.add_argument_group("what add says of the site")
        for name, told in _OPTIONS.items():
            group.add_argument(f"--{name}", metavar=name.upper(), help=told)

    @in_one_line
    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what the first word says. Raises UsageError for another one."""
        assert self.settings is not None
        match args:
            case [] | ["list"]:
                self._list()
            case ["check"]:
                self._check()
            case ["add", name, *home] if len(home) <= 1:
                self._add(name, *home, **{key: getattr(opts, key) for key in _OPTIONS})
            case ["pause" | "resume" as word, name]:
                pause_site(sites_file(self.settings), name, paused=word == "pause")
                print(f"{name} is {'paused' if word == 'pause' else 'in the rounds again'}")
            case ["now", name]:
                self._make_due(name)
            case _:
                raise UsageError(f"write it as: scrapy sites {self.syntax()}")

    def _list(self) -> None:
        """A line a site: name, rhythm, region, home page, and whether it is paused."""
        assert self.settings is not None
        loader = site_loader(self.settings)
        if not loader.listed.sites and not loader.listed.faults:
            raise UsageError(f"{loader.listed.path} lists no site; `scrapy sites add mengjin` begins it")
        usual = str(self.settings["GOVNEWS_RHYTHM"])
        rows = []
        for site in loader.listed.sites.values():
            spider: Any = loader.load(site.name)
            rows.append(
                (
                    site.name,
                    "paused" if site.paused else site.rhythm or usual,
                    spider.region or "",
                    spider.home,
                    spider.publisher or "",
                )
            )
        print("\n".join(table(rows)))
        self._say_faults(loader)

    def _check(self) -> None:
        assert self.settings is not None
        loader = site_loader(self.settings)
        rhythm(self.settings["GOVNEWS_RHYTHM"])
        self._say_faults(loader)
        if not loader.listed.faults:
            print(f"{loader.listed.path}: {len(loader.listed.sites)} sites, nothing wrong")

    def _make_due(self, name: str) -> None:
        """Let the ledger say that the site is due; one that was never crawled is."""
        assert self.settings is not None
        loader = site_loader(self.settings)
        if name not in loader.listed.sites:
            raise UsageError(f"{loader.listed.path} has no site {name}; `scrapy sites` lists them")
        if loader.listed.sites[name].paused:
            raise UsageError(f"{name} is paused; `scrapy sites resume {name}` takes it up again")
        location = ledger_location(self.settings)
        with closing(open_reader(location)) as reader:
            planned = reader.schedule().get(name)
        if planned is not None:
            with closing(open_ledger(location, name)) as ledger:
                ledger.plan(interval=planned.interval, due_at=utc_now())
        print(as_typed(f"{name} is due; `scrapy round` crawls it, or the workers of a fleet do"))

    def _say_faults(self, loader: SiteLoader) -> None:
        for fault in loader.listed.all_faults():
            print(printable(fault))
            self.exitcode = Outcome.USAGE.exit_code

    def _add(self, name: str, home: str | None = None, **more: str | None) -> None:
        assert self.settings is not None
        loader = site_loader(self.settings)
        known = getattr(loader.load(name), "home", None) if name in loader.list() else None
        if home is None and known is None:
            raise UsageError(
                f"name its home page: scrapy sites add {name} http://www.example.gov.cn/; {name} is no spider that has one"
            )
        values: dict[str, Any] = {"home": home, **more}
        if (columns := more["columns"]) is not None:
            values["columns"] = [column.strip() for column in columns.replace("，", ",").split(",")]
        if (priority := more["priority"]) is not None and priority.lstrip("-").isdigit():
            values["priority"] = int(priority)
        site = Site(
            name=name,
            home=home or known,
            columns=tuple(values.get("columns") or ()),
        )
        if (fault := loader.double_of(site)) is not None:
            raise UsageError(fault)
        path = sites_file(self.settings)
        add_site(path, name, {key: value for key, value in values.items() if value is not None})
        then = f"`scrapy crawl {name}` crawls it at once, `scrapy round` when it is due"
        print(as_typed(f"{name} is in {path}; {then}"))


def site_loader(settings: BaseSettings) -> SiteLoader:
    """The project's spiders and sites. Raises :exc:`UsageError` where the list of sites cannot be read."""
    loader = get_spider_loader(settings)
    if not isinstance(loader, SiteLoader):
        raise UsageError(
            'this project has no sites of ours: put ADDONS = {"govnews.addon.GovNews": 100} into its settings'
        )
    if loader.unread is not None:
        raise UsageError(loader.unread)
    return loader


def table(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Rows with their columns set one below the other; a Chinese character takes two places.

    >>> table([("mengjin", "1h", "孟津"), ("ly", "6h", "洛阳")])
    ['mengjin  1h  孟津', 'ly       6h  洛阳']
    """
    rows = [tuple(map(printable, row)) for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(set_cell_size(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
