"""Buckets of S3, and of whatever else speaks its protocol.

An upload is one PUT with ``If-None-Match: *``: no multipart upload is begun, so that none can be left open.
Needs boto3, which is not installed by default (``pip install 'govnews[s3]'``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Self
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from govnews.feeds import objects
from govnews.feeds.objects import Bucket, Found, Missing, NoAnswer, NoBucket, NotAsked, Refused, Taken, place

_CONNECT_SECONDS = 10
# Answers by which a server refuses a request, and does nothing of it.
_REFUSALS = frozenset({301, 307, 400, 401, 403, 404, 405, 413, 501})


class S3Bucket(Bucket):
    """A bucket that boto3 reaches."""

    MOST = 5 * 1024**3

    @classmethod
    def of(cls, uri: str, settings: BaseSettings) -> Self:
        """The bucket of the URI, which may have credentials of its own: those of the settings are then not used."""
        place(uri)
        try:
            import boto3  # noqa: PLC0415 - an optional dependency
            from botocore.config import Config  # noqa: PLC0415
            from botocore.exceptions import BotoCoreError  # noqa: PLC0415
        except ImportError:
            raise ImportError("missing boto3 library: pip install 'govnews[s3]'") from None
        parts = urlsplit(uri)
        try:
            client = boto3.session.Session().client(
                "s3",
                aws_access_key_id=parts.username or settings["AWS_ACCESS_KEY_ID"],
                aws_secret_access_key=parts.password or settings["AWS_SECRET_ACCESS_KEY"],
                aws_session_token=settings["AWS_SESSION_TOKEN"],
                endpoint_url=settings["AWS_ENDPOINT_URL"] or None,
                region_name=settings["AWS_REGION_NAME"] or None,
                # Attempts are counted by Bucket, not below: of one whose answer got lost the outcome has to be asked for.
                config=Config(
                    connect_timeout=_CONNECT_SECONDS,
                    read_timeout=objects.READ_SECONDS,
                    retries={"total_max_attempts": 1},
                ),
            )
        except BotoCoreError as error:  # half of the credentials, a profile that is not there
            raise ValueError(str(error)) from error
        return cls(client, settings["FEED_STORAGE_S3_ACL"] or None)

    def _put(self, uri: str, content: IO[bytes], metadata: Mapping[str, str]) -> None:
        bucket, key = place(uri)
        more = {"ACL": self._acl} if self._acl else {}
        with _in_our_words():
            self._client.put_object(
                Bucket=bucket, Key=key, Body=content, Metadata=metadata, IfNoneMatch="*", **more
            )

    def _look(self, uri: str) -> Found:
        bucket, key = place(uri)
        with _in_our_words():
            answer = self._client.head_object(Bucket=bucket, Key=key)
        return Found(answer["Metadata"], answer["ContentLength"])


@contextmanager
def _in_our_words() -> Iterator[None]:
    """One request of boto3's: its exceptions as those of :mod:`govnews.feeds.objects`."""
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, SSLError  # noqa: PLC0415

    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        code = str(error.response.get("Error", {}).get("Code", ""))
        if status == 412:
            raise Taken(str(error)) from error
        if code == "NoSuchBucket":
            raise NoBucket(str(error)) from error
        if code in ("404", "NoSuchKey"):
            raise Missing(str(error)) from error
        raise (Refused if status in _REFUSALS else NoAnswer)(str(error)) from error
    except (HTTPClientError, SSLError) as error:
        raise NoAnswer(str(error)) from error
    except BotoCoreError as error:  # it has not found the server, or has not asked
        raise NotAsked(str(error)) from error
