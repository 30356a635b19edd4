"""``scrapy probe URL``: what the crawler sees at first contact."""

from __future__ import annotations

import argparse
import re
import sys
from keyword import iskeyword
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.utils.conf import closest_scrapy_cfg

from govnews.commands import check_early, in_one_line, plain_output
from govnews.component import sites_file
from govnews.crawl.arguments import contact, insecure_hosts, is_web_address, reading_seconds
from govnews.crawl.outcome import Outcome
from govnews.crawl.sites import add_site, check_site
from govnews.downloader.refusal import Outside, explain
from govnews.errors import Unreadable, UsageError
from govnews.probe import ProbeSpider, save
from govnews.spiders.messages import moving
from govnews.text import as_typed, printable


class Command(ScrapyCommand):
    """Look at a site without collecting anything."""

    requires_project = True

    def syntax(self) -> str:
        return "[options] URL"

    def short_desc(self) -> str:
        return "Show what the crawler sees of a site: platform, columns, entries, paging, one article"

    def long_desc(self) -> str:
        return (
            "Ask for URL (a home page, a list or an article) and for a page of each column that it leads to; say "
            "how each was read and what page 2 is. Nothing is collected. --save NAME writes govnews/spiders/NAME.py "
            "and the pages as fixtures, whose expected records are to be compared with the pages. --add NAME puts the site into "
            "your list of sites (scrapy sites), where it can be crawled."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--save", metavar="NAME", help="write a spider of this name and its first fixtures"
        )
        parser.add_argument(
            "--add", metavar="NAME", help="put the site into the list of sites under this name"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """The finding is what is to be read; the log only where one is asked for."""
        super().process_options(args, opts)
        assert self.settings is not None
        if not opts.loglevel:
            self.settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")
        check_early(self)

    @in_one_line
    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Exit 0 where the site can be crawled, 7 where it cannot be reached, 11 where it leads to another one, else 5."""
        if len(args) != 1 or not is_web_address(args[0]):
            raise UsageError("name one address, as http://www.example.gov.cn/")
        if opts.save and (not re.fullmatch(r"[a-z][a-z0-9_]*", opts.save) or iskeyword(opts.save)):
            raise UsageError(f"--save {opts.save}: a name has small letters, digits and _ only")
        assert self.crawler_process is not None
        assert self.settings is not None
        if opts.add:
            check_site(sites_file(self.settings), opts.add, {"home": args[0]})
        # Before a crawl is made, which would raise what is wrong with them in a traceback.
        contact(self.settings["GOVNEWS_CONTACT"])
        insecure_hosts(self.settings.get("GOVNEWS_INSECURE_HOSTS"))
        seconds = reading_seconds(self.settings)
        crawler = self.crawler_process.create_crawler(ProbeSpider)
        self.crawler_process.crawl(crawler, url=args[0], seconds=seconds)
        self.crawler_process.start()
        spider = crawler.spider
        assert isinstance(spider, ProbeSpider)
        if spider.finding is None:
            assert spider.error is not None
            said, outcome = f"{args[0]}: {explain(spider.error)[1]}", Outcome.UNREACHABLE
            if isinstance(spider.error, Outside) and spider.error.url is not None:
                said, outcome = (
                    f"{said}; nothing was asked there: scrapy probe {spider.error.url}; {moving(spider.error.url)}",
                    Outcome.MOVED,
                )
            elif isinstance(spider.error, Unreadable):
                outcome = Outcome.LAYOUT_CHANGED
            print(as_typed(printable(said)), file=sys.stderr)
            self.exitcode = outcome.exit_code
            return
        finding = spider.finding
        print("\n".join(map(printable, finding.lines)))
        print(as_typed(f"\n{printable(finding.verdict)}"))
        if finding.article is None:
            self.exitcode = Outcome.LAYOUT_CHANGED.exit_code
        if opts.add and finding.can_be_crawled:
            assert finding.article is not None
            told = {"home": finding.home, "region": finding.article.region}
            path = sites_file(self.settings)
            add_site(path, opts.add, {key: value for key, value in told.items() if value})
            print(f"{opts.add} is in {path}")
        elif opts.add:
            print(f"{opts.add} is not in the list of sites: it cannot be crawled as it is")
            self.exitcode = Outcome.LAYOUT_CHANGED.exit_code
        if opts.save:
            try:
                for path in save(finding, opts.save, Path(closest_scrapy_cfg()).parent):
                    print(f"wrote {path}")
            except FileExistsError as error:
                raise UsageError(str(error)) from None
