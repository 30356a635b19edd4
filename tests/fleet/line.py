"""The network between one machine and the database's server: connections can be cut, and it can fall silent."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Coroutine
from typing import Any, Self

_CHUNK = 1 << 16
_NO_LINGER = struct.pack("ii", 1, 0)


class Line:
    """A proxy on loopback before the server's ``port``, while the ``with`` block lasts.

    What a silent line has taken it delivers when it carries again, as a network does that was away: late.
    """

    def __init__(self, port: int) -> None:
        self._server_port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="line", daemon=True)
        self._carries = asyncio.Event()
        self._ends: set[asyncio.StreamWriter] = set()
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self._carries.set()
        self._do(self._listen())
        return self

    def __exit__(self, *error: Any) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut(self) -> None:
        """Reset every connection; new ones can be made."""
        self._do(self._reset())

    def fall_silent(self, seconds: float) -> None:
        """Carry nothing for so long, in either direction; new connections are taken, and get no answer."""
        self._loop.call_soon_threadsafe(self._carries.clear)
        self._loop.call_soon_threadsafe(self._loop.call_later, seconds, self._carries.set)

    def _do(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(10)

    async def _listen(self) -> None:
        self._listener = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def _reset(self) -> None:
        for end in self._ends:
            # Without lingering an abort is a reset.
            end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            end.transport.abort()

    async def _close(self) -> None:
        self._listener.close()
        self._carries.set()
        await self._reset()
        if carrying := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(carrying, timeout=5)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):  # the server is shut down, or an end was reset
            await self._carries.wait()
            with contextlib.closing(writer):
                from_server, to_server = await asyncio.open_connection("127.0.0.1", self._server_port)
                with contextlib.closing(to_server):
                    ends = {writer, to_server}
                    self._ends |= ends
                    try:
                        await asyncio.wait(
                            [
                                asyncio.create_task(self._carry(reader, to_server)),
                                asyncio.create_task(self._carry(from_server, writer)),
                            ],
                            return_when=asyncio.FIRST_COMPLETED,
                        )
                    finally:
                        self._ends -= ends

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while came := await reader.read(_CHUNK):
                await self._carries.wait()
                writer.write(came)
                await writer.drain()
