"""A database that is lost and restored to a moment, as docs/fleet.md says: what comes twice then, and how it is known."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer
from tests.crawling import crawl, feeds, records, scrapy
from tests.places import PROJECT
from tests.postgresql import Cluster, database_of, need_postgresql

pytestmark = pytest.mark.postgresql
SIZES = {"孟津要闻": 9, "部门动态": 3}
BEFORE = "limit=3"


def page() -> str:
    return (PROJECT / "docs" / "fleet.md").read_text("utf-8").partition("\n## Lose the database\n")[2]


def configuration(number: int, archive: Path) -> str:
    """The block of configuration of the page with this number, and another folder for the archive."""
    block = re.findall(r"^```ini\n(.*?)^```", page(), re.M | re.S)[number]
    assert "/archive/" in block
    return str(block).replace("/archive/", f"{archive}/")


class Machine:
    """One that has a PostgreSQL server, and may be lost."""

    def __init__(self, stack: ExitStack) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="govnews-restored-"))
        self.archive = self.folder / "archive"
        self.cluster = Cluster(self.folder)
        stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        stack.callback(self.cluster.stop)

    def begin(self) -> str:
        """Start a server that archives its log; the address of a database."""
        self.cluster.make()
        self._belongs_to_whom(self.cluster.data, self.archive)
        self._configure(configuration(0, self.archive))
        self.cluster.start()
        return self.cluster.new_database()

    def lose(self) -> None:
        """What is archived is left, and what was backed up."""
        segment = self.cluster.execute("SELECT pg_walfile_name(pg_switch_wal())")
        wait_for((self.archive / segment).exists)
        self.cluster.stop()

    def restore(self, lost: Machine, backup: Path, moment: str) -> None:
        """Start a server that is as the lost one was at a moment."""
        subprocess.run(["cp", "-a", backup, self.cluster.data], check=True)
        self._belongs_to_whom(self.cluster.data)
        (self.cluster.data / "recovery.signal").touch()
        lines = re.sub(r"(?<=recovery_target_time = )'[^']+'", f"'{moment}'", configuration(1, lost.archive))
        assert moment in lines
        self._configure(lines)
        self.cluster.start()
        wait_for(lambda: self.cluster.execute("SELECT pg_is_in_recovery()") == "f")

    def _configure(self, lines: str) -> None:
        with (self.cluster.data / "postgresql.conf").open("a") as file:
            file.write(lines)

    def _belongs_to_whom(self, data: Path, *others: Path) -> None:
        """Let the machine's folder, and others to be made, be those of the user whose data folder this is."""
        owner = data.stat()
        for folder in (self.folder, *others):
            folder.mkdir(exist_ok=True)
            os.chown(folder, owner.st_uid, owner.st_gid)


def wait_for(so: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not so():
        assert time.monotonic() < until
        time.sleep(0.2)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    need_postgresql()
    with ExitStack() as one:
        yield one


def keys(output: Path) -> Counter[tuple[str, int]]:
    return Counter((one["url_hash"], one["version"]) for one in records(output))


@pytest.mark.long
def test_what_came_after_the_moment_comes_again_under_its_keys_and_another_name(
    stack: ExitStack, tmp_path: Path
) -> None:
    lost, restored = Machine(stack), Machine(stack)
    backup, output, position = lost.folder / "base", tmp_path / "output", tmp_path / "position.json"
    uri = lost.begin()

    with ReplicaServer({HOST: (site := MengjinSite(sizes=SIZES))}) as server:

        def run(location: str, *more: str) -> None:
            done = crawl("mengjin", output, "-s", f"GOVNEWS_LEDGER={location}", *more, proxy=server.url)
            assert done.returncode in (0, 4), done.stderr

        run(uri, "-a", BEFORE)
        lost.cluster.back_up(backup)
        run(uri, "-a", BEFORE)
        kept, named = keys(output), feeds(output)
        moment = lost.cluster.execute("SELECT now()")
        time.sleep(1)
        run(uri)
        again = keys(output) - kept
        assert len(kept) == 6
        exporting = ["export", "--all", "--resume", str(position), "-o", str(tmp_path / "all.jsonl")]
        exported = scrapy(*exporting, "-s", f"GOVNEWS_OUTPUT={output}", "-s", f"GOVNEWS_LEDGER={uri}")
        assert exported.returncode == 0, exported.stderr
        lost.lose()
        restored.restore(lost, backup, moment)
        there = restored.cluster.uri(database_of(uri))
        run(there)

    assert keys(output) == kept + again + again
    assert len(kept) + len(again) == len(site.articles) > 6
    (question,) = re.findall(r"^ *(SELECT path FROM [^;]+);", page(), re.M)
    known = restored.cluster.execute(question, database_of(uri)).splitlines()
    unnamed = [path for path in feeds(output) if str(path) not in known]
    assert len(unnamed) == 1
    assert unnamed[0] not in named
    refused = scrapy(*exporting, "-s", f"GOVNEWS_OUTPUT={output}", "-s", f"GOVNEWS_LEDGER={there}")
    assert (refused.returncode, "is of another ledger" in refused.stderr) == (2, True), refused.stderr
