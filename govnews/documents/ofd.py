"""OFD (GB/T 33190), in which offices publish as others do in PDF: the words of its pages, line by line."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator

from lxml import etree

from govnews.documents.errors import Encrypted
from govnews.documents.text import FileText

_HALF = 0.5  # of the height of a line: what is lower stands in the next one


def read(data: bytes) -> FileText:
    """The text of all pages in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(name.lower().endswith("encryptions.xml") for name in archive.namelist()):
            raise Encrypted
        return FileText.of("\n".join(line for page in _pages(archive) for line in _lines(page)))


def _pages(archive: zipfile.ZipFile) -> Iterator[etree._Element]:
    """The content of every page, as the document lists them."""
    for root in _all(_parsed(archive, "OFD.xml"), "DocRoot"):
        document = (root.text or "").strip().lstrip("/")
        folder = posixpath.dirname(document)
        for page in _all(_parsed(archive, document), "Page"):
            if place := page.get("BaseLoc"):
                yield _parsed(archive, posixpath.normpath(posixpath.join(folder, place)).lstrip("/"))


def _lines(page: etree._Element) -> Iterator[str]:
    """The words of a page, in lines by their height on it."""
    line, last = "", None
    for one in _all(page, "TextObject"):
        text = "".join(code.text or "" for code in _all(one, "TextCode"))
        box = [float(side) for side in (one.get("Boundary") or "").split()]
        top, height = (box[1], box[3]) if len(box) == 4 else (None, 0.0)
        if last is None or top is None or abs(top - last) > _HALF * height:
            yield line
            line = ""
        line, last = line + text, top
    yield line


def _all(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The elements of this name, in whatever namespace."""
    return (one for one in element.iter() if isinstance(one.tag, str) and etree.QName(one).localname == name)


def _parsed(archive: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(archive.read(name), parser)
