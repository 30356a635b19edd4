"""A last resort behind linear patterns and bounds: reading one page ends when its CPU seconds are spent.

Python's matcher and interpreter look for signals, a loop over a page's text among them; so a timer of the process's own
CPU time raises where the reading stands. Parsers written in C do not: what they get is bounded before
(:mod:`govnews.reading.bounds`).
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from govnews.errors import Interrupted, TookTooLong, Unreadable

ENDING = 1.0
"""CPU seconds that are left to the page that is being read, and to each one after it, when the run is to end."""
# Where the first call is lost, as in a destructor, whose exceptions Python only prints, another one comes after so many
# CPU seconds.
_AGAIN = 1.0


class _TimeIsUp(BaseException):
    """Raised by the timer; no ``except Exception`` on the way out takes it for its own."""


class Budget:
    """CPU seconds that the reading of one page may take, of the whole process; 0: any time.

    >>> with Budget(0.05).reading():
    ...     while True:
    ...         pass
    Traceback (most recent call last):
    govnews.errors.TookTooLong: not read within 0.05 s of CPU
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._on = False
        self._ending = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Around the reading of one page; within another one that one counts, and outside the main thread there is none.

        Nothing but reading belongs in it: it is left at any instant. Raises :exc:`TookTooLong`, or :exc:`Interrupted` after
        :meth:`end`.
        """
        if self._on or threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGVTALRM, self._time_is_up)
        try:
            try:
                self._on = True
                self._set_timer()
                yield
            finally:
                self._on = False  # from here on the timer says nothing
        except _TimeIsUp:
            raise self._why() from None
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            self._on = False
            signal.signal(signal.SIGVTALRM, before)

    @property
    def ended(self) -> bool:
        """Whether the run is to end."""
        return self._ending

    def end(self) -> None:
        """The run is to end: no page is worth more than :data:`ENDING` from now on. To be called by signal handlers."""
        self._ending = True
        if self._on:
            self._set_timer()

    def _set_timer(self) -> None:
        seconds = min(self.seconds or ENDING, ENDING) if self._ending else self.seconds
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)

    def _time_is_up(self, signum: int, frame: FrameType | None) -> None:
        if self._on:
            raise _TimeIsUp

    def _why(self) -> Unreadable:
        if self._ending:
            return Interrupted("the run ends while it is read")
        return TookTooLong(f"not read within {self.seconds:g} s of CPU")
