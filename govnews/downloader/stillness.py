"""When a page that scripts draw has come to its end."""

from __future__ import annotations

from dataclasses import dataclass

QUIET = 1.0
"""Seconds in which nothing changes and nothing is waited for: scripts have drawn what they draw."""
LONGEST = 10.0
"""Seconds that a page has for itself, those apart in which it waits for answers."""
LATEST = 120.0
"""Seconds after which a page is taken whatever it waits for: every answer waits for its turn."""
FRUITLESS = 3
"""Answers in a row that change nothing: a page that asks again and again whether there is something new."""


@dataclass(slots=True)
class Stillness:
    """Looks at a page now and then, and says when to take it. Times are seconds of a clock that only goes forward.

    A page that never gets quiet is taken, too: what it shows then is its text.

    >>> page = Stillness(begun=0.0)
    >>> page.look(0.5, "3 links", loading=True, asking=False, answers=0)
    False
    >>> [page.look(second, "20 links", loading=False, asking=False, answers=1) for second in (1.0, 1.5, 2.0)]
    [False, False, True]

    One that changes all the time:

    >>> page = Stillness(begun=0.0)
    >>> [page.look(float(n), f"{n} links", loading=False, asking=False, answers=0) for n in (1, 9, 10)]
    [False, False, True]
    """

    begun: float
    mark: str | None = None
    """What the page looked like when something changed last."""
    since: float = 0.0
    answers: int = 0
    idle: float = 0.0
    looked: float = 0.0

    def __post_init__(self) -> None:
        self.since = self.looked = self.begun

    def look(self, now: float, mark: str | None, *, loading: bool, asking: bool, answers: int) -> bool:
        """Whether the page stands still, or has had its time.

        ``mark`` stands for what it shows, None where it does not say; ``loading`` is whether a document or script is
        under way to it, ``asking`` whether data are, ``answers`` how many of its requests for data were answered.
        """
        if not loading and not asking:
            self.idle += now - self.looked
        self.looked = now
        if mark is not None and mark != self.mark:
            self.mark, self.since, self.answers = mark, now, answers
        if self.idle >= LONGEST or now - self.begun >= LATEST:
            return True
        if loading or (asking and answers - self.answers < FRUITLESS):
            self.since = now
        return now - self.since >= QUIET
