"""A last resort behind linear patterns and bounds: reading one page ends when its CPU seconds are spent.

Python's matcher and interpreter look for signals, a loop over a page's text among them; so a timer of the process's own
CPU time raises where the reading stands. Parsers written in C do not: what they get is bounded before
(:mod:`govnews.reading.bounds`).
"""

from __future__ import annotations

import signal
import threading
from contextlib import AbstractContextManager
from types import FrameType, TracebackType

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
        self._ending = False
        self._on = False
        """Whether a page is being read whose time counts."""

    def reading(self) -> AbstractContextManager[None]:
        """Around the reading of one page; within another one that one counts, and outside the main thread there is none.

        Nothing but reading belongs in it: it is left at any instant. Raises :exc:`TookTooLong`, or :exc:`Interrupted` after
        :meth:`end`.
        """
        return _Reading(self)

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
        if self._on and frame is not None and frame.f_code not in _NOT_HERE:
            raise _TimeIsUp

    def _why(self) -> Unreadable:
        if self._ending:
            return Interrupted("the run ends while it is read")
        return TookTooLong(f"not read within {self.seconds:g} s of CPU")


class _Reading(AbstractContextManager[None]):
    """The time of one page.

    A class, whose own code the timer's handler knows: where the time is up at the very end of the block, in an operator or when
    what was read is freed, Python looks for signals at its first step on the way out. There an exception would not pass
    what turns it into the page's, and nothing would stop the timer. What was read till then is read.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._counts = False

    def __enter__(self) -> None:
        budget = self._budget
        if budget._on or threading.current_thread() is not threading.main_thread():
            return
        self._counts = True
        self._before = signal.signal(signal.SIGVTALRM, budget._time_is_up)
        budget._on = True  # before the timer: a signal that comes between them, to end the run, sets it, too
        budget._set_timer()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._counts:
            return
        self._budget._on = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, self._before)
        if isinstance(error, _TimeIsUp):
            raise self._budget._why() from None


# Where it would leave more than the reading: what stands around a block, and the handler of a signal to end.
_NOT_HERE = frozenset({
    _Reading.__enter__.__code__, _Reading.__exit__.__code__, Budget.end.__code__, Budget._set_timer.__code__,
})  # fmt: skip
