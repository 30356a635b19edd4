"""Files that are there whole or not at all, and locks that die with their process."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any


def part_of(path: Path) -> Path:
    """The working name of a file until it is whole, beside its final one.

    >>> part_of(Path("output/mengjin/feed.jsonl")).name
    '.feed.jsonl.part'
    """
    return path.with_name(f".{path.name}.part")


def is_still_at(path: Path, file: IO[bytes]) -> bool:
    """Whether an open file has this name still: by now it may have another one, or none."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def take_lock(path: Path) -> IO[bytes]:
    """An exclusive lock on the file at ``path``, which is made where there is none; it dies with its process.

    Raises BlockingIOError where another process holds it, OSError where the file cannot be opened.
    """
    while True:
        lock = path.open("a+b")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise
        if is_still_at(path, lock):
            return lock
        lock.close()  # its holder has renamed or removed the file since it was opened


def wait_for_lock(path: Path, seconds: float) -> IO[bytes]:
    """:func:`take_lock`, waiting up to ``seconds`` for another process to give it back."""
    until = time.monotonic() + seconds
    while True:
        try:
            return take_lock(path)
        except BlockingIOError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def identity_of(folder: Path) -> str:
    """What tells a folder from all others, on whichever machine it is seen: the content of its file ``.folder``, made at first.

    Raises OSError.
    """
    path = folder / ".folder"
    if not path.exists():
        part = path.with_name(f".folder.{secrets.token_hex(8)}.part")
        part.write_text(secrets.token_hex(16), encoding="ascii")
        with suppress(FileExistsError):
            os.link(part, path)  # where another process is first, its identity counts
        part.unlink()
    return path.read_text("ascii")


def write_whole(path: Path, text: str) -> None:
    """Write ``text`` (UTF-8) under the working name, then give it its final one and the mode of what was there.

    Raises OSError.
    """
    part = part_of(path)
    part.write_text(text, encoding="utf-8", newline="")
    if path.exists():
        part.chmod(stat.S_IMODE(path.stat().st_mode))
    part.replace(path)


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable (POSIX: a rename is durable once its folder is synced)."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class PartFile:
    """A binary file under its working name; it remembers a failed write, since what was torn must not be published."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._error: OSError | None = None
        self.written = 0
        """Bytes so far."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: bytes) -> int:
        """Write ``data``. Raises the OSError of this write, or of any before."""
        if self._error is not None:
            raise self._error
        try:
            self.written += len(data)
            return self._file.write(data)
        except OSError as error:
            self._error = error
            raise

    def spoil(self, why: str) -> None:
        """From now on the file counts as torn, whatever the operating system says."""
        self._error = self._error or OSError(errno.EIO, why)

    def whole(self) -> IO[bytes]:
        """The file below, flushed. Raises the OSError of any write before."""
        if self._error is not None:
            raise self._error
        self._file.flush()
        return self._file

    def finish(self) -> None:
        """Flush, sync and close. Raises the OSError of any write before."""
        try:
            os.fsync(self.whole().fileno())
        finally:
            self.close()

    def close(self) -> None:
        """Close the file, whatever was buffered."""
        with suppress(OSError):  # it cannot be written: whole() said so, or nobody asked for it
            self._file.close()
