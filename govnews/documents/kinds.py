"""What a file is, by its bytes: a name or a header may say anything."""

from __future__ import annotations

import io
import zipfile
from enum import Enum


class Kind(Enum):
    """The kinds of files that are told apart: media type, and the ending of the name under which one is kept."""

    PDF = "application/pdf", ".pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"
    ODS = "application/vnd.oasis.opendocument.spreadsheet", ".ods"
    ODT = "application/vnd.oasis.opendocument.text", ".odt"
    OFD = "application/ofd", ".ofd"
    DOC = "application/msword", ".doc"
    """WPS Writer's .wps, too."""
    XLS = "application/vnd.ms-excel", ".xls"
    """WPS Spreadsheets' .et, too."""
    PPT = "application/vnd.ms-powerpoint", ".ppt"
    """WPS Presentation's .dps, too."""
    ENCRYPTED = "application/encrypted", ".bin"
    """An Office document behind a password: which one cannot be told."""
    RTF = "application/rtf", ".rtf"
    ZIP = "application/zip", ".zip"
    RAR = "application/vnd.rar", ".rar"
    SEVEN_ZIP = "application/x-7z-compressed", ".7z"
    JPEG = "image/jpeg", ".jpg"
    PNG = "image/png", ".png"
    GIF = "image/gif", ".gif"
    BMP = "image/bmp", ".bmp"
    TIFF = "image/tiff", ".tif"
    WEBP = "image/webp", ".webp"
    SVG = "image/svg+xml", ".svg"
    HTML = "text/html", ".html"
    OFFICE_PAGE = "text/html", ".doc"
    """A page that an office program has saved under the name of a document."""
    TEXT = "text/plain", ".txt"

    def __init__(self, media_type: str, ending: str) -> None:
        self.media_type = media_type
        self.ending = ending

    @property
    def is_picture(self) -> bool:
        """Whether it is made of pixels."""
        return self.media_type.startswith("image/") and self is not Kind.SVG


_BEGINNINGS = (
    (b"\xff\xd8\xff", Kind.JPEG), (b"\x89PNG\r\n\x1a\n", Kind.PNG), (b"GIF8", Kind.GIF), (b"BM", Kind.BMP),
    (b"II*\0", Kind.TIFF), (b"MM\0*", Kind.TIFF), (b"Rar!\x1a\x07", Kind.RAR), (b"7z\xbc\xaf\x27\x1c", Kind.SEVEN_ZIP),
    (b"{\\rtf", Kind.RTF),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of the streams that make an OLE file one or the other, as its directory has them.
_STREAMS = (
    ("EncryptedPackage", Kind.ENCRYPTED), ("WordDocument", Kind.DOC), ("Workbook", Kind.XLS), ("Book", Kind.XLS),
    ("PowerPoint Document", Kind.PPT),
)  # fmt: skip
_IN_ZIP = (
    ("word/", Kind.DOCX), ("xl/", Kind.XLSX), ("ppt/", Kind.PPTX), ("OFD.xml", Kind.OFD),
)  # fmt: skip
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<meta", b"<script")
_OFFICE = b"urn:schemas-microsoft-com:office"
_PDF_WITHIN = 1024  # bytes in which "%PDF-" may stand (ISO 32000-1, annex H.3.4.1)
_TEXT_LOOK = 4096


def kind_of(data: bytes) -> Kind | None:
    """The kind of file that ``data`` is; None for what is none of these, and for nothing at all.

    >>> kind_of(b"%PDF-1.7 ..."), kind_of("姓名,乡镇".encode("gb18030")), kind_of(b" <!DOCTYPE html><p>")
    (<Kind.PDF: ('application/pdf', '.pdf')>, <Kind.TEXT: ('text/plain', '.txt')>, <Kind.HTML: ('text/html', '.html')>)
    >>> kind_of(b""), kind_of(b"\\0\\1\\2")
    (None, None)
    """
    begin = data[:_TEXT_LOOK]
    for mark, kind in _BEGINNINGS:
        if begin.startswith(mark):
            return kind
    if begin.startswith(b"RIFF") and begin[8:12] == b"WEBP":
        return Kind.WEBP
    if b"%PDF-" in begin[:_PDF_WITHIN]:
        return Kind.PDF
    if begin.startswith(b"PK"):
        return _in_zip(data)
    if begin.startswith(_OLE):
        return next((kind for name, kind in _STREAMS if name.encode("utf-16-le") in data), None)
    lower = begin.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if (lower.startswith(b"<?xml") and b"<svg" in lower) or lower.startswith(b"<svg"):
        return Kind.SVG
    if lower.startswith((b"<?xml", b"<!--", *_MARKUP)) and any(mark in lower for mark in _MARKUP):
        return Kind.OFFICE_PAGE if _OFFICE in lower else Kind.HTML
    return Kind.TEXT if _is_text(begin) else None


def _in_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "mimetype" in names[:1] and archive.getinfo("mimetype").file_size < 100:
                said = archive.read("mimetype").decode("latin-1").strip()
                return next((kind for kind in (Kind.ODS, Kind.ODT) if kind.media_type == said), Kind.ZIP)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, RuntimeError):
        return Kind.ZIP
    return next((kind for part, kind in _IN_ZIP if any(name.startswith(part) for name in names)), Kind.ZIP)


def _is_text(begin: bytes) -> bool:
    """Whether it is text in an encoding of the field, or the beginning of one."""
    if not begin or (b"\0" in begin and not begin.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return False
    for encoding in ("utf-16" if begin[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "gb18030"):
        for cut in range(4):  # the last character may be torn
            try:
                text = begin[: len(begin) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return sum(not (one.isprintable() or one in "\r\n\t\f") for one in text) * 50 <= len(text)
    return False
