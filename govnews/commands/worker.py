"""``scrapy worker``: crawls what the queue of a fleet has, so many sites at a time."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import shutil
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NoReturn

from scrapy.commands import ScrapyCommand
from scrapy.utils.conf import closest_scrapy_cfg
from scrapy.utils.log import configure_logging, log_scrapy_info

from govnews.commands import check_early, fail, in_one_line, make_output, passed_on, this_program
from govnews.commands.control import server_of
from govnews.component import output_folder
from govnews.crawl.arguments import CrawlSettings, sites_at_once
from govnews.errors import OutputFailed, UsageError
from govnews.feeds.storages import check_folder
from govnews.ledger import open_ledger
from govnews.text import read_count

if TYPE_CHECKING:
    from govnews.fleet.children import ChildEnded, Children
    from govnews.ledger import Server

# Whose class the fork server runs in its children: Scrapy takes commands from one module, this one's.
_CRAWL = "crawl.Command"


class Command(ScrapyCommand):
    """One of a machine; as many machines as one likes."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[--slots N]"

    def short_desc(self) -> str:
        return "Crawl what the queue of a fleet has, so many sites at a time"

    def long_desc(self) -> str:
        return (
            "Take sites from the queue on the server of the ledger (GOVNEWS_LEDGER=postgresql://…), and crawl each as `scrapy "
            "crawl NAME` does, in a child of a process that has imported everything. `scrapy control` puts into the queue "
            "what is due. SIGTERM or Ctrl-C: no further site is begun, those that are on come to their end within seconds and "
            "go back into the queue; a second one kills them. Exit code 8 where the server cannot be reached, or has not heard "
            "of the worker for so long that its sites are others' by now: whoever runs it starts it again. docs/fleet.md has "
            "units and images for that."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--slots",
            metavar="N",
            help="sites at a time; else as many as GOVNEWS_SITES_AT_ONCE says",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """What is given by -s is passed on to every crawl."""
        super().process_options(args, opts)
        self.passed_on = passed_on(opts)
        check_early(self)

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Work until a signal; set the exit code."""
        assert self.settings is not None
        if args:
            raise UsageError("it takes no arguments: scrapy control says which sites are due")
        server = server_of(self.settings)
        slots = sites_at_once(self.settings) if opts.slots is None else read_count(opts.slots)
        if not slots:
            raise UsageError(f"--slots {opts.slots}: a whole number, at least 1")
        CrawlSettings.read(self.settings)  # each crawl would end for what is wrong
        make_output(self.settings)
        if sys.platform != "linux":
            raise UsageError("a worker runs on Linux: it has the kernel end its crawls with it")
        configure_logging(self.settings)
        with TemporaryDirectory(prefix="govnews-worker-") as scratch:
            asyncio.run(self._work(server, slots, Path(scratch)))

    async def _work(self, server: Server, slots: int, scratch: Path) -> None:
        # An extra; and Scrapy loads the modules of all commands for each.
        from procrastinate.exceptions import ConnectorException  # noqa: PLC0415

        from govnews.fleet.children import Children  # noqa: PLC0415
        from govnews.fleet.queue import app_of, install, say_nothing  # noqa: PLC0415
        from govnews.fleet.worker import Worker, WorkerLost  # noqa: PLC0415

        assert self.settings is not None
        children = Children(
            f"{self.settings['COMMANDS_MODULE']}.{_CRAWL}", Path(closest_scrapy_cfg()).parent, scratch
        )
        say_nothing()
        install(server)
        with closing(open_ledger(server, "")) as ledger:
            check_folder(self.settings, ledger, output_folder(self.settings))
        await children.start()
        log_scrapy_info(self.settings)
        logging.getLogger(__name__).info("Up to %d sites at a time, of the queue on %s", slots, server)

        async def crawl(site: str, entry: str) -> ChildEnded:
            return await self._crawl(children, scratch, site, entry)

        try:
            async with app_of(server, connections=4).open_async() as queue:
                try:
                    await Worker(queue, children, crawl, slots).work()
                except WorkerLost as error:
                    _end_at_once(error, scratch)
        except ConnectorException as error:
            raise OutputFailed(f"stopped: {error}; start it again") from error
        finally:
            await children.close()

    async def _crawl(self, children: Children, scratch: Path, site: str, entry: str) -> ChildEnded:
        """``scrapy crawl`` with a list that has this site alone: a worker needs no list of its own."""
        listed = scratch / f"{site}.toml"
        listed.write_text(entry, "utf-8")
        program = this_program()[-1]
        settings = ["-s", f"GOVNEWS_SITES={listed}", "-s", "GOVNEWS_LOG=INFO", *self.passed_on]
        try:
            return await children.run([program, "crawl", site, *settings], {})
        finally:
            listed.unlink(missing_ok=True)


def _end_at_once(error: Exception, scratch: Path) -> NoReturn:
    """Say why, and end this process with nothing done on the way: the kernel ends its crawls."""
    code = fail("scrapy worker", OutputFailed(f"stopped, its crawls killed: {error}; start it again"))
    shutil.rmtree(scratch, ignore_errors=True)
    sys.stderr.flush()
    os._exit(code)
