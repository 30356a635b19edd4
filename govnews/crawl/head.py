"""The head of a list as it was last seen: reading the top is enough only where the list goes on below it as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import islice

# Rows that are remembered; a list that was put in another order shows within them.
MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Head:
    """The first rows of a column, in their order, when it was last seen complete."""

    rows: Mapping[str, str | None] = field(default_factory=dict)
    """Their keys (:func:`~govnews.crawl.account.row_key`) with their days, ``YYYY-MM-DD`` or None; empty: nothing is
    known of them."""
    page_size: int | None = None
    """Rows of a full page; None where the list had no page after its first one."""

    def is_continued_by(self, seen: Collection[str]) -> bool:
        """Whether the rows that were read lead into the list as it was: some of it, and no row above those missing.

        A row that is missing was removed, moved down, or pushed down by old ones: then what is new may stand
        anywhere. True where nothing is known.

        >>> head = Head(dict.fromkeys("abcd"))
        >>> head.is_continued_by(["new", "b", "a"]), head.is_continued_by(["a", "c"]), head.is_continued_by(["x"])
        (True, False, False)
        """
        met = [row in seen for row in self.rows]
        return not met or (met[0] and met == sorted(met, reverse=True))

    def is_gone(self, seen: Collection[str]) -> bool:
        """Whether the list had rows, and none of them is among those that were read."""
        return bool(self.rows) and not any(row in seen for row in self.rows)

    def goes_back_from(self, row: str) -> bool:
        """Whether nothing newer than this row stood below it. A page that ends with an older one may end with rows that
        are pinned and bear no mark.

        >>> head = Head({"a": "2026-03-09", "b": "2026-03-01", "c": "2026-03-05"})
        >>> head.goes_back_from("a"), head.goes_back_from("b"), head.goes_back_from("x")
        (True, False, True)
        """
        rows, day = list(self.rows), self.rows.get(row)
        if day is None:
            return True
        return all((self.rows[below] or day) <= day for below in rows[rows.index(row) :])

    def renewed(self, read: Mapping[str, str | None], page_size: int | None, *, beyond: bool) -> Head:
        """The head after a walk that read these rows; ``beyond`` them the list is as it was, where it is not over."""
        rows = {**read, **{row: day for row, day in self.rows.items() if beyond and row not in read}}
        return Head(dict(islice(rows.items(), MOST_ROWS)), page_size or self.page_size)
