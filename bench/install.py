"""``python -m bench.install``: put the peers of the group ``bench`` into this environment.

Every package that they need stands in ``bench/constraints.txt``, so that none is looked for: the resolver of pip
23.2, which comes with Python 3.11.7, stumbles over the extras of lxml. What does not install on this machine is
named and left out; the others are measured all the same.
"""

from __future__ import annotations

import subprocess
import sys

from bench.result import PROJECT

PINS = PROJECT / "bench" / "constraints.txt"
PIP = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]


def main() -> None:
    """All at once, else one by one."""
    if install("-r", str(PINS)) is None:
        return
    lines = PINS.read_text(encoding="utf-8").splitlines()
    for pin in (line for line in lines if line and not line.startswith("#")):
        if (error := install(pin)) is not None:
            print(f"skipped: {pin} does not install: {error}")


def install(*what: str) -> str | None:
    """None where it is installed, else pip's last line of an error."""
    done = subprocess.run([*PIP, *what], capture_output=True, text=True, check=False)
    errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    return (errors or [f"exit code {done.returncode}"])[-1] if done.returncode else None


if __name__ == "__main__":
    main()
