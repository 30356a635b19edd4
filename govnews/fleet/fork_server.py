"""A process that has imported all that a crawl needs, and forks a child a crawl: that starts at once, and shares its memory.

A worker starts it as ``python -m govnews.fleet.fork_server FD PARENT COMMAND`` (:mod:`govnews.fleet.children`). It serves that
one, over the socket ``FD``, a line of JSON a message, and its children run the command whose class ``COMMAND`` names. What is
asked, and what is told::

    {"start": 7, "arguments": ["scrapy", "crawl", "mengjin"], "out": "/tmp/…/7.out", "variables": {"PGAPPNAME": "…"}}
    {"signal": 15, "to": 7}

    {"ready": 4710}                          once, when everything is imported: its process
    {"started": 7, "pid": 4711}
    {"ended": 7, "code": 0, "cpu": 0.12}     a negative code is the signal that ended it, as subprocess has it

Before it forks it has one thread, no event loop and no connection: a child would inherit them broken. When the worker dies the
kernel kills this process, and when this process dies its children. Linux alone.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn, Protocol

from rich.cells import cell_len
from scrapy.cmdline import ScrapyArgumentParser
from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.misc import load_object
from scrapy.utils.project import get_project_settings

from govnews.addon import bring_settings, complete

# Of Linux's <sys/prctl.h>: the signal that a process gets when its parent has died.
_PR_SET_PDEATHSIG = 1
STOPPED_SECONDS = 20.0
"""A child that was stopped (SIGSTOP) holds its site and its connections, and nobody knows whether it ever goes on."""
_LOOK_SECONDS = 1.0  # how often it is looked whether one has been stopped for so long
_LONGEST_MESSAGE = 1 << 20  # bytes
# Those of a terminal and of a service's stop reach the worker, too, which says what becomes of the children.
_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Settings that name components, by what stands before their classes or behind their schemes; with Scrapy's _BASE, too.
_COMPONENTS = (
    *("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "ITEM_PIPELINES"),
    *("DOWNLOAD_HANDLERS", "FEED_EXPORTERS", "FEED_STORAGES"),
)
_CLASSES = (
    "SCHEDULER",
    "DUPEFILTER_CLASS",
    "DOWNLOADER",
    "STATS_CLASS",
    "LOG_FORMATTER",
    "ASYNCIO_EVENT_LOOP",
)
# What a crawl imports when it needs it, at its first page at the latest. Of what is an extra, what is there.
_LATER = (
    *("scrapy.crawler", "scrapy.core.engine", "scrapy.core.downloader.handlers.http11", "scrapy.squeues"),
    *("scrapy.pqueues", "twisted.internet.asyncioreactor", "twisted.internet.endpoints"),
    *("encodings.cp1252", "encodings.utf_8_sig", "fastwarc.warc", "psycopg"),
)


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent, the process ``parent``, dies; at once where it is dead already."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


class Command(Protocol):
    """What a child runs."""

    def run(self, arguments: Sequence[str]) -> int:
        """The exit code of a command line, of which the first word is the program and the second the command."""


class Prepared:
    """A command of this project, as far as it is the same for each crawl: what ``scrapy`` does before it knows which site."""

    def __init__(self, command: str) -> None:
        """``command``: the path of its class. Everything is imported that it will need: spiders, components, and so on."""
        self._command: ScrapyCommand = load_object(command)()
        self._settings = get_project_settings()
        # The worker says them once: they are the same for each child, and take a thirtieth of a run without news.
        self._settings.set("LOG_VERSIONS", [], priority="command")
        self._parser = ScrapyArgumentParser(conflict_handler="resolve", add_help=False)
        self._settings.setdict(self._command.default_settings, priority="command")
        self._command.settings = self._settings
        self._command.add_options(self._parser)
        of_crawl = self._settings.copy()
        complete(of_crawl)
        get_spider_loader(of_crawl)
        bring_settings(of_crawl)
        for component in _components(of_crawl):
            load_object(component)
        for name in _LATER:
            with suppress(ModuleNotFoundError):  # an extra that is not installed
                import_module(name)
        cell_len("孟津")  # with the first width that it is asked for, rich loads its tables

    def run(self, arguments: Sequence[str]) -> int:
        """The exit code of a command line, of which the first word is the program and the second the command."""
        sys.argv = list(arguments)
        try:
            options, rest = self._parser.parse_known_args(args=list(arguments[2:]))
            self._command.process_options(rest, options)
            self._command.crawler_process = AsyncCrawlerProcess(self._settings)
            self._command.run(rest, options)
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        return self._command.exitcode


def _components(settings: BaseSettings) -> Iterator[Any]:
    """The components that the settings name, each as they name it."""
    for name in _COMPONENTS:
        for one, value in settings.getwithbase(name).items():
            if value is not None:
                yield value if isinstance(value, str) else one
    yield from filter(None, map(settings.get, _CLASSES))


class ForkServer:
    """Serves one worker, until that is gone."""

    def __init__(
        self, worker: socket.socket, command: Command, *, stopped_seconds: float = STOPPED_SECONDS
    ) -> None:
        """``stopped_seconds``: how long a child may be stopped (SIGSTOP) before it is killed."""
        self._worker, self._command, self._stopped_seconds = worker, command, stopped_seconds
        self._unread = b""
        self._children: dict[int, int] = {}
        """The worker's number of each child, by its process."""
        self._stopped: dict[int, float] = {}
        """Since when a child has been stopped, in seconds of the monotonic clock, by its process."""

    def serve(self) -> None:
        """Fork, signal and reap as the worker asks for; comes back when the worker has closed its end."""
        wakes, waked = socket.socketpair()
        waked.setblocking(False)
        signal.set_wakeup_fd(waked.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in _STOPS:
            signal.signal(number, signal.SIG_IGN)
        self._tell(ready=os.getpid())
        with selectors.DefaultSelector() as ready:
            ready.register(self._worker, selectors.EVENT_READ)
            ready.register(wakes, selectors.EVENT_READ)
            while True:
                found = {key.fileobj for key, _ in ready.select(_LOOK_SECONDS if self._stopped else None)}
                if wakes in found:
                    wakes.recv(4096)
                self._reap()
                if self._worker in found and not self._read():
                    return

    def _read(self) -> bool:
        """Do what the worker asks for; False where it is gone."""
        try:
            came = self._worker.recv(_LONGEST_MESSAGE)
        except ConnectionError:
            return False
        *lines, self._unread = (self._unread + came).split(b"\n")
        for line in lines:
            message = json.loads(line)
            if "start" in message:
                self._start(message)
            elif (process := self._process(message["to"])) is not None:
                os.kill(process, message["signal"])
        return bool(came)

    def _process(self, number: int) -> int | None:
        """The process of a child that nobody has reaped yet: no other process can have its number."""
        return next((process for process, child in self._children.items() if child == number), None)

    def _start(self, message: Mapping[str, Any]) -> None:
        sys.stdout.flush()
        parent = os.getpid()
        # What the worker sends it at once waits until it listens: it would be lost while this server's handlers are its own.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        process, why = -1, None
        try:
            process = os.fork()
        except OSError as error:
            why = error.strerror
        if process == 0:
            _be_child(parent, self._command, message)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
        if process < 0:  # the machine has no room for it now; those that are on go on
            with suppress(OSError):
                Path(message["out"]).write_text(f"no process for it: {why}\n", "utf-8")
            self._tell(ended=message["start"], code=1, cpu=0.0)
            return
        self._children[process] = message["start"]
        self._tell(started=message["start"], pid=process)

    def _reap(self) -> None:
        """Tell of the children that have ended, and kill those that have been stopped too long."""
        for process, number in list(self._children.items()):
            found, status, used = os.wait4(process, os.WNOHANG | os.WUNTRACED | os.WCONTINUED)
            if not found:
                continue
            if os.WIFSTOPPED(status):
                self._stopped[process] = time.monotonic()
            elif os.WIFCONTINUED(status):
                self._stopped.pop(process, None)
            else:
                self._stopped.pop(process, None)
                del self._children[process]
                cpu = round(used.ru_utime + used.ru_stime, 3)
                self._tell(ended=number, code=os.waitstatus_to_exitcode(status), cpu=cpu)
        for process, since in self._stopped.items():
            if time.monotonic() - since > self._stopped_seconds:
                os.kill(process, signal.SIGKILL)

    def _tell(self, **message: float) -> None:
        # Where the worker is gone, the next read says so.
        with suppress(ConnectionError):
            self._worker.sendall(json.dumps(message).encode() + b"\n")


def _be_child(parent: int, command: Command, message: Mapping[str, Any]) -> NoReturn:
    """Run the command line of ``message`` in this process, which was forked for it, and exit with its code."""
    die_with_parent(parent)
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
        # A session of its own: Ctrl-C on a terminal reaches the worker alone, which tells its children once.
        os.setsid()
        _close_others(message["out"])
        os.environ.update(message["variables"])
        code = command.run(message["arguments"])
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(OSError, ValueError):  # the disk is full, say: the code tells how the crawl ended
            sys.stdout.flush()
            sys.stderr.flush()
        # Not sys.exit: what stands on the stack above, and at exit, is the server's.
        os._exit(code)


def _close_others(out: str) -> None:
    """No input, all output into the file ``out``, and none of the server's connections."""
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND),
    ):
        opened = os.open(path, flags, 0o644)
        os.dup2(opened, number)
    os.dup2(1, 2)
    os.closerange(3, max(int(one.name) for one in Path("/proc/self/fd").iterdir()) + 1)


def main() -> None:
    """Serve the worker whose socket and process the arguments name, with the command that they name."""
    descriptor, parent, command = sys.argv[1:]
    die_with_parent(int(parent))
    prepared = Prepared(command)
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads > 1 or "twisted.internet.reactor" in sys.modules:
        sys.exit(
            f"the fork server has {threads} threads, or a reactor: a component makes them when it is imported"
        )
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=int(descriptor)) as worker:
        ForkServer(worker, prepared).serve()


if __name__ == "__main__":
    main()
