"""Feeds as objects in S3 buckets, each of them there once, whatever is killed when.

**Name.** Each publication has an object of its own: the URI's key with 16 random hexadecimal digits before its ending. The
ledger has the name before the upload begins, and no other upload ever has it.

**Upload.** One conditional PUT (``If-None-Match: *``): the object is there whole, or it is not there. No multipart upload is
begun, so that none can be left open; a PUT takes 5 GiB. Where its outcome is not known – an answer that got lost, a
process that was killed – the name is asked for (HEAD). What is there is known by the metadata that came with it.

**What is not there is kept from coming.** A request may still be under way: in a proxy, or in a process that was frozen. So an
empty object takes the name, conditionally, too: of the two only one can be there.

Needs boto3, which is not installed by default (``pip install 'govnews[s3]'``).
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import IO, Any, Self, TypeVar, cast
from urllib.parse import urlsplit, urlunsplit

from scrapy.settings import BaseSettings

from govnews.errors import GovNewsError
from govnews.feeds.recovery import Fate

SCHEME = "s3"
MOST = 5 * 1024**3
"""Bytes of one PUT."""
_PUBLICATION, _SHA256, _LENGTH = "govnews-publication", "govnews-sha256", "govnews-length"
_TAKEN_BACK = "govnews-taken-back"
_CONNECT_SECONDS, _READ_SECONDS = 10, 60
_PAUSES = (0.5, 2.0, None)
"""Seconds after each attempt that brought no answer to rely on; None: it was the last."""
_MARK = re.compile(r"[0-9a-f]{16}")
_PACKED = frozenset({".bz2", ".gz", ".xz", ".zst"})
# Answers by which a server refuses a request, and does nothing of it.
_REFUSALS = frozenset({301, 307, 400, 401, 403, 404, 405, 413, 501})
_Result = TypeVar("_Result")


class NotStored(GovNewsError):
    """The upload ended without an object, and none can come of it any more."""


class _NoAnswer(GovNewsError):
    """What the server did with a request is not known."""


class _Refused(GovNewsError):
    """The server did nothing of a request, or it was never asked."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def marked(uri: str) -> str:
    """The URI that one publication has, of that of the feed.

    >>> re.sub("[0-9a-f]{16}", "…", marked("s3://bucket/mengjin/2026-11-27T16-07-11Z.jsonl"))
    's3://bucket/mengjin/2026-11-27T16-07-11Z.….jsonl'
    >>> re.sub("[0-9a-f]{16}", "…", marked("s3://bucket/www.example.gov.cn/news.jsonl.gz"))
    's3://bucket/www.example.gov.cn/news.….jsonl.gz'
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


class Bucket:
    """A bucket, as the settings of a run reach it: its credentials, endpoint and ACL are those of Scrapy's own storage."""

    def __init__(self, client: Any, acl: str | None = None) -> None:
        self._client = client
        self._acl = acl

    @classmethod
    def of(cls, uri: str, settings: BaseSettings) -> Self:
        """The bucket of the URI, which may have credentials of its own: those of the settings are then not used.

        Raises ImportError where there is no boto3, ValueError where the URI names no bucket or no object.
        """
        parts = urlsplit(uri)
        if not parts.hostname or not parts.path.strip("/"):
            raise ValueError("name a bucket and an object: s3://BUCKET/NAME.jsonl")
        try:
            import boto3  # noqa: PLC0415 - an optional dependency
            from botocore.config import Config  # noqa: PLC0415
        except ImportError:
            raise ImportError("missing boto3 library: pip install 'govnews[s3]'") from None
        client = boto3.session.Session().client(
            "s3",
            aws_access_key_id=parts.username or settings["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=parts.password or settings["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=settings["AWS_SESSION_TOKEN"],
            endpoint_url=settings["AWS_ENDPOINT_URL"] or None,
            region_name=settings["AWS_REGION_NAME"] or None,
            # Each attempt is counted here, not below: of one whose answer got lost the outcome has to be asked for.
            config=Config(
                connect_timeout=_CONNECT_SECONDS, read_timeout=_READ_SECONDS, retries={"total_max_attempts": 1}
            ),
        )  # fmt: skip
        return cls(client, settings["FEED_STORAGE_S3_ACL"] or None)

    def upload(self, uri: str, file: IO[bytes]) -> None:
        """Store the file's content under a :func:`marked` URI; once it returns that is there.

        Raises :exc:`NotStored`, or another GovNewsError where it is not known whether it is or will be.
        """
        file.seek(0)
        sha256 = hashlib.file_digest(cast("Any", file), "sha256").hexdigest()
        length = file.seek(0, 2)
        if length > MOST:
            raise NotStored(
                f"{uri}: {length} bytes, and an upload takes {MOST}; divide it by batch_item_count"
            )
        metadata = {_PUBLICATION: mark_of(uri) or "", _SHA256: sha256, _LENGTH: str(length)}
        try:
            if self._put(uri, file, metadata):
                return
            fault = "an object of that name is there"
        except _Refused as error:
            raise NotStored(f"{uri}: {error}") from error
        except _NoAnswer as error:
            fault = str(error)
        if not self.settle(uri, sha256):
            raise NotStored(f"{uri}: {fault}")

    def settle(self, uri: str, sha256: str | None = None) -> bool:
        """Whether the upload to a :func:`marked` URI was stored; one that was not cannot be stored any more.

        ``sha256`` is that of what was uploaded, where it is known. Raises GovNewsError where it cannot be found out.
        """
        for _ in range(3):  # between two questions the upload may have come
            if (there := self._metadata(uri)) is not None:
                return _is_whole(there, uri, sha256)
            try:
                if self._put(uri, b"", {_TAKEN_BACK: mark_of(uri) or ""}):
                    return False
            except _Refused as error:
                if error.code == "NoSuchBucket":
                    return False
                raise
        raise _NoAnswer(f"{uri}: the server says that it is there, and that it is not")

    def _put(self, uri: str, content: IO[bytes] | bytes, metadata: Mapping[str, str]) -> bool:
        """Store an object where there is none of its name; False where there is one. Raises _Refused, _NoAnswer."""
        more = {"ACL": self._acl} if self._acl else {}

        def put() -> bool:
            if not isinstance(content, bytes):
                content.seek(0)
            self._client.put_object(**_place(uri), Body=content, Metadata=metadata, IfNoneMatch="*", **more)
            return True

        try:
            return _attempts(put)
        except _Refused as error:
            if error.code == "PreconditionFailed":
                return False
            raise

    def _metadata(self, uri: str) -> dict[str, str] | None:
        """What the object came with, and how long it is; None where there is none. Raises _Refused, _NoAnswer."""
        try:
            answer = _attempts(lambda: self._client.head_object(**_place(uri)), changes_nothing=True)
        except _Refused as error:
            if error.code in ("404", "NoSuchKey"):
                return None
            raise
        return {**answer["Metadata"], "": str(answer["ContentLength"])}


def _is_whole(there: Mapping[str, str], uri: str, sha256: str | None) -> bool:
    """Whether what is there is what was uploaded, and no other one's. Raises _NoAnswer where it is that, and torn."""
    if there.get(_PUBLICATION) != mark_of(uri):
        return False
    if there.get(_LENGTH) != there[""] or there.get(_SHA256) != (sha256 or there.get(_SHA256)):
        raise _NoAnswer(f"{uri} is there, and is not what was uploaded")
    return True


def _place(uri: str) -> dict[str, str]:
    parts = urlsplit(uri)
    return {"Bucket": parts.hostname or "", "Key": parts.path[1:]}


def _attempts(request: Callable[[], _Result], *, changes_nothing: bool = False) -> _Result:
    """What a request gives, tried again where it brings no answer to rely on.

    Raises _Refused, with the code of the server's error where that was ever asked; else _NoAnswer: what the server did with
    one of the attempts is not known. Of a request that changes nothing the last answer is enough.
    """
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, SSLError  # noqa: PLC0415

    sent = False
    for pause in _PAUSES:
        try:
            return request()
        except ClientError as error:
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            code = str(error.response.get("Error", {}).get("Code", ""))
            if status == 412 or (status in _REFUSALS and (changes_nothing or not sent)):
                raise _Refused(str(error), "PreconditionFailed" if status == 412 else code) from error
            sent, fault = True, str(error)
        except BotoCoreError as error:
            # What is not one of these has not found the server, or has not asked.
            sent, fault = sent or isinstance(error, HTTPClientError | SSLError), str(error)
        if pause is not None:
            time.sleep(pause)
    raise _NoAnswer(fault) if sent else _Refused(fault, "")


class Uploads:
    """What became of uploads that runs of a site announced, asked of the buckets with the settings of this run."""

    def __init__(self, settings: BaseSettings) -> None:
        self._settings = settings

    def __call__(self, uri: str) -> Fate:
        """For :func:`govnews.feeds.recovery.recover`. Raises GovNewsError where it cannot be found out now."""
        if urlsplit(uri).scheme != SCHEME or mark_of(uri) is None:
            return Fate.UNKNOWN
        try:
            bucket = Bucket.of(self._with_credentials(uri), self._settings)
        except (ImportError, ValueError) as error:
            raise _NoAnswer(str(error)) from error
        return Fate.STORED if bucket.settle(uri) else Fate.NOT_STORED

    def _with_credentials(self, uri: str) -> str:
        """The URI with the credentials that a feed in the same bucket has: the ledger keeps none."""
        parts = urlsplit(uri)
        for feed in map(urlsplit, map(str, self._settings.getdict("FEEDS"))):
            if feed.scheme == SCHEME and feed.hostname == parts.hostname and feed.username:
                return urlunsplit(parts._replace(netloc=feed.netloc))
        return uri
