"""A host that has nothing to do with a crawl, and counts whoever turns to it."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class Bystander:
    """Listens on one port, for TCP and for UDP, while the ``with`` block lasts. It never says a word."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self._tcp = socket.create_server((host, 0), backlog=64)
        self.port = int(self._tcp.getsockname()[1])
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind((host, self.port))
        self.touched: list[bytes] = []
        """What came, the first bytes of each connection or datagram."""

    def __enter__(self) -> Self:
        for listen in (self._accept, self._receive):
            threading.Thread(target=listen, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for one in (self._tcp, self._udp):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._tcp.accept()
                connection.settimeout(2)
                said = b"(connected)"
                with suppress(OSError), connection:
                    said = connection.recv(200) or said
                self.touched.append(said)

    def _receive(self) -> None:
        with suppress(OSError):
            while datagram := self._udp.recv(200):
                self.touched.append(datagram)
