"""govnews as others have it: a wheel, made from the sdist, in an environment that has no checkout, used in an empty folder."""

from __future__ import annotations

import json
import shutil
import site
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest

from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer
from tests.crawling import UNPACED, environment, feeds, records
from tests.places import PROJECT

PACKED = ("govnews", "pyproject.toml", "README.md", "LICENSE")
"""What a distribution is made from."""
_HOOK = "import sys; from setuptools import build_meta; getattr(build_meta, sys.argv[1])(sys.argv[2])"

pytestmark = pytest.mark.skipif(
    int(version("setuptools").split(".")[0]) < 77, reason="setuptools is too old to build it: make setup"
)


@dataclass(frozen=True)
class Installed:
    """Where it is installed, and what it was made from."""

    sdist: Path
    wheel: Path
    python: Path

    def run(
        self, *command: str | Path, cwd: Path, proxy: str | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """A program of the environment, run in ``cwd`` as a user's shell does."""
        own = {name: value for name, value in environment(proxy).items() if name not in CHECKOUTS}
        program, *arguments = map(str, command)
        return subprocess.run(
            [self.python.with_name(program), *arguments],
            cwd=cwd,
            env=own | variables,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )


CHECKOUTS = {"PYTHONPATH", "SCRAPY_SETTINGS_MODULE", "MYPYPATH"}
"""Variables by which a program of the environment could find something else."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    root = tmp_path_factory.mktemp("installed")
    copy, dist = root / "copy", root / "dist"
    copy.mkdir()
    for name in PACKED:
        take = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy
        take(PROJECT / name, copy / name)
    build("build_sdist", copy, dist)
    [sdist] = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(root, filter="data")
    build("build_wheel", root / sdist.name.removesuffix(".tar.gz"), dist)
    [wheel] = dist.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", root / "env"], check=True)
    python = root / "env" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, wheel], check=True)
    [packages] = (root / "env" / "lib").glob("python*/site-packages")
    # What it depends on is seen where it is, so that nothing is fetched; of a checkout that is installed there, nothing is:
    # Python reads no .pth in a folder that another one names.
    packages.joinpath("dependencies.pth").write_text("\n".join(site.getsitepackages() + shared()), "utf-8")
    return Installed(sdist, wheel, python)


def shared() -> list[str]:
    """Further folders of packages that this environment sees."""
    return [one for one in sys.path if one.endswith("site-packages")]


def build(hook: str, folder: Path, dist: Path) -> None:
    """A distribution of the project in ``folder``, by the backend that pip would ask."""
    dist.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", _HOOK, hook, dist], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def package(folder: Path) -> set[str]:
    """The files of the package in the checkout."""
    files = (path for path in (folder / "govnews").rglob("*") if path.is_file())
    return {str(path.relative_to(folder)) for path in files if "__pycache__" not in path.parts}


def test_every_file_of_the_package_is_in_it(installed: Installed) -> None:
    wanted = package(PROJECT)
    assert {Path(name).suffix for name in wanted} >= {".py", ".json", ".sql", ".html", ".txt", ".tmpl"}
    with zipfile.ZipFile(installed.wheel) as wheel:
        assert {name for name in wheel.namelist() if name.startswith("govnews/")} == wanted
    with tarfile.open(installed.sdist) as sdist:
        inside = {name.partition("/")[2] for name in sdist.getnames()}
    assert wanted | {"LICENSE", "README.md"} <= inside


def test_it_is_the_installed_one_that_runs(installed: Installed, tmp_path: Path) -> None:
    run = installed.run("python", "-c", "import govnews; print(govnews.__file__)", cwd=tmp_path)
    assert Path(run.stdout.strip()).is_relative_to(installed.python.parents[1]), run.stderr


def test_the_demo_in_an_empty_folder(installed: Installed, tmp_path: Path) -> None:
    run = installed.run("govnews", "demo", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "govnews crawl mengjin" in run.stdout
    assert len(records(tmp_path / "output" / "demo")) > 100
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


def test_a_crawl_in_an_empty_folder(installed: Installed, tmp_path: Path) -> None:
    command = ["crawl", "site", "-a", f"home=http://{HOST}/", "-a", "limit=5", *UNPACED]
    with ReplicaServer({HOST: MengjinSite()}) as server:
        run = installed.run("govnews", *command, cwd=tmp_path, proxy=server.url)
        assert run.returncode == 0, run.stderr
        assert len(records(tmp_path / "output", HOST)) == 5
        # By its module, and not a request twice for what is known.
        again = installed.run("python", "-m", "govnews", *command, cwd=tmp_path, proxy=server.url)
    assert again.returncode == 0, again.stderr
    assert len(feeds(tmp_path / "output", HOST)) == 2
    assert len({record["url"] for record in records(tmp_path / "output", HOST)}) == 10
    exported = installed.run("govnews", "export", HOST, cwd=tmp_path)
    assert len([json.loads(line) for line in exported.stdout.splitlines()]) == 10


def test_commands_are_named_as_they_are_typed(installed: Installed, tmp_path: Path) -> None:
    helped = installed.run("govnews", "crawl", "--help", cwd=tmp_path)
    assert (helped.returncode, "govnews crawl [options]" in helped.stdout) == (0, True)
    listed = installed.run("govnews", cwd=tmp_path)
    assert "govnews <command>" in listed.stdout and "scrapy" not in listed.stdout
    assert {"crawl", "demo", "probe", "shell", "status"} <= {
        line.strip().partition(" ")[0] for line in listed.stdout.splitlines()
    }
    for words, told in {
        ("ledger",): "`govnews ledger rebuild`",
        ("crawl", "nowhere"): "`govnews list`",
        ("crawl", "-s", "odd"): "govnews crawl [options]",
        ("nothing",): 'Use "govnews" to see',
    }.items():
        run = installed.run("govnews", *words, cwd=tmp_path)
        said = run.stdout + run.stderr
        assert (run.returncode, told in said, "scrapy " in said.replace("scrapy.", "")) == (2, True, False), (
            said
        )


def test_in_a_project_it_has_that_projects_settings(installed: Installed, tmp_path: Path) -> None:
    project(tmp_path, "")
    run = installed.run("govnews", "list", cwd=tmp_path / "theirs")
    assert run.stdout.split() == ["plain"], run.stderr
    # Their command goes before ours, ours are there as well.
    assert installed.run("govnews", "status", cwd=tmp_path).stdout == "their status\n"
    missing = installed.run("govnews", "sites", cwd=tmp_path)
    assert (missing.returncode, "govnews.addon.GovNews" in missing.stderr) == (2, True)
    by_name = installed.run(
        "govnews", "settings", "--get", "BOT_NAME", cwd=tmp_path.parent,
        SCRAPY_SETTINGS_MODULE="theirs.settings", PYTHONPATH=str(tmp_path),
    )  # fmt: skip
    assert by_name.stdout == "theirs\n", by_name.stderr
    broken = installed.run("govnews", "list", cwd=tmp_path.parent, SCRAPY_SETTINGS_MODULE="nowhere.settings")
    assert (broken.returncode, broken.stderr.count("\n")) == (2, 1)
    assert "nowhere" in broken.stderr


def project(folder: Path, settings: str) -> None:
    """A Scrapy project of somebody else: a spider, a command, and these further settings."""
    write(folder / "scrapy.cfg", "[settings]\ndefault = theirs.settings\n")
    write(folder / "theirs" / "__init__.py", "")
    write(folder / "theirs" / "spiders.py", PLAIN)
    write(folder / "theirs" / "commands" / "__init__.py", "")
    write(folder / "theirs" / "commands" / "status.py", STATUS)
    write(
        folder / "theirs" / "settings.py",
        'BOT_NAME = "theirs"\nSPIDER_MODULES = ["theirs.spiders"]\nCOMMANDS_MODULE = "theirs.commands"\n'
        + settings,
    )


PLAIN = """import scrapy


class PlainSpider(scrapy.Spider):
    name = "plain"
"""
STATUS = """from scrapy.commands import ScrapyCommand


class Command(ScrapyCommand):
    requires_crawler_process = False

    def short_desc(self):
        return "Theirs"

    def run(self, args, opts):
        print("their status")
"""


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
