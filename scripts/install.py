"""``pip install`` that shows how far it is, and nothing of where packages come from: ``python -m scripts.install ARGUMENT…``

It is what ``make setup`` runs, for minutes, before anything is installed: the standard library is all that it needs.
"""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

ON_SCREEN, IN_LOG = 1.0, 30.0  # seconds between two words of how far it is: on a terminal, and in a file
_PLACE = re.compile(r"\b(?:https?|file)://\S+|host='[^']*'")


class Progress:
    """How far an installation is, by what pip prints and by what lies in the folder of packages."""

    def __init__(self, packages: Path) -> None:
        self.packages = packages
        self.collected = 0
        self.installing = 0
        """How many packages are being put into the folder; 0 while they are collected."""
        self.before = self._there()
        self.errors: list[str] = []
        """What pip says is wrong, without the places that it names."""

    def read(self, line: str) -> None:
        """A line that pip printed."""
        if line.startswith("Collecting "):
            self.collected += 1
        elif line.startswith("Installing collected packages: "):
            self.installing, self.before = line.count(",") + 1, self._there()
        elif line.lower().startswith("error"):
            self.errors.append(_PLACE.sub("…", line.rstrip()))

    def _there(self) -> int:
        return sum(1 for _ in self.packages.glob("*.dist-info"))

    def __str__(self) -> str:
        if self.installing:
            done = min(max(self._there() - self.before, 0), self.installing)
            return f"installing packages: {done} of {self.installing}"
        return f"collecting packages: {self.collected}"


def run(command: Sequence[str], packages: Path, out: TextIO) -> int:
    """The exit code of a command that prints what ``pip install`` does; how far it is goes to ``out``."""
    progress, ended, begun = Progress(packages), threading.Event(), time.monotonic()

    def tell(end: str = "") -> None:
        text = f"{progress}, {time.monotonic() - begun:.0f} s"
        out.write(f"\r{text:<50}{end}" if out.isatty() else f"{text}\n")
        out.flush()

    pip = subprocess.Popen(  # noqa: S603 - our own command line
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    told = threading.Thread(
        target=_again_and_again, args=(tell, ended, ON_SCREEN if out.isatty() else IN_LOG)
    )
    told.start()
    try:
        assert pip.stdout is not None
        for line in pip.stdout:
            progress.read(line)
        code = pip.wait()
    finally:
        ended.set()
        told.join()
    tell("\n")
    if code:
        out.write("\n".join([*progress.errors, "pip could not install what is needed"]) + "\n")
    return code


def _again_and_again(tell: Callable[[], None], ended: threading.Event, seconds: float) -> None:
    tell()
    while not ended.wait(seconds):
        tell()


if __name__ == "__main__":
    pip_install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
    ]
    try:
        sys.exit(run([*pip_install, *sys.argv[1:]], Path(sysconfig.get_path("purelib")), sys.stdout))
    except KeyboardInterrupt:
        sys.exit(130)
