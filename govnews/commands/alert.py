"""``scrapy alert``: tell people what has changed, or try whether they can be told."""

from __future__ import annotations

import argparse
from contextlib import closing

from scrapy.commands import ScrapyCommand

from govnews.clock import now
from govnews.commands import in_one_line, plain_output
from govnews.commands.sites import site_loader
from govnews.component import ledger_location
from govnews.crawl.outcome import Outcome
from govnews.crawl.status import Watched
from govnews.errors import UsageError
from govnews.ledger import open_reader
from govnews.rounds.notifications import Addresses, tell_changes
from govnews.text import printable


class Command(ScrapyCommand):
    """What scrapy round does at its end, by itself."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[--test]"

    def short_desc(self) -> str:
        return "Tell by mail, 企业微信, 钉钉, 飞书 … which sites got worse or well again"

    def long_desc(self) -> str:
        return (
            "Send one message to the addresses of GOVNEWS_ALERTS with what has changed since the last one: sites that are "
            "silent, moved, blocked, broken or closed now, and those that are well again; nothing where nothing has. `scrapy "
            "round` does the same at its end; this is for crawls that are started otherwise. --test sends a message that says "
            f"so, and tells nothing. Exit code {Outcome.OUTPUT_FAILED.exit_code} where an address did not take it."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--test", action="store_true", help="send a message to try the addresses")

    @in_one_line
    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Send, and print which address took it."""
        assert self.settings is not None
        if args:
            raise UsageError("it takes no arguments")
        addresses = Addresses(self.settings["GOVNEWS_ALERTS"])
        if not addresses:
            raise UsageError("GOVNEWS_ALERTS names no address; docs/operations.md, Alerts, has examples")
        if opts.test:
            took = addresses.send(
                "govnews: a test",
                "This address is told when a site is in trouble, and when it is well again.",
            )
        else:
            path, moment = ledger_location(self.settings), now()
            with closing(open_reader(path)) as reader:
                looked_at = Watched().look(reader, site_loader(self.settings).listed.sites, moment)
            took = tell_changes(path, looked_at, addresses, moment)
        if not took:
            print("nothing has changed")
        for address, taken in took.items():
            print(printable(f"{address} {'took it' if taken else 'did NOT take it'}"))
        if not all(took.values()):
            self.exitcode = Outcome.OUTPUT_FAILED.exit_code
