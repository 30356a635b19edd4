"""What is read of every kind of file, and what is said of one that cannot be read."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from govnews.documents import FileText, Kind, kind_of
from govnews.documents.extra import reads_pictures
from govnews.documents.isolated import read_texts
from govnews.documents.text import MOST_TEXT
from tests.documents import samples
from tests.documents.samples import LINES, TABLE

DOCUMENTS = Path(__file__).parent / "made"
IN_LINES = "\n".join([*LINES, *map("\t".join, TABLE)])
UNREAD: dict[str, tuple[bytes, str]] = {
    "rar": (b"Rar!\x1a\x07\x01\x00" + bytes(40), "no reader for application/vnd.rar"),
    "seven-zip": (b"7z\xbc\xaf\x27\x1c" + bytes(40), "no reader for application/x-7z-compressed"),
    "rtf": (b"{\\rtf1\\ansi hello}", "no reader for application/rtf"),
    "unknown": (bytes(range(256)) * 4, "no reader: its bytes tell no kind of file that is known"),
    "torn pdf": (samples.pdf("青石")[:200], "damaged, or no pdf: "),
    "torn docx": (samples.word(LINES)[:-400], "damaged, or no zip: "),
    "docx of rubbish": (samples.packed({"word/document.xml": "<p>"}), "damaged, or no docx: "),
    "xlsx of rubbish": (samples.packed({"xl/workbook.xml": "<p>"}), "damaged, or no xlsx: "),
}  # fmt: skip


def read(data: bytes, folder: Path, name: str = "file") -> FileText:
    path = folder / name
    path.write_bytes(data)
    return read_texts([path])[path]


@pytest.mark.parametrize(
    ("data", "kind", "text"),
    [
        (samples.pdf(*LINES), Kind.PDF, "\n".join(LINES)),
        (samples.word(LINES, TABLE), Kind.DOCX, IN_LINES),
        (samples.sheet([["姓名", "金额"], ["张某", 12.0], ["李某", 7.25]]), Kind.XLSX, "姓名\t金额\n张某\t12\n李某\t7.25"),
        (samples.ofd([(10, "青石区人民政府"), (20, "关于"), (20, "植树的通告")], [(10, "第二页")]), Kind.OFD,
         "青石区人民政府\n关于植树的通告\n第二页"),
        (samples.packed({"附件1/名单.docx": "x", "图.jpg": "y"}), Kind.ZIP, "附件1/名单.docx\n图.jpg"),
        ("姓名,乡镇\r\n张某,青石镇\r\n".encode("gb18030"), Kind.TEXT, "姓名,乡镇\n张某,青石镇"),
        ("\ufeff姓名,乡镇".encode(), Kind.TEXT, "姓名,乡镇"),
        ('<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><title>x</title></head><body><p>青石区</p>'
         "<table><tr><td>甲</td><td>乙</td></tr></table></body></html>".encode(), Kind.OFFICE_PAGE, "青石区\n甲\t乙"),
        ((DOCUMENTS / "notice.doc").read_bytes(), Kind.DOC, IN_LINES),
        ((DOCUMENTS / "notice.wps").read_bytes(), Kind.DOC, IN_LINES),
        ((DOCUMENTS / "table.xls").read_bytes(), Kind.XLS, "姓名\t金额\t日期\n张某\t12.5\t2026-03-01"),
        ((DOCUMENTS / "slides.pptx").read_bytes(), Kind.PPTX, "青石区植树工作汇报\n完成造林三千亩"),
    ],
    ids=lambda one: one.name if isinstance(one, Kind) else "",
)  # fmt: skip
def test_what_stands_in_a_file(data: bytes, kind: Kind, text: str, tmp_path: Path) -> None:
    assert kind_of(data) is kind
    assert read(data, tmp_path) == FileText(text)


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    data, why = UNREAD[name]
    found = read(data, tmp_path)
    assert found.text is None
    assert found.unread is not None
    assert found.unread.startswith(why)
    assert "\n" not in found.unread


@pytest.mark.long
def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = samples.packed({"word/document.xml": bytes(300 * 1024 * 1024)})
    assert len(bomb) < 400_000
    assert read(bomb, tmp_path) == FileText(unread="not read: unpacked it has 314,572,800 bytes")


@pytest.mark.parametrize(
    "data",
    [
        (DOCUMENTS / "locked.pdf").read_bytes(),
        # An Office document behind a password is an OLE file with one stream of this name.
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(500)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(500),
    ],
    ids=["pdf", "docx"],
)
def test_what_is_behind_a_password_says_so(data: bytes, tmp_path: Path) -> None:
    assert read(data, tmp_path) == FileText(unread="encrypted")


def test_names_in_an_archive_are_read_as_chinese_programs_write_them(tmp_path: Path) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(zipfile.ZipInfo("placeholder"), "x")
    name = "名单附件一".encode("gbk") + b"."
    data = written.getvalue().replace(b"placeholder", name)
    assert len(name) == len("placeholder")
    assert read(data, tmp_path).text == "名单附件一."


def test_a_text_without_end_is_cut_and_says_so(tmp_path: Path) -> None:
    found = read(("长" * 100 + "\n").encode() * 20_000, tmp_path)
    assert found.text is not None
    assert len(found.text) == MOST_TEXT
    assert found.unread == "cut after 1,000,000 characters"


@pytest.mark.skipif(reads_pictures(), reason="govnews[ocr] is installed")
def test_pictures_without_their_reader_say_what_reads_them(tmp_path: Path) -> None:
    assert "govnews[ocr]" in (read(b"\x89PNG\r\n\x1a\n", tmp_path).unread or "")


@pytest.mark.long
def test_a_file_that_kills_its_reader_is_named_and_the_others_are_read(tmp_path, monkeypatch) -> None:
    """The reader of plain text is given a fault: it dies of one file, hangs at another, and bursts at a third."""
    fault = tmp_path / "fault"
    fault.mkdir()
    (fault / "sitecustomize.py").write_text(
        "import os, sys\n"
        "import govnews.documents.plain as plain\n"
        "true = plain.decode\n"
        "def decode(data):\n"
        "    if b'DIE' in data: os.abort()\n"
        "    if b'HANG' in data:\n"
        "        while True: pass\n"
        "    if b'BURST' in data: return 'x' * (1 << 40)\n"
        "    return true(data)\n"
        "plain.decode = decode\n"
    )
    paths = [os.environ["PYTHONPATH"]] if "PYTHONPATH" in os.environ else []
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(fault), *paths]))
    monkeypatch.setattr("govnews.documents.isolated.SECONDS", 1)
    texts = {"a": "first", "b": "DIE", "c": "third", "d": "HANG", "e": "BURST", "f": "last"}
    files = []
    for name, text in texts.items():
        files.append(tmp_path / f"{name}.txt")
        files[-1].write_text(text)
    found = read_texts(files)
    assert [found[path].text for path in files] == ["first", None, "third", None, None, "last"]
    assert [found[path].unread for path in files] == [
        None, "not read: its reader died of SIGABRT", None, "not read: it took more than 1 CPU seconds",
        "not read: it takes too much memory", None,
    ]  # fmt: skip


def test_a_run_that_ends_leaves_the_rest_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("text")
    assert read_texts([path], stopped=lambda: True)[path].unread in (None, "not read: the run was ended")
