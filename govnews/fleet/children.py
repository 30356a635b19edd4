"""The crawls of a worker: each is a child that its fork server makes, waited for without a thread."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from govnews.errors import UsageError

logger = logging.getLogger(__name__)

_SERVER = "govnews.fleet.fork_server"
STOPPED_SECONDS = 20.0
"""How long the fork server may stand still, as a child of it may."""


@dataclass(frozen=True, slots=True)
class ChildEnded:
    """How a child ended."""

    code: int
    """Its exit code; negative where a signal ended it."""
    said: str
    """The last line that it wrote; empty where it wrote none."""
    cpu: float
    """CPU seconds that it took; 0 where its fork server ended before it, and took it along."""


class Children:
    """The children of one fork server, which is started with the first of them, and again where it has ended."""

    def __init__(self, command: str, project: Path, scratch: Path) -> None:
        """``command``: path of the class of the command that they run; ``project``: the folder that they run in;
        ``scratch``: a folder for what they write to standard output and error.
        """
        self._command, self._project, self._scratch = command, project, scratch
        self._starting = asyncio.Lock()
        self._server: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._stopped_since: float | None = None
        self._last = 0
        self._waited: dict[int, asyncio.Future[tuple[int, float]]] = {}
        self.processes: dict[int, int] = {}
        """The process of each child that is on, by its number."""

    @property
    def server(self) -> int | None:
        """The process of the fork server; None where there is none."""
        return self._server.pid if self._server is not None else None

    async def start(self) -> None:
        """Start the fork server, where there is none. Raises :exc:`UsageError` where it ends at once; it says why itself."""
        async with self._starting:
            if self._writer is not None:
                return
            ours, its = socket.socketpair()
            with its:
                self._server = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", _SERVER, str(its.fileno()), str(os.getpid()), self._command),
                    cwd=self._project,
                    pass_fds=[its.fileno()],
                    stdin=asyncio.subprocess.DEVNULL,
                )
            reader, writer = await asyncio.open_unix_connection(sock=ours)
            if not await reader.readline():
                writer.close()
                raise UsageError(
                    f"the fork server ended with {await self._server.wait()} before it was ready"
                )
            self._writer = writer
            self._reading = asyncio.create_task(self._read(reader, writer))

    async def run(self, arguments: Sequence[str], variables: Mapping[str, str]) -> ChildEnded:
        """Run a command line in a child, with ``variables`` in its environment besides ours, and wait for its end.

        Where the fork server is killed, it has ended with -9, as its children have. Raises as :meth:`start` does. Where it is
        cancelled, the child lives on.
        """
        await self.start()
        assert self._writer is not None
        self._last += 1
        number = self._last
        with self._output() as out:
            ending = self._waited[number] = asyncio.get_running_loop().create_future()
            self._ask(start=number, arguments=list(arguments), out=str(out), variables=dict(variables))
            code, cpu = await ending
            lines = out.read_text("utf-8", "replace").split("\n") if out.exists() else []
            return ChildEnded(code, next((line.strip() for line in reversed(lines) if line.strip()), ""), cpu)

    @contextmanager
    def _output(self) -> Iterator[Path]:
        path = self._scratch / f"{self._last}.out"
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to every child that is on."""
        for child in self._waited:
            self._ask(signal=int(number), to=child)

    def check_server(self) -> None:
        """Kill the fork server where it stands still (SIGSTOP): it neither makes children nor tells of their ends."""
        if self.server is None or not _is_stopped(self.server):
            self._stopped_since = None
        elif self._stopped_since is None:
            self._stopped_since = time.monotonic()
        elif time.monotonic() - self._stopped_since > STOPPED_SECONDS:
            logger.warning("The fork server stands still: it is killed, and its crawls with it")
            os.kill(self.server, signal.SIGKILL)

    def _ask(self, **message: object) -> None:
        if self._writer is not None:
            self._writer.write(json.dumps(message).encode() + b"\n")

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hear what the fork server tells, until it ends."""
        with suppress(ConnectionError):
            while line := await reader.readline():
                message = json.loads(line)
                if "started" in message:
                    self.processes[message["started"]] = message["pid"]
                else:
                    self.processes.pop(message["ended"], None)
                    self._end(message["ended"], message["code"], message["cpu"])
        self._writer = None
        writer.close()
        assert self._server is not None
        await self._server.wait()
        for number in list(self._waited):
            self._end(number, -signal.SIGKILL, 0.0)

    def _end(self, number: int, code: int, cpu: float) -> None:
        self.processes.pop(number, None)
        ending = self._waited.pop(number)
        if not ending.cancelled():
            ending.set_result((code, cpu))

    async def close(self) -> None:
        """End the fork server, and every child that is on with it."""
        if self._writer is not None:
            self._writer.close()
        if self._server is not None:
            try:
                async with asyncio.timeout(STOPPED_SECONDS):
                    await self._server.wait()
            except TimeoutError:  # it stands still
                self._server.kill()
                await self._server.wait()
        if self._reading is not None:
            await self._reading


def _is_stopped(process: int) -> bool:
    """Whether a process of this machine was stopped; one that has ended was not."""
    try:
        state = (
            Path(f"/proc/{process}/stat").read_text("ascii", errors="replace").rpartition(")")[2].split()[0]
        )
    except FileNotFoundError:
        return False
    return state in "Tt"
