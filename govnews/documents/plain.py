"""Files that need no library: plain text, what is in a ZIP archive, a page that an office program saved."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree, html

from govnews.documents.text import FileText

MOST_NAMES = 2000
_UTF8_NAME = 0x800  # flag bit 11: the name is UTF-8
_NO_TEXT = {"head", "script", "style", "title"}
_CELLS = {"td", "th"}
_BLOCKS = {"p", "div", "tr", "br", "li", "h1", "h2", "h3", "h4"}


def read_text(data: bytes) -> FileText:
    """The text of a file of text.

    >>> read_text("姓名,乡镇".encode("gb18030")).text
    '姓名,乡镇'
    """
    return FileText.of(decode(data))


def decode(data: bytes) -> str:
    """Text in UTF-8, UTF-16 with its mark, or GB18030; what is neither has U+FFFD there."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def list_zip(data: bytes) -> FileText:
    """The names of what is in an archive, in their order; none of it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [_name(one) for one in archive.infolist() if not one.is_dir()]
    more = f"cut after {MOST_NAMES:,} of {len(names):,} names" if len(names) > MOST_NAMES else None
    return FileText.of("\n".join(names[:MOST_NAMES]), more)


def _name(member: zipfile.ZipInfo) -> str:
    """The name, which Chinese programs write in GBK where they do not say that it is UTF-8."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    return decode(member.filename.encode("cp437", "replace"))


def read_html(data: bytes) -> FileText:
    """The text of a page that an office program saved, under the name of a document."""
    root = html.document_fromstring(decode(data))
    pieces = list(_pieces(root))
    return FileText.of("".join(pieces))


def _pieces(element: etree._Element) -> Iterator[str]:
    """The text below an element, with a tab behind a cell and a line feed behind a block."""
    if not isinstance(element.tag, str) or element.tag in _NO_TEXT:
        return
    yield " ".join((element.text or "").split())
    for child in element:
        yield from _pieces(child)
        yield " ".join((child.tail or "").split())
    yield "\t" if element.tag in _CELLS else "\n" if element.tag in _BLOCKS else ""
