"""A process run to its end, with what it used."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


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
    with log.open("wb") as out:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=cwd, env=environment, stdout=out, stderr=out
        )
        # wait4 and not getrusage(RUSAGE_CHILDREN), whose peak memory is that of all children ever.
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        tail = log.read_text(encoding="utf-8", errors="replace")[-1500:]
        raise RuntimeError(f"{' '.join(arguments[:4])} ended with {process.returncode}:\n{tail}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6)
