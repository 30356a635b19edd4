"""The ledgers that the contract is tested on. A further database is one more parameter of ``backend``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path

import pytest

from govnews.ledger import Ledger, Reader, open_ledger, open_reader


class Ledgers:
    """Opens one and the same ledger, as processes do that run beside or after each other; closes all at the end."""

    def __init__(self, location: str, stack: ExitStack) -> None:
        self.location, self._stack = location, stack

    def open(self, site: str = "test") -> Ledger:
        """As a further process sees it; those that opened it before may have been killed: they closed nothing."""
        return self._stack.enter_context(closing(open_ledger(self.location, site)))

    def read(self) -> Reader:
        """As a command sees it."""
        return self._stack.enter_context(closing(open_reader(self.location)))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def backend(request: pytest.FixtureRequest) -> str:
    """The database that the test is for, by its name."""
    return str(request.param)


@pytest.fixture
def new_location(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Gives the location of a ledger that is not there yet, at each call another one."""
    if backend == "postgresql":
        return request.getfixturevalue("cluster").new_database  # type: ignore[no-any-return]
    numbers = count(1)
    return lambda: str(tmp_path / f"govnews-{next(numbers)}.db")


@pytest.fixture
def ledgers(new_location: Callable[[], str]) -> Iterator[Ledgers]:
    with ExitStack() as stack:
        yield Ledgers(new_location(), stack)


@pytest.fixture
def ledger(ledgers: Ledgers) -> Ledger:
    """A new one, of the site ``test``."""
    return ledgers.open()
