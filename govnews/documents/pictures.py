"""What is written in pictures (OCR): by models that come inside their package."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

from govnews.documents.extra import reads_pictures
from govnews.documents.text import FileText

if TYPE_CHECKING:
    import numpy as np

SURE = 0.8
"""How sure the reader has to be of a line: below it what it sees in photographs is leaves and tiles more often than words."""
MOST_PIXELS = 60_000_000
_SMALLEST = 40  # pixels of the smaller side in which a line can stand


def read(data: bytes) -> FileText:
    """The lines that are written in a picture, from above; no text where there are none."""
    if not reads_pictures():
        return FileText(unread="not read: pip install 'govnews[ocr]' reads what is written in pictures")
    import numpy as np  # noqa: PLC0415 - an extra
    from PIL import Image  # noqa: PLC0415 - an extra

    Image.MAX_IMAGE_PIXELS = None  # its own bound warns first; ours says no
    with Image.open(io.BytesIO(data)) as image:
        if image.width * image.height > MOST_PIXELS:
            return FileText(unread=f"not read: {image.width} × {image.height} pixels")
        if min(image.size) < _SMALLEST:
            return FileText()
        return FileText.of("\n".join(lines_of(np.asarray(image.convert("RGB"))[:, :, ::-1])))


def lines_of(pixels: np.ndarray[Any, Any]) -> list[str]:
    """The lines of a picture (rows of BGR pixels), from above and from the left."""
    found = _reader()(pixels)
    if found.txts is None:
        return []
    return [text for text, score in zip(found.txts, found.scores, strict=True) if score >= SURE]


@cache
def _reader() -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415 - an extra

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return RapidOCR(params={"Global.log_level": "critical", **threads})
