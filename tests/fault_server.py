"""A server of raw sockets for what no web server would send, and a crawl that is watched while it meets it."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Self

from tests import memory
from tests.crawling import UNPACED, environment
from tests.places import PROJECT
from tests.processes import start

PARAGRAPH = (
    "孟津区召开产业项目观摩会，各镇街负责人到现场查看进度，听取建设单位介绍，就用地、用工和供电等问题当场商量办法。"
    "会议要求，各单位要把项目建设摆在突出位置，倒排工期，定期通报，确保年内建成投用，带动周边群众就业增收。"
)

CLOSING = "下一步，区里将建立台账，每周调度一次，对进展缓慢的项目逐个分析原因，帮助企业解决实际困难，确保全年目标如期完成。"


class Exchange:
    """One request, and the socket to answer it on."""

    def __init__(self, connection: socket.socket, head: bytes) -> None:
        self.socket = connection
        self.head = head
        self.method, target, *_ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
        self.target = target
        """Path and query as asked for."""
        self.time = time.monotonic()

    @property
    def path(self) -> str:
        """The path alone."""
        return self.target.partition("?")[0]

    def send(self, data: bytes) -> None:
        """Bytes as they are; a client that has gone is no error."""
        self.socket.sendall(data)

    def reply(self, body: bytes, status: str = "200 OK", *headers: str) -> None:
        """A correct answer."""
        lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", f"Content-Length: {len(body)}", *headers]
        self.send("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body)

    def reset(self) -> None:
        """Break the connection off by RST, as a dying server or a firewall does."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


Answer = Callable[[Exchange], None]


def page(text: str | bytes) -> Answer:
    """A correct page; text is sent as UTF-8."""
    body = text.encode() if isinstance(text, str) else text
    return lambda exchange: exchange.reply(body)


def redirect(target: str | Callable[[Exchange], str], *headers: str) -> Answer:
    """302 to ``target``."""

    def answer(exchange: Exchange) -> None:
        location = target if isinstance(target, str) else target(exchange)
        exchange.reply(b"", "302 Found", f"Location: {location}", *headers)

    return answer


def refuse(status: str, body: str = "", *headers: str) -> Answer:
    """An answer with another status than 200."""
    return lambda exchange: exchange.reply(body.encode(), status, *headers)


def in_turn(*answers: Answer) -> Answer:
    """The first answer to the first request, and so on; the last one stays."""
    left = list(answers)

    def answer(exchange: Exchange) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(exchange)

    return answer


def home(columns: Mapping[str, str], *, title: str = "示例区人民政府") -> str:
    """A home page that leads to columns: names by path."""
    links = "".join(f'<li><a href="{path}">{escape(name)}</a></li>' for path, name in columns.items())
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body><ul class=nav>{links}</ul>"
        f"<p>{title}主办</p></body></html>"
    )


def listing(name: str, entries: Mapping[str, str], *, pager: str = "", date: str = "2026-03-24") -> str:
    """A list: titles by path."""
    rows = "".join(
        f'<li><a href="{path}">{escape(title)}</a><span>{date}</span></li>' for path, title in entries.items()
    )
    return (
        f"<html><head><meta charset=utf-8><title>{name}</title></head><body>"
        f'<div class=path><a href="/">首页</a> &gt; {name}</div><ul class=list>{rows}</ul>'
        f"<div class=pager>{pager}</div></body></html>"
    )


ONE_PAGE = "共1页"


def article(title: str, *, text: str = PARAGRAPH, head: str = "<meta charset=utf-8>") -> str:
    """An article of two paragraphs."""
    return (
        f"<html><head>{head}<title>{escape(title)}</title></head><body><h1>{escape(title)}</h1>"
        f"<div>发布时间：2026-03-24　来源：示例融媒</div><div id=zoom><p>{text}</p><p>{CLOSING}</p></div>"
        "</body></html>"
    )


class FaultServer:
    """Answers ``routes`` (by path, or by path and query, which goes first) while the ``with`` block lasts.

    What is not there is a 404. ``tls`` makes it a server of https.
    """

    def __init__(self, routes: Mapping[str, Answer], *, tls: ssl.SSLContext | None = None) -> None:
        self.routes = dict(routes)
        self.tls = tls
        self.asked: list[Exchange] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self._closing = False

    @property
    def port(self) -> int:
        """The loopback port."""
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT/``."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [exchange.target for exchange in self.asked]

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._closing = True
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes accept()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=5)
        self._listener.close()

    def _start(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.settimeout(20)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            self._open.add(connection)
            self._answer(connection)
        except (OSError, ValueError):
            pass  # the client has had enough of this answer, or speaks another protocol
        finally:
            self._open.discard(connection)
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _answer(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head and (data := connection.recv(65536)):
            head += data
            if not head[:1].isalpha():
                return  # TLS, as a client of https sends to a server of http
        if not head or self._closing:
            return
        exchange = Exchange(connection, head)
        self.asked.append(exchange)
        answer = self.routes.get(exchange.target) or self.routes.get(exchange.path)
        (answer or refuse("404 Not Found", "<p>页面不存在</p>"))(exchange)


@dataclass(frozen=True, slots=True)
class WatchedRun:
    """What a crawl came to."""

    returncode: int
    log: str
    peak: float
    """Most memory the process held, in MB (VmHWM); 0 where the system does not tell."""
    seconds: float
    cpu: float
    """CPU seconds of the process; 0 where the system does not tell."""


def watched_crawl(
    home_page: str,
    output: Path,
    *arguments: str,
    proxy: str | None = None,
    variables: Mapping[str, str] | None = None,
    timeout: float = 100,
    spider: str = "site",
) -> WatchedRun:
    """``scrapy crawl site -a home=…`` into ``output``, without delays, and with an eye on its memory.

    A crawl that hangs is ended after ``timeout`` seconds and fails the test.
    """
    output.mkdir(parents=True, exist_ok=True)
    log = output / "log.txt"
    command = ["crawl", spider, "-s", f"GOVNEWS_OUTPUT={output}", *UNPACED]
    command += ["-a", f"home={home_page}", *arguments] if home_page else arguments
    started = time.monotonic()
    process = start(command, environment(proxy) | dict(variables or {}), PROJECT, out=log)
    assert process.pid is not None
    peak, cpu = 0, 0.0
    try:
        while process.is_alive():
            peak, cpu = max(peak, memory.peak(process.pid)), max(cpu, _cpu(process.pid))
            if time.monotonic() - started > timeout:
                raise AssertionError(f"the crawl hangs for {timeout} seconds")
            time.sleep(0.02)
    finally:
        process.kill()
        process.join()
    assert process.exitcode is not None
    seconds = time.monotonic() - started
    return WatchedRun(process.exitcode, log.read_text("utf-8"), peak / 1024, seconds, cpu)


def signalled_crawl(
    home_page: str,
    output: Path,
    *arguments: str,
    begun: Callable[[str], bool],
    by: signal.Signals = signal.SIGTERM,
    spider: str = "site",
) -> tuple[int, float, str]:
    """A crawl that gets a signal as soon as ``begun`` says so of its log: exit code, seconds to the exit, log."""
    output.mkdir(parents=True, exist_ok=True)
    log = output / "log.txt"
    log.touch()
    command = [
        "crawl",
        spider,
        "-a",
        f"home={home_page}",
        "-s",
        f"GOVNEWS_OUTPUT={output}",
        *UNPACED,
        *arguments,
    ]
    process = start(command, environment(None), PROJECT, out=log)
    assert process.pid is not None
    try:
        deadline = time.monotonic() + 60
        while not begun(log.read_text("utf-8")):
            assert time.monotonic() < deadline, log.read_text("utf-8")
            time.sleep(0.05)
        time.sleep(0.3)
        sent = time.monotonic()
        os.kill(process.pid, by)
        process.join(60)
        assert process.exitcode is not None, f"no exit within a minute: {log.read_text('utf-8')}"
        return process.exitcode, time.monotonic() - sent, log.read_text("utf-8")
    finally:
        process.kill()
        process.join()


def _cpu(pid: int) -> float:
    try:
        fields = (
            Path(f"/proc/{os.fspath(str(pid))}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        )
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
