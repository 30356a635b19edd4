"""Why a request was not made, or its answer not used; what the errback of a request gets."""

from __future__ import annotations

from typing import ClassVar

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from govnews.crawl.outcome import Problem
from govnews.errors import PageOverBound, Unreadable


class Refusal(IgnoreRequest):
    """The common base. The message is one line; ``kind`` is what the run report counts it as."""

    kind: ClassVar[Problem]


class Blocked(Refusal):
    """The site refuses the crawler: a challenge, a captcha, a firewall's page, too many requests."""

    kind = Problem.BLOCKED


class Outside(Refusal):
    """The address is not one of the site's, or not one of the web's. ``url`` is where it leads, if that is known."""

    kind = Problem.OUTSIDE

    def __init__(self, why: str, url: str | None = None) -> None:
        super().__init__(why)
        self.url = url


class NotPublic(Refusal):
    """The host's name leads to an address of a private network, or of this machine."""

    kind = Problem.NETWORK


class BadCertificate(Refusal):
    """The host's certificate does not show that it is the host; nothing is asked of who cannot show it."""

    kind = Problem.CERTIFICATE


class NotNow(Refusal):
    """Nothing may be asked for at this time: the server's errors say so."""

    kind = Problem.NETWORK


class Paused(Refusal):
    """The run is at its own end: its hours are over or it has asked often enough. Nobody is to blame."""

    kind = Problem.PAUSED


class OverBound(Refusal):
    """The page is larger, deeper or fuller than any page that is meant to be read."""

    kind = Problem.BOUNDS


class NoBrowser(Refusal):
    """A page is drawn by a script, and no browser draws it."""

    kind = Problem.NO_BROWSER


def explain(error: BaseException) -> tuple[Problem, str]:
    """What went wrong with a request: kind of problem, and one line.

    >>> explain(Blocked("it says: 访问过于频繁"))
    (<Problem.BLOCKED: 'blocked'>, 'it says: 访问过于频繁')
    >>> explain(ConnectionResetError("by peer"))
    (<Problem.NETWORK: 'network'>, 'the exchange fails: by peer')
    >>> explain(ValueError("netloc '127.0.0.1℀' contains invalid characters"))
    (<Problem.NETWORK: 'network'>, "its answer cannot be understood: netloc '127.0.0.1℀' contains invalid characters")
    """
    if isinstance(error, Refusal):
        return error.kind, str(error)
    if isinstance(error, Unreadable):
        return Problem.BOUNDS if isinstance(error, PageOverBound) else Problem.UNREADABLE, str(error)
    if isinstance(error, HttpError):
        return Problem.HTTP, f"HTTP {error.response.status}"
    if isinstance(error, IgnoreRequest):
        if "max redirections" in str(error):
            return Problem.HTTP, "it redirects without end"
        if "DOWNLOAD_MAXSIZE" in str(error):
            return Problem.BOUNDS, "larger than DOWNLOAD_MAXSIZE when unpacked"
        return Problem.REFUSED, str(error) or "not allowed"
    if isinstance(error, DownloadCancelledError):
        return Problem.BOUNDS, "larger than DOWNLOAD_MAXSIZE"
    reasons = getattr(error.__cause__, "reasons", ())  # of Twisted's ResponseFailed
    if isinstance(error, DownloadFailedError) and reasons:
        return Problem.NETWORK, f"the exchange fails: {type(reasons[0].value).__name__}: {reasons[0].value}"
    if type(error).__module__ in _UNPACKERS:
        return Problem.NETWORK, f"its answer cannot be unpacked: {error}"
    if isinstance(error, ValueError):
        return Problem.NETWORK, f"its answer cannot be understood: {error}"
    return Problem.NETWORK, _NETWORK.get(
        type(error)
    ) or f"the exchange fails: {error or type(error).__name__}"


# What a download raises that reached no server.
NO_CONNECTION = (DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError)
# What a download that failed raises, as Scrapy names it; and the same whatever layer it failed in.
DOWNLOAD_ERRORS = (*NO_CONNECTION, CannotResolveHostError, ResponseDataLossError)
NETWORK_ERRORS = (*DOWNLOAD_ERRORS, OSError)
# The modules whose errors say that packed data is damaged.
_UNPACKERS = frozenset(["zlib", "brotli", "brotlicffi", "backports.zstd", "compression.zstd"])
_NETWORK: dict[type[BaseException], str] = {
    CannotResolveHostError: "the host name is unknown",
    DownloadConnectionRefusedError: "the connection is refused",
    DownloadTimeoutError: "no answer in time",
    ResponseDataLossError: "the answer breaks off",
}
