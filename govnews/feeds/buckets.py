"""Which service a feed's bucket is of, and what became of uploads into it."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from scrapy.settings import BaseSettings

from govnews.feeds.gcs import GcsBucket
from govnews.feeds.objects import Bucket, NoAnswer, mark_of
from govnews.feeds.recovery import Fate
from govnews.feeds.s3 import S3Bucket

SERVICES: dict[str, type[Bucket]] = {"s3": S3Bucket, "gs": GcsBucket}
"""By the scheme of the URI."""


def bucket_of(uri: str, settings: BaseSettings) -> Bucket:
    """The bucket of a feed's URI. Raises as :meth:`Bucket.of`."""
    return SERVICES[urlsplit(uri).scheme].of(uri, settings)


class Uploads:
    """What became of uploads that runs of a site announced, asked of the buckets with the settings of this run."""

    def __init__(self, settings: BaseSettings) -> None:
        self._settings = settings

    def __call__(self, uri: str) -> Fate:
        """For :func:`govnews.feeds.recovery.recover`. Raises GovNewsError where it cannot be found out now."""
        if urlsplit(uri).scheme not in SERVICES or mark_of(uri) is None:
            return Fate.UNKNOWN
        try:
            bucket = bucket_of(self._with_credentials(uri), self._settings)
        except (ImportError, ValueError) as error:
            raise NoAnswer(str(error)) from error
        return Fate.STORED if bucket.settle(uri) else Fate.NOT_STORED

    def _with_credentials(self, uri: str) -> str:
        """The URI with the credentials that a feed in the same bucket has: the ledger keeps none."""
        parts = urlsplit(uri)
        for feed in map(urlsplit, map(str, self._settings.getdict("FEEDS"))):
            if feed.scheme == parts.scheme and feed.hostname == parts.hostname and feed.username:
                return urlunsplit(parts._replace(netloc=feed.netloc))
        return uri
