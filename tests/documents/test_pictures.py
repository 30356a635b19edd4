"""What is written in pictures: text that is drawn here, in whatever Chinese font the machine has."""

from __future__ import annotations

import io
import subprocess
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from govnews.documents import FileText
from govnews.documents.extra import reads_pictures
from govnews.documents.isolated import read_texts
from tests.documents import samples

LINES = [
    "青石区人民政府关于2026年春季植树造林工作的通告", "为进一步改善全区生态环境，现就有关事项通告如下：",
    "一、时间：3月10日至4月20日；地点：北山林场、东河两岸。", "二、各镇（街道）要按照任务分工，组织干部群众参加义务植树。",
    "三、联系电话：0379-60000000，联系单位：区林业局。", "青石区人民政府", "2026年3月2日",
]  # fmt: skip
# Of the characters, how many are read as they are written: 0.99 was measured, by fc-match's first font.
SURE = 0.97

pytestmark = pytest.mark.skipif(not reads_pictures(), reason="govnews[ocr] is not installed")


def font() -> str:
    """A font file with Chinese characters; skips where the machine has none."""
    found = subprocess.run(
        ["fc-list", ":lang=zh", "file"], capture_output=True, text=True, check=False
    ).stdout
    files = sorted(line.partition(":")[0] for line in found.splitlines())
    if not files:
        pytest.skip("no Chinese font on this machine (fc-list :lang=zh)")
    return files[0]


def drawn(
    lines: list[str], *, size: int = 28, form: str = "PNG", turned: float = 0.0, **options: int
) -> bytes:
    """A picture of the lines."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (1000, 60 + 80 * len(lines)), 255)
    canvas, written = ImageDraw.Draw(image), ImageFont.truetype(font(), size)
    for number, line in enumerate(lines):
        canvas.text((40, 40 + 80 * number), line, font=written, fill=0)
    kept = io.BytesIO()
    image.rotate(turned, fillcolor=255).save(kept, form, **options)
    return kept.getvalue()


def read(data: bytes, folder: Path) -> FileText:
    path = folder / "picture"
    path.write_bytes(data)
    return read_texts([path])[path]


def likeness(text: str | None) -> float:
    return SequenceMatcher(None, text or "", "\n".join(LINES), autojunk=False).ratio()


@pytest.mark.long
@pytest.mark.parametrize(
    "options",
    [{}, {"form": "JPEG", "quality": 50, "turned": 0.7}, {"size": 20}],
    ids=["clean", "photographed", "small"],
)
def test_lines_of_a_picture(options: dict[str, int], tmp_path: Path) -> None:
    assert likeness(read(drawn(LINES, **options), tmp_path).text) >= SURE


@pytest.mark.long
def test_a_scanned_pdf_is_read_as_pictures(tmp_path: Path) -> None:
    from PIL import Image

    pages = io.BytesIO()
    Image.open(io.BytesIO(drawn(LINES))).save(pages, "PDF")
    found = read(pages.getvalue(), tmp_path)
    assert likeness(found.text) >= SURE
    assert found.unread is None


@pytest.mark.long
def test_a_picture_without_words_has_no_text(tmp_path: Path) -> None:
    from PIL import Image

    kept = io.BytesIO()
    Image.effect_noise((640, 480), 80).save(kept, "PNG")
    assert read(kept.getvalue(), tmp_path) == FileText()


def test_a_picture_of_far_too_many_pixels_is_not_unpacked(tmp_path: Path) -> None:
    from PIL import Image

    kept = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(kept, "PNG")
    assert len(kept.getvalue()) < 200_000
    assert read(kept.getvalue(), tmp_path) == FileText(unread="not read: 20000 × 20000 pixels")


@pytest.mark.long
def test_a_page_that_is_a_picture_stands_in_its_place_among_the_others(tmp_path: Path) -> None:
    assert read(samples.pdf("第一页", "", "第三页"), tmp_path) == FileText("第一页\n第三页")
