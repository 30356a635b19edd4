"""docs/operations.md is followed literally: its marked blocks in their order, and its lines for cron as cron runs them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from govnews.clock import now
from govnews.demo.server import FaultySite, ReplicaServer, Reply, answer
from tests.crawling import environment, records
from tests.honesty.pagers import Queried
from tests.honesty.site import FIRST_DAY, Column, CountySite
from tests.places import PROJECT

PAGE = (PROJECT / "docs" / "operations.md").read_text("utf-8")
BLOCKS = re.findall(r"^<!-- (run[^>]*) -->\n```sh\n(.*?)^```", PAGE, re.M | re.S)
_LINES = re.findall(r"^[*/\d]+(?: [*/\d]+){4} +(.+)$", PAGE, re.M)
NIGHTLY = [line for line in _LINES if "scrapy ledger" in line]
CRON_LINES = [line for line in _LINES if line not in NIGHTLY]
CLONE = "git clone ADDRESS /srv/govnews\n"
HOSTS = {"mengjin": "www.mengjin.gov.cn", "yiyang": "www.yiyang.example.gov.cn"}
LIST = "/xw/list.jsp?lm=3"
COUNT = 12
NEEDED = ("git", "make", "tar")

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)), reason=f"not all of {', '.join(NEEDED)} are here"
)


class Machine:
    """A folder that stands for a machine with nothing on it but this project's environment."""

    def __init__(self, root: Path, address: Path, backup: Path, proxy: str) -> None:
        self.root, self.checkout, self.proxy = root, root / "srv" / "govnews", proxy
        self._places = {"/srv/govnews": self.checkout, "/backup": backup, "ADDRESS": address}
        root.mkdir()

    def run(self, script: str) -> None:
        """What a block of the guide says; it succeeds, and says nothing amiss."""
        done = subprocess.run(
            ["/bin/sh", "-eu", "-c", self._here(script)],
            cwd=self.checkout if self.checkout.exists() else self.root,
            env=environment(self.proxy) | {"PYTHONPATH": str(self.checkout)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"

    def _here(self, script: str) -> str:
        """It with this machine's places."""
        for said, meant in self._places.items():
            script = script.replace(said, str(meant))
        return script

    def lay_environment(self) -> None:
        """What ``make setup`` would make in a minute, and finds ready."""
        there = self.checkout / ".venv"
        there.mkdir()
        (there / "bin").symlink_to(Path(sys.prefix, "bin"))
        (there / "ready").touch()

    def cron(self, line: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A line of a crontab, with the environment that cron gives it and ``more``."""
        variables = {"HOME": str(self.root), "LOGNAME": "you", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}
        tests = {"PYTHONPATH": str(self.checkout), "http_proxy": self.proxy, "no_proxy": ""}
        return subprocess.run(
            ["/bin/sh", "-c", self._here(line)],
            cwd=self.root,
            env=variables | tests | more,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository that is cloned: this one, without the delays that protect nobody here."""
    there = tmp_path_factory.mktemp("upstream")
    git = ["git", "-C", there, "-c", "user.name=tests", "-c", "user.email=tests@example.org"]
    subprocess.run(["git", "clone", "--quiet", PROJECT, there], check=True)
    subprocess.run([*git, "checkout", "--quiet", "-B", "main"], check=True)
    with (there / "govnews" / "settings.py").open("a", encoding="utf-8") as settings:
        settings.write("\nDOWNLOAD_DELAY = 0\nAUTOTHROTTLE_ENABLED = False\n")
    subprocess.run([*git, "commit", "--quiet", "--all", "--message=Do not wait"], check=True)
    return there


@pytest.fixture
def server() -> Iterator[ReplicaServer]:
    served = {}
    for host in HOSTS.values():
        column = Column("青石要闻", LIST, Queried())
        served[host] = CountySite(column, host=host)
        served[host].fill(column, COUNT, newest=(now().date() - FIRST_DAY).days - 1)
    with ReplicaServer(served) as there:
        yield there


@pytest.mark.long
@pytest.mark.timeout(300)  # a quarter of a minute, where nothing else runs
def test_the_guide_can_be_followed(tmp_path: Path, upstream: Path, server: ReplicaServer) -> None:
    assert [mark for mark, script in BLOCKS if script == CLONE] == ["run", "run on another machine"]
    assert len(BLOCKS) > 5
    machines = []
    for _, script in BLOCKS:
        if script == CLONE:
            machines.append(Machine(tmp_path / str(len(machines)), upstream, tmp_path / "backup", server.url))
        machines[-1].run(script)
        if script == CLONE:
            machines[-1].lay_environment()
    for machine in machines:
        for name in HOSTS:
            assert len(records(machine.checkout / "output", name)) == COUNT
    assert (tmp_path / "backup" / "govnews.db").exists()


@pytest.fixture
def machine(tmp_path: Path, upstream: Path, server: ReplicaServer) -> Machine:
    """One with a list of a site."""
    there = Machine(tmp_path / "machine", upstream, tmp_path / "backup", server.url)
    there.run(CLONE)
    there.lay_environment()
    (there.checkout / "sites.toml").write_text("[mengjin]\n", "utf-8")
    return there


@pytest.mark.long
@pytest.mark.parametrize("line", CRON_LINES)
def test_cron_mails_when_there_is_something_to_tell(
    machine: Machine, server: ReplicaServer, line: str
) -> None:
    well = machine.cron(line)
    assert (well.returncode, well.stdout, well.stderr) == (0, "", "")
    assert len(records(machine.checkout / "output")) == COUNT
    host = HOSTS["mengjin"]
    server.sites[host] = FaultySite(server.sites[host], {LIST: answer(Reply(status=500))})
    (machine.checkout / "sites.toml").write_text('[mengjin]\n[odd]\nrhythm = "每天"\n', "utf-8")
    mailed = machine.cron(line, LC_ALL="C")
    code, word = (2, "每天") if " round" in line else (7, "青石要闻")
    assert (mailed.returncode, mailed.stdout) == (code, "")
    assert word in mailed.stderr


@pytest.mark.long
@pytest.mark.parametrize("line", NIGHTLY)
def test_cron_keeps_house_without_a_word(machine: Machine, line: str) -> None:
    machine.run("mkdir -p /backup; .venv/bin/scrapy round")
    kept = machine.cron(line)
    assert (kept.returncode, kept.stdout, kept.stderr) == (0, "", "")


def test_there_is_a_line_for_many_sites_one_for_one_and_two_that_keep_house() -> None:
    lines = [*CRON_LINES, *NIGHTLY]
    assert [re.findall(r"scrapy (\w+)", line) for line in lines] == [
        ["round"],
        ["crawl"],
        ["ledger"],
        ["ledger"],
    ]
