"""PDF: the text that it holds, line by line, and of pages that are pictures what is written in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govnews.documents import pictures
from govnews.documents.errors import Encrypted
from govnews.documents.extra import reads_pictures
from govnews.documents.text import MOST_TEXT, FileText

if TYPE_CHECKING:
    import pypdfium2

MOST_SCANNED = 30
"""Pages of one file that are read as pictures: each takes one to two CPU seconds."""
_LONG_SIDE = 2000  # pixels of a page that is read as a picture
_PASSWORD = 4  # FPDF_ERR_PASSWORD


def read(data: bytes) -> FileText:
    """The text of all pages."""
    import pypdfium2  # noqa: PLC0415 - an extra

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise Encrypted from error
        raise
    texts: list[str] = []
    scanned = unread = length = 0
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage().get_text_bounded().replace("\ufffe", "")
        if not text.strip() and _is_picture(page):
            scanned += 1
            if reads_pictures() and scanned <= MOST_SCANNED:
                text = "\n".join(
                    pictures.lines_of(page.render(scale=_LONG_SIDE / max(page.get_size())).to_numpy())
                )
            else:
                unread += 1
        texts.append(text)
        length += len(text)
        if length > MOST_TEXT:
            break
    return FileText.of("\n".join(texts), _why(unread, len(document)))


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    from pypdfium2 import raw  # noqa: PLC0415 - an extra

    return any(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _why(unread: int, pages: int) -> str | None:
    if not unread:
        return None
    if reads_pictures():
        return f"{unread} of {pages} pages are pictures beyond the first {MOST_SCANNED}"
    return f"{unread} of {pages} pages are pictures: pip install 'govnews[ocr]' reads them"
