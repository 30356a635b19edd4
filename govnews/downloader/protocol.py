"""HTTP as it is read from the wire, with an end to what stands before a body.

Scrapy bounds the body of an answer (``DOWNLOAD_MAXSIZE``) and its time; Twisted bounds a line, a chunk's extensions and
the trailers. The lines of a head have no bound of theirs, nor have the interim answers (1xx) before it and the chunks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.internet.error import ConnectionDone
from twisted.web._newclient import HEADER, STATUS
from twisted.web.http import _ChunkedTransferDecoder

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.python.failure import Failure
    from twisted.web._newclient import HTTP11ClientProtocol
    from twisted.web._newclient import Request as TxRequest
    from twisted.web.iweb import IResponse

# Servers themselves take 8 to 64 KiB and 100 lines; answers have a tenth of that.
MAX_HEAD = 64 * 1024
"""Bytes before an answer's body, those of interim answers (1xx) included."""
MAX_HEADERS = 256
"""Header lines before an answer's body, those of interim answers included."""
MAX_STATUS = 200
"""Bytes of a status line that are looked at: what is no HTTP is told in one line."""
MAX_CHUNKS = 50_000
"""Pieces of a body; servers send them by the KiB, and each costs the same, however small it is."""


class HeadOverBound(Exception):
    """What stands before an answer's body is larger than any that is meant."""


class TooManyChunks(Exception):
    """The answer's body comes in crumbs."""


class BoundedChunks(_ChunkedTransferDecoder):
    """Gives a body up that comes in too many pieces."""

    def __init__(
        self, dataCallback: Callable[[bytes], None], finishCallback: Callable[[bytes], None]
    ) -> None:
        super().__init__(self._piece, finishCallback)
        self._deliver = dataCallback
        self._pieces = 0

    def _piece(self, data: bytes) -> None:
        self._pieces += 1
        if self._pieces > MAX_CHUNKS:
            raise TooManyChunks(f"more than {MAX_CHUNKS} chunks")
        self._deliver(data)


class BoundedParser(_LenientHTTPClientParser):
    """Gives an answer up whose head does not come to an end."""

    _transferDecoders = {b"chunked": BoundedChunks}  # noqa: RUF012 - as Twisted declares it

    head = 0
    """Bytes that came before the head was at its end, counted by what comes at once."""
    lines = 0

    def dataReceived(self, data: bytes) -> None:
        """Raises :exc:`HeadOverBound`, which fails the request."""
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self.state in {STATUS, HEADER}:
            self.head += len(data)
            if self.head > MAX_HEAD:
                raise HeadOverBound(f"more than {MAX_HEAD // 1024} KiB of headers")

    def lineReceived(self, line: bytes) -> None:
        """Raises :exc:`HeadOverBound`, which fails the request."""
        self.lines += 1
        if self.lines > MAX_HEADERS:
            raise HeadOverBound(f"more than {MAX_HEADERS} header lines")
        super().lineReceived(line)

    def statusReceived(self, status: bytes) -> None:
        """Raises Twisted's ParseError for what is no status line."""
        super().statusReceived(status[:MAX_STATUS])  # type: ignore[no-untyped-call]

    def lineLengthExceeded(self, line: bytes) -> None:
        """Raises :exc:`HeadOverBound`, which fails the request."""
        raise HeadOverBound(f"a header line of more than {self.MAX_LENGTH // 1024} KiB")


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Reads answers with :class:`BoundedParser`, and hangs up on who keeps to no protocol."""

    def request(self, request: TxRequest) -> Deferred[IResponse]:
        """The answer to a request, which has not begun to come."""
        answer: Deferred[IResponse] = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = BoundedParser  # as Scrapy exchanges Twisted's parser for its own
        return answer

    def _giveUp(self, reason: Failure) -> None:
        super()._giveUp(reason)  # type: ignore[no-untyped-call]
        if not isinstance(
            reason.value, ConnectionDone
        ):  # a polite end of TLS would wait for that of the other side
            assert self.transport is not None
            self.transport.abortConnection()


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes the connections of Scrapy's pool such."""

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:
        """A connection that has just been made."""
        return BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
