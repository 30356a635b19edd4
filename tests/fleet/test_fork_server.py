"""Crawls as children of a fork server: what they are, what they cost, and what ends with whom."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO, NoReturn

import pytest

from govnews.demo.server import ReplicaServer
from govnews.fleet.children import Children
from govnews.fleet.fork_server import ForkServer
from tests.crawling import UNPACED, environment, feeds, last_report, records
from tests.fleet.worker import CRAWL
from tests.places import PROJECT

# A crawl of 孟津 that takes minutes.
SLOW = ["-s", "DOWNLOAD_DELAY=1", "-s", "AUTOTHROTTLE_ENABLED=False"]
LONGEST = 60.0  # seconds that anything takes here, on a machine that has much else to do


def crawl(output: Path, *arguments: str) -> list[str]:
    """The command line of a crawl of 孟津 into ``output``."""
    return [
        "scrapy",
        "crawl",
        "mengjin",
        "-s",
        f"GOVNEWS_OUTPUT={output}",
        "-s",
        "GOVNEWS_LOG=INFO",
        *arguments,
    ]


@asynccontextmanager
async def children(folder: Path) -> AsyncIterator[Children]:
    """The children of a fork server that is closed at the end."""
    those = Children(CRAWL, PROJECT, folder)
    try:
        yield those
    finally:
        await those.close()


async def until(answer: Callable[[], object]) -> None:
    """Wait until ``answer`` is true."""
    async with asyncio.timeout(LONGEST):
        while not answer():
            await asyncio.sleep(0.02)


def is_on(process: int) -> bool:
    """Whether a process runs: one that has ended and that nobody has waited for does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def running(test: Awaitable[None]) -> None:
    """Run a test that waits."""
    asyncio.run(asyncio.wait_for(test, 110))  # type: ignore[arg-type]


@pytest.fixture
def variables(replica: ReplicaServer) -> dict[str, str]:
    """The environment of a crawl of the replica."""
    return {"http_proxy": replica.url, "no_proxy": ""}


@pytest.mark.long
def test_child_does_what_a_process_of_its_own_does(tmp_path: Path, variables: dict[str, str]):
    """All articles in the first run, none in the second; the same exit codes, and the last line of what is wrong."""

    async def test() -> None:
        async with children(tmp_path) as forked:
            first = await forked.run(crawl(tmp_path / "output", *UNPACED), variables)
            assert first.code == 0
            assert last_report(tmp_path / "output")["outcome"] == "ok"
            collected = records(tmp_path / "output")
            assert len({one["url"] for one in collected}) == len(collected) > 100
            assert (await forked.run(crawl(tmp_path / "output", *UNPACED), variables)).code == 0
            assert len(feeds(tmp_path / "output")) == 1
            wrong = await forked.run(crawl(tmp_path / "output", "-a", "since=soon"), variables)
            assert (wrong.code, wrong.said) == (
                2, "scrapy crawl mengjin: since=soon: not a day; write it as -a since=YYYY-MM-DD"
            )  # fmt: skip

    running(test())
    assert list(tmp_path.glob("*.out")) == []


@pytest.mark.long
def test_second_run_of_a_site_is_locked_out(tmp_path: Path, variables: dict[str, str]):
    async def test() -> None:
        async with children(tmp_path) as forked:
            both = [forked.run(crawl(tmp_path / "output", *UNPACED), variables) for _ in range(2)]
            assert sorted([one.code for one in await asyncio.gather(*both)]) == [0, 9]

    running(test())


@pytest.mark.long
def test_sigterm_is_the_orderly_stop(tmp_path: Path, replica: ReplicaServer, variables: dict[str, str]):
    """What was recorded is published, and the outcome says that it is not all."""

    async def test() -> None:
        async with children(tmp_path) as forked:
            ending = asyncio.create_task(forked.run(crawl(tmp_path / "output", *SLOW), variables))
            await until(lambda: len(replica.requests) > 3)
            forked.signal(signal.SIGTERM)
            assert (await ending).code == 4
            assert last_report(tmp_path / "output")["outcome"] == "incomplete"

    running(test())


@pytest.mark.long
def test_killed_child_is_told_and_the_next_one_runs(tmp_path: Path, variables: dict[str, str]):
    async def test() -> None:
        async with children(tmp_path) as forked:
            ending = asyncio.create_task(forked.run(crawl(tmp_path / "output", *SLOW), variables))
            await until(lambda: forked.processes)
            os.kill(*forked.processes.values(), signal.SIGKILL)
            assert (await ending).code == -signal.SIGKILL
            assert (await forked.run(crawl(tmp_path / "output", *UNPACED), variables)).code == 0

    running(test())


@pytest.mark.long
def test_children_end_with_a_killed_fork_server_and_another_one_is_started(
    tmp_path: Path, variables: dict[str, str]
):
    async def test() -> None:
        async with children(tmp_path) as forked:
            ending = asyncio.create_task(forked.run(crawl(tmp_path / "output", *SLOW), variables))
            await until(lambda: forked.processes)
            (process,) = forked.processes.values()
            assert forked.server is not None
            os.kill(forked.server, signal.SIGKILL)
            assert (await ending).code == -signal.SIGKILL
            await until(lambda: not is_on(process))
            assert (await forked.run(crawl(tmp_path / "output", *UNPACED), variables)).code == 0

    running(test())


@pytest.mark.long
def test_a_fork_server_that_stands_still_is_killed_and_another_one_is_started(
    tmp_path: Path, variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("govnews.fleet.children.STOPPED_SECONDS", 0.5)

    async def test() -> None:
        async with children(tmp_path) as forked:
            ending = asyncio.create_task(forked.run(crawl(tmp_path / "output", *SLOW), variables))
            await until(lambda: forked.processes)
            (process,) = forked.processes.values()
            forked.check_server()
            assert is_on(process)
            assert forked.server is not None
            os.kill(forked.server, signal.SIGSTOP)
            while not ending.done():
                forked.check_server()
                await asyncio.sleep(0.1)
            assert (await ending).code == -signal.SIGKILL
            await until(lambda: not is_on(process))
            assert (await forked.run(crawl(tmp_path / "output", *UNPACED), variables)).code == 0

    running(test())


def test_fork_server_that_cannot_start_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    async def test() -> None:
        with pytest.raises(Exception, match="the fork server ended with 1 before it was ready"):
            await Children("govnews.commands.nothing.Command", PROJECT, tmp_path).start()

    running(test())
    assert "No module named 'govnews.commands.nothing'" in capfd.readouterr().err


@pytest.mark.long
@pytest.mark.parametrize("frozen", [False, True])
def test_all_end_with_a_killed_worker(tmp_path: Path, replica: ReplicaServer, frozen: bool):
    """Fork server and crawl, also one that was stopped; and the site can be crawled at once."""
    arguments = [str(tmp_path), *crawl(tmp_path / "output", *SLOW)]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.fleet.worker", *arguments],
        cwd=PROJECT, stdout=subprocess.PIPE, text=True, env=environment(replica.url),
    ) as worker:  # fmt: skip
        assert worker.stdout is not None
        server, child = map(int, worker.stdout.readline().split())
        assert is_on(server)
        assert is_on(child)
        asyncio.run(until(lambda: replica.requests))
        if frozen:
            os.kill(child, signal.SIGSTOP)
        worker.kill()

    async def test() -> None:
        await until(lambda: not is_on(server) and not is_on(child))
        async with children(tmp_path) as forked:
            again = await forked.run(crawl(tmp_path / "output", *UNPACED), environment(replica.url))
            assert again.code == 0

    running(test())


class Sleeper:
    """A command that does nothing for a long time."""

    def run(self, arguments: Sequence[str]) -> int:
        """0, in the end."""
        time.sleep(LONGEST)
        return 0


def _serve(worker: socket.socket) -> None:
    ForkServer(worker, Sleeper(), stopped_seconds=1).serve()


@contextmanager
def serving() -> Iterator[tuple[socket.socket, IO[str]]]:
    """A fork server whose children are sleepers: where it is asked, and where it tells."""
    ours, its = socket.socketpair()
    with ours, subprocess.Popen(
        [sys.executable, "-c", f"import socket; from tests.fleet.test_fork_server import _serve; "
         f"_serve(socket.socket(fileno={its.fileno()}))"],
        cwd=PROJECT, pass_fds=[its.fileno()],
    ) as server, ours.makefile("r") as told:  # fmt: skip
        its.close()
        assert json.loads(told.readline())["ready"] == server.pid
        yield ours, told
        ours.shutdown(socket.SHUT_RDWR)
        assert server.wait(LONGEST) == 0


def test_a_stop_right_behind_the_start_of_a_child_ends_it(tmp_path: Path) -> None:
    with serving() as (server, told):
        for number in range(10):
            ask = {"start": number, "arguments": [], "out": str(tmp_path / "out"), "variables": {}}
            messages = (ask, {"signal": int(signal.SIGTERM), "to": number})
            server.sendall(b"".join(json.dumps(one).encode() + b"\n" for one in messages))
            started, ended = json.loads(told.readline()), json.loads(told.readline())
            assert (started["started"], ended["ended"], ended["code"]) == (number, number, -signal.SIGTERM)


def test_where_there_is_no_room_for_a_child_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fork() -> NoReturn:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", fork)
    ours, its = socket.socketpair()
    with ours, its:
        ask = {"start": 7, "arguments": [], "out": str(tmp_path / "out"), "variables": {}}
        ForkServer(its, Sleeper())._start(ask)
        assert json.loads(ours.recv(4096)) == {"ended": 7, "code": 1, "cpu": 0.0}
    assert (tmp_path / "out").read_text("utf-8") == "no process for it: Resource temporarily unavailable\n"
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == set()


def test_a_fork_server_that_stands_still_is_not_waited_for_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("govnews.fleet.children.STOPPED_SECONDS", 0.5)

    async def test() -> None:
        async with children(tmp_path) as forked:
            await forked.start()
            assert forked.server is not None
            os.kill(forked.server, signal.SIGSTOP)

    running(test())


@pytest.mark.long
def test_stopped_child_is_killed_and_one_that_goes_on_in_time_is_not(tmp_path: Path):
    with serving() as (server, told):
        process = {}
        for number in (1, 2):
            ask = {"start": number, "arguments": [], "out": str(tmp_path / "out"), "variables": {}}
            server.sendall(json.dumps(ask).encode() + b"\n")
            process[number] = json.loads(told.readline())["pid"]
            os.kill(process[number], signal.SIGSTOP)
        os.kill(process[1], signal.SIGCONT)
        ended = json.loads(told.readline())
        assert (ended["ended"], ended["code"]) == (2, -signal.SIGKILL)
        assert is_on(process[1])


@pytest.mark.long
def test_run_without_news_costs_a_third_of_a_process_at_most(tmp_path: Path, variables: dict[str, str]):
    """Measured: an eighth. The least of three, so that others on this machine do not count."""
    arguments = crawl(tmp_path / "output", *UNPACED)

    def own_process() -> float:
        before = os.times()
        subprocess.run(
            [sys.executable, "-m", *arguments], cwd=PROJECT, check=True, env={**os.environ, **variables}
        )
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    async def test() -> list[float]:
        async with children(tmp_path) as forked:
            return [(await forked.run(arguments, variables)).cpu for _ in range(3)]

    own_process()  # brings all articles, and what Python keeps of our modules
    process = min(own_process() for _ in range(3))
    child = min(asyncio.run(test()))
    print(f"CPU s of a run without news: {process:.2f} as a process, {child:.3f} as a child")
    assert child < process / 3
