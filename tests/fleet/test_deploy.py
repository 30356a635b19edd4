"""What ``deploy/fleet/`` holds: commands and settings that exist, no password, time enough to end; and its settings crawl."""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from scrapy.settings import Settings, default_settings

from govnews import settings
from govnews.crawl.arguments import SETTINGS
from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer
from tests.buckets import KEYS, Store, once_each, published
from tests.crawling import environment
from tests.places import PROJECT
from tests.postgresql import Cluster, database_of

worker = pytest.importorskip(
    "govnews.fleet.worker", reason="procrastinate is not installed: pip install '.[fleet]'"
)

FLEET = PROJECT / "deploy" / "fleet"
ETC = FLEET / "etc"
UNIT = FLEET / "systemd" / "govnews-fleet@.service"
COMPOSE: dict[str, Any] = yaml.safe_load((FLEET / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OBJECTS: list[dict[str, Any]] = list(yaml.safe_load_all((FLEET / "kubernetes.yaml").read_text("utf-8")))
DEPLOYMENTS = {one["metadata"]["name"]: one["spec"] for one in OBJECTS if one["kind"] == "Deployment"}
KUSTOMIZATION: dict[str, Any] = yaml.safe_load((FLEET / "kustomization.yaml").read_text("utf-8"))
PARTS = ("control", "worker")
SIZES = {"孟津要闻": 6, "部门动态": 3}
ENOUGH = 2 * worker.STOP_SECONDS
"""Seconds from SIGTERM on in which a worker has ended: its crawls are killed after half of it."""


def of_container(part: str) -> dict[str, Any]:
    (container,) = DEPLOYMENTS[part]["template"]["spec"]["containers"]
    return dict(container)


def seconds(written: str) -> float:
    """As compose files and units write it."""
    number, unit = re.fullmatch(r"(\d+) ?(s|m|min)", written).groups()  # type: ignore[union-attr]
    return int(number) * (1 if unit == "s" else 60)


def set_by(path: Path) -> dict[str, Any]:
    """The settings that a file of settings has, beyond those that it takes from govnews."""
    names = runpy.run_path(str(path))
    return {
        name: value
        for name, value in names.items()
        if name.isupper() and not (hasattr(settings, name) and getattr(settings, name) == value)
    }


@pytest.mark.parametrize("part", PARTS)
def test_each_way_runs_the_same_command_with_the_same_settings(part: str) -> None:
    assert SERVICES[part]["command"] == of_container(part)["command"] == ["scrapy", part]
    (started,) = re.findall(r"^ExecStart=/srv/govnews/\.venv/bin/(.+)$", UNIT.read_text("utf-8"), re.M)
    assert started == "scrapy %i"
    assert (PROJECT / "govnews" / "commands" / f"{part}.py").exists()
    wanted = {"PYTHONPATH": "/etc/govnews", "SCRAPY_SETTINGS_MODULE": "fleet_settings"}
    of_unit = re.findall(r"^Environment=(.+)$", UNIT.read_text("utf-8"), re.M)
    for told in (
        SERVICES[part]["environment"],
        {one["name"]: one["value"] for one in of_container(part)["env"]},
        dict(word.split("=", 1) for word in " ".join(of_unit).split()),
    ):
        assert {name: told[name] for name in wanted} == wanted


def test_the_settings_exist() -> None:
    own = set_by(ETC / "fleet_settings.py")
    known = {*SETTINGS, *vars(default_settings)}
    assert own.keys() - known == set()
    assert own["GOVNEWS_LEDGER"] == "postgresql://govnews@database/news"
    assert Settings({"FEEDS": own["FEEDS"]}).getdict("FEEDS") == own["FEEDS"]


def test_settings_name_what_the_compose_file_has() -> None:
    text = (ETC / "fleet_settings.py").read_text("utf-8")
    assert {*re.findall(r"//(?:\w+@)?(database|s3)\b", text)} == {"database", "s3"} <= SERVICES.keys()
    (made,) = SERVICES["bucket"]["command"]
    (bucket,) = (uri.split("/")[2] for uri in set_by(ETC / "fleet_settings.py")["FEEDS"])
    assert made.endswith(f" s3/{bucket}")
    database = SERVICES["database"]["environment"]
    assert f"//{database['POSTGRES_USER']}@database/{database['POSTGRES_DB']}" in text
    mounts = dict(volume.split(":")[:2] for volume in SERVICES["control"]["volumes"])
    assert mounts["./etc"] == SERVICES["control"]["environment"]["PYTHONPATH"] == "/etc/govnews"


def test_no_file_has_a_password() -> None:
    """Where something is one, it is a name of a variable."""
    for service in SERVICES.values():
        for name, value in service["environment"].items():
            if re.search("PASSWORD|KEY|ROOT_USER", name):
                assert re.fullmatch(r"\$\{[A-Z_]+:\?[^}]+\}", value), name
    for part in PARTS:
        assert SERVICES[part]["env_file"] == ".env"
        assert of_container(part)["envFrom"] == [{"secretRef": {"name": "govnews"}}]
    assert [one["envs"] for one in KUSTOMIZATION["secretGenerator"]] == [[".env"]]
    ignored = (PROJECT / ".gitignore").read_text("utf-8").splitlines()
    assert {"deploy/fleet/.env", "deploy/fleet/etc/sites.*"} <= {*ignored}


def test_a_worker_has_the_time_to_end() -> None:
    assert seconds(SERVICES["worker"]["stop_grace_period"]) >= ENOUGH
    assert DEPLOYMENTS["worker"]["template"]["spec"]["terminationGracePeriodSeconds"] >= ENOUGH
    (stop,) = re.findall(r"^TimeoutStopSec=(.+)$", UNIT.read_text("utf-8"), re.M)
    assert seconds(stop) >= ENOUGH


def test_the_image_has_the_extras_of_a_fleet() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    dockerfile = (PROJECT / "deploy" / "Dockerfile").read_text("utf-8")
    (usual,) = re.findall(r"^ARG EXTRAS=(.+)$", dockerfile, re.M)
    for part in PARTS:
        build = SERVICES[part]["build"]
        assert (FLEET / build["context"]).resolve() == PROJECT
        assert (PROJECT / build["dockerfile"]).exists()
        assert f" AS {build['target']}\n" in dockerfile
        assert {"fleet", "s3"} <= {*build["args"]["EXTRAS"].split(",")}
        assert {*usual.split(","), *build["args"]["EXTRAS"].split(",")} <= project[
            "optional-dependencies"
        ].keys()
        assert f"EXTRAS={build['args']['EXTRAS']} -t {SERVICES[part]['image']} " in dockerfile


def test_what_kubernetes_objects_name_is_there() -> None:
    made = {
        kind: {one["name"] for one in KUSTOMIZATION[f"{kind}Generator"]} for kind in ("configMap", "secret")
    }
    assert made == {"configMap": {"govnews"}, "secret": {"govnews"}}
    assert KUSTOMIZATION["resources"] == ["kubernetes.yaml"]
    (one,) = KUSTOMIZATION["configMapGenerator"]
    assert {*one["files"]} == {f"etc/{path.name}" for path in ETC.glob("*.py")} | {"etc/sites.toml"}
    for part in PARTS:
        template = DEPLOYMENTS[part]["template"]
        assert DEPLOYMENTS[part]["selector"]["matchLabels"] == template["metadata"]["labels"]
        volumes = {volume["name"]: volume for volume in template["spec"]["volumes"]}
        assert volumes["etc"]["configMap"]["name"] in made["configMap"]
        assert {mount["name"] for mount in of_container(part)["volumeMounts"]} == volumes.keys()
        assert of_container(part)["image"] == SERVICES[part]["image"]
        assert of_container(part)["image"] in {image["name"] for image in KUSTOMIZATION["images"]}
    (budget,) = (one["spec"] for one in OBJECTS if one["kind"] == "PodDisruptionBudget")
    assert budget["selector"]["matchLabels"] == DEPLOYMENTS["control"]["selector"]["matchLabels"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
@pytest.mark.parametrize(
    "wrong", [None, ("KillMode=mixed", "KillMode=gently"), ("@system-service", "@system-servant")]
)
def test_systemd_understands_the_unit(tmp_path: Path, wrong: tuple[str, str] | None) -> None:
    text = (
        UNIT.read_text("utf-8")
        .replace("/srv/govnews/.venv", sys.prefix)
        .replace("/srv/govnews", str(PROJECT))
    )
    text = text.replace(f"{sys.prefix}/bin/scrapy %i", f"{sys.executable} -m scrapy %i")
    (tmp_path / UNIT.name).write_text(text.replace(*wrong) if wrong else text, "utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / "govnews-fleet@worker.service"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert bool([line for line in verified.stderr.splitlines() if "govnews" in line]) is bool(wrong), (
        verified.stderr
    )


class Machine:
    """A machine that has the fleet's settings, with the hosts that are there in place of those of the compose file."""

    def __init__(self, folder: Path, cluster: Cluster, store: Store, proxy: str) -> None:
        self.folder, self.uri, self.bucket = folder, cluster.new_database(), store.new_bucket()
        etc = folder / "etc"
        shutil.copytree(ETC, etc, ignore=shutil.ignore_patterns("sites.*", "__pycache__"))
        (etc / "sites.toml").write_text("[mengjin]\n", "utf-8")
        named = etc / "fleet_settings.py"
        text = named.read_text("utf-8")
        for there, here in (
            ("postgresql://govnews@database/news", self.uri),
            ("http://s3:9000", store.endpoint),
            ("s3://news/", f"s3://{self.bucket}/"),
            ("/etc/govnews/", f"{etc}/"),
        ):
            assert there in text
            text = text.replace(there, here)
        named.write_text(f"{text}\nDOWNLOAD_DELAY = 0\nAUTOTHROTTLE_ENABLED = False\n", "utf-8")
        secrets = {name: KEYS[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
        self._environment = environment(proxy) | secrets | {
            "PYTHONPATH": f"{etc}{os.pathsep}{PROJECT}", "SCRAPY_SETTINGS_MODULE": "fleet_settings", "no_proxy": "127.0.0.1",
        }  # fmt: skip
        self._begun: list[subprocess.Popen[bytes]] = []

    def begin(self, part: str) -> subprocess.Popen[bytes]:
        """What a container of this part runs."""
        with (self.folder / f"{part}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *SERVICES[part]["command"]],
                cwd=self.folder, env=self._environment, stdout=log, stderr=log,
            )  # fmt: skip
        self._begun.append(process)
        return process

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *words], cwd=self.folder, env=self._environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def said(self) -> str:
        return "".join(path.read_text("utf-8") for path in sorted(self.folder.glob("*.log")))

    def end(self) -> None:
        for process in self._begun:
            process.kill()
            process.wait()


@pytest.fixture
def site() -> MengjinSite:
    return MengjinSite(sizes=SIZES, page_size=5)


@pytest.fixture
def machine(site: MengjinSite, cluster: Cluster, store: Store, tmp_path: Path) -> Iterator[Machine]:
    with ReplicaServer({HOST: site}) as server:
        one = Machine(tmp_path, cluster, store, server.url)
        try:
            yield one
        finally:
            one.end()


def statements() -> list[str]:
    """What docs/fleet.md asks the database."""
    blocks = re.findall(
        r"^```sql\n(.*?)^```", (PROJECT / "docs" / "fleet.md").read_text("utf-8"), re.M | re.S
    )
    return [one.strip() for block in blocks for one in re.split(r";\n", block) if one.strip()]


@pytest.mark.long
def test_the_settings_crawl_and_the_page_s_questions_are_answered(
    machine: Machine, site: MengjinSite, cluster: Cluster, store: Store
) -> None:
    control, crawling = machine.begin("control"), machine.begin("worker")
    until = time.monotonic() + 120
    while published(store, machine.bucket) != once_each(site):
        assert time.monotonic() < until, machine.said()
        assert control.poll() is None, machine.said()
        assert crawling.poll() is None, machine.said()
        time.sleep(0.5)
    status = machine.run("scrapy", "status", "--json")
    assert json.loads(status.stdout)["site"] == "mengjin", status.stdout + status.stderr
    asked = statements()
    assert len(asked) > 3
    for one in asked:
        cluster.execute(one, database_of(machine.uri))
    health = machine.run("procrastinate", "--app", "fleet_queue.queue", "healthchecks")
    assert health.returncode == 0, health.stderr
    for process in (crawling, control):
        process.terminate()
        assert process.wait(ENOUGH) == 0, machine.said()
