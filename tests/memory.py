"""The memory of a process at its peak, as Linux counts it (VmHWM): its own, unlike ru_maxrss."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def peak(pid: int) -> int:
    """KiB that a process has held at the most; 0 where it is gone, or the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


@contextmanager
def growth() -> Iterator[Callable[[], float]]:
    """What is given tells the MiB that this process has taken since, at the most; what it held before counts for nothing."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # the peak is what is held now
    before = peak(os.getpid())
    yield lambda: (peak(os.getpid()) - before) / 1024
