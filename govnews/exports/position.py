"""How far an export has come: a small file, by which the next one goes on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from govnews.errors import UsageError
from govnews.files import write_whole
from govnews.ledger import Reader

_NONE_HAS = 1 << 63  # the number that no version of a database has


@dataclass(frozen=True, slots=True)
class Position:
    """The last version that was written."""

    version: int = 0
    """Its number in the ledger, in which versions are counted as they are recorded; 0: none was written."""
    mark: str | None = None
    """What it is known by (:meth:`govnews.ledger.Reader.mark`), so that another ledger is not taken for this one."""

    @classmethod
    def read(cls, path: Path, ledger: Reader) -> Self:
        """Where the last export ended; the beginning where there is no such file. Raises UsageError, OSError."""
        if not path.exists():
            return cls()
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            position = cls(int(told["version"]), told["mark"])
            if not 0 <= position.version < _NONE_HAS:
                raise ValueError
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            raise UsageError(f"{path} is no position of an export; remove it to export all again") from None
        position.check(ledger, path)
        return position

    def check(self, ledger: Reader, path: Path) -> None:
        """Raises UsageError where the position, which ``path`` keeps, is not one in this ledger."""
        if not self.is_in(ledger):
            raise UsageError(f"{path} is of another ledger; remove it to export all again")

    def is_in(self, ledger: Reader) -> bool:
        """Whether the ledger is the one that the position was taken in."""
        return not self.version or ledger.mark(self.version) == self.mark

    def before(self, count: int, ledger: Reader) -> Position:
        """That of ``count`` versions earlier, or the beginning."""
        return Position.at(self.version - count, ledger) if count < self.version else Position()

    @classmethod
    def at(cls, version: int, ledger: Reader) -> Self:
        """That of a version of this ledger."""
        return cls(version, ledger.mark(version))

    def write(self, path: Path) -> None:
        """Keep it, whole or not at all. Raises OSError."""
        write_whole(path, json.dumps({"version": self.version, "mark": self.mark}) + "\n")
