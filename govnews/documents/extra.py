"""Whether the libraries that read files are there: two extras."""

from __future__ import annotations

from importlib.util import find_spec

from govnews.errors import UsageError


def check_installed() -> None:
    """Raises :exc:`UsageError` where those are not that read documents."""
    missing = [
        name for name in ("pypdfium2", "docx", "python_calamine", "office_oxide") if find_spec(name) is None
    ]
    if missing:
        raise UsageError(f"files need {', '.join(missing)}: pip install 'govnews[files]'")


def reads_pictures() -> bool:
    """Whether what is written in pictures can be read (OCR)."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None
