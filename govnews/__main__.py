"""``govnews``: the commands, where govnews is installed; also ``python -m govnews``.

In a Scrapy project it is ``scrapy`` with that project's settings and the commands of govnews. Outside of any it has the
settings of govnews itself, and writes into the current folder.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from typing import Any

from scrapy.cmdline import execute
from scrapy.settings import Settings
from scrapy.utils.conf import init_env
from scrapy.utils.project import ENVVAR, get_project_settings

from govnews.addon import complete
from govnews.commands import fail, make_event_loop
from govnews.errors import UsageError
from govnews.text import PROGRAM, as_typed

OURS = "govnews.commands"
_COMMANDS = "COMMANDS_MODULE"
# How those texts begin in which Scrapy names its own program.
_USAGE = ("Usage\n", "scrapy <command>", 'Use "scrapy')


class _Usage:
    """An output stream on which Scrapy's own usage texts name the program that was typed; in all else it is the stream.

    What we say ourselves is said by :func:`~govnews.text.as_typed`. Scrapy writes ``scrapy crawl …`` into a command's usage,
    and lets nobody say how it is called.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """What the stream's own ``write`` returns."""
        written: int = self._stream.write(as_typed(text) if text.lstrip(" \n").startswith(_USAGE) else text)
        return written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def main() -> None:
    """Run the command that the arguments of this process name; ends it with the command's exit code."""
    sys.argv[0] = PROGRAM
    command = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    settings = _settings(command)
    if not _has(OURS, command):  # ours do it themselves, once their options are known
        make_event_loop(settings)
    if sys.stdout is not None:  # None: it is closed
        sys.stdout = _Usage(sys.stdout)
    if sys.stderr is not None:
        sys.stderr = _Usage(sys.stderr)
    try:
        execute(sys.argv, settings)
    except BrokenPipeError:
        # Whoever read the output has enough; the interpreter flushes once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _settings(command: str | None) -> Settings:
    """Those of the project, or of govnews. Ends the process in one line where they cannot be imported."""
    init_env(os.environ.get("SCRAPY_PROJECT", "default"))
    in_project = bool(os.environ.get(ENVVAR))
    # In the environment, so that processes that are started from here have them, too.
    os.environ.setdefault(ENVVAR, "govnews.settings")
    try:
        settings = get_project_settings()
        complete(settings)
    except ImportError as error:
        sys.exit(fail(PROGRAM, UsageError(f"{ENVVAR}={os.environ[ENVVAR]}: {error}")))
    if not in_project:
        settings.set("NEWSPIDER_MODULE", "", priority="project")  # genspider writes into the current folder
    if editor := os.environ.get("EDITOR"):
        settings.set("EDITOR", editor, priority="project")
    # Scrapy takes commands from one module only: the project's where that has this one, ours for all else.
    if not _has(settings[_COMMANDS], command):
        settings.set(_COMMANDS, OURS, priority="project")
    return settings


def _has(module: str | None, command: str | None) -> bool:
    """Whether the module of commands, None where there is none, has this one."""
    if not module or command is None or not command.isidentifier():
        return False
    return find_spec(module) is not None and find_spec(f"{module}.{command}") is not None


if __name__ == "__main__":
    main()
