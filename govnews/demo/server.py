"""Sites made by us, served over real HTTP on a free loopback port.

The server is a plain HTTP proxy: a client that names it as its proxy asks for
``http://www.mengjin.gov.cn/`` and gets the replica's page, so that an unmodified spider can be run
on it. It also answers direct requests, by their ``Host`` header.
"""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked for."""

    method: str
    url: str
    """Absolute: ``http://www.mengjin.gov.cn/ywdt/mjyw/?a=1``, as the client wrote it."""

    headers: dict[str, str] = field(default_factory=dict)
    """By lower-case name."""

    body: bytes = b""

    time: float = 0.0
    """Arrival in seconds of the monotonic clock: good for intervals, not for the time of day."""

    @property
    def host(self) -> str:
        """Host name in lower case, without port."""
        return urlsplit(self.url).hostname or ""

    @property
    def path(self) -> str:
        """Path without query; ``/`` where the URL has none."""
        return urlsplit(self.url).path or "/"

    @property
    def query(self) -> str:
        """Query without the question mark."""
        return urlsplit(self.url).query


@dataclass(frozen=True, slots=True)
class Reply:
    """What a site answers.

    ``Content-Length`` is added unless given; a given one that is longer than ``body`` makes a
    transfer that breaks off. A 200 with an ``ETag`` or ``Last-Modified`` is turned into a 304 by the
    server where the request's conditions allow it.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @classmethod
    def html(cls, text: str, *, status: int = 200, encoding: str = "utf-8", etag: bool = False) -> Self:
        """A page in ``encoding``; characters it lacks become numeric references.

        The header names no charset, as on most county sites: the page's own meta has to. With
        ``etag`` the reply carries a strong tag that changes with the bytes.
        """
        body = text.encode(encoding, "xmlcharrefreplace")
        headers = {"Content-Type": "text/html"}
        if etag:
            headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        return cls(status, headers, body)


class Site(Protocol):
    """Whatever answers the requests of one host; called from several threads at once."""

    def respond(self, request: Request) -> Reply:
        """The answer, a 404 for what is not there."""
        ...


class StaticSite:
    """A site of a few fixed pages by path, or by path and query (which goes first); all else is a 404.

    A text stands for an HTML page in UTF-8. Pages may be exchanged while the site is served.
    """

    def __init__(self, pages: Mapping[str, Reply | str]) -> None:
        self.pages = dict(pages)

    def respond(self, request: Request) -> Reply:
        page = self.pages.get(f"{request.path}?{request.query}", self.pages.get(request.path))
        if page is None:
            return Reply.html("<html><title>404</title><p>页面不存在</p></html>", status=404)
        return Reply.html(page) if isinstance(page, str) else page


Fault = Callable[[Request, Reply], Reply]
"""Turns the site's true answer into a wrong one."""


class FaultySite:
    """``site`` with some answers spoilt.

    ``faults`` maps a path (or path and query), or a predicate of the request, to what becomes of the
    answer. The first fault that matches is used. The mapping may be changed while the site is served.
    """

    def __init__(self, site: Site, faults: Mapping[str | Callable[[Request], bool], Fault]) -> None:
        self.site = site
        self.faults = dict(faults)

    def respond(self, request: Request) -> Reply:
        for where, fault in list(self.faults.items()):
            if _matches(where, request):
                return fault(request, self.site.respond(request))
        return self.site.respond(request)


def _matches(where: str | Callable[[Request], bool], request: Request) -> bool:
    if callable(where):
        return where(request)
    return where in (request.path, f"{request.path}?{request.query}")


def answer(reply: Reply) -> Fault:
    """``reply`` instead of the page: an error, a block page, an empty list."""
    return lambda _request, _true: reply


def break_off(keep: float) -> Fault:
    """The transfer stops after the share ``keep`` of the body, and the connection is closed."""

    def fault(_request: Request, reply: Reply) -> Reply:
        headers = {**reply.headers, "Content-Length": str(len(reply.body))}
        return replace(reply, headers=headers, body=reply.body[: int(len(reply.body) * keep)])

    return fault


def repeat(site: Site, url: str) -> Fault:
    """The page at ``url`` instead of the one asked for."""
    return lambda request, _true: site.respond(replace(request, url=url))


def first(times: int, fault: Fault) -> Fault:
    """``fault`` for the first ``times`` requests, the true page from then on."""
    lock = threading.Lock()
    left = times

    def limited(request: Request, reply: Reply) -> Reply:
        nonlocal left
        with lock:
            left -= 1
            spoil = left >= 0
        return fault(request, reply) if spoil else reply

    return limited


class ReplicaServer:
    """Serves ``sites`` by host name, while the ``with`` block lasts.

    ::

        with ReplicaServer({"www.mengjin.gov.cn": MengjinSite()}) as server:
            os.environ["http_proxy"] = server.url
            ...
            assert len(server.requests) == 3

    A host that is not among ``sites`` is answered with a 502, ``CONNECT`` with a 405: the proxy opens
    no connection of its own. Both are logged too.
    """

    def __init__(self, sites: Mapping[str, Site]) -> None:
        self.sites = {host.lower(): site for host, site in sites.items()}
        self._log: list[Request] = []
        self._lock = threading.Lock()
        self._http = _Server(self._answer)
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, name="replica", daemon=True
        )

    @property
    def port(self) -> int:
        """The loopback port."""
        return int(self._http.server_address[1])

    @property
    def url(self) -> str:
        """Address of the proxy, ``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def requests(self) -> list[Request]:
        """Everything asked for so far, in order of arrival; a copy."""
        with self._lock:
            return list(self._log)

    def forget(self) -> None:
        """Empty the log, before a second run."""
        with self._lock:
            self._log.clear()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def _answer(self, request: Request) -> Reply:
        with self._lock:
            self._log.append(request)
        if request.method == "CONNECT":
            return _line(405, "This proxy serves plain http:// only.")
        site = self.sites.get(request.host)
        if site is None:
            return _line(502, f"No replica of {request.host or 'a host without name'} is served here.")
        return _conditional(request, site.respond(request))


def _line(status: int, text: str) -> Reply:
    return Reply(status, {"Content-Type": "text/plain; charset=utf-8"}, f"{text}\n".encode())


def _conditional(request: Request, reply: Reply) -> Reply:
    """``reply``, or a 304 where the client has it already (RFC 9110 §13: the tag goes before the date)."""
    headers = {name.lower(): value for name, value in reply.headers.items()}
    tag, modified = headers.get("etag"), headers.get("last-modified")
    known, since = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
    if reply.status != 200 or request.method not in ("GET", "HEAD"):
        return reply
    if known is not None:
        tags = [one.strip().removeprefix("W/") for one in known.split(",")]
        fresh = known.strip() == "*" or (tag is not None and tag.removeprefix("W/") in tags)
    else:
        fresh = bool(since and modified) and _not_later(modified or "", since or "")
    if not fresh:
        return reply
    kept = {name: value for name, value in reply.headers.items() if name.lower() in ("etag", "last-modified")}
    return Reply(304, kept)


def _not_later(modified: str, since: str) -> bool:
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):  # an unreadable date is no condition (RFC 9110 §13.1.3)
        return False


class _Server(ThreadingHTTPServer):
    """The listening socket and its connections; closing it ends those too."""

    request_queue_size = 128  # the default of 5 makes parallel clients wait for a second
    daemon_threads = False  # so that server_close() waits for the threads

    def __init__(self, answer: Callable[[Request], Reply]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        connection, address = super().get_request()
        with self._open_lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        with self._open_lock:
            for connection in self._open:
                with suppress(OSError):  # the client has just closed it
                    connection.shutdown(socket.SHUT_RDWR)
        super().server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def handle(self) -> None:
        with suppress(ConnectionError):  # the client went away: nobody is left to tell
            super().handle()

    def respond(self) -> None:
        """Read the request, ask for its reply, write it."""
        length = int(self.headers.get("Content-Length") or 0)
        reply = self.server.answer(
            Request(
                method=self.command,
                url=self._url(),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(length) if length else b"",
                time=time.monotonic(),
            )
        )
        headers = {"Content-Length": str(len(reply.body)), **reply.headers}
        if int(headers["Content-Length"]) != len(reply.body) or self.command == "CONNECT":
            headers["Connection"] = "close"
            self.close_connection = True
        self.send_response(reply.status, _reason(reply.status))
        for name, value in headers.items():
            if reply.status != HTTPStatus.NOT_MODIFIED or name != "Content-Length":
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and reply.status != HTTPStatus.NOT_MODIFIED:
            self.wfile.write(reply.body)

    do_GET = do_HEAD = do_POST = do_CONNECT = respond

    def _url(self) -> str:
        """The absolute URL of an absolute-form or origin-form request line (RFC 9112 §3.2)."""
        if self.path.startswith(("http://", "https://")):
            return self.path
        host = self.path if self.command == "CONNECT" else self.headers.get("Host", "")
        return f"http://{host}" if self.command == "CONNECT" else f"http://{host}{self.path}"

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: ``requests`` is the log."""


def _reason(status: int) -> str:
    """Standard phrase; empty for the codes that only block pages use (512, 521)."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
