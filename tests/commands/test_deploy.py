"""What ``deploy/`` holds: units that systemd understands, an image whose files are there, rounds that a signal ends well."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from govnews.crawl.outcome import Outcome
from tests.commands.sites import NAMES, Sites
from tests.commands.test_rounds import crawls_of, wait_for
from tests.crawling import UNPACED, environment
from tests.places import PROJECT

DEPLOY = PROJECT / "deploy"
UNITS = DEPLOY / "systemd"
MACHINES = {Outcome.ERROR, Outcome.USAGE, Outcome.OUTPUT_FAILED, Outcome.NO_BROWSER}
"""What is wrong with this machine or with govnews, by which the unit fails."""
SECONDS_TO_END = 10
"""From SIGTERM on; the units and the compose file give two minutes."""

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")


def complaints(folder: Path) -> str:
    """What systemd says of the units in ``folder``, of their first instances."""
    units = [folder / name for name in ("govnews@1.service", "govnews@1.timer", "govnews-failed@x.service")]
    verified = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )
    return "".join(line for line in verified.stderr.splitlines(keepends=True) if "govnews" in line)


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, of a checkout that is there."""
    for unit in UNITS.iterdir():
        text = unit.read_text("utf-8").replace("/srv/govnews/.venv", sys.prefix)
        (tmp_path / unit.name).write_text(text.replace("/srv/govnews", str(PROJECT)), "utf-8")
    return tmp_path


@needs_systemd
def test_systemd_understands_the_units(units: Path) -> None:
    assert complaints(units) == ""


@needs_systemd
@pytest.mark.parametrize(
    ("unit", "right", "wrong"),
    [
        ("govnews@.service", "KillMode=mixed", "KillMode=gently"),
        ("govnews@.service", "@system-service", "@system-servant"),
        ("govnews@.timer", "Asia/Shanghai", "Asia/Mengjin"),
        ("govnews-failed@.service", "SupplementaryGroups", "SupplementalGroups"),
    ],
)
def test_what_systemd_does_not_understand_is_found(units: Path, unit: str, right: str, wrong: str) -> None:
    text = (units / unit).read_text("utf-8")
    (units / unit).write_text(text.replace(right, wrong), "utf-8")
    assert wrong in (units / unit).read_text("utf-8")
    assert complaints(units) != ""


def test_a_site_in_trouble_is_no_failure_of_the_service() -> None:
    (listed,) = re.findall(
        r"^SuccessExitStatus=([\d ]+) SIGTERM$", (UNITS / "govnews@.service").read_text("utf-8"), re.M
    )
    well = {Outcome.OK, Outcome.LOCKED}  # which no round ends with: another run of a site is no trouble of it
    assert {int(code) for code in listed.split()} == {
        one.exit_code for one in Outcome if one not in MACHINES | well
    }


def test_the_image_is_made_of_what_is_there_and_runs_as_a_user_of_its_own() -> None:
    sent = (PROJECT / ".dockerignore").read_text("utf-8").splitlines()
    stages = (DEPLOY / "Dockerfile").read_text("utf-8").split("\nFROM ")[1:]
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", "\n".join(stages), re.M)
        for source in line.split()[:-1]
    ]
    assert copied
    assert [source for source in copied if not (PROJECT / source).exists() or f"!{source}" not in sent] == []
    for stage in stages[1:]:
        assert re.findall(r"^USER (\w+)", stage, re.M)[-1] == "govnews"


def test_the_compose_file_runs_the_image_of_the_dockerfile() -> None:
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]["govnews"]
    build, dockerfile = service["build"], (DEPLOY / "Dockerfile").read_text("utf-8")
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    assert f" AS {build['target']}\n" in dockerfile
    assert f"VOLUME {service['volumes'][0].partition(':')[2]}\n" in dockerfile
    assert f"COPY deploy/{service['command'][0]} " in dockerfile


@contextmanager
def rounds(sites: Sites, minutes: int) -> Iterator[subprocess.Popen[bytes]]:
    """``deploy/rounds`` as the image runs it: without a scrapy.cfg, and the ``scrapy`` on its path is this project's."""
    variables = environment(sites.server.url)
    path = f"{sys.prefix}/bin:{variables['PATH']}"
    process = subprocess.Popen(
        [DEPLOY / "rounds", str(minutes), *sites.settings, *UNPACED],
        cwd=sites.list.parent,
        env={**variables, "PATH": path, "SCRAPY_SETTINGS_MODULE": "govnews.settings"},
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()


@pytest.mark.long
def test_rounds_are_played_again_and_again(sites: Sites) -> None:
    with rounds(sites, 0):
        wait_for(lambda: sites.everything_once() and not crawls_of(sites.output))
        sites.make_due()
        wait_for(lambda: all(sites.runs(name) == ["ok", "ok"] for name in NAMES))
    assert sites.everything_once()


@pytest.mark.long
def test_sigterm_to_the_rounds_ends_the_crawls_that_are_on(sites: Sites) -> None:
    for site in sites.sites.values():
        site.seconds = 0.5
    with rounds(sites, 60) as process:
        asked = {site.host for site in sites.sites.values()}
        wait_for(lambda: {request.host for request in sites.server.requests} == asked)
        process.terminate()
        assert process.wait(SECONDS_TO_END) == 0
    assert crawls_of(sites.output) == []
    assert [sites.runs(name) for name in NAMES] == [["incomplete"]] * len(NAMES)


@pytest.mark.long
def test_sigterm_to_the_rounds_ends_their_pause(sites: Sites) -> None:
    with rounds(sites, 60) as process:
        wait_for(lambda: sites.everything_once() and not crawls_of(sites.output))
        process.terminate()
        assert process.wait(SECONDS_TO_END) == 0


@pytest.mark.long
def test_sigterm_to_a_round_alone_ends_its_crawls_in_time_behind_a_server_that_does_not_answer(
    sites: Sites,
) -> None:
    """What ``KillMode=mixed`` does."""
    for site in sites.sites.values():
        site.seconds = SECONDS_TO_END + 1.0
    with sites.round() as process:
        wait_for(lambda: len(sites.server.requests) >= len(NAMES))
        process.terminate()
        assert process.wait(SECONDS_TO_END) == Outcome.INCOMPLETE.exit_code
    assert crawls_of(sites.output) == []


@pytest.mark.long
def test_sigterm_before_the_crawls_listen_is_no_fault(sites: Sites) -> None:
    with sites.round() as process:
        wait_for(lambda: len(crawls_of(sites.output)) == len(NAMES))
        process.terminate()
        _, said = process.communicate(timeout=SECONDS_TO_END)
    assert process.returncode == Outcome.INCOMPLETE.exit_code
    assert sorted(said.splitlines()[1:]) == [
        f"  {name}: incomplete, new: stopped before it began" for name in NAMES
    ]
    assert sites.scrapy("round").returncode == 0
    assert sites.everything_once()
