"""Files on disk: each once by its content, whole or not at all."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from govnews.documents.kinds import Kind
from govnews.errors import OutputFailed
from govnews.files import part_of, sync_folder

FOLDER = "files"
"""Name of the folder beside a site's feeds."""


class Store:
    """The folder of a site's files: ``files/3f/3f…e1.pdf``, named by SHA-256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str, kind: Kind | None) -> Path:
        """Where a file with this content is kept, or would be."""
        return self.folder / sha256[:2] / f"{sha256}{kind.ending if kind else '.bin'}"

    def find(self, sha256: str) -> Path | None:
        """The file with this content; None where there is none, or what is called so is damaged."""
        named = self.folder.glob(f"{sha256[:2]}/{sha256}.*")
        return next((path for path in named if _sha256(path) == sha256), None)

    def tidy(self) -> None:
        """Remove what killed runs left half written. Raises OSError."""
        for part in self.folder.glob("*/.*.part"):
            part.unlink()

    def put(self, data: bytes, kind: Kind | None) -> str:
        """Keep ``data``, durably; its SHA-256. Raises :exc:`OutputFailed`."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256, kind)
        part = part_of(path)
        try:
            if path.exists() and _sha256(path) == sha256:
                return sha256
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
            sync_folder(path.parent)
        except OSError as error:
            with suppress(OSError):  # there may be no folder for it
                part.unlink(missing_ok=True)
            raise OutputFailed(f"cannot keep the file {path}: {error.strerror}") from error
        return sha256


def _sha256(path: Path) -> str | None:
    """None where the file cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
