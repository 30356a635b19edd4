"""The project's own commands, and what they have in common: words for pipes and terminals, and one line where they fail."""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TypeVar

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings, default_settings
from scrapy.utils.misc import load_object

from govnews.addon import complete
from govnews.component import output_folder
from govnews.crawl.arguments import check_names, check_scrapys
from govnews.crawl.outcome import Outcome
from govnews.crawl.run import LOCK_NAME
from govnews.errors import GovNewsError, LockHeld, OutputFailed, UsageError
from govnews.ledger import LEDGER_NAME, files_of
from govnews.text import PROGRAM, as_typed, printable

OUTCOMES = {LockHeld: Outcome.LOCKED, OutputFailed: Outcome.OUTPUT_FAILED}
# What a shell says of a program that Ctrl-C ended.
_STOPPED = 128 + signal.SIGINT
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_Command = TypeVar("_Command", bound=ScrapyCommand)


def in_one_line(
    run: Callable[[_Command, list[str], argparse.Namespace], None],
) -> Callable[[_Command, list[str], argparse.Namespace], None]:
    """A command's ``run``: where it raises a :exc:`UsageError`, that is one line on standard error and the exit code.

    The names of the settings are checked before it begins.
    """

    @wraps(run)
    def wrapped(command: _Command, args: list[str], opts: argparse.Namespace) -> None:
        name = type(command).__module__.rpartition(".")[2]
        try:
            assert command.settings is not None
            complete(command.settings)
            check_names(command.settings, os.environ)
            run(command, args, opts)
        except UsageError as error:
            command.exitcode = fail(f"scrapy {name}", error)
        except KeyboardInterrupt:
            command.exitcode = _STOPPED
            _write_no_more()
            print(as_typed(f"scrapy {name}: stopped"), file=sys.stderr)

    return wrapped


def check_early(command: ScrapyCommand) -> None:
    """Ends the program in one line where one of Scrapy's own settings cannot be meant, else makes the event loop.

    Asked by commands that crawl, as soon as their options are known: Scrapy reads the first settings before their ``run``.
    """
    assert command.settings is not None
    try:
        check_scrapys(command.settings, vars(default_settings))
    except UsageError as error:
        sys.exit(fail(f"scrapy {type(command).__module__.rpartition('.')[2]}", error))
    if command.requires_crawler_process:
        make_event_loop(command.settings)


def make_event_loop(settings: BaseSettings) -> None:
    """Make the event loop that the settings name, if they do.

    Scrapy makes asyncio's own first, and leaves it for this one: when that is collected, its sockets before it, what
    cannot be closed any more is printed below whatever the command says.
    """
    if path := settings["ASYNCIO_EVENT_LOOP"]:
        asyncio.set_event_loop(load_object(path)())


def fail(command: str, error: UsageError) -> int:
    """Say in one line why ``command`` cannot do what it was asked for; its exit code."""
    print(as_typed(printable(f"{command}: {error}")), file=sys.stderr)
    return next((one for kind, one in OUTCOMES.items() if isinstance(error, kind)), Outcome.USAGE).exit_code


def this_program() -> list[str]:
    """The first words of a command line that runs this program once more, with the commands and settings that it has."""
    return [sys.executable, "-m", PROGRAM if sys.argv[0] == PROGRAM else "scrapy"]


def passed_on(opts: argparse.Namespace) -> list[str]:
    """What was given by ``-s``, for the command lines of further processes."""
    return [word for setting in opts.set for word in ("-s", setting)]


def make_output(settings: BaseSettings) -> Path:
    """The output folder, made where it is not there. Raises :exc:`OutputFailed` where it cannot be."""
    output = output_folder(settings)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputFailed(f"cannot make the output folder {output}: {error.strerror}") from error
    return output


def check_target(target: Path, output: Path) -> None:
    """Raises :exc:`UsageError` where writing to ``target`` would harm what was collected in the folder ``output``: the
    ledger, or what stands in the folder of a site, which has the lock of its runs.
    """
    place, output = target.resolve(), output.resolve()
    if place in {one.resolve() for one in files_of(output / LEDGER_NAME)}:
        raise UsageError(f"{target} is the ledger itself")
    if any(one.parent == output and (one / LOCK_NAME).exists() for one in (place, *place.parents)):
        raise UsageError(f"{target} is in the folder of a site's feeds; name another place")


@contextmanager
def plain_output() -> Iterator[None]:
    """UTF-8 whatever the locale; a reader that has gone (``| head``) ends the command without a word.

    Raises :exc:`UsageError` where there is no standard output.
    """
    if sys.stdout is None or sys.stdout.closed:
        raise UsageError("there is no standard output to write to")
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        if error.errno not in (errno.EPIPE, *_NO_ROOM):
            raise
        _write_no_more()
        if error.errno in _NO_ROOM:
            raise OutputFailed(f"cannot write to standard output: {error.strerror}") from None


def _write_no_more() -> None:
    """Forget what standard output has not taken: the interpreter flushes once more at its end, and would fail, or wait."""
    if sys.stdout is not None and not sys.stdout.closed:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def in_words(error: Exception) -> str:
    """What kept something from being done, in one line.

    >>> in_words(PermissionError(13, "Permission denied", "a.html")), in_words(KeyError("title"))
    ('Permission denied', "KeyError: 'title'")
    """
    if isinstance(error, GovNewsError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return printable(f"{type(error).__name__}: {error}")
