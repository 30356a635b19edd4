"""Eggs in a real scrapyd: of a project with the add-on beside an installed govnews, and of govnews itself."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from tests.crawling import records
from tests.installed.environments import Distributions, Environment, shell
from tests.places import PROJECT

SETUP = """from setuptools import find_packages, setup

setup(name="newsdesk", version="1.0", packages=find_packages(), entry_points={"scrapy": ["settings = newsdesk.settings"]})
"""
CONF = """[scrapyd]
bind_address = 127.0.0.1
http_port = {port}
poll_interval = 0.5
"""
ASK = build_opener(ProxyHandler({})).open

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def with_scrapyd(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    # scrapyd 1.6 asks for pkg_resources, which setuptools has left behind.
    more = ("scrapyd>=1.6,<2", "setuptools<81")
    folder = tmp_path_factory.mktemp("scrapyd") / "environment"
    return Environment.from_index(folder, sys.executable, str(distributions.wheel), *more)


class Scrapyd:
    """The daemon, by its interface."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"

    def ask(self, service: str, fields: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
        """What it answers. Raises URLError while it is not there."""
        body = urlencode(fields).encode() or None
        with ASK(f"{self.address}/{service}", body, timeout=60) as response:
            answer: dict[str, Any] = json.loads(response.read())
        return answer

    def add(self, project: str, egg: Path) -> dict[str, Any]:
        """Deploy an egg, as scrapyd-deploy does: a form with a file."""
        mark = b"--a-mark-between-the-parts"
        parts = [
            b'Content-Disposition: form-data; name="project"\r\n\r\n' + project.encode(),
            b'Content-Disposition: form-data; name="version"\r\n\r\n1',
            b'Content-Disposition: form-data; name="egg"; filename="egg"\r\n\r\n' + egg.read_bytes(),
        ]
        body = b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + mark + b"--\r\n"
        kind = {"Content-Type": f"multipart/form-data; boundary={mark.decode()}"}
        request = Request(f"{self.address}/addversion.json", body, kind)  # noqa: S310 - on loopback
        with ASK(request, timeout=60) as response:
            answer: dict[str, Any] = json.loads(response.read())
        return answer

    def finished(self) -> None:
        """Wait for the end of a job."""
        end = time.monotonic() + 90
        while not self.ask("listjobs.json")["finished"]:
            assert time.monotonic() < end, self.ask("listjobs.json")
            time.sleep(0.3)


@pytest.fixture
def scrapyd(with_scrapyd: Environment, tmp_path: Path, replica: str) -> Iterator[Scrapyd]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path / "daemon"
    folder.mkdir()
    (folder / "scrapyd.conf").write_text(CONF.format(port=port), "utf-8")
    with (folder / "log").open("w") as log:
        program = with_scrapyd.python.with_name("scrapyd")
        process = subprocess.Popen([program], cwd=folder, env=shell(replica), stdout=log, stderr=log)
        daemon = Scrapyd(port)
        try:
            for _ in range(200):
                try:
                    daemon.ask("daemonstatus.json")
                    break
                except URLError:
                    assert process.poll() is None, (folder / "log").read_text("utf-8")
                    time.sleep(0.1)
            yield daemon
        finally:
            process.terminate()
            process.wait(20)


def egg(made: Environment, folder: Path, setup: str) -> Path:
    """What setuptools makes of the project in ``folder``."""
    (folder / "setup.py").write_text(setup, "utf-8")
    run = made.run("python", "setup.py", "-q", "bdist_egg", "-d", "eggs", cwd=folder)
    assert run.returncode == 0, run.stderr
    [path] = (folder / "eggs").glob("*.egg")
    return path


def crawl(scrapyd: Scrapyd, project: str, output: Path, folder: Path) -> None:
    """Have the daemon crawl 孟津 into ``output``."""
    settings = [f"GOVNEWS_OUTPUT={output}", "DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=False"]
    fields = [
        ("project", project),
        ("spider", "mengjin"),
        ("limit", "3"),
        *(("setting", one) for one in settings),
    ]
    answer = scrapyd.ask("schedule.json", fields)
    assert answer["status"] == "ok", answer
    scrapyd.finished()
    logs = "\n".join(path.read_text("utf-8") for path in folder.glob(f"daemon/logs/{project}/mengjin/*.log"))
    assert len(records(output)) == 3, logs


def test_a_project_with_the_addon(with_scrapyd: Environment, scrapyd: Scrapyd, tmp_path: Path) -> None:
    project = Path(shutil.copytree(PROJECT / "examples" / "project", tmp_path / "project"))
    # What scrapyd schedules is what `scrapy list` names, which asks no add-on.
    settings = project / "newsdesk" / "settings.py"
    told = settings.read_text("utf-8")
    named = told.replace('SPIDER_MODULES = ["newsdesk', 'SPIDER_MODULES = ["govnews.spiders", "newsdesk')
    assert named != told
    settings.write_text(named, "utf-8")
    added = scrapyd.add("newsdesk", egg(with_scrapyd, project, SETUP))
    assert added["status"] == "ok", added
    assert {"mengjin", "titles"} <= {*scrapyd.ask("listspiders.json?project=newsdesk")["spiders"]}
    crawl(scrapyd, "newsdesk", tmp_path / "output", tmp_path)
    assert len((tmp_path / "daemon" / "digest.txt").read_text("utf-8").splitlines()) == 3


def test_govnews_itself(
    with_scrapyd: Environment, scrapyd: Scrapyd, distributions: Distributions, tmp_path: Path
) -> None:
    """From its egg alone, packed as it is: what it needs is there, it is not."""
    source = distributions.sdist.parents[1] / distributions.sdist.name.removesuffix(".tar.gz")
    copy = Path(
        shutil.copytree(source, tmp_path / "copy", ignore=shutil.ignore_patterns("build", "*.egg-info"))
    )
    built = egg(Environment(Path(sys.executable)), copy, "from setuptools import setup\n\nsetup()\n")
    subprocess.run([with_scrapyd.python, "-m", "pip", "uninstall", "-q", "-y", "govnews"], check=True)
    added = scrapyd.add("govnews", built)
    assert added["status"] == "ok", added
    crawl(scrapyd, "govnews", tmp_path / "output", tmp_path)
