"""A process run to its end, with what it used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process and its children used: seconds, and MB (10⁶ bytes) of the largest one's resident memory."""

    wall: float
    cpu: float
    peak: float


def run_python(arguments: Sequence[str], *, cwd: Path, log: Path, path: Path | None = None) -> Usage:
    """Run this interpreter with ``arguments``; what it prints goes to ``log``.

    Raises RuntimeError, with the end of the log, where its exit code is not 0.
    """
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    command = [sys.executable, "-S", str(LAUNCH), str(log), sys.executable, *arguments]
    launched = subprocess.run(command, cwd=cwd, env=environment, stdout=subprocess.PIPE, check=True)
    used = json.loads(launched.stdout)
    if used["exit_code"]:
        tail = log.read_text(encoding="utf-8", errors="replace")[-1500:]
        raise RuntimeError(f"{' '.join(arguments[:4])} ended with {used['exit_code']}:\n{tail}")
    return Usage(used["wall"], used["cpu"], used["peak"])
