"""Feeds as objects in buckets, each of them there once, whatever is killed when.

**Name.** Each publication has an object of its own: the URI's key with 16 random hexadecimal digits before its ending. The
ledger has the name before the upload begins, and no other upload ever has it.

**Upload.** A conditional one: the object is there whole where none had its name, or it is not there. Where its outcome is not
known – an answer that got lost, a process that was killed – the name is asked for. What is there is known by the metadata
that came with it.

**What is not there is kept from coming.** A request may still be under way: in a proxy, or in a process that was frozen. So an
empty object takes the name, conditionally, too: of the two only one can be there.

What differs between the services that have buckets is in :mod:`govnews.feeds.s3` and :mod:`govnews.feeds.gcs`.
"""

from __future__ import annotations

import hashlib
import io
import re
import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any, ClassVar, Self, TypeVar, cast
from urllib.parse import urlsplit, urlunsplit

from scrapy.settings import BaseSettings

from govnews.errors import GovNewsError

READ_SECONDS = 60
"""For how long an answer is waited for."""
_PUBLICATION, _SHA256, _LENGTH = "govnews-publication", "govnews-sha256", "govnews-length"
_TAKEN_BACK = "govnews-taken-back"
_PAUSES = (0.5, 2.0, None)
"""Seconds after each attempt that brought no answer to rely on; None: it was the last."""
_MARK = re.compile(r"[0-9a-f]{16}")
_PACKED = frozenset({".bz2", ".gz", ".xz", ".zst"})
_Result = TypeVar("_Result")


class NotStored(GovNewsError):
    """The upload ended without an object, and none can come of it any more."""


class NoAnswer(GovNewsError):
    """What the service did with a request is not known."""


class Refused(GovNewsError):
    """The service did nothing of a request."""


class NotAsked(Refused):
    """The service was not reached."""


class Taken(Refused):
    """There is an object of that name."""


class Missing(Refused):
    """There is no object of that name."""


class NoBucket(Refused):
    """There is no such bucket."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an object came with, and how many bytes it has."""

    metadata: Mapping[str, str]
    length: int


def marked(uri: str) -> str:
    """The URI that one publication has, of that of the feed.

    >>> re.sub("[0-9a-f]{16}", "…", marked("s3://bucket/mengjin/2026-11-27T16-07-11Z.jsonl"))
    's3://bucket/mengjin/2026-11-27T16-07-11Z.….jsonl'
    >>> re.sub("[0-9a-f]{16}", "…", marked("gs://bucket/www.example.gov.cn/news.jsonl.gz"))
    'gs://bucket/www.example.gov.cn/news.….jsonl.gz'
    >>> re.sub("[0-9a-f]{16}", "…", marked("s3://bucket/news/")), marked("s3://b/news") != marked("s3://b/news")
    ('s3://bucket/news/…', True)
    """
    parts = urlsplit(uri)
    folder, _, name = parts.path.rpartition("/")
    suffixes = PurePosixPath(name).suffixes
    count = 2 if suffixes and suffixes[-1] in _PACKED else 1
    ending = "".join(suffixes[-count:])
    stem = name.removesuffix(ending)
    whole = f"{folder}/{stem + '.' if stem else ''}{secrets.token_hex(8)}{ending}"
    return urlunsplit((parts.scheme, parts.netloc, whole, "", ""))


def mark_of(uri: str) -> str | None:
    """What tells the publication from all others; None where the URI is not one of :func:`marked`.

    >>> mark_of("s3://bucket/news.0123456789abcdef.jsonl"), mark_of("s3://bucket/news.jsonl")
    ('0123456789abcdef', None)
    """
    name = urlsplit(uri).path.rpartition("/")[2]
    return next(filter(_MARK.fullmatch, reversed(name.split(".")[-3:])), None)


class Bucket(ABC):
    """A bucket, as the settings of a run reach it: credentials, endpoint and ACL are those of Scrapy's own storage.

    A service says what one request does: :meth:`_put` and :meth:`_look`.
    """

    MOST: ClassVar[int]
    """Bytes of an object."""

    def __init__(self, client: Any, acl: str | None = None) -> None:
        """``client``: of the service's own library; ``acl``: what objects are to have; None: the default."""
        self._client = client
        self._acl = acl

    @classmethod
    @abstractmethod
    def of(cls, uri: str, settings: BaseSettings) -> Self:
        """The bucket of the URI. Raises ImportError where the service's library is not there, ValueError where the URI names no
        bucket or no object, or the settings are none of the service's.
        """

    @abstractmethod
    def _put(self, uri: str, content: IO[bytes], metadata: Mapping[str, str]) -> None:
        """Store an object where there is none of its name, by one attempt.

        Raises :exc:`Taken` where there is one, :exc:`NoBucket`, another :exc:`Refused`, :exc:`NoAnswer`.
        """

    @abstractmethod
    def _look(self, uri: str) -> Found:
        """What the object is, by one attempt. Raises :exc:`Missing`, another :exc:`Refused`, :exc:`NoAnswer`."""

    def upload(self, uri: str, file: IO[bytes]) -> None:
        """Store the file's content under a :func:`marked` URI; once it returns that is there.

        Raises :exc:`NotStored`, or another GovNewsError where it is not known whether it is or will be.
        """
        file.seek(0)
        sha256 = hashlib.file_digest(cast("Any", file), "sha256").hexdigest()
        length = file.seek(0, 2)
        if length > self.MOST:
            raise NotStored(
                f"{uri}: {length} bytes, and an upload takes {self.MOST}; divide it by batch_item_count"
            )
        metadata = {_PUBLICATION: mark_of(uri) or "", _SHA256: sha256, _LENGTH: str(length)}
        try:
            self._store(uri, file, metadata)
            return
        except Taken:
            fault = "an object of that name is there"
        except Refused as error:
            raise NotStored(f"{uri}: {error}") from None
        except NoAnswer as error:
            fault = str(error)
        if not self.settle(uri, sha256):
            raise NotStored(f"{uri}: {fault}")

    def settle(self, uri: str, sha256: str | None = None) -> bool:
        """Whether the upload to a :func:`marked` URI was stored; one that was not cannot be stored any more.

        ``sha256`` is that of what was uploaded, where it is known. Raises GovNewsError where it cannot be found out.
        """
        for _ in range(3):  # between two questions the upload may have come
            try:
                return _is_whole(_attempts(lambda: self._look(uri), changes_nothing=True), uri, sha256)
            except Missing:
                pass
            try:
                self._store(uri, io.BytesIO(), {_TAKEN_BACK: mark_of(uri) or ""})
                return False
            except NoBucket:
                return False
            except Taken:
                continue
        raise NoAnswer(f"{uri}: the server says that it is there, and that it is not")

    def _store(self, uri: str, content: IO[bytes], metadata: Mapping[str, str]) -> None:
        """Store an object where there is none of its name. Raises as :meth:`_put`."""

        def put() -> None:
            content.seek(0)
            self._put(uri, content, metadata)

        _attempts(put)


def _is_whole(there: Found, uri: str, sha256: str | None) -> bool:
    """Whether what is there is what was uploaded, and no other one's. Raises NoAnswer where it is that, and torn."""
    said = there.metadata
    if said.get(_PUBLICATION) != mark_of(uri):
        return False
    if said.get(_LENGTH) != str(there.length) or said.get(_SHA256) != (sha256 or said.get(_SHA256)):
        raise NoAnswer(f"{uri} is there, and is not what was uploaded")
    return True


def place(uri: str) -> tuple[str, str]:
    """Bucket and key of an object. Raises ValueError where the URI names none.

    >>> place("gs://bucket/mengjin/news.jsonl")
    ('bucket', 'mengjin/news.jsonl')
    >>> place("gs://bucket/")
    Traceback (most recent call last):
    ValueError: name a bucket and an object: gs://BUCKET/NAME.jsonl
    """
    parts = urlsplit(uri)
    if not parts.hostname or not parts.path.strip("/"):
        raise ValueError(f"name a bucket and an object: {parts.scheme}://BUCKET/NAME.jsonl")
    return parts.hostname, parts.path[1:]


def _attempts(request: Callable[[], _Result], *, changes_nothing: bool = False) -> _Result:
    """What a request gives, tried again where it brings no answer to rely on.

    Raises Refused where the service has done nothing of any attempt, or was never asked; else NoAnswer: what it did with one of
    them is not known. Of a request that changes nothing the last answer is enough, and that a name is taken is always one.
    """
    sent = False
    for pause in _PAUSES:
        try:
            return request()
        except Taken:
            raise
        except NotAsked as error:
            fault = str(error)
        except Refused as error:
            if changes_nothing or not sent:
                raise
            fault = str(error)
        except NoAnswer as error:
            sent, fault = True, str(error)
        if pause is not None:
            time.sleep(pause)
    raise NoAnswer(fault) if sent else NotAsked(fault)
