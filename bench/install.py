"""``python -m bench.install``: put the peers of the group ``bench`` into this environment, one by one.

A peer that does not install on this machine is named and left out; the others are measured all the same.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib

from bench.result import PROJECT

CONSTRAINTS = PROJECT / "bench" / "constraints.txt"


def main() -> None:
    """Exact versions, from ``bench/constraints.txt``."""
    with (PROJECT / "pyproject.toml").open("rb") as file:
        peers = tomllib.load(file)["project"]["optional-dependencies"]["bench"]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for peer in peers:
        done = subprocess.run(
            [*pip, "-c", str(CONSTRAINTS), peer], capture_output=True, text=True, check=False
        )
        if done.returncode:
            reason = next((line for line in done.stderr.splitlines() if line.startswith("ERROR")), "")
            print(f"skipped: {peer} does not install: {reason}")


if __name__ == "__main__":
    main()
