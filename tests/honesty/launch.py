"""Crawls on other days: a process that has imported everything forks one crawl for each line that it reads.

Run as ``python -m tests.honesty.launch``. A line of standard input is a job in JSON (the fields of :class:`Job`); it is
answered by two lines: the process of the crawl, then its exit code, negative where a signal ended it.

The clock is exchanged before anything else of govnews is imported, so that it holds for whoever has taken a name
from it. A crawl that starts from nothing takes over a second, a forked one some tenths.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from subprocess import PIPE, Popen
from threading import Timer
from typing import Any

from govnews import clock

_beginning: tuple[datetime, float] | None = None


def _now() -> datetime:
    """The moved time: it goes on from where the crawl was begun."""
    if _beginning is None:
        return datetime.now(UTC)
    moment, started = _beginning
    return moment + timedelta(seconds=time.monotonic() - started)


clock.now = _now

SECONDS = 60  # a crawl of a few dozen pages that takes longer hangs


@dataclass(frozen=True, slots=True)
class Job:
    """One crawl: its ``scrapy`` arguments, the moment at which it begins, and where its words go."""

    arguments: tuple[str, ...]
    moment: str
    """ISO 8601, with its time zone."""
    log: str
    proxy: str
    dies_before_renaming: bool = False
    """The process is killed when it is about to give a feed its final name."""


class Launcher:
    """The process that forks crawls, started by the first one; crawls run one after the other."""

    def __init__(self) -> None:
        self._process: Popen[str] | None = None
        self.crawl: int | None = None
        """The process of the crawl that is on."""

    def run(self, job: Job) -> int:
        """The exit code of the crawl, when it has ended. One that hangs is killed."""
        if self._process is None:
            self._process = Popen(
                [sys.executable, "-m", "tests.honesty.launch"], stdin=PIPE, stdout=PIPE, text=True
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(job)) + "\n")
        self._process.stdin.flush()
        self.crawl = int(self._process.stdout.readline())
        watch = Timer(SECONDS, os.kill, (self.crawl, signal.SIGKILL))
        watch.start()
        try:
            return int(self._process.stdout.readline())
        finally:
            watch.cancel()
            self.crawl = None

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.communicate()


def _crawl_here(job: Job) -> int:
    """``scrapy`` in this forked process; its exit code."""
    global _beginning  # noqa: PLW0603 - the process does nothing else
    words = os.open(job.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(words, 1)
    os.dup2(words, 2)
    from tests.crawling import environment
    from tests.places import PROJECT

    os.chdir(PROJECT)
    clean = environment(job.proxy)
    os.environ.clear()
    os.environ.update(clean)
    _beginning = datetime.fromisoformat(job.moment), time.monotonic()
    if job.dies_before_renaming:
        _die_before_renaming()
    from scrapy.cmdline import execute

    try:
        execute(["scrapy", *job.arguments])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def _die_before_renaming() -> None:
    for name in ("replace", "rename", "link"):
        setattr(os, name, _dying(getattr(os, name)))


def _dying(rename: Callable[..., None]) -> Callable[..., None]:
    def renamed(source: Any, target: Any, **options: Any) -> None:
        if str(target).endswith(".jsonl"):
            os.kill(os.getpid(), signal.SIGKILL)
        rename(source, target, **options)

    return renamed


def main() -> None:
    """Fork a crawl for each job until there is no further one."""
    from tests.processes import PRELOADED

    for module in PRELOADED:
        import_module(module)
    gc.collect()
    gc.freeze()  # what is imported is not looked through, nor copied, by any crawl
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        given = json.loads(line)
        job = Job(**given | {"arguments": tuple(given["arguments"])})
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = _crawl_here(job)
                logging.shutdown()
            finally:
                os._exit(code)
        print(child, file=answers, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


if __name__ == "__main__":
    main()
