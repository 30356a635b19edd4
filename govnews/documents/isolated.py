"""Reading files in a process of its own, with bounds of time and memory: what hangs, bursts or crashes there is named."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO

from govnews.documents.text import FileText

SECONDS = 60
"""CPU seconds that the reading of one file may take; with OCR of many pages that is all that is read of it."""
MEMORY = 2 * 1024**3
"""Bytes of address space of the process: half of them is what the models of OCR take."""
_WAIT = 4 * SECONDS  # seconds by the clock on the wall: the machine may be busy with other things
_STEP = 0.2
CUT_OFF = "not read: the run was ended"
"""Why a file is unread that a run did not come to."""


def read_texts(paths: Iterable[Path], *, stopped: Callable[[], bool] = lambda: False) -> dict[Path, FileText]:
    """What stands in each of the files. ``stopped`` tells whether to leave the rest unread.

    A file that the process dies of is named, and another process reads what comes after it.
    """
    texts: dict[Path, FileText] = {}
    waiting = list(dict.fromkeys(paths))
    while waiting:
        if stopped():
            return texts | dict.fromkeys(waiting, FileText(unread=CUT_OFF))
        for path, text in _read(waiting, stopped):
            texts[path] = text
        waiting = [path for path in waiting if path not in texts]
    return texts


def _read(paths: list[Path], stopped: Callable[[], bool]) -> Iterator[tuple[Path, FileText]]:
    """What one process reads of the files, in their order; at least of the first one."""
    child = subprocess.Popen(  # noqa: S603 - our own module, and paths of our own making
        [sys.executable, "-m", "govnews.documents.child", str(SECONDS), str(MEMORY), *map(str, paths)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert child.stdout is not None
    said: SimpleQueue[bytes] = SimpleQueue()
    output = child.stdout
    Thread(target=_pass_on, args=(output, said), daemon=True).start()
    try:
        for path in paths:
            until = time.monotonic() + _WAIT
            line = _line(said, until, stopped)
            if line is None:
                yield path, FileText(unread=_why(child, stopped))
                return
            yield path, FileText(**json.loads(line))
    finally:
        child.kill()
        child.wait()
        output.close()


def _pass_on(output: IO[bytes], said: SimpleQueue[bytes]) -> None:
    with suppress(ValueError):  # it was closed: nobody listens any more
        for line in output:
            said.put(line)
    said.put(b"")


def _line(said: SimpleQueue[bytes], until: float, stopped: Callable[[], bool]) -> bytes | None:
    """The next line of the process; None where none comes."""
    while True:
        try:
            line = said.get(timeout=_STEP)
        except Empty:
            if time.monotonic() > until or stopped():
                return None
        else:
            return line if line.endswith(b"\n") else None


def _why(child: subprocess.Popen[bytes], stopped: Callable[[], bool]) -> str:
    if stopped():
        return CUT_OFF
    try:
        code = child.wait(_STEP)
    except subprocess.TimeoutExpired:
        return f"not read: it took more than {_WAIT} seconds"
    if code == -signal.SIGXCPU:
        return f"not read: it took more than {SECONDS} CPU seconds"
    return f"not read: its reader died of {signal.Signals(-code).name if code < 0 else f'exit code {code}'}"
