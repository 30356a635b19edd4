"""The ledgers that the contract is tested on. A further database is one more parameter of ``ledgers``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
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


@pytest.fixture(params=["sqlite"])
def ledgers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledgers]:
    locations = {"sqlite": str(tmp_path / "govnews.db")}
    with ExitStack() as stack:
        yield Ledgers(locations[request.param], stack)


@pytest.fixture
def ledger(ledgers: Ledgers) -> Ledger:
    """A new one, of the site ``test``."""
    return ledgers.open()
