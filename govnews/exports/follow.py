"""An export that does not end: records as they are recorded, a JSON line each, at least once.

The position is kept behind what was written, never before it. So a killed export repeats some lines when it is started again,
with the keys that they had (``site``, ``url_hash``, ``version``), and leaves none out.
"""

from __future__ import annotations

import io
import os
import signal
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO

from govnews.exports.formats import Format
from govnews.exports.position import Position
from govnews.exports.selection import Selection
from govnews.ledger import Reader

BATCH = 100
"""Versions after which the position is kept; so many lines at most come again after a kill."""


class Stop:
    """Whether a signal has come, for the code that its handler interrupts.

    Not a ``threading.Event``: to set one takes a lock, which the handler would wait for without end where it interrupts the
    waiting for that same Event. ``SimpleQueue.put`` may interrupt anything of its own thread
    (https://docs.python.org/3/library/queue.html#queue.SimpleQueue.put).

    >>> stop = Stop()
    >>> stop.wait(0.001), stop.is_set
    (None, False)
    >>> stop.set()
    >>> stop.wait(3600), stop.is_set
    (None, True)
    """

    def __init__(self) -> None:
        self.is_set = False
        self._told: SimpleQueue[None] = SimpleQueue()

    def set(self) -> None:
        """End the waiting, that which is on and all that comes."""
        self.is_set = True
        self._told.put(None)

    def wait(self, seconds: float) -> None:
        """Return after so many seconds, or at once when it is set."""
        if not self.is_set:
            with suppress(Empty):
                self._told.get(timeout=seconds)


class Follower:
    """Writes what the selection takes of the versions behind a position."""

    def __init__(
        self,
        out: IO[bytes],
        selection: Selection,
        sites: frozenset[str] | None,
        position: Position,
        keep: Callable[[Position], None],
    ) -> None:
        """``sites``: None for all, those that come later, too. ``keep`` is given each position when all before it is written."""
        self._out = out
        self._selection = selection
        self._sites = sites
        self._keep = keep
        self._durable = stat.S_ISREG(os.fstat(out.fileno()).st_mode)
        self.position = position

    def catch_up(self, ledger: Reader, stop: Stop) -> None:
        """Write all that is there now, or until ``stop`` is set. Raises OSError where it cannot be written."""
        while not stop.is_set:
            # In portions, and none of them is being read while it is written: a reader that waits for a slow consumer
            # would keep the ledger's log of writes from being cleared.
            rows = list(islice(ledger.recorded(after=self.position.version), BATCH))
            if not rows:
                return
            self._write(line for _, site, line in rows if self._sites is None or site in self._sites)
            self.position = Position.at(rows[-1][0], ledger)
            self._keep(self.position)

    def _write(self, lines: Iterator[str]) -> None:
        whole = io.BytesIO()
        exporter = Format.JSONL.exporter(whole)
        for values in self._selection.of(lines):
            exporter.export_item(values)
        self._out.write(whole.getvalue())
        self._out.flush()
        if self._durable:
            os.fsync(self._out.fileno())  # the position must not survive a power cut that the lines do not


def follow(
    follower: Follower, opened: Callable[[], Reader], check: Callable[[Position, Reader], None], every: float
) -> None:
    """Go on until SIGTERM or SIGINT, which end it behind a whole line; a second one ends it at once.

    The ledger is opened anew every time, ``every`` so many seconds: another file may have taken its place (a backup, one
    that was compacted), which ``check`` finds out, and raises UsageError where it does not have the position.
    """
    with _stopped_by_signals() as stop:
        while not stop.is_set:
            with closing(opened()) as ledger:
                check(follower.position, ledger)
                follower.catch_up(ledger, stop)
            stop.wait(every)


@contextmanager
def _stopped_by_signals() -> Iterator[Stop]:
    stop, numbers = Stop(), (signal.SIGTERM, signal.SIGINT)

    def told(*_: object) -> None:
        stop.set()
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)

    before = [signal.signal(number, told) for number in numbers]
    try:
        yield stop
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


@contextmanager
def appended(path: Path) -> Iterator[IO[bytes]]:
    """A file to which lines are added; a device or a pipe is written into.

    A last line that has no end, of an export that was killed, is cut off. Raises OSError.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as device:
            yield device
        return
    with path.open("a+b") as file:
        file.truncate(_end_of_lines(file))
        yield file


def _end_of_lines(file: IO[bytes]) -> int:
    r"""Where the last whole line of a file ends.

    >>> _end_of_lines(io.BytesIO(b"one\ntwo\nthr")), _end_of_lines(io.BytesIO(b"on")), _end_of_lines(io.BytesIO(b""))
    (8, 0, 0)
    """
    end = file.seek(0, os.SEEK_END)
    while end:
        begin = max(0, end - 65536)
        file.seek(begin)
        if (newline := file.read(end - begin).rfind(b"\n")) >= 0:
            return begin + newline + 1
        end = begin
    return 0
