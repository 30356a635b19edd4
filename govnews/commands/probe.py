"""``scrapy probe URL``: what the crawler sees at first contact."""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass, field
from keyword import iskeyword
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.spiderloader import get_spider_loader

from govnews.commands import check_early, in_one_line, plain_output
from govnews.commands.sites import site_loader
from govnews.crawl.arguments import contact, insecure_hosts, is_web_address, reading_seconds
from govnews.crawl.outcome import Outcome
from govnews.crawl.patterns import Wanted
from govnews.crawl.sites import add_site, check_site
from govnews.downloader.refusal import Outside, explain
from govnews.errors import Unreadable, UsageError
from govnews.probe import Finding, ProbeSpider
from govnews.reading.selectors import Selectors
from govnews.spiders.messages import moving
from govnews.spiders.saving import Place
from govnews.text import as_typed, printable


@dataclass(frozen=True, slots=True)
class Target:
    """What is looked at."""

    url: str
    selectors: dict[str, str]
    """By field: those of the site, and those to be tried."""
    region: str | None = None
    publisher: str | None = None
    wanted: Wanted = field(default_factory=Wanted)

    def kept(self, finding: Finding) -> dict[str, Any]:
        """What is to be kept of it as a site."""
        values = {
            "home": finding.home,
            "region": self.region or finding.region,
            "publisher": self.publisher or finding.publisher,
            "selectors": self.selectors,
        }
        return {key: value for key, value in values.items() if value}


class Command(ScrapyCommand):
    """Look at a site without collecting anything."""

    requires_project = True

    def syntax(self) -> str:
        return "[options] URL|SITE"

    def short_desc(self) -> str:
        return "Show what the crawler sees of a site: platform, columns, entries, paging, one article"

    def long_desc(self) -> str:
        return (
            "Ask for URL (a home page, a list or an article; or the home page of a site of scrapy list) and for a page of each "
            "column that it leads to; say how each was read, what page 2 is, and what was left out. Nothing is collected. "
            "--selector tries a selector, and shows beside it what the reader finds by itself. --save NAME keeps the site: as a "
            "spider of your project, else in your list of sites (scrapy sites), with the pages as fixtures, whose expected "
            "records are to be compared with the pages; scrapy check reads them again. --add NAME puts it into the list alone."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--selector",
            metavar="FIELD=CSS|XPATH",
            action="append",
            default=[],
            help="try a selector (title, published_on, source, author, editor, body, rows, next, columns); may be repeated",
        )
        parser.add_argument(
            "--save", metavar="NAME", help="keep the site under this name, with its first fixtures"
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
        assert self.settings is not None
        target = self._target(args, opts.selector)
        place = Place.of(self.settings)
        if opts.save is not None:
            self._check_name(opts.save)
            place.check(opts.save, {"home": target.url})
        if opts.add:
            check_site(place.sites, opts.add, {"home": target.url})
        spider = self._look(target)
        if spider.finding is None:
            assert spider.error is not None
            self._say_error(target.url, spider.error)
            return
        finding = spider.finding
        print("\n".join(map(printable, finding.lines)))
        print(as_typed(f"\n{printable(finding.verdict)}"))
        if finding.article is None:
            self.exitcode = Outcome.LAYOUT_CHANGED.exit_code
        if opts.add and finding.can_be_crawled:
            add_site(place.sites, opts.add, target.kept(finding))
            print(as_typed(f"{opts.add} is in {place.sites}: scrapy crawl {opts.add} -a limit=20"))
        elif opts.add:
            print(f"{opts.add} is not in the list of sites: it cannot be crawled as it is")
            self.exitcode = Outcome.LAYOUT_CHANGED.exit_code
        if opts.save:
            for path in place.save(opts.save, target.kept(finding), finding.samples):
                print(f"wrote {path}")
            then = f"scrapy check {opts.save}, scrapy crawl {opts.save} -a limit=20"
            print(as_typed(f"compare each expected.json with its page; then {then}"))

    def _check_name(self, name: str) -> None:
        """Raises :exc:`UsageError` where a spider cannot be called so."""
        assert self.settings is not None
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,60}", name) or iskeyword(name):
            raise UsageError(
                f"--save {name}: a name has small letters, digits and _ only, 61 at most, and is no word of Python"
            )
        if name in get_spider_loader(self.settings).list():
            raise UsageError(f"--save {name}: there is a spider of this name")

    def _target(self, args: list[str], tried: list[str]) -> Target:
        """What the arguments name. Raises :exc:`UsageError` where that is nothing."""
        assert self.settings is not None
        if len(args) != 1:
            raise UsageError("name one address, as http://www.example.gov.cn/, or a site of scrapy list")
        (named,) = args
        selectors = dict(_parted(one) for one in tried)
        if is_web_address(named):
            target = Target(named, selectors)
        else:
            loader = site_loader(self.settings)
            if not loader.knows(named):
                raise UsageError(_no_target(named))
            spider = loader.load(named)
            if not is_web_address(home := getattr(spider, "home", None) or ""):
                raise UsageError(
                    f"{named} has no home page of its own: scrapy probe http://www.example.gov.cn/"
                )
            known = getattr(spider, "selectors", {})
            region, publisher = (getattr(spider, name, None) for name in ("region", "publisher"))
            target = Target(home, {**known, **selectors}, region, publisher, Wanted.by(spider))
        try:
            Selectors.read(target.selectors)
        except ValueError as error:
            raise UsageError(f"--selector {error}") from None
        return target

    def _look(self, target: Target) -> ProbeSpider:
        """The spider that has looked."""
        assert self.crawler_process is not None
        assert self.settings is not None
        # Before a crawl is made, which would raise what is wrong with them in a traceback.
        contact(self.settings["GOVNEWS_CONTACT"])
        insecure_hosts(self.settings.get("GOVNEWS_INSECURE_HOSTS"))
        seconds = reading_seconds(self.settings)
        crawler = self.crawler_process.create_crawler(ProbeSpider)
        self.crawler_process.crawl(
            crawler,
            url=target.url,
            seconds=seconds,
            selectors=Selectors.read(target.selectors),
            wanted=target.wanted,
        )
        self.crawler_process.start()
        spider = crawler.spider
        assert isinstance(spider, ProbeSpider)
        return spider

    def _say_error(self, url: str, error: Exception) -> None:
        """Why nothing was found, and what to do."""
        said, outcome = f"{url}: {explain(error)[1]}", Outcome.UNREACHABLE
        if isinstance(error, Outside) and error.url is not None:
            said, outcome = (
                f"{said}; nothing was asked there: scrapy probe {error.url}; {moving(error.url)}",
                Outcome.MOVED,
            )
        elif isinstance(error, Unreadable):
            outcome = Outcome.LAYOUT_CHANGED
        print(as_typed(printable(said)), file=sys.stderr)
        self.exitcode = outcome.exit_code


def _parted(option: str) -> tuple[str, str]:
    """Field and expression of a ``--selector``. Raises :exc:`UsageError` where it has not both.

    >>> _parted("title=//h1[@class='a']")
    ('title', "//h1[@class='a']")
    """
    name, sign, expression = option.partition("=")
    if not sign:
        raise UsageError(f"--selector {option}: write it as --selector title=h1.bt")
    return name.strip(), expression.strip()


def _no_target(named: str) -> str:
    """Why there is nothing to look at, and what to type.

    >>> _no_target("www.example.gov.cn/xw/")
    'www.example.gov.cn/xw/ has no http:// before it: scrapy probe http://www.example.gov.cn/xw/'
    >>> _no_target("qingshi")
    'qingshi is no address, as http://www.example.gov.cn/, and no site of scrapy list'
    """
    if "." in named.partition("/")[0] and is_web_address(f"http://{named}"):
        return f"{named} has no http:// before it: scrapy probe http://{named}"
    return f"{named} is no address, as http://www.example.gov.cn/, and no site of scrapy list"
