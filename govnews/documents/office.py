"""Documents and tables of office programs."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from govnews.documents.errors import Encrypted
from govnews.documents.kinds import Kind, kind_of
from govnews.documents.text import MOST_TEXT, FileText

if TYPE_CHECKING:
    from docx.table import Table

_FORMATS: dict[Kind, Literal["doc", "ppt", "pptx"]] = {Kind.DOC: "doc", Kind.PPT: "ppt", Kind.PPTX: "pptx"}


def read_docx(data: bytes) -> FileText:
    """Paragraphs and tables in their order; head and foot of the pages are none of the text."""
    import docx  # noqa: PLC0415 - an extra

    return FileText.of("\n".join(_bounded(_blocks(docx.Document(io.BytesIO(data))))))


def _blocks(holder: Any) -> Iterator[str]:
    from docx.table import Table  # noqa: PLC0415 - an extra

    for block in holder.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
        else:
            yield block.text


def _rows(table: Table) -> Iterator[str]:
    """The rows; a cell that goes over several columns or rows comes once."""
    seen = set()
    for row in table.rows:
        cells = []
        for cell in row.cells:
            if cell._tc not in seen:
                seen.add(cell._tc)
                cells.append(" ".join(" ".join(_blocks(cell)).split()))
        yield "\t".join(cells)


def read_sheets(data: bytes) -> FileText:
    """The rows of every sheet; the names of the sheets above them where there are several with something in them."""
    from python_calamine import CalamineWorkbook, PasswordError  # noqa: PLC0415 - an extra

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise Encrypted from error
    sheets = [(name, list(_bounded(_lines(book, name)))) for name in book.sheet_names]
    filled = [(name, lines) for name, lines in sheets if lines]
    named = len(filled) > 1
    return FileText.of("\n".join("\n".join([name, *lines] if named else lines) for name, lines in filled))


def _lines(book: Any, name: str) -> Iterator[str]:
    for row in book.get_sheet_by_name(name).iter_rows():
        if line := "\t".join(map(_cell, row)).rstrip("\t"):
            yield line


def _cell(value: object) -> str:
    """A cell as a person sees it in the table, as far as it tells: 12.0 is 12, a day has no clock time."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.12g}"
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ") if value.time() != datetime.time() else value.date().isoformat()
    return " ".join(str(value).split())


def read_old(data: bytes) -> FileText:
    """A document of Word before 2007 or of WPS, slides old and new."""
    import office_oxide  # noqa: PLC0415 - an extra

    kind = kind_of(data)
    assert kind is not None
    with office_oxide.Document.from_bytes(data, _FORMATS[kind]) as document:
        sections = document.to_ir()["sections"]
    return FileText.of("\n".join(_bounded(line for one in sections for line in _lines_in(one))))


def _lines_in(node: Any) -> Iterator[str]:
    """The lines of what the library makes of a document: sections of headings, paragraphs, lists and tables of such."""
    if node.get("type") in {"heading", "paragraph"}:
        yield _words(node)
    elif node.get("type") == "table":
        for row in node["rows"]:
            yield "\t".join(" ".join(_words(cell).split()) for cell in row["cells"])
    else:
        for child in _children(node):
            yield from _lines_in(child)


def _words(node: Any) -> str:
    said = node.get("text")
    return said if isinstance(said, str) else "".join(map(_words, _children(node)))


def _children(node: Any) -> Iterator[Any]:
    for value in node.values():
        if isinstance(value, list):
            yield from (one for one in value if isinstance(one, dict))


def _bounded(lines: Iterator[str]) -> Iterator[str]:
    """The lines until there are more characters than are kept."""
    length = 0
    for line in lines:
        yield line
        length += len(line) + 1
        if length > MOST_TEXT:
            return
