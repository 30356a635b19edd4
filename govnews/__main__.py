"""``govnews``: the commands, where govnews is installed; also ``python -m govnews``.

In a Scrapy project it is ``scrapy`` with that project's settings and the commands of govnews. Outside of any it has the
settings of govnews itself, and writes into the current folder.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from scrapy.cmdline import execute
from scrapy.utils.conf import init_env
from scrapy.utils.project import ENVVAR, get_project_settings

from govnews.addon import complete
from govnews.commands import fail
from govnews.errors import UsageError
from govnews.text import PROGRAM, as_typed, printable

if TYPE_CHECKING:
    from scrapy.settings import Settings

OURS = "govnews.commands"
_COMMANDS = "COMMANDS_MODULE"


class _Typed:
    """A stream of what is said to people: commands in it are named as they are typed. In all else it is the stream."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, said: str) -> int:
        """What the stream's own ``write`` returns."""
        written: int = self._stream.write(as_typed(said))
        return written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def main() -> None:
    """Run the command that the arguments of this process name; ends it with the command's exit code."""
    sys.argv[0] = PROGRAM
    name = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    settings = _settings(name)
    sys.stderr = _Typed(sys.stderr)
    # Scrapy writes help to standard output; else that has data, in which nothing is to be changed.
    if name is None or not _is_command(name, settings) or {"-h", "--help"} & {*sys.argv}:
        sys.stdout = _Typed(sys.stdout)
    execute(sys.argv, settings)


def _settings(command: str | None) -> Settings:
    """Those of the project, or of govnews, with its commands. Ends the process where the project's cannot be imported."""
    init_env(os.environ.get("SCRAPY_PROJECT", "default"))
    if not os.environ.get(ENVVAR):
        os.environ[ENVVAR] = (
            "govnews.settings"  # in the environment, so that processes started from here have them, too
        )
    try:
        settings = get_project_settings()
        complete(settings)
    except ImportError as error:
        sys.exit(fail(PROGRAM, UsageError(f"{ENVVAR}={os.environ[ENVVAR]}: {printable(str(error))}")))
    if editor := os.environ.get("EDITOR"):
        settings["EDITOR"] = editor
    # Scrapy takes one module of commands: the project's own where that has the command, ours for all else.
    theirs = settings[_COMMANDS]
    if not theirs or command is None or find_spec(f"{theirs}.{command}") is None:
        settings.set(_COMMANDS, OURS, priority="project")
    return settings


def _is_command(name: str, settings: Settings) -> bool:
    return any(find_spec(f"{module}.{name}") for module in (settings[_COMMANDS], "scrapy.commands"))


if __name__ == "__main__":
    main()
