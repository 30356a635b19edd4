"""A machine that hangs on a cable, as a network namespace has one: pulled, it carries nothing, and neither end is told."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

# A network of this machine's alone, of those that RFC 2544 keeps for tests; another one for each process.
_NETWORK = f"198.18.{os.getpid() % 256}"


class Cable:
    """Leads from this machine to another one, by way of a switch."""

    def __init__(self) -> None:
        self._switch, self._machine = f"gnsw{os.getpid()}", f"govnews-{os.getpid()}"
        self._near, self._far = f"gnn{os.getpid()}", f"gnf{os.getpid()}"
        self.address = f"{_NETWORK}.1"
        """Of this machine, as the other one sees it."""

    def lay(self) -> None:
        """Make the machine, the switch, and the cable between them. Raises CalledProcessError."""
        _ip("netns", "add", self._machine)
        _ip("link", "add", self._switch, "type", "bridge")
        _ip("addr", "add", f"{self.address}/24", "dev", self._switch)
        _ip("link", "set", self._switch, "up")
        _ip("link", "add", self._near, "type", "veth", "peer", "name", self._far, "netns", self._machine)
        _ip("-n", self._machine, "addr", "add", f"{_NETWORK}.2/24", "dev", self._far)
        for name in ("lo", self._far):
            _ip("-n", self._machine, "link", "set", name, "up")
        _ip("link", "set", self._near, "master", self._switch, "up")

    def pull(self) -> None:
        """Pull it out of the switch: what is sent from now on is lost."""
        _ip("link", "set", self._near, "nomaster")

    def there(self, *command: str) -> list[str]:
        """The command line that runs a command on the other machine."""
        return ["ip", "netns", "exec", self._machine, *command]

    def remove(self) -> None:
        """Take all of it away."""
        for what in (("netns", "del", self._machine), ("link", "del", self._switch)):
            subprocess.run(["ip", *what], check=False, capture_output=True)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)


@contextmanager
def laid_cable() -> Iterator[Cable]:
    """A cable, until the block ends; the test is skipped where none can be had."""
    if shutil.which("ip") is None:
        pytest.skip("no program `ip` is installed here: apt-get install iproute2")
    cable = Cable()
    try:
        try:
            cable.lay()
        except subprocess.CalledProcessError as error:
            pytest.skip(f"no network namespace can be made here, which takes root: {error.stderr.strip()}")
        yield cable
    finally:
        cable.remove()
