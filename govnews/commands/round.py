"""``scrapy round``: every site of the list that is due, so many at a time."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.utils.conf import closest_scrapy_cfg

from govnews.commands import check_early, in_one_line, make_output, passed_on, this_program
from govnews.commands.sites import site_loader
from govnews.component import ledger_location
from govnews.crawl.arguments import sites_at_once
from govnews.crawl.outcome import Outcome, worst
from govnews.crawl.sites import Site
from govnews.errors import UsageError
from govnews.rounds.round import Crawled, Ended, Locks, Round, play_round
from govnews.rounds.watchers import Watchers
from govnews.text import as_typed, printable


class Command(ScrapyCommand):
    """One cron line, or one timer, for all sites."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] [NAME ...]"

    def short_desc(self) -> str:
        return "Crawl every site of the list that is due, so many at a time"

    def long_desc(self) -> str:
        return (
            "Crawl the sites of the list (scrapy sites) that are due, GOVNEWS_SITES_AT_ONCE at a time, each as `scrapy crawl "
            "NAME` in a process of its own, which writes a log beside its feed; with NAMEs these alone, due or not. One is due "
            "by its rhythm: sooner after news, later while it is quiet or in trouble. The exit code is that of the worst outcome "
            "that the site had not at its run before; on a terminal that is none nothing is printed where there is no such "
            "thing. Two rounds at the same time share the places and crawl no site twice. SIGTERM or Ctrl-C: no further site is "
            "begun, those that are on come to their end."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """What is given by -s is passed on to every crawl."""
        super().process_options(args, opts)
        self.passed_on = passed_on(opts)
        check_early(self)

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, say what it came to, set the exit code."""
        assert self.settings is not None
        settings = self.settings
        loader = site_loader(settings)
        sites = loader.listed.sites
        if not sites and not loader.listed.faults:
            raise UsageError(f"{loader.listed.path} lists no site; `scrapy sites add mengjin` begins it")
        for name in args:
            for fault in loader.listed.faults.get(name, ()):
                raise UsageError(fault)
        if unknown := [name for name in args if name not in sites]:
            raise UsageError(f"{loader.listed.path} has no site {unknown[0]}; `scrapy sites` lists them")
        watchers = Watchers.read(self.settings)
        begun = time.monotonic()
        output = make_output(self.settings)
        played = asyncio.run(
            play_round(
                lambda: site_loader(settings).listed,
                output,
                ledger_location(self.settings),
                at_once=sites_at_once(self.settings),
                named=args,
                crawl=self._crawl,
                tell=_tell,
            )
        )
        lines = summary(played, time.monotonic() - begun) if played.outcome is not Outcome.OK else []
        if sys.stderr.isatty():
            lines = summary(played, time.monotonic() - begun)
        untold = [] if played.stopped else self._told(watchers, sites, played)
        if lines or untold:
            print(as_typed("\n".join(map(printable, [*lines, *untold]))), file=sys.stderr)
        self.exitcode = worst([played.outcome, *([Outcome.OUTPUT_FAILED] if untold else [])]).exit_code

    def _told(self, watchers: Watchers, sites: Mapping[str, Site], played: Round) -> list[str]:
        """Tell whoever watches what the round came to; what could not be told, a line each."""
        assert self.settings is not None
        new = sum(one.new for one in played.crawled)
        return [f"  {line}" for line in watchers.tell(ledger_location(self.settings), sites, new=new)]

    async def _crawl(self, name: str, locks: Locks, stopping: asyncio.Event) -> Ended:
        """``scrapy crawl`` in a session of its own: Ctrl-C on a terminal reaches the round alone, which tells it once."""
        command = [*this_program(), "crawl", name, "-s", "GOVNEWS_LOG=INFO", *self.passed_on]
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=Path(closest_scrapy_cfg()).parent,
            pass_fds=[lock.fileno() for lock in locks],
            start_new_session=True,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        ending = asyncio.create_task(process.communicate())
        stopped = asyncio.create_task(stopping.wait())
        await asyncio.wait({ending, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not ending.done():
            with suppress(ProcessLookupError):
                process.terminate()
        _, said = await ending
        lines = said.decode("utf-8", "replace").strip().splitlines()
        assert process.returncode is not None
        return Ended(process.returncode, lines[-1] if lines else "")


def _tell(one: Crawled) -> None:
    """On a terminal, a line when a site has ended."""
    if sys.stderr.isatty():
        told = f"{one.outcome.word}, {one.new} new" + (f": {one.reason}" if one.reason else "")
        print(printable(f"{one.name}: {told}"), file=sys.stderr)


def summary(played: Round, seconds: float) -> list[str]:
    """What a round came to: the counts, and a line for each site that is not ok, new trouble first.

    >>> from govnews.crawl.outcome import Outcome
    >>> played = Round(40, 2, [], [Crawled("a", Outcome.OK, "ok", 3, ""), Crawled("b", Outcome.MOVED, "ok", 0, "to c")])
    >>> print("\\n".join(summary(played, 62)))
    round: 2 of 40 sites were due; 2 crawled in 1 min 2 s: 1 ok, 1 moved; 3 new articles
      b: moved, new: to c
    """
    counts = Counter(one.outcome.word for one in played.crawled)
    words = ", ".join(f"{count} {word}" for word, count in counts.most_common()) or "none"
    new = sum(one.new for one in played.crawled)
    stopped = "stopped before its time; " if played.stopped else ""
    lines = [
        f"round: {stopped}{played.due} of {played.listed} sites were due; {len(played.crawled)} crawled in "
        f"{int(seconds) // 60} min {int(seconds) % 60} s: {words}; {new} new articles"
        + (f"; {played.left} left to the next round" if played.left else "")
    ]
    lines += [f"  {fault}" for fault in played.faults]
    bad = [one for one in played.crawled if one.outcome not in {Outcome.OK, Outcome.LOCKED}]
    for one in sorted(bad, key=lambda one: not one.is_new_trouble):
        known = "new" if one.is_new_trouble else "as before"
        lines.append(f"  {one.name}: {one.outcome.word}, {known}: {one.reason}")
    return lines
