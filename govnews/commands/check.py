"""``scrapy check``: the contracts of spiders, and the saved pages of those that are sites."""

from __future__ import annotations

import argparse
import unittest
from collections.abc import Iterator
from pathlib import Path

from scrapy.commands import check
from scrapy.utils.conf import closest_scrapy_cfg

from govnews.commands import check_early, in_one_line
from govnews.commands.sites import site_loader
from govnews.errors import UsageError
from govnews.reading.selectors import Selectors
from govnews.spiders.base import GovNewsSpider
from govnews.spiders.saved_pages import FOLDER, Case, cases_of


class SavedPage(unittest.TestCase):
    """That a saved page is read as is expected of it."""

    def __init__(self, folder: Path, spider: type[GovNewsSpider]) -> None:
        super().__init__("is_read_as_expected")
        self.folder, self.spider = folder, spider

    def __str__(self) -> str:
        return f"[{self.spider.name}] {FOLDER / self.spider.name / self.folder.name}"

    def is_read_as_expected(self) -> None:
        """Fails with what differs, a line each."""
        case = Case.read(self.folder, Selectors.read(self.spider.selectors))
        if different := list(case.differences()):
            self.fail("\n".join(different))


class Command(check.Command):
    """Scrapy's own, which also reads saved pages."""

    def short_desc(self) -> str:
        return "Check spider contracts, and what the saved pages of sites are read as"

    def long_desc(self) -> str:
        return (
            f"For each site with saved pages ({FOLDER}/NAME/, written by scrapy probe --save) read them, with its selectors, and "
            "compare with their expected.json; nothing is asked for. Then the contracts of all spiders, as Scrapy does. Exit "
            "code 1 where something differs."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """As Scrapy's, with the event loop made early."""
        super().process_options(args, opts)
        check_early(self)

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check, print what differs, set the exit code."""
        assert self.settings is not None
        pages = list(self._saved_pages(args))
        failed = False
        if opts.list:
            for page in pages:
                print(page)
        elif pages:
            runner = unittest.TextTestRunner(verbosity=2 if opts.verbose else 1)
            failed = not runner.run(unittest.TestSuite(pages)).wasSuccessful()
        super().run(args, opts)
        self.exitcode = int(bool(self.exitcode) or failed)

    def _saved_pages(self, names: list[str]) -> Iterator[SavedPage]:
        assert self.settings is not None
        loader = site_loader(self.settings)
        project = Path(closest_scrapy_cfg()).parent
        for name in names or loader.list():
            if not loader.knows(name):
                raise UsageError(f"there is no spider {name}")
            spider = loader.load(name)
            if issubclass(spider, GovNewsSpider):
                spider.check_data()
                for folder in cases_of(name, project):
                    yield SavedPage(folder, spider)
