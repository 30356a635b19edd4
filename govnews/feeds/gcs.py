"""Buckets of Google Cloud Storage.

An upload has ``ifGenerationMatch=0``: the service makes the object where there is none of its name. Of a large file, which
goes in several requests, it looks at that when the last one has come; of an upload that was cut off there is no object. It
compares the content with the checksum that is sent beside it; the client could do so, too, and would delete what it finds torn.
Needs google-cloud-storage, which is not installed by default (``pip install 'govnews[gcs]'``); its own variables say who asks
(``GOOGLE_APPLICATION_CREDENTIALS``), and where (``STORAGE_EMULATOR_HOST``).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, Self

from scrapy.settings import BaseSettings

from govnews.feeds import objects
from govnews.feeds.objects import Bucket, Found, Missing, NoAnswer, NoBucket, NotAsked, Refused, Taken, place

# Answers by which the service refuses a request, and does nothing of it.
_REFUSALS = frozenset({400, 401, 403, 405, 411, 413})
_LARGE = 8 * 1024**2
"""Bytes beyond which the client makes several requests, and does not send its own checksum beside them."""
_CHUNK = 4 * 1024**2
"""Bytes of one of them. Each request has :data:`objects.READ_SECONDS` to be written, slow lines included."""


class GcsBucket(Bucket):
    """A bucket that google-cloud-storage reaches."""

    MOST = 5 * 1024**4

    @classmethod
    def of(cls, uri: str, settings: BaseSettings) -> Self:
        """The bucket of the URI, in the project of ``GCS_PROJECT_ID``. Raises ValueError for no credentials, too."""
        place(uri)
        try:
            from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415 - an optional dependency
            from google.cloud.storage import Client  # noqa: PLC0415
            from google.cloud.storage.acl import ACL  # noqa: PLC0415
        except ImportError:
            raise ImportError("missing google-cloud-storage library: pip install 'govnews[gcs]'") from None
        acl = ACL.validate_predefined(settings["FEED_STORAGE_GCS_ACL"] or None)
        try:
            client = Client(project=settings["GCS_PROJECT_ID"])
        # A file of credentials is not there, or holds anything.
        except (GoogleAuthError, OSError, ValueError, AttributeError, TypeError) as error:
            raise ValueError(f"no credentials of Google Cloud Storage: {_said(error)}") from error
        return cls(client, acl)

    def _put(self, uri: str, content: IO[bytes], metadata: Mapping[str, str]) -> None:
        blob = self._blob(uri)
        blob.metadata = dict(metadata)
        checksum, length = _checksum(content), content.tell()
        try:
            with _in_our_words():
                blob.upload_from_file(
                    content,
                    size=length,
                    rewind=True,
                    predefined_acl=self._acl,
                    if_generation_match=0,
                    crc32c_checksum_value=checksum,
                    checksum="crc32c" if length <= _LARGE else None,
                    retry=None,  # attempts are counted by Bucket
                    timeout=objects.READ_SECONDS,
                )
                stored = blob.size, blob.crc32c, blob.metadata
        except Missing as error:  # to be made, an object needs nothing but a bucket
            raise NoBucket(str(error)) from error
        if stored != (length, checksum, metadata):
            raise NoAnswer("what the server answers is not of the object")

    def _look(self, uri: str) -> Found:
        blob = self._blob(uri)
        with _in_our_words():
            blob.reload(retry=None, timeout=objects.READ_SECONDS)
            metadata, length = blob.metadata or {}, blob.size
        if length is None:
            raise NoAnswer("what the server answers is not of an object")
        return Found(metadata, length)

    def _blob(self, uri: str) -> Any:
        bucket, key = place(uri)
        return self._client.bucket(bucket).blob(key, chunk_size=_CHUNK)


def _checksum(content: IO[bytes]) -> str:
    """CRC32C of a file as the service writes it; the file is then at its end."""
    from google_crc32c import extend  # noqa: PLC0415

    checksum = 0
    content.seek(0)
    while piece := content.read(_CHUNK):
        checksum = extend(checksum, piece)
    return base64.b64encode(checksum.to_bytes(4, "big")).decode()


@contextmanager
def _in_our_words() -> Iterator[None]:
    """One upload or question of the client's: its exceptions as those of :mod:`govnews.feeds.objects`."""
    from google.api_core.exceptions import GoogleAPICallError  # noqa: PLC0415
    from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415
    from requests.exceptions import ConnectionError as NoConnection  # noqa: PLC0415
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError  # noqa: PLC0415

    try:
        yield
    except GoogleAPICallError as error:
        said = _said(error)
        if error.code == 412:
            raise Taken(said) from error
        if error.code == 404 and _is_googles(error):
            raise Missing(said) from error
        raise (Refused if error.code in _REFUSALS else NoAnswer)(said) from error
    except NoConnection as error:
        reason = getattr(error.args[0], "reason", None) if error.args else None
        unreached = isinstance(reason, NewConnectionError | ConnectTimeoutError)
        raise (NotAsked if unreached else NoAnswer)(_said(error)) from error
    except GoogleAuthError as error:  # without a token nothing is asked
        raise NotAsked(_said(error)) from error
    except Exception as error:  # the client has faults of its own, at answers that it does not expect
        raise NoAnswer(f"{type(error).__name__}: {_said(error)}") from error


def _is_googles(error: Any) -> bool:
    """Whether an answer 404 is the service's, of an object or a bucket: not of a server before it, nor of a lost session."""
    try:
        answer = error.response
        return bool(answer.request.method != "PUT" and answer.json()["error"]["code"] == 404)
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _said(error: Any) -> str:
    """An error in a line: what the service says of it, else what the client does, which repeats the whole answer."""
    try:
        said = f"{error.code}: {error.response.json()['error']['message']}"
    except (AttributeError, KeyError, TypeError, ValueError):  # a server before it has answered, or none has
        said = str(error).partition("\n")[0]
    return " ".join(said.split())
