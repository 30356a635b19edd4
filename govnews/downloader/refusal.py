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


class Refusal(IgnoreRequest):
    """The common base. The message is one line; ``kind`` is the kind of trouble in the run report."""

    kind: ClassVar[str]


class Blocked(Refusal):
    """The site refuses the crawler: a challenge, a captcha, a firewall's page, too many requests."""

    kind = "blocked"


class Outside(Refusal):
    """The address is not one of the site's, or not one of the web's."""

    kind = "outside"


class NotPublic(Refusal):
    """The host's name leads to an address of a private network, or of this machine."""

    kind = "network"


class NotNow(Refusal):
    """Nothing may be asked for at this time: the server's errors say so."""

    kind = "network"


class Paused(Refusal):
    """The run is at its own end: its hours are over or it has asked often enough. Nobody is to blame."""

    kind = "paused"


class OverBound(Refusal):
    """The page is larger, deeper or fuller than any page that is meant to be read."""

    kind = "bounds"


def explain(error: BaseException) -> tuple[str, str]:
    """What went wrong with a request: kind of trouble, and one line.

    >>> explain(Blocked("it says: 访问过于频繁"))
    ('blocked', 'it says: 访问过于频繁')
    >>> explain(ConnectionResetError("by peer"))
    ('network', 'ConnectionResetError: by peer')
    """
    if isinstance(error, Refusal):
        return error.kind, str(error)
    if isinstance(error, HttpError):
        return "http", f"HTTP {error.response.status}"
    if isinstance(error, IgnoreRequest):
        if "max redirections" in str(error):
            return "http", "it redirects without end"
        if "DOWNLOAD_MAXSIZE" in str(error):
            return "bounds", "larger than DOWNLOAD_MAXSIZE when unpacked"
        return "refused", str(error) or "not allowed"
    if isinstance(error, DownloadCancelledError):
        return "bounds", "larger than DOWNLOAD_MAXSIZE"
    reasons = getattr(error.__cause__, "reasons", ())  # of Twisted's ResponseFailed
    if isinstance(error, DownloadFailedError) and reasons:
        return "network", f"the exchange fails: {type(reasons[0].value).__name__}: {reasons[0].value}"
    return "network", _NETWORK.get(type(error)) or f"{type(error).__name__}: {error}".rstrip(": ")


# What a download raises that reached no server.
NO_CONNECTION = (DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError)
# What a download that failed raises, whatever layer it failed in.
NETWORK_ERRORS = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    OSError,
)
_NETWORK: dict[type[BaseException], str] = {
    CannotResolveHostError: "the host name is unknown",
    DownloadConnectionRefusedError: "the connection is refused",
    DownloadTimeoutError: "no answer in time",
    ResponseDataLossError: "the answer breaks off",
}
