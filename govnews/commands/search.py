"""``scrapy search WORDS``: which of the collected articles say so."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import chain, pairwise

from scrapy.commands import ScrapyCommand

from govnews.clock import is_day
from govnews.commands import in_one_line, plain_output
from govnews.component import ledger_location, output_folder
from govnews.crawl.names import INDEX_NAME
from govnews.errors import UsageError
from govnews.items import Record
from govnews.ledger import open_reader
from govnews.ledger.search import Bounds, Excerpt, Found, Query, excerpt, search
from govnews.text import as_typed, json_line, printable, read_count

_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


class Command(ScrapyCommand):
    """Titles and texts of the current versions, as they were collected; no site is asked."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return '[options] WORD…  (scrapy search 孟津 "spring tea" -- -通知)'

    def short_desc(self) -> str:
        return "Find the collected articles that have all of the words"

    def long_desc(self) -> str:
        return (
            "Print the articles whose title or text has every WORD, the newest first: day, site and title, address, and the "
            "place. What the shell's quotes hold together is a phrase. A WORD behind `--` with a minus before it must not be "
            "there. Chinese is found at any character; Latin words and numbers are whole ones. Width, case, punctuation and the "
            "blanks between Chinese characters do not count. A withdrawn article is marked so. The first search makes an index "
            f"beside the ledger, {INDEX_NAME}, which each one brings up to date. Exit code 1 where nothing is found."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--site", metavar="SITE", help="only articles of this site")
        parser.add_argument(
            "--since", metavar="YYYY-MM-DD", help="only what was published on this day or later"
        )
        parser.add_argument(
            "--until", metavar="YYYY-MM-DD", help="only what was published on this day or before"
        )
        parser.add_argument(
            "--limit", metavar="N", default="20", help="so many articles at most (default: 20)"
        )
        parser.add_argument("--json", action="store_true", help="JSON Lines: an object an article")

    @in_one_line
    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print what is found, or say that nothing is. Raises UsageError for a call that cannot be meant."""
        assert self.settings is not None
        arguments = _without_end_of_options(args)
        query, bounds = Query.read(arguments), _bounds(opts)
        folder = output_folder(self.settings)
        path = ledger_location(self.settings)
        with closing(open_reader(path)) as ledger:
            sites = ledger.sites()
            if bounds.site is not None and bounds.site not in sites:
                raise UsageError(
                    f"{path} has nothing of {bounds.site}; it has: {', '.join(sites) or 'no site yet'}"
                )
            found = search(folder / INDEX_NAME, ledger, query, bounds) if sites else Found(0, [])
        for article in found.articles:
            (_print_object if opts.json else _print_lines)(article, query)
        if not found.count:
            self.exitcode = 1
        if opts.json:
            return
        if not found.count:
            told = printable(" ".join(arguments))
            print(as_typed(f"no article in {path} has {told}; `scrapy crawl` puts articles there"))
        elif found.count > len(found.articles):
            print(f"the newest {len(found.articles)} of {found.count}; --limit {found.count} shows all")


def _without_end_of_options(args: list[str]) -> list[str]:
    """The words alone: argparse leaves the ``--`` in that ends the options. Raises UsageError for an option that is none.

    >>> _without_end_of_options(["孟津", "--", "-通知"])
    ['孟津', '-通知']
    >>> _without_end_of_options(["孟津", "--sites", "ly"])
    Traceback (most recent call last):
    govnews.errors.UsageError: --sites is no option; `scrapy search -h` names them
    """
    words = [word for word in args if word != "--"]
    for word in words:
        if word.startswith("--"):
            raise UsageError(f"{word} is no option; `scrapy search -h` names them")
    return words


def _bounds(opts: argparse.Namespace) -> Bounds:
    """Raises UsageError for a day or a number that is none."""
    for name in ("since", "until"):
        if (day := getattr(opts, name)) is not None and not is_day(day):
            raise UsageError(f"--{name} {day}: not a day; write it as YYYY-MM-DD")
    if not (most := read_count(opts.limit)):
        raise UsageError(f"--limit {opts.limit}: a whole number, at least 1")
    return Bounds(site=opts.site, since=opts.since, until=opts.until, most=most)


def _print_lines(article: Record, query: Query) -> None:
    """Three lines: what it is, where, and the place in its text."""
    head = f"{article.published_on or 'no day':10}  {article.site}  "
    mark = "  (withdrawn)" if article.event == "withdrawn" else ""
    title = excerpt(article.title, query.wanted, before=sys.maxsize, length=sys.maxsize)
    print(printable(head) + _shown(title) + mark)
    print(printable(f"    {article.url}"))
    if article.body:
        print(f"    {_shown(excerpt(article.body, query.wanted))}")


def _shown(piece: Excerpt) -> str:
    """The excerpt for people: on a terminal its hits are bold."""
    before, after = (_BOLD, _PLAIN) if sys.stdout.isatty() else ("", "")
    return "".join(
        f"{before}{printable(text)}{after}" if is_hit else printable(text) for text, is_hit in _parts(piece)
    )


def _parts(piece: Excerpt) -> Iterator[tuple[str, bool]]:
    """The text in parts, and whether each of them is a hit.

    >>> list(_parts(Excerpt("孟津春茶开采", ((2, 4),))))
    [('孟津', False), ('春茶', True), ('开采', False)]
    """
    edges = [0, *chain.from_iterable(piece.hits), len(piece.text)]
    for number, (start, end) in enumerate(pairwise(edges)):
        yield piece.text[start:end], number % 2 == 1


def _print_object(article: Record, query: Query) -> None:
    told = {
        "site": article.site,
        "url": article.url,
        "title": article.title,
        "column": article.column,
        "published_on": article.published_on,
        "published_at": article.published_at,
        "event": article.event,
        "version": article.version,
        "excerpt": excerpt(article.body, query.wanted).text,
    }
    print(json_line(json.dumps(told, ensure_ascii=False)))
