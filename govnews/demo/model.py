"""What a replica knows of its own columns and articles: the truth that a crawl is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from govnews.items import Attachment


@dataclass(frozen=True, slots=True)
class Column:
    """A column (栏目) and how its list is written."""

    name: str
    path: str
    """Directory of the list, from ``/`` to ``/``."""

    size: int
    """Number of articles at start; of a served column, number of rows."""

    news: bool = True
    second: Literal[1, 2] = 1
    """The number in the file name of page 2: ``index_1.html`` or ``index_2.html``."""

    repeats: bool = False
    """With ``second`` 2: ``index_1.html`` is page 1 once more, not a 404."""

    brackets: bool = False
    """Dates are written ``[2025-12-18]``."""

    absolute: bool = False
    """Links are absolute, not from the root."""

    def page_path(self, number: int) -> str:
        """Path of page ``number``, counted from 1."""
        return self.path if number == 1 else f"{self.path}index_{number - 2 + self.second}.html"

    def page_number(self, index: str | None) -> int | None:
        """The page whose file name has the number ``index``; None where there is no such name.

        >>> Column("要闻", "/yw/", 99, second=2).page_number("2")
        2
        >>> Column("要闻", "/yw/", 99, second=2).page_number("1") is None
        True
        """
        if index is None:
            return 1
        number = int(index) + 2 - self.second
        least = 1 if self.repeats else 2
        return number if number >= least and index == str(int(index)) else None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of text."""

    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """An image with the file name that the page shows as its title."""

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Download:
    """The line of attachments (附件：…): no part of the body."""

    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """The line of first, second and third reader (一审：… 二审：… 三审：…): no part of the body."""

    names: tuple[str, ...]

    @property
    def line(self) -> str:
        """As the page writes it, and as ``Article.editor`` keeps it."""
        return " ".join(f"{rank}审：{name}" for rank, name in zip("一二三", self.names, strict=True))


Block = Paragraph | Picture | Table | Download | Chain


@dataclass(frozen=True, slots=True)
class Truth:
    """One article as the site holds it; the fields are those of :class:`govnews.items.Article`."""

    url: str
    title: str
    published_on: str
    published_at: str | None
    listed_in: tuple[Column, ...]
    source: str | None
    author: str | None
    editor: str | None
    blocks: tuple[Block, ...]
    generation: Literal["G1", "G3"]
    kind: str
    """What is special about it: ``text`` for nothing, ``word``, ``pictures``, ``table`` and others."""

    version: int
    number: int

    @property
    def clock(self) -> str:
        """When it was published, as the page writes it: ``2026-03-24 09:15``, or the day alone."""
        return (self.published_at or self.published_on)[:16].replace("T", " ")

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that list it; a crawl may name any one of them."""
        return tuple(column.name for column in self.listed_in)

    @property
    def body(self) -> str:
        """Paragraphs and rows of tables, one a line; the cells of a row with a tab between."""
        lines: list[str] = []
        for block in self.blocks:
            if isinstance(block, Paragraph):
                lines.append(block.text)
            elif isinstance(block, Table):
                lines.extend("\t".join(row) for row in block.rows)
        return "\n".join(lines)

    @property
    def images(self) -> list[str]:
        """Absolute URLs."""
        return [block.url for block in self.blocks if isinstance(block, Picture)]

    @property
    def attachments(self) -> list[Attachment]:
        """Files with their link texts."""
        return [one for block in self.blocks if isinstance(block, Download) for one in block.attachments]

    @property
    def encoding(self) -> str:
        """Codec of the page's bytes; a ``gbk`` page calls itself gb2312."""
        return "gbk" if self.kind == "gbk" else "utf-8"
