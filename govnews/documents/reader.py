"""The reader of each kind of file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from govnews.documents import ofd, office, pdf, pictures, plain
from govnews.documents.errors import Encrypted
from govnews.documents.kinds import Kind, kind_of
from govnews.documents.text import FileText

MOST_UNPACKED = 256 * 1024 * 1024
"""Bytes that what is packed in a document may come to; large ones have a tenth of that."""
_READERS: dict[Kind, Callable[[bytes], FileText]] = {
    Kind.PDF: pdf.read,
    Kind.DOCX: office.read_docx,
    Kind.XLSX: office.read_sheets,
    Kind.XLS: office.read_sheets,
    Kind.ODS: office.read_sheets,
    Kind.DOC: office.read_old,
    Kind.PPT: office.read_old,
    Kind.PPTX: office.read_old,
    Kind.OFD: ofd.read,
    Kind.ZIP: plain.list_zip,
    Kind.TEXT: plain.read_text,
    Kind.HTML: plain.read_html,
    Kind.OFFICE_PAGE: plain.read_html,
}
_UNPACKED = (Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.ODS, Kind.OFD)


def read_file(path: Path) -> FileText:
    """What stands in a file; never an error of its reader's: what cannot be read is named."""
    data = path.read_bytes()
    kind = kind_of(data)
    if kind is None:
        return FileText(unread="no reader: its bytes tell no kind of file that is known")
    if kind is Kind.ENCRYPTED:
        return FileText(unread="encrypted")
    if kind.is_picture:
        reader: Callable[[bytes], FileText] | None = pictures.read
    else:
        reader = _READERS.get(kind)
    if reader is None:
        return FileText(unread=f"no reader for {kind.media_type}")
    try:
        if kind in _UNPACKED and (size := _unpacked(data)) > MOST_UNPACKED:
            return FileText(unread=f"not read: unpacked it has {size:,} bytes")
        return reader(data)
    except Encrypted:
        return FileText(unread="encrypted")
    except MemoryError:
        return FileText(unread="not read: it takes too much memory")
    except Exception as error:
        said = " ".join(str(error).split())[:200]
        return FileText(unread=f"damaged, or no {kind.ending[1:]}: {type(error).__name__}: {said}")


def _unpacked(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(one.file_size for one in archive.infolist())
